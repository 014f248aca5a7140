"""TransposedConvolution alone on a page, against `kernels.conv2d_transpose`."""

import json

import numpy as np
import pytest

from course_utils.kernels import conv2d_transpose
from course_utils.widgets import TransposedConvolution
from course_utils.widgets.transposed_convolution import INPUTS, STRIDE, TAPS


def settings(count):
    """Inputs, kernels, strides and paddings; kernels smaller than the stride too."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        shapes = [rng.integers(1, most + 1, 2) for most in (INPUTS, TAPS)]
        numbers = [rng.integers(-9, 10, size=shape) for shape in shapes]
        if rng.random() < 0.3:
            numbers = [array / 4 for array in numbers]
        stride = rng.integers(1, STRIDE + 1)
        yield *numbers, stride, rng.choice(["valid", "same"]), rng.random() < 0.3


def transposed(x, kernel, stride, padding):
    x, kernel = np.array(x)[None, ..., None], np.array(kernel)[..., None, None]
    return conv2d_transpose(x, kernel, stride, padding)[0, ..., 0]


def test_keys_move_the_window(bench):
    bench.mount(TransposedConvolution())
    bench.page.locator(".output").focus()
    bench.walk(last=4)


def test_transposed_convolution_agrees_with_numpy(bench):
    bench.mount(TransposedConvolution())
    rng = np.random.default_rng(1)
    reached = set()
    for x, kernel, stride, padding, overlap in settings(120):
        truth = transposed(x, kernel, stride, padding)
        counts = transposed(np.ones_like(x), np.ones_like(kernel), stride, padding)
        row, column = (int(rng.integers(n)) for n in truth.shape)
        explorer = TransposedConvolution(
            x, kernel, stride, padding, row, column, bool(overlap)
        )
        names = ("input", "kernel", "stride", "padding", "row", "column", "overlap")
        bench.set(**{name: getattr(explorer, name) for name in names})
        assert bench.text() == explorer.sentence
        assert json.loads(bench.data("output")) == truth.tolist()
        assert json.loads(bench.data("overlaps")) == counts.astype(int).tolist()
        shown = bench.page.locator(".output text").all_text_contents()
        wanted = counts if overlap else np.floor(truth * 100 + 0.5) / 100
        # Two decimals of x/16 may round down or up.
        np.testing.assert_allclose(np.float64(shown), wanted.ravel(), atol=0.011)
        cells = {
            kind: bench.page.locator(f".table .square.{kind}").count()
            for kind in ("number", "inserted", "padding")
        }
        height, width = ((n - 1) * stride + 1 for n in x.shape)
        assert cells["number"] == x.size
        assert cells["inserted"] == height * width - x.size
        # Of a convolution of stride 1: as many windows as there are outputs.
        area = np.prod(np.add(truth.shape, kernel.shape) - 1)
        assert cells["padding"] == area - height * width
        marked = bench.page.locator(".table > .marked").count()
        assert marked == counts[row, column]
        reached.add(marked)
    assert {0, 1, 2, 4} <= reached and len(reached) > 5


@pytest.mark.parametrize(
    "taps, stride, padding, sides",
    [
        *[(3, 2, "same", [2, 1]), (4, 2, "same", [2, 2]), (5, 2, "same", [3, 2])],
        *[(2, 1, "same", [1, 0]), (1, 2, "same", [0, 1])],
        *[(3, 2, "valid", [2, 2]), (4, 2, "valid", [3, 3]), (1, 3, "valid", [0, 2])],
    ],
)
def test_padding_of_each_side_is_that_of_the_equivalent_convolution(
    bench, taps, stride, padding, sides
):
    """Checked against Keras for kernels 1 to 7 and strides 1 to 5."""
    bench.mount(TransposedConvolution([[1]], np.ones((taps, 1)), stride, padding))
    assert json.loads(bench.data("sides"))[0] == sides
    above, below = sides
    assert f"padding: {above} above, {below} below, " in bench.text(".key")
    assert f"inserted: {stride - 1} between numbers" in bench.text(".key")


def test_the_flipped_kernel_lies_where_the_window_is(bench):
    bench.mount(TransposedConvolution(row=2, column=2))
    assert bench.page.locator(".flipped text").all_text_contents() == list("987654321")
    window = bench.page.locator(".table .window").first
    assert [window.get_attribute(name) for name in "xy"] == ["84", "84"]
    factors = bench.page.locator(".factors text:not(.idle)")
    assert factors.all_text_contents() == ["·9", "·7", "·3", "·1"]
    taps = bench.page.locator(".flipped text:not(.idle)")
    assert taps.all_text_contents() == ["9", "7", "3", "1"]
    kernel = bench.page.locator(".kernels .table > .marked")
    assert kernel.evaluate_all("nodes => nodes.map((node) => node.value)") == [
        *["1", "3", "7", "9"]
    ]


def test_numbers_can_be_edited(bench):
    bench.mount(TransposedConvolution([[1, 2], [3, 4]], [[1]], stride=1))
    bench.page.get_by_label("row 1, column 0").first.click()
    bench.page.keyboard.type("-2.5")
    assert bench.state("input") == ([[1, 2], [-2.5, 4]],)
    assert json.loads(bench.data("output")) == [[1, 2], [-2.5, 4]]
    bench.page.get_by_label("row 0, column 0").last.fill("3")
    assert bench.state("kernel") == ([[3]],)
    assert bench.text().startswith("Output row 0, column 0: 1·3 = 3. ")


def test_overlaps_are_shown_in_place_of_the_output_and_back(bench):
    bench.mount(TransposedConvolution())
    output = bench.page.locator(".output text")
    numbers = output.all_text_contents()
    bench.page.get_by_label("overlaps").check()
    assert bench.state("overlap") == (True,)
    assert output.all_text_contents() == list("1121111211224221121111211")
    assert bench.text().endswith(" the count goes from 1 to 4.")
    bench.page.get_by_label("stride").fill("3")
    assert set(output.all_text_contents()) == {"1"}
    bench.page.get_by_label("stride").fill("2")
    bench.page.get_by_label("numbers", exact=True).check()
    assert output.all_text_contents() == numbers
    assert bench.state("overlap") == (False,)


def test_stride_and_padding_keep_the_position_inside(bench):
    bench.mount(TransposedConvolution(row=4, column=4))
    bench.page.get_by_label("same").check()
    assert bench.state("row", "column") == (3, 3)
    bench.page.get_by_label("stride").fill("1")
    assert bench.state("stride", "row", "column") == (1, 1, 1)
    for wrong in ("0", str(STRIDE + 1)):
        bench.page.get_by_label("stride").fill(wrong)
        bench.page.get_by_label("stride").blur()
        assert bench.state("stride") == (1,)
        assert bench.page.get_by_label("stride").input_value() == "1"


def test_buttons_step_through_the_output_and_around(bench):
    bench.mount(TransposedConvolution(column=4))
    places = []
    for button in ("next", "previous", "previous", "previous"):
        bench.page.get_by_role("button", name=button).click()
        places.append(bench.state("row", "column"))
    assert places == [(1, 0), (0, 4), (0, 3), (0, 2)]
    bench.set(row=4, column=4)
    bench.page.get_by_role("button", name="next").click()
    assert bench.state("row", "column") == (0, 0)


@pytest.mark.parametrize("stride, cells", [(1, 6), (2, 7), (5, 12)])
def test_the_window_follows_the_pointer_cell_by_cell(bench, stride, cells):
    """Whatever the stride: the convolution that is drawn has stride 1."""
    bench.mount(TransposedConvolution(stride=stride))
    box = bench.page.locator(".table").first.bounding_box()
    side = box["width"] / cells

    def at(row, column):
        return box["x"] + (column + 0.6) * side, box["y"] + (row + 0.6) * side

    bench.page.mouse.move(*at(1, 1))
    bench.page.mouse.down()
    bench.page.mouse.move(*at(2, 4), steps=4)
    assert bench.state("row", "column") == (1, 3)
    bench.page.mouse.move(*at(40, -5))
    bench.page.mouse.up()
    assert bench.state("row", "column") == (cells - 3, 0)


def test_a_click_on_the_output_goes_there(bench):
    bench.mount(TransposedConvolution())
    box = bench.page.locator(".output").bounding_box()
    place = {"x": box["width"] * 0.7, "y": box["height"] / 2}
    bench.page.locator(".output").click(position=place)
    assert bench.state("row", "column") == (2, 3)
    bench.page.keyboard.press("ArrowRight")
    assert bench.state("row", "column") == (2, 4)


def test_the_largest_fits_into_a_narrow_page_and_moves_in_milliseconds(bench):
    numbers, weights = np.ones((INPUTS, INPUTS)), np.ones((TAPS, TAPS))
    bench.mount(TransposedConvolution(numbers, weights, STRIDE))
    bench.page.set_viewport_size({"width": 360, "height": 900})
    wider = (
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert bench.page.evaluate(wider) <= 0
    bench.page.set_viewport_size({"width": 1200, "height": 900})
    times = bench.page.evaluate(
        """async () => {
            const times = [];
            for (let row = 0; row < 20; row++) {
              const start = performance.now();
              model.set("row", row);
              await Promise.resolve();
              document.querySelector(".sentence").getBoundingClientRect();
              times.push(performance.now() - start);
            }
            return times;
        }"""
    )
    assert np.median(times) < 25, np.median(times)
