"""Changes of what is expected that wrong results are compared with.

Each is a pair: the words that state it, and a function of an expected result as nested
lists that returns the changed one; None, or a TypeError, ValueError or ArithmeticError
where there is none. IT stands for "the result" or "every entry".
"""

import math
from itertools import pairwise

from course_utils.checks.compare import is_number, leaves


def each(change):
    """`change` of every number of a nested list."""

    def changed(value):
        if isinstance(value, list):
            return [changed(entry) for entry in value]
        if not is_number(value):
            raise TypeError
        return change(value)

    return changed


def _flipped(value):
    if isinstance(value, list):
        return [_flipped(entry) for entry in value]
    return (not value) if isinstance(value, bool) else None


# Lists -------------------------------------------------------------------------------


def _transposed(value):
    if not value or not all(isinstance(row, list) for row in value):
        return None
    return [list(column) for column in zip(*value, strict=True)]


def _list(change, fewest=2):
    """`change` of lists of at least `fewest` entries."""

    def changed(value):
        if not isinstance(value, list) or len(value) < fewest:
            return None
        return change(value)

    return changed


def _swapped_pairs(value):
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        return None
    return [pair[::-1] for pair in value]


def _rows(change):
    """`change` of every row of a list of at least two lists or more."""

    def changed(value):
        if not value or not all(
            isinstance(row, list) and len(row) > 2 for row in value
        ):
            return None
        return [change(row) for row in value]

    return changed


def _running(value):
    total, sums = 0, []
    for entry in value:
        total += entry
        sums.append(total)
    return sums


def _steps(value):
    return [value[0], *(after - before for before, after in pairwise(value))]


def _flat(value):
    if not any(isinstance(entry, list) for entry in value):
        return None
    return list(leaves(value))


ORDERS = [
    ("the two entries are swapped", lambda v: v[::-1] if len(v) == 2 else None),
    ("the entries are in reverse order", _list(lambda v: v[::-1], 3)),
    ("the entries are sorted, from low to high", _list(sorted, 3)),
    (
        "the entries are sorted, from high to low",
        _list(lambda v: sorted(v, reverse=True), 3),
    ),
    ("the first entry stands at the end", _list(lambda v: v[1:] + v[:1], 3)),
    ("the last entry stands at the front", _list(lambda v: v[-1:] + v[:-1], 3)),
]
# The first contains the second where both fit.
CUT = "the numbers are cut to whole ones"
DOWN = "the numbers are rounded down to whole ones"
NEGATIVE = "IT is the negative of what is expected"
NO_SIGNS = "the signs are lost"
CONTAINED = [(CUT, DOWN), (NEGATIVE, NO_SIGNS)]
WHOLE = [
    (CUT, each(int)),
    ("the numbers are rounded to whole ones", each(round)),
    ("the numbers are rounded up to whole ones", each(math.ceil)),
    (DOWN, each(math.floor)),
]
OTHER_ORDER = "the entries are those expected, but in another order"
FAMILIES = [  # where two or more of them fit, the first words still hold
    (OTHER_ORDER, ORDERS),
    ("whole numbers stand for those expected", WHOLE),
]
TOO_MANY = [  # with result and expected result exchanged
    ("there is one entry too many, the first", _list(lambda v: v[1:], 1)),
    ("there is one entry too many, the last", _list(lambda v: v[:-1], 1)),
]
CHANGES = [
    ("rows and columns are swapped", _list(_transposed, 1)),
    ("the two numbers of each entry are swapped", _list(_swapped_pairs, 1)),
    ("every row is in reverse order", _rows(lambda row: row[::-1])),
    ("the first entry is missing", _list(lambda v: v[1:], 1)),
    ("the last entry is missing", _list(lambda v: v[:-1], 1)),
    ("the first and the last entry are missing", _list(lambda v: v[1:-1], 2)),
    ("every entry is the sum of all up to it", _list(_running)),
    ("every entry is the difference to the one before", _list(_steps)),
    ("the entries are right, but in one flat list", _list(_flat, 1)),
    ("what is expected stands in a list of its own", lambda v: [v]),
    (
        "what is expected in a list stands there without it",
        lambda v: v[0] if isinstance(v, list) and len(v) == 1 else None,
    ),
    ("IT is 1 minus what is expected", each(lambda x: 1 - x)),
    ("IT is the square of what is expected", each(lambda x: x * x)),
    ("IT is the square root of what is expected", each(math.sqrt)),
    ("IT is 1 divided by what is expected", each(lambda x: 1 / x)),
    (NO_SIGNS, each(abs)),
    ("True and False are exchanged", _flipped),
]
