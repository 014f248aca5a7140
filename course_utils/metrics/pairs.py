"""Detections beside the objects of their image and class: what both evaluators share.

Boxes are [x, y, width, height] here, as COCO has them.
"""

from typing import NamedTuple

import numpy as np
from tqdm.auto import tqdm

EQUAL = 1 - 1e-10  # no threshold is higher: the IoU of equal boxes may be rounded
_BLOCK = 100_000  # pairs at a time: bounds the memory, and stays in the cache


class Lists(NamedTuple):
    """The ranked list of its image and class that each detection stands in."""

    number: np.ndarray  # [D] of the list
    rank: np.ndarray  # [D] in the list, from 0
    place: np.ndarray  # [D] in the results as they were given
    first: np.ndarray  # [D] its objects are `first` to `first + count`
    count: np.ndarray  # [D]
    by_score: np.ndarray  # [D] detections from the best score down, then by image


def by_list(objects, found, most=None):
    """Both sorted by image and class, detections also from the best score down.

    Objects and equal scores keep their order; `most` detections per list remain.
    """
    n_classes = 1 + max(objects.category.max(initial=0), found.category.max(initial=0))
    objects = _taken(objects, stable_order(objects.category, objects.image))
    of_objects = objects.image * n_classes + objects.category
    # One sort of scores serves the lists and the ranking of all.
    by_score = stable_order(found.image)
    by_score = by_score[np.argsort(-found.score[by_score], kind="stable")]
    place = stable_order(found.category[by_score], found.image[by_score])
    place = by_score[place]
    found = _taken(found, place)
    number = found.image * n_classes + found.category
    rank = np.arange(len(number)) - np.searchsorted(number, number)
    if most is not None and rank.max(initial=0) >= most:
        kept = rank < most
        found = _taken(found, kept)
        number, rank, place = number[kept], rank[kept], place[kept]
    row = np.full(len(by_score), -1)
    row[place] = np.arange(len(place))
    by_score = row[by_score]
    first = np.searchsorted(of_objects, number)
    count = np.searchsorted(of_objects, number, side="right") - first
    lists = Lists(number, rank, place, first, count, by_score[by_score >= 0])
    return objects, found, lists


def stable_order(*keys):
    """Order of the last key, of equal ones of the one before: arrays [N] from 0 on.

    NumPy sorts numbers of 16 bits by counting, in a tenth of the time.
    """
    least = [np.min_scalar_type(key.max(initial=0)) for key in keys]
    return np.lexsort([key.astype(t) for key, t in zip(keys, least, strict=True)])


def overlapping_pairs(objects, found, lists, iou_threshold, pixel_offset=0):
    """Detections, objects of the same list, and their IoU where it is high enough.

    Yields three arrays for a block of whole lists at a time, in rising order. The
    threshold is above 0.
    """
    total = np.append(0, np.cumsum(lists.count))
    ends = np.append(np.flatnonzero(np.diff(lists.number)) + 1, len(lists.number))
    block = total[ends] // _BLOCK
    stops = ends[np.append(np.diff(block) > 0, True)] if len(total) > 1 else []
    (left1, right1), (left2, right2) = _sides(found.bbox), _sides(objects.bbox)
    start = 0
    # A bar for one block tells nothing, and in a notebook costs more than the block.
    bar = {"delay": 2, "leave": False, "disable": len(stops) < 2}
    for stop in tqdm(stops, desc="evaluate", unit="block", **bar):
        count = lists.count[start:stop]
        skipped = total[start:stop] - lists.first[start:stop]
        of = np.arange(total[start], total[stop]) - np.repeat(skipped, count)
        # Most pairs lie apart: one axis tells it of many.
        width = np.minimum(np.repeat(right1[start:stop], count), right2[of])
        width -= np.maximum(np.repeat(left1[start:stop], count), left2[of])
        near = np.flatnonzero(width > -pixel_offset)
        rows, of = np.repeat(np.arange(start, stop), count)[near], of[near]
        iou = xywh_iou(
            found.bbox[rows], objects.bbox[of], objects.crowd[of], pixel_offset
        )
        high = iou >= iou_threshold
        if high.any():
            yield rows[high], of[high], iou[high]
        start = stop


class Runs:
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


def xywh_iou(boxes1, boxes2, is_crowd, pixel_offset=0):
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


def mean_of_given(values):
    """Mean of what is not -1, or -1."""
    values = np.asarray(values)
    values = values[values > -1]
    return float(np.mean(values)) if len(values) else -1.0


def _taken(columns, places):
    return type(columns)(*(column[places] for column in columns))


def _sides(bbox):
    """Left and right edges of `xywh` boxes: [N] and [N], each in one piece."""
    left = bbox[:, 0].copy()
    return left, left + bbox[:, 2]
