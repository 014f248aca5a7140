"""What counts as right: plain values compared within a tolerance."""

import math
from dataclasses import dataclass
from numbers import Rational

import numpy as np

RELATIVE_TOLERANCE = 1e-5  # so that float32 answers pass
ABSOLUTE_TOLERANCE = 1e-9
MOST = 10_000_000  # entries of an array or range that are looked at
DEEPEST = 50  # lists within lists


@dataclass(frozen=True)
class Opaque:
    """What is compared with nothing, and how a sentence calls it."""

    kind: str


@dataclass(frozen=True)
class Difference:
    """Where a result differs from what is expected."""

    path: tuple  # of indices into the result
    kind: str  # "type", "length" or "value"
    size: float  # in units of the tolerance


def same(result, expected):
    """Whether a result counts as right: `distance` within the tolerance."""
    return distance(result, expected) <= 1


def distance(result, expected):
    """How far a result is from what is expected, in units of the tolerance.

    Lists, tuples, ranges and arrays are interchangeable. Whole numbers and strings are
    equal (0) or not (inf); floats have a relative tolerance of 1e-5 of themselves plus
    1e-5 of the largest expected one. NaN equals NaN.
    """
    return max((d.size for d in differences(result, expected)), default=0.0)


def differences(result, expected):
    """The entries that are not equal, as a list of Difference."""
    result, expected = plain(result), plain(expected)
    finite = [
        abs(x) for x in leaves(expected) if isinstance(x, float) and math.isfinite(x)
    ]
    atol = max(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * max(finite, default=0.0))
    return list(_walk(result, expected, atol, ()))


def plain(value, depth=0):
    """Arrays, tensors, tuples and ranges as nested lists of Python's own scalars.

    Fractions become numbers. What is endless or too large becomes Opaque; anything else
    stays as it is.
    """
    if isinstance(value, range) and value and value[-1] - value[0] > MOST * value.step:
        return Opaque(f"a range of more than {MOST} numbers")
    if isinstance(value, list | tuple | range):
        if depth == DEEPEST:
            return Opaque(f"a list more than {DEEPEST} lists deep, or inside itself")
        entries = [plain(entry, depth + 1) for entry in value]
        deep = next((e for e in entries if isinstance(e, Opaque)), None)
        return entries if deep is None else deep
    if hasattr(value, "__array__"):
        return _plain_array(value, depth)
    if isinstance(value, Rational) and not isinstance(value, int):  # a Fraction
        return int(value) if value.denominator == 1 else float(value)
    return value


def _plain_array(value, depth):
    try:
        array = np.asarray(value)
        if array.size > MOST:
            return Opaque(f"an array of shape {array.shape}")
        entries = array.tolist()
    except Exception:  # a tensor without values, or on a device of its own
        return Opaque(f"a {type(value).__name__} that NumPy cannot read")
    return plain(entries, depth) if array.dtype == object else entries


def is_number(value):
    """Whether a plain value is a number; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def leaves(value):
    """Yield what stands in the nested lists of a plain value."""
    if isinstance(value, list):
        for entry in value:
            yield from leaves(entry)
    else:
        yield value


def shape(value):
    """The shape of nested lists, () when they are not rectangular."""
    try:
        return np.shape(value)
    except ValueError:
        return ()


def _walk(result, expected, atol, path):
    if isinstance(expected, list) and isinstance(result, list):
        if len(result) != len(expected):
            yield Difference(path, "length", math.inf)
        else:
            for index, (r, e) in enumerate(zip(result, expected, strict=True)):
                yield from _walk(r, e, atol, (*path, index))
    elif is_number(expected) and is_number(result):
        size = _number_distance(result, expected, atol)
        if size > 0:
            yield Difference(path, "value", size)
    elif type(result) is not type(expected):
        yield Difference(path, "type", math.inf)
    elif result != expected:
        yield Difference(path, "value", math.inf)


def _number_distance(result, expected, atol):
    # np.allclose(100353, 100352) is True: whole numbers need their own rule.
    both_nan = result != result and expected != expected
    if result == expected or both_nan:
        return 0.0
    try:
        gap = abs(float(result) - expected)
    except OverflowError:  # a whole number beyond all floats
        return math.inf
    if isinstance(expected, int) or not math.isfinite(gap):
        return math.inf
    return gap / (atol + RELATIVE_TOLERANCE * abs(expected))
