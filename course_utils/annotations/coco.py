"""Annotations and results in the format of COCO: one JSON file each."""

import numpy as np

from course_utils.annotations.faults import Faults, refuse
from course_utils.annotations.json_files import read_json, write_json
from course_utils.annotations.tables import (
    Table,
    known,
    read_objects,
    read_results,
    read_tables,
    warn_of_empty_boxes,
)
from course_utils.annotations.values import (
    SIDE,
    TEXT,
    as_sides,
    as_texts,
    inside,
    leaves,
)
from course_utils.arguments import brief


def load_coco(file, bad="raise"):
    """Read a JSON file in the format of COCO as a dictionary, with nothing changed.

    What it must hold; anything else may be there too:

    - `images`: id, file_name, and width and height, which are integers from 1 on;
    - `annotations`: id, image_id, category_id, bbox, area from 0 on; where they are
      given, iscrowd and difficult are 0 or 1;
    - `categories`: id, name.

    Ids are integers and differ from all others of their list. A box may leave its
    image by one pixel, since tools round. Its width or height may be 0, as in two
    annotations of COCO's own training file: nothing overlaps with it, so that it counts
    as missed, and a warning names it. https://cocodataset.org/#format-data

    With `bad="skip"`, annotations with a fault are left out, with a warning: returns
    the dictionary and a list of texts, what is wrong with each.

    Raises ValueError, naming the file, the first five entries that are wrong and the
    rule, when anything is missing or wrong. NaN, Infinity, 1e999 and a key that comes
    twice in an object are refused wherever they stand, though Python's own reader takes
    them.
    """
    faults = Faults(bad)
    path, data, wrong = read_json(file)
    _refuse_elsewhere(path, wrong, "annotations")
    annotations = _checked(data, path, wrong)
    for fault in annotations.faults():
        faults.of_box(fault)
    if annotations.faults():
        data = data | {"annotations": annotations.entries}
    return faults.outcome(data)


def save_coco(data, file):
    """Write a COCO dictionary as a JSON file, which `load_coco` reads as the same.

    So annotations that were read from another format can be handed on. NumPy's numbers
    become Python's, tuples and arrays lists. https://cocodataset.org/#format-data

    Raises ValueError when `load_coco` would refuse the file, for the same reasons and
    before an older `file` is touched, or when it cannot be written.
    """
    annotations = _checked(data, "`data`")
    refuse(annotations.faults())
    write_json(data, file)


def load_results(file, ground_truth=None, bad="raise"):
    """Read a JSON file with COCO's list of results, with nothing changed.

    Each entry has image_id and category_id (integers), bbox and score; anything else
    may be there too. Given the COCO dictionary `ground_truth`, the ids must be among
    its own. https://cocodataset.org/#format-results

    With `bad="skip"`, results with a fault are left out, with a warning: returns the
    list and a list of texts, what is wrong with each.

    Raises ValueError, naming the file, the first five entries that are wrong and the
    rule, when anything is missing or wrong.
    """
    faults, ids = Faults(bad), (None, None)
    if ground_truth is not None:
        images, _, categories = read_tables(ground_truth, "`ground_truth`")
        ids = known(images, categories)
    path, data, wrong = read_json(file)
    _refuse_elsewhere(path, wrong, None)
    results = Table(data, f"{path}, results")
    _add(results, wrong)
    read_results(results, *ids)
    results.leave_faults_out()
    for fault in results.faults():
        faults.of_box(fault)
    return faults.outcome(results.entries)


def _checked(data, name, wrong=()):
    """The annotations of a COCO dictionary, as a table; raises for all other faults."""
    images, annotations, categories = read_tables(data, name)
    _add(annotations, wrong)
    image_ids, names = known(images, categories)
    sides = [images.column(key, as_sides, SIDE) for key in ("width", "height")]
    images.column("file_name", as_texts, TEXT)
    refuse(images.faults())
    objects = read_objects(annotations, image_ids, names)
    if annotations.faults():
        annotations.leave_faults_out()
        objects = read_objects(annotations, image_ids, names)
    sizes = np.stack(sides, axis=1)[objects.image]  # [N, 2]
    outside = leaves(objects.bbox[:, :2], objects.bbox[:, 2:], sizes).any(axis=1)
    for i in np.flatnonzero(outside):
        rule = f"`bbox` {inside(*sizes[i])}"
        annotations.add_fault(i, rule, annotations.entries[i]["bbox"])
    warn_of_empty_boxes(annotations, objects)
    annotations.leave_faults_out()
    return annotations


def _add(table, wrong):
    """Add what JSON has not to the faults of a table."""
    for _, i, rule, received in wrong:
        table.add_fault(i, rule, received)
    table.leave_faults_out()


def _refuse_elsewhere(path, wrong, name):
    """Refuse what JSON has not, unless it is in an entry of the list of that name."""
    messages = []
    for key, i, rule, received in wrong:
        if key != name or i is None:
            place = "" if i is None else f", {key}[{i}]"
            messages.append(f"{path}{place}: {rule}. Received: {brief(received)}")
    refuse(messages)
