"""Annotations in YOLO's format; what they share with others is in test_annotations."""

import json
import random
import re
from collections import Counter
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from annotation_files import mutated, read_or_refused, rule, write_files
from course_utils.annotations import (
    load_coco,
    load_voc,
    load_yolo,
    read_annotations,
    save_coco,
)
from course_utils.datasets import FLOWERS
from tools.make_samples import SAMPLE, YOLO_SAMPLE, make_yolo_sample


def picture(width=200, height=100, kind="PNG", **options):
    """The bytes of a picture of that size."""
    file = BytesIO()
    Image.new("L", (width, height)).save(file, kind, **options)
    return file.getvalue()


NAMES = ["cat", "dog"]
LINE = "1 0.5 0.5 0.25 0.5"  # in a picture of 200 x 100
BOX = [75, 25, 50, 50]


@pytest.fixture
def write(tmp_path):
    return lambda files: write_files(tmp_path, files)


def read(folder, names=NAMES):
    """File names of the pictures, with the boxes in each."""
    data = load_yolo(folder, names)
    found = {image["file_name"]: [] for image in data["images"]}
    by_id = {image["id"]: image["file_name"] for image in data["images"]}
    for annotation in data["annotations"]:
        found[by_id[annotation["image_id"]]].append(annotation["bbox"])
    return found


def test_a_small_folder(write):
    text = f"{LINE}\r\n\r\n  0.0 1e-1 .2 0.2 0.4  \r\n"
    folder = write(
        {
            "b.PNG": picture(),
            "b.txt": f"\ufeff{text}",  # as an editor on Windows stores it
            "a.jpg": picture(40, 60, "JPEG"),
            "a.txt": "",
            "c.bmp": picture(30, 30, "BMP"),
            "classes.txt": "cat\ndog\n\n",
        }
    )
    data = load_yolo(folder)
    assert data == {
        "images": [
            {"id": 1, "file_name": "a.jpg", "width": 40, "height": 60},
            {"id": 2, "file_name": "b.PNG", "width": 200, "height": 100},
            {"id": 3, "file_name": "c.bmp", "width": 30, "height": 30},
        ],
        "annotations": [
            {
                "id": number,
                "image_id": 2,
                "category_id": category,
                "bbox": box,
                "area": box[2] * box[3],
                "iscrowd": 0,
            }
            for number, category, box in [(1, 2, BOX), (2, 1, [0, 0, 40, 40])]
        ],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
    }
    assert json.loads(json.dumps(data)) == data
    assert load_yolo(str(folder), ("cat", "dog")) == data
    read_annotations(data, [])


LAYOUTS = {
    "beside": ("a.png", "a.txt", "", "a.png"),
    "two folders": ("images/a.png", "labels/a.txt", "", "images/a.png"),
    "splits": ("images/val/a.png", "labels/val/a.txt", "", "images/val/a.png"),
    "one split": ("images/val/a.png", "labels/val/a.txt", "images/val", "a.png"),
    "the pictures": ("images/a.png", "labels/a.txt", "images", "a.png"),
    "all splits": ("images/val/a.png", "labels/val/a.txt", "images", "val/a.png"),
    "splits outside": ("val/images/a.png", "val/labels/a.txt", "", "val/images/a.png"),
    "the split": ("val/images/a.png", "val/labels/a.txt", "val", "images/a.png"),
    "the last counts": (
        "images/x/images/a.png",
        "images/x/labels/a.txt",
        "",
        "images/x/images/a.png",
    ),
    "beside, in images": ("images/a.png", "images/a.txt", "", "images/a.png"),
    "beside, below": ("obj_train_data/a.png", "obj_train_data/a.txt", "", None),
    "dots": ("images/a.b.png", "labels/a.b.txt", "", "images/a.b.png"),
    "large letters": ("A.PNG", "A.TXT", "", "A.PNG"),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts_that_people_have(write, monkeypatch, layout):
    image, text, inside, file_name = layout
    others = {"README.txt": "Read me", "train.txt": image, ".hidden/b.txt": LINE}
    folder = write({f"set/{name}": text for name, text in others.items()})
    if inside or image.count("/"):
        write({f"set/{image}": picture(), f"set/{text}": LINE})
    else:  # where pictures lie, any text is taken for annotations
        folder = write({f"flat/{image}": picture(), f"flat/{text}": LINE})
    folder = folder / ("set" if inside or image.count("/") else "flat") / inside
    assert read(folder) == {file_name or image: [BOX]}
    monkeypatch.chdir(folder)
    assert read(".") == {file_name or image: [BOX]}


def test_pictures_of_all_splits_are_read_in_order(write):
    files = {f"images/{name}.png": picture() for name in ("b/1", "a/2", "a/1", "0")}
    folder = write(files | {"labels/a/2.txt": LINE, "labels/b/1.txt": f"{LINE}\n" * 2})
    assert read(folder) == {
        "images/0.png": [],
        "images/a/1.png": [],
        "images/a/2.png": [BOX],
        "images/b/1.png": [BOX, BOX],
    }


@pytest.mark.parametrize("place", ["", "labels/"])
@pytest.mark.parametrize("inside", ["", "images/val", "images"])
@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("classes.txt", "cat\nno dog\n"),
        ("obj.names", "cat\nno dog"),
        ("data.yaml", "names: [cat, no dog]\nnc: 2"),
        ("data.yaml", "path: ..\nnames:\n  1: no dog\n  0: cat\n"),
    ],
)
def test_names_are_found(write, place, inside, file, text):
    files = {"images/val/a.png": picture(), "labels/val/a.txt": LINE}
    folder = write(files | {f"{place}{file}": text})
    if (place, inside) == ("labels/", "images/val"):
        return  # too far away
    for names in (None, folder / place / file, str(folder / place / file)):
        data = load_yolo(folder / inside, names)
        assert [c["name"] for c in data["categories"]] == ["cat", "no dog"]
    assert load_yolo(folder, ["a", "b"])["categories"][1] == {"id": 2, "name": "b"}


def test_names_in_yaml_are_texts(write):
    folder = write({"a.png": picture(), "a.txt": LINE, "data.yaml": "names: [no, 7]"})
    assert [c["name"] for c in load_yolo(folder)["categories"]] == ["no", "7"]


@pytest.mark.parametrize(
    ("files", "names", "words"),
    [
        ({}, None, "`names` must be given, or be in a file `classes.txt`, .*no such"),
        ({}, ["cat", "cat"], "`names` must be a list of class names, each given once"),
        ({}, "cat", "`names` must be a list of class names, or a file .*names='cat'"),
        ({}, 7, "`names` must be a path. Received: 7"),
        ({"classes.txt": ""}, None, r"classes\.txt: must name a class"),
        ({"classes.txt": "a\na"}, None, r"classes\.txt: `names` must be a list"),
        ({"classes.txt": b"\xff"}, None, r"classes\.txt: must be UTF-8 text"),
        ({"data.yaml": "names: [a"}, None, r"data\.yaml: must be readable YAML"),
        ({"data.yaml": "[" * 9999}, None, r"data\.yaml: must be readable YAML"),
        ({"data.yaml": "nc: 2"}, None, r"data\.yaml: must have a key `names`"),
        ({"data.yaml": "- a"}, None, r"data\.yaml: must have a key `names`"),
        ({"data.yaml": "names: {0: a, 2: b}"}, None, r"data\.yaml: `names` must be a"),
        ({"data.yaml": "names: []"}, None, r"data\.yaml: must name a class"),
        ({"data.yaml": "names: &a [*a]"}, None, r"data\.yaml: must be readable YAML"),
        ({"data.yaml": "names: cat"}, None, r"data\.yaml: `names` must be a list"),
        (
            {"classes.txt": "cat\ndog", "data.yaml": "names: [dog, cat]"},
            None,
            r"`names` must be given where files disagree\. .*classes\.txt and .*yaml",
        ),
    ],
)
def test_bad_names_are_refused(write, files, names, words):
    folder = write({f"x/y/z/{n}": text for n, text in files.items()}) / "x/y/z"
    write({"x/y/z/a.png": picture(), "x/y/z/a.txt": LINE})
    with pytest.raises(ValueError, match=words):
        load_yolo(folder, names)


WRONG = {
    "few": ("1 .5 .5 .2", "must be five columns, class, x and .*height. Received: 4,"),
    "commas": ("1,.5,.5,.2,.2", "must be five columns, .*Received: 1, '1,"),
    "a score": (f"{LINE} .9", "; a sixth, the score, makes it a detector's result. Re"),
    "a polygon": (f"{LINE} .1 .9", "; polygons, oriented boxes and key .*Received: 7"),
    "an oriented box": (f"{LINE} .1 .9 .3 .4", "; polygons, oriented boxes and key"),
    "a word": ("dog .5 .5 .2 .2", "must be finite numbers. Received: 'dog'"),
    "nan": ("1 nan .5 .2 .2", "must be finite numbers. Received: 'nan'"),
    "infinite": ("1 .5 .5 .2 1e999", "must be finite numbers"),
    "python's own": ("1 .5 .5 .2 1_0", "must be finite numbers. Received: '1_0'"),
    "class 2": ("2 .5 .5 .2 .2", "class must be a whole number from 0 to 1, .*: 2"),
    "class -1": ("-1 .5 .5 .2 .2", "the class must be a whole number from 0 to 1"),
    "half a class": ("0.5 .5 .5 .2 .2", "class must be a whole .*Received: 0.5"),
    "no width": ("1 .5 .5 0 .2", "width and height must be above 0. Received: '1 .5"),
    "negative": ("1 .5 .5 .2 -.2", "width and height must be above 0"),
    "pixels": (
        "1 100 50 50 50",
        "parts of the image's sides, must lie in the im",
    ),
    "outside": (
        "1 .5 .5 1.0101 1",
        "must lie in the image of 200x100 pixels, or leave it by 1 pixel at most. "
        "Received: '1 .5 .5 1.0101 1'",
    ),
    "long": ("1" * 5000, r"must be five columns, .*Received: 1, '1+\.\.\.1+'"),
}


@pytest.mark.parametrize(("line", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_line_is_named_with_the_rule(write, line, words):
    folder = write({"a.png": picture(), "a.txt": f"{LINE}\n{line}\n"})
    with pytest.raises(ValueError, match=words) as caught:
        load_yolo(folder, NAMES)
    assert str(caught.value).startswith(f"{folder / 'a.txt'}, line 2: ")
    with pytest.warns(UserWarning, match="Left out"):
        data, skipped = load_yolo(folder, NAMES, bad="skip")
    assert [a["bbox"] for a in data["annotations"]] == [BOX]
    assert skipped == [str(caught.value)]


@pytest.mark.parametrize("line", ["1 .5 .5 1.0099 1.0199", "1 0 0 .01 .02"])
def test_a_box_may_leave_its_picture_by_a_pixel(write, line):
    folder = write({"a.png": picture(), "a.txt": line})
    (found,) = load_yolo(folder, NAMES)["annotations"]
    assert min(found["bbox"][:2]) == pytest.approx(-1, abs=0.02)


BROKEN = {
    "no such picture": ({"b.txt": LINE}, r"b\.txt: must have an image of its name"),
    "no such picture, though empty": ({"b.txt": ""}, r"b\.txt: must have an image"),
    "in labels": ({"x/labels/y/b.txt": LINE}, r"b\.txt: must have an image"),
    "two pictures": (
        {"a.jpg": picture(kind="JPEG")},
        r"a\.txt: must be the text of one image. Received: .*a\.jpg and .*a\.png",
    ),
    "two texts": (
        {"images/b.png": picture(), "images/b.txt": LINE, "labels/b.txt": LINE},
        r"b\.png: must have one text. Received: .*images.b\.txt and .*labels.b\.txt",
    ),
    "no image": ({"b.png": "b"}, r"b\.png: must be an image that Pillow can open"),
    "half a picture": ({"b.png": picture()[:20]}, r"b\.png: must be an image that"),
    "not UTF-8": (
        {"b.png": picture(), "b.txt": b"\xff"},
        r"b\.txt: must be UTF-8 text; save it as UTF-8",
    ),
}


@pytest.mark.parametrize(("files", "words"), BROKEN.values(), ids=BROKEN)
def test_broken_folders_are_refused(write, files, words):
    folder = write({"a.png": picture(), "a.txt": LINE} | files)
    for bad in ("raise", "skip"):
        with pytest.raises(ValueError, match=words):
            load_yolo(folder, NAMES, bad=bad)


@pytest.mark.parametrize("orientation", range(10))
def test_a_picture_that_viewers_turn_is_refused(write, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    folder = write({"a.jpg": picture(kind="JPEG", exif=exif), "a.txt": LINE})
    if orientation in range(2, 9):
        words = rf"a\.jpg: must be stored .*exif_transpose.* orientation {orientation}"
        with pytest.raises(ValueError, match=words):
            load_yolo(folder, NAMES)
    else:
        assert read(folder) == {"a.jpg": [BOX]}


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("nowhere", "`folder` must be a folder that exists"),
        ("a/a.png", "`folder` must be a folder that exists"),
        ("b", "`folder` must hold images"),
        ("c", "`folder` must hold a text for one of its images at least"),
    ],
)
def test_a_folder_without_annotations_is_refused(write, inside, words):
    home = write({"a/a.png": picture(), "b/a.txt": LINE, "c/a.png": picture()})
    with pytest.raises(ValueError, match=words):
        load_yolo(home / inside, NAMES)


def test_a_picture_too_large_to_decode_is_measured(write, recwarn):
    folder = write({"a.png": picture(12_000, 10_000), "a.txt": LINE})
    assert load_yolo(folder, NAMES)["images"][0]["width"] == 12_000
    assert not recwarn


@st.composite
def boxes(draw):
    """Sides of a picture and xywh boxes of whole pixels in it, with their classes."""
    sides = draw(st.integers(1, 5000)), draw(st.integers(1, 5000))
    found = []
    for _ in range(draw(st.integers(0, 4))):
        starts = [draw(st.integers(0, side - 1)) for side in sides]
        extents = [
            draw(st.integers(1, side - start))
            for start, side in zip(starts, sides, strict=True)
        ]
        found.append((draw(st.integers(0, 1)), starts + extents))
    return sides, found


@given(boxes())
def test_what_was_written_is_read(tmp_path_factory, drawn):
    (width, height), found = drawn
    folder = tmp_path_factory.mktemp("yolo")
    lines = []
    for label, (x, y, w, h) in found:
        parts = ((x + w / 2) / width, (y + h / 2) / height, w / width, h / height)
        lines.append(" ".join([str(label), *(f"{part:.6f}" for part in parts)]))
    write_files(folder, {"a.txt": "\n".join(lines)})
    Image.new("1", (width, height)).save(folder / "a.png")
    data = load_yolo(folder, NAMES)
    assert [a["category_id"] for a in data["annotations"]] == [n + 1 for n, _ in found]
    read = np.reshape([a["bbox"] for a in data["annotations"]], (-1, 4))
    np.testing.assert_allclose(
        read, np.reshape([box for _, box in found], (-1, 4)), atol=5001e-6
    )
    save_coco(data, folder / "a.json")
    assert load_coco(folder / "a.json") == data


# The sample in data/ -----------------------------------------------------------------


def test_the_sample_is_what_its_command_makes(tmp_path):
    make_yolo_sample(tmp_path)
    assert load_yolo(tmp_path) == load_yolo(YOLO_SAMPLE)
    names = {p.relative_to(YOLO_SAMPLE) for p in YOLO_SAMPLE.rglob("*.*")}
    assert names == {p.relative_to(tmp_path) for p in tmp_path.rglob("*.*")}
    assert len(names) == 4 + 4 + 1


def test_the_sample_describes_the_boxes_of_that_of_voc():
    yolo = load_yolo(YOLO_SAMPLE)
    voc = load_voc(SAMPLE, pixel_offset=1, names=FLOWERS)
    assert yolo["categories"] == voc["categories"]
    for one, other in zip(yolo["images"], voc["images"], strict=True):
        assert one["file_name"].endswith(f"/{other['file_name']}")
        assert one | {"file_name": None} == other | {"file_name": None}
    for one, other in zip(yolo["annotations"], voc["annotations"], strict=True):
        for key in ("id", "image_id", "category_id"):
            assert one[key] == other[key]
        box = np.subtract(other["bbox"], [1, 1, 0, 0])  # where pixel 1 lies
        np.testing.assert_allclose(one["bbox"], box, atol=1e-3)


# Mutated files -----------------------------------------------------------------------

PARTS = re.compile(rb"\S+|\s")
ODD = [b"NaN", b"-1", b"0", b"1", b"2", b".5", b"1e999", b"9" * 5000, b"1_0", b","]
ODD += [b"", b"\n", b"\r", b"\0", b"\xff", b"\xe9", b"x" * 9999, b"1.5", b"-0"]
ODD += [b"\x1c", b"\t"]


def test_mutated_texts_are_read_or_refused(write):
    text = f"{LINE}\n0 .25 .25 .1 .1\n1 0.999 0.5 0.004 1\n".encode()
    folder, rng, outcomes = write({"a.png": picture()}), random.Random(0), Counter()

    def load(folder, **options):
        return load_yolo(folder, NAMES, **options)

    for _ in range(1000):
        content = mutated(text, PARTS, ODD, rng)
        write({"a.txt": content})
        data = read_or_refused(load, folder, folder / "a.txt")
        if isinstance(data, str):
            outcomes[rule(data)] += 1
            continue
        outcomes["read"] += 1
        lines = content.decode("utf-8-sig").splitlines()
        assert len(data["annotations"]) == sum(map(bool, map(str.strip, lines)))
        if outcomes["read"] % 9 == 0:  # as writing takes most of the time
            save_coco(data, folder / "a.json")
            assert load_coco(folder / "a.json") == data
    assert outcomes["read"] > 100
    assert len(outcomes) > 8


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("classes.txt", b"cat\ndog\n"),
        ("data.yaml", b"nc: 2\nnames:\n  0: cat\n  1: 'dog'\npath: ../x\n"),
        ("data.yaml", b'names: [cat, "dog"]\n'),
    ],
)
def test_mutated_names_are_read_or_refused(write, name, content):
    folder = write({"a.png": picture(), "a.txt": LINE})
    rng, outcomes = random.Random(0), Counter()
    parts = re.compile(rb"[][{}:,'\"&*!-]|\w+|\s")
    odd = [*ODD, b"&a", b"*a", b"!!int", b"["]
    for _ in range(500):
        write({name: mutated(content, parts, odd, rng)})
        try:
            data = load_yolo(folder)
        except ValueError as error:
            assert type(error) is ValueError
            assert str(error).startswith((str(folder / name), str(folder / "a.txt")))
            outcomes["refused"] += 1
            continue
        outcomes["read"] += 1
        read_annotations(data, [])
    assert min(outcomes["read"], outcomes["refused"]) > 50


def test_mutated_pictures_are_read_or_refused(write):
    exif = Image.Exif()
    exif[0x0112] = 1
    pictures = {
        "jpg": picture(20, 10, "JPEG", exif=exif),
        "png": picture(20, 10, exif=exif),
        "bmp": picture(20, 10, "BMP"),
        "gif": picture(20, 10, "GIF"),
        "webp": picture(20, 10, "WEBP", exif=exif),
        "tif": picture(20, 10, "TIFF"),
    }
    folder, rng, outcomes = write({"a.txt": ""}), random.Random(0), Counter()
    for _ in range(1500):
        suffix = rng.choice(list(pictures))
        content = bytearray(pictures[suffix])
        for _ in range(rng.randrange(1, 9)):
            content[rng.randrange(min(len(content), 200))] = rng.randrange(256)
        file = write({f"a.{suffix}": bytes(content)}) / f"a.{suffix}"
        try:
            (image,) = load_yolo(folder, NAMES)["images"]
        except ValueError as error:
            assert type(error) is ValueError
            assert str(error).startswith(str(file))
            outcomes["refused"] += 1
        else:
            outcomes["read"] += 1
            assert type(image["width"]) is int
        file.unlink()
    assert min(outcomes["read"], outcomes["refused"]) > 100
