"""Dictionaries in COCO's format and lists of results: checked by tables, as arrays."""

from itertools import chain
from typing import NamedTuple

import numpy as np

from course_utils.annotations.faults import listed, refuse, warn
from course_utils.annotations.values import (
    BOX,
    INTEGERS,
    TEXT,
    are,
    as_areas,
    as_boxes,
    as_flags,
    as_integers,
    as_numbers,
    as_texts,
)
from course_utils.arguments import brief

_MISSING = object()
_NUMBERED = (
    "; number texts, as {text: n for n, text in enumerate(texts, 1)} does, and put the "
    "numbers in their places everywhere"
)


class Objects(NamedTuple):
    """What there is to find: one entry per annotation, in the order of the list."""

    image: np.ndarray  # [N] int, place of its image among the sorted ids
    category: np.ndarray  # [N] int, likewise
    bbox: np.ndarray  # [N, 4] x, y, width, height in pixels
    area: np.ndarray  # [N] square pixels
    crowd: np.ndarray  # [N] bool
    difficult: np.ndarray  # [N] bool


class Detections(NamedTuple):
    """What was found: one entry per result, in the order of the list."""

    image: np.ndarray  # [N] int, place of its image among the sorted ids
    category: np.ndarray  # [N] int, likewise
    bbox: np.ndarray  # [N, 4] x, y, width, height in pixels
    score: np.ndarray  # [N]


class Categories(NamedTuple):
    """The classes, in the order of their ids."""

    ids: list  # of int
    names: list  # of str


def read_annotations(ground_truth, detections):
    """Check a COCO dictionary and a list of results: Objects, Detections, Categories.

    Of `ground_truth` it needs `images` (id), `categories` (id, name) and `annotations`
    (id, image_id, category_id, bbox, area; iscrowd and difficult are 0 where they are
    missing), of each detection image_id, category_id, bbox and score. Numbers may be
    Python's or NumPy's, and a bbox a list, a tuple or an array. A box may have a width
    or a height of 0, which overlaps with nothing: a warning names such annotations.

    Raises ValueError, naming the first five entries that are wrong and the rule, when a
    key is missing, an id is not an integer, not known or another's, a number is none or
    not finite, or an area, a width or a height is negative.
    """
    images, annotations, categories = read_tables(ground_truth, "`ground_truth`")
    image_ids, names = known(images, categories)
    image_ids, category_ids = sorted(image_ids), sorted(names)
    objects = read_objects(annotations, image_ids, category_ids)
    refuse(annotations.faults())
    warn_of_empty_boxes(annotations, objects)
    results = Table(detections, "`detections`")
    found = read_results(results, image_ids, category_ids)
    refuse(results.faults())
    ids = [int(category_id) for category_id in category_ids]
    return objects, found, Categories(ids, [names[i] for i in ids])


class Table:
    """A list of dictionaries, read by columns, and what messages call it.

    A column is checked as a whole. Only when that fails are the wrong entries looked
    for.
    """

    def __init__(self, entries, name):
        self.entries, self.name = entries, name
        self._faults = {}  # by place in the whole list
        if not isinstance(entries, list | tuple):
            raise ValueError(f"{name}: must be a list. Received: {brief(entries)}")
        self._places = range(len(entries))
        if not are(entries, dict):
            for i, entry in enumerate(entries):
                if not isinstance(entry, dict):
                    self.add_fault(i, "must be a dictionary", entry)
            self.leave_faults_out()

    def where(self, i):
        return f"{self.name}[{self._places[i]}]"

    def add_fault(self, i, rule, received):
        message = f"{self.where(i)}: {rule}. Received: {brief(received)}"
        self._faults.setdefault(self._places[i], message)

    def faults(self):
        """Messages, one per wrong entry, in the order of the list."""
        return [self._faults[place] for place in sorted(self._faults)]

    def leave_faults_out(self):
        if not self._faults:
            return
        kept = [i for i, place in enumerate(self._places) if place not in self._faults]
        self.entries = [self.entries[i] for i in kept]
        self._places = [self._places[i] for i in kept]

    def column(self, key, read, rule, default=_MISSING):
        """What `read` makes of the values of `key`; it returns None for wrong ones."""
        values = [entry.get(key, default) for entry in self.entries]
        column = read(values)
        for i in _wrong(values, read) if column is None else ():
            if values[i] is _MISSING:
                self.add_fault(i, f"`{key}` must be there", self.entries[i])
                continue
            is_text_as_id = isinstance(values[i], str) and key.endswith("id")
            more = _NUMBERED if is_text_as_id else ""
            self.add_fault(i, f"`{key}` must be {rule}{more}", values[i])
        return column

    def check_spelling(self, optional):
        """Refuse keys that differ from those in case only, and would not be missed."""
        keys = set(chain.from_iterable(self.entries)) - set(optional)
        odd = {key for key in keys if isinstance(key, str) and key.lower() in optional}
        for i, entry in enumerate(self.entries if odd else ()):
            for key in sorted(odd & entry.keys()):
                self.add_fault(i, f"a key must be written `{key.lower()}`", key)

    def ids(self):
        """The values of `id`, all different, or None."""
        ids = self.column("id", as_integers, "an integer")
        if ids is None or len(set(ids)) == len(ids):
            return ids
        first = {}
        for i, value in enumerate(ids):
            if first.setdefault(value, i) != i:
                rule = f"`id` must differ from that of {self.where(first[value])}"
                self.add_fault(i, rule, value)
        return None


def _wrong(values, read):
    """The places of what `read` refuses, found by halves."""
    spans = [(0, len(values))]
    while spans:
        start, end = spans.pop()
        if read(values[start:end]) is None:
            if end - start == 1:
                yield start
                continue
            middle = (start + end) // 2
            spans += [(middle, end), (start, middle)]


def read_tables(data, name):
    """Three tables: images, annotations, categories."""
    if not isinstance(data, dict):
        raise ValueError(f"{name}: must be a dictionary. Received: {brief(data)}")
    tables = []
    for key in ("images", "annotations", "categories"):
        if key not in data:
            raise ValueError(
                f"{name}: must have `{key}`. Received: only {brief(list(data))}"
            )
        tables.append(Table(data[key], f"{name}, {key}"))
    return tables


def known(images, categories):
    """The ids of the images, and the names of the classes by id."""
    image_ids, category_ids = images.ids(), categories.ids()
    names = categories.column("name", as_texts, TEXT)
    refuse(images.faults() + categories.faults())
    return image_ids, dict(zip(category_ids, names, strict=True))


def read_objects(annotations, image_ids, category_ids):
    """The Objects of a table; a column with faults is None."""
    annotations.check_spelling(("iscrowd", "difficult"))
    annotations.ids()
    return Objects(
        *_places(annotations, image_ids, category_ids),
        annotations.column("bbox", as_boxes, BOX),
        annotations.column("area", as_areas, "a finite number from 0 on"),
        annotations.column("iscrowd", as_flags, "0 or 1", default=0),
        annotations.column("difficult", as_flags, "0 or 1", default=0),
    )


def read_results(results, image_ids=None, category_ids=None):
    """The Detections of a table; a column with faults is None.

    Without ids to look for, image and category are lists of ids, not places.
    """
    return Detections(
        *_places(results, image_ids, category_ids),
        bbox=results.column("bbox", as_boxes, BOX),
        score=results.column("score", as_numbers, "a finite number"),
    )


def _places(table, image_ids, category_ids):
    """Where the ids of each entry stand in those two lists: [N] and [N]."""
    columns = []
    for key, ids, kind in (
        ("image_id", image_ids, "images"),
        ("category_id", category_ids, "categories"),
    ):
        if ids is None:
            columns.append(table.column(key, as_integers, "an integer"))
            continue
        places = {value: place for place, value in enumerate(ids)}

        def read(values, places=places):
            if not are(values, INTEGERS):
                return None
            try:
                return np.fromiter(map(places.__getitem__, values), int, len(values))
            except KeyError:
                return None

        rule = f"an integer, the id of one of `{kind}`"
        columns.append(table.column(key, read, rule))
    return columns


def warn_of_empty_boxes(annotations, objects):
    """Name the annotations whose box has no area, since nothing can match them."""
    empty = np.flatnonzero((objects.bbox[:, 2:] == 0).any(axis=1))
    if len(empty):
        lines = []
        for i in empty:
            entry = annotations.entries[i]
            lines.append(
                f"{annotations.where(i)}: a `bbox` without area overlaps with nothing "
                "and counts as missed. "
                f"Received: {brief(entry['bbox'])}, id {brief(entry['id'])}"
            )
        warn(listed(lines))
