"""Which of many results differ clearly, all pairs at once.

`course_utils.checks.distance` is the rule; here it is worked out in arrays, because a
release compares every two answers on thousands of cases.
"""

from typing import NamedTuple

import numpy as np

from course_utils.checks import Raised, distance
from course_utils.checks.compare import ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE

EXACT = 2**53  # whole numbers beyond this are not all floats


class _Flat(NamedTuple):
    """A result as its structure in text, and its numbers in order."""

    structure: str
    numbers: np.ndarray  # [n], float64
    whole: np.ndarray  # [n], bool


def differ(results, margin):
    """Return [n, n]: whether two results differ by more than `margin` tolerances.

    They do when each is that far from the other, whichever is expected.
    """
    flat = [_flatten(result) for result in results]
    alike = {}
    for number, one in enumerate(flat):
        alike.setdefault(one.structure if one else None, []).append(number)
    apart = np.ones((len(results), len(results)), bool)
    for structure, group in alike.items():
        if structure is not None:
            sizes = _distances([flat[number] for number in group])
            apart[np.ix_(group, group)] = np.minimum(sizes, sizes.T) > margin
    for number in alike.get(None, []):
        for other, result in enumerate(results):
            sizes = distance(result, results[number]), distance(results[number], result)
            apart[number, other] = apart[other, number] = min(sizes) > margin
    return apart


def _distances(flat):
    """[m, m]: `distance` of the row's result where the column's is expected."""
    values = np.array([one.numbers for one in flat])  # [m, n]
    whole = np.array([one.whole for one in flat])
    if not values.size:
        return np.zeros((len(flat), len(flat)))
    with np.errstate(invalid="ignore"):
        finite = np.where(np.isfinite(values) & ~whole, np.abs(values), 0)
        tolerance = np.maximum(
            ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * finite.max(1, keepdims=True)
        )
        tolerance = tolerance + RELATIVE_TOLERANCE * np.abs(values)
        gaps = np.abs(values[:, None] - values)  # [m, m, n]
        sizes = np.where(whole | ~np.isfinite(gaps), np.inf, gaps / tolerance)
    nan = np.isnan(values)
    equal = (values[:, None] == values) | (nan[:, None] & nan)
    return np.where(equal, 0, sizes).max(2)


def _flatten(result):
    """The result as _Flat, or None when arrays cannot hold it exactly."""
    if isinstance(result, np.ndarray) and result.dtype.kind in "iuf":
        structure = "n"
        for length in reversed(result.shape):
            structure = f"[{structure * length}]"
        numbers = result.ravel()
        whole = np.full(numbers.size, result.dtype.kind != "f")
    else:
        parts, numbers, whole = [], [], []
        _collect(result, parts, numbers, whole)
        structure = "".join(parts)
        whole = np.array(whole, bool)
        if any(isinstance(n, int) and abs(n) > EXACT for n in numbers):
            return None
    numbers = np.asarray(numbers, np.float64)
    if whole.any() and np.abs(numbers[whole]).max() > EXACT:
        return None
    return _Flat(structure, numbers, whole)


def _collect(value, parts, numbers, whole):
    if hasattr(value, "__array__"):
        value = np.asarray(value).tolist()
    if isinstance(value, list | tuple | range):
        parts.append("[")
        for entry in value:
            _collect(entry, parts, numbers, whole)
        parts.append("]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        parts.append("n")
        numbers.append(value)
        whole.append(isinstance(value, int))
    elif isinstance(value, Raised):
        parts.append(f"<raised {value.name}>")
    else:
        parts.append(f"<{type(value).__name__} {value!r}>")
