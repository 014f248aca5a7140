"""Annotations in the format of COCO: one JSON file."""

import json
import math
import os

import numpy as np

from course_utils.annotations.tables import read_objects, read_tables
from course_utils.annotations.values import (
    SIDE,
    TEXT,
    as_path,
    as_sides,
    as_texts,
    brief,
)

_OVERHANG = 1  # pixels by which a box may leave its picture


def load_coco(file):
    """Read a JSON file in the format of COCO as a dictionary, with nothing changed.

    What it must hold; anything else may be there too:

    - `images`: id, file_name, and width and height, which are integers from 1 on;
    - `annotations`: id, image_id, category_id, bbox with a width and a height above 0,
      area from 0 on; where they are given, iscrowd and difficult are 0 or 1;
    - `categories`: id, name.

    Ids are integers and differ from all others of their list. A box may leave its
    picture by one pixel, since tools round. https://cocodataset.org/#format-data

    Raises ValueError, naming the file, the entry and the rule, when anything is missing
    or wrong. NaN, Infinity, 1e999 and a key that comes twice in an object are refused
    wherever they stand, though Python's own reader takes them.
    """
    path = as_path(file, "file")
    if not os.path.isfile(path):
        raise ValueError(f"`file` must be a file that exists. Received: {path}")
    data = _json(path)
    images, annotations, categories = read_tables(data, path)
    image_ids, category_ids = images.ids(), categories.ids()
    images.column("file_name", as_texts, TEXT)
    sides = [images.column(key, as_sides, SIDE) for key in ("width", "height")]
    categories.column("name", as_texts, TEXT)
    objects = read_objects(annotations, image_ids, category_ids)
    size = np.stack(sides, axis=1)[objects.image]  # [N, 2]
    start, extent = objects.bbox[:, :2], objects.bbox[:, 2:]
    # The sum of start and extent might overflow; this cannot.
    outside = (start < -_OVERHANG) | (extent > size + _OVERHANG - start)
    if outside.any():
        i = int(outside.any(axis=1).argmax())
        width, height = size[i]
        annotations.refuse(
            i,
            f"`bbox` must lie in the picture of {width:.0f} x {height:.0f} pixels, or "
            f"leave it by {_OVERHANG} pixel at most",
            annotations.entries[i]["bbox"],
        )
    return data


def _json(path):
    """What the JSON file at `path` holds."""
    wrong = []  # (value, rule, what was received) of values that JSON has not

    def constant(text):  # NaN, Infinity, -Infinity
        return number(text)

    def number(text):
        value = float(text)
        if not math.isfinite(value):
            wrong.append((value, "a number must be finite", text))
        return value

    def dictionary(pairs):
        value = dict(pairs)
        if len(value) < len(pairs):
            seen = set()
            twice = next(k for k, _ in pairs if k in seen or seen.add(k))
            wrong.append((value, "a key must come once in its object", twice))
        return value

    try:
        data = json.loads(
            path.read_bytes().decode("utf-8-sig"),
            parse_constant=constant,
            parse_float=number,
            object_pairs_hook=dictionary,
        )
    except OSError as error:
        raise ValueError(
            f"{path}: must be a readable file. Received: {error}"
        ) from None
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: must be UTF-8 text. Received: {error}") from None
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
    for value, rule, received in wrong:
        place = _place(data, value)
        raise ValueError(f"{path}{place}: {rule}. Received: {brief(received)}")
    return data


def _place(data, value):
    """The entry that holds this very object, as `, annotations[3]`, or nothing."""
    for key in ("images", "annotations", "categories"):
        entries = data.get(key) if isinstance(data, dict) else None
        for i, entry in enumerate(entries if isinstance(entries, list) else ()):
            parts = [entry]
            for part in parts:  # which grows
                if part is value:
                    return f", {key}[{i}]"
                if isinstance(part, dict):
                    parts.extend(part.values())
                elif isinstance(part, list):
                    parts.extend(part)
    return ""
