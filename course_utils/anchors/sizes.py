"""How well given anchors serve boxes: widths and heights put on one centre."""

import numpy as np

from course_utils.arguments import as_array, brief

_BLOCK = 16384  # boxes at a time, so that what is computed stays in the cache
# Between these, no product or ratio of areas overflows or vanishes.
_LEAST, _MOST = 1e-30, 1e30


def wh_iou(wh, anchors):
    """IoU of boxes and anchors put on one centre: [N, 2] and [K, 2] -> [N, K].

    >>> wh_iou([[50, 100], [100, 100]], [[100, 100], [50, 50]]).tolist()
    [[0.5, 0.5], [1.0, 0.25]]

    Raises ValueError when an argument is not [N, 2] numbers from 1e-30 to 1e30.
    """
    wh, anchors = check_sizes(wh, "wh"), check_sizes(anchors, "anchors")
    intersection = np.prod(np.minimum(wh[:, None], anchors), axis=-1)  # [N, K]
    union = np.prod(wh, axis=1)[:, None] + np.prod(anchors, axis=1) - intersection
    return intersection / union


def best_anchor(wh, anchors):
    """Index of the anchor with the highest IoU, the first at ties: [N, 2] -> [N].

    >>> best_anchor([[50, 100], [30, 20]], [[100, 100], [50, 50]]).tolist()
    [0, 1]

    Raises ValueError when an argument is not [N, 2] numbers from 1e-30 to 1e30 and when
    there is no anchor.
    """
    wh = check_sizes(wh, "wh")
    anchors = check_sizes(anchors, "anchors", least=1)
    labels, _ = assign(columns_of(wh), anchors, "iou")
    return labels.astype(int)


def mean_best_iou(wh, anchors):
    """Mean over boxes [N, 2] of the IoU with the best anchor, a float in 0..1.

    This is "Avg IOU" in Table 1 of YOLO9000, there in percent.

    Raises ValueError when an argument is not [N, 2] numbers from 1e-30 to 1e30 and when
    there is no box or no anchor.
    """
    wh = check_sizes(wh, "wh", least=1)
    anchors = check_sizes(anchors, "anchors", least=1)
    _, iou = assign(columns_of(wh), anchors, "iou")
    return float(iou.mean())


def columns_of(wh):
    return np.ascontiguousarray(wh.T)  # [2, N]: each loop below runs along memory


def assign(columns, anchors, distance):
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
        for k, anchor in enumerate(anchors):
            measure(boxes, area, anchor, distance, close, spare)
            # A maximum takes a tenth of the time of an assignment where `closer`.
            np.greater(close, best, out=closer)
            np.multiply(closer, labels.dtype.type(k), out=index)
            np.maximum(label, index, out=label)
            np.maximum(best, close, out=best)
    return labels, closeness


def measure(boxes, area, anchor, distance, close, spare):
    """Write into `close` how close boxes [2, ...] of that `area` [...] are to `anchor`.

    `anchor` is a width and a height, numbers or arrays that fit; `spare` is room.
    """
    width, height = anchor
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


def check_sizes(wh, name, least=0):
    """`wh` as floats [N, 2]."""
    wh = as_array(wh, name)
    if wh.ndim != 2 or wh.shape[1] != 2 or len(wh) < least:
        rows = f" with at least {least} row" if least else ""
        raise ValueError(
            f"`{name}` must be widths and heights, [N, 2]{rows}. "
            f"Received: {name}.shape={wh.shape}"
        )
    if wh.dtype.kind not in "uif":
        raise ValueError(f"`{name}` must be numbers. Received: {name}={brief(wh)}")
    with np.errstate(over="ignore", under="ignore"):  # of long doubles
        sizes = wh.astype(float)
    right = (sizes >= _LEAST) & (sizes <= _MOST)
    if not right.all():
        row = np.argmin(right.all(axis=1))
        raise ValueError(
            f"`{name}` must be positive and finite, from {_LEAST} to {_MOST}. "
            f"Received: {wh[row].tolist()} in row {row}"
        )
    return sizes
