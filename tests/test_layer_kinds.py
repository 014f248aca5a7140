"""Laws of `layer_kinds`: what it lists does, as Keras computes it, what it says."""

import re

from course_utils import layer_kinds

# isort: split
import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

x = np.random.default_rng(0).normal(size=(2, 4, 3, 6)).astype("float32")


def function(kind):
    """The function of keras.ops of a kind: "ops.LogSoftmax" is ops.log_softmax."""
    return getattr(ops, re.sub("(?<!^)(?=[A-Z])", "_", kind[4:]).lower())


def of_one_number(name):
    return name in layer_kinds.ONE_NUMBER


LISTED = layer_kinds.ONE_POSITION | layer_kinds.REDUCING
OPERATIONS = {name for name in LISTED if name.startswith("ops.")} - {"ops.GetItem"}
NEEDED = {
    "ops.Cast": {"dtype": "float64"},
    "ops.Clip": {"x_min": -1, "x_max": 1},
    "ops.Flip": {"axis": -1},
    "ops.Power": {"x2": 2},
    "ops.Split": {"indices_or_sections": 2, "axis": -1},
    "ops.Take": {"indices": [2, 0], "axis": -1},
    "ops.Threshold": {"threshold": 0, "default_value": 5},
}
NEEDED |= {name: {"axis": -1} for name in layer_kinds.REDUCING}
BINARY = layer_kinds.names("""
    ops.Add ops.Divide ops.Maximum ops.Minimum ops.Multiply ops.Subtract ops.TrueDivide
""")


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_reads_one_number_or_one_position(name):
    def apply(values):
        if name == "ops.Concatenate":
            values = [values, 2 * values]
        if name in BINARY:
            return np.asarray(function(name)(values, 3 - values))
        return np.asarray(function(name)(values, **NEEDED.get(name, {})))

    with np.errstate(invalid="ignore"):
        whole = apply(x)
        if of_one_number(name):
            parts = apply(x.reshape(-1, 1, 1, 1)).reshape(x.shape)
        else:  # each position by itself, also the parts of a split
            parts = apply(x.reshape(-1, 6)).reshape(whole.shape)
    np.testing.assert_allclose(whole, parts, rtol=1e-6)


SETTINGS = {
    "RandomBrightness": 0.5,
    "RandomColorDegeneration": 0.5,
    "RandomContrast": 0.5,
    "RandomGaussianBlur": 1,
    "RandomHue": 0.5,
    "RandomPosterization": 4,
    "RandomRotation": 0.5,
    "RandomSaturation": 0.5,
    "RandomSharpness": 0.5,
    "RandomTranslation": (0.5, 0.5),
    "RandomZoom": 0.5,
    "SpatialDropout1D": 0.5,
    "SpatialDropout2D": 0.5,
    "SpatialDropout3D": 0.5,
}


@pytest.mark.parametrize("name", sorted(layer_kinds.AUGMENTATION))
def test_augmentation_does_nothing_at_inference(name):
    setting = SETTINGS.get(name, ())
    make = getattr(layers, name)
    layer = make(*setting) if isinstance(setting, tuple) else make(setting)
    axes = {"1": 3, "3": 5}.get(name[-2:-1], 4) if name[-1] == "D" else 4
    picture = np.abs(x[..., :3]).reshape((2, 12, 3) if axes == 3 else (2, 4, 3, 3))
    picture = picture[:, None] if axes == 5 else picture
    np.testing.assert_array_equal(layer(picture, training=False), picture)


ACTIVATIONS = [
    (f"{module}.{name}", getattr(found, name))
    for module, found in [
        ("keras.activations", keras.activations),
        ("keras.ops", ops),
        ("tf.nn", tf.nn),
        ("tf.math", tf.math),
    ]
    for name in dir(keras.activations)
    if not name.startswith("_") and name not in ("deserialize", "get", "serialize")
    if hasattr(found, name)
]
ACTIVATIONS += [("tf.identity", tf.identity), ("tf.exp", tf.exp), ("exp", ops.exp)]


@pytest.mark.parametrize(("name", "activation"), ACTIVATIONS, ids=dict(ACTIVATIONS))
def test_an_activation_reads_what_is_said(name, activation):
    settings = (0.5, 2.0) if name.endswith("threshold") else ()
    whole = np.asarray(activation(x, *settings))
    reads = layer_kinds.reads_of_activation(activation)
    assert reads in ("number", "position")
    shape = (-1, 1, 1, 1) if reads == "number" else (-1, 6)
    parts = np.asarray(activation(x.reshape(shape), *settings))
    np.testing.assert_allclose(whole, parts.reshape(whole.shape), rtol=1e-6, atol=1e-6)


def test_layers_are_activations_too_and_others_are_unknown():
    reads = layer_kinds.reads_of_activation
    assert reads(layers.LeakyReLU()) == reads(layers.ReLU(6)) == "number"
    assert reads(layers.Softmax()) == reads(layers.Activation("softmax")) == "position"
    unknown = [layers.Softmax(axis=1), layers.PReLU(), layers.Dense(2), np.exp, str]
    unknown += [lambda x: x, tf.nn.l2_normalize, tf.reduce_max, layers.Activation(str)]
    assert [reads(function) for function in unknown] == [None] * len(unknown)


@pytest.mark.parametrize(
    ("key", "taken"),
    [
        (np.s_[..., 2:5], slice(2, 5)),
        (np.s_[..., ::-1], slice(None, None, -1)),
        (np.s_[:, :, :, 1], 1),
        (np.s_[:, ..., 1:], slice(1, None)),
        (np.s_[...], slice(None)),
        (np.s_[:], slice(None)),
        (np.s_[:, 1:], None),
        (np.s_[0], None),
        (np.s_[..., 1:, :], None),
        (np.s_[::2, ..., 1], None),
        (np.s_[..., None], None),
        (np.s_[..., None, 1], None),
    ],
    ids=str,
)
def test_a_key_takes_channels_or_more(key, taken):
    found = layer_kinds.channels_taken(key, 4)
    assert found == taken
    if taken is not None:
        np.testing.assert_array_equal(x[key], x[..., found])


def test_names_of_keras_and_of_others():
    class Dense(layers.Dense):
        pass

    assert layer_kinds.kind(layers.Dense(2)) == "Dense"
    assert layer_kinds.kind(Dense(2)) == layer_kinds.kind(ops.relu) == ""
    image = keras.Input((4, 4, 2))
    operation = (image + 1)._keras_history.operation
    assert layer_kinds.kind(operation) == "ops.Add"
