import contextlib
import json
import math
import time
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils import checks
from course_utils.checks import (
    CheckFailed,
    Raised,
    check,
    decode,
    distance,
    encode,
    same,
)

INDEX_ERROR = {"raised": "IndexError"}
SQUARES = {
    "squares": {
        "function": "squares",
        "cases": [
            {"arguments": [[1, 2]], "expected": [1, 4]},
            {"arguments": [[3, 1, 2]], "expected": [9, 1, 4]},
        ],
        "mutants": [
            {"says": "You doubled.", "results": [[2, 4], [6, 2, 4]]},
            {"says": "You cubed.", "results": [[1, 8], [27, 1, 8]]},
            {"says": "You ran past the end.", "results": [INDEX_ERROR] * 2},
        ],
    }
}


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(SQUARES))
    return path


def failure(function, cases, group="squares"):
    with pytest.raises(CheckFailed) as caught:
        check(function, group, cases=cases)
    return str(caught.value)


# What counts as right ----------------------------------------------------------------

EQUAL = [
    (3, 3.0),
    (3, np.int64(3)),
    (3.0, 3),
    ([1, 2], (1, 2)),
    ([1, 2], range(1, 3)),
    ([[1, 2], [3, 4]], np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)),
    (0.1, np.float32(0.1)),
    ([1e6, 1e-3], [1e6, 2.0]),  # within 1e-5 of the largest
    (math.nan, np.float64("nan")),
    (math.inf, math.inf),
    ("ab", "ab"),
    (True, np.True_),
    ([], ()),
]
DIFFERENT = [
    (100352, 100353),  # np.allclose calls these equal
    (100352, 100352.5),
    (0.1, 0.1001),
    (1e-12, 1e-6),
    (math.nan, 0.0),
    (math.inf, 1e308),
    (1.0, math.inf),
    ([1, 2], [1, 2, 3]),
    ([1, 2], [2, 1]),
    ([[1, 2]], [1, 2]),
    ([1], 1),
    (1, [1]),
    (1, True),
    (True, 1),
    ("a", "b"),
    ("1", 1),
    (1.0, None),
    (1.0, 10**400),
    (1, Raised("ValueError")),
    ([1], {1}),
]


@pytest.mark.parametrize(("expected", "result"), EQUAL)
def test_equal_answers_are_right(expected, result):
    assert same(result, expected)


@pytest.mark.parametrize(("expected", "result"), DIFFERENT)
def test_different_answers_are_wrong(expected, result):
    assert not same(result, expected)
    assert distance(result, expected) > 1


numbers = st.one_of(st.integers(), st.floats(width=64), st.booleans(), st.text())
plain = st.recursive(
    st.one_of(
        st.none(),
        numbers,
        hnp.arrays(
            hnp.floating_dtypes(sizes=(32, 64), endianness="="), hnp.array_shapes()
        ),
        hnp.arrays(hnp.integer_dtypes(endianness="="), hnp.array_shapes()),
        hnp.arrays(bool, hnp.array_shapes()),
    ),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple),
    max_leaves=8,
)


def identical(first, second):
    if isinstance(first, np.ndarray):
        return first.dtype == second.dtype and np.array_equal(
            first, second, equal_nan=first.dtype.kind == "f"
        )
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(map(identical, first, second))
    if isinstance(first, float) and math.isnan(first):
        return math.isnan(second)
    return type(first) is type(second) and first == second


@given(plain)
def test_json_round_trip(value):
    stored = json.loads(json.dumps(encode(value), allow_nan=False))
    assert identical(value, decode(stored))
    assert type(decode(stored)) is type(value)


@given(plain.filter(lambda value: value is not None))
def test_every_value_equals_itself_and_its_json(value):
    assert distance(value, value) == 0
    assert distance(decode(encode(value)), value) == 0


@pytest.mark.parametrize(
    "value", [{1: 2}, {1, 2}, object(), 1j, np.array(["a"]), np.array([1j]), [{}]]
)
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match=r"`value` must be made of numbers"):
        encode(value)


# What a learner reads ----------------------------------------------------------------


def test_right_answer_prints_one_line_and_returns_nothing(cases, capsys):
    assert check(lambda xs: np.square(xs), "squares", cases=cases) is None
    assert capsys.readouterr().out == "squares: all 2 cases are right.\n"


def test_wrong_answer_shows_the_first_case_and_names_the_mistake(cases):
    assert failure(lambda xs: [2 * x for x in xs], cases) == (
        "squares([1, 2]) returned [2, 4], expected [1, 4].\nYou doubled."
    )


def test_half_right_answer_is_named_by_its_failing_cases(cases):
    message = failure(lambda xs: [x**3 if len(xs) > 2 else x * x for x in xs], cases)
    assert message.startswith("squares([3, 1, 2]) returned [27, 1, 8]")
    assert message.endswith("You cubed.")


def test_unknown_mistake_is_not_named(cases):
    message = failure(lambda xs: [0 for x in xs], cases)
    assert "You" not in message


def test_mutants_alike_on_the_failing_cases_are_not_named(tmp_path):
    stored = json.loads(json.dumps(SQUARES))
    stored["squares"]["mutants"] = [
        {"says": "You chose one.", "results": [[2, 4], [0]]},
        {"says": "You chose another.", "results": [[2, 4], [1]]},
    ]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(stored))
    half = lambda xs: [2, 4] if len(xs) == 2 else [x * x for x in xs]  # noqa: E731
    assert "You chose" not in failure(half, path)


def not_written(xs):
    # your code here
    raise NotImplementedError


def returns_nothing(xs):
    [x * x for x in xs]


def raises(xs):
    return xs[len(xs)]


def never_ends(xs):
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.01)


MESSAGES = [
    (not_written, "squares is not written yet."),
    (returns_nothing, "returned None, expected [1, 4].\nDoes every way through"),
    (raises, "raised IndexError: list index out of range\nin your line: return xs["),
    (raises, "You ran past the end."),
    (lambda: 1, "raised TypeError"),
    (lambda xs: "ab", "returned 'ab', expected [1, 4].\nIt is a string, expected a l"),
    (lambda xs: [1], "It has length 1, expected 2."),
    (lambda xs: [[1, 4]], "It has length 1, expected 2."),
    (lambda xs: iter(xs), "expected a list."),
    (lambda xs: [1, "4"], "The entry at [1] is a string, expected a number."),
    (lambda xs: exit(), "raised SystemExit"),
    (lambda xs: [1, 4.12345678], "returned [1, 4.123457], expected [1, 4]."),
    (lambda xs: np.zeros(1000), "returned an array of shape (1000,), expected [1, 4]"),
    (lambda xs: [0] * 1000, "returned a list of 1000 entries, expected [1, 4]"),
]


@pytest.mark.parametrize(("function", "words"), MESSAGES)
def test_message(function, words, cases):
    assert words in failure(function, cases)


def test_a_wrong_shape_is_named(tmp_path):
    group = {"function": "f", "mutants": []}
    group["cases"] = [{"arguments": [], "expected": encode(np.zeros((2, 3)))}]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"f": group}))
    message = failure(lambda: np.zeros((3, 2)), path, "f")
    assert "It has shape (3, 2), expected (2, 3)." in message


def test_the_first_difference_of_long_results_is_pointed_out(tmp_path):
    group = {"function": "f", "mutants": []}
    group["cases"] = [{"arguments": [], "expected": list(range(40))}]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"f": group}))
    message = failure(lambda: [*range(39), 0], path, "f")
    assert message == (
        "f() returned a list of 40 entries, as expected, but other values.\n"
        "First difference at [39]: 0, expected 39."
    )


def test_a_call_that_never_ends_is_stopped_at_once(cases, monkeypatch):
    monkeypatch.setattr(checks, "TIME_LIMIT", 0.2)
    start = time.perf_counter()
    assert "did not end within 0.2 seconds" in failure(never_ends, cases)
    assert time.perf_counter() - start < 2


def test_only_the_message_is_rendered(cases):
    with pytest.raises(CheckFailed) as caught:
        check(not_written, "squares", cases=cases)
    assert caught.value._render_traceback_() == str(caught.value).splitlines()
    assert isinstance(caught.value, AssertionError)
    assert caught.value.__suppress_context__


def test_stderr_and_warnings_are_muted(cases, capfd):
    def noisy(xs):
        warnings.warn("look", stacklevel=1)
        import sys

        print("noise", file=sys.stderr)
        np.log(np.zeros(1))
        return [x * x for x in xs]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check(noisy, "squares", cases=cases)
    assert capfd.readouterr().err == ""


def test_a_function_may_change_its_arguments(cases):
    def in_place(xs):
        for index, x in enumerate(xs):
            xs[index] = 2 * x
        return xs

    assert failure(in_place, cases).startswith("squares([1, 2]) returned [2, 4]")


# Bad input ---------------------------------------------------------------------------


def test_missing_file(tmp_path):
    with pytest.raises(ValueError, match=r"`cases` must be .* does not exist"):
        check(sum, "squares", cases=tmp_path / "cases.json")


def test_unknown_group(cases):
    with pytest.raises(
        ValueError, match=r"`group` must be one of .*'squares'.*'cubes'"
    ):
        check(sum, "cubes", cases=cases)


def test_not_a_function(cases):
    with pytest.raises(ValueError, match=r"`function` must be a function"):
        check(3, "squares", cases=cases)


def broken(without=None, **changes):
    group = SQUARES["squares"] | changes
    group.pop(without, None)
    return json.dumps({"squares": group})


BROKEN = [
    "not json",
    "[]",
    '{"squares": 3}',
    broken(without="function"),
    broken(without="cases"),
    broken(without="mutants"),
    broken(cases=[]),
    broken(cases=[{"expected": 1}]),
    broken(cases=[{"arguments": {"x": 1}, "expected": 1}]),
    broken(cases=[{"arguments": 1, "expected": 1}], mutants=[]),
    broken(mutants=[{"says": "a"}]),
    broken(mutants=[{"says": "a", "results": [1]}]),
]


@pytest.mark.parametrize("text", BROKEN)
def test_broken_file_of_cases(text, cases):
    cases.write_text(text)
    with pytest.raises(ValueError, match=r"`(cases|group)` must be .*cases\.json"):
        check(sum, "squares", cases=cases)
