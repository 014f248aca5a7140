"""The file of cases: plain values as JSON, and a group of them read back."""

import json
import math
from pathlib import Path

import numpy as np

from course_utils.checks.calls import Raised


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


def load_group(path, group):
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
