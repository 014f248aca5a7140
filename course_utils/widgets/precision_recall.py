"""Precision and recall of a ranked list of detections, and its average precision."""

from typing import NamedTuple

import numpy as np
from PIL import Image
from traitlets import Dict

from course_utils.boxes import check_boxes, check_scores
from course_utils.metrics import average_precision, match_detections, precision_recall
from course_utils.widgets.base import Explorer, check_image, picture_url
from course_utils.widgets.modules import source, styles
from course_utils.widgets.scenes import MatchThreshold
from course_utils.widgets.traits import SYNCED, Choice, Numbers

PICTURES = 6  # at most: what fits beside the curve
MOST = 200  # boxes, and objects: what can be drawn for each move
SIDE = 256  # pixels of an image in the page at most, where it is about 250 wide
PICTURE_BYTES = 42_000  # of all images in the page, as text; boxes come on top
METHODS = ("11-point", "all-point", "101-point")


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
    equal scores the earlier image first, and the earlier in its list. Each takes the
    best object of its image that is not taken yet, if its IoU is `iou_threshold` or
    more (`metrics.match_detections`, COCO's rule); then it is a hit.

    `method` is the rule of `metrics.average_precision`. `score_threshold` chooses the
    point of the curve, which is also what the images show. These three can be read
    and set.

    >>> picture = np.zeros((8, 8, 3), np.uint8)
    >>> objects, boxes = [[0, 0, 4, 4], [4, 4, 8, 8]], [[0, 0, 4, 4], [4, 0, 8, 4]]
    >>> explorer = PrecisionRecall([picture], [objects], [boxes], [[0.9, 0.8]])
    >>> explorer.counts, explorer.average_precision
    (Counts(true_positives=1, false_positives=1, missed=1), 0.5)

    Raises ValueError when an argument has the wrong form, and when there are no objects
    or more than 200 of them or of boxes.
    """

    _esm = source("precision_recall.js")
    _css = styles("frame.css", "scene.css", "precision_recall.css")

    score_threshold = Numbers(0.5, low=0, high=1)
    iou_threshold = MatchThreshold()
    method = Choice(METHODS, "all-point")

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
        pictures, (height, width) = _check_images(images)
        count = len(pictures)
        self._objects = _check_boxes(objects, "objects", count)
        self._boxes = _check_boxes(boxes, "boxes", count)
        self._scores = _check_scores(scores, self._boxes)
        self._total = sum(map(len, self._objects))
        if self._total == 0:
            raise ValueError(
                "`objects` must have at least one box in one of the images: without "
                "objects there is no recall. Received: no box"
            )
        limit = PICTURE_BYTES // count
        super().__init__(
            score_threshold=score_threshold,
            iou_threshold=iou_threshold,
            method=method,
            _data={
                "urls": [picture_url(picture, limit) for picture in pictures],
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
    def _given(self):
        """For each image [D]: the object each detection is given, or -1."""
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


def _check_images(images):
    """Return the images, small enough for the page, and their size (H, W)."""
    images = [check_image(image) for image in images]
    if not 1 <= len(images) <= PICTURES:
        raise ValueError(
            f"`images` must be 1 to {PICTURES} images. Received: {len(images)}"
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
    """Return float64 [N, 4] per image."""
    boxes = list(boxes)
    if len(boxes) != count:
        raise ValueError(
            f"`{name}` must be one list of boxes per image, {count}. "
            f"Received: {len(boxes)}"
        )
    boxes = [
        check_boxes(own if len(own) else np.empty((0, 4)), f"{name}[{picture}]")
        for picture, own in enumerate(boxes)
    ]
    total = sum(map(len, boxes))
    if total > MOST:
        raise ValueError(
            f"`{name}` must be at most {MOST} in all images. Received: {total}"
        )
    return [own.astype(float) for own in boxes]


def _check_scores(scores, boxes):
    """Return float64 [D] per image."""
    scores = list(scores)
    if len(scores) != len(boxes):
        raise ValueError(
            f"`scores` must be one list per image, {len(boxes)}. "
            f"Received: {len(scores)}"
        )
    scores = [
        check_scores(own, len(found)) for own, found in zip(scores, boxes, strict=True)
    ]
    for score in np.concatenate(scores):
        if not 0 <= score <= 1:
            raise ValueError(f"`scores` must be from 0 to 1. Received: {score}")
    return scores
