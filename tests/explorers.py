"""Every explorer as large as it may be, and the key that moves it: for all tests."""

import ast
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_utils.widgets import (
    AnchorClusters,
    BoxOverlap,
    Convolution,
    Dilation,
    MatchDetections,
    PrecisionRecall,
    SlidingWindow,
    SuppressBoxes,
    TransposedConvolution,
    YoloCell,
)
from course_utils.widgets.template import Template


def scene(side):
    """A picture with structure and noise: what makes a JPEG long."""
    rng = np.random.default_rng(0)
    waves = 90 + 60 * np.sin(np.arange(side) / 9)[:, None, None]
    return (waves + rng.integers(60, size=(side, side, 3))).astype(np.uint8)


def anchor_clusters():
    rng = np.random.default_rng(0)
    return AnchorClusters(np.exp(rng.normal(4, 0.7, (1000, 2))))


def convolution():
    """100 products, with decimals."""
    return Convolution(np.eye(10) / 7, np.ones((10, 10)) / 9, padding="same")


def match_detections():
    """As many boxes and objects as there may be."""
    rng = np.random.default_rng(0)
    start = rng.uniform(0, 340, (12, 2))
    objects = np.hstack([start, start + rng.uniform(30, 60, (12, 2))])
    boxes = np.repeat(objects, 5, axis=0) + rng.normal(0, 8, (60, 1))
    scores, ignored = rng.random(60), rng.random(12) < 0.3
    return MatchDetections(scene(400), objects, boxes, scores, ignored)


def precision_recall():
    """200 detections of 200 objects, in six pictures."""
    rng = np.random.default_rng(0)
    objects, boxes, scores = [], [], []
    for count in (40, 60, 0, 20, 30, 50):
        start = rng.uniform(0, 250, (count, 2))
        objects.append(np.hstack([start, start + rng.uniform(20, 60, (count, 2))]))
        boxes.append(objects[-1] + rng.normal(0, 6, (count, 1)))
        scores.append(rng.random(count))
    images = [scene(320)] * 6
    middle = np.sort(np.concatenate(scores))[100]
    return PrecisionRecall(images, objects, boxes, scores, middle)


def sliding_window():
    return SlidingWindow(scene(448), {448: np.full((8, 8, 8), 0.5)}, ["lily", "poppy"])


def suppress_boxes():
    """300 boxes around twelve places."""
    rng = np.random.default_rng(0)
    start = 25 * rng.integers(1, 13, (300, 1)) + rng.uniform(0, 12, (300, 2))
    boxes = np.hstack([start, start + rng.uniform(30, 60, (300, 2))])
    scores, labels = rng.random(300), rng.integers(2, size=300)
    return SuppressBoxes(scene(400), boxes, scores, labels, ["lily", "poppy"])


def transposed_convolution():
    return TransposedConvolution(np.ones((4, 4)) / 7, np.ones((7, 7)) / 9, stride=5)


def yolo_cell():
    """With numbers that take much room."""
    t, anchor = (-1.0986, 1.0986, 0.4055, -0.1054), (373.25, 326.55)
    return YoloCell(608, row=12, column=12, anchor=anchor, t=t, scores=(4, -0.15, 3))


OPPOSITE = {"ArrowRight": "ArrowLeft", "ArrowDown": "ArrowUp"}


class Entry(NamedTuple):
    """An explorer, and a key of OPPOSITE that moves it, three times at least."""

    make: Callable
    node: str  # selects what the key acts on
    key: str
    trait: str  # what the key changes


# A new explorer is one entry here; what only it does goes into test_page_NAME.py.
EXPLORERS = {
    "AnchorClusters": Entry(anchor_clusters, ".curve", "ArrowRight", "iteration"),
    "BoxOverlap": Entry(BoxOverlap, ".box-A", "ArrowRight", "boxes"),
    "Convolution": Entry(convolution, ".output", "ArrowRight", "column"),
    "Dilation": Entry(Dilation, ".stack", "ArrowRight", "position"),
    "MatchDetections": Entry(match_detections, ".scene", "ArrowRight", "step"),
    "PrecisionRecall": Entry(
        precision_recall, ".curve", "ArrowRight", "score_threshold"
    ),
    "SlidingWindow": Entry(sliding_window, ".picture", "ArrowRight", "column"),
    "SuppressBoxes": Entry(suppress_boxes, ".scene", "ArrowRight", "step"),
    "Template": Entry(Template, ".bars", "ArrowRight", "position"),
    "TransposedConvolution": Entry(
        transposed_convolution, ".output", "ArrowDown", "row"
    ),
    "YoloCell": Entry(yolo_cell, ".plane", "ArrowRight", "column"),
}


def call_of(text):
    """A call as its name, its positional arguments, and the values it names."""
    call = ast.parse(text, mode="eval").body
    named = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    return call.func.id, [ast.unparse(each) for each in call.args], named
