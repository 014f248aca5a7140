"""Values as annotation files hold them: checked by columns."""

import math
from itertools import chain
from pathlib import Path

import numpy as np

from course_utils.arguments import NO_NUMBERS, brief

LARGEST = 2**31 - 1  # pixels along the side of an image, so that no area overflows
OVERHANG = 1  # pixels by which a box may leave its image, since tools round
INTEGERS = (int, np.integer)
NUMBERS = (int, float, np.integer, np.floating)
_ROWS = 10_000  # boxes at a time, so that a list of their numbers stays short

SIDE = f"an integer from 1 to {LARGEST}"
TEXT = "a text that is not empty"
BOX = "four finite numbers [x, y, width, height], width and height from 0 on"


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


def number_in(text):
    """The finite number that a text holds, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    # Python reads 1_000, too.
    return value if math.isfinite(value) and "_" not in text else None


def leaves(start, extent, size):
    """Whether boxes leave their images along an axis: pixels, numbers or arrays.

    A pixel beyond the image is forgiven. This is the rule for all formats.
    """
    # The sum of start and extent might overflow; this cannot.
    return (start < -OVERHANG) | (extent > size + OVERHANG - start)


def inside(width, height):
    """The rule of `leaves` in words."""
    return (
        f"must lie in the image of {width:.0f}x{height:.0f} pixels, or leave it by "
        f"{OVERHANG} pixel at most"
    )


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
    array = np.empty((len(values), 4))
    for start in range(0, len(values), _ROWS):
        rows = values[start : start + _ROWS]
        numbers = as_numbers(list(chain.from_iterable(rows)))
        if numbers is None:
            return None
        array[start : start + _ROWS] = numbers.reshape(-1, 4)
    return None if (array[:, 2:] < 0).any() else array


def are(values, kinds):
    """Whether all are of one of those types."""
    types = set(map(type, values))
    return all(issubclass(t, kinds) and not issubclass(t, NO_NUMBERS) for t in types)
