"""Each explorer in JupyterLab, in a notebook of its own, before one kernel."""

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
ANCHOR_CLUSTERS = """
import numpy as np
from course_utils.widgets import AnchorClusters

wh = np.random.default_rng(0).uniform(5, 400, (300, 2))
explorer = AnchorClusters(wh)
explorer
"""
DILATION = """
from course_utils.widgets import Dilation

explorer = Dilation()
explorer
"""
YOLO_CELL = """
from course_utils.widgets import YoloCell

explorer = YoloCell()
explorer
"""
BOX_OVERLAP = """
from course_utils.widgets import BoxOverlap

explorer = BoxOverlap()
explorer
"""
PRECISION_RECALL = """
import numpy as np
from course_utils.widgets import PrecisionRecall

image = np.zeros((100, 100, 3), np.uint8)
objects = [[0, 0, 40, 40], [50, 50, 90, 90]]
boxes = [[0, 0, 40, 40], [0, 0, 40, 36], [50, 50, 90, 80], [10, 60, 30, 90]]
explorer = PrecisionRecall([image], [objects], [boxes], [[0.9, 0.8, 0.7, 0.6]])
explorer
"""
MATCH_DETECTIONS = """
import numpy as np
from course_utils.widgets import MatchDetections

image = np.zeros((60, 140, 3), np.uint8)
objects = [[0, 0, 100, 40], [30, 0, 130, 40]]
boxes = [[0, 0, 100, 40], [12, 0, 112, 40]]
explorer = MatchDetections(image, objects, boxes, [0.9, 0.8])
explorer
"""
TRANSPOSED_CONVOLUTION = """
from course_utils.widgets import TransposedConvolution

explorer = TransposedConvolution()
explorer
"""
SUPPRESS_BOXES = """
import numpy as np
from course_utils.widgets import SuppressBoxes

image = np.zeros((100, 100, 3), np.uint8)
boxes = [[0, 0, 40, 40], [0, 0, 40, 36], [0, 0, 40, 18], [60, 60, 90, 90]]
explorer = SuppressBoxes(image, boxes, [0.7, 0.9, 0.8, 0.6], [0] * 4, ["lily"])
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


def test_yolo_cell(lab):
    page = lab.open("yolo_cell", YOLO_CELL, "")
    page.locator(".plane").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert page.locator(".sentence").inner_text().startswith("Row 8, column 7:")
    # JupyterLab would take the arrow keys from a slider and select another cell.
    page.get_by_role("slider", name="t_w", exact=True).focus()
    for key in ("ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.get_by_label("sigmoid").check()
    code = "explorer.row, explorer.column, explorer.t, explorer.activation"
    lab.expect(page, code, "(8, 7, [0.0, 0.0, 0.1, 0.0], 'sigmoid')")
    lab.run(page, "explorer.size = 128")
    page.locator('.explorer[data-row="3"][data-column="3"]').wait_for()


def test_box_overlap(lab):
    page = lab.open("box_overlap", BOX_OVERLAP, "")
    page.get_by_role("application", name="box A").focus()
    # JupyterLab would select cells with Shift and an arrow key.
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert page.locator(".sentence").inner_text().startswith("Box A [41, 41, 142, 122]")
    page.get_by_label("box B, x1").fill("100")
    code = "explorer.boxes, explorer.intersection, round(explorer.iou, 3)"
    boxes = "[[41, 41, 142, 122], [100, 70, 200, 180]]"
    lab.expect(page, code, f"({boxes}, 2184, 0.128)")
    lab.run(page, "explorer.boxes = [[0, 0, 10, 10], [0, 0, 10, 20]]")
    page.locator('.explorer[data-boxes="[[0,0,10,10],[0,0,10,20]]"]').wait_for()
    assert "IoU 0.5." in page.locator(".sentence").inner_text()


def test_suppress_boxes(lab):
    page = lab.open("suppress_boxes", SUPPRESS_BOXES, "")
    page.locator(".scene").focus()
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert page.locator(".sentence").inner_text() == (
        "Step 2 of 3: keeps lily 0.80 and strikes out no box; 2 kept so far, 1 waits."
    )
    page.get_by_role("slider", name="IoU threshold").focus()
    page.keyboard.press("ArrowRight")
    lab.expect(page, "explorer.iou_threshold, explorer.kept.tolist()", "(0.51, [1, 2])")
    page.get_by_role("button", name="all done").click()
    lab.expect(page, "explorer.step, explorer.steps", "(3, 3)")
    # Python answers with a step that is left when fewer boxes are kept.
    lab.run(page, "explorer.score_threshold = 0.65")
    page.locator('.explorer[data-step="2"][data-steps="2"]').wait_for()
    lab.expect(page, "explorer.step", "2")


def test_anchor_clusters(lab):
    page = lab.open("anchor_clusters", ANCHOR_CLUSTERS, "")
    page.get_by_role("slider", name="k").focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    page.get_by_label("median").check()
    page.locator(".curve").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert page.locator(".sentence").inner_text().startswith("Iteration 2 of ")
    lab.expect(
        page, "explorer.k, explorer.update, explorer.iteration", "(6, 'median', 2)"
    )
    words = page.locator(".sentence").inner_text()
    lab.expect(page, "explorer.sentence", f"'{words}'")
    lab.run(page, "explorer.k = 1")
    page.locator('.explorer[data-iteration="1"]').wait_for()
    assert page.locator("tbody tr").count() == 1


def test_precision_recall(lab):
    page = lab.open("precision_recall", PRECISION_RECALL, "")
    page.locator(".curve").focus()
    for key in ("ArrowLeft", "ArrowUp", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    assert page.locator(".sentence").inner_text() == (
        "Score at least 0.8: 1 hit, 1 false positive, 1 of 2 objects missed; "
        "precision 0.5, recall 0.5. AP by all points 0.833."
    )
    page.get_by_label("11-point").check()
    # JupyterLab would take the arrow keys from a slider and select another cell.
    page.get_by_role("slider", name="IoU threshold").focus()
    for key in ("ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    code = "explorer.score_threshold, explorer.iou_threshold, explorer.method"
    lab.expect(page, code, "(0.8, 0.52, '11-point')")
    words = page.locator(".sentence").inner_text()
    lab.expect(page, "explorer.sentence", f"'{words}'")
    lab.run(page, "explorer.score_threshold = 0.7")
    page.locator('.explorer[data-count="3"]').wait_for()


def test_match_detections(lab):
    page = lab.open("match_detections", MATCH_DETECTIONS, "")
    page.locator(".scene").focus()
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    code = "explorer.object_index.tolist(), explorer.outcome.tolist()"
    lab.expect(page, code, "([0, 1], [1, 1])")
    page.get_by_label("voc").check()
    lab.expect(page, code, "([0, -1], [1, 0])")
    # JupyterLab would take the arrow keys from a slider and select another cell.
    page.get_by_role("slider", name="IoU threshold").focus()
    page.keyboard.press("ArrowRight")
    lab.expect(page, "explorer.rule, explorer.iou_threshold", "('voc', 0.51)")
    words = page.locator(".sentence").inner_text()
    lab.expect(page, "explorer.sentence", f"'{words}'")
    lab.run(page, "explorer.step = 1")
    page.locator('.explorer[data-step="1"]').wait_for()


def test_dilation(lab):
    page = lab.open("dilation", DILATION, "")
    page.locator(".stack").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    # JupyterLab would take the arrow keys from a slider and select another cell.
    page.get_by_role("slider", name="layer 1 rate").focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    words = page.locator(".sentence").inner_text()
    assert words.startswith("Kernel 3, rates 3, 2, 2: output 1 reads 13 of the 15 ")
    lab.expect(page, "explorer.rates, explorer.gaps", "([3, 2, 2], (1, 13))")
    lab.expect(page, "explorer.sentence", f"'{words}'")
    page.get_by_role("button", name="1, 2, 5").click()
    lab.expect(page, "explorer.receptive_field, explorer.gaps", "(17, ())")
    # Python answers with a position that is left when the window is longer.
    page.locator(".stack").focus()
    page.keyboard.press("End")
    lab.expect(page, "explorer.position", "8")
    lab.run(page, "explorer.rates = [1, 2, 4, 8]")
    page.locator('.explorer[data-position="1"]').wait_for()
    assert page.get_by_role("slider", name="layer 4 rate").input_value() == "8"


def test_transposed_convolution(lab):
    page = lab.open("transposed_convolution", TRANSPOSED_CONVOLUTION, "")
    page.locator(".output").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert page.locator(".sentence").inner_text().startswith("Output row 3, column 2:")
    page.get_by_label("row 1, column 1").first.fill("5")
    page.get_by_label("overlaps").check()
    code = "explorer.row, explorer.column, explorer.input[1][1], explorer.overlap"
    lab.expect(page, code, "(3, 2, 5, True)")
    words = page.locator(".sentence").inner_text()
    lab.expect(page, "explorer.sentence", f"'{words}'")
    # Python answers with a position that is left when the output is smaller.
    lab.run(page, "explorer.stride = 1")
    page.locator('.explorer[data-row="3"][data-column="2"]').wait_for()
    lab.run(page, "explorer.padding = 'same'")
    page.locator('.explorer[data-row="1"][data-column="1"]').wait_for()
    lab.expect(page, "explorer.overlaps.tolist()", "[[4, 4], [4, 4]]")
