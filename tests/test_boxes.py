import time
from fractions import Fraction

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from course_utils.boxes import (
    batched_nms,
    box_area,
    box_convert,
    box_iou,
    clip_boxes,
    decode_windows,
    generalized_box_iou,
    nms,
)

FORMATS = ("xyxy", "xywh", "cxcywh")
OVERLAPS = (box_iou, generalized_box_iou)
SIDE = 24

positions = st.integers(-100, 100)
lengths = st.integers(1, 100)


@st.composite
def some_boxes(draw):
    """[N, 4] float `xyxy` with areas; whole numbers, so that sums are exact."""
    corners = draw(st.lists(st.tuples(positions, positions), min_size=1, max_size=5))
    sizes = [draw(st.tuples(lengths, lengths)) for _ in corners]
    return np.hstack([corners, np.add(corners, sizes)]).astype(float)


@given(some_boxes(), some_boxes())
def test_bounds_and_symmetry(boxes1, boxes2):
    iou, giou = box_iou(boxes1, boxes2), generalized_box_iou(boxes1, boxes2)
    assert iou.shape == giou.shape == (len(boxes1), len(boxes2))
    assert (iou >= 0).all()
    assert (iou <= 1).all()
    assert (giou <= iou).all()
    assert (giou > -1).all()
    for overlap in OVERLAPS:
        np.testing.assert_array_equal(
            overlap(boxes1, boxes2), overlap(boxes2, boxes1).T
        )


@given(some_boxes())
def test_is_1_only_for_the_box_itself(boxes):
    equal = (boxes[:, None] == boxes).all(axis=2)
    for overlap in OVERLAPS:
        np.testing.assert_array_equal(overlap(boxes, boxes) == 1, equal)


@given(some_boxes(), some_boxes(), positions, positions, st.integers(1, 50))
def test_neither_place_nor_scale_nor_a_flip_matters(boxes1, boxes2, x, y, scale):
    shift = [x, y, x, y]
    for overlap in OVERLAPS:
        expected = overlap(boxes1, boxes2)
        moved = overlap(boxes1 + shift, boxes2 + shift)
        np.testing.assert_array_equal(moved, expected)
        scaled = overlap(boxes1 * scale, boxes2 * scale)
        np.testing.assert_allclose(scaled, expected)
        flipped = overlap(mirror(boxes1), mirror(boxes2))
        np.testing.assert_array_equal(flipped, expected)


def mirror(boxes):
    return np.stack([-boxes[:, 2], boxes[:, 1], -boxes[:, 0], boxes[:, 3]], axis=1)


def pixels(box):
    """[SIDE, SIDE] booleans: the pixels of an integer box."""
    x1, y1, x2, y2 = box
    picture = np.zeros((SIDE, SIDE), bool)
    picture[y1:y2, x1:x2] = True
    return picture


def test_equals_counting_pixels():
    rng = np.random.default_rng(0)
    corners = np.sort(rng.integers(0, SIDE + 1, (60, 2, 2)), axis=1)
    boxes = corners[(corners[:, 0] < corners[:, 1]).all(axis=1)].reshape(-1, 4)
    iou, giou = box_iou(boxes, boxes), generalized_box_iou(boxes, boxes)
    for i, first in enumerate(boxes):
        assert box_area(boxes)[i] == pixels(first).sum()
        for j, second in enumerate(boxes):
            shared = (pixels(first) & pixels(second)).sum()
            union = (pixels(first) | pixels(second)).sum()
            hull = [*np.minimum(first, second)[:2], *np.maximum(first, second)[2:]]
            around = pixels(hull).sum()
            assert iou[i, j] == shared / union
            assert np.isclose(giou[i, j], shared / union - (around - union) / around)


def test_worked_example():
    # Two 2x2 squares: a corner of 1 shared, 7 covered, in a hull of 9.
    boxes = [[0, 0, 2, 2]], [[1, 1, 3, 3]]
    assert box_iou(*boxes).item() == pytest.approx(1 / 7)
    assert generalized_box_iou(*boxes).item() == pytest.approx(1 / 7 - 2 / 9)


def test_giou_falls_with_distance_where_iou_is_0():
    far = np.array([[x, 0, x + 1, 1] for x in (1, 2, 10, 1000)])
    assert (box_iou([[0, 0, 1, 1]], far) == 0).all()
    giou = generalized_box_iou([[0, 0, 1, 1]], far)[0]
    np.testing.assert_allclose(giou, [0, -1 / 3, -9 / 11, -999 / 1001])


def test_boxes_without_area_share_nothing():
    point, line, square = [[1, 1, 1, 1]], [[0, 1, 2, 1]], [[0, 0, 2, 2]]
    for flat in (point, line):
        for other in (point, line, square):
            assert box_iou(flat, other) == 0
            assert np.isfinite(generalized_box_iou(flat, other)).all()


@given(some_boxes(), st.sampled_from(FORMATS), st.sampled_from(FORMATS))
def test_converting_there_and_back(boxes, middle, end):
    there = box_convert(boxes, "xyxy", middle)
    np.testing.assert_array_equal(box_convert(there, middle, "xyxy"), boxes)
    np.testing.assert_array_equal(
        box_convert(there, middle, end), box_convert(boxes, "xyxy", end)
    )


def test_convert_by_hand():
    for xyxy, xywh, cxcywh in [
        ([1, 2, 4, 8], [1, 2, 3, 6], [2.5, 5, 3, 6]),
        ([[[0, 0, 1, 1]]], [[[0, 0, 1, 1]]], [[[0.5, 0.5, 1, 1]]]),
        (np.zeros((0, 4)), np.zeros((0, 4)), np.zeros((0, 4))),
    ]:
        np.testing.assert_array_equal(box_convert(xyxy, "xyxy", "xywh"), xywh)
        np.testing.assert_array_equal(box_convert(xyxy, "xyxy", "cxcywh"), cxcywh)
        np.testing.assert_array_equal(box_convert(xywh, "xywh", "cxcywh"), cxcywh)


def test_small_integers_do_not_wrap_around():
    boxes = np.array([[250, 250, 255, 255], [0, 0, 255, 255]], np.uint8)
    np.testing.assert_array_equal(box_area(boxes), [25, 255**2])
    wide = box_convert(np.array([[200, 200, 100, 100]], np.uint8), "xywh", "xyxy")
    np.testing.assert_array_equal(wide, [[200, 200, 300, 300]])


def test_types_and_no_boxes():
    for dtype, expected in [("f4", "f4"), ("f8", "f8"), ("i8", "f8"), ("f2", "f4")]:
        boxes = np.array([[0, 0, 1, 1]], dtype)
        assert box_iou(boxes, boxes).dtype == expected
        assert box_convert(boxes, "xyxy", "xywh").dtype == expected
    none = np.zeros((0, 4))
    assert box_area(none).shape == (0,)
    for overlap in OVERLAPS:
        assert overlap(none, [[0, 0, 1, 1]]).shape == (0, 1)
        assert overlap([[0, 0, 1, 1]], none).shape == (1, 0)


@pytest.mark.parametrize("function", [box_area, *OVERLAPS])
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ([0, 0, 1, 1], "must have two axes"),
        ([[[0, 0, 1, 1]]], "must have two axes"),
        ([[0, 0, 1]], "must have four numbers"),
        ([], "must have four numbers"),
        (3, "must have four numbers"),
        ([[0, 0, 1, np.nan]], "must be finite"),
        ([[0, 0, np.inf, 1]], "must be finite"),
        ([["0", "0", "1", "1"]], "must be finite"),
        ([[True, True, True, True]], "must be finite"),
        ([[0, 0, 1, 1], [1, 0, 0, 1]], r"x1 <= x2.*Received: \[1.*in row 1"),
        ([[0, 1, 1, 0]], "y1 <= y2"),
    ],
)
def test_bad_boxes_are_refused_by_name(function, wrong, words):
    good = [[0, 0, 1, 1]]
    if function is box_area:
        with pytest.raises(ValueError, match=f"`boxes`.*{words}"):
            function(wrong)
        return
    with pytest.raises(ValueError, match=f"`boxes1`.*{words}"):
        function(wrong, good)
    with pytest.raises(ValueError, match=f"`boxes2`.*{words}"):
        function(good, wrong)


def test_bad_formats_and_numbers_are_refused():
    with pytest.raises(ValueError, match=r"`in_fmt` must be .* Received: .*'yxyx'"):
        box_convert([[0, 0, 1, 1]], "yxyx", "xyxy")
    with pytest.raises(ValueError, match="`out_fmt` must be"):
        box_convert([[0, 0, 1, 1]], "xyxy", None)
    with pytest.raises(ValueError, match="`boxes` must have four numbers"):
        box_convert([[0, 0, 1]], "xyxy", "xywh")
    with pytest.raises(ValueError, match="`boxes` must be finite"):
        box_convert([[0, 0, 1, np.nan]], "xyxy", "xywh")


def test_windows_are_decoded_one_by_one():
    grid = np.random.default_rng(0).uniform(0.1, 0.9, size=(3, 5, 4))
    decoded = decode_windows(grid, window=96, stride=16, start=(-4, 7))
    for row, column in np.ndindex(3, 5):
        inside = box_convert(96 * grid[row, column], "cxcywh", "xyxy")
        left, top = 7 + 16 * column, -4 + 16 * row
        expected = inside + np.array([left, top, left, top])
        np.testing.assert_allclose(decoded[row, column], expected)


def test_windows_may_differ_along_the_two_axes():
    grid = np.random.default_rng(0).uniform(0.1, 0.9, size=(3, 5, 4))
    decoded = decode_windows(grid, (96, 48), (16, 8), (-4, 7.5))
    for row, column in np.ndindex(3, 5):
        x, y, width, height = grid[row, column] * [48, 96, 48, 96]
        x, y = x + 7.5 + 8 * column, y - 4 + 16 * row
        expected = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
        np.testing.assert_allclose(decoded[row, column], expected)
    np.testing.assert_array_equal(
        decode_windows(grid, np.uint8(200), np.uint8(200), np.int8(-100)),
        decode_windows(grid, (200, 200), [200, 200], np.array([-100, -100])),
    )


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("window", wrong) for wrong in (0, (96, 0), "96", None, (96, 96, 3), np.nan)),
        *(("stride", wrong) for wrong in (0, -32, (32, -1), [], [[32, 32]], True)),
        *(("start", wrong) for wrong in ((0,), None, (0, np.inf), [(0, 0)], "00")),
    ],
)
def test_what_is_no_window_is_refused_by_name(name, wrong):
    with pytest.raises(ValueError, match=rf"^`{name}` must be one or two .*Received: "):
        decode_windows(np.ones((1, 2, 4)), **{name: wrong})


def test_a_grid_of_windows_has_three_axes():
    with pytest.raises(ValueError, match=r"`boxes` must have three axes"):
        decode_windows(np.zeros((5, 4)))


# What is kept ------------------------------------------------------------------------


def test_boxes_are_cut_to_the_picture():
    boxes = [[-5, 10, 50, 90], [10, 20, 30, 40], [100, -20, 120, -10]]
    expected = [[0, 10, 40, 80], [10, 20, 30, 40], [40, 0, 40, 0]]
    np.testing.assert_array_equal(clip_boxes(boxes, (80, 40)), expected)
    assert clip_boxes(np.zeros((0, 4), "f4"), (80, 40)).dtype == "f4"


@pytest.mark.parametrize("size", [80, (80,), (80, 0), (80, np.nan), "80", (80, 40, 3)])
def test_what_is_no_picture_size_is_refused(size):
    with pytest.raises(ValueError, match=r"`size` must be .* Received: size="):
        clip_boxes([[0, 0, 1, 1]], size)


def random_boxes(rng, count, side=100, longest=40):
    corners = rng.uniform(0, side, (count, 2))
    return np.hstack([corners, corners + rng.uniform(1, longest, (count, 2))])


def kept_by_definition(boxes, scores, labels, threshold):
    """Each box in turn, best first, against all that are kept already."""
    kept = []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        if all(
            labels[i] != labels[j] or box_iou([boxes[i]], [boxes[j]]) <= threshold
            for j in kept
        ):
            kept.append(i)
    return kept


@pytest.mark.parametrize("seed", range(20))
def test_nms_keeps_what_the_definition_keeps(seed):
    rng = np.random.default_rng(seed)
    boxes = random_boxes(rng, 40)
    scores = rng.integers(0, 12, 40) / 12  # some are equal
    labels = rng.integers(0, 3, 40)
    threshold = rng.choice([0, 0.2, 0.5, 1])
    same = np.zeros(40)
    kept = nms(boxes, scores, threshold)
    assert kept.tolist() == kept_by_definition(boxes, scores, same, threshold)
    assert batched_nms(boxes, scores, same, threshold).tolist() == kept.tolist()
    kept = batched_nms(boxes, scores, labels, threshold).tolist()
    assert kept == kept_by_definition(boxes, scores, labels, threshold)


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.7, 1.0])
def test_nms_agrees_with_tensorflow(threshold):
    rng = np.random.default_rng(0)
    for count in (1, 10, 300):
        boxes = random_boxes(rng, count).astype("f4")
        scores = rng.permutation(count).astype("f4")
        expected = tf.image.non_max_suppression(boxes, scores, count, threshold)
        np.testing.assert_array_equal(nms(boxes, scores, threshold), expected)


@given(some_boxes())
def test_what_is_kept_overlaps_little_and_strikes_out_the_rest(boxes):
    scores = np.arange(len(boxes))
    kept = nms(boxes, scores, 0.5)
    shared = box_iou(boxes, boxes)
    assert (shared[np.ix_(kept, kept)] - np.eye(len(kept)) <= 0.5).all()
    assert (np.diff(scores[kept]) < 0).all()
    for lost in set(range(len(boxes))) - set(kept):
        assert any(shared[lost, i] > 0.5 for i in kept if scores[i] > scores[lost])


def test_an_iou_equal_to_the_threshold_is_kept():
    boxes, scores = [[0, 0, 4, 1], [0, 0, 2, 1]], [0.9, 0.8]  # IoU 1/2
    assert nms(boxes, scores, 0.5).tolist() == [0, 1]
    assert nms(boxes, scores, np.nextafter(0.5, 0)).tolist() == [0]


NUMBERS = (float, np.float16, np.float32, np.float64, np.longdouble, Fraction)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("dtype", ["u1", "i2", "i8", "f2", "f4", "f8", "g"])
def test_no_type_decides_whether_an_iou_is_above_the_threshold(number, dtype):
    for tenths in range(1, 10):
        boxes = np.array([[0, 0, 10, 1], [0, 0, tenths, 1]], dtype)
        scores = np.array([9, 8], dtype)
        kept = [0, 1]  # an IoU equal to the threshold
        assert nms(boxes, scores, tenths / 10).tolist() == kept
        threshold = number(tenths / 10)
        if tenths / 10 > float(threshold):  # which its type has made less
            kept = [0]
        assert nms(boxes, scores, threshold).tolist() == kept
        assert batched_nms(boxes, scores, [1, 1], threshold).tolist() == kept


def test_labels_are_numbers_or_texts():
    boxes, scores = [[0, 0, 2, 2]] * 4, [0.9, 0.8, 0.7, 0.6]
    for labels in (
        [0, 1, 0, 1],
        [-0.5, np.inf, -0.5, np.inf],
        [False, True, 0.0, np.True_],
        ["a", "b", "a", "b"],
        np.array(["a", "b", "a", "b"], object),
        np.array([b"a", b"b", b"a", b"b"]),
        [10**30, 1, 10**30, 1],
        np.array([0, 255, 0, 255], "u1"),
    ):
        assert batched_nms(boxes, scores, labels, 0.5).tolist() == [0, 1]
    for labels in (
        [0, 1, 0, np.nan],
        [0, 1, 0, "1"],
        [0, 1, 0, None],
        np.array([0, "a", 1, "b"], object),
        ["a", "b", "a", b"b"],
        [1j, 0, 1, 0],
        [(0,), (1,), (0,), (1,)],
        [[0], [0, 1], [0], [1]],
    ):
        with pytest.raises(ValueError, match=r"^`labels` must .*Received: "):
            batched_nms(boxes, scores, labels, 0.5)


def test_without_boxes_the_threshold_is_checked_too():
    for suppress in (nms, lambda *some: batched_nms(*some[:2], [], some[2])):
        with pytest.raises(ValueError, match=r"^`iou_threshold` must .*Received: "):
            suppress(np.zeros((0, 4)), [], 2)


def test_of_equal_scores_the_first_is_kept_and_classes_stay_apart():
    boxes = [[0, 0, 2, 2]] * 3
    assert nms(boxes, [0.5, 0.5, 0.5], 0.5).tolist() == [0]
    assert batched_nms(boxes, [0.5, 0.9, 0.5], ["a", "b", "a"], 0.5).tolist() == [1, 0]


def test_no_boxes_keep_none():
    none = np.zeros((0, 4))
    assert nms(none, [], 0.5).tolist() == batched_nms(none, [], [], 0.5).tolist() == []


@pytest.mark.speed
def test_ten_thousand_boxes_take_a_moment():
    boxes = random_boxes(np.random.default_rng(0), 10_000, side=1000)
    start = time.process_time()
    nms(boxes, np.arange(10_000), 0.5)
    assert time.process_time() - start < 2  # measured: .4


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"scores": [0.5]}, r"`scores` must be one per box, \[2\]"),
        ({"scores": [0.5, np.nan]}, "`scores` must be finite"),
        ({"scores": ["a", "b"]}, "`scores` must be finite"),
        ({"iou_threshold": 1.1}, "`iou_threshold` must be from 0 to 1"),
        ({"iou_threshold": np.nan}, "`iou_threshold` must be from 0 to 1"),
        ({"iou_threshold": "0.5"}, "`iou_threshold` must be from 0 to 1"),
        ({"boxes": [[0, 0, 1, 1], [1, 0, 0, 1]]}, "`boxes` must be `xyxy`"),
        ({"labels": [1]}, r"`labels` must be one per box, \[2\]"),
    ],
)
def test_what_nms_cannot_use_is_refused_by_name(wrong, words):
    good = {
        "boxes": [[0, 0, 1, 1], [2, 2, 3, 3]],
        "scores": [0.9, 0.8],
        "labels": [0, 1],
        "iou_threshold": 0.5,
    }
    with pytest.raises(ValueError, match=words):
        batched_nms(**good | wrong)
    if "labels" not in wrong:
        del good["labels"]
        with pytest.raises(ValueError, match=words):
            nms(**good | wrong)
