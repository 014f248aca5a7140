"""JSON files: read, with what JSON has not, found and located; and written."""

import json
import math
import os

import numpy as np

from course_utils.annotations.values import as_path
from course_utils.arguments import brief

_LISTS = ("images", "annotations", "categories")


def read_json(file):
    """The path of a JSON file, what it holds, and values that JSON has not.

    These are (list, place, rule, what was received): NaN, Infinity, 1e999 and a key
    that comes twice, with the name of the list and the place of the entry that holds
    them. The name is None in a file that is a list, the place None outside all lists.
    """
    path = as_path(file, "file")
    if not os.path.isfile(path):
        raise ValueError(f"`file` must be a file that exists. Received: {path}")
    wrong = {}  # by the identity of the value: it, the rule, what was received

    def note(value, rule, received):
        wrong[id(value)] = value, rule, received
        return value

    def number(text):
        value = float(text)
        if math.isfinite(value):
            return value
        return note(value, "a number must be finite", text)

    def dictionary(pairs):
        value = dict(pairs)
        if len(value) < len(pairs):
            seen = set()
            twice = next(k for k, _ in pairs if k in seen or seen.add(k))
            note(value, "a key must come once in its object", twice)
        return value

    try:
        data = json.loads(
            path.read_bytes().decode("utf-8-sig"),
            parse_constant=number,  # NaN, Infinity, -Infinity
            parse_float=number,
            object_pairs_hook=dictionary,
        )
    except OSError as error:
        raise ValueError(
            f"{path}: must be a readable file. Received: {error}"
        ) from None
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: must be UTF-8 text; save it as UTF-8. Received: {error}"
        ) from None
    except json.JSONDecodeError as error:
        raise ValueError(
            f"{path}, line {error.lineno}, column {error.colno}: must be well-formed "
            f"JSON. Received: {error.msg}"
        ) from None
    except RecursionError:
        raise ValueError(
            f"{path}: must not be nested deeply. Received: lists or objects in one "
            "another, hundreds of levels deep"
        ) from None
    except ValueError as error:  # Python reads no integer of more than 4300 digits
        raise ValueError(
            f"{path}: must hold numbers of a usual length. Received: {error}"
        ) from None
    return path, data, _located(data, wrong)


def _located(data, wrong):
    if not wrong:
        return []
    places = {}
    for name in _LISTS if isinstance(data, dict) else (None,):
        entries = data.get(name) if name else data
        for i, entry in enumerate(entries if isinstance(entries, list) else ()):
            parts = [entry]
            for part in parts:  # which grows
                if id(part) in wrong:
                    places.setdefault(id(part), (name, i))
                if isinstance(part, dict):
                    parts.extend(part.values())
                elif isinstance(part, list):
                    parts.extend(part)
    return [
        (*places.get(key, (None, None)), rule, received)
        for key, (_, rule, received) in wrong.items()
    ]


def write_json(data, file):
    """Write a dictionary, with one line per entry of its lists."""
    path = as_path(file, "file")
    try:
        parts = []
        for key, value in _plain(data).items():
            text = json.dumps(value, allow_nan=False)
            if isinstance(value, list) and value:
                lines = (json.dumps(entry, allow_nan=False) for entry in value)
                text = "[\n  " + ",\n  ".join(lines) + "\n ]"
            parts.append(f" {json.dumps(key)}: {text}")
    except RecursionError:
        raise ValueError(
            "`data` must not be nested deeply. Received: lists or dictionaries in one "
            "another, hundreds of levels deep"
        ) from None
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"`data` must hold what JSON can hold. Received: {error!s:.200}"
        ) from None
    try:
        path.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8", newline="\n")
    except (OSError, ValueError) as error:  # the second: a name with a null character
        raise ValueError(
            f"`file` must be a file that can be written. Received: {error}"
        ) from None


def _plain(value):
    """`value` with lists for tuples and arrays, and Python's numbers for NumPy's."""
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):  # json would write 1 as "1"
                raise TypeError(f"the key {brief(key)}, which is no text")
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.longdouble):
        return float(value)
    return value.item() if isinstance(value, np.generic) else value
