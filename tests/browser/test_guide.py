"""The guide to a new explorer, `course_utils/widgets/README.md`, is true."""

import importlib.util
import re
import shutil
import subprocess
import sys
from collections import Counter

import pytest

from course_utils.widgets import modules
from tools.normalize import ROOT

GUIDE = (ROOT / "course_utils/widgets/README.md").read_text(encoding="utf8")
NEEDED = """from course_utils.widgets.base import Explorer
from course_utils.widgets.modules import source, styles
from course_utils.widgets.traits import Numbers

"""


def block(language):
    """The one block of code in a language."""
    (code,) = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return code


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The folders of explorers and of their tests, and how to import a file there."""
    for folder in ("course_utils/widgets", "tests/browser"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(modules, "FOLDER", tmp_path / "course_utils/widgets")

    def load(path):
        name = path.removesuffix(".py").replace("/", ".")
        spec = importlib.util.spec_from_file_location(name, tmp_path / path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    return tmp_path, load


def test_a_copy_of_the_template_works_and_passes_its_tests(bench, copied):
    root, load = copied
    subprocess.run(["bash", "-euc", block("bash")], cwd=root, check=True)
    made = load("course_utils/widgets/my_idea.py")
    bench.mount(made.MyIdea())
    assert bench.page.locator(".explorer.my-idea .added").count() == 3
    fill = "node => getComputedStyle(node).fill"
    assert bench.page.locator(".added").first.evaluate(fill) == "rgb(0, 114, 178)"
    tests = load("tests/browser/test_page_my_idea.py")
    tests.test_every_setting_agrees_with_numpy(bench)
    tests.test_a_drag_chooses_how_many_are_added_up(bench)
    tests.test_what_it_cannot_take_is_refused()


def test_the_example_works(bench, copied):
    root, load = copied
    folder = root / "course_utils/widgets"
    (folder / "square.py").write_text(NEEDED + block("python"))
    (folder / "square.js").write_text(block("js"))
    (folder / "square.css").write_text("")
    bench.mount(load("course_utils/widgets/square.py").Square())
    bench.slider("side").fill("6")
    bench.rest()
    assert bench.text() == "A side of 6 makes an area of 36."
    assert bench.state("side", "goals_met") == (6, ["digit"])


def reached(name):
    """All modules that one needs."""
    text = (modules.FOLDER / name).read_text(encoding="utf8")
    own = set(re.findall(r'from "\./([\w.]+)"', text))
    return own.union(*map(reached, own))


def test_the_table_has_every_file_that_two_explorers_share():
    table = "".join(re.findall(r"^\| `.*", GUIDE, re.MULTILINE))
    named = set(re.findall(r"`(\w+\.\w+)`", table))
    assert all((modules.FOLDER / name).is_file() for name in named)
    scripts = modules.FOLDER.glob("*.js")
    explorers = [path for path in scripts if "default explore(" in path.read_text()]
    needed = Counter(name for path in explorers for name in reached(path.name))
    shared = {name for name, count in needed.items() if count > 1}
    assert {"frame.js", "dom.js"} <= shared <= named
