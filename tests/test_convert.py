"""Laws of `convert`: equality on logits, sliding, copies of weights, clear refusals."""

from course_utils.convert import dense_to_conv
from course_utils.geometry import trace

# isort: split
from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops
from keras.src.applications.convnext import LayerScale, StochasticDepth
from keras.src.applications.inception_resnet_v2 import CustomScaleLayer
from mtcnn import MTCNN


def randomize(model, seed=0):
    """Give every weight, moving statistics included, a value unlike its default."""
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        if weight.dtype.startswith("int"):
            continue
        if weight.path.endswith("variance"):
            weight.assign(rng.uniform(0.5, 2.0, weight.shape))
        else:
            scale = 1 / np.sqrt(max(1, np.prod(weight.shape[:-1])))
            weight.assign(rng.normal(0.1 * scale, scale, weight.shape))
        if weight.path.endswith("gamma"):
            weight.assign(rng.uniform(0.5, 1.5, weight.shape))
    for layer in model._flatten_layers():
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()
    return model


def images(shape, seed=1, count=4):
    return np.random.default_rng(seed).normal(size=(count, *shape)).astype("float32")


def relative_difference(expected, received):
    """Largest difference over the standard deviation, both arrays of equal size."""
    expected = np.asarray(expected)
    received = np.asarray(received).reshape(expected.shape)
    assert expected.std() > 0.01 * abs(expected.mean())  # else a constant would pass
    return np.abs(expected - received).max() / expected.std()


def assert_converts(model, folded=False):
    """`folded`: some of its weights are multiplied into others."""
    randomize(model)
    before = model.get_weights()
    converted = dense_to_conv(model)
    x = images(model.input_shape[1:])
    expected = keras.tree.flatten(model(x, training=False))
    received = keras.tree.flatten(converted(x, training=False))
    for old, new in zip(expected, received, strict=True):
        assert new.shape == (len(x), 1, 1, old.shape[-1])
        assert relative_difference(old, new) < 1e-5
    assert converted.input_shape == (None, None, None, model.input_shape[-1])
    if not folded:
        assert converted.count_params() == model.count_params()
    assert converted.layers[0].dtype == model.inputs[0].dtype
    names = [x.name for x in model.layers if not isinstance(x, layers.InputLayer)]
    assert [x.name for x in converted.layers if x.name in names] == names
    for weight in converted.weights:  # neither shared with nor written to the original
        weight.assign(weight * 0)
    for was, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(was, now)
    return converted


def network(head, size=(9, 7, 3), channels=5):
    """A small `valid` body, map 4 x 3 x `channels`, and a head given as a function."""
    image = keras.Input(size, name="image")
    x = layers.Conv2D(channels, 2, strides=2, name="body")(image)
    return keras.Model(image, head(x), name="network")


def stack(*head, size=(9, 7, 3)):
    return keras.Sequential(
        [keras.Input(size), layers.Conv2D(5, 2, strides=2, name="body"), *head]
    )


def flower_head(x):
    """Five classes, objectness and a box as slices of one Dense."""
    x = layers.Dense(10, name="dense")(layers.Flatten()(x))
    classes = layers.Softmax(axis=1)(x[:, :5])
    objectness = layers.Activation("sigmoid")(x[..., 5:6])
    return layers.Concatenate(axis=1)([classes, objectness, x[:, 6:]])


def ops_head(x):
    x = layers.Dense(10)(layers.Flatten()(x)) * 2 - np.arange(10, dtype="float32")
    classes, objectness, box = ops.split(x, [5, 6], axis=1)
    classes = ops.softmax(classes, axis=1)
    return ops.concatenate([classes, ops.sigmoid(objectness), ops.tanh(box)], axis=1)


def two_outputs(x):
    x = layers.Dropout(0.5)(layers.Flatten()(x))
    return {"name": layers.Dense(3, name="name")(x), "age": layers.Dense(1)(x)}


def residual(x):
    y = layers.BatchNormalization(axis=3)(x)
    y = layers.Conv2D(5, 3, padding="same", activation="relu")(y)
    x = layers.Concatenate()([layers.Add()([x, y]), layers.Multiply()([x, y]), x + y])
    x = layers.LayerNormalization()(layers.SeparableConv2D(6, 2)(x))
    return layers.Dense(4)(layers.Flatten()(x))


def shared_dense(x):
    dense, flat = layers.Dense(4, name="shared"), layers.Flatten()
    once = dense(flat(x))
    return layers.Subtract()([dense(flat(layers.ReLU()(x))), once])


def both_poolings(x):
    average = layers.GlobalAveragePooling2D()(x)
    greatest = layers.GlobalMaxPooling2D()(layers.Conv2D(3, 2)(x))
    return layers.Dense(4)(layers.Concatenate(axis=1)([average, greatest]))


def mobilenet_tail(x):
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Conv2D(6, 1, padding="same")(layers.Dropout(0.1)(x))
    return layers.Activation("softmax")(layers.Reshape((6,))(x))


def long_stack(x):
    x = layers.Flatten()(x)
    x = layers.LeakyReLU()(layers.Dropout(0.5)(x))
    x = layers.Dense(8, use_bias=False)(x)
    x = layers.BatchNormalization(axis=1)(x)
    x = layers.PReLU()(x)
    x = layers.Dense(7, activation="elu")(x)
    x = layers.PReLU(shared_axes=[1])(layers.LayerNormalization()(x))
    return layers.Dense(6, activation="softmax")(x)


def shared_activation(x):
    relu = layers.ReLU()
    x = layers.Dense(6, activation=tf.nn.elu)(layers.Flatten()(relu(x)))
    return layers.Dense(4, activation=ops.log_softmax)(relu(x))


def normalized(x):
    """Statistics per channel, for all numbers, and per number of the flat map."""
    given = {"mean": np.arange(60.0) / 60, "variance": np.arange(1, 61.0)}
    x = layers.Normalization(axis=None)(layers.Normalization()(x))
    x = layers.Normalization(axis=None)(layers.Flatten()(x))
    x = layers.Normalization(**given)(layers.Normalization()(x))
    x = layers.Normalization(**given, invert=True)(x)
    return layers.Normalization(axis=None)(layers.Dense(4)(x))


def normalized_flat(x):
    x = layers.BatchNormalization()(layers.Flatten()(x))
    x = layers.Identity()(layers.Dropout(0.5)(x))
    x = layers.BatchNormalization(axis=1, center=False, scale=False)(x)
    return layers.Dense(4, use_bias=False)(x)


def two_heads_of_a_normalized_flat(x):
    flat = layers.Flatten()(x)
    normal = layers.BatchNormalization()(flat)
    dense = layers.Dense(4)
    heads = [dense(normal), layers.Dense(4)(normal), layers.Dense(4)(flat)]
    return layers.Add()([*heads, layers.Dense(4)(layers.ReLU()(flat))])


def noise_shapes(x):
    x = layers.Dropout(0.5, noise_shape=(None, 1, 1, 5))(x)
    x = layers.Flatten()(layers.Dropout(0.5, noise_shape=(None, 1, 1, 1))(x))
    x = layers.Dense(6)(layers.AlphaDropout(0.5, noise_shape=(None, 1))(x))
    x = layers.Dropout(0.5, noise_shape=(1, None))(x)
    x = layers.Reshape((1, 1, 6))(layers.Dropout(0.5, noise_shape=(None, 1))(x))
    return layers.Flatten()(layers.Dropout(0.5, noise_shape=(None, 1, 1, 1))(x))


def single_channels(x):
    """What `preprocess_input` does, and relatives of it."""
    x = ops.stack([x[..., 2] * 2 - 1, ops.tanh(x[..., 0]), x[..., 4]], axis=-1)
    x = ops.concatenate([x, x[..., 1][..., None], ops.expand_dims(x[..., 2], 3)], -1)
    x = ops.flip(ops.take(x[..., ::-1], [2, 0, 0, 1], axis=3), axis=-1)
    x = ops.cast(ops.cast(x, "float64"), "float32") - np.float32([1, 2, 3, 4])
    x = layers.Dense(6)(layers.Flatten()(x))
    return ops.take(ops.flip(x, axis=1), [5, 1, 1], axis=1)


def reductions(x):
    mean, largest = ops.mean(x, axis=(1, 2)), ops.max(x, axis=[-2, -3])
    kept = ops.mean(x, axis=(-2, 1), keepdims=True)
    kept = layers.Flatten()(kept - ops.mean(kept, axis=-1, keepdims=True))
    again = ops.mean(ops.amax(x, axis=(1, 2), keepdims=True), axis=(1, 2))
    centred = x - ops.mean(x, axis=3, keepdims=True)
    flat = layers.Dense(5)(layers.Flatten()(centred))
    return ops.concatenate([mean, largest, kept, again, flat], axis=1)


def rows_of_zeros(x):
    """Padded and cropped again, since zeros are not what a larger image has there."""
    x = ops.pad(x, [(0, 0), (1, 0), (2, 1), (0, 3)])
    x = layers.Cropping2D(((1, 0), (2, 1)))(x)
    return layers.Dense(4)(layers.Flatten()(x))


def layers_of_applications(x):
    y = LayerScale(0.5, 5)(layers.Dense(5)(x))
    x = layers.Add()([x, StochasticDepth(0.2)(y)])
    x = CustomScaleLayer(0.2)([x, layers.Conv2D(5, 1)(x)])
    x = StochasticDepth(0.2)(layers.Flatten()(CustomScaleLayer(2.0)([x, y])))
    x = layers.Dense(4)(x)
    return CustomScaleLayer(0.5)([x, LayerScale(0.5, 4)(x)])


def one_number_for_a_flat(x):
    x = layers.Rescaling(2.0, offset=-1)(layers.Flatten()(x))
    x = layers.PReLU(shared_axes=[1])(x * np.float32([3]))
    return layers.Dense(4, activation=layers.LeakyReLU())(x)


def whole_numbers(x):
    x = ops.cast(9 * x, "int32")
    pooled = ops.max(x, axis=(1, 2)) + ops.mean(x, axis=(1, 2))
    return layers.Add()([layers.Dense(4)(layers.Flatten()(x)), layers.Dense(4)(pooled)])


def swapped(x):
    """As networks end that were trained by a program with columns before rows."""
    x = layers.Dropout(0.1)(layers.Permute((2, 1, 3))(x))
    return layers.Dense(6)(layers.PReLU()(layers.Dense(7)(layers.Flatten()(x))))


def channels_first(x):
    x = layers.ReLU()(layers.Permute((3, 1, 2))(x))
    return layers.Dense(6)(layers.Reshape((-1,))(x))


def swapped_normalized(x):
    x = layers.Flatten()(ops.transpose(x, (0, 2, 3, 1)))
    return layers.Dense(6)(layers.BatchNormalization()(x))


def swapped_back(x):
    x = layers.Permute((2, 3, 1))(layers.Permute((3, 1, 2))(x))
    x = layers.Conv2D(4, 2)(x)
    x = layers.Permute((1, 3, 2))(layers.Permute((2, 1, 3))(x))
    return layers.Dense(6)(layers.Flatten()(x))


HEADS = {
    "flatten": lambda x: layers.Dense(10)(layers.Flatten()(x)),
    "no bias": lambda x: layers.Dense(10, use_bias=False)(layers.Flatten()(x)),
    "softmax": lambda x: layers.Dense(10, activation="softmax")(layers.Flatten()(x)),
    "stack": long_stack,
    "reshape to flat": lambda x: layers.Dense(4)(layers.Reshape((-1,))(x)),
    "average pooling": lambda x: layers.Dense(6)(layers.GlobalAveragePooling2D()(x)),
    "max pooling": lambda x: layers.Dense(6)(layers.GlobalMaxPooling2D()(x)),
    "keepdims": lambda x: layers.Flatten()(
        layers.Dense(6)(layers.GlobalAveragePooling2D(keepdims=True)(x))
    ),
    "no Dense": lambda x: layers.GlobalAveragePooling2D()(layers.Conv2D(6, 2)(x)),
    "map of one cell": lambda x: layers.Dense(6)(
        layers.BatchNormalization()(layers.Flatten()(layers.Conv2D(8, (4, 3))(x)))
    ),
    "both poolings": both_poolings,
    "MobileNet": mobilenet_tail,
    "slices": flower_head,
    "operations": ops_head,
    "two outputs": two_outputs,
    "residual": residual,
    "shared Dense": shared_dense,
    "shared activation, functions of TensorFlow and of keras.ops": shared_activation,
    "TensorFlow's softmax": lambda x: layers.Dense(5, activation=tf.nn.log_softmax)(
        layers.Dense(4, activation=tf.nn.softmax)(layers.Flatten()(x))
    ),
    "normalized": normalized,
    "normalized flat": normalized_flat,
    "two heads of a normalized flat": two_heads_of_a_normalized_flat,
    "noise shapes": noise_shapes,
    "single channels": single_channels,
    "reductions": reductions,
    "rows of zeros": rows_of_zeros,
    "layers of applications": layers_of_applications,
    "one number for a flat": one_number_for_a_flat,
    "whole numbers": whole_numbers,
    "rows and columns swapped": swapped,
    "channels first": channels_first,
    "swapped and normalized": swapped_normalized,
    "swapped there and back": swapped_back,
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_functional_model_is_equal_at_its_training_size(head):
    assert_converts(network(head), folded="normalized" in head.__name__)


# Left out is the body whose `same` padding sees neighbours where the crop sees zeros.
VALID = {name: head for name, head in HEADS.items() if name != "residual"}


@pytest.mark.parametrize("head", VALID.values(), ids=VALID)
def test_every_cell_of_a_larger_image_is_what_the_crop_gives(head):
    model = randomize(network(head))
    x = images((15, 13, 3))
    grids = keras.tree.flatten(dense_to_conv(model)(x, training=False))
    for row in range(4):
        for column in range(4):
            crop = x[:, 2 * row : 2 * row + 9, 2 * column : 2 * column + 7]
            expected = keras.tree.flatten(model(crop, training=False))
            for grid, one in zip(grids, expected, strict=True):
                assert grid.shape == (4, 4, 4, one.shape[-1])
                assert relative_difference(one, grid[:, row, column]) < 1e-5


def test_the_wrong_channel_order_fails_the_same_comparison():
    model = randomize(stack(layers.Flatten(), layers.Dense(10, name="dense")))
    converted = dense_to_conv(model)
    kernel, bias = model.get_layer("dense").get_weights()
    wrong = kernel.reshape(5, 4, 3, 10).transpose(1, 2, 0, 3)
    converted.get_layer("dense").set_weights([wrong, bias])
    x = images((9, 7, 3))
    assert relative_difference(model(x), converted(x)) > 1


def test_sequential_model_with_preprocessing_and_augmentation():
    model = keras.Sequential(
        [
            keras.Input((9, 7, 3)),
            layers.RandomFlip(),
            layers.Rescaling(1 / 2, offset=-1),
            layers.Normalization(),
            layers.ZeroPadding2D(1),
            layers.Conv2D(4, 3, activation="relu"),
            layers.PReLU(shared_axes=[1, 2]),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(5),
        ]
    )
    assert_converts(model)


@pytest.mark.parametrize("dtype", ["float32", "uint8"])
@pytest.mark.parametrize("mode", ["caffe", "tf", "torch"])
def test_the_preprocessing_functions_of_applications(mode, dtype):
    image = keras.Input((9, 7, 3), dtype=dtype)
    x = keras.applications.imagenet_utils.preprocess_input(image, mode=mode)
    model = keras.Model(image, layers.Dense(5)(layers.Flatten()(x)))
    pixels = np.random.default_rng(0).integers(0, 256, (4, 9, 7, 3)).astype(dtype)
    expected = model(pixels)
    assert relative_difference(expected, dense_to_conv(model)(pixels)) < 1e-5
    assert [row.layer for row in trace(model, (9, 7))] == [
        layer.name for layer in model.layers[-2:]
    ]


def test_what_a_dense_takes_over_becomes_identity_and_a_bias():
    model = network(normalized_flat)
    converted = dense_to_conv(model)
    for old, new in zip(model.layers, converted.layers, strict=True):
        if isinstance(old, (layers.BatchNormalization, layers.Flatten)):
            assert type(new) is layers.Identity
    dense = converted.layers[-1]
    assert dense.use_bias and dense.kernel.shape == (4, 3, 5, 4)


def test_dropout_drops_whole_windows_where_it_dropped_whole_images():
    def head(x):
        x = layers.Dense(6, bias_initializer="ones")(layers.Flatten()(x))
        return layers.Dropout(0.5, noise_shape=(None, 1), seed=0)(x)

    grid = dense_to_conv(network(head))(np.zeros((2, 19, 17, 3)), training=True)
    assert set(np.unique(grid)) == {0, 2}
    assert (np.ptp(grid, axis=-1) == 0).all()
    assert np.ptp(grid, axis=(1, 2)).all()


def test_nested_body_keeps_its_layers_and_its_fixed_statistics():
    body = keras.applications.MobileNetV2(
        input_shape=(64, 32, 3), include_top=False, weights=None, alpha=0.35
    )
    body.trainable = False
    image = keras.Input((64, 32, 3))
    x = layers.GlobalAveragePooling2D()(body(image, training=False))
    model = keras.Model(image, keras.Sequential([layers.Dense(4)])(x))
    converted = assert_converts(model)
    inner = converted.get_layer(body.name)
    assert [layer.name for layer in inner.layers] == [x.name for x in body.layers]
    assert not inner.trainable and len(converted.trainable_weights) == 2
    x = images((64, 32, 3))
    np.testing.assert_array_equal(converted(x, training=True), converted(x))


def test_nested_body_of_any_size_and_nested_flatten():
    body = keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(4, 2)])
    head = keras.Sequential([layers.Flatten(), layers.Dense(6)])
    assert_converts(keras.Sequential([keras.Input((5, 6, 3)), body, head]))


def test_model_that_begins_inside_another_model():
    image = keras.Input((20, 16, 3))
    body = layers.Conv2D(4, 2, strides=2)(image)
    inner = layers.Conv2D(5, 3, name="inner")(body)
    head = layers.Dense(6)(layers.GlobalMaxPooling2D()(inner))
    assert_converts(keras.Model(body, head))


def test_shared_convolution_is_made_once():
    image = keras.Input((8, 8, 3))
    shared = layers.Conv2D(3, 3, padding="same", name="shared")
    x = layers.Flatten()(shared(shared(image)))
    assert_converts(keras.Model(image, layers.Dense(3)(x)))


def test_names_flags_policies_and_activations_are_kept():
    head = [
        layers.Flatten(name="flat"),
        layers.Dense(8, activation="relu", name="hidden", trainable=False),
        layers.Dense(4, use_bias=False, name="logits", dtype="mixed_float16"),
    ]
    head[1].kernel_constraint = keras.constraints.MaxNorm(2, axis=0)
    model = stack(*head)
    converted = dense_to_conv(model)
    for old, new in zip(model.layers, converted.layers[1:], strict=True):
        assert (old.name, old.trainable) == (new.name, new.trainable)
        assert old.dtype_policy.name == new.dtype_policy.name
    hidden, logits = converted.layers[-2:]
    assert hidden.activation is keras.activations.relu
    assert (hidden.kernel_size, hidden.padding) == ((4, 3), "valid")
    assert hidden.kernel_constraint.axis == [0, 1, 2]
    assert (logits.kernel_size, logits.use_bias) == ((1, 1), False)
    assert converted.name == model.name
    assert converted.output_shape == (None, None, None, 4)


def test_a_compiled_model_converts_and_is_not_compiled():
    model = stack(layers.Flatten(), layers.Dense(4))
    model.compile(loss=lambda y, z: z)
    assert not dense_to_conv(model).compiled


def test_the_conversion_can_be_saved(tmp_path):
    converted = dense_to_conv(randomize(network(flower_head)))
    converted.save(tmp_path / "model.keras")
    x = images((11, 11, 3))
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(converted(x), again(x))


@settings(max_examples=25, deadline=None)
@given(*[st.integers(1, 4)] * 4, st.booleans(), st.integers(0, 99))
def test_any_small_map_converts(height, width, channels, units, use_bias, seed):
    model = keras.Sequential(
        [
            keras.Input((height, width, channels)),
            layers.Flatten(),
            layers.Dense(units, use_bias=use_bias),
        ]
    )
    randomize(model, seed)
    x = images((height, width, channels), seed, count=20)
    assert relative_difference(model(x), dense_to_conv(model)(x)) < 1e-5


def chained(model, size):
    """A plain chain of layers that somebody subclassed, as a functional model."""
    image = keras.Input((size, size, 3))
    x, heads = image, []
    for layer in model.layers:
        if layer.name.startswith(("fc5-", "fc6-", "conv4-")):
            heads.append(layer(x))
        else:
            x = layer(x)
    return keras.Model(image, heads)


def test_networks_trained_by_others_with_rows_and_columns_swapped():
    _, r_net, o_net = (stage.model for stage in MTCNN().stages)
    for model, size in ((r_net, 24), (o_net, 48)):
        chain = chained(model, size)
        x = images((size, size, 3))
        expected, received = model(x), dense_to_conv(chain)(x)
        for old, new in zip(expected, received, strict=True):
            np.testing.assert_allclose(old, new[:, 0, 0], rtol=1e-4, atol=1e-5)
        # A pooling that pads reads one row more than the network was trained with.
        assert trace(chain, size)[-1].receptive_field == (size + 1, size + 1)


# MobileNetV2 is above; of the others that Keras has, all without squeeze-and-excitation
# convert too, but take longer.
@pytest.mark.parametrize("architecture", ["VGG16", "ResNet50", "ConvNeXtTiny"])
def test_applications(architecture, size=64):
    model = getattr(keras.applications, architecture)(
        weights=None,
        input_shape=(size, size, 3),
        classes=10,
        classifier_activation=None,
    )
    x = images((size, size, 3), count=2)
    converted = dense_to_conv(model)
    assert relative_difference(model(x), converted(x)) < 1e-5
    assert converted.count_params() == model.count_params()
    assert converted.output_shape == (None, None, None, 10)
    larger = 1, 2 * size, size + 32, 3
    assert converted.compute_output_shape(larger) == (1, 3, 2, 10)


# Refusals: the layer's name and the reason.


class Subclassed(keras.Model):
    def call(self, x):
        return x


class Custom(layers.Layer):
    def call(self, x):
        return x - ops.mean(x, axis=(1, 2), keepdims=True)


class CustomConv(layers.Conv2D):
    def call(self, x):
        return super().call(x) - ops.mean(x)


def mean_activation(x):
    return x - ops.mean(x)


def two_inputs():
    inputs = [keras.Input((4, 4, 1)), keras.Input((4, 4, 1))]
    return keras.Model(inputs, layers.Flatten()(layers.Add()(inputs)))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: "vgg16", "`model` must be a Keras model. Received: str"),
        (lambda: layers.Dense(3), "`model` must be a Keras model. Received: Dense"),
        (lambda: Subclassed(name="net"), "subclassed.*Received: 'net' .Subclassed"),
        (lambda: keras.Model(name="net"), "subclassed.*Received: 'net'"),
        (lambda: Subclassed(name="net"), "make it one: .*keras.Model.image, x."),
        (
            lambda: keras.Sequential([layers.Dense(3)], name="net"),
            "must be built: begin it with keras.Input.*Received: 'net'.*not built",
        ),
        (two_inputs, "must have one input.*with 2 inputs"),
        (
            lambda: keras.Sequential([keras.Input((9,)), layers.Dense(3)]),
            r"one fixed size.*input shape \(None, 9\)",
        ),
        (
            lambda: keras.Sequential(
                [
                    keras.Input((None, None, 3)),
                    layers.GlobalAveragePooling2D(),
                    layers.Dense(3),
                ]
            ),
            r"one fixed size.*input shape \(None, None, None, 3\)",
        ),
        (
            lambda: network(lambda x: x),
            "no Flatten or global pooling comes before output layer 'body'",
        ),
        (
            lambda: network(layers.Flatten(name="flat")),
            "no Dense follows Flatten before output layer 'flat'",
        ),
    ],
)
def test_what_is_no_model_of_the_right_kind_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        dense_to_conv(make())


def after_flatten(layer):
    return lambda x: layers.Dense(3)(layer(layers.Flatten()(x)))


def in_the_body(layer):
    return lambda x: layers.Dense(3)(layers.Flatten()(layer(x)))


def after_pooling(layer):
    return lambda x: layer(layers.GlobalAveragePooling2D()(x))


def squeeze_and_excitation(x):
    y = layers.GlobalAveragePooling2D(keepdims=True)(x)
    y = layers.Conv2D(5, 1, activation="sigmoid")(y)
    return layers.Flatten()(layers.Multiply(name="bad")([x, y]))


def squeeze_by_dense(x):
    y = layers.Dense(5)(layers.GlobalMaxPooling2D()(x))
    y = layers.Reshape((1, 1, 5))(y)
    return layers.GlobalMaxPooling2D()(layers.Add(name="bad")([x, y]))


def two_strides(x):
    y = layers.GlobalAveragePooling2D()(layers.MaxPooling2D(2)(x))
    x = layers.GlobalAveragePooling2D()(x)
    return layers.Dense(3)(layers.Concatenate(name="bad")([x, y]))


def broadcast_by_a_full_convolution(x):
    y = layers.Conv2D(5, (4, 3))(x)
    return layers.Dense(3)(layers.Flatten()(layers.Multiply(name="bad")([x, y])))


def shared_by_two_shapes(x):
    flat, dense = layers.Flatten(), layers.Dense(3, name="bad")
    x = layers.Conv2D(4, (3, 2))(x)  # 2 x 2
    tall = layers.Conv2D(8, (1, 2))(x)  # 2 x 1 x 8, as long as 2 x 2 x 4
    return layers.Add()([dense(flat(x)), dense(flat(tall))])


def reshaped(shape):
    return layers.Reshape(shape, name="bad")


def normalized_and(layer):
    return after_flatten(lambda x: layer(layers.BatchNormalization(name="bn")(x)))


POSITION = "not known to do the same at every position"


def permute(x):
    return layers.Permute((2, 1, 3))(x)


def permuted(layer):
    return lambda x: layers.Dense(3)(layers.Flatten()(layer(permute(x))))


def square(x):
    return layers.Conv2D(4, (2, 1))(x)


def swapped_vector(x):
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    return layers.Permute((3, 1, 2), name="bad")(x)


FLAT = "stands between Flatten and the first Dense"
REFUSED = {
    "ReLU of BN on flat": (
        normalized_and(layers.ReLU(name="bad")),
        "flattened map, 'bn'",
    ),
    "BN on flat in training": (
        after_flatten(partial(layers.BatchNormalization(name="bad"), training=True)),
        "normalizes each batch",
    ),
    "sum with BN on flat": (
        normalized_and(lambda x: layers.Add(name="bad")([x, x])),
        "flattened map, 'bn'",
    ),
    "scale of flat": (after_flatten(LayerScale(0.5, 60, name="bad")), FLAT),
    "map of scales": (
        in_the_body(layers.Rescaling(np.ones((4, 3, 1)), name="bad")),
        "not one number per channel",
    ),
    "softmax on flat": (after_flatten(layers.Softmax(name="bad")), FLAT),
    "PReLU on flat": (after_flatten(layers.PReLU(name="bad")), FLAT),
    "softmax of all": (in_the_body(layers.Softmax(axis=None, name="bad")), "axis None"),
    "softmax of all as activation": (
        in_the_body(
            layers.Conv2D(2, 1, activation=layers.Softmax(axis=None), name="bad")
        ),
        "has an activation unknown to keras.activations",
    ),
    "softmax activation on flat": (
        after_flatten(layers.Activation("softmax", name="bad")),
        FLAT,
    ),
    "Lambda on flat": (
        after_flatten(layers.Lambda(lambda x: x * 2, name="bad")),
        "runs code that cannot be looked into",
    ),
    "Reshape of flat": (
        lambda x: layers.Flatten()(reshaped((3, 4, 5))(layers.Flatten()(x))),
        "depends on the size of the map",
    ),
    "Reshape in body": (in_the_body(reshaped((3, 4, 5))), "depends on the size"),
    "Reshape of vector": (after_pooling(reshaped((5, 1))), "depends on the size"),
    "convolution of a permuted map": (
        permuted(layers.Conv2D(2, 1, name="bad")),
        FLAT,
    ),
    "Dense on a permuted map": (permuted(layers.Dense(2, name="bad")), "Flatten it"),
    "BatchNormalization of a permuted map": (
        permuted(layers.BatchNormalization(axis=1, name="bad")),
        FLAT,
    ),
    "noise shape of a permuted map": (
        permuted(layers.Dropout(0.1, (None, 1, 1, None), name="bad")),
        "the map is permuted",
    ),
    "sum of a map and its permuted self": (
        lambda x: layers.Add(name="bad")([square(x), permute(square(x))]),
        "joins maps of different",
    ),
    "pooling of a permuted map": (
        permuted(layers.GlobalAveragePooling2D(name="bad")),
        "is not known to do the same",
    ),
    "Permute of a vector": (swapped_vector, "depends on the size"),
    "Resizing": (in_the_body(layers.Resizing(8, 8, name="bad")), "depends on"),
    "attention": (
        lambda x: in_the_body(lambda x: layers.Attention(name="bad")([x, x]))(x),
        "looks at all positions at once",
    ),
    "group normalization": (
        in_the_body(layers.GroupNormalization(5, name="bad")),
        "looks at all positions at once",
    ),
    "custom": (in_the_body(Custom(name="bad")), POSITION),
    "own subclass of Conv2D": (in_the_body(CustomConv(2, 1, name="bad")), POSITION),
    "own model": (in_the_body(Subclassed(name="bad")), "no Sequential or functional"),
    "own activation": (
        in_the_body(layers.Conv2D(2, 1, activation=mean_activation, name="bad")),
        "has an activation unknown to keras.activations",
    ),
    "own activation of Dense": (
        lambda x: layers.Dense(3, activation=mean_activation, name="bad")(
            layers.Flatten()(x)
        ),
        "has an activation unknown to keras.activations",
    ),
    "spatial softmax": (in_the_body(layers.Softmax(axis=1, name="bad")), "axis 1"),
    "BN along rows": (
        in_the_body(layers.BatchNormalization(axis=1, name="bad")),
        "works along axis 1, not along the channels",
    ),
    "concatenated rows": (
        in_the_body(lambda x: layers.Concatenate(axis=1, name="bad")([x, x])),
        "works along axis 1",
    ),
    "concatenated flats": (
        in_the_body(
            lambda x: layers.Concatenate(name="bad")([layers.Flatten()(x)] * 2)
        ),
        FLAT,
    ),
    "PReLU per position": (in_the_body(layers.PReLU(name="bad")), "shared_axes="),
    "noise shape": (
        in_the_body(layers.Dropout(0.5, noise_shape=(1, 4, 3, 5), name="bad")),
        "noise_shape",
    ),
    "channels first": (
        lambda x: layers.Dense(3)(
            layers.Flatten(data_format="channels_first", name="bad")(x)
        ),
        "has channels first",
    ),
    "convolution of a vector": (
        lambda x: layers.Conv2D(3, 3, padding="same", name="bad")(
            layers.GlobalAveragePooling2D(keepdims=True)(x)
        ),
        "needs a map, not the one vector of a window",
    ),
    "squeeze and excitation": (squeeze_and_excitation, "squeeze-and-excitation"),
    "squeeze by Dense": (squeeze_by_dense, "squeeze-and-excitation"),
    "two strides": (two_strides, "different sizes or strides"),
    "broadcast map": (broadcast_by_a_full_convolution, "different sizes or strides"),
    "shared": (shared_by_two_shapes, "is shared by inputs of different sizes"),
}


@pytest.mark.parametrize(("head", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_layer_that_cannot_slide_is_refused_by_name(head, reason):
    with pytest.raises(ValueError, match=f"layer 'bad' .*{reason}.*Received: "):
        dense_to_conv(network(head))


OPERATIONS = {
    "one row": (lambda x: layers.Flatten()(x[:, 0]), "slice of channels"),
    "flattened channel": (lambda x: layers.Flatten()(x[..., 0]), POSITION),
    "one class": (lambda x: layers.GlobalMaxPooling2D()(x)[:, 3], "slice of channels"),
    "slice of flat": (lambda x: layers.Flatten()(x)[:, :9], FLAT),
    "average": (lambda x: ops.average(x, axis=-1), POSITION),
    "mean of channels": (lambda x: ops.mean(x, axis=-1), "set keepdims=True"),
    "mean of rows": (lambda x: ops.mean(x, axis=1), "neither all positions nor"),
    "mean of all": (lambda x: ops.mean(x), "axis None, neither all positions"),
    "mean of flat": (
        lambda x: ops.mean(layers.Flatten()(x), axis=1, keepdims=True),
        FLAT,
    ),
    "maximum from": (lambda x: ops.max(x, axis=(1, 2), initial=0), "an `initial`"),
    "reflected rows": (
        lambda x: ops.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)], mode="reflect"),
        "only add constants",
    ),
    "softmax of all": (lambda x: ops.softmax(x, axis=None), "works along axis None"),
    "flipped rows": (lambda x: ops.flip(x, axis=1), "works along axis 1"),
    "taken rows": (lambda x: ops.take(x, [1, 0], axis=1), "works along axis 1"),
    "taken channel": (lambda x: ops.take(x, 1, axis=-1), "a list of channels"),
    "stacked maps": (lambda x: ops.stack([x, x], axis=-1), POSITION),
    "stacked rows": (lambda x: ops.stack([x[..., 0]] * 2, axis=1), POSITION),
    "new axis": (lambda x: x[..., None], "slice of channels"),
    "constants beside a map": (
        lambda x: CustomScaleLayer(2.0)([x, np.ones((1, 4, 3, 5), "float32")]),
        "not one number per channel",
    ),
    "reshape": (lambda x: ops.reshape(x, (-1, 60)), POSITION),
    "a map of constants": (lambda x: x * np.ones((4, 3, 1)), "not one number per"),
    "flat constants": (lambda x: layers.Flatten()(x) * np.ones(60), "not one number"),
}


@pytest.mark.parametrize(("head", "reason"), OPERATIONS.values(), ids=OPERATIONS)
def test_an_operation_that_cannot_slide_is_refused(head, reason):
    with pytest.raises(ValueError, match=f"cannot be converted.*{reason}"):
        dense_to_conv(network(head))


def test_squeeze_and_excitation_of_applications_is_refused():
    """By its own layer, not by the Dropout with a `noise_shape` that comes first."""
    model = keras.applications.EfficientNetV2B0(weights=None, input_shape=(32, 32, 3))
    message = r"'block4a_se_excite' .Multiply. joins a map with .*squeeze-and-excitat"
    with pytest.raises(ValueError, match=message):
        dense_to_conv(model)
    with pytest.raises(ValueError, match=message):
        trace(model, 32)


def test_lora_weights_are_refused():
    model = stack(layers.Flatten(), layers.Dense(6, name="bad"))
    model.get_layer("bad").enable_lora(2)
    with pytest.raises(ValueError, match=r"layer 'bad' .*LoRA"):
        dense_to_conv(model)
