"""TransposedConvolution: its traits, and its page against `conv2d_transpose`."""

import numpy as np
import pytest

from course_utils.kernels import conv2d, conv2d_transpose, insert_zeros
from course_utils.widgets import TransposedConvolution
from course_utils.widgets.transposed_convolution import INPUTS, STRIDE, TAPS

TRAITS = ("input", "kernel", "stride", "padding", "row", "column", "overlap")
LESSON = {"input": np.arange(1, 10).reshape(3, 3), "row": 2, "column": 2}
LEVEL = np.outer([1, 2, 1], [1, 2, 1]) / 4


def settings(count):
    """Explorers; kernels smaller than the stride too."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        shapes = [rng.integers(1, most + 1, 2) for most in (INPUTS, TAPS)]
        numbers = [rng.integers(-9, 10, size=shape) for shape in shapes]
        if rng.random() < 0.3:
            numbers = [array / 4 for array in numbers]
        stride, overlap = rng.integers(1, STRIDE + 1), bool(rng.random() < 0.3)
        padding = str(rng.choice(["valid", "same"]))
        explorer = TransposedConvolution(*numbers, stride, padding, overlap=overlap)
        explorer.row, explorer.column = map(int, rng.integers(explorer.output.shape))
        yield explorer


def transposed(x, kernel, stride, padding):
    x, kernel = np.array(x)[None, ..., None], np.array(kernel)[..., None, None]
    return conv2d_transpose(x, kernel, stride, padding)[0, ..., 0]


def by_zeros(explorer, sides):
    """What is drawn: zeros between, zeros around, the kernel flipped, stride 1."""
    x = np.array(explorer.input)[None, ..., None]
    padded = np.pad(insert_zeros(x, explorer.stride), [(0, 0), *sides, (0, 0)])
    kernel = np.array(explorer.kernel)[::-1, ::-1, None, None]
    return conv2d(padded, kernel)[0, ..., 0]


def kinds(explorer, sides):
    """Of the cells of the stretched input: 2 a number, 1 an inserted 0, 0 padding."""
    ones = np.ones((1, *np.shape(explorer.input), 1), int)
    stretched = insert_zeros(ones, explorer.stride)[0, ..., 0] + 1
    return np.pad(stretched, sides)


def reaching(explorer):
    """The letters of the inputs that reach the chosen number, one by one."""
    for index in range(np.size(explorer.input)):
        one = np.zeros(np.shape(explorer.input))
        one.flat[index] = 1
        weights = np.ones(np.shape(explorer.kernel))
        alone = transposed(one, weights, explorer.stride, explorer.padding)
        if alone[explorer.row, explorer.column]:
            yield chr(ord("a") + index)


def test_every_setting_agrees_with_conv2d_transpose(bench):
    explorers = list(settings(120))
    bench.mount(TransposedConvolution())
    reached = set()
    states = [{name: getattr(each, name) for name in TRAITS} for each in explorers]
    for explorer, seen in zip(explorers, bench.walk_through(states), strict=True):
        x, kernel, stride, padding, row, column, overlap = (
            getattr(explorer, name) for name in TRAITS
        )
        truth = transposed(x, kernel, stride, padding)
        ones = (np.ones(np.shape(each), int) for each in (x, kernel))
        counts = transposed(*ones, stride, padding)
        np.testing.assert_array_equal(explorer.output, truth)
        np.testing.assert_array_equal(explorer.overlaps, counts)
        shown = seen["shown"]
        np.testing.assert_allclose(shown["output"], truth, atol=1e-9)
        np.testing.assert_array_equal(shown["overlaps"], counts)
        np.testing.assert_array_equal(by_zeros(explorer, shown["sides"]), truth)
        # And in words.
        assert seen["words"].startswith(f"Output row {row}, column {column}: ")
        total = float(seen["words"].split(": ")[1].split(". ")[0])
        assert total == pytest.approx(truth[row, column], abs=1e-4)
        letters = list(reaching(explorer))
        reach = f"{len(letters)} input" if letters else "No input reaches it."
        assert reach in seen["words"]
        named = seen["words"].partition("it: ")[2].split("]")[: len(letters)]
        assert [part.strip(", ")[0] for part in named] == letters
        kind = kinds(explorer, shown["sides"])
        under = kind[row : row + len(kernel), column : column + len(kernel[0])]
        zeros = [(under == 1).sum(), (under == 0).sum()]
        assert "kernel: {} inserted, {} padding.".format(*zeros) in seen["words"]
        said = f" the count goes from {counts.min()} to {counts.max()}."
        assert seen["words"].endswith(said) == overlap
        reached.add(len(letters))
    assert {0, 1, 2, 4} <= reached and len(reached) > 5


@pytest.mark.parametrize("options", [{}, LESSON, {"stride": 5, "padding": "same"}])
def test_each_stamp_lies_where_its_input_reaches(bench, options):
    explorer = TransposedConvolution(**options)
    bench.mount(explorer)
    side = bench.page.locator(".output").bounding_box()["width"] / len(
        explorer.output[0]
    )
    stamps = bench.page.locator(".stamp").all()
    assert len(stamps) == np.size(explorer.input)
    reach = []
    for index, stamp in enumerate(stamps):
        one = np.zeros(np.shape(explorer.input))
        one.flat[index] = 1
        rows, columns = np.nonzero(
            transposed(one, np.ones((3, 3)), explorer.stride, explorer.padding)
        )
        box = [float(stamp.get_attribute(k)) for k in ("y", "x", "height", "width")]
        cells = np.array(box) / side
        first = [rows.min(), columns.min()]
        size = [np.ptp(rows) + 1, np.ptp(columns) + 1]
        np.testing.assert_allclose(cells[:2], first, atol=0.25)
        np.testing.assert_allclose(cells[2:], size, atol=0.5)
        if "reaches" in stamp.get_attribute("class"):
            reach.append(chr(ord("a") + index))
    assert reach == list(reaching(explorer))


def test_neighbouring_stamps_differ_in_colour_dash_and_letter(bench):
    bench.mount(TransposedConvolution(np.ones((INPUTS, INPUTS)), stride=3))
    looks = bench.page.locator(".stamp").evaluate_all(
        "nodes => nodes.map((n) => [n.style.getPropertyValue('--hue'), "
        "n.getAttribute('stroke-dasharray')])"
    )
    hues, dashes = np.reshape(looks, (INPUTS, INPUTS, 2)).transpose(2, 0, 1)
    assert len(np.unique(hues)) == INPUTS**2
    assert (dashes[1:] != dashes[:-1]).all() and (dashes[:, 1:] != dashes[:, :-1]).all()
    assert bench.page.locator(".input .tag").all_text_contents() == list(
        "abcdefghijklmnop"
    )


# Goals -------------------------------------------------------------------------------


def is_met(name, explorer):
    chosen = explorer.overlaps[explorer.row, explorer.column]
    if name == "all":
        return chosen == np.size(explorer.input) >= 4
    if name == "none":
        return chosen == 0
    if name == "even":
        return len(explorer.kernel) == 3 and len(np.unique(explorer.overlaps)) == 1
    equal = transposed(np.ones((6, 6)), explorer.kernel, explorer.stride, "valid")
    inner = equal[3:-3, 3:-3]
    return np.allclose(inner, inner[0, 0]) and inner.all() and np.all(explorer.kernel)


@pytest.mark.parametrize(
    "name, meets, nearly",
    [
        ("all", {"row": 2, "column": 2}, {"row": 2, "column": 1}),
        ("all", LESSON | {"stride": 1}, LESSON),
        ("all", {"row": 2, "column": 2}, {"input": [[1, 2]], "column": 2}),
        ("none", {"stride": 4, "column": 3}, {"stride": 4, "column": 2}),
        ("even", {"stride": 3}, {"stride": 4}),
        ("even", {"stride": 3}, {"kernel": np.ones((2, 2))}),
        ("level", {"kernel": LEVEL}, {"kernel": LEVEL + 0.001}),
        ("level", {"kernel": LEVEL}, {"kernel": np.pad(np.ones((2, 2)), [(0, 1)] * 2)}),
        ("level", {"kernel": LEVEL}, {"kernel": np.ones((3, 3))}),
    ],
)
def test_goals(bench, name, meets, nearly):
    meets, nearly = TransposedConvolution(**meets), TransposedConvolution(**nearly)
    assert is_met(name, meets) and not is_met(name, nearly)
    assert name in bench.goals(meets)
    assert name not in bench.goals(nearly)


@pytest.mark.parametrize("options", [{}, LESSON])
def test_no_goal_is_met_by_a_preset_alone_nor_where_the_lesson_begins(bench, options):
    assert bench.goals(TransposedConvolution(**options)) == []
    for taps, stride in ((3, 2), (4, 2), (2, 2)):
        bench.button(f"kernel {taps}, stride {stride}").click()
        bench.rest()
        assert bench.state("goals_met") == ([],)
        assert np.shape(bench.state("kernel")[0]) == (taps, taps)


# What is drawn, and the hand ---------------------------------------------------------


def test_the_flipped_kernel_lies_where_the_window_is(bench):
    bench.mount(TransposedConvolution(row=2, column=2, padding="same"))
    factors = bench.page.locator(".factors text")
    assert factors.all_text_contents() == [f"·{n}" for n in range(9, 0, -1)]
    side = bench.page.locator(".stretched").bounding_box()["width"] / 6
    window = bench.page.locator(".stretched .window")
    corner = [float(window.get_attribute(name)) for name in "xy"]
    assert corner == pytest.approx([2 * side, 2 * side])
    kernel = bench.page.locator(".kernel .met")
    assert kernel.count() == 4
    count = {
        kind: bench.page.locator(f".stretched .{kind}").count()
        for kind in ("number", "inserted", "padding")
    }
    assert count == {"number": 4, "inserted": 5, "padding": 27}
    zeros = bench.page.locator(".below > span").all_text_contents()
    assert zeros == [
        "zeros between numbers: 1",
        "zeros of padding: 2 above, 1 below, 2 left, 1 right",
    ]


def test_an_input_its_stamp_its_weight_and_its_product_point_at_each_other(bench):
    bench.mount(TransposedConvolution(row=2, column=2))

    def marked():
        return bench.page.evaluate(
            """() => [...document.querySelectorAll(
                ".table > .picked, .stamp.picked, .products .picked")].map((node) =>
                node.closest(".table, .products").classList[0])"""
        )

    everywhere = ["input", "kernel", "stretched", "output", "products"]
    assert marked() == []
    product = bench.page.locator(".products button")
    assert product.all_text_contents() == ["a: 1·9", "b: 2·7", "c: 3·3", "d: 4·1"]
    product.nth(1).focus()
    assert marked() == everywhere
    assert "picked" in bench.page.locator(".stamp").nth(1).get_attribute("class")
    bench.page.mouse.move(0, 0)
    bench.page.locator(".kernel").hover(position={"x": 5, "y": 5})
    picked = bench.page.locator(".products .picked")
    assert marked() == everywhere and picked.text_content() == "d: 4·1"
    bench.page.locator(".input").hover(position={"x": 5, "y": 60})
    assert picked.text_content() == "c: 3·3"
    product.nth(1).evaluate("(node) => node.blur()")
    bench.page.locator(".input").hover(position={"x": 6, "y": 60})
    bench.set(row=0, column=0)  # which c does not reach; its stamp is marked still
    assert marked() == ["input", "stretched", "output"]


def test_overlaps_are_shown_in_place_of_the_output_and_back(bench):
    bench.mount(TransposedConvolution())
    output = bench.page.locator(".output > svg > text:not(.tag)")
    numbers = output.all_text_contents()
    bench.page.get_by_label("overlaps").check()
    assert bench.state("overlap") == (True,)
    assert output.all_text_contents() == list("1121111211224221121111211")
    bench.page.get_by_label("numbers", exact=True).check()
    assert output.all_text_contents() == numbers
    assert numbers[:3] == ["1", "2", "5"]


@pytest.mark.parametrize("stride, cells", [(1, 6), (2, 7), (5, 12)])
def test_the_window_follows_the_pointer_cell_by_cell(bench, stride, cells):
    """Whatever the stride: the convolution that is drawn has stride 1."""
    bench.mount(TransposedConvolution(stride=stride))
    box = bench.page.locator(".stretched").bounding_box()
    side = box["width"] / cells

    def at(row, column):
        return box["x"] + (column + 0.6) * side, box["y"] + (row + 0.6) * side

    mouse = bench.page.mouse
    mouse.move(*at(1, 1))
    mouse.down()
    mouse.move(*at(2, 4), steps=4)
    assert bench.state("row", "column") == (1, 3)
    mouse.move(*at(40, -5))
    mouse.up()
    assert bench.state("row", "column") == (cells - 3, 0)


# Python ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"input": np.ones((5, 1))}, r"`input` must be numbers of shape \[1 to 4, "),
        ({"kernel": np.ones((1, 8))}, r"`kernel` must be numbers of shape \[1 to 7, "),
        ({"stride": 6}, r"`stride` must be .* from 1 to 5\. Received: stride=6"),
        ({"row": 5}, "`row` must be from 0 to 4 here. Received: row=5"),
        ({"padding": "full"}, "`padding` must be 'valid' or 'same'. Received: "),
        ({"overlap": 2}, "`overlap` must be True or False. Received: overlap=2"),
    ],
)
def test_what_it_cannot_take_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        TransposedConvolution(**wrong)
