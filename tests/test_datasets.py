import json
import time
from xml.sax.saxutils import escape

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_utils.boxes import box_area, box_convert
from course_utils.datasets import (
    FLOWERS,
    SPLITS,
    flower_scenes,
    flowers,
    load_voc,
)
from tools.make_voc_sample import PICTURES, SAMPLE, make_sample


def spread(mask):
    """The `xyxy` box of a mask, pixel by pixel."""
    rows, columns = np.nonzero(mask)
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


@pytest.fixture(scope="module", params=SPLITS)
def data(request):
    return flowers(200, seed=3, split=request.param)


def test_shapes_and_types(data):
    assert data.images.shape == (200, 224, 224, 3)
    assert data.images.dtype == np.uint8
    assert data.mask.shape == (200, 224, 224)
    assert data.mask.dtype == bool
    assert data.box.shape == (200, 4)
    assert data.box.dtype == np.float32
    assert data.label.shape == data.objectness.shape == (200,)
    assert data.label.dtype == data.objectness.dtype == int
    assert set(data.label) == {-1, *range(len(FLOWERS))}
    assert 0.6 < data.objectness.mean() < 0.8


def test_the_box_is_tight_around_the_mask_and_inside_the_picture(data):
    there = data.objectness == 1
    boxes = box_convert(data.box[there] * 224, "cxcywh", "xyxy")
    expected = [spread(mask) for mask in data.mask[there]]
    np.testing.assert_allclose(boxes, expected, atol=1e-4)
    share = data.mask[there].mean(axis=(1, 2)) / data.box[there][:, 2:].prod(axis=1)
    assert (share > 0.3).all()
    assert (share < 0.95).all()


def test_without_a_flower_all_is_zero(data):
    empty = data.objectness == 0
    np.testing.assert_array_equal(data.label == -1, empty)
    assert not data.box[empty].any()
    assert not data.mask[empty].any()
    assert (data.mask[~empty].sum(axis=(1, 2)) > 1500).all()


def test_flowers_are_brighter_than_the_ground(data):
    there = data.objectness == 1
    contrast = [
        image[mask].max(axis=1).mean() - image[~mask].max(axis=1).mean()
        for image, mask in zip(data.images[there], data.mask[there], strict=True)
    ]
    assert np.mean(np.array(contrast) > 10) > 0.95


def test_some_pictures_without_a_flower_show_the_edge_of_one(data):
    empty = data.images[data.objectness == 0].astype(int)
    # Yellow to violet petals stand out from green, brown and grey ground.
    vivid = empty.max(axis=3) > 140
    border = np.zeros((224, 224), bool)
    border[:3] = border[-3:] = border[:, :3] = border[:, -3:] = True
    cut = vivid[:, border].sum(axis=1) > 20
    assert 0.2 < cut.mean() < 0.8
    assert not vivid[cut][:, 80:144, 80:144].any(axis=(1, 2)).all()


@pytest.mark.parametrize("draw", [flowers, flower_scenes])
def test_a_picture_depends_on_its_seed_split_and_place_alone(draw):
    first = draw(5, 128, seed=7)
    for again in (draw(5, 128, seed=7), draw(3, 128, seed=7)):
        for one, other in zip(first, again, strict=True):
            for a, b in zip(one, other, strict=False):
                np.testing.assert_array_equal(a, b)
    for other in (draw(5, 128, seed=8), draw(5, 128, seed=7, split="test")):
        for image, another in zip(first.images, other.images, strict=True):
            assert np.abs(image.astype(int) - another).mean() > 3


def test_a_series_can_be_drawn_in_pieces():
    whole, piece = flowers(6, 64, seed=2), flowers(3, 64, seed=2, start=3)
    for a, b in zip(whole, piece, strict=True):
        np.testing.assert_array_equal(a[3:], b)


@pytest.mark.parametrize("size", [32, 100, 300])
def test_flowers_grow_with_the_picture(size):
    data = flowers(60, size, seed=1)
    sides = data.box[data.objectness == 1][:, 2:]
    assert data.images.shape == (60, size, size, 3)
    assert 0.2 < sides.min() < sides.max() <= 1
    assert 0.4 < sides.mean() < 0.65


def finest(images):
    """How much neighbouring pixels of the ground differ, picture by picture."""
    grey = images.mean(axis=3)
    steps = grey[:, ::4, ::4] - grey.mean(axis=(1, 2), keepdims=True)
    return np.abs(np.diff(steps, axis=1)).mean(axis=(1, 2)) / steps.std(axis=(1, 2))


def test_held_out_ground_has_another_grain():
    train, test = (
        flower_scenes(60, 224, split=split, count=(0, 0)).images for split in SPLITS
    )
    means = [np.mean(finest(images)) for images in (train, test)]
    assert means[1] > 1.3 * means[0]


def test_scenes():
    scenes = flower_scenes(12, (256, 420), seed=5)
    assert scenes.images.shape == (12, 256, 420, 3)
    assert scenes.images.dtype == np.uint8
    assert {len(boxes) for boxes in scenes.boxes} > {1, 2, 3}
    for boxes, labels, masks in zip(*scenes[1:], strict=True):
        assert len(boxes) == len(labels) == len(masks)
        assert set(labels) <= set(range(len(FLOWERS)))
        np.testing.assert_array_equal(boxes, [spread(mask) for mask in masks])
        assert (masks.sum(axis=0) <= 1).all()  # a pixel belongs to one flower
        assert (masks.sum(axis=(1, 2)) > 0.25 * box_area(boxes)).all()


def test_flowers_of_scenes_are_as_large_as_those_of_the_crops():
    crops = flowers(300, seed=6)
    expected = (crops.box[crops.objectness == 1][:, 2:] * 224).mean()
    for size in (448, (480, 640)):
        scenes = flower_scenes(30, size, seed=6)
        boxes = np.concatenate(scenes.boxes)
        sides = (boxes[:, 2:] - boxes[:, :2]).mean()
        assert abs(sides / expected - 1) < 0.12


def test_scenes_hold_as_many_flowers_as_asked_for():
    for count in ((0, 0), (1, 1), (3, 5)):
        numbers = [len(boxes) for boxes in flower_scenes(8, 448, count=count).boxes]
        assert set(numbers) <= set(range(count[0], count[1] + 1))
    crowded = [len(boxes) for boxes in flower_scenes(4, 96, count=(20, 20)).boxes]
    assert all(1 <= number < 20 for number in crowded)


def test_no_pictures():
    data = flowers(0)
    assert [len(values) for values in data] == [0] * 5
    assert data.images.shape == (0, 224, 224, 3)
    scenes = flower_scenes(0, (100, 200))
    assert scenes.images.shape == (0, 100, 200, 3)
    assert scenes.boxes == scenes.labels == scenes.masks == []
    (boxes,), (masks,) = flower_scenes(1, 96, count=(0, 0))[1::2]
    assert boxes.shape == (0, 4)
    assert masks.shape == (0, 96, 96)


def histograms(n, start, levels=6):
    """Shares of each colour, `levels` a channel, and species, of pictures with one."""
    data = flowers(n, seed=4, start=start)
    there = data.label >= 0
    colours = data.images[there].astype(int) * levels // 256 @ [levels**2, levels, 1]
    counts = [np.bincount(c.ravel(), minlength=levels**3) for c in colours]
    return np.sqrt(np.array(counts) / 224**2), data.label[there]


def test_colour_alone_does_not_tell_the_species():
    # The same kinds of ground for both: held-out ground would make it harder.
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=300))
    model.fit(*histograms(1500, 0))
    accuracy = model.score(*histograms(800, 1500))
    assert 0.4 < accuracy < 0.85


def test_drawing_is_fast():
    flowers(20)
    start = time.process_time()
    flowers(100, start=20)
    assert 100 / (time.process_time() - start) > 150


@pytest.mark.parametrize("draw", [flowers, flower_scenes])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n": -1}, "`n` must be an integer from 0 on. Received: n=-1"),
        ({"n": 1.0}, "`n` must be"),
        ({"n": True}, "`n` must be"),
        ({"n": 1, "seed": -1}, "`seed` must be an integer from 0 on"),
        ({"n": 1, "seed": None}, "`seed` must be"),
        ({"n": 1, "size": 31}, "must be an integer from (32|96) on. Received: .*=31"),
        ({"n": 1, "size": "large"}, "`size` must be"),
        ({"n": 1, "split": "val"}, "`split` must be one of .*'train', 'test'.*'val'"),
    ],
)
def test_bad_input_is_refused(draw, arguments, words):
    with pytest.raises(ValueError, match=words):
        draw(**arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"size": (100,)}, "`size` must be two integers"),
        ({"size": (100, 95)}, "`width` must be an integer from 96 on"),
        ({"size": (100, 200.0)}, "`size` must be two integers"),
        ({"count": 3}, "`count` must be two integers"),
        ({"count": (-1, 2)}, "`least` must be an integer from 0 on"),
        ({"count": (3, 2)}, "`most` must be an integer from 3 on"),
    ],
)
def test_bad_scenes_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        flower_scenes(1, **arguments)


def test_a_bad_start_is_refused():
    with pytest.raises(ValueError, match="`start` must be an integer from 0 on"):
        flowers(1, start=-1)


# Annotations of one's own ------------------------------------------------------------


def entry(name="dog", box=(10, 20, 30, 60), difficult=0, extra=""):
    """An `object` of a VOC file; `difficult=None` leaves the element out."""
    keys = ("xmin", "ymin", "xmax", "ymax")
    corners = "".join(f"<{k}>{v}</{k}>" for k, v in zip(keys, box, strict=True))
    hard = "" if difficult is None else f"<difficult>{difficult}</difficult>"
    return (
        f"<object><name>{escape(name)}</name>{hard}{extra}"
        f"<bndbox>{corners}</bndbox></object>"
    )


def document(*entries, filename="a.jpg", width=200, height=100):
    return (
        f"<annotation><filename>{escape(filename)}</filename>"
        f"<size><width>{width}</width><height>{height}</height><depth>3</depth></size>"
        f"{''.join(entries)}</annotation>"
    )


@pytest.fixture
def write(tmp_path):
    """A function that writes files, path=text, into a folder and returns that."""

    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

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
    "not UTF-8": (document(filename="é").encode("latin-1"), "be well-formed XML"),
    "unknown encoding": ("<?xml version='1.0' encoding='x'?><a/>", "well-formed"),
    "another format": ("<svg/>", "must hold an `annotation`. Received: a 'svg'"),
    "no file name": (document(filename=" "), "`filename` must not be empty"),
    "no size": ("<annotation><filename>a</filename></annotation>", "have one `size`"),
    "two widths": (document(width="1</width><width>2"), "one `width`. Received: 2"),
    "no width": (document(width=0), "`width` must be a whole number .* Received: 0"),
    "half a pixel": (document(height=9.5), "`height` must be a whole number"),
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
    "left of it": (document(entry(box=(-1, 20, 10, 60))), "in the picture, from 0 to"),
    "right of it": (
        document(entry(box=(1, 1, 201, 60))),
        "`xmin` and `xmax` must lie in the picture, from 0 to 200. Received: 1 and 201",
    ),
    "below it": (document(entry(box=(1, 1, 20, 101))), "`ymin` and `ymax` must lie in"),
    "perhaps hard": (
        document(entry(difficult="maybe")),
        "object 1: `difficult` must be 0 or 1. Received: 'maybe'",
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


def test_a_picture_annotated_twice_is_refused(write):
    folder = write({"a.xml": document(), "b.xml": document()})
    with pytest.raises(ValueError, match=r"b\.xml: `filename` must .*'a\.jpg'.*a\.xml"):
        load_voc(folder)


def test_a_file_that_cannot_be_read_is_named(write):
    folder = write({"a.xml": document()})
    (folder / "b.xml").mkdir()
    with pytest.raises(ValueError, match=r"b\.xml: must be a readable file"):
        load_voc(folder)


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("nowhere", "`folder` must be a folder that exists. Received: .*nowhere"),
        ("a.xml", "`folder` must be a folder that exists. Received: .*a.xml"),
        ("ImageSets", "`folder` must hold XML files, or a folder `Annotations`"),
    ],
)
def test_a_folder_without_annotations_is_refused(write, folder, words):
    home = write({"a.xml": document(), "ImageSets/Main/all.txt": "a"})
    with pytest.raises(ValueError, match=words):
        load_voc(home / folder)


def test_a_folder_must_be_a_path():
    with pytest.raises(ValueError, match=r"`folder` must be a path\. Received: None"):
        load_voc(None)


@pytest.mark.parametrize(
    ("split", "words"),
    [
        ("val", r"`split` must have a file. Received: no file .*val\.txt"),
        ("../Main/all", "`split` must be the name of a file in ImageSets/Main"),
        (7, "`split` must be the name of a file in ImageSets/Main.* Received: split=7"),
        ("missing", r"missing\.txt, line 2: must be the name .*'b', and there is no"),
        ("twice", r"twice\.txt, line 3: a name must come once. Received: 'a'"),
        ("outside", r"outside\.txt, line 1: must be the name .*'\.\./a'"),
        ("columns", r"columns\.txt, line 1: must be the name .*'a  1'"),
        ("empty", r"empty\.txt: must name a picture"),
        ("bytes", r"bytes\.txt: must be UTF-8 text"),
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
    }
    folder = write(
        {"Annotations/a.xml": document(), "a.xml": document()}
        | {f"ImageSets/Main/{name}.txt": text for name, text in splits.items()}
    )
    with pytest.raises(ValueError, match=words):
        load_voc(folder, split)


@pytest.mark.parametrize("offset", [2, -1, 0.5, "1", None])
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
    start = time.process_time()
    with pytest.raises(ValueError, match=r"a\.xml: must define no entities"):
        load_voc(folder)
    assert time.process_time() - start < 1


def test_a_file_elsewhere_is_not_read(write):
    folder = write({"secret.txt": "secret"})
    address = (folder / "secret.txt").as_uri()
    text = f"<!DOCTYPE annotation [<!ENTITY e SYSTEM '{address}'>]>" + document()
    write({"a.xml": text.replace("a.jpg", "&e;")})
    with pytest.raises(ValueError, match=r"a\.xml: must define no entities"):
        load_voc(folder)


def test_the_sample_is_what_its_command_makes(tmp_path):
    make_sample(tmp_path)
    for split in PICTURES:
        assert load_voc(tmp_path, split) == load_voc(SAMPLE, split)
    names = [path.relative_to(SAMPLE) for path in SAMPLE.rglob("*") if path.is_file()]
    assert sorted(names) == sorted(
        path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()
    )
    assert len(names) == 4 + 2 + 4


def test_the_sample_fits_its_pictures():
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


def test_boxes_of_the_sample_are_those_of_the_drawing():
    for split, pictures in PICTURES.items():
        data = load_voc(SAMPLE, split, pixel_offset=1)
        for number, (_, size, seed, drawn_as) in enumerate(pictures, start=1):
            scenes = flower_scenes(1, size, seed=seed, split=drawn_as, count=(2, 5))
            boxes = box_convert(scenes.boxes[0], "xyxy", "xywh")
            boxes[:, :2] += 1  # VOC counts from 1
            found = [a["bbox"] for a in data["annotations"] if a["image_id"] == number]
            np.testing.assert_array_equal(found, boxes)
