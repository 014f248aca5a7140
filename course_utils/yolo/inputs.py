"""Checks of what the functions for all versions are given."""

import numpy as np

from course_utils.arguments import as_array, is_integer
from course_utils.boxes import check_boxes


def check_size(image_size):
    size = tuple(image_size) if np.iterable(image_size) else (image_size,) * 2
    if len(size) != 2 or not all(is_integer(side, 1) for side in size):
        raise ValueError(
            "`image_size` must be an integer from 1 on or a pair of them, "
            f"(height, width). Received: image_size={image_size!r}"
        )
    return tuple(map(int, size))


def check_anchors(anchors):
    anchors = as_array(anchors, "anchors")
    if (
        anchors.ndim != 2
        or anchors.shape[1] != 2
        or len(anchors) == 0
        or anchors.dtype.kind not in "uif"
        or not (np.isfinite(anchors) & (anchors > 0)).all()
    ):
        raise ValueError(
            "`anchors` must be positive numbers of shape [A, 2], (width, height) in "
            f"pixels. Received: anchors={anchors.tolist()}"
        )
    return anchors.astype(float)


def check_objects(boxes, labels, image_size, classes):
    boxes = check_boxes(boxes, "boxes").astype(float)
    labels = as_array(labels, "labels")
    if labels.shape != (len(boxes),) or (len(boxes) and labels.dtype.kind not in "ui"):
        raise ValueError(
            f"`labels` must be {len(boxes)} integers, one per box. "
            f"Received: labels={labels.tolist()}"
        )
    height, width = image_size
    for i, (box, label) in enumerate(zip(boxes, labels, strict=True)):
        x, y = (box[:2] + box[2:]) / 2
        if not 0 <= label < classes:
            raise ValueError(
                f"`labels` must be from 0 to {classes - 1}, one of {classes} classes. "
                f"Received: labels[{i}]={label}"
            )
        if (box[2:] <= box[:2]).any():
            raise ValueError(
                "`boxes` must have a width and a height above 0. "
                f"Received: boxes[{i}]={box.tolist()}"
            )
        if not (0 <= x < width and 0 <= y < height):
            raise ValueError(
                f"`boxes` must have their centres inside the image, {height} rows and "
                f"{width} columns. Received: boxes[{i}]={box.tolist()}"
            )
    return boxes, labels.astype(int)


def check_raw(raw):
    raw = as_array(raw, "raw")
    if raw.dtype.kind not in "uif":
        raise ValueError(f"`raw` must be numbers. Received: raw.dtype={raw.dtype}")
    if not np.isfinite(raw).all():
        wrong = np.argwhere(~np.isfinite(raw))[0].tolist()
        raise ValueError(
            f"`raw` must be finite. Received: {raw[tuple(wrong)]} at index {wrong}"
        )
    return raw.astype(np.result_type(raw, np.float32))
