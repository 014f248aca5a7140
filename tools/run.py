"""Execute and normalise notebooks: those that changed since HEAD, `--all`, or by name.

A notebook that fails keeps its old content; its first failing cell is reported.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_notebook

from tools.browser import NoBrowserError
from tools.normalize import ROOT, normalize, read, write
from tools.pictures import Camera, add_pictures, keep_states, pictures_of


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


def committed(path):
    """The notebook at `path` in HEAD; an empty one where HEAD has none."""
    shown = subprocess.run(
        ["git", "show", f"HEAD:./{path.name}"], cwd=path.parent, capture_output=True
    )
    return nbformat.reads(shown.stdout, 4) if shown.returncode == 0 else new_notebook()


def execute(path, camera):
    """Run the notebook at `path` from top to bottom and write it back, normalised.

    Explorers get their pictures; one that the file or HEAD has already is taken over.
    """
    notebook = read(path)
    taken = pictures_of(committed(path)) | pictures_of(notebook)
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
    keep_states(client)
    client.execute()
    add_pictures(notebook, taken, camera)
    write(normalize(notebook), path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="only these notebooks")
    parser.add_argument("--all", action="store_true", help="every notebook")
    arguments = parser.parse_args()
    chosen = [path.resolve() for path in arguments.paths]
    if not chosen:
        chosen = notebooks() if arguments.all else changed(notebooks())
    failures = 0
    with Camera() as camera:
        for path in chosen:
            start = time.perf_counter()
            try:
                execute(path, camera)
            except (CellExecutionError, NoBrowserError, ValueError) as error:
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
