import contextlib
import json
import math
import sys
import time
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils.checks import (
    CheckFailed,
    Raised,
    calls,
    case,
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


@pytest.fixture
def more(tmp_path):
    """Squares of four lists."""
    lists = [[1, 2], [3, 1, 2], [4, 4], [5, 2, 1]]
    results = {power: [[x**power for x in xs] for xs in lists] for power in (2, 3)}
    group = {
        "function": "squares",
        "cases": [
            {"arguments": [xs], "expected": squares}
            for xs, squares in zip(lists, results[2], strict=True)
        ],
        "mutants": [
            {"says": "You cubed.", "results": results[3]},
            {"says": "You ran past the end.", "results": [INDEX_ERROR] * 4},
        ],
    }
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"squares": group}))
    return path


def test_half_right_answer_is_named_by_three_failing_cases(more):
    message = failure(lambda xs: [x**3 if xs != [4, 4] else 16 for x in xs], more)
    assert message.startswith("squares([1, 2]) returned [1, 8]")
    assert message.endswith("You cubed.")


def test_two_failing_cases_are_too_few_for_a_name(more):
    message = failure(lambda xs: [x**3 if len(xs) > 2 else x * x for x in xs], more)
    assert message == ("squares([3, 1, 2]) returned [27, 1, 8], expected [9, 1, 4].")


def test_failing_cases_that_expect_the_same_are_too_few_for_a_name(more):
    stored = json.loads(more.read_text())
    group = stored["squares"]
    group["cases"] += group["cases"][:1] * 3
    for mutant in group["mutants"]:
        mutant["results"] += mutant["results"][:1] * 3
    more.write_text(json.dumps(stored))
    message = failure(lambda xs: [1, 8] if xs == [1, 2] else np.square(xs), more)
    assert "You" not in message


def test_a_relation_is_stated_where_no_mutant_fits(more):
    message = failure(lambda xs: [x * x + 1 for x in xs], more)
    assert message.endswith(
        "\nIn all 4 cases that fail, every entry is 1 more than expected."
    )


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


def one_case(tmp_path, arguments, expected):
    group = {"function": "f", "mutants": []}
    group["cases"] = [{"arguments": encode(arguments), "expected": encode(expected)}]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"f": group}))
    return path


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
    path = one_case(tmp_path, [], np.zeros((2, 3)))
    message = failure(lambda: np.zeros((3, 2)), path, "f")
    assert "It has shape (3, 2), expected (2, 3)." in message


def test_the_first_difference_of_long_results_is_pointed_out(tmp_path):
    path = one_case(tmp_path, [], list(range(40)))
    message = failure(lambda: [*range(39), 0], path, "f")
    assert message == (
        "f() returned a list of 40 entries, as expected, but other values.\n"
        "First difference at [39]: 0, expected 39."
    )


def test_floats_that_look_like_the_whole_number_are_shown_in_full(tmp_path):
    tenths = 0.0
    for _ in range(30):
        tenths += 0.1  # `sum` compensates for rounding from Python 3.12 on
    path = one_case(tmp_path, [], 3)
    message = failure(lambda: tenths, path, "f")
    assert message == (
        "f() returned 3.0000000000000013, expected 3.\nWhole numbers are compared "
        "exactly; sums and quotients of floats can miss them in the last digits."
    )
    path = one_case(tmp_path, [], [1, 3])
    message = failure(lambda: [1, tenths], path, "f")
    assert "\nThe entry at [1] is 3.0000000000000013, expected 3.\nWhole" in message


class Unreadable:
    def __array__(self, *arguments, **options):
        raise TypeError("on another device")

    def __repr__(self):
        raise TypeError


def inside_itself():
    entries = [1]
    entries.append(entries)
    return entries


ODD_RESULTS = [
    (inside_itself, "It is a list more than 50 lists deep, or inside itself, expect"),
    (lambda: 10**5000, "returned a whole number of about 5000 digits, expected [1, 2]"),
    (lambda: range(10**30), "It is a range of more than 10000000 numbers, expected a"),
    (lambda: np.broadcast_to(0.0, 10**9), "It is an array of shape (1000000000,), exp"),
    (Unreadable, "It is a Unreadable that NumPy cannot read, expected a list."),
    (lambda: object.__new__(object), "It is of type object, expected a list."),
    (lambda: (n for n in (1, 2)), "It is an iterator: turn it into a list with `list("),
    (lambda: {1, 2}, "It is a set, which has no order, expected a list."),
    (lambda: {1: 2}, "It is a dictionary, expected a list."),
    (lambda: [1, 2j], "The entry at [1] is a complex number, expected a number."),
    (lambda: [1, np.nan], "returned [1, nan], expected [1, 2]."),
    (lambda: "12", "It is a string, expected a list."),
]


@pytest.mark.parametrize(("function", "words"), ODD_RESULTS)
def test_odd_results_are_told_in_a_sentence(function, words, tmp_path):
    assert words in failure(function, one_case(tmp_path, [], [1, 2]), "f")


def test_results_in_unusual_clothes_are_right(tmp_path, capsys):
    objects = np.empty(2, object)
    objects[:] = [np.array([1.0, 2.0]), np.array([3.0])]
    for result, expected in [
        (objects, [[1.0, 2.0], [3.0]]),
        ([Fraction(1, 2), Fraction(4, 2)], [0.5, 2]),
        (np.str_("same"), "same"),
        ([np.bool_(True)], [True]),
        (np.array(["a", "b"]), ["a", "b"]),
    ]:
        check(lambda result=result: result, "f", one_case(tmp_path, [], expected))


def test_a_changed_argument_is_told_from_a_forgotten_result(cases):
    def in_place(xs):
        xs[:] = [x * x for x in xs]

    message = failure(in_place, cases)
    assert message.endswith(
        "It changed what it was given into what is expected: end it with `return`, too."
    )


def test_an_argument_that_is_what_is_expected_was_not_changed_into_it(tmp_path):
    message = failure(lambda xs: None, one_case(tmp_path, [[]], []), "f")
    assert message.startswith("f([]) returned None, expected [].")
    assert "changed" not in message


def test_what_a_function_prints_is_shown_but_does_not_flood(cases, capsys):
    def prints(xs):
        for _ in range(100):
            print(xs, "x" * 1000)
        return [x * x for x in xs]

    check(prints, "squares", cases=cases)
    printed = capsys.readouterr().out
    assert printed.startswith("[1, 2] xxxx")
    assert len(printed) < 21_000
    assert printed.count("\n... what it prints further is left out.\n") == 1
    assert printed.endswith("squares: all 2 cases are right.\n")


# The failing case can be redone ------------------------------------------------------

ARGUMENTS = [
    [1, -2.5, True, None, "a, 'b'", math.inf, -math.inf],
    [[1, [2, (3,)]], (), []],
    [0.1 + 0.2, np.array([0.1 + 0.2])],
    [np.array([[1, 2], [3, 4]]), np.array([True, False]), np.array(2.0)],
    [np.array([0.1, 1e-30, np.inf], np.float32), np.array([1], np.uint8)],
    [np.zeros((0, 4)), np.zeros((2, 0), np.int64)],
    [np.arange(60).tolist()],
]


@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_a_call_can_be_pasted(arguments, tmp_path):
    message = failure(lambda *given: "no", one_case(tmp_path, arguments, 1), "f")
    call = message[: message.index("returned")]
    pasted = eval(call, {"np": np, "f": lambda *given: list(given)})
    assert all(map(identical, pasted, arguments))
    assert len(pasted) == len(arguments)
    assert all(len(line) <= 88 for line in call.splitlines())


def test_a_long_call_says_how_to_redo_it(tmp_path):
    arguments = [np.arange(500), 2]
    path = one_case(tmp_path, arguments, 1)
    message = failure(lambda *given: 2, path, "f")
    assert message == (
        "f(an array of shape (500,), 2) returned 2, expected 1.\n"
        "To call it again: from course_utils.checks import case; "
        f'f(*case("f", 1, cases={str(path)!r}))'
    )
    assert identical(case("f", 1, cases=path), arguments)


@pytest.mark.parametrize("number", [0, 2, 1.5, "1", None])
def test_a_case_that_does_not_exist(number, tmp_path):
    with pytest.raises(ValueError, match=r"`number` must be from 1 to 1. Received: "):
        case("f", number, cases=one_case(tmp_path, [], 1))


# Stopping ----------------------------------------------------------------------------


def swallows():
    while True:
        try:
            time.sleep(0.001)
        except:  # noqa: E722
            continue


def swallows_twice():
    while True:
        try:
            while True:
                try:
                    sum(range(1000))
                except:  # noqa: E722
                    continue
        except:  # noqa: E722
            pass


def swallows_and_returns():
    try:
        time.sleep(10)
    except:  # noqa: E722
        return [1, 2]


def swallows_in_a_helper():
    while True:
        returns_after_any_error()


def returns_after_any_error():
    with contextlib.suppress(BaseException):
        time.sleep(10)


@pytest.mark.parametrize(
    "function",
    [swallows, swallows_twice, swallows_and_returns, swallows_in_a_helper],
)
def test_an_alarm_that_is_swallowed_rings_again(function, tmp_path, monkeypatch):
    monkeypatch.setattr(calls, "TIME_LIMIT", 0.1)
    tracer = sys.gettrace()
    message = failure(function, one_case(tmp_path, [], [1, 2]), "f")
    assert message.startswith("f() did not end within 0.1 seconds and was stopped.")
    assert sys.gettrace() is tracer
    time.sleep(3 * calls.AGAIN)  # no alarm rings any more


def test_an_import_is_not_interrupted(tmp_path, monkeypatch):
    (tmp_path / "slow_to_import.py").write_text(
        "import time\nfor _ in range(30):\n    time.sleep(0.01)\nvalue = [1, 2]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(calls, "TIME_LIMIT", 0.1)

    def imports():
        import slow_to_import

        return slow_to_import.value

    check(imports, "f", one_case(tmp_path, [], [1, 2]))
    monkeypatch.delitem(sys.modules, "slow_to_import")


def library(xs):
    exec("raise NotImplementedError('no gradient')", {})


def helper(xs):
    raise NotImplementedError


def uses_a_helper(xs):
    return helper(xs)


def test_only_a_stub_is_not_written_yet(cases):
    message = failure(library, cases)
    assert "raised NotImplementedError: no gradient\nin your line: exec(" in message
    assert failure(uses_a_helper, cases).startswith("helper is not written yet.")


def endless(xs):
    return endless(xs)


def raises_much(xs):
    raise ValueError("x" * 10_000)


class Mute(Exception):
    def __str__(self):
        raise ValueError


def raises_mute(xs):
    raise Mute


class NoException(BaseException):
    pass


def raises_no_exception(xs):
    raise NoException


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (endless, "raised RecursionError: maximum recursion depth exceeded"),
        (raises_much, "xxx...\nin your line: raise ValueError"),
        (raises_mute, "raised Mute\nin your line: raise Mute"),
        (raises_no_exception, "raised NoException\nin your line: raise NoException"),
    ],
)
def test_odd_errors_are_told_in_a_sentence(function, words, cases):
    message = failure(function, cases)
    assert words in message
    assert len(message) < 1000


def test_an_interrupt_of_the_learner_passes(cases):
    def interrupted(xs):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(interrupted, "squares", cases=cases)


def test_after_a_call_that_never_ends_none_is_tried(cases, monkeypatch):
    monkeypatch.setattr(calls, "TIME_LIMIT", 0.2)
    tried = []

    def counted(xs):
        tried.append(xs)
        never_ends(xs)

    assert "did not end within 0.2 seconds" in failure(counted, cases)
    assert len(tried) == 1


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
