"""Boxes in NumPy: their formats, and how much two of them overlap.

Names and shapes are those of https://docs.pytorch.org/vision/stable/ops.html. A box is
four numbers, `xyxy` unless a name says otherwise: the left, top, right and bottom edge.
Edges are positions, not pixel indices: pixel 0 reaches from 0 to 1, so the width is
x2 - x1, without the + 1 of some older code.
"""

import numpy as np


def box_convert(boxes, in_fmt, out_fmt):
    """Write boxes [..., 4] in another format: `xyxy`, `xywh` or `cxcywh`.

    `xywh` is the left and top edge, width and height; `cxcywh` has the centre instead
    of the edges. Only coordinates change: what a network predicts may be converted
    although its width is negative.

    >>> box_convert([[10, 20, 30, 60]], "xyxy", "cxcywh").tolist()
    [[20.0, 40.0, 20.0, 40.0]]

    Raises ValueError for an unknown format, and when `boxes` are no finite numbers or
    their last axis is not 4 long.
    """
    for name, fmt in (("in_fmt", in_fmt), ("out_fmt", out_fmt)):
        if fmt not in ("xyxy", "xywh", "cxcywh"):
            raise ValueError(
                f"`{name}` must be 'xyxy', 'xywh' or 'cxcywh'. Received: {name}={fmt!r}"
            )
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
    """Place a grid of boxes on the picture: [rows, columns, 4] -> the same, `xyxy`.

    Each of `boxes` is `cxcywh` in parts of its own window, as a classifier trained at
    `window` pixels gives it. Windows are `stride` pixels apart; the first one begins at
    pixel `start`, (row, column), which `geometry.trace` tells for any size.

    >>> decode_windows([[[0.5, 0.5, 0.25, 0.5]] * 2])[0, 1].tolist()
    [116.0, 56.0, 172.0, 168.0]

    Raises ValueError when `boxes` are not finite numbers of that shape.
    """
    boxes = _numbers(boxes, "boxes")
    if boxes.ndim != 3:
        raise ValueError(
            "`boxes` must have three axes, [rows, columns, 4]. "
            f"Received: boxes.shape={boxes.shape}"
        )
    rows, columns, _ = boxes.shape
    top, left = (
        first + stride * np.arange(count)
        for first, count in zip(start, (rows, columns), strict=True)
    )
    # Only centres move with the window.
    moved = np.zeros((rows, columns, 4))
    moved[..., 0], moved[..., 1] = left, top[:, None]
    return box_convert(window * boxes + moved, "cxcywh", "xyxy")


def box_area(boxes):
    """Areas of `xyxy` boxes: [N, 4] -> [N].

    Raises ValueError when `boxes` are not [N, 4] finite numbers with x1 <= x2 and
    y1 <= y2.
    """
    return _area(_check_boxes(boxes, "boxes"))


def box_iou(boxes1, boxes2):
    """Intersection over union of every pair: [N, 4] and [M, 4] `xyxy` -> [N, M].

    0 for boxes that do not overlap, 1 for equal ones. Two boxes without an area have
    no union to divide by; they get 0.

    >>> box_iou([[0, 0, 2, 2]], [[0, 0, 2, 2], [1, 0, 3, 2]]).round(2).tolist()
    [[1.0, 0.33]]

    Raises ValueError when an argument is not [N, 4] finite numbers with x1 <= x2 and
    y1 <= y2.
    """
    boxes1, boxes2 = _check_boxes(boxes1, "boxes1"), _check_boxes(boxes2, "boxes2")
    return _divide(*_intersection_and_union(boxes1, boxes2))


def generalized_box_iou(boxes1, boxes2):
    """IoU less the empty share of the hull: [N, 4] and [M, 4] `xyxy` -> [N, M].

    The hull is the smallest box around both. Unlike the IoU, it still says how far
    apart two boxes are that do not overlap: it falls towards -1.

    Source: Rezatofighi et al., "Generalized Intersection over Union" (CVPR 2019).

    Raises ValueError when an argument is not [N, 4] finite numbers with x1 <= x2 and
    y1 <= y2.
    """
    boxes1, boxes2 = _check_boxes(boxes1, "boxes1"), _check_boxes(boxes2, "boxes2")
    intersection, union = _intersection_and_union(boxes1, boxes2)
    start = np.minimum(boxes1[:, None, :2], boxes2[:, :2])  # [N, M, 2]
    end = np.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    hull = np.prod(end - start, axis=-1)  # [N, M]
    return _divide(intersection, union) - _divide(hull - union, hull)


def _area(boxes):
    return np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)


def _intersection_and_union(boxes1, boxes2):
    start = np.maximum(boxes1[:, None, :2], boxes2[:, :2])  # [N, M, 2]
    end = np.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    intersection = np.prod(np.maximum(end - start, 0), axis=-1)  # [N, M]
    return intersection, _area(boxes1)[:, None] + _area(boxes2) - intersection


def _divide(part, whole):
    """`part / whole`, and 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _numbers(boxes, name):
    """`boxes` as floats; integers too, since small ones wrap around."""
    boxes = np.asarray(boxes)
    if boxes.ndim == 0 or boxes.shape[-1] != 4:
        raise ValueError(
            f"`{name}` must have four numbers along its last axis. "
            f"Received: {name}.shape={boxes.shape}"
        )
    if boxes.dtype.kind not in "uif" or not np.isfinite(boxes).all():
        raise ValueError(f"`{name}` must be finite numbers. Received: {name}={boxes}")
    return boxes.astype(np.result_type(boxes, np.float32))


def _check_boxes(boxes, name):
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
