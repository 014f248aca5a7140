"""k-means on the sizes of boxes, one iteration at a time."""

import numpy as np
from matplotlib.patches import Rectangle
from traitlets import Dict, Enum, observe, validate

from course_utils.anchors import (
    best_anchor,
    initial_anchors,
    kmeans_step,
    mean_best_iou,
)
from course_utils.draw import ANCHOR
from course_utils.widgets.old import (
    SYNCED,
    Explorer,
    InvalidTrait,
    Whole,
    number_text,
    source,
)

BOXES = 1000  # at most: as many as can be drawn at each step
ANCHORS = 9
STARTS = 8  # random starts; the browser has no NumPy to draw more
LAST = 50  # iterations at most; as in kmeans.js
# A marker and a colour per cluster (Paul Tol's "muted"); as in anchor_clusters.css.
MARKERS = "s^+Dxvo_|"
COLORS = (
    *("#332288", "#CC6677", "#117733", "#AA4499", "#999933"),
    *("#882255", "#44AA99", "#DDCC77", "#88CCEE"),
)


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

    _esm = source("shared.js", "kmeans.js", "anchor_clusters.js")
    _css = source("shared.css", "anchor_clusters.css")
    _picture_inches = (8.6, 3.4)

    k = Whole(1, low=1, high=ANCHORS).tag(**SYNCED)
    distance = Enum(["iou", "euclid"], "iou").tag(**SYNCED)
    update = Enum(["mean", "median"], "mean").tag(**SYNCED)
    seed = Whole(0, low=0, high=STARTS - 1).tag(**SYNCED)
    iteration = Whole(0, low=0, high=LAST).tag(**SYNCED)

    # For the browser; it does not change.
    _data = Dict().tag(**SYNCED)

    def __init__(self, wh, k=5, distance="iou", update="mean", seed=0, iteration=0):
        self._wh = _check_boxes(wh)
        self._paths = {}
        most = min(ANCHORS, len(np.unique(self._wh, axis=0)))
        # k-means++ adds one anchor after another: the first k are the start for k.
        starts = {
            distance: [
                initial_anchors(self._wh, most, distance, seed).tolist()
                for seed in range(STARTS)
            ]
            for distance in ("iou", "euclid")
        }
        largest = self._wh.max()
        super().__init__(
            k=k,
            distance=distance,
            update=update,
            seed=seed,
            iteration=iteration,
            _data={
                "wh": self._wh.tolist(),
                "starts": starts,
                # Decimals: about four figures of the largest side.
                "digits": max(0, 3 - int(np.floor(np.log10(largest)))),
            },
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

    @property
    def sentence(self):
        means = self._means
        best = int(np.argmax(means))
        anchors = ", ".join(
            f"{self._number(width)} x {self._number(height)}"
            for width, height in self.anchors
        )
        text = (
            f"Iteration {self.iteration} of {self.last_iteration} with k {self.k}, "
            f"distance {self.distance}, update {self.update}, start {self.seed}: "
            f"average IoU {number_text(means[-1])}, "
        )
        if best == self.iteration:
            text += "the best so far."
        else:
            text += f"below {number_text(means[best])} at iteration {best}."
        if self.iteration == self.last_iteration:
            still = np.array_equal(self._next(self.anchors), self.anchors)
            text += " Nothing moves any more." if still else " It is stopped here."
        return f"{text} Anchors, width x height: {anchors}."

    @validate("k")
    def _validate_k(self, proposal):
        most = len(self._data["starts"]["iou"][0])
        if proposal["value"] > most:
            raise InvalidTrait(
                f"`k` must be at most {most}, the number of boxes of different size. "
                f"Received: k={proposal['value']}"
            )
        return proposal["value"]

    @validate("iteration")
    def _validate_iteration(self, proposal):
        if proposal["value"] > self.last_iteration:
            raise InvalidTrait(
                f"`iteration` must be at most {self.last_iteration}, where k-means "
                f"stops. Received: iteration={proposal['value']}"
            )
        return proposal["value"]

    @observe("k", "distance", "update", "seed")
    def _keep_iteration_inside(self, change):
        self.iteration = min(self.iteration, self.last_iteration)

    def _next(self, anchors):
        return kmeans_step(self._wh, anchors, self.distance, self.update)

    @property
    def _path(self):
        """The anchors of all iterations: a list of [k, 2]."""
        key = self.k, self.distance, self.update, self.seed
        if key not in self._paths:
            start = self._data["starts"][self.distance][self.seed][: self.k]
            path = [np.array(start)]
            while len(path) <= LAST:
                moved = self._next(path[-1])
                if np.array_equal(moved, path[-1]):
                    break
                path.append(moved)
            self._paths[key] = path
        return self._paths[key]

    @property
    def _means(self):
        """The average IoU of each iteration so far.

        Without the last digits, which depend on the order of a sum.
        """
        path = self._path[: self.iteration + 1]
        return [round(mean_best_iou(self._wh, anchors), 12) for anchors in path]

    @property
    def _labels(self):
        """The nearest anchor of each box [N]."""
        if self.distance == "iou":
            return best_anchor(self._wh, self.anchors)
        squares = np.square(self._wh[:, None] - self.anchors).sum(axis=-1)  # [N, K]
        return squares.argmin(axis=1)

    def _number(self, number):
        return number_text(number, self._data["digits"])

    def _draw(self, figure):
        boxes, priors, curve = figure.subplots(1, 3)
        anchors, labels = self.anchors, self._labels
        for cluster, (marker, color) in enumerate(zip(MARKERS, COLORS, strict=True)):
            own = self._wh[labels == cluster].T
            boxes.plot(*own, marker, color=color, markersize=3.5, fillstyle="none")
        boxes.plot(*anchors.T, "o", color="white", markersize=11)
        boxes.plot(
            *anchors.T, "o", color=ANCHOR["color"], markersize=11, fillstyle="none"
        )
        side = 1.04 * self._wh.max()
        boxes.set(xlim=(0, side), ylim=(0, side), aspect="equal")
        boxes.set(xlabel="width", ylabel="height")
        boxes.set_title(f"{len(self._wh)} boxes, {self.k} clusters", fontsize=11)
        for number, (width, height) in enumerate(anchors, start=1):
            corner = -width / 2, -height / 2
            style = {"fill": False, "linewidth": 2} | ANCHOR
            priors.add_patch(Rectangle(corner, width, height, **style))
            at = {"ha": "center", "va": "center", "fontsize": 8}
            boxes.text(width, height, number, **at)
        # As large as all iterations allow, as in the browser.
        half = 0.54 * np.max(self._path)
        priors.set(xlim=(-half, half), ylim=(-half, half))
        priors.set(aspect="equal", xlabel="width", ylabel="height")
        priors.set_title("the anchors on one centre", fontsize=11)
        means = self._means
        best = int(np.argmax(means))
        curve.plot(means, "k.-")
        curve.plot(best, means[best], "ko", markersize=10, fillstyle="none")
        curve.set(xlabel="iteration", box_aspect=1)
        curve.set_xlim(-0.3, max(5, self.iteration) + 0.3)
        curve.set_title(f"average IoU, best {means[best]:.3f}", fontsize=11)


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
