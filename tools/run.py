"""Execute and normalise notebooks: those that changed since HEAD, `--all`, or by name.

A notebook that fails keeps its old content; its first failing cell is reported.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tools.normalize import ROOT, normalize, read, write


def notebooks():
    """All notebooks that are executed and committed, lessons first."""
    lessons = sorted((ROOT / "notebooks").glob("*.ipynb"))
    return lessons + sorted((ROOT / "solutions").glob("[0-9]*/*.ipynb"))


def changed(paths):
    """Those of `paths` that git sees as different from HEAD."""
    status = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = {ROOT / entry[3:] for entry in status.stdout.split("\0")}
    return [path for path in paths if path in names]


def execute(path):
    """Run the notebook at `path` from top to bottom and write it back, normalised."""
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    write(normalize(client.execute()), path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="only these notebooks")
    parser.add_argument("--all", action="store_true", help="every notebook")
    arguments = parser.parse_args()
    chosen = [path.resolve() for path in arguments.paths]
    if not chosen:
        chosen = notebooks() if arguments.all else changed(notebooks())
    failures = 0
    for path in chosen:
        start = time.perf_counter()
        try:
            execute(path)
        except (CellExecutionError, ValueError) as error:
            failures += 1
            print(f"{path.relative_to(ROOT)}: failed, left as it was\n{error}")
        else:
            seconds = time.perf_counter() - start
            print(f"{path.relative_to(ROOT)}: {seconds:.1f} s")
    if not chosen:
        print("No notebook differs from HEAD; `make run ALL=1` runs every one.")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
