"""Anchors (priors) from data: k-means on the widths and heights of boxes.

Boxes here are `wh` [N, 2], width and height in any one unit; where they lie plays no
part. The distance of a box from an anchor is 1 - IoU of the two put on one centre, as
in Redmon and Farhadi, "YOLO9000" (2017), section 2, or the squared Euclidean distance
of ordinary k-means.

Left out: weights, mini-batches, and anchors that learn together with a network.
"""

import numpy as np

from course_utils.arguments import check_integers

_DISTANCES = ("iou", "euclid")
_UPDATES = ("mean", "median")
_BLOCK = 16384  # boxes at a time, so that what is computed stays in the cache
# The stopping rule of scikit-learn's KMeans, with its defaults; and patience, since
# with 1 - IoU and means the best iteration is an early one of many.
_TOLERANCE = 1e-4
_MAX_STEPS = 300
_PATIENCE = 10


def wh_iou(wh, anchors):
    """IoU of boxes and anchors put on one centre: [N, 2] and [K, 2] -> [N, K].

    >>> wh_iou([[50, 100], [100, 100]], [[100, 100], [50, 50]]).tolist()
    [[0.5, 0.5], [1.0, 0.25]]

    Raises ValueError when an argument is not [N, 2] positive finite numbers.
    """
    wh, anchors = _check_sizes(wh, "wh"), _check_sizes(anchors, "anchors")
    intersection = np.prod(np.minimum(wh[:, None], anchors), axis=-1)  # [N, K]
    union = np.prod(wh, axis=1)[:, None] + np.prod(anchors, axis=1) - intersection
    return intersection / union


def best_anchor(wh, anchors):
    """Index of the anchor with the highest IoU, the first at ties: [N, 2] -> [N].

    >>> best_anchor([[50, 100], [30, 20]], [[100, 100], [50, 50]]).tolist()
    [0, 1]

    Raises ValueError when an argument is not [N, 2] positive finite numbers and when
    there is no anchor.
    """
    wh = _check_sizes(wh, "wh")
    anchors = _check_sizes(anchors, "anchors", least=1)
    labels, _ = _assign(_columns(wh), anchors, "iou")
    return labels.astype(int)


def mean_best_iou(wh, anchors):
    """Mean over boxes [N, 2] of the IoU with the best anchor, a float in 0..1.

    This is "Avg IOU" in Table 1 of YOLO9000, there in percent.

    Raises ValueError when an argument is not [N, 2] positive finite numbers and when
    there is no box or no anchor.
    """
    wh = _check_sizes(wh, "wh", least=1)
    anchors = _check_sizes(anchors, "anchors", least=1)
    _, iou = _assign(_columns(wh), anchors, "iou")
    return float(iou.mean())


def initial_anchors(wh, k, distance="iou", seed=0):
    """`k` different boxes of `wh` [N, 2] to start from, far apart: -> [k, 2].

    The first is any box; each further one is drawn with a probability proportional to
    its `distance` from the nearest so far. The order of `wh` does not matter.

    Source: Arthur and Vassilvitskii, "k-means++" (2007), where it is squared Euclid.

    Raises ValueError as `kmeans_anchors` does.
    """
    wh = _check_clustering(wh, k, distance)
    check_integers(0, seed=seed)
    return _draw_anchors(_columns(wh), k, distance, np.random.default_rng(seed))


def kmeans_step(wh, anchors, distance="iou", update="mean"):
    """One iteration of k-means: boxes [N, 2] and anchors [K, 2] -> new anchors [K, 2].

    Each box goes to its nearest anchor, the first at ties; each anchor then becomes the
    mean or the median, width and height apart, of the boxes it got. An anchor that got
    none moves to the box that is farthest from its own nearest anchor, the first at
    ties; several take one size after another.

    >>> kmeans_step([[2, 2], [4, 4], [9, 8]], [[3, 3], [8, 8]]).tolist()
    [[3.0, 3.0], [9.0, 8.0]]

    Raises ValueError when `wh` or `anchors` are not [N, 2] positive finite numbers, at
    least one of each, and when a name is unknown.
    """
    wh = _check_sizes(wh, "wh", least=1)
    anchors = _check_sizes(anchors, "anchors", least=1)
    _check_name("distance", distance, _DISTANCES)
    _check_name("update", update, _UPDATES)
    columns = _columns(wh)
    labels, closeness = _assign(columns, anchors, distance)
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

    Raises ValueError when `wh` are not [N, 2] positive finite numbers, when `k` is no
    integer from 1 to the number of different sizes among them, when a name is unknown,
    and when `seed` or `n_init` is no integer in its range.
    """
    wh = _check_clustering(wh, k, distance)
    _check_name("update", update, _UPDATES)
    check_integers(0, seed=seed)
    check_integers(1, n_init=n_init)
    columns = _columns(wh)
    still = _TOLERANCE * columns.var(axis=1).mean()
    rng = np.random.default_rng(seed)
    starts = []
    for _ in range(n_init):
        anchors = _draw_anchors(columns, k, distance, rng)
        best, best_step, kept = -np.inf, 0, anchors
        for step in range(_MAX_STEPS):
            labels, closeness = _assign(columns, anchors, distance)
            mean = closeness.mean()
            if mean > best:
                best, best_step, kept = mean, step, anchors
            moved = _update(columns, anchors, labels, closeness, update)
            change = np.square(moved - anchors).sum()
            if change <= still or step - best_step >= _PATIENCE:
                break
            anchors = moved
        starts.append((best, kept))
    _, kept = max(starts, key=lambda start: start[0])
    return kept[np.lexsort((kept[:, 0], kept.prod(axis=1)))]


def _columns(wh):
    return np.ascontiguousarray(wh.T)  # [2, N]: each loop below runs along memory


def _assign(columns, anchors, distance):
    """Nearest anchors of boxes [2, N]: their indices and how close they are, [N] each.

    Close is the IoU, or minus the squared Euclidean distance.
    """
    count = columns.shape[1]
    closeness = np.full(count, -np.inf)
    labels = np.zeros(count, np.min_scalar_type(len(anchors) - 1))
    size = min(count, _BLOCK)
    buffers = np.empty((2, size)), np.empty(size, bool), np.empty(size, labels.dtype)
    for start in range(0, count, _BLOCK):
        block = np.s_[start : start + _BLOCK]
        boxes, best, label = columns[:, block], closeness[block], labels[block]
        (close, spare), closer, index = (x[..., : len(best)] for x in buffers)
        area = boxes[0] * boxes[1]
        for k, (width, height) in enumerate(anchors):
            if distance == "iou":
                np.minimum(boxes[0], width, out=close)
                close *= np.minimum(boxes[1], height, out=spare)
                np.add(area, width * height, out=spare)
                spare -= close
                close /= spare
            else:
                np.subtract(boxes[0], width, out=close)
                close *= close
                np.subtract(boxes[1], height, out=spare)
                close += np.square(spare, out=spare)
                np.negative(close, out=close)
            # A maximum takes a tenth of the time of an assignment where `closer`.
            np.greater(close, best, out=closer)
            np.multiply(closer, labels.dtype.type(k), out=index)
            np.maximum(label, index, out=label)
            np.maximum(best, close, out=best)
    return labels, closeness


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
    count = columns.shape[1]
    chosen = [rng.integers(count)]
    far = np.full(count, np.inf)
    for _ in range(k - 1):
        _, closeness = _assign(columns, columns[:, chosen[-1:]].T, distance)
        nearest = 1 - closeness if distance == "iou" else -closeness
        far = np.minimum(far, nearest)
        total = np.cumsum(far)
        # On the right: a box at distance 0 is never drawn.
        chosen.append(np.searchsorted(total, rng.random() * total[-1], side="right"))
    return columns[:, chosen].T.copy()


def _check_clustering(wh, k, distance):
    """`wh` sorted, so that its order plays no part."""
    wh = _check_sizes(wh, "wh", least=1)
    check_integers(1, k=k)
    _check_name("distance", distance, _DISTANCES)
    wh = wh[np.lexsort(wh.T)]
    different = 1 + (wh[1:] != wh[:-1]).any(axis=1).sum()
    if k > different:
        raise ValueError(
            "`k` must be at most the number of boxes of different size in `wh`, "
            f"{different}. Received: k={k}"
        )
    return wh


def _check_sizes(wh, name, least=0):
    wh = np.asarray(wh)
    if wh.ndim != 2 or wh.shape[1] != 2 or len(wh) < least:
        rows = f" with at least {least} row" if least else ""
        raise ValueError(
            f"`{name}` must be widths and heights, [N, 2]{rows}. "
            f"Received: {name}.shape={wh.shape}"
        )
    if wh.dtype.kind not in "uif":
        raise ValueError(f"`{name}` must be numbers. Received: {name}={wh}")
    wrong = ~((wh > 0) & np.isfinite(wh)).all(axis=1)
    if wrong.any():
        raise ValueError(
            f"`{name}` must be positive and finite. "
            f"Received: {wh[wrong][0].tolist()} in row {np.argmax(wrong)}"
        )
    return wh.astype(float)


def _check_name(name, value, names):
    if value not in names:
        quoted = " or ".join(repr(each) for each in names)
        raise ValueError(f"`{name}` must be {quoted}. Received: {name}={value!r}")
