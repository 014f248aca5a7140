"""k-means with 1 - IoU or the squared Euclidean distance, and means or medians."""

import numpy as np

from course_utils.anchors.sizes import assign, check_sizes, columns_of, measure
from course_utils.anchors.tiles import Tiles
from course_utils.arguments import check_choice, check_integers

_DISTANCES = ("iou", "euclid")
_UPDATES = ("mean", "median")
# The stopping rule of scikit-learn's KMeans, with its defaults; and patience, since
# with 1 - IoU and means the best iteration is an early one of many.
_TOLERANCE = 1e-4
_MAX_STEPS = 300
_PATIENCE = 10
# From so many boxes on, and up to so many anchors, tiles pay.
_MANY_BOXES, _FEW_ANCHORS = 20_000, 100


def initial_anchors(wh, k, distance="iou", seed=0):
    """`k` different boxes of `wh` [N, 2] to start from, far apart: -> [k, 2].

    The first is any box; each further one is drawn with a probability proportional to
    its `distance` from the nearest so far. The order of `wh` does not matter.

    Source: Arthur and Vassilvitskii, "k-means++" (2007), where it is squared Euclid.

    Raises ValueError as `kmeans_anchors` does.
    """
    wh, k = _check_clustering(wh, k, distance)
    (seed,) = check_integers(0, seed=seed)
    return _draw_anchors(columns_of(wh), k, distance, np.random.default_rng(seed))


def kmeans_step(wh, anchors, distance="iou", update="mean"):
    """One iteration of k-means: boxes [N, 2] and anchors [K, 2] -> new anchors [K, 2].

    Each box goes to its nearest anchor, the first at ties; each anchor then becomes the
    mean or the median, width and height apart, of the boxes it got. An anchor that got
    none moves to the box that is farthest from its own nearest anchor, the first at
    ties; several take one size after another.

    >>> kmeans_step([[2, 2], [4, 4], [9, 8]], [[3, 3], [8, 8]]).tolist()
    [[3.0, 3.0], [9.0, 8.0]]

    Raises ValueError when `wh` or `anchors` are not [N, 2] numbers from 1e-30 to
    1e30, at least one of each, and when a name is unknown.
    """
    wh = check_sizes(wh, "wh", least=1)
    anchors = check_sizes(anchors, "anchors", least=1)
    check_choice("distance", distance, _DISTANCES)
    check_choice("update", update, _UPDATES)
    columns = columns_of(wh)
    labels, closeness = assign(columns, anchors, distance)
    return _update(columns, anchors, labels, closeness, update)


def kmeans_anchors(wh, k, distance="iou", update="mean", seed=0, n_init=10):
    """The `k` anchors that serve boxes [N, 2] best: -> [k, 2], sorted by area.

    `n_init` times k-means starts from `initial_anchors` and repeats `kmeans_step`. Kept
    is the best of all iterations, not the last: the one with the smallest mean
    distance. For "iou" that is the highest `mean_best_iou`, which a step may lower;
    for "euclid" with means it is the least inertia, which no step raises.

    A start ends when the anchors move by no more than 1e-4 times the variance of the
    boxes (squared lengths, as in scikit-learn's KMeans), after ten steps none of which
    is the best of this start, or after 300 steps. Neither the order of `wh` nor its
    unit matters, and one seed gives one answer.

    Source: Redmon and Farhadi, "YOLO9000: Better, Faster, Stronger" (2017), section 2;
    its Table 1 compares the two distances.

    Raises ValueError when `wh` are not [N, 2] numbers from 1e-30 to 1e30, when `k` is
    no integer from 1 to the number of different sizes among them, when a name is
    unknown, and when `seed` or `n_init` is no integer in its range.
    """
    wh, k = _check_clustering(wh, k, distance)
    check_choice("update", update, _UPDATES)
    (seed,) = check_integers(0, seed=seed)
    (n_init,) = check_integers(1, n_init=n_init)
    columns = columns_of(wh)
    still = _TOLERANCE * columns.var(axis=1).mean()
    rng = np.random.default_rng(seed)
    iterate = _iteration(columns, k, distance, update)
    starts = []
    for _ in range(n_init):
        anchors = _draw_anchors(columns, k, distance, rng)
        best, best_step, kept = -np.inf, 0, anchors
        for step in range(_MAX_STEPS):
            mean, moved = iterate(anchors)
            if mean > best:
                best, best_step, kept = mean, step, anchors
            change = np.square(moved - anchors).sum()
            if change <= still or step - best_step >= _PATIENCE:
                break
            anchors = moved
        starts.append((best, kept))
    _, kept = max(starts, key=lambda start: start[0])
    return kept[np.lexsort((kept[:, 0], kept.prod(axis=1)))]


def _iteration(columns, k, distance, update):
    """A function of anchors [k, 2]: how close boxes are in the mean, and new anchors.

    With tiles a mean is added up in another order: its last digits may differ.
    """

    def plain(anchors):
        labels, closeness = assign(columns, anchors, distance)
        return closeness.mean(), _update(columns, anchors, labels, closeness, update)

    if columns.shape[1] < _MANY_BOXES or k > _FEW_ANCHORS:
        return plain
    tiles = Tiles(columns, k, distance, update)

    def tiled(anchors):
        mean, moved = tiles.iterate(anchors)
        # An anchor without boxes moves to the farthest, which tiles do not know.
        return plain(anchors) if moved is None else (mean, moved)

    return tiled


def _update(columns, anchors, labels, closeness, update):
    """Anchors [K, 2] moved to the mean or median of the boxes [2, N] they got."""
    k = len(anchors)
    moved = anchors.copy()
    counts = np.bincount(labels, minlength=k)
    filled = np.flatnonzero(counts)
    if update == "mean":
        labels = labels.astype(np.intp)  # once, not at each bincount
        for axis, values in enumerate(columns):
            sums = np.bincount(labels, values, minlength=k)
            moved[filled, axis] = sums[filled] / counts[filled]
    else:
        by_label = columns[:, np.argsort(labels, kind="stable")]
        ends = np.cumsum(counts)
        for index in filled:
            count = counts[index]
            own = by_label[:, ends[index] - count : ends[index]]
            middle = [(count - 1) // 2, count // 2]
            # As np.median, without its search for NaN.
            moved[index] = np.partition(own, middle, axis=1)[:, middle].mean(axis=1)
    if len(filled) < k:
        empty = np.flatnonzero(counts == 0)
        farthest = columns[:, np.argsort(closeness, kind="stable")].T
        _, first = np.unique(farthest, axis=0, return_index=True)
        different = farthest[np.sort(first)[: len(empty)]]
        moved[empty[: len(different)]] = different
    return moved


def _draw_anchors(columns, k, distance, rng):
    """Different boxes [k, 2] of boxes [2, N], drawn far apart."""
    area = columns[0] * columns[1]
    nearest, spare = np.empty((2, len(area)))
    chosen = [rng.integers(len(area))]
    far = np.full(len(area), np.inf)
    for _ in range(k - 1):
        measure(columns, area, columns[:, chosen[-1]], distance, nearest, spare)
        np.subtract(distance == "iou", nearest, out=nearest)
        np.minimum(far, nearest, out=far)
        total = np.cumsum(far)
        if total[-1] == 0:
            # Sizes that differ in their last bits have an IoU of 1.
            total = np.cumsum(_unlike(columns, chosen))
        # On the right: a box at distance 0 is never drawn.
        chosen.append(np.searchsorted(total, rng.random() * total[-1], side="right"))
    return columns[:, chosen].T.copy()


def _unlike(columns, chosen):
    """Which boxes [2, N] have another size than any of the `chosen`: [N]."""
    return np.all([(size != columns.T).any(axis=1) for size in columns[:, chosen].T], 0)


def _check_clustering(wh, k, distance):
    """`wh` sorted by height, then width, so that its order plays no part, and `k`."""
    wh = check_sizes(wh, "wh", least=1)
    (k,) = check_integers(1, k=k)
    check_choice("distance", distance, _DISTANCES)
    # Complex numbers are sorted by their real part first, in a third of lexsort's time.
    ordered = np.sort(wh[:, 1] + 1j * wh[:, 0])
    wh = np.column_stack([ordered.imag, ordered.real])
    different = 1 + np.count_nonzero(ordered[1:] != ordered[:-1])
    if k > different:
        raise ValueError(
            "`k` must be at most the number of boxes of different size in `wh`, "
            f"{different}. Received: k={k}"
        )
    return wh, k
