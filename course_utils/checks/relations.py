"""What one and the same relation says about all results that are wrong.

A relation is stated only when it gives every result exactly, from at least two failing
cases with different values, and when no other one fits as well. It says what the
results have to do with what is expected, not why. Of whole numbers that stand for
others there have to be two different ones.
"""

import math
from fractions import Fraction

from course_utils.checks.changes import (
    CHANGES,
    CONTAINED,
    FAMILIES,
    OTHER_ORDER,
    TOO_MANY,
    WHOLE,
    each,
)
from course_utils.checks.compare import is_number, leaves, plain, same

FEWEST = 2  # different expected results; a factor that fits by chance needs more
FEWEST_FOR_ANY = 3  # different numbers for a factor or an offset of any size
PARTS = "first", "second", "third", "fourth"  # of a tuple, looked at one by one


def relation(pairs):
    """Return a sentence on all `pairs` (result, expected), or None.

    The results are those of the failing cases.
    """
    pairs = [(plain(result), plain(expected)) for result, expected in pairs]
    count = "both" if len(pairs) == 2 else f"all {len(pairs)}"
    fitting = _fitting(pairs)
    if fitting:
        return (
            f"In {count} cases that fail, {fitting[0]}." if len(fitting) == 1 else None
        )
    told = _parts(pairs)
    return f"In {count} cases that fail: {told}." if told else None


def _fitting(pairs):
    """All that holds between result and expected result of every pair."""
    if len({repr(expected) for _, expected in pairs}) < FEWEST:
        return []
    found = [words for words, change in CHANGES if _explains(change, pairs)]
    reverse = [(expected, result) for result, expected in pairs]
    found += [words for words, change in TOO_MANY if _explains(change, reverse)]
    found += filter(None, (_factor(pairs), _offset(pairs), _complement(pairs)))
    for general, family in FAMILIES:
        special = [words for words, change in family if _explains(change, pairs)]
        if family is WHOLE and not _has_two_results(pairs):
            special = []
        special = _without_contained(special)
        found += special if len(special) < 2 else [general]
    if not found and _has_other_order(pairs):
        found.append(OTHER_ORDER)
    if not found and _has_other_shape(pairs):
        found.append("the entries are those expected, but in another shape")
    lists = any(isinstance(expected, list) for _, expected in pairs)
    subject = "every entry" if lists else "the result"
    return [words.replace("IT", subject) for words in _without_contained(found)]


def _without_contained(found):
    contained = {less for more, less in CONTAINED if more in found}
    return [words for words in found if words not in contained]


def _explains(change, pairs):
    """Whether `change` of what is expected gives the result, in every pair."""
    for result, expected in pairs:
        try:
            changed = change(expected)
        except (TypeError, ValueError, ArithmeticError):
            return False
        if changed is None or not same(result, changed):
            return False
    return True


def _has_two_results(pairs):
    """Whether two different numbers at least stand where others are expected.

    Where a single one does, such as 0 or 1, it may come from many a mistake.
    """
    wrong = {r for r, e in _numbers(pairs) if not same(r, e)}
    return len(wrong) >= FEWEST


def _has_other_order(pairs):
    def in_order(value):
        return sorted(value) if isinstance(value, list) and len(value) > 1 else None

    if not all(isinstance(result, list) for result, _ in pairs):
        return False
    try:
        ordered = [(in_order(result), expected) for result, expected in pairs]
    except TypeError:
        return False
    return _explains(in_order, ordered)


def _has_other_shape(pairs):
    lists = [(list(leaves(r)), list(leaves(e))) for r, e in pairs]
    return all(len(e) > 1 and same(r, e) for r, e in lists)


def _parts(pairs):
    """The same for a tuple's parts, one by one: those that are right and the others."""
    count = len(pairs[0][1]) if isinstance(pairs[0][1], list) else 0
    whole = all(
        isinstance(part, list) and len(part) == count for pair in pairs for part in pair
    )
    if not (whole and 2 <= count <= len(PARTS)):
        return None
    told = []
    for index, name in zip(range(count), PARTS, strict=False):
        wrong = [(r[index], e[index]) for r, e in pairs if not same(r[index], e[index])]
        fitting = _fitting(wrong) if wrong else [f"the {name} part is right"]
        if len(fitting) != 1:
            return None
        says = fitting[0]
        if "the result" in says:
            says = says.replace("the result", f"the {name} part")
        elif wrong:
            says = f"in the {name} part {says}"
        if wrong and len(wrong) < len(pairs):
            says += f", where it is wrong ({len(wrong)} of them)"
        told.append(says)
    return "; ".join(told)


# Numbers -----------------------------------------------------------------------------


def _numbers(pairs):
    """The pairs of single numbers; none where places differ or are no numbers."""
    found = []
    for result, expected in pairs:
        if _form(result) != _form(expected):
            return []
        found += zip(leaves(result), leaves(expected), strict=True)
    fit = all(
        is_number(x) and abs(x) < 1e300
        for pair in found
        for x in pair  # no NaN, too
    )
    return found if fit else []


def _form(value):
    return list(map(_form, value)) if isinstance(value, list) else None


def _constant(pairs, least):
    """The pair with the largest expected number, where there are `least` numbers."""
    numbers = [(r, e) for r, e in _numbers(pairs) if r and e]
    if len({f"{e:.7g}" for _, e in numbers}) < least:
        return None
    return max(numbers, key=lambda pair: abs(pair[1]))


def _factor(pairs):
    pair = _constant(pairs, FEWEST)
    if pair is None:
        return None
    result, expected = pair
    whole = isinstance(result, int) and isinstance(expected, int)
    if not whole and not math.isfinite(result / expected):
        return None
    factor = Fraction(result, expected) if whole else result / expected
    near = Fraction(factor).limit_denominator(1000)
    if math.isclose(near, factor, rel_tol=1e-5) and 1 in (
        abs(near.numerator),
        near.denominator,
    ):
        factor = near if whole else float(near)
    else:
        near = None
    if not _explains(each(lambda x: factor * x), pairs):
        return None
    if near is None and _constant(pairs, FEWEST_FOR_ANY) is None:
        return None
    return f"IT is {_times(near, factor)} what is expected"


def _times(near, factor):
    if near is None:
        return f"{float(factor):.7g} times"
    named = {2: "twice", Fraction(1, 2): "half", -1: "the negative of"}
    if near in named:
        return named[near]
    return f"{near} of" if abs(near) < 1 else f"{near} times"


def _offset(pairs):
    numbers = _numbers(pairs)
    if not numbers:
        return None
    result, expected = max(numbers, key=lambda pair: abs(pair[1]))
    offset = result - expected
    if math.isclose(offset, round(offset), rel_tol=1e-5):
        offset = round(offset)
    least = FEWEST if abs(offset) == 1 else FEWEST_FOR_ANY
    if len({f"{e:.7g}" for _, e in numbers}) < least or not offset:
        return None
    if not _explains(each(lambda x: x + offset), pairs):
        return None
    side = "more" if offset > 0 else "less"
    return f"IT is {abs(offset):.7g} {side} than expected"


def _complement(pairs):
    """Whether the results are the other whole numbers of 0, 1, 2 ..."""
    for result, expected in pairs:
        if not (isinstance(result, list) and isinstance(expected, list)):
            return None
        both = result + expected
        if not all(map(is_number, both)) or not (result and expected):
            return None
        if sorted(both) != list(range(len(both))):
            return None
    return "the entries are exactly the numbers from 0 on that are not expected"
