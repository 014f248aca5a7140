"""Detections and objects of one image, matched one at a time as VOC and COCO do it."""

import numpy as np
from traitlets import Dict

from course_utils.arguments import as_flags
from course_utils.boxes import check_scores
from course_utils.metrics import match_detections
from course_utils.widgets.base import Explorer
from course_utils.widgets.modules import source, styles
from course_utils.widgets.scenes import MatchThreshold, check_boxes, check_picture
from course_utils.widgets.traits import SYNCED, Choice, Numbers

MOST = 60  # detections: what can still be followed
OBJECTS = 12  # columns of the list
PARTS = 1024  # of a pixel


class MatchDetections(Explorer):
    """Judge the detections of one `image` and class step by step, best score first.

    `image` is uint8 [H, W, 3]; `objects` [M, 4] and `boxes` [D, 4] are `xyxy` in its
    pixels, `scores` [D] rank the boxes, of equal scores the first. `ignored` [M] marks
    objects that do not count: difficult ones under the `rule` "voc", crowds under
    "coco". Step k judges the k-th best box.

    `rule`, `iou_threshold` and `step` can be read and set. `object_index` and `outcome`
    are what `metrics.match_detections` says of the boxes judged so far, `ranking` which
    ones they are. Edges are rounded to 1/1024 of a pixel: IoUs are then the same in the
    browser to the last bit, and a threshold is reached in both or in none.

    >>> picture = np.zeros((8, 8, 3), np.uint8)
    >>> boxes = [[0, 0, 4, 4], [0, 0, 4, 5]]
    >>> explorer = MatchDetections(picture, [[0, 0, 4, 4]], boxes, [0.9, 0.8], step=2)
    >>> explorer.object_index.tolist(), explorer.outcome.tolist()
    ([0, -1], [1, 0])

    Raises ValueError when an argument has the wrong form.
    """

    _esm = source("match_detections.js")
    _css = styles("frame.css", "scene.css", "match_detections.css")

    rule = Choice(("voc", "coco"), "coco")
    iou_threshold = MatchThreshold()
    step = Numbers(0, low=0, whole=True)

    # For the browser; they do not change.
    _image = Dict().tag(**SYNCED)
    _data = Dict().tag(**SYNCED)

    def __init__(
        self,
        image,
        objects,
        boxes,
        scores,
        ignored=None,
        rule="coco",
        iou_threshold=0.5,
        step=0,
    ):
        self._objects = _exact(check_boxes(objects, "objects", OBJECTS))
        flags = [False] * len(self._objects) if ignored is None else ignored
        self._ignored = as_flags(flags, "ignored", len(self._objects), "object")
        self.ignored = None if ignored is None else self._ignored.tolist()
        boxes = _exact(check_boxes(boxes, "boxes", MOST))
        scores = check_scores(scores, len(boxes))
        self._order = np.argsort(-scores, kind="stable")
        self._boxes = boxes[self._order]
        super().__init__(
            rule=rule,
            iou_threshold=iou_threshold,
            step=step,
            _image=check_picture(image),
            _data={
                "objects": self._objects.tolist(),
                "ignored": self._ignored.tolist(),
                "boxes": self._boxes.tolist(),
                "scores": scores[self._order].tolist(),
                "numbers": self._order.tolist(),
            },
        )

    @property
    def ranking(self):
        """Indices of the boxes judged up to `step`, best score first: [step]."""
        return self._order[: self.step]

    @property
    def object_index(self):
        """The object that each box of `ranking` is given, or -1: [step]."""
        return self._matched[0][: self.step]

    @property
    def outcome(self):
        """1 for a hit, 0 for a false positive, -1 for what is ignored: [step]."""
        return self._matched[1][: self.step]

    def _limits(self):
        return {"step": (0, len(self._boxes))}

    @property
    def _matched(self):
        settings = (self.iou_threshold, self.rule, self._ignored)
        return match_detections(self._boxes, self._objects, *settings)


def _exact(boxes):
    """Edges in whole parts of a pixel: sums and products of them are exact."""
    return np.round(boxes * PARTS) / PARTS
