"""Cases and plausible wrong answers of exercise 07."""

import numpy as np

# What the cases share ----------------------------------------------------------------


def _scores(rng, count):
    """Scores that differ, in no order."""
    return rng.permutation(np.arange(5, 99))[:count] / 100


def _shared(box1, box2, extra=0):
    across = min(box1[2], box2[2]) - max(box1[0], box2[0]) + extra
    down = min(box1[3], box2[3]) - max(box1[1], box2[1]) + extra
    return max(across, 0) * max(down, 0)


def _area(box, extra=0):
    return (box[2] - box[0] + extra) * (box[3] - box[1] + extra)


def _iou(box1, box2, extra=0):
    shared = _shared(box1, box2, extra)
    return shared / (_area(box1, extra) + _area(box2, extra) - shared)


def _table(boxes, objects, extra=0):
    return [[_iou(box, thing, extra) for thing in objects] for box in boxes.tolist()]


def _boxes(rows):
    return np.array(rows, float).reshape(-1, 4)


def _best_first(scores):
    return np.argsort(-np.asarray(scores), kind="stable").tolist()


# inclusive_iou -----------------------------------------------------------------------


def pixel_corners(rng):
    """Boxes of a few pixels that overlap, are equal, or apart along an axis or both.

    One of the two is more than a pixel wide and tall: without the extra pixel two thin
    boxes have no area, and 0 / 0 would hide that mistake behind another.
    """
    size1, size2 = rng.integers(1, 9, (2, 2))
    if min(size1) == 1:
        size2 = np.maximum(size2, 2)
    start1 = rng.integers(0, 20, 2)
    # How many columns and rows both cover; 0 where they adjoin, less where apart.
    both = rng.integers(1, 1 + np.minimum(size1, size2))
    is_apart = [[0, 0], [0, 0], [0, 1], [1, 0], [1, 1]][int(rng.integers(5))]
    both = np.where(is_apart, rng.choice([0, -1, -2, -2, -4], 2), both)
    start2 = start1 + size1 - both
    pair = [[*s, *(s + n - 1)] for s, n in ((start1, size1), (start2, size2))]
    if rng.random() < 0.05 and min(size1) > 1:
        pair[1] = pair[0]
    return tuple(np.array(pair)[rng.permutation(2)].tolist())


def _pixels(box, extra=1):
    return (box[2] - box[0] + extra) * (box[3] - box[1] + extra)


def _inclusive_sides(box1, box2, extra=1):
    return [
        min(box1[n + 2], box2[n + 2]) - max(box1[n], box2[n]) + extra for n in (0, 1)
    ]


def _inclusive(box1, box2, shared=None, divide=None, extra=1):
    """IoU with both of its parts open."""
    if shared is None:
        across, down = _inclusive_sides(box1, box2)
        shared = max(across, 0) * max(down, 0)
    areas = _pixels(box1, extra), _pixels(box2, extra)
    return shared / (divide(*areas, shared) if divide else sum(areas) - shared)


def inclusive_without_extra(box1, box2):
    return _inclusive(box1, box2, shared=_shared(box1, box2), extra=0)


def inclusive_boxes_only(box1, box2):
    return _inclusive(box1, box2, shared=_shared(box1, box2))


def inclusive_shared_only(box1, box2):
    return _inclusive(box1, box2, extra=0)


def inclusive_with_two_pixels(box1, box2):
    return _inclusive(box1, box2, shared=_shared(box1, box2, 2), extra=2)


def inclusive_without_a_clamp(box1, box2):
    across, down = _inclusive_sides(box1, box2)
    return _inclusive(box1, box2, shared=across * down)


def inclusive_clamped_too_late(box1, box2):
    across, down = _inclusive_sides(box1, box2)
    return _inclusive(box1, box2, shared=max(across * down, 0))


def inclusive_clamped_too_early(box1, box2):
    across, down = _inclusive_sides(box1, box2, extra=0)
    return _inclusive(box1, box2, shared=(max(across, 0) + 1) * (max(down, 0) + 1))


def inclusive_without_sign(box1, box2):
    across, down = _inclusive_sides(box1, box2)
    return _inclusive(box1, box2, shared=abs(across) * abs(down))


def inclusive_apart_when_touching(box1, box2):
    across, down = _inclusive_sides(box1, box2, extra=0)
    return _inclusive(box1, box2) if across > 0 and down > 0 else 0.0


def inclusive_added_to_areas(box1, box2):
    shared = _shared(box1, box2) + 1 if _shared(box1, box2, 1) else 0
    return shared / (_area(box1) + 1 + _area(box2) + 1 - shared)


def inclusive_areas_and_1(box1, box2):
    across, down = _inclusive_sides(box1, box2)
    shared = max(across, 0) * max(down, 0)
    return shared / (_area(box1) + 1 + _area(box2) + 1 - shared)


def inclusive_from_the_first_start(box1, box2):
    return _inclusive_between(box1, box2, start=min, end=min)


def inclusive_to_the_last_end(box1, box2):
    return _inclusive_between(box1, box2, start=max, end=max)


def _inclusive_between(box1, box2, start, end):
    sides = [end(box1[n + 2], box2[n + 2]) - start(box1[n], box2[n]) for n in (0, 1)]
    return _inclusive(box1, box2, shared=(sides[0] + 1) * (sides[1] + 1))


def inclusive_counted_twice(box1, box2):
    return _inclusive(box1, box2, divide=lambda a, b, _: a + b)


def inclusive_dice(box1, box2):
    return 2 * inclusive_counted_twice(box1, box2)


def inclusive_of_the_smaller(box1, box2):
    return _inclusive(box1, box2, divide=lambda a, b, _: min(a, b))


def inclusive_of_the_larger(box1, box2):
    return _inclusive(box1, box2, divide=lambda a, b, _: max(a, b))


def inclusive_of_the_first(box1, box2):
    return _inclusive(box1, box2, divide=lambda a, *_: a)


def inclusive_of_the_hull(box1, box2):
    hull = [
        f(*pair)
        for f, pair in zip(
            (min, min, max, max), zip(box1, box2, strict=True), strict=True
        )
    ]
    return _inclusive(box1, box2, divide=lambda *_: _pixels(hull))


def inclusive_undivided(box1, box2):
    return _inclusive(box1, box2, divide=lambda *_: 1)


def inclusive_of_sizes(box1, box2):
    boxes = [(x, y, x + w - 1, y + h - 1) for x, y, w, h in (box1, box2)]
    areas = [w * h for *_, w, h in (box1, box2)]
    shared = _shared(*boxes, 1)
    union = sum(areas) - shared
    return shared / union if union else 0.0


def inclusive_rounded(box1, box2):
    return round(_inclusive(box1, box2), 3)


def inclusive_by_pixels(box1, box2):
    first, second = (
        {(x, y) for x in range(b[0], b[2] + 1) for y in range(b[1], b[3] + 1)}
        for b in (box1, box2)
    )
    return len(first & second) / len(first | second)


# crowd_iou ---------------------------------------------------------------------------


def boxes_and_crowds(rng):
    """Detections in, over the edge of and apart from objects, of which some crowds."""
    count = int(rng.integers(1, 4))
    start, size = rng.integers(0, 40, (count, 2)), rng.integers(8, 60, (count, 2))
    objects = np.concatenate([start, size], axis=1).astype(float)
    detections = []
    for _ in range(int(rng.integers(0 if rng.random() < 0.1 else 1, 5))):
        near = objects[rng.integers(count)]
        shift = rng.choice([-0.25, 0, 0.25, 0.5, 1.25], 2)
        if rng.random() < 0.2:
            shift[:] = 1.25  # apart along both axes
        corner = near[:2] + near[2:] * shift
        side = near[2:] * rng.choice([0.25, 0.5, 1, 1.5], 2)
        detections.append([*corner, *side])
    iscrowd = (rng.random(count) < 0.5).astype(int)
    return _boxes(detections).round(1), objects, iscrowd


def _corners(xywh):
    x, y, w, h = xywh
    return x, y, x + w, y + h


def _ratios(detections, objects, iscrowd, divide, corners=_corners, share=_shared):
    """Shared area of each pair, divided by `divide(area, area, shared, crowd)`."""
    table = np.zeros((len(detections), len(objects)))
    for d, box in enumerate(detections.tolist()):
        for m, thing in enumerate(objects.tolist()):
            a, b = corners(box), corners(thing)
            shared = share(a, b)
            below = divide(_area(a), _area(b), shared, iscrowd[m])
            table[d, m] = shared / below if below else 0
    return table


def _coco(a, b, shared, crowd):
    return a if crowd else a + b - shared


def crowd_read_as_corners(detections, objects, iscrowd):
    return _ratios(detections, objects, iscrowd, _coco, corners=tuple)


def crowd_as_any_object(detections, objects, iscrowd):
    return _ratios(detections, objects, iscrowd, lambda a, b, s, _: a + b - s)


def crowd_share_of_the_crowd(detections, objects, iscrowd):
    return _ratios(
        detections, objects, iscrowd, lambda a, b, s, crowd: b if crowd else a + b - s
    )


def crowd_share_for_all(detections, objects, iscrowd):
    return _ratios(detections, objects, iscrowd, lambda a, *_: a)


def crowd_for_the_others(detections, objects, iscrowd):
    return _ratios(detections, objects, 1 - iscrowd, _coco)


def crowd_without_a_clamp(detections, objects, iscrowd):
    return _crowds_of_sides(detections, objects, iscrowd, lambda a, b: a * b)


def crowd_clamped_too_late(detections, objects, iscrowd):
    return _crowds_of_sides(detections, objects, iscrowd, lambda a, b: max(a * b, 0))


def _crowds_of_sides(detections, objects, iscrowd, multiply):
    def shared(a, b):
        sides = [min(a[n + 2], b[n + 2]) - max(a[n], b[n]) for n in (0, 1)]
        return multiply(*sides)

    return _ratios(detections, objects, iscrowd, _coco, share=shared)


def crowd_transposed(detections, objects, iscrowd):
    return _ratios(detections, objects, iscrowd, _coco).T


def crowd_best_only(detections, objects, iscrowd):
    return _ratios(detections, objects, iscrowd, _coco).max(axis=1)


def crowd_left_out(detections, objects, iscrowd):
    return _ratios(detections, objects, iscrowd, _coco)[:, iscrowd == 0]


def crowd_as_zero(detections, objects, iscrowd):
    return _ratios(detections, objects, iscrowd, _coco) * (iscrowd == 0)


def crowd_undivided(detections, objects, iscrowd):
    return _ratios(
        detections, objects, iscrowd, lambda a, b, s, crowd: 1 if crowd else a + b - s
    )


def crowd_all_or_nothing(detections, objects, iscrowd):
    shares = _ratios(detections, objects, iscrowd, _coco)
    return np.where(iscrowd == 1, shares >= 1, shares)


def crowd_of_the_smaller(detections, objects, iscrowd):
    return _ratios(
        detections,
        objects,
        iscrowd,
        lambda a, b, s, crowd: min(a, b) if crowd else a + b - s,
    )


def crowd_iou_by_area(detections, objects, iscrowd):
    table = crowd_as_any_object(detections, objects, iscrowd)
    area = detections[:, 2:].prod(axis=1)[:, None]
    return np.where(iscrowd == 1, table / area, table)


def crowd_counted_twice(detections, objects, iscrowd):
    return _ratios(
        detections, objects, iscrowd, lambda a, b, s, crowd: a if crowd else a + b
    )


def crowd_if_any(detections, objects, iscrowd):
    return _ratios(detections, objects, np.full(len(objects), iscrowd.any()), _coco)


def crowd_if_the_first(detections, objects, iscrowd):
    return _ratios(detections, objects, np.full(len(objects), iscrowd[0]), _coco)


def crowd_flags_of_detections(detections, objects, iscrowd):
    flags = np.resize(iscrowd, len(detections))[:, None]
    as_crowd = _ratios(detections, objects, 0 * iscrowd + 1, _coco)
    return np.where(
        flags == 1, as_crowd, crowd_as_any_object(detections, objects, iscrowd)
    )


def crowd_with_an_extra_pixel(detections, objects, iscrowd):
    extra = [0, 0, 1, 1]
    return _ratios(detections + extra, objects + extra, iscrowd, _coco)


def crowd_of_centres(detections, objects, iscrowd):
    def around(box):
        x, y, w, h = box
        return x - w / 2, y - h / 2, x + w / 2, y + h / 2

    return _ratios(detections, objects, iscrowd, _coco, corners=around)


def crowd_rounded(detections, objects, iscrowd):
    return _ratios(detections, objects, iscrowd, _coco).round(3)


def crowd_by_loops(detections, objects, iscrowd):
    return _ratios(detections, objects, iscrowd, _coco)


# range_counts ------------------------------------------------------------------------


AREAS = [
    20,
    32,
    96,
    400,
    1023,
    1024,
    1024,
    1025,
    5000,
    9215,
    9216,
    9216,
    9217,
    40000,
    300000,
]


def objects_and_detections(rng):
    """Areas in and on the ends of the ranges; crowds may be matched again."""
    areas = rng.choice(AREAS, int(rng.integers(0 if rng.random() < 0.1 else 1, 6)))
    iscrowd = (rng.random(len(areas)) < 0.3).astype(int)
    sizes = rng.choice(AREAS, int(rng.integers(0 if rng.random() < 0.1 else 1, 7)))
    matched = np.full(len(sizes), -1)
    free = rng.permutation(len(areas)).tolist()
    for d in range(len(sizes)):
        if free and rng.random() < 0.6:
            matched[d] = free[0]
            if not iscrowd[free[0]] or rng.random() < 0.4:
                free.pop(0)
    return areas, iscrowd, sizes, matched


RANGES = [(0, 32**2), (32**2, 96**2), (96**2, np.inf)]


def _inside(area, lowest, highest):
    return lowest <= area <= highest


def _counts(areas, iscrowd, sizes, matched, **rules):
    inside = rules.get("inside", _inside)
    rows = []
    for ends in RANGES:
        counts = [
            inside(area, *ends) and (not crowd or rules.get("crowds", False))
            for area, crowd in zip(areas, iscrowd, strict=True)
        ]
        hits = wrong = 0
        for size, m in zip(sizes, matched, strict=True):
            if m == -1:
                wrong += rules.get("anywhere") or inside(size, *ends)
            elif rules.get("by_detection"):
                hits += not iscrowd[m] and inside(size, *ends)
            elif counts[m]:
                hits += not rules.get("by_both") or inside(size, *ends)
            elif rules.get("ignored_in_range"):
                wrong += inside(size, *ends)
            elif rules.get("crowds_are_wrong"):
                wrong += bool(iscrowd[m]) and inside(size, *ends)
            else:
                wrong += rules.get("ignored_is_wrong", False)
        rows.append([int(sum(counts)), int(hits), int(wrong)])
    return rows


def counts_without_upper_end(*arguments):
    return _counts(*arguments, inside=lambda area, low, high: low <= area < high)


def counts_errors_before_hits(*arguments):
    return [[n, wrong, hits] for n, hits, wrong in _counts(*arguments)]


def counts_crowds(*arguments):
    return _counts(*arguments, crowds=True)


def counts_hits_by_detection(*arguments):
    return _counts(*arguments, by_detection=True)


def counts_errors_everywhere(*arguments):
    return _counts(*arguments, anywhere=True)


def counts_ignored_as_errors(*arguments):
    return _counts(*arguments, ignored_is_wrong=True)


def counts_without_lower_end(*arguments):
    return _counts(*arguments, inside=lambda area, low, high: low < area <= high)


def counts_without_ends(*arguments):
    return _counts(*arguments, inside=lambda area, low, high: low < area < high)


def counts_by_sides(*arguments):
    def inside(area, low, high):
        return np.sqrt(low) <= area <= np.sqrt(high)

    return _counts(*arguments, inside=inside)


def counts_up_to_100000(*arguments):
    def inside(area, low, high):
        return low <= area <= min(high, 1e5)

    return _counts(*arguments, inside=inside)


def counts_last_for_unmatched(areas, iscrowd, sizes, matched):
    """`counts[matched]` reads the last object where `matched` is -1."""
    rows = _counts(areas, iscrowd, sizes, matched)
    for row, (low, high) in zip(rows, RANGES, strict=True):
        if len(areas) and low <= areas[-1] <= high and not iscrowd[-1]:
            row[1] += int((matched == -1).sum())
    return rows


def counts_without_object_0(areas, iscrowd, sizes, matched):
    """`matched > 0` for "has a match"."""
    kept = matched != 0
    right = _counts(areas, iscrowd, sizes, matched)
    less = _counts(areas, iscrowd, sizes[kept], matched[kept])
    return [
        [n, hits, wrong]
        for (n, _, wrong), (_, hits, _) in zip(right, less, strict=True)
    ]


def counts_object_0_as_none(areas, iscrowd, sizes, matched):
    """`if matched[d] <= 0` for "has no match"."""
    return _counts(areas, iscrowd, sizes, np.where(matched == 0, -1, matched))


def counts_hits_by_both(*arguments):
    return _counts(*arguments, by_both=True)


def counts_ignored_of_own_size(*arguments):
    return _counts(*arguments, ignored_in_range=True)


def counts_all_as_errors(areas, iscrowd, sizes, matched):
    rows = _counts(areas, iscrowd, sizes, matched)
    alone = _counts(areas, iscrowd, sizes, np.full(len(sizes), -1))
    return [
        [n, hits, wrong] for (n, hits, _), (*_, wrong) in zip(rows, alone, strict=True)
    ]


def counts_all_as_hits(areas, iscrowd, sizes, matched):
    rows = _counts(areas, iscrowd, sizes, matched)
    return [[n, int((matched >= 0).sum()), wrong] for n, _, wrong in rows]


def counts_flags_turned(areas, iscrowd, sizes, matched):
    return _counts(areas, 1 - iscrowd, sizes, matched)


def counts_from_0(*arguments):
    return _counts(*arguments, inside=lambda area, low, high: area <= high)


def counts_crowd_matches_as_errors(*arguments):
    return _counts(*arguments, crowds_are_wrong=True)


def counts_crowds_as_objects(*arguments):
    right, crowds = _counts(*arguments), _counts(*arguments, crowds=True)
    return [[n, *rest] for (n, *_), (_, *rest) in zip(crowds, right, strict=True)]


def counts_crowds_as_hits(*arguments):
    right, crowds = _counts(*arguments), _counts(*arguments, crowds=True)
    return [[n, *rest] for (n, *_), (_, *rest) in zip(right, crowds, strict=True)]


def counts_misses(*arguments):
    return [[n, n - hits, wrong] for n, hits, wrong in _counts(*arguments)]


def counts_by_columns(*arguments):
    return np.transpose(_counts(*arguments))


def counts_by_sets(areas, iscrowd, sizes, matched):
    """Only crowds are matched more than once, so objects that are found can be told."""
    found, rows = set(matched.tolist()), []
    for low, high in RANGES:
        counted = {
            m for m, a in enumerate(areas) if low <= a <= high and not iscrowd[m]
        }
        wrong = sum(
            low <= a <= high for a, m in zip(sizes, matched, strict=True) if m < 0
        )
        rows.append([len(counted), len(counted & found), wrong])
    return rows


# mean_ap -----------------------------------------------------------------------------


def lists_of_classes(rng):
    """Classes with and without objects, with and without detections."""
    while True:
        classes = int(rng.integers(1, 5))
        labels = rng.integers(0, classes, int(rng.choice([0, 2, 4, 5, 6, 7, 8, 9])))
        if rng.random() < 0.4:
            labels = labels[labels != rng.integers(classes)]
        hits = (rng.random(len(labels)) < 0.6).astype(int)
        empty = rng.random(classes) < 0.25
        hits[empty[labels]] = 0
        found = np.bincount(labels, hits, minlength=classes).astype(int)
        objects = np.where(empty, 0, np.maximum(found + rng.integers(0, 4, classes), 1))
        if objects.any():
            return _scores(rng, len(labels)), labels, hits, objects


def _list_ap(scores, hits, objects):
    """All-point AP: each hit adds the best precision from it on."""
    ranked = np.asarray(hits)[_best_first(scores)]
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    return sum(precision[n:].max() for n in np.flatnonzero(ranked)) / objects


def _class_aps(scores, labels, hits, objects, total=None):
    return {
        k: _list_ap(scores[labels == k], hits[labels == k], total or n)
        for k, n in enumerate(objects.tolist())
        if n
    }


def mean_with_empty_classes(scores, labels, hits, objects):
    return sum(_class_aps(scores, labels, hits, objects).values()) / len(objects)


def mean_to_the_last_label(scores, labels, hits, objects):
    seen = objects[: labels.max(initial=-1) + 1]
    aps = _class_aps(scores, labels, hits, seen)
    return sum(aps.values()) / len(aps) if aps else 0.0


def mean_with_empty_detected(scores, labels, hits, objects):
    aps = _class_aps(scores, labels, hits, objects)
    return sum(aps.values()) / len(set(aps) | set(labels.tolist()))


def mean_of_detected_classes(scores, labels, hits, objects):
    aps = [
        ap for k, ap in _class_aps(scores, labels, hits, objects).items() if k in labels
    ]
    return sum(aps) / len(aps) if aps else 0.0


def mean_of_one_list(scores, labels, hits, objects):
    return _list_ap(scores, hits, objects.sum())


def mean_over_objects(scores, labels, hits, objects):
    aps = _class_aps(scores, labels, hits, objects)
    return sum(ap * objects[k] for k, ap in aps.items()) / objects.sum()


def mean_with_all_objects(scores, labels, hits, objects):
    aps = _class_aps(scores, labels, hits, objects, total=objects.sum())
    return sum(aps.values()) / len(aps)


def _mean_of(scores, labels, hits, objects, ap):
    """Mean over classes with objects of ap(ranked hits, number of objects)."""
    values = []
    for k in np.flatnonzero(objects):
        own = labels == k
        values.append(ap(hits[own][_best_first(scores[own])], objects[k]))
    return sum(values) / len(values)


def _curve(ranked, objects):
    """Envelope of the precision, and recall, after each detection."""
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return envelope, np.cumsum(ranked) / objects


def _by_points(points):
    def ap(ranked, objects):
        envelope, recall = _curve(ranked, objects)
        place = np.searchsorted(recall, np.arange(points) / (points - 1) - 1e-9)
        return np.append(envelope, 0)[place].mean()

    return ap


def mean_of_11_points(*arguments):
    return _mean_of(*arguments, ap=_by_points(11))


def mean_of_101_points(*arguments):
    return _mean_of(*arguments, ap=_by_points(101))


def mean_without_envelope(*arguments):
    def ap(ranked, objects):
        precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
        return (precision * ranked).sum() / objects

    return _mean_of(*arguments, ap=ap)


def mean_with_envelope_turned(*arguments):
    def ap(ranked, objects):
        precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
        return (np.maximum.accumulate(precision) * ranked).sum() / objects

    return _mean_of(*arguments, ap=ap)


def mean_with_common_ranks(scores, labels, hits, objects):
    """Each class keeps its hits only, in the list of all detections."""
    aps = [
        _list_ap(scores, hits * (labels == k), n)
        for k, n in enumerate(objects.tolist())
        if n
    ]
    return sum(aps) / len(aps)


def mean_by_trapezoids(*arguments):
    def ap(ranked, objects):
        precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
        recall = np.cumsum(ranked) / objects
        return np.trapezoid(np.append(1, precision), np.append(0, recall))

    return _mean_of(*arguments, ap=ap)


def mean_of_found_recall(*arguments):
    def ap(ranked, objects):
        return _list_ap(-np.arange(len(ranked)), ranked, ranked.sum() or 1)

    return _mean_of(*arguments, ap=ap)


def mean_precision(*arguments):
    return _mean_of(*arguments, ap=lambda r, _: r.mean() if len(r) else 0.0)


def mean_recall(*arguments):
    return _mean_of(*arguments, ap=lambda ranked, objects: ranked.sum() / objects)


def mean_in_given_order(scores, labels, hits, objects):
    return mean_by_hits(-np.arange(len(scores)), labels, hits, objects)


def mean_of_lowest_first(scores, labels, hits, objects):
    return mean_by_hits(-scores, labels, hits, objects)


def mean_of_nonempty_lists(scores, labels, hits, objects):
    """Every class that has detections, with 0 where there is nothing to find."""
    aps = _class_aps(scores, labels, hits, objects)
    seen = set(labels.tolist())
    return sum(aps.get(k, 0) for k in seen) / len(seen) if seen else 0.0


def mean_with_minus_1(scores, labels, hits, objects):
    aps = _class_aps(scores, labels, hits, objects)
    return (sum(aps.values()) - (len(objects) - len(aps))) / len(objects)


def mean_of_classes_found(scores, labels, hits, objects):
    aps = [ap for ap in _class_aps(scores, labels, hits, objects).values() if ap]
    return sum(aps) / len(aps) if aps else 0.0


def mean_over_detections(scores, labels, hits, objects):
    aps = _class_aps(scores, labels, hits, objects)
    counts = [int((labels == k).sum()) for k in aps]
    return float(np.average(list(aps.values()), weights=counts)) if any(counts) else 0.0


def mean_median(scores, labels, hits, objects):
    return float(np.median(list(_class_aps(scores, labels, hits, objects).values())))


def mean_as_a_sum(scores, labels, hits, objects):
    return float(sum(_class_aps(scores, labels, hits, objects).values()))


def mean_not_taken(scores, labels, hits, objects):
    return list(_class_aps(scores, labels, hits, objects).values())


def mean_by_hits(scores, labels, hits, objects):
    aps = _class_aps(scores, labels, hits, objects)
    return sum(aps.values()) / len(aps)


# match_voc ---------------------------------------------------------------------------


def _row_of_objects(rng, count):
    """Boxes of 10 x 10 in a row, most of which overlap the one before."""
    steps = rng.choice([2, 4, 4, 4, 6, 14], count)
    return [[x, 0, x + 10, 10] for x in np.cumsum(steps).tolist()]


def _detections_of(rng, objects, count):
    """On a lattice, so that IoUs hit the threshold, and each other, exactly."""
    rows = []
    for _ in range(count):
        x = objects[rng.integers(len(objects))][0] if objects else 0
        x += int(rng.choice([-6, -4, -3, -2, -1, 0, 0, 1, 2, 2, 3, 4, 6]))
        down = int(rng.choice([0, 20], p=[0.95, 0.05]))
        rows.append([x, down, x + 10, down + int(rng.choice([10, 10, 10, 9, 6, 5]))])
    return rows


def _counts_of(rng):
    """Numbers of objects and detections. No object makes the smallest cases."""
    if rng.random() < 0.06:
        return 0, int(rng.integers(1, 3))
    return int(rng.integers(2, 5)), 0 if rng.random() < 0.03 else int(
        rng.integers(4, 9)
    )


def _judged(rng, any_difficult):
    n_objects, n_boxes = _counts_of(rng)
    objects = _row_of_objects(rng, n_objects)
    boxes = _boxes(_detections_of(rng, objects, n_boxes))
    difficult = rng.random(n_objects) < 0.5 * any_difficult
    # An extra pixel would lift a shift of 4 over 0.45, and one of 3 over 0.55.
    threshold = float(rng.choice([0.25, 0.45, 0.5, 0.5, 0.55, 0.6, 0.67, 0.67]))
    scores = _scores(rng, len(boxes))
    return boxes, scores, _boxes(objects), difficult.astype(int), threshold


def plain_objects(rng):
    return _judged(rng, any_difficult=False)


def difficult_objects(rng):
    return _judged(rng, any_difficult=True)


def _match(boxes, scores, objects, difficult, threshold, **rules):
    """VOC's matching with its rules open: an outcome for each detection."""
    iou = _table(boxes, objects.tolist(), rules.get("extra", 0))
    if "digits" in rules:
        iou = [[round(value, rules["digits"]) for value in row] for row in iou]
    if rules.get("by_overlap"):
        scores = [max(row, default=0) for row in iou]
    order = rules.get("order", _best_first)(scores)
    threshold = rules.get("at", threshold)
    used, outcome = set(), [0] * len(boxes)
    for d in order:
        allowed = [
            m
            for m in range(len(objects))
            if not (rules.get("unused_only") and m in used)
            and not (rules.get("drop_difficult") and difficult[m])
        ]
        if rules.get("last"):
            allowed = allowed[::-1]
        if rules.get("counted_first"):
            fitting = [m for m in allowed if iou[d][m] >= threshold]
            allowed = [m for m in fitting if not difficult[m]] or fitting
        best = max(allowed, key=lambda m, row=iou[d]: row[m], default=None)
        if "place" in rules:
            fitting = [m for m in allowed if iou[d][m] >= threshold]
            best = fitting[rules["place"]] if fitting else None
        if best is None:
            continue
        reaches = iou[d][best] >= threshold
        if rules.get("exceed"):
            reaches = iou[d][best] > threshold
        if rules.get("flag_first") and difficult[best]:
            reaches = True
        if difficult[best] and not rules.get("no_flag"):
            if reaches:
                again = rules.get("difficult_once") and best in used
                outcome[d] = 0 if again else rules.get("ignored", -1)
                used.add(best)
        elif reaches and (best not in used or rules.get("twice")):
            outcome[d] = 1
            used.add(best)
        elif reaches:
            outcome[d] = rules.get("again", 0)
            if rules.get("difficult_again"):
                outcome[d] = -1 if difficult[best] else 0
        elif rules.get("looking_uses"):
            used.add(best)
    return outcome


def voc_in_given_order(*arguments):
    return _match(*arguments, order=lambda scores: range(len(scores)))


def voc_answered_in_ranks(*arguments):
    outcome = _match(*arguments)
    return [outcome[d] for d in _best_first(arguments[1])]


def voc_finds_twice(*arguments):
    return _match(*arguments, twice=True)


def voc_first_that_fits(*arguments):
    return _match(*arguments, place=0)


def voc_last_that_fits(*arguments):
    return _match(*arguments, place=-1)


def voc_best_unused(*arguments):
    return _match(*arguments, unused_only=True)


def voc_above_the_threshold(*arguments):
    return _match(*arguments, exceed=True)


def voc_difficult_as_any(*arguments):
    return _match(*arguments, no_flag=True)


def voc_difficult_as_wrong(*arguments):
    return _match(*arguments, ignored=0)


def voc_difficult_once(*arguments):
    return _match(*arguments, difficult_once=True)


def voc_without_difficult(*arguments):
    return _match(*arguments, drop_difficult=True)


def voc_with_an_extra_pixel(*arguments):
    return _match(*arguments, extra=1)


def voc_lowest_first(*arguments):
    return _match(*arguments, order=np.argsort)


def voc_by_overlap(*arguments):
    return _match(*arguments, by_overlap=True)


def voc_rounded(*arguments):
    return _match(*arguments, digits=2)


def voc_ignored_without_objects(boxes, scores, objects, difficult, iou_threshold):
    if len(objects) == 0:
        return [-1] * len(boxes)
    return _match(boxes, scores, objects, difficult, iou_threshold)


def voc_difficult_hit_once(*arguments):
    return _match(*arguments, no_flag=True, difficult_again=True)


def voc_last_of_equals(*arguments):
    return _match(*arguments, last=True)


def voc_best_unused_last(*arguments):
    return _match(*arguments, unused_only=True, last=True)


def voc_duplicates_ignored(*arguments):
    return _match(*arguments, again=-1)


def voc_at_a_half(*arguments):
    return _match(*arguments, at=0.5)


def voc_looking_uses(*arguments):
    return _match(*arguments, looking_uses=True)


def voc_objects_choose(boxes, scores, objects, difficult, iou_threshold):
    """A loop over objects: each takes the best score that fits and is left."""
    return _objects_choose(boxes, scores, objects, difficult, iou_threshold)


def voc_objects_choose_by_iou(boxes, scores, objects, difficult, iou_threshold):
    outcome = [0] * len(boxes)
    for m, row in enumerate(_table(objects, boxes.tolist())):
        if row and max(row) >= iou_threshold:
            outcome[row.index(max(row))] = -1 if difficult[m] else 1
    return outcome


def _objects_choose(boxes, scores, objects, difficult, threshold):
    outcome, left = [0] * len(boxes), set(range(len(boxes)))
    for m, row in enumerate(_table(objects, boxes.tolist())):
        fitting = [d for d in left if row[d] >= threshold]
        if difficult[m]:
            taken = fitting
        else:
            taken = sorted(fitting, key=lambda d: -scores[d])[:1]
        for d in taken:
            outcome[d] = -1 if difficult[m] else 1
        left -= set(taken)
    return outcome


def voc_answered_by_object(boxes, scores, objects, difficult, iou_threshold):
    outcome = _match(boxes, scores, objects, difficult, iou_threshold)
    rows = _table(boxes, objects.tolist())
    return [
        row.index(max(row)) if kind == 1 else -1
        for kind, row in zip(outcome, rows, strict=True)
    ]


def voc_difficult_as_hit(*arguments):
    return _match(*arguments, ignored=1)


def voc_flag_before_threshold(*arguments):
    return _match(*arguments, flag_first=True)


def voc_counted_first(*arguments):
    return _match(*arguments, counted_first=True)


def voc_flags_turned(boxes, scores, objects, difficult, iou_threshold):
    return _match(boxes, scores, objects, 1 - difficult, iou_threshold)


def voc_flags_of_detections(boxes, scores, objects, difficult, iou_threshold):
    outcome = _match(boxes, scores, objects, 0 * difficult, iou_threshold)
    flags = np.resize(difficult, len(boxes)) if len(objects) else [0] * len(boxes)
    within = np.arange(len(boxes)) < len(objects)
    return np.where(within & (np.asarray(flags) == 1), -1, outcome)


def voc_without_ignored(*arguments):
    return [kind for kind in _match(*arguments) if kind != -1]


def voc_by_claims(boxes, scores, objects, difficult, iou_threshold):
    """Each object goes to the best of the detections that look at it."""
    outcome, claims = [0] * len(boxes), {}
    for d, row in enumerate(_table(boxes, objects.tolist())):
        if row and max(row) >= iou_threshold:
            claims.setdefault(row.index(max(row)), []).append(d)
    for m, claimants in claims.items():
        for d in claimants if difficult[m] else ():
            outcome[d] = -1
        if not difficult[m]:
            outcome[max(claimants, key=lambda d: scores[d])] = 1
    return outcome


# match_coco --------------------------------------------------------------------------


def table_of_objects(rng):
    """Every object counts and every detection takes part."""
    return _overlaps(rng, crowds=0)


def table_with_crowds(rng):
    return _overlaps(rng, crowds=0.35)


def _overlaps(rng, crowds):
    """IoUs in tenths, so that some are equal and some equal to the threshold."""
    n_objects, n_boxes = _counts_of(rng)
    if crowds and rng.random() < 0.25:
        n_objects = min(n_objects, 2)  # so that many go to one crowd
    few = rng.choice(np.arange(10), 4, replace=False)
    overlaps = rng.choice(few, (n_boxes, n_objects)) / 10
    iscrowd = (rng.random(n_objects) < crowds).astype(int)
    threshold = float(rng.choice(few) / 10) or 0.5
    most = n_boxes
    if crowds and rng.random() < 0.6:
        most = int(rng.integers(1, max(n_boxes, 2)))
    return overlaps, _scores(rng, n_boxes), iscrowd, threshold, most


def _match_coco(overlaps, scores, iscrowd, threshold, most, **rules):
    """COCO's matching with its rules open: an outcome for each detection."""
    order = rules.get("order", _best_first)(scores)
    outcome, used = [rules.get("beyond", -1)] * len(scores), set()
    for d in order[: rules.get("limit", most)]:
        row = overlaps[d]
        fitting = [
            m
            for m in range(len(iscrowd))
            if (row[m] > threshold if rules.get("exceed") else row[m] >= threshold)
            and (rules.get("best_or_none") or iscrowd[m] or m not in used)
            and not (rules.get("crowd_once") and m in used)
        ]
        if not rules.get("all_alike"):
            first = rules.get("crowds_first", 0)
            fitting = [m for m in fitting if iscrowd[m] == first] or fitting
        if rules.get("first_of_equals"):
            fitting = fitting[::-1]
        # `max` takes the first of equal ones, so the last object comes first.
        best = max(fitting[::-1], key=lambda m, row=row: row[m], default=None)
        if "pick" in rules and fitting:
            best = rules["pick"](fitting, row)
        if best is None or (best in used and not iscrowd[best]):
            outcome[d] = 0
        else:
            outcome[d] = rules.get("on_crowd", -1) if iscrowd[best] else 1
            used.add(best)
    return outcome


def coco_in_given_order(*arguments):
    return _match_coco(*arguments, order=lambda scores: range(len(scores)))


def coco_lowest_first(*arguments):
    return _match_coco(*arguments, order=np.argsort)


def coco_answered_in_ranks(*arguments):
    outcome = _match_coco(*arguments)
    return [outcome[d] for d in _best_first(arguments[1])]


def coco_above_the_threshold(*arguments):
    return _match_coco(*arguments, exceed=True)


def coco_best_used_or_not(*arguments):
    return _match_coco(*arguments, best_or_none=True)


def coco_first_of_equals(*arguments):
    return _match_coco(*arguments, first_of_equals=True)


def coco_last_that_fits(*arguments):
    return _match_coco(*arguments, pick=lambda fitting, row: fitting[-1])


def coco_lowest_that_fits(*arguments):
    return _match_coco(
        *arguments, pick=lambda fitting, row: min(fitting, key=lambda m: row[m])
    )


def coco_last_of_the_lowest(*arguments):
    return _match_coco(
        *arguments, pick=lambda fitting, row: min(fitting[::-1], key=lambda m: row[m])
    )


def coco_without_dropped(overlaps, scores, iscrowd, iou_threshold, most):
    outcome = _match_coco(overlaps, scores, iscrowd, iou_threshold, most)
    return [outcome[d] for d in sorted(_best_first(scores)[:most])]


def coco_by_overlap(overlaps, scores, iscrowd, iou_threshold, most):
    def order(scores):
        return _best_first(overlaps.max(axis=1, initial=0))

    return _match_coco(overlaps, scores, iscrowd, iou_threshold, most, order=order)


def coco_objects_choose(overlaps, scores, iscrowd, iou_threshold, most):
    """A loop over objects: each takes the best score that fits and is left."""
    left = _best_first(scores)[:most]
    outcome = [-1] * len(scores)
    for d in left:
        outcome[d] = 0
    for m in sorted(range(len(iscrowd)), key=lambda m: iscrowd[m]):
        fitting = [d for d in left if overlaps[d][m] >= iou_threshold]
        fitting = fitting if iscrowd[m] else fitting[:1]
        for d in fitting:
            outcome[d] = -1 if iscrowd[m] else 1
        left = [d for d in left if d not in fitting]
    return outcome


def coco_without_limit(*arguments):
    return _match_coco(*arguments, limit=len(arguments[1]))


def coco_one_too_few(*arguments):
    return _match_coco(*arguments, limit=arguments[4] - 1)


def coco_limit_as_errors(*arguments):
    return _match_coco(*arguments, beyond=0)


def coco_limit_by_place(overlaps, scores, iscrowd, iou_threshold, most):
    first = _match_coco(overlaps[:most], scores[:most], iscrowd, iou_threshold, most)
    return first + [-1] * (len(scores) - len(first))


def coco_limit_of_counted(overlaps, scores, iscrowd, iou_threshold, most):
    outcome = _match_coco(overlaps, scores, iscrowd, iou_threshold, len(scores))
    counted = [d for d in _best_first(scores) if outcome[d] != -1]
    for d in counted[most:]:
        outcome[d] = -1
    return outcome


def coco_crowds_as_any(*arguments):
    return _match_coco(*arguments, all_alike=True)


def coco_crowds_first(*arguments):
    return _match_coco(*arguments, crowds_first=1)


def coco_crowd_once(*arguments):
    return _match_coco(*arguments, crowd_once=True)


def coco_crowd_as_hit(*arguments):
    return _match_coco(*arguments, on_crowd=1)


def coco_crowd_as_error(*arguments):
    return _match_coco(*arguments, on_crowd=0)


def coco_at_a_half(overlaps, scores, iscrowd, iou_threshold, most):
    return _match_coco(overlaps, scores, iscrowd, 0.5, most)


def coco_flags_turned(overlaps, scores, iscrowd, iou_threshold, most):
    return _match_coco(overlaps, scores, 1 - iscrowd, iou_threshold, most)


def coco_without_flags(overlaps, scores, iscrowd, iou_threshold, most):
    return _match_coco(overlaps, scores, 0 * iscrowd, iou_threshold, most)


def coco_without_ignored(*arguments):
    return [kind for kind in _match_coco(*arguments) if kind != -1]


def coco_any_share(overlaps, scores, iscrowd, iou_threshold, most):
    """Whatever touches a crowd is ignored."""
    touched = np.where((iscrowd == 1) & (overlaps > 0), 1, overlaps)
    return _match_coco(touched, scores, iscrowd, iou_threshold, most)


def coco_crowd_above_the_threshold(overlaps, scores, iscrowd, iou_threshold, most):
    equal = (iscrowd == 1) & (overlaps == iou_threshold)
    less = np.where(equal, 0, overlaps)
    return _match_coco(less, scores, iscrowd, iou_threshold, most)


def coco_shares_added(overlaps, scores, iscrowd, iou_threshold, most):
    shares = overlaps[:, iscrowd == 1].sum(axis=1, keepdims=True)
    added = np.where(iscrowd == 1, shares, overlaps)
    return _match_coco(added, scores, iscrowd, iou_threshold, most)


def coco_crowd_unless_fitting(overlaps, scores, iscrowd, iou_threshold, most):
    """No crowd for a detection that fits an ordinary object, if only a used one."""
    outcome = _match_coco(overlaps, scores, iscrowd, iou_threshold, most)
    fits = (overlaps[:, iscrowd == 0] >= iou_threshold).any(axis=1)
    for d in _best_first(scores)[:most]:
        if outcome[d] == -1 and fits[d]:
            outcome[d] = 0
    return outcome


def coco_by_tables(overlaps, scores, iscrowd, iou_threshold, most):
    """Crowds and used objects are taken out of the table."""
    outcome = np.full(len(scores), -1)
    left = np.where(iscrowd == 1, -1.0, overlaps)[:, ::-1]  # the last becomes first
    in_crowd = (overlaps >= iou_threshold) & (iscrowd == 1)
    for d in np.argsort(-scores)[:most]:
        if left.shape[1] and left[d].max() >= iou_threshold:
            outcome[d] = 1
            left[:, left[d].argmax()] = -1
        else:
            outcome[d] = -1 if in_crowd[d].any() else 0
    return outcome


# drawn_aps ---------------------------------------------------------------------------


def images_drawn(rng):
    """One class on a few images, some without objects or detections, and draws."""
    while True:
        n = int(rng.integers(2, 5))
        objects = rng.integers(0, 4, n)
        images = rng.integers(0, n, int(rng.integers(2, 8)))
        if rng.random() < 0.5:
            images = images[images != rng.integers(n)]
        hits = (rng.random(len(images)) < 0.6).astype(int)
        found = np.bincount(images, hits, minlength=n).astype(int)
        objects = np.maximum(objects, found)
        draws = rng.integers(0, n, (int(rng.integers(2, 5)), int(rng.integers(2, 5))))
        if objects[draws].sum(axis=1).all():
            return _scores(rng, len(images)), hits, images, objects, draws


def _drawn(scores, hits, images, objects, draws, ap=None, total=None):
    """AP of each draw; `ap` takes scores, hits and objects, `total` counts these."""
    values = []
    for draw in draws.tolist():
        places = [i for image in draw for i in np.flatnonzero(images == image)]
        n = total(draw) if total else sum(objects[image] for image in draw)
        values.append((ap or _list_ap)(scores[places], hits[places], n))
    return values


def drawn_once(scores, hits, images, objects, draws):
    return [
        _drawn(scores, hits, images, objects, np.unique(draw)[None])[0]
        for draw in draws
    ]


def drawn_with_objects_once(scores, hits, images, objects, draws, ap=None):
    def total(draw):
        return objects[np.unique(draw)].sum()

    return _drawn(scores, hits, images, objects, draws, ap, total)


def drawn_with_detections_once(scores, hits, images, objects, draws):
    values = []
    for draw in draws:
        own = np.isin(images, draw)
        values.append(_list_ap(scores[own], hits[own], objects[draw].sum()))
    return values


def drawn_of_all_objects(scores, hits, images, objects, draws, ap=None):
    arguments = scores, hits, images, objects, draws
    return _drawn(*arguments, ap, total=lambda draw: objects.sum())


def _refused(scores, hits, objects):
    """`precision_recall` refuses more hits than objects."""
    if hits.sum() > objects:
        raise ValueError
    return _list_ap(scores, hits, objects)


def drawn_with_objects_once_refused(*arguments):
    return drawn_with_objects_once(*arguments, ap=_refused)


def drawn_of_all_objects_refused(*arguments):
    return drawn_of_all_objects(*arguments, ap=_refused)


def drawn_of_images_with_detections(scores, hits, images, objects, draws):
    def total(draw):
        return sum(objects[image] for image in draw if image in images) or 1

    return _drawn(scores, hits, images, objects, draws, total=total)


def drawn_of_hits(*arguments):
    def ap(scores, hits, objects):
        return _list_ap(scores, hits, hits.sum() or 1)

    return _drawn(*arguments, ap=ap)


def drawn_in_the_order_of_the_draw(*arguments):
    def ap(scores, hits, objects):
        return _list_ap(-np.arange(len(hits)), hits, objects)

    return _drawn(*arguments, ap=ap)


def drawn_lowest_first(*arguments):
    return _drawn(*arguments, ap=lambda scores, *rest: _list_ap(-scores, *rest))


def drawn_means_of_images(scores, hits, images, objects, draws):
    values = []
    for draw in draws.tolist():
        own = [
            _list_ap(scores[images == k], hits[images == k], objects[k])
            for k in draw
            if objects[k]
        ]
        values.append(sum(own) / len(own))
    return values


def drawn_with_copies_as_duplicates(scores, hits, images, objects, draws):
    values = []
    for draw in draws.tolist():
        places = [i for image in draw for i in np.flatnonzero(images == image)]
        is_first = [i not in places[:n] for n, i in enumerate(places)]
        total = objects[draw].sum()
        values.append(_list_ap(scores[places], hits[places] * is_first, total))
    return values


def drawn_by_11_points(*arguments):
    return _drawn(*arguments, ap=_ap_by_points(11))


def drawn_by_101_points(*arguments):
    return _drawn(*arguments, ap=_ap_by_points(101))


def _ap_by_points(points):
    ap = _by_points(points)
    return lambda scores, hits, objects: ap(hits[_best_first(scores)], objects)


def drawn_without_envelope(*arguments):
    def ap(scores, hits, objects):
        ranked = hits[_best_first(scores)]
        precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
        return (precision * ranked).sum() / objects

    return _drawn(*arguments, ap=ap)


def drawn_mean(*arguments):
    return float(np.mean(_drawn(*arguments)))


def drawn_by_rows_of_places(scores, hits, images, objects, draws):
    """The numbers are taken for those of detections."""
    values = []
    for draw in draws:
        places = draw[draw < len(scores)]
        total = objects[draw].sum()
        values.append(_list_ap(scores[places], hits[places], total))
    return values


def drawn_by_weights(scores, hits, images, objects, draws):
    """Each detection once, and how often it counts."""
    order = _best_first(scores)
    values = []
    for draw in draws.tolist():
        times = np.array([draw.count(image) for image in images.tolist()])[order]
        true = np.cumsum(times * hits[order])
        precision = true / np.maximum(np.cumsum(times), 1)
        total = sum(objects[image] for image in draw)
        best = [precision[n:].max() for n in range(len(order))]
        values.append(float(np.sum(times * hits[order] * best) / total))
    return values


# sort_mistakes -----------------------------------------------------------------------


def scene(rng):
    """Objects of three classes, some over each other, and detections of all kinds."""
    return _scene(rng, classes=3, shifts=[0, 0, 1, -2, 6, -6, 9], share_of_own=0.6)


def scene_of_neighbours(rng):
    """Objects of few classes close together, with several detections each."""
    classes = int(rng.integers(1, 3))
    return _scene(rng, classes, shifts=[0, 0, 2, 2, -2, 1, 3], share_of_own=0.9)


def _scene(rng, classes, shifts, share_of_own):
    n_objects, n_boxes = _counts_of(rng)
    objects = _row_of_objects(rng, n_objects)
    object_labels = rng.integers(classes, size=n_objects)
    boxes, labels = [], []
    for _ in range(n_boxes):
        m = int(rng.integers(n_objects)) if objects else -1
        x = (objects[m][0] if objects else 5) + int(rng.choice(shifts))
        top = int(rng.choice([0, 30], p=[0.92, 0.08]))
        down = top + int(rng.choice([10, 10, 9, 5, 5, 1, 1]))
        boxes.append([x, top, x + 10, down])
        is_own = objects and rng.random() < share_of_own
        labels.append(int(object_labels[m] if is_own else rng.integers(classes + 1)))
    scores, labels = _scores(rng, n_boxes), np.array(labels, int)
    return _boxes(boxes), labels, scores, _boxes(objects), object_labels


def _highest(row, members):
    return max((row[m] for m in members), default=0)


def _sort(boxes, labels, scores, objects, object_labels, **rules):
    iou = _table(boxes, objects.tolist())
    low, high = rules.get("low", 0.1), rules.get("high", 0.5)
    order = rules.get("order", _best_first)(scores)
    kinds, used = [""] * len(boxes), set()
    for d in order:
        row = iou[d]
        own = [m for m in range(len(objects)) if object_labels[m] == labels[d]]
        others = [m for m in range(len(objects)) if object_labels[m] != labels[d]]
        if rules.get("nearest") and len(row):
            best = [max(range(len(row)), key=lambda m, row=row: row[m])]
            own, others = ([m for m in best if m in some] for some in (own, others))
        if rules.get("last"):
            own = own[::-1]
        if rules.get("used_gone"):
            own = [m for m in own if m not in used]
        if rules.get("free_of_equals"):
            own = sorted(own, key=lambda m: m in used)
        if rules.get("unused_only") and _highest(row, own) >= high:
            free = [m for m in own if m not in used]
            own = free if _highest(row, free) >= high else own
        best = max(own, key=lambda m, row=row: row[m], default=None)
        if "place" in rules:
            fitting = [m for m in own if row[m] >= high]
            best = fitting[rules["place"]] if fitting else best
        right, wrong = _highest(row, own), _highest(row, others)
        if rules.get("place_in_subset") and own:
            best = own.index(best)
        is_other = wrong >= high
        if right >= high:
            if rules.get("one_a_class"):
                best = -1 - int(labels[d])
            is_again = best in used and not rules.get("twice")
            kinds[d] = "duplicate" if is_again else "hit"
            used.add(best)
        elif right >= low and rules.get("far_duplicates") and best in used:
            kinds[d] = "duplicate"
        elif right >= low and not (rules.get("class_first") and is_other):
            kinds[d] = "location"
            if rules.get("location_uses"):
                used.add(best)
        elif is_other:
            other = max(others, key=lambda m, row=row: row[m])
            is_again = rules.get("any_duplicate") and other in used
            kinds[d] = "duplicate" if is_again else "class"
            if rules.get("class_uses"):
                used.add(other)
        else:
            kinds[d] = "both" if wrong >= low else "background"
    return kinds


def sorted_above_thresholds(*arguments):
    return _sort(*arguments, low=0.1 + 1e-9, high=0.5 + 1e-9)


def sorted_in_given_order(*arguments):
    return _sort(*arguments, order=lambda scores: range(len(scores)))


def sorted_by_the_nearest(*arguments):
    return _sort(*arguments, nearest=True)


def sorted_class_first(*arguments):
    return _sort(*arguments, class_first=True)


def sorted_with_hits_only(*arguments):
    return _sort(*arguments, twice=True)


def sorted_by_the_first(*arguments):
    return _sort(*arguments, place=0)


def sorted_by_the_last(*arguments):
    return _sort(*arguments, place=-1)


def sorted_best_unused(*arguments):
    return _sort(*arguments, unused_only=True)


def sorted_last_of_equals(*arguments):
    return _sort(*arguments, last=True)


def sorted_with_any_duplicate(*arguments):
    return _sort(*arguments, any_duplicate=True)


def sorted_with_classes_using(*arguments):
    return _sort(*arguments, class_uses=True)


def sorted_free_of_equals(*arguments):
    return _sort(*arguments, free_of_equals=True)


def sorted_lowest_first(*arguments):
    return _sort(*arguments, order=np.argsort)


def sorted_answered_in_ranks(*arguments):
    kinds = _sort(*arguments)
    return [kinds[d] for d in _best_first(arguments[2])]


def sorted_by_place_in_subset(*arguments):
    return _sort(*arguments, place_in_subset=True)


def sorted_with_locations_using(*arguments):
    return _sort(*arguments, location_uses=True)


def sorted_at_any_touch(*arguments):
    return _sort(*arguments, low=1e-12)


def sorted_above_the_lower(*arguments):
    return _sort(*arguments, low=0.1 + 1e-9)


def sorted_without_classes(boxes, labels, scores, objects, object_labels):
    return _sort(boxes, 0 * labels, scores, objects, 0 * object_labels)


def _renamed(arguments, name, to):
    return [to if kind == name else kind for kind in _sort(*arguments)]


def sorted_both_as_class(*arguments):
    return _renamed(arguments, "both", "class")


def sorted_both_as_background(*arguments):
    return _renamed(arguments, "both", "background")


def sorted_class_as_hit(*arguments):
    return _renamed(arguments, "class", "hit")


def sorted_duplicate_as_background(*arguments):
    return _renamed(arguments, "duplicate", "background")


def sorted_one_hit_a_class(*arguments):
    return _sort(*arguments, one_a_class=True)


def sorted_duplicates_far_off(*arguments):
    return _sort(*arguments, far_duplicates=True)


def sorted_duplicate_as_location(*arguments):
    return _renamed(arguments, "duplicate", "location")


def sorted_used_gone_for_its_class(*arguments):
    return _sort(*arguments, used_gone=True)


def sorted_used_gone(boxes, labels, scores, objects, object_labels):
    """Used objects take no part any more: no detection is a duplicate."""
    kinds, left = [""] * len(boxes), list(range(len(objects)))
    for d in _best_first(scores):
        one = [d]
        rest = _sort(
            boxes[one], labels[one], scores[one], objects[left], object_labels[left]
        )
        row = _table(boxes[one], objects[left].tolist())[0]
        kinds[d] = rest[0]
        if rest[0] == "hit":
            own = [n for n, m in enumerate(left) if object_labels[m] == labels[d]]
            left.pop(max(own, key=lambda n, row=row: row[n]))
    return kinds


def sorted_objects_choose(boxes, labels, scores, objects, object_labels):
    """A loop over objects: each takes the best score that fits and is left."""
    hits = set()
    for m, row in enumerate(_table(objects, boxes.tolist())):
        fitting = [
            d
            for d in range(len(boxes))
            if row[d] >= 0.5 and labels[d] == object_labels[m] and d not in hits
        ]
        hits |= set(sorted(fitting, key=lambda d: -scores[d])[:1])
    kinds = _sort(boxes, labels, scores, objects, object_labels)
    return [
        kind
        if kind not in ("hit", "duplicate")
        else "hit"
        if d in hits
        else "duplicate"
        for d, kind in enumerate(kinds)
    ]


def sorted_by_claims(boxes, labels, scores, objects, object_labels):
    kinds, claims = [], {}
    for d, row in enumerate(_table(boxes, objects.tolist())):
        is_own = [label == labels[d] for label in object_labels]
        pairs = list(zip(row, is_own, strict=True))
        right, wrong = (
            max((iou for iou, own in pairs if own == wanted), default=0)
            for wanted in (True, False)
        )
        if right >= 0.5:
            kinds.append("duplicate")
            claims.setdefault(pairs.index((right, True)), []).append(d)
        elif right >= 0.1:
            kinds.append("location")
        elif wrong >= 0.1:
            kinds.append("class" if wrong >= 0.5 else "both")
        else:
            kinds.append("background")
    for claimants in claims.values():
        kinds[max(claimants, key=lambda d: scores[d])] = "hit"
    return kinds


BEST_FIRST = "Detections choose from the highest score to the lowest"
LOWEST = (
    f"{BEST_FIRST}: these go from the lowest up. `np.argsort` sorts upwards, so "
    "sort the negative scores."
)
RANKED_LOWEST = (
    "Ranked from the lowest score up: `np.argsort` sorts upwards, so sort the negative "
    "scores."
)
AT_LEAST = (
    "An IoU that equals the threshold is enough: compare with >=, not with >, and add "
    "nothing to the union."
)
AT_LEAST_IN_THE_TABLE = (
    "An IoU that equals the threshold is enough: compare with >=, not with >."
)
FIRST_USED_OR_NOT = (
    "It compares no IoUs: the first object that reaches the threshold decides. The one "
    "with the highest IoU is asked for, used or not."
)
LAST_USED_OR_NOT = FIRST_USED_OR_NOT.replace("the first object", "the last object")
LAST_THAT_FITS = (
    "It compares no IoUs: a detection gets the last unused object that reaches the "
    "threshold. The one with the highest IoU is asked for."
)
LOWEST_THAT_FITS = (
    "Of the unused objects that reach the threshold a detection gets the one with the "
    "lowest IoU: the highest is asked for."
)
# A loop over objects, each of which takes the best score left, comes to the same.
FIRST_THAT_FITS = (
    "This gives a detection the first unused object that reaches the threshold, as a "
    "loop over objects does. Loop over the detections, from the highest score to the "
    "lowest: each looks at the object with the highest IoU"
)

# Mistakes with crowds and without.
MATCHED = {
    coco_in_given_order: f"{BEST_FIRST}, not in the order given.",
    coco_lowest_first: LOWEST,
    coco_answered_in_ranks: "The outcomes are asked for in the order of the "
    "table, not in that of the scores.",
    coco_best_used_or_not: "This is VOC's rule: in COCO a detection whose best "
    "object is used goes on to the best that is not.",
    coco_first_of_equals: "Of objects with equal IoU COCO takes the last.",
    coco_above_the_threshold: AT_LEAST_IN_THE_TABLE,
    coco_by_overlap: "The score decides who chooses first, not the IoU.",
}

GROUPS = {
    "inclusive_iou": {
        "function": "inclusive_iou",
        "arguments": pixel_corners,
        "mutants": {
            inclusive_without_extra: "A box from pixel 3 to pixel 5 covers three "
            "columns: widths and heights need + 1.",
            inclusive_boxes_only: "What both boxes cover needs the + 1 as well: from "
            "its first to its last pixel, both included.",
            inclusive_shared_only: "The boxes' own areas need the + 1 as well, in "
            "width and height.",
            inclusive_with_two_pixels: "Two pixels too many: from 3 to 5 are 5 - 3 + 1 "
            "columns. The + 1 belongs to the width, not to each of its ends.",
            inclusive_without_a_clamp: "Boxes that share no row or no column have 0: "
            "a negative width or height must become 0.",
            inclusive_clamped_too_late: "Two negative sides multiply to a positive "
            "area: each must become 0 by itself, before the product.",
            inclusive_clamped_too_early: "Boxes that do not meet get a pixel here: "
            "first add the 1, then turn a negative number into 0.",
            inclusive_without_sign: "A negative width or height means that the boxes "
            "are apart: it must become 0, not lose its sign.",
            inclusive_apart_when_touching: "Boxes whose last and first column (or row) "
            "are the same share its pixels: they are not apart.",
            inclusive_added_to_areas: "The extra pixel belongs to each width and each "
            "height, before they are multiplied, not to the areas.",
            inclusive_counted_twice: "Pixels of both boxes are counted twice below the "
            "line: subtract them once from the sum of the areas.",
            inclusive_dice: "This is twice the common pixels by the sum of the areas, "
            "the Dice coefficient. The IoU divides by the pixels of either box.",
            inclusive_of_the_smaller: "Divided by the smaller box: divide by the "
            "pixels that belong to either box.",
            inclusive_of_the_larger: "Divided by the larger box: divide by the "
            "pixels that belong to either box.",
            inclusive_of_the_first: "Divided by the first box: divide by the pixels "
            "that belong to either box.",
            inclusive_of_the_hull: "Divided by the box around both: the union has only "
            "the pixels of either box, without the corners between them.",
            inclusive_undivided: "This is the number of common pixels: divide it by "
            "the pixels of either box.",
            inclusive_of_sizes: "The last two numbers are a column and a row, not a "
            "width and a height.",
            inclusive_rounded: "Rounded: return the number as it is.",
            inclusive_areas_and_1: "The extra pixel belongs to each width and each "
            "height, before they are multiplied, not to the areas.",
            inclusive_from_the_first_start: "What both boxes cover begins at the "
            "larger of the two starts and ends at the smaller of the two ends.",
            inclusive_to_the_last_end: "What both boxes cover begins at the larger of "
            "the two starts and ends at the smaller of the two ends.",
        },
    },
    "crowd_iou": {
        "function": "crowd_iou",
        "arguments": boxes_and_crowds,
        "mutants": {
            crowd_read_as_corners: "These boxes are `xywh`: the right edge is x + w "
            "and the lower one y + h.",
            crowd_of_centres: "x and y are the left and the upper edge, not the "
            "centre.",
            crowd_as_any_object: "With a crowd it is not the IoU: divide what is "
            "shared by the area of the detection.",
            crowd_share_of_the_crowd: "With a crowd, divide by the area of the "
            "detection, not by that of the crowd.",
            crowd_of_the_smaller: "With a crowd, divide by the area of the detection, "
            "also where the crowd is smaller.",
            crowd_undivided: "With a crowd this is the shared area in square pixels: "
            "divide it by the area of the detection.",
            crowd_iou_by_area: "With a crowd this divides the IoU by the area of the "
            "detection: divide what is shared instead.",
            crowd_all_or_nothing: "With a crowd the share itself is asked for, also of "
            "detections that lie inside in part.",
            crowd_as_zero: "Crowds have a share as well: it is not 0.",
            crowd_left_out: "Crowds have a column, too: there is one for every object.",
            crowd_share_for_all: "Only crowds are judged by the share of the "
            "detection: with other objects it is the IoU.",
            crowd_for_the_others: "The flags are the wrong way round: 1 marks a crowd.",
            crowd_if_any: "Each object has its own flag: here one crowd makes crowds "
            "of all.",
            crowd_if_the_first: "Each object has its own flag: here the first one's "
            "decides for all.",
            crowd_without_a_clamp: "Boxes that are apart share nothing: a negative "
            "width or height must become 0.",
            crowd_clamped_too_late: "Two negative sides multiply to a positive area: "
            "each must become 0 before the product.",
            crowd_counted_twice: "In the union the shared area is counted once: "
            "subtract it from the sum of the two areas.",
            crowd_with_an_extra_pixel: "COCO adds no pixel to widths and heights.",
            crowd_transposed: "The table is on its side: a row for each detection, a "
            "column for each object.",
            crowd_best_only: "The whole table is asked for, not the best of each row.",
            crowd_rounded: "Rounded: return the numbers as they are.",
            crowd_flags_of_detections: "The flags are of the objects: they belong to "
            "the columns of the table, not to its rows.",
        },
    },
    "range_counts": {
        "function": "range_counts",
        "arguments": objects_and_detections,
        "mutants": {
            counts_without_upper_end: "Both ends belong to a range: an area of 32² is "
            "small and medium. Here each area is in one range, the larger.",
            counts_without_lower_end: "Both ends belong to a range: an area of 32² is "
            "small and medium. Here each area is in one range, the smaller.",
            counts_without_ends: "Both ends belong to a range: here an area of 32² or "
            "96² is in none.",
            counts_by_sides: "The ends are areas, 32 * 32 and 96 * 96 square pixels, "
            "not 32 and 96.",
            counts_up_to_100000: "Large objects have no upper end.",
            counts_crowds: "A crowd counts in no range, and a detection that matched "
            "one is ignored.",
            counts_crowds_as_objects: "Crowds are among the objects here: they do not "
            "count.",
            counts_crowds_as_hits: "A detection that was matched to a crowd is "
            "ignored: it is no hit.",
            counts_crowd_matches_as_errors: "A detection that was matched to a crowd "
            "is ignored: it is no false positive.",
            counts_hits_by_detection: "A hit belongs to the range of the object's "
            "area, not to that of its own.",
            counts_hits_by_both: "Only the object's area says in which range a hit is: "
            "the detection's own may lie in another.",
            counts_errors_everywhere: "A detection without a match is a false positive "
            "only in ranges that hold its own area.",
            counts_ignored_as_errors: "A detection whose object does not count in a "
            "range is ignored there, not a false positive.",
            counts_ignored_of_own_size: "A detection whose object does not count in a "
            "range is ignored there, even if its own area lies in the range.",
            counts_last_for_unmatched: "-1 as an index reads the last object: leave "
            "out the detections without a match first.",
            counts_without_object_0: "Object 0 is an object, too: a detection has no "
            "match where `matched` is -1.",
            counts_object_0_as_none: "Object 0 is an object, too: detections matched "
            "to it are taken for unmatched here.",
            counts_misses: "The middle number is that of the hits, not of the objects "
            "that were missed.",
            counts_errors_before_hits: "Two columns are swapped: hits come before "
            "false positives.",
            counts_by_columns: "The table is on its side: a row for each range.",
            counts_all_as_errors: "A detection that was matched to an object is no "
            "false positive.",
            counts_all_as_hits: "A detection is a hit only in the ranges in which its "
            "object counts.",
            counts_flags_turned: "The flags are the wrong way round: 1 marks a crowd.",
            counts_from_0: "A range has a lower end, too: medium begins at 32², large "
            "at 96².",
        },
    },
    "mean_ap": {
        "function": "mean_ap",
        "arguments": lists_of_classes,
        "mutants": {
            mean_with_empty_classes: "A class without objects is left out of the mean: "
            "it does not count as 0.",
            mean_with_minus_1: "A class without objects is left out of the mean: its "
            "-1 must not enter.",
            mean_of_detected_classes: "A class that has objects and no detections "
            "counts with 0: it is not left out.",
            mean_of_nonempty_lists: "This is the mean over the classes that have "
            "detections: take those that have objects.",
            mean_with_empty_detected: "A class without objects is left out of the "
            "mean, even if it has detections: it does not count as 0.",
            mean_to_the_last_label: "`labels.max()` is the last class with detections, "
            "not the last of all: `objects` has a number for each class.",
            mean_of_classes_found: "A class with an AP of 0 counts with 0: only "
            "classes without objects are left out.",
            mean_of_one_list: "Each class has a ranked list of its own: this is AP of "
            "one list for all.",
            mean_over_objects: "The mean is over classes: each counts the same, "
            "however many objects it has.",
            mean_over_detections: "The mean is over classes: each counts the same, "
            "however many detections it has.",
            mean_with_all_objects: "Recall in a class is a share of the objects of "
            "this class, not of all.",
            mean_of_found_recall: "Recall is a share of all objects of the class, "
            "`objects`, not of the hits alone.",
            mean_of_11_points: "This reads the curve at 11 points: all-point AP is "
            "asked for.",
            mean_of_101_points: "This reads the curve at 101 points: all-point AP is "
            "asked for.",
            mean_without_envelope: "The envelope is missing: at each recall the best "
            "precision at this or a higher recall counts.",
            mean_by_trapezoids: "This joins the points by slanted lines: all-point AP "
            "is the area under the envelope, which has steps.",
            mean_in_given_order: "The lists are not sorted: rank the hits of a class "
            "by its scores, the highest first.",
            mean_of_lowest_first: RANKED_LOWEST,
            mean_precision: "This is the mean precision of whole lists, not AP.",
            mean_recall: "This is the mean recall of whole lists, not AP.",
            mean_median: "This is the median over classes, not the mean.",
            mean_as_a_sum: "The sum over classes is not divided by their number.",
            mean_not_taken: "One number is asked for, the mean of these APs.",
            mean_with_envelope_turned: "The envelope goes the other way: at each "
            "recall the best precision at this or a higher recall counts.",
            mean_with_common_ranks: "Detections of other classes are no false "
            "positives: the list of a class holds its own detections only.",
        },
    },
    "match_voc": {
        "function": "match_voc",
        "arguments": plain_objects,
        "mutants": {
            voc_in_given_order: f"{BEST_FIRST}, not in the order given.",
            voc_lowest_first: LOWEST,
            voc_answered_in_ranks: "The outcomes are asked for in the order of "
            "`boxes`, not in that of the scores.",
            voc_finds_twice: "An object is found once: a later detection of it is a "
            "false positive.",
            voc_duplicates_ignored: "A second detection of an object is a false "
            "positive, 0; -1 is for difficult objects.",
            voc_best_unused: "VOC takes the best object even if it is used; COCO takes "
            "the best that is not.",
            voc_best_unused_last: "This is COCO's matching: VOC takes the best object "
            "even if it is used, the first of equal ones.",
            voc_last_of_equals: "Of objects with equal IoU the first counts, not the "
            "last.",
            voc_first_that_fits: FIRST_USED_OR_NOT,
            voc_last_that_fits: LAST_USED_OR_NOT,
            voc_objects_choose: f"{FIRST_THAT_FITS}, used or not.",
            voc_objects_choose_by_iou: "Here each object takes the detection that fits "
            "it best: the detection with the highest score comes first.",
            voc_looking_uses: "A detection that does not reach the threshold uses no "
            "object.",
            voc_above_the_threshold: AT_LEAST,
            voc_at_a_half: "The threshold is an argument: it is not always 0.5.",
            voc_with_an_extra_pixel: "Boxes have no extra pixel here: their widths and "
            "heights need no + 1.",
            voc_answered_by_object: "These are numbers of objects: 1, 0 or -1 is asked "
            "for.",
            voc_by_overlap: "The score decides who chooses first, not the IoU.",
            voc_rounded: "The IoU was rounded: compare it as it is.",
            voc_ignored_without_objects: "Without any object a detection is a false "
            "positive, 0: -1 is for difficult objects.",
        },
    },
    "match_voc_difficult": {
        "function": "match_voc",
        "arguments": difficult_objects,
        "mutants": {
            voc_difficult_as_any: "A detection that goes to a difficult object gets "
            "-1: it is neither right nor wrong.",
            voc_difficult_as_wrong: "A detection that goes to a difficult object is no "
            "false positive: it gets -1.",
            voc_difficult_as_hit: "A detection that goes to a difficult object is no "
            "hit: it gets -1.",
            voc_difficult_once: "A difficult object is never used up: every detection "
            "that goes to it gets -1.",
            voc_without_difficult: "Difficult objects take part in the choice: without "
            "them a detection goes to another object, or to none.",
            voc_flag_before_threshold: "The threshold comes before the flag: with too "
            "low an IoU a detection is a false positive, difficult or not.",
            voc_counted_first: "Difficult objects do not come last in VOC: the one "
            "with the highest IoU decides, whatever its flag.",
            voc_flags_turned: "The flags are the wrong way round: 1 marks a difficult "
            "object.",
            voc_flags_of_detections: "`difficult` has a flag for each object, not for "
            "each detection: ask for that of the object that was found.",
            voc_without_ignored: "Ignored detections stay in the list, as -1.",
            voc_duplicates_ignored: "A second detection of an ordinary object is a "
            "false positive, 0.",
            voc_finds_twice: "An ordinary object is found once: a later detection of "
            "it is a false positive, 0.",
            voc_in_given_order: f"{BEST_FIRST}, not in the order given.",
            voc_lowest_first: LOWEST,
            voc_answered_in_ranks: "The outcomes are asked for in the order of "
            "`boxes`, not in that of the scores.",
            voc_best_unused: "VOC takes the best object even if it is used; COCO takes "
            "the best that is not.",
            voc_first_that_fits: FIRST_USED_OR_NOT,
            voc_last_that_fits: LAST_USED_OR_NOT,
            voc_objects_choose: f"{FIRST_THAT_FITS}, used or not.",
            voc_objects_choose_by_iou: "Here each object takes the detection that fits "
            "it best: the detection with the highest score comes first.",
            voc_above_the_threshold: AT_LEAST,
            voc_last_of_equals: "Of objects with equal IoU the first counts, not the "
            "last.",
            voc_with_an_extra_pixel: "Boxes have no extra pixel here: their widths and "
            "heights need no + 1.",
            voc_by_overlap: "The score decides who chooses first, not the IoU.",
            voc_difficult_hit_once: "A detection that goes to a difficult object is no "
            "hit, the first one neither: it gets -1.",
            voc_ignored_without_objects: "Without any object a detection is a false "
            "positive, 0: -1 is for difficult objects.",
        },
    },
    "match_coco": {
        "function": "match_coco",
        "arguments": table_of_objects,
        "mutants": {
            **MATCHED,
            coco_objects_choose: f"{FIRST_THAT_FITS} of all that are unused.",
            coco_last_that_fits: LAST_THAT_FITS,
            coco_lowest_that_fits: LOWEST_THAT_FITS,
            coco_last_of_the_lowest: LOWEST_THAT_FITS,
            coco_at_a_half: "The threshold is an argument: it is not always 0.5.",
        },
    },
    "match_coco_crowds": {
        "function": "match_coco",
        "arguments": table_with_crowds,
        "mutants": {
            coco_without_limit: "Only the `most` detections with the highest scores "
            "take part: the others get -1.",
            coco_one_too_few: "One detection too few takes part: there are `most`.",
            coco_limit_as_errors: "Detections beyond the `most` best are dropped, "
            "-1: they are no false positives.",
            coco_limit_by_place: "The `most` with the highest scores take part, not "
            "the first of the list.",
            coco_limit_of_counted: "Detections that go to a crowd are among the `most` "
            "as well: cut the ranked list before matching.",
            coco_crowds_as_any: "A crowd comes last: a detection goes to it only if no "
            "unused object reaches the threshold, whatever the IoUs.",
            coco_crowds_first: "Crowds come last, not first: a detection goes to one "
            "only if no unused object reaches the threshold.",
            coco_crowd_unless_fitting: "A detection whose only fitting objects are "
            "used goes to a crowd, if that fits.",
            coco_crowd_once: "A crowd is never used up: any number of detections may "
            "go to it.",
            coco_crowd_as_hit: "A detection that goes to a crowd is no hit: it is "
            "ignored, -1.",
            coco_crowd_as_error: "A detection that goes to a crowd is no false "
            "positive: it is ignored, -1.",
            coco_without_flags: "`iscrowd` is not used: a detection that goes to a "
            "crowd is ignored, -1, and a crowd is never used up.",
            coco_without_ignored: "Ignored and dropped detections stay in the list, "
            "as -1.",
            **MATCHED,
            coco_flags_turned: "The flags are the wrong way round: 1 marks a crowd.",
            coco_objects_choose: f"{FIRST_THAT_FITS} of all that are unused.",
            coco_last_that_fits: LAST_THAT_FITS,
            coco_lowest_that_fits: LOWEST_THAT_FITS,
            coco_last_of_the_lowest: LOWEST_THAT_FITS,
            coco_without_dropped: "Dropped detections stay in the list, as -1.",
            coco_shares_added: "Shares in several crowds are not added: the share in a "
            "single one must reach the threshold.",
            coco_any_share: "The share in a crowd must reach the threshold as well: "
            "to touch it is not enough.",
            coco_crowd_above_the_threshold: "A share that equals the threshold is "
            "enough: compare with >=, not with >.",
        },
    },
    "drawn_aps": {
        "function": "drawn_aps",
        "arguments": images_drawn,
        "mutants": {
            drawn_once: "An image that is drawn twice counts twice, with its objects "
            "and its detections.",
            drawn_with_objects_once: "An image that is drawn twice brings its objects "
            "twice, too, not its detections alone.",
            drawn_with_detections_once: "An image that is drawn twice brings its "
            "detections twice, too, not its objects alone.",
            drawn_with_objects_once_refused: "An image that is drawn twice brings its "
            "objects twice, too, not its detections alone.",
            drawn_of_all_objects: "Recall is a share of the objects of the draw, not "
            "of those of all images.",
            drawn_of_all_objects_refused: "Recall is a share of the objects of the "
            "draw, not of those of all images.",
            drawn_of_images_with_detections: "An image without detections brings its "
            "objects all the same: they are missed.",
            drawn_of_hits: "Recall is a share of the objects of the draw, not of its "
            "hits alone.",
            drawn_in_the_order_of_the_draw: "The detections of a draw are ranked "
            "together, by score, not image after image.",
            drawn_lowest_first: RANKED_LOWEST,
            drawn_means_of_images: "The detections of all images of a draw make one "
            "list: this is the mean of an AP for each image.",
            drawn_with_copies_as_duplicates: "A copy of an image has objects of its "
            "own: its hits are no duplicates.",
            drawn_by_11_points: "This reads the curve at 11 points: all-point AP is "
            "asked for.",
            drawn_by_101_points: "This reads the curve at 101 points: all-point AP is "
            "asked for.",
            drawn_without_envelope: "The envelope is missing: at each recall the best "
            "precision at this or a higher recall counts.",
            drawn_mean: "A number for each draw is asked for, not their mean.",
            drawn_by_rows_of_places: "The numbers in `draws` are images, not "
            "detections: `images` says which image a detection is of.",
        },
    },
    "sort_mistakes": {
        "function": "sort_mistakes",
        "arguments": scene,
        "mutants": {
            sorted_above_thresholds: "An IoU that equals 0.5 or 0.1 is enough: compare "
            "with >=, not with >, and add nothing to the union.",
            sorted_above_the_lower: "An IoU that equals 0.1 is enough: compare with "
            ">=, not with >.",
            sorted_at_any_touch: "Below an IoU of 0.1 a detection is background, even "
            "if it touches an object.",
            sorted_by_the_nearest: "The nearest object of all does not decide: look at "
            "those of the detection's class first, then at the others.",
            sorted_class_first: "The location is asked for before the class: an IoU of "
            "0.1 with the right class decides.",
            sorted_with_classes_using: "Only a hit uses an object: a detection of "
            "another class leaves it free.",
            sorted_with_locations_using: "Only a hit uses an object: a detection too "
            "far off leaves it free.",
            sorted_with_any_duplicate: "A duplicate has the class of its object: with "
            "another class it does not matter whether the object is used.",
            sorted_by_place_in_subset: "The place among the objects of one class is "
            "not the object's number: two classes then share what is used.",
            sorted_without_classes: "`labels` and `object_labels` are not compared: a "
            "hit has the class of its object.",
            sorted_class_as_hit: "A detection with the class of another object is no "
            "hit, however well it fits.",
            sorted_both_as_class: "Below 0.5 it is not the class alone that is wrong: "
            "from 0.1 on that is `both`.",
            sorted_both_as_background: "From 0.1 on a detection on an object of "
            "another class is `both`, not background.",
            sorted_with_hits_only: "An object is found once: a later detection that "
            "goes to it is a duplicate.",
            sorted_duplicate_as_location: "A detection that fits an object which is "
            "used is a duplicate: nothing is wrong with its place.",
            sorted_used_gone: "An object that is used stays in place: a later "
            "detection that fits it best is a duplicate.",
            sorted_used_gone_for_its_class: "An object that is used keeps its IoUs: a "
            "later detection that fits it best is a duplicate.",
            sorted_in_given_order: "The detection with the higher score finds the "
            "object, and the other is the duplicate: go by scores.",
            sorted_lowest_first: LOWEST,
            sorted_answered_in_ranks: "The words are asked for in the order of "
            "`boxes`, not in that of the scores.",
            sorted_duplicate_as_background: "A detection that fits an object which is "
            "used is a duplicate: it is not on background.",
            sorted_duplicates_far_off: "Below 0.5 it is the location that is wrong, "
            "also if the object is used.",
        },
    },
    "sort_mistakes_used": {
        "function": "sort_mistakes",
        "arguments": scene_of_neighbours,
        "mutants": {
            sorted_in_given_order: "The detection with the higher score finds the "
            "object, and the other is the duplicate: go by scores.",
            sorted_lowest_first: LOWEST,
            sorted_answered_in_ranks: "The words are asked for in the order of "
            "`boxes`, not in that of the scores.",
            sorted_with_hits_only: "An object is found once: a later detection that "
            "goes to it is a duplicate.",
            sorted_duplicate_as_location: "A detection that fits an object which is "
            "used is a duplicate: nothing is wrong with its place.",
            sorted_best_unused: "The object of the highest IoU decides, used or not: "
            "no detection moves on to the next best one.",
            sorted_used_gone: "An object that is used stays in place: a later "
            "detection that fits it best is a duplicate.",
            sorted_used_gone_for_its_class: "An object that is used keeps its IoUs: a "
            "later detection that fits it best is a duplicate.",
            sorted_last_of_equals: "Of objects with equal IoU the first decides, not "
            "the last.",
            sorted_free_of_equals: "Of objects with equal IoU the first decides, even "
            "if it is used and another is not.",
            sorted_by_the_first: FIRST_USED_OR_NOT,
            sorted_by_the_last: LAST_USED_OR_NOT,
            sorted_objects_choose: f"{FIRST_THAT_FITS}, used or not.",
            sorted_with_classes_using: "Only a hit uses an object: a detection of "
            "another class leaves it free.",
            sorted_with_locations_using: "Only a hit uses an object: a detection too "
            "far off leaves it free.",
            sorted_by_place_in_subset: "The place among the objects of one class is "
            "not the object's number: two classes then share what is used.",
            sorted_above_thresholds: "An IoU that equals 0.5 or 0.1 is enough: compare "
            "with >=, not with >, and add nothing to the union.",
            sorted_by_the_nearest: "The nearest object of all does not decide: look at "
            "those of the detection's class first, then at the others.",
            sorted_class_first: "The location is asked for before the class: an IoU of "
            "0.1 with the right class decides.",
            sorted_without_classes: "`labels` and `object_labels` are not compared: a "
            "hit has the class of its object.",
            sorted_duplicate_as_background: "A detection that fits an object which is "
            "used is a duplicate: it is not on background.",
            sorted_duplicates_far_off: "Below 0.5 it is the location that is wrong, "
            "also if the object is used.",
            sorted_one_hit_a_class: "An object is found once, not a class: each "
            "object of a class may have a hit.",
        },
    },
}
ALTERNATIVES = {
    "inclusive_iou": inclusive_by_pixels,
    "crowd_iou": crowd_by_loops,
    "range_counts": counts_by_sets,
    "mean_ap": mean_by_hits,
    "match_voc": voc_by_claims,
    "match_coco": coco_by_tables,
    "drawn_aps": drawn_by_weights,
    "sort_mistakes": sorted_by_claims,
}
