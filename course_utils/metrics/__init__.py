"""How detectors are judged: precision and recall, average precision, VOC and COCO.

- `curves`: a ranked list as a curve, and the curve as one number;
- `matching`: the detections of one image and class, one by one;
- `voc`, `coco`: whole evaluations. Both take a COCO dictionary and a list of results,
  as `annotations.read_annotations` describes them, with boxes [x, y, width, height];
- `pairs`: what the evaluations share.

Left out: masks and keypoints, and COCO's evaluation with other settings than its own.
"""

from course_utils.metrics.coco import coco_evaluate
from course_utils.metrics.curves import average_precision, precision_recall
from course_utils.metrics.matching import match_detections
from course_utils.metrics.voc import voc_evaluate

__all__ = [
    "average_precision",
    "coco_evaluate",
    "match_detections",
    "precision_recall",
    "voc_evaluate",
]
