"""Which object each detection of one image and class is given, and what that makes it.

The evaluators match all images at once, by the same rules; the tests compare them.
"""

import numpy as np

from course_utils.arguments import as_flags, as_float, brief, check_choice
from course_utils.boxes import box_convert, check_boxes
from course_utils.metrics.pairs import EQUAL, xywh_iou


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

    Raises ValueError when boxes are not [N, 4] finite `xyxy`, `ignored` not [M] zeros
    and ones, or a setting is unknown or out of range.
    """
    # In float64, as thresholds are.
    boxes = check_boxes(boxes, "boxes").astype(float)
    objects = check_boxes(objects, "objects").astype(float)
    threshold, pixel_offset = check_settings(iou_threshold, pixel_offset)
    check_choice("rule", rule, ("voc", "coco"))
    n_objects = len(objects)
    ignored = np.zeros(n_objects) if ignored is None else ignored
    ignored = as_flags(ignored, "ignored", n_objects, "object")
    boxes, objects = (box_convert(some, "xyxy", "xywh") for some in (boxes, objects))
    crowd = ignored if rule == "coco" else np.zeros(n_objects, bool)
    iou = xywh_iou(boxes[:, None], objects, crowd, pixel_offset)  # [D, M]
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


def check_settings(iou_threshold, pixel_offset):
    """The threshold and the offset, both as Python's numbers.

    The threshold is a bit less than 1 at most, as the IoU of equal boxes may be.
    """
    threshold, offset = as_float(iou_threshold), as_float(pixel_offset)
    if not 0 < threshold <= 1:
        raise ValueError(
            "`iou_threshold` must be above 0 and at most 1. "
            f"Received: iou_threshold={brief(iou_threshold)}"
        )
    if offset not in (0, 1):
        raise ValueError(
            "`pixel_offset` must be 0 or 1. "
            f"Received: pixel_offset={brief(pixel_offset)}"
        )
    return min(threshold, EQUAL), int(offset)
