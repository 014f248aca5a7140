import codecs
import copy
import json
import math
import os
import random
import re
import sys
import warnings
from collections import Counter
from contextlib import contextmanager
from decimal import Decimal
from encodings.aliases import aliases
from functools import partial
from itertools import combinations
from numbers import Integral, Real
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from annotation_files import (
    coco,
    document,
    entry,
    mutated,
    read_or_refused,
    results,
    rule,
    write_files,
)
from course_utils.annotations import load_coco, load_results, load_voc, read_annotations
from course_utils.annotations.elements import _SEVERAL_BYTES
from course_utils.annotations.tables import Table
from course_utils.boxes import box_convert
from course_utils.datasets import FLOWERS
from tools.make_samples import (
    COCO_SAMPLE,
    PICTURES,
    SAMPLE,
    draw,
    make_coco_sample,
    make_voc_sample,
)

# PASCAL VOC --------------------------------------------------------------------------


@pytest.fixture
def write(tmp_path):
    """A function that writes files, path=text, into a folder and returns that."""

    def write(files):
        return write_files(tmp_path, files)

    return write


def test_a_folder_of_xml_files(write):
    folder = write(
        {
            "b.xml": document(entry("dog"), filename="b.png", width=300),
            "a.XML": document(entry("cat", (1, 1, 200, 100), 1), entry("dog")),
            "c.xml": document(filename="c.jpg"),
            "classes.txt": "dog",
        }
    )
    data = load_voc(folder)
    assert data == {
        "images": [
            {"id": 1, "file_name": "a.jpg", "width": 200, "height": 100},
            {"id": 2, "file_name": "b.png", "width": 300, "height": 100},
            {"id": 3, "file_name": "c.jpg", "width": 200, "height": 100},
        ],
        "annotations": [
            {
                "id": number,
                "image_id": image,
                "category_id": category,
                "bbox": box,
                "area": box[2] * box[3],
                "iscrowd": 0,
                "difficult": difficult,
            }
            for number, image, category, box, difficult in [
                (1, 1, 1, [1, 1, 199, 99], 1),
                (2, 1, 2, [10, 20, 20, 40], 0),
                (3, 2, 2, [10, 20, 20, 40], 0),
            ]
        ],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
    }
    assert json.loads(json.dumps(data)) == data
    assert load_voc(str(folder)) == data


@pytest.mark.parametrize("home", ["", "Annotations/"])
def test_files_in_subfolders_are_read_too(write, home):
    files = {
        f"{home}{name}.xml": document(entry(), filename=file_name)
        for name, file_name in [
            ("b", "b.jpg"),
            ("a/z/1", "a/z/1.jpg"),
            ("a/2", "named otherwise.png"),
            ("c/2", "c/2.jpg"),
        ]
    }
    hidden = (".hidden/h", "a/._2", ".ipynb_checkpoints/2")
    files |= {f"{home}{name}.xml": "no XML" for name in hidden}
    folder = write(files | {"ImageSets/Main/few.txt": "c/2\na/z/1\n"})
    names = [image["file_name"] for image in load_voc(folder)["images"]]
    assert names == ["named otherwise.png", "a/z/1.jpg", "b.jpg", "c/2.jpg"]
    if home:
        names = [image["file_name"] for image in load_voc(folder, "few")["images"]]
        assert names == ["c/2.jpg", "a/z/1.jpg"]


def test_folders_may_be_links_even_in_a_circle(write):
    folder = write({"real/a.xml": document(), "data/b.xml": document(filename="b")})
    (folder / "data" / "link").symlink_to(folder / "real")
    (folder / "real" / "up").symlink_to(folder / "data")
    names = [image["file_name"] for image in load_voc(folder / "data")["images"]]
    assert names == ["b", "a.jpg"]


def test_a_split_gives_the_order(write):
    files = {f"Annotations/{n}.xml": document(filename=f"{n}.jpg") for n in "abc"}
    split = "\ufeffc\r\na\r\n\r\n"  # as an editor on Windows stores it
    folder = write(files | {"ImageSets/Main/few.txt": split})
    names = [image["file_name"] for image in load_voc(folder, "few")["images"]]
    assert names == ["c.jpg", "a.jpg"]
    names = [image["file_name"] for image in load_voc(folder)["images"]]
    assert names == ["a.jpg", "b.jpg", "c.jpg"]


def test_offset_adds_the_last_pixel(write):
    folder = write({"a.xml": document(entry(box=(1, 1, 200, 100)))})
    (whole,) = load_voc(folder, pixel_offset=1)["annotations"]
    assert whole["bbox"] == [1, 1, 200, 100]
    assert whole["area"] == 200 * 100


def test_with_the_offset_a_box_of_one_pixel_is_not_empty(write):
    folder = write({"a.xml": document(entry(box=(7, 8, 7, 8)))})
    (pixel,) = load_voc(folder, pixel_offset=1)["annotations"]
    assert pixel["bbox"] == [7, 8, 1, 1]
    with pytest.raises(ValueError, match="`xmax` must be greater than `xmin`"):
        load_voc(folder)


@pytest.mark.parametrize(
    "box", [(0, 0, 200, 100), (0.5, 1, 200, 100), (1, 1, 201, 100), (1, 1, 200, 101)]
)
def test_with_the_offset_pixels_count_from_1(write, box):
    folder = write({"a.xml": document(entry(box=box))})
    assert len(load_voc(folder)["annotations"]) == 1
    words = "must be pixels of the image, which `pixel_offset=1` counts from 1 to "
    with pytest.raises(ValueError, match=words):
        load_voc(folder, pixel_offset=1)


def test_with_the_offset_pixel_1_lies_between_1_and_2(write):
    folder = write({"a.xml": document(entry(box=(1, 1, 1, 1)))})
    (pixel,) = load_voc(folder, pixel_offset=1)["annotations"]
    assert box_convert([pixel["bbox"]], "xywh", "xyxy").tolist() == [[1, 1, 2, 2]]
    assert "**pixel 1 lies between 1 and 2**" in load_voc.__doc__


@pytest.mark.parametrize("end", [(7, 60), (30, 8), (7, 8)])
def test_a_box_of_one_pixel_names_the_offset(write, end):
    folder = write({"a.xml": document(entry(box=(7, 8, *end)))})
    with pytest.raises(ValueError, match=r"greater than .*or equal .*`pixel_offset=1`"):
        load_voc(folder)
    load_voc(folder, pixel_offset=1)


@pytest.mark.parametrize("box", [(7, 8, 6, 60), (7, 8, 30, 7.5)])
def test_swapped_corners_do_not_name_the_offset(write, box):
    folder = write({"a.xml": document(entry(box=box))})
    with pytest.raises(ValueError, match=r"must be greater than `.min`\. Received"):
        load_voc(folder)


@pytest.mark.parametrize("axis", [0, 1])
def test_one_rule_for_boxes_beyond_the_picture(write, axis):
    data = coco()
    data["images"][0] |= {"width": 50, "height": 50}
    for start, end in combinations([-1.01, -1, 0, 5, 49, 50, 51, 51.01], 2):
        corners, box = [10, 10, 20, 20], [10, 10, 10, 10]
        corners[axis], corners[axis + 2] = start, end
        box[axis], box[axis + 2] = start, end - start
        data["annotations"][1]["bbox"] = box
        text = document(entry(box=corners), width=50, height=50)
        folder = write({"a.xml": text, "a.json": json.dumps(data)})
        for load, place in ((load_voc, folder), (load_coco, folder / "a.json")):
            if start >= -1 and end <= 51:
                assert box in [a["bbox"] for a in load(place)["annotations"]]
            else:
                with pytest.raises(ValueError, match="or leave it by 1 pixel at most"):
                    load(place)


def test_fractions_of_pixels_are_kept(write):
    text = entry(box=("45.70", "1e1", " 50.25\n", "+20"))
    (found,) = load_voc(write({"a.xml": document(text)}))["annotations"]
    assert found["bbox"] == [45.7, 10, pytest.approx(4.55), 10]


def test_without_difficult_it_is_0(write):
    folder = write({"a.xml": document(entry(difficult=None), entry(difficult=1))})
    assert [a["difficult"] for a in load_voc(folder)["annotations"]] == [0, 1]


def test_parts_of_an_object_are_not_taken(write):
    part = entry("head", (12, 22, 18, 28)).replace("object>", "part>")
    folder = write({"a.xml": document(entry("person", extra=part))})
    data = load_voc(folder)
    assert data["categories"] == [{"id": 1, "name": "person"}]
    assert [a["bbox"] for a in data["annotations"]] == [[10, 20, 20, 40]]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


@st.composite
def annotated(draw):
    """Pictures: file name, width, height and objects, each (name, box, 0 or 1)."""
    pictures = []
    for file_name in draw(st.lists(TEXT, min_size=1, max_size=4, unique=True)):
        width, height = draw(st.integers(2, 5000)), draw(st.integers(2, 5000))
        entries = []
        for _ in range(draw(st.integers(0, 4))):
            (x1, x2), (y1, y2) = (
                sorted(draw(st.lists(st.floats(0, n), min_size=2, max_size=2)))
                for n in (width, height)
            )
            if x2 - x1 > 0 and y2 - y1 > 0:
                entries.append((draw(TEXT), (x1, y1, x2, y2), draw(st.integers(0, 1))))
        pictures.append((file_name, width, height, entries))
    return pictures


@given(annotated())
def test_what_was_written_is_read(tmp_path_factory, pictures):
    folder = tmp_path_factory.mktemp("voc")
    for number, (file_name, width, height, entries) in enumerate(pictures):
        text = document(
            *(entry(*e) for e in entries),
            filename=file_name,
            width=width,
            height=height,
        )
        (folder / f"{number}.xml").write_text(text, encoding="utf8")
    data = load_voc(folder)
    names = {category["id"]: category["name"] for category in data["categories"]}
    assert list(names.values()) == sorted(set(names.values()))
    read = [
        (
            image["file_name"],
            image["width"],
            image["height"],
            [
                (names[a["category_id"]], a["bbox"], a["area"], a["difficult"])
                for a in data["annotations"]
                if a["image_id"] == image["id"]
            ],
        )
        for image in data["images"]
    ]
    assert read == [
        (
            file_name,
            width,
            height,
            [
                (name, [x1, y1, x2 - x1, y2 - y1], (x2 - x1) * (y2 - y1), difficult)
                for name, (x1, y1, x2, y2), difficult in entries
            ],
        )
        for file_name, width, height, entries in pictures
    ]
    for kind in data.values():
        assert [row["id"] for row in kind] == list(range(1, len(kind) + 1))


BROKEN = {
    "cut off": (document()[:-5], "must be well-formed XML"),
    "empty": ("", "must be well-formed XML"),
    "not UTF-8": (
        document(filename="é").encode("latin-1"),
        "must be text in the encoding that it declares, or else in UTF-8; save it as",
    ),
    "unknown encoding": (
        "<?xml version='1.0' encoding='x'?><a/>",
        "must have an encoding that is known; save it as UTF-8. Received: x, unknown",
    ),
    "another format": ("<svg/>", "must hold an `annotation`. Received: a 'svg'"),
    "no file name": (document(filename=" "), "`filename` must not be empty"),
    "no size": ("<annotation><filename>a</filename></annotation>", "have one `size`"),
    "two widths": (document(width="1</width><width>2"), "one `width`. Received: 2"),
    "no width": (document(width=0), "`width` must be a whole number .* Received: 0"),
    "half a pixel": (document(height=9.5), "`height` must be a whole number"),
    "an area beyond floats": (document(width="1e300"), "from 1 to 2147483647"),
    "a long number": (document(width="9" * 5000), "`width` must be a finite number"),
    "a long name": (
        document(entry("d" * 5000, (5, 5, 5, 9))),
        r"object 1 \('d{20,60}\.\.\.d{20,60}'\): `xmax` must be greater",
    ),
    "deep": ("<a>" * 200_000, "must be well-formed XML"),
    "deep and whole": ("<a>" * 200_000 + "</a>" * 200_000, "must hold an `annotation`"),
    "hidden object": (
        document(f"<objects>{entry()}</objects>"),
        "each `object` must lie directly in `annotation`",
    ),
    "no name": (
        document(entry(), entry("")),
        "object 2: `name` must not be empty",
    ),
    "no box": (
        document("<object><name>dog</name></object>"),
        r"object 1 \('dog'\): `object` must have one `bndbox`. Received: 0",
    ),
    "no corner": (
        document(entry().replace("xmin", "x")),
        r"object 1 \('dog'\): `bndbox` must have one `xmin`. Received: 0",
    ),
    "a word": (
        document(entry(box=(1, "two", 3, 4))),
        "`ymin` must be a finite number. Received: 'two'",
    ),
    "python's own": (document(entry(box=(1, 1, "1_0", 4))), "`xmax` .* finite"),
    "nan": (document(entry(box=(1, 2, "NaN", 4))), "`xmax` must be a finite number"),
    "infinite": (document(entry(box=(1, 2, 3, "1e999"))), "`ymax` must be a finite"),
    "swapped in x": (
        document(entry(box=(30, 20, 10, 60))),
        "`xmax` must be greater than `xmin`. Received: xmin=30 and xmax=10",
    ),
    "swapped in y": (
        document(entry(box=(10, 60, 30, 20))),
        "`ymax` must be greater than `ymin`. Received: ymin=60 and ymax=20",
    ),
    "empty box": (document(entry(box=(10, 20, 10, 60))), "`xmax` must be greater"),
    "left of it": (
        document(entry(box=("-1.0000001", 20, 10, 60))),
        "`xmin` and `xmax` must lie in the image, from 0 to 200, or leave it by 1 "
        "pixel at most. Received: xmin=-1.0000001 and xmax=10",
    ),
    "right of it": (
        document(entry(box=(1, 1, "201.0000001", 60))),
        "must lie in the image, .*Received: xmin=1 and xmax=201.0000001",
    ),
    "below it": (document(entry(box=(1, 1, 20, 102))), "`ymin` and `ymax` must lie in"),
    "a number with many digits": (
        document(entry(box=(1, 1, f"202.{'0' * 500}1", 102))),
        "`xmax` must lie in .*Received: xmin=1 and xmax='202.0{9,60}[.]{3}0{9,60}1'",
    ),
    "perhaps hard": (
        document(entry(difficult="maybe")),
        r"object 1 \('dog'\): `difficult` must be 0 or 1. Received: 'maybe'",
    ),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_the_rule(write, text, words):
    folder = write({"right.xml": document(filename="right.jpg"), "wrong.xml": text})
    with pytest.raises(ValueError, match=words) as caught:
        load_voc(folder)
    assert str(caught.value).startswith(str(folder / "wrong.xml"))
    assert "Received: " in str(caught.value)


def test_with_the_offset_swapped_fractions_are_still_swapped(write):
    folder = write({"a.xml": document(entry(box=(10.5, 1, 10, 9)))})
    with pytest.raises(ValueError, match="`xmax` must be greater than `xmin`"):
        load_voc(folder, pixel_offset=1)


def test_long_values_are_cut_in_messages(write):
    long = "d" * 5000
    texts = (
        document(entry(long), entry(long, (9, 9, 1, 1))),
        document(filename=long, width=0),
        document(entry(difficult=long)),
        document().replace("annotation", long),
        f"<!DOCTYPE a [<!ENTITY {long} 'x'>]>{document()}",
        f"<?xml version='1.0' encoding='{long}'?>{document()}",
    )
    for text in texts:
        with pytest.raises(ValueError, match=r"a\.xml") as caught:
            load_voc(write({"a.xml": text}))
        assert len(str(caught.value)) < 600


def test_names_fix_the_ids_in_every_split(write):
    files = {
        "Annotations/a.xml": document(entry("dog"), filename="a"),
        "Annotations/b.xml": document(entry("cat"), entry("dog"), filename="b"),
        "ImageSets/Main/a.txt": "a",
        "ImageSets/Main/b.txt": "b",
    }
    folder = write(files)
    ids = {}
    for names in (None, ["dog", "owl", "cat"]):
        for split in ("a", "b"):
            data = load_voc(folder, split, names=names)
            ids[names is None, split] = {c["name"]: c["id"] for c in data["categories"]}
            found = [a["category_id"] for a in data["annotations"]]
            assert found[-1] == ids[names is None, split]["dog"]
    assert ids[True, "a"]["dog"] != ids[True, "b"]["dog"]
    assert ids[False, "a"] == ids[False, "b"] == {"dog": 1, "owl": 2, "cat": 3}


def test_another_name_is_refused(write):
    folder = write({"a.xml": document(entry("cat"), entry("dog"))})
    words = r"a\.xml, object 2 \('dog'\): `name` must be one of `names`, \['cat'\]"
    with pytest.raises(ValueError, match=words):
        load_voc(folder, names=["cat"])


@pytest.mark.parametrize("names", ["dog", ["dog", "dog"], ["dog", ""], ["dog", 1], 3])
def test_bad_names_are_refused(write, names):
    folder = write({"a.xml": document(entry("dog"))})
    words = "`names` must be a list of class names, each given once. Received: names="
    with pytest.raises(ValueError, match=words):
        load_voc(folder, names=names)


def test_every_encoding_that_python_knows_is_read_or_refused(write):
    text = document(entry("dog"))
    others = {"idna", "undefined", "punycode", "unicode_escape", "raw_unicode_escape"}
    for name in sorted({*aliases, *aliases.values(), *others}):
        folder = write({"a.xml": f"<?xml version='1.0' encoding='{name}'?>{text}"})
        read_or_refused(load_voc, folder, folder / "a.xml")


@pytest.mark.parametrize(
    ("element", "parent"),
    [
        ("Difficult", "object"),
        ("Object", "annotation"),
        ("OBJECT", "annotation"),
        ("Filename", "annotation"),
        ("Size", "annotation"),
        ("Height", "size"),
        ("Name", "object"),
        ("BndBox", "object"),
        ("xMin", "bndbox"),
        ("x:object", "annotation"),
    ],
)
def test_names_that_differ_in_case_only_are_refused(write, element, parent):
    name = element.removeprefix("x:").lower()
    text = document(entry(difficult=1), entry("cat"))
    text = text.replace(f"<{name}>", f"<{element}>", 1)
    text = text.replace(f"</{name}>", f"</{element}>", 1)
    text = text.replace("<annotation>", '<annotation xmlns:x="https://example.org">')
    words = rf"a\.xml: an element of `{parent}` must be written `{name}`. Received: '"
    with pytest.raises(ValueError, match=words):
        load_voc(write({"a.xml": text}))


def test_objects_elsewhere_are_refused_however_they_are_written(write):
    text = document(f"<Objects>{entry().replace('object>', 'Object>')}</Objects>")
    with pytest.raises(ValueError, match="each `object` must lie directly in"):
        load_voc(write({"a.xml": text}))


def test_other_elements_may_be_named_as_they_like(write):
    part = "<part><Name>head</Name><Bndbox/></part><Difficulty>1</Difficulty>"
    text = document(entry(extra=part), "<owner><Name>Ann</Name></owner><Sizes/>")
    data = load_voc(write({"a.xml": text}))
    assert [a["difficult"] for a in data["annotations"]] == [0]


@pytest.mark.parametrize("encoding", sorted({"GB2312", "GBK", *_SEVERAL_BYTES}))
def test_encodings_of_several_bytes_are_read(write, encoding):
    text = document(entry("犬"), filename="木.jpg")
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'
    data = load_voc(write({"a.xml": text.encode(encoding)}))
    assert data["categories"] == [{"id": 1, "name": "犬"}]
    assert data["images"][0]["file_name"] == "木.jpg"
    other = text.replace("<annotation>", "<annotation>\n").encode("cp1252", "replace")
    with pytest.raises(ValueError, match=r"must be text in the encoding .* UTF-8"):
        load_voc(write({"a.xml": other.replace(b"?.jpg", b"\x81 .jpg")}))


def test_every_name_of_those_encodings_is_known(write):
    names = "gb2312 GBK Big5 Shift_JIS EUC-KR EUC-JP ks_c_5601-1987 GB18030"
    for name in names.split():
        text = f"<?xml version='1.0' encoding='{name}'?>{document(entry('犬'))}"
        folder = write({"a.xml": text.encode(codecs.lookup(name).name)})
        assert load_voc(folder)["categories"] == [{"id": 1, "name": "犬"}]


def test_a_picture_annotated_twice_is_refused(write):
    folder = write({"a.xml": document(), "b.xml": document()})
    with pytest.raises(ValueError, match=r"b\.xml: `filename` must .*'a\.jpg'.*a\.xml"):
        load_voc(folder)


def test_a_file_that_cannot_be_read_is_named(write):
    folder = write({"a.xml": document()})
    (folder / "b.xml").symlink_to(folder / "nowhere")
    with pytest.raises(ValueError, match=r"b\.xml: must be a readable file"):
        load_voc(folder)


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("nowhere", "`folder` must be a folder that exists. Received: .*nowhere"),
        ("a.xml", "`folder` must be a folder that exists. Received: .*a.xml"),
        ("ImageSets", "`folder` must hold XML files, or a folder `Annotations`"),
        ("a" * 5000, "`folder` must be a folder that exists"),
        ("a\0", "`folder` must be a folder that exists"),
    ],
)
def test_a_folder_without_annotations_is_refused(write, folder, words):
    home = write({"a.xml": document(), "ImageSets/Main/all.txt": "a"})
    with pytest.raises(ValueError, match=words):
        load_voc(home / folder)


def test_a_folder_must_be_readable(write, monkeypatch):
    def scandir(path):
        raise PermissionError(f"not allowed: {path}")

    folder = write({"a.xml": document()})
    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(ValueError, match=r"`folder` must be readable. Received: not a"):
        load_voc(folder)


def test_a_folder_must_be_a_path():
    with pytest.raises(ValueError, match=r"`folder` must be a path\. Received: None"):
        load_voc(None)


@pytest.mark.parametrize(
    ("split", "words"),
    [
        ("val", r"`split` must have a file. Received: no file .*val\.txt"),
        ("../Main/all", "`split` must be the name of a file in ImageSets/Main"),
        (7, "`split` must be the name of a file in ImageSets/Main.* Received: split=7"),
        ("missing", r"missing\.txt, line 2: must be the name .*Received: 'b'"),
        ("twice", r"twice\.txt, line 3: a name must come once. Received: 'a'"),
        ("outside", r"outside\.txt, line 1: must be the name .*'\.\./a'"),
        ("columns", r"columns\.txt, line 1: must be the name .*'a  1'"),
        ("empty", r"empty\.txt: must name an image"),
        ("bytes", r"bytes\.txt: must be UTF-8 text"),
        ("long", r"long\.txt, line 1: must be the name .*Received: 'a+\.\.\.a+'"),
        ("null", r"null\.txt, line 1: must be the name .*'a.x00'"),
        ("a\0", "`split` must have a file"),
        ("a" * 5000, "`split` must have a file"),
    ],
)
def test_a_bad_split_is_refused(write, split, words):
    splits = {
        "missing": "a\nb\n",
        "twice": "a\n\na\n",
        "outside": "../a\n",
        "columns": "a  1\n",
        "empty": "\n",
        "bytes": b"a\n\xff",
        "long": "a" * 5000,
        "null": "a\0",
    }
    folder = write(
        {"Annotations/a.xml": document(), "a.xml": document()}
        | {f"ImageSets/Main/{name}.txt": text for name, text in splits.items()}
    )
    with pytest.raises(ValueError, match=words):
        load_voc(folder, split)


@pytest.mark.parametrize("offset", [2, -1, 0.5, "1", None, True, [0], np.ones(2)])
def test_a_bad_offset_is_refused(write, offset):
    folder = write({"a.xml": document()})
    with pytest.raises(ValueError, match=r"`pixel_offset` must be 0 or 1\."):
        load_voc(folder, pixel_offset=offset)


def test_entities_are_not_expanded(write):
    # Expanded, the last one would be 10^12 times the first.
    bomb = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "flower"}">' for n in range(13)
    )
    text = f"<!DOCTYPE annotation [{bomb}]>" + document(filename="&e12;")
    text = text.replace("&amp;", "&")
    folder = write({"a.xml": text})
    with pytest.raises(ValueError, match=r"a\.xml: must define no entities"):
        load_voc(folder)


def test_a_file_elsewhere_is_not_read(write):
    folder = write({"secret.txt": "secret"})
    address = (folder / "secret.txt").as_uri()
    text = f"<!DOCTYPE annotation [<!ENTITY e SYSTEM '{address}'>]>" + document()
    write({"a.xml": text.replace("a.jpg", "&e;")})
    with pytest.raises(ValueError, match=r"a\.xml: must define no entities"):
        load_voc(folder)


# COCO --------------------------------------------------------------------------------


def changed(path, value):
    """`coco()` as JSON with `value`, JSON too, in the place that `path` names."""
    data = coco()
    *outer, last = path
    place = data
    for key in outer:
        place = place[key]
    place[last] = "HERE"
    return json.dumps(data).replace('"HERE"', value)


def test_what_a_coco_file_holds_is_returned_unchanged(write):
    for indent in (None, 2):
        folder = write({"a.json": json.dumps(coco(), indent=indent)})
        assert load_coco(folder / "a.json") == coco()
        assert load_coco(str(folder / "a.json")) == coco()


def test_types_of_numbers_are_kept(write):
    data = load_coco(write({"a.json": json.dumps(coco())}) / "a.json")
    kinds = [type(value) for value in data["annotations"][0]["bbox"]]
    assert kinds == [int, float, int, int]
    assert "iscrowd" not in data["annotations"][2]


def test_a_byte_order_mark_is_no_text(write):
    folder = write({"a.json": "\ufeff" + json.dumps(coco())})
    assert load_coco(folder / "a.json") == coco()


def test_empty_lists_are_a_file_too(write):
    empty = {"images": [], "annotations": [], "categories": []}
    assert load_coco(write({"a.json": json.dumps(empty)}) / "a.json") == empty


BOX = ("annotations", 1, "bbox")  # in a picture of 200 x 100


@pytest.mark.parametrize(
    "box", ["[-1, 0, 1, 1]", "[0, -1, 201, 102]", "[200, 0, 1, 1]"]
)
def test_a_box_may_leave_its_picture_by_a_pixel(write, box):
    folder = write({"a.json": changed(BOX, box)})
    assert load_coco(folder / "a.json")["annotations"][1]["bbox"] == json.loads(box)


WRONG = {
    "empty": ("", "line 1, column 1: must be well-formed JSON"),
    "cut off": (json.dumps(coco(), indent=1)[:-3], r"line \d+, column \d+: must be"),
    "a comma too many": (
        '{"images":\n [],\n}',
        # At the end for Python up to 3.12, at the comma from 3.13 on.
        r"line [23], column [14]: must be well-formed",
    ),
    "not UTF-8": (
        b'{"images": "\xe9"}',
        "must be UTF-8 text; save it as UTF-8. Received: .* position 12",
    ),
    "UTF-16": (json.dumps(coco()).encode("utf-16"), "must be UTF-8 text"),
    "a result list": ("[]", r"a\.json: must be a dictionary. Received: \[\]"),
    "no pictures": ("{}", r"must have `images`. Received: only \[\]"),
    "no classes": (
        '{"images": [], "annotations": []}',
        r"must have `categories`. Received: only \['images', 'annotations'\]",
    ),
    "by name": (
        changed(("images",), '{"a": 1}'),
        "images: must be a list. Received: {",
    ),
    "a number as entry": (
        changed(("annotations", 1), "5"),
        r"annotations\[1\]: must be a dictionary. Received: 5",
    ),
    "no id": (changed(("images", 1), "{}"), r"images\[1\]: `id` must be there"),
    "id in quotes": (
        changed(("images", 1, "id"), '"2"'),
        r"images\[1\]: `id` must be an integer; number texts, .*Received: '2'",
    ),
    "true as id": (changed(("images", 1, "id"), "true"), "`id` must be an integer"),
    "the same id": (
        changed(("annotations", 2, "id"), "11"),
        r"annotations\[2\]: `id` must differ from that of .*annotations\[0\]\. .*: 11",
    ),
    "two classes of one id": (
        changed(("categories", 1, "id"), "90"),
        r"categories\[1\]: `id` must differ",
    ),
    "unknown picture": (
        changed(("annotations", 0, "image_id"), "3"),
        r"annotations\[0\]: `image_id` must be .*the id of one of `images`. .*: 3",
    ),
    "unknown class": (
        changed(("annotations", 0, "category_id"), "2"),
        r"annotations\[0\]: `category_id` must be .*one of `categories`. .*: 2",
    ),
    "a list as id": (
        changed(("annotations", 0, "image_id"), "[2]"),
        "`image_id` must be an integer",
    ),
    "no file name": (changed(("images", 0, "file_name"), '" "'), "must be a text"),
    "a number as name": (
        changed(("categories", 0, "name"), "3"),
        "`name` must be a text",
    ),
    "width 0": (
        changed(("images", 1, "width"), "0"),
        r"images\[1\]: `width` must be an integer from 1 to \d+. Received: 0",
    ),
    "half a pixel": (
        changed(("images", 1, "height"), "60.5"),
        "`height` must be an int",
    ),
    "huge picture": (
        changed(("images", 1, "height"), "1" + "0" * 400),
        "`height` must",
    ),
    "no width": (
        changed(("images", 1, "width"), "null"),
        "`width` must .*Received: None",
    ),
    "swapped corners": (
        changed(BOX, "[30, 20, -20, 40]"),
        r"annotations\[1\]: `bbox` must be .* width and height from 0 on\. Rec",
    ),
    "three numbers": (changed(BOX, "[30, 20, 20]"), "`bbox` must be four finite"),
    "a text as box": (changed(BOX, '"1234"'), "`bbox` must be four finite"),
    "an object as box": (
        changed(BOX, '{"1":1,"2":1,"3":1,"4":1}'),
        "`bbox` must be four",
    ),
    "a text in the box": (changed(BOX, '[30, "20", 20, 10]'), "must be four finite"),
    "true in the box": (changed(BOX, "[30, true, 20, 10]"), "must be four finite"),
    "no box": (changed(BOX, "null"), "`bbox` must be four .* Received: None"),
    "huge in the box": (changed(BOX, f"[0, {'9' * 400}, 1, 1]"), "must be four finite"),
    "left of it": (
        changed(BOX, "[-1.5, 0, 10, 10]"),
        r"annotations\[1\]: `bbox` must lie in the image of 200x100 pixels, or",
    ),
    "right of it": (
        changed(BOX, "[150, 0, 51.5, 10]"),
        "`bbox` must lie in the image",
    ),
    "below it": (changed(BOX, "[0, 99, 5, 3]"), "`bbox` must lie in the image"),
    "far away": (
        changed(BOX, "[1e308, 0, 1e308, 3]"),
        "`bbox` must lie in the image",
    ),
    "negative area": (
        changed(("annotations", 0, "area"), "-1"),
        r"annotations\[0\]: `area` must be a finite number from 0 on. Received: -1",
    ),
    "a crowd of 2": (
        changed(("annotations", 0, "iscrowd"), "2"),
        "`iscrowd` must be 0 or",
    ),
    "false": (
        changed(("annotations", 0, "difficult"), "false"),
        "`difficult` must be 0",
    ),
    "NaN": (
        changed(BOX, "[0, 0, NaN, 5]"),
        r"a\.json, annotations\[1\]: a number must be finite. Received: 'NaN'",
    ),
    "infinite, in a segmentation": (
        changed(("annotations", 0, "segmentation"), "[[1, 2, [-Infinity]]]"),
        r"a\.json, annotations\[0\]: a number must be finite. Received: '-Infinity'",
    ),
    "infinite for Python": (
        changed(("annotations", 0, "area"), "1e999"),
        r"a\.json, annotations\[0\]: a number must be finite. Received: '1e999'",
    ),
    "NaN elsewhere": (changed(("info",), "[NaN]"), r"a\.json: a number must be finite"),
    "a key twice": (
        changed(("annotations", 2), '{"id": 6, "area": 1, "id": 7}'),
        r"annotations\[2\]: a key must come once in its object. Received: 'id'",
    ),
    "a list twice": ('{"images": [], "images": []}', r"a\.json: a key must come once"),
    "deep": (
        changed(("info",), "[" * 100_000 + "]" * 100_000),
        "must not be nested deeply",
    ),
    "deep and cut": ("[" * 100_000, "must not be nested deeply"),
    "a number too long": (
        changed(("annotations", 0, "area"), "9" * 5000),
        "must hold numbers of a usual length",
    ),
}


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_coco_file_is_named_with_the_rule(write, text, words):
    file = write({"a.json": text}) / "a.json"
    with pytest.raises(ValueError, match=words) as caught:
        load_coco(file)
    assert str(caught.value).startswith(str(file))
    assert "Received: " in str(caught.value)
    assert len(str(caught.value)) < 600


REQUIRED = {
    "images": ("id", "file_name", "width", "height"),
    "annotations": ("id", "image_id", "category_id", "bbox", "area"),
    "categories": ("id", "name"),
}


@pytest.mark.parametrize(
    ("kind", "key"), [(kind, key) for kind, keys in REQUIRED.items() for key in keys]
)
def test_a_missing_key_is_named(write, kind, key):
    data = coco()
    del data[kind][1][key]
    file = write({"a.json": json.dumps(data)}) / "a.json"
    with pytest.raises(ValueError, match=rf"{kind}\[1\]: `{key}` must be there"):
        load_coco(file)


@pytest.mark.parametrize("name", ["nowhere.json", "", "a\0", "a" * 5000])
def test_a_file_must_exist(write, name):
    folder = write({"a.json": "{}"})
    with pytest.raises(ValueError, match="`file` must be a file that exists"):
        load_coco(folder / name)


def test_a_file_must_be_a_path():
    with pytest.raises(ValueError, match=r"`file` must be a path\. Received: 7"):
        load_coco(7)


def test_many_keys_and_one_of_them_twice_cost_little(write):
    pairs = ", ".join(f'"{n % 99_999}": 0' for n in range(100_000))
    text = changed(("info",), "{" + pairs + "}")
    file = write({"a.json": text}) / "a.json"
    # Comparing each key with each other would take hours.
    with pytest.raises(ValueError, match="a key must come once in its object"):
        load_coco(file)


ID = st.integers(-(2**70), 2**70)


@st.composite
def coco_files(draw):
    """A valid dictionary in COCO's format, of up to three pictures and classes."""
    side = st.integers(1, 5000)
    images = [
        {"id": i, "file_name": draw(TEXT), "width": draw(side), "height": draw(side)}
        for i in draw(st.lists(ID, max_size=3, unique=True))
    ]
    categories = [
        {"id": i, "name": draw(TEXT)}
        for i in draw(st.lists(ID, max_size=3, unique=True))
    ]
    annotations = []
    count = 4 if images and categories else 0
    for i in draw(st.lists(ID, max_size=count, unique=True)):
        image, category = (draw(st.sampled_from(x)) for x in (images, categories))
        width, height = image["width"], image["height"]
        x, y = (draw(st.floats(-1, side / 2)) for side in (width, height))
        sides = [draw(st.floats(1e-9, n / 2)) for n in (width, height)]
        annotation = {
            "id": i,
            "image_id": image["id"],
            "category_id": category["id"],
            "bbox": [x, y, *sides],
            "area": draw(st.floats(0, 1e300)),
        }
        optional = {"iscrowd": st.integers(0, 1), "difficult": st.integers(0, 1)}
        annotations.append(
            annotation | draw(st.fixed_dictionaries({}, optional=optional))
        )
    return {"images": images, "annotations": annotations, "categories": categories}


@given(coco_files())
def test_what_was_written_as_json_is_read(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("coco") / "a.json"
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf8")
    assert load_coco(file) == data
    objects, _, categories = read_annotations(data, [])
    assert objects.bbox.tolist() == [a["bbox"] for a in data["annotations"]]
    assert categories.ids == sorted(c["id"] for c in data["categories"])


# Dictionaries and results, as arrays -------------------------------------------------


def test_columns_of_a_small_example():
    objects, found, categories = read_annotations(coco(), results())
    assert categories.ids == [1, 90]
    assert categories.names == ["person", "toothbrush"]
    assert objects.image.tolist() == [0, 1, 0]  # ids 2 and 7, sorted
    assert objects.category.tolist() == [1, 0, 0]
    assert objects.bbox.tolist() == [a["bbox"] for a in coco()["annotations"]]
    assert objects.area.tolist() == [600.25, 0, 12]
    assert objects.crowd.tolist() == [False, True, False]
    assert objects.difficult.tolist() == [False, True, False]
    assert found.image.tolist() == [1, 0, 1]
    assert found.category.tolist() == [0, 1, 1]
    assert found.bbox.tolist() == [list(row["bbox"]) for row in results()]
    assert found.score.tolist() == [0.5, -3, 1]
    for column in (objects.bbox, objects.area, found.bbox, found.score):
        assert column.dtype == float
    for column in (objects.image, objects.category, found.image, found.category):
        assert column.dtype == int
    assert objects.crowd.dtype == objects.difficult.dtype == bool


def test_nothing_is_changed():
    data, rows = coco(), results()
    read_annotations(data, rows)
    assert (data, rows) == (coco(), results())


def test_nothing_to_find_and_nothing_found():
    empty = {"images": [], "annotations": [], "categories": []}
    objects, found, categories = read_annotations(empty, [])
    assert objects.bbox.shape == found.bbox.shape == (0, 4)
    assert [len(column) for column in (*objects, *found, *categories)] == [0] * 12


@pytest.mark.parametrize("number", [int, float, np.int64, np.float32, np.float64])
@pytest.mark.parametrize("box", [list, tuple, np.array])
def test_numbers_may_be_of_python_or_numpy(number, box):
    data, rows = coco(), results()
    integer = np.int32 if issubclass(number, np.generic) else int
    for row in (*data["annotations"], *rows):
        row["bbox"] = box([number(int(value)) for value in row["bbox"]])
        row["image_id"] = integer(row["image_id"])
    for image in data["images"]:
        image["id"] = integer(image["id"])
    for category in data["categories"]:
        category["id"] = integer(category["id"])
    rows[0]["score"] = number(2)
    objects, found, categories = read_annotations(data, rows)
    assert objects.bbox[0].tolist() == [10, 20, 30, 35]
    assert found.bbox[0].tolist() == [0, 0, 0, 5]
    assert found.score[0] == 2
    assert [type(value) for value in categories.ids] == [int, int]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda gt, found: found[1].pop("score"),
            r"`detections`\[1\]: `score` must be t",
        ),
        (
            lambda gt, found: found[1].update(score=np.nan),
            r"`detections`\[1\]: `score` must be a finite number. Received: nan",
        ),
        (
            lambda gt, found: found[2].update(score=10**5000),
            r"\[2\]: `score` .*: a int",
        ),
        (
            lambda gt, found: found[2].update(score=np.longdouble("1e4000")),
            r"\[2\]: `score` must be a finite number",
        ),
        (lambda gt, found: found[2].update(score=True), r"\[2\]: `score` .*: True"),
        (
            lambda gt, found: found[2].update(image_id=7.0),
            r"\[2\]: `image_id` must .*7.0",
        ),
        (
            lambda gt, found: found[2].update(image_id=8),
            r"\[2\]: `image_id` must .*: 8",
        ),
        (
            lambda gt, found: found[0].update(bbox=[1, 2, 3, -1]),
            r"`detections`\[0\]: `bbox` must be .* width and height from 0 on. .*-1\]",
        ),
        (
            lambda gt, found: found[0].update(bbox=np.zeros((2, 4))),
            r"\[0\]: `bbox` must",
        ),
        (lambda gt, found: found[0].update(bbox=np.array(4)), r"\[0\]: `bbox` must"),
        (
            lambda gt, found: found.append(None),
            r"\[3\]: must be a dictionary. .*: None",
        ),
        (
            lambda gt, found: gt["annotations"][2].update(bbox=[1, 2, 3, -1]),
            r"`ground_truth`, annotations\[2\]: `bbox` must be .* height from 0",
        ),
        (
            lambda gt, found: gt["annotations"][2].update(iscrowd=np.ones(2)),
            r"annotations\[2\]: `iscrowd` must be 0 or 1",
        ),
        (
            lambda gt, found: gt["annotations"][1].update(id=11),
            r"annotations\[1\]: `id` must differ from that of .*annotations\[0\]",
        ),
        (
            lambda gt, found: gt["categories"][1].pop("name"),
            r"`ground_truth`, categories\[1\]: `name` must be there",
        ),
        (
            lambda gt, found: gt["categories"][1].update(name=5),
            r"categories\[1\]: `name` must be a text that is not empty. Received: 5",
        ),
        (lambda gt, found: gt.pop("images"), "`ground_truth`: must have `images`"),
        (
            lambda gt, found: gt.update(images={}),
            "`ground_truth`, images: must be a list",
        ),
    ],
)
def test_the_wrong_entry_and_its_rule_are_named(change, words):
    data, rows = coco(), results()
    change(data, rows)
    with pytest.raises(ValueError, match=words):
        read_annotations(data, rows)


@pytest.mark.parametrize("data", [None, [], "a.json", 3])
def test_ground_truth_must_be_a_dictionary(data):
    with pytest.raises(ValueError, match="`ground_truth`: must be a dictionary"):
        read_annotations(data, [])


@pytest.mark.parametrize("rows", [None, {}, "a.json", np.zeros((2, 7)), iter([])])
def test_detections_must_be_a_list(rows):
    with pytest.raises(ValueError, match="`detections`: must be a list"):
        read_annotations(coco(), rows)


@given(st.integers(1, 300), st.data())
def test_the_first_of_several_wrong_entries_is_named(count, data):
    wrong = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    rows = [results()[0] for _ in range(count)]
    for i in wrong:
        rows[i]["score"] = data.draw(st.sampled_from([None, "1", np.inf, 10**400]))
    with pytest.raises(ValueError, match=rf"^`detections`\[{min(wrong)}\]: `score`"):
        read_annotations(coco(), rows)


def test_a_wrong_entry_is_looked_for_by_halves():
    rows = [results()[i % 3] for i in range(10_000)]
    rows[-1]["score"] = None
    seen = []

    def read(values):
        seen.append(len(values))
        return None if None in values else values

    table = Table(rows, "rows")
    assert table.column("score", read, "a number") is None
    assert table.faults() == ["rows[9999]: `score` must be a number. Received: None"]
    assert sum(seen) < 5 * len(rows)


# The samples in data/ ----------------------------------------------------------------


def test_the_sample_of_voc_is_what_its_command_makes(tmp_path):
    make_voc_sample(tmp_path)
    for split in PICTURES:
        assert load_voc(tmp_path, split) == load_voc(SAMPLE, split)
    names = [path.relative_to(SAMPLE) for path in SAMPLE.rglob("*") if path.is_file()]
    assert sorted(names) == sorted(
        path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()
    )
    assert len(names) == 4 + 2 + 4


def test_the_sample_of_voc_fits_its_pictures():
    data = load_voc(SAMPLE, pixel_offset=1)
    sides = set()
    for image in data["images"]:
        path = SAMPLE / "JPEGImages" / image["file_name"]
        assert path.stat().st_size < 15_000
        with Image.open(path) as picture:
            assert picture.size == (image["width"], image["height"])
        sides.add((image["width"], image["height"]))
    assert any(width > height for width, height in sides)
    assert any(width < height for width, height in sides)
    assert {a["difficult"] for a in data["annotations"]} == {0, 1}
    assert [c["name"] for c in data["categories"]] == sorted(FLOWERS)


def test_boxes_of_the_sample_of_voc_are_those_of_the_drawing():
    for split, pictures in PICTURES.items():
        data = load_voc(SAMPLE, split, pixel_offset=1)
        for number, (_, size, seed, drawn_as) in enumerate(pictures, start=1):
            scenes = draw(size, seed, drawn_as)
            boxes = box_convert(scenes.boxes[0], "xyxy", "xywh")
            boxes[:, :2] += 1  # VOC counts from 1
            found = [a["bbox"] for a in data["annotations"] if a["image_id"] == number]
            np.testing.assert_array_equal(found, boxes)


def test_the_sample_of_coco_is_what_its_command_makes(tmp_path):
    make_coco_sample(tmp_path / "sample.json")
    assert load_coco(tmp_path / "sample.json") == load_coco(COCO_SAMPLE)


def test_both_samples_describe_the_same_boxes():
    voc, coco = load_voc(SAMPLE, pixel_offset=1), load_coco(COCO_SAMPLE)
    described = []
    for data, first in ((voc, 1), (coco, 0)):  # VOC counts pixels from 1
        images = {image["id"]: image for image in data["images"]}
        names = {category["id"]: category["name"] for category in data["categories"]}
        rows = []
        for annotation in data["annotations"]:
            image = images[annotation["image_id"]]
            x, y, width, height = annotation["bbox"]
            place = image["file_name"], image["width"], image["height"]
            box = [x - first, y - first, width, height]
            rows.append((*place, names[annotation["category_id"]], box))
        described.append(rows)
    assert described[0] == described[1]
    assert len(described[0]) == 10
    for key in ("images", "annotations", "categories"):
        ids = [[entry["id"] for entry in data[key]] for data in (voc, coco)]
        assert ids[0] != ids[1]


def test_areas_of_the_sample_of_coco_are_those_of_what_is_seen():
    for annotation in load_coco(COCO_SAMPLE)["annotations"]:
        _, _, width, height = annotation["bbox"]
        assert 0.2 * width * height < annotation["area"] < width * height


# Mutated files and dictionaries ------------------------------------------------------

ODD = [
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"-1",
    b"0",
    b"0.5",
    b"9" * 5000,
    b"-" + b"9" * 400,
]
ODD += [b"null", b"true", b"", b"x" * 20_000, b"\0", b"\xff\xfe", b"\xe9", b"1_0"]
XML_ODD = [*ODD, b"&#0;", b"&lt;", b"&a;", b"<a>" * 2000, b"<object/>", b"]]>", b"<!--"]
XML_ODD += [
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>",
    b"<object>",
    b"</annotation>",
    b"\xc3\xa9",
]
JSON_ODD = [*ODD, b'""', b'"' + b"x" * 20_000 + b'"', b"{}", b"[[[]]]", b'{"id": [1]}']
JSON_ODD += [
    b"[1, 2, 3, 4]",
    b"[0, 0, -5, 5]",
    b'"\\ud800"',
    b"[" * 20_000,
    b"2.0",
    b"1",
]
JSON_ODD += [b"40", b'{"a": 1, "a": 2}', b"false", b'"2"', b"[[1], 2]"]
# What may be swapped or replaced: tags and texts; keys, values and short lists.
XML_PARTS = re.compile(rb"<[^<>]*>|[^<>]+")
JSON_PARTS = re.compile(rb'"[^"]*"|[-+.\w]+|\[[^][{}"]*\]|\{[^][{}]*\}')


@contextmanager
def rewriting(file):
    """A function that replaces what `file` holds; opening it anew would be slow."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb", buffering=0) as handle:

        def rewrite(content):
            handle.seek(0)
            handle.write(content)
            handle.truncate()  # to 0 first would make some file systems write at once

        yield rewrite


def test_mutated_files_of_voc_are_read_or_refused(tmp_path):
    sources = [(SAMPLE / f"Annotations/00000{n}.xml").read_bytes() for n in (1, 4)]
    sources += [document(entry("dog"), entry("é", (1, 2, 9.5, 8), 1)).encode()]
    file = tmp_path / "a.xml"
    rng, read, rules = random.Random(0), 0, Counter()
    with rewriting(file) as rewrite:
        for _ in range(4000):
            content = mutated(rng.choice(sources), XML_PARTS, XML_ODD, rng)
            rewrite(content)
            data = read_or_refused(load_voc, tmp_path, file)
            if isinstance(data, str):
                rules[rule(data)] += 1
                continue
            read += 1
            objects, *_ = read_annotations(data, [])  # what is read follows the rules
            root = ElementTree.fromstring(content)
            assert len(objects.bbox) == len(root.findall("object"))
    assert read > 100
    assert len(rules) > 20


def test_mutated_splits_of_voc_are_read_or_refused(write, tmp_path):
    write({f"Annotations/{n}.xml": document(filename=n) for n in ("a", "b1", "c")})
    file = tmp_path / "ImageSets" / "Main" / "few.txt"
    rng, outcomes, parts = random.Random(0), Counter(), re.compile(rb"\S+|\s")
    with rewriting(file) as rewrite:
        for _ in range(1000):
            content = mutated(b"a\nb1\r\n\nc\n", parts, ODD, rng)
            rewrite(content)
            data = read_or_refused(partial(load_voc, split="few"), tmp_path, file)
            if isinstance(data, str):
                outcomes[rule(data)] += 1
                continue
            outcomes["read"] += 1
            names = content.decode("utf-8-sig").split()
            assert [image["file_name"] for image in data["images"]] == names
    assert outcomes["read"] > 50
    assert len(outcomes) > 4


def test_mutated_files_of_coco_are_read_or_refused(tmp_path):
    sources = [COCO_SAMPLE.read_bytes(), json.dumps(coco()).encode()]
    file = tmp_path / "a.json"
    rng, read, rules = random.Random(0), 0, Counter()
    with rewriting(file) as rewrite:
        for _ in range(6000):
            content = mutated(rng.choice(sources), JSON_PARTS, JSON_ODD, rng)
            rewrite(content)
            data = read_or_refused(load_coco, file, file)
            if isinstance(data, str):
                rules[rule(data)] += 1
                continue
            read += 1
            assert data == json.loads(content.decode("utf-8-sig"))
            read_annotations(data, [])
    assert read > 100
    assert len(rules) > 25


def test_mutated_files_of_results_are_read_or_refused(tmp_path):
    source = json.dumps([*results(), *results()]).encode()
    file = tmp_path / "a.json"
    rng, read, rules = random.Random(0), 0, Counter()
    with rewriting(file) as rewrite:
        for _ in range(2000):
            content = mutated(source, JSON_PARTS, JSON_ODD, rng)
            rewrite(content)
            load = partial(load_results, ground_truth=rng.choice([None, coco()]))
            rows = read_or_refused(load, file, file)
            if isinstance(rows, str):
                rules[rule(rows)] += 1
                continue
            read += 1
            assert rows == json.loads(content.decode("utf-8-sig"))
            if load.keywords["ground_truth"]:
                read_annotations(coco(), rows)
    assert read > 50
    assert len(rules) > 15


VALUES = [None, True, np.bool_(0), -1, 0, 1, 2, 90, 0.5, 7.0, np.nan, -np.inf, 10**400]
VALUES += [
    10**5000,
    "",
    "x",
    "2" * 9999,
    b"2",
    [],
    {},
    (),
    [[1]],
    {1},
    object(),
    1 + 2j,
]
VALUES += [np.timedelta64(2), np.timedelta64(7, "s")]
VALUES += [Decimal(1), np.float32(3), np.int8(7), np.uint64(2), np.longdouble(4), -0.0]
VALUES += [np.ones(4), np.ones((4, 1)), np.array(5), np.array([None] * 4), [1, 2, 3, 4]]
VALUES += [range(4), "1234", (1, 2, 0.0, 4), [1, 2, 3, True], [10**400, 1, 1, 1]]
nested = [1]
for _ in range(2 * sys.getrecursionlimit()):
    nested = [nested]
VALUES.append(nested)


def is_number(value):
    if not isinstance(value, Real) or isinstance(value, bool | np.timedelta64):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def is_integer(value):
    return isinstance(value, Integral) and not isinstance(value, bool | np.timedelta64)


def is_box(value, least):
    if isinstance(value, np.ndarray) and value.ndim == 1:
        value = list(value)
    if not isinstance(value, list | tuple) or len(value) != 4:
        return False
    return all(map(is_number, value)) and min(value[2:]) >= least


def follows_the_rules(data, rows):
    """The rules of `read_annotations` once more, entry by entry."""
    if not isinstance(data, dict) or not isinstance(rows, list | tuple):
        return False
    tables = [data.get(key) for key in REQUIRED] + [rows]
    for table in tables:
        if not isinstance(table, list | tuple):
            return False
        if not all(isinstance(row, dict) for row in table):
            return False
    for table in tables[:3]:
        ids = [row.get("id") for row in table]
        if not all(map(is_integer, ids)) or any(ids.count(i) > 1 for i in ids):
            return False
    images, categories = ([row["id"] for row in tables[k]] for k in (0, 2))
    return (
        all(isinstance(c.get("name"), str) and c["name"].strip() for c in tables[2])
        and all(
            is_integer(row.get(key)) and row[key] in known
            for table in (tables[1], rows)
            for row in table
            for key, known in (("image_id", images), ("category_id", categories))
        )
        and all(
            is_number(row.get("area"))
            and row["area"] >= 0
            and is_box(row.get("bbox"), 0)
            and all(
                is_integer(row.get(key, 0)) and row.get(key, 0) in (0, 1)
                for key in ("iscrowd", "difficult")
            )
            for row in tables[1]
        )
        and all(is_number(r.get("score")) and is_box(r.get("bbox"), 0) for r in rows)
    )


def test_mutated_dictionaries_are_read_by_the_rules_or_refused():
    rng, outcomes = random.Random(0), Counter()
    for _ in range(6000):
        both = [coco(), results()]
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            _mutate(both, rng)
        data, rows = both
        expected = follows_the_rules(data, rows)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                objects, found, _ = read_annotations(data, rows)
            except ValueError as error:
                assert type(error) is ValueError
                assert str(error).startswith(("`ground_truth`", "`detections`"))
                assert max(map(len, str(error).splitlines())) < 1000
                assert not expected, str(error)
                outcomes[rule(str(error))] += 1
                continue
        empty = any(0 in row["bbox"][2:] for row in data["annotations"])
        assert ["without area" in str(warning.message) for warning in caught] == [
            True
        ] * empty
        assert expected
        outcomes["read"] += 1
        assert len(objects.bbox) == len(data["annotations"])
        assert found.score.tolist() == [row["score"] for row in rows]
    assert 500 < outcomes["read"] < 3000
    assert len(outcomes) > 15


def _mutate(both, rng):
    """Change something, at any depth, in the list [ground truth, detections]."""
    place = both
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = rng.choice(keys)
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or rng.random() < 0.1:
            break
        place = inner
    kind = rng.randrange(4)
    if kind == 0 and place is not both:
        del place[key]
    elif kind == 1 and isinstance(place, list) and place is not both:
        place.append(copy.copy(inner))
    else:
        place[key] = rng.choice(VALUES)
