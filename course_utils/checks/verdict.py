"""`check`: whether a function is right, and if not, what is known about why."""

import contextlib
import io
import sys

import course_utils.checks.calls as calls
from course_utils.checks.calls import Raised, run, stub_in
from course_utils.checks.compare import differences, plain, same, shape
from course_utils.checks.relations import relation
from course_utils.checks.stored import load_group
from course_utils.checks.text import (
    WIDTH,
    kind,
    python_call,
    safe_repr,
    show,
    show_call,
)

IN_FULL = 600  # characters of a call; longer ones are shown short
SEEN_AT_A_GLANCE = 30  # characters; longer results get a pointer to the difference
ENOUGH_TO_NAME = 3  # failing cases with different expected results
MOST_PRINTED = 20_000  # characters that a function may print in one check


class CheckFailed(AssertionError):
    """An answer is wrong; the message is all that a notebook shows of it."""

    def _render_traceback_(self):
        return str(self).splitlines()


def check(function, group, cases="cases.json"):
    """Compare `function` with the cases of `group`; print one line if all are right.

    Raises CheckFailed with the smallest case that fails, and ValueError when
    `function`, `group` or the file `cases` cannot be used. A call is stopped after five
    seconds, except on Windows, which has no alarm signal. What the function prints is
    cut after 20 000 characters.
    """
    if not callable(function):
        raise ValueError(f"`function` must be a function. Received: {function!r}")
    stored = load_group(cases, group)
    name = stored["function"]
    with contextlib.redirect_stdout(_Limited(sys.stdout)):
        results = [_call(function, name, c["arguments"]) for c in stored["cases"]]
        failing = [
            number
            for number, (result, c) in enumerate(
                zip(results, stored["cases"], strict=True)
            )
            if not same(result, c["expected"])
        ]
        changed = (
            failing
            and results[failing[0]] is None
            and _changes_to_expected(function, stored["cases"][failing[0]])
        )
    if not failing:
        print(f"{group}: all {len(results)} cases are right.")
        return
    first = stored["cases"][failing[0]]
    redo = f'*case("{group}", {failing[0] + 1}' + (
        ")" if cases == "cases.json" else f", cases={str(cases)!r})"
    )
    parts = [
        _describe(name, first, results[failing[0]], redo),
        CHANGED if changed else _explain(results, failing, stored),
    ]
    raise CheckFailed("\n".join(filter(None, parts)))


def case(group, number, cases="cases.json"):
    """Return the list of arguments of case `number` of `group`, counted from 1.

    >>> slide(*case("slide", 3))  # doctest: +SKIP

    Raises ValueError when there is no such case, or as `check` does.
    """
    stored = load_group(cases, group)["cases"]
    if number not in range(1, len(stored) + 1):
        raise ValueError(
            f"`number` must be from 1 to {len(stored)}. Received: {number!r}"
        )
    return stored[number - 1]["arguments"]


CHANGED = (
    "It changed what it was given into what is expected: end it with `return`, too."
)


def _call(function, name, arguments):
    """`run`, with the two outcomes after which no further case is tried as failures."""
    try:
        return run(function, arguments)
    except NotImplementedError as error:
        raise CheckFailed(
            f"{_stub_name(error, function, name)} is not written yet. Replace `raise "
            "NotImplementedError` by your own code."
        ) from None
    except TimeoutError:
        raise CheckFailed(
            f"{_show(name, arguments)} did not end within {calls.TIME_LIMIT} seconds "
            "and was stopped. Does a loop never end, or try far too many things?"
        ) from None


def _stub_name(error, function, name):
    own = getattr(function, "__name__", name)
    stub = stub_in(error, function)
    return name if stub in (own, "<lambda>") else stub


def _show(name, arguments):
    full = python_call(name, arguments)
    return full if len(full) <= IN_FULL else show_call(name, arguments)


def _changes_to_expected(function, stored):
    def arguments_after(*arguments):
        function(*arguments)
        return list(arguments)

    after = run(arguments_after, stored["arguments"])
    return isinstance(after, list) and any(
        same(argument, stored["expected"]) and not same(before, stored["expected"])
        for before, argument in zip(stored["arguments"], after, strict=True)
    )


class _Limited(io.TextIOBase):
    """Passes on what a function prints, up to MOST_PRINTED characters."""

    def __init__(self, stream):
        self.stream, self.left = stream, MOST_PRINTED

    def write(self, text):
        if self.left > 0:
            self.stream.write(text[: self.left])
            self.left -= len(text)
            if self.left <= 0:
                self.stream.write("\n... what it prints further is left out.\n")
        return len(text)

    def flush(self):
        self.stream.flush()


# Describing ------------------------------------------------------------------------


def _describe(name, stored, result, redo):
    call = _show(name, stored["arguments"])
    message = _say(call, result, stored["expected"])
    if call != python_call(name, stored["arguments"]):
        message += (
            f"\nTo call it again: from course_utils.checks import case; {name}({redo})"
        )
    return message


def _say(call, result, expected):
    call += "\n" if len(call) > WIDTH else " "
    if isinstance(result, Raised):
        return f"{call}raised {result.detail}"
    if result is None:
        return (
            f"{call}returned None, expected {show(expected)}.\n"
            "Does every way through the function end in `return`?"
        )
    first = next(d for d in differences(result, expected) if d.size > 1)
    message = f"{call}returned {show(result)}, expected {show(expected)}."
    if show(result) == show(expected) and len(plain_text(expected)) > SEEN_AT_A_GLANCE:
        message = f"{call}returned {show(result)}, as expected, but other values."
    received, wanted = plain(result), plain(expected)
    shapes = shape(received), shape(wanted)
    if len(shapes[0]) > 1 and len(shapes[1]) > 1 and shapes[0] != shapes[1]:
        return f"{message}\nIt has shape {shapes[0]}, expected {shapes[1]}."
    place = "".join(f"[{index}]" for index in first.path)
    for index in first.path:
        received, wanted = received[index], wanted[index]
    where = f"The entry at {place}" if place else "It"
    if first.kind == "length":
        return f"{message}\n{where} has length {len(received)}, expected {len(wanted)}."
    if first.kind == "type":
        return f"{message}\n{where} is {kind(received)}, expected {kind(wanted)}."
    if show(received) == show(wanted):
        return _say_rounding(message, call, where, place, received, wanted)
    if place and len(plain_text(expected)) > SEEN_AT_A_GLANCE:
        message += (
            f"\nFirst difference at {place}: {show(received)}, expected {show(wanted)}."
        )
    return message


def _say_rounding(message, call, where, place, received, wanted):
    """Two numbers that look alike in seven digits."""
    digits = f"{safe_repr(received)}, expected {safe_repr(wanted)}"
    if place:
        message += f"\n{where} is {digits}."
    else:
        message = f"{call}returned {digits}."
    if isinstance(wanted, int) and isinstance(received, float):
        message += (
            "\nWhole numbers are compared exactly; sums and quotients of floats can "
            "miss them in the last digits."
        )
    return message


def plain_text(value):
    return safe_repr(plain(value))


# Explaining ------------------------------------------------------------------------


def _explain(results, failing, stored):
    """One sentence that is true of all failing cases, or None."""
    expected = [c["expected"] for c in stored["cases"]]
    everywhere = range(len(results))
    named = _name_mutant(results, everywhere, stored["mutants"])
    if named is None and _different(expected, failing) >= ENOUGH_TO_NAME:
        named = _name_mutant(results, failing, stored["mutants"])
    return named or relation([(results[n], expected[n]) for n in failing])


def _different(expected, numbers):
    return len({plain_text(expected[number]) for number in numbers})


def _name_mutant(results, numbers, mutants):
    """What all mutants that give these results say, or None where they differ."""
    alike = {
        mutant["says"]
        for mutant in mutants
        if all(same(results[n], mutant["results"][n]) for n in numbers)
    }
    return alike.pop() if len(alike) == 1 else None
