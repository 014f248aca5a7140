import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course_utils.yolo import channels, decode, decode_v1, encode, encode_v1

# YOLOv3's nine, width x height in pixels.
NINE = [(10, 13), (16, 30), (33, 23), (30, 61), (62, 45), (59, 119)]
NINE += [(116, 90), (156, 198), (373, 326)]
# YOLOv2's five on VOC, in cells.
FIVE = [(1.3221, 1.73145), (3.19275, 4.00944), (5.05587, 8.09892)]
FIVE += [(9.47112, 4.84053), (11.2364, 10.0071)]
CLASSES = 3


@st.composite
def scenes(draw):
    """Objects in different cells, off the lines of the grid; all `encode` needs."""
    stride = draw(st.sampled_from([8, 16, 32]))
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    every = [(row, column) for row in range(rows) for column in range(columns)]
    cells = draw(st.lists(st.sampled_from(every), unique=True, max_size=5))
    boxes = []
    for row, column in cells:
        x, y = (stride * (c + draw(st.floats(0.01, 0.99))) for c in (column, row))
        width, height = (draw(st.floats(1, 500)) for _ in "xy")
        boxes.append([x - width / 2, y - height / 2, x + width / 2, y + height / 2])
    labels = [draw(st.integers(0, CLASSES - 1)) for _ in cells]
    anchors = draw(st.lists(st.sampled_from(NINE), min_size=1, max_size=5))
    size = (rows * stride, columns * stride)
    boxes = np.array(boxes).reshape(-1, 4)
    return boxes, np.array(labels, dtype=int), anchors, size, stride, cells


def objects(boxes, objectness, probabilities):
    """What is decoded where an object is: boxes [N, 4], labels [N], sorted."""
    there = objectness > 0.5
    return by_corner(boxes[there], probabilities[there].argmax(axis=-1))


def by_corner(boxes, labels):
    order = np.lexsort(boxes.T)
    return boxes[order], labels[order]


@given(scenes(), st.sampled_from(["softmax", "sigmoid"]))
def test_decode_gives_back_what_encode_was_given(scene, activation):
    boxes, labels, anchors, size, stride, cells = scene
    raw = encode(boxes, labels, anchors, size, stride, CLASSES)
    assert raw.shape == (size[0] // stride, size[1] // stride, len(anchors), 8)
    assert raw.dtype == float
    decoded = decode(raw, anchors, stride, activation)
    found_boxes, found_labels = objects(*decoded)
    expected_boxes, expected_labels = by_corner(boxes, labels)
    np.testing.assert_allclose(found_boxes, expected_boxes, atol=1e-9, rtol=1e-9)
    np.testing.assert_array_equal(found_labels, expected_labels)
    there = decoded[1] > 0.5
    assert sorted(np.argwhere(there)[:, :2].tolist()) == sorted(map(list, cells))
    np.testing.assert_allclose(decoded[1], there, atol=2e-7)


@given(st.integers(0, 1000), st.sampled_from([8, 32]), st.sampled_from(NINE))
def test_encode_gives_back_what_was_decoded(seed, stride, anchor):
    rng = np.random.default_rng(seed)
    raw = rng.uniform(-6, 6, (3, 4, 1, 5 + CLASSES))
    boxes, _, probabilities = decode(raw, [anchor], stride)
    labels = probabilities.argmax(axis=-1).ravel()
    size = (3 * stride, 4 * stride)
    again = encode(boxes.reshape(-1, 4), labels, [anchor], size, stride, CLASSES)
    # An offset near 1 loses digits, since it is the centre less the cell.
    np.testing.assert_allclose(again[..., :4], raw[..., :4], atol=1e-7)
    np.testing.assert_array_equal(again[..., 5:].argmax(axis=-1).ravel(), labels)


@given(scenes())
def test_a_transposed_scene_has_a_transposed_code(scene):
    boxes, labels, anchors, (height, width), stride, _ = scene
    raw = encode(boxes, labels, anchors, (height, width), stride, CLASSES)
    across = [anchor[::-1] for anchor in anchors]
    turned = encode(
        boxes[:, [1, 0, 3, 2]], labels, across, (width, height), stride, CLASSES
    )
    order = [1, 0, 3, 2, *range(4, 5 + CLASSES)]
    np.testing.assert_array_equal(turned, raw.transpose(1, 0, 2, 3)[..., order])


def test_a_step_of_one_stride_is_a_step_of_one_cell():
    box, right, down = np.array([[40.0, 50, 90, 130]]), [32, 0, 32, 0], [0, 32, 0, 32]
    arguments = [0], NINE, (160, 192), 32, 1
    start = encode(box, *arguments)
    np.testing.assert_array_equal(
        encode(box + right, *arguments), np.roll(start, 1, axis=1)
    )
    np.testing.assert_array_equal(
        encode(box + down, *arguments), np.roll(start, 1, axis=0)
    )


def test_darknets_formulas_by_hand():
    # Row 6, column 5 of stride 32 and the anchor 116 x 90:
    # sigma(ln 3) = .75, so the centre is 32 * (5 + .75) = 184, 32 * (6 + .25) = 200;
    # the sides are 116 * 1.5 = 174 and 90 * .9 = 81.
    raw = np.zeros((13, 13, 1, 8))
    raw[6, 5, 0, :5] = [
        math.log(3),
        -math.log(3),
        math.log(1.5),
        math.log(0.9),
        math.log(4),
    ]
    raw[6, 5, 0, 5:] = np.log([1, 2, 5])
    boxes, objectness, probabilities = decode(raw, [(116, 90)], 32)
    np.testing.assert_allclose(boxes[6, 5, 0], [97, 159.5, 271, 240.5])
    np.testing.assert_allclose(objectness[6, 5, 0], 0.8)
    np.testing.assert_allclose(probabilities[6, 5, 0], [1 / 8, 2 / 8, 5 / 8])
    _, _, each = decode(raw, [(116, 90)], 32, class_activation="sigmoid")
    np.testing.assert_allclose(each[6, 5, 0], [1 / 2, 2 / 3, 5 / 6])


def decode_slowly(raw, anchors, stride):
    height, width, count, numbers = raw.shape
    boxes = np.zeros((height, width, count, 4))
    objectness, softmax = np.zeros(raw.shape[:3]), np.zeros(raw[..., 5:].shape)
    for row in range(height):
        for column in range(width):
            for a, (p_w, p_h) in enumerate(anchors):
                t_x, t_y, t_w, t_h, t_o, *logits = raw[row, column, a].tolist()
                x = (1 / (1 + math.exp(-t_x)) + column) * stride
                y = (1 / (1 + math.exp(-t_y)) + row) * stride
                w, h = p_w * math.exp(t_w), p_h * math.exp(t_h)
                boxes[row, column, a] = x - w / 2, y - h / 2, x + w / 2, y + h / 2
                objectness[row, column, a] = 1 / (1 + math.exp(-t_o))
                total = sum(math.exp(z) for z in logits)
                for c in range(numbers - 5):
                    softmax[row, column, a, c] = math.exp(logits[c]) / total
    return boxes, objectness, softmax


@pytest.mark.parametrize("seed", range(5))
def test_decode_agrees_with_loops(seed):
    raw = np.random.default_rng(seed).normal(0, 3, (4, 7, 3, 9))
    for fast, slow in zip(
        decode(raw, NINE[:3], 16), decode_slowly(raw, NINE[:3], 16), strict=True
    ):
        np.testing.assert_allclose(fast, slow)
    batch = np.stack([raw, -raw])
    for many, one in zip(
        decode(batch, NINE[:3], 16), decode(-raw, NINE[:3], 16), strict=True
    ):
        np.testing.assert_array_equal(many[1], one)


def shape_iou(width, height, anchor):
    shared = min(width, anchor[0]) * min(height, anchor[1])
    return shared / (width * height + anchor[0] * anchor[1] - shared)


@given(scenes())
def test_encode_agrees_with_loops(scene):
    boxes, labels, anchors, size, stride, _ = scene
    expected = np.zeros((size[0] // stride, size[1] // stride, len(anchors), 8))
    expected[..., 4:] = -16
    for (x1, y1, x2, y2), label in zip(boxes.tolist(), labels, strict=True):
        x, y, width, height = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
        row, column = math.floor(y / stride), math.floor(x / stride)
        overlaps = [shape_iou(width, height, anchor) for anchor in anchors]
        best, second = sorted([*set(overlaps), 0])[-1:-3:-1]
        assume(best - second > 1e-9)  # else rounding decides
        a = overlaps.index(best)
        u, v = x / stride - column, y / stride - row
        expected[row, column, a, :4] = [
            math.log(u / (1 - u)),
            math.log(v / (1 - v)),
            math.log(width / anchors[a][0]),
            math.log(height / anchors[a][1]),
        ]
        expected[row, column, a, [4, 5 + label]] = 16
    raw = encode(boxes, labels, anchors, size, stride, CLASSES)
    np.testing.assert_allclose(raw, expected, atol=1e-9)


def test_an_empty_slot_is_its_anchor_in_the_middle_of_the_cell():
    raw = encode(np.zeros((0, 4)), [], NINE[6:], 416, 32, 80)
    assert raw.shape == (13, 13, 3, 85)
    boxes, objectness, _ = decode(raw, NINE[6:], 32)
    np.testing.assert_allclose(boxes[2, 5, 0], [118, 35, 234, 125])
    assert (objectness < 2e-7).all()
    _, _, each = decode(raw, NINE[6:], 32, class_activation="sigmoid")
    assert (each < 2e-7).all()


def test_centres_on_grid_lines_belong_to_the_cell_they_open():
    boxes = np.array([[0, 0, 64, 64], [-10, -20, 10, 20]])
    raw = encode(boxes, [0, 0], [(64, 64)], 96, 32, 1)
    assert np.argwhere(raw[..., 4] > 0).tolist() == [[0, 0, 0], [1, 1, 0]]
    np.testing.assert_allclose(raw[[0, 1], [0, 1], 0, :2], -16)
    decoded, _, _ = decode(raw, [(64, 64)], 32)
    np.testing.assert_allclose(decoded[[1, 0], [1, 0], 0], boxes, atol=1e-5)


@pytest.mark.parametrize(("size", "stride"), [(96, 32), (21, 7), (105, 15), (77, 11)])
def test_the_last_centre_before_the_border_is_inside(size, stride):
    last = 2 * np.nextafter(size, 0)  # a box of this size has its centre at the half
    box = np.array([[0, 0, last, last]])
    raw = encode(box, [0], [(16, 16)], size, stride, 1)
    assert raw[-1, -1, 0, 4] == 16
    decoded = decode(raw, [(16, 16)], stride)[0][-1, -1, 0]
    np.testing.assert_allclose(decoded, box[0], atol=1e-5)
    for grid in range(1, 20):
        raw = encode_v1(box, [0], size, grid)
        assert raw[-1, -1, 4] == 1
        np.testing.assert_allclose(
            decode_v1(raw, size)[0][-1, -1, 0], box[0], atol=1e-9
        )


def test_a_full_slot_sends_the_next_object_to_the_next_best_anchor():
    anchors = [(10, 10), (100, 100), (60, 60)]
    twins = np.array([[0, 0, 90, 90], [2, 2, 92, 92], [1, 1, 91, 91.0]])
    raw = encode(twins, [0, 1, 0], anchors, 96, 96, 2)
    decoded, objectness, probabilities = decode(raw, anchors, 96)
    np.testing.assert_allclose(decoded[0, 0, [1, 2, 0]], twins)
    assert probabilities[0, 0].argmax(axis=-1).tolist() == [0, 0, 1]
    assert (objectness > 0.99).all()
    with pytest.raises(ValueError, match=r"cell \(0, 0\) holds more than 2.*boxes\[2"):
        encode(twins, [0, 1, 0], anchors[:2], 96, 96, 2)
    # Of equally good anchors the first is taken.
    raw = encode(twins[:1], [0], [(90, 90), (90, 90)], 96, 96, 1)
    assert raw[0, 0, :, 4].tolist() == [16, -16]


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
@pytest.mark.parametrize("size", [1e2, 1e4, 1e38])
def test_large_logits_stay_finite_in_float32(activation, size):
    raw = np.zeros((1, 2, 3, 8), np.float32)
    raw[0, 0], raw[0, 1] = size, -size
    raw[0, 0, :, 6] = -size
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outputs = decode(raw, NINE[6:], 32, activation)
        areas = np.prod(outputs[0][..., 2:] - outputs[0][..., :2], axis=-1)
    for output in (*outputs, areas):
        assert output.dtype == np.float32
        assert np.isfinite(output).all()
    np.testing.assert_allclose(outputs[1][0], [[1, 1, 1], [0, 0, 0]], atol=1e-40)
    assert ((outputs[2] >= 0) & (outputs[2] <= 1)).all()
    if activation == "softmax":
        np.testing.assert_allclose(outputs[2].sum(axis=-1), 1, rtol=1e-6)


def test_published_counts():
    assert channels("v1", 2, 20) == 30
    assert channels("v1", 3, 20) == 35
    assert channels("v2", 5, 20) == 125
    assert channels("v3", 3, 80) == 255
    assert channels("v2", 3, 9418) == 28269  # YOLO9000
    # 45 is v1's formula with the number of boxes of v2.
    assert channels("v1", 5, 20) == 45
    published = {channels("v1", 2, 20), channels("v2", 5, 20), channels("v3", 3, 20)}
    assert 45 not in published
    v1, _, _ = decode_v1(np.zeros((7, 7, channels("v1", 2, 20))), 448)
    assert v1[..., 0].size == 98
    v2, _, _ = decode(np.zeros((13, 13, 5, 25)), np.multiply(FIVE, 32), 32)
    assert v2[..., 0].size == 845
    v3 = [
        decode(np.zeros((416 // s, 416 // s, 3, 85)), NINE[first : first + 3], s)[0]
        for s, first in ((8, 0), (16, 3), (32, 6))
    ]
    assert sum(boxes[..., 0].size for boxes in v3) == 10_647


@given(scenes(), st.integers(1, 9), st.integers(1, 3))
def test_v1_round_trip(scene, grid, boxes_per_cell):
    boxes, labels, _, size, _, _ = scene
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2 * grid / [size[1], size[0]]
    cells, first = np.unique(centres.astype(int), axis=0, return_index=True)
    boxes, labels, centres = boxes[first], labels[first], centres[first]
    arguments = boxes, labels, size, grid, boxes_per_cell, CLASSES
    raw = encode_v1(*arguments)
    assert raw.shape == (grid, grid, channels("v1", boxes_per_cell, CLASSES))
    decoded, confidence, probabilities = decode_v1(raw, size, boxes_per_cell)
    assert confidence.sum() == len(boxes)
    for (column, row), box, label in zip(cells, boxes, labels, strict=True):
        np.testing.assert_allclose(decoded[row, column, 0], box, atol=1e-9, rtol=1e-9)
        assert confidence[row, column].tolist() == [1] + [0] * (boxes_per_cell - 1)
        assert probabilities[row, column].tolist() == np.eye(CLASSES)[label].tolist()
    empty = confidence[..., 0] == 0
    assert not raw[empty].any()


def test_v1_by_hand():
    # 448 pixels, cells of 64: the centre (160, 96) lies in column 2 and row 1, in the
    # middle of both. Width 112 is a quarter of the image, height 28 a sixteenth.
    raw = encode_v1([[104, 82, 216, 110]], [4], 448)
    assert raw[1, 2, :5].tolist() == [0.5, 0.5, 0.5, 0.25, 1]
    assert np.flatnonzero(raw[1, 2, 5:]).tolist() == [5 + 4]
    assert np.count_nonzero(raw) == 6
    # A negative root is squared like a positive one.
    raw[1, 2, 2] *= -1
    boxes, _, _ = decode_v1(raw, 448)
    np.testing.assert_allclose(boxes[1, 2, 0], [104, 82, 216, 110])
    # No logistic: what is predicted outside its range stays there.
    raw[1, 2, [0, 4]] = [-0.5, 1.25]
    boxes, confidence, _ = decode_v1(np.stack([raw, raw]), 448)
    np.testing.assert_allclose(boxes[1, 1, 2, 0], [40, 82, 152, 110])
    assert confidence[0, 1, 2, 0] == 1.25
    for output in decode_v1(raw.astype("f4"), 448):
        assert output.dtype == np.float32


def test_v1_objects_that_share_a_cell():
    twins = np.array([[0, 0, 50, 50], [0, 0, 40, 60], [0, 0, 60, 40.0]])
    raw = encode_v1(twins[:2], [7, 7], 448)
    boxes, confidence, _ = decode_v1(raw, 448)
    np.testing.assert_allclose(boxes[0, 0], twins[:2], atol=1e-9)
    assert confidence[0, 0].tolist() == [1, 1]
    with pytest.raises(ValueError, match=r"one class.*is 7 already.*labels\[1\]=8"):
        encode_v1(twins[:2], [7, 8], 448)
    with pytest.raises(ValueError, match=r"holds more than 2.*boxes\[2\]"):
        encode_v1(twins, [7, 7, 7], 448)
    assert encode_v1(twins, [7, 7, 7], 448, boxes_per_cell=3).shape == (7, 7, 35)


BOX = [[0, 0, 10, 10]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"boxes": [[0, 0, 10]]}, "`boxes` must have four"),
        ({"boxes": [[10, 0, 0, 10]]}, "`boxes` must be `xyxy`"),
        ({"boxes": [[0, 0, np.nan, 10]]}, "`boxes` must be finite"),
        ({"boxes": [[5, 0, 5, 10]]}, r"`boxes` must have a width.*boxes\[0\]"),
        ({"boxes": [[90, 0, 104, 10]]}, "`boxes` must have their centres inside"),
        ({"boxes": [[0, -9, 10, 8]]}, "`boxes` must have their centres inside"),
        ({"boxes": [[0, 124, 10, 132]]}, "`boxes` must have their centres inside"),
        ({"boxes": [[92, 0, 100, 10]]}, "`boxes` must have their centres inside"),
        ({"labels": [3]}, r"`labels` must be from 0 to 2.*labels\[0\]=3"),
        ({"labels": [-1]}, "`labels` must be from 0 to 2"),
        ({"labels": [0, 1]}, "`labels` must be 1 integers, one per box"),
        ({"labels": [0.5]}, "`labels` must be 1 integers"),
        ({"image_size": 0}, "`image_size` must be an integer"),
        ({"image_size": 96.0}, "`image_size` must be an integer"),
        ({"image_size": None}, "`image_size` must be an integer"),
        ({"image_size": (96, 96, 3)}, "`image_size` must be an integer"),
        ({"classes": 0}, "`classes` must be an integer from 1"),
    ],
)
def test_bad_objects_are_refused(change, words):
    good = {"boxes": BOX, "labels": [0], "image_size": (128, 96), "classes": 3}
    with pytest.raises(ValueError, match=words):
        encode(**(good | {"anchors": NINE, "stride": 32} | change))
    with pytest.raises(ValueError, match=words):
        encode_v1(**(good | change))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"image_size": (128, 100)}, "`image_size` must be a multiple of `stride`"),
        ({"stride": 0}, "`stride` must be an integer"),
        ({"stride": 32.0}, "`stride` must be an integer"),
        ({"anchors": []}, "`anchors` must be positive"),
        ({"anchors": [10, 13]}, "`anchors` must be positive"),
        ({"anchors": [[10, 0]]}, "`anchors` must be positive"),
        ({"anchors": [[10, np.inf]]}, "`anchors` must be positive"),
        ({"anchors": [["10", "13"]]}, "`anchors` must be positive"),
    ],
)
def test_encode_refuses_bad_grids(change, words):
    good = {"boxes": BOX, "labels": [0], "image_size": 128, "stride": 32}
    with pytest.raises(ValueError, match=words):
        encode(**(good | {"anchors": NINE, "classes": 3} | change))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (np.zeros((3, 3, 8)), r"shape \[..., H, W, 2, 5 \+ classes\].*\(3, 3, 8\)"),
        (np.zeros((3, 3, 3, 8)), r"shape \[..., H, W, 2"),
        (np.zeros((3, 3, 2, 5)), r"shape \[..., H, W, 2"),
        (np.full((3, 3, 2, 8), np.nan), r"`raw` must be finite.*nan at index \[0, 0"),
        (np.full((3, 3, 2, 8), "0"), "`raw` must be numbers"),
    ],
)
def test_decode_refuses_other_shapes(raw, words):
    with pytest.raises(ValueError, match=words):
        decode(raw, NINE[:2], 32)


def test_other_bad_arguments():
    with pytest.raises(ValueError, match=r"`class_activation`.*'relu'"):
        decode(np.zeros((3, 3, 1, 8)), NINE[:1], 32, class_activation="relu")
    with pytest.raises(ValueError, match="`stride` must"):
        decode(np.zeros((3, 3, 1, 8)), NINE[:1], -1)
    for wrong in (np.zeros((7, 7, 10)), np.zeros((7, 6, 30)), np.zeros((7, 30))):
        with pytest.raises(ValueError, match=r"shape \[..., S, S, 10 \+ classes\]"):
            decode_v1(wrong, 448)
    for name in ("grid", "boxes_per_cell"):
        with pytest.raises(ValueError, match=f"`{name}` must be an integer"):
            encode_v1(BOX, [0], 448, **{name: 0})
    with pytest.raises(ValueError, match=r"`version` must.*'v4'"):
        channels("v4", 3, 80)
    for wrong in (0, 2.0, True):
        with pytest.raises(ValueError, match="`boxes` must be an integer"):
            channels("v1", wrong, 20)
