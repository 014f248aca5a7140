"""A relation that holds in all failing cases is stated, and nothing else is."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course_utils.checks.compare import same
from course_utils.checks.relations import relation

BOTH, ALL = "In both cases that fail", "In all 3 cases that fail"
HELD = [
    (lambda v: 2 * v, [3, 5], "the result is twice what is expected"),
    (lambda v: v / 2, [3, 5], "the result is half what is expected"),
    (lambda v: v // 3, [9, 12], "the result is 1/3 of what is expected"),
    (lambda v: 100 * v, [0.25, 0.5], "the result is 100 times what is expected"),
    (lambda v: v / 100, [0.25, 0.5], "the result is 1/100 of what is expected"),
    (lambda v: -v, [0.25, -0.5], "the result is the negative of what is expected"),
    (lambda v: v - 1, [3, 5], "the result is 1 less than expected"),
    (lambda v: 1 - v, [0.3, 0.6], "the result is 1 minus what is expected"),
    (lambda v: v * v, [3, 0.5], "the result is the square of what is expected"),
    (math.sqrt, [3, 0.5], "the result is the square root of what is expected"),
    (lambda v: 1 / v, [3, 0.5], "the result is 1 divided by what is expected"),
    (lambda v: not v, [True, False], "True and False are exchanged"),
    (lambda v: [v], [3, 5], "what is expected stands in a list of its own"),
    (lambda v: v[0], [[3], [5]], "what is expected in a list stands there without it"),
    (round, [0.6, 1.7], "whole numbers stand for those expected"),  # or up
    (round, [0.2, 1.7], "the numbers are rounded to whole ones"),
    (int, [0.2, 1.7], "the numbers are cut to whole ones"),
    (math.floor, [-0.2, 1.7], "the numbers are rounded down to whole ones"),
    (math.ceil, [0.2, 1.7], "the numbers are rounded up to whole ones"),
    (np.abs, [[1, -2.5], [-3, 4]], "the signs are lost"),
    (lambda v: v[::-1], [(1, 2), (7, 5)], "the two entries are swapped"),
    (lambda v: v[::-1], [[1, 3, 2], [4, 9, 7]], "the entries are in reverse order"),
    (sorted, [[1, 3, 2, 0], [4, 9, 7]], "the entries are sorted, from low to high"),
    (
        lambda v: sorted(v)[::-1],
        [[1, 3, 2, 0], [4, 9, 7]],
        "the entries are sorted, from high to low",
    ),
    (
        lambda v: v[::-1],  # sorted from high to low as well
        [[1, 2, 3], [4, 5, 7]],
        "the entries are those expected, but in another order",
    ),
    (
        lambda v: [v[1], v[0], *v[2:]],
        [[1, 2, 3, 4], [4, 5, 7, 2]],
        "the entries are those expected, but in another order",
    ),
    (np.roll, [[1, 3, 2, 0], [4, 9, 7]], "the last entry stands at the front"),
    (np.transpose, [[[1, 2, 3], [4, 5, 6]], [[1, 2]]], "rows and columns are swapped"),
    (
        np.fliplr,
        [[[1, 2], [4, 5], [5, 6]], [[7, 2]]],
        "the two numbers of each entry are swapped",
    ),
    (np.fliplr, [[[1, 2, 3], [4, 5, 6]], [[7, 2, 3]]], "every row is in reverse order"),
    (np.ravel, [[[1, 2, 3], [4, 5, 6]], [[7, 2], [1, 1]]], "one flat list"),
    (lambda v: v[1:], [[1, 3, 2], [4, 9]], "the first entry is missing"),
    (lambda v: v[:-1], [[1, 3, 2], [4, 9]], "the last entry is missing"),
    (lambda v: [*v, 0], [[1, 3, 2], [4]], "there is one entry too many, the last"),
    (lambda v: [0, *v], [[1, 3, 2], [4]], "there is one entry too many, the first"),
    (np.cumsum, [[1, 3, 2], [4, 9]], "every entry is the sum of all up to it"),
    (
        lambda v: np.diff(v, prepend=0),
        [[1, 3, 2], [4, 9]],
        "every entry is the difference to the one before",
    ),
    (
        lambda v: [n for n in range(6) if n not in v],
        [[0, 2], [1, 4, 5]],
        "exactly the numbers from 0 on that are not expected",
    ),
    (lambda v: [n + 1 for n in v], [[0, 2], [1]], "every entry is 1 more than exp"),
    (
        lambda v: (v[0], [2 * n for n in v[1]]),
        [([1, 2], [3, 4]), ([7, 2], [5, 9])],
        "the first part is right; in the second part every entry is twice what is ex",
    ),
    (
        lambda v: (v[0] - 1, v[1]),
        [(3, 2), (5, 2)],
        "the first part is 1 less than expected; the second part is right",
    ),
]


def roll(function):
    return (lambda v: np.roll(v, 1)) if function is np.roll else function


@pytest.mark.parametrize(("change", "expected", "words"), HELD)
def test_a_relation_that_holds_is_stated(change, expected, words):
    change = roll(change)
    told = relation([(change(value), value) for value in expected])
    assert told.startswith(BOTH)
    assert words in told
    assert told.endswith(".")


@pytest.mark.parametrize(("change", "expected", "words"), HELD)
def test_a_relation_of_one_case_is_not_stated(change, expected, words):
    change = roll(change)
    assert relation([(change(value), value) for value in expected[:1]]) is None
    assert relation([(change(value), value) for value in expected[:1] * 3]) is None


@pytest.mark.parametrize(("change", "expected", "words"), HELD)
def test_a_relation_that_fails_in_one_case_is_not_stated(change, expected, words):
    pairs = [(roll(change)(value), value) for value in expected]
    told = relation([*pairs, ("something else", expected[0])])
    assert told is None


def test_any_factor_or_offset_needs_three_numbers():
    assert relation([(4.5, 3), (7.5, 5)]) is None
    told = f"{ALL}, the result is 1.5 times what is expected."
    assert relation([(4.5, 3), (7.5, 5), (12, 8)]) == told
    assert relation([(10, 3), (12, 5)]) is None
    told = f"{ALL}, the result is 7 more than expected."
    assert relation([(10, 3), (12, 5), (15, 8)]) == told


def test_of_two_relations_that_fit_none_is_stated():
    assert relation([([0.7, 0.3], [0.3, 0.7]), ([0.6, 0.4], [0.4, 0.6])]) is None
    assert relation([([1, -1], [-1, 1]), ([2, -2], [-2, 2])]) is None


@pytest.mark.parametrize(
    "pairs",
    [
        [(None, 1), (None, 2)],
        [("a", "b"), ("c", "d")],
        [([], [1]), ([], [1, 2])],
        [(math.nan, 1.0), (math.nan, 2.0)],
        [(math.inf, 1.0), (math.inf, 2.0)],
        [(1e300, 1e-300), (2e300, 2e-300)],
        [(10**400, 1), (10**400, 2)],
        [([1, "a"], [2, 3]), ([[1]], [2, 4])],
        [({1}, [1]), ({2}, [2])],
    ],
)
def test_what_cannot_be_related_is_left_alone(pairs):
    assert relation(pairs) is None


@pytest.mark.parametrize("whole", [0, 1, 1.0])
def test_one_whole_number_alone_is_not_called_rounded(whole):
    expected = [abs(whole - part) for part in (0.3, 0.4, 0.45)]
    assert relation([(whole, e) for e in expected]) is None
    # Where it is expected, it says nothing either.
    assert relation([([whole, 5.0], [e, 5.0]) for e in expected]) is None
    both = [((whole, e / 2), (e, e / 2)) for e in expected]
    assert relation(both) is None


floats = st.floats(-100, 100).map(lambda x: round(x, 6))
results = st.one_of(floats, st.lists(floats, min_size=1, max_size=4))


@given(st.lists(st.tuples(results, st.integers(0, 2**32 - 1)), min_size=2, max_size=5))
def test_noise_has_no_relation(cases):
    pairs = []
    for expected, seed in cases:
        noise = np.random.default_rng(seed).normal(size=np.shape(expected))
        pairs.append((np.asarray(expected) * np.exp(noise) + 3.7 * noise, expected))
    assume(not any(same(*pair) for pair in pairs))
    # Of two seeds that are equal the noise is, too.
    assume(len({seed for _, seed in cases}) == len(cases))
    assert relation(pairs) is None
