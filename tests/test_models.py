import h5py
import keras
import numpy as np
import pytest
import tensorflow as tf

from course_utils import models
from course_utils.boxes import box_convert, generalized_box_iou
from course_utils.convert import dense_to_conv
from course_utils.datasets import flower_scenes, flowers
from course_utils.models import (
    evaluate_flower_classifier,
    flower_classifier,
    train_flower_classifier,
)

WEIGHTS = models.DATA / "flower_classifier.weights.h5"


@pytest.fixture(scope="module")
def classifier():
    return flower_classifier()


@pytest.fixture(scope="module")
def trained():
    """Two short trainings with one seed, and what they started from."""
    keras.utils.set_random_seed(3)
    untrained = flower_classifier(weights=None)
    return untrained, *(train_flower_classifier(320, seed=3) for _ in range(2))


def test_structure():
    keras.utils.set_random_seed(0)
    model = flower_classifier(weights=None)
    assert model.input_shape == (None, 224, 224, 3)
    assert model.get_layer("relu4").output.shape == (None, 7, 7, 128)
    output = model.predict_on_batch(flowers(4).images)
    assert output.shape == (4, 10)
    np.testing.assert_allclose(output[:, :5].sum(axis=1), 1, rtol=1e-5)
    logits = keras.Model(model.input, model.get_layer("logits").output)
    logits = logits.predict_on_batch(flowers(4).images)
    np.testing.assert_allclose(output[:, 5], 1 / (1 + np.exp(-logits[:, 5])), rtol=1e-4)
    np.testing.assert_array_equal(output[:, 6:], logits[:, 6:])
    assert (output[:, :5].argmax(axis=1) == logits[:, :5].argmax(axis=1)).all()


def test_committed_weights_keep_what_the_course_promises(classifier):
    figures = evaluate_flower_classifier(classifier, 1000, seed=11)
    assert figures["class_accuracy"] >= 0.985
    assert figures["mean_iou"] >= 0.78
    assert figures["objectness_accuracy"] >= 0.995


def test_weights_file_is_small_and_holds_nothing_of_the_optimizer(classifier):
    assert WEIGHTS.stat().st_size <= 2_000_000
    names = []
    with h5py.File(WEIGHTS) as file:
        file.visititems(lambda name, item: names.append((name, item)))
        names = [name for name, item in names if isinstance(item, h5py.Dataset)]
    assert len(names) == len(classifier.weights)
    assert not any("optimizer" in name for name in names)


def test_converted_it_slides(classifier):
    converted = dense_to_conv(classifier)
    crops = flowers(8, seed=5, split="test").images
    dense, conv = (m.predict_on_batch(crops) for m in (classifier, converted))
    assert conv.shape == (8, 1, 1, 10)
    np.testing.assert_allclose(conv[:, 0, 0], dense, atol=1e-5)
    for model in (classifier, converted):
        assert model.get_layer("logits").activation is keras.activations.linear
    logits = [
        keras.Model(model.input, model.get_layer("logits").output).predict_on_batch(
            crops
        )
        for model in (classifier, converted)
    ]
    np.testing.assert_allclose(logits[1][:, 0, 0], logits[0], rtol=1e-4, atol=1e-4)
    scenes = flower_scenes(2, 448, split="test").images
    assert converted(scenes).shape == (2, 8, 8, 10)


def test_short_training_lowers_the_loss(trained):
    data = flowers(128, seed=8)
    before, after = (
        np.mean(
            models._flower_loss(
                models._flower_target(data),
                keras.Model(model.input, model.get_layer("logits").output)(data.images),
            )
        )
        for model in trained[:2]
    )
    assert after < 0.9 * before


def test_training_is_deterministic(trained):
    for one, other in zip(*(model.get_weights() for model in trained[1:]), strict=True):
        np.testing.assert_array_equal(one, other)


def test_giou_of_the_loss_equals_that_of_the_package():
    rng = np.random.default_rng(0)
    boxes = rng.uniform(0.05, 1, (2, 200, 4)).astype(np.float32)
    boxes[:, :20, 2:] *= 0.1  # small and mostly apart
    boxes[1, 20:30] = boxes[0, 20:30]
    xyxy = [box_convert(some, "cxcywh", "xyxy") for some in boxes]
    expected = generalized_box_iou(*xyxy).diagonal()
    np.testing.assert_allclose(models._paired_giou(*boxes), expected, atol=1e-5)
    assert expected.min() < -0.3
    assert expected.max() == pytest.approx(1)


def test_loss_by_hand():
    target = np.zeros((2, 10), np.float32)
    target[0] = [0, 1, 0, 0, 0, 1, 0.5, 0.5, 0.2, 0.2]
    logits = np.zeros((2, 10), np.float32)
    logits[0, 6:] = [0.6, 0.5, 0.2, 0.2]
    loss = models._flower_loss(target, logits)
    giou = 1 / 3  # moved by half a width: a third shared, nothing else in the hull
    expected = 4 * np.log(2) + 4 * np.log(5) + 0.1 + 1 - giou
    np.testing.assert_allclose(loss, [expected, 4 * np.log(2)], rtol=1e-5)


def test_boxes_and_species_are_learnt_only_where_there_is_a_flower():
    data = flowers(12, seed=1)
    empty = data.objectness == 0
    assert 0 < empty.sum() < 12
    logits = keras.Variable(
        np.random.default_rng(0).normal(size=(12, 10)), dtype="float32"
    )
    with tf.GradientTape() as tape:
        loss = models._flower_loss(models._flower_target(data), logits)
    gradient = np.array(tape.gradient(loss, logits.value))
    assert np.isfinite(gradient).all()
    assert not gradient[empty][:, [0, 1, 2, 3, 4, 6, 7, 8, 9]].any()
    assert gradient[empty][:, 5].all()
    assert gradient[~empty][:, [0, 5, 6, 7]].all()


def test_each_picture_is_learnt_from_in_four_mirrored_forms():
    batches = list(models._flower_batches(16, seed=2))
    assert len(batches) == 8
    images, targets = (
        np.concatenate(part).reshape(4, 16, *part[0].shape[1:])
        for part in zip(*batches, strict=True)
    )
    data = flowers(16, seed=2)
    seen = set()
    for form, flip in enumerate([(), (2,), (1, 2), (1,)]):
        expected = np.flip(data.images, flip) if flip else data.images
        masks = np.flip(data.mask, flip) if flip else data.mask
        for image, target in zip(images[form], targets[form], strict=True):
            (i,) = np.flatnonzero((expected == image).all(axis=(1, 2, 3)))
            seen.add((form, i))
            assert target[5] == data.objectness[i]
            if target[5]:
                assert target[:5].argmax() == data.label[i]
                rows, columns = np.nonzero(masks[i])
                centre = [columns.min() + columns.max(), rows.min() + rows.max()]
                np.testing.assert_allclose(target[6:8] * 448 - 1, centre, atol=1e-3)
            else:
                assert not target.any()
    assert len(seen) == 64  # no picture twice in the same form


def test_evaluation_of_a_perfect_and_of_a_blind_network():
    data = flowers(64, seed=2, split="test")
    answers = models._flower_target(data)

    class Oracle:
        input_shape, output_shape = (None, 224, 224, 3), (None, 10)

        def __init__(self, answers):
            self.answers = answers

        def predict_on_batch(self, images):
            return self.answers[: len(images)].copy()

    perfect = evaluate_flower_classifier(Oracle(answers), 64, seed=2)
    assert perfect == pytest.approx(
        {"class_accuracy": 1, "mean_iou": 1, "objectness_accuracy": 1}, abs=1e-5
    )
    blind = evaluate_flower_classifier(Oracle(np.zeros((64, 10))), 64, seed=2)
    assert blind["mean_iou"] == 0
    assert blind["objectness_accuracy"] == 1 - data.objectness.mean()
    assert blind["class_accuracy"] == (data.label[data.label >= 0] == 0).mean()


def test_missing_or_foreign_weights_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"`weights` must be a file.*train_weights"):
        flower_classifier(tmp_path / "none.weights.h5")
    other = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="logits")])
    path = tmp_path / "other.weights.h5"
    other.save_weights(path)
    broken = tmp_path / "broken.weights.h5"
    broken.write_text("no weights")
    whole = flower_classifier(weights=None)
    body = keras.Model(whole.input, whole.get_layer("flatten").output)
    headless = tmp_path / "headless.weights.h5"
    body.save_weights(headless)
    for wrong in (path, broken, headless):
        with pytest.raises(
            ValueError, match=r"`weights` must be a \.weights\.h5 file of"
        ):
            flower_classifier(wrong)


@pytest.mark.parametrize("weights", [3, True, ["a"], {}, b"flowers"])
def test_weights_are_a_name_or_a_file(weights):
    with pytest.raises(ValueError, match=r'`weights` must be "flowers", a file or'):
        flower_classifier(weights)


def test_weights_from_a_file(classifier, tmp_path):
    path = tmp_path / "mine.weights.h5"
    classifier.save_weights(path)
    again = flower_classifier(str(path))
    for one, other in zip(classifier.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"images": 0}, "`images` must be an integer from .* Received: images=0"),
        ({"images": 1e4}, "`images` must be"),
        ({"images": 100}, "`images` must be a multiple of 8"),
        ({"seed": -1}, "`seed` must be an integer from 0 on"),
        ({"seed": None}, "`seed` must be"),
        ({"seed": 2**32}, r"`seed` must be less than 2\*\*32"),
    ],
)
def test_bad_training_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        train_flower_classifier(**arguments)


def test_bad_evaluation_is_refused(classifier):
    with pytest.raises(ValueError, match="`n` must be an integer from 32 on"):
        evaluate_flower_classifier(classifier, 31)
    with pytest.raises(ValueError, match="`split` must be 'train' or"):
        evaluate_flower_classifier(classifier, 32, split="val")
    for wrong in (None, dense_to_conv(classifier)):
        with pytest.raises(ValueError, match="`model` must be a flower_classifier"):
            evaluate_flower_classifier(wrong)
