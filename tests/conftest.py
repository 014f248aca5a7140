import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import course_utils  # noqa: F401  sets TensorFlow up before a test loads it
from tools.normalize import ROOT

# No test depends on the machine's speed, nor does one of many examples.
settings.register_profile(
    "course", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("course")


def pytest_addoption(parser):
    parser.addoption(
        "--seeds",
        type=int,
        default=1,
        help="private seeds for which the cases of every exercise are made",
    )


class Course:
    """A copy of the course in a git repository of its own, with its files committed.

    It has two exercises: what holds for them holds for all, and they are soon released.
    """

    def __init__(self, root):
        self.root = root
        shutil.copytree(ROOT / "tools", root / "tools")
        for folder in ("solutions", "exercises"):
            for exercise in ("00_start_here", "01_dense_to_conv"):
                shutil.copytree(ROOT / folder / exercise, root / folder / exercise)
        for name in ("nbgrader_config.py", ".gitignore"):
            shutil.copy(ROOT / name, root)
        self.run("git", "init", "-q")
        self.run("git", "add", "-A")
        user = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        self.run("git", *user, "commit", "-q", "-m", "Course")

    def run(self, *words):
        """Run a command as a shell with .venv activated would; the copy's tools win."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "PYTHONPATH": str(self.root)}
        return subprocess.run(
            words, cwd=self.root, env=environment, capture_output=True, text=True
        )

    def release(self, *options):
        return self.run(sys.executable, "-m", "tools.release", *options)

    def notebook(self, folder, exercise):
        return self.root / folder / exercise / f"{exercise}.ipynb"


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path / "course")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course that was released for grading; tests share it."""
    course = Course(tmp_path_factory.mktemp("released") / "course")
    done = course.release("--seed", "secret")
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture(scope="session")
def edit():
    def edit(path, before, after):
        """Replace a text that must be in the file at `path`."""
        text = path.read_text(encoding="utf8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf8")

    return edit
