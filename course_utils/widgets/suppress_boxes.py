"""Greedy non-maximum suppression, one kept box at a time."""

import numpy as np
from traitlets import Dict

from course_utils.arguments import as_array, brief
from course_utils.boxes import batched_nms, check_scores, nms
from course_utils.widgets.base import Explorer
from course_utils.widgets.modules import source, styles
from course_utils.widgets.scenes import check_boxes, check_picture
from course_utils.widgets.traits import SYNCED, Flag, Numbers

MOST = 300  # boxes: what can still be looked at, and drawn for each move


class SuppressBoxes(Explorer):
    """Step through greedy non-maximum suppression of `boxes` over `image`.

    `image` is uint8 [H, W, 3]; `boxes` [N, 4] are `xyxy` in its pixels, `scores` [N]
    from 0 to 1, and `labels` [N] index `classes`. Boxes with a score below
    `score_threshold` are left out. Each step keeps the best box that waits and strikes
    out those that overlap it by an IoU above `iou_threshold`: of its own class only, or
    of all when `per_class` is False.

    Both thresholds, `per_class` and `step` can be read and set. After all `steps`,
    `kept` is what `boxes.batched_nms` keeps, or `boxes.nms` across the classes.

    >>> image = np.zeros((8, 8, 3), np.uint8)
    >>> boxes = [[0, 0, 4, 4], [0, 0, 4, 5], [4, 4, 8, 8]]
    >>> explorer = SuppressBoxes(image, boxes, [0.9, 0.8, 0.7], [0, 0, 0], ["lily"])
    >>> explorer.step = 1
    >>> explorer.kept.tolist(), explorer.steps
    ([0], 2)

    Raises ValueError when an argument has the wrong form.
    """

    _esm = source("suppress_boxes.js")
    _css = styles("frame.css", "scene.css", "suppress_boxes.css")

    score_threshold = Numbers(0.5, low=0, high=1)
    iou_threshold = Numbers(0.5, low=0, high=1)
    step = Numbers(0, low=0, whole=True)
    per_class = Flag(True)

    # For the browser; they do not change.
    _image = Dict().tag(**SYNCED)
    _data = Dict().tag(**SYNCED)

    def __init__(
        self,
        image,
        boxes,
        scores,
        labels,
        classes,
        score_threshold=0.5,
        iou_threshold=0.5,
        step=0,
        per_class=True,
    ):
        self._boxes = check_boxes(boxes, "boxes", MOST)
        self._scores = _check_scores(scores, len(self._boxes))
        self._labels = _check_labels(labels, len(self._boxes), len(classes))
        super().__init__(
            score_threshold=score_threshold,
            iou_threshold=iou_threshold,
            step=step,
            per_class=per_class,
            _image=check_picture(image),
            _data={
                "boxes": self._boxes.tolist(),
                "scores": self._scores.tolist(),
                "labels": self._labels.tolist(),
                "classes": [str(name) for name in classes],
            },
        )

    @property
    def kept(self):
        """Indices of the boxes kept up to `step`, best first."""
        return self._kept[: self.step]

    @property
    def steps(self):
        """How many boxes are kept in the end: steps until none waits."""
        return len(self._kept)

    def _limits(self):
        return {"step": (0, self.steps)}

    @property
    def _kept(self):
        chosen = np.flatnonzero(self._scores >= self.score_threshold)
        boxes, scores = self._boxes[chosen], self._scores[chosen]
        if not self.per_class:
            return chosen[nms(boxes, scores, self.iou_threshold)]
        labels = self._labels[chosen]
        return chosen[batched_nms(boxes, scores, labels, self.iou_threshold)]


def _check_scores(scores, count):
    scores = check_scores(scores, count)
    wrong = (scores < 0) | (scores > 1)
    if wrong.any():
        raise ValueError(
            f"`scores` must be from 0 to 1. Received: {scores[wrong][0]} in row "
            f"{np.argmax(wrong)}"
        )
    return scores


def _check_labels(labels, count, classes):
    array = as_array(labels, "labels")
    whole = array.shape == (count,) and (array.dtype.kind in "ui" or count == 0)
    if not whole or not ((array >= 0) & (array < classes)).all():
        raise ValueError(
            f"`labels` must be {count} whole numbers from 0 to {classes - 1}, which "
            f"index `classes`, one per box. Received: labels={brief(labels)}"
        )
    return array.astype(int)
