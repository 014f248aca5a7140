"""Cases and plausible wrong answers of exercise 04."""

import math

import numpy as np

from course_utils.boxes import box_convert, box_iou

# count_outputs -----------------------------------------------------------------------


def detectors(rng):
    strides = rng.permutation([32, 16, 8])[: int(rng.integers(1, 4))].tolist()
    height, width = (32 * rng.choice(np.arange(1, 14), 2, False)).tolist()
    return height, width, strides, int(rng.integers(2, 6)), int(rng.integers(2, 21))


def _cells(height, width, strides):
    return sum((height // stride) * (width // stride) for stride in strides)


def _outputs(boxes, classes):
    return boxes, boxes * (5 + classes)


def outputs_of_a_square(height, width, strides, anchors, classes):
    return _outputs(_cells(height, height, strides) * anchors, classes)


def outputs_of_a_square_of_the_width(height, width, strides, anchors, classes):
    return _outputs(_cells(width, width, strides) * anchors, classes)


def outputs_of_one_head(height, width, strides, anchors, classes):
    return _outputs(_cells(height, width, strides[:1]) * anchors, classes)


def outputs_of_the_last_head(height, width, strides, anchors, classes):
    return _outputs(_cells(height, width, strides[-1:]) * anchors, classes)


def outputs_of_three_heads(height, width, strides, anchors, classes):
    return _outputs(_cells(height, width, [32, 16, 8]) * anchors, classes)


def outputs_of_each_head(height, width, strides, anchors, classes):
    heads = [_cells(height, width, [stride]) * anchors for stride in strides]
    return heads, [boxes * (5 + classes) for boxes in heads]


def outputs_without_objectness(height, width, strides, anchors, classes):
    boxes = _cells(height, width, strides) * anchors
    return boxes, boxes * (4 + classes)


def outputs_without_edges(height, width, strides, anchors, classes):
    boxes = _cells(height, width, strides) * anchors
    return boxes, boxes * (1 + classes)


def outputs_of_classes(height, width, strides, anchors, classes):
    boxes = _cells(height, width, strides) * anchors
    return boxes, boxes * classes


def outputs_with_classes_per_cell(height, width, strides, anchors, classes):
    cells = _cells(height, width, strides)
    return cells * anchors, cells * (anchors * 5 + classes)


def outputs_with_objectness_per_cell(height, width, strides, anchors, classes):
    cells = _cells(height, width, strides)
    return cells * anchors, cells * (anchors * (4 + classes) + 1)


def outputs_with_a_background(height, width, strides, anchors, classes):
    boxes = _cells(height, width, strides) * anchors
    return boxes, boxes * (6 + classes)


def outputs_of_one_cell(height, width, strides, anchors, classes):
    cells = _cells(height, width, strides)
    return cells * anchors, anchors * (5 + classes)


def outputs_of_one_box(height, width, strides, anchors, classes):
    return _cells(height, width, strides) * anchors, 5 + classes


def outputs_without_anchors(height, width, strides, anchors, classes):
    return _outputs(_cells(height, width, strides), classes)


def outputs_of_cells_for_boxes(height, width, strides, anchors, classes):
    cells = _cells(height, width, strides)
    return cells, cells * anchors * (5 + classes)


def outputs_of_cells_for_numbers(height, width, strides, anchors, classes):
    cells = _cells(height, width, strides)
    return cells * anchors, cells * (5 + classes)


def outputs_with_anchors_shared_out(height, width, strides, anchors, classes):
    return _outputs(_cells(height, width, strides) * anchors // len(strides), classes)


def outputs_of_thin_cells(height, width, strides, anchors, classes):
    boxes = sum(height * width // stride for stride in strides) * anchors
    return _outputs(boxes, classes)


def outputs_of_one_cell_more(height, width, strides, anchors, classes):
    rows_and_columns = [(height // s + 1, width // s + 1) for s in strides]
    return _outputs(sum(r * c for r, c in rows_and_columns) * anchors, classes)


def outputs_of_rows_and_columns(height, width, strides, anchors, classes):
    boxes = sum(height // stride + width // stride for stride in strides) * anchors
    return _outputs(boxes, classes)


def outputs_numbers_first(height, width, strides, anchors, classes):
    return _outputs(_cells(height, width, strides) * anchors, classes)[::-1]


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
        offsets = [(0, 0), (0, 0.25), (0.75, 0)][int(rng.integers(3))]
        centre = (rng.integers(1, cells) + offsets) / cells
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


def cell_of_the_lower_corner(box, height, width, stride):
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return _place(x * width / stride, y * height / stride)


def cell_between_edges(box, height, width, stride):
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return _place(x * width / stride, y * height / stride)


def cell_by_the_width(box, height, width, stride):
    return _place(box[0] * width / stride, box[1] * width / stride)


def cell_by_the_height(box, height, width, stride):
    return _place(box[0] * height / stride, box[1] * height / stride)


def cell_is_rounded(box, height, width, stride):
    return _place(box[0] * width / stride, box[1] * height / stride, whole=round)


def cell_is_rounded_alone(box, height, width, stride):
    across, down = box[0] * width / stride, box[1] * height / stride
    return round(down), round(across), across % 1, down % 1


def cell_is_rounded_up(box, height, width, stride):
    return _place(box[0] * width / stride, box[1] * height / stride, whole=math.ceil)


def cell_is_rounded_up_alone(box, height, width, stride):
    across, down = box[0] * width / stride, box[1] * height / stride
    return math.ceil(down), math.ceil(across), across % 1, down % 1


def cell_before_the_line(box, height, width, stride):
    before = lambda place: math.ceil(place) - 1  # noqa: E731
    return _place(box[0] * width / stride, box[1] * height / stride, whole=before)


def cell_from_one(box, height, width, stride):
    row, column, x, y = _place(box[0] * width / stride, box[1] * height / stride)
    return row + 1, column + 1, x, y


def cell_of_whole_pixels(box, height, width, stride):
    return _place(int(box[0] * width) / stride, int(box[1] * height) / stride)


def cell_of_rounded_pixels(box, height, width, stride):
    return _place(round(box[0] * width) / stride, round(box[1] * height) / stride)


def cell_of_one_pixel(box, height, width, stride):
    return _place(box[0] * width, box[1] * height)


def cell_with_offsets_in_pixels(box, height, width, stride):
    row, column, x, y = _place(box[0] * width / stride, box[1] * height / stride)
    return row, column, x * stride, y * stride


def cell_with_offsets_from_the_corner(box, height, width, stride):
    across, down = box[0] * width / stride, box[1] * height / stride
    return math.floor(down), math.floor(across), across, down


def cell_with_offsets_in_the_image(box, height, width, stride):
    row, column, *_ = _place(box[0] * width / stride, box[1] * height / stride)
    return row, column, box[0], box[1]


def cell_with_offsets_in_fractions(box, height, width, stride):
    row, column, x, y = _place(box[0] * width / stride, box[1] * height / stride)
    return row, column, x * stride / width, y * stride / height


def cell_with_offsets_from_the_middle(box, height, width, stride):
    row, column, x, y = _place(box[0] * width / stride, box[1] * height / stride)
    return row, column, x - 0.5, y - 0.5


def cell_turned(box, height, width, stride):
    row, column, x, y = _place(box[0] * width / stride, box[1] * height / stride)
    return column, row, y, x


def cell_with_offsets_turned(box, height, width, stride):
    row, column, x, y = _place(box[0] * width / stride, box[1] * height / stride)
    return row, column, y, x


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


def _inside(edges, height, width):
    limits = width, height, width, height
    return [min(max(e, 0), limit) for e, limit in zip(edges, limits, strict=True)]


def _as_corner_and_size(edges):
    x1, y1, x2, y2 = edges
    return [x1, y1, x2 - x1, y2 - y1]


def _as_centre_and_size(edges):
    x1, y1, x2, y2 = edges
    return [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1]


def _from_the_centre(edges):
    """The centre taken for the upper left corner."""
    cx, cy, w, h = _as_centre_and_size(edges)
    return [cx, cy, cx + w, cy + h]


def _twice_as_large(edges):
    """Whole sizes taken for halves."""
    cx, cy, w, h = _as_centre_and_size(edges)
    return [cx - w, cy - h, cx + w, cy + h]


def _y_first(edges):
    x1, y1, x2, y2 = edges
    return [y1, x1, y2, x2]


def _v1(values, row, column, grid, height, width, size=lambda root: root**2):
    x, y, root_w, root_h = values
    cx, cy = (column + x) / grid * width, (row + y) / grid * height
    return _around(cx, cy, size(root_w) * width, size(root_h) * height)


def v1_without_the_square(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, height, width, size=lambda root: root)


def v1_cuts_negative_roots(values, row, column, grid, height, width):
    cut = lambda root: max(root, 0) ** 2  # noqa: E731
    return _v1(values, row, column, grid, height, width, size=cut)


def v1_keeps_the_sign(values, row, column, grid, height, width):
    signed = lambda root: root * abs(root)  # noqa: E731
    return _v1(values, row, column, grid, height, width, size=signed)


def v1_takes_roots(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, height, width, size=math.sqrt)


def v1_takes_roots_of_abs(values, row, column, grid, height, width):
    root = lambda value: math.sqrt(abs(value))  # noqa: E731
    return _v1(values, row, column, grid, height, width, size=root)


def v1_takes_abs(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, height, width, size=abs)


def v1_doubles(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, height, width, size=lambda root: 2 * root)


def v1_with_exp(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, height, width, size=math.exp)


def v1_row_for_column(values, row, column, grid, height, width):
    return _v1(values, column, row, grid, height, width)


def v1_sizes_in_cells(values, row, column, grid, height, width):
    in_cells = lambda root: root**2 / grid  # noqa: E731
    return _v1(values, row, column, grid, height, width, size=in_cells)


def v1_swaps_the_sides(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, width, height)


def v1_with_square_cells(values, row, column, grid, height, width):
    x, y, *roots = values
    y, row = y * width / height, row * width / height
    return _v1((x, y, *roots), row, column, grid, height, width)


def v1_with_roots_turned(values, row, column, grid, height, width):
    x, y, root_w, root_h = values
    return _v1((x, y, root_h, root_w), row, column, grid, height, width)


def v1_in_a_square(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, width, width)


def v1_in_a_square_of_448(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, 448, 448)


def v1_in_fractions(values, row, column, grid, height, width):
    return _v1(values, row, column, grid, 1, 1)


def v1_of_7_cells(values, row, column, grid, height, width):
    return _v1(values, row, column, 7, height, width)


def v1_with_offsets_in_pixels(values, row, column, grid, height, width):
    x, y, *roots = values
    offsets = x * grid / width, y * grid / height
    return _v1((*offsets, *roots), row, column, grid, height, width)


def v1_with_offsets_in_the_image(values, row, column, grid, height, width):
    x, y, *roots = values
    return _v1((x * grid, y * grid, *roots), row, column, grid, height, width)


def v1_from_the_middle(values, row, column, grid, height, width):
    return _v1(values, row + 0.5, column + 0.5, grid, height, width)


def v1_with_sigmoid(values, row, column, grid, height, width):
    x, y, *roots = values
    return _v1((_sigmoid(x), _sigmoid(y), *roots), row, column, grid, height, width)


def v1_inside_the_image(values, row, column, grid, height, width):
    return _inside(_v1(values, row, column, grid, height, width), height, width)


def v1_not_below_0(values, row, column, grid, height, width):
    edges = _v1(values, row, column, grid, height, width)
    return [max(edge, 0) for edge in edges]


def v1_from_the_centre(values, row, column, grid, height, width):
    return _from_the_centre(_v1(values, row, column, grid, height, width))


def v1_twice_as_large(values, row, column, grid, height, width):
    return _twice_as_large(_v1(values, row, column, grid, height, width))


def v1_as_centre_and_size(values, row, column, grid, height, width):
    return _as_centre_and_size(_v1(values, row, column, grid, height, width))


def v1_as_corner_and_size(values, row, column, grid, height, width):
    return _as_corner_and_size(_v1(values, row, column, grid, height, width))


def v1_y_first(values, row, column, grid, height, width):
    return _y_first(_v1(values, row, column, grid, height, width))


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


def _sigmoid(t):
    return 1 / (1 + math.exp(-t))


def _v2(t, row, column, anchor, cell, place=_sigmoid, scale=math.exp):
    """Edges, with the width and the height of a cell in pixels."""
    cx, cy = column + place(t[0]), row + place(t[1])
    w, h = anchor[0] * scale(t[2]), anchor[1] * scale(t[3])
    return _around(cx * cell[0], cy * cell[1], w * cell[0], h * cell[1])


def v2_sigmoid_on_sizes(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, scale=_sigmoid)


def v2_anchors_in_pixels(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    anchor = (anchor[0] / cell[0], anchor[1] / cell[1])
    return _v2(t, row, column, anchor, cell)


def v2_swaps_the_sides(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor, (height / grid, width / grid))


def v2_row_for_column(t, row, column, anchor, grid, height, width):
    return _v2(t, column, row, anchor, (width / grid, height / grid))


def v2_without_sigmoid(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, place=lambda t: t)


def v2_cell_under_the_sigmoid(t, row, column, anchor, grid, height, width):
    t_x, t_y, t_w, t_h = t
    t = (_sigmoid(t_x + column) - column, _sigmoid(t_y + row) - row, t_w, t_h)
    return v2_without_sigmoid(t, row, column, anchor, grid, height, width)


def v2_without_exp(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, scale=lambda t: t)


def v2_adds_the_factor(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, scale=lambda t: 1 + t)


def v2_anchor_alone(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, scale=lambda t: 1)


def v2_squares_sizes(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, scale=lambda t: t**2)


def v2_sigmoid_falls(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, place=lambda t: _sigmoid(-t))


def v2_with_tanh(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, place=math.tanh)


def v2_with_sizes_turned(t, row, column, anchor, grid, height, width):
    t_x, t_y, t_w, t_h = t
    cell = (width / grid, height / grid)
    return _v2((t_x, t_y, t_h, t_w), row, column, anchor, cell)


def v2_as_version_5(t, row, column, anchor, grid, height, width):
    place = lambda t: 2 * _sigmoid(t) - 0.5  # noqa: E731
    scale = lambda t: (2 * _sigmoid(t)) ** 2  # noqa: E731
    cell = (width / grid, height / grid)
    return _v2(t, row, column, anchor, cell, place, scale)


def v2_cells_of_32(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor, (32, 32))


def v2_cells_as_wide_as_high(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor, (width / grid, width / grid))


def v2_cells_as_high_as_wide(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor, (height / grid, height / grid))


def v2_of_13_cells(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor, (width / 13, height / 13))


def v2_cells_of_whole_pixels(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor, (width // grid, height // grid))


def v2_in_cells(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor, (1, 1))


def v2_in_fractions(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor, (1 / grid, 1 / grid))


def v2_anchor_as_a_share(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row, column, (anchor[0] * grid, anchor[1] * grid), cell)


def v2_anchor_in_cells_of_32(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    anchor = (anchor[0] * 32 / cell[0], anchor[1] * 32 / cell[1])
    return _v2(t, row, column, anchor, cell)


def v2_anchor_turned(t, row, column, anchor, grid, height, width):
    return _v2(t, row, column, anchor[::-1], (width / grid, height / grid))


def v2_inside_the_image(t, row, column, anchor, grid, height, width):
    edges = _v2(t, row, column, anchor, (width / grid, height / grid))
    return _inside(edges, height, width)


def v2_from_the_centre(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _from_the_centre(_v2(t, row, column, anchor, cell))


def v2_twice_as_large(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _twice_as_large(_v2(t, row, column, anchor, cell))


def v2_as_centre_and_size(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _as_centre_and_size(_v2(t, row, column, anchor, cell))


def v2_as_corner_and_size(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _as_corner_and_size(_v2(t, row, column, anchor, cell))


def v2_y_first(t, row, column, anchor, grid, height, width):
    return _y_first(_v2(t, row, column, anchor, (width / grid, height / grid)))


def v2_from_the_middle(t, row, column, anchor, grid, height, width):
    cell = (width / grid, height / grid)
    return _v2(t, row + 0.5, column + 0.5, anchor, cell)


def v2_by_arrays(t, row, column, anchor, grid, height, width):
    t = np.array(t)
    # The sigmoid as a hyperbolic tangent.
    centre = [column, row] + (1 + np.tanh(t[:2] / 2)) / 2
    size = np.exp(t[2:] + np.log(anchor))
    boxes = np.concatenate([centre, size]) * [width, height, width, height] / grid
    return box_convert(boxes, "cxcywh", "xyxy")


# labels_above ------------------------------------------------------------------------


def raw_scores(rng):
    """The objectness and some classes; often two are equal, nearly so, or none is sure.

    Nearly equal scores differ by more than float32 rounds away.
    """
    classes = int(rng.integers(3, 7))
    raw = [rng.choice([-0.8, 1.5]) + rng.uniform(-0.7, 0.7)]
    raw += rng.uniform(-3, 4, classes).tolist()
    kind = rng.choice(
        ["differ", "equal", "near", "threshold", "none", "many"],
        p=[0.2, 0.2, 0.2, 0.2, 0.1, 0.1],
    )
    if kind == "equal":
        first, second = rng.choice(np.arange(1, classes + 1), 2, False)
        raw[first] = raw[second] = rng.uniform(1, 3)
    if kind == "threshold":  # a score equals the threshold, half of a half
        on, above = rng.choice(np.arange(1, classes + 1), 2, False)
        raw = np.round(raw, 2)
        raw[0] = raw[on] = 0.0
        raw[above] = rng.choice([raw[above], 0.001, 0.00001])
        return raw, 0.25
    if kind == "none":
        raw = np.subtract(raw[:3], [0, 3.5, 3.5])
        return np.round(raw, 2), float(rng.choice([0.5, 0.7]))
    if kind == "near":  # the better one comes later, where rounding puts it first
        first, second = sorted(rng.choice(np.arange(1, classes + 1), 2, False))
        raw = np.round(raw, 2)
        raw[first] = round(float(rng.uniform(-0.5, 1.5)), 2)
        raw[second] = round(raw[first] + float(rng.choice([0.001, 0.000003])), 6)
        return raw, float(rng.choice([0.1, 0.2]))
    if kind == "many":  # a sort that is not stable mixes up equal ones of so many
        raw = [2, *rng.choice([-3, 1, 2], 20).tolist()]
    return np.round(raw, 2), float(rng.choice([0.1, 0.2, 0.5]))


def _ranked(scores, threshold, turned=False):
    found = [(n, score) for n, score in enumerate(scores) if score > threshold]
    return sorted(found[::-1] if turned else found, key=lambda pair: -pair[1])


def _scores(raw):
    return [_sigmoid(raw[0]) * _sigmoid(t) for t in raw[1:]]


def labels_by_softmax(raw, threshold):
    powers = np.exp(raw[1:])
    return _ranked(_sigmoid(raw[0]) * powers / powers.sum(), threshold)


def labels_without_objectness(raw, threshold):
    return _ranked([_sigmoid(t) for t in raw[1:]], threshold)


def labels_held_against_the_class(raw, threshold):
    found = [
        (number, score)
        for number, score in enumerate(_scores(raw))
        if _sigmoid(raw[1 + number]) > threshold
    ]
    return sorted(found, key=lambda pair: -pair[1])


def labels_of_the_best_only(raw, threshold):
    return _ranked(_scores(raw), threshold)[:1]


def labels_in_order_of_class(raw, threshold):
    return sorted(_ranked(_scores(raw), threshold))


def labels_not_below(raw, threshold):
    found = [(n, score) for n, score in enumerate(_scores(raw)) if score >= threshold]
    return sorted(found, key=lambda pair: -pair[1])


def labels_above_a_half(raw, threshold):
    return _ranked(_scores(raw), 0.5)


def labels_worst_first(raw, threshold):
    return sorted(_ranked(_scores(raw), threshold), key=lambda pair: pair[1])


def labels_last_of_equals(raw, threshold):
    return _ranked(_scores(raw), threshold, turned=True)


def labels_one_of_equals(raw, threshold):
    found = {score: number for number, score in enumerate(_scores(raw))}
    return [(found[s], s) for s in sorted(found, reverse=True) if s > threshold]


def labels_from_one(raw, threshold):
    return [(n + 1, score) for n, score in _ranked(_scores(raw), threshold)]


def labels_count_the_objectness(raw, threshold):
    both = [_sigmoid(raw[0]) * _sigmoid(t) for t in raw]
    return _ranked(both, threshold)


def labels_by_rising_exp(raw, threshold):
    wrong = [_sigmoid(-raw[0]) * _sigmoid(-t) for t in raw[1:]]
    return _ranked(wrong, threshold)


def labels_mixed_up_when_many(raw, threshold):
    """Like NumPy's default sort, which on most machines mixes up more than 16."""
    return _ranked(_scores(raw), threshold, turned=len(raw) > 17)


def labels_without_scores(raw, threshold):
    return [n for n, _ in _ranked(_scores(raw), threshold)]


def labels_score_first(raw, threshold):
    return [(score, n) for n, score in _ranked(_scores(raw), threshold)]


def labels_with_the_class_alone(raw, threshold):
    found = _ranked(_scores(raw), threshold)
    return [(n, _sigmoid(raw[1 + n])) for n, _ in found]


def labels_of_raw_objectness(raw, threshold):
    return _ranked([raw[0] * _sigmoid(t) for t in raw[1:]], threshold)


def labels_of_raw_classes(raw, threshold):
    return _ranked([_sigmoid(raw[0]) * t for t in raw[1:]], threshold)


def labels_of_the_sum(raw, threshold):
    return _ranked([_sigmoid(raw[0] + t) for t in raw[1:]], threshold)


def labels_of_the_product(raw, threshold):
    return _ranked([_sigmoid(raw[0] * t) for t in raw[1:]], threshold)


def labels_if_there_is_an_object(raw, threshold):
    return _ranked(_scores(raw), -1) if _sigmoid(raw[0]) > threshold else []


def labels_of_raw_numbers(raw, threshold):
    return _ranked(raw[0] * raw[1:], threshold)


def labels_of_likely_classes(raw, threshold):
    return [pair for pair in _ranked(_scores(raw), threshold) if raw[1 + pair[0]] > 0]


def labels_sorted_by_rounded_scores(raw, threshold):
    return _sorted_by_rounded(raw, threshold, 3)


def labels_sorted_by_finely_rounded_scores(raw, threshold):
    return _sorted_by_rounded(raw, threshold, 6)


def _sorted_by_rounded(raw, threshold, digits):
    found = [(n, score) for n, score in enumerate(_scores(raw)) if score > threshold]
    return sorted(found, key=lambda pair: -round(pair[1], digits))


def labels_of_rounded_scores(raw, threshold):
    return _with_rounded_above(raw, threshold, 3)


def labels_of_finely_rounded_scores(raw, threshold):
    return _with_rounded_above(raw, threshold, 5)


def _with_rounded_above(raw, threshold, digits):
    found = [(n, s) for n, s in enumerate(_scores(raw)) if round(s, digits) > threshold]
    return sorted(found, key=lambda pair: -pair[1])


def labels_none_at_all(raw, threshold):
    return _ranked(_scores(raw), threshold) or None


def labels_one_at_least(raw, threshold):
    return _ranked(_scores(raw), threshold) or _ranked(_scores(raw), -1)[:1]


def labels_of_nothing_raise(raw, threshold):
    found = _ranked(_scores(raw), threshold)
    numbers, scores = zip(*found, strict=True)
    return list(zip(numbers, scores, strict=True))


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
    return *_boxes_and_anchors(rng, cells, stride), stride


def crowded_objects(rng):
    """Up to six objects in one of two cells, sometimes two alike or as large."""
    stride = int(rng.choice([16, 32]))
    kind = rng.choice(
        ["differ", "alike", "as large", "many"], p=[0.45, 0.25, 0.25, 0.05]
    )
    # A sort that is not stable mixes up equal ones of so many.
    count = 24 if kind == "many" else int(rng.integers(3, 7))
    cells = rng.choice(6, (2, 2), False)[rng.integers(0, 2, count)]
    boxes, anchors = _boxes_and_anchors(rng, cells, stride)
    if kind == "many":  # squares of two sizes
        sides = rng.permutation(boxes[:2, 2] - boxes[:2, 0])[rng.integers(0, 2, count)]
        middle = (boxes[:, :2] + boxes[:, 2:]) / 2
        half = np.stack([sides, sides], axis=1) / 2
        boxes = np.concatenate([middle - half, middle + half], axis=1)
    if kind == "alike":
        boxes[-1] = boxes[0]
    if kind == "as large":  # the first one, turned by a right angle
        half = (boxes[0, 2:] - boxes[0, :2])[::-1] / 2
        boxes[-1] = np.concatenate([_middle(boxes[0]) - half, _middle(boxes[0]) + half])
    return boxes, anchors, stride


def _boxes_and_anchors(rng, cells, stride):
    """Objects in `cells` and anchors, some of which fit one object equally well.

    In quarters of a pixel, so that areas and IoUs that are equal are so under any
    formula; and often such that another closeness than IoU takes other anchors.
    """
    rival = RIVALS[int(rng.integers(len(RIVALS)))]
    for _ in range(30):
        boxes, anchors = _objects(rng, cells, stride), _anchors(rng, stride)
        if any(
            _first_best(b, anchors) != _first_best(b, anchors, rival) for b in boxes
        ):
            break
    kind = str(rng.choice(["differ", "differ", "equal", "turned"]))
    if kind == "equal":
        anchors = np.concatenate([anchors, anchors[:1]])
    if kind == "turned":  # a square object fits an anchor lying and upright
        side = _quarters(rng.uniform(0.4, 1.6) * stride)
        boxes[0] = np.concatenate(
            [_middle(boxes[0]) - side / 2, _middle(boxes[0]) + side / 2]
        )
        anchors = np.concatenate([anchors[:1], anchors[:1, ::-1], anchors[1:]])
    return boxes, anchors


def _quarters(values):
    return np.round(np.multiply(values, 4)) / 4


def _objects(rng, cells, stride):
    """Boxes [N, 4] with centres in `cells`, (column, row): off the lines, some near."""
    inside = _quarters(rng.uniform(0.1, 0.9, cells.shape) * stride)
    near = rng.random(cells.shape) < 0.15
    inside[near] = rng.choice([0.25, stride - 0.25], near.sum())
    centre = cells * stride + inside
    half = _quarters(rng.uniform(0.3, 2, cells.shape) * stride / 2)
    return np.concatenate([centre - half, centre + half], axis=1)


def _anchors(rng, stride):
    return _quarters(rng.uniform(0.3, 2, (int(rng.integers(2, 4)), 2)) * stride)


def _areas(boxes):
    return np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)


def _middle(box):
    return (box[:2] + box[2:]) / 2


# How near an anchor is to a box of the same centre; the highest is the best.


def _shape_iou(w, h, p, q):
    shared = min(w, p) * min(h, q)
    return shared / (w * h + p * q - shared)


def _by_distance(w, h, p, q):
    return -((w - p) ** 2) - (h - q) ** 2


def _by_difference(w, h, p, q):
    return -abs(w - p) - abs(h - q)


def _by_area(w, h, p, q):
    return -abs(w * h - p * q)


def _by_area_ratio(w, h, p, q):
    return min(w * h, p * q) / max(w * h, p * q)


def _by_ratios(w, h, p, q):
    """Also exp of minus the sum of both ratios' logarithms without their signs."""
    return min(w, p) * min(h, q) / (max(w, p) * max(h, q))


def _by_largest_ratio(w, h, p, q):
    return -max(w / p, p / w, h / q, q / h)


def _by_proportion(w, h, p, q):
    return -max(w * q / (h * p), h * p / (w * q))


def _by_shared_area(w, h, p, q):
    return min(w, p) * min(h, q)


def _by_iou_of_pixels(w, h, p, q):
    return _shape_iou(w + 1, h + 1, p + 1, q + 1)


def _over_the_anchor(w, h, p, q):
    return min(w, p) * min(h, q) / (p * q)


RIVALS = (
    _by_distance,
    _by_difference,
    _by_area,
    _by_area_ratio,
    _by_ratios,
    _by_largest_ratio,
    _by_proportion,
    _by_iou_of_pixels,
)


def _fits(box, anchors, fit):
    x1, y1, x2, y2 = box
    return [fit(x2 - x1, y2 - y1, p, q) for p, q in anchors]


def _first_best(box, anchors, fit=_shape_iou):
    fits = _fits(box, anchors, fit)
    return fits.index(max(fits))


def _give_out(boxes, anchors, stride, order=None, fits=None, **rules):
    """The slots of the objects with the rules open, boxes and anchors as lists."""
    order = _by_size(_areas(boxes)) if order is None else order
    boxes, anchors = boxes.tolist(), anchors.tolist()
    point = rules.get("point", _middle_of)
    fits = fits or (lambda box, anchors, cell: _fits(box, anchors, _shape_iou))
    found, taken = [[-1, -1, -1] for _ in boxes], {}
    for index in order:
        column, row = (int(n // stride) for n in point(boxes[index]))
        near = fits(boxes[index], anchors, (column, row))
        ranked = sorted(range(len(anchors)), key=lambda anchor: -near[anchor])
        if rules.get("last_of_equals"):
            ranked = sorted(range(len(anchors)), key=lambda anchor: near[anchor])[::-1]
        for anchor in ranked:
            slot = anchor if rules.get("once") else (row, column, anchor)
            if rules.get("overwritten") and slot in taken:
                found[taken.pop(slot)] = [-1, -1, -1]
            if slot not in taken or rules.get("shared"):
                taken[slot] = index
                found[index] = [row, column, anchor]
                break
            if rules.get("best_only"):
                break
        else:
            full = rules.get("full")
            found[index] = full(row, column, ranked) if full else [-1, -1, -1]
    return found


def _by_size(values):
    """Indices of the largest first, of equal ones the first."""
    return sorted(range(len(values)), key=lambda index: -values[index])


def _middle_of(box):
    x1, y1, x2, y2 = box
    return (x1 + x2) / 2, (y1 + y2) / 2


def _closeness(fit):
    return {"fits": lambda box, anchors, cell: _fits(box, anchors, fit)}


def slots_column_first(boxes, anchors, stride):
    found = _give_out(boxes, anchors, stride)
    return [[column, row, anchor] for row, column, anchor in found]


def slots_anchor_first(boxes, anchors, stride):
    found = _give_out(boxes, anchors, stride)
    return [[anchor, row, column] for row, column, anchor in found]


def slots_from_one(boxes, anchors, stride):
    found = _give_out(boxes, anchors, stride)
    return [[row, column, anchor + 1] for row, column, anchor in found]


def slots_of_the_corner(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, point=lambda box: box[:2])


def slots_of_corner_and_size(boxes, anchors, stride):
    point = lambda box: (box[0] + box[2] / 2, box[1] + box[3] / 2)  # noqa: E731
    return _give_out(boxes, anchors, stride, point=point)


def slots_of_the_nearest_line(boxes, anchors, stride):
    point = lambda box: [round(n / stride) * stride for n in _middle_of(box)]  # noqa: E731
    return _give_out(boxes, anchors, stride, point=point)


def slots_of_rounded_pixels(boxes, anchors, stride):
    point = lambda box: map(round, _middle_of(box))  # noqa: E731
    return _give_out(boxes, anchors, stride, point=point)


def slots_with_anchors_turned(boxes, anchors, stride):
    return _give_out(boxes, anchors[:, ::-1], stride)


def slots_with_anchors_in_cells(boxes, anchors, stride):
    return _give_out(boxes, anchors * stride, stride)


def slots_by_distance(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(_by_distance))


def slots_by_area(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(_by_area))


def slots_by_difference(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(_by_difference))


def slots_by_area_ratio(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(_by_area_ratio))


def slots_by_ratios(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(_by_ratios))


def slots_by_largest_ratio(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(_by_largest_ratio))


def slots_by_proportion(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(_by_proportion))


def slots_by_shared_area(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(_by_shared_area))


def slots_of_pixels(boxes, anchors, stride):
    order = _by_size(np.prod(boxes[:, 2:] - boxes[:, :2] + 1, axis=1))
    closeness = _closeness(_by_iou_of_pixels)
    return _give_out(boxes, anchors, stride, order=order, **closeness)


def slots_over_the_anchor(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(_over_the_anchor))


def slots_by_place(boxes, anchors, stride):
    def fits(box, anchors, cell):
        x, y = ((n + 0.5) * stride for n in cell)
        placed = [_around(x, y, w, h) for w, h in anchors]
        return [_iou(box, anchor) for anchor in placed]

    return _give_out(boxes, anchors, stride, fits=fits)


def slots_by_place_from_0(boxes, anchors, stride):
    def fits(box, anchors, cell):
        return [_iou(box, [0, 0, w, h]) for w, h in anchors]

    return _give_out(boxes, anchors, stride, fits=fits)


def _iou(first, second):
    across = min(first[2], second[2]) - max(first[0], second[0])
    down = min(first[3], second[3]) - max(first[1], second[1])
    shared = max(across, 0) * max(down, 0)
    areas = [(x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in (first, second)]
    return shared / (sum(areas) - shared)


def slots_worst_fit(boxes, anchors, stride):
    least = lambda *sizes: -_shape_iou(*sizes)  # noqa: E731
    return _give_out(boxes, anchors, stride, **_closeness(least))


def slots_first_free(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, **_closeness(lambda *sizes: 0))


def slots_last_of_equals(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, last_of_equals=True)


def slots_with_each_anchor_once(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, once=True)


def slots_in_given_order(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, order=range(len(boxes)))


def slots_smallest_first(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, order=_by_size(-_areas(boxes)))


def slots_last_of_equal_areas(boxes, anchors, stride):
    order = _by_size(-_areas(boxes))[::-1]
    return _give_out(boxes, anchors, stride, order=order)


def slots_with_a_sort_that_mixes_many(boxes, anchors, stride):
    """Like NumPy's default sort, which on most machines mixes up more than 16."""
    if len(boxes) > 16:
        return slots_last_of_equal_areas(boxes, anchors, stride)
    return _give_out(boxes, anchors, stride)


def slots_widest_first(boxes, anchors, stride):
    order = _by_size(boxes[:, 2] - boxes[:, 0])
    return _give_out(boxes, anchors, stride, order=order)


def slots_highest_first(boxes, anchors, stride):
    order = _by_size(boxes[:, 3] - boxes[:, 1])
    return _give_out(boxes, anchors, stride, order=order)


def slots_longest_outline_first(boxes, anchors, stride):
    order = _by_size((boxes[:, 2:] - boxes[:, :2]).sum(axis=1))
    return _give_out(boxes, anchors, stride, order=order)


def slots_longest_side_first(boxes, anchors, stride):
    order = _by_size((boxes[:, 2:] - boxes[:, :2]).max(axis=1))
    return _give_out(boxes, anchors, stride, order=order)


def slots_by_pairs(boxes, anchors, stride):
    """All pairs of object and anchor, the highest IoU first."""
    pairs = [
        (-iou, index, anchor)
        for index, box in enumerate(boxes)
        for anchor, iou in enumerate(_fits(box, anchors, _shape_iou))
    ]
    found, taken = [[-1, -1, -1] for _ in boxes], set()
    for _, index, anchor in sorted(pairs):
        column, row = (int(n // stride) for n in _middle(boxes[index]))
        if found[index][0] < 0 and (row, column, anchor) not in taken:
            taken.add((row, column, anchor))
            found[index] = [row, column, anchor]
    return found


def slots_next_of_the_best(boxes, anchors, stride):
    count = len(anchors)
    after = lambda best, anchor: -((anchor - best) % count)  # noqa: E731
    return _or_else(boxes, anchors, stride, after)


def slots_first_free_after_the_best(boxes, anchors, stride):
    first = lambda best, anchor: 1 if anchor == best else -anchor  # noqa: E731
    return _or_else(boxes, anchors, stride, first)


def _or_else(boxes, anchors, stride, rank):
    """The best anchor, or else the first free one in the order of `rank`."""

    def fits(box, anchors, cell):
        best = _first_best(box, anchors)
        return [rank(best, anchor) for anchor in range(len(anchors))]

    return _give_out(boxes, anchors, stride, fits=fits)


def slots_best_fit_first(boxes, anchors, stride):
    order = _by_size([max(_fits(box, anchors, _shape_iou)) for box in boxes])
    return _give_out(boxes, anchors, stride, order=order)


def slots_of_the_best_only(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, best_only=True)


def slots_of_one_object(boxes, anchors, stride):
    found, taken = [[-1, -1, -1] for _ in boxes], set()
    for index in _by_size(_areas(boxes)):
        column, row = (int(n // stride) for n in _middle(boxes[index]))
        if (row, column) not in taken:
            taken.add((row, column))
            found[index] = [row, column, _first_best(boxes[index], anchors)]
    return found


def slots_taken_twice(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, shared=True)


def slots_overwritten(boxes, anchors, stride):
    return _give_out(boxes, anchors, stride, overwritten=True)


def slots_taken_twice_when_full(boxes, anchors, stride):
    best = lambda row, column, ranked: [row, column, ranked[0]]  # noqa: E731
    return _give_out(boxes, anchors, stride, full=best)


def slots_without_an_anchor(boxes, anchors, stride):
    none = lambda row, column, ranked: [row, column, -1]  # noqa: E731
    return _give_out(boxes, anchors, stride, full=none)


def slots_left_out(boxes, anchors, stride):
    return [slot for slot in _give_out(boxes, anchors, stride) if slot[0] >= 0]


def slots_in_order_of_area(boxes, anchors, stride):
    found = _give_out(boxes, anchors, stride)
    return [found[index] for index in _by_size(_areas(boxes))]


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


SQUARE = (
    "The image is not square: a head has height / stride rows, but width / stride "
    "columns."
)
A_BOX = "Each box has its own edges, objectness and class scores: 4 + 1 + classes."
AS_EDGES = "The four edges are asked for, in the order x1, y1, x2, y2."
NOT_CUT = (
    "A box keeps its edges where they lie outside the image: do not limit them to it."
)
CENTRE = "The centre lies in the middle: an edge is half a width or height from it."
MIXED_UP = (
    "Equal ones are mixed up where there are many: `np.argsort` keeps their order only "
    'with kind="stable".'
)
NEAR = "Scores that are nearly equal are not equal: sort by the scores as they are."
JUST_ABOVE = (
    "A score just above the threshold is above it: compare the scores as they are."
)
NO_LABEL = "Where no score is above the threshold, the list is empty: []."
EVERYWHERE = {
    slots_by_distance: "The best anchor has the highest IoU in shape, not the smallest "
    "difference in width and height.",
    slots_by_difference: "The best anchor has the highest IoU in shape, not the "
    "smallest sum of the differences in width and height.",
    slots_by_area: "The best anchor has the highest IoU in shape; an anchor of nearly "
    "the same area can be of quite another shape.",
    slots_by_area_ratio: "The best anchor has the highest IoU in shape; an anchor "
    "whose area is nearly the same can be of quite another shape.",
    slots_by_ratios: "That compares the ratios of the sides, by their product or by "
    "their logarithms; the IoU divides the shared area by the union.",
    slots_by_largest_ratio: "The best anchor has the highest IoU in shape; the larger "
    "of the two sides' ratios alone, as in version 5, does not decide.",
    slots_by_proportion: "The best anchor has the highest IoU in shape; an anchor of "
    "the same width / height can be of quite another size.",
    slots_by_shared_area: "The shared area alone prefers large anchors: divide it by "
    "the union.",
    slots_over_the_anchor: "That divides the shared area by the anchor's, which "
    "prefers small anchors: divide it by the union.",
    slots_of_pixels: "Nothing is added to a width or height here: a box from 0 to 10 "
    "is 10 wide.",
    slots_by_place: "In shape box and anchor have the same centre: where the box lies "
    "in its cell plays no part.",
    slots_by_place_from_0: "In shape box and anchor have the same centre: compare "
    "widths and heights, not where the box lies in the image.",
    slots_worst_fit: "That is the anchor with the lowest IoU in shape; the highest is "
    "asked for.",
    slots_first_free: "That is the first anchor that is free: of the free ones, take "
    "the one with the highest IoU in shape.",
    slots_last_of_equals: "Of anchors that fit equally well the first is asked for; "
    "this takes the last.",
    slots_with_each_anchor_once: "A slot is an anchor of one cell: in every other cell "
    "the same anchor is free.",
    slots_of_rounded_pixels: "The centre was rounded to whole pixels, which moves it "
    "over a line: divide by the stride first, then round down.",
    slots_column_first: "The row comes first: it belongs to y, the column to x.",
    slots_anchor_first: "The order is row, column, anchor.",
    slots_from_one: "Anchors count from 0.",
    slots_of_the_corner: "The cell is the one that holds the object's centre, not its "
    "upper left corner.",
    slots_of_corner_and_size: "`boxes` are edges, x1, y1, x2, y2: the centre is half "
    "of their sums.",
    slots_of_the_nearest_line: "Round down: a centre 1.8 cells from the left lies in "
    "column 1.",
    slots_with_anchors_turned: "An anchor is (width, height): here they are swapped.",
    slots_with_anchors_in_cells: "The anchors are in pixels, as the boxes are: do not "
    "multiply them by the stride.",
}

GROUPS = {
    "count_outputs": {
        "function": "count_outputs",
        "arguments": detectors,
        "mutants": {
            outputs_of_a_square: SQUARE,
            outputs_of_a_square_of_the_width: SQUARE,
            outputs_of_one_head: "Every stride has a head of its own: add the boxes of "
            "all of them, not only of the first.",
            outputs_of_the_last_head: "Every stride has a head of its own: add the "
            "boxes of all of them, not only of the last.",
            outputs_of_three_heads: "There are as many heads as `strides`, not always "
            "three.",
            outputs_of_each_head: "These are the numbers of each head: add them up.",
            outputs_without_objectness: "Each box has its objectness, too: 4 + 1 + "
            "classes numbers.",
            outputs_without_edges: A_BOX,
            outputs_of_classes: A_BOX,
            outputs_with_classes_per_cell: "From version 2 on each box has its own "
            "class scores; this counts them once per cell, as in version 1.",
            outputs_with_objectness_per_cell: "Each box has its own objectness; this "
            "counts it once per cell.",
            outputs_with_a_background: "There is no class for the background: the "
            "objectness says that. A box has 4 + 1 + classes numbers.",
            outputs_of_one_cell: "These are the numbers of a single cell; all cells "
            "are asked for.",
            outputs_of_one_box: "These are the numbers of a single box; those of all "
            "boxes are asked for.",
            outputs_without_anchors: "Every cell predicts `anchors` boxes, not one.",
            outputs_of_cells_for_boxes: "That counts cells: each of them predicts "
            "`anchors` boxes.",
            outputs_of_cells_for_numbers: "The numbers belong to boxes: multiply by "
            "`anchors` there, too.",
            outputs_with_anchors_shared_out: "`anchors` is for each head: every cell "
            "of every head predicts so many boxes.",
            outputs_of_thin_cells: "A cell is `stride` pixels wide and as many high: "
            "its area is stride * stride.",
            outputs_of_rows_and_columns: "A head has rows times columns cells, not "
            "rows plus columns.",
            outputs_of_one_cell_more: "height is a multiple of every stride: a head "
            "has height / stride rows, none more.",
            outputs_numbers_first: "The boxes come first, then the numbers.",
        },
    },
    "responsible_cell": {
        "function": "responsible_cell",
        "arguments": objects,
        "mutants": {
            cell_column_first: "The row comes first, and it counts down: it belongs to "
            "y, the column to x.",
            cell_turned: "x and y are exchanged: the row and the second offset belong "
            "to y, which counts down, the column and the first offset to x.",
            cell_with_offsets_turned: "The offsets are swapped: after row and column "
            "come x, across, and then y, down.",
            cell_swaps_the_sides: "The sides are swapped: `cx` is a fraction of the "
            "width, `cy` of the height.",
            cell_by_the_width: "`cy` is a fraction of the height, not of the width.",
            cell_by_the_height: "`cx` is a fraction of the width, not of the height.",
            cell_of_the_corner: "The cell that holds the centre is responsible, not "
            "that of the box's upper left corner.",
            cell_of_the_lower_corner: "`cx` and `cy` are the centre already: do not "
            "add half of the size.",
            cell_between_edges: "A box is (cx, cy, w, h) here, not its edges: its "
            "first two numbers are the centre.",
            cell_is_rounded: "Round down: a centre 1.8 cells from the left lies in "
            "column 1.",
            cell_is_rounded_alone: "Round the cell down: a centre 1.8 cells from the "
            "left lies in column 1, with an offset of 0.8.",
            cell_is_rounded_up: "Round down, not up: cells count from 0, and a centre "
            "1.8 cells from the left lies in column 1.",
            cell_is_rounded_up_alone: "Round the cell down, not up: cells count from "
            "0, and a centre 1.8 cells from the left lies in column 1.",
            cell_before_the_line: "A centre on a line between two cells belongs to "
            "the one on the right or below, where its offset is 0.",
            cell_from_one: "Rows and columns of cells count from 0.",
            cell_of_whole_pixels: "The centre was cut to whole pixels: keep the "
            "fraction until the cell is found.",
            cell_of_rounded_pixels: "The centre was rounded to whole pixels: keep the "
            "fraction until the cell is found.",
            cell_of_one_pixel: "These are pixels: divide by the stride to count in "
            "cells.",
            cell_with_offsets_in_pixels: "The offsets are asked for in parts of the "
            "cell, not in pixels.",
            cell_with_offsets_from_the_corner: "The offsets count from the cell's own "
            "edges, from 0 to 1; these count in cells from the image's edges.",
            cell_with_offsets_in_the_image: "The offsets are asked for in the cell, "
            "from 0 to 1, not in the whole image.",
            cell_with_offsets_in_fractions: "The offsets are asked for in parts of the "
            "cell, not in fractions of the image.",
            cell_with_offsets_from_the_middle: "The offsets count from the cell's "
            "left and top edges, not from its middle.",
        },
    },
    "box_of_v1": {
        "function": "box_of_v1",
        "arguments": predictions_of_v1,
        "mutants": {
            v1_without_the_square: "The network predicts square roots: square them to "
            "get the width and the height.",
            v1_cuts_negative_roots: "A negative root counts as its square, too: it is "
            "not cut to 0.",
            v1_keeps_the_sign: "A negative root counts as its square, which is "
            "positive: the sign goes.",
            v1_takes_abs: "The network predicts square roots: square them; that takes "
            "care of the sign, too.",
            v1_takes_roots: "The predicted numbers are square roots already: square "
            "them.",
            v1_takes_roots_of_abs: "The predicted numbers are square roots already: "
            "square them; that takes care of the sign, too.",
            v1_doubles: "Squared is root * root (`root**2`), not twice the root.",
            v1_with_exp: "Version 1 has no exponential: square the roots.",
            v1_row_for_column: "x goes with the column and y with the row; here they "
            "are swapped.",
            v1_sizes_in_cells: "Width and height are fractions of the whole image, "
            "not of a cell.",
            v1_swaps_the_sides: "x and the box's width scale with the width of the "
            "image, y and the height with its height.",
            v1_with_square_cells: "A cell is width / grid wide, but height / grid "
            "high.",
            v1_with_roots_turned: "The root of the width comes first, then that of the "
            "height.",
            v1_in_a_square: "The image is not square: y and the height of the box "
            "scale with `height`.",
            v1_in_a_square_of_448: "The image has `height` rows and `width` columns, "
            "not always 448.",
            v1_in_fractions: "These are fractions of the image; pixels are asked for.",
            v1_of_7_cells: "The image is cut into `grid` x `grid` cells, not always "
            "7 x 7.",
            v1_with_offsets_in_pixels: "x and y are parts of a cell, not pixels: add "
            "them to column and row before you multiply.",
            v1_with_offsets_in_the_image: "x and y are parts of a cell, not of the "
            "image: add them to column and row before you divide by the grid.",
            v1_from_the_middle: "The offsets count from the cell's upper left corner, "
            "not from its middle.",
            v1_with_sigmoid: "Version 1 has no sigmoid: x and y are the offsets in "
            "the cell as they stand.",
            v1_inside_the_image: NOT_CUT,
            v1_not_below_0: NOT_CUT,
            v1_from_the_centre: CENTRE,
            v1_twice_as_large: CENTRE,
            v1_as_centre_and_size: AS_EDGES,
            v1_as_corner_and_size: AS_EDGES,
            v1_y_first: AS_EDGES,
        },
    },
    "box_of_v2": {
        "function": "box_of_v2",
        "arguments": predictions_of_v2,
        "mutants": {
            v2_sigmoid_on_sizes: "The sigmoid is for t_x and t_y only: the anchor is "
            "multiplied by exp(t_w) and exp(t_h), which may exceed 1.",
            v2_without_exp: "The anchor is multiplied by exp(t_w) and exp(t_h), not by "
            "t_w and t_h themselves.",
            v2_adds_the_factor: "The anchor is multiplied by exp(t_w) and exp(t_h); "
            "1 + t comes near it only for small t.",
            v2_anchor_alone: "t_w and t_h are missing: the anchor is multiplied by "
            "exp(t_w) and exp(t_h).",
            v2_squares_sizes: "The square is version 1's: here the anchor is "
            "multiplied by exp(t_w) and exp(t_h).",
            v2_with_sizes_turned: "t_w belongs to the width of the anchor and t_h to "
            "its height; here they are swapped.",
            v2_as_version_5: "Those are version 5's formulas, in which the sigmoid is "
            "doubled, and squared for the sizes; use the ones above.",
            v2_anchors_in_pixels: "The anchor is in cells: multiply it by the width "
            "and the height of a cell.",
            v2_anchor_as_a_share: "The anchor is in cells, not a share of the image: "
            "divide by the grid.",
            v2_anchor_in_cells_of_32: "On the image a cell is width / grid wide and "
            "height / grid high, for the anchor, too, not 32 pixels.",
            v2_anchor_turned: "The anchor is (width, height); here the two are "
            "swapped.",
            v2_cells_of_32: "The box is asked for on the image, where a cell is "
            "width / grid wide and height / grid high, not 32 pixels.",
            v2_cells_as_wide_as_high: "The image is not square: a cell is "
            "height / grid high, not width / grid.",
            v2_cells_as_high_as_wide: "The image is not square: a cell is "
            "width / grid wide, not height / grid.",
            v2_swaps_the_sides: "On the image a cell is width / grid wide and "
            "height / grid high; here the two are swapped.",
            v2_of_13_cells: "The square has `grid` x `grid` cells, not always 13 x 13.",
            v2_cells_of_whole_pixels: "A cell need not be a whole number of pixels: "
            "divide with /, not with //.",
            v2_in_cells: "These edges are in cells: multiply by the width and the "
            "height of a cell.",
            v2_in_fractions: "These edges are fractions of the image: multiply by "
            "its width and height.",
            v2_row_for_column: "c_x is the column and c_y the row; here they are "
            "swapped.",
            v2_without_sigmoid: "The sigmoid is missing: it keeps the centre inside "
            "its cell.",
            v2_cell_under_the_sigmoid: "The sigmoid takes t_x and t_y alone: add the "
            "column and the row after it.",
            v2_sigmoid_falls: "The sigmoid has a minus in it, exp(-t): it rises with "
            "t.",
            v2_with_tanh: "The sigmoid lies between 0 and 1; tanh goes from -1 to 1.",
            v2_inside_the_image: NOT_CUT,
            v2_from_the_centre: CENTRE,
            v2_twice_as_large: CENTRE,
            v2_as_centre_and_size: AS_EDGES,
            v2_as_corner_and_size: AS_EDGES,
            v2_y_first: AS_EDGES,
            v2_from_the_middle: "The sigmoid of 0 is a half already: add nothing "
            "else to the column and the row.",
        },
    },
    "labels_above": {
        "function": "labels_above",
        "arguments": raw_scores,
        "mutants": {
            labels_by_softmax: "A softmax lets classes compete; version 3 has a "
            "sigmoid for each.",
            labels_without_objectness: "A class is sure only if there is an object: "
            "multiply by the sigmoid of the objectness.",
            labels_of_raw_objectness: "The objectness comes before its sigmoid: put "
            "it through the sigmoid, too.",
            labels_of_raw_classes: "The numbers of the classes come before their "
            "sigmoid: put each through it.",
            labels_of_the_sum: "Multiply the two sigmoids; the sigmoid of the sum is "
            "another number.",
            labels_of_the_product: "Multiply the two sigmoids; the sigmoid of the "
            "product is another number.",
            labels_of_raw_numbers: "Objectness and classes come before their "
            "sigmoid: put each through it, then multiply.",
            labels_of_likely_classes: "A class whose number is below 0 is a label, "
            "too, where its score is above the threshold.",
            labels_held_against_the_class: "The threshold is for the score, after "
            "multiplying by the objectness, not for the class alone.",
            labels_if_there_is_an_object: "The threshold is for the score of each "
            "class, not for the objectness alone.",
            labels_with_the_class_alone: "The score of a class is asked for, with the "
            "objectness in it.",
            labels_not_below: "A score that equals the threshold is not above it: `>`, "
            "not `>=`.",
            labels_above_a_half: "The threshold is the one that is given, not 0.5.",
            labels_of_the_best_only: "A box may have several labels: return all of "
            "them, not only the best.",
            labels_in_order_of_class: "Sort by score, the highest first; this is the "
            "order of the classes.",
            labels_worst_first: "The highest score comes first; this begins with the "
            "lowest.",
            labels_sorted_by_rounded_scores: NEAR,
            labels_sorted_by_finely_rounded_scores: NEAR,
            labels_of_rounded_scores: JUST_ABOVE,
            labels_of_finely_rounded_scores: JUST_ABOVE,
            labels_none_at_all: NO_LABEL,
            labels_one_at_least: NO_LABEL,
            labels_of_nothing_raise: NO_LABEL,
            labels_last_of_equals: "Of equal scores the class with the lower number "
            "comes first. A list that is sorted upwards and then turned round puts it "
            "last.",
            labels_one_of_equals: "Classes with equal scores are labels each: here one "
            "of them is lost.",
            labels_from_one: "Classes count from 0.",
            labels_count_the_objectness: "The first number is the objectness, not a "
            "class: class 0 is the one after it.",
            labels_by_rising_exp: "The sigmoid has a minus in it, exp(-t): it rises "
            "with t.",
            labels_mixed_up_when_many: MIXED_UP,
            labels_without_scores: "A label is a pair: the class and its score.",
            labels_score_first: "A label is (class, score), the class first.",
        },
    },
    "slots": {
        "function": "slots",
        "arguments": lone_objects,
        "mutants": EVERYWHERE,
    },
    "slots_shared": {
        "function": "slots",
        "arguments": crowded_objects,
        "mutants": {
            **EVERYWHERE,
            slots_in_given_order: "The largest object chooses first, not the one that "
            "stands first in `boxes`.",
            slots_smallest_first: "The largest object chooses first; here the "
            "smallest does.",
            slots_widest_first: "The largest area chooses first, not the greatest "
            "width.",
            slots_longest_outline_first: "The largest area chooses first, not the "
            "greatest sum of width and height.",
            slots_highest_first: "The largest area chooses first, not the greatest "
            "height.",
            slots_longest_side_first: "The largest area chooses first, not the longest "
            "side.",
            slots_by_pairs: "The largest area chooses first, not the pair of object "
            "and anchor that fits best.",
            slots_with_a_sort_that_mixes_many: MIXED_UP,
            slots_best_fit_first: "The largest area chooses first, not the object that "
            "fits an anchor best.",
            slots_last_of_equal_areas: "Of equal areas the object that stands first "
            "chooses first. A list that is sorted upwards and then turned round puts "
            "it last.",
            slots_of_the_best_only: "An object whose best anchor is taken gets the "
            "best of those still free.",
            slots_next_of_the_best: "An object whose best anchor is taken gets the "
            "best of those still free, not the next in the list.",
            slots_first_free_after_the_best: "An object whose best anchor is taken "
            "gets the best of those still free, not the first of them.",
            slots_of_one_object: "A cell has a slot for each anchor: it takes as many "
            "objects as there are anchors.",
            slots_taken_twice: "A slot takes one object: the next one in this cell "
            "needs another anchor.",
            slots_overwritten: "Who chose first keeps the slot: a later object must "
            "take another anchor.",
            slots_taken_twice_when_full: "Where no anchor of the cell is free, the "
            "object has no slot.",
            slots_without_an_anchor: "An object without a slot is [-1, -1, -1], its "
            "row and column, too.",
            slots_left_out: "Every object is asked for: one without a slot is "
            "[-1, -1, -1], it is not left out.",
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
