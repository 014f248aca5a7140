"""Cases and plausible wrong answers of exercise 03."""

import math

import numpy as np

from course_utils.boxes import box_iou, generalized_box_iou

# to_pixels ---------------------------------------------------------------------------


def boxes_in_fractions(rng):
    """A box that lies inside the picture or reaches over one or two of its borders."""
    height, width = (int(n) for n in rng.choice([90, 160, 200, 320, 500], 2, False))
    centre = rng.uniform(0.1, 0.9, 2)
    room = 2 * np.minimum(centre, 1 - centre)
    # Up to twice the room along an axis, so that edges lie on both sides of a border.
    size = room * rng.uniform(0.3, 2, 2)
    return [round(float(n), 2) for n in (*centre, *size)], height, width


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


def pixels_beyond_the_picture(box, height, width):
    return _edges(*box, height, width)


def pixels_end_at_the_last(box, height, width):
    return _limited(_edges(*box, height, width), height, width, last=1)


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
    centre = rng.integers(20, 40, 2) / 2
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
    scale = rng.choice([2, 10, 80])
    most = int(rng.integers(2, 5))
    sizes = rng.integers(1, most, 2, endpoint=True)
    if rng.random() < 0.1:
        sizes[rng.integers(2)] = 0
    return tuple(_scattered(rng, int(n), scale) for n in sizes)


def _scattered(rng, count, scale):
    start = rng.uniform(0, 2 * scale, (count, 2))
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
    return boxes, scores, np.zeros(len(boxes), int), threshold


def mixed_crowd(rng):
    """Boxes of up to three labels in rows of their own, some with equal scores."""
    boxes, threshold = _crowd(rng, int(rng.integers(4, 9)))
    labels = rng.choice([0, 2, 5], len(boxes))
    scores = rng.choice([0.5, 0.6, 0.7, 0.8, 0.9], len(boxes))
    if boxes.dtype == float:
        for label in set(labels.tolist()):
            members = labels == label
            boxes[members] = _row(rng, members.sum())
    return boxes, scores, labels, threshold


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
    count = 0 if rng.random() < 0.05 else int(rng.integers(3, 9))
    scores = rng.permutation(np.arange(5, 99))[:count] / 100
    if rng.random() < 0.3:
        boxes, threshold = _crowd(rng, count)
        return boxes.astype(float), scores, threshold
    boxes = (_pile, _row)[int(rng.integers(2))](rng, count)
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
    count = int(rng.integers(3, 8))
    # Near each other, so that ranks change on the way.
    scores = rng.permutation(np.arange(60, 99))[:count] / 100
    boxes = (_pile, _row)[int(rng.integers(2))](rng, count)
    return boxes, scores, float(rng.choice([0.2, 0.5, 0.8]))


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
            pixels_beyond_the_picture: "Edges outside the picture must be moved to its "
            "border.",
            pixels_end_at_the_last: "Edges are positions, not pixel indices: the right "
            "border lies at `width`, not at `width - 1`.",
        },
    },
    "iou_of_halves": {
        "function": "iou_of_halves",
        "arguments": overlapping_halves,
        "mutants": {
            halves_taken_for_whole: "`rx, ry` are half the sizes: the edges lie at "
            "cx - rx and cx + rx, not half of that away.",
            halves_multiplied_to_an_area: "The area is 4 * rx * ry, since rx is half "
            "the width and ry half the height.",
            halves_without_subtracting: "The union counts the intersection once: "
            "subtract it from the sum of the areas.",
            halves_never_nested: "Where one box lies inside the other along an axis, "
            "the overlap is the smaller size, not r1 + r2 less the distance.",
            halves_over_the_smaller: "Divide by the union of both boxes, not by the "
            "area of the smaller one.",
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
            halves_taken_for_whole: "These boxes overlap: `rx, ry` are half the sizes, "
            "so the edges lie at cx - rx and cx + rx.",
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
        },
    },
    "removed_by_labels": {
        "function": "removed_by",
        "arguments": mixed_crowd,
        "mutants": {
            removed_across_labels: "A box strikes out boxes of its own label only.",
            removed_by_the_nearest: "The first kept box whose IoU is above the "
            "threshold strikes out, not the one that overlaps the most.",
            removed_by_the_last: "The first kept box whose IoU is above the threshold "
            "strikes out; a later one finds the box gone.",
            removed_with_ties_turned: "Of equal scores the lower index comes first: a "
            "sort that is turned round turns these too.",
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
