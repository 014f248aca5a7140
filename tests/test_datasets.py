import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_utils import annotations, datasets
from course_utils.boxes import box_area, box_convert
from course_utils.datasets import FLOWERS, SPLITS, flower_scenes, flowers


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


def test_integers_of_numpy_do_not_wrap():
    # In these types 254 + 3, 6 * 224 and 5 + 255 do.
    n, one, size = np.uint8(3), np.uint8(1), np.uint8(224)
    for drawn, expected in (
        (flowers(n, size, one, start=np.uint8(254)), flowers(3, seed=1, start=254)),
        (
            flower_scenes(one, (size, size), one, count=(one, np.uint8(255))),
            flower_scenes(1, 224, 1, count=(1, 255)),
        ),
    ):
        for a, b in zip(drawn, expected, strict=True):
            np.testing.assert_array_equal(a, b)


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


@pytest.mark.parametrize("draw", [flowers, flower_scenes])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n": -1}, "`n` must be an integer from 0 on. Received: n=-1"),
        ({"n": 1.0}, "`n` must be"),
        ({"n": True}, "`n` must be"),
        ({"n": 1, "seed": -1}, "`seed` must be an integer from 0 on"),
        ({"n": 1, "seed": None}, "`seed` must be"),
        ({"n": 1, "size": 31}, "`size` must be an integer from .*Received: size=31"),
        ({"n": 1, "size": "large"}, "`size` must be an integer from .*size='large'"),
        ({"n": 1, "size": True}, "`size` must be .* Received: size=True"),
        ({"n": 1, "size": 100.0}, "`size` must be .* Received: size=100.0"),
        ({"n": 1, "size": None}, "`size` must be .* Received: size=None"),
        ({"n": 1, "size": [[100], 100]}, "`size` must be .* Received: size="),
        ({"n": [1]}, "`n` must be an integer from 0 on. Received: n="),
        ({"n": np.arange(2)}, "`n` must be an integer from 0 on. Received: n="),
        ({"n": 1, "split": "val"}, "`split` must be 'train' or 'test'. .*'val'"),
    ],
)
def test_bad_input_is_refused(draw, arguments, words):
    with pytest.raises(ValueError, match=words):
        draw(**arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"size": (100,)}, r"`size` must be .*two of them.*size=\(100,\)"),
        ({"size": (100, 95)}, r"`size` must be .*from 96 on.*size=\(100, 95\)"),
        ({"size": (100, 200.0)}, "`size` must be"),
        ({"size": (100, True)}, "`size` must be"),
        ({"size": np.full((2, 2), 100)}, "`size` must be"),
        ({"count": 3}, "`count` must be two integers from 0 on.*count=3"),
        ({"count": None}, "`count` must be two integers"),
        ({"count": "12"}, "`count` must be two integers"),
        ({"count": (1, 2, 3)}, "`count` must be two integers"),
        ({"count": ((1, 2), 3)}, "`count` must be two integers"),
        ({"count": (-1, 2)}, r"`count` must be two integers from 0.*\(-1, 2\)"),
        ({"count": (3, 2)}, r"`count` must be .*the least and the largest.*\(3, 2\)"),
    ],
)
def test_bad_scenes_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        flower_scenes(1, **arguments)


def test_a_bad_start_is_refused():
    with pytest.raises(ValueError, match="`start` must be an integer from 0 on"):
        flowers(1, start=-1)


@pytest.mark.parametrize("name", ["coco", "results", "voc", "yolo"])
def test_the_readers_of_annotations_are_found_here_too(name):
    assert getattr(datasets, f"load_{name}") is getattr(annotations, f"load_{name}")
