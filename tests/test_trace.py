"""Laws of `geometry` on whole models: what it says is what Keras reads and returns."""

from course_utils.convert import dense_to_conv
from course_utils.geometry import Row, multiply_adds, receptive_field, trace

# isort: split
import keras
import numpy as np
import pytest
from keras import layers

SIZES = [193, 225, 255, 256, 300, 447, (480, 640), (427, 640)]
PUBLISHED = {  # size, stride, padding at 224
    "VGG16": (212, 32, 90),
    "ResNet50": (483, 32, 241),
    "ResNet101": (1027, 32, 513),
    "MobileNet": (315, 32, 126),
    "InceptionV3": (1311, 32, 618),
}


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


def rows_read(model, size):
    """Per axis, [windows, rows] booleans from Keras: does window `o` read row `r`?

    One picture per row, dark but for that row. No weight is negative, so that whatever
    reads the row lights up, through sums, products, maxima and averages alike.
    """
    for weight in model.weights:
        positive = not weight.path.endswith(("bias", "beta", "moving_mean"))
        weight.assign(np.full(weight.shape, positive, "float32"))
    dark = np.zeros((sum(size), *size, 1), "float32")
    dark[range(size[0]), range(size[0])] = 1
    dark[range(size[0], sum(size)), :, range(size[1])] = 1
    lit = np.asarray(model(dark)).max(axis=3) > 0
    rows = lit[: size[0]].any(axis=2).T
    columns = lit[size[0] :].any(axis=1).T
    return rows, columns


def assert_reads(model, size):
    """Compare every window with Keras; return how many lie wholly in the picture."""
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
        assert trace(model, size)[-1].size == expected
        assert max(map(len, repr(trace(model, size)).splitlines())) <= 100


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
    x = keras.ops.concatenate([x[..., 1:], keras.ops.relu(2 * image + 1)[..., :1]], -1)
    model = keras.Model(image, x)
    assert [row.layer for row in trace(model, 9)] == ["conv"]
    assert receptive_field(model, 9) == ((3, 3), (1, 1), (1, 1))


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


def through(*stack, size=(16, 16)):
    return keras.Sequential([keras.Input((*size, 2)), *stack])


@keras.saving.register_keras_serializable("tests")
class Own(layers.Conv2D):
    """A layer of somebody's own, which may do anything."""


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (through(layers.UpSampling2D(2, name="up")), "'up' .UpSampling2D. puts wind"),
        (through(layers.Conv2DTranspose(1, 2, 2, name="t")), "'t' .Conv2DTranspose. p"),
        (
            through(layers.Permute((2, 1, 3), name="swap")),
            "'swap' .Permute. is not kno",
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
            "'join' .Add. joins maps of different sizes. Received: a map of 1 x 1",
        ),
        (
            joined(layers.MaxPooling2D(2), layers.Cropping2D(2)),
            r"'join' .Add. joins maps of different strides, \[2, 4\] pixels",
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


@pytest.mark.parametrize("part", [np.s_[:, 1:], np.s_[:, ::2, :, :], np.s_[..., 0]])
def test_refuses_a_slice_of_rows(part):
    image = keras.Input((8, 8, 2))
    model = keras.Model(image, image[part])
    with pytest.raises(ValueError, match=r"`model` .* \(GetItem\) may only take chan"):
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
