"""Annotations in the format of PASCAL VOC: one XML file per image."""

import os
from pathlib import Path

from course_utils.annotations.elements import child, number, read_root, text
from course_utils.annotations.faults import Fault, Faults
from course_utils.annotations.folders import as_folder, files_below, read_lines
from course_utils.annotations.values import (
    LARGEST,
    NUMBERS,
    OVERHANG,
    are,
    class_names,
    leaves,
)
from course_utils.arguments import brief


def load_voc(folder, split=None, pixel_offset=0, names=None, bad="raise"):
    """Read annotations in the format of PASCAL VOC as a COCO dictionary.

    `folder` holds `Annotations/*.xml` and `ImageSets/Main/<split>.txt`, as VOC2007
    does. Without a `split`, which gives the order of the images, all files are read,
    those in subfolders too, sorted by name; `folder` may then hold the XML files
    itself, as annotation tools write them. Hidden files are left out. The dictionary's
    lists, with ids from 1 on:

    - `images`: id, file_name (as the file gives it), width, height;
    - `annotations`: id, image_id, category_id, bbox, area, iscrowd (0), difficult;
    - `categories`: id, name.

    A box becomes [xmin, ymin, xmax - xmin, ymax - ymin] in pixels, and may leave its
    image by one pixel, since tools round. http://host.robots.ox.ac.uk/pascal/VOC/

    VOC's own corners are the first and the last pixel, counted from 1.
    `pixel_offset=1` reads them as such: widths and heights get the one pixel that they
    then lack, and corners from 1 to the width or the height of the image are allowed,
    0 is not. The corner itself is kept, so that **pixel 1 lies between 1 and 2**, and
    the image from 1 to its width + 1; take 1 from x and y where pixels count from 0,
    for instance to draw a box or to compare it with another format's.

    The categories are the names that occur, sorted, so **the same id may be another
    class in another split**: it is when one split lacks a class. Give the list of all
    classes as `names` to number them in that order, whichever of them occur; any other
    name is then refused.

    With `bad="skip"`, objects with a fault are left out, with a warning: returns the
    dictionary and a list of texts, what is wrong with each. Their images stay.

    Raises ValueError, naming the file, the entry and the rule of the first five faults,
    when anything is missing or wrong. Otherwise nothing is left out or mended, and XML
    entities are not expanded.
    """
    if not are([pixel_offset], NUMBERS) or pixel_offset not in (0, 1):
        raise ValueError(
            "`pixel_offset` must be 0 or 1. "
            f"Received: pixel_offset={brief(pixel_offset)}"
        )
    if names is not None:
        names = class_names(names)
    faults = Faults(bad)
    images, annotations, source = [], [], {}
    for path in _files(folder, split, faults):
        try:
            root = read_root(path)
            image = _image(root, path, source)
        except Fault as fault:
            faults.of_file(fault)
            continue
        image = {"id": len(images) + 1} | image
        images.append(image)
        for n, entry in enumerate(root.findall("object"), start=1):
            where = f"{path}, object {n}"
            try:
                found = _annotation(entry, image, pixel_offset, names, where)
            except Fault as fault:
                faults.of_box(fault)
                continue
            annotations.append({"id": len(annotations) + 1} | found)
    if names is None:
        names = sorted({annotation["category_id"] for annotation in annotations})
    ids = {name: n for n, name in enumerate(names, start=1)}
    for annotation in annotations:
        annotation["category_id"] = ids[annotation["category_id"]]
    categories = [{"id": n, "name": name} for name, n in ids.items()]
    return faults.outcome(
        {"images": images, "annotations": annotations, "categories": categories}
    )


def _files(folder, split, faults):
    """The XML files to read, in order."""
    folder = as_folder(folder)
    inside = folder / "Annotations"
    if split is None:
        files = files_below(inside if inside.is_dir() else folder, {".xml"})
        if not files:
            raise ValueError(
                "`folder` must hold XML files, or a folder `Annotations` that does. "
                f"Received: {folder}"
            )
        return files
    if not isinstance(split, str) or Path(split).name != split:
        raise ValueError(
            "`split` must be the name of a file in ImageSets/Main, without .txt. "
            f"Received: split={brief(split)}"
        )
    return _of_split(folder / "ImageSets" / "Main" / f"{split}.txt", inside, faults)


def _of_split(path, annotations, faults):
    """The XML files in `annotations` that the split file at `path` names."""
    if not os.path.isfile(path):
        raise ValueError(f"`split` must have a file. Received: no file {path}")
    try:
        lines = read_lines(path)
    except Fault as fault:
        raise ValueError(str(fault)) from None
    if not lines:
        raise ValueError(f"{path}: must name an image. Received: an empty file")
    files = {}
    for where, name in lines:
        file = annotations / f"{name}.xml"
        is_below = not Path(name).is_absolute() and ".." not in Path(name).parts
        if name in files:
            faults.of_file(f"{where}: a name must come once. Received: {brief(name)}")
        elif not is_below or not os.path.isfile(file):
            faults.of_file(
                f"{where}: must be the name of an annotation file in {annotations}, "
                f"without .xml. Received: {brief(name)}"
            )
        else:
            files[name] = file
    return list(files.values())


def _image(root, path, source):
    """What `images` holds of a file, but for the id; notes it in `source`."""
    file_name = text(root, "filename", path)
    if file_name in source:
        raise Fault(
            f"{path}: `filename` must be of one annotation file only. Received: "
            f"{brief(file_name)}, which {source[file_name]} has too"
        )
    source[file_name] = path
    size = child(root, "size", path)
    width, height = (_side(size, key, path) for key in ("width", "height"))
    return {"file_name": file_name, "width": width, "height": height}


def _side(size, key, where):
    value, read = number(size, key, where)
    if not 1 <= value <= LARGEST or not value.is_integer():
        raise Fault(
            f"{where}: `{key}` must be a whole number of pixels, from 1 to {LARGEST}. "
            f"Received: {read}"
        )
    return int(value)


def _annotation(entry, image, pixel_offset, names, where):
    """What `annotations` holds of an `object`, with its name instead of its class."""
    name = text(entry, "name", where)
    where = f"{where} ({brief(name)})"
    if names is not None and name not in names:
        raise Fault(
            f"{where}: `name` must be one of `names`, {brief(names)}. "
            f"Received: {brief(name)}"
        )
    box = _box(entry, image["width"], image["height"], pixel_offset, where)
    return {
        "image_id": image["id"],
        "category_id": name,
        "bbox": box,
        "area": box[2] * box[3],
        "iscrowd": 0,
        "difficult": _difficult(entry, where),
    }


def _box(entry, width, height, pixel_offset, where):
    """[x, y, width, height] of an `object` in an image of that size."""
    corners = child(entry, "bndbox", where)
    starts, sides = [], []
    for axis, size in (("x", width), ("y", height)):
        start, start_read = number(corners, f"{axis}min", where)
        end, end_read = number(corners, f"{axis}max", where)
        side = end - start + pixel_offset
        rule = _broken_rule(axis, start, end, side, size, pixel_offset)
        if rule:
            raise Fault(
                f"{where}: {rule}. "
                f"Received: {axis}min={start_read} and {axis}max={end_read}"
            )
        starts.append(start)
        sides.append(side)
    return starts + sides


def _broken_rule(axis, start, end, side, size, pixel_offset):
    """What must hold of two corners along an axis and does not, or None."""
    both = f"`{axis}min` and `{axis}max`"
    if pixel_offset and (start < 1 or end > size):
        return (
            f"{both} must be pixels of the image, which `pixel_offset=1` counts from "
            f"1 to {size}"
        )
    if leaves(start, side, size):
        return (
            f"{both} must lie in the image, from 0 to {size}, or leave it by "
            f"{OVERHANG} pixel at most"
        )
    if end < start or side <= 0:
        rule = f"`{axis}max` must be greater than `{axis}min`"
        if end == start:
            rule += (
                ", or equal to it where both are pixels that belong to the object: "
                "`pixel_offset=1` reads them so"
            )
        return rule
    return None


def _difficult(entry, where):
    if entry.find("difficult") is None:  # as in many files of VOC's later years
        return 0
    value = text(entry, "difficult", where)
    if value not in ("0", "1"):
        raise Fault(f"{where}: `difficult` must be 0 or 1. Received: {brief(value)}")
    return int(value)
