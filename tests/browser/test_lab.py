"""Each explorer in JupyterLab, in a notebook of its own, before one kernel."""

import pytest

from explorers import EXPLORERS
from tools.normalize import ROOT

MADE = """
import sys

sys.path[:0] = {paths}
from explorers import EXPLORERS, call_of

explorer = EXPLORERS["{name}"].make()
start = explorer.{trait}
explorer
"""
CELLS = """jupyterapp.shell.currentWidget.content.widgets.map(
    (cell) => [cell.model.type, cell.model.sharedModel.source])"""

ONE_OF_EACH_KIND = """.explorer :is(.stage [tabindex="0"], .tools button:first-child,
    [type="range"], [type="number"], [type="radio"]):first-of-type"""


def open_with(lab, name, notebook):
    paths = [str(ROOT), str(ROOT / "tests")]
    code = MADE.format(paths=paths, name=name, trait=EXPLORERS[name].trait)
    return lab.open(notebook, code, "")


@pytest.mark.parametrize("name", EXPLORERS)
def test_hand_and_python_move_one_explorer(lab, name):
    entry = EXPLORERS[name]
    page = open_with(lab, name, f"move_{name}")
    words = page.locator(".sentence")
    start = words.inner_text()
    page.locator(entry.node).focus()
    for _ in range(2):
        page.keyboard.press(entry.key)
    assert words.inner_text() != start
    page.get_by_role("button", name="copy as Python").click()
    call = page.locator(".call").input_value()
    lab.expect(page, f"call_of({call!r}) == call_of(repr(explorer))", "True")
    lab.run(page, f"explorer.{entry.trait} = start")
    page.wait_for_function(
        "text => document.querySelector('.sentence').innerText === text", arg=start
    )


@pytest.mark.parametrize("name", EXPLORERS)
def test_keys_change_no_cell(lab, name):
    """Letters are JupyterLab's commands, and arrow keys go from cell to cell."""
    page = open_with(lab, name, f"keys_{name}")
    before = page.evaluate(CELLS)
    active = "jupyterapp.shell.currentWidget.content.activeCellIndex"
    kinds = page.locator(ONE_OF_EACH_KIND)
    for index in range(kinds.count()):
        kinds.nth(index).focus()
        here = page.evaluate(active)
        for key in (*"mabxddy", "ArrowDown", "ArrowUp", "ArrowUp", "Enter"):
            page.keyboard.press(key)
        assert page.evaluate(active) == here
    assert page.evaluate(CELLS) == before


def test_two_views_of_one_explorer_move_together(lab):
    page = lab.open(
        "two_views",
        "from course_utils.widgets import Dilation\nexplorer = Dilation()",
        "display(explorer, explorer)",
    )
    first, second = page.locator(".sentence").all()
    start = second.inner_text()
    page.locator(".stack").first.focus()
    page.keyboard.press("ArrowRight")
    assert first.inner_text() == second.inner_text() != start
    # Each has its own undo, and one goal list.
    page.get_by_role("button", name="undo").first.click()
    assert first.inner_text() == second.inner_text() == start
