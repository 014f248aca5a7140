"""VOC's evaluation: one threshold, difficult objects, mean average precision."""

import numpy as np

from course_utils.annotations import read_annotations
from course_utils.metrics.curves import average_precision, precision_recall
from course_utils.metrics.matching import check_settings
from course_utils.metrics.pairs import (
    Runs,
    by_list,
    mean_of_given,
    overlapping_pairs,
)


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
    threshold, pixel_offset = check_settings(iou_threshold, pixel_offset)
    average_precision([], [], method)  # refuses an unknown method
    objects, found, categories = read_annotations(ground_truth, detections)
    objects = objects._replace(crowd=np.zeros_like(objects.crowd))
    objects, found, lists = by_list(objects, found)
    best, overlap = np.full(len(found.score), -1), np.zeros(len(found.score))
    for rows, of, iou in overlapping_pairs(
        objects, found, lists, threshold, pixel_offset
    ):
        pairs = Runs(rows)
        overlap[pairs.of] = highest = pairs.highest(iou)
        first = np.where(iou == pairs.spread(highest), of, len(objects.area))
        best[pairs.of] = pairs.lowest(first)
    reaches = best >= 0
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
    mean = mean_of_given([row["AP"] for row in per_class])
    return {"mAP": mean, "per_class": per_class}
