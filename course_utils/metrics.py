"""How detectors are judged: precision and recall, average precision, VOC and COCO.

Both evaluators take a COCO dictionary and a list of results, as
`annotations.read_annotations` describes them, with boxes [x, y, width, height].

Left out: masks and keypoints, and COCO's evaluation with other settings than its own.
"""

from numbers import Real
from typing import NamedTuple

import numpy as np
from tqdm.auto import tqdm

from course_utils.annotations import read_annotations
from course_utils.arguments import is_integer
from course_utils.boxes import box_convert, check_boxes

# COCO's own settings and, so that figures are equal to the bit, its own floats.
_IOU_THRESHOLDS = np.linspace(0.5, 0.95, 10)
_RECALLS = np.linspace(0, 1, 101)  # not i / 100: some of them lie a bit above
_AREAS = np.array([[0, 1e10], [0, 32**2], [32**2, 96**2], [96**2, 1e10]])
_ALL, _SMALL, _MEDIUM, _LARGE = range(4)
_EQUAL = 1 - 1e-10  # no threshold is higher: the IoU of equal boxes may be rounded
_MOST = (1, 10, 100)  # detections per image and class
_PAIRS = 250_000  # of a detection and an object, at a time: bounds the memory


def precision_recall(scores, is_true_positive, n_positive):
    """Precision and recall after each detection of a ranked list: two arrays [N].

    `scores` [N] rank the list, the highest first and of equal ones the first;
    `is_true_positive` [N] says which detections are right; `n_positive` objects were
    to be found. Precision is the share of the detections so far that are right, recall
    the share of the objects found so far.

    >>> precision, recall = precision_recall([0.7, 0.9, 0.8], [1, 1, 0], 4)
    >>> precision.round(2).tolist(), recall.tolist()
    ([1.0, 0.5, 0.67], [0.25, 0.25, 0.5])

    Raises ValueError when `scores` are not [N] finite numbers, `is_true_positive` not
    as many zeros and ones, or `n_positive` no integer from 1 on, or less than the hits.
    """
    scores, hits = np.asarray(scores), np.asarray(is_true_positive)
    if scores.ndim != 1 or not _are_finite(scores):
        raise ValueError(
            f"`scores` must be finite numbers, [N]. Received: scores={scores}"
        )
    if hits.shape != scores.shape or not np.isin(hits, (0, 1)).all():
        raise ValueError(
            f"`is_true_positive` must be {len(scores)} zeros and ones, one per score. "
            f"Received: is_true_positive={hits}"
        )
    if not is_integer(n_positive, max(1, hits.sum())):
        raise ValueError(
            "`n_positive` must be an integer from 1 on, and at least the number of "
            f"true positives, {hits.sum():.0f}. Received: n_positive={n_positive!r}"
        )
    ranked = np.argsort(-scores.astype(float), kind="stable")
    found = np.cumsum(hits[ranked].astype(bool))
    return found / np.arange(1, len(found) + 1), found / n_positive


def average_precision(precision, recall, method="all-point"):
    """Average precision of a curve, both axes [N] in rising order of recall: a float.

    The precision that counts at a recall is the best one at this recall or a higher
    one (the envelope), and 0 beyond the last. "11-point" is its mean at the recalls
    0, 0.1, ..., 1 (VOC 2007), "101-point" at 0, 0.01, ..., 1 (COCO), and "all-point"
    the area below it (VOC 2010 on). The recalls are i / 10 and i / 100: with the sums
    of `np.arange` or `np.linspace`, 3 found of 10 do not reach a recall of 0.3.

    >>> round(average_precision([1, 0.5, 2 / 3], [0.5, 0.5, 1], "11-point"), 5)
    0.84848

    Source: Everingham et al., "The PASCAL Visual Object Classes (VOC) Challenge"
    (2010), section 4.2; https://cocodataset.org/#detection-eval.

    Raises ValueError when `precision` and `recall` are not both [N] numbers from 0 to
    1, when recall falls, and when `method` is unknown.
    """
    precision, recall = np.asarray(precision), np.asarray(recall)
    for name, axis in (("precision", precision), ("recall", recall)):
        if (
            axis.ndim != 1
            or not _are_finite(axis)
            or not ((axis >= 0) & (axis <= 1)).all()
        ):
            raise ValueError(
                f"`{name}` must be numbers from 0 to 1, [N]. Received: {name}={axis}"
            )
    if len(precision) != len(recall) or (np.diff(recall) < 0).any():
        raise ValueError(
            "`recall` must be as long as `precision` and never fall. "
            f"Received: {len(precision)} precisions, recall={recall}"
        )
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    if method == "all-point":
        return float(np.sum(np.diff(recall, prepend=0) * envelope))
    if method not in ("11-point", "101-point"):
        raise ValueError(
            "`method` must be '11-point', 'all-point' or '101-point'. "
            f"Received: method={method!r}"
        )
    steps = 10 if method == "11-point" else 100
    place = np.searchsorted(recall, np.arange(steps + 1) / steps)
    return float(np.append(envelope, 0)[place].mean())


def match_detections(
    boxes, objects, iou_threshold=0.5, rule="coco", ignored=None, pixel_offset=0
):
    """Judge the detections of one image and class: two arrays [D] of int.

    `boxes` [D, 4] are `xyxy`, the best score first, `objects` [M, 4] what there is to
    find, `ignored` [M] which of these do not count. The first array holds the object
    that each detection is given, or -1; the second 1 for a true positive, 0 for a false
    one, -1 for a detection that does not count because its object does not.

    "voc" looks at the object of highest IoU, the first of equal ones. If the IoU
    reaches the threshold, it is a hit unless the object is taken already; an ignored
    (difficult) object makes the detection ignored. "coco" looks only at objects that
    are not taken, the last of equal ones, and at ignored ones only if none that counts
    reaches the threshold; these are crowds, which may be taken again, and IoU with a
    crowd is the share of the detection that lies inside it. `pixel_offset=1` makes
    boxes a pixel wider and taller, as in VOC's code.

    >>> objects = [[0, 0, 100, 100], [30, 0, 130, 100]]
    >>> boxes = [[0, 0, 100, 100], [12, 0, 112, 100]]
    >>> for rule in ("voc", "coco"):
    ...     print(match_detections(boxes, objects, 0.5, rule)[0])
    [ 0 -1]
    [0 1]

    Source: VOCdevkit, VOCevaldet.m; pycocotools, COCOeval.evaluateImg.

    Raises ValueError when boxes are not [N, 4] finite `xyxy`, `ignored` not [M], or a
    setting is unknown or out of range.
    """
    boxes, objects = check_boxes(boxes, "boxes"), check_boxes(objects, "objects")
    _check_settings(iou_threshold, pixel_offset)
    if rule not in ("voc", "coco"):
        raise ValueError(f"`rule` must be 'voc' or 'coco'. Received: rule={rule!r}")
    n_objects = len(objects)
    ignored = (
        np.zeros(n_objects, bool) if ignored is None else np.asarray(ignored, bool)
    )
    if ignored.shape != (n_objects,):
        raise ValueError(
            f"`ignored` must be {n_objects} flags, one per object. "
            f"Received: ignored.shape={ignored.shape}"
        )
    boxes, objects = (box_convert(some, "xyxy", "xywh") for some in (boxes, objects))
    crowd = ignored if rule == "coco" else np.zeros(n_objects, bool)
    iou = _iou(boxes[:, None], objects, crowd, pixel_offset)  # [D, M]
    threshold = min(iou_threshold, _EQUAL)
    taken = np.zeros(n_objects, bool)
    given, outcome = np.full(len(boxes), -1), np.zeros(len(boxes), int)
    for i in range(len(boxes) if n_objects else 0):
        if rule == "voc":
            best = int(np.argmax(iou[i]))
            free = iou[i, best] >= threshold and not taken[best]
        else:
            allowed = (iou[i] >= threshold) & (~taken | crowd)
            allowed &= ~ignored if (allowed & ~ignored).any() else True
            shared = np.where(allowed, iou[i], -1)
            best = n_objects - 1 - int(np.argmax(shared[::-1]))
            free = allowed[best]
        if free:
            given[i], outcome[i] = best, -1 if ignored[best] else 1
            taken[best] = not ignored[best]
    return given, outcome


def voc_evaluate(
    ground_truth, detections, iou_threshold=0.5, method="all-point", pixel_offset=0
):
    """Judge detections by the rules of PASCAL VOC: a dictionary.

    `mAP` is the mean of the classes' average precisions, and `per_class` a list of
    dictionaries with `id`, `name`, `objects` (those that count) and `AP`. A class
    without objects has AP -1 and no part in the mean. Detections are matched as
    `match_detections` does with "voc"; objects with a flag `difficult` are ignored, and
    `iscrowd` plays no part. "11-point" is VOC 2007, "all-point" VOC 2010 on.

    Source: Everingham et al. (2010), section 4; VOCdevkit, VOCevaldet.m, whose boxes
    are a pixel wider and taller (`pixel_offset=1`).

    Raises ValueError when an argument is wrong; it names the entry and the rule.
    """
    _check_settings(iou_threshold, pixel_offset)
    average_precision([], [], method)  # refuses an unknown method
    objects, found, categories = read_annotations(ground_truth, detections)
    objects = objects._replace(crowd=np.zeros_like(objects.crowd))
    objects, found, lists = _by_list(objects, found)
    best, overlap = np.full(len(found.score), -1), np.zeros(len(found.score))
    for rows, of, iou in _pairs(objects, found, lists, 0, pixel_offset):
        pairs = _Runs(rows)
        overlap[pairs.of] = highest = pairs.highest(iou)
        first = np.where(iou == pairs.spread(highest), of, len(objects.area))
        best[pairs.of] = pairs.lowest(first)
    reaches = (overlap >= min(iou_threshold, _EQUAL)) & (best >= 0)
    ignored = reaches & np.append(objects.difficult, False)[best]
    # Of equal scores the first in the list of results.
    ranked = np.lexsort((lists.place, -found.score, found.category))
    ranked = ranked[~ignored[ranked]]
    _, claims = np.unique(np.where(reaches, best, -1)[ranked], return_index=True)
    is_first = np.zeros(len(ranked), bool)
    is_first[claims] = True
    hits = is_first & reaches[ranked]
    of_class = found.category[ranked]
    per_class = []
    for k, (number, name) in enumerate(zip(*categories, strict=True)):
        n_positive = int((~objects.difficult & (objects.category == k)).sum())
        value = -1.0
        if n_positive:
            own = of_class == k
            curve = precision_recall(found.score[ranked][own], hits[own], n_positive)
            value = average_precision(*curve, method)
        row = {"id": number, "name": name, "objects": n_positive, "AP": value}
        per_class.append(row)
    mean = _mean([row["AP"] for row in per_class])
    return {"mAP": mean, "per_class": per_class}


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
    objects, found, lists = _by_list(objects, found, most=_MOST[-1])
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
        "AP": _mean(precision[..., _ALL]),
        "AP50": _mean(precision[half, ..., _ALL]),
        "AP75": _mean(precision[three_quarters, ..., _ALL]),
        "AP_small": _mean(precision[..., _SMALL]),
        "AP_medium": _mean(precision[..., _MEDIUM]),
        "AP_large": _mean(precision[..., _LARGE]),
        "AR_1": _mean(recall[..., _ALL, 0]),
        "AR_10": _mean(recall[..., _ALL, 1]),
        "AR_100": _mean(recall[..., _ALL, 2]),
        "AR_small": _mean(recall[..., _SMALL, 2]),
        "AR_medium": _mean(recall[..., _MEDIUM, 2]),
        "AR_large": _mean(recall[..., _LARGE, 2]),
    }
    per_class = [
        {
            "id": number,
            "name": name,
            "objects": int(n_positive[k, _ALL]),
            "AP": _mean(precision[:, :, k, _ALL]),
            "AP50": _mean(precision[half, :, k, _ALL]),
            "AP75": _mean(precision[three_quarters, :, k, _ALL]),
            "AR_100": _mean(recall[:, k, _ALL, 2]),
        }
        for k, (number, name) in enumerate(zip(*categories, strict=True))
    ]
    return figures | {"per_class": per_class}


class _Lists(NamedTuple):
    """The ranked list of its image and class that each detection stands in."""

    number: np.ndarray  # [D] of the list
    rank: np.ndarray  # [D] in the list, from 0
    place: np.ndarray  # [D] in the results as they were given
    first: np.ndarray  # [D] its objects are `first` to `first + count`
    count: np.ndarray  # [D]


def _by_list(objects, found, most=None):
    """Both sorted by image and class, detections also from the best score down.

    Objects and equal scores keep their order; `most` detections per list remain.
    """
    n_classes = 1 + max(objects.category.max(initial=0), found.category.max(initial=0))
    number = objects.image * n_classes + objects.category
    order = np.argsort(number, kind="stable")
    objects, of_objects = type(objects)(*(x[order] for x in objects)), number[order]
    number = found.image * n_classes + found.category
    place = np.lexsort((-found.score, number))
    number = number[place]
    rank = np.arange(len(place)) - np.searchsorted(number, number)
    kept = rank < (most or len(place))
    number, rank, place = number[kept], rank[kept], place[kept]
    first = np.searchsorted(of_objects, number)
    count = np.searchsorted(of_objects, number, side="right") - first
    lists = _Lists(number, rank, place, first, count)
    return objects, type(found)(*(x[place] for x in found)), lists


def _pairs(objects, found, lists, iou_threshold, pixel_offset=0):
    """Detections, objects of the same list, and their IoU where it is high enough.

    Yields three arrays for a block of whole lists at a time, in rising order.
    """
    total = np.append(0, np.cumsum(lists.count))
    ends = np.append(np.flatnonzero(np.diff(lists.number)) + 1, len(lists.number))
    block = total[ends] // _PAIRS
    stops = ends[np.append(np.diff(block) > 0, True)] if len(total) > 1 else []
    start = 0
    for stop in tqdm(stops, desc="evaluate", unit="block", delay=2, leave=False):
        count = lists.count[start:stop]
        rows = np.repeat(np.arange(start, stop), count)
        skipped = total[start:stop] - lists.first[start:stop]
        of = np.arange(total[start], total[stop]) - np.repeat(skipped, count)
        iou = _iou(found.bbox[rows], objects.bbox[of], objects.crowd[of], pixel_offset)
        high = iou >= iou_threshold
        if high.any():
            yield rows[high], of[high], iou[high]
        start = stop


class _Runs:
    """Runs of equal numbers in a sorted array [P], to reduce other arrays along."""

    def __init__(self, numbers):
        is_start = np.append(True, np.diff(numbers) > 0)
        self.start = np.flatnonzero(is_start)
        self.of = numbers[self.start]  # [runs]
        self.length = np.diff(np.append(self.start, len(numbers)))

    def highest(self, values):
        return np.maximum.reduceat(values, self.start, axis=0)

    def lowest(self, values):
        return np.minimum.reduceat(values, self.start, axis=0)

    def spread(self, values):
        return np.repeat(values, self.length, axis=0)


def _match(objects, found, lists, ignored):
    """The object that each detection is given, by COCO's rule, or -1.

    Returns the detections that may have one and, for these, an array [rows, areas,
    thresholds]. All lists advance together: first all their best detections choose,
    then all their second best, and so on.
    """
    threshold = np.minimum(_IOU_THRESHOLDS, _EQUAL)
    taken = np.zeros((len(objects.area), len(_AREAS), len(threshold)), bool)
    all_rows, all_given = [], []
    for rows, of, iou in _pairs(objects, found, lists, threshold[0]):
        pairs = _Runs(rows)
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
        self.pairs, self.of, self.iou = _Runs(rows), of, iou

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


def _iou(boxes1, boxes2, is_crowd, pixel_offset=0):
    """IoU of `xywh` boxes [..., 4]; with a crowd, the share of the first inside it.

    The order of operations is that of pycocotools, which fixes the last bit.
    """
    x1, y1, w1, h1 = np.moveaxis(boxes1, -1, 0)
    x2, y2, w2, h2 = np.moveaxis(boxes2, -1, 0)
    width = np.minimum(w1 + x1, w2 + x2) - np.maximum(x1, x2) + pixel_offset
    height = np.minimum(h1 + y1, h2 + y2) - np.maximum(y1, y2) + pixel_offset
    shared = np.maximum(width, 0) * np.maximum(height, 0)
    area1 = (w1 + pixel_offset) * (h1 + pixel_offset)
    area2 = (w2 + pixel_offset) * (h2 + pixel_offset)
    whole = np.where(is_crowd, area1, area1 + area2 - shared)
    return np.divide(shared, whole, out=np.zeros_like(shared), where=shared > 0)


def _outside(area):
    """Which areas [N] lie beyond each range: [N, areas]; both ends belong to it."""
    return (area[:, None] < _AREAS[:, 0]) | (area[:, None] > _AREAS[:, 1])


def _sums(numbers):
    """Sums of the first 0, 1, ..., N rows: [N, ...] -> [N + 1, ...]."""
    start = np.zeros((1, *numbers.shape[1:]), int)
    return np.concatenate([start, np.cumsum(numbers, axis=0)])


def _mean(values):
    """Mean of what is not -1, or -1."""
    values = np.asarray(values)
    values = values[values > -1]
    return float(np.mean(values)) if len(values) else -1.0


def _are_finite(numbers):
    return numbers.dtype.kind in "uif" and bool(np.isfinite(numbers).all())


def _check_settings(iou_threshold, pixel_offset):
    if not (isinstance(iou_threshold, Real) and 0 < iou_threshold <= 1):
        raise ValueError(
            "`iou_threshold` must be above 0 and at most 1. "
            f"Received: iou_threshold={iou_threshold!r}"
        )
    if pixel_offset not in (0, 1):
        raise ValueError(
            f"`pixel_offset` must be 0 or 1. Received: pixel_offset={pixel_offset!r}"
        )
