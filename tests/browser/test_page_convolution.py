"""Convolution: its traits, and its page against `kernels.conv2d`."""

import numpy as np
import pytest

from bench import Bench
from course_utils.geometry import same_padding
from course_utils.kernels import conv2d
from course_utils.widgets import Convolution
from course_utils.widgets.convolution import EDGE, PICTURE, SIDE
from course_utils.widgets.tables import LIMIT

TRAITS = ("input", "kernel", "stride", "padding", "row", "column")
OUTLINE = [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]
CORNER = [[1, -1, 0], [-1, 1, 0], [0, 0, 0]]
RIGHT = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]


def settings(count):
    """Explorers with inputs, kernels, strides and paddings; some do not fit."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        numbers = [rng.integers(-9, 10, size=rng.integers(1, 8, 2)) for _ in "xk"]
        if rng.random() < 0.3:
            numbers = [array / 4 for array in numbers]
        padding = rng.choice(["valid", "same"])
        explorer = Convolution(*numbers, rng.integers(1, 5), str(padding))
        limits = explorer._limits()
        explorer.row, explorer.column = (
            int(rng.integers(high + 1)) for _, high in limits.values()
        )
        yield explorer


def truth(explorer):
    x, kernel = np.array(explorer.input), np.array(explorer.kernel)
    return conv2d(
        x[None, ..., None], kernel[..., None, None], explorer.stride, explorer.padding
    )[0, ..., 0]


def padded(explorer):
    """The input with its zeros; how many; and a mask of those that are none."""
    zeros = [(0, 0), (0, 0)]
    if explorer.padding == "same":
        shapes = zip(np.shape(explorer.input), np.shape(explorer.kernel), strict=True)
        zeros = [same_padding(size, taps, explorer.stride) for size, taps in shapes]
    ones = np.ones(np.shape(explorer.input), bool)
    return np.pad(explorer.input, zeros), zeros, np.pad(ones, zeros)


def windows(explorer, x):
    """What lies under the kernel, for each number of the output."""
    step = explorer.stride
    taps = np.shape(explorer.kernel)
    return np.lib.stride_tricks.sliding_window_view(x, taps)[::step, ::step]


def test_every_setting_agrees_with_conv2d(bench):
    explorers = list(settings(150))
    bench.mount(Convolution())
    shapes = set()
    states = [{name: getattr(each, name) for name in TRAITS} for each in explorers]
    for explorer, seen in zip(explorers, bench.walk_through(states), strict=True):
        _, zeros, inside = padded(explorer)
        if not all(explorer._output_shape):
            assert seen["shown"]["output"] == []
            assert seen["words"].startswith("No output: with valid padding a ")
            with pytest.raises(ValueError, match="`kernel` must fit"):
                _ = explorer.output
            continue
        output = truth(explorer)
        np.testing.assert_array_equal(explorer.output, output)
        np.testing.assert_allclose(seen["shown"]["output"], output, atol=1e-9)
        assert seen["shown"]["sides"] == list(np.ravel(zeros))
        under = windows(explorer, inside)[explorer.row, explorer.column]
        said = f"Output row {explorer.row}, column {explorer.column}: "
        assert seen["words"].startswith(said)
        total = float(seen["words"].split(". ")[0].rstrip(".").split()[-1])
        assert total == pytest.approx(output[explorer.row, explorer.column], abs=1e-4)
        counts = f"{under.size - under.sum()} of the {under.size} input"
        assert (counts in seen["words"]) != under.all()
        shapes.add(output.shape)
    assert len(shapes) > 20 and any(not all(e._output_shape) for e in explorers)


# Goals -------------------------------------------------------------------------------


def is_met(name, explorer):
    output, (x, _, _) = truth(explorer), padded(explorer)
    under = windows(explorer, x)
    along_rows = (under == under[..., :1, :]).all((2, 3))
    along_columns = (under == under[..., :1]).all((2, 3))
    if name == "ignored":
        last = np.zeros_like(x)
        last[-1] = last[:, -1] = 1
        return explorer.padding == "valid" and not windows(explorer, last).any()
    if name == "shift":
        moved = np.pad(explorer.input, [(0, 0), (1, 0)])[:, :-1]
        return explorer.padding == "same" and np.array_equal(output, moved)
    if name == "edges":
        return np.array_equal(output == 0, along_rows & along_columns)
    return output.any() and not output[along_rows | along_columns].any()


@pytest.mark.parametrize(
    "name, meets, nearly",
    [
        ("ignored", {"stride": 3}, {"stride": 2}),
        ("ignored", {"stride": 3}, {"stride": 3, "padding": "same"}),
        ("ignored", {"stride": 3}, {"input": np.eye(5)[:3], "stride": 3}),
        ("shift", {"kernel": RIGHT, "padding": "same"}, {"kernel": RIGHT}),
        (
            "shift",
            {"kernel": RIGHT, "padding": "same"},
            {"kernel": np.fliplr(RIGHT), "padding": "same"},
        ),
        ("edges", {"kernel": OUTLINE}, {"kernel": EDGE}),
        ("edges", {"kernel": OUTLINE}, {"kernel": np.add(OUTLINE, np.eye(3))}),
        ("corners", {"kernel": CORNER}, {"kernel": OUTLINE}),
        ("corners", {"kernel": CORNER}, {"kernel": np.zeros((3, 3))}),
    ],
)
def test_goals(bench, name, meets, nearly):
    meets, nearly = Convolution(**meets), Convolution(**nearly)
    assert is_met(name, meets) and not is_met(name, nearly)
    assert name in bench.goals(meets)
    assert name not in bench.goals(nearly)


def test_no_goal_is_met_where_there_is_nothing_to_tell(bench):
    """A picture of one number, no output, or a single window."""
    dull = [np.zeros((5, 5)), np.ones((5, 5)), [[1]], np.ones((2, 9)), np.eye(3)]
    for x in dull:
        for kernel in (RIGHT, OUTLINE, CORNER, np.zeros((3, 3))):
            assert bench.goals(Convolution(x, kernel)) == []


def test_no_goal_is_met_by_a_preset_alone_nor_where_the_lesson_begins(bench):
    lesson = {"stride": 2, "padding": "same", "row": 1, "column": 1}
    for start in ({}, lesson):
        assert bench.goals(Convolution(**start)) == []
        assert bench.shown()["output"][start.get("row", 0)][start.get("column", 0)]
        for preset in ("left edges", "blur", "sharpen"):
            bench.button(preset).click()
            bench.rest()
            assert bench.state("goals_met") == ([],)


# The window --------------------------------------------------------------------------


def cell(bench, table, row, column):
    return bench.page.locator(f".{table}").get_by_label(f"row {row}, column {column}")


def on_input(bench, row, column, cells):
    box = bench.page.locator(".input").bounding_box()
    side = box["width"] / cells
    return box["x"] + (column + 0.6) * side, box["y"] + (row + 0.6) * side


@pytest.mark.parametrize("stride", [1, 2])
def test_the_window_follows_the_pointer(bench, stride):
    bench.mount(Convolution(np.zeros((7, 7)), stride=stride, padding="same"))
    mouse = bench.page.mouse
    mouse.move(*on_input(bench, 1, 1, 9))
    mouse.down()
    mouse.move(*on_input(bench, 3, 5, 9), steps=4)
    assert bench.state("row", "column") == (2 // stride, 4 // stride)
    mouse.move(*on_input(bench, 30, -5, 9))
    mouse.up()
    assert bench.state("row", "column") == (6 // stride, 0)
    mouse.move(*on_input(bench, 0, 0, 9))
    mouse.down()  # a click, here and outside of the window, is for the number
    mouse.up()
    assert bench.state("row") == (6 // stride,)
    mouse.click(*on_input(bench, 2, 3, 9))
    bench.page.keyboard.type("5")
    assert bench.state("input")[0][1][2] == 5


def test_a_finger_moves_the_window_by_its_frame_alone(browser):
    bench = Bench(browser, has_touch=True)
    bench.page.set_viewport_size({"width": 700, "height": 400})
    bench.mount(Convolution())
    bench.page.evaluate("document.body.style.paddingBottom = '900px'")
    side = bench.page.locator(".input").bounding_box()["width"] / 5
    bench.swipe(*on_input(bench, 1, 1, 5), 2 * side, side)
    assert bench.state("row", "column") == (1, 2)
    assert bench.page.evaluate("scrollY") == 0
    bench.page.touchscreen.tap(*on_input(bench, 2, 3, 5))
    bench.page.keyboard.type("8")
    assert bench.state("input")[0][2][3] == 8
    bench.swipe(*on_input(bench, 3, 0, 5), 0, -100)
    bench.page.wait_for_function("scrollY > 50")
    assert bench.state("row", "column") == (1, 2)
    assert bench.errors == []
    bench.page.context.close()


def picked(bench, table):
    """[row, column] of the cell with a dashed frame, or None."""
    return bench.page.evaluate(
        """(name) => {
            const table = document.querySelector(`.${name}`);
            const frame = table.querySelector(".picked > .pick");
            const side = parseFloat(table.style.getPropertyValue("--side"));
            return frame && ["y", "x"].map((k) => Number(frame.getAttribute(k)) / side);
        }""",
        table,
    )


def test_a_product_and_its_two_cells_point_at_each_other(bench):
    bench.mount(Convolution(stride=2, padding="same", row=1, column=1))
    product = bench.page.locator(".products .picked")
    products = bench.page.locator(".products button")
    assert picked(bench, "input") is None and product.count() == 0
    numbers = np.array(PICTURE)[1:4, 1:4].flat
    weights = ["(-1)", "0", "1"] * 3
    wanted = [f"{x}·{w}" for x, w in zip(numbers, weights, strict=True)]
    assert products.all_text_contents() == wanted
    products.nth(5).hover()
    assert picked(bench, "kernel") == [1, 2]
    assert picked(bench, "input") == [3, 4]  # with a row and a column of zeros before
    bench.page.mouse.move(*on_input(bench, 4, 2, 7))
    assert picked(bench, "kernel") == [2, 0]
    assert product.all_text_contents() == [products.nth(6).text_content()]
    bench.page.mouse.move(*on_input(bench, 6, 6, 7))  # not in the window
    assert picked(bench, "kernel") is None and product.count() == 0
    cell(bench, "kernel", 0, 1).focus()
    assert picked(bench, "input") == [2, 3]
    products.first.focus()
    bench.page.keyboard.press("ArrowRight")
    assert picked(bench, "kernel") == [0, 1]
    bench.page.keyboard.press("End")
    assert picked(bench, "kernel") == [2, 2]
    assert bench.state("row", "column") == (1, 1)
    bench.page.keyboard.press("Tab")
    assert picked(bench, "kernel") is None


def test_a_kernel_that_does_not_fit_is_explained_not_drawn(bench):
    bench.mount(Convolution(np.ones((3, 5)), np.ones((4, 2))))
    assert bench.text() == (
        "No output: with valid padding a 4x2 kernel does not fit into a 3x5 input."
    )
    output, window = (
        bench.page.locator(name) for name in (".output", ".input .window")
    )
    assert not output.is_visible() and not window.is_visible()
    assert bench.text(".equation") == ""
    bench.page.get_by_label("same").check()
    assert output.is_visible() and window.is_visible()
    assert bench.text().startswith("Output row 0, column 0: ")


# Python ------------------------------------------------------------------------------


def test_one_message_may_change_what_fits_and_the_position():
    explorer = Convolution()
    explorer.set_state({"row": 4, "column": 4, "padding": "same"})
    assert (explorer.row, explorer.column) == (4, 4)
    explorer.stride = 2
    assert (explorer.row, explorer.column) == (2, 2)
    explorer.set_state({"input": [[1, 2], [3, 4]], "padding": "valid"})
    assert (explorer.row, explorer.column) == (0, 0)
    with pytest.raises(ValueError):
        explorer.set_state({"row": 9, "stride": 1})
    assert (explorer.row, explorer.stride) == (0, 2)


@pytest.mark.parametrize("name", ["input", "kernel"])
@pytest.mark.parametrize(
    "value", [[1, 2], [[1], [2, 3]], [[LIMIT + 1]], np.zeros((SIDE + 1, 1))]
)
def test_convolution_refuses_what_is_no_matrix_of_small_numbers(name, value):
    right = r"numbers of shape \[1 to 10, 1 to 10\] from -999 to 999"
    with pytest.raises(ValueError, match=f"`{name}` must be {right}. Received: "):
        Convolution(**{name: value})


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"stride": 11}, r"`stride` must be a whole number from 1 to 10\. Received: "),
        ({"padding": "full"}, "`padding` must be 'valid' or 'same'. Received: "),
        ({"row": 3}, "`row` must be from 0 to 2 here. Received: row=3"),
        ({"column": -1}, "`column` must be a whole number from 0 on. Received: "),
    ],
)
def test_what_it_cannot_take_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        Convolution(**wrong)
