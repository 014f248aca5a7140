"""Annotations in the format of YOLO: one text per image, and the classes' names."""

import os
import warnings
from pathlib import Path

import yaml
from PIL import Image

from course_utils.annotations.faults import Fault, Faults
from course_utils.annotations.folders import as_folder, files_below, read_lines
from course_utils.annotations.values import (
    as_path,
    class_names,
    inside,
    leaves,
    number_in,
)
from course_utils.arguments import brief

_IMAGES = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
_CLASSES = ("classes.txt", "obj.names", "data.yaml")
_ORIENTATION = 0x0112  # EXIF's number for how an image is to be turned


def load_yolo(folder, names=None, bad="raise"):
    """Read annotations in the format of YOLO as a COCO dictionary.

    A text holds a line per object: class, x and y of the centre, width, height. Classes
    count from 0, the rest are parts of the image's width and height. All images in
    `folder` and its subfolders are read, sorted by name, for their sizes. The text of
    `a.jpg` is `a.txt` beside it, or, when the image lies in a folder `images` or
    below one, in the same place below `labels`; `folder` may be a split such as
    `images/train`. An image without a text, or with an empty one, shows no object.
    Hidden files are left out. The dictionary's lists, with ids from 1 on:

    - `images`: id, file_name (from `folder` on), width, height;
    - `annotations`: id, image_id, category_id (**class + 1**), bbox, area, iscrowd (0);
    - `categories`: id, name, of all classes.

    `names` are the classes' names in their order, or a file of them: a text with one
    per line, or YAML with a key `names`. Without them `classes.txt`, `obj.names` or
    `data.yaml` is looked for in `folder`, in its `labels` and in the two folders above.

    A box becomes [x, y, width, height] in pixels, and may leave its image by one
    pixel, since tools round. https://docs.ultralytics.com/datasets/detect/

    With `bad="skip"`, lines with a fault are left out, with a warning: returns the
    dictionary and a list of texts, what is wrong with each. Their images stay.

    Raises ValueError, naming the file, the line and the rule of the first five faults,
    when anything is missing or wrong: also for a text without an image, for polygons
    and other lines of more columns, and for an image that viewers turn by its EXIF
    mark, since it is not known which way up it was annotated.
    """
    faults = Faults(bad)
    folder = as_folder(folder)
    names = _names(folder, names)
    images, annotations = [], []
    for image, text in _pairs(folder, faults):
        try:
            width, height = _size(image)
            lines = read_lines(text) if text else []
        except Fault as fault:
            faults.of_file(fault)
            continue
        image = {
            "id": len(images) + 1,
            "file_name": image.relative_to(folder).as_posix(),
            "width": width,
            "height": height,
        }
        images.append(image)
        for where, line in lines:
            try:
                found = _annotation(line, image, names, where)
            except Fault as fault:
                faults.of_box(fault)
                continue
            annotations.append({"id": len(annotations) + 1} | found)
    categories = [{"id": n, "name": name} for n, name in enumerate(names, start=1)]
    return faults.outcome(
        {"images": images, "annotations": annotations, "categories": categories}
    )


def _pairs(folder, faults):
    """Each image with the path of its text, or None."""
    images = files_below(folder, _IMAGES)
    if not images:
        raise ValueError(f"`folder` must hold images. Received: {folder}")
    labels = _labels(folder)
    texts = files_below(folder, {".txt"})
    if labels is not None and labels.is_dir():
        texts += files_below(labels, {".txt"})
    by_stem = {text.with_suffix(""): text for text in texts}
    pairs, owner = [], {}
    for image in images:
        apart = _apart(image.relative_to(folder), folder, labels)
        places = [image, apart] if apart else [image]
        found = [
            by_stem[place.with_suffix("")]
            for place in places
            if place.with_suffix("") in by_stem
        ]
        if len(found) > 1:
            faults.of_file(
                f"{image}: must have one text. Received: {found[0]} and {found[1]}"
            )
        text = found[0] if found else None
        if text in owner:
            faults.of_file(
                f"{text}: must be the text of one image. "
                f"Received: {owner[text]} and {image}"
            )
        if text:
            owner[text] = image
        pairs.append((image, text))
    if not owner:
        raise ValueError(
            "`folder` must hold a text for one of its images at least, beside it or "
            f"below `labels`. Received: {folder}"
        )
    _refuse_others(texts, pairs, folder, labels, faults)
    return pairs


def _labels(folder):
    """Where the texts lie when `folder` is `images` or a split in it, or None."""
    if folder.name in ("", ".."):
        folder = Path(os.path.abspath(folder))
    if folder.name == "images":
        return folder.parent / "labels"
    if folder.parent.name == "images":
        return folder.parent.parent / "labels" / folder.name
    return None


def _apart(image, folder, labels):
    """The place of an image, given from `folder` on, with `labels` for `images`."""
    parts = list(image.parts)
    if "images" not in parts[:-1]:
        return labels and labels / image
    last = max(i for i, part in enumerate(parts[:-1]) if part == "images")
    parts[last] = "labels"
    return folder.joinpath(*parts)


def _refuse_others(texts, pairs, folder, labels, faults):
    """Refuse texts that belong to no image though they lie where such texts do."""
    used = {text for _, text in pairs}
    homes = {image.parent for image, _ in pairs}
    for text in texts:
        if text in used or text.name in _CLASSES:
            continue
        is_inside = text.is_relative_to(folder)
        folders = text.relative_to(folder).parts[:-1] if is_inside else ()
        if not is_inside or text.parent in homes or "labels" in folders:
            faults.of_file(
                f"{text}: must have an image of its name, beside it or in `images` "
                "where it lies in `labels`. Received: no image"
            )


def _size(path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of images that are large to decode
            with Image.open(path) as image:
                size, turned = image.size, 1
                if "exif" in image.info:
                    turned = image.getexif().get(_ORIENTATION, 1)
    except Exception as error:  # Pillow raises many kinds for what is no image
        raise Fault(
            f"{path}: must be an image that Pillow can open. Received: {error!s:.200}"
        ) from None
    if turned in range(2, 9):
        raise Fault(
            f"{path}: must be stored the way up it is shown, as "
            "`PIL.ImageOps.exif_transpose` makes it. "
            f"Received: EXIF's orientation {turned}"
        )
    return size


def _annotation(line, image, names, where):
    """What `annotations` holds of a line."""
    columns = line.split()
    if len(columns) != 5:
        hint = ""
        if len(columns) == 6:
            hint = "; a sixth, the score, makes it a detector's result"
        elif len(columns) > 6:
            hint = "; polygons, oriented boxes and key points are not read"
        raise Fault(
            f"{where}: must be five columns, class, x and y of the centre, width and "
            f"height{hint}. Received: {len(columns)}, {brief(line)}"
        )
    label, *parts = (_number(column, where) for column in columns)
    if not label.is_integer() or not 0 <= label < len(names):
        raise Fault(
            f"{where}: the class must be a whole number from 0 to {len(names) - 1}, "
            f"the place of its name. Received: {columns[0]:.50}"
        )
    x, y, width, height = parts
    if width <= 0 or height <= 0:
        raise Fault(
            f"{where}: width and height must be above 0. Received: {brief(line)}"
        )
    sides = image["width"], image["height"]
    start = [(x - width / 2) * sides[0], (y - height / 2) * sides[1]]
    extent = [width * sides[0], height * sides[1]]
    if any(map(leaves, start, extent, sides)):
        raise Fault(
            f"{where}: the box, in parts of the image's sides, {inside(*sides)}. "
            f"Received: {brief(line)}"
        )
    return {
        "image_id": image["id"],
        "category_id": int(label) + 1,
        "bbox": start + extent,
        "area": extent[0] * extent[1],
        "iscrowd": 0,
    }


def _number(column, where):
    value = number_in(column)
    if value is None:
        raise Fault(f"{where}: must be finite numbers. Received: {brief(column)}")
    return value


def _names(folder, names):
    """The names of the classes: as given, of a file, or of the nearest known file."""
    if isinstance(names, list | tuple):
        return class_names(names)
    if names is not None:
        path = as_path(names, "names")
        if not os.path.isfile(path):
            raise ValueError(
                "`names` must be a list of class names, or a file of them. "
                f"Received: names={brief(names)}"
            )
        return _names_in(path)
    places = [folder, folder / "labels", _labels(folder)]
    places += Path(os.path.abspath(folder)).parents[:2]
    for place in filter(None, places):
        found = [place / name for name in _CLASSES if (place / name).is_file()]
        found = {path: _names_in(path) for path in found}
        if len({tuple(names) for names in found.values()}) > 1:
            first, second, *_ = found
            raise ValueError(
                f"`names` must be given where files disagree. Received: {first} and "
                f"{second}"
            )
        if found:
            return next(iter(found.values()))
    raise ValueError(
        "`names` must be given, or be in a file `classes.txt`, `obj.names` or "
        f"`data.yaml`. Received: no such file in {folder} or above"
    )


def _names_in(path):
    """The names that a text or a YAML file holds."""
    if path.suffix.lower() in (".yaml", ".yml"):
        names = _yaml(path)
        if isinstance(names, dict):  # by the number of the class
            names = [names.get(str(n)) for n in range(len(names))]
    else:
        try:
            names = [line for _, line in read_lines(path)]
        except Fault as fault:
            raise ValueError(str(fault)) from None
    try:
        names = class_names(names)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if not names:
        raise ValueError(f"{path}: must name a class. Received: no names")
    return names


def _yaml(path):
    """The value of `names`, with all values as texts: `no` is a class, not False."""
    try:
        data = yaml.load(path.read_bytes(), yaml.BaseLoader)
    except (OSError, RecursionError, ValueError, yaml.YAMLError) as error:
        raise ValueError(
            f"{path}: must be readable YAML. Received: {error!s:.200}"
        ) from None
    if not isinstance(data, dict) or "names" not in data:
        raise ValueError(f"{path}: must have a key `names`. Received: {brief(data)}")
    return data["names"]
