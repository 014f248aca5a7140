"""All pairs at once say the same as `distance`, pair by pair."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.checks import Raised, distance
from tools.separate import differ

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=2),
    st.integers(-3, 3),
    st.sampled_from([0.0, 1.0, 1.00001, 1.001, math.nan, math.inf, -math.inf, 2.0**53]),
    st.sampled_from([2**53, 2**53 + 1, 2**64, 10**400]),
    st.sampled_from([Raised("A", "one"), Raised("A", "other"), Raised("B")]),
    st.lists(st.sampled_from([0.0, 1.0, 1.001]), max_size=3).map(np.array),
    st.lists(st.integers(0, 2), max_size=3).map(np.array),
    st.lists(st.booleans(), max_size=3).map(lambda entries: np.array(entries, bool)),
)
results = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=4
)


@given(st.lists(results, min_size=1, max_size=5), st.sampled_from([1, 50, 1000]))
def test_all_pairs_are_judged_by_distance(answers, margin):
    apart = differ(answers, margin)
    for i, first in enumerate(answers):
        for j, second in enumerate(answers):
            sizes = distance(first, second), distance(second, first)
            assert apart[i, j] == (min(sizes) > margin)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (np.zeros((2, 0)), [[], []]),
        (np.zeros((0, 2)), []),
        ([1, 2], np.array([1.0, 2.0], np.float32)),
        (np.uint8([1, 2]), range(1, 3)),
        (np.float64(1), 1),
    ],
)
def test_the_same_values_in_other_clothes_do_not_differ(first, second):
    assert not differ([first, second], 1).any()
