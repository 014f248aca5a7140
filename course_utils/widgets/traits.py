"""The traits of explorers: checked, told to the browser, and heard from it.

Each takes what is like its values, such as an array, and keeps it as JSON has it.
"""

import numpy as np
from traitlets import TraitError, TraitType

from course_utils.arguments import brief

# What is sent to the browser and back. Without the echo that ipywidgets sends of what
# the browser said: it would undo what the hand has moved since then.
SYNCED = {"sync": True, "echo_update": False}


class InvalidTrait(TraitError, ValueError):
    """A trait got a value it cannot take.

    A TraitError, so that traitlets takes back all values that came in one message; a
    ValueError, as everywhere in the package.
    """


class _Synced(TraitType):
    def __init__(self, default, **options):
        super().__init__(default, **options)
        self.tag(**SYNCED)

    def refuse(self, right, value):
        raise InvalidTrait(
            f"`{self.name}` must be {right}. Received: {self.name}={brief(value)}"
        )


class Choice(_Synced):
    """One of some texts."""

    def __init__(self, values, default):
        super().__init__(default)
        self.values = values

    def validate(self, explorer, value):
        if not isinstance(value, str) or value not in self.values:
            self.refuse(" or ".join(map(repr, self.values)), value)
        return value


class Flag(_Synced):
    """True or False."""

    def validate(self, explorer, value):
        if not isinstance(value, (bool, np.bool_)):
            self.refuse("True or False", value)
        return bool(value)


class Numbers(_Synced):
    """Numbers from `low` to `high`, `whole` or not, as nested lists of a `shape`.

    The shape has for each axis its length, or the fewest and the most; () is a number
    by itself. It may be a function of the explorer. Without limits any finite number
    will do.
    """

    def __init__(self, default, shape=(), low=None, high=None, whole=False):
        super().__init__(default)
        self.shape, self.whole = shape, whole
        self.low = -np.inf if low is None else low
        self.high = np.inf if high is None else high

    def validate(self, explorer, value):
        shape = self.shape(explorer) if callable(self.shape) else self.shape
        try:
            array = np.asarray(value)
        except ValueError:  # rows of unequal length
            array = np.array(None)
        if not self._takes(array, shape):
            self.refuse(self._right(shape), value)
        return (array.astype(int) if self.whole else array + 0).tolist()

    @property
    def limits(self):
        """What an <input> in the browser may take."""
        ends = {"min": self.low, "max": self.high}
        return {name: end for name, end in ends.items() if np.isfinite(end)}

    def _takes(self, array, shape):
        fits = array.ndim == len(shape) and all(
            fewest <= length <= most
            for length, (fewest, most) in zip(array.shape, _ranges(shape), strict=True)
        )
        # Of flags, as a matrix of them is one of 0 and 1, but not as a number.
        kinds = "buif" if len(shape) == 2 else "uif"
        if not fits or array.dtype.kind not in kinds:
            return False
        inside = (array >= self.low) & (array <= self.high) & np.isfinite(array)
        return bool(inside.all()) and not (self.whole and (array % 1).any())

    def _right(self, shape):
        kind = "whole number" if self.whole else "number"
        text = f"a {kind}" if not shape else f"{kind}s"
        if shape:
            lengths = [
                str(low) if low == high else f"{low} to {high}"
                for low, high in _ranges(shape)
            ]
            text += f" of shape [{', '.join(lengths)}]"
        limits = np.isfinite([self.low, self.high])
        if limits.all():
            return f"{text} from {self.low} to {self.high}"
        return f"{text} from {self.low} on" if limits[0] else text


def _ranges(shape):
    return [(axis, axis) if isinstance(axis, int) else axis for axis in shape]
