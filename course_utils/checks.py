"""Check an exercise's function against stored cases and name the misconception.

`cases.json` beside an exercise holds, for each group of cases, the arguments, the
expected results and what plausible wrong answers (mutants) return. `make release`
writes it. The function runs in the learner's own process: this module explains
mistakes, it does not stop anyone who wants to cheat.
"""

import contextlib
import io
import json
import linecache
import math
import signal
import threading
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

TIME_LIMIT = 5  # seconds for one call
RELATIVE_TOLERANCE = 1e-5  # so that float32 answers pass
ABSOLUTE_TOLERANCE = 1e-9
SEEN_AT_A_GLANCE = 30  # characters; longer results get a pointer to the difference


class CheckFailed(AssertionError):
    """An answer is wrong; the message is all that a notebook shows of it."""

    def _render_traceback_(self):
        return str(self).splitlines()


@dataclass(frozen=True)
class Raised:
    """What a call gave when it raised; equal to another by the exception's name."""

    name: str
    detail: str = field(default="", compare=False)


class _TimeUp(BaseException):
    """Not an Exception, so that a learner's `except Exception` does not swallow it."""


def check(function, group, cases="cases.json"):
    """Compare `function` with the cases of `group`; print one line if all are right.

    Raises CheckFailed with the smallest case that fails, and ValueError when
    `function`, `group` or the file `cases` cannot be used. A call is stopped after five
    seconds, except on Windows, which has no alarm signal.
    """
    if not callable(function):
        raise ValueError(f"`function` must be a function. Received: {function!r}")
    stored = _load_group(cases, group)
    results = [
        _call(function, stored["function"], c["arguments"]) for c in stored["cases"]
    ]
    failing = [
        number
        for number, (result, c) in enumerate(zip(results, stored["cases"], strict=True))
        if not same(result, c["expected"])
    ]
    if failing:
        first = stored["cases"][failing[0]]
        message = _describe(
            _show_call(stored["function"], first["arguments"]),
            results[failing[0]],
            first["expected"],
        )
        says = _name_mutant(results, failing, stored["mutants"])
        raise CheckFailed(f"{message}\n{says}" if says else message)
    print(f"{group}: all {len(results)} cases are right.")


def run(function, arguments):
    """Call `function` and return its result, or Raised; stderr and warnings are muted.

    The exercise's stub (NotImplementedError) and an exceeded time limit are not
    results: NotImplementedError passes through and a time-out raises TimeoutError.
    """
    return run_all(function, [arguments])[0]


def run_all(function, many):
    """Return a list of `run(function, arguments)` for each of `many` arguments."""
    with (
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
        _alarm() as set_alarm,
    ):
        return [_run(function, arguments, set_alarm) for arguments in many]


def _run(function, arguments, set_alarm):
    arguments = _copy(arguments)  # a function may change what it is given
    try:
        set_alarm(TIME_LIMIT)
        return function(*arguments)
    except NotImplementedError:
        raise
    except _TimeUp:
        raise TimeoutError(f"stopped after {TIME_LIMIT} seconds") from None
    except (Exception, SystemExit) as error:
        return Raised(type(error).__name__, _describe_error(error, function))
    finally:
        set_alarm(0)


def _copy(value):
    """`copy.deepcopy` of lists, tuples and arrays, five times as fast."""
    if isinstance(value, list | tuple):
        return type(value)(map(_copy, value))
    return value.copy() if isinstance(value, np.ndarray) else value


def same(result, expected):
    """Whether a result counts as right: `distance` within the tolerance."""
    return distance(result, expected) <= 1


def distance(result, expected):
    """How far a result is from what is expected, in units of the tolerance.

    Lists, tuples, ranges and arrays are interchangeable. Whole numbers and strings are
    equal (0) or not (inf); floats have a relative tolerance of 1e-5 of themselves plus
    1e-5 of the largest expected one. NaN equals NaN.
    """
    return max((d.size for d in _differences(result, expected)), default=0.0)


# Comparing -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Difference:
    path: tuple  # of indices into the result
    kind: str  # "type", "length" or "value"
    size: float  # in units of the tolerance


def _differences(result, expected):
    result, expected = _plain(result), _plain(expected)
    finite = [abs(x) for x in _floats(expected) if math.isfinite(x)]
    atol = max(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * max(finite, default=0.0))
    return list(_walk(result, expected, atol, ()))


def _walk(result, expected, atol, path):
    if isinstance(expected, list) and isinstance(result, list):
        if len(result) != len(expected):
            yield _Difference(path, "length", math.inf)
        else:
            for index, (r, e) in enumerate(zip(result, expected, strict=True)):
                yield from _walk(r, e, atol, (*path, index))
    elif _is_number(expected) and _is_number(result):
        size = _number_distance(result, expected, atol)
        if size > 0:
            yield _Difference(path, "value", size)
    elif type(result) is not type(expected):
        yield _Difference(path, "type", math.inf)
    elif result != expected:
        yield _Difference(path, "value", math.inf)


def _number_distance(result, expected, atol):
    # np.allclose(100353, 100352) is True: whole numbers need their own rule.
    both_nan = result != result and expected != expected
    if result == expected or both_nan:
        return 0.0
    try:
        gap = abs(float(result) - expected)
    except OverflowError:  # a whole number beyond all floats
        return math.inf
    if isinstance(expected, int) or not math.isfinite(gap):
        return math.inf
    return gap / (atol + RELATIVE_TOLERANCE * abs(expected))


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _floats(plain):
    if isinstance(plain, list):
        for entry in plain:
            yield from _floats(entry)
    elif isinstance(plain, float):
        yield plain


def _plain(value):
    """Arrays, tensors, tuples and ranges as nested lists of Python's own scalars."""
    if isinstance(value, list | tuple | range):
        return [_plain(entry) for entry in value]
    if hasattr(value, "__array__"):
        return np.asarray(value).tolist()
    return value


# Explaining ------------------------------------------------------------------------


def _call(function, name, arguments):
    """`run`, with the two outcomes after which no further case is tried as failures."""
    try:
        return run(function, arguments)
    except NotImplementedError:
        raise CheckFailed(
            f"{name} is not written yet. Replace `raise NotImplementedError` by your "
            "own code."
        ) from None
    except TimeoutError:
        raise CheckFailed(
            f"{_show_call(name, arguments)} did not end within {TIME_LIMIT} seconds. "
            "Does a loop never end, or try far too many things?"
        ) from None


def _describe(call, result, expected):
    if isinstance(result, Raised):
        return f"{call} raised {result.detail}"
    if result is None:
        return (
            f"{call} returned None, expected {show(expected)}.\n"
            "Does every way through the function end in `return`?"
        )
    first = next(d for d in _differences(result, expected) if d.size > 1)
    message = f"{call} returned {show(result)}, expected {show(expected)}."
    if show(result) == show(expected):  # both are abbreviated
        message = f"{call} returned {show(result)}, as expected, but other values."
    received, wanted = _plain(result), _plain(expected)
    shapes = _shape(received), _shape(wanted)
    if len(shapes[0]) > 1 and len(shapes[1]) > 1 and shapes[0] != shapes[1]:
        return f"{message}\nIt has shape {shapes[0]}, expected {shapes[1]}."
    place = "".join(f"[{index}]" for index in first.path)
    for index in first.path:
        received, wanted = received[index], wanted[index]
    where = f"The entry at {place}" if place else "It"
    if first.kind == "length":
        message += f"\n{where} has length {len(received)}, expected {len(wanted)}."
    elif first.kind == "type":
        message += f"\n{where} is {_kind(received)}, expected {_kind(wanted)}."
    elif place and len(_repr(_plain(expected))) > SEEN_AT_A_GLANCE:
        message += (
            f"\nFirst difference at {place}: {show(received)}, expected {show(wanted)}."
        )
    return message


def _name_mutant(results, failing, mutants):
    """The sentence of the one mutant that behaves like these results, or None."""
    everywhere = range(len(results))
    for numbers in (everywhere, failing):
        alike = [
            mutant["says"]
            for mutant in mutants
            if all(same(results[n], mutant["results"][n]) for n in numbers)
        ]
        if len(alike) == 1:
            return alike[0]
    return None


def show(value):
    """Return `value` as short text: arrays as lists, long ones by their shape."""
    plain = _plain(value)
    text = _repr(plain)
    if len(text) <= 120 or not isinstance(plain, list):
        return text if len(text) <= 120 else text[:117] + "..."
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"a list of {len(plain)} entries"


def _show_call(name, arguments):
    return f"{name}({', '.join(show(argument) for argument in arguments)})"


def _repr(plain):
    if isinstance(plain, list):
        return "[" + ", ".join(map(_repr, plain)) + "]"
    # Seven digits tell apart what the tolerance tells apart.
    return f"{plain:.7g}" if isinstance(plain, float) else repr(plain)


def _kind(plain):
    names = {list: "a list", str: "a string", bool: "True or False"}
    if _is_number(plain):
        return "a number"
    return names.get(type(plain), f"of type {type(plain).__name__}")


def _shape(plain):
    """The shape of nested lists, () when they are not rectangular."""
    try:
        return np.shape(plain)
    except ValueError:
        return ()


def _describe_error(error, function):
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    code = getattr(function, "__code__", None)
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if code is not None and frame.filename == code.co_filename
    ]
    if not own:
        return f"{text}."
    line = linecache.getline(own[-1].filename, own[-1].lineno).strip()
    return f"{text}\nin your line: {line}" if line else f"{text}."


# Stopping --------------------------------------------------------------------------


@contextlib.contextmanager
def _alarm():
    """Yield a function that raises _TimeUp in so many seconds; 0 takes it back."""
    # Signals reach the main thread only, and Windows has no alarm.
    main = threading.current_thread() is threading.main_thread()
    if not (main and hasattr(signal, "SIGALRM")):
        yield lambda seconds: None
        return

    def stop(signum, frame):
        raise _TimeUp

    before = signal.signal(signal.SIGALRM, stop)
    try:
        yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    finally:
        signal.signal(signal.SIGALRM, before)


# The file of cases -----------------------------------------------------------------


def encode(value):
    """Turn a plain value into what JSON can hold; `decode` is its inverse.

    Plain values are None, bool, int, float, str, lists, tuples and numeric arrays.
    Raises ValueError for anything else.
    """
    if isinstance(value, Raised):
        return {"raised": value.name}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": repr(value)}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [encode(entry) for entry in value]
    if isinstance(value, tuple):
        return {"tuple": [encode(entry) for entry in value]}
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        flat = [encode(entry) for entry in value.ravel().tolist()]
        return {"array": flat, "shape": list(value.shape), "dtype": str(value.dtype)}
    raise ValueError(
        "`value` must be made of numbers, strings, lists, tuples and numeric arrays. "
        f"Received: {value!r} of type {type(value).__name__}"
    )


def decode(stored):
    """Turn what JSON held back into the plain value; the inverse of `encode`."""
    if isinstance(stored, list):
        return [decode(entry) for entry in stored]
    if not isinstance(stored, dict):
        return stored
    if set(stored) == {"raised"}:
        return Raised(stored["raised"])
    if set(stored) == {"float"}:
        return float(stored["float"])
    if set(stored) == {"tuple"}:
        return tuple(decode(stored["tuple"]))
    if set(stored) == {"array", "shape", "dtype"}:
        flat = decode(stored["array"])
        return np.array(flat, dtype=stored["dtype"]).reshape(stored["shape"])
    raise ValueError(f"no plain value is stored as {stored!r}")


def _load_group(path, group):
    path = Path(path)
    try:
        groups = json.loads(path.read_text(encoding="utf8"))
    except FileNotFoundError:
        raise ValueError(
            "`cases` must be the file of cases that came with the exercise; run the "
            f"notebook in its own folder. Received: {path}, which does not exist"
        ) from None
    except ValueError as error:
        raise ValueError(f"`cases` must be a JSON file. In {path}: {error}") from None
    if not isinstance(groups, dict) or group not in groups:
        known = ", ".join(map(repr, groups)) if isinstance(groups, dict) else "none"
        raise ValueError(
            f"`group` must be one of the groups in {path}: {known}. Received: {group!r}"
        )
    try:
        return _decode_group(groups[group])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"`cases` must be as `make release` wrote it. In {path}, group {group!r}: "
            f"{type(error).__name__}: {error}"
        ) from None


def _decode_group(stored):
    cases = [
        {"arguments": decode(c["arguments"]), "expected": decode(c["expected"])}
        for c in stored["cases"]
    ]
    mutants = [
        {"says": str(m["says"]), "results": decode(m["results"])}
        for m in stored["mutants"]
    ]
    if not cases:
        raise ValueError("there are no cases")
    if not all(isinstance(c["arguments"], list) for c in cases):
        raise ValueError("arguments must be a list")
    if any(len(m["results"]) != len(cases) for m in mutants):
        raise ValueError("a mutant must have one result per case")
    return {"function": str(stored["function"]), "cases": cases, "mutants": mutants}
