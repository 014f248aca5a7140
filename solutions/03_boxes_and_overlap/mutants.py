"""Cases and plausible wrong answers of exercise 03."""

import math
from itertools import pairwise

import numpy as np

from course_utils.boxes import box_iou, generalized_box_iou

# to_pixels ---------------------------------------------------------------------------


def boxes_in_fractions(rng):
    """A box that lies inside the image or reaches over one or two of its borders."""
    height, width = (int(n) for n in rng.choice([90, 160, 200, 320, 500], 2, False))
    centre = rng.uniform(0.1, 0.9, 2)
    room = 2 * np.minimum(centre, 1 - centre)
    # Up to twice the room along an axis, so that edges lie on both sides of a border.
    size = room * rng.uniform(0.3, 2, 2)
    if rng.random() < 0.2:  # beyond both borders of an axis
        size[rng.integers(2)] = 2
    digits = int(rng.choice([2, 3]))
    return [round(float(n), digits) for n in (*centre, *size)], height, width


def _edges(cx, cy, w, h, height, width, before=0.5, after=0.5):
    x1, x2 = (cx - before * w) * width, (cx + after * w) * width
    y1, y2 = (cy - before * h) * height, (cy + after * h) * height
    return [x1, y1, x2, y2]


def _limited(edges, height, width, last=0):
    limits = [width - last, height - last] * 2
    return [min(max(e, 0), limit) for e, limit in zip(edges, limits, strict=True)]


def pixels_swap_the_sides(box, height, width):
    return _limited(_edges(*box, width, height), width, height)


def pixels_from_the_corner(box, height, width):
    return _limited(_edges(*box, height, width, 0, 1), height, width)


def pixels_take_whole_for_half(box, height, width):
    return _limited(_edges(*box, height, width, 1, 1), height, width)


def pixels_beyond_the_image(box, height, width):
    return _edges(*box, height, width)


def pixels_end_at_the_last(box, height, width):
    return _limited(_edges(*box, height, width), height, width, last=1)


def pixels_limited_below_only(box, height, width):
    return [max(edge, 0) for edge in _edges(*box, height, width)]


def pixels_limited_above_only(box, height, width):
    edges = _edges(*box, height, width)
    return [min(e, n) for e, n in zip(edges, [width, height] * 2, strict=True)]


def pixels_limits_swapped(box, height, width):
    return _limited(_edges(*box, height, width), width, height)


def pixels_limited_by_the_longer(box, height, width):
    longer = max(height, width)
    return _limited(_edges(*box, height, width), longer, longer)


def pixels_moved_inside(box, height, width):
    x1, y1, x2, y2 = _edges(*box, height, width)
    across = max(-x1, 0) - max(x2 - width, 0)
    down = max(-y1, 0) - max(y2 - height, 0)
    return [x1 + across, y1 + down, x2 + across, y2 + down]


def pixels_keep_the_size(box, height, width):
    cx, cy, w, h = box
    x1, y1 = max(cx - w / 2, 0), max(cy - h / 2, 0)
    x2, y2 = min(x1 + w, 1), min(y1 + h, 1)
    return [x1 * width, y1 * height, x2 * width, y2 * height]


def pixels_y_first(box, height, width):
    x1, y1, x2, y2 = _limited(_edges(*box, height, width), height, width)
    return [y1, x1, y2, x2]


def pixels_in_pairs(box, height, width):
    x1, y1, x2, y2 = _limited(_edges(*box, height, width), height, width)
    return [x1, x2, y1, y2]


def pixels_with_sizes(box, height, width):
    x1, y1, x2, y2 = _limited(_edges(*box, height, width), height, width)
    return [x1, y1, x2 - x1, y2 - y1]


def pixels_in_fractions(box, height, width):
    return _limited(_edges(*box, 1, 1), 1, 1)


def pixels_by_the_width(box, height, width):
    return _limited(_edges(*box, width, width), height, width)


def pixels_of_the_centre(box, height, width):
    cx, cy, w, h = box
    return [cx * width, cy * height, w * width, h * height]


def pixels_height_for_width(box, height, width):
    cx, cy, w, h = box
    return _limited(_edges(cx, cy, h, w, height, width), height, width)


def pixels_y_for_x(box, height, width):
    cx, cy, w, h = box
    return _limited(_edges(cy, cx, w, h, height, width), height, width)


def pixels_in_integers(box, height, width):
    return [int(e) for e in _limited(_edges(*box, height, width), height, width)]


def pixels_rounded(box, height, width):
    return [round(e) for e in _limited(_edges(*box, height, width), height, width)]


def pixels_by_arrays(box, height, width):
    centre, size = np.array(box[:2]), np.array(box[2:])
    corners = np.array([centre - size / 2, centre + size / 2])
    return (np.clip(corners, 0, 1) * [width, height]).ravel()


# iou_of_halves -----------------------------------------------------------------------


def overlapping_halves(rng):
    """Two boxes that overlap: partly, across each other, or one in the other."""
    inner, outer = rng.integers(2, 12, 2) / 2, rng.integers(13, 24, 2) / 2
    kind = rng.integers(4)
    if kind == 0:  # partly
        shift = outer - inner / 2
    elif kind == 1:  # narrower along one axis only, so that they cross
        inner[0], outer[0] = outer[0], inner[0]
        shift = rng.integers(0, 3, 2) / 4
    elif kind == 2:  # one in the other
        shift = (outer - inner) * rng.choice([0, 0.5])
    else:  # inside along one axis, partly along the other
        shift = np.array([0.25, outer[1] - 0.5])
    if rng.random() < 0.1:  # equal
        inner, shift = outer, np.zeros(2)
    return _pair_of_halves(rng, inner, outer, shift)


def halves_apart(rng):
    """Two boxes: apart along an axis or both, touching, or overlapping a little."""
    first, second = rng.integers(2, 16, (2, 2)) / 2
    # Positive where there is a gap, 0 where they touch.
    gap = rng.choice([-0.5, 0, 0.25, 2.5], 2, p=[0.3, 0.4, 0.15, 0.15])
    if rng.random() < 0.2:
        gap = -rng.choice([0.5, 1, 1.5], 2)
    return _pair_of_halves(rng, first, second, first + second + gap)


def _pair_of_halves(rng, first, second, shift):
    # Far from 0 or about it, so that a size is not mistaken for a place.
    centre = rng.integers(-20, 300, 2) / 2
    other = centre + shift * rng.choice([-1, 1], 2)
    pair = np.array([[*centre, *first], [*other, *second]])
    return tuple(pair[rng.permutation(2)].tolist())


def _overlaps(box1, box2, part=1):
    """How far the edges overlap across and down, negative where they do not."""
    return [
        min(box1[a] + part * box1[a + 2], box2[a] + part * box2[a + 2])
        - max(box1[a] - part * box1[a + 2], box2[a] - part * box2[a + 2])
        for a in (0, 1)
    ]


def _clamped(box1, box2, part=1):
    across, down = _overlaps(box1, box2, part)
    return max(across, 0) * max(down, 0)


def _areas(box1, box2, part=1):
    return [4 * part**2 * box[2] * box[3] for box in (box1, box2)]


def _ratio(box1, box2, intersection):
    return intersection / (sum(_areas(box1, box2)) - intersection)


def _tested(box1, box2, across, down):
    """IoU with an overlap for each axis that may have been left negative."""
    intersection = across * down
    return intersection / (sum(_areas(box1, box2)) - intersection)


def halves_tested_on_the_left_only(box1, box2):
    across, down = _overlaps(box1, box2)
    if box1[0] + box1[2] < box2[0] - box2[2]:
        return 0.0
    return _tested(box1, box2, across, max(down, 0))


def halves_tested_above_only(box1, box2):
    across, down = _overlaps(box1, box2)
    if box1[1] + box1[3] < box2[1] - box2[3]:
        return 0.0
    return _tested(box1, box2, max(across, 0), down)


def halves_by_corners(box1, box2):
    def has_corner_of(outer, inner):
        return any(
            abs(inner[0] + i * inner[2] - outer[0]) <= outer[2]
            and abs(inner[1] + j * inner[3] - outer[1]) <= outer[3]
            for i in (-1, 1)
            for j in (-1, 1)
        )

    if not (has_corner_of(box1, box2) or has_corner_of(box2, box1)):
        return 0.0
    across, down = _overlaps(box1, box2)
    return _tested(box1, box2, max(across, 0), max(down, 0))


def halves_taken_for_whole(box1, box2):
    intersection = _clamped(box1, box2, part=0.5)
    return intersection / (sum(_areas(box1, box2, part=0.5)) - intersection)


def halves_multiplied_to_an_area(box1, box2):
    intersection = _clamped(box1, box2)
    return intersection / (box1[2] * box1[3] + box2[2] * box2[3] - intersection)


def halves_without_subtracting(box1, box2):
    return _clamped(box1, box2) / sum(_areas(box1, box2))


def halves_never_nested(box1, box2):
    intersection = math.prod(
        max(box1[a + 2] + box2[a + 2] - abs(box1[a] - box2[a]), 0) for a in (0, 1)
    )
    return _ratio(box1, box2, intersection)


def halves_over_the_smaller(box1, box2):
    return _clamped(box1, box2) / min(_areas(box1, box2))


def halves_over_the_larger(box1, box2):
    return _clamped(box1, box2) / max(_areas(box1, box2))


def halves_over_the_first(box1, box2):
    return _clamped(box1, box2) / _areas(box1, box2)[0]


def halves_as_dice(box1, box2):
    return 2 * _clamped(box1, box2) / sum(_areas(box1, box2))


def halves_of_the_area(box1, box2):
    return _ratio(box1, box2, _clamped(box1, box2) / 4)


def halves_of_one_side(box1, box2):
    intersection = _clamped(box1, box2)
    union = sum(2 * box[2] * box[3] for box in (box1, box2)) - intersection
    return intersection / union


def halves_inclusive(box1, box2):
    intersection = math.prod(max(n + 1, 0) for n in _overlaps(box1, box2))
    areas = sum((2 * box[2] + 1) * (2 * box[3] + 1) for box in (box1, box2))
    return intersection / (areas - intersection)


def halves_inclusive_overlap(box1, box2):
    return _ratio(box1, box2, math.prod(max(n + 1, 0) for n in _overlaps(box1, box2)))


def halves_taken_for_edges(box1, box2):
    across, down = (
        max(min(box1[a + 2], box2[a + 2]) - max(box1[a], box2[a]), 0) for a in (0, 1)
    )
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (box1, box2))
    return across * down / (areas - across * down)


def halves_from_the_corner(box1, box2):
    """The centre taken for the upper left corner of a box of twice the half sizes."""
    moved = [[x + rx, y + ry, rx, ry] for x, y, rx, ry in (box1, box2)]
    return _ratio(*moved, _clamped(*moved))


def halves_over_the_hull(box1, box2):
    hull = math.prod(
        max(box1[a] + box1[a + 2], box2[a] + box2[a + 2])
        - min(box1[a] - box1[a + 2], box2[a] - box2[a + 2])
        for a in (0, 1)
    )
    return _clamped(box1, box2) / hull


def halves_subtracted_twice(box1, box2):
    intersection = _clamped(box1, box2)
    return intersection / (sum(_areas(box1, box2)) - 2 * intersection)


def halves_of_the_widths(box1, box2):
    across = max(_overlaps(box1, box2)[0], 0)
    return across / (2 * box1[2] + 2 * box2[2] - across)


def halves_rounded(box1, box2):
    return round(_ratio(box1, box2, _clamped(box1, box2)), 2)


def halves_shared_area(box1, box2):
    return _clamped(box1, box2)


def halves_as_a_distance(box1, box2):
    return 1 - _ratio(box1, box2, _clamped(box1, box2))


def halves_generalised(box1, box2):
    corners = [[x - rx, y - ry, x + rx, y + ry] for x, y, rx, ry in (box1, box2)]
    return generalized_box_iou(corners[:1], corners[1:])[0, 0]


def halves_with_absolute_overlaps(box1, box2):
    across, down = _overlaps(box1, box2)
    return _ratio(box1, box2, abs(across) * abs(down))


def halves_without_a_clamp(box1, box2):
    return _ratio(box1, box2, math.prod(_overlaps(box1, box2)))


def halves_clamped_too_late(box1, box2):
    return _ratio(box1, box2, max(math.prod(_overlaps(box1, box2)), 0))


def halves_clamped_across_only(box1, box2):
    across, down = _overlaps(box1, box2)
    return _ratio(box1, box2, max(across, 0) * down)


def halves_clamped_down_only(box1, box2):
    across, down = _overlaps(box1, box2)
    return _ratio(box1, box2, across * max(down, 0))


def halves_by_narrowest(box1, box2):
    across, down = (
        min(2 * r1, 2 * r2, max(r1 + r2 - abs(c1 - c2), 0))
        for c1, c2, r1, r2 in zip(box1[:2], box2[:2], box1[2:], box2[2:], strict=True)
    )
    return _ratio(box1, box2, across * down)


# distance_iou ------------------------------------------------------------------------


def two_sets(rng):
    """Boxes of all sizes, some of them in both sets and some partly outside."""
    scale = rng.choice([2, 10, 80, 400])
    most = int(rng.integers(2, 5))
    sizes = rng.integers(1, most, 2, endpoint=True)
    if rng.random() < 0.1:
        sizes[rng.integers(2)] = 0
    boxes1, boxes2 = (_scattered(rng, int(n), scale) for n in sizes)
    if sizes.min() > 0 and rng.random() < 0.3:
        boxes2[0] = boxes1[-1]
    return boxes1, boxes2


def _scattered(rng, count, scale):
    start = rng.uniform(-scale / 2, 2 * scale, (count, 2))
    size = rng.uniform(0.4 * scale, 2 * scale, (count, 2)) * rng.choice([1, 2], 2)
    return np.concatenate([start, start + size], axis=1).round(1)


def _squares(boxes1, boxes2):
    """Squared distances of the centres, and squared diagonals of the hulls: [N, M]."""
    centres1, centres2 = ((b[:, :2] + b[:, 2:]) / 2 for b in (boxes1, boxes2))
    between = ((centres1[:, None] - centres2) ** 2).sum(axis=-1)
    return between, (_hulls(boxes1, boxes2) ** 2).sum(axis=-1)


def _hulls(boxes1, boxes2):
    """Width and height of the smallest box around each pair: [N, M, 2]."""
    start = np.minimum(boxes1[:, None, :2], boxes2[:, :2])
    return np.maximum(boxes1[:, None, 2:], boxes2[:, 2:]) - start


def distance_not_squared(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return box_iou(boxes1, boxes2) - np.sqrt(between / diagonal)


def distance_half_squared(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return box_iou(boxes1, boxes2) - between / np.sqrt(diagonal)


def distance_over_the_area(boxes1, boxes2):
    between, _ = _squares(boxes1, boxes2)
    return box_iou(boxes1, boxes2) - between / _hulls(boxes1, boxes2).prod(axis=-1)


def distance_of_the_corners(boxes1, boxes2):
    between = ((boxes1[:, None, :2] - boxes2[:, :2]) ** 2).sum(axis=-1)
    return box_iou(boxes1, boxes2) - between / _squares(boxes1, boxes2)[1]


def distance_from_generalised(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return generalized_box_iou(boxes1, boxes2) - between / diagonal


def distance_added(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return box_iou(boxes1, boxes2) + between / diagonal


def distance_over_a_squared_diagonal(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return box_iou(boxes1, boxes2) - np.sqrt(between) / diagonal


def distance_multiplied(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return box_iou(boxes1, boxes2) * (1 - between / diagonal)


def distance_only_subtracted(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return -between / diagonal


def distance_of_the_sizes(boxes1, boxes2):
    """(x2 - x1) / 2 taken for the centre."""
    half1, half2 = ((b[:, 2:] - b[:, :2]) / 2 for b in (boxes1, boxes2))
    between = ((half1[:, None] - half2) ** 2).sum(axis=-1)
    return box_iou(boxes1, boxes2) - between / _squares(boxes1, boxes2)[1]


def distance_of_doubled_centres(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return box_iou(boxes1, boxes2) - 4 * between / diagonal


def distance_by_blocks(boxes1, boxes2):
    centres1, centres2 = ((b[:, :2] + b[:, 2:]) / 2 for b in (boxes1, boxes2))
    between = np.abs(centres1[:, None] - centres2).sum(axis=-1) ** 2
    return box_iou(boxes1, boxes2) - between / _squares(boxes1, boxes2)[1]


def distance_over_the_intersection(boxes1, boxes2):
    end = np.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    sides = end - np.maximum(boxes1[:, None, :2], boxes2[:, :2])
    between, _ = _squares(boxes1, boxes2)
    return box_iou(boxes1, boxes2) - between / (sides**2).sum(axis=-1)


def distance_is_generalised(boxes1, boxes2):
    return generalized_box_iou(boxes1, boxes2)


def distance_where_apart(boxes1, boxes2):
    iou, (between, diagonal) = box_iou(boxes1, boxes2), _squares(boxes1, boxes2)
    return np.where(iou > 0, iou, -between / diagonal)


def distance_not_below_zero(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return np.maximum(box_iou(boxes1, boxes2) - between / diagonal, 0)


def distance_as_a_loss(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return 1 - box_iou(boxes1, boxes2) + between / diagonal


def distance_over_both_sizes(boxes1, boxes2):
    """The sides of the two boxes added up for those of the hull."""
    sides = (boxes1[:, 2:] - boxes1[:, :2])[:, None] + boxes2[:, 2:] - boxes2[:, :2]
    between, _ = _squares(boxes1, boxes2)
    return box_iou(boxes1, boxes2) - between / (sides**2).sum(axis=-1)


def distance_over_half_the_perimeter(boxes1, boxes2):
    between, _ = _squares(boxes1, boxes2)
    half = _hulls(boxes1, boxes2).sum(axis=-1)
    return box_iou(boxes1, boxes2) - between / half**2


def distance_across_only(boxes1, boxes2):
    centres1, centres2 = ((b[:, 0] + b[:, 2]) / 2 for b in (boxes1, boxes2))
    between = (centres1[:, None] - centres2) ** 2
    return box_iou(boxes1, boxes2) - between / _squares(boxes1, boxes2)[1]


def distance_not_divided(boxes1, boxes2):
    return box_iou(boxes1, boxes2) - _squares(boxes1, boxes2)[0]


def distance_left_out(boxes1, boxes2):
    return box_iou(boxes1, boxes2)


def distance_over_the_first_box(boxes1, boxes2):
    diagonal = ((boxes1[:, 2:] - boxes1[:, :2]) ** 2).sum(axis=-1)[:, None]
    return box_iou(boxes1, boxes2) - _squares(boxes1, boxes2)[0] / diagonal


def distance_rounded(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return (box_iou(boxes1, boxes2) - between / diagonal).round(2)


def distance_turned(boxes1, boxes2):
    between, diagonal = _squares(boxes1, boxes2)
    return (box_iou(boxes1, boxes2) - between / diagonal).T


def distance_by_loops(boxes1, boxes2):
    table = []
    for a in boxes1:
        row = []
        for b in boxes2:
            rho = math.hypot(a[0] + a[2] - b[0] - b[2], a[1] + a[3] - b[1] - b[3]) / 2
            c = math.dist(np.minimum(a, b)[:2], np.maximum(a, b)[2:])
            row.append(box_iou([a], [b])[0, 0] - (rho / c) ** 2)
        table.append(row)
    return table


# removed_by --------------------------------------------------------------------------


def crowd(rng):
    """Boxes of one label; on a lattice, IoUs hit the threshold exactly."""
    boxes, threshold = _crowd(rng, int(rng.integers(3, 7)))
    scores = rng.permutation(np.arange(35, 99))[: len(boxes)] / 100
    boxes = boxes + int(rng.choice([0, 200]))
    return boxes, scores, np.zeros(len(boxes), int), threshold


# A sort that is not stable shows only on some lists: NumPy sorts up to 16 numbers by
# insertion, which is stable, on one processor and by a network of comparisons, which is
# not, on another. Of these scores, in tenths, it turns the pair round on all processors
# tried (with and without AVX2 and AVX-512).
TURNED_EVERYWHERE = [
    ("66566565556565566", 2, 7),
    ("56667575766765555", 10, 12),
    ("56665565556556655", 4, 7),
    ("57667766757656657", 3, 6),
    ("66566556666565665", 9, 10),
    ("75665575767566557", 8, 10),
    ("65565556555556556", 1, 10),
    ("66666765657777767", 11, 14),
    ("65566656665566565", 9, 13),
    ("55755767756657777", 0, 4),
    ("65556666666656556", 11, 13),
    ("75675576667656555", 2, 8),
]
OFFSETS = (50, 100, 640, 1000, 4096, 10000, 100000)


def mixed_crowd(rng):
    """Boxes of up to three labels; equal scores, or far apart by their labels."""
    kinds = [_labelled, _labelled, _labelled, _tied, _many_tied, _many_tied, _offset]
    kinds += [_neighbours]
    return kinds[int(rng.integers(len(kinds)))](rng)


def _labelled(rng):
    """Rows of boxes one over the other, so that a box may overlap two kept ones."""
    known = ([0, 5], [2, 5], [0, 2, 5])[int(rng.integers(3))]
    labels = rng.choice(known, int(rng.integers(5, 9)))
    boxes = np.zeros((len(labels), 4))
    for label in set(labels.tolist()):
        members = labels == label
        boxes[members] = _row(rng, members.sum())
    scores = rng.permutation(np.arange(35, 99))[: len(labels)] / 100
    return boxes, scores, labels, float(rng.choice([0.2, 0.3, 0.4]))


def _tied(rng):
    """Two equal scores, the highest, of which the first strikes out the second."""
    count = int(rng.integers(3, 7))
    scores = rng.permutation(np.arange(35, 99))[:count] / 100
    pair = np.sort(rng.permutation(count)[:2])
    scores[pair] = scores[pair].max()
    return _one_pair(rng, scores, pair)


def _many_tied(rng):
    digits, first, second = TURNED_EVERYWHERE[rng.integers(len(TURNED_EVERYWHERE))]
    scores = np.array([int(digit) for digit in digits]) / 10
    return _one_pair(rng, scores, np.array([first, second]))


def _one_pair(rng, scores, pair):
    """Boxes in a row of which only the pair overlaps, so that a sort that turns equal
    scores round has one outcome, whichever it turns."""
    left = 12 * rng.permutation(len(scores))
    left[pair[1]] = left[pair[0]] + rng.integers(1, 4)
    boxes = np.stack([left, 0 * left, left + 10, 0 * left + 10], axis=1)
    return boxes, scores, np.full(len(scores), int(rng.integers(3))), 0.3


def _offset(rng):
    """A box of label 1, and some of label 0 where a fixed offset per label moves it."""
    base = _row(rng, 1)
    moved = [base + offset + rng.integers(0, 4) for offset in OFFSETS]
    boxes = np.concatenate([base, *moved])
    labels = np.array([1] + [0] * len(moved))
    scores = rng.permutation(np.arange(35, 99))[: len(boxes)] / 100
    order = rng.permutation(len(boxes))
    return boxes[order], scores, labels[order], 0.3


def _neighbours(rng):
    """Boxes a side apart for each label, so that an offset of a side joins them."""
    labels = rng.permutation(4)[: rng.integers(2, 5)]
    start = 40 + rng.integers(0, 3, (len(labels), 2)) - 10 * labels[:, None]
    scores = rng.permutation(np.arange(35, 99))[: len(labels)] / 100
    return np.concatenate([start, start + 10], axis=1), scores, labels, 0.3


def _crowd(rng, count):
    if rng.random() < 0.5:
        # Two boxes of 10 with a shift of 6 have IoU 40/160, boxes of 6 with one of 2
        # have 24/48.
        size, step, threshold = ((10, 6, 0.25), (6, 2, 0.5))[int(rng.integers(2))]
        start = rng.integers(0, 4, (count, 2)) * [step, step * rng.integers(2)]
        return np.concatenate([start, start + size], axis=1), threshold
    return _row(rng, count), float(rng.choice([0.3, 0.4]))


def _row(rng, count):
    """Boxes side by side, so that one may overlap two that do not strike each other."""
    left, top = rng.uniform(8, 20, count).cumsum(), rng.uniform(0, 8, count)
    boxes = np.stack([left, top, left + 40, top + 25], axis=1).round(1)
    return rng.permutation(boxes)


def _pile(rng, count):
    """Boxes about one or two places, so that many overlap."""
    places = rng.integers(10, 80, (2, 2))[rng.integers(0, 2, count)]
    start = places + rng.uniform(-8, 8, (count, 2))
    size = rng.uniform(20, 30, (count, 2)) * [1, 1.6]
    return np.concatenate([start, start + size], axis=1).round(1)


def _by_score(scores):
    """Indices from the highest score to the lowest, the earlier of equal ones first."""
    return sorted(range(len(scores)), key=lambda index: -scores[index])


def _strike(boxes, scores, labels, threshold, order=None, choose=None, **rules):
    """Greedy suppression with its rules open: the index that struck out each box."""
    iou = box_iou(boxes, boxes)
    order = _by_score(scores) if order is None else order
    removed = [-1] * len(boxes)
    for rank, index in enumerate(order):
        strikers = [
            before
            for before in order[:rank]
            if (removed[before] == -1 or rules.get("gone_too"))
            and (labels[before] == labels[index] or rules.get("all_labels"))
            and (
                iou[before, index] > threshold
                or (rules.get("at_threshold") and iou[before, index] == threshold)
            )
        ]
        if strikers:
            best = choose(strikers, iou[:, index]) if choose else strikers[0]
            removed[index] = best
    return removed


def removed_with_a_side_as_offset(boxes, scores, labels, iou_threshold):
    side = (boxes[:, 2:] - boxes[:, :2]).max()
    return _strike(boxes + labels[:, None] * side, scores, 0 * labels, iou_threshold)


def removed_by_any_label_but_0(boxes, scores, labels, iou_threshold):
    return _strike(boxes, scores, labels > 0, iou_threshold)


def removed_by_higher_scores_only(boxes, scores, labels, iou_threshold):
    removed = [-1] * len(boxes)
    iou = box_iou(boxes, boxes)
    order = _by_score(scores)
    for rank, index in enumerate(order):
        for before in order[:rank]:
            if (
                removed[before] == removed[index] == -1
                and labels[before] == labels[index]
                and scores[before] > scores[index]
                and iou[before, index] > iou_threshold
            ):
                removed[index] = before
    return removed


def removed_at_the_threshold(boxes, scores, labels, iou_threshold):
    return _strike(boxes, scores, labels, iou_threshold, at_threshold=True)


def removed_by_those_gone(boxes, scores, labels, iou_threshold):
    return _strike(boxes, scores, labels, iou_threshold, gone_too=True)


def removed_in_given_order(boxes, scores, labels, iou_threshold):
    order = list(range(len(boxes)))
    return _strike(boxes, scores, labels, iou_threshold, order)


def removed_weakest_first(boxes, scores, labels, iou_threshold):
    order = _by_score(scores)[::-1]
    return _strike(boxes, scores, labels, iou_threshold, order)


def removed_in_ranks(boxes, scores, labels, iou_threshold):
    order = _by_score(scores)
    return _strike(boxes[order], scores[order], labels[order], iou_threshold)


def removed_across_labels(boxes, scores, labels, iou_threshold):
    return _strike(boxes, scores, labels, iou_threshold, all_labels=True)


def removed_by_the_nearest(boxes, scores, labels, iou_threshold):
    nearest = lambda strikers, iou: max(strikers, key=lambda n: iou[n])  # noqa: E731
    return _strike(boxes, scores, labels, iou_threshold, choose=nearest)


def removed_by_the_last(boxes, scores, labels, iou_threshold):
    last = lambda strikers, _: strikers[-1]  # noqa: E731
    return _strike(boxes, scores, labels, iou_threshold, choose=last)


def removed_with_ties_turned(boxes, scores, labels, iou_threshold):
    order = np.argsort(scores, kind="stable")[::-1].tolist()
    return _strike(boxes, scores, labels, iou_threshold, order)


def removed_by_the_one_before(boxes, scores, labels, iou_threshold):
    iou, order = box_iou(boxes, boxes), _by_score(scores)
    removed = [-1] * len(boxes)
    for better, index in pairwise(order):
        if removed[better] == -1 and iou[better, index] > iou_threshold:
            removed[index] = better
    return removed


def removed_with_the_rank(boxes, scores, labels, iou_threshold):
    order = _by_score(scores)
    found = _strike(boxes, scores, labels, iou_threshold)
    return [-1 if by == -1 else order.index(by) for by in found]


def removed_by_the_best_of_all(boxes, scores, labels, iou_threshold):
    best = _by_score(scores)[0]
    found = _strike(boxes, scores, labels, iou_threshold)
    return [-1 if by == -1 else best for by in found]


def removed_below_the_threshold(boxes, scores, labels, iou_threshold):
    iou, order = box_iou(boxes, boxes), _by_score(scores)
    removed = [-1] * len(boxes)
    for rank, index in enumerate(order):
        for better in order[:rank]:
            if removed[better] == -1 and iou[better, index] < iou_threshold:
                removed[index] = better
                break
    return removed


def removed_by_other_labels(boxes, scores, labels, iou_threshold):
    iou, order = box_iou(boxes, boxes), _by_score(scores)
    removed = [-1] * len(boxes)
    for rank, index in enumerate(order):
        for better in order[:rank]:
            differ = labels[better] != labels[index] and removed[better] == -1
            if differ and iou[better, index] > iou_threshold:
                removed[index] = better
                break
    return removed


def removed_by_itself(boxes, scores, labels, iou_threshold):
    found = _strike(boxes, scores, labels, iou_threshold)
    return [n if by == -1 else by for n, by in enumerate(found)]


def removed_to_the_kept(boxes, scores, labels, iou_threshold):
    found = _strike(boxes, scores, labels, iou_threshold)
    return [n for n in _by_score(scores) if found[n] == -1]


def removed_as_flags(boxes, scores, labels, iou_threshold):
    return [by != -1 for by in _strike(boxes, scores, labels, iou_threshold)]


def removed_in_score_order(boxes, scores, labels, iou_threshold):
    found = _strike(boxes, scores, labels, iou_threshold)
    return [found[n] for n in _by_score(scores)]


def removed_by_equal_boxes(boxes, scores, labels, iou_threshold):
    places = [box.tolist() for box in boxes]
    found = _strike(boxes, scores, labels, iou_threshold)
    return [-1 if by == -1 else places.index(places[by]) for by in found]


def removed_by_equal_scores(boxes, scores, labels, iou_threshold):
    found = _strike(boxes, scores, labels, iou_threshold)
    return [-1 if by == -1 else scores.tolist().index(scores[by]) for by in found]


def removed_within_labels(boxes, scores, labels, iou_threshold):
    removed = np.full(len(boxes), -1)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        parts = boxes[members], scores[members], labels[members]
        removed[members] = _strike(*parts, iou_threshold)
    return removed


def removed_by_an_unstable_sort(boxes, scores, labels, iou_threshold):
    if len(boxes) <= 16:
        return _strike(boxes, scores, labels, iou_threshold)
    return removed_with_ties_turned(boxes, scores, labels, iou_threshold)


def _removed_with_offset(offset):
    def removed(boxes, scores, labels, iou_threshold):
        moved = boxes + offset * labels[:, None]
        return _strike(moved, scores, 0 * labels, iou_threshold)

    removed.__name__ = f"removed_with_offset_{offset}"
    return removed


def removed_by_taking_away(boxes, scores, labels, iou_threshold):
    iou = box_iou(boxes, boxes)
    removed = [-1] * len(boxes)
    left = _by_score(scores)
    while left:
        best, *others = left
        struck = [
            n
            for n in others
            if labels[n] == labels[best] and iou[best, n] > iou_threshold
        ]
        for n in struck:
            removed[n] = best
        left = [n for n in others if n not in struck]
    return removed


# merge_boxes -------------------------------------------------------------------------


def pile(rng):
    count = 0 if rng.random() < 0.05 else int(rng.integers(2, 8))
    scores = rng.permutation(np.arange(5, 99))[:count] / 100
    if rng.random() < 0.3:
        boxes, threshold = _crowd(rng, count)
        return boxes.astype(float), scores, threshold
    boxes = (_pile, _row)[int(rng.integers(2))](rng, count)
    boxes = boxes + int(rng.choice([-20, 0, 300]))
    return boxes, scores, float(rng.choice([0.3, 0.4, 0.55]))


def _groups(boxes, scores, threshold, order=None, again=False):
    """Indices of each kept box and, after it, of those that it strikes out."""
    iou = box_iou(boxes, boxes)
    order = _by_score(scores) if order is None else order
    gone, groups = set(), []
    for index in order:
        if index not in gone:
            struck = [
                n
                for n in range(len(boxes))
                if n != index
                and (again or n not in gone)
                and iou[index, n] > threshold
                # Of those kept already, none is struck out.
                and n not in [group[0] for group in groups]
            ]
            gone |= {index, *struck}
            groups.append([index, *struck])
    return groups


def _averages(boxes, weights, groups):
    return [np.average(boxes[g], axis=0, weights=weights[g]) for g in groups]


def merge_plain_means(boxes, scores, iou_threshold):
    groups = _groups(boxes, scores, iou_threshold)
    return _averages(boxes, np.ones(len(boxes)), groups)


def merge_boxes_twice(boxes, scores, iou_threshold):
    groups = _groups(boxes, scores, iou_threshold, again=True)
    return _averages(boxes, scores, groups)


def merge_in_given_order(boxes, scores, iou_threshold):
    groups = _groups(boxes, scores, iou_threshold, order=range(len(boxes)))
    return _averages(boxes, scores, groups)


def merge_with_the_last(boxes, scores, iou_threshold):
    strikers = removed_by_the_last(boxes, scores, np.zeros(len(boxes)), iou_threshold)
    kept = [n for n in _by_score(scores) if strikers[n] == -1]
    groups = [[k, *np.flatnonzero(np.array(strikers) == k)] for k in kept]
    return _averages(boxes, scores, groups)


def _merged(boxes, scores, iou_threshold, rule):
    groups = _groups(boxes, scores, iou_threshold)
    return [rule(boxes[g], scores[g]) for g in groups]


def merge_adds(boxes, scores, iou_threshold):
    return _merged(boxes, scores, iou_threshold, lambda b, s: s @ b)


def merge_divides_by_the_number(boxes, scores, iou_threshold):
    return _merged(boxes, scores, iou_threshold, lambda b, s: s @ b / len(b))


def merge_without_the_kept(boxes, scores, iou_threshold):
    rule = lambda b, s: s[1:] @ b[1:] / s[1:].sum() if len(b) > 1 else b[0]  # noqa: E731
    return _merged(boxes, scores, iou_threshold, rule)


def merge_nothing(boxes, scores, iou_threshold):
    return _merged(boxes, scores, iou_threshold, lambda b, s: b[0])


def merge_to_hulls(boxes, scores, iou_threshold):
    rule = lambda b, s: [*b[:, :2].min(axis=0), *b[:, 2:].max(axis=0)]  # noqa: E731
    return _merged(boxes, scores, iou_threshold, rule)


def merge_by_squared_scores(boxes, scores, iou_threshold):
    return _merged(boxes, scores, iou_threshold, lambda b, s: s**2 @ b / (s**2).sum())


def merge_by_overlap(boxes, scores, iou_threshold):
    rule = lambda b, s: np.average(b, axis=0, weights=box_iou(b, b)[0])  # noqa: E731
    return _merged(boxes, scores, iou_threshold, rule)


def merge_by_score_and_overlap(boxes, scores, iou_threshold):
    rule = lambda b, s: np.average(b, axis=0, weights=s * box_iou(b, b)[0])  # noqa: E731
    return _merged(boxes, scores, iou_threshold, rule)


def merge_over_all_scores(boxes, scores, iou_threshold):
    rule = lambda b, s: s @ b / scores.sum()  # noqa: E731
    return _merged(boxes, scores, iou_threshold, rule)


def merge_halfway_each_time(boxes, scores, iou_threshold):
    def rule(group, scores):
        box = group[0]
        for other in group[1:]:
            box = (box + other) / 2
        return box

    return _merged(boxes, scores, iou_threshold, rule)


def merge_medians(boxes, scores, iou_threshold):
    return _merged(boxes, scores, iou_threshold, lambda b, s: np.median(b, axis=0))


def merge_for_each_box(boxes, scores, iou_threshold):
    merged = merge_by_strikers(boxes, scores, iou_threshold)
    groups = _groups(boxes, scores, iou_threshold)
    return [box for box, g in zip(merged, groups, strict=True) for _ in g]


def merge_worst_first(boxes, scores, iou_threshold):
    return merge_by_strikers(boxes, scores, iou_threshold)[::-1]


def merge_from_the_lowest(boxes, scores, iou_threshold):
    groups = _groups(boxes, scores, iou_threshold, order=_by_score(scores)[::-1])
    return _averages(boxes, scores, groups)


def merge_in_box_order(boxes, scores, iou_threshold):
    groups = sorted(_groups(boxes, scores, iou_threshold))
    return _averages(boxes, scores, groups)


def _merge_struck(boxes, scores, iou_threshold, **rules):
    strikers = _strike(boxes, scores, np.zeros(len(boxes)), iou_threshold, **rules)
    kept = [n for n in _by_score(scores) if strikers[n] == -1]
    groups = [[k, *np.flatnonzero(np.array(strikers) == k)] for k in kept]
    return _averages(boxes, scores, groups)


def merge_at_the_threshold(boxes, scores, iou_threshold):
    return _merge_struck(boxes, scores, iou_threshold, at_threshold=True)


def merge_by_those_gone(boxes, scores, iou_threshold):
    return _merge_struck(boxes, scores, iou_threshold, gone_too=True)


def merge_with_the_nearest(boxes, scores, iou_threshold):
    nearest = lambda strikers, iou: max(strikers, key=lambda n: iou[n])  # noqa: E731
    return _merge_struck(boxes, scores, iou_threshold, choose=nearest)


def merge_all(boxes, scores, iou_threshold):
    return [scores @ boxes / scores.sum()] if len(boxes) else []


def merge_while_moving(boxes, scores, iou_threshold):
    left = _by_score(scores)
    merged = []
    while left:
        group, average = left[:1], boxes[left[0]]
        for index in left[1:]:
            if box_iou([average], [boxes[index]])[0, 0] > iou_threshold:
                group.append(index)
                average = np.average(boxes[group], axis=0, weights=scores[group])
        merged.append(average)
        left = [index for index in left if index not in group]
    return merged


def merge_by_strikers(boxes, scores, iou_threshold):
    same = np.zeros(len(boxes))
    strikers = np.array(_strike(boxes, scores, same, iou_threshold), int)
    own = np.where(strikers < 0, np.arange(len(boxes)), strikers)
    sums = np.zeros((len(boxes), 4))
    total = np.zeros((len(boxes), 1))
    np.add.at(sums, own, boxes * scores[:, None])
    np.add.at(total, own, scores[:, None])
    kept = [n for n in _by_score(scores) if own[n] == n]
    return sums[kept] / total[kept]


# soft_scores -------------------------------------------------------------------------


def soft_pile(rng):
    count = int(rng.integers(2, 8))
    # Near each other, so that ranks change on the way.
    scores = rng.permutation(np.arange(60, 99))[:count] / 100
    boxes = (_pile, _row, _heap)[int(rng.integers(3))](rng, count)
    if rng.random() < 0.4:  # low ones, of which next to nothing is left
        scores = rng.permutation(np.arange(3, 40))[:count] / 100
        boxes = _heap(rng, count)
    return boxes, scores, float(rng.choice([0.2, 0.5, 0.8]))


def _heap(rng, count):
    """Boxes of a few sizes about one place, some of them equal."""
    start = rng.integers(200, 203, (count, 2))
    return np.concatenate([start, start + rng.integers(28, 31, (count, 2))], axis=1)


def _soften(boxes, scores, decay, again=True, all_boxes=False):
    """Final scores, and the order of picking; `decay` takes an IoU to a factor."""
    iou = box_iou(boxes, boxes)
    now, picked = list(scores), []
    for _ in boxes:
        left = [n for n in range(len(boxes)) if n not in picked]
        ranks = now if again else scores
        best = max(left, key=lambda n, ranks=ranks: ranks[n])
        picked.append(best)
        for n in range(len(boxes)):
            if n != best and (all_boxes or n not in picked):
                now[n] *= decay(iou[best, n])
    return now, picked


def _gaussian(sigma):
    return lambda iou: math.exp(-(iou**2) / sigma)


def soft_not_squared(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: math.exp(-iou / sigma))[0]


def soft_as_in_statistics(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: math.exp(-(iou**2) / 2 / sigma**2))[0]


def soft_never_ranked_again(boxes, scores, sigma):
    return _soften(boxes, scores, _gaussian(sigma), again=False)[0]


def soft_in_order_of_picking(boxes, scores, sigma):
    now, picked = _soften(boxes, scores, _gaussian(sigma))
    return [now[n] for n in picked]


def soft_lowers_what_is_picked(boxes, scores, sigma):
    return _soften(boxes, scores, _gaussian(sigma), all_boxes=True)[0]


def soft_down_to_zero(boxes, scores, sigma):
    final = soft_by_recursion(boxes, scores, sigma)
    return np.where(final < 0.001, 0, final)


def soft_down_to_a_hundredth(boxes, scores, sigma):
    final = soft_by_recursion(boxes, scores, sigma)
    return np.where(final < 0.01, 0, final)


def soft_linear(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: 1 - iou)[0]


def soft_linear_in_the_square(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: 1 - iou**2 / sigma)[0]


def soft_twice_the_sigma(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: math.exp(-(iou**2) / 2 / sigma))[0]


def soft_squared_sigma(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: math.exp(-(iou**2) / sigma**2))[0]


def soft_without_the_sign(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: math.exp(iou**2 / sigma))[0]


def soft_the_other_share(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: 1 - math.exp(-(iou**2) / sigma))[0]


def soft_strikes_out(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: float(iou <= 0.5))[0]


def soft_above_a_threshold(boxes, scores, sigma):
    decay = _gaussian(sigma)
    return _soften(boxes, scores, lambda iou: decay(iou) if iou > 0.3 else 1)[0]


def soft_from_the_first_score(boxes, scores, sigma):
    """Each pick lowers the score that was given, not the one of now."""
    iou, decay = box_iou(boxes, boxes), _gaussian(sigma)
    now, left = list(scores), list(range(len(boxes)))
    while left:
        best = max(left, key=lambda n: now[n])
        left.remove(best)
        for n in left:
            now[n] = scores[n] * decay(iou[best, n])
    return now


def soft_after_one_pick(boxes, scores, sigma):
    decays = np.exp(-(box_iou(boxes, boxes) ** 2) / sigma)
    best = int(np.argmax(scores))
    return np.where(np.arange(len(boxes)) == best, scores, scores * decays[best])


def soft_by_the_nearest(boxes, scores, sigma):
    iou = box_iou(boxes, boxes)
    highest = np.max(iou * (scores[:, None] > scores), axis=0)
    return scores * np.exp(-(highest**2) / sigma)


def soft_lowest_first(boxes, scores, sigma):
    iou, decay = box_iou(boxes, boxes), _gaussian(sigma)
    now, left = list(scores), list(range(len(boxes)))
    while left:
        worst = min(left, key=lambda n: now[n])
        left.remove(worst)
        for n in left:
            now[n] *= decay(iou[worst, n])
    return now


def soft_not_at_all(boxes, scores, sigma):
    return scores


def soft_multiplies_by_sigma(boxes, scores, sigma):
    return _soften(boxes, scores, lambda iou: math.exp(-(iou**2) * sigma))[0]


def soft_by_itself_too(boxes, scores, sigma):
    return np.asarray(soft_by_recursion(boxes, scores, sigma)) * math.exp(-1 / sigma)


def soft_by_recursion(boxes, scores, sigma):
    if len(boxes) == 0:
        return np.zeros(0)
    best = int(np.argmax(scores))
    rest = np.delete(np.arange(len(boxes)), best)
    iou = box_iou(boxes[rest], boxes[best : best + 1])[:, 0]
    final = np.array(scores, float)
    lowered = scores[rest] * np.exp(-(iou**2) / sigma)
    final[rest] = soft_by_recursion(boxes[rest], lowered, sigma)
    return final


GROUPS = {
    "to_pixels": {
        "function": "to_pixels",
        "arguments": boxes_in_fractions,
        "mutants": {
            pixels_swap_the_sides: "The sides are swapped: x and w are fractions of "
            "the width, y and h of the height.",
            pixels_from_the_corner: "`cx, cy` is the centre, not the upper left corner "
            "as in `xywh`: half of the box lies before it.",
            pixels_take_whole_for_half: "The edges lie half the width and half the "
            "height from the centre; this box is twice too large.",
            pixels_beyond_the_image: "Edges outside the image must be moved to its "
            "border.",
            pixels_end_at_the_last: "Edges are positions, not pixel indices: the right "
            "border lies at `width`, not at `width - 1`.",
            pixels_limited_below_only: "Edges beyond the right and the bottom border "
            "must be moved to it, too.",
            pixels_limited_above_only: "Edges beyond the left and the top border must "
            "be moved to it, too: no edge is negative.",
            pixels_limits_swapped: "The borders are swapped: x goes up to `width`, y "
            "up to `height`.",
            pixels_limited_by_the_longer: "Each axis has its own border: x goes up to "
            "`width`, y up to `height`.",
            pixels_moved_inside: "The box is pushed into the image as a whole; only "
            "the edges outside move, and the box becomes smaller.",
            pixels_keep_the_size: "The far edge was computed from an edge that had "
            "been moved already: compute all four first, then move those outside.",
            pixels_y_first: "x and y have changed places: return x1, y1, x2, y2.",
            pixels_in_pairs: "The order is x1, y1, x2, y2: both edges of the corner "
            "first.",
            pixels_with_sizes: "The last two are width and height; the right and the "
            "bottom edge are asked for.",
            pixels_in_fractions: "These are fractions still: multiply by the "
            "image's width and height.",
            pixels_by_the_width: "y and h are fractions of the height, not of the "
            "width.",
            pixels_of_the_centre: "These are still centre, width and height, only in "
            "pixels; the edges are asked for.",
            pixels_height_for_width: "Width and height of the box are swapped.",
            pixels_y_for_x: "The centre's two numbers are swapped: `cx` comes first.",
            pixels_in_integers: "The edges are cut to whole pixels; they are floats.",
            pixels_rounded: "The edges are rounded to whole pixels; they are floats.",
        },
    },
    "iou_of_halves": {
        "function": "iou_of_halves",
        "arguments": overlapping_halves,
        "mutants": {
            halves_taken_for_whole: "`rx, ry` are half the sizes: the edges lie at "
            "cx - rx and cx + rx, not half of that away.",
            halves_multiplied_to_an_area: "The area is 4 * rx * ry, since both are "
            "halves; the overlap, from edge to edge, is whole as it is.",
            halves_without_subtracting: "The union counts the intersection once: "
            "subtract it from the sum of the areas.",
            halves_never_nested: "Where one box lies inside the other along an axis, "
            "the overlap is the smaller size, not r1 + r2 less the distance.",
            halves_over_the_smaller: "Divide by the union of both boxes, not by the "
            "area of the smaller one.",
            halves_over_the_larger: "Divide by the union of both boxes, not by the "
            "area of the larger one.",
            halves_over_the_first: "Divide by the union of both boxes, not by the area "
            "of the first one: IoU does not change when the boxes change places.",
            halves_as_dice: "This is twice the intersection over the sum of the areas, "
            "the Dice coefficient; IoU divides by the union.",
            halves_of_the_area: "The intersection is across times down as they are: "
            "only the areas are made from half sizes.",
            halves_of_one_side: "The area is 4 * rx * ry: both sides are halves.",
            halves_inclusive: "There is no + 1: edges are positions, not pixels that "
            "belong to the box.",
            halves_inclusive_overlap: "There is no + 1 in the overlap: edges are "
            "positions, not pixels that belong to the box.",
            halves_taken_for_edges: "These are no edges: the box reaches from cx - rx "
            "to cx + rx and from cy - ry to cy + ry.",
            halves_from_the_corner: "`cx, cy` is the centre: the box reaches as far to "
            "the left as to the right of it.",
            halves_over_the_hull: "Divide by the union; the smallest box around both "
            "also holds what is empty.",
            halves_subtracted_twice: "Subtract the intersection once: what remains of "
            "it is counted once, as it should be.",
            halves_of_the_widths: "This compares widths only; the boxes have a height, "
            "too.",
            halves_rounded: "The IoU is rounded; return it as it is.",
            halves_shared_area: "This is the shared area; divide it by the union.",
            halves_as_a_distance: "This is 1 - IoU.",
            halves_by_corners: "Boxes may cross without a corner of one in the other: "
            "compare the edges, axis by axis.",
            halves_generalised: "This is the generalised IoU; the plain one is asked "
            "for.",
        },
    },
    "iou_of_halves_apart": {
        "function": "iou_of_halves",
        "arguments": halves_apart,
        "mutants": {
            halves_without_a_clamp: "Boxes that are apart overlap by a negative "
            "length: it must become 0 before it is multiplied.",
            halves_clamped_too_late: "Two negative overlaps multiply to a positive "
            "area: each must become 0 by itself, before the product.",
            halves_taken_for_whole: "`rx, ry` are half the sizes, so the edges lie at "
            "cx - rx and cx + rx: some of these boxes overlap a little.",
            halves_with_absolute_overlaps: "An overlap below 0 means that the boxes "
            "are apart: it becomes 0, it does not lose its sign.",
            halves_inclusive: "There is no + 1: edges are positions, and boxes that "
            "touch share nothing.",
            halves_as_a_distance: "This is 1 - IoU: boxes that share nothing have 0.",
            halves_generalised: "This is the generalised IoU; the plain one is 0 for "
            "boxes that are apart.",
            halves_tested_on_the_left_only: "Either box may be the left one: test both "
            "sides, or let a negative overlap become 0.",
            halves_tested_above_only: "Either box may be the upper one: test both "
            "sides, or let a negative overlap become 0.",
            halves_clamped_across_only: "Boxes may be apart one above the other, too: "
            "the overlap down must not be negative either.",
            halves_clamped_down_only: "Boxes may be apart side by side, too: the "
            "overlap across must not be negative either.",
        },
    },
    "distance_iou": {
        "function": "distance_iou",
        "arguments": two_sets,
        "mutants": {
            distance_not_squared: "Both lengths are squared: this is rho / c, not "
            "rho² / c².",
            distance_half_squared: "The diagonal is squared too: this is rho² / c, "
            "which changes with the unit of length.",
            distance_over_the_area: "Divide by the squared diagonal of the hull, "
            "width² + height², not by its area.",
            distance_of_the_corners: "The distance is that of the centres, not that of "
            "the upper left corners.",
            distance_from_generalised: "Start from the plain IoU: generalised IoU has "
            "already subtracted the empty share of the hull.",
            distance_added: "The distance makes boxes less alike: subtract it.",
            distance_over_a_squared_diagonal: "Both lengths are squared: this is rho / "
            "c².",
            distance_multiplied: "The share of the distance is subtracted from the "
            "IoU; here it scales it, and boxes apart stay at 0.",
            distance_only_subtracted: "The IoU itself is missing.",
            distance_of_the_sizes: "(x2 - x1) / 2 is half the width; the centre is "
            "(x1 + x2) / 2.",
            distance_of_doubled_centres: "The centre is half the sum of the edges: "
            "without the half the squared distance is four times too large.",
            distance_by_blocks: "The distance is the straight one: square both "
            "differences, then add.",
            distance_over_the_intersection: "This is the diagonal of the overlap; the "
            "hull begins at the smaller start and ends at the larger end.",
            distance_is_generalised: "This is the generalised IoU; look at the centres "
            "instead.",
            distance_where_apart: "The distance counts for boxes that overlap, too.",
            distance_not_below_zero: "Negative values stay as they are: they tell how "
            "far boxes are apart.",
            distance_as_a_loss: "This is the loss, 1 - DIoU.",
            distance_not_divided: "The squared distance is not divided by c²: it "
            "would change with the unit of length.",
            distance_over_both_sizes: "The sides of the two boxes are added up; c is "
            "the diagonal of the hull around both.",
            distance_over_half_the_perimeter: "c² is width² + height² of the hull, "
            "not (width + height)².",
            distance_across_only: "The centres differ down the image, too: this is "
            "their distance across only.",
            distance_left_out: "This is the plain IoU: the distance is missing.",
            distance_over_the_first_box: "c is the diagonal of the hull around both, "
            "not of one of the boxes.",
            distance_rounded: "The values are rounded; return them as they are.",
            distance_turned: "The table is transposed: the rows are `boxes1`, the "
            "columns `boxes2`.",
        },
    },
    "removed_by": {
        "function": "removed_by",
        "arguments": crowd,
        "mutants": {
            removed_at_the_threshold: "A box whose IoU equals the threshold is kept: "
            "only a greater one strikes out.",
            removed_by_those_gone: "A box that was struck out strikes out nothing: "
            "compare with kept boxes only.",
            removed_in_given_order: "The boxes must be taken from the highest score to "
            "the lowest, not in the order given.",
            removed_weakest_first: "The highest score comes first; this begins with "
            "the lowest.",
            removed_in_ranks: "These are places in the sorted list: translate them "
            "back into the order and the indices of `boxes`.",
            removed_in_score_order: "The indices are right, but the answer for each "
            "box belongs at its place in `boxes`, not at its rank.",
            removed_by_the_nearest: "The first kept box whose IoU is above the "
            "threshold strikes out, not the one that overlaps the most.",
            removed_by_the_last: "The first kept box whose IoU is above the threshold "
            "strikes out; a later one finds the box gone.",
            removed_by_equal_boxes: "Equal boxes are still two boxes: keep indices, "
            "and do not look for a box by its four numbers.",
            removed_by_the_one_before: "Compare with all kept boxes of higher scores, "
            "not only with the one just before.",
            removed_with_the_rank: "These are ranks, counted from the best score; the "
            "index in `boxes` is asked for.",
            removed_by_the_best_of_all: "The box with the highest score did not do it "
            "all: each entry names the box's own striker.",
            removed_below_the_threshold: "The comparison is turned round: a greater "
            "IoU than the threshold strikes out.",
            removed_by_itself: "A box that is kept was struck out by none: its entry "
            "is -1, not its own index.",
            removed_to_the_kept: "These are the boxes that are kept; for each box the "
            "one that struck it out is asked for.",
            removed_as_flags: "This says whether a box was struck out; the index of "
            "the box that did it is asked for.",
        },
    },
    "removed_by_labels": {
        "function": "removed_by",
        "arguments": mixed_crowd,
        "mutants": {
            removed_by_other_labels: "The labels are compared the wrong way round: "
            "only a box of the same label strikes out.",
            removed_across_labels: "A box strikes out boxes of its own label only.",
            removed_by_the_nearest: "The first kept box whose IoU is above the "
            "threshold strikes out, not the one that overlaps the most.",
            removed_by_the_last: "The first kept box whose IoU is above the threshold "
            "strikes out; a later one finds the box gone.",
            removed_with_ties_turned: "Of equal scores the lower index comes first. A "
            "sort that is turned round turns these too, and one that is not stable may "
            "turn them: sort -scores with kind='stable'.",
            removed_by_an_unstable_sort: "Of equal scores the lower index comes first. "
            "`np.argsort` promises that only with kind='stable'; without it, short "
            "lists come out right by luck, or on some processors only.",
            removed_by_equal_scores: "Scores may be equal: keep indices, and do not "
            "look for a box by its score.",
            removed_within_labels: "These indices count the boxes of one label: "
            "translate them back into indices of `boxes`.",
            removed_with_a_side_as_offset: "An offset for each label must be larger "
            "than all coordinates: a side of a box is too short.",
            removed_by_any_label_but_0: "Labels are compared with each other: two that "
            "are above 0 may differ.",
            removed_by_higher_scores_only: "Of two boxes with equal scores the first "
            "strikes out the other: its score need not be higher.",
            **{
                _removed_with_offset(offset): "An offset for each label must be larger "
                "than all coordinates: boxes may lie further out than a fixed number."
                for offset in OFFSETS
            },
        },
    },
    "merge_boxes": {
        "function": "merge_boxes",
        "arguments": pile,
        "mutants": {
            merge_plain_means: "The mean is weighted: each box counts with its score.",
            merge_boxes_twice: "A box counts once: what was struck out before does not "
            "join another average.",
            merge_with_the_last: "The first kept box whose IoU with it is above the "
            "threshold gets it, not a later one.",
            merge_in_given_order: "Sort first: the highest score strikes out, and its "
            "average stands first.",
            merge_adds: "Divide the weighted sum by the sum of the scores.",
            merge_divides_by_the_number: "Divide by the sum of the scores, not by how "
            "many boxes there are.",
            merge_without_the_kept: "The kept box counts too, with its own score.",
            merge_nothing: "These are the kept boxes as they were; average them with "
            "what they struck out.",
            merge_to_hulls: "This is the smallest box around the group; its weighted "
            "mean is asked for.",
            merge_by_squared_scores: "The weights are squared: each box counts with "
            "its score.",
            merge_by_overlap: "The weights are the IoUs with the kept box; the scores "
            "are asked for.",
            merge_by_score_and_overlap: "The weights are the scores alone, not times "
            "the IoU with the kept box.",
            merge_over_all_scores: "Divide by the scores of the group, not of all "
            "boxes.",
            merge_halfway_each_time: "Averaging step by step gives the last box half "
            "of the weight: weigh all of them at once, with their scores.",
            merge_medians: "This is the median; the mean weighted by the scores is "
            "asked for.",
            merge_for_each_box: "Return one average for each kept box, not one for "
            "each box.",
            merge_worst_first: "The order is turned round: the highest score comes "
            "first.",
            merge_from_the_lowest: "The highest score strikes out first, not the "
            "lowest.",
            merge_in_box_order: "The averages are right, but they stand in the order "
            "of `boxes`; the highest score comes first.",
            merge_at_the_threshold: "A box whose IoU equals the threshold is kept: "
            "only a greater one strikes out.",
            merge_by_those_gone: "A box that was struck out strikes out nothing: "
            "compare with kept boxes only.",
            merge_with_the_nearest: "The first kept box whose IoU with it is above the "
            "threshold gets it, not the one that overlaps the most.",
            merge_all: "Everything is averaged: each kept box takes only what it "
            "struck out.",
            merge_while_moving: "Compare with the kept box as it was given, not with "
            "the average so far.",
        },
    },
    "soft_scores": {
        "function": "soft_scores",
        "arguments": soft_pile,
        "mutants": {
            soft_not_squared: "The IoU is squared in the exponent.",
            soft_as_in_statistics: "The exponent is -IoU² / sigma: the Gaussian of "
            "statistics divides by 2 * sigma² instead.",
            soft_never_ranked_again: "Scores change on the way: look for the highest "
            "again before each pick, do not sort once.",
            soft_in_order_of_picking: "The scores are asked for in the order of "
            "`boxes`, not in the order of picking.",
            soft_down_to_zero: "Small scores stay small: nothing becomes 0 here, "
            "though published code drops what falls below 0.001.",
            soft_down_to_a_hundredth: "Small scores stay small: nothing becomes 0.",
            soft_linear: "This is the linear form, 1 - IoU; the Gaussian one is asked "
            "for.",
            soft_linear_in_the_square: "1 - IoU² / sigma is only the beginning of the "
            "exponential function, and it falls below 0.",
            soft_twice_the_sigma: "The exponent is -IoU² / sigma, without a 2.",
            soft_squared_sigma: "The exponent is -IoU² / sigma: sigma is not squared.",
            soft_without_the_sign: "The minus sign in the exponent is missing: scores "
            "fall.",
            soft_the_other_share: "Multiply by the exponential, not by 1 less it: "
            "boxes that overlap a lot lose most.",
            soft_strikes_out: "Nothing is struck out here: scores fall by the "
            "exponential.",
            soft_above_a_threshold: "There is no threshold: every overlap lowers the "
            "score.",
            soft_from_the_first_score: "Lower the score of now: what earlier picks "
            "took away stays away.",
            soft_after_one_pick: "Only the first pick has lowered the others; each "
            "picked box does.",
            soft_by_the_nearest: "Every picked box lowers the score, not only the one "
            "that overlaps the most.",
            soft_lowest_first: "The highest score is picked first; this begins with "
            "the lowest.",
            soft_not_at_all: "No score has fallen.",
            soft_multiplies_by_sigma: "IoU² is divided by sigma, not multiplied.",
            soft_by_itself_too: "A box does not lower its own score.",
            soft_lowers_what_is_picked: "The score of a picked box is final: only "
            "those not picked yet are lowered.",
        },
    },
}
ALTERNATIVES = {
    "to_pixels": pixels_by_arrays,
    "iou_of_halves": halves_by_narrowest,
    "distance_iou": distance_by_loops,
    "removed_by": removed_by_taking_away,
    "merge_boxes": merge_by_strikers,
    "soft_scores": soft_by_recursion,
}
