"""YoloCell: its traits, and its page against `yolo.decode` and `yolo.encode`."""

import numpy as np
import pytest

from bench import Bench
from course_utils.boxes import box_iou
from course_utils.widgets import YoloCell
from course_utils.yolo import decode, encode

GRID = ("size", "stride", "row", "column")
TRAITS = (*GRID, "anchor", "t", "objectness", "scores", "activation")
# The target of a picture of 416 pixels with cells of 32: around 312, 105.6.
TARGET = np.array([241.6, 64.0, 382.4, 147.2])


def settings(count):
    """Arguments for each number of cells, mild and extreme numbers, and ties."""
    rng = np.random.default_rng(0)
    for i in range(count):
        stride, cells = rng.integers(1, 65), rng.integers(1, 30)
        reach = [1, 4, 16][i % 3]
        scores = rng.uniform(-reach, reach, 3)
        if i % 4 == 0:
            scores = rng.integers(-1, 2, 3)
        yield {
            "size": stride * cells,
            "stride": stride,
            "row": rng.integers(cells),
            "column": rng.integers(cells),
            "anchor": rng.uniform(1, 400, 2).round(rng.integers(3)),
            "t": np.clip(rng.uniform(-reach, reach, 4), -16, [16, 16, 8, 8]),
            "objectness": rng.uniform(-reach, reach),
            "scores": scores,
            "activation": ["softmax", "sigmoid"][rng.integers(2)],
        }


def start(bench, **options):
    bench.mount(YoloCell(**options))


def on_page(bench, x, y, size=416):
    """Where a point of the picture is on the page."""
    paper = bench.page.locator(".yolo-cell .paper").bounding_box()
    scale = paper["width"] / size
    return paper["x"] + x * scale, paper["y"] + y * scale


def drag(bench, *points):
    bench.drag(*(on_page(bench, *point) for point in points))


def cursor(bench, x, y):
    bench.page.mouse.move(*on_page(bench, x, y))
    return bench.page.locator(".plane").evaluate("node => node.style.cursor")


def test_numbers_and_words_agree_with_decode(bench):
    start(bench)
    explorers = [YoloCell(**options) for options in settings(400)]
    states = [{name: getattr(e, name) for name in TRAITS} for e in explorers]
    beyond = 0
    for options, explorer, seen in zip(
        settings(400), explorers, bench.walk_through(states), strict=True
    ):
        cells = options["size"] // options["stride"]
        raw = np.zeros((cells, cells, 1, 8))
        here = options["row"], options["column"], 0
        raw[here] = [*options["t"], options["objectness"], *options["scores"]]
        anchors, stride = [options["anchor"]], int(options["stride"])
        truth = [
            part[here] for part in decode(raw, anchors, stride, explorer.activation)
        ]
        shown, words = seen["shown"], seen["words"]
        for name, array in zip(
            ("box", "confidence", "probabilities"), truth, strict=True
        ):
            np.testing.assert_allclose(shown[name], array, rtol=1e-9, atol=1e-9)
            np.testing.assert_array_equal(getattr(explorer, name), array)
        assert shown["score"] == pytest.approx(explorer.score)
        iou = box_iou([shown["box"]], [shown["target"]])[0, 0]
        assert shown["iou"] == pytest.approx(iou)
        outside = truth[0].min() < 0 or truth[0].max() > options["size"]
        assert ("beyond the image" in words) == outside
        beyond += outside
        best = explorer.classes[np.argmax(explorer.scores)]
        assert f", best class {best} " in words
    assert 20 < beyond < 380


def test_sentence_and_equations_worked_by_hand(bench):
    """e^0.405 is 1.4993 and e^-0.105 is 0.9003: 100 tall, 50 wide gives 150 by 45."""
    numbers = {"t": (0, 0, -0.105, 0.405), "scores": (0, 1, 0), "objectness": 16}
    start(bench, row=3, column=5, anchor=(50, 100), **numbers)
    assert bench.page.locator(".equation").all_text_contents() == [
        "b_x = (0.5 + 5) · 32 = 176",
        "b_y = (0.5 + 3) · 32 = 112",
        "b_w = 50 · 0.9003 = 45.02",
        "b_h = 100 · 1.4993 = 149.93",
    ]
    assert bench.text() == (
        "Row 3, column 5: the box is 45.02 wide and 149.93 high around x 176, y 112, "
        "from (153.49, 37.03) to (198.51, 186.97). Objectness 1, best class lily "
        "0.5761, score 0.5761. IoU with the target 0."
    )
    shares = bench.page.locator(".share")
    assert shares.all_text_contents() == ["1", "0.2119", "0.5761", "0.2119"]
    bench.page.get_by_label("sigmoid").check()
    assert shares.all_text_contents() == ["1", "0.5", "0.7311", "0.5"]
    assert bench.text(".total") == (
        "classes: sum 1.7311; score of lily = 1 · 0.7311 = 0.7311"
    )


@pytest.mark.parametrize("name", ["factors", "two labels", "target"])
def test_goals(bench, name):
    double = np.log(2)
    raw = encode([TARGET], [0], [[116, 90]], 416, 32, 3)
    row, column, _ = np.argwhere(raw[..., 4] > 0)[0].tolist()
    met = {"row": row, "column": column, "t": raw[row, column, 0, :4]}
    meets, *nearly = {
        "factors": [
            {"t": (1, 2, double + 0.0099, -double - 0.0099)},
            {"t": (1, 2, double + 0.0101, -double)},
            {"t": (1, 2, -double, double)},
        ],
        "two labels": [
            {"scores": (2.2, -3, 2.2), "activation": "sigmoid"},
            {"scores": (2.19, -3, 2.3), "activation": "sigmoid"},
            {"scores": (16, -3, 16)},
        ],
        # As near as a neighbouring cell gets to it, and a little too wide.
        "target": [
            met,
            met | {"column": column + 1, "t": [-16, *met["t"][1:]]},
            met | {"t": met["t"] + [0, 0, 0.0514, 0]},
        ],
    }[name]

    def truth(options):
        cell = YoloCell(**options)
        sides = cell.box[2:] - cell.box[:2]
        return {
            "factors": np.allclose(sides / cell.anchor, [2, 0.5], rtol=0.01, atol=0),
            "two labels": (cell.probabilities > 0.9).sum() == 2,
            "target": box_iou([cell.box], [TARGET])[0, 0] >= 0.95,
        }[name]

    assert truth(meets) and not any(truth(options) for options in nearly)
    assert name in bench.goals(YoloCell(**meets))
    assert bench.shown()["target"] == pytest.approx(TARGET)
    for options in nearly:
        assert name not in bench.goals(YoloCell(**options))


def test_only_its_own_cell_comes_near_the_target():
    sides = np.stack(np.meshgrid(np.arange(60, 241), np.arange(40, 161)), -1)
    for center in ([320, 105.6], [288, 105.6], [312, 96], [312, 128]):
        boxes = np.concatenate([center - sides / 2, center + sides / 2], -1)
        assert box_iou([TARGET], boxes.reshape(-1, 4)).max() < 0.92


def test_one_class_cannot_be_two_labels(bench):
    start(bench, classes=["lily"], scores=[16])
    assert bench.page.locator(".goals li").count() == 2


def test_box_anchor_cell_and_target_are_drawn_where_they_are(bench):
    explorer = YoloCell(row=2, column=5, anchor=(30, 50.5), t=(1, 2, -1, 0.5))
    bench.mount(explorer)
    assert bench.rect(".plane .grip-line") == pytest.approx(explorer.box)
    assert bench.rect(".plane .anchor") == [161, 54.75, 191, 105.25]
    assert bench.rect(".plane .window") == [160, 64, 192, 96]
    assert bench.rect(".plane .target") == pytest.approx(TARGET)


def test_a_box_far_beyond_is_drawn_with_finite_lines(bench):
    start(bench, t=(0, 0, 16, -16))
    assert bench.rect(".plane .grip-line")[2] < 10_000
    assert bench.shown()["box"][2] > 5e8
    equations = bench.page.locator(".equation").all_text_contents()
    assert equations[2:] == [
        "b_w = 116 · 8.89e+6 = 1.03e+9",
        "b_h = 90 · 1.13e-7 = 1.01e-5",
    ]


def test_the_box_is_dragged_and_its_centre_stays_in_the_cell(bench):
    """`encode` of the dragged box gives the same numbers."""
    start(bench)
    drag(bench, (208, 208), (214, 201))
    t = bench.state("t")[0]
    raw = encode([bench.shown()["box"]], [0], [[116, 90]], 416, 32, 3)
    np.testing.assert_allclose(raw[6, 6, 0, :4], t, atol=1e-3)
    assert t[2:] == [0, 0] and t[0] == pytest.approx(0.79, abs=0.1)
    assert t[1] == pytest.approx(-0.94, abs=0.1)
    drag(bench, (180, 180), (400, 40))  # held by its middle
    assert bench.state("t", *GRID) == ([16, -16, 0, 0], 416, 32, 6, 6)
    assert bench.shown()["box"] == pytest.approx([166, 147, 282, 237], abs=1e-3)


@pytest.mark.parametrize("right", [0, 1])
@pytest.mark.parametrize("below", [0, 1])
def test_corners_and_edges_set_the_sides_around_the_centre(bench, right, below):
    start(bench)
    x, y = (150, 266)[right], (163, 253)[below]
    out = np.array([40 * right - 20, 40 * below - 20])
    drag(bench, (x, y), (x + out[0], y + out[1]))
    wide, high = np.exp(bench.state("t")[0][2:]) * [116, 90]
    assert (wide, high) == pytest.approx((156, 130), abs=2)
    drag(bench, (x + out[0], 208), (x, 230))
    assert bench.state("t")[0][3] == np.log(high / 90).round(4)
    assert np.exp(bench.state("t")[0][2]) * 116 == pytest.approx(116, abs=3)
    drag(bench, (208, y + out[1]), (208, 415 - y))  # past the centre: a pixel is left
    assert bench.state("t")[0][3] == -4.4998
    assert bench.state("t")[0][:2] == [0, 0]


def test_the_cursor_says_what_a_press_takes(bench):
    start(bench)
    points = {(150, 163): "nwse", (266, 163): "nesw", (150, 253): "nesw"}
    points |= {(266, 253): "nwse", (150, 208): "ew", (208, 253): "ns"}
    for point, ways in points.items():
        assert cursor(bench, *point) == f"{ways}-resize", point
    assert cursor(bench, 208, 208) == "move"
    assert cursor(bench, 100, 208) == ""


def test_a_click_chooses_a_cell_and_a_drag_beside_the_box_goes_on(bench):
    start(bench)
    drag(bench, (190, 230))  # in the box
    assert bench.state("row", "column", "t") == (7, 5, [0, 0, 0, 0])
    drag(bench, (40, 40), (230, 140), (500, -40))
    assert bench.state("row", "column", "t") == (0, 12, [0, 0, 0, 0])


def test_a_finger_takes_an_edge_from_twenty_pixels_away(browser):
    touched = Bench(browser, has_touch=True)
    start(touched)
    touched.page.evaluate("document.body.style.paddingBottom = '2000px'")
    x, y = on_page(touched, 208, 253)
    touched.swipe(x, y + 18, 0, -20)
    assert np.exp(touched.state("t")[0][3]) * 90 < 60
    assert touched.page.evaluate("scrollY") == 0
    touched.page.context.close()


def test_a_slider_and_a_field_for_each_number(bench):
    start(bench)
    labels = ["t_x", "t_y", "t_w", "t_h", "t_o", "daisy", "lily", "poppy"]
    numbers = ("t", "objectness", "scores")
    for i, label in enumerate(labels):
        bench.slider(label).fill(str(i / 4))
    assert bench.state(*numbers) == ([0, 0.25, 0.5, 0.75], 1, [1.25, 1.5, 1.75])
    for i, label in enumerate(labels):
        exact = bench.page.get_by_role("spinbutton", name=f"{label} as a number")
        assert exact.input_value() == str(i / 4).removesuffix(".0")
        exact.fill(f"{i}.405061")
        exact.fill("16.5")  # beyond the limits: not taken
        exact.blur()
        assert exact.input_value() == f"{i}.4051"
    exact = [i + 0.405061 for i in range(8)]
    assert bench.state(*numbers) == (exact[:4], exact[4], exact[5:])


def test_dots_on_the_curves_move_with_the_numbers(bench):
    """The curves are 150 wide and 88 high; what lies beyond is at their ends."""
    start(bench, t=[1.0986, -6, 0.4055, 8])
    dots = bench.page.locator(".plot .dot").all()
    places = [dot.get_attribute("d").strip("Mh0").split() for dot in dots]
    shown = [(1.0986 / 12, 0.75), (-0.5, 0.0025), (0.4055 / 4, 1.5 / np.e**2), (0.5, 1)]
    truth = [(28 + 150 * (x + 0.5), 16 + 88 * (1 - y)) for x, y in shown]
    np.testing.assert_allclose(np.array(places, float), truth, atol=0.01)


def test_anchor_and_presets(bench):
    start(bench, t=(1, 2, 1, 2))
    bench.page.get_by_label("p_w").fill("50")
    bench.page.get_by_label("p_h").fill("100.5")
    assert bench.state("anchor") == ([50, 100.5],)
    bench.page.get_by_label("p_w").fill("0")
    assert bench.state("anchor") == ([50, 100.5],)
    bench.button("156x198").click()
    bench.button("t = 0").click()
    assert bench.state("anchor", "t") == ([156, 198], [0, 0, 0, 0])


def test_the_cell_stays_inside_when_the_grid_shrinks(bench):
    explorer = YoloCell(row=12, column=3)
    bench.mount(explorer)
    bench.set(size=128)
    assert bench.text().startswith("Row 3, column 3")
    explorer.size = 128
    assert (explorer.cells, explorer.row, explorer.column) == (4, 3, 3)
    explorer.set_state({"size": 608, "stride": 16, "row": 37})
    assert (explorer.cells, explorer.row) == (38, 37)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"size": 400}, "`size` must be a multiple of `stride`.* size=400, stride=32"),
        ({"stride": 3}, "`size` must be .* size=416, stride=3"),
        ({"size": 129, "stride": 1}, "1 to 128 times.* size=129, stride=1"),
        ({"row": 13}, "`row` must be from 0 to 12 here. Received: row=13"),
        ({"column": -1}, "`column` must be a whole number from 0 on. .*=-1"),
        ({"anchor": (0, 5)}, r"`anchor` must be numbers .*from 1 to 9999.*\(0, 5\)"),
        ({"t": [0, 0, 0]}, r"`t` must be numbers of shape \[4\] from -16 to 16"),
        ({"objectness": 16.1}, "`objectness` must be a number .* objectness=16.1"),
        ({"scores": (1, 2)}, r"`scores` must be numbers of shape \[3\].*\(1, 2\)"),
        ({"classes": ()}, r"`classes` must be 1 to 10 names.* classes=\(\)"),
        ({"classes": (1, 2, 3)}, "`classes` must be 1 to 10 names"),
        ({"activation": "relu"}, "`activation` must be 'softmax' or 'sigmoid'"),
    ],
)
def test_yolo_cell_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        YoloCell(**options)


def test_a_press_on_a_handle_chooses_no_cell(bench):
    bench.mount(YoloCell())
    left, top, right, bottom = YoloCell().box.tolist()
    start = bench.state("row", "column", "t")
    for x, y in [(left, top), (right, bottom), (right, (top + bottom) / 2)]:
        bench.page.mouse.click(*on_page(bench, x, y))
        assert bench.state("row", "column", "t") == start
    bench.page.mouse.click(*on_page(bench, 8, 8))
    assert bench.state("row", "column") == (0, 0)


def test_a_box_dragged_far_outside_stays_in_reach(bench):
    bench.mount(YoloCell())
    _, _, right, bottom = YoloCell().box.tolist()
    bench.page.mouse.move(*on_page(bench, right, bottom))
    bench.page.mouse.down()
    bench.page.mouse.move(5000, 5000, steps=3)
    bench.page.mouse.up()
    explorer = YoloCell()
    explorer.t = bench.state("t")[0]
    assert explorer.size < explorer.box.max() < 1.1 * explorer.size
