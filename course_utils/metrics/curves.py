"""One ranked list: precision and recall after each detection, average precision."""

import numpy as np

from course_utils.arguments import (
    as_array,
    as_flags,
    as_numbers,
    brief,
    check_choice,
    is_integer,
)

_MOST = 2**53  # objects: floats count no further


def precision_recall(scores, is_true_positive, n_positive):
    """Precision and recall after each detection of a ranked list: two arrays [N].

    `scores` [N] rank the list, the highest first and of equal ones the first;
    `is_true_positive` [N] says which detections are right; `n_positive` objects were
    to be found. Precision is the share of the detections so far that are right, recall
    the share of the objects found so far.

    >>> precision, recall = precision_recall([0.7, 0.9, 0.8], [1, 1, 0], 4)
    >>> precision.round(2).tolist(), recall.tolist()
    ([1.0, 0.5, 0.67], [0.25, 0.25, 0.5])

    Raises ValueError when `scores` are not [N] finite numbers, `is_true_positive` not
    as many zeros and ones, or `n_positive` no integer from 1 to 2**53, or less than the
    hits.
    """
    if as_array(scores, "scores").ndim != 1:
        raise ValueError(
            "`scores` must be finite numbers, [N]. "
            f"Received: scores.shape={np.shape(scores)}"
        )
    scores = as_numbers(scores, "scores").astype(float)
    hits = as_flags(is_true_positive, "is_true_positive", len(scores), "score")
    if not is_integer(n_positive, max(1, hits.sum())) or n_positive > _MOST:
        raise ValueError(
            "`n_positive` must be an integer from 1 on, and at least the number of "
            f"true positives, {hits.sum()}, and at most 2**53. "
            f"Received: n_positive={brief(n_positive)}"
        )
    found = np.cumsum(hits[np.argsort(-scores, kind="stable")])
    return found / np.arange(1, len(found) + 1), found / int(n_positive)


def average_precision(precision, recall, method="all-point"):
    """Average precision of a curve, both axes [N] in rising order of recall: a float.

    The precision that counts at a recall is the best one at this recall or a higher
    one (the envelope), and 0 beyond the last. "11-point" is its mean at the recalls
    0, 0.1, ..., 1 (VOC 2007), "101-point" at 0, 0.01, ..., 1 (COCO), and "all-point"
    the area below it (VOC 2010 on). The recalls are i / 10 and i / 100: with the sums
    of `np.arange` or `np.linspace`, 3 found of 10 do not reach a recall of 0.3. For
    `recall` in float32 or float16 they are rounded as it is, which float64 is not.

    >>> round(average_precision([1, 0.5, 2 / 3], [0.5, 0.5, 1], "11-point"), 5)
    0.84848

    Source: Everingham et al., "The PASCAL Visual Object Classes (VOC) Challenge"
    (2010), section 4.2; https://cocodataset.org/#detection-eval.

    Raises ValueError when `precision` and `recall` are not both [N] numbers from 0 to
    1, when recall falls, and when `method` is unknown.
    """
    check_choice("method", method, ("11-point", "all-point", "101-point"))
    # A share in few bits is compared with shares in as many.
    given = as_array(recall, "recall").dtype
    bits = given if given.kind == "f" and given.itemsize < 8 else np.float64
    precision, recall = _shares(precision, "precision"), _shares(recall, "recall")
    if len(precision) != len(recall) or (np.diff(recall) < 0).any():
        raise ValueError(
            "`recall` must be as long as `precision` and never fall. "
            f"Received: {len(precision)} precisions, recall={brief(recall)}"
        )
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    if method == "all-point":
        return float(np.sum(np.diff(recall, prepend=0) * envelope))
    steps = 10 if method == "11-point" else 100
    place = np.searchsorted(recall, (np.arange(steps + 1) / steps).astype(bits))
    return float(np.append(envelope, 0)[place].mean())


def _shares(values, name):
    """`values` [N] as float64, in which they are compared and added up."""
    if as_array(values, name).ndim != 1:
        raise ValueError(
            f"`{name}` must be numbers from 0 to 1, [N]. "
            f"Received: {name}.shape={np.shape(values)}"
        )
    shares = as_numbers(values, name).astype(float)
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError(
            f"`{name}` must be numbers from 0 to 1, [N]. "
            f"Received: {name}={brief(values)}"
        )
    return shares
