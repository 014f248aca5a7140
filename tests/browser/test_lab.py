"""Each explorer in JupyterLab, in a notebook of its own, with a kernel behind it."""

CONVOLUTION = """
from course_utils.widgets import Convolution

explorer = Convolution()
explorer
"""
SLIDING_WINDOW = """
import numpy as np
from course_utils.widgets import SlidingWindow

image = np.zeros((672, 672, 3), np.uint8)
predictions = {448: np.full((8, 8, 8), 0.5)}
explorer = SlidingWindow(image, predictions, ["daisy", "lily", "poppy"])
explorer
"""


def test_convolution(lab):
    page = lab.open("convolution", CONVOLUTION, "")
    page.locator(".output").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert page.locator(".sentence").inner_text().startswith("Output row 2, column 1:")
    page.get_by_label("row 4, column 4").fill("5")
    lab.expect(page, "explorer.row, explorer.column", "(2, 1)")
    code = "explorer.input[4][4], explorer.output[2, 2].item()"
    lab.expect(page, code, "(5, 4)")
    # Python answers with a position that is left when the output is smaller.
    lab.run(page, "explorer.stride = 2")
    page.locator('.explorer[data-row="1"][data-column="1"]').wait_for()


def test_sliding_window(lab):
    page = lab.open("sliding_window", SLIDING_WINDOW, "")
    page.locator(".picture").focus()
    for key in ("ArrowRight", "ArrowDown", "End"):
        page.keyboard.press(key)
    assert page.locator(".sentence").inner_text().startswith("Row 1, column 7:")
    # JupyterLab would take the arrow keys from a slider and select another cell.
    page.get_by_role("slider", name="row").focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    page.get_by_role("slider", name="size").focus()
    page.keyboard.press("ArrowRight")
    code = "explorer.row, explorer.column, explorer.size"
    lab.expect(page, code, "(2, 7, 480)")
    lab.run(page, "explorer.size = 256")
    page.locator('.explorer[data-row="1"][data-column="1"]').wait_for()
    assert "8 - 7 + 1 = 2" in page.locator(".formula").inner_text()
