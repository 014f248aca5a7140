"""Law: NumPy's small integers do what Python's do, which never wrap around."""

import functools

import course_utils  # noqa: F401  sets TensorFlow up before Keras loads it

# isort: split
import keras
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils import (
    anchors,
    boxes,
    datasets,
    draw,
    geometry,
    kernels,
    metrics,
    yolo,
)

WH = [[200, 100], [90, 250], [30, 40], [35, 45], [220, 110]]
BOXES = [[100, 10, 250, 200], [90, 20, 240, 210], [0, 0, 20, 250]]
RAW = np.random.default_rng(0).integers(0, 9, (2, 2, 2, 8)).tolist()


@functools.cache
def model():
    image = keras.Input((None, None, 1))
    x = keras.layers.Conv2D(2, 3, 3, padding="same", dilation_rate=1)(image)
    return keras.Model(image, keras.layers.Conv2DTranspose(2, 3, 2)(x))


def of_model(function, size):
    return function(model(), size)


def grid(*arguments):
    """Where `draw.draw_grid` puts its cells and texts."""
    ax = Figure().subplots()
    draw.draw_grid(ax, *arguments)
    cells = [cell.get_bbox().bounds for cell in ax.patches]
    texts = [(*text.get_position(), text.get_text()) for text in ax.texts]
    return cells, texts, ax.get_xlim(), ax.get_ylim()


# Whole numbers as they would be given, of which some sums and products exceed 255.
CALLS = {
    "output_size": (geometry.output_size, 224, 7, 2, "same"),
    "output_size, dilated": (geometry.output_size, 250, 3, 90, "valid", 100),
    "same_padding": (geometry.same_padding, 250, 200, 100, 200),
    "touched_inputs": (geometry.touched_inputs, 3, (100, 200)),
    "touched_inputs, array": (geometry.touched_inputs, 3, [100, 200]),
    "trace": (of_model, geometry.trace, 250),
    "receptive_field": (of_model, geometry.receptive_field, (250, 200)),
    "multiply_adds": (of_model, geometry.multiply_adds, (250, 200)),
    "conv2d": (kernels.conv2d, [[[[200]] * 5] * 4], [[[[100]]] * 2] * 2, 3, "same", 1),
    "conv2d, dilated": (kernels.conv2d, [[[[9]] * 260]], [[[[9]]] * 3], 1, "same", 100),
    "conv2d_transpose": (
        kernels.conv2d_transpose,
        *([[[[200]] * 3]], [[[[100]]] * 250], 200, "same"),
    ),
    "insert_zeros": (kernels.insert_zeros, [[[[1]] * 3]], 200),
    "dilate_kernel": (kernels.dilate_kernel, [[1, 2, 3]], 200),
    "bilinear_kernel": (kernels.bilinear_kernel, 200, 1),
    "channels, v1": (yolo.channels, "v1", 100, 100),
    "channels, v2": (yolo.channels, "v2", 5, 80),
    "encode": (yolo.encode, BOXES, [0, 1, 200], WH, (224, 256 - 32), 32, 250),
    "encode_v1": (yolo.encode_v1, BOXES, [0, 0, 200], (230, 250), 20, 90, 250),
    "decode": (yolo.decode, RAW, WH[:2], 200),
    "decode_v1": (yolo.decode_v1, np.reshape(RAW, (2, 2, 16)).tolist(), (200, 250), 3),
    "box_convert": (boxes.box_convert, BOXES, "xyxy", "cxcywh"),
    "decode_windows": (boxes.decode_windows, [[[1] * 4] * 9] * 2, 224, 32, (9, 200)),
    "box_area": (boxes.box_area, BOXES),
    "box_iou": (boxes.box_iou, BOXES, BOXES),
    "generalized_box_iou": (boxes.generalized_box_iou, BOXES, BOXES),
    "clip_boxes": (boxes.clip_boxes, BOXES, (90, 200)),
    "nms": (boxes.nms, BOXES, [1, 2, 3], 0.3),
    "batched_nms": (boxes.batched_nms, BOXES, [1, 2, 3], [200, 200, 100], 0.3),
    "wh_iou": (anchors.wh_iou, WH, WH[:2]),
    "best_anchor": (anchors.best_anchor, WH, WH[:2]),
    "mean_best_iou": (anchors.mean_best_iou, WH, WH[:2]),
    "initial_anchors": (anchors.initial_anchors, WH, 2, "iou", 200),
    "kmeans_step": (anchors.kmeans_step, WH, WH[:2]),
    "kmeans_anchors": (anchors.kmeans_anchors, WH, 2, "euclid", "mean", 200, 3),
    "precision_recall": (metrics.precision_recall, [3, 1, 2], [1, 0, 1], 200),
    "average_precision": (metrics.average_precision, [1, 1], [0, 1]),
    "flowers": (datasets.flowers, 2, 40, 200, "train", 200),
    "flower_scenes": (datasets.flower_scenes, 1, (100, 120), 200, "train", (1, 2)),
    "draw_grid": (grid, [[200, 3]], (0, 1, 1, 2), ((0, 1), (1, 0)), 90),
}


def as_type(value, dtype):
    """Lists become arrays, and whole numbers scalars, of this type."""
    if isinstance(value, list):
        return np.array(value, dtype)
    if isinstance(value, tuple):
        return tuple(as_type(part, dtype) for part in value)
    return dtype(value) if isinstance(value, int) else value


@functools.cache
def expected(name):
    function, *arguments = CALLS[name]
    return function(*arguments)


def assert_equal(found, expected):
    """But for the last digits: of small integers NumPy makes float32, not float64."""
    if isinstance(expected, (list, tuple)):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_equal(one, other)
    elif isinstance(expected, (float, np.ndarray)):
        np.testing.assert_allclose(found, expected, rtol=1e-5)
    else:
        assert found == expected


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16])
@pytest.mark.parametrize("name", CALLS)
def test_small_integers_do_not_wrap_around(name, dtype):
    function, *arguments = CALLS[name]
    found = function(*(as_type(argument, dtype) for argument in arguments))
    assert_equal(found, expected(name))
