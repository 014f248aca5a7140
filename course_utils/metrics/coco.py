"""COCO's evaluation: twelve figures, equal to those of pycocotools to the bit."""

import numpy as np

from course_utils.annotations import read_annotations
from course_utils.metrics.pairs import (
    EQUAL,
    Runs,
    by_list,
    mean_of_given,
    overlapping_pairs,
)

# COCO's own settings and, so that figures are equal to the bit, its own floats.
_IOU_THRESHOLDS = np.linspace(0.5, 0.95, 10)
_RECALLS = np.linspace(0, 1, 101)  # not i / 100: some of them lie a bit above
_AREAS = np.array([[0, 1e10], [0, 32**2], [32**2, 96**2], [96**2, 1e10]])
_ALL, _SMALL, _MEDIUM, _LARGE = range(4)
_MOST = (1, 10, 100)  # detections per image and class


def coco_evaluate(ground_truth, detections):
    """Judge detections by COCO's rules: its twelve figures, and a table of classes.

    `AP` is the mean of the average precisions (101 points) at the IoU thresholds .50,
    .55, ..., .95 and of all classes with objects, `AP50` and `AP75` that at one
    threshold; `AP_small`, `AP_medium` and `AP_large` are for objects up to 32² square
    pixels, up to 96², and beyond. `AR_1`, `AR_10` and `AR_100` are the mean recall with
    so many detections per image and class, `AR_small` to `AR_large` that with 100. -1
    stands where there is nothing to find. `per_class` is a list of dictionaries with
    `id`, `name`, `objects` (crowds left out), `AP`, `AP50`, `AP75` and `AR_100`.

    Detections are matched as `match_detections` does with "coco". Objects beyond the
    range of areas are ignored, and so are detections beyond it that match nothing.
    `difficult` plays no part. The figures equal those of pycocotools to the bit on
    x86-64, its rounding of recalls included. (An annotation with the id 0 is none to
    pycocotools; here it is like any other.)

    Source: https://cocodataset.org/#detection-eval; pycocotools, COCOeval.

    Raises ValueError when an argument is wrong; it names the entry and the rule.
    """
    objects, found, categories = read_annotations(ground_truth, detections)
    objects, found, lists = by_list(objects, found, most=_MOST[-1])
    ignored = objects.crowd[:, None] | _outside(objects.area)  # [M, areas]
    n_positive = np.zeros((len(categories.ids), len(_AREAS)), int)
    np.add.at(n_positive, objects.category, ~ignored)
    rows, given = _match(objects, found, lists, ignored)
    is_matched = given >= 0  # [rows, areas, thresholds]
    is_ignored = is_matched & ignored[given, np.arange(len(_AREAS))[:, None]]
    hits = is_matched & ~is_ignored
    precision = _precision(found, rows, hits, is_matched, is_ignored, n_positive)
    recall = _recall(found, lists, rows, hits, n_positive)

    half, three_quarters = [0], [5]  # places of .50 and .75
    figures = {
        "AP": mean_of_given(precision[..., _ALL]),
        "AP50": mean_of_given(precision[half, ..., _ALL]),
        "AP75": mean_of_given(precision[three_quarters, ..., _ALL]),
        "AP_small": mean_of_given(precision[..., _SMALL]),
        "AP_medium": mean_of_given(precision[..., _MEDIUM]),
        "AP_large": mean_of_given(precision[..., _LARGE]),
        "AR_1": mean_of_given(recall[..., _ALL, 0]),
        "AR_10": mean_of_given(recall[..., _ALL, 1]),
        "AR_100": mean_of_given(recall[..., _ALL, 2]),
        "AR_small": mean_of_given(recall[..., _SMALL, 2]),
        "AR_medium": mean_of_given(recall[..., _MEDIUM, 2]),
        "AR_large": mean_of_given(recall[..., _LARGE, 2]),
    }
    per_class = [
        {
            "id": number,
            "name": name,
            "objects": int(n_positive[k, _ALL]),
            "AP": mean_of_given(precision[:, :, k, _ALL]),
            "AP50": mean_of_given(precision[half, :, k, _ALL]),
            "AP75": mean_of_given(precision[three_quarters, :, k, _ALL]),
            "AR_100": mean_of_given(recall[:, k, _ALL, 2]),
        }
        for k, (number, name) in enumerate(zip(*categories, strict=True))
    ]
    return figures | {"per_class": per_class}


def _match(objects, found, lists, ignored):
    """The object that each detection is given, by COCO's rule, or -1.

    Returns the detections that may have one and, for these, an array [rows, areas,
    thresholds]. All lists advance together: first all their best detections choose,
    then all their second best, and so on.
    """
    threshold = np.minimum(_IOU_THRESHOLDS, EQUAL)
    taken = np.zeros((len(objects.area), len(_AREAS), len(threshold)), bool)
    all_rows, all_given = [], []
    for rows, of, iou in overlapping_pairs(objects, found, lists, threshold[0]):
        pairs = Runs(rows)
        number = lists.number[pairs.of]
        turn = np.arange(len(number)) - np.searchsorted(number, number)
        given = np.full((len(number), *taken.shape[1:]), -1)
        order = np.argsort(turn, kind="stable")
        for now in np.split(order, np.flatnonzero(np.diff(turn[order])) + 1):
            length = pairs.length[now]
            last = np.cumsum(length)
            here = np.arange(last[-1])
            here += np.repeat(pairs.start[now] - last + length, length)
            choice = _Choice(np.repeat(now, length), of[here], iou[here])
            reaches = (iou[here, None] >= threshold)[:, None]  # [pairs, 1, thresholds]
            free = reaches & (~taken[of[here]] | objects.crowd[of[here], None, None])
            counts = ~ignored[of[here]][..., None]  # [pairs, areas, 1]
            best = choice(free & counts)
            if not counts.all():
                best = np.where(best >= 0, best, choice(free & ~counts))
            given[now] = best
            row, area, at = np.nonzero(best >= 0)
            taken[best[row, area, at], area, at] = True
        all_rows.append(pairs.of)
        all_given.append(given)
    if not all_rows:
        return np.zeros(0, int), np.zeros((0, *taken.shape[1:]), int)
    return np.concatenate(all_rows), np.concatenate(all_given)


class _Choice:
    """Of the pairs of each detection, that of the highest IoU, the last of equals."""

    def __init__(self, rows, of, iou):
        self.pairs, self.of, self.iou = Runs(rows), of, iou

    def __call__(self, allowed):
        """The object of the best allowed pair, or -1: [pairs, ...] -> [rows, ...]."""
        iou = np.where(allowed, self.iou[:, None, None], -1)
        best = allowed & (iou == self.pairs.spread(self.pairs.highest(iou)))
        return self.pairs.highest(np.where(best, self.of[:, None, None], -1))


def _precision(found, rows, hits, is_matched, is_ignored, n_positive):
    """Envelopes at COCO's recalls: [thresholds, recalls, classes, areas], or -1.

    A precision can only be the best at a hit. So it is enough to count, for each hit,
    the detections of its class up to it that are not ignored.
    """
    n_classes, n_areas = n_positive.shape
    n_thresholds = hits.shape[2]
    outside = _outside(found.bbox[:, 2] * found.bbox[:, 3])  # [D, areas]
    ranked = np.lexsort((-found.score, found.category))
    rank = np.empty(len(ranked), int)
    rank[ranked] = np.arange(len(ranked))
    start = np.searchsorted(found.category[ranked], np.arange(n_classes))
    by_rank = np.argsort(rank[rows])
    rows, hits = rows[by_rank], hits[by_rank]
    rank, category = rank[rows], found.category[rows]
    start_row = np.searchsorted(category, np.arange(n_classes))
    # Ignored are all those outside, except as far as a match changes it.
    changed = is_ignored[by_rank].astype(int) - outside[rows][..., None]
    changed = np.where(is_matched[by_rank], changed, 0)
    n_outside = _sums(outside[ranked])
    n_changed = _sums(changed)
    counted = (
        (rank + 1 - start[category])[:, None, None]
        - (n_outside[rank + 1] - n_outside[start[category]])[..., None]
        - (n_changed[1:] - n_changed[start_row[category]])
    )
    area, threshold, row = np.nonzero(hits.transpose(1, 2, 0))
    curve = (area * n_thresholds + threshold) * n_classes + category[row]  # rising
    length = np.bincount(curve, minlength=n_areas * n_thresholds * n_classes)
    start = np.cumsum(length) - length
    nth = np.arange(len(curve)) - start[curve] + 1
    precision = nth / (counted[row, area, threshold] + np.spacing(1))
    envelope = np.append(_envelopes(precision, curve), 0)
    result = np.full((n_thresholds, len(_RECALLS), n_classes, n_areas), -1.0)
    for n in np.unique(n_positive[n_positive > 0]):
        hit = np.searchsorted(np.arange(1, n + 1) / n, _RECALLS)  # that reaches each
        k, area = np.nonzero(n_positive == n)
        curve = area[:, None] * n_thresholds + np.arange(n_thresholds)
        curve = (curve * n_classes + k[:, None])[..., None]  # [classes, thresholds, 1]
        place = np.where(hit < length[curve], start[curve] + hit, -1)
        result[:, :, k, area] = envelope[place].transpose(1, 2, 0)
    return result


def _envelopes(precision, curve):
    """The highest precision from each place to the end of its curve, [N] -> [N].

    On ranks instead of values, so that the curves can be told apart without rounding.
    """
    order = np.argsort(precision, kind="stable")
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    shift = (curve[-1:].sum() - curve) * len(order)  # later curves lie lower
    highest = np.maximum.accumulate((rank + shift)[::-1])[::-1] - shift
    return precision[order][highest]


def _recall(found, lists, rows, hits, n_positive):
    """Share of objects found: [thresholds, classes, areas, most], or -1."""
    shape = (*n_positive.shape, hits.shape[2])
    row, area, threshold = np.nonzero(hits)
    rank = lists.rank[rows[row]]
    place = np.ravel_multi_index((found.category[rows[row]], area, threshold), shape)
    n_hits = [
        np.bincount(place[rank < most], minlength=np.prod(shape)).reshape(shape)
        for most in _MOST
    ]
    n_hits = np.stack(n_hits, axis=-1)
    n_positive = n_positive[..., None, None]
    recall = np.full(n_hits.shape, -1.0)
    np.divide(n_hits, n_positive, out=recall, where=n_positive > 0)
    return recall.transpose(2, 0, 1, 3)


def _outside(area):
    """Which areas [N] lie beyond each range: [N, areas]; both ends belong to it."""
    return (area[:, None] < _AREAS[:, 0]) | (area[:, None] > _AREAS[:, 1])


def _sums(numbers):
    """Sums of the first 0, 1, ..., N rows: [N, ...] -> [N + 1, ...]."""
    start = np.zeros((1, *numbers.shape[1:]), int)
    return np.concatenate([start, np.cumsum(numbers, axis=0)])
