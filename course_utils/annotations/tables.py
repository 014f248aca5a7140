"""Dictionaries in COCO's format and lists of results: checked by tables, as arrays."""

from typing import NamedTuple

import numpy as np

from course_utils.annotations.values import (
    BOX,
    INTEGERS,
    TEXT,
    are,
    as_areas,
    as_boxes,
    as_filled_boxes,
    as_flags,
    as_integers,
    as_numbers,
    as_texts,
    brief,
)

_MISSING = object()


class Objects(NamedTuple):
    """What there is to find: one entry per annotation, in the order of the list."""

    image: np.ndarray  # [N] int, place of its picture among the sorted ids
    category: np.ndarray  # [N] int, likewise
    bbox: np.ndarray  # [N, 4] x, y, width, height in pixels
    area: np.ndarray  # [N] square pixels
    crowd: np.ndarray  # [N] bool
    difficult: np.ndarray  # [N] bool


class Detections(NamedTuple):
    """What was found: one entry per result, in the order of the list."""

    image: np.ndarray  # [N] int, place of its picture among the sorted ids
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
    Python's or NumPy's, and a bbox a list, a tuple or an array.

    Raises ValueError, naming the entry and the rule, when a key is missing, an id is
    not an integer, not known or another's, a number is none or not finite, an area is
    negative, or a width or a height is not above 0 (a detection's may be 0).
    """
    images, annotations, categories = read_tables(ground_truth, "`ground_truth`")
    image_ids, category_ids = sorted(images.ids()), categories.ids()
    names = dict(
        zip(category_ids, categories.column("name", as_texts, TEXT), strict=True)
    )
    category_ids = sorted(category_ids)
    objects = read_objects(annotations, image_ids, category_ids)
    results = Table(detections, "`detections`")
    image, category = places(results, image_ids, category_ids)
    found = Detections(
        image,
        category,
        bbox=results.column("bbox", as_boxes, f"{BOX} from 0 on"),
        score=results.column("score", as_numbers, "a finite number"),
    )
    ids = [int(category_id) for category_id in category_ids]
    return objects, found, Categories(ids, [names[i] for i in ids])


class Table:
    """A list of dictionaries, read by columns, and what messages call it.

    A column is checked as a whole. Only when that fails is the wrong entry looked for.
    """

    def __init__(self, entries, name):
        self.entries, self.name = entries, name
        if not isinstance(entries, list | tuple):
            raise ValueError(f"{name}: must be a list. Received: {brief(entries)}")
        if not are(entries, dict):
            i = next(i for i, part in enumerate(entries) if not isinstance(part, dict))
            self.refuse(i, "must be a dictionary", entries[i])

    def refuse(self, i, rule, received):
        raise ValueError(f"{self.name}[{i}]: {rule}. Received: {brief(received)}")

    def column(self, key, read, rule, default=_MISSING):
        """What `read` makes of the values of `key`; it returns None for wrong ones."""
        values = [entry.get(key, default) for entry in self.entries]
        column = read(values)
        if column is None:
            start, end = 0, len(values)  # the first wrong value lies in between
            while end - start > 1:
                middle = (start + end) // 2
                if read(values[start:middle]) is None:
                    end = middle
                else:
                    start = middle
            if values[start] is _MISSING:
                self.refuse(start, f"`{key}` must be there", self.entries[start])
            self.refuse(start, f"`{key}` must be {rule}", values[start])
        return column

    def ids(self):
        """The values of `id`, all different."""
        ids = self.column("id", as_integers, "an integer")
        if len(set(ids)) < len(ids):
            first = {}
            for i, value in enumerate(ids):
                if first.setdefault(value, i) != i:
                    rule = f"`id` must differ from that of {self.name}[{first[value]}]"
                    self.refuse(i, rule, value)
        return ids


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


def read_objects(annotations, image_ids, category_ids):
    annotations.ids()
    image, category = places(annotations, image_ids, category_ids)
    crowd, difficult = (
        annotations.column(key, as_flags, "0 or 1", default=0)
        for key in ("iscrowd", "difficult")
    )
    return Objects(
        image,
        category,
        annotations.column("bbox", as_filled_boxes, f"{BOX} above 0"),
        annotations.column("area", as_areas, "a finite number from 0 on"),
        crowd,
        difficult,
    )


def places(table, image_ids, category_ids):
    """Where the ids of each entry stand in those two lists: [N] and [N]."""
    columns = []
    for key, ids, kind in (
        ("image_id", image_ids, "images"),
        ("category_id", category_ids, "categories"),
    ):
        places = {value: place for place, value in enumerate(ids)}

        def read(values, places=places):
            if not are(values, INTEGERS):
                return None
            try:
                return np.array([places[value] for value in values], dtype=int)
            except KeyError:
                return None

        rule = f"an integer, the id of one of `{kind}`"
        columns.append(table.column(key, read, rule))
    return columns
