"""k-means on the sizes of boxes, one iteration at a time."""

import numpy as np
from traitlets import Dict, validate

from course_utils.anchors import initial_anchors, kmeans_step, mean_best_iou
from course_utils.widgets.base import Explorer
from course_utils.widgets.modules import source, styles
from course_utils.widgets.traits import SYNCED, Choice, Numbers

BOXES = 1000  # at most: as many as can be drawn at each step
ANCHORS = 9
STARTS = 8  # random starts; the browser has no NumPy to draw more
LAST = 50  # iterations at most; as in kmeans.js
DISTANCES = ["iou", "euclid"]


class AnchorClusters(Explorer):
    """Step through k-means on the widths and heights `wh` [N, 2] of boxes.

    `k` is the number of anchors, `distance` "iou" (1 - IoU) or "euclid", `update` the
    "mean" or "median" of the boxes that are nearest. `seed` chooses one of 8 random
    starts, those of `anchors.initial_anchors`, which are drawn here and sent to the
    browser. `iteration` counts from 0, the start, until no anchor moves, at most to 50.

    All but `wh` can be read and set. `anchors` are those at this iteration, in the
    order of the start, and `mean_iou` is their average IoU with the boxes.

    >>> explorer = AnchorClusters([[2, 2], [4, 4], [9, 8]], k=1, iteration=1)
    >>> explorer.anchors.tolist()
    [[5.0, 4.666666666666667]]

    Raises ValueError when `wh` are not 1 to 1000 pairs of positive numbers, and when
    a trait gets what it cannot take.
    """

    _esm = source("anchor_clusters.js")
    _css = styles("frame.css", "anchor_clusters.css")

    k = Numbers(1, low=1, high=ANCHORS, whole=True)
    distance = Choice(DISTANCES, "iou")
    update = Choice(["mean", "median"], "mean")
    seed = Numbers(0, low=0, high=STARTS - 1, whole=True)
    iteration = Numbers(0, low=0, high=LAST, whole=True)

    # For the browser; it does not change.
    _data = Dict().tag(**SYNCED)

    def __init__(self, wh, k=5, distance="iou", update="mean", seed=0, iteration=0):
        self._wh = _check_boxes(wh)
        self._paths = {}
        most = min(ANCHORS, len(np.unique(self._wh, axis=0)))
        # k-means++ adds one anchor after another: the first k are the start for k.
        self._starts = {
            distance: [
                initial_anchors(self._wh, most, distance, seed).tolist()
                for seed in range(STARTS)
            ]
            for distance in DISTANCES
        }
        super().__init__(
            k=k,
            distance=distance,
            update=update,
            seed=seed,
            iteration=iteration,
            _data={"wh": self._wh.tolist(), "starts": self._starts},
        )

    @property
    def anchors(self):
        """The anchors [k, 2] at this iteration, width and height."""
        return self._path[self.iteration].copy()

    @property
    def mean_iou(self):
        """The boxes' average IoU with the best of these anchors."""
        return mean_best_iou(self._wh, self.anchors)

    @property
    def last_iteration(self):
        """The iteration after which nothing moves, or 50."""
        return len(self._path) - 1

    @validate("k")
    def _validate_k(self, proposal):
        return self._validate_position(proposal)

    def _limits(self):
        most = len(self._starts["iou"][0])
        return {"k": (1, most), "iteration": (0, self.last_iteration)}

    @property
    def _path(self):
        """The anchors of all iterations: a list of [k, 2]."""
        key = self.k, self.distance, self.update, self.seed
        if key not in self._paths:
            path = [np.array(self._starts[self.distance][self.seed][: self.k])]
            while len(path) <= LAST:
                moved = kmeans_step(self._wh, path[-1], self.distance, self.update)
                if np.array_equal(moved, path[-1]):
                    break
                path.append(moved)
            self._paths[key] = path
        return self._paths[key]


def _check_boxes(wh):
    try:
        array = np.asarray(wh)
    except ValueError:  # rows of unequal length
        array = np.array(None)
    if (
        array.ndim != 2
        or array.shape[1] != 2
        or not 1 <= len(array) <= BOXES
        or array.dtype.kind not in "uif"
        or not ((array > 0) & np.isfinite(array)).all()
    ):
        raise ValueError(
            f"`wh` must be positive numbers of shape [N, 2], N from 1 to {BOXES} (more "
            f"cannot be drawn; take a part). Received: wh.shape={array.shape}"
        )
    return array.astype(float)
