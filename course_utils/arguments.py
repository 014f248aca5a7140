"""What several modules ask of their arguments."""

import math
import reprlib
from numbers import Integral, Real

import numpy as np

_BRIEF = reprlib.Repr()
_BRIEF.maxlevel, _BRIEF.maxlist, _BRIEF.maxtuple, _BRIEF.maxdict = 2, 8, 8, 8
_BRIEF.maxstring = _BRIEF.maxother = _BRIEF.maxlong = 100
LARGEST = 1e18  # of a coordinate: products of two stay finite, in float32 too
NO_NUMBERS = (bool, np.timedelta64)  # though they are subclasses of integers


def brief(value):
    """`value` as messages show it: cut where it is long or deep, never rounded."""
    if isinstance(value, np.ndarray) and 0 < value.size <= _BRIEF.maxlist:
        value = value.tolist()  # an array's own text has eight digits
    try:
        return _BRIEF.repr(value)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return f"a {type(value).__name__} with a number of more than 4300 digits"


def is_integer(value, least):
    """Whether `value` is an integer (True and False are none) from `least` on."""
    is_number = isinstance(value, Integral) and not isinstance(value, NO_NUMBERS)
    return is_number and value >= least


def check_integers(least, /, **arguments):
    """The arguments, in their order, as a tuple of Python integers.

    Those of NumPy would wrap around: `np.uint8(200) + 100` is 44.

    Raises ValueError that names the first one that is no integer from `least` on.
    """
    for name, value in arguments.items():
        if not is_integer(value, least):
            raise ValueError(
                f"`{name}` must be an integer from {least} on. "
                f"Received: {name}={brief(value)}"
            )
    return tuple(map(int, arguments.values()))


def as_float(value):
    """A number as Python's float; what is none, as True and False, becomes NaN.

    So a threshold is compared in float64, whatever its type. NumPy would compare
    float32 with 0.3 in float32, but with `np.float64(0.3)` in float64.
    """
    if not isinstance(value, Real) or isinstance(value, NO_NUMBERS):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def check_choice(name, value, choices):
    """Raises ValueError when `value` is none of those texts."""
    if not isinstance(value, str) or value not in choices:
        *first, last = map(repr, choices)
        raise ValueError(
            f"`{name}` must be {', '.join(first)} or {last}. "
            f"Received: {name}={brief(value)}"
        )


def as_array(values, name):
    """`values` as an array, whatever its type and shape.

    Raises ValueError that names the argument when its rows differ in length.
    """
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(
            f"`{name}` must have rows of equal length. Received: {name}={brief(values)}"
        ) from None


def as_flags(values, name, count, of):
    """Flags, one of each `of`, as booleans [count]: they may be 0 and 1 too.

    Raises ValueError with that name for all else; `bool("0")` would be true.
    """
    flags = as_array(values, name)
    good = flags.shape == (count,) and (flags.dtype.kind in "buif" or count == 0)
    if not good or not ((flags == 0) | (flags == 1)).all():
        raise ValueError(
            f"`{name}` must be {count} flags, one per {of}: 0 or 1, or True or False. "
            f"Received: {name}={brief(values)}"
        )
    return flags.astype(bool)


def as_numbers(values, name):
    """`values` as an array of integers or floats, of any shape.

    Raises ValueError with that name when they are not finite numbers, also as float64.
    """
    array = as_array(values, name)
    if array.dtype.kind not in "uif" or not _are_finite(array):
        raise ValueError(
            f"`{name}` must be finite numbers. Received: {name}={brief(values)}"
        )
    return array


def _are_finite(array):
    return bool(np.isfinite(_as_float64(array)).all())


def _as_float64(array):
    with np.errstate(over="ignore"):  # of more than 64 bits
        return array.astype(float)


def per_axis(value, name, least=-LARGEST, counts=("one", "two")):
    """One number for both axes, or two, as two floats greater than `least`.

    Raises ValueError with that name for all else; `counts` says which are taken.
    """
    pair = as_array(value, name)
    shapes = [{"one": (), "two": (2,)}[count] for count in counts]
    good = pair.shape in shapes and pair.dtype.kind in "uif"
    pair = np.broadcast_to(_as_float64(pair) if good else np.nan, 2)
    if not ((pair > least) & (pair < LARGEST)).all():
        kind = "positive numbers" if least == 0 else "numbers"
        raise ValueError(
            f"`{name}` must be {' or '.join(counts)} {kind}, that of rows first. "
            f"Received: {name}={brief(value)}"
        )
    return pair.tolist()
