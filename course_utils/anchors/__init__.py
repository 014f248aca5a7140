"""Anchors (priors) from data: k-means on the widths and heights of boxes.

Boxes here are `wh` [N, 2], width and height in any one unit; where they lie plays no
part. The distance of a box from an anchor is 1 - IoU of the two put on one centre, as
in Redmon and Farhadi, "YOLO9000" (2017), section 2, or the squared Euclidean distance
of ordinary k-means.

- `sizes`: `wh_iou`, `best_anchor` and `mean_best_iou` of given anchors
- `kmeans`: `kmeans_anchors` and its parts, `initial_anchors` and `kmeans_step`
- `tiles`: the same iterations for many boxes, which need not look at each of them

Left out: weights, mini-batches, and anchors that learn together with a network.
"""

from course_utils.anchors.kmeans import initial_anchors, kmeans_anchors, kmeans_step
from course_utils.anchors.sizes import best_anchor, mean_best_iou, wh_iou

__all__ = [
    "best_anchor",
    "initial_anchors",
    "kmeans_anchors",
    "kmeans_step",
    "mean_best_iou",
    "wh_iou",
]
