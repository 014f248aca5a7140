"""Heads with anchors, v2 and v3: logits for boxes, objectness and classes."""

import numpy as np

from course_utils.arguments import check_integers
from course_utils.boxes import box_convert, box_iou
from course_utils.yolo.cells import cell_positions
from course_utils.yolo.inputs import check_anchors, check_objects, check_raw, check_size

LARGEST_LOGIT = 16  # stands for a probability of 1, and -16 for 0
# Keeps boxes and their areas finite in float32 (where exp ends at 88).
_LARGEST_LOG_FACTOR = 32


def encode(boxes, labels, anchors, image_size, stride, classes):
    """What a v2 or v3 head should put out for these objects: [H, W, A, 5 + classes].

    `boxes` [N, 4] are `xyxy` and `anchors` [A, 2] (width, height), both in pixels;
    `labels` [N] count from 0; `image_size` is a number or (height, width), and the grid
    has `image_size / stride` cells. A slot holds t_x, t_y, t_w, t_h, t_o and one logit
    per class. Probabilities of 0 and 1 have no finite logit; -16 and 16 stand for them.

    Objects are taken in their order. Each goes to the cell that holds its centre, and
    there to the anchor whose IoU with it in shape is highest (the first of equals), or
    to the best one still free. A slot without object has t_x = t_y = t_w = t_h = 0,
    which is the anchor itself in the middle of the cell, and -16 everywhere else.

    >>> raw = encode([[48, 40, 148, 120]], [1], [[100, 80]], 160, 32, classes=2)
    >>> raw[2, 3, 0].round(2).tolist()  # centre (98, 80): offsets 2/32 and 1/2
    [-2.71, 0.0, 0.0, 0.0, 16.0, -16.0, 16.0]

    Source: arXiv 1612.08242, section 2, "Direct location prediction".

    Raises ValueError when `image_size` is no multiple of `stride`, when a box has no
    area or its centre is outside the image, when a label is no class, and when there
    are more objects in a cell than anchors.
    """
    anchors = check_anchors(anchors)
    height, width = check_size(image_size)
    stride, classes = check_integers(1, stride=stride, classes=classes)
    if height % stride or width % stride:
        raise ValueError(
            f"`image_size` must be a multiple of `stride` on both sides. "
            f"Received: image_size={image_size}, stride={stride}"
        )
    boxes, labels = check_objects(boxes, labels, (height, width), classes)
    centre_size = box_convert(boxes, "xyxy", "cxcywh")
    cells, rest = np.divmod(centre_size[:, :2], stride)  # [N, 2], (column, row)
    raw = np.full(
        (height // stride, width // stride, len(anchors), 5 + classes),
        -float(LARGEST_LOGIT),
    )
    raw[..., :4] = 0
    overlap = box_iou(_at_origin(centre_size[:, 2:]), _at_origin(anchors))  # [N, A]
    best_first = np.argsort(-overlap, axis=1, kind="stable")
    taken = np.zeros(raw.shape[:3], bool)
    for i, (column, row) in enumerate(cells.astype(int)):
        free = [slot for slot in best_first[i] if not taken[row, column, slot]]
        if not free:
            raise ValueError(
                f"`anchors` must be at least as many as the objects in a cell; cell "
                f"({row}, {column}) holds more than {len(anchors)}. Received: "
                f"boxes[{i}]={boxes[i].tolist()}"
            )
        taken[row, column, free[0]] = True
        slot = raw[row, column, free[0]]
        slot[:2] = _logit(rest[i] / stride)
        slot[2:4] = np.log(centre_size[i, 2:] / anchors[free[0]])
        slot[[4, 5 + labels[i]]] = LARGEST_LOGIT
    return raw


def decode(raw, anchors, stride, class_activation="softmax"):
    """Boxes, objectness and class probabilities of a v2 or v3 head: undoes `encode`.

    `raw` [..., H, W, A, 5 + classes] gives boxes [..., H, W, A, 4] `xyxy` in pixels,
    objectness [..., H, W, A] and class probabilities [..., H, W, A, classes], with
    sigma the sigmoid, c the cell's (column, row) and p the anchor [A, 2] in pixels:

        b_x = stride * (sigma(t_x) + c_x)    b_w = p_w * exp(t_w)    sigma(t_o)

    and y and height likewise. The probabilities are a softmax over the classes of each
    box, as in v2, or one sigmoid each with `class_activation="sigmoid"`, as in v3. A
    score is the objectness times such a probability. A t_w or t_h above 32 counts as
    32, so that boxes and their areas stay finite in float32.

    >>> boxes, objectness, classes = decode(np.zeros((2, 2, 1, 7)), [[16, 64]], 32)
    >>> boxes[1, 0, 0].tolist(), objectness[1, 0, 0].item(), classes[1, 0, 0].tolist()
    ([8.0, 16.0, 24.0, 80.0], 0.5, [0.5, 0.5])

    Source: arXiv 1612.08242, section 2, and 1804.02767, sections 2.1 and 2.2.

    Raises ValueError when `raw` are not finite numbers of that shape and when
    `class_activation` is unknown.
    """
    anchors = check_anchors(anchors)
    (stride,) = check_integers(1, stride=stride)
    raw = check_raw(raw)
    if raw.ndim < 4 or raw.shape[-2] != len(anchors) or raw.shape[-1] < 6:
        raise ValueError(
            f"`raw` must have shape [..., H, W, {len(anchors)}, 5 + classes] for "
            f"{len(anchors)} anchors. Received: raw.shape={raw.shape}"
        )
    if class_activation not in ("softmax", "sigmoid"):
        raise ValueError(
            "`class_activation` must be 'softmax' or 'sigmoid'. "
            f"Received: class_activation={class_activation!r}"
        )
    cells = cell_positions(*raw.shape[-4:-2], raw.dtype)[:, :, None]
    centres = stride * (_sigmoid(raw[..., :2]) + cells)
    sizes = np.exp(np.minimum(raw[..., 2:4], _LARGEST_LOG_FACTOR))
    sizes = sizes * anchors.astype(raw.dtype)
    boxes = np.concatenate([centres - sizes / 2, centres + sizes / 2], axis=-1)
    activation = _softmax if class_activation == "softmax" else _sigmoid
    return boxes, _sigmoid(raw[..., 4]), activation(raw[..., 5:])


def _sigmoid(x):
    # exp only of what is negative: it may vanish, but not overflow.
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


def _softmax(x):
    exponentials = np.exp(x - x.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def _logit(probability):
    least = 1 / (1 + np.exp(LARGEST_LOGIT))
    probability = np.clip(probability, least, 1 - least)
    return np.log(probability) - np.log1p(-probability)


def _at_origin(sizes):
    """Boxes with these (width, height) and one common corner: [N, 2] -> [N, 4]."""
    return np.concatenate([np.zeros_like(sizes), sizes], axis=1)
