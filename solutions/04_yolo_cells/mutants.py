"""Cases and plausible wrong answers of exercise 04."""

import math

import numpy as np

from course_utils.boxes import box_convert, box_iou

# count_outputs -----------------------------------------------------------------------


def detectors(rng):
    strides = [32, 16, 8][: int(rng.integers(1, 4))]
    height, width = (32 * rng.choice(np.arange(1, 14), 2, False)).tolist()
    order = rng.permutation(len(strides))
    strides = [strides[n] for n in order]
    return height, width, strides, int(rng.integers(2, 6)), int(rng.integers(2, 21))


def _cells(height, width, strides):
    return sum((height // stride) * (width // stride) for stride in strides)


def outputs_of_a_square(height, width, strides, anchors, classes):
    boxes = _cells(height, height, strides) * anchors
    return boxes, boxes * (5 + classes)


def outputs_of_one_head(height, width, strides, anchors, classes):
    boxes = _cells(height, width, strides[:1]) * anchors
    return boxes, boxes * (5 + classes)


def outputs_without_objectness(height, width, strides, anchors, classes):
    boxes = _cells(height, width, strides) * anchors
    return boxes, boxes * (4 + classes)


def outputs_with_classes_per_cell(height, width, strides, anchors, classes):
    cells = _cells(height, width, strides)
    return cells * anchors, cells * (anchors * 5 + classes)


def outputs_of_one_cell(height, width, strides, anchors, classes):
    cells = _cells(height, width, strides)
    return cells * anchors, anchors * (5 + classes)


def outputs_by_counting(height, width, strides, anchors, classes):
    boxes = numbers = 0
    for stride in strides:
        for _ in range(0, height, stride):
            for _ in range(0, width, stride):
                boxes += anchors
                numbers += 5 * anchors + classes * anchors
    return boxes, numbers


# responsible_cell --------------------------------------------------------------------


def objects(rng):
    """An object anywhere; in some cases its centre lies on a line between cells."""
    stride = int(rng.choice([8, 16, 32]))
    rows, columns = rng.choice(np.arange(2, 12), 2, False)
    cells = np.array([columns, rows])
    if rng.random() < 0.3:
        # Powers of two, so that every way of multiplying gives the line itself.
        cells = rng.permutation([4, 8])
        centre = (rng.integers(1, cells) + rng.choice([0, 0.25])) / cells
    else:
        # No nearer than 0.02 to a line, so that rounding never decides.
        centre = (rng.integers(0, cells) + rng.uniform(0.02, 0.98, 2)) / cells
        centre = centre.round(3)
    size = rng.uniform(0.05, 0.6, 2).round(2)
    width, height = (cells * stride).tolist()
    return tuple(centre.tolist() + size.tolist()), height, width, stride


def _place(across, down, whole=math.floor):
    row, column = whole(down), whole(across)
    return row, column, across - column, down - row


def cell_column_first(box, height, width, stride):
    row, column, x, y = _place(box[0] * width / stride, box[1] * height / stride)
    return column, row, x, y


def cell_swaps_the_sides(box, height, width, stride):
    return _place(box[0] * height / stride, box[1] * width / stride)


def cell_of_the_corner(box, height, width, stride):
    x, y = box[0] - box[2] / 2, box[1] - box[3] / 2
    return _place(x * width / stride, y * height / stride)


def cell_is_rounded(box, height, width, stride):
    return _place(box[0] * width / stride, box[1] * height / stride, whole=round)


def cell_with_offsets_in_pixels(box, height, width, stride):
    row, column, x, y = _place(box[0] * width / stride, box[1] * height / stride)
    return row, column, x * stride, y * stride


def cell_by_walking(box, height, width, stride):
    row = column = 0
    while (column + 1) * stride <= box[0] * width:
        column += 1
    while (row + 1) * stride <= box[1] * height:
        row += 1
    x, y = box[0] * width - column * stride, box[1] * height - row * stride
    return row, column, x / stride, y / stride


# box_of_v1 ---------------------------------------------------------------------------


def predictions_of_v1(rng):
    grid = int(rng.integers(3, 8))
    row, column = rng.choice(grid, 2, False).tolist()
    height, width = rng.choice([90, 150, 224, 320, 448], 2, False).tolist()
    roots = rng.uniform(0.2, 0.95, 2) * rng.choice([1, 1, -1], 2)
    values = [*rng.uniform(0.05, 0.95, 2), *roots]
    values = tuple(round(float(value), 2) for value in values)
    return values, row, column, grid, height, width


def _around(cx, cy, w, h):
    return [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]


def _v1(values, row, column, grid, height, width, size=lambda root: root**2):
    x, y, root_w, root_h = values
    cx, cy = (column + x) / grid * width, (row + y) / grid * height
    return _around(cx, cy, size(root_w) * width, size(root_h) * height)


def v1_without_the_square(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, height, width, size=lambda root: root)


def v1_row_for_column(values, row, column, grid, height, width):
    return _v1(values, column, row, grid, height, width)


def v1_sizes_in_cells(values, row, column, grid, height, width):
    in_cells = lambda root: root**2 / grid  # noqa: E731
    return _v1(values, row, column, grid, height, width, size=in_cells)


def v1_swaps_the_sides(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, width, height)


def v1_with_logistic(values, row, column, grid, height, width):
    x, y, *roots = values
    return _v1((_logistic(x), _logistic(y), *roots), row, column, grid, height, width)


def v1_by_corners(values, row, column, grid, height, width):
    centre, roots = np.array(values[:2]), np.array(values[2:])
    middle = np.add(centre, [column, row]) / grid
    corners = np.stack([middle - roots**2 / 2, middle + roots**2 / 2])
    return (corners * [width, height]).ravel()


# box_of_v2 ---------------------------------------------------------------------------


def predictions_of_v2(rng):
    t = (*rng.uniform(-3, 3, 2), *rng.uniform(-1, 1, 2))
    grid = int(rng.choice([7, 10, 13]))
    row, column = rng.choice(grid, 2, False).tolist()
    anchor = rng.uniform(0.6, 6, 2)
    height, width = rng.choice([150, 240, 333, 427, 500, 640], 2, False).tolist()
    t, anchor = (tuple(round(float(v), 2) for v in values) for values in (t, anchor))
    return t, row, column, anchor, grid, height, width


def _logistic(t):
    return 1 / (1 + math.exp(-t))


def _v2(t, row, column, anchor, cell, place=_logistic, scale=math.exp):
    """Edges, with the width and the height of a cell in pixels."""
    cx, cy = column + place(t[0]), row + place(t[1])
    w, h = anchor[0] * scale(t[2]), anchor[1] * scale(t[3])
    return _around(cx * cell[0], cy * cell[1], w * cell[0], h * cell[1])


def v2_logistic_on_sizes(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, scale=_logistic)


def v2_anchors_in_pixels(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    anchor = (anchor[0] / cell[0], anchor[1] / cell[1])
    return _v2(t, row, column, anchor, cell)


def v2_swaps_the_sides(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor, (height / grid, width / grid))


def v2_row_for_column(t, row, column, anchor, grid, height, width):
    return _v2(t, column, row, anchor, (width / grid, height / grid))


def v2_without_logistic(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, place=lambda t: t)


def v2_by_arrays(t, row, column, anchor, grid, height, width):
    t = np.array(t)
    # The logistic as a hyperbolic tangent.
    centre = [column, row] + (1 + np.tanh(t[:2] / 2)) / 2
    size = np.exp(t[2:] + np.log(anchor))
    boxes = np.concatenate([centre, size]) * [width, height, width, height] / grid
    return box_convert(boxes, "cxcywh", "xyxy")


# labels_above ------------------------------------------------------------------------


def raw_scores(rng):
    classes = int(rng.integers(3, 7))
    raw = [rng.choice([-0.8, 1.5]) + rng.uniform(-0.7, 0.7)]
    raw += rng.uniform(-3, 4, classes).tolist()
    if rng.random() < 0.4:  # one score equals the threshold, half of a half
        raw[0] = raw[int(rng.integers(1, classes + 1))] = 0.0
        return np.round(raw, 2), 0.25
    return np.round(raw, 2), float(rng.choice([0.1, 0.2, 0.5]))


def _ranked(scores, threshold):
    found = [(n, score) for n, score in enumerate(scores) if score > threshold]
    return sorted(found, key=lambda pair: -pair[1])


def _scores(raw):
    return [_logistic(raw[0]) * _logistic(t) for t in raw[1:]]


def labels_by_softmax(raw, threshold):
    powers = np.exp(raw[1:])
    return _ranked(_logistic(raw[0]) * powers / powers.sum(), threshold)


def labels_without_objectness(raw, threshold):
    return _ranked([_logistic(t) for t in raw[1:]], threshold)


def labels_held_against_the_class(raw, threshold):
    found = [
        (number, score)
        for number, score in enumerate(_scores(raw))
        if _logistic(raw[1 + number]) > threshold
    ]
    return sorted(found, key=lambda pair: -pair[1])


def labels_of_the_best_only(raw, threshold):
    return _ranked(_scores(raw), threshold)[:1]


def labels_in_order_of_class(raw, threshold):
    return sorted(_ranked(_scores(raw), threshold))


def labels_one_by_one(raw, threshold):
    scores = np.array(_scores(raw))
    found = []
    while len(scores) and scores.max() > threshold:
        best = int(scores.argmax())
        found.append((best, scores[best]))
        scores[best] = 0
    return found


# slots -------------------------------------------------------------------------------


def lone_objects(rng):
    """Objects in cells of their own, and anchors that are wide, high and small."""
    stride = int(rng.choice([16, 32]))
    cells = rng.choice(36, int(rng.integers(2, 5)), False)
    cells = np.stack([cells % 6, cells // 6], axis=1)
    return _objects(rng, cells, stride), _anchors(rng, stride), stride


def crowded_objects(rng):
    """Up to six objects in one of two cells, sometimes two of them alike."""
    stride = int(rng.choice([16, 32]))
    count = int(rng.integers(3, 7))
    cells = rng.choice(6, (2, 2), False)
    boxes = _objects(rng, cells[rng.integers(0, 2, count)], stride)
    if rng.random() < 0.3:
        boxes[-1] = boxes[0]
    return boxes, _anchors(rng, stride), stride


def _objects(rng, cells, stride):
    """Boxes [N, 4] whose centres lie in `cells`, (column, row), off the lines."""
    centre = (cells + rng.uniform(0.1, 0.9, cells.shape)) * stride
    half = rng.uniform(0.3, 2, cells.shape) * stride / 2
    return np.concatenate([centre - half, centre + half], axis=1).round(1)


def _anchors(rng, stride):
    return (rng.uniform(0.3, 2, (int(rng.integers(2, 5)), 2)) * stride).round(1)


def _areas(boxes):
    return np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)


def _shape_iou(box, anchor):
    w, h = box[2] - box[0], box[3] - box[1]
    shared = min(w, anchor[0]) * min(h, anchor[1])
    return shared / (w * h + anchor[0] * anchor[1] - shared)


def _nearness(box, anchor):
    w, h = box[2] - box[0], box[3] - box[1]
    return -math.hypot(w - anchor[0], h - anchor[1])


def _middle(box):
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _give_out(boxes, anchors, stride, order=None, fit=_shape_iou, **rules):
    """The slots of the objects with the rules open."""
    order = np.argsort(-_areas(boxes), kind="stable") if order is None else order
    point = rules.get("point", _middle)
    found, taken = [[-1, -1, -1] for _ in boxes], set()
    for index in order:
        column, row = (int(n // stride) for n in point(boxes[index]))
        fits = [fit(boxes[index], anchor) for anchor in anchors]
        for anchor in np.argsort(fits)[::-1].tolist():
            if (row, column, anchor) not in taken or rules.get("shared"):
                taken.add((row, column, anchor))
                found[index] = [row, column, anchor]
                break
            if rules.get("best_only"):
                break
    return found


def slots_column_first(boxes, anchors, stride):
    found = _give_out(boxes, anchors, stride)
    return [[column, row, anchor] for row, column, anchor in found]


def slots_of_the_corner(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, point=lambda box: box[:2])


def slots_with_anchors_turned(boxes, anchors, stride):
    return _give_out(boxes, anchors[:, ::-1], stride)


def slots_by_distance(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, fit=_nearness)


def slots_by_area(boxes, anchors, stride):
    alike = lambda box, anchor: -abs(_areas(box[None])[0] - np.prod(anchor))  # noqa: E731
    return _give_out(boxes, anchors, stride, fit=alike)


def slots_in_given_order(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, order=range(len(boxes)))


def slots_smallest_first(boxes, anchors, stride):
    order = np.argsort(_areas(boxes), kind="stable")
    return _give_out(boxes, anchors, stride, order=order)


def slots_of_the_best_only(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, best_only=True)


def slots_taken_twice(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, shared=True)


def slots_in_order_of_area(boxes, anchors, stride):
    order = np.argsort(-_areas(boxes), kind="stable")
    found = _give_out(boxes, anchors, stride)
    return [found[index] for index in order]


def slots_cell_by_cell(boxes, anchors, stride):
    queues = {}
    for index, box in enumerate(boxes):
        x, y = _middle(box)
        queues.setdefault((int(y / stride), int(x / stride)), []).append(index)
    shapes = np.concatenate([-anchors / 2, anchors / 2], axis=1)
    found = np.full((len(boxes), 3), -1)
    for (row, column), queue in queues.items():
        free = list(range(len(anchors)))
        for index in sorted(queue, key=lambda n: -_areas(boxes)[n])[: len(free)]:
            half = (boxes[index, 2:] - boxes[index, :2]) / 2
            iou = box_iou([[*-half, *half]], shapes[free])[0]
            found[index] = row, column, free.pop(int(iou.argmax()))
    return found


GROUPS = {
    "count_outputs": {
        "function": "count_outputs",
        "arguments": detectors,
        "mutants": {
            outputs_of_a_square: "The picture is not square: a head has "
            "height / stride rows, but width / stride columns.",
            outputs_of_one_head: "Every stride has a head of its own: add the boxes of "
            "all of them.",
            outputs_without_objectness: "Each box has its objectness, too: 4 + 1 + "
            "classes numbers.",
            outputs_with_classes_per_cell: "From version 2 on each box has its own "
            "class scores; this counts them once per cell, as in version 1.",
            outputs_of_one_cell: "These are the numbers of a single cell; all cells "
            "are asked for.",
        },
    },
    "responsible_cell": {
        "function": "responsible_cell",
        "arguments": objects,
        "mutants": {
            cell_column_first: "The row comes first, and it counts down: it belongs to "
            "y, the column to x.",
            cell_swaps_the_sides: "The sides are swapped: `cx` is a fraction of the "
            "width, `cy` of the height.",
            cell_of_the_corner: "The cell that holds the centre is responsible, not "
            "that of the box's upper left corner.",
            cell_is_rounded: "Round down: a centre 1.8 cells from the left lies in "
            "column 1.",
            cell_with_offsets_in_pixels: "The offsets are asked for in parts of the "
            "cell, not in pixels.",
        },
    },
    "box_of_v1": {
        "function": "box_of_v1",
        "arguments": predictions_of_v1,
        "mutants": {
            v1_without_the_square: "The network predicts square roots: square them to "
            "get the width and the height.",
            v1_row_for_column: "x goes with the column and y with the row; here they "
            "are swapped.",
            v1_sizes_in_cells: "Width and height are fractions of the whole picture, "
            "not of a cell.",
            v1_swaps_the_sides: "x and the box's width scale with the width of the "
            "picture, y and the height with its height.",
            v1_with_logistic: "Version 1 has no logistic: x and y are the offsets in "
            "the cell as they stand.",
        },
    },
    "box_of_v2": {
        "function": "box_of_v2",
        "arguments": predictions_of_v2,
        "mutants": {
            v2_logistic_on_sizes: "The logistic is for t_x and t_y only: the anchor is "
            "multiplied by exp(t_w) and exp(t_h), which may exceed 1.",
            v2_anchors_in_pixels: "The anchor is in cells: multiply it by the width "
            "and the height of a cell.",
            v2_swaps_the_sides: "On the picture a cell is width / grid wide and "
            "height / grid high; here the two are swapped.",
            v2_row_for_column: "c_x is the column and c_y the row; here they are "
            "swapped.",
            v2_without_logistic: "The logistic is missing: it keeps the centre inside "
            "its cell.",
        },
    },
    "labels_above": {
        "function": "labels_above",
        "arguments": raw_scores,
        "mutants": {
            labels_by_softmax: "A softmax lets classes compete; version 3 has a "
            "logistic for each.",
            labels_without_objectness: "A class is sure only if there is an object: "
            "multiply by the logistic of the objectness.",
            labels_held_against_the_class: "The threshold is for the score, after "
            "multiplying by the objectness, not for the class alone.",
            labels_of_the_best_only: "A box may have several labels: return all of "
            "them, not only the best.",
            labels_in_order_of_class: "Sort by score, the highest first; this is the "
            "order of the classes.",
        },
    },
    "slots": {
        "function": "slots",
        "arguments": lone_objects,
        "mutants": {
            slots_column_first: "The row comes first: it belongs to y, the column to "
            "x.",
            slots_of_the_corner: "The cell is the one that holds the object's centre, "
            "not its upper left corner.",
            slots_with_anchors_turned: "An anchor is (width, height): here they are "
            "swapped.",
            slots_by_distance: "The best anchor has the highest IoU in shape, not the "
            "smallest difference in width and height.",
            slots_by_area: "The best anchor has the highest IoU in shape; an anchor "
            "of the same area can be of quite another shape.",
        },
    },
    "slots_shared": {
        "function": "slots",
        "arguments": crowded_objects,
        "mutants": {
            slots_in_given_order: "The largest object chooses first, not the one that "
            "stands first in `boxes`.",
            slots_smallest_first: "The largest object chooses first; here the "
            "smallest does.",
            slots_of_the_best_only: "An object whose best anchor is taken gets the "
            "best of those still free.",
            slots_taken_twice: "A slot takes one object: the next one in this cell "
            "needs another anchor.",
            slots_in_order_of_area: "The slots are asked for in the order of "
            "`boxes`, not in the order of choosing.",
        },
    },
}
ALTERNATIVES = {
    "count_outputs": outputs_by_counting,
    "responsible_cell": cell_by_walking,
    "box_of_v1": v1_by_corners,
    "box_of_v2": v2_by_arrays,
    "labels_above": labels_one_by_one,
    "slots": slots_cell_by_cell,
}
