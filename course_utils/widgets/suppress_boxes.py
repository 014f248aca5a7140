"""Greedy non-maximum suppression, one kept box at a time."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from traitlets import Bool, Dict, observe, validate

from course_utils.boxes import batched_nms, box_iou, nms
from course_utils.draw import PREDICTION, WINDOW, draw_boxes
from course_utils.widgets.old import (
    SYNCED,
    Explorer,
    InvalidTrait,
    Share,
    Whole,
    check_image,
    number_text,
    picture_url,
    source,
)

MOST = 300  # boxes: what can still be looked at, and drawn for each move
PICTURE_BYTES = 80_000  # of the picture in the page, as text; the boxes come on top
STRUCK = {
    "color": "black",
    "linestyle": (0, (1, 2)),
    "path_effects": [withStroke(linewidth=3, foreground="white")],
}
WAITING = {"color": "white"}


class SuppressBoxes(Explorer):
    """Step through greedy non-maximum suppression of `boxes` over `image`.

    `image` is uint8 [H, W, 3]; `boxes` [N, 4] are `xyxy` in its pixels, `scores` [N]
    from 0 to 1, and `labels` [N] index `classes`. Boxes with a score below
    `score_threshold` are left out. Each step keeps the best box that waits and strikes
    out those that overlap it by an IoU above `iou_threshold`: of its own class only, or
    of all when `per_class` is False.

    Both thresholds, `per_class` and `step` can be read and set. After all `steps`,
    `kept` is what `boxes.batched_nms` keeps, or `boxes.nms` across the classes.

    >>> picture = np.zeros((8, 8, 3), np.uint8)
    >>> boxes = [[0, 0, 4, 4], [0, 0, 4, 5], [4, 4, 8, 8]]
    >>> explorer = SuppressBoxes(picture, boxes, [0.9, 0.8, 0.7], [0, 0, 0], ["lily"])
    >>> explorer.step = 1
    >>> explorer
    SuppressBoxes: Step 1 of 2: keeps lily 0.90 and strikes out 1 box; 1 kept so far, \
1 waits.

    Raises ValueError when an argument has the wrong form.
    """

    _esm = source("shared.js", "boxes.js", "suppress_boxes.js")
    _css = source("shared.css", "suppress_boxes.css")
    _picture_format = "jpeg"
    _picture_inches = (6, 5.4)

    score_threshold = Share(0.5).tag(**SYNCED)
    iou_threshold = Share(0.5).tag(**SYNCED)
    step = Whole(0, low=0).tag(**SYNCED)
    per_class = Bool(True).tag(**SYNCED)

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
        self._pixels = check_image(image)
        self._boxes = _check_boxes(boxes, scores, labels)
        self._scores = _check_scores(scores)
        self._labels = _check_labels(labels, classes)
        height, width, _ = self._pixels.shape
        url = picture_url(self._pixels, PICTURE_BYTES)
        super().__init__(
            score_threshold=score_threshold,
            iou_threshold=iou_threshold,
            step=step,
            per_class=per_class,
            _image={"width": width, "height": height, "url": url},
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

    @property
    def sentence(self):
        step, steps = self.step, self.steps
        waiting = len(self._waiting)
        if step == 0:
            verb, wait = ("score", "wait") if waiting > 1 else ("scores", "waits")
            text = f"{_count(waiting)} {verb} at least "
            text += number_text(self.score_threshold)
            return f"Step 0 of {steps}: {text}{f' and {wait}' if waiting else ''}."
        best = self.kept[-1]
        name = self._data["classes"][self._labels[best]]
        score = number_text(self._scores[best], digits=2, zeros=True)
        struck = (self._struck_in == step).sum()
        return (
            f"Step {step} of {steps}: keeps {name} {score} and strikes out "
            f"{_count(struck)}; {step} kept so far, "
            f"{waiting or 'none'} {'wait' if waiting > 1 else 'waits'}."
        )

    @validate("step")
    def _validate_step(self, proposal):
        step = proposal["value"]
        if step > self.steps:
            raise InvalidTrait(
                f"`step` must be a whole number from 0 to {self.steps}, the steps "
                f"until no box waits. Received: step={step}"
            )
        return step

    @observe("score_threshold", "iou_threshold", "per_class")
    def _keep_step_inside(self, change):
        self.step = min(self.step, self.steps)

    @property
    def _chosen(self):
        """Indices of the boxes that have the score, in their order."""
        return np.flatnonzero(self._scores >= self.score_threshold)

    @property
    def _kept(self):
        chosen = self._chosen
        boxes, scores = self._boxes[chosen], self._scores[chosen]
        if not self.per_class:
            return chosen[nms(boxes, scores, self.iou_threshold)]
        labels = self._labels[chosen]
        return chosen[batched_nms(boxes, scores, labels, self.iou_threshold)]

    @property
    def _struck_in(self):
        """[N]: the step, from 1, that strikes a box out; 0 for none up to `step`."""
        struck_in = np.zeros(len(self._boxes), int)
        free = self._scores >= self.score_threshold
        free[self.kept] = False
        for step, best in enumerate(self.kept, 1):
            overlap = box_iou(self._boxes[[best]], self._boxes)[0]
            rivals = free & (overlap > self.iou_threshold)
            if self.per_class:
                rivals &= self._labels == self._labels[best]
            struck_in[rivals] = step
            free &= ~rivals
        return struck_in

    @property
    def _waiting(self):
        done = np.concatenate([self.kept, np.flatnonzero(self._struck_in)])
        return np.setdiff1d(self._chosen, done)

    def _draw(self, figure):
        axes = figure.subplots()
        axes.imshow(self._pixels)
        names = self._data["classes"]
        struck = self._struck_in
        draw_boxes(axes, self._boxes[self._waiting], style=WAITING)
        draw_boxes(axes, self._boxes[struck == (self.step or -1)], style=STRUCK)
        tags = [f"{names[self._labels[i]]} {self._scores[i]:.2f}" for i in self.kept]
        draw_boxes(axes, self._boxes[self.kept], tags, PREDICTION)
        if self.step:
            x1, y1, x2, y2 = self._boxes[self.kept[-1]] - 0.5
            here = Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, **WINDOW)
            axes.add_patch(here)
        axes.set(xticks=[], yticks=[])
        height, width, _ = self._pixels.shape
        axes.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
        axes.set_title(f"step {self.step} of {self.steps}: {len(self._waiting)} wait")


def _count(boxes):
    return f"{boxes or 'no'} {'boxes' if boxes > 1 else 'box'}"


def _check_boxes(boxes, scores, labels):
    """Return float64 boxes; the functions of boxes.py say what else is wrong."""
    batched_nms(boxes, scores, labels, 1)
    boxes = np.asarray(boxes, float)
    if len(boxes) > MOST:
        raise ValueError(
            f"`boxes` must be at most {MOST}; take the best. Received: {len(boxes)}"
        )
    return boxes


def _check_scores(scores):
    scores = np.asarray(scores, float)
    wrong = (scores < 0) | (scores > 1)
    if wrong.any():
        raise ValueError(
            f"`scores` must be from 0 to 1. Received: {scores[wrong][0]} in row "
            f"{np.argmax(wrong)}"
        )
    return scores


def _check_labels(labels, classes):
    labels = np.asarray(labels)
    whole = labels.dtype.kind in "ui" or labels.size == 0
    if not whole or not ((labels >= 0) & (labels < len(classes))).all():
        raise ValueError(
            f"`labels` must be whole numbers from 0 to {len(classes) - 1}, which index "
            f"`classes`. Received: labels={labels}"
        )
    return labels.astype(int)
