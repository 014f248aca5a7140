"""Two boxes to drag: what they share, their hull, and the two overlaps they have."""

import numpy as np
from traitlets import observe, validate

from course_utils.boxes import box_area, box_iou, generalized_box_iou
from course_utils.widgets.base import Explorer
from course_utils.widgets.modules import source, styles
from course_utils.widgets.traits import InvalidTrait, Numbers

BOXES = ((40, 40, 140, 120), (90, 70, 200, 180))


class BoxOverlap(Explorer):
    """Drag two boxes over a square of `size` pixels and see how much they overlap.

    `boxes` are two `xyxy` boxes of whole pixels inside the square, each at least one
    pixel wide and high; box A is the first. They can be read and set, and so can
    `size`, which cuts the boxes; `intersection`, `union`, `hull`, `iou` and
    `generalized_iou` are what the functions of `course_utils.boxes` make of them.

    >>> explorer = BoxOverlap(((0, 0, 2, 2), (1, 0, 3, 2)), size=4)
    >>> explorer.intersection, explorer.union, round(explorer.iou, 2)
    (2, 6, 0.33)

    Raises ValueError when a trait gets what it cannot take.
    """

    _esm = source("box_overlap.js")
    _css = styles("frame.css", "grips.css", "box_overlap.css")

    boxes = Numbers([list(box) for box in BOXES], [2, 4], low=0, whole=True)
    size = Numbers(240, low=2, high=9999, whole=True)

    def __init__(self, boxes=BOXES, size=240):
        super().__init__(boxes=boxes, size=size)

    @property
    def intersection(self):
        """Pixels that lie in both boxes."""
        first, second = np.array(self.boxes)
        start = np.maximum(first[:2], second[:2])
        end = np.maximum(start, np.minimum(first[2:], second[2:]))
        return int(np.prod(end - start))

    @property
    def union(self):
        """Pixels that lie in a box, or in both."""
        return int(box_area(self.boxes).sum()) - self.intersection

    @property
    def hull(self):
        """Pixels of the smallest box around both."""
        pair = np.array(self.boxes)
        return int(np.prod(pair[:, 2:].max(axis=0) - pair[:, :2].min(axis=0)))

    @property
    def iou(self):
        """Intersection over union, 0 to 1, by `boxes.box_iou`."""
        return float(box_iou(*self._pair)[0, 0])

    @property
    def generalized_iou(self):
        """IoU less the empty share of the hull, by `boxes.generalized_box_iou`."""
        return float(generalized_box_iou(*self._pair)[0, 0])

    @property
    def _pair(self):
        return np.array(self.boxes)[:, None]

    @validate("boxes")
    def _validate_boxes(self, proposal):
        boxes = np.array(proposal["value"])
        if (boxes[:, :2] >= boxes[:, 2:]).any() or boxes.max() > self.size:
            raise InvalidTrait(
                "`boxes` must have x1 < x2 and y1 < y2, and lie inside the square, "
                f"from 0 to {self.size}. Received: boxes={proposal['value']}"
            )
        return proposal["value"]

    @observe("size")
    def _cut_boxes(self, change):
        # One pixel remains of a box that lay outside.
        end = np.minimum(np.array(self.boxes)[:, 2:], self.size)
        start = np.minimum(np.array(self.boxes)[:, :2], end - 1)
        self.boxes = np.hstack([start, end])
