"""Tables of numbers to edit, in the explorers of kernels."""

import numpy as np
import pytest

from course_utils.widgets import Convolution, TransposedConvolution
from explorers import convolution, transposed_convolution


def cell(bench, table, row, column):
    return bench.page.locator(f".{table}").get_by_label(f"row {row}, column {column}")


def test_numbers_can_be_edited(bench):
    bench.mount(Convolution([[1, 2], [3, 4]], [[1]]))
    cell(bench, "input", 1, 0).focus()
    bench.page.keyboard.type("-2.5")
    assert bench.state("input") == ([[1, 2], [-2.5, 4]],)
    assert bench.shown()["output"] == [[1, 2], [-2.5, 4]]
    cell(bench, "kernel", 0, 0).fill("3")
    assert bench.state("kernel") == ([[3]],)
    assert bench.text() == "Output row 0, column 0: 1 product is 3."


@pytest.mark.parametrize("typed, taken", [("", 7), ("-", 7), ("1000", 100), ("1e9", 1)])
def test_what_is_no_number_of_a_cell_is_not_taken(bench, typed, taken):
    bench.mount(Convolution([[7]], [[1]]))
    field = cell(bench, "input", 0, 0)
    field.focus()
    bench.page.keyboard.press("Delete")
    bench.page.keyboard.type(typed)
    assert field.evaluate("node => node.matches(':invalid')")
    bench.page.keyboard.press("Tab")
    assert bench.state("input") == ([[taken]],)
    assert field.input_value() == str(taken)


def test_arrow_keys_go_from_cell_to_cell_as_in_a_spreadsheet(bench):
    bench.mount(Convolution())
    cell(bench, "input", 0, 0).focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
        bench.page.keyboard.press(key)
    bench.page.keyboard.type("8")
    assert bench.state("input")[0][1] == [0, 8, 0, 0, 0]
    assert bench.state("row", "column") == (0, 0)
    bench.page.keyboard.press("Tab")
    label = bench.page.evaluate("document.activeElement.parentNode.ariaLabel")
    assert label.startswith("kernel")


TEXTS = """() => [...document.querySelectorAll(".table text, .table input")]
    .filter((node) => node.textContent || node.value)
    .map((node) => [
      node.textContent || node.value,
      parseFloat(getComputedStyle(node).fontSize),
    ])"""
OVER = """() => [...document.querySelectorAll(".table")].flatMap((table) => {
    const side = parseFloat(table.style.getPropertyValue("--side"));
    const texts = [...table.querySelectorAll("text")];
    return texts.map((node) => node.getBBox().width - side);
})"""


# How far a number and the weight below it are apart, less what their digits take.
APART = """() => [...document.querySelectorAll(".lowered")].flatMap((weight) => {
    if (!weight.textContent) return [];
    const middle = (node) => {
      const { top, bottom } = node.getBoundingClientRect();
      return [(top + bottom) / 2, 0.36 * parseFloat(getComputedStyle(node).fontSize)];
    };
    const [low, half] = middle(weight);
    const numbers = [...weight.closest("svg").querySelectorAll(".lifted")].map(middle);
    return Math.min(...numbers.map(([y, own]) => Math.abs(low - y) - half - own));
})"""


@pytest.mark.parametrize(
    "explorer",
    [
        Convolution(kernel=np.ones((3, 3)) / 9),
        Convolution(kernel=np.full((3, 3), -998.1234567), padding="same"),
        Convolution(np.full((10, 10), 1 / 7), np.ones((5, 5)) / -9),
        Convolution(np.eye(10) / 7, np.ones((10, 10)) / 9, padding="same"),
        TransposedConvolution(np.full((3, 3), 1 / 7), np.ones((3, 3)) / -9),
        TransposedConvolution(np.eye(4) / 7, np.ones((7, 7)) / 9, stride=5),
    ],
)
@pytest.mark.parametrize("width", [700, 1400])
def test_numbers_are_short_legible_and_stay_in_their_cells(
    bench, sized, explorer, width
):
    sized(width)
    bench.mount(explorer)
    texts = bench.page.evaluate(TEXTS)
    assert len(texts) > 40
    assert max(len(text.partition(".")[2]) for text, _ in texts) <= 4
    assert min(size for _, size in texts) >= 11
    assert max(bench.page.evaluate(OVER)) <= 0
    assert min(bench.page.evaluate(APART), default=0) >= 0


def test_a_weight_stands_below_each_number_where_there_is_room(bench):
    bench.mount(Convolution())
    assert len(bench.page.evaluate(APART)) == 9


def test_a_number_that_does_not_fit_is_not_shown_as_another(bench):
    bench.mount(Convolution([[0.04] + [0] * 9] * 10, np.ones((10, 10)), padding="same"))
    shown = bench.page.locator(".input > svg > text").all_text_contents()
    assert shown.count("…") == 10 and set(shown) == {"…", "0"}


@pytest.mark.parametrize("make", [convolution, transposed_convolution])
@pytest.mark.parametrize("width", [360, 700, 1400])
def test_tables_follow_the_width_and_none_is_cut_off(bench, sized, make, width):
    bench.mount(make())
    sized(width)
    bench.page.evaluate("new Promise(requestAnimationFrame)")
    grids = bench.page.locator(".grids").bounding_box()
    for table in bench.page.locator(".table").all():
        box = table.bounding_box()
        assert grids["x"] <= box["x"] and grids["y"] <= box["y"]
        assert box["x"] + box["width"] <= grids["x"] + grids["width"] <= width
        assert box["y"] + box["height"] <= grids["y"] + grids["height"]


@pytest.mark.parametrize("make", [Convolution, TransposedConvolution])
@pytest.mark.parametrize("width", [700, 1400])
def test_nothing_moves_when_the_stride_changes_the_sizes(bench, sized, make, width):
    sized(width)
    bench.mount(make())
    looks = set()
    for padding in ("valid", "same"):
        bench.page.get_by_label(padding).check()
        for stride in range(1, 6):
            bench.page.get_by_label("stride").fill(str(stride))
            boxes = [
                bench.page.locator(f".explorer .{part}").bounding_box()
                for part in ("controls", "stage", "sentence")
            ]
            looks.add(
                str([(box["y"], box["height"]) for box in boxes[:2]] + [boxes[2]["y"]])
            )
    assert len(looks) == 1


def test_the_equation_stays_one_line_with_its_result_in_sight(bench):
    bench.mount(Convolution(np.ones((5, 5)) / 7, np.ones((5, 5)) / 9))
    parts = bench.page.locator(".products > span").all()
    assert len({part.bounding_box()["y"] for part in parts}) == 1
    total = bench.page.locator(".total")
    assert total.text_content() == "= 0.3968"
    box = total.bounding_box()
    assert box["x"] + box["width"] <= 1200
    # What is pointed at is scrolled to.
    last = bench.page.locator(".products button").last
    assert last.bounding_box()["x"] > 1200
    cell(bench, "kernel", 4, 4).focus()
    right = last.bounding_box()["x"] + last.bounding_box()["width"]
    assert right <= box["x"] + 1


@pytest.mark.parametrize("make, size", [(Convolution, 3), (TransposedConvolution, 5)])
def test_stride_and_padding_keep_the_position_inside(bench, make, size):
    """In the browser as in Python."""
    explorer = make(row=size - 1, column=size - 1)
    bench.mount(explorer)
    settings = [("stride", 1), ("padding", "same"), ("stride", 3), ("stride", 2)]
    for name, value in settings:
        setattr(explorer, name, value)
        if name == "stride":
            bench.page.get_by_label(name).fill(str(value))
        else:
            bench.page.get_by_label(value).check()
        assert bench.state("row", "column") == (explorer.row, explorer.column)
    assert explorer.row < size - 1
    bench.page.get_by_label("stride").fill("0")
    bench.page.get_by_label("stride").blur()
    assert bench.state("stride") == (2,)


@pytest.mark.parametrize(
    "explorer",
    [Convolution(np.eye(10), [[1]]), TransposedConvolution(np.eye(4), [[1]])],
)
def test_a_finger_can_hit_a_window_of_one_cell(touched, explorer):
    touched.mount(explorer)
    sizes = touched.page.evaluate(
        """() => [...document.querySelectorAll(".handle")]
            .filter((node) => node.checkVisibility())
            .map((node) => [node.offsetWidth, node.offsetHeight])"""
    )
    assert len(sizes) > 0 and np.min(sizes) >= 44
