"""Boxes in NumPy: their formats, how much two overlap, and which of many to keep.

Names and shapes are those of https://docs.pytorch.org/vision/stable/ops.html. A box is
four numbers, `xyxy` unless a name says otherwise: the left, top, right and bottom edge.
Edges are positions, not pixel indices: pixel 0 reaches from 0 to 1, so the width is
x2 - x1, without the + 1 of some older code.

Overlaps are compared with a threshold in float64, whatever types boxes and threshold
have: in float32 an IoU of 3 / 10 is more than 0.3.
"""

from numbers import Real

import numpy as np

from course_utils.arguments import (
    LARGEST,
    as_array,
    as_float,
    as_numbers,
    brief,
    check_choice,
    per_axis,
)


def box_convert(boxes, in_fmt, out_fmt):
    """Write boxes [..., 4] in another format: `xyxy`, `xywh` or `cxcywh`.

    `xywh` is the left and top edge, width and height; `cxcywh` has the centre instead
    of the edges. Only coordinates change: what a network predicts may be converted
    although its width is negative.

    >>> box_convert([[10, 20, 30, 60]], "xyxy", "cxcywh").tolist()
    [[20.0, 40.0, 20.0, 40.0]]

    Raises ValueError for an unknown format, and when `boxes` are no finite numbers up
    to 1e18 or their last axis is not 4 long.
    """
    for name, fmt in (("in_fmt", in_fmt), ("out_fmt", out_fmt)):
        check_choice(name, fmt, ("xyxy", "xywh", "cxcywh"))
    boxes = _numbers(boxes, "boxes")
    if in_fmt == out_fmt:
        return boxes
    start, end = boxes[..., :2], boxes[..., 2:]
    if in_fmt == "xywh":
        end = start + end
    elif in_fmt == "cxcywh":
        start, end = start - end / 2, start + end / 2
    if out_fmt == "xywh":
        end = end - start
    elif out_fmt == "cxcywh":
        start, end = (start + end) / 2, end - start
    return np.concatenate([start, end], axis=-1)


def decode_windows(boxes, window=224, stride=32, start=(0, 0)):
    """Place a grid of boxes on the image: [rows, columns, 4] -> the same, `xyxy`.

    Each of `boxes` is `cxcywh` in parts of its own window, as a classifier trained at
    `window` pixels gives it. Windows are `stride` pixels apart; the first one begins at
    pixel `start`, which `geometry.trace` tells for any size. Each of the three is one
    number or two, (row, column) or (height, width).

    >>> decode_windows([[[0.5, 0.5, 0.25, 0.5]] * 2])[0, 1].tolist()
    [116.0, 56.0, 172.0, 168.0]

    Raises ValueError when `boxes` are not finite numbers of that shape, `window` and
    `stride` not positive, or `start` no finite numbers.
    """
    boxes = _numbers(boxes, "boxes")
    if boxes.ndim != 3:
        raise ValueError(
            "`boxes` must have three axes, [rows, columns, 4]. "
            f"Received: boxes.shape={boxes.shape}"
        )
    height, width = per_axis(window, "window", least=0)
    strides, starts = per_axis(stride, "stride", least=0), per_axis(start, "start")
    top, left = (
        first + step * np.arange(count)
        for first, step, count in zip(starts, strides, boxes.shape[:2], strict=True)
    )
    moved = boxes * [width, height, width, height]
    # Only centres move with the window.
    moved[..., 0] += left
    moved[..., 1] += top[:, None]
    return box_convert(moved, "cxcywh", "xyxy")


def box_area(boxes):
    """Areas of `xyxy` boxes: [N, 4] -> [N].

    Raises ValueError when `boxes` are not [N, 4] finite numbers with x1 <= x2 and
    y1 <= y2.
    """
    return _area(check_boxes(boxes, "boxes"))


def box_iou(boxes1, boxes2):
    """Intersection over union of every pair: [N, 4] and [M, 4] `xyxy` -> [N, M].

    0 for boxes that do not overlap, 1 for equal ones. Two boxes without an area have
    no union to divide by; they get 0.

    >>> box_iou([[0, 0, 2, 2]], [[0, 0, 2, 2], [1, 0, 3, 2]]).round(2).tolist()
    [[1.0, 0.33]]

    Raises ValueError when an argument is not [N, 4] finite numbers with x1 <= x2 and
    y1 <= y2.
    """
    boxes1, boxes2 = check_boxes(boxes1, "boxes1"), check_boxes(boxes2, "boxes2")
    return _divide(*_intersection_and_union(boxes1, boxes2))


def generalized_box_iou(boxes1, boxes2):
    """IoU less the empty share of the hull: [N, 4] and [M, 4] `xyxy` -> [N, M].

    The hull is the smallest box around both. Unlike the IoU, it still says how far
    apart two boxes are that do not overlap: it falls towards -1.

    Source: Rezatofighi et al., "Generalized Intersection over Union" (CVPR 2019).

    Raises ValueError when an argument is not [N, 4] finite numbers with x1 <= x2 and
    y1 <= y2.
    """
    boxes1, boxes2 = check_boxes(boxes1, "boxes1"), check_boxes(boxes2, "boxes2")
    intersection, union = _intersection_and_union(boxes1, boxes2)
    start = np.minimum(boxes1[:, None, :2], boxes2[:, :2])  # [N, M, 2]
    end = np.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    hull = np.prod(end - start, axis=-1)  # [N, M]
    return _divide(intersection, union) - _divide(hull - union, hull)


def clip_boxes(boxes, size):
    """Cut `xyxy` boxes [N, 4] to an image of `size` pixels, (height, width).

    What lies wholly outside keeps its place in the list, without an area.

    >>> clip_boxes([[-5, 10, 50, 90]], (80, 40)).tolist()
    [[0.0, 10.0, 40.0, 80.0]]

    Source: `torchvision.ops.clip_boxes_to_image`.

    Raises ValueError when `boxes` are not [N, 4] finite numbers with x1 <= x2 and
    y1 <= y2, or `size` is not two positive numbers.
    """
    boxes = check_boxes(boxes, "boxes")
    height, width = per_axis(size, "size", least=0, counts=("two",))
    return np.clip(boxes, 0, np.array([width, height, width, height], boxes.dtype))


def nms(boxes, scores, iou_threshold):
    """Greedy non-maximum suppression: indices of the boxes it keeps, best score first.

    The best of `boxes` [N, 4] `xyxy` by `scores` [N] is kept, and what overlaps it by
    an IoU above `iou_threshold` is struck out; then the best of the rest, and so on. A
    box whose IoU is equal to the threshold stays. Of equal scores, the first wins.

    >>> nms([[0, 0, 2, 2], [0, 0, 2, 3], [5, 5, 6, 6]], [0.7, 0.9, 0.8], 0.5).tolist()
    [1, 2]

    Source: `torchvision.ops.nms`.

    Raises ValueError when `boxes` are not [N, 4] finite numbers with x1 <= x2 and
    y1 <= y2, `scores` are not [N] finite numbers, or the threshold is not in 0..1.
    """
    boxes = check_boxes(boxes, "boxes").astype(float)
    scores, threshold = check_scores(scores, len(boxes)), as_float(iou_threshold)
    if not 0 <= threshold <= 1:
        raise ValueError(
            "`iou_threshold` must be from 0 to 1. "
            f"Received: iou_threshold={brief(iou_threshold)}"
        )
    ranked = np.argsort(-scores, kind="stable")
    boxes = boxes[ranked]
    standing = np.ones(len(boxes), dtype=bool)
    for best in range(len(boxes)):
        if standing[best]:
            rest = slice(best + 1, None)
            shared = _divide(*_intersection_and_union(boxes[[best]], boxes[rest]))[0]
            standing[rest] &= shared <= threshold
    return ranked[standing]


def batched_nms(boxes, scores, labels, iou_threshold):
    """`nms` among boxes of one label at a time: indices kept of all, best score first.

    `labels` [N] are the classes, or anything else that keeps groups apart, such as the
    number of the image: numbers or texts.

    >>> batched_nms([[0, 0, 2, 2], [0, 0, 2, 2]], [0.7, 0.9], [3, 5], 0.5).tolist()
    [1, 0]

    Source: `torchvision.ops.batched_nms`.

    Raises ValueError as `nms` does, and when `labels` are not one per box, all numbers
    or all texts, or when one is NaN, which equals no other.
    """
    boxes = check_boxes(boxes, "boxes")
    scores = check_scores(scores, len(boxes))
    labels = _check_labels(labels, len(boxes))
    nms(boxes[:0], [], iou_threshold)  # says what is wrong with it
    kept = np.zeros(len(boxes), dtype=bool)
    for label in range(labels.max(initial=-1) + 1):
        (group,) = np.nonzero(labels == label)
        kept[group[nms(boxes[group], scores[group], iou_threshold)]] = True
    ranked = np.argsort(-scores, kind="stable")
    return ranked[kept[ranked]]


def check_boxes(boxes, name):
    """`boxes` as floats [N, 4], for functions that take `xyxy` boxes as `name`.

    Raises ValueError, with that name, when they are not [N, 4] finite numbers up to
    1e18 with x1 <= x2 and y1 <= y2.
    """
    boxes = _numbers(boxes, name)
    if boxes.ndim != 2:
        raise ValueError(
            f"`{name}` must have two axes, [N, 4]. Received: {name}.shape={boxes.shape}"
        )
    wrong = (boxes[:, 2:] < boxes[:, :2]).any(axis=1)
    if wrong.any():
        raise ValueError(
            f"`{name}` must be `xyxy`, with x1 <= x2 and y1 <= y2 in each box. "
            f"Received: {boxes[wrong][0].tolist()} in row {np.argmax(wrong)}"
        )
    return boxes


def _area(boxes):
    x1, y1, x2, y2 = boxes.T
    return (x2 - x1) * (y2 - y1)


def _intersection_and_union(boxes1, boxes2):
    x1, y1, x2, y2 = boxes1.T[..., None]  # [N, 1] each
    left, top, right, bottom = boxes2.T  # [M] each
    width = np.maximum(np.minimum(x2, right) - np.maximum(x1, left), 0)
    height = np.maximum(np.minimum(y2, bottom) - np.maximum(y1, top), 0)
    intersection = width * height  # [N, M]
    return intersection, _area(boxes1)[:, None] + _area(boxes2) - intersection


def _divide(part, whole):
    """`part / whole`, and 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _numbers(boxes, name):
    """`boxes` as floats; integers too, since small ones wrap around."""
    shape = as_array(boxes, name).shape
    if shape == () or shape[-1] != 4:
        raise ValueError(
            f"`{name}` must have four numbers along its last axis. "
            f"Received: {name}.shape={shape}"
        )
    array = as_numbers(boxes, name)
    if (np.abs(array.astype(float)) > LARGEST).any():
        raise ValueError(
            f"`{name}` must be numbers from -{LARGEST:g} to {LARGEST:g}. "
            f"Received: {name}={brief(boxes)}"
        )
    return array.astype(np.result_type(array, np.float32))


def check_scores(scores, count):
    """Return the scores of `count` boxes as float64 [count].

    Raises ValueError when they are not as many finite numbers.
    """
    shape = as_array(scores, "scores").shape
    if shape != (count,):
        raise ValueError(
            f"`scores` must be one per box, [{count}]. Received: scores.shape={shape}"
        )
    return as_numbers(scores, "scores").astype(float)


def _check_labels(labels, count):
    """Integers from 0 on [N], the same for the same label."""
    shape = as_array(labels, "labels").shape
    if shape != (count,):
        raise ValueError(
            f"`labels` must be one per box, [{count}]. Received: labels.shape={shape}"
        )
    # As objects, or NumPy would make texts of numbers beside texts.
    labels = np.asarray(labels, object).tolist()
    are_all = (
        all(isinstance(label, kind) for label in labels)
        for kind in (str, bytes, Real | np.bool_)
    )
    if not any(are_all) or any(label != label for label in labels):
        raise ValueError(
            "`labels` must be all numbers, none of them NaN, or all texts. "
            f"Received: labels={brief(labels)}"
        )
    numbers = {}
    return np.array([numbers.setdefault(x, len(numbers)) for x in labels], int)
