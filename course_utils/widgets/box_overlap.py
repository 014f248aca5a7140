"""Two boxes to drag: what they share, their hull, and the two overlaps they have."""

import numpy as np
from matplotlib.patches import Rectangle
from traitlets import TraitType, observe, validate

from course_utils.boxes import box_area, box_iou, generalized_box_iou
from course_utils.draw import GROUND_TRUTH, PREDICTION
from course_utils.widgets.old import (
    SYNCED,
    Explorer,
    InvalidTrait,
    Whole,
    number_text,
    source,
)

BOXES = ((40, 40, 140, 120), (90, 70, 200, 180))
SHARED = {"facecolor": "none", "edgecolor": "#555555", "hatch": "////", "linewidth": 0}
HULL = {"edgecolor": "black", "linestyle": (0, (2, 3)), "linewidth": 1.2}


class TwoBoxes(TraitType):
    """Two `xyxy` boxes of whole numbers with x1 < x2 and y1 < y2, as lists."""

    def validate(self, explorer, value):
        try:
            array = np.asarray(value)
        except ValueError:  # boxes of unequal length
            array = np.array(None)
        if (
            array.shape != (2, 4)
            or array.dtype.kind not in "uif"
            or not (array == np.floor(array)).all()  # NaN neither
            or not (array[:, :2] < array[:, 2:]).all()
        ):
            raise InvalidTrait(
                f"`{self.name}` must be two boxes `xyxy` of whole pixels with x1 < x2 "
                f"and y1 < y2. Received: {self.name}={value!r}"
            )
        return array.astype(int).tolist()


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

    _esm = source("shared.js", "boxes.js", "box_overlap.js")
    _css = source("shared.css", "box_overlap.css")
    _picture_inches = (8, 4)

    boxes = TwoBoxes(BOXES).tag(**SYNCED)
    size = Whole(240, low=2, high=9999).tag(**SYNCED)

    def __init__(self, boxes=BOXES, size=240):
        super().__init__(boxes=boxes, size=size)

    @property
    def intersection(self):
        """Pixels that lie in both boxes."""
        first, second = np.array(self.boxes)
        start = np.maximum(first[:2], second[:2])
        end = np.maximum(start, np.minimum(first[2:], second[2:]))
        return _area(*start, *end)

    @property
    def union(self):
        """Pixels that lie in a box, or in both."""
        return sum(_area(*box) for box in self.boxes) - self.intersection

    @property
    def hull(self):
        """Pixels of the smallest box around both."""
        return _area(*self._hull)

    @property
    def iou(self):
        """Intersection over union, 0 to 1, by `boxes.box_iou`."""
        return float(box_iou(*self._pair)[0, 0])

    @property
    def generalized_iou(self):
        """IoU less the empty share of the hull, by `boxes.generalized_box_iou`."""
        return float(generalized_box_iou(*self._pair)[0, 0])

    @property
    def sentence(self):
        first, second = self.boxes
        return (
            f"Box A {first} and box B {second} share {self.intersection} of "
            f"{self.union} pixels: IoU {number_text(self.iou)}. In their hull of "
            f"{self.hull} pixels, {self.hull - self.union} lie in neither box: "
            f"generalised IoU {number_text(self.generalized_iou)}."
        )

    @validate("boxes")
    def _validate_boxes(self, proposal):
        boxes = proposal["value"]
        if np.min(boxes) < 0 or np.max(boxes) > self.size:
            raise InvalidTrait(
                f"`boxes` must lie inside the square, from 0 to {self.size}. "
                f"Received: boxes={boxes}"
            )
        return boxes

    @observe("size")
    def _cut_boxes(self, change):
        # One pixel remains of a box that lay outside.
        end = np.minimum(np.array(self.boxes)[:, 2:], self.size)
        start = np.minimum(np.array(self.boxes)[:, :2], end - 1)
        self.boxes = np.hstack([start, end])

    @property
    def _pair(self):
        return np.array(self.boxes)[:, None]

    @property
    def _hull(self):
        pair = np.array(self.boxes)
        return *pair[:, :2].min(axis=0).tolist(), *pair[:, 2:].max(axis=0).tolist()

    def _draw(self, figure):
        square, bars = figure.subplots(1, 2, width_ratios=(3, 2))
        styles = GROUND_TRUTH, PREDICTION
        for name, (x1, y1, x2, y2), style in zip("AB", self.boxes, styles, strict=True):
            box = Rectangle(
                (x1, y1), x2 - x1, y2 - y1, fill=False, linewidth=2.5, **style
            )
            square.add_patch(box)
            # Apart also where the boxes overlap, as in the browser.
            x, y, inset = (x1, y1, 1) if name == "A" else (x2, y2, -1)
            inset *= min(self.size / 15, (x2 - x1) / 2, (y2 - y1) / 2)
            text = {"color": style["color"], "ha": "center", "va": "center"}
            square.text(x + inset, y + inset, name, **text, fontsize=14)
        x1, y1, x2, y2 = self._hull
        hull = Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, zorder=3, **HULL)
        square.add_patch(hull)
        if self.intersection:
            first, second = np.array(self.boxes)
            x1, y1 = np.maximum(first[:2], second[:2])
            width, height = np.minimum(first[2:], second[2:]) - (x1, y1)
            square.add_patch(Rectangle((x1, y1), width, height, **SHARED))
        square.set(xlim=(0, self.size), ylim=(self.size, 0), aspect="equal")
        square.set(xlabel="x", ylabel="y", title="intersection hatched, hull dotted")

        values = [self.generalized_iou, self.iou]
        bars.barh(["generalised\nIoU", "IoU"], values, 0.4, color="#555555")
        for row, value in enumerate(values):
            bars.text(0, row + 0.3, number_text(value), ha="center")
        bars.axvline(0, color="black", linewidth=1)
        bars.set(xlim=(-1, 1), ylim=(-0.6, 1.6))
        bars.set_title(f"{self.intersection} of {self.union} pixels shared")


def _area(x1, y1, x2, y2):
    return int(box_area([[x1, y1, x2, y2]])[0])
