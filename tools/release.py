"""Build the student edition of every exercise from its solved edition.

Without a seed: public cases into `solutions/` and `exercises/`, stubs into the latter.
With `--seed`: private cases into `grading/source`, the student edition that goes with
them into `grading/release`, and the assignments into the gradebook.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.utils import is_grade
from traitlets.config import PyFileConfigLoader

from tools.cases import make_cases, to_json
from tools.normalize import ROOT, read

PUBLIC_SEED = "public"
SOLUTIONS = ROOT / "solutions"
EXERCISES = ROOT / "exercises"
GRADING = ROOT / "grading"
WRITTEN = GRADING / "exercises.json"  # hashes of what the release wrote last


def exercises():
    """Names of all exercises, in order."""
    return sorted(path.parent.name for path in SOLUTIONS.glob("*/mutants.py"))


def build_public(folder):
    """Build `exercises/` into `folder`; return each exercise's public cases as text."""
    cases = {
        name: to_json(make_cases(SOLUTIONS / name, PUBLIC_SEED)) for name in exercises()
    }
    with tempfile.TemporaryDirectory() as source:
        _copy_sources(Path(source), cases)
        config = _config(source, folder)
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
        config.CourseDirectory.db_url = "sqlite://"  # opened all the same
        _generate(config, cases)
    return cases


def release_public(force=False):
    """Write public cases and `exercises/`, unless a learner's work would be lost."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        cases = build_public(folder)
        built = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    work = [] if force else [name for name in built if _is_work(name, built[name])]
    if work:
        raise ValueError(
            "these files hold work that is not in git: "
            + ", ".join(f"exercises/{name}" for name in work)
            + ". Move it away, or overwrite it with `make release FORCE=1`"
        )
    for name, text in cases.items():
        _write(SOLUTIONS / name / "cases.json", text.encode())
    for name, content in built.items():
        _write(EXERCISES / name, content)
    hashes = {name: _hash(content) for name, content in built.items()}
    _write(WRITTEN, json.dumps(hashes, indent=1).encode())


def release_private(seed):
    """Write private cases, the edition that goes with them, and the gradebook."""
    _refuse_changed_grades()
    cases = {name: to_json(make_cases(SOLUTIONS / name, seed)) for name in exercises()}
    source = GRADING / "source"
    if source.exists():
        shutil.rmtree(source)
    _copy_sources(source, cases)
    _generate(_config(source, GRADING / "release"), cases)


def _copy_sources(folder, cases):
    for name, text in cases.items():
        _write(folder / name / "cases.json", text.encode())
        notebook = f"{name}.ipynb"
        shutil.copy(SOLUTIONS / name / notebook, folder / name / notebook)


def _config(source, release):
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    config.CourseDirectory.source_directory = str(source)
    config.CourseDirectory.release_directory = str(release)
    return config


def _generate(config, names):
    # nbgrader starts `alembic` by name, also where .venv is not activated.
    programs = Path(sys.executable).parent
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    api = NbGraderAPI(config=config)
    for name in names:
        result = api.generate_assignment(name)
        if not result["success"]:
            raise RuntimeError(f"nbgrader could not release {name}:\n{result['log']}")


def _is_work(name, content):
    """Whether exercises/`name` is neither in HEAD nor written by the release."""
    path = EXERCISES / name
    if not path.exists() or path.read_bytes() == content:
        return False
    written = json.loads(WRITTEN.read_text()) if WRITTEN.exists() else {}
    if written.get(name) == _hash(path.read_bytes()):
        return False
    head = subprocess.run(
        ["git", "show", f"HEAD:exercises/{name}"], cwd=ROOT, capture_output=True
    )
    return head.returncode != 0 or head.stdout != path.read_bytes()


def _refuse_changed_grades():
    """nbgrader deletes the release when graded cells change under submissions."""
    if not (GRADING / "gradebook.db").exists():
        return
    with Gradebook(f"sqlite:///{GRADING / 'gradebook.db'}") as gradebook:
        for name in exercises():
            try:
                notebook = gradebook.find_notebook(name, name)
            except MissingEntry:
                continue
            if not notebook.submissions:
                continue
            before = {cell.name for cell in notebook.grade_cells}
            cells = read(SOLUTIONS / name / f"{name}.ipynb").cells
            now = {cell.metadata.nbgrader.grade_id for cell in cells if is_grade(cell)}
            if before != now:
                raise ValueError(
                    f"{name} has submissions, so its graded cells must stay "
                    f"{sorted(before)}. Received: {sorted(now)}"
                )


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _hash(content):
    return hashlib.sha256(content).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", help="private seed: release for grading")
    parser.add_argument("--force", action="store_true", help="overwrite work")
    arguments = parser.parse_args()
    try:
        if arguments.seed is None:
            release_public(arguments.force)
            print(f"exercises/: {len(exercises())} exercises, public cases")
        else:
            release_private(arguments.seed)
            print(f"grading/: {len(exercises())} exercises, private cases, gradebook")
    except ValueError as error:
        sys.exit(f"Not released: {error}.")


if __name__ == "__main__":
    main()
