"""Detections beside the objects of their image and class: what both evaluators share.

Boxes are [x, y, width, height] here, as COCO has them.
"""

from typing import NamedTuple

import numpy as np
from tqdm.auto import tqdm

EQUAL = 1 - 1e-10  # no threshold is higher: the IoU of equal boxes may be rounded
_BLOCK = 250_000  # of a detection and an object, at a time: bounds the memory


class _Lists(NamedTuple):
    """The ranked list of its image and class that each detection stands in."""

    number: np.ndarray  # [D] of the list
    rank: np.ndarray  # [D] in the list, from 0
    place: np.ndarray  # [D] in the results as they were given
    first: np.ndarray  # [D] its objects are `first` to `first + count`
    count: np.ndarray  # [D]


def by_list(objects, found, most=None):
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


def overlapping_pairs(objects, found, lists, iou_threshold, pixel_offset=0):
    """Detections, objects of the same list, and their IoU where it is high enough.

    Yields three arrays for a block of whole lists at a time, in rising order.
    """
    total = np.append(0, np.cumsum(lists.count))
    ends = np.append(np.flatnonzero(np.diff(lists.number)) + 1, len(lists.number))
    block = total[ends] // _BLOCK
    stops = ends[np.append(np.diff(block) > 0, True)] if len(total) > 1 else []
    start = 0
    for stop in tqdm(stops, desc="evaluate", unit="block", delay=2, leave=False):
        count = lists.count[start:stop]
        rows = np.repeat(np.arange(start, stop), count)
        skipped = total[start:stop] - lists.first[start:stop]
        of = np.arange(total[start], total[stop]) - np.repeat(skipped, count)
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
