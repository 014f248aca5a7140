"""What the functions of `boxes` and `metrics` cannot use, they refuse by its name."""

import datetime
import math
import warnings
from decimal import Decimal

import numpy as np
import pytest

from course_utils import boxes, metrics

BOX = [[0, 0, 4, 4], [1, 1, 5, 5]]
TRUTH = {"images": [], "annotations": [], "categories": []}
# A call that works, for every public function.
GOOD = {
    boxes.box_convert: {"boxes": BOX, "in_fmt": "xyxy", "out_fmt": "xywh"},
    boxes.decode_windows: {"boxes": [BOX], "window": 96, "stride": 16, "start": 0},
    boxes.box_area: {"boxes": BOX},
    boxes.box_iou: {"boxes1": BOX, "boxes2": BOX},
    boxes.generalized_box_iou: {"boxes1": BOX, "boxes2": BOX},
    boxes.clip_boxes: {"boxes": BOX, "size": (3, 5)},
    boxes.nms: {"boxes": BOX, "scores": [0.9, 0.8], "iou_threshold": 0.5},
    boxes.batched_nms: {
        "boxes": BOX,
        "scores": [0.9, 0.8],
        "labels": [1, 2],
        "iou_threshold": 0.5,
    },
    metrics.precision_recall: {
        "scores": [0.9, 0.8],
        "is_true_positive": [1, 0],
        "n_positive": 2,
    },
    metrics.average_precision: {
        "precision": [1, 0.5],
        "recall": [0.5, 0.5],
        "method": "all-point",
    },
    metrics.match_detections: {
        "boxes": BOX,
        "objects": BOX,
        "iou_threshold": 0.5,
        "rule": "voc",
        "ignored": [True, False],
        "pixel_offset": 0,
    },
    metrics.voc_evaluate: {
        "ground_truth": TRUTH,
        "detections": [],
        "iou_threshold": 0.5,
        "method": "11-point",
        "pixel_offset": 1,
    },
    metrics.coco_evaluate: {"ground_truth": TRUTH, "detections": []},
}
NO_VALUE = {
    "text": "no",
    "number as text": "1",
    "bytes": b"1",
    "NaN": math.nan,
    "infinity": -math.inf,
    "complex": 1j,
    "huge": 10**400,
    "too long to write": 10**5000,
    "Decimal": Decimal("0.5"),
    "time": datetime.date(2000, 1, 1),
    "duration": np.timedelta64(1),
    "set": {1, 0},
    "function": print,
    "type": int,
    "object": np.array(None),
    "negative": -1e300,
    "texts": ["0", "1"],
    "array of texts": np.array(["0", "1"]),
    "ragged": [[1], [1, 2]],
    "ragged in depth": [[[0, 0, 1, 1]], [[0, 0, 1, 1], [0, 0, 1, 1]]],
    "ragged arrays": [np.ones(2), np.ones(3)],
    "Nones": [None, None],
    "NaNs": [math.nan, 0.5],
    "infinities": [0.5, math.inf],
    "complexes": np.array([1j, 0]),
    "huge ones": [10**400, 1],
    "too long ones": [10**5000, 1],
    "array of objects": np.array([0.5, None]),
    "beyond float64": np.array([0, 1]) * np.longdouble("1e400"),
    "times": np.zeros(2, "M8[s]"),
    "durations": np.zeros(2, "m8[s]"),
    "records": np.zeros(2, "i4,i4"),
    "too many axes": np.zeros((1, 1, 1, 1, 2)),
    "rows of texts": [["0", "0", "1", "1"]] * 2,
    "rows of NaN": [[0, 0, 1, math.nan]] * 2,
    "rows of booleans": [[False, False, True, True]] * 2,
    "rows of huge ones": [[0, 0, 1, 10**400]] * 2,
    "rows that overflow": [[0, 0, 1e200, 1e200]] * 2,
    "rows that overflow as float32": np.float32([[0, 0, 1e30, 1e30]] * 2),
    "empty": [],
    "empty rows": [[]],
}
# What some arguments may be after all; or, in the last two, the other one is blamed.
TAKEN = {
    (boxes.batched_nms, "labels"): {
        "texts",
        "array of texts",
        "infinities",
        "huge ones",
        "too long ones",
        "beyond float64",
    },
    (metrics.voc_evaluate, "detections"): {"empty"},
    (metrics.coco_evaluate, "detections"): {"empty"},
    (metrics.precision_recall, "scores"): {"empty"},
    (metrics.average_precision, "precision"): {"empty"},
}


def public(module):
    names = getattr(module, "__all__", None) or vars(module)
    for name in names:
        value = getattr(module, name)
        ours = getattr(value, "__module__", "").startswith(module.__name__)
        if ours and not name.startswith(("_", "check_")):
            yield value


def test_every_public_function_is_tried():
    assert set(GOOD) == {*public(boxes), *public(metrics)}
    for function, arguments in GOOD.items():
        function(**arguments)


CASES = [
    pytest.param(function, name, value, id=f"{function.__name__}-{name}-{value}")
    for function, arguments in GOOD.items()
    for name in arguments
    for value in NO_VALUE
    if value not in TAKEN.get((function, name), ())
]


@pytest.mark.parametrize(("function", "name", "value"), CASES)
def test_what_an_argument_cannot_be_is_refused_by_its_name(function, name, value):
    arguments = GOOD[function] | {name: NO_VALUE[value]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=rf"^`{name}`.* must .*Received: ") as e:
            function(**arguments)
    assert e.value.__cause__ is None
    assert len(str(e.value)) < 1000
