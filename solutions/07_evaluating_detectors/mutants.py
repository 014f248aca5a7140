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
    """Boxes of a few pixels that overlap, are equal, or apart along an axis or both."""
    size1, size2 = rng.integers(1, 9, (2, 2))
    start1 = rng.integers(0, 20, 2)
    # How many columns and rows both cover; 0 where they adjoin, less where apart.
    both = rng.integers(1, 1 + np.minimum(size1, size2))
    is_apart = [[0, 0], [0, 0], [0, 1], [1, 0], [1, 1]][int(rng.integers(5))]
    both = np.where(is_apart, rng.choice([0, -1, -2, -2, -4], 2), both)
    start2 = start1 + size1 - both
    pair = [[*s, *(s + n - 1)] for s, n in ((start1, size1), (start2, size2))]
    if rng.random() < 0.05:
        pair[1] = pair[0]
    return tuple(np.array(pair)[rng.permutation(2)].tolist())


def inclusive_without_extra(box1, box2):
    union = _area(box1) + _area(box2) - _shared(box1, box2)
    return _shared(box1, box2) / union if union else 0.0


def inclusive_boxes_only(box1, box2):
    shared = _shared(box1, box2)
    return shared / (_area(box1, 1) + _area(box2, 1) - shared)


def _inclusive_sides(box1, box2):
    return [min(box1[n + 2], box2[n + 2]) - max(box1[n], box2[n]) + 1 for n in (0, 1)]


def inclusive_without_a_clamp(box1, box2):
    across, down = _inclusive_sides(box1, box2)
    shared = across * down
    return shared / (_area(box1, 1) + _area(box2, 1) - shared)


def inclusive_clamped_too_late(box1, box2):
    across, down = _inclusive_sides(box1, box2)
    shared = max(across * down, 0)
    return shared / (_area(box1, 1) + _area(box2, 1) - shared)


def inclusive_added_to_areas(box1, box2):
    shared = _shared(box1, box2) + 1 if _shared(box1, box2, 1) else 0
    return shared / (_area(box1) + 1 + _area(box2) + 1 - shared)


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


def _ratios(detections, objects, iscrowd, divide, corners=_corners):
    """Shared area of each pair, divided by `divide(area, area, shared, crowd)`."""
    table = np.zeros((len(detections), len(objects)))
    for d, box in enumerate(detections.tolist()):
        for m, thing in enumerate(objects.tolist()):
            a, b = corners(box), corners(thing)
            shared = _shared(a, b)
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


RANGES = [(0, 32**2), (32**2, 96**2), (96**2, 1e10)]


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
                hits += 1
            else:
                wrong += rules.get("ignored_is_wrong", False)
        rows.append([int(sum(counts)), int(hits), int(wrong)])
    return rows


def counts_without_upper_end(*arguments):
    return _counts(*arguments, inside=lambda area, low, high: low <= area < high)


def counts_crowds(*arguments):
    return _counts(*arguments, crowds=True)


def counts_hits_by_detection(*arguments):
    return _counts(*arguments, by_detection=True)


def counts_errors_everywhere(*arguments):
    return _counts(*arguments, anywhere=True)


def counts_ignored_as_errors(*arguments):
    return _counts(*arguments, ignored_is_wrong=True)


def counts_by_loops(*arguments):
    return _counts(*arguments)


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
        rows.append([x, down, x + 10, down + int(rng.choice([10, 10, 10, 6, 5]))])
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
    threshold = float(rng.choice([0.25, 0.45, 0.45, 0.5, 0.55, 0.55, 0.6]))
    scores = _scores(rng, len(boxes))
    return boxes, scores, _boxes(objects), difficult.astype(int), threshold


def plain_objects(rng):
    return _judged(rng, any_difficult=False)


def difficult_objects(rng):
    return _judged(rng, any_difficult=True)


def _match(boxes, scores, objects, difficult, threshold, **rules):
    """VOC's matching with its rules open: an outcome for each detection."""
    iou = _table(boxes, objects.tolist(), rules.get("extra", 0))
    order = rules.get("order", _best_first)(scores)
    used, outcome = set(), [0] * len(boxes)
    for d in order:
        allowed = [
            m
            for m in range(len(objects))
            if not (rules.get("unused_only") and m in used)
            and not (rules.get("drop_difficult") and difficult[m])
        ]
        best = max(allowed, key=lambda m, row=iou[d]: row[m], default=None)
        if best is None:
            continue
        reaches = iou[d][best] >= threshold
        if rules.get("exceed"):
            reaches = iou[d][best] > threshold
        if difficult[best] and not rules.get("no_flag"):
            if reaches:
                again = rules.get("difficult_once") and best in used
                outcome[d] = 0 if again else rules.get("ignored", -1)
                used.add(best)
        elif reaches and (best not in used or rules.get("twice")):
            outcome[d] = 1
            used.add(best)
    return outcome


def voc_in_given_order(*arguments):
    return _match(*arguments, order=lambda scores: range(len(scores)))


def voc_answered_in_ranks(*arguments):
    outcome = _match(*arguments)
    return [outcome[d] for d in _best_first(arguments[1])]


def voc_finds_twice(*arguments):
    return _match(*arguments, twice=True)


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


# sort_mistakes -----------------------------------------------------------------------


def scene(rng):
    """Objects of three classes, some over each other, and detections of all kinds."""
    return _scene(rng, classes=3, shifts=[0, 0, 1, -2, 6, -6, 9], share_of_own=0.6)


def scene_of_neighbours(rng):
    """Objects of few classes close together, with several detections each."""
    classes = int(rng.integers(1, 3))
    return _scene(rng, classes, shifts=[0, 0, 1, -1, 2, -2, 3], share_of_own=0.8)


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
        if rules.get("free_of_equals"):
            own = sorted(own, key=lambda m: m in used)
        if rules.get("unused_only") and _highest(row, own) >= high:
            free = [m for m in own if m not in used]
            own = free if _highest(row, free) >= high else own
        best = max(own, key=lambda m, row=row: row[m], default=None)
        right, wrong = _highest(row, own), _highest(row, others)
        is_other = wrong >= high
        if right >= high:
            is_again = best in used and not rules.get("twice")
            kinds[d] = "duplicate" if is_again else "hit"
            used.add(best)
        elif right >= low and not (rules.get("class_first") and is_other):
            kinds[d] = "location"
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


GROUPS = {
    "inclusive_iou": {
        "function": "inclusive_iou",
        "arguments": pixel_corners,
        "mutants": {
            inclusive_without_extra: "A box from pixel 3 to pixel 5 covers three "
            "columns: widths and heights need + 1.",
            inclusive_boxes_only: "What both boxes cover needs the + 1 as well: from "
            "its first to its last pixel, both included.",
            inclusive_without_a_clamp: "Boxes that share no row or no column have 0: "
            "a negative width or height must become 0.",
            inclusive_clamped_too_late: "Two negative sides multiply to a positive "
            "area: each must become 0 by itself, before the product.",
            inclusive_added_to_areas: "The extra pixel belongs to each width and each "
            "height, before they are multiplied, not to the areas.",
        },
    },
    "crowd_iou": {
        "function": "crowd_iou",
        "arguments": boxes_and_crowds,
        "mutants": {
            crowd_read_as_corners: "These boxes are `xywh`: the right edge is x + w "
            "and the lower one y + h.",
            crowd_as_any_object: "With a crowd it is not the IoU: divide what is "
            "shared by the area of the detection.",
            crowd_share_of_the_crowd: "With a crowd, divide by the area of the "
            "detection, not by that of the crowd.",
            crowd_share_for_all: "Only crowds are judged by the share of the "
            "detection: with other objects it is the IoU.",
            crowd_for_the_others: "The flags are the wrong way round: 1 marks a crowd.",
        },
    },
    "range_counts": {
        "function": "range_counts",
        "arguments": objects_and_detections,
        "mutants": {
            counts_without_upper_end: "Both ends belong to a range: an area of 32² is "
            "small and medium.",
            counts_crowds: "A crowd counts in no range, and a detection that matched "
            "one is ignored.",
            counts_hits_by_detection: "A hit belongs to the range of the object's "
            "area, not to that of its own.",
            counts_errors_everywhere: "A detection without a match is a false positive "
            "only in ranges that hold its own area.",
            counts_ignored_as_errors: "A detection whose object does not count in a "
            "range is ignored there, not a false positive.",
        },
    },
    "mean_ap": {
        "function": "mean_ap",
        "arguments": lists_of_classes,
        "mutants": {
            mean_with_empty_classes: "A class without objects is left out of the mean: "
            "it does not count as 0.",
            mean_of_detected_classes: "A class that has objects and no detections "
            "counts with 0: it is not left out.",
            mean_of_one_list: "Each class has a ranked list of its own: this is AP of "
            "one list for all.",
            mean_over_objects: "The mean is over classes: each counts the same, "
            "however many objects it has.",
            mean_with_all_objects: "Recall in a class is a share of the objects of "
            "this class, not of all.",
        },
    },
    "match_voc": {
        "function": "match_voc",
        "arguments": plain_objects,
        "mutants": {
            voc_in_given_order: "Detections choose from the highest score to the "
            "lowest, not in the order given.",
            voc_answered_in_ranks: "The outcomes are asked for in the order of "
            "`boxes`, not in that of the scores.",
            voc_finds_twice: "An object is found once: a later detection of it is a "
            "false positive.",
            voc_best_unused: "VOC takes the best object even if it is used; COCO takes "
            "the best that is not.",
            voc_above_the_threshold: "An IoU that equals the threshold is enough: "
            "compare with >=, not with >.",
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
            voc_difficult_once: "A difficult object is never used up: every detection "
            "that goes to it gets -1.",
            voc_without_difficult: "Difficult objects take part in the choice: without "
            "them a detection goes to another object, or to none.",
            voc_with_an_extra_pixel: "Boxes have no extra pixel here: their widths and "
            "heights need no + 1.",
        },
    },
    "sort_mistakes": {
        "function": "sort_mistakes",
        "arguments": scene,
        "mutants": {
            sorted_above_thresholds: "An IoU that equals 0.5 or 0.1 is enough: compare "
            "with >=, not with >.",
            sorted_by_the_nearest: "The nearest object of all does not decide: look at "
            "those of the detection's class first, then at the others.",
            sorted_class_first: "The location is asked for before the class: an IoU of "
            "0.1 with the right class decides.",
            sorted_with_classes_using: "Only a hit uses an object: a detection of "
            "another class leaves it free.",
            sorted_with_any_duplicate: "A duplicate has the class of its object: with "
            "another class it does not matter whether the object is used.",
        },
    },
    "sort_mistakes_used": {
        "function": "sort_mistakes",
        "arguments": scene_of_neighbours,
        "mutants": {
            sorted_in_given_order: "The detection with the higher score finds the "
            "object, and the other is the duplicate: go by scores.",
            sorted_with_hits_only: "An object is found once: a later detection that "
            "goes to it is a duplicate.",
            sorted_best_unused: "The object of the highest IoU decides, used or not: "
            "no detection moves on to the next best one.",
            sorted_last_of_equals: "Of objects with equal IoU the first decides, not "
            "the last.",
            sorted_free_of_equals: "Of objects with equal IoU the first decides, even "
            "if it is used and another is not.",
        },
    },
}
ALTERNATIVES = {
    "inclusive_iou": inclusive_by_pixels,
    "crowd_iou": crowd_by_loops,
    "range_counts": counts_by_loops,
    "mean_ap": mean_by_hits,
    "match_voc": voc_by_claims,
    "sort_mistakes": sorted_by_claims,
}
