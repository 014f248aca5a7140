"""Explorers without a browser: traits, words, pictures, and what they send."""

import io
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from traitlets import TraitError

from course_utils import widgets
from course_utils.geometry import output_size
from course_utils.kernels import conv2d
from course_utils.widgets import Convolution, SlidingWindow
from course_utils.widgets.base import LIMIT, SIDE, Explorer, number_text
from course_utils.widgets.sliding_window import BODY, chain
from tools.normalize import ROOT

FOLDER = ROOT / "course_utils" / "widgets"
EXPLORERS = [getattr(widgets, name) for name in widgets.__all__]
CLASSES = ["daisy", "lily", "poppy"]


def scene(side=672):
    """A picture with structure and noise: what makes a JPEG long."""
    rng = np.random.default_rng(0)
    waves = 90 + 60 * np.sin(np.arange(side) / 9)[:, None, None]
    return (waves + rng.integers(60, size=(side, side, 3))).astype(np.uint8)


def predictions(*sizes):
    rng = np.random.default_rng(1)
    return {s: rng.random([s // 32 - 6, s // 32 - 6, 8]) for s in sizes}


def sliding(**options):
    options = {"predictions": predictions(224, 448), "classes": CLASSES} | options
    return SlidingWindow(options.pop("image", scene()), **options)


MAKE = {Convolution: Convolution, SlidingWindow: sliding}


# All explorers ----------------------------------------------------------------------


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_module_is_one_short_string_that_loads_nothing(explorer):
    module, style = str(explorer._esm), str(explorer._css)
    assert "export default { render };" in module
    assert not re.search(r"\bimport\b|document\.(query|get)", module)
    addresses = set(re.findall(r"https?://[^\"'` ]+", module + style))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, never asked for
    assert len(module.encode()) < 30_000


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.[jc]s*")), ids=lambda p: p.name)
def test_every_file_of_the_browser_is_short(path):
    assert path.stat().st_size < 10_000


def test_limits_are_the_same_in_both_languages():
    text = (FOLDER / "tables.js").read_text(encoding="utf8")
    assert f"min: -{LIMIT}, max: {LIMIT}" in text


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_repr_is_the_sentence_and_names_no_address(explorer):
    first, second = MAKE[explorer](), MAKE[explorer]()
    assert repr(first) == repr(second) == f"{explorer.__name__}: {first.sentence}"
    assert "0x" not in repr(first)


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_mime_bundle_has_a_small_picture_the_same_each_time(explorer):
    data, _ = MAKE[explorer]()._repr_mimebundle_()
    again, _ = MAKE[explorer]()._repr_mimebundle_()
    (kind,) = {key for key in data if key.startswith("image/")}
    assert data[kind] == again[kind]
    assert len(data[kind]) <= {"image/png": 20_000, "image/jpeg": 60_000}[kind]
    width, height = Image.open(io.BytesIO(data[kind])).size
    assert 400 <= width <= 650 and 150 <= height <= 450
    assert data["text/plain"] == repr(MAKE[explorer]())
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_state_is_json_and_below_150_kilobytes(explorer):
    assert len(json.dumps(MAKE[explorer]().get_state())) < 150_000


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_python_sends_no_echo_of_what_the_browser_said(explorer):
    made = MAKE[explorer]()
    sent = []
    made._send = lambda message, buffers=None: sent.append(message)
    made.set_state({"row": 1, "column": 1})
    assert (made.row, made.column) == (1, 1)
    assert not any("row" in message.get("state", {}) for message in sent)


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_unknown_arguments_are_refused(explorer):
    with pytest.raises(TypeError, match="strides"):
        MAKE[explorer](strides=2)


def test_an_explorer_must_have_its_sentence_and_its_picture():
    with pytest.raises(NotImplementedError):
        _ = Explorer().sentence
    with pytest.raises(NotImplementedError):
        Explorer()._draw(None)


@pytest.mark.parametrize(
    "number, digits, text",
    [
        *[(0, 4, "0"), (-0.0, 4, "0"), (10, 4, "10"), (2.5, 4, "2.5")],
        *[(-0.00001, 4, "0"), (1 / 3, 4, "0.3333"), (999 * 999 * 100, 4, "99800100")],
        *[(0.125, 2, "0.13"), (-0.125, 2, "-0.13"), (0.03125, 4, "0.0313")],
    ],
)
def test_number_text(number, digits, text):
    assert number_text(number, digits) == text


# Convolution ------------------------------------------------------------------------


@st.composite
def cases(draw):
    shapes = [tuple(draw(st.integers(1, 6)) for _ in "hw") for _ in "xk"]
    x, kernel = (draw(arrays(int, s, elements=st.integers(-9, 9))) for s in shapes)
    padding = draw(st.sampled_from(["valid", "same"]))
    return x, kernel, draw(st.integers(1, 4)), padding


@settings(deadline=None)
@given(cases())
def test_output_is_conv2d_and_every_sentence_adds_up_to_it(case):
    x, kernel, stride, padding = case
    explorer = Convolution(*case)
    if padding == "valid" and (np.array(kernel.shape) > x.shape).any():
        assert explorer.sentence.startswith("No output: with valid padding a ")
        with pytest.raises(ValueError, match="`kernel` must fit"):
            _ = explorer.output
        return
    truth = conv2d(x[None, ..., None], kernel[..., None, None], stride, padding)[
        0, ..., 0
    ]
    np.testing.assert_array_equal(explorer.output, truth)
    for row, column in np.ndindex(truth.shape):
        explorer.row, explorer.column = row, column
        head, products, total = re.fullmatch(
            r"(.*): (.*) = (-?\d+)\.( \d+ of the \d+ inputs (is|are) padding\.)?",
            explorer.sentence,
        ).groups()[:3]
        assert head == f"Output row {row}, column {column}"
        numbers = re.findall(r"\(?(-?\d+)\)?·\(?(-?\d+)\)?", products)
        assert len(numbers) == kernel.size
        assert sum(int(a) * int(b) for a, b in numbers) == truth[row, column]
        assert int(total) == truth[row, column]


def test_sentence_counts_the_padding():
    explorer = Convolution(np.ones((3, 3)), np.ones((3, 3)), padding="same")
    assert explorer.sentence.endswith("= 4. 5 of the 9 inputs are padding.")
    explorer.row = explorer.column = 1
    assert explorer.sentence.endswith("= 9.")
    explorer = Convolution([[1, 2]], [[1, -1]], padding="same", column=1)
    assert explorer.sentence == (
        "Output row 0, column 1: 2·1 + 0·(-1) = 2. 1 of the 2 inputs is padding."
    )


def test_position_stays_inside_when_the_output_shrinks():
    explorer = Convolution(row=2, column=2)
    explorer.stride = 2
    assert (explorer.row, explorer.column) == (1, 1)
    explorer.input = [[1, 2], [3, 4]]
    assert (explorer.row, explorer.column) == (0, 0)
    assert explorer.sentence.startswith("No output")
    explorer.padding = "same"
    assert explorer.output.shape == (1, 1)


def test_one_message_may_change_what_fits_and_the_position():
    explorer = Convolution()
    explorer.set_state({"row": 4, "column": 4, "padding": "same"})
    assert explorer.output.shape == (5, 5)
    assert (explorer.row, explorer.column) == (4, 4)


def test_a_refused_value_changes_nothing():
    explorer = Convolution(row=1)
    with pytest.raises(ValueError):
        explorer.row = 3
    with pytest.raises(TraitError):
        explorer.set_state({"row": 9, "stride": 2})
    assert (explorer.row, explorer.stride) == (1, 1)


@pytest.mark.parametrize("name", ["input", "kernel"])
@pytest.mark.parametrize(
    "value",
    [
        *(3, [1, 2], [[]], [[1], [2, 3]], [["1"]], [[np.nan]], [[LIMIT + 1]], None),
        np.zeros((SIDE + 1, 1)),
    ],
)
def test_convolution_refuses_what_is_no_matrix_of_small_numbers(name, value):
    with pytest.raises(
        ValueError, match=rf"`{name}` must be a matrix of .* Received: "
    ):
        Convolution(**{name: value})


@pytest.mark.parametrize("stride", [0, 11, 1.5, True, "1", None])
def test_convolution_refuses_a_wrong_stride(stride):
    with pytest.raises(ValueError, match=r"`stride` must be .* 1 to 10\. Received: "):
        Convolution(stride=stride)


@pytest.mark.parametrize("name", ["row", "column"])
@pytest.mark.parametrize("value", [-1, 3, 0.5])
def test_convolution_refuses_a_position_outside(name, value):
    with pytest.raises(ValueError, match=rf"`{name}` must be .* Received: {name}="):
        Convolution(**{name: value})


def test_convolution_refuses_an_unknown_padding():
    with pytest.raises(TraitError, match=r"'padding' .* \['valid', 'same'\].* 'full'"):
        Convolution(padding="full")


def test_traits_take_arrays_and_numpy_numbers():
    explorer = Convolution(np.eye(3, dtype=bool), np.ones((2, 2), np.float32))
    explorer.row = np.int64(1)
    assert explorer.input == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert json.dumps(explorer.get_state(["input", "kernel", "row"]))


# SlidingWindow ----------------------------------------------------------------------


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("size", [224, 225, 300, 427, 447, 448, 480, 672])
def test_chain_has_the_sizes_of_geometry(size, padding):
    sizes = [size]
    for kernel, stride in BODY:
        sizes.append(output_size(sizes[-1], kernel, stride, padding)[0])
    assert chain(size, BODY, padding).sizes == tuple(sizes)


@pytest.mark.parametrize(
    "size, start",
    [(224, 0), (448, 0), (480, 0), (640, 0), (225, -29), (300, -20), (427, -20)],
)
def test_an_odd_map_shifts_the_grid(size, start):
    assert chain(size, BODY, "same").start == start


@settings(deadline=None)
@given(st.integers(224, 800))
def test_valid_ignores_what_lies_behind_its_last_cell(size):
    """The last cell reads its last pixel, and one more cell would not fit."""
    end = chain(size, BODY, "valid").end
    cells = chain(size, BODY, "valid").cells
    assert chain(end, BODY, "valid").cells == cells
    assert chain(end - 1, BODY, "valid").cells == cells - 1
    assert end <= size < end + 32


def test_formula_and_sentence():
    explorer = sliding(row=2, column=3)
    label, objectness = explorer._found[2][3]
    assert explorer.windows == 8
    assert explorer.formula == (
        "448 / 32 = 14 cells, 14 - 7 + 1 = 8, 8·8 = 64 windows."
    )
    assert explorer.sentence == (
        "Row 2, column 3: rows 64:288 and columns 96:320 of the picture. "
        f"Class {CLASSES[label]}, objectness {objectness:.2f}."
    )
    explorer.size = 225
    assert explorer.formula == (
        "225 / 32, rounded up: 8 cells, 8 - 7 + 1 = 2, 2·2 = 4 windows. Padding adds "
        "29 rows and columns before the picture and 2 after it."
    )
    assert explorer.sentence == (
        "Row 1, column 1: rows 3:227 and columns 3:227 of the picture, partly padding. "
        "No prediction was computed for this size and padding."
    )
    explorer.set_trait("padding", "valid")
    explorer.size = 450
    assert explorer.formula == (
        "450 → 112 → 55 → 27 → 13 cells, 13 - 6 + 1 = 8, 8·8 = 64 windows. "
        "The last 6 rows and columns are ignored."
    )


def test_predictions_are_the_classes_and_objectness_of_the_arrays():
    given_predictions = predictions(224, 448)
    explorer = sliding(predictions=given_predictions)
    found = np.array(explorer._found)
    array = given_predictions[448]
    np.testing.assert_array_equal(found[..., 0], array[..., :3].argmax(axis=-1))
    np.testing.assert_allclose(found[..., 1], array[..., 3], atol=0.005)
    explorer.size = 256
    assert explorer._found is None
    explorer.size = 448
    explorer.padding = "valid"
    assert explorer._found is None


def test_image_is_cut_to_a_square_and_sent_as_a_jpeg():
    explorer = sliding(image=scene()[:500], size=300)
    assert explorer._image["side"] == 500
    assert explorer._image["url"].startswith("data:image/jpeg;base64,")
    with pytest.raises(ValueError, match=r"`size` must be .* 224, .* 500.* size=512"):
        explorer.size = 512


def test_other_networks_have_other_numbers():
    """Sizes come from the layers and the window: here stride 16 and window 64."""
    layers = [(2, 2)] * 4
    explorer = SlidingWindow(scene(160), {}, CLASSES, layers, window=64)
    assert (explorer.size, explorer.windows) == (128, 5)
    assert explorer.formula.startswith("128 / 16 = 8 cells, 8 - 4 + 1 = 5,")


def test_the_window_stays_inside_when_the_picture_shrinks():
    explorer = sliding(size=672, row=14, column=7)
    explorer.size = 256
    assert (explorer.row, explorer.column) == (1, 1)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"image": scene(100)}, "`image` must be .* 224 .*100"),
        ({"image": scene(224).astype(float)}, "`image` must be uint8 .*float64"),
        ({"image": scene(224)[..., 0]}, "`image` must be .*224, 224"),
        ({"predictions": {448: np.zeros((7, 8, 8))}}, r"`predictions\[448\]` .*\(7, 8"),
        ({"predictions": {448: np.zeros((8, 8, 3))}}, "at least 4: the classes"),
        ({"predictions": {192: np.zeros((1, 1, 8))}}, "`predictions` must have sizes"),
        ({"predictions": {704: np.zeros((16, 16, 8))}}, "`predictions` must .* 704"),
        ({"size": 200}, "`size` must be .* Received: size=200"),
        ({"size": 673}, "`size` must be .* Received: size=673"),
        ({"row": 8}, "`row` must be .* below 8. Received: row=8"),
        ({"column": -1}, "`column` must be .* Received: column=-1"),
        ({"window": 10, "padding": "valid"}, "`kernel` must fit"),
    ],
)
def test_sliding_window_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        sliding(**options)
