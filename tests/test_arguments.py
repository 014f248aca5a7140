import numpy as np
import pytest

from course_utils.arguments import check_integers, is_integer


@pytest.mark.parametrize("value", [3, 4, np.int64(3), np.uint8(200), 10**30])
def test_integers_from_the_least_on_pass(value):
    assert is_integer(value, 3)
    check_integers(3, name=value)


@pytest.mark.parametrize("value", [2, -1, True, 3.0, np.float64(3), "3", None, [3]])
def test_all_else_is_refused_by_name(value):
    assert not is_integer(value, 3)
    with pytest.raises(ValueError, match=r"^`wrong` must be an integer from 3 on. Rec"):
        check_integers(3, right=3, wrong=value)
