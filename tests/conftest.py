import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import course_utils  # noqa: F401  sets TensorFlow up before a test loads it
from tools.normalize import ROOT


class Course:
    """A copy of the course in a git repository of its own, with its files committed."""

    def __init__(self, root):
        self.root = root
        for name in ("tools", "solutions", "exercises"):
            shutil.copytree(ROOT / name, root / name)
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
    return Course(tmp_path)


@pytest.fixture(scope="session")
def edit():
    def edit(path, before, after):
        """Replace a text that must be in the file at `path`."""
        text = path.read_text(encoding="utf8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf8")

    return edit
