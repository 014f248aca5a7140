"""BoxOverlap alone on a page, against counted pixels and `course_utils.boxes`."""

import json

import numpy as np
import pytest

from course_utils.boxes import box_iou, generalized_box_iou
from course_utils.widgets import BoxOverlap

SIDE = 240


def settings(count):
    """Sizes and two boxes in them: apart, touching, nested, equal, one pixel wide."""
    rng = np.random.default_rng(0)
    for i in range(count):
        size = int(rng.integers(2, 60))
        # Few different edges make boxes touch and coincide.
        edges = np.sort(rng.choice(size + 1, min(size + 1, 2 + i % 9), replace=False))
        pairs = [
            np.sort(rng.choice(edges, 2, replace=False))
            for _ in ("Ax", "Ay", "Bx", "By")
        ]
        (ax1, ax2), (ay1, ay2), (bx1, bx2), (by1, by2) = np.array(pairs).tolist()
        yield size, [[ax1, ay1, ax2, ay2], [bx1, by1, bx2, by2]]


def start(bench, *boxes, size=SIDE):
    explorer = BoxOverlap(boxes, size) if boxes else BoxOverlap()
    bench.mount(explorer)
    return explorer


def drag(bench, *points):
    """Press at the first of the points, in pixels of the square, and move on."""
    square = bench.page.locator(".square-stage").bounding_box()
    pixel = square["width"] / (1.16 * SIDE)  # with the margins
    for i, (x, y) in enumerate(points):
        margin = SIDE / 10
        place = square["x"] + (margin + x) * pixel, square["y"] + (margin + y) * pixel
        bench.page.mouse.move(*place, steps=3 if i else 1)
        if i == 0:
            bench.page.mouse.down()
    bench.page.mouse.up()


def rectangle(bench, selector):
    node = bench.page.locator(f".square-stage {selector}")
    x, y, width, height = (
        float(node.get_attribute(name)) for name in ("x", "y", "width", "height")
    )
    return [x, y, x + width, y + height]


def test_numbers_and_words_agree_with_pixels_and_boxes(bench):
    cases = list(settings(400))
    bench.mount(BoxOverlap())
    seen = bench.page.evaluate(
        """async (cases) => {
            const root = document.querySelector(".explorer");
            const seen = [];
            for (const [size, boxes] of cases) {
              model.set("size", size);
              model.set("boxes", boxes);
              await Promise.resolve();
              const text = root.querySelector(".sentence").textContent;
              seen.push([JSON.parse(root.dataset.measured), text]);
            }
            return seen;
        }""",
        cases,
    )
    kinds = set()
    for (size, boxes), (measured, text) in zip(cases, seen, strict=True):
        masks = np.zeros((2, size, size), bool)
        for mask, (x1, y1, x2, y2) in zip(masks, boxes, strict=True):
            mask[y1:y2, x1:x2] = True
        rows, columns = (np.flatnonzero(masks.any(axis=(0, a))) for a in (2, 1))
        hull = (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
        assert measured[:3] == [masks.all(axis=0).sum(), masks.any(axis=0).sum(), hull]
        pair = np.array(boxes)[:, None]
        assert measured[3:] == [box_iou(*pair)[0, 0], generalized_box_iou(*pair)[0, 0]]
        assert text == BoxOverlap(boxes, size).sentence
        kinds.add((measured[0] == 0, measured[1] == hull, measured[3] == 1))
    # Apart, overlapping, filling the hull, and equal were among them.
    assert len(kinds) >= 5


def test_intersection_and_hull_are_drawn_where_they_are(bench):
    start(bench)
    assert rectangle(bench, ".shared") == [90, 70, 140, 120]
    assert rectangle(bench, ".hull") == [40, 40, 200, 180]
    assert bench.page.locator(".shared").get_attribute("fill").startswith("url(#hatch")
    bench.set(boxes=[[0, 0, 10, 10], [30, 20, 40, 50]])
    x1, y1, x2, y2 = rectangle(bench, ".shared")
    assert (x2 - x1) * (y2 - y1) == 0
    assert rectangle(bench, ".hull") == [0, 0, 40, 50]
    assert rectangle(bench, ".box-B .body") == [30, 20, 40, 50]


def test_the_sums_are_written_out(bench):
    start(bench)
    assert bench.page.locator(".sums tr").all_inner_texts() == [
        "area of A\t100 · 80 = 8000",
        "area of B\t110 · 110 = 12100",
        "intersection\t50 · 50 = 2500",
        "union\t8000 + 12100 - 2500 = 17600",
        "hull\t160 · 140 = 22400",
        "in neither box\t22400 - 17600 = 4800",
        "IoU\t2500 / 17600 = 0.142",
        "generalised IoU\t2500 / 17600 - 4800 / 22400 = -0.0722",
    ]


def test_bars_reach_from_zero_to_the_numbers(bench):
    explorer = start(bench)
    shown = [
        [float(node.get_attribute(name)) / 140 for name in ("x", "width")]
        for node in bench.page.locator(".bars .value").all()
    ]
    iou, generalized = explorer.iou, explorer.generalized_iou
    np.testing.assert_allclose(shown, [[0, iou], [generalized, -generalized]])


def test_a_box_is_dragged_and_stays_in_the_square(bench):
    start(bench)
    drag(bench, (60, 60), (80, 65))
    assert bench.state("boxes") == ([[60, 45, 160, 125], [90, 70, 200, 180]],)
    drag(bench, (70, 60), (400, -90))
    assert bench.state("boxes")[0][0] == [140, 0, 240, 80]
    bench.page.keyboard.press("ArrowLeft")
    assert bench.state("boxes")[0][0] == [139, 0, 239, 80]


@pytest.mark.parametrize(
    "corner, dragged, beyond",
    [
        ((90, 70), [70, 80, 200, 180], [199, 179, 200, 180]),
        ((200, 70), [90, 80, 180, 180], [90, 179, 240, 180]),
        ((90, 180), [70, 70, 200, 190], [199, 70, 200, 240]),
        ((200, 180), [90, 70, 180, 190], [90, 70, 240, 240]),
    ],
)
def test_a_corner_is_dragged_and_goes_past_no_edge(bench, corner, dragged, beyond):
    start(bench)
    drag(bench, corner, (corner[0] - 20, corner[1] + 10))
    assert bench.state("boxes")[0][1] == dragged
    start(bench)
    drag(bench, corner, (500, 500))
    assert bench.state("boxes")[0][1] == beyond


def test_the_inner_box_is_taken_and_nothing_beside_the_boxes(bench):
    start(bench, [80, 80, 120, 120], [20, 20, 220, 220])
    drag(bench, (100, 100), (110, 100))
    assert bench.state("boxes") == ([[90, 80, 130, 120], [20, 20, 220, 220]],)
    drag(bench, (50, 50), (40, 50))
    assert bench.state("boxes") == ([[90, 80, 130, 120], [10, 20, 210, 220]],)
    drag(bench, (232, 100), (10, 10))
    assert bench.state("boxes") == ([[90, 80, 130, 120], [10, 20, 210, 220]],)


def test_arrow_keys_move_the_box_that_has_the_focus(bench):
    start(bench)
    bench.page.get_by_role("application", name="box B").focus()
    for key, box in {
        "ArrowRight": [91, 70, 201, 180],
        "ArrowDown": [91, 71, 201, 181],
        "ArrowLeft": [90, 71, 200, 181],
        "ArrowUp": [90, 70, 200, 180],
        "End": [130, 70, 240, 180],
        "PageDown": [130, 130, 240, 240],
        "Home": [0, 130, 110, 240],
        "PageUp": [0, 0, 110, 110],
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("boxes") == ([[40, 40, 140, 120], box],), key
        assert json.loads(bench.data("boxes"))[1] == box
    bench.page.keyboard.press("ArrowLeft")
    assert bench.state("boxes")[0][1] == box


def test_shift_and_an_arrow_key_move_the_right_and_the_bottom_edge(bench):
    start(bench, [10, 10, 12, 12], [0, 0, 240, 239])
    bench.page.get_by_role("application", name="box A").focus()
    for key, box in {
        "ArrowRight": [10, 10, 13, 12],
        "ArrowDown": [10, 10, 13, 13],
        "ArrowLeft": [10, 10, 12, 13],
        "Home": [10, 10, 11, 13],
        "PageUp": [10, 10, 11, 11],
        "ArrowUp": [10, 10, 11, 11],
    }.items():
        bench.page.keyboard.press(f"Shift+{key}")
        assert bench.state("boxes")[0][0] == box, key
    bench.page.get_by_role("application", name="box B").focus()
    for _ in range(2):
        bench.page.keyboard.press("Shift+ArrowDown")
    assert bench.state("boxes")[0][1] == [0, 0, 240, 240]


@pytest.mark.parametrize(
    "label, typed, box",
    [
        ("box A, x1", "139", [139, 40, 140, 120]),
        ("box A, x1", "0", [0, 40, 140, 120]),
        ("box A, y2", "240", [40, 40, 140, 240]),
        ("box A, x1", "140", None),
        ("box A, x2", "40", None),
        ("box A, y2", "241", None),
        ("box A, y1", "-1", None),
        ("box A, y1", "1.5", None),
        ("box A, y1", "", None),
    ],
)
def test_a_coordinate_is_typed_and_a_wrong_one_is_not_taken(bench, label, typed, box):
    start(bench)
    edge = bench.page.get_by_label(label, exact=True)
    before = edge.input_value()
    edge.fill(typed)
    assert edge.evaluate("node => node.matches(':invalid')") == (box is None)
    edge.blur()
    assert bench.state("boxes")[0][0] == (box or [40, 40, 140, 120])
    assert edge.input_value() == (typed if box else before)


def test_another_size_has_another_grid(bench):
    start(bench, [0, 0, 4, 4], [2, 2, 9, 9], size=10)
    ticks = bench.page.locator(".square-stage > g:first-of-type text")
    assert {int(text) for text in ticks.all_text_contents()} == {0, 2, 4, 6, 8, 10}
    bench.set(size=1000)
    assert {int(t) for t in ticks.all_text_contents()} == {0, 200, 400, 600, 800, 1000}
    bench.page.get_by_label("box A, x2").fill("999")
    assert bench.state("boxes")[0][0] == [0, 0, 999, 4]
