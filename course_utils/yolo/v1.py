"""The head of v1, where classes belong to the cell and no anchors are needed."""

import numpy as np

from course_utils.arguments import check_integers
from course_utils.boxes import box_convert
from course_utils.yolo.cells import cell_positions, channels
from course_utils.yolo.inputs import check_objects, check_raw, check_size


def encode_v1(boxes, labels, image_size, grid=7, boxes_per_cell=2, classes=20):
    """What YOLO v1 should put out for these objects: [S, S, B * 5 + C].

    `boxes` [N, 4] are `xyxy` in pixels, `labels` [N] count from 0, `image_size` is a
    number or (height, width), S is `grid` and B `boxes_per_cell`. A cell holds B boxes,
    five numbers each, and then one probability per class. The five are the centre's
    offset in the cell, x and y from 0 to 1, the square roots of width and height as
    fractions of the image, and the confidence, 1 for an object. There is no sigmoid.
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
    height, width = check_size(image_size)
    grid, boxes_per_cell, classes = check_integers(
        1, grid=grid, boxes_per_cell=boxes_per_cell, classes=classes
    )
    boxes, labels = check_objects(boxes, labels, (height, width), classes)
    centre_size = box_convert(boxes, "xyxy", "cxcywh")
    centre_size /= [width, height, width, height]
    cells = (grid * centre_size[:, :2]).astype(int)  # [N, 2], (column, row)
    offsets = grid * centre_size[:, :2] - cells
    raw = np.zeros((grid, grid, channels("v1", boxes_per_cell, classes)))
    probabilities = raw[..., 5 * boxes_per_cell :]
    objects = np.zeros((grid, grid), int)
    for i, (column, row) in enumerate(cells):
        used = objects[row, column]
        if used and not probabilities[row, column, labels[i]]:
            other = int(probabilities[row, column].argmax())
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
        probabilities[row, column, labels[i]] = 1
        objects[row, column] += 1
    return raw


def decode_v1(raw, image_size, boxes_per_cell=2):
    """Boxes, confidence and class probabilities of a v1 head: undoes `encode_v1`.

    `raw` [..., S, S, B * 5 + C] gives boxes [..., S, S, B, 4] `xyxy` in pixels,
    confidence [..., S, S, B] and class probabilities [..., S, S, C], which all boxes of
    a cell share. Numbers are taken as they are, also outside 0 to 1, since no sigmoid
    keeps them there. Square roots are squared, negative ones too: a predicted -0.5
    makes the same width as 0.5.

    >>> raw = [[[0.5, 0.5, 0.5, 1, 0.9, 1]]]
    >>> boxes, confidence, classes = decode_v1(raw, (100, 200), boxes_per_cell=1)
    >>> boxes.tolist(), confidence.tolist(), classes.tolist()
    ([[[[75.0, 0.0, 125.0, 100.0]]]], [[[0.9]]], [[[1.0]]])

    Source: arXiv 1506.02640, section 2.

    Raises ValueError when `raw` are not finite numbers of that shape.
    """
    height, width = check_size(image_size)
    (boxes_per_cell,) = check_integers(1, boxes_per_cell=boxes_per_cell)
    raw = check_raw(raw)
    split = 5 * boxes_per_cell
    if raw.ndim < 3 or raw.shape[-2] != raw.shape[-3] or raw.shape[-1] <= split:
        raise ValueError(
            f"`raw` must have shape [..., S, S, {split} + classes] for "
            f"{boxes_per_cell} boxes per cell. Received: raw.shape={raw.shape}"
        )
    slots = raw[..., :split].reshape(*raw.shape[:-1], boxes_per_cell, 5)
    image = np.array([width, height], raw.dtype)
    grid = raw.shape[-2]
    centres = (
        slots[..., :2] + cell_positions(grid, grid, raw.dtype)[:, :, None]
    ) / grid
    sizes = slots[..., 2:4] ** 2
    boxes = np.concatenate(
        [(centres - sizes / 2) * image, (centres + sizes / 2) * image], axis=-1
    )
    return boxes, slots[..., 4], raw[..., split:]
