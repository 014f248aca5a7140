"""Law: a value of no use is refused by a ValueError that begins with its name."""

import course_utils  # noqa: F401  sets TensorFlow up before Keras loads it

# isort: split
import keras
import numpy as np
import pytest

from course_utils import convert, geometry, kernels, yolo

BAD = {
    "ragged": [[1, 2], [3]],
    "ragged deeper": [[[[1], [2, 3]]]],
    "text": "ab",
    "None": None,
    "NaN": float("nan"),
    "empty": [],
    "empty row": [[]],
    "texts": [["a", "b"]],
    "too deep": [[[[[[1]]]]]],
}
OBJECTS = {"boxes": [[0, 0, 9, 9]], "labels": [1], "image_size": 64, "classes": 3}
RAW = np.zeros((2, 2, 2, 8)).tolist()
ANCHORS = [[10, 20], [30, 30]]
PICTURE, KERNEL = np.ones((1, 3, 3, 1)).tolist(), np.ones((2, 2, 1, 1)).tolist()
SLIDE = {"x": PICTURE, "kernel": KERNEL, "stride": 1, "padding": "same"}
MODEL = keras.Sequential([keras.Input((None, None, 1)), keras.layers.ReLU()])
AXIS = {"size": 9, "kernel": 3, "stride": 1, "dilation": 1}

# Every argument, with values that are good.
CALLS = {
    geometry.output_size: AXIS | {"padding": "same"},
    geometry.same_padding: AXIS,
    geometry.touched_inputs: {"kernel": 3, "rates": [1, 2]},
    geometry.trace: {"model": MODEL, "input_size": 9},
    geometry.receptive_field: {"model": MODEL, "input_size": 9},
    geometry.multiply_adds: {"model": MODEL, "input_size": 9},
    convert.dense_to_conv: {
        "model": keras.Sequential(
            [keras.Input((2, 2, 1)), keras.layers.Flatten(), keras.layers.Dense(1)]
        )
    },
    kernels.conv2d: SLIDE | {"dilation": 1},
    kernels.conv2d_transpose: SLIDE,
    kernels.insert_zeros: {"x": PICTURE, "stride": 2},
    kernels.dilate_kernel: {"kernel": KERNEL, "rate": 2},
    kernels.bilinear_kernel: {"stride": 2, "channels": 1},
    yolo.channels: {"version": "v2", "boxes": 2, "classes": 3},
    yolo.encode: OBJECTS | {"anchors": ANCHORS, "stride": 32},
    yolo.encode_v1: OBJECTS | {"grid": 7, "boxes_per_cell": 2},
    yolo.decode: {
        "raw": RAW,
        "anchors": ANCHORS,
        "stride": 32,
        "class_activation": "softmax",
    },
    yolo.decode_v1: {"raw": RAW[0], "image_size": 64, "boxes_per_cell": 1},
}
# What is of use all the same.
GOOD = {
    (geometry.touched_inputs, "rates", "empty"),  # no layer reads one input
    (kernels.dilate_kernel, "kernel", "too deep"),
}


@pytest.mark.parametrize("function", CALLS, ids=lambda function: function.__name__)
def test_the_other_values_are_good(function):
    function(**CALLS[function])


@pytest.mark.parametrize(
    ("function", "name", "bad"),
    [
        (function, name, bad)
        for function, values in CALLS.items()
        for name in values
        for bad in BAD
        if (function, name, bad) not in GOOD
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_bad_value_is_refused_by_name(function, name, bad):
    with pytest.raises(ValueError, match=rf"^`{name}` must "):
        function(**(CALLS[function] | {name: BAD[bad]}))


@pytest.mark.parametrize("shape", [(1, 0, 3, 1), (1, 3, 0, 1)])
def test_a_picture_without_rows_or_columns_is_refused_by_name(shape):
    nothing, picture = np.zeros(shape), np.zeros((1, 3, 3, 1))
    for slide in (kernels.conv2d, kernels.conv2d_transpose):
        with pytest.raises(ValueError, match=r"^`x` must have a length from 1 on"):
            slide(nothing, picture)
        with pytest.raises(ValueError, match=r"^`kernel` must have a length from 1 on"):
            slide(picture, nothing.transpose(1, 2, 0, 3))
    with pytest.raises(ValueError, match=r"^`x` must have a length from 1 on"):
        kernels.insert_zeros(nothing, 2)
    for empty in (np.zeros((0, 3, 3, 1)), np.zeros((1, 3, 3, 0))):
        with pytest.raises(ValueError, match=r"^`x` must have a length from 1 on"):
            kernels.insert_zeros(empty, 2)
