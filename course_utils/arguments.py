"""What several modules ask of their arguments."""

import reprlib
from numbers import Integral

import numpy as np

_BRIEF = reprlib.Repr()
_BRIEF.maxstring = _BRIEF.maxother = 100


def is_integer(value, least):
    """Whether `value` is an integer (True and False are none) from `least` on."""
    is_number = isinstance(value, Integral) and not isinstance(value, bool)
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
                f"Received: {name}={value!r}"
            )
    return tuple(map(int, arguments.values()))


def as_array(values, name):
    """`values` as an array, whatever its type and shape.

    Raises ValueError that names the argument when its rows differ in length.
    """
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(
            f"`{name}` must have rows of equal length. "
            f"Received: {name}={_BRIEF.repr(values)}"
        ) from None
