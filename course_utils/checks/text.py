"""Values as short text, and a call as Python that can be pasted."""

import math
import re

import numpy as np

from course_utils.checks.compare import Opaque, is_number, plain

SHORT = 120  # characters of a value in a message
WIDTH = 88  # characters of a line
TOKENS = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|, |.""", re.DOTALL)
DEFAULT_TYPES = ("float64", "int64", "bool")  # what np.array makes of Python's own


def show(value):
    """Return `value` as short text: arrays as lists, long ones by their shape."""
    entries = plain(value)
    text = _short(entries)
    if len(text) <= SHORT or not isinstance(entries, list):
        return text if len(text) <= SHORT else text[: SHORT - 3] + "..."
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"a list of {len(entries)} entries"


def show_call(name, arguments):
    """The call with its arguments as `show` shows them."""
    return f"{name}({', '.join(map(show, arguments))})"


def python_call(name, arguments):
    """The call in full, as lines of Python; arrays need `np`.

    >>> print(python_call("head", [np.zeros((1, 2), "float32"), 0.1]))
    head(np.array([[0.0, 0.0]], dtype=np.float32), 0.1)
    """
    return _wrap(f"{name}({', '.join(map(_python, arguments))})")


def kind(value):
    """What a plain value is, as a sentence says it."""
    names = {
        bool: "True or False",
        complex: "a complex number",
        dict: "a dictionary",
        list: "a list",
        set: "a set, which has no order",
        str: "a string",
    }
    if is_number(value):
        return "a number"
    if isinstance(value, Opaque):
        return value.kind
    if hasattr(value, "__next__"):
        return "an iterator: turn it into a list with `list(...)`"
    return names.get(type(value), f"of type {type(value).__name__}")


def _short(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(_short, value)) + "]"
    if isinstance(value, Opaque):
        return value.kind
    # Seven digits tell apart what the tolerance tells apart.
    return f"{value:.7g}" if isinstance(value, float) else safe_repr(value)


def safe_repr(value):
    """`repr`, or words where there is none: whole numbers can be too long for it."""
    try:
        return repr(value)
    except Exception:
        if isinstance(value, int):
            return f"a whole number of about {int(math.log10(abs(value)))} digits"
        return f"a value of type {type(value).__name__}"


def _python(value):
    if isinstance(value, np.ndarray):
        return _python_array(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_python, value)) + "]"
    if isinstance(value, tuple):
        entries = ", ".join(map(_python, value))
        return f"({entries},)" if len(value) == 1 else f"({entries})"
    if isinstance(value, float) and not math.isfinite(value):
        return "np.nan" if math.isnan(value) else "np.inf" if value > 0 else "-np.inf"
    return repr(value)


def _python_array(array):
    kept = array.dtype.name in DEFAULT_TYPES
    dtype = "" if kept else f", dtype=np.{array.dtype.name}"
    if not array.size:
        dtype = "" if array.dtype == float else f", dtype=np.{array.dtype.name}"
        return f"np.zeros({array.shape}{dtype})"
    if array.dtype.kind == "f" and not kept:  # the shortest text of a float32
        entries = _nested(array, lambda x: _python(float(str(x))))
    else:
        entries = _nested(array, lambda x: _python(x.item()))
    return f"np.array({entries}{dtype})"


def _nested(array, text):
    if array.ndim == 0:
        return text(array[()])
    return "[" + ", ".join(_nested(row, text) for row in array) + "]"


def _wrap(text):
    """Break after commas, outside strings: further lines are indented by four."""
    pieces = [""]
    for token in TOKENS.findall(text):
        pieces[-1] += token
        if token == ", ":
            pieces.append("")
    lines = [""]
    for piece in pieces:
        if lines[-1].strip() and len(lines[-1]) + len(piece.rstrip()) > WIDTH:
            lines.append("    ")
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)
