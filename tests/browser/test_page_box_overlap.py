"""BoxOverlap: its traits, and its page against counted pixels and `boxes`."""

import numpy as np
import pytest

from bench import Bench
from course_utils.boxes import box_area, box_iou, generalized_box_iou
from course_utils.widgets import BoxOverlap

SIDE = 240
START = [[40, 40, 140, 120], [90, 70, 200, 180]]


def settings(count):
    """Sizes and two boxes in them: apart, touching, nested, equal, one pixel wide."""
    rng = np.random.default_rng(0)
    for i in range(count):
        size = int(rng.integers(2, 60))
        # Few different edges make boxes touch and coincide.
        edges = np.sort(rng.choice(size + 1, min(size + 1, 2 + i % 9), replace=False))
        pairs = [np.sort(rng.choice(edges, 2, replace=False)) for _ in range(4)]
        (ax1, ax2), (ay1, ay2), (bx1, bx2), (by1, by2) = np.array(pairs).tolist()
        yield {"size": size, "boxes": [[ax1, ay1, ax2, ay2], [bx1, by1, bx2, by2]]}


def start(bench, *boxes, size=SIDE):
    bench.mount(BoxOverlap(boxes or START, size))


def on_page(bench, x, y):
    """Where a point of the square is on the page."""
    grid = bench.page.locator(".grid").bounding_box()
    return grid["x"] + x * grid["width"] / SIDE, grid["y"] + y * grid["height"] / SIDE


def drag(bench, *points):
    bench.drag(*(on_page(bench, *point) for point in points))


def test_numbers_agree_with_pixels_and_boxes(bench):
    cases = list(settings(400))
    start(bench)
    kinds = set()
    for case, seen in zip(cases, bench.walk_through(cases), strict=True):
        size, boxes = case["size"], case["boxes"]
        masks = np.zeros((2, size, size), bool)
        for mask, (x1, y1, x2, y2) in zip(masks, boxes, strict=True):
            mask[y1:y2, x1:x2] = True
        rows, columns = (np.flatnonzero(masks.any(axis=(0, a))) for a in (2, 1))
        hull = (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
        areas = [masks.all(axis=0).sum(), masks.any(axis=0).sum(), hull]
        pair = np.array(boxes)[:, None]
        ratios = [box_iou(*pair)[0, 0], generalized_box_iou(*pair)[0, 0]]
        explorer = BoxOverlap(boxes, size)
        names = ("intersection", "union", "hull", "iou", "generalized_iou")
        assert [getattr(explorer, name) for name in names] == [*areas, *ratios]
        shown, words = seen["shown"], seen["words"]
        assert [shown[key] for key in ("shared", "union", "hull")] == areas
        np.testing.assert_allclose([shown["iou"], shown["generalized"]], ratios)
        assert f"share {areas[0]} of {areas[1]} pixels" in words
        assert f"of {hull} pixels, {hull - areas[1]} lie in neither box" in words
        kinds.add((areas[0] == 0, areas[1] == hull, ratios[0] == 1))
    # Apart, overlapping, filling the hull, and equal were among them.
    assert len(kinds) >= 5


@pytest.mark.parametrize(
    "name, meets, nearly",
    [
        ("thin", [[0, 0, 90, 90], [80, 0, 180, 90]], [[0, 0, 90, 9], [90, 0, 99, 9]]),
        ("thin", [[0, 0, 60, 9], [52, 0, 99, 9]], [[0, 0, 60, 9], [49, 0, 99, 9]]),
        ("thin", [[0, 0, 60, 60], [55, 2, 99, 60]], [[0, 0, 60, 60], [55, 9, 99, 69]]),
        ("thin", [[0, 0, 60, 9], [52, 0, 99, 9]], [[0, 0, 90, 90], [9, 9, 30, 30]]),
        ("thin", [[0, 0, 60, 9], [52, 0, 99, 9]], [[90, 0, 99, 9], [0, 0, 200, 9]]),
        ("pixel", [[5, 0, 13, 200], [4, 0, 12, 200]], [[5, 0, 14, 99], [4, 0, 13, 99]]),
        ("pixel", [[0, 0, 8, 8], [1, 0, 9, 8]], [[0, 0, 8, 8], [0, 1, 8, 9]]),
        ("pixel", [[0, 0, 1, 1], [1, 0, 2, 1]], [[0, 0, 8, 4], [1, 0, 8, 4]]),
        ("half", [[0, 0, 3, 3], [0, 1, 3, 4]], [[0, 0, 4, 4], [1, 0, 5, 4]]),
        ("half", [[9, 9, 39, 39], [14, 3, 44, 33]], [[0, 0, 3, 6], [1, 0, 4, 6]]),
        ("half", [[0, 0, 90, 90], [30, 0, 120, 90]], [[0, 0, 10, 10], [0, 0, 10, 5]]),
    ],
)
def test_goals(bench, name, meets, nearly):
    def truth(boxes):
        explorer = BoxOverlap(boxes)
        iou, general = explorer.iou, explorer.generalized_iou
        first, second = np.array(boxes)
        sides = [*(first[2:] - first[:2]), *(second[2:] - second[:2])]
        smaller = box_area([first, second]).min()
        step = (first - second) * (1 if first[0] > second[0] else -1)
        return {
            "thin": 0 < explorer.intersection < smaller and iou < 0.1 and general > 0,
            "pixel": step.tolist() == [1, 0, 1, 0] and iou < 0.8,
            "half": iou == 0.5 and len(set(sides)) == 1,
        }[name]

    assert truth(meets) and not truth(nearly)
    assert name in bench.goals(BoxOverlap(meets))
    assert name not in bench.goals(BoxOverlap(nearly))


@pytest.mark.parametrize("size", [2, 100, 240])
def test_presets_meet_no_goal_and_are_what_they_are_called(bench, size):
    start(bench, [0, 0, 1, 1], [1, 1, 2, 2], size=size)
    for name in ("apart", "touching", "inside", "equal"):
        bench.button(name).click()
        bench.rest()
        explorer = BoxOverlap(*bench.state("boxes", "size"))
        if size == 2:  # not all of them are possible
            continue
        assert (explorer.iou > 0) == (name in ("inside", "equal"))
        assert (explorer.iou == 1) == (name == "equal")
        assert (explorer.generalized_iou == explorer.iou) == (name != "apart")
        assert bench.state("goals_met") == ([],)


def test_intersection_hull_and_what_lies_in_neither_are_drawn(bench):
    start(bench)
    assert bench.rect(".square-stage .shared") == [90, 70, 140, 120]
    assert bench.rect(".square-stage .hull") == bench.rect(".square-stage .neither")
    assert bench.rect(".square-stage .hull") == [40, 40, 200, 180]
    fills = [
        bench.page.locator(selector).evaluate("node => getComputedStyle(node).fill")
        for name in ("shared", "neither")
        for selector in (f".square-stage .{name}", f".sample .{name}")
    ]
    assert ["hatch" in fill for fill in fills] == [True, True, False, False]
    assert ["dots" in fill for fill in fills] == [False, False, True, True]
    # The boxes lie on what is dotted.
    papers = bench.page.locator(".neither ~ .paper")
    assert papers.count() == 2
    bench.set(boxes=[[0, 0, 10, 10], [30, 20, 40, 50]])
    x1, y1, x2, y2 = bench.rect(".square-stage .shared")
    assert (x2 - x1) * (y2 - y1) == 0
    assert bench.rect(".square-stage .box-B .grip-line") == [30, 20, 40, 50]
    assert papers.last.get_attribute("height") == "30"


def test_the_sums_are_written_out_and_bars_reach_to_the_numbers(bench):
    start(bench)
    assert bench.page.locator(".sums tr").all_inner_texts() == [
        "area of A\t100 · 80 = 8000",
        "area of B\t110 · 110 = 12100",
        "intersection\t50 · 50 = 2500",
        "union\t8000 + 12100 - 2500 = 17600",
        "hull\t160 · 140 = 22400",
        "in neither box\t22400 - 17600 = 4800",
        "IoU\t2500 / 17600 = 0.1420",
        "generalised IoU\t0.1420 - 4800 / 22400 = -0.0722",
    ]
    assert bench.text().endswith(
        "share 2500 of 17600 pixels: IoU 0.1420. In their hull of 22400 pixels, 4800 "
        "lie in neither box: generalised IoU -0.0722."
    )
    shown = [
        [float(node.get_attribute(name)) / 130 for name in ("x", "width")]
        for node in bench.page.locator(".bars .bar").all()
    ]
    iou, generalized = BoxOverlap(START).iou, BoxOverlap(START).generalized_iou
    np.testing.assert_allclose(shown, [[0, iou], [generalized, -generalized]])


@pytest.mark.parametrize(
    "boxes, iou, generalized",
    [
        ([[0, 0, 4, 4], [2, 0, 4, 4]], "0.5", "0.5"),
        ([[0, 0, 134, 134], [1, 44, 135, 178]], "0.5000", "0.4963"),
        ([[0, 0, 5, 1], [2, 0, 5, 2]], "0.375", "0.175"),
        ([[0, 0, 9, 4], [3, 2, 10, 10]], "0.15", "-0.05"),  # not by subtraction
        ([[0, 0, 240, 240], [0, 0, 240, 240]], "1", "1"),
        ([[0, 0, 1, 1], [1, 1, 2, 2]], "0", "-0.5"),
        ([[0, 0, 3, 1], [1, 0, 4, 2]], "0.2857", "0.1607"),
    ],
)
def test_a_number_that_rounding_changed_has_four_decimals(
    bench, boxes, iou, generalized
):
    start(bench, *boxes)
    assert f"IoU {iou}. In" in bench.text()
    assert bench.text().endswith(f"generalised IoU {generalized}.")
    *_, first, second = bench.page.locator(".sums tr").all_inner_texts()
    assert first.endswith(f" = {iou}")
    assert second.endswith(f" = {generalized}") and f"IoU\t{iou} - " in second


def test_nothing_runs_out_on_the_right(bench, sized):
    start(bench)
    for width in range(340, 1160, 20):
        sized(width)
        wider = "document.documentElement.scrollWidth - innerWidth"
        assert bench.page.evaluate(wider) <= 0, width


def test_a_box_is_dragged_and_stays_in_the_square(bench):
    start(bench)
    drag(bench, (62, 62), (82, 67))
    assert bench.state("boxes") == ([[60, 45, 160, 125], START[1]],)
    drag(bench, (74, 62), (400, -90))
    assert bench.state("boxes")[0][0] == [140, 0, 240, 80]
    bench.page.keyboard.press("ArrowLeft")
    assert bench.state("boxes")[0][0] == [139, 0, 239, 80]


@pytest.mark.parametrize(
    "held, dragged, beyond",
    [
        ((90, 70), [70, 80, 200, 180], [199, 179, 200, 180]),
        ((200, 70), [90, 80, 180, 180], [90, 179, 240, 180]),
        ((90, 180), [70, 70, 200, 190], [199, 70, 200, 240]),
        ((200, 180), [90, 70, 180, 190], [90, 70, 240, 240]),
        ((90, 150), [70, 70, 200, 180], [199, 70, 200, 180]),
        ((170, 70), [90, 80, 200, 180], [90, 179, 200, 180]),
        ((200, 130), [90, 70, 180, 180], [90, 70, 240, 180]),
        ((130, 180), [90, 70, 200, 190], [90, 70, 200, 240]),
    ],
)
def test_corners_and_edges_are_dragged_past_no_edge(bench, held, dragged, beyond):
    start(bench)
    drag(bench, held, (held[0] - 20, held[1] + 10))
    assert bench.state("boxes") == ([START[0], dragged],)
    start(bench)
    drag(bench, held, (500, 500))
    assert bench.state("boxes") == ([START[0], beyond],)


def test_the_inner_box_is_taken_and_nothing_beside_the_boxes(bench):
    start(bench, [80, 80, 120, 120], [20, 20, 220, 220])
    drag(bench, (100, 100), (110, 100))
    assert bench.state("boxes") == ([[90, 80, 130, 120], [20, 20, 220, 220]],)
    drag(bench, (50, 50), (40, 50))
    assert bench.state("boxes") == ([[90, 80, 130, 120], [10, 20, 210, 220]],)
    drag(bench, (232, 100), (10, 10))
    assert bench.state("boxes") == ([[90, 80, 130, 120], [10, 20, 210, 220]],)
    start(bench, [100, 100, 106, 106], [0, 0, 9, 9])  # however small, by its middle
    drag(bench, (103, 103), (113, 103))
    assert bench.state("boxes")[0][0] == [110, 100, 116, 106]


def test_a_finger_takes_a_corner_from_fifteen_pixels_away_and_scrolls_beside(browser):
    touched = Bench(browser, has_touch=True)
    start(touched)
    page = touched.page
    page.evaluate("document.body.style.paddingBottom = '2000px'")
    x, y = on_page(touched, 200, 180)
    touched.swipe(x + 15, y + 15, -20, -30)
    x1, y1, x2, y2 = touched.state("boxes")[0][1]
    assert (x1, y1) == (90, 70) and x2 < 195 and y2 < 170
    touched.swipe(*on_page(touched, 162, 115), 0, -30)  # by its middle
    assert touched.state("boxes")[0][1][1] < 60
    assert page.evaluate("scrollY") == 0
    touched.swipe(*on_page(touched, 10, 230), 0, -100)
    page.wait_for_function("scrollY > 30")
    page.context.close()


def test_arrow_keys_move_the_box_that_has_the_focus(bench):
    start(bench)
    bench.page.get_by_role("application", name="box B").focus()
    for key, box in {
        "ArrowRight": [91, 70, 201, 180],
        "ArrowDown": [91, 71, 201, 181],
        "End": [130, 71, 240, 181],
        "PageDown": [130, 130, 240, 240],
        "Home": [0, 130, 110, 240],
        "PageUp": [0, 0, 110, 110],
        "ArrowUp": [0, 0, 110, 110],
        "Shift+ArrowRight": [0, 0, 111, 110],
        "Shift+ArrowDown": [0, 0, 111, 111],
        "Shift+PageUp": [0, 0, 111, 1],
        "Shift+Home": [0, 0, 1, 1],
        "Shift+ArrowLeft": [0, 0, 1, 1],
        "Shift+End": [0, 0, 240, 1],
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("boxes") == ([START[0], box],), key


@pytest.mark.parametrize(
    "label, typed, box",
    [
        ("box A, x1", "139", [139, 40, 140, 120]),
        ("box A, y2", "240", [40, 40, 140, 240]),
        *[("box A, x1", wrong, None) for wrong in ("140", "-1", "1.5", "")],
        ("box A, x2", "40", None),
        ("box A, y2", "241", None),
    ],
)
def test_a_coordinate_is_typed_and_a_wrong_one_is_not_taken(bench, label, typed, box):
    start(bench)
    edge = bench.page.get_by_label(label, exact=True)
    before = edge.input_value()
    edge.fill(typed)
    assert edge.evaluate("node => node.matches(':invalid')") == (box is None)
    edge.blur()
    assert bench.state("boxes")[0][0] == (box or START[0])
    assert edge.input_value() == (typed if box else before)


def test_another_size_has_another_grid_and_cuts_the_boxes(bench):
    start(bench, [0, 0, 4, 4], [2, 2, 9, 9], size=10)
    ticks = bench.page.locator(".square-stage > g:first-of-type text")
    assert {int(text) for text in ticks.all_text_contents()} == {0, 2, 4, 6, 8, 10}
    bench.set(size=1000)
    assert {int(t) for t in ticks.all_text_contents()} == {0, 200, 400, 600, 800, 1000}
    # Python may make the square smaller first.
    bench.set(size=240, boxes=START)
    bench.set(size=80)
    explorer = BoxOverlap()
    explorer.size = 80
    assert explorer.boxes == [[40, 40, 80, 80], [79, 70, 80, 80]]
    assert f"A {explorer.boxes[0]} and box B {explorer.boxes[1]} share" in bench.text()
    explorer.set_state({"size": 300, "boxes": [[0, 0, 300, 300], [0, 0, 1, 1]]})
    assert explorer.union == 90_000


@pytest.mark.parametrize(
    "options, message",
    [
        ({"boxes": [[0, 0, 1, 1]]}, r"`boxes` must be whole numbers of shape \[2, 4\]"),
        ({"boxes": [[0, 0, 1, 1], [0, 0, 1]]}, "`boxes` must be .* Received: boxes="),
        ({"boxes": [[0, 0, 1, 1], [0, 0, 0, 1]]}, "must have x1 < x2 and y1 < y2"),
        ({"boxes": [[0, 0, 1, 1], [0, 5, 1, 4]]}, "must have x1 < x2 and y1 < y2"),
        ({"boxes": [[0, 0, 1, 1], [0, 0, 1.5, 2]]}, "`boxes` must be whole numbers"),
        ({"boxes": [[-1, 0, 1, 1], [0, 0, 1, 1]]}, "`boxes` must be .* from 0 on"),
        ({"boxes": [[0, 0, 1, 1], [0, 0, 241, 1]]}, "inside the square, from 0 to 240"),
        ({"size": 100}, "inside the square, from 0 to 100"),
        ({"size": 1}, "`size` must be a whole number from 2 to 9999. Received: size=1"),
    ],
)
def test_box_overlap_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        BoxOverlap(**options)
