"""Annotations in the formats of COCO and PASCAL VOC: read, checked, and as arrays.

Both loaders return a COCO dictionary with lists `images`, `annotations` and
`categories` (https://cocodataset.org/#format-data); detections are COCO's list of
results (https://cocodataset.org/#format-results). Boxes are [x, y, width, height] in
pixels. What is wrong is refused with its place, never left out or mended.

Left out: segmentations, keypoints and captions of COCO, which are neither checked nor
refused; parts, poses and segmentations of VOC.
"""

import json
import math
import os
import reprlib
import warnings
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

import numpy as np
from defusedxml import DefusedXmlException, ElementTree

_LARGEST = 2**31 - 1  # pixels along the side of a picture, so that no area overflows
_OVERHANG = 1  # pixels by which a box in COCO's format may leave its picture


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
    path = _path(file, "file")
    if not os.path.isfile(path):
        raise ValueError(f"`file` must be a file that exists. Received: {path}")
    data = _json(path)
    images, annotations, categories = _tables(data, path)
    image_ids, category_ids = images.ids(), categories.ids()
    images.column("file_name", _texts, _TEXT)
    sides = [images.column(key, _sides, _SIDE) for key in ("width", "height")]
    categories.column("name", _texts, _TEXT)
    objects = _objects(annotations, image_ids, category_ids)
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


def load_voc(folder, split=None, pixel_offset=0, names=None):
    """Read annotations in the format of PASCAL VOC as a COCO dictionary.

    `folder` holds `Annotations/*.xml` and `ImageSets/Main/<split>.txt`, as VOC2007
    does. Without a `split`, which gives the order of the pictures, all files are read,
    sorted by name; `folder` may then hold the XML files itself, as annotation tools
    write them. The dictionary's lists, with ids from 1 on:

    - `images`: id, file_name, width, height;
    - `annotations`: id, image_id, category_id, bbox, area, iscrowd (0), difficult;
    - `categories`: id, name.

    A box becomes [xmin, ymin, xmax - xmin, ymax - ymin] in pixels. VOC's corners are
    the first and the last pixel, counted from 1; `pixel_offset=1` adds the one pixel
    that its widths and heights then lack. http://host.robots.ox.ac.uk/pascal/VOC/

    The categories are the names that occur, sorted, so **the same id may be another
    class in another split**: it is when one split lacks a class. Give the list of all
    classes as `names` to number them in that order, whichever of them occur; any other
    name is then refused.

    Raises ValueError, naming the file, the entry and the rule, when anything is missing
    or wrong. Nothing is left out or mended, and XML entities are not expanded.
    """
    if not _are([pixel_offset], _NUMBERS) or pixel_offset not in (0, 1):
        raise ValueError(
            "`pixel_offset` must be 0 or 1. "
            f"Received: pixel_offset={_brief(pixel_offset)}"
        )
    if names is not None:
        names = _class_names(names)
    images, annotations, source = [], [], {}
    for path in _voc_files(folder, split):
        root = _voc_root(path)
        file_name = _voc_text(root, "filename", path)
        if file_name in source:
            raise ValueError(
                f"{path}: `filename` must be of one annotation file only. Received: "
                f"{_brief(file_name)}, which {source[file_name]} has too"
            )
        source[file_name] = path
        size = _voc_child(root, "size", path)
        width, height = (_voc_side(size, key, path) for key in ("width", "height"))
        image_id = len(images) + 1
        images.append(
            {"id": image_id, "file_name": file_name, "width": width, "height": height}
        )
        for number, entry in enumerate(root.findall("object"), start=1):
            where = f"{path}, object {number}"
            name = _voc_text(entry, "name", where)
            where = f"{where} ({_brief(name)})"
            if names is not None and name not in names:
                raise ValueError(
                    f"{where}: `name` must be one of `names`, {_brief(names)}. "
                    f"Received: {_brief(name)}"
                )
            box = _voc_box(entry, width, height, pixel_offset, where)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image_id,
                    "category_id": name,  # until all names are known
                    "bbox": box,
                    "area": box[2] * box[3],
                    "iscrowd": 0,
                    "difficult": _voc_difficult(entry, where),
                }
            )
    if names is None:
        names = sorted({annotation["category_id"] for annotation in annotations})
    ids = {name: number for number, name in enumerate(names, start=1)}
    for annotation in annotations:
        annotation["category_id"] = ids[annotation["category_id"]]
    categories = [{"id": number, "name": name} for name, number in ids.items()]
    return {"images": images, "annotations": annotations, "categories": categories}


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
    images, annotations, categories = _tables(ground_truth, "`ground_truth`")
    image_ids, category_ids = sorted(images.ids()), categories.ids()
    names = dict(
        zip(category_ids, categories.column("name", _texts, _TEXT), strict=True)
    )
    category_ids = sorted(category_ids)
    objects = _objects(annotations, image_ids, category_ids)
    results = _Table(detections, "`detections`")
    image, category = _places(results, image_ids, category_ids)
    found = Detections(
        image,
        category,
        bbox=results.column("bbox", _boxes, f"{_BOX} from 0 on"),
        score=results.column("score", _numbers, "a finite number"),
    )
    ids = [int(category_id) for category_id in category_ids]
    return objects, found, Categories(ids, [names[i] for i in ids])


_INTEGERS = (int, np.integer)
_NUMBERS = (int, float, np.integer, np.floating)
_NO_NUMBERS = (bool, np.timedelta64)  # though they are subclasses of integers
_MISSING = object()

_SIDE = f"an integer from 1 to {_LARGEST}"
_TEXT = "a text that is not empty"
_BOX = "four finite numbers [x, y, width, height], width and height"


class _Table:
    """A list of dictionaries, read by columns, and what messages call it.

    A column is checked as a whole. Only when that fails is the wrong entry looked for.
    """

    def __init__(self, entries, name):
        self.entries, self.name = entries, name
        if not isinstance(entries, list | tuple):
            raise ValueError(f"{name}: must be a list. Received: {_brief(entries)}")
        if not _are(entries, dict):
            i = next(i for i, part in enumerate(entries) if not isinstance(part, dict))
            self.refuse(i, "must be a dictionary", entries[i])

    def refuse(self, i, rule, received):
        raise ValueError(f"{self.name}[{i}]: {rule}. Received: {_brief(received)}")

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
        ids = self.column("id", _integers, "an integer")
        if len(set(ids)) < len(ids):
            first = {}
            for i, value in enumerate(ids):
                if first.setdefault(value, i) != i:
                    rule = f"`id` must differ from that of {self.name}[{first[value]}]"
                    self.refuse(i, rule, value)
        return ids


def _tables(data, name):
    """Three tables: images, annotations, categories."""
    if not isinstance(data, dict):
        raise ValueError(f"{name}: must be a dictionary. Received: {_brief(data)}")
    tables = []
    for key in ("images", "annotations", "categories"):
        if key not in data:
            raise ValueError(
                f"{name}: must have `{key}`. Received: only {_brief(list(data))}"
            )
        tables.append(_Table(data[key], f"{name}, {key}"))
    return tables


def _objects(annotations, image_ids, category_ids):
    annotations.ids()
    image, category = _places(annotations, image_ids, category_ids)
    crowd, difficult = (
        annotations.column(key, _flags, "0 or 1", default=0)
        for key in ("iscrowd", "difficult")
    )
    return Objects(
        image,
        category,
        annotations.column("bbox", _filled_boxes, f"{_BOX} above 0"),
        annotations.column("area", _areas, "a finite number from 0 on"),
        crowd,
        difficult,
    )


def _places(table, image_ids, category_ids):
    """Where the ids of each entry stand in those two lists: [N] and [N]."""
    columns = []
    for key, ids, kind in (
        ("image_id", image_ids, "images"),
        ("category_id", category_ids, "categories"),
    ):
        places = {value: place for place, value in enumerate(ids)}

        def read(values, places=places):
            if not _are(values, _INTEGERS):
                return None
            try:
                return np.array([places[value] for value in values], dtype=int)
            except KeyError:
                return None

        rule = f"an integer, the id of one of `{kind}`"
        columns.append(table.column(key, read, rule))
    return columns


# What reads a column: each takes a list of values and returns None if one is wrong.


def _integers(values):
    return values if _are(values, _INTEGERS) else None


def _sides(values):
    if not _are(values, _INTEGERS) or any(not 1 <= v <= _LARGEST for v in values):
        return None
    return np.array(values, dtype=float)


def _texts(values):
    return values if _are(values, str) and all(map(str.strip, values)) else None


def _flags(values):
    if not _are(values, _INTEGERS) or not set(values) <= {0, 1}:
        return None
    return np.array(values, dtype=bool)


def _numbers(values):
    if not _are(values, _NUMBERS):
        return None
    try:
        with np.errstate(over="ignore"):  # a longdouble becomes infinite
            array = np.fromiter(values, float, len(values))
    except OverflowError:  # an int beyond the largest float
        return None
    return array if np.isfinite(array).all() else None


def _areas(values):
    array = _numbers(values)
    return None if array is None or (array < 0).any() else array


def _boxes(values):
    if not _are(values, (list, tuple, np.ndarray)):
        return None
    try:
        if not set(map(len, values)) <= {4}:
            return None
    except TypeError:  # an array without axes
        return None
    array = _numbers(list(chain.from_iterable(values)))
    if array is None:
        return None
    array = array.reshape(-1, 4)
    return None if (array[:, 2:] < 0).any() else array


def _filled_boxes(values):
    array = _boxes(values)
    return None if array is None or (array[:, 2:] == 0).any() else array


def _are(values, kinds):
    """Whether all are of one of those types."""
    types = set(map(type, values))
    return all(issubclass(t, kinds) and not issubclass(t, _NO_NUMBERS) for t in types)


_REPR = reprlib.Repr()
_REPR.maxlevel, _REPR.maxlist, _REPR.maxtuple, _REPR.maxdict = 2, 8, 8, 8
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 100


def _brief(value):
    """`value` as messages show it: cut where it is long or deep."""
    try:
        return _REPR.repr(value)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return f"a {type(value).__name__} with a number of more than 4300 digits"


def _path(value, name):
    try:
        return Path(value)
    except TypeError:
        raise ValueError(
            f"`{name}` must be a path. Received: {_brief(value)}"
        ) from None


def _class_names(names):
    good = isinstance(names, list | tuple) and _texts(names) is not None
    if not good or len(set(names)) < len(names):
        raise ValueError(
            "`names` must be a list of class names, each given once. "
            f"Received: names={_brief(names)}"
        )
    return list(names)


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
        raise ValueError(f"{path}{place}: {rule}. Received: {_brief(received)}")
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


def _voc_files(folder, split):
    """The XML files to read, in order."""
    folder = _path(folder, "folder")
    # os.path, as the methods of Path raise for names that are too long.
    if not os.path.isdir(folder):
        raise ValueError(f"`folder` must be a folder that exists. Received: {folder}")
    inside = folder / "Annotations"
    if split is None:
        inside = inside if inside.is_dir() else folder
        try:
            paths = list(inside.iterdir())
        except OSError as error:
            raise ValueError(f"`folder` must be readable. Received: {error}") from None
        # The suffix in any case: tools for Windows write .XML too.
        files = [path for path in paths if path.suffix.lower() == ".xml"]
        if not files:
            raise ValueError(
                "`folder` must hold XML files, or a folder `Annotations` that does. "
                f"Received: {folder}"
            )
        return sorted(files, key=lambda path: path.name)
    if not isinstance(split, str) or Path(split).name != split:
        raise ValueError(
            "`split` must be the name of a file in ImageSets/Main, without .txt. "
            f"Received: split={_brief(split)}"
        )
    return _voc_split(folder / "ImageSets" / "Main" / f"{split}.txt", inside)


def _voc_split(path, annotations):
    """The XML files in `annotations` that the split file at `path` names."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: must be UTF-8 text. Received: {error}") from None
    except (OSError, ValueError):  # the second: a name with a null character
        raise ValueError(
            f"`split` must have a file. Received: no file {path}"
        ) from None
    files = {}
    for number, line in enumerate(lines, start=1):
        name, where = line.strip(), f"{path}, line {number}"
        if not name:
            continue
        file = annotations / f"{name}.xml"
        if name in files:
            raise ValueError(f"{where}: a name must come once. Received: {name!r}")
        if Path(name).name != name or not os.path.isfile(file):
            raise ValueError(
                f"{where}: must be the name of an annotation file in {annotations}, "
                f"without .xml. Received: {_brief(name)}"
            )
        files[name] = file
    if not files:
        raise ValueError(f"{path}: must name a picture. Received: an empty file")
    return list(files.values())


def _voc_root(path):
    """The `annotation` element of the XML file at `path`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of codecs that a file may name
            # Entities are refused: a small file may define one of many gigabytes.
            root = ElementTree.fromstring(path.read_bytes())
    except OSError as error:
        raise ValueError(
            f"{path}: must be a readable file. Received: {error}"
        ) from None
    except DefusedXmlException as error:
        raise ValueError(
            f"{path}: must define no entities. Received: {error!s:.200}"
        ) from None
    except (ParseError, ValueError, LookupError) as error:  # the last two: its encoding
        raise ValueError(
            f"{path}: must be well-formed XML. Received: {error!s:.200}"
        ) from None
    if root.tag != "annotation":
        raise ValueError(
            f"{path}: must hold an `annotation`. Received: a {_brief(root.tag)}"
        )
    if len(list(root.iter("object"))) != len(root.findall("object")):
        raise ValueError(
            f"{path}: each `object` must lie directly in `annotation`. Received: one "
            "inside another element"
        )
    return root


def _voc_child(element, key, where):
    found = element.findall(key)  # children only: a `part` has a name and a box too
    if len(found) != 1:
        raise ValueError(
            f"{where}: `{element.tag}` must have one `{key}`. Received: {len(found)}"
        )
    return found[0]


def _voc_text(element, key, where):
    text = (_voc_child(element, key, where).text or "").strip()
    if not text:
        raise ValueError(f"{where}: `{key}` must not be empty. Received: no text")
    return text


def _voc_number(element, key, where):
    text = _voc_text(element, key, where)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:  # Python reads 1_000
        raise ValueError(
            f"{where}: `{key}` must be a finite number. Received: {_brief(text)}"
        )
    return value


def _voc_side(size, key, where):
    value = _voc_number(size, key, where)
    if not 1 <= value <= _LARGEST or not value.is_integer():
        raise ValueError(
            f"{where}: `{key}` must be a whole number of pixels, from 1 to {_LARGEST}. "
            f"Received: {value:g}"
        )
    return int(value)


def _voc_box(entry, width, height, pixel_offset, where):
    """[x, y, width, height] of an `object` in a picture of that size."""
    corners = _voc_child(entry, "bndbox", where)
    starts, sides = [], []
    for axis, most in (("x", width), ("y", height)):
        start, end = (
            _voc_number(corners, f"{axis}{which}", where) for which in ("min", "max")
        )
        if start < 0 or end > most:
            raise ValueError(
                f"{where}: `{axis}min` and `{axis}max` must lie in the picture, from 0 "
                f"to {most}. Received: {start:g} and {end:g}"
            )
        if end < start or end - start + pixel_offset <= 0:
            raise ValueError(
                f"{where}: `{axis}max` must be greater than `{axis}min`. "
                f"Received: {axis}min={start:g} and {axis}max={end:g}"
            )
        starts.append(start)
        sides.append(end - start + pixel_offset)
    return starts + sides


def _voc_difficult(entry, where):
    if entry.find("difficult") is None:  # as in many files of VOC's later years
        return 0
    text = _voc_text(entry, "difficult", where)
    if text not in ("0", "1"):
        raise ValueError(
            f"{where}: `difficult` must be 0 or 1. Received: {_brief(text)}"
        )
    return int(text)
