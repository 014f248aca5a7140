"""Precision and recall of a ranked list of detections, and its average precision."""

from typing import NamedTuple

import numpy as np
from matplotlib.patheffects import withStroke
from PIL import Image
from traitlets import Dict, Enum, validate

from course_utils.arguments import as_array, brief
from course_utils.boxes import box_area
from course_utils.draw import GROUND_TRUTH, PREDICTION, draw_boxes
from course_utils.metrics import average_precision, match_detections, precision_recall
from course_utils.widgets.old import (
    SYNCED,
    Explorer,
    InvalidTrait,
    Share,
    check_image,
    number_text,
    picture_url,
    source,
)

PICTURES = 6  # at most: what fits beside the curve
MOST = 200  # boxes, and objects: what can be drawn for each move
SIDE = 200  # pixels of a picture in the page at most, where it is about 150 wide
PICTURE_BYTES = 75_000  # of all pictures in the page, as text; boxes come on top
METHODS = ("11-point", "all-point", "101-point")
# Each line lies on a wider one: to be seen on any picture.
MISSED = GROUND_TRUTH | {
    "path_effects": [withStroke(linewidth=6, foreground="black")],
}
FALSE_POSITIVE = {
    "color": "black",
    "linestyle": ":",
    "path_effects": [withStroke(linewidth=4, foreground="white")],
}
HIT = PREDICTION | {"path_effects": [withStroke(linewidth=4, foreground="white")]}


class Counts(NamedTuple):
    """What detections from a score on are worth."""

    true_positives: int
    false_positives: int
    missed: int


class PrecisionRecall(Explorer):
    """Move a score threshold along the precision-recall curve of one class.

    Each of up to 6 pictures, `images`, all uint8 [H, W, 3], has its `objects` [M, 4]
    and the `boxes` [D, 4] of its detections, both `xyxy` in its pixels, and `scores`
    [D] from 0 to 1. The curve is that of all detections, ranked by their score: of
    equal scores the earlier picture first, and the earlier in its list. Each takes the
    best object of its picture that is not taken yet, if its IoU is `iou_threshold` or
    more (`metrics.match_detections`, COCO's rule); then it is a hit.

    `method` is the rule of `metrics.average_precision`. `score_threshold` chooses the
    point of the curve, which is also what the pictures show. These three can be read
    and set.

    >>> picture = np.zeros((8, 8, 3), np.uint8)
    >>> objects, boxes = [[0, 0, 4, 4], [4, 4, 8, 8]], [[0, 0, 4, 4], [4, 0, 8, 4]]
    >>> explorer = PrecisionRecall([picture], [objects], [boxes], [[0.9, 0.8]])
    >>> explorer
    PrecisionRecall: Score at least 0.5: 1 hit, 1 false positive, 1 of 2 objects \
missed; precision 0.5, recall 0.5. AP by all points 0.5.

    Raises ValueError when an argument has the wrong form, and when there are no objects
    or more than 200 of them or of boxes.
    """

    _esm = source(
        "shared.js", "boxes.js", "average_precision.js", "precision_recall.js"
    )
    _css = source("shared.css", "precision_recall.css")
    _picture_format = "jpeg"
    _picture_inches = (8.6, 3.4)

    score_threshold = Share(0.5).tag(**SYNCED)
    iou_threshold = Share(0.5).tag(**SYNCED)
    method = Enum(METHODS, "all-point").tag(**SYNCED)

    # For the browser; it does not change.
    _data = Dict().tag(**SYNCED)

    def __init__(
        self,
        images,
        objects,
        boxes,
        scores,
        score_threshold=0.5,
        iou_threshold=0.5,
        method="all-point",
    ):
        self._pictures, self._size = _check_images(images)
        count = len(self._pictures)
        self._objects = _check_boxes(objects, "objects", count)
        self._boxes = _check_boxes(boxes, "boxes", count)
        self._scores = _check_scores(scores, self._boxes)
        self._total = sum(map(len, self._objects))
        if self._total == 0:
            raise ValueError(
                "`objects` must have at least one box in one of the pictures: without "
                "objects there is no recall. Received: no box"
            )
        limit = PICTURE_BYTES // count
        height, width = self._size
        super().__init__(
            score_threshold=score_threshold,
            iou_threshold=iou_threshold,
            method=method,
            _data={
                "urls": [picture_url(picture, limit) for picture in self._pictures],
                "width": width,
                "height": height,
                "objects": [own.tolist() for own in self._objects],
                "boxes": [own.tolist() for own in self._boxes],
                "scores": [own.tolist() for own in self._scores],
            },
        )

    @property
    def precision(self):
        """Precision after each detection of the ranked list [N], without threshold."""
        return self._curve[0]

    @property
    def recall(self):
        """Recall after each detection of the ranked list [N], without threshold."""
        return self._curve[1]

    @property
    def average_precision(self):
        """Average precision of the ranked list by `method`, 0 to 1."""
        return average_precision(*self._curve, self.method)

    @property
    def counts(self):
        """True positives, false positives and missed objects at the threshold."""
        chosen = np.concatenate(self._scores) >= self.score_threshold
        hits = int((np.concatenate(self._given)[chosen] >= 0).sum())
        return Counts(hits, int(chosen.sum()) - hits, self._total - hits)

    @property
    def sentence(self):
        hits, wrong, missed = self.counts
        precision = number_text(hits / (hits + wrong), 3) if hits + wrong else None
        # Without its last digits, which depend on the order of a sum.
        average = number_text(round(self.average_precision, 12), 3)
        return (
            f"Score at least {number_text(self.score_threshold)}: "
            f"{_plural(hits, 'hit')}, {_plural(wrong, 'false positive')}, "
            f"{missed} of {_plural(self._total, 'object')} missed; "
            f"precision {precision or 'undefined'}, "
            f"recall {number_text(hits / self._total, 3)}. "
            f"AP by {self.method.replace('-point', ' points')} {average}."
        )

    @validate("iou_threshold")
    def _validate_iou_threshold(self, proposal):
        if proposal["value"] == 0:
            raise InvalidTrait(
                "`iou_threshold` must be above 0 and at most 1. "
                "Received: iou_threshold=0"
            )
        return proposal["value"]

    @property
    def _given(self):
        """For each picture [D]: the object each detection is given, or -1."""
        given = []
        for objects, boxes, scores in zip(
            self._objects, self._boxes, self._scores, strict=True
        ):
            order = np.argsort(-scores, kind="stable")
            own = np.full(len(boxes), -1)
            own[order], _ = match_detections(
                boxes[order], objects, self.iou_threshold, "coco"
            )
            given.append(own)
        return given

    @property
    def _curve(self):
        hits = np.concatenate(self._given) >= 0
        return precision_recall(np.concatenate(self._scores), hits, self._total)

    def _draw(self, figure):
        left, right = figure.add_gridspec(1, 2, width_ratios=(3, 2))
        count = len(self._pictures)
        columns = min(count, 3)
        grid = left.subgridspec(-(-count // columns), columns)
        height, width = self._size
        for i, given in enumerate(self._given):
            axes = figure.add_subplot(grid[i // columns, i % columns])
            edges = (-0.5, width - 0.5, height - 0.5, -0.5)
            axes.imshow(self._pictures[i], extent=edges)
            chosen = self._scores[i] >= self.score_threshold
            found = np.isin(np.arange(len(self._objects[i])), given[chosen])
            draw_boxes(axes, self._objects[i][found], style=GROUND_TRUTH)
            draw_boxes(axes, self._objects[i][~found], style=MISSED)
            wrong = chosen & (given < 0)
            draw_boxes(axes, self._boxes[i][wrong], style=FALSE_POSITIVE)
            draw_boxes(axes, self._boxes[i][chosen & (given >= 0)], style=HIT)
            axes.set(xticks=[], yticks=[], xlim=edges[:2], ylim=edges[2:])
        axes = figure.add_subplot(right)
        precision, recall = self._curve
        envelope = np.maximum.accumulate(precision[::-1])[::-1]
        steps = np.append(envelope, 0), np.append(recall, recall[-1:])
        axes.step(steps[1], steps[0], where="pre", color="0.75", linewidth=5)
        if self.method == "all-point":
            axes.fill_between(steps[1], steps[0], step="pre", color="0.9")
        else:
            at = np.arange(_steps(self.method) + 1) / _steps(self.method)
            best = np.append(envelope, 0)[np.searchsorted(recall, at)]
            axes.plot(at, best, "ko", markersize=4, fillstyle="none")
        axes.plot(recall, precision, "k.-", markersize=4, linewidth=1)
        count = sum(self.counts[:2])
        if count:
            point = recall[count - 1], precision[count - 1]
            for size, color in ((11, "black"), (8, "#E69F00")):
                axes.plot(*point, "o", color=color, markersize=size)
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.05), box_aspect=1)
        axes.set(xlabel="recall", ylabel="precision")
        name = self.method.replace("-point", " points")
        average = number_text(round(self.average_precision, 12), 3)
        axes.set_title(f"AP by {name} {average}", fontsize=11)


def _steps(method):
    return int(method.removesuffix("-point")) - 1


def _plural(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _check_images(images):
    """Return the pictures, small enough for the page, and their size (H, W)."""
    images = [check_image(image) for image in images]
    if not 1 <= len(images) <= PICTURES:
        raise ValueError(
            f"`images` must be 1 to {PICTURES} pictures. Received: {len(images)}"
        )
    shapes = {image.shape for image in images}
    if len(shapes) > 1:
        raise ValueError(
            f"`images` must all have one size. Received shapes: {sorted(shapes)}"
        )
    height, width, _ = images[0].shape
    scale = SIDE / max(height, width)
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        images = [np.asarray(Image.fromarray(image).resize(size)) for image in images]
    return images, (height, width)


def _check_boxes(boxes, name, count):
    """Return float64 [N, 4] per picture."""
    boxes = list(boxes)
    if len(boxes) != count:
        raise ValueError(
            f"`{name}` must be one list of boxes per picture, {count}. "
            f"Received: {len(boxes)}"
        )
    boxes = [np.reshape(own, (0, 4)) if len(own) == 0 else own for own in boxes]
    for picture, own in enumerate(boxes):
        try:
            box_area(own)
        except ValueError as error:  # which says what is wrong, but not where
            raise ValueError(f"`{name}[{picture}]`: {error}") from None
    total = sum(map(len, boxes))
    if total > MOST:
        raise ValueError(
            f"`{name}` must be at most {MOST} in all pictures. Received: {total}"
        )
    return [np.asarray(own, float) for own in boxes]


def _check_scores(scores, boxes):
    scores = [as_array(own, "scores") for own in scores]
    shapes = [own.shape for own in scores]
    if shapes != [(len(own),) for own in boxes]:
        raise ValueError(
            "`scores` must be one per box, in one list per picture: "
            f"{[len(own) for own in boxes]}. Received shapes: {shapes}"
        )
    for own in scores:
        if own.size and own.dtype.kind not in "uif":
            raise ValueError(f"`scores` must be from 0 to 1. Received: {brief(own)}")
        wrong = ~((own >= 0) & (own <= 1))
        if wrong.any():
            raise ValueError(f"`scores` must be from 0 to 1. Received: {own[wrong][0]}")
    return [own.astype(float) for own in scores]
