"""COCO's evaluation: twelve figures, equal to those of pycocotools to the bit."""

from typing import NamedTuple

import numpy as np

from course_utils.annotations import read_annotations
from course_utils.metrics.pairs import (
    EQUAL,
    Runs,
    by_list,
    mean_of_given,
    overlapping_pairs,
    stable_order,
)

# COCO's own settings and, so that figures are equal to the bit, its own floats.
_THRESHOLDS = np.minimum(np.linspace(0.5, 0.95, 10), EQUAL)
_RECALLS = np.linspace(0, 1, 101)  # not i / 100: some of them lie a bit above
_AREAS = np.array([[0, 1e10], [0, 32**2], [32**2, 96**2], [96**2, 1e10]])
_ALL, _SMALL, _MEDIUM, _LARGE = range(4)
_MOST = (1, 10, 100)  # detections per image and class
_SETTINGS = len(_AREAS) * len(_THRESHOLDS)


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
    matches = _match(objects, found, lists, ignored)
    precision = _precision(found, lists, matches, n_positive)
    recall = _recall(found, lists, matches, n_positive)

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


class _Pairs(NamedTuple):
    """Detections and objects of one list whose IoU reaches the lowest threshold."""

    row: np.ndarray  # [P] of the detection; rising
    of: np.ndarray  # [P] object
    iou: np.ndarray  # [P]
    number: np.ndarray  # [P] of the list
    is_crowd: np.ndarray  # [P]
    ignored: np.ndarray  # [P, areas]

    def where(self, chosen):
        return _Pairs(*(column[chosen] for column in self))


class _Matches(NamedTuple):
    """Which detections are given an object, in which range of areas, from which IoU."""

    row: np.ndarray  # [E] of the detection
    setting: np.ndarray  # [E] ten times the place of the area, and that of the IoU
    is_hit: np.ndarray  # [E] or the object is ignored


def _match(objects, found, lists, ignored):
    """The objects that COCO's rule gives the detections: `_Matches`."""
    matches = [_Matches(*np.zeros((2, 0), int), np.zeros(0, bool))]
    for row, of, iou in overlapping_pairs(objects, found, lists, _THRESHOLDS[0]):
        pairs = _Pairs(
            row, of - of.min(), iou, lists.number[row], objects.crowd[of], ignored[of]
        )
        # Detections with a choice make all that want one of the same objects wait.
        is_same = np.diff(row) == 0
        has_choice = np.append(is_same, False) | np.append(False, is_same)
        is_sought = np.zeros(pairs.of.max() + 1, bool)
        is_sought[pairs.of[has_choice]] = True
        waits = is_sought[pairs.of]
        for give, those in ((_at_once, ~waits), (_in_turn, waits)):
            if those.any():
                matches += give(pairs.where(those))
    return _Matches(*map(np.concatenate, zip(*matches, strict=True)))


def _at_once(pairs):
    """Matches where each detection has one object only: its first one gets it."""
    for at, threshold in enumerate(_THRESHOLDS):
        pairs = pairs.where(pairs.iou >= threshold)
        first = np.full(pairs.of.max(initial=0) + 1, pairs.row.max(initial=0))
        np.minimum.at(first, pairs.of, pairs.row)
        given = pairs.is_crowd | (pairs.row == first[pairs.of])
        pair = np.tile(np.flatnonzero(given), len(_AREAS))
        area = np.repeat(np.arange(len(_AREAS)), given.sum())
        yield _matches(pairs, pair, area, at)


def _in_turn(pairs):
    """Matches by COCO's rule: the detections of a list choose one after the other.

    All lists advance together: first all their best detections choose, then all their
    second best, and so on.
    """
    # What a detection likes best comes last, of equal ones the last object.
    pairs = pairs.where(np.lexsort((pairs.of, pairs.iou, pairs.row)))
    runs = Runs(pairs.row)
    number = pairs.number[runs.start]
    turn = np.arange(len(number)) - np.searchsorted(number, number)
    order = np.argsort(turn, kind="stable")
    n_objects = pairs.of.max() + 1
    taken = np.zeros((n_objects, len(_AREAS), len(_THRESHOLDS)), bool)
    for now in np.split(order, np.flatnonzero(np.diff(turn[order])) + 1):
        length = runs.length[now]
        start = np.cumsum(length) - length
        here = np.arange(length.sum()) + np.repeat(runs.start[now] - start, length)
        those = pairs.where(here)
        free = ~taken[those.of] | those.is_crowd[:, None, None]
        free &= (those.iou[:, None] >= _THRESHOLDS)[:, None]
        # Objects that count come before all others.
        value = np.arange(len(here))[:, None] + np.where(those.ignored, 0, len(here))
        best = np.maximum.reduceat(np.where(free, value[..., None], -1), start)
        row, area, at = np.nonzero(best >= 0)
        pair = best[row, area, at] % len(here)
        taken[those.of[pair], area, at] = True
        yield _matches(those, pair, area, at)


def _matches(pairs, pair, area, at):
    is_hit = ~pairs.ignored[pair, area]
    return _Matches(pairs.row[pair], area * len(_THRESHOLDS) + at, is_hit)


def _precision(found, lists, matches, n_positive):
    """Envelopes at COCO's recalls: [thresholds, recalls, classes, areas], or -1.

    A precision can only be the best at a hit. So it is enough to count, for each hit,
    the detections of its class up to it that are not ignored.
    """
    n_classes = len(n_positive)
    outside = _outside(found.bbox[:, 2] * found.bbox[:, 3])  # [D, areas]
    ranked = lists.by_score[stable_order(found.category[lists.by_score])]
    n_outside = _sums(outside[ranked])
    rank = np.empty(len(ranked), int)
    rank[ranked] = np.arange(len(ranked))
    first = np.searchsorted(found.category[ranked], np.arange(n_classes))
    curve = matches.setting * n_classes + found.category[matches.row]
    order = np.argsort(curve * len(ranked) + rank[matches.row])
    row, setting, is_hit = (x[order] for x in matches)
    curve = curve[order]
    # Ignored are all those outside, except as far as a match changes it.
    area, category = setting // len(_THRESHOLDS), found.category[row]
    n_changed = _sums(~is_hit - outside[row, area].astype(int))
    start = np.searchsorted(curve, np.arange(_SETTINGS * n_classes))
    counted = (
        (rank[row] + 1 - first[category])
        - (n_outside[rank[row] + 1, area] - n_outside[first[category], area])
        - (n_changed[1:] - n_changed[start[curve]])
    )
    curve, nth, counted = curve[is_hit], np.cumsum(is_hit)[is_hit], counted[is_hit]
    start = np.searchsorted(curve, np.arange(_SETTINGS * n_classes + 1))
    nth -= start[curve]
    return _envelopes(curve, nth / (counted + np.spacing(1)), start, n_positive)


def _envelopes(curve, precision, start, n_positive):
    """The best precision at each of COCO's recalls or a higher one, 0 beyond the last.

    Hits [E] are sorted by their curve; those of curve c begin at `start[c]`. Returns
    [thresholds, recalls, classes, areas], and -1 where there is nothing to find.
    """
    shape = len(_AREAS), len(_THRESHOLDS), len(n_positive)
    n_curves = len(start) - 1
    first = (start[:-1] + np.arange(n_curves)).reshape(*shape, 1)
    length = np.diff(start).reshape(*shape, 1)
    values = np.zeros(len(curve) + n_curves)  # each curve ends in a 0
    values[np.arange(len(curve)) + curve] = precision
    hit = np.zeros((*n_positive.shape, len(_RECALLS)), int)  # that reaches each recall
    for n in np.unique(n_positive[n_positive > 0]):
        hit[n_positive == n] = np.searchsorted(np.arange(1, n + 1) / n, _RECALLS)
    place = first + np.minimum(hit.swapaxes(0, 1)[:, None], length)
    result = np.full(place.shape, -1.0)
    exists = np.broadcast_to(n_positive.T[:, None] > 0, shape)
    if exists.any():
        # Best from each recall to the next one, then from each to the end.
        best = np.maximum.reduceat(values, place[exists].ravel())
        best = best.reshape(-1, len(_RECALLS))[:, ::-1]
        result[exists] = np.maximum.accumulate(best, axis=1)[:, ::-1]
    return result.transpose(1, 3, 2, 0)


def _recall(found, lists, matches, n_positive):
    """Share of objects found: [thresholds, classes, areas, most], or -1."""
    shape = len(_AREAS), len(_THRESHOLDS), len(n_positive)
    row, setting = matches.row[matches.is_hit], matches.setting[matches.is_hit]
    curve = setting * len(n_positive) + found.category[row]
    rank = lists.rank[row]
    n_hits = [
        np.bincount(curve[rank < most], minlength=np.prod(shape)).reshape(shape)
        for most in _MOST
    ]
    n_hits = np.stack(n_hits, axis=-1)
    n_positive = n_positive.T[:, None, :, None]
    recall = np.full(n_hits.shape, -1.0)
    np.divide(n_hits, n_positive, out=recall, where=n_positive > 0)
    return recall.transpose(1, 2, 0, 3)


def _outside(area):
    """Which areas [N] lie beyond each range: [N, areas]; both ends belong to it."""
    return (area[:, None] < _AREAS[:, 0]) | (area[:, None] > _AREAS[:, 1])


def _sums(numbers):
    """Sums of the first 0, 1, ..., N rows: [N, ...] -> [N + 1, ...]."""
    start = np.zeros((1, *numbers.shape[1:]), int)
    return np.concatenate([start, np.cumsum(numbers, axis=0)])
