import numpy as np
import pytest

from course_utils.arguments import as_array, check_integers, is_integer


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
