"""Values as annotation files hold them: checked by columns, and shown in messages."""

import reprlib
from itertools import chain
from pathlib import Path

import numpy as np

LARGEST = 2**31 - 1  # pixels along the side of a picture, so that no area overflows
INTEGERS = (int, np.integer)
NUMBERS = (int, float, np.integer, np.floating)
_NO_NUMBERS = (bool, np.timedelta64)  # though they are subclasses of integers

SIDE = f"an integer from 1 to {LARGEST}"
TEXT = "a text that is not empty"
BOX = "four finite numbers [x, y, width, height], width and height"

_REPR = reprlib.Repr()
_REPR.maxlevel, _REPR.maxlist, _REPR.maxtuple, _REPR.maxdict = 2, 8, 8, 8
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 100


def brief(value):
    """`value` as messages show it: cut where it is long or deep."""
    try:
        return _REPR.repr(value)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return f"a {type(value).__name__} with a number of more than 4300 digits"


def as_path(value, name):
    try:
        return Path(value)
    except TypeError:
        raise ValueError(f"`{name}` must be a path. Received: {brief(value)}") from None


def class_names(names):
    good = isinstance(names, list | tuple) and as_texts(names) is not None
    if not good or len(set(names)) < len(names):
        raise ValueError(
            "`names` must be a list of class names, each given once. "
            f"Received: names={brief(names)}"
        )
    return list(names)


# What reads a column: each takes a list of values and returns None if one is wrong.


def as_integers(values):
    return values if are(values, INTEGERS) else None


def as_sides(values):
    if not are(values, INTEGERS) or any(not 1 <= v <= LARGEST for v in values):
        return None
    return np.array(values, dtype=float)


def as_texts(values):
    return values if are(values, str) and all(map(str.strip, values)) else None


def as_flags(values):
    if not are(values, INTEGERS) or not set(values) <= {0, 1}:
        return None
    return np.array(values, dtype=bool)


def as_numbers(values):
    if not are(values, NUMBERS):
        return None
    try:
        with np.errstate(over="ignore"):  # a longdouble becomes infinite
            array = np.fromiter(values, float, len(values))
    except OverflowError:  # an int beyond the largest float
        return None
    return array if np.isfinite(array).all() else None


def as_areas(values):
    array = as_numbers(values)
    return None if array is None or (array < 0).any() else array


def as_boxes(values):
    if not are(values, (list, tuple, np.ndarray)):
        return None
    try:
        if not set(map(len, values)) <= {4}:
            return None
    except TypeError:  # an array without axes
        return None
    array = as_numbers(list(chain.from_iterable(values)))
    if array is None:
        return None
    array = array.reshape(-1, 4)
    return None if (array[:, 2:] < 0).any() else array


def as_filled_boxes(values):
    array = as_boxes(values)
    return None if array is None or (array[:, 2:] == 0).any() else array


def are(values, kinds):
    """Whether all are of one of those types."""
    types = set(map(type, values))
    return all(issubclass(t, kinds) and not issubclass(t, _NO_NUMBERS) for t in types)
