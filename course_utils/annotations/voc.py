"""Annotations in the format of PASCAL VOC: one XML file per picture."""

import math
import os
import warnings
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

from course_utils.annotations.values import (
    LARGEST,
    NUMBERS,
    are,
    as_path,
    brief,
    class_names,
)


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
    if not are([pixel_offset], NUMBERS) or pixel_offset not in (0, 1):
        raise ValueError(
            "`pixel_offset` must be 0 or 1. "
            f"Received: pixel_offset={brief(pixel_offset)}"
        )
    if names is not None:
        names = class_names(names)
    images, annotations, source = [], [], {}
    for path in _voc_files(folder, split):
        root = _voc_root(path)
        file_name = _voc_text(root, "filename", path)
        if file_name in source:
            raise ValueError(
                f"{path}: `filename` must be of one annotation file only. Received: "
                f"{brief(file_name)}, which {source[file_name]} has too"
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
            where = f"{where} ({brief(name)})"
            if names is not None and name not in names:
                raise ValueError(
                    f"{where}: `name` must be one of `names`, {brief(names)}. "
                    f"Received: {brief(name)}"
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


def _voc_files(folder, split):
    """The XML files to read, in order."""
    folder = as_path(folder, "folder")
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
            f"Received: split={brief(split)}"
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
                f"without .xml. Received: {brief(name)}"
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
            f"{path}: must hold an `annotation`. Received: a {brief(root.tag)}"
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
            f"{where}: `{key}` must be a finite number. Received: {brief(text)}"
        )
    return value


def _voc_side(size, key, where):
    value = _voc_number(size, key, where)
    if not 1 <= value <= LARGEST or not value.is_integer():
        raise ValueError(
            f"{where}: `{key}` must be a whole number of pixels, from 1 to {LARGEST}. "
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
            f"{where}: `difficult` must be 0 or 1. Received: {brief(text)}"
        )
    return int(text)
