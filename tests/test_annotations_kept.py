"""What is kept of annotations: all faults told, bad boxes left out, all handed on."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from annotation_files import coco, document, entry, results, write_files
from course_utils.annotations import (
    load_coco,
    load_results,
    load_voc,
    read_annotations,
    save_coco,
)
from course_utils.metrics import coco_evaluate, voc_evaluate
from tools.make_samples import COCO_SAMPLE, SAMPLE


@pytest.fixture
def write(tmp_path):
    return lambda files: write_files(tmp_path, files)


@pytest.fixture
def store(write):
    """A function that writes a value as JSON and returns the path."""
    return lambda data: write({"a.json": json.dumps(data)}) / "a.json"


def lines_of(caught):
    return str(caught.value).splitlines()


# The first five faults ---------------------------------------------------------------

SWAPPED = entry(box=(30, 20, 10, 60))


def test_faults_of_a_folder_are_told_together(write):
    files = {f"{n}.xml": document(SWAPPED, filename=f"{n}.jpg") for n in range(3)}
    files["0.xml"] = document(SWAPPED, entry(), entry("cat", (1, 1, 999, 9)))
    files |= {"3.xml": "no XML", "4.xml": document(width=0), "5.xml": document(SWAPPED)}
    folder = write(files)
    with pytest.raises(ValueError, match=r"\A.*0\.xml, object 1") as caught:
        load_voc(folder)
    lines = lines_of(caught)
    starts = ["0.xml, object 1", "0.xml, object 3", "1.xml, obj", "2.xml, obj", "3.xml"]
    for line, start in zip(lines, starts, strict=False):
        assert line.startswith(str(folder / start))
        assert ". Received: " in line
    assert lines[5:] == ["and 2 more"]


@pytest.mark.parametrize("count", [1, 4, 5, 6, 7])
def test_at_most_five_are_listed(write, store, count):
    folder = write({"a.xml": document(*[SWAPPED] * count)})
    data = coco()
    data["annotations"] = [
        coco()["annotations"][0] | {"id": i, "bbox": [0, 0, -1, i]}
        for i in range(count)
    ]
    file = store(data)
    for load, place in ((load_voc, folder), (load_coco, file)):
        with pytest.raises(ValueError, match="Received") as caught:
            load(place)
        lines = lines_of(caught)
        assert sum("Received" in line for line in lines) == min(count, 5)
        assert lines[5:] == ([f"and {count - 5} more"] if count > 5 else [])


def test_faults_of_a_split_are_told_together(write):
    files = {"Annotations/a.xml": document(SWAPPED), "ImageSets/Main/t.txt": "a\nb\na"}
    with pytest.raises(ValueError, match="Received") as caught:
        load_voc(write(files), "t")
    places = [line.split(": ")[0].rpartition("/")[2] for line in lines_of(caught)]
    assert places == ["t.txt, line 2", "t.txt, line 3", "a.xml, object 1 ('dog')"]


def several_faults():
    """A dictionary with six wrong annotations; only that at place 3 is right."""
    data = coco()
    right = data["annotations"][0]
    data["annotations"] = [
        right | {"bbox": [10, 20, 30]},
        right | {"id": 1, "image_id": 3, "bbox": None},  # one fault is told of each
        "no dictionary",
        right | {"id": 3},
        {key: value for key, value in right.items() if key != "area"},
        right | {"id": 5, "bbox": [40, 20, 30, 35]},
        right | {"id": 3},
    ]
    return data


def test_faults_of_a_coco_file_are_told_in_the_order_of_the_list(store):
    file = store(several_faults())
    with pytest.raises(ValueError, match="Received") as caught:
        load_coco(file)
    keys = ["`bbox`", "`image_id`", "must be a dictionary", "`id`", "`bbox`"]
    for line, place, key in zip(lines_of(caught), (0, 1, 2, 4, 5), keys, strict=False):
        assert line.startswith(f"{file}, annotations[{place}]: {key}")
    assert lines_of(caught)[5] == "and 1 more"


def test_pictures_and_classes_come_first(store):
    data = coco()
    for image in data["images"]:
        image["id"] = str(image["id"])
    data["categories"][1]["name"] = ""
    with pytest.raises(ValueError, match="Received") as caught:
        load_coco(store(data))
    places = [line.split(": ")[0].split(", ")[1] for line in lines_of(caught)]
    assert places == ["images[0]", "images[1]", "categories[1]"]


def test_faults_of_dictionaries_are_told_together():
    rows = [row | {"score": "high"} for row in results()]
    with pytest.raises(ValueError, match=r"\[0\]: `score`") as caught:
        read_annotations(coco(), rows)
    assert len(lines_of(caught)) == 3


@pytest.mark.parametrize("kind", ["images", "annotations", "categories"])
def test_ids_that_are_texts_are_refused_with_a_way_out(store, kind):
    data = coco()
    data[kind][1]["id"] = "b.jpg"
    words = rf"{kind}\[1\]: `id` must be an integer; number texts, as .*'b.jpg'"
    with pytest.raises(ValueError, match=words):
        load_coco(store(data))


@pytest.mark.parametrize("key", ["image_id", "category_id"])
def test_references_that_are_texts_are_refused_with_a_way_out(key):
    data, rows = coco(), results()
    rows[1][key] = "2"
    words = rf"`detections`\[1\]: `{key}` must be an integer, .*; number texts, as .*2"
    with pytest.raises(ValueError, match=words):
        read_annotations(data, rows)
    data["annotations"][1][key] = "2"
    with pytest.raises(ValueError, match=rf"annotations\[1\]: `{key}` .*number texts"):
        read_annotations(data, rows)


def test_the_way_out_leads_out(store):
    data = coco()
    texts = {7: "a", 2: "b"}
    for row in data["images"]:
        row["id"] = texts[row["id"]]
    for row in data["annotations"]:
        row["image_id"] = texts[row["image_id"]]
    numbers = {text: n for n, text in enumerate(["a", "b"], 1)}
    for row in data["images"]:
        row["id"] = numbers[row["id"]]
    for row in data["annotations"]:
        row["image_id"] = numbers[row["image_id"]]
    assert load_coco(store(data)) == data


@pytest.mark.parametrize("key", ["isCrowd", "IsCrowd", "ISCROWD", "Difficult"])
def test_keys_that_differ_in_case_only_are_refused(store, key):
    data = coco()
    data["annotations"][0]["Segmentation"] = []  # which is not read
    data["annotations"][2][key] = 1
    words = rf"annotations\[2\]: a key must be written `{key.lower()}`. .*'{key}'"
    with pytest.raises(ValueError, match=words):
        load_coco(store(data))
    with pytest.raises(ValueError, match=words):
        read_annotations(data, [])


def test_numbers_of_arrays_are_not_rounded(tmp_path):
    data = coco()
    data["annotations"][1]["bbox"] = np.array([0, 0, 201.0000000001, 100])
    with pytest.raises(
        ValueError, match=r"Received: \[0.0, 0.0, 201.0000000001, 100.0"
    ):
        save_coco(data, tmp_path / "a.json")


# Bad boxes left out ------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["Skip", None, True, 0, ["skip"], np.array("skip")])
def test_bad_must_be_one_of_two_words(write, store, bad):
    folder = write({"a.xml": document()})
    words = "`bad` must be 'raise' or 'skip'. Received: bad="
    for load, place in ((load_voc, folder), (load_coco, store(coco()))):
        with pytest.raises(ValueError, match=words):
            load(place, bad=bad)


def test_bad_objects_of_voc_are_left_out(write):
    files = {
        "a.xml": document(SWAPPED, entry("cat")),
        "b.xml": document(SWAPPED, filename="b.jpg"),
        "c.xml": document(entry("dog"), filename="c.jpg"),
    }
    folder = write(files)
    with pytest.warns(UserWarning, match="Left out 2 boxes:\n") as caught:
        data, skipped = load_voc(folder, bad="skip")
    assert [image["file_name"] for image in data["images"]] == [
        "a.jpg",
        "b.jpg",
        "c.jpg",
    ]
    found = [(a["id"], a["image_id"], a["category_id"]) for a in data["annotations"]]
    assert found == [(1, 1, 1), (2, 3, 2)]
    assert len(skipped) == 2
    assert skipped[1].startswith(f"{folder / 'b.xml'}, object 1 ('dog'): `xmax` must")
    assert str(caught[0].message).endswith("\n".join(skipped))
    assert caught[0].filename == __file__  # not a line of the package
    read_annotations(data, [])


def test_a_class_whose_objects_are_all_left_out_is_none(write):
    folder = write({"a.xml": document(SWAPPED.replace("dog", "owl"), entry("cat"))})
    with pytest.warns(UserWarning, match="Left out 1 box:\n"):
        data, _ = load_voc(folder, bad="skip")
    assert data["categories"] == [{"id": 1, "name": "cat"}]


def test_where_nothing_is_wrong_nothing_is_left_out(write, store, recwarn):
    folder = write({"a.xml": document(entry())})
    for load, place in ((load_voc, folder), (load_coco, store(coco()))):
        assert load(place, bad="skip") == (load(place), [])
    assert not recwarn


def test_what_is_wrong_with_a_file_is_never_left_out(write, store):
    folder = write(
        {"a.xml": document(width=0), "b.xml": document(SWAPPED, filename="b")}
    )
    with pytest.raises(ValueError, match=r"\A.*a\.xml: `width` must be .*0\Z"):
        load_voc(folder, bad="skip")
    for key in ("images", "categories"):
        data = several_faults()
        data[key][0]["id"] = None
        with pytest.raises(ValueError, match=rf"\A.*{key}\[0\]: `id` must be .*None\Z"):
            load_coco(store(data), bad="skip")


def test_bad_annotations_of_coco_are_left_out(store):
    file = store(several_faults())
    with pytest.warns(UserWarning, match="Left out") as caught:
        data, skipped = load_coco(file, bad="skip")
    kept = several_faults()
    kept["annotations"] = kept["annotations"][3:4]
    assert data == kept
    places = [text.split("annotations[")[1].split("]")[0] for text in skipped]
    assert places == list("012456")
    assert str(caught[0].message).endswith(f"{skipped[4]}\nand 1 more")
    with pytest.warns(UserWarning, match="Left out"):
        assert load_coco(store(data | {"annotations": [5]}), bad="skip")[0] == kept | {
            "annotations": []
        }


def test_what_json_has_not_is_left_out_with_its_entry(write):
    data = coco()
    data["annotations"][0]["bbox"] = "NAN"
    data["annotations"][2] = "TWICE"
    text = json.dumps(data).replace('"NAN"', "[1, 2, NaN, -Infinity]")
    text = text.replace('"TWICE"', '{"id": 1, "id": 2}')
    file = write({"a.json": text}) / "a.json"
    with pytest.warns(UserWarning, match="Left out"):
        kept, skipped = load_coco(file, bad="skip")
    assert kept == coco() | {"annotations": coco()["annotations"][1:2]}
    assert [text.split(": ")[1] for text in skipped] == [
        "a number must be finite. Received",
        "a key must come once in its object. Received",
    ]
    write({"a.json": text.replace('"year": 2017', '"year": Infinity')})
    with pytest.raises(ValueError, match=r"a\.json: a number must be finite"):
        load_coco(file, bad="skip")


# Boxes without area ------------------------------------------------------------------


def flat_boxes():
    """Two boxes as in COCO's training file of 2017, and others near them."""
    boxes = [
        (1, [296.65, 388.33, 1.03, 0.0]),
        (1, [239.48, 347.87, 160.0, 57.81]),
        (2, [9.98, 188.56, 15.52, 0.0]),
        (2, [10, 100, 0, 40]),
        (2, [10, 150, 100, 60]),
    ]
    data = {
        "images": [
            {"id": n, "file_name": f"{n}.jpg", "width": 640, "height": 480}
            for n in (1, 2)
        ],
        "annotations": [
            {
                "id": 900 + i,
                "image_id": image,
                "category_id": 58,
                "bbox": box,
                "area": box[2] * box[3],
                "iscrowd": 0,
            }
            for i, (image, box) in enumerate(boxes)
        ],
        "categories": [{"id": 58, "name": "hot dog"}],
    }
    found = [
        {"image_id": image, "category_id": 58, "bbox": box, "score": 0.9 - i / 10}
        for i, (image, box) in enumerate(boxes)
    ]
    found.append(found[0] | {"bbox": [290, 380, 10, 10], "score": 0.95})
    return data, found


def test_boxes_without_area_are_read_and_named(store):
    data, _ = flat_boxes()
    file = store(data)
    with pytest.warns(UserWarning, match="without area") as caught:
        assert load_coco(file) == data
    (warning,) = caught
    lines = str(warning.message).splitlines()
    for line, i in zip(lines, (0, 2, 3), strict=True):
        assert line.startswith(f"{file}, annotations[{i}]: a `bbox` without area")
        assert line.endswith(f"{data['annotations'][i]['bbox']}, id {900 + i}")
    assert warning.filename == __file__


def test_boxes_without_area_count_as_missed(store, capsys):
    data, found = flat_boxes()
    file = store(data)
    with pytest.warns(UserWarning, match="`ground_truth`, annotations.0.: a `bbox` wi"):
        result = coco_evaluate(data, found)
    theirs = COCOeval(COCO(str(file)), COCO(str(file)).loadRes(found), "bbox")
    theirs.evaluate()
    theirs.accumulate()
    theirs.summarize()
    capsys.readouterr()
    ours = [value for key, value in result.items() if key != "per_class"]
    np.testing.assert_array_equal(ours, theirs.stats)
    assert result["per_class"][0]["objects"] == 5
    assert result["AR_100"] == 2 / 5
    with pytest.warns(UserWarning, match="without area"):
        assert voc_evaluate(data, found)["per_class"][0]["objects"] == 5


def test_crowds_without_area_are_read_too(store):
    data, found = flat_boxes()
    for annotation in data["annotations"]:
        annotation["iscrowd"] = 1
    with pytest.warns(UserWarning, match="without area"):
        assert coco_evaluate(data, found)["AP"] == -1


# Results -----------------------------------------------------------------------------


def as_json(rows):
    return json.loads(json.dumps(rows))


def test_results_are_returned_unchanged(store):
    rows = as_json([row | {"segmentation": [], "id": "x"} for row in results()])
    assert load_results(store(rows)) == rows
    assert load_results(str(store(rows)), coco()) == rows
    assert load_results(store([])) == []
    truth = load_coco(COCO_SAMPLE)
    rows = [
        {key: row[key] for key in ("image_id", "category_id", "bbox")} | {"score": 1}
        for row in truth["annotations"]
    ]
    assert coco_evaluate(truth, load_results(store(rows), truth))["AP50"] == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"score": None}, "`score` must be a finite number. Received: None"),
        ({"bbox": [1, 2, 3, -4]}, "`bbox` must be four finite numbers"),
        ({"bbox": "1234"}, "`bbox` must be four finite numbers"),
        ({"image_id": 7.5}, "`image_id` must be an integer. Received: 7.5"),
        ({"image_id": "a.jpg"}, "`image_id` must be an integer; number texts, as"),
        ({"category_id": True}, "`category_id` must be an integer. Received: True"),
    ],
)
def test_wrong_results_are_named_or_left_out(store, change, words):
    rows = as_json(results())
    rows[1] |= change
    file = store(rows)
    with pytest.raises(ValueError, match=words) as caught:
        load_results(file)
    assert str(caught.value).startswith(f"{file}, results[1]: ")
    with pytest.warns(UserWarning, match="Left out"):
        kept, skipped = load_results(file, bad="skip")
    assert kept == [rows[0], rows[2]]
    assert skipped == [str(caught.value)]


def test_results_of_other_pictures_are_refused_or_left_out(store):
    rows = as_json(results())
    rows[0]["image_id"] = rows[2]["category_id"] = 3
    assert load_results(store(rows)) == rows
    with pytest.raises(ValueError, match=r"`image_id` must be .*`images`") as caught:
        load_results(store(rows), coco())
    assert len(lines_of(caught)) == 2
    with pytest.warns(UserWarning, match="Left out"):
        kept, skipped = load_results(store(rows), coco(), bad="skip")
    assert kept == rows[1:2]
    assert len(skipped) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", r"a\.json, results: must be a list. Received: {}"),
        ("[1]", r"a\.json, results\[0\]: must be a dictionary"),
        ('[{"score": NaN}]', r"results\[0\]: a number must be finite. Received: 'NaN'"),
        ('[{"score": 1, "score": 2}]', r"results\[0\]: a key must come once"),
        ("[", r"a\.json, line 1, column 2: must be well-formed JSON"),
        ("NaN", r"a\.json: a number must be finite"),
    ],
)
def test_other_files_are_no_results(write, text, words):
    with pytest.raises(ValueError, match=words):
        load_results(write({"a.json": text}) / "a.json")


def test_results_need_a_file_and_a_dictionary(store, tmp_path):
    with pytest.raises(ValueError, match="`file` must be a file that exists"):
        load_results(tmp_path / "nowhere.json")
    with pytest.raises(ValueError, match="`ground_truth`: must be a dictionary"):
        load_results(store([]), "a.json")


# Handed on ---------------------------------------------------------------------------


def test_what_was_read_from_voc_is_handed_on(tmp_path):
    for offset in (0, 1):
        data = load_voc(SAMPLE, pixel_offset=offset)
        save_coco(data, tmp_path / "a.json")
        assert load_coco(str(tmp_path / "a.json")) == data


def test_a_coco_file_is_handed_on_to_the_byte(tmp_path):
    save_coco(load_coco(COCO_SAMPLE), tmp_path / "a.json")
    assert (tmp_path / "a.json").read_bytes() == COCO_SAMPLE.read_bytes()


def test_other_keys_and_all_letters_are_kept(tmp_path):
    data = coco() | {"info": {"by": "Ölçü 木\ud800\u2028", "deep": [[[{}]]]}, "é": None}
    data["images"][0]["file_name"] = "木/a b.jpg"
    save_coco(data, tmp_path / "a.json")
    assert load_coco(tmp_path / "a.json") == data


def test_numbers_of_numpy_and_tuples_become_pythons(tmp_path):
    data = coco()
    data["annotations"][0] |= {
        "id": np.int64(11),
        "bbox": np.array([10, 20.5, 30, 35]),
        "area": np.float32(600.25),
        "iscrowd": np.uint8(0),
    }
    data["annotations"][1]["bbox"] = (0, np.longdouble(0), 200, 100)
    data["images"][0]["width"] = np.int16(200)
    data["annotations"] = tuple(data["annotations"])
    save_coco(data, str(tmp_path / "a.json"))
    assert load_coco(tmp_path / "a.json") == coco()
    assert isinstance(data["annotations"][0]["id"], np.int64)  # nothing is changed


def test_empty_lists_are_handed_on(tmp_path):
    empty = {"images": [], "annotations": [], "categories": []}
    save_coco(empty, tmp_path / "a.json")
    assert load_coco(tmp_path / "a.json") == empty


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"images": None}, "`data`, images: must be a list"),
        ({"annotations": [{}]}, r"`data`, annotations\[0\]: `id` must be there"),
        ({"info": float("nan")}, "`data` must hold what JSON can hold"),
        ({"info": {1}}, "`data` must hold what JSON can hold. Received: .*set"),
        ({"info": {1: 2}}, "must hold what JSON .*the key 1, which is no text"),
        ({"info": 10**5000}, "`data` must hold what JSON can hold"),
        ({7: []}, "must hold what JSON .*the key 7, which is no text"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(tmp_path, change, words):
    file = tmp_path / "a.json"
    file.write_text("older")
    with pytest.raises(ValueError, match=words):
        save_coco(coco() | change, file)
    assert file.read_text() == "older"


def test_a_box_beyond_its_picture_is_not_written(tmp_path):
    data = coco()
    data["annotations"][1]["bbox"] = [0, 0, 202, 100]
    with pytest.raises(ValueError, match=r"annotations\[1\]: `bbox` must lie in"):
        save_coco(data, tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()


def test_data_that_contains_itself_is_refused(tmp_path):
    data = coco()
    data["info"]["self"] = data
    with pytest.raises(ValueError, match="`data` must not be nested deeply"):
        save_coco(data, tmp_path / "a.json")


@pytest.mark.parametrize("name", ["nowhere/a.json", "", "a\0", "a" * 5000])
def test_a_file_that_cannot_be_written_is_named(tmp_path, name):
    with pytest.raises(ValueError, match="`file` must be a file that can be written"):
        save_coco(coco(), tmp_path / name)
    with pytest.raises(ValueError, match="`file` must be a path"):
        save_coco(coco(), None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(width=64),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text().filter(lambda key: key not in coco()), JSON))
def test_what_is_handed_on_is_read_as_the_same_or_refused(tmp_path_factory, extra):
    file = tmp_path_factory.mktemp("saved") / "a.json"
    data = coco() | extra
    try:
        save_coco(data, file)
    except ValueError as error:
        assert type(error) is ValueError
        assert "nan" in repr(extra) or "inf" in repr(extra)
    else:
        assert load_coco(file) == data
