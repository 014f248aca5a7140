"""The small networks of the course, with trained weights, and how each was trained."""

import os
import warnings
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops
from tqdm.auto import tqdm

from course_utils.arguments import check_integers
from course_utils.boxes import box_convert, box_iou
from course_utils.datasets import FLOWERS, flowers

DATA = Path(__file__).resolve().parent.parent / "data"


def flower_classifier(weights="flowers"):
    """A network that says which flower an image shows, if any, and where.

    Images [N, 224, 224, 3] of 0..255 -> [N, 10]: five probabilities, in the order of
    `datasets.FLOWERS`, the probability that there is a flower, and its box, `cxcywh` in
    parts of the image. The body ends in a 7x7 map. Layer "logits" has the ten numbers
    before softmax and sigmoid. `weights` is "flowers" for the trained ones, a file, or
    None for random ones.

    >>> flower_classifier(weights=None).output_shape
    (None, 10)

    Raises ValueError when there is no such file or its weights do not fit.
    """
    image = keras.Input((224, 224, 3), name="image")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescaling")(image)
    # 224 -> 56 -> 28 -> 14 -> 7
    for i, filters in enumerate((16, 32, 64, 128)):
        kernel, stride = (4, 4) if i == 0 else (3, 2)
        conv = layers.Conv2D(
            filters, kernel, stride, "same", use_bias=False, name=f"conv{i + 1}"
        )
        x = conv(x)
        x = layers.BatchNormalization(name=f"norm{i + 1}")(x)
        x = layers.ReLU(name=f"relu{i + 1}")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(len(FLOWERS) + 5, name="logits")(x)
    species = layers.Activation("softmax", name="species")(x[..., :5])
    objectness = layers.Activation("sigmoid", name="objectness")(x[..., 5:6])
    output = layers.Concatenate(name="output")([species, objectness, x[..., 6:]])
    model = keras.Model(image, output, name="flower_classifier")
    if weights is not None:
        _load_weights(model, _weights_file(model) if weights == "flowers" else weights)
    return model


def train_flower_classifier(images=15_200, seed=0):
    """Train a `flower_classifier` from nothing on that many images.

    Each is seen four times, mirrored differently. The loss is four times the
    cross-entropy of objectness and, where there is a flower, four times that of the
    species plus the box's L1 distance and 1 - generalized IoU. The same seed gives the
    same weights on the same machine; for that, TensorFlow's op determinism is switched
    on.

    Raises ValueError when `images` is not a positive multiple of 8, the size of a
    batch, or `seed` no integer from 0 to 2**32 - 1.
    """
    (images,) = check_integers(8, images=images)
    (seed,) = check_integers(0, seed=seed)
    if images % 8:
        raise ValueError(
            "`images` must be a multiple of 8, the size of a batch. "
            f"Received: images={images}"
        )
    if seed >= 2**32:
        raise ValueError(f"`seed` must be less than 2**32. Received: seed={seed}")
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    model = flower_classifier(weights=None)
    steps = 4 * images // 8
    warm_up = max(steps // 10, 1)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps - warm_up, warmup_target=3e-3, warmup_steps=warm_up
    )
    # With logits, cross-entropy stays exact where a probability rounds to 0.
    trained = keras.Model(model.input, model.get_layer("logits").output)
    trained.compile(keras.optimizers.Adam(rate), _flower_loss)
    batches = _flower_batches(images, seed)
    for images, target in tqdm(batches, "training", steps, unit=" batches"):
        trained.train_on_batch(images, target)
    return model


def evaluate_flower_classifier(model, n=1000, seed=1, split="test"):
    """How good a `flower_classifier` is on `n` images, as a dictionary.

    `class_accuracy` and `mean_iou` are those of the images with a flower,
    `objectness_accuracy` that of all, at a threshold of .5.

    Raises ValueError when `model` has another input or output, `n` is less than 32, and
    for whatever `datasets.flowers` refuses.
    """
    shapes = getattr(model, "input_shape", None), getattr(model, "output_shape", None)
    if shapes != ((None, 224, 224, 3), (None, 10)):
        raise ValueError(
            "`model` must be a flower_classifier, (None, 224, 224, 3) -> (None, 10). "
            f"Received: model={model!r} with shapes {shapes}"
        )
    (n,) = check_integers(32, n=n)
    named, found, overlaps = [], [], []
    for start in range(0, n, 250):
        data = flowers(min(250, n - start), seed=seed, split=split, start=start)
        output = model.predict_on_batch(data.images)
        found.extend((output[:, 5] > 0.5) == data.objectness)
        there = data.objectness == 1
        output, label, box = output[there], data.label[there], data.box[there]
        named.extend(output[:, :5].argmax(axis=1) == label)
        output[:, 8:] = np.maximum(output[:, 8:], 0)  # a width of less than 0 is none
        predicted = box_convert(output[:, 6:], "cxcywh", "xyxy")
        truth = box_convert(box, "cxcywh", "xyxy")
        overlaps.extend(box_iou(predicted, truth).diagonal())
    figures = {
        "class_accuracy": named,
        "mean_iou": overlaps,
        "objectness_accuracy": found,
    }
    return {name: float(np.mean(values)) for name, values in figures.items()}


def _flower_batches(images, seed):
    """Batches of 8 images and targets, each image four times, mirrored differently.

    A pool of images after the other: all at once would fill gigabytes.
    """
    rng = np.random.default_rng(seed)
    pool = 2000
    for start in range(0, images, pool):
        data = flowers(min(pool, images - start), seed=seed, start=start)
        images, target = data.images, _flower_target(data)
        there = data.objectness == 1
        for axis in (None, 2, 1, 2):  # columns, rows and columns again
            if axis is not None:
                images = np.flip(images, axis)
                target[there, 8 - axis] = 1 - target[there, 8 - axis]
            for chosen in rng.permutation(len(images)).reshape(-1, 8):
                yield images[chosen], target[chosen]


def _flower_target(data):
    """`datasets.Flowers` in the layout of the network's output, [N, 10]."""
    species = data.label[:, None] == np.arange(len(FLOWERS))  # no 1 without a flower
    columns = [species, data.objectness[:, None], data.box]
    return np.concatenate(columns, axis=1, dtype=np.float32)


def _flower_loss(target, logits):
    """The loss of each image: [N, 10] twice -> [N]."""
    there = target[:, 5]
    objectness = ops.binary_crossentropy(there, logits[:, 5], from_logits=True)
    species = ops.categorical_crossentropy(
        target[:, :5], logits[:, :5], from_logits=True
    )
    box, predicted = target[:, 6:], logits[:, 6:]
    distance = ops.sum(ops.abs(box - predicted), axis=1)
    overlap = _paired_giou(box, predicted)
    return 4 * objectness + there * (4 * species + distance + 1 - overlap)


def _paired_giou(boxes1, boxes2):
    """Generalized IoU of each box with its partner: [N, 4] `cxcywh` twice -> [N]."""
    size1, size2 = ops.maximum(boxes1[:, 2:], 0), ops.maximum(boxes2[:, 2:], 0)
    start1, end1 = boxes1[:, :2] - size1 / 2, boxes1[:, :2] + size1 / 2
    start2, end2 = boxes2[:, :2] - size2 / 2, boxes2[:, :2] + size2 / 2
    shared = ops.minimum(end1, end2) - ops.maximum(start1, start2)
    shared = ops.prod(ops.maximum(shared, 0), axis=1)
    union = ops.prod(size1, axis=1) + ops.prod(size2, axis=1) - shared
    hull = ops.prod(ops.maximum(end1, end2) - ops.minimum(start1, start2), axis=1)
    # 0 / 0 would make the gradient NaN, also where the result is multiplied by 0.
    union, hull = ops.maximum(union, 1e-7), ops.maximum(hull, 1e-7)
    return shared / union - (hull - union) / hull


def _weights_file(model):
    """Where the trained weights of the course lie."""
    return DATA / f"{model.name}.weights.h5"


def _load_weights(model, path):
    if not isinstance(path, str | os.PathLike):
        raise ValueError(
            f'`weights` must be "flowers", a file or None. Received: weights={path!r}'
        )
    path = Path(path)
    if not path.is_file():
        raise ValueError(
            "`weights` must be a file that exists; the course's own are made again by "
            f"`python -m tools.train_weights {model.name}`. Received: {path}"
        )
    try:
        # Keras only warns of a layer that the file does not have.
        with warnings.catch_warnings(action="error"):
            model.load_weights(path)
    except (KeyError, OSError, ValueError, UserWarning) as error:
        raise ValueError(
            f"`weights` must be a .weights.h5 file of {model.name}. "
            f"Received: {path}, and Keras says: {error}"
        ) from error
