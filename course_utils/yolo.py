"""The numbers a YOLO head puts out, and the boxes they stand for: there and back.

Letters and formulas are those of the papers: v1 "You Only Look Once" (arXiv
1506.02640), v2 "YOLO9000" (1612.08242) and v3 "YOLOv3" (1804.02767). Boxes are `xyxy`
in pixels and anchors (width, height) in pixels; darknet's file for v2 gives anchors in
cells, so multiply those by the stride first.

Left out: the network and its loss, several scales in one call (call once per scale,
with its stride and anchors), and which predictions a loss ignores.
"""

import numpy as np

from course_utils.arguments import check_integers, is_integer
from course_utils.boxes import box_convert, box_iou, check_boxes

LARGEST_LOGIT = 16  # stands for a probability of 1, and -16 for 0
# Keeps boxes and their areas finite in float32 (where exp ends at 88).
_LARGEST_LOG_FACTOR = 32


def channels(version, boxes, classes):
    """How many numbers a cell has, in a head with so many boxes per cell and classes.

    `version` is "v1" (classes belong to the cell: 5 * boxes + classes; arXiv
    1506.02640, section 2), "v2" or "v3" (each box has its own: boxes * (5 + classes);
    1612.08242, section 2, and 1804.02767, section 2.3, there per scale).

    >>> channels("v1", 2, 20), channels("v2", 5, 20), channels("v3", 3, 80)
    (30, 125, 255)

    Raises ValueError for an unknown version and when a number is no integer from 1 on.
    """
    check_integers(1, boxes=boxes, classes=classes)
    if version == "v1":
        return 5 * boxes + classes
    if version in ("v2", "v3"):
        return boxes * (5 + classes)
    raise ValueError(
        f"`version` must be 'v1', 'v2' or 'v3'. Received: version={version!r}"
    )


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
    anchors = _check_anchors(anchors)
    height, width = _check_size(image_size)
    check_integers(1, stride=stride, classes=classes)
    if height % stride or width % stride:
        raise ValueError(
            f"`image_size` must be a multiple of `stride` on both sides. "
            f"Received: image_size={image_size}, stride={stride}"
        )
    boxes, labels = _check_objects(boxes, labels, (height, width), classes)
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
    """Boxes, objectness and class scores of a v2 or v3 head: the inverse of `encode`.

    `raw` [..., H, W, A, 5 + classes] gives boxes [..., H, W, A, 4] `xyxy` in pixels,
    objectness [..., H, W, A] and class scores [..., H, W, A, classes], with sigma the
    logistic, c the cell's (column, row) and p the anchor [A, 2] in pixels:

        b_x = stride * (sigma(t_x) + c_x)    b_w = p_w * exp(t_w)    sigma(t_o)

    and y and height likewise. Class scores are a softmax over the classes of each box,
    as in v2, or one logistic each with `class_activation="sigmoid"`, as in v3. A t_w or
    t_h above 32 counts as 32, so that boxes and their areas stay finite in float32.

    >>> boxes, objectness, scores = decode(np.zeros((2, 2, 1, 7)), [[16, 64]], 32)
    >>> boxes[1, 0, 0].tolist(), objectness[1, 0, 0].item(), scores[1, 0, 0].tolist()
    ([8.0, 16.0, 24.0, 80.0], 0.5, [0.5, 0.5])

    Source: arXiv 1612.08242, section 2, and 1804.02767, sections 2.1 and 2.2.

    Raises ValueError when `raw` are not finite numbers of that shape and when
    `class_activation` is unknown.
    """
    anchors = _check_anchors(anchors)
    check_integers(1, stride=stride)
    raw = _check_raw(raw)
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
    cells = _cells(*raw.shape[-4:-2], raw.dtype)[:, :, None]
    centres = stride * (_sigmoid(raw[..., :2]) + cells)
    sizes = np.exp(np.minimum(raw[..., 2:4], _LARGEST_LOG_FACTOR))
    sizes = sizes * anchors.astype(raw.dtype)
    boxes = np.concatenate([centres - sizes / 2, centres + sizes / 2], axis=-1)
    activation = _softmax if class_activation == "softmax" else _sigmoid
    return boxes, _sigmoid(raw[..., 4]), activation(raw[..., 5:])


def encode_v1(boxes, labels, image_size, grid=7, boxes_per_cell=2, classes=20):
    """What YOLO v1 should put out for these objects: [S, S, B * 5 + C].

    `boxes` [N, 4] are `xyxy` in pixels, `labels` [N] count from 0, `image_size` is a
    number or (height, width), S is `grid` and B `boxes_per_cell`. A cell holds B boxes,
    five numbers each, and then one probability per class. The five are the centre's
    offset in the cell, x and y from 0 to 1, the square roots of width and height as
    fractions of the image, and the confidence, 1 for an object. There is no logistic.
    What holds no object is 0.

    Objects are taken in their order, and each gets the first free box of its cell. (In
    training, the paper gives it to the box that happens to predict it best.) A cell
    has one class: objects of different classes cannot share it.

    The order is that of the paper. Darknet's memory has the classes of all cells first,
    then all confidences, then all coordinates.

    >>> encode_v1([[0, 0, 112, 28]], [1], 448, classes=2)[0, 0].tolist()
    [0.875, 0.21875, 0.5, 0.25, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]

    Source: arXiv 1506.02640, section 2.

    Raises ValueError when a box has no area or its centre is outside the image, when a
    label is no class, and when an object finds no free box in its cell, or a cell of
    another class.
    """
    height, width = _check_size(image_size)
    check_integers(1, grid=grid, boxes_per_cell=boxes_per_cell, classes=classes)
    boxes, labels = _check_objects(boxes, labels, (height, width), classes)
    centre_size = box_convert(boxes, "xyxy", "cxcywh")
    centre_size /= [width, height, width, height]
    cells = (grid * centre_size[:, :2]).astype(int)  # [N, 2], (column, row)
    offsets = grid * centre_size[:, :2] - cells
    raw = np.zeros((grid, grid, channels("v1", boxes_per_cell, classes)))
    scores = raw[..., 5 * boxes_per_cell :]
    objects = np.zeros((grid, grid), int)
    for i, (column, row) in enumerate(cells):
        used = objects[row, column]
        if used and not scores[row, column, labels[i]]:
            other = int(scores[row, column].argmax())
            raise ValueError(
                f"`labels` must be equal for objects in one cell, since a cell has one "
                f"class; that of cell ({row}, {column}) is {other} already. "
                f"Received: labels[{i}]={labels[i]} for boxes[{i}]={boxes[i].tolist()}"
            )
        if used == boxes_per_cell:
            raise ValueError(
                f"`boxes_per_cell` must be at least the number of objects in a cell; "
                f"cell ({row}, {column}) holds more than {boxes_per_cell}. "
                f"Received: boxes[{i}]={boxes[i].tolist()}"
            )
        slot = raw[row, column, 5 * used : 5 * used + 5]
        slot[:] = [*offsets[i], *np.sqrt(centre_size[i, 2:]), 1]
        scores[row, column, labels[i]] = 1
        objects[row, column] += 1
    return raw


def decode_v1(raw, image_size, boxes_per_cell=2):
    """Boxes, confidence and class scores of a v1 head: the inverse of `encode_v1`.

    `raw` [..., S, S, B * 5 + C] gives boxes [..., S, S, B, 4] `xyxy` in pixels,
    confidence [..., S, S, B] and class scores [..., S, S, C], which all boxes of a cell
    share. Numbers are taken as they are, also offsets or confidences outside 0 to 1,
    since no logistic keeps them there. Square roots are squared, negative ones too: a
    predicted -0.5 makes the same width as 0.5.

    >>> raw = [[[0.5, 0.5, 0.5, 1, 0.9, 1]]]
    >>> boxes, confidence, scores = decode_v1(raw, (100, 200), boxes_per_cell=1)
    >>> boxes.tolist(), confidence.tolist(), scores.tolist()
    ([[[[75.0, 0.0, 125.0, 100.0]]]], [[[0.9]]], [[[1.0]]])

    Source: arXiv 1506.02640, section 2.

    Raises ValueError when `raw` are not finite numbers of that shape.
    """
    height, width = _check_size(image_size)
    check_integers(1, boxes_per_cell=boxes_per_cell)
    raw = _check_raw(raw)
    split = 5 * boxes_per_cell
    if raw.ndim < 3 or raw.shape[-2] != raw.shape[-3] or raw.shape[-1] <= split:
        raise ValueError(
            f"`raw` must have shape [..., S, S, {split} + classes] for "
            f"{boxes_per_cell} boxes per cell. Received: raw.shape={raw.shape}"
        )
    slots = raw[..., :split].reshape(*raw.shape[:-1], boxes_per_cell, 5)
    image = np.array([width, height], raw.dtype)
    grid = raw.shape[-2]
    centres = (slots[..., :2] + _cells(grid, grid, raw.dtype)[:, :, None]) / grid
    sizes = slots[..., 2:4] ** 2
    boxes = np.concatenate(
        [(centres - sizes / 2) * image, (centres + sizes / 2) * image], axis=-1
    )
    return boxes, slots[..., 4], raw[..., split:]


def _cells(height, width, dtype):
    """(column, row) of each cell of a grid: [H, W, 2]."""
    return np.stack(np.meshgrid(np.arange(width), np.arange(height)), -1).astype(dtype)


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


def _check_size(image_size):
    size = tuple(image_size) if np.iterable(image_size) else (image_size,) * 2
    if len(size) != 2 or not all(is_integer(side, 1) for side in size):
        raise ValueError(
            "`image_size` must be an integer from 1 on or a pair of them, "
            f"(height, width). Received: image_size={image_size!r}"
        )
    return size


def _check_anchors(anchors):
    anchors = np.asarray(anchors)
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


def _check_objects(boxes, labels, image_size, classes):
    boxes, labels = check_boxes(boxes, "boxes").astype(float), np.asarray(labels)
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


def _check_raw(raw):
    raw = np.asarray(raw)
    if raw.dtype.kind not in "uif":
        raise ValueError(f"`raw` must be numbers. Received: raw.dtype={raw.dtype}")
    if not np.isfinite(raw).all():
        wrong = np.argwhere(~np.isfinite(raw))[0].tolist()
        raise ValueError(
            f"`raw` must be finite. Received: {raw[tuple(wrong)]} at index {wrong}"
        )
    return raw.astype(np.result_type(raw, np.float32))
