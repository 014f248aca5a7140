"""Does everything the course needs run here? What lesson 00 asks first."""

import importlib
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 13)


def check_environment():
    """Print one line when all is well, else a sentence for everything to mend."""
    found = problems()
    if not found:
        print("Everything the course needs is here.")
    for number, problem in enumerate(found, start=1):
        print(f"{number}. {problem}")


def problems():
    """Sentences that each say what is wrong here and the command that mends it.

    Looked at are the version of Python, the packages pinned in `requirements.txt`,
    whether TensorFlow loads, and whether `course_utils` belongs to the course that is
    being read.
    """
    checks = (_python, _this_course, _packages, _tensorflow)
    return [problem for check in checks for problem in check()]


def _python():
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        yield (
            f"Python {sys.version_info[0]}.{sys.version_info[1]} runs here, and the "
            "course needs 3.11, 3.12 or 3.13. In the course's folder run "
            "`make clean lab PYTHON=python3.12`."
        )


def _this_course():
    folder = Path.cwd().resolve()
    if ROOT not in (folder, *folder.parents):
        yield (
            f"course_utils is loaded from {ROOT}, but this notebook lies elsewhere, in "
            f"{folder}. In the folder of the course you are reading {_install('-e .')}"
        )


def _packages():
    try:
        lines = (ROOT / "requirements.txt").read_text(encoding="utf8").splitlines()
    except FileNotFoundError:
        yield (
            f"There is no requirements.txt in {ROOT}, so course_utils is not the one "
            f"of the course. In the course's folder {_install('-e .')}"
        )
        return
    wrong = []
    for line in lines:
        if not line.strip() or line.startswith(("#", "-")):
            continue
        pin = Requirement(line)
        if pin.marker and not pin.marker.evaluate():
            continue
        try:
            installed = version(pin.name)
        except PackageNotFoundError:
            wrong.append(f"{pin.name} is missing")
        else:
            if not pin.specifier.contains(installed, prereleases=True):
                wrong.append(f"{pin.name} is {installed}, not {pin.specifier}")
    if wrong:
        yield (
            f"Packages differ from requirements.txt: {', '.join(wrong)}. "
            f"In {ROOT} {_install('-r requirements.txt')}"
        )


def _tensorflow():
    try:
        importlib.import_module("tensorflow")
    except Exception as error:  # a broken binary fails in more ways than ImportError
        yield (
            f"TensorFlow does not load ({type(error).__name__}: {error}). "
            f"In {ROOT} {_install('--force-reinstall -r requirements.txt')}"
        )


def _install(what):
    # This notebook's own Python: another one is the usual reason for what is missing.
    return f'run `"{sys.executable}" -m pip install {what}` and restart the kernel.'
