"""Run a learner's function: quietly, with a time limit, and with its errors caught.

The limit is an alarm signal, so there is none on Windows and beside the main thread.
"""

import contextlib
import io
import linecache
import random
import signal
import sys
import threading
import traceback
import warnings
from dataclasses import dataclass, field

import numpy as np

TIME_LIMIT = 5  # seconds for one call
AGAIN = 0.05  # seconds between further alarms
LONGEST_IMPORT = 24  # time limits
LONGEST_ERROR = 500  # characters


@dataclass(frozen=True)
class Raised:
    """What a call gave when it raised; equal to another by the exception's name."""

    name: str
    detail: str = field(default="", compare=False)


class _TimeUp(BaseException):
    """Not an Exception, so that a learner's `except Exception` does not swallow it."""


def run(function, arguments):
    """Call `function` and return its result, or Raised; stderr and warnings are muted.

    The exercise's stub and an exceeded time limit are not results: the stub's
    NotImplementedError passes through and a time-out raises TimeoutError.
    """
    return run_all(function, [arguments])[0]


def run_all(function, many):
    """Return a list of `run(function, arguments)` for each of `many` arguments."""
    with (
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
        _alarm_clock() as clock,
    ):
        return [_run(function, arguments, clock) for arguments in many]


def stub_in(error, function):
    """The name of the function whose own `raise NotImplementedError` this is, or None.

    Libraries raise it, too: only a line of the learner's own is the exercise's stub.
    """
    *_, last = traceback.walk_tb(error.__traceback__)
    frame, number = last
    own = frame.f_globals is getattr(function, "__globals__", None)
    line = linecache.getline(frame.f_code.co_filename, number).strip()
    stub = own and (not line or line.startswith("raise NotImplementedError"))
    return frame.f_code.co_name if stub else None


def _run(function, arguments, clock):
    arguments = _copy(arguments)  # a function may change what it is given
    result = None
    try:
        clock.start(TIME_LIMIT)
        result = function(*arguments)
    except _TimeUp:
        pass
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if isinstance(error, NotImplementedError) and stub_in(error, function):
            raise
        result = Raised(type(error).__name__, _describe_error(error, function))
    finally:
        clock.stop()
    if clock.rang:
        raise TimeoutError(f"stopped after {TIME_LIMIT} seconds") from None
    return result


def _copy(value):
    """`copy.deepcopy` of lists, tuples and arrays, five times as fast."""
    if isinstance(value, list | tuple):
        return type(value)(map(_copy, value))
    return value.copy() if isinstance(value, np.ndarray) else value


# Errors ----------------------------------------------------------------------------


def _describe_error(error, function):
    try:
        text = str(error)
    except Exception:  # its own __str__ fails
        text = ""
    if len(text) > LONGEST_ERROR:
        text = f"{text[:LONGEST_ERROR]}..."
    text = f"{type(error).__name__}: {text}" if text else type(error).__name__
    code = getattr(function, "__code__", None)
    own = [
        (frame.f_code.co_filename, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if code is not None and frame.f_code.co_filename == code.co_filename
    ]
    line = linecache.getline(*own[-1]).strip() if own else ""
    return f"{text}\nin your line: {line}" if line else f"{text}."


# Stopping --------------------------------------------------------------------------


class _NoClock:
    """Where there is no alarm signal."""

    rang = False

    def start(self, seconds):
        pass

    def stop(self):
        pass


class _Clock:
    """Raises _TimeUp in what runs when the time is up, and again if it goes on.

    A bare `except:` in a loop swallows the first alarm, so there are more. They strike
    at lines that differ, until one lies outside the `try`.
    """

    def start(self, seconds):
        self.seconds = seconds
        self.rang = False
        self.imports = 0
        self.tracer = sys.gettrace()
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)

    def stop(self):
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self.rang:
            sys.settrace(self.tracer)

    def ring(self, signum, frame):
        stack = _frames_below_run(frame)
        if not stack:  # the function has returned
            return
        importing = any("importlib._bootstrap" in f.f_code.co_filename for f in stack)
        if importing and self.imports < LONGEST_IMPORT:
            # A module that is left half imported breaks the next import, too.
            self.imports += 1
            signal.setitimer(signal.ITIMER_REAL, self.seconds, AGAIN)
            return
        if self.rang:  # and was swallowed; what runs may wait, so this ends it, too
            self._strike_later(stack)
        else:
            self.rang, self.lines = True, random.Random(0)
        raise _TimeUp

    def _strike_later(self, stack):
        left = int(10 ** self.lines.uniform(0, 3))

        def strike(frame, event, argument):
            nonlocal left
            left -= event == "line"
            if left <= 0 and _frames_below_run(frame):
                raise _TimeUp
            return strike

        sys.settrace(strike)
        for frame in stack:
            frame.f_trace = strike


def _frames_below_run(frame):
    """The frames from `frame` up to the call of the learner's function.

    None while this module itself runs: before the function, and after it.
    """
    frames = []
    while frame is not None and frame.f_code is not _run.__code__:
        frames.append(frame)
        frame = frame.f_back
    own = frames and frames[-1].f_code.co_filename == __file__
    return [] if frame is None or own else frames


@contextlib.contextmanager
def _alarm_clock():
    # Signals reach the main thread only, and Windows has no alarm.
    main = threading.current_thread() is threading.main_thread()
    if not (main and hasattr(signal, "SIGALRM")):
        yield _NoClock()
        return
    clock = _Clock()
    before = signal.signal(signal.SIGALRM, clock.ring)
    try:
        yield clock
    finally:
        signal.signal(signal.SIGALRM, before)
