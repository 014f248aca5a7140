"""Convolution alone on a page, against `kernels.conv2d`. No pixel is compared."""

import json

import numpy as np
import pytest

from course_utils.widgets import Convolution


def settings(count):
    """Inputs, kernels, strides and paddings; some do not fit."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        numbers = [rng.integers(-9, 10, size=rng.integers(1, 8, 2)) for _ in "xk"]
        if rng.random() < 0.3:
            numbers = [array / 4 for array in numbers]
        yield *numbers, rng.integers(1, 5), rng.choice(["valid", "same"])


def test_keys_move_the_window(bench):
    bench.mount(Convolution())
    bench.page.locator(".output").focus()
    bench.walk(last=2)


def test_convolution_agrees_with_numpy(bench):
    bench.mount(Convolution())
    shapes = set()
    for x, kernel, stride, padding in settings(120):
        explorer = Convolution(x, kernel, stride, padding)
        fits = padding == "same" or (np.array(kernel.shape) <= x.shape).all()
        truth = explorer.output if fits else np.zeros((0, 0))
        if fits:
            explorer.row, explorer.column = (n // 2 for n in truth.shape)
        traits = ("input", "kernel", "stride", "padding", "row", "column")
        bench.set(**{name: getattr(explorer, name) for name in traits})
        assert bench.text() == explorer.sentence
        output = json.loads(bench.data("output"))
        np.testing.assert_allclose(output, truth.tolist(), atol=1e-9)
        ring = bench.page.locator('.table rect[fill^="url"]').count()
        assert ring == padded_cells(explorer, truth.shape)
        shapes.add(truth.shape)
    assert (0, 0) in shapes and len(shapes) > 20


def padded_cells(explorer, output_shape):
    """From the definition: the windows reach beyond the input by so many cells."""
    height, width = (
        max(size, (n - 1) * explorer.stride + taps)
        if explorer.padding == "same"
        else size
        for n, taps, size in zip(
            output_shape,
            np.shape(explorer.kernel),
            np.shape(explorer.input),
            strict=True,
        )
    )
    return height * width - np.size(explorer.input)


def test_numbers_can_be_edited(bench):
    bench.mount(Convolution([[1, 2], [3, 4]], [[1]]))
    cell = bench.page.get_by_label("row 1, column 0").first
    cell.click()
    bench.page.keyboard.type("-2.5")
    assert bench.state("input") == ([[1, 2], [-2.5, 4]],)
    assert json.loads(bench.data("output")) == [[1, 2], [-2.5, 4]]
    bench.page.get_by_label("row 0, column 0").last.fill("3")
    assert bench.state("kernel") == ([[3]],)
    assert bench.text() == "Output row 0, column 0: 1·3 = 3."


@pytest.mark.parametrize("typed, taken", [("", 7), ("-", 7), ("1000", 100), ("1e9", 1)])
def test_what_is_no_number_of_a_cell_is_not_taken(bench, typed, taken):
    bench.mount(Convolution([[7]], [[1]]))
    cell = bench.page.get_by_label("row 0, column 0").first
    cell.focus()
    bench.page.keyboard.press("Delete")
    bench.page.keyboard.type(typed)
    assert cell.evaluate("node => node.matches(':invalid')")
    bench.page.keyboard.press("Tab")
    assert bench.state("input") == ([[taken]],)
    assert cell.input_value() == str(taken)


def test_arrow_keys_go_from_cell_to_cell_as_in_a_spreadsheet(bench):
    bench.mount(Convolution())
    bench.page.get_by_label("row 0, column 0").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
        bench.page.keyboard.press(key)
    bench.page.keyboard.type("8")
    assert bench.state("input")[0][1] == [0, 8, 0, 0, 0]
    assert bench.state("row", "column") == (0, 0)
    bench.page.keyboard.press("Tab")
    label = bench.page.evaluate("document.activeElement.parentNode.ariaLabel")
    assert label.startswith("kernel")


def test_stride_and_padding_keep_the_position_inside(bench):
    bench.mount(Convolution(row=2, column=2))
    bench.page.get_by_label("stride").fill("2")
    assert bench.state("stride", "row", "column") == (2, 1, 1)
    bench.page.get_by_label("same").check()
    assert np.shape(json.loads(bench.data("output"))) == (3, 3)
    bench.page.get_by_label("stride").fill("0")
    bench.page.get_by_label("stride").blur()
    assert bench.state("stride") == (2,)
    assert bench.page.get_by_label("stride").input_value() == "2"


def test_buttons_step_through_the_output_and_around(bench):
    bench.mount(Convolution(column=2))
    places = []
    for button in ("next", "previous", "previous", "previous", "previous", "next"):
        bench.page.get_by_role("button", name=button).click()
        places.append(bench.state("row", "column"))
    assert places == [(1, 0), (0, 2), (0, 1), (0, 0), (2, 2), (0, 0)]


@pytest.mark.parametrize("stride", [1, 2])
def test_the_window_follows_the_pointer(bench, stride):
    bench.mount(Convolution(np.zeros((7, 7)), stride=stride, padding="same"))
    box = bench.page.locator(".table").first.bounding_box()
    side = box["width"] / 9

    def at(row, column):
        return box["x"] + (column + 0.6) * side, box["y"] + (row + 0.6) * side

    bench.page.mouse.move(*at(1, 1))
    bench.page.mouse.down()
    bench.page.mouse.move(*at(3, 5), steps=4)
    assert bench.state("row", "column") == (2 // stride, 4 // stride)
    bench.page.mouse.move(*at(30, -5))
    bench.page.mouse.up()
    assert bench.state("row", "column") == (6 // stride, 0)
    bench.page.mouse.move(*at(0, 0))
    assert bench.state("row") == (6 // stride,)


def test_a_click_on_the_output_goes_there(bench):
    bench.mount(Convolution())
    box = bench.page.locator(".output").bounding_box()
    place = {"x": box["width"] / 6, "y": box["height"] / 2}
    bench.page.locator(".output").click(position=place)
    assert bench.state("row", "column") == (1, 0)
    bench.page.keyboard.press("ArrowRight")
    assert bench.state("row", "column") == (1, 1)


def test_a_kernel_that_does_not_fit_is_explained_not_drawn(bench):
    explorer = Convolution(np.ones((3, 5)), np.ones((4, 2)))
    bench.mount(explorer)
    assert bench.text() == explorer.sentence
    assert bench.text().startswith("No output: with valid padding a 4x2 kernel")
    assert not bench.page.locator(".output").is_visible()
    assert not bench.page.locator(".table .window").is_visible()
    bench.page.get_by_role("button", name="next").click()
    bench.page.get_by_label("same").check()
    assert bench.page.locator(".output").is_visible()
    assert bench.text().startswith("Output row 0, column 0: ")
