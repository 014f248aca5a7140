import contextlib
import copy
import functools
import io
import platform
import tracemalloc
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from sklearn.metrics import precision_recall_curve

from course_utils.metrics import (
    average_precision,
    coco_evaluate,
    match_detections,
    pairs,
    precision_recall,
    voc_evaluate,
)

FIGURES = (
    *("AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large"),
    *("AR_1", "AR_10", "AR_100", "AR_small", "AR_medium", "AR_large"),
)
METHODS = ("11-point", "all-point", "101-point")
HIT, LATER, MISS = [0, 0, 10, 10], [100, 0, 10, 10], [300, 0, 10, 10]  # `xywh`
CELL = 8  # pixels; boxes on a lattice tie in IoU and meet thresholds exactly
# Elsewhere a compiler may fuse a product and a sum, which rounds once less.
TOLERANCE = 0 if platform.machine() in ("x86_64", "AMD64") else 1e-12


def dataset(objects, n_images=1, n_classes=1):
    """COCO dictionary; objects are (image, class, bbox) and what else they have."""
    annotations = [
        {
            "id": number,
            "image_id": image,
            "category_id": category,
            "bbox": list(bbox),
            "area": bbox[2] * bbox[3],
            "iscrowd": 0,
        }
        | dict(*more)
        for number, (image, category, bbox, *more) in enumerate(objects, start=1)
    ]
    return {
        "images": [
            {"id": i, "file_name": f"{i}.jpg", "width": 500, "height": 500}
            for i in range(1, n_images + 1)
        ],
        "annotations": annotations,
        "categories": [{"id": i, "name": f"c{i}"} for i in range(1, n_classes + 1)],
    }


def results(*found):
    """COCO's result list; each entry is (image, class, bbox, score)."""
    keys = ("image_id", "category_id", "bbox", "score")
    return [dict(zip(keys, entry, strict=True)) for entry in found]


def row_of_squares(n):
    """Boxes [x, y, width, height] of squares beside each other that do not touch."""
    return [[20 * i, 0, 10, 10] for i in range(n)]


# Random cases, for both evaluators


def some_boxes(rng, count, on_lattice):
    if on_lattice:
        corners = CELL * rng.integers(0, 12, (count, 2))
        return np.hstack([corners, CELL * rng.integers(1, 14, (count, 2))])
    return np.hstack([rng.uniform(0, 99, (count, 2)), rng.uniform(1, 120, (count, 2))])


def near(rng, boxes, on_lattice):
    """`boxes` moved a little, some not at all."""
    noise = (
        rng.normal(0, 4, boxes.shape)
        if not on_lattice
        else CELL * rng.integers(-1, 2, boxes.shape)
    )
    return boxes + noise * (rng.random((len(boxes), 1)) < 0.7)


def some_objects(rng, image, categories, on_lattice):
    """Annotations of one image, without ids."""
    bboxes = some_boxes(rng, rng.integers(0, 7), on_lattice)
    # Twins of some of them, in the same place or so that a box between them ties.
    twins = bboxes[rng.random(len(bboxes)) < 0.3]
    twins[:, 0] += 2 * CELL * rng.integers(0, 2, len(twins))
    for bbox in np.vstack([bboxes, twins]).tolist():
        area = bbox[2] * bbox[3]
        yield {
            "image_id": image,
            "category_id": int(rng.choice(categories)),
            "bbox": bbox,
            "area": float(rng.choice([area, area, 0.6 * area, 32**2, 96**2])),
            "iscrowd": int(rng.random() < 0.15),
            "difficult": int(rng.random() < 0.15),
        }


def some_results(rng, image, objects, categories, on_lattice):
    """Detections of one image: near objects, anywhere, without an area, and twice."""
    bboxes, of = some_boxes(rng, rng.integers(0, 7), on_lattice), []
    if objects:
        of = [objects[i] for i in rng.integers(0, len(objects), rng.integers(0, 14))]
    near_objects = near(rng, np.reshape([a["bbox"] for a in of], (-1, 4)), on_lattice)
    labels = [int(rng.choice(categories)) for _ in bboxes]
    labels += [annotation["category_id"] for annotation in of]
    if rng.random() < 0.02:  # more than count, of one class
        many = near(rng, some_boxes(rng, 130, on_lattice), on_lattice)
        near_objects = np.vstack([near_objects, many])
        labels += [int(rng.choice(categories))] * len(many)
    bboxes = np.vstack([bboxes, near_objects])
    if on_lattice:
        bboxes = bboxes.astype(int)
    bboxes[:, 2:] *= rng.random((len(bboxes), 1)) > 0.05
    bboxes[:, 2:] = np.maximum(bboxes[:, 2:], 0)
    scores = rng.random(len(bboxes))
    if rng.random() < 0.5:
        scores = np.round(scores * rng.integers(0, 5)) / 4
    for bbox, label, score in zip(
        bboxes.tolist(), labels, scores.tolist(), strict=True
    ):
        for _ in range(2 if rng.random() < 0.05 else 1):
            yield {
                "image_id": image,
                "category_id": label,
                "bbox": bbox,
                "score": score,
            }


def random_case(seed):
    """Ground truth and results, with all that is rare often enough."""
    rng = np.random.default_rng(seed)
    on_lattice = bool(rng.random() < 0.6)
    images = (1 + rng.permutation(1000)[: rng.integers(1, 6)]).tolist()
    categories = (1 + rng.permutation(90)[: rng.integers(1, 4)]).tolist()
    with_objects = categories[: rng.integers(1, len(categories) + 1)]
    objects, found = [], []
    for image in images:
        own = list(some_objects(rng, image, with_objects, on_lattice))
        if rng.random() < 0.15:
            own = []
        objects += own
        if rng.random() < 0.9:
            found += some_results(rng, image, own, categories, on_lattice)
    if rng.random() < 0.03:
        objects = []
    if rng.random() < 0.03:
        found = []
    numbers = 1 + rng.permutation(3 * len(objects))
    ground_truth = {
        "images": [
            {"id": i, "file_name": f"{i}.jpg", "width": 200, "height": 200}
            for i in images
        ],
        "annotations": [
            {"id": int(number)} | objects[i]
            for i, number in zip(rng.permutation(len(objects)), numbers, strict=False)
        ],
        "categories": [{"id": i, "name": f"c{i}"} for i in categories],
    }
    return ground_truth, [found[i] for i in rng.permutation(len(found))]


# COCO


def by_pycocotools(ground_truth, detections):
    """A COCOeval that has run; the arguments are not changed."""
    truth, found = COCO(), COCO()
    truth.dataset = copy.deepcopy(ground_truth)
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        if detections:
            found = truth.loadRes(copy.deepcopy(detections))
        else:  # loadRes refuses an empty list
            found.dataset = copy.deepcopy(ground_truth) | {"annotations": []}
            found.createIndex()
        judge = COCOeval(truth, found, "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    return judge


def mean_or_minus_1(values):
    values = values[values > -1]
    return np.mean(values) if values.size else -1


def expected_table(judge):
    """A row per class as pycocotools' arrays give it, by name."""
    every = judge.eval["precision"][..., 0, 2]  # [thresholds, recalls, classes]
    recall = judge.eval["recall"][..., 0, 2]  # [thresholds, classes]
    for k, category in enumerate(judge.params.catIds):
        yield {
            "id": category,
            "name": judge.cocoGt.cats[category]["name"],
            "objects": sum(
                annotation["category_id"] == category and not annotation["iscrowd"]
                for annotation in judge.cocoGt.dataset["annotations"]
            ),
            "AP": mean_or_minus_1(every[:, :, k]),
            "AP50": mean_or_minus_1(every[0, :, k]),
            "AP75": mean_or_minus_1(every[5, :, k]),
            "AR_100": mean_or_minus_1(recall[:, k]),
        }


def assert_equals_pycocotools(ground_truth, detections):
    """No difference in figures and table; returns ours."""
    before = copy.deepcopy((ground_truth, detections))
    ours = coco_evaluate(ground_truth, detections)
    assert (ground_truth, detections) == before
    judge = by_pycocotools(ground_truth, detections)
    assert list(ours) == [*FIGURES, "per_class"]
    figures = [ours[name] for name in FIGURES]
    assert all(type(value) is float for value in figures)
    np.testing.assert_allclose(figures, judge.stats, rtol=0, atol=TOLERANCE)
    for row, expected in zip(ours["per_class"], expected_table(judge), strict=True):
        if TOLERANCE:
            expected = pytest.approx(expected, rel=0, abs=TOLERANCE)
        assert row == expected
    return ours


@pytest.mark.parametrize("block", range(20))
def test_coco_equals_pycocotools(block):
    for seed in range(100 * block, 100 * (block + 1)):
        assert_equals_pycocotools(*random_case(seed))


def test_the_random_cases_hold_what_is_rare():
    cases = [random_case(seed) for seed in range(500)]
    figures = [coco_evaluate(*case) for case in cases]
    assert sum(not found for _, found in cases) > 10
    assert sum(not truth["annotations"] for truth, _ in cases) > 10
    for name in FIGURES:
        values = np.array([figure[name] for figure in figures])
        assert (values == -1).sum() > 10
        assert ((values > 0) & (values < 1)).sum() > 100
    lists = [[(d["image_id"], d["category_id"]) for d in found] for _, found in cases]
    longest = [max(Counter(pairs).values(), default=0) for pairs in lists]
    assert sum(length > 100 for length in longest) > 10
    areas = Counter(a["area"] for truth, _ in cases for a in truth["annotations"])
    assert min(areas[32**2], areas[96**2]) > 100


def test_every_share_found_of_up_to_20_objects():
    # A class each; some recalls of COCO's grid lie a bit above i / 100.
    shares = [(found, n) for n in range(1, 21) for found in range(1, n + 1)]
    objects = [
        (1, k, bbox)
        for k, (_, n) in enumerate(shares, start=1)
        for bbox in row_of_squares(n)
    ]
    detections = results(
        *(
            (1, k, bbox, 1 - i / 100)
            for k, (found, _) in enumerate(shares, start=1)
            for i, bbox in enumerate(row_of_squares(found))
        )
    )
    truth = dataset(objects, n_classes=len(shares))
    table = assert_equals_pycocotools(truth, detections)["per_class"]
    values = {share: row["AP"] for share, row in zip(shares, table, strict=True)}
    assert round(values[7, 10], 4) == 0.6931  # 70 of 101 points, not 71
    recall = np.arange(1, 8) / 10
    assert round(average_precision(np.ones(7), recall, "101-point"), 4) == 0.703


def test_a_perfect_detector_may_have_a_bit_less_than_1_in_coco():
    # One object in a class: pycocotools divides by 1 and the smallest bit more.
    objects = [(1, 1, HIT)]
    detections = results((1, 1, HIT, 0.5))
    ours = assert_equals_pycocotools(dataset(objects), detections)
    assert 1 - 1e-15 < ours["AP"] < 1


def test_equal_boxes_reach_every_threshold():
    bbox = [0.1, 0, 4, 1]
    assert voc_overlap(bbox, bbox, 0) < 1  # 0.1 + 4 - 0.1 is a bit less than 4
    found = results((1, 1, bbox, 0.5))
    assert voc_evaluate(dataset([(1, 1, bbox)]), found, iou_threshold=1)["mAP"] == 1


def test_iou_on_each_threshold_is_enough():
    # A class each: 50, 51, ..., 100 % of a square of 100 pixels are covered.
    shares = range(50, 101)
    objects = [(1, k, [0, 0, 100, 100]) for k, _ in enumerate(shares, start=1)]
    found = [(1, k, [0, 0, 100, n], 0.5) for k, n in enumerate(shares, start=1)]
    truth = dataset(objects, n_classes=len(shares))
    table = assert_equals_pycocotools(truth, results(*found))["per_class"]
    reached = [round(10 * row["AR_100"]) for row in table]
    assert reached == [min(10, 1 + (n - 50) // 5) for n in shares]


@pytest.mark.parametrize(
    ("area", "sizes"),
    [
        (32**2 - 1, {"small"}),
        (32**2, {"small", "medium"}),
        (32**2 + 1, {"medium"}),
        (96**2, {"medium", "large"}),
        (96**2 + 1, {"large"}),
    ],
)
def test_the_ends_of_an_area_range_belong_to_it(area, sizes):
    truth = dataset([(1, 1, [0, 0, 50, 50], {"area": area})])
    ours = assert_equals_pycocotools(truth, results((1, 1, [0, 0, 50, 50], 0.5)))
    for size in ("small", "medium", "large"):
        expected = 1 if size in sizes else -1
        assert ours[f"AR_{size}"] == expected
        assert ours[f"AP_{size}"] == pytest.approx(expected)


def test_only_the_100_best_detections_of_an_image_and_class_count():
    squares = row_of_squares(102)
    truth = dataset([(1, 1, squares[0]), (1, 1, squares[-1])], n_classes=2)
    found = [(1, 1, bbox, 1 - i / 200) for i, bbox in enumerate(squares)]
    other_class = [(1, 2, bbox, 1) for bbox in squares]
    ours = assert_equals_pycocotools(truth, results(*found, *other_class))
    assert ours["AR_100"] == 0.5
    ours = assert_equals_pycocotools(truth, results(*found[2:]))
    assert (ours["AR_10"], ours["AR_100"]) == (0, 0.5)


def test_a_crowd_takes_in_any_number_of_detections():
    crowd = (1, 1, [0, 0, 100, 100], {"iscrowd": 1})
    truth = dataset([crowd, (1, 1, [200, 0, 20, 20])])
    inside = [(1, 1, [x, 0, 10, 10], 0.9) for x in range(0, 90, 10)]
    hit = (1, 1, [200, 0, 20, 20], 0.5)
    ours = assert_equals_pycocotools(truth, results(*inside, hit))
    assert ours["AP"] == pytest.approx(1)
    assert ours["per_class"][0]["objects"] == 1
    beside = (1, 1, [96, 0, 10, 10], 0.9)  # 40 % inside
    ours = assert_equals_pycocotools(truth, results(*inside, beside, hit))
    assert ours["AP"] == pytest.approx(0.5)


def test_where_there_is_nothing_to_find():
    found = results((1, 1, [0, 0, 9, 9], 0.5))
    for truth in (dataset([]), dataset([(1, 1, [0, 0, 9, 9], {"iscrowd": 1})])):
        for detections in (found, []):
            ours = assert_equals_pycocotools(truth, detections)
            assert {ours[name] for name in FIGURES} == {-1}
            assert voc_evaluate(dataset([]), detections)["mAP"] == -1
    empty = {"images": [], "annotations": [], "categories": []}
    assert coco_evaluate(empty, [])["AP"] == voc_evaluate(empty, [])["mAP"] == -1
    assert coco_evaluate(empty, [])["per_class"] == []
    # A class without detections has a figure, one without objects has none.
    truth = dataset([(1, 1, [0, 0, 9, 9]), (1, 2, [0, 0, 9, 9])], n_classes=3)
    ours = assert_equals_pycocotools(truth, found)
    assert [round(row["AP"], 9) for row in ours["per_class"]] == [1, 0, -1]
    assert ours["AP"] == pytest.approx(0.5)
    voc = voc_evaluate(truth, found)
    assert [row["AP"] for row in voc["per_class"]] == [1, 0, -1]
    assert voc["mAP"] == 0.5


# Equal scores and equal overlaps, by hand. Each order is fixed by a rule of COCO's.


@pytest.mark.parametrize(
    ("images", "ap"),
    [((1, 2, 2), 0.835), ((2, 1, 2), 0.667)],  # of [hit .9, miss .9, hit .7]
)
def test_equal_scores_rank_by_image(images, ap):
    hit, miss, later = images
    truth = dataset([(hit, 1, HIT), (later, 1, LATER)], n_images=2)
    found = [(hit, 1, HIT, 0.9), (miss, 1, MISS, 0.9), (later, 1, LATER, 0.7)]
    for order in ([0, 1, 2], [1, 0, 2]):  # of the list does not matter
        detections = results(*(found[i] for i in order))
        ours = assert_equals_pycocotools(truth, detections)
        assert round(ours["AP"], 3) == ap


@pytest.mark.parametrize(("order", "ap"), [((0, 1, 2), 0.835), ((0, 2, 1), 1)])
def test_equal_scores_in_one_image_rank_by_place_in_the_list(order, ap):
    truth = dataset([(1, 1, HIT), (1, 1, LATER)])
    found = [(1, 1, HIT, 0.9), (1, 1, MISS, 0.7), (1, 1, LATER, 0.7)]
    detections = results(*(found[i] for i in order))
    assert round(assert_equals_pycocotools(truth, detections)["AP"], 3) == ap
    ours = voc_evaluate(truth, detections, method="101-point")
    assert round(ours["mAP"], 3) == ap


def test_of_equal_overlaps_coco_takes_the_later_object_and_voc_the_first():
    # The first detection lies between two objects, the second fits the left one only.
    objects = [[0, 0, 100, 100], [20, 0, 120, 100]]
    boxes = [[10, 0, 110, 100], [0, 0, 100, 100]]
    coco = match_detections(boxes, objects, 0.7, "coco")
    np.testing.assert_array_equal(coco, [[1, 0], [1, 1]])
    voc = match_detections(boxes, objects, 0.7, "voc")
    np.testing.assert_array_equal(voc, [[0, -1], [1, 0]])
    truth = dataset([(1, 1, [0, 0, 100, 100]), (1, 1, [20, 0, 100, 100])])
    found = [(1, 1, [10, 0, 100, 100], 0.9), (1, 1, [0, 0, 100, 100], 0.8)]
    assert voc_evaluate(truth, results(*found), 0.7)["mAP"] == 0.5
    assert coco_evaluate(truth, results(*found))["AP75"] == pytest.approx(1)


# Cost


def large_case(n_images, n_detections=100):
    rng = np.random.default_rng(0)
    objects, found = [], []
    for image in range(1, n_images + 1):
        bboxes = some_boxes(rng, 7, on_lattice=False)
        objects += [(image, 1, bbox) for bbox in bboxes.tolist()]
        many = near(rng, bboxes[rng.integers(0, 7, n_detections)], on_lattice=False)
        many[:, 2:] = np.maximum(many[:, 2:], 1)
        scores = rng.random(n_detections).tolist()
        found += [
            (image, 1, *entry) for entry in zip(many.tolist(), scores, strict=True)
        ]
    return dataset(objects, n_images), results(*found)


def test_memory_stays_bounded():
    case = large_case(500)
    for evaluate in (coco_evaluate, voc_evaluate):
        tracemalloc.start()
        evaluate(*case)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 40e6  # 50 000 detections; measured: 23


def test_crowded_pictures_equal_pycocotools():
    # Boxes so close that each detection reaches most objects of its picture.
    rng = np.random.default_rng(0)
    objects, found = [], []
    for image in (1, 2, 3):
        for _ in range(40):
            bbox = [*rng.uniform(0, 12, 2), *rng.uniform(28, 36, 2)]
            objects.append((image, 1, bbox, {"iscrowd": int(rng.random() < 0.1)}))
        for _ in range(60):
            bbox = [*rng.uniform(0, 12, 2), *rng.uniform(28, 36, 2)]
            found.append((image, 1, bbox, round(rng.random(), 2)))
    ours = assert_equals_pycocotools(dataset(objects, n_images=3), results(*found))
    assert 0 < ours["AP"] < 1


def test_blocks_do_not_change_a_figure(monkeypatch):
    cases = [random_case(seed) for seed in range(40)]
    whole = [(coco_evaluate(*case), voc_evaluate(*case)) for case in cases]
    for block in (1, 7, 50):
        monkeypatch.setattr(pairs, "_BLOCK", block)
        assert whole == [(coco_evaluate(*case), voc_evaluate(*case)) for case in cases]


@pytest.mark.parametrize("evaluate", [coco_evaluate, voc_evaluate])
def test_progress_shows_on_long_work_only(evaluate, monkeypatch, capsys):
    case = large_case(5)
    evaluate(*case)
    assert capsys.readouterr() == ("", "")

    def impatient(*arguments, delay, **settings):
        assert delay >= 1
        return pairs.tqdm.__wrapped__(*arguments, **settings)

    functools.update_wrapper(impatient, pairs.tqdm)
    monkeypatch.setattr(pairs, "tqdm", impatient)
    evaluate(*case)
    assert capsys.readouterr() == ("", "")  # one block
    monkeypatch.setattr(pairs, "_BLOCK", 1000)
    evaluate(*case)
    out, err = capsys.readouterr()
    assert out == ""
    assert "evaluate" in err


# VOC


def voc_overlap(box, other, offset):
    """IoU of `xywh` boxes, one pair at a time."""
    left, top = max(box[0], other[0]), max(box[1], other[1])
    right = min(box[0] + box[2], other[0] + other[2])
    bottom = min(box[1] + box[3], other[1] + other[3])
    width, height = right - left + offset, bottom - top + offset
    if width <= 0 or height <= 0:
        return 0
    shared = width * height
    area = (box[2] + offset) * (box[3] + offset)
    return shared / (area + (other[2] + offset) * (other[3] + offset) - shared)


def voc_by_loops(ground_truth, detections, category, threshold, method, offset):
    """AP of one class as VOCevaldet.m counts and VOCap.m and its 2007 form sum up."""
    objects = {image["id"]: [] for image in ground_truth["images"]}
    for annotation in ground_truth["annotations"]:
        if annotation["category_id"] == category:
            entry = {"bbox": annotation["bbox"], "used": False}
            entry["difficult"] = annotation.get("difficult", 0)
            objects[annotation["image_id"]].append(entry)
    threshold = min(threshold, 1 - 1e-10)  # of equal boxes the IoU may be rounded
    n = sum(not entry["difficult"] for own in objects.values() for entry in own)
    if n == 0:
        return n, -1
    own = [entry for entry in detections if entry["category_id"] == category]
    hits, misses, curve = 0, 0, []
    for detection in sorted(own, key=lambda entry: -entry["score"]):
        best, highest = None, -1
        for entry in objects[detection["image_id"]]:
            overlap = voc_overlap(detection["bbox"], entry["bbox"], offset)
            if overlap > highest:
                best, highest = entry, overlap
        if highest < threshold:
            misses += 1
        elif best["difficult"]:
            continue
        elif best["used"]:
            misses += 1
        else:
            hits += 1
            best["used"] = True
        curve.append((hits, hits / (hits + misses)))
    if method == "all-point":
        return n, sum(
            max([p for found, p in curve if found >= k], default=0) / n
            for k in range(1, n + 1)
        )
    steps = int(method.removesuffix("-point")) - 1
    return n, sum(  # in whole numbers: found / n >= i / steps
        max([p for found, p in curve if steps * found >= i * n], default=0)
        for i in range(steps + 1)
    ) / (steps + 1)


def voc_by_parts(ground_truth, detections, category, threshold, method, offset):
    """AP of one class from the other functions of the module."""
    own = [entry for entry in detections if entry["category_id"] == category]
    outcome = np.zeros(len(own), int)
    n = 0
    for image in ground_truth["images"]:
        objects = [
            annotation
            for annotation in ground_truth["annotations"]
            if annotation["image_id"] == image["id"]
            and annotation["category_id"] == category
        ]
        difficult = [bool(annotation.get("difficult", 0)) for annotation in objects]
        n += difficult.count(False)
        here = [i for i in range(len(own)) if own[i]["image_id"] == image["id"]]
        here.sort(key=lambda i: -own[i]["score"])
        outcome[here] = match_detections(
            corners([own[i]["bbox"] for i in here]),
            corners([annotation["bbox"] for annotation in objects]),
            threshold,
            "voc",
            difficult,
            offset,
        )[1]
    if n == 0:
        return n, -1
    counted = outcome >= 0
    scores = np.array([entry["score"] for entry in own])
    curve = precision_recall(scores[counted], outcome[counted], n)
    return n, average_precision(*curve, method)


def corners(bboxes):
    """`xywh` -> `xyxy`"""
    bboxes = np.reshape(bboxes, (-1, 4)).astype(float)
    return np.hstack([bboxes[:, :2], bboxes[:, :2] + bboxes[:, 2:]])


@pytest.mark.parametrize("offset", [0, 1])
@pytest.mark.parametrize("method", METHODS)
def test_voc_equals_loops_and_its_parts(method, offset):
    for seed in range(100):
        case = random_case(seed)
        threshold = float(np.random.default_rng(seed).choice([0.3, 0.5, 0.75, 1]))
        before = copy.deepcopy(case)
        ours = voc_evaluate(*case, threshold, method, offset)
        assert case == before
        values = []
        for row in ours["per_class"]:
            setting = (row["id"], threshold, method, offset)
            assert row["name"] == f"c{row['id']}"
            for judge in (voc_by_loops, voc_by_parts):
                n, value = judge(*case, *setting)
                assert row["objects"] == n
                assert row["AP"] == pytest.approx(value, rel=0, abs=1e-12)
            values += [value] * (n > 0)
        ids = [row["id"] for row in ours["per_class"]]
        assert ids == sorted(category["id"] for category in case[0]["categories"])
        assert ours["mAP"] == pytest.approx(np.mean(values) if values else -1)


def test_a_used_object_by_either_rule():
    # The second detection overlaps the first object more, and the other one enough.
    truth = dataset([(1, 1, [0, 0, 100, 100]), (1, 1, [30, 0, 100, 100])])
    found = [(1, 1, [0, 0, 100, 100], 0.9), (1, 1, [12, 0, 100, 100], 0.8)]
    assert voc_evaluate(truth, results(*found))["mAP"] == 0.5
    assert coco_evaluate(truth, results(*found))["AP50"] == pytest.approx(1)


def test_one_pixel_more_lifts_an_overlap_over_the_threshold():
    truth = dataset([(1, 1, [0, 0, 10, 10])])
    found = results((1, 1, [2, 2, 10, 10], 0.9))
    for offset, iou in [(0, 0.4706), (1, 0.5031)]:
        for threshold, ap in [(iou - 0.0001, 1), (iou + 0.0001, 0)]:
            ours = voc_evaluate(truth, found, threshold, pixel_offset=offset)
            assert ours["mAP"] == ap
    assert voc_evaluate(truth, found)["mAP"] == 0
    assert voc_evaluate(truth, found, pixel_offset=1)["mAP"] == 1


def test_an_overlap_equal_to_the_threshold_is_a_hit():
    truth = dataset([(1, 1, [0, 0, 10, 10])])
    found = results((1, 1, [0, 0, 10, 5], 0.9))
    assert voc_evaluate(truth, found, 0.5)["mAP"] == 1
    assert voc_evaluate(truth, found, 0.5 + 1e-9)["mAP"] == 0


def test_a_duplicate_is_a_false_positive():
    truth = dataset([(1, 1, HIT), (1, 1, LATER)])
    found = results((1, 1, HIT, 0.9), (1, 1, HIT, 0.8), (1, 1, LATER, 0.7))
    for method, ap in [("101-point", 0.83498), ("11-point", 0.84848)]:
        assert round(voc_evaluate(truth, found, method=method)["mAP"], 5) == ap
    assert round(voc_evaluate(truth, found)["mAP"], 5) == 0.83333
    assert round(coco_evaluate(truth, found)["AP"], 5) == 0.83498


def test_each_evaluator_ignores_only_its_own_flag():
    objects = [(1, 1, HIT), (1, 1, LATER, {"difficult": 1}), (1, 1, MISS)]
    found = results((1, 1, LATER, 0.9), (1, 1, HIT, 0.8), (1, 1, MISS, 0.7))
    ours = voc_evaluate(dataset(objects), found)
    assert (ours["mAP"], ours["per_class"][0]["objects"]) == (1, 2)
    assert coco_evaluate(dataset(objects), found)["per_class"][0]["objects"] == 3
    objects[1][3].update(difficult=0, iscrowd=1)
    assert voc_evaluate(dataset(objects), found)["per_class"][0]["objects"] == 3
    assert coco_evaluate(dataset(objects), found)["per_class"][0]["objects"] == 2


# One image


def match_by_loops(overlap, threshold, rule, ignored):
    """The rules as sentences; `overlap[d][m]`, best score first."""
    used, given, outcome = set(), [], []
    for row in overlap:
        if rule == "voc":
            order = sorted(range(len(row)), key=lambda m: (-row[m], m))[:1]
            order = [m for m in order if row[m] >= threshold]
            if order and order[0] in used:
                order = []
        else:
            order = [m for m in range(len(row)) if row[m] >= threshold]
            order = [m for m in order if m not in used]
            order.sort(key=lambda m: (ignored[m], -row[m], -m))
        given.append(order[0] if order else -1)
        outcome.append((-1 if ignored[order[0]] else 1) if order else 0)
        if order and not ignored[order[0]]:
            used.add(order[0])
    return [given, outcome]


def one_image(seed):
    """Boxes [D, 4], objects [M, 4] `xywh` and flags [M]; half of them on a lattice."""
    rng = np.random.default_rng(seed)
    on_lattice = seed % 2 == 0
    objects = some_boxes(rng, rng.integers(0, 7), on_lattice)
    boxes = some_boxes(rng, rng.integers(0, 4), on_lattice)
    if len(objects):
        copies = objects[rng.integers(0, len(objects), rng.integers(0, 12))]
        boxes = np.vstack([boxes, near(rng, copies, on_lattice)])
        boxes[:, 2:] = np.maximum(boxes[:, 2:], 0)
    return boxes, objects, rng.random(len(objects)) < 0.3


@pytest.mark.parametrize("offset", [0, 1])
@pytest.mark.parametrize("rule", ["voc", "coco"])
def test_matching_equals_loops(rule, offset):
    for seed in range(300):
        boxes, objects, ignored = one_image(seed)
        overlap = np.zeros((len(boxes), len(objects)))
        for d, box in enumerate(boxes):
            for m, other in enumerate(objects):
                overlap[d, m] = voc_overlap(box, other, offset)
                if rule == "coco" and ignored[m]:
                    cut = intersection(box, other, offset)
                    area = (box[2] + offset) * (box[3] + offset)
                    overlap[d, m] = cut / area if cut else 0
        for threshold in (0.25, 0.5, 0.8):
            ours = match_detections(
                corners(boxes), corners(objects), threshold, rule, ignored, offset
            )
            expected = match_by_loops(overlap, threshold, rule, ignored)
            np.testing.assert_array_equal(ours, expected)


def intersection(box, other, offset):
    width = min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0]) + offset
    height = min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1]) + offset
    return max(width, 0) * max(height, 0)


def test_matching_equals_pycocotools():
    for seed in range(200):
        boxes, objects, crowd = one_image(seed)
        if not len(boxes) or not len(objects):
            continue
        truth = dataset(
            [
                (1, 1, bbox, {"iscrowd": int(flag)})
                for bbox, flag in zip(objects.tolist(), crowd, strict=True)
            ]
        )
        scores = 1 - np.arange(len(boxes)) // 2 / 100  # pairs of equal ones
        found = zip(boxes.tolist(), scores.tolist(), strict=True)
        judge = by_pycocotools(truth, results(*((1, 1, *entry) for entry in found)))
        image = judge.evalImgs[0]  # all areas
        for t, threshold in enumerate(judge.params.iouThrs):
            given, outcome = match_detections(
                corners(boxes), corners(objects), threshold, ignored=crowd
            )
            np.testing.assert_array_equal(given, image["dtMatches"][t] - 1)
            ignored = image["dtIgnore"][t].astype(bool)
            expected = np.where(ignored, -1, image["dtMatches"][t] > 0)
            np.testing.assert_array_equal(outcome, expected)


NUMBERS = (float, np.float16, np.float32, np.float64, np.longdouble, Fraction)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("dtype", ["u1", "i2", "i8", "f2", "f4", "f8", "g"])
def test_no_type_decides_whether_an_iou_reaches_the_threshold(number, dtype):
    for tenths in range(1, 11):
        box, other = [0, 0, tenths, 1], [0, 0, 10, 1]
        truth = dataset([(1, 1, np.array(other, dtype))])
        found = results((1, 1, np.array(box, dtype), 0.5))
        threshold = number(tenths / 10)
        for value in (tenths / 10, threshold):
            hit = tenths / 10 >= float(value)  # which its type may have made more
            arrays = np.array([box], dtype), np.array([other], dtype)
            for rule in ("voc", "coco"):
                assert match_detections(*arrays, value, rule)[1].tolist() == [hit]
            assert voc_evaluate(truth, found, value)["mAP"] == hit
        reached = min(10, max(0, 2 * tenths - 9))  # of COCO's thresholds
        assert coco_evaluate(truth, found)["AR_100"] == reached / 10


def test_flags_of_ignored_objects_are_zeros_and_ones():
    box = [[0, 0, 1, 1]] * 2
    for ignored in ([1, 0], [True, False], np.array([1, 0], "u1"), [1.0, 0.0]):
        for rule in ("voc", "coco"):
            expected = match_detections(box, box, 0.5, rule, [True, False])
            ours = match_detections(box, box, 0.5, rule, ignored)
            np.testing.assert_array_equal(ours, expected)
    for ignored in (["1", "0"], ["True", "False"], [1, np.nan], [1, 0.5], [1, -1]):
        with pytest.raises(ValueError, match=r"^`ignored` must be 2 flags.*Received: "):
            match_detections(box, box, ignored=ignored)


def test_a_crowd_yields_to_an_object_that_counts():
    boxes, objects = [[0, 0, 10, 10]] * 3, [[0, 0, 100, 100], [0, 0, 10, 15]]
    ours = match_detections(boxes, objects, 0.5, ignored=[True, False])
    np.testing.assert_array_equal(ours, [[1, 0, 0], [1, -1, -1]])


@pytest.mark.parametrize("rule", ["voc", "coco"])
def test_matching_nothing(rule):
    none = np.zeros((0, 4))
    for boxes, objects in [(none, none), (none, [[0, 0, 1, 1]])]:
        assert [len(x) for x in match_detections(boxes, objects, rule=rule)] == [0, 0]
    ours = match_detections([[0, 0, 1, 1]], none, rule=rule)
    np.testing.assert_array_equal(ours, [[-1], [0]])
    assert all(x.dtype.kind == "i" for x in ours)


# Curves


@st.composite
def rankings(draw):
    """Hits of a list, best first, and how many objects there were to find."""
    hits = draw(st.lists(st.booleans(), min_size=1, max_size=60))
    return hits, max(1, sum(hits) + draw(st.integers(0, 30)))


def curve_of(hits, n_positive):
    return precision_recall(-np.arange(len(hits)), hits, n_positive)


@given(rankings())
def test_laws_of_precision_and_recall(ranking):
    hits, n_positive = ranking
    precision, recall = curve_of(hits, n_positive)
    assert len(precision) == len(recall) == len(hits)
    assert precision[0] == hits[0]
    assert ((precision >= 0) & (precision <= 1)).all()
    assert recall[-1] == sum(hits) / n_positive
    steps = np.diff(precision, prepend=precision[0]), np.diff(recall, prepend=0)
    for i, hit in enumerate(hits):
        assert (steps[1][i] > 0) == hit
        if hit:
            assert steps[0][i] > 0 or precision[i] == 1 or i == 0
        else:
            assert steps[0][i] < 0 or precision[i] == 0


@given(rankings(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(ranking, random):
    hits, n_positive = ranking
    order = list(range(len(hits)))
    random.shuffle(order)
    shuffled = precision_recall(-np.array(order), np.array(hits)[order], n_positive)
    np.testing.assert_array_equal(shuffled, curve_of(hits, n_positive))


def test_of_equal_scores_the_first_comes_first():
    precision, _ = precision_recall([0.5, 0.9, 0.5, 0.9], [0, 1, 1, 0], 2)
    np.testing.assert_allclose(precision, [1, 1 / 2, 1 / 3, 1 / 2])


def test_precision_and_recall_equal_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    for _ in range(50):
        scores, hits = rng.random(30), rng.random(30) < 0.4
        hits[0] = True
        ours = precision_recall(scores, hits, int(hits.sum()))
        theirs = precision_recall_curve(hits, scores)[:2]
        for values, expected in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(values, expected[-2::-1])


def test_types_of_scores():
    expected = precision_recall([0.9, 0.2, 0.5], [1, 0, 1], 3)
    for dtype in (np.uint8, np.int8, np.float16, np.float32):
        scores = np.array([90, 20, 50], dtype)
        ours = precision_recall(scores, np.array([1, 0, 1], dtype), np.int64(3))
        np.testing.assert_array_equal(ours, expected)
    ones = np.ones(3000, np.float16)
    assert precision_recall(np.zeros(3000), ones, 3000)[1][-1] == 1
    precision, recall = precision_recall([], [], 2)
    assert len(precision) == len(recall) == 0


@given(rankings())
def test_average_precision_equals_sums_in_whole_numbers(ranking):
    hits, n = ranking
    found = np.cumsum(hits)
    precision = found / np.arange(1, len(hits) + 1)
    for method, steps in [("11-point", 10), ("101-point", 100)]:
        expected = np.mean(
            [
                max(precision[steps * found >= i * n], default=0)
                for i in range(steps + 1)
            ]
        )
        value = average_precision(*curve_of(hits, n), method)
        assert value == pytest.approx(expected, abs=1e-12)
    expected = sum(max(precision[found >= k], default=0) for k in range(1, n + 1)) / n
    value = average_precision(*curve_of(hits, n))
    assert value == pytest.approx(expected, abs=1e-12)


@given(rankings())
def test_methods_differ_by_one_point_at_most(ranking):
    curve = curve_of(*ranking)
    area = average_precision(*curve, "all-point")
    for method, points in [("11-point", 11), ("101-point", 101)]:
        assert abs(average_precision(*curve, method) - area) <= 1 / points + 1e-12


@given(rankings())
def test_the_envelope_is_taken_inside(ranking):
    precision, recall = curve_of(*ranking)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    for method in METHODS:
        value = average_precision(precision, recall, method)
        assert 0 <= value <= 1 + 1e-12
        assert value == average_precision(envelope, recall, method)
        assert value >= average_precision(precision * 0.9, recall, method)


@given(rankings(), st.data())
def test_a_hit_is_better_earlier(ranking, data):
    hits, n_positive = ranking
    at = data.draw(st.integers(0, len(hits) - 1))
    moved = sorted(hits[: at + 1], reverse=True) + hits[at + 1 :]
    for method in METHODS:
        before = average_precision(*curve_of(hits, n_positive), method)
        after = average_precision(*curve_of(moved, n_positive), method)
        assert after >= before - 1e-12


def test_recall_grids_are_exact():
    for steps, method in [(10, "11-point"), (100, "101-point")]:
        for n in range(1, steps + 1):
            for found in range(1, n + 1):
                recall = np.arange(1, found + 1) / n
                value = average_precision(np.ones(found), recall, method)
                reached = steps * found // n + 1
                assert value == pytest.approx(reached / (steps + 1), abs=1e-12)
    assert average_precision(np.ones(3), [0.1, 0.2, 0.3], "11-point") == 4 / 11


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("dtype", "most", "tolerance"),
    [("g", 60, 1e-12), ("f4", 300, 1e-6), (">f4", 60, 1e-6), ("f2", 20, 2e-3)],
)
def test_the_type_of_a_curve_changes_no_point(method, dtype, most, tolerance):
    for n in range(1, most + 1):
        for found in {1, 2, n // 3, n // 2, 7 * n // 10, n - 1, n} - {0}:
            hits = np.arange(1, found + 1)
            if found > n:
                continue
            curve = np.linspace(1, 0.5, found), hits / n
            value = average_precision(*(axis.astype(dtype) for axis in curve), method)
            expected = average_precision(*curve, method)
            assert value == pytest.approx(expected, abs=tolerance)
            # Divided in that type, not only rounded to it.
            recall = hits.astype(dtype) / np.array(n, dtype)
            value = average_precision(curve[0], recall, method)
            assert value == pytest.approx(expected, abs=tolerance)


def test_recalls_of_few_bits_by_hand():
    recall = np.arange(1, 8) / 10
    for dtype in ("f2", "f4", "f8", "g"):
        value = average_precision(np.ones(7, dtype), recall.astype(dtype), "11-point")
        assert value == 8 / 11
    # Small integers must not wrap around when it is asked whether recall falls.
    with pytest.raises(ValueError, match=r"^`recall` must .*never fall"):
        average_precision([1, 1], np.array([1, 0], "u1"))


def test_average_precision_by_hand():
    low, high = [0.9, 0.96], [0.1, 0.2]  # 96 % at a recall of 20 % beats 90 % at 10 %
    assert average_precision(low, high) == pytest.approx(0.2 * 0.96)
    assert average_precision(low, high, "11-point") == pytest.approx(3 / 11 * 0.96)
    for method in METHODS:
        assert average_precision([], [], method) == 0
        assert average_precision([1], [1], method) == 1
        assert average_precision([0, 0], [0, 0], method) == 0
        assert type(average_precision([1], [1], method)) is float


# Wrong input


@pytest.mark.parametrize(
    ("function", "arguments", "name"),
    [
        (precision_recall, ([[0.5]], [[1]], 1), "scores"),
        (precision_recall, ([0.5, np.nan], [1, 0], 1), "scores"),
        (precision_recall, ([0.5, np.inf], [1, 0], 1), "scores"),
        (precision_recall, (["a"], [1], 1), "scores"),
        (precision_recall, (0.5, [1], 1), "scores"),
        (precision_recall, ([True], [1], 1), "scores"),
        (precision_recall, ([0.5, 0.4], [1], 1), "is_true_positive"),
        (precision_recall, ([0.5], [2], 2), "is_true_positive"),
        (precision_recall, ([0.5], [-1], 2), "is_true_positive"),
        (precision_recall, ([0.5], [np.nan], 2), "is_true_positive"),
        (precision_recall, ([0.5], ["1"], 2), "is_true_positive"),
        (precision_recall, ([0.5], ["False"], 2), "is_true_positive"),
        (precision_recall, ([0.5], [0.5], 2), "is_true_positive"),
        (precision_recall, ([0.5], [1], 2**53 + 1), "n_positive"),
        (precision_recall, ([0.5], [1], 0), "n_positive"),
        (precision_recall, ([], [], 0), "n_positive"),
        (precision_recall, ([0.5], [1], 2.0), "n_positive"),
        (precision_recall, ([0.5], [1], None), "n_positive"),
        (precision_recall, ([0.5, 0.4], [1, 1], 1), "n_positive"),
        (average_precision, ([1.5], [0.5]), "precision"),
        (average_precision, ([-0.1], [0.5]), "precision"),
        (average_precision, ([np.nan], [0.5]), "precision"),
        (average_precision, ([[1]], [[0.5]]), "precision"),
        (average_precision, (1, 1), "precision"),
        (average_precision, ([1], [1.5]), "recall"),
        (average_precision, ([1], [np.nan]), "recall"),
        (average_precision, ([1], ["a"]), "recall"),
        (average_precision, ([1, 1], [0.5]), "recall"),
        (average_precision, ([1, 1], [0.5, 0.4]), "recall"),
        (average_precision, ([1], [1], "12-point"), "method"),
        (average_precision, ([1], [1], 11), "method"),
        (match_detections, ([[0, 0, 1]], [[0, 0, 1, 1]]), "boxes"),
        (match_detections, ([[1, 0, 0, 1]], [[0, 0, 1, 1]]), "boxes"),
        (match_detections, ([[0, 0, 1, 1]], [[0, 0, np.nan, 1]]), "objects"),
        (match_detections, ([[0, 0, 1, 1]], [0, 0, 1, 1]), "objects"),
        (match_detections, ([[0, 0, 1, 1]], [[0, 1, 1, 0]]), "objects"),
    ],
)
def test_wrong_input(function, arguments, name):
    with pytest.raises(ValueError, match=rf"^`{name}` must .*Received: ") as error:
        function(*arguments)
    assert error.value.__cause__ is None


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"iou_threshold": 0}, "iou_threshold"),
        ({"iou_threshold": 1.01}, "iou_threshold"),
        ({"iou_threshold": np.nan}, "iou_threshold"),
        ({"iou_threshold": "0.5"}, "iou_threshold"),
        ({"iou_threshold": [0.5]}, "iou_threshold"),
        ({"pixel_offset": 2}, "pixel_offset"),
        ({"pixel_offset": "1"}, "pixel_offset"),
        ({"pixel_offset": None}, "pixel_offset"),
        ({"pixel_offset": 0.5}, "pixel_offset"),
    ],
)
def test_wrong_settings_of_matching_and_voc(settings, name):
    box = [[0, 0, 1, 1]]
    with pytest.raises(ValueError, match=rf"^`{name}` must .*Received: "):
        match_detections(box, box, **settings)
    with pytest.raises(ValueError, match=rf"^`{name}` must .*Received: "):
        voc_evaluate(dataset([]), [], **settings)


def test_wrong_settings_of_one_of_them():
    box = [[0, 0, 1, 1]]
    for rule in ("VOC", None, 1):
        with pytest.raises(ValueError, match=r"^`rule` must .*Received: "):
            match_detections(box, box, rule=rule)
    for ignored in ([True, False], [], [[True]], True):
        with pytest.raises(ValueError, match=r"^`ignored` must .*Received: "):
            match_detections(box, box, ignored=ignored)
    with pytest.raises(ValueError, match=r"^`method` must .*Received: "):
        voc_evaluate(dataset([]), [], method="all")


@pytest.mark.parametrize("evaluate", [coco_evaluate, voc_evaluate])
def test_wrong_dictionaries_name_the_entry(evaluate):
    truth = dataset([(1, 1, HIT)])
    good = {"image_id": 1, "category_id": 1, "bbox": HIT, "score": 0.5}
    for key, value in [
        ("image_id", 2),
        ("category_id", 2),
        ("bbox", [0, 0, -1, 1]),
        ("score", np.nan),
    ]:
        with pytest.raises(ValueError, match=rf"^`detections`\[1\]: `{key}`.* must "):
            evaluate(truth, [good, good | {key: value}])
    with pytest.raises(ValueError, match=r"^`ground_truth`.* must "):
        evaluate([], [])
    truth["annotations"][0]["bbox"] = [0, 0, -1, 5]
    with pytest.raises(ValueError, match=r"^`ground_truth`.*\[0\]: `bbox`.* must "):
        evaluate(truth, [good])
