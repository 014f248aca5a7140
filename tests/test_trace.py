"""Laws of `geometry` on whole models: what it says is what Keras reads and returns."""

from course_utils.convert import dense_to_conv
from course_utils.geometry import Row, multiply_adds, receptive_field, trace

# isort: split
import contextlib
import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops
from keras.src.applications.convnext import LayerScale, StochasticDepth
from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

SIZES = [193, 225, 255, 256, 300, 447, (480, 640), (427, 640)]
PUBLISHED = {  # size, stride, padding at 224
    "VGG16": (212, 32, 90),
    "ResNet50": (483, 32, 241),
    "ResNet101": (1027, 32, 513),
    "MobileNet": (315, 32, 126),
    "InceptionV3": (1311, 32, 618),
}


@pytest.fixture(scope="module", autouse=True)
def no_random_weights():
    """No test here reads the weights that Keras draws, for VGG16 in a second or two."""

    def zeros(self, shape, dtype=None, **_):
        return ops.zeros(shape, dtype)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keras.initializers.VarianceScaling, "__call__", zeros)
        yield


@pytest.fixture(scope="module", params=PUBLISHED)
def published(request):
    build = getattr(keras.applications, request.param)
    return request.param, build(include_top=False, weights=None)


@pytest.fixture(scope="module")
def vgg16():
    return keras.applications.VGG16(weights=None)


def body(padding="same", size=(None, None), channels=3, filters=(16, 32, 64, 128)):
    """The body of the course's classifier, 4x4/4 and then 3x3/2 three times."""
    model = keras.Sequential([keras.Input((*size, channels))], name="body")
    for number, count in enumerate(filters):
        kernel, stride = (4, 4) if number == 0 else (3, 2)
        model.add(layers.Conv2D(count, kernel, stride, padding, name=f"conv{number}"))
    return model


def classifier():
    head = [layers.Flatten(name="flatten"), layers.Dense(10, name="logits")]
    return keras.Sequential([body(size=(224, 224)), *head])


def short(model):
    """A size at which each window along one axis reads the picture somewhere."""
    for size in itertools.count(1):
        with contextlib.suppress(ValueError):
            return [size + pixels for pixels in receptive_field(model, size)[0]]


def rows_read(model, size):
    """Per axis, [windows, rows] booleans from Keras: does window `o` read row `r`?

    One picture per row, dark but for that row, and short along the other axes. No
    weight is negative, so that whatever reads the row lights up, through sums,
    products, maxima and averages alike.
    """
    for weight in model.weights:
        positive = not weight.path.endswith(("bias", "beta", "moving_mean"))
        weight.assign(np.full(weight.shape, positive, "float32"))
    across = short(model)
    for axis, rows in enumerate(size):
        shape = [*across[:axis], rows, *across[axis + 1 :]]
        dark = np.zeros((rows, *shape, 1), "float32")
        np.moveaxis(dark, axis + 1, 1)[range(rows), range(rows)] = 1
        others = tuple(a for a in range(1, len(size) + 2) if a != axis + 1)
        yield (np.asarray(model(dark)) > 0).any(axis=others).T


def assert_reads(model, size):
    """Compare every window with Keras; return how many lie wholly in the image."""
    inside = 0
    field, stride, padding = receptive_field(model, size)
    for axis, read in enumerate(rows_read(model, size)):
        assert read.shape == (trace(model, size)[-1].size[axis], size[axis])
        for window, rows in enumerate(read):
            start = window * stride[axis] - padding[axis]
            end = start + field[axis]
            reached = np.flatnonzero(rows)
            assert np.all((start <= reached) & (reached < end))
            if start >= 0 and end <= size[axis]:
                assert (start, end) == (reached[0], reached[-1] + 1)
                inside += 1
    return inside


# Against Keras -----------------------------------------------------------------------


def random_network(rng):
    """A random stack with branches, of one channel, for pictures of any size."""

    def slide(x, strides=(1, 1), padding="same", channels=1):
        kernel = tuple(int(k) for k in rng.integers(1, 5, 2))
        kind = rng.integers(6)
        if kind == 0:
            return layers.MaxPooling2D(kernel, strides, padding)(x)
        if kind == 1:
            return layers.AveragePooling2D(kernel, strides, padding)(x)
        equal = strides[0]  # these take no unequal strides
        if kind == 2 and strides == (equal, equal):
            return layers.DepthwiseConv2D(kernel, equal, padding)(x)
        if kind == 3 and strides == (equal, equal):
            return layers.SeparableConv2D(channels, kernel, equal, padding)(x)
        rate = int(rng.integers(1, 4)) if strides == (1, 1) else 1
        return layers.Conv2D(channels, kernel, strides, padding, dilation_rate=rate)(x)

    def block(x):
        kind = rng.integers(4)
        strides = tuple(int(s) for s in rng.integers(1, 4, 2))
        if kind == 0:
            x = layers.BatchNormalization()(slide(x, strides, "valid"))
            return layers.ReLU()(x)
        if kind == 1:
            (top, bottom), (left, right) = rng.integers(0, 4, (2, 2)).tolist()
            x = layers.ZeroPadding2D(((top, bottom), (left, right)))(x)
            return slide(x, strides, rng.choice(["same", "valid"]))
        if kind == 2:
            left = slide(slide(x, strides))
            right = slide(x, strides)
            join = [layers.Add, layers.Maximum, layers.Average][rng.integers(3)]
            return join()([left, right])
        return layers.Concatenate()([x, slide(slide(x)), slide(x)])

    image = x = keras.Input((None, None, 1))
    for _ in range(rng.integers(2, 5)):
        x = block(x)
    return keras.Model(image, layers.Conv2D(1, 1)(x))


@pytest.mark.parametrize("seed", range(24))
def test_random_networks_read_the_pixels_that_the_trace_says(seed):
    rng = np.random.default_rng(seed)
    model = random_network(rng)
    field, stride, _ = receptive_field(model, 200)
    size = tuple(
        int(f + 2 * s + rng.integers(0, 2 * s))
        for f, s in zip(field, stride, strict=True)
    )
    assert assert_reads(model, size) >= 2


@pytest.mark.parametrize("size", [(224, 225), (300, 427), (193, 255)])
def test_the_bodys_windows_lie_where_the_trace_says(size):
    assert assert_reads(body(channels=1, filters=(1, 1, 1, 1)), size) >= 8


def test_cropping_makes_the_first_window_start_inside():
    model = keras.Sequential(
        [
            keras.Input((None, None, 1)),
            layers.Conv2D(1, 3, 2),
            layers.Cropping2D(((1, 2), (3, 0))),
            layers.Conv2D(1, 2),
        ]
    )
    assert receptive_field(model, 31) == ((5, 5), (2, 2), (-2, -6))
    assert [row.ignored for row in trace(model, 32)] == [(1, 1), (3, 3), (0, 0)]
    assert assert_reads(model, (31, 32)) == 11 + 11


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_sizes_are_those_of_keras(size, padding):
    shape = (size, size) if isinstance(size, int) else size
    model = body(padding, channels=1, filters=(2, 2, 2, 2))
    every = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    maps = every(np.zeros((1, *shape, 1), "float32"))
    assert [row.size for row in trace(model, size)] == [x.shape[1:3] for x in maps]


def test_published_networks(published):
    name, model = published
    assert receptive_field(model, 224) == tuple((n, n) for n in PUBLISHED[name])
    for size in SIZES:
        shape = (size, size) if isinstance(size, int) else size
        expected = model.compute_output_shape((None, *shape, 3))[1:3]
        rows = trace(model, size)
        assert rows[-1].size == expected
        assert max(map(len, repr(rows).splitlines())) <= 100


def test_vgg16s_head_sees_404_pixels_in_steps_of_32(vgg16):
    expected = (404, 404), (32, 32), (90, 90)
    assert receptive_field(vgg16) == expected
    # Strides multiply; those of the five pooling layers add up to 10.
    strides = [row.stride[0] for row in trace(vgg16, 224) if "pool" in row.layer]
    assert strides == [2, 4, 8, 16, 32]


# The course's network ----------------------------------------------------------------


def test_the_grid_starts_where_same_pads_unequally():
    starts = {224: 0, 225: -29, 300: -20, 427: -20, 448: 0, 480: 0, 640: 0}
    for size, start in starts.items():
        assert trace(body(), size)[-1].first_pixel == (start, start)
        assert receptive_field(body(), size)[2] == (-start, -start)
    assert trace(body(), (427, 640))[-1].first_pixel == (-20, 0)


def test_a_dense_head_is_the_window_that_it_becomes():
    dense = classifier()
    sliding = dense_to_conv(dense)
    assert receptive_field(dense) == receptive_field(sliding, 224)
    assert receptive_field(dense) == ((252, 252), (32, 32), (0, 0))  # 60 + 6 * 32
    assert trace(dense, 224)[-1].size == (1, 1)
    assert trace(sliding, 448)[-1].size == (8, 8)


def test_a_permuted_map_keeps_track_of_the_axes_of_the_image():
    def stack(*tail):
        first = layers.Conv2D(1, (3, 2), strides=(2, 1), name="first")
        return keras.Sequential([keras.Input((17, 12, 2)), first, *tail])

    swap = layers.Permute((2, 1, 3))
    tall, wide = ((5, 1), (1, 5))
    head = [layers.Flatten(name="flat"), layers.Dense(3, name="dense")]
    straight = trace(stack(layers.Conv2D(1, wide, name="second"), *head), (17, 12))
    swapped = stack(swap, layers.Conv2D(1, tall, name="second"), *head)
    first, moved, second, *rest = trace(swapped, (17, 12))
    assert (first, *rest) == (straight[0], *straight[2:])
    assert first.size == moved.size[::-1] == (8, 11)
    assert second == Row("second", *(value[::-1] for value in straight[1][1:]))


def test_global_pooling_reads_the_whole_map():
    pooled = keras.Sequential([body(), layers.GlobalAveragePooling2D(name="mean")])
    last = Row("mean", (1, 1), (0, 0), ((0, 0),) * 2, (32, 32), (252, 252), (-29, -29))
    assert trace(pooled, 225)[-1] == last._replace(receptive_field=(284, 284))
    assert trace(pooled, 224)[-1] == last._replace(first_pixel=(0, 0))


def test_a_trace_is_a_table():
    rows = trace(body(), (225, 240))
    assert str(rows).splitlines() == [
        "layer    size  ignored   padding  stride  receptive field  first pixel",
        "conv0  57, 60        0  1+2, 0+0       4                4        -1, 0",
        "conv1  29, 30        0  1+1, 0+1       8               12        -5, 0",
        "conv2      15        0  1+1, 0+1      16               28       -13, 0",
        "conv3       8        0       1+1      32               60     -29, -16",
    ]
    assert str(rows[:1]).splitlines()[1].split()[0] == "conv0"
    assert isinstance(rows[-1], Row)


# One axis, three axes, layers that enlarge -------------------------------------------


def intervals_read(model, size):
    """Per axis, the first and the last pixel of each window, from Keras as above.

    A window that reads no pixel has None.
    """
    for lit in rows_read(model, size):
        reached = [np.flatnonzero(window).tolist() for window in lit]
        yield [(r[0], r[-1]) if r else None for r in reached]


def sliding_layer(rng, axes):
    """A random layer of one channel for [N, L, 1] or [N, D, H, W, 1]."""
    kernel, strides = (tuple(row) for row in rng.integers(1, 4, (2, axes)).tolist())
    if axes == 3:  # see the test of what layers for volumes leave over
        kernel = tuple(max(k, s - 1) for k, s in zip(kernel, strides, strict=True))
    zeros = tuple(map(tuple, rng.integers(0, 3, (axes, 2)).tolist()))
    padding = str(rng.choice(["valid", "same"]))
    rate = int(rng.integers(1, 4))
    options = [
        ("Conv", (1, kernel, strides, padding), {}),
        ("Conv", (1, kernel), {"padding": padding, "dilation_rate": rate}),
        ("MaxPooling", (kernel, strides, padding), {}),
        ("AveragePooling", (kernel, strides, padding), {}),
        ("ZeroPadding", (zeros if axes > 1 else zeros[0],), {}),
    ]
    if axes == 1:
        options += [
            ("Conv", (1, kernel), {"padding": "causal", "dilation_rate": rate}),
            ("DepthwiseConv", (kernel, strides, padding), {}),
            ("SeparableConv", (1, kernel, strides, padding), {}),
        ]
    kind, arguments, settings = options[rng.integers(len(options))]
    return getattr(layers, f"{kind}{axes}D")(*arguments, **settings)


@pytest.mark.parametrize("axes", [1, 3])
@pytest.mark.parametrize("seed", range(12))
def test_one_and_three_axes_follow_the_same_rules(axes, seed):
    rng = np.random.default_rng(seed)
    stack = [sliding_layer(rng, axes) for _ in range(rng.integers(2, 5))]
    model = keras.Sequential([keras.Input((None,) * axes + (1,)), *stack])
    field, stride, _ = receptive_field(model, 100)
    size = tuple(f + 2 * s for f, s in zip(field, stride, strict=True))
    padding = receptive_field(model, size)[2]
    inside = 0
    for axis, reached in enumerate(intervals_read(model, size)):
        assert len(reached) == trace(model, size)[-1].size[axis]
        for window, pixels in enumerate(reached):
            start = window * stride[axis] - padding[axis]
            end = start + field[axis]
            if start >= 0 and end <= size[axis]:
                assert pixels == (start, end - 1)
                inside += 1
            elif pixels:
                assert start <= pixels[0] <= pixels[1] < end
    assert inside >= axes


def test_whole_sequences_and_volumes():
    sequence = keras.Sequential(
        [
            keras.Input((9, 2)),
            layers.Conv1D(3, 3, strides=2, name="conv"),
            layers.Flatten(name="flatten"),
            layers.Dense(1, name="dense"),
        ]
    )
    assert str(trace(sequence, 9)).splitlines() == [
        "layer    size  ignored  padding  stride  receptive field  first pixel",
        "conv        4        0      0+0       2                3            0",
        "flatten     1        0      0+0       2                9            0",
        "dense       1        0      0+0       2                9            0",
    ]
    assert receptive_field(sequence) == ((9,), (2,), (0,))
    with pytest.raises(ValueError, match=r"'flatten' .* built for 4\. .*a map of 5"):
        trace(sequence, (11,))
    volume = keras.Sequential(
        [keras.Input((None, None, None, 1)), layers.GlobalMaxPooling3D()]
    )
    assert receptive_field(volume, (4, 5, 6))[0] == (4, 5, 6)


def test_layers_for_volumes_that_split_what_they_leave_over_are_refused():
    layer = layers.Conv3D(1, 1, 3, "same", use_bias=False, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((None, None, None, 1)), layer])
    row = np.arange(9.0).reshape(1, 9, 1, 1, 1)
    assert np.asarray(model(row)).ravel().tolist() == [1, 4, 7]  # in two axes 0, 3, 6
    assert trace(model, (10, 8, 1))[0].size == (4, 3, 1)
    with pytest.raises(ValueError, match=r"leaves more than one .*a map of 9 x 8 x 1"):
        trace(model, (9, 8, 1))


def test_a_fraction_is_a_stride():
    model = keras.Sequential(
        [
            keras.Input((None, None, 1)),
            layers.Conv2DTranspose(1, 3, 2, "same", name="up"),
            layers.Conv2D(1, 3, padding="same", name="conv"),
            layers.MaxPooling2D(2, name="pool"),
        ]
    )
    assert str(trace(model, 5)).splitlines() == [
        "layer  size  ignored  padding  stride  receptive field  first pixel",
        "up       10        0      2+1     1/2                2           -1",
        "conv     10        0      1+1     1/2                3           -1",
        "pool      5        0      0+0       1                3           -1",
    ]
    assert receptive_field(model, 5) == ((3, 3), (1, 1), (1, 1))
    dilated = layers.Conv1DTranspose(1, 2, dilation_rate=3)  # x[i] + x[i - 3]
    model = keras.Sequential([keras.Input((None, 1)), dilated])
    assert receptive_field(model, 9) == ((4,), (1,), (3,))
    shape = dilated.compute_output_shape((1, 9, 1))
    assert trace(model, 9)[0].size == tuple(shape[1:2])


def enlarging_layer(kind, axes, rng):
    stride, kernel = int(rng.integers(1, 4)), int(rng.integers(2, 5))
    if kind == "nearest":
        return getattr(layers, f"UpSampling{axes}D")(stride)
    if kind == "bilinear":
        return layers.UpSampling2D((stride, kernel), interpolation="bilinear")
    padding, more = str(rng.choice(["valid", "same"])), None
    if kind == "output_padding":
        kernel += padding == "same" and kernel % 2 == 0
        more = int(rng.integers(stride))
    make = getattr(layers, f"Conv{axes}DTranspose")
    return make(1, kernel, stride, padding, output_padding=more)


ENLARGING = ["transposed", "output_padding", "nearest"]


@pytest.mark.parametrize(
    ("kind", "axes"),
    [("bilinear", 2), *itertools.product(ENLARGING, (1, 2, 3))],
)
@pytest.mark.parametrize("seed", range(6))
def test_layers_that_enlarge_read_what_the_trace_says(kind, axes, seed):
    rng = np.random.default_rng(seed)
    conv, crop = (getattr(layers, f"{name}{axes}D") for name in ("Conv", "Cropping"))
    stack = [
        conv(1, 3, 2),
        enlarging_layer(kind, axes, rng),
        conv(1, int(rng.integers(1, 4)), int(rng.integers(1, 3)), "same"),
        *([enlarging_layer(kind, axes, rng)] if axes < 3 else []),
        crop(int(rng.integers(6 if axes < 3 else 4))),
        conv(1, 2),
    ]
    model = keras.Sequential([keras.Input((None,) * axes + (1,)), *stack])
    size = (40,) * axes if axes < 3 else (23,) * 3
    maps = keras.Model(model.inputs[0], [layer.output for layer in stack])
    shapes = [x.shape[1:-1] for x in maps(np.zeros((1, *size, 1), "float32"))]
    assert [row.size for row in trace(model, size)] == shapes

    field, stride, padding = receptive_field(model, size)
    for axis, reached in enumerate(intervals_read(model, size)):
        widths = [last - first + 1 for first, last in filter(None, reached)]
        assert max(widths) == field[axis]
        repeat = stride[axis].denominator
        for window in range(0, len(reached), 12 * repeat):
            start = window * stride[axis] - padding[axis]
            if 0 <= start < size[axis] - field[axis]:
                assert reached[window][0] == start


# Nesting, sharing, operations --------------------------------------------------------


def test_nested_models_and_shared_layers_are_followed_call_by_call():
    shared = layers.Conv2D(1, 3, padding="same", name="shared")
    image = keras.Input((None, None, 1))
    block = keras.Sequential([keras.Input((None, None, 1)), shared, shared])
    outputs = keras.Model(image, [block(image), shared(image)], name="two")
    x = layers.MaxPooling2D(2)(image)
    model = keras.Model(image, layers.Multiply()(outputs(x)))
    names = [row.layer for row in trace(model, 20)]
    assert names.count("shared") == 3
    assert receptive_field(model, 20) == ((10, 10), (2, 2), (4, 4))
    assert multiply_adds(model, 20) == 3 * 9 * 10 * 10


def test_operations_are_followed_and_get_no_row():
    image = keras.Input((None, None, 4))
    x = layers.Conv2D(4, 3, padding="same", name="conv")(image)
    x = ops.concatenate([x[..., 1:], ops.relu(2 * image + 1)[..., :1]], -1)
    model = keras.Model(image, x)
    assert [row.layer for row in trace(model, 9)] == ["conv"]
    assert receptive_field(model, 9) == ((3, 3), (1, 1), (1, 1))


def test_single_channels_may_be_taken_and_stacked():
    image = keras.Input((None, None, 3))
    blue, red = ops.relu(image[..., 2] * 2 - 1), image[..., 0]
    x = ops.stack([blue, red], axis=-1)
    x = ops.concatenate([x, red[..., None], ops.expand_dims(blue, 3)], axis=-1)
    x = ops.take(ops.flip(x[..., ::-1], axis=-1), [0, 2], axis=3)
    model = keras.Model(image, [layers.MaxPooling2D(3, 2)(x), red])
    assert [row.receptive_field for row in trace(model, 9)] == [(3, 3)]
    signal = keras.Input((None, 3))
    x = ops.stack([signal[..., 2], signal[..., 0]], axis=-1)
    model = keras.Model(signal, layers.Conv1D(1, 3, 2)(x))
    assert receptive_field(model, 9) == ((3,), (2,), (0,))


@pytest.mark.parametrize("pool", [ops.mean, ops.max, ops.amax])
@pytest.mark.parametrize("keepdims", [True, False])
def test_operations_that_pool_a_whole_map(pool, keepdims):
    image = keras.Input((None, None, 2))
    x = layers.MaxPooling2D(2)(image)
    x = x - ops.mean(x, axis=-1, keepdims=True)
    pooled = pool(x, axis=(-2, 1), keepdims=keepdims)
    model = keras.Model(image, layers.Dense(3)(pooled))
    assert receptive_field(model, (8, 10)) == ((8, 10), (2, 2), (0, 0))
    channels = [(0, 0)] * (len(pooled.shape) - 1) + [(0, 2)]
    padded = keras.Model(image, ops.pad(pooled, channels))
    assert receptive_field(padded, (8, 10)) == receptive_field(model, (8, 10))


def test_rows_that_an_operation_adds_are_padding():
    image = keras.Input((None, None, 2))
    ours = ops.pad(image, [(0, 0), (3, 0), (1, 2), (0, 4)])
    theirs = layers.ZeroPadding2D(((3, 0), (1, 2)))(image)
    model, same = (
        keras.Model(image, layers.MaxPooling2D(3, 2, name="pool")(x))
        for x in (ours, theirs)
    )
    assert trace(model, 11)[-1] == trace(same, 11)[-1]
    assert receptive_field(model, 11)[2] == (3, 1)


def test_layers_of_applications_and_of_preprocessing():
    image = keras.Input((16, 16, 2))
    x = layers.Normalization(axis=None)(layers.Normalization()(image))
    x = layers.Conv2D(4, 3, 2, activation=tf.nn.softmax)(x)
    y = StochasticDepth(0.1)(LayerScale(0.5, 4)(layers.Conv2D(4, 3, padding="same")(x)))
    x = layers.Dropout(0.5, noise_shape=(None, 1, 1, 1))(layers.Add()([x, y]))
    x = layers.Flatten()(CustomScaleLayer(0.2)([x, layers.Conv2D(4, 1)(y)]))
    model = keras.Model(image, layers.Dense(2)(layers.BatchNormalization()(x)))
    assert [row.receptive_field[0] for row in trace(model, 16)] == (
        [1, 1, 3] + [7] * 7 + [19] * 3
    )


def test_reshape_may_flatten_a_map_and_reshape_a_vector():
    image = keras.Input((6, 6, 1))
    x = layers.Reshape((36,))(image)
    x = layers.Reshape((1, 1, 36))(x)
    model = keras.Model(image, layers.Reshape((36,))(x))
    assert [row.receptive_field for row in trace(model, 6)] == [(6, 6)] * 3


def test_a_model_is_not_changed():
    model = classifier()
    before = [len(layer._inbound_nodes) for layer in model._flatten_layers()]
    trace(model, 224)
    multiply_adds(model, 224)
    after = [len(layer._inbound_nodes) for layer in model._flatten_layers()]
    assert before == after


# Multiply-adds -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.Conv2D(5, 3), 4 * 6 * 3 * 3 * 4 * 5),
        (layers.Conv2D(5, (3, 2), 2, padding="same"), 3 * 4 * 3 * 2 * 4 * 5),
        (layers.Conv2D(6, 3, groups=2), 4 * 6 * 3 * 3 * 2 * 6),
        (layers.Conv2D(5, 3, dilation_rate=2), 2 * 4 * 3 * 3 * 4 * 5),
        (layers.DepthwiseConv2D(3, depth_multiplier=2), 4 * 6 * 3 * 3 * 4 * 2),
        (layers.SeparableConv2D(5, 3), 4 * 6 * (3 * 3 * 4 + 4 * 5)),
        (layers.Dense(7), 6 * 8 * 4 * 7),
        (layers.BatchNormalization(), 0),
        (layers.AveragePooling2D(3), 0),
        (layers.Flatten(), 0),
        (layers.Conv2DTranspose(5, 3, 2), 6 * 8 * 3 * 3 * 4 * 5),
        (layers.UpSampling2D(2), 0),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_multiply_adds_counted_by_hand(layer, expected):
    model = keras.Sequential([keras.Input((6, 8, 4)), layer])
    assert multiply_adds(model, (6, 8)) == expected


def test_vgg16_needs_its_published_15_billion(vgg16):
    dense = 25_088 * 4096 + 4096 * 4096 + 4096 * 1000
    assert dense == 123_633_664
    assert multiply_adds(vgg16, 224) == 15_346_630_656 + dense


def test_one_pass_saves_sixteen_times_except_in_the_head():
    def saved(dense, sliding, size):
        windows = (size // 32 - 6) ** 2
        return windows * multiply_adds(dense, 224) / multiply_adds(sliding, size)

    assert saved(body(), body(), 448) == 16
    assert saved(body(), body(), 672) == 25
    assert 48.9 < saved(body(), body(), 320_000) < 49
    dense = classifier()
    assert round(saved(dense, dense_to_conv(dense), 448), 1) == 14.9


# Refusals ----------------------------------------------------------------------------


def joined(left, right, join=None):
    """A model that joins two branches, each a function of an 8x8 map at stride 2."""
    image = keras.Input((16, 16, 2))
    x = layers.MaxPooling2D(2)(image)
    return keras.Model(image, (join or layers.Add(name="join"))([left(x), right(x)]))


def unequal_sizes():
    image = keras.Input((None, None, 2))
    join = layers.Add(name="join")
    return keras.Model(image, join([layers.Cropping2D(1)(image), image]))


def through(*stack, size=(16, 16)):
    return keras.Sequential([keras.Input((*size, 2)), *stack])


@keras.saving.register_keras_serializable("tests")
class Own(layers.Conv2D):
    """A layer of somebody's own, which may do anything."""


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            through(layers.UpSampling2D(2, interpolation="bicubic", name="up")),
            "'up' .UpSampling2D. interpolates with 'bicubic'",
        ),
        (
            through(layers.Conv2DTranspose(1, 2, 2, "same", (0, 1), name="t")),
            "'t' .Conv2DTranspose. gives no map: `same`, 2 taps, stride 2 and output_p",
        ),
        (
            through(
                layers.Conv2DTranspose(1, 1, 2),
                layers.Cropping2D(1),
                layers.MaxPooling2D(1, 2, name="zeros"),
            ),
            "'zeros' .MaxPooling2D. reads nothing but zeros",
        ),
        (
            joined(layers.UpSampling2D(2), layers.ZeroPadding2D(4)),
            "'join' .Add. joins maps of different strides, 1 and 2 pixels",
        ),
        (
            through(layers.Permute((3, 1, 2), name="swap")),
            "'swap' .Permute. moves the channels",
        ),
        (
            joined(layers.Permute((2, 1, 3)), layers.Identity()),
            "'join' .Add. joins maps whose axes run along others",
        ),
        (through(layers.Reshape((8, 32, 2), name="r")), "'r' .Reshape. is not known"),
        (through(Own(1, 1, name="own")), "'own' .Own. is not known"),
        (through(layers.GroupNormalization(2, name="g")), "'g' .GroupNormal.* is not"),
        (
            through(layers.LayerNormalization(axis=[1, 2, 3], name="norm")),
            r"'norm' .LayerNormalization. works along axis .*, not along the channels",
        ),
        (
            through(layers.Conv2D(1, 1, data_format="channels_first", name="first")),
            "'first' .Conv2D. has channels first",
        ),
        (
            joined(layers.GlobalAveragePooling2D(keepdims=True), layers.Identity()),
            "'join' .Add. joins a map with the values of one window .squeeze-and-.*"
            "Received: a map of 1 x 1 and 8 x 8",
        ),
        (
            unequal_sizes(),
            "'join' .Add. joins maps of different sizes. Received: a map of 14 x 14",
        ),
        (
            joined(layers.MaxPooling2D(2), layers.Cropping2D(2)),
            r"'join' .Add. joins maps of different strides, 2 and 4 pixels",
        ),
        (
            joined(
                layers.Identity(), layers.Identity(), layers.Concatenate(1, name="c")
            ),
            "'c' .Concatenate. works along axis 1",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else value.layers[-1].name,
)
def test_refuses_a_layer_by_name(model, message):
    for function in (trace, receptive_field, multiply_adds):
        with pytest.raises(
            ValueError, match=f"`model` cannot be traced: layer {message}"
        ):
            function(model, 16)


@pytest.mark.parametrize("part", [np.s_[:, 1:], np.s_[:, ::2, :, :], np.s_[..., None]])
def test_refuses_a_slice_of_rows(part):
    image = keras.Input((8, 8, 2))
    model = keras.Model(image, image[part])
    with pytest.raises(ValueError, match=r"`model` .* \(GetItem\) may only take chan"):
        trace(model, 8)


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (lambda x: ops.mean(x, axis=1), "Mean. works along axis .*1.*, neither all"),
        (lambda x: ops.max(x), "Max. works along axis None, neither all positions"),
        (
            lambda x: ops.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)], mode="symmetric"),
            "Pad. may only add constants",
        ),
        (lambda x: ops.pad(x, 1), "Pad. may only add constants, and none to the batch"),
        (lambda x: ops.softmax(x, axis=None), "Softmax. works along axis None"),
        (lambda x: ops.flip(x, axis=2), "Flip. works along axis 2"),
        (lambda x: layers.Dense(2)(x[..., 0]), "Dense. gets a map without channels"),
        (lambda x: layers.Conv1D(2, 3)(x[..., 0]), "Conv1D. gets a map without chan"),
        (lambda x: ops.stack([x[..., 0]] * 2, axis=1), "Stack. gets a map without"),
        (lambda x: ops.stack([x, x], axis=-1), "Stack. is not known to slide"),
        (
            lambda x: layers.Conv2D(2, 3, activation=lambda x: x - ops.mean(x))(x),
            "Conv2D. has an activation unknown to keras.activations",
        ),
    ],
)
def test_refuses_operations_that_slide_no_window(operation, message):
    image = keras.Input((8, 8, 2), batch_size=4)
    model = keras.Model(image, operation(image))
    with pytest.raises(ValueError, match=f"`model` cannot be traced: .*{message}"):
        trace(model, 8)


def test_refuses_a_dense_head_at_another_size():
    with pytest.raises(ValueError, match=r"layer 'flatten' .* 7 x 7; .*map of 14 x 14"):
        trace(classifier(), 448)


@pytest.mark.parametrize(
    ("layer", "size"), [(layers.Conv2D(1, 3), 2), (layers.Cropping2D(4), 8)]
)
def test_refuses_too_small_a_picture(layer, size):
    model = through(layer, size=(None, None))
    message = (
        f"`input_size` is too small: layer '{layer.name}' .*map of {size} x {size}"
    )
    with pytest.raises(ValueError, match=message):
        trace(model, size)
    assert trace(model, size + 1)[-1].size == (1, 1)


@pytest.mark.parametrize("size", [0, -1, 2.0, "8", True, None, (8, 0), (8,), (8, 8, 3)])
def test_refuses_a_wrong_input_size(size):
    with pytest.raises(
        ValueError, match=r"`input_size` must be .*Received: input_size="
    ):
        trace(body(), size)


def test_receptive_field_needs_a_size_and_one_output():
    with pytest.raises(
        ValueError, match=r"`input_size` must be given .*None for 'body'"
    ):
        receptive_field(body())
    image = keras.Input((8, 8, 1))
    two = keras.Model(image, [layers.Conv2D(1, 1)(image), layers.ReLU()(image)])
    with pytest.raises(ValueError, match=r"`model` must have one output.*2 outputs"):
        receptive_field(two)
    assert len(trace(two, 8)) == 2


class Subclassed(keras.Model):
    def call(self, x):
        return x


def two_inputs():
    images = [keras.Input((8, 8, 1), name="a"), keras.Input((8, 8, 1), name="b")]
    return keras.Model(images, layers.Add()(images), name="inner")


def nested_two_inputs():
    image = keras.Input((8, 8, 1))
    return keras.Model(image, two_inputs()([image, image]))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("VGG16", "`model` must be a Keras model. Received: str"),
        (layers.Conv2D(1, 1), "`model` must be a Keras model. Received: Conv2D"),
        (keras.Sequential([layers.Conv2D(1, 1)]), "`model` must be a built Sequential"),
        (Subclassed(), "`model` must be a built Sequential or functional"),
        (two_inputs(), "`model` must have one input, .*'inner' .*8, 1., .None, 8"),
        (nested_two_inputs(), "`model` must have one input, .*'inner'"),
        (
            through(layers.Dense(1), size=()),
            r"`model` must have one input, .*\(None, 2",
        ),
    ],
)
def test_refuses_what_is_no_graph_of_one_picture(model, message):
    for function in (trace, receptive_field, multiply_adds):
        with pytest.raises(ValueError, match=message):
            function(model, 8)
