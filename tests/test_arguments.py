import math
from fractions import Fraction

import numpy as np
import pytest

from course_utils.arguments import (
    as_array,
    as_flags,
    as_float,
    as_numbers,
    brief,
    check_choice,
    check_integers,
    is_integer,
    per_axis,
)


@pytest.mark.parametrize("value", [3, 4, np.int64(3), np.uint8(200), 10**30])
def test_integers_from_the_least_on_pass_as_pythons_own(value):
    assert is_integer(value, 3)
    checked = check_integers(3, name=value, other=3)
    assert checked == (value, 3)
    assert set(map(type, checked)) == {int}


@pytest.mark.parametrize("value", [2, -1, True, 3.0, np.float64(3), "3", None, [3]])
def test_all_else_is_refused_by_name(value):
    assert not is_integer(value, 3)
    with pytest.raises(ValueError, match=r"^`wrong` must be an integer from 3 on. Rec"):
        check_integers(3, right=3, wrong=value)


@pytest.mark.parametrize("values", [2, [[1, 2], [3, 4]], np.ones((2, 3)), [], ["a"]])
def test_an_array_keeps_its_values(values):
    assert as_array(values, "values").tolist() == np.asarray(values).tolist()


@pytest.mark.parametrize("values", [[[1, 2], [3]], [1, [2, 3]], [np.ones(2), [1]]])
def test_ragged_rows_are_refused_by_name(values):
    with pytest.raises(ValueError, match=r"^`boxes` must have rows of equal length. R"):
        as_array(values, "boxes")


def test_any_real_number_becomes_a_float_of_the_same_value():
    for value in (
        1,
        0.5,
        np.float32(0.3),
        np.float16(0.3),
        np.uint8(3),
        Fraction(1, 4),
    ):
        assert type(as_float(value)) is float
        assert as_float(value) == value
    assert (as_float(10**400), as_float(-(10**5000))) == (math.inf, -math.inf)
    for value in (True, np.True_, "1", None, 1j, [1], np.timedelta64(1), math.nan):
        assert math.isnan(as_float(value))


@pytest.mark.parametrize(
    "flags",
    [[1, 0], [True, False], (1.0, 0.0), np.array([1, 0], "u1"), np.float16([1, 0])],
)
def test_flags_may_be_numbers(flags):
    assert as_flags(flags, "flags", 2, "row").tolist() == [True, False]
    assert as_flags([], "flags", 0, "row").tolist() == []


@pytest.mark.parametrize(
    "flags",
    [
        *(["0", "1"], ["False", "True"], [0, 2], [0, -1], [0.5, 1], [math.nan, 0]),
        *([None, 1], [1], [1, 0, 1], [[1, 0]], 1, True, None, "10", [1j, 0]),
    ],
)
def test_what_is_no_flag_is_refused_by_name(flags):
    with pytest.raises(
        ValueError, match=r"^`flags` must be 2 flags, one per row: .*Received: "
    ):
        as_flags(flags, "flags", 2, "row")


def test_numbers_keep_their_type():
    for dtype in ("u1", "i8", "f2", "f4", "f8"):
        assert as_numbers(np.ones(2, dtype), "numbers").dtype == dtype
    for wrong in ([True], ["1"], [None], [math.inf], [10**400], np.longdouble("1e400")):
        with pytest.raises(ValueError, match=r"^`numbers` must be finite .*Received: "):
            as_numbers(wrong, "numbers")


def test_one_number_counts_for_both_axes():
    assert per_axis(np.uint8(200), "size") == per_axis([200, 200], "size") == [200, 200]
    assert per_axis((3, -0.5), "size") == [3, -0.5]
    assert set(map(type, per_axis(np.array([3, 4]), "size"))) == {float}
    for wrong in ([1], [1, 2, 3], "1", True, None, math.nan, 1e300, [[1, 2]]):
        with pytest.raises(ValueError, match=r"^`size` must be one or two numbers, .*"):
            per_axis(wrong, "size")
    for wrong in (0, [0, 1], -1, [1, -1]):
        with pytest.raises(ValueError, match=r"^`size` must be one or two positive .*"):
            per_axis(wrong, "size", least=0)
    with pytest.raises(ValueError, match=r"^`size` must be two numbers, .*"):
        per_axis(1, "size", counts=("two",))


def test_a_choice_is_one_of_the_texts():
    check_choice("rule", "b", ("a", "b", "c"))
    for wrong in ("d", "", None, 1, ["a"], np.array(["a", "b"])):
        with pytest.raises(ValueError, match=r"^`rule` must be 'a', 'b' or 'c'. Recei"):
            check_choice("rule", wrong, ("a", "b", "c"))


def test_messages_stay_short():
    for value in ("x" * 10**4, [0] * 10**4, 10**5000, [10**5000], np.zeros(10**4)):
        assert len(brief(value)) < 200
    assert brief([0, 0.5, "x"]) == "[0, 0.5, 'x']"
