"""Where the windows of a layer, and of a whole network, lie in the picture.

Integers only: nothing here touches an array. Rows and columns follow the same rules, so
the first two functions take one axis at a time. The rules are those of TensorFlow and
Keras: https://www.tensorflow.org/api_docs/python/tf/nn (Notes on padding).

The others walk over the graph of a built Keras model, with two whole numbers per axis:
the pixels between neighbouring windows, and the interval of pixels that the first
window reads. Left out: layers whose windows are not all alike and equally far apart, so
upsampling, transposed convolutions, attention and squeeze-and-excitation.
"""

from math import prod
from typing import NamedTuple

from course_utils.arguments import check_integers


def output_size(size, kernel, stride=1, padding="valid", dilation=1):
    """Number of windows along an axis of `size` rows, and the rows after the last one.

    Returns `(out, ignored)`. `ignored` counts the rows at the end, beyond the last
    window; rows skipped between windows (a kernel shorter than its stride) are not
    counted. `same` ignores rows only when the kernel is shorter than the stride.

    >>> output_size(8, 3, stride=2)  # windows at rows 0, 2 and 4: row 7 is never read
    (3, 1)
    >>> output_size(8, 3, stride=2, padding="same")
    (4, 0)

    Raises ValueError when a number is not a positive integer, when `padding` is
    unknown, and when the kernel does not fit into a `valid` input.
    """
    check_integers(1, size=size, kernel=kernel, stride=stride, dilation=dilation)
    span = _span(kernel, dilation)
    if padding == "same":
        out = -(-size // stride)  # rounded up
        before = same_padding(size, kernel, stride, dilation)[0]
    elif padding == "valid":
        if span > size:
            raise ValueError(
                f"`kernel` must fit into the input when `padding` is 'valid': it spans "
                f"(kernel - 1) * dilation + 1 = {span} rows. "
                f"Received: kernel={kernel}, dilation={dilation}, size={size}"
            )
        out = (size - span) // stride + 1
        before = 0
    else:
        raise ValueError(
            f"`padding` must be 'valid' or 'same'. Received: padding={padding!r}"
        )
    rows_reached = (out - 1) * stride + span - before
    return out, max(size - rows_reached, 0)


def same_padding(size, kernel, stride=1, dilation=1):
    """Rows of zeros that `same` adds before and after an axis of `size` rows.

    Returns `(before, after)`: just enough for `ceil(size / stride)` windows. An odd
    number of rows leaves the larger half at the end.

    >>> same_padding(5, 3, stride=2)
    (1, 1)
    >>> same_padding(6, 3, stride=2)
    (0, 1)

    Raises ValueError when an argument is not a positive integer.
    """
    check_integers(1, size=size, kernel=kernel, stride=stride, dilation=dilation)
    out = -(-size // stride)
    total = max((out - 1) * stride + _span(kernel, dilation) - size, 0)
    return total // 2, total - total // 2


class Row(NamedTuple):
    """What one call of a layer does; a pair holds (along rows, along columns).

    `stride`, `receptive_field` and `first_pixel` are in pixels of the picture: window
    `i` along an axis reads the pixels from `first_pixel + i * stride` on,
    `receptive_field` of them, as though the picture went on beyond its border. What
    lies there is padding: `first_pixel` is negative if the first window starts in it.
    """

    layer: str
    size: tuple[int, int]  # windows, the size of the output
    ignored: tuple[int, int]  # rows of its input after the last window, or cropped
    padding: tuple[tuple[int, int], tuple[int, int]]  # (top, bottom), (left, right)
    stride: tuple[int, int]
    receptive_field: tuple[int, int]
    first_pixel: tuple[int, int]


class Trace(list):
    """A list of `Row` that shows as a table; so does a slice of it.

    Where rows and columns agree, the table gives one number for both. Padding shows as
    before+after.
    """

    def __getitem__(self, index):
        item = super().__getitem__(index)
        return Trace(item) if isinstance(index, slice) else item

    def __repr__(self):
        titles = [name.replace("_", " ") for name in Row._fields]
        lines = [titles, *([_cell(value) for value in row] for row in self)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            line[0].ljust(widths[0])
            + "".join(
                f"  {cell:>{width}}"
                for cell, width in zip(line[1:], widths[1:], strict=True)
            )
            for line in lines
        )


def trace(model, input_size):
    """Follow a picture through a built Keras model: a `Row` per layer, in a `Trace`.

    `input_size` is a number of pixels or (height, width). Nested models are opened;
    inputs and operations (`x + y`) have no row. Flatten and global pooling count as one
    window as large as the map, which is what `dense_to_conv` makes of them.

    A classifier trained at one size and slid over a larger picture has the frame of its
    first window not at pixel 0 but where the grid starts: at `first_pixel` for the
    larger size minus `first_pixel` for the training size. They differ where `same` pads
    the two unequally.

    >>> model = keras.Sequential([
    ...     keras.Input((None, None, 3)),
    ...     keras.layers.Conv2D(8, 4, strides=4, name="conv"),
    ...     keras.layers.MaxPooling2D(3, strides=2, padding="same", name="pool"),
    ... ])
    >>> trace(model, 30)
    layer  size  ignored  padding  stride  receptive field  first pixel
    conv      7        2      0+0       4                4            0
    pool      4        0      1+1       8               12           -4

    Source: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural
    Networks" (Distill, 2019).

    Raises ValueError for an `input_size` that is not positive or too small for a layer,
    for a `model` without a graph of layers, and, naming the layer, for one whose
    windows are not known, or which joins maps of unequal sizes or strides.
    """
    return Trace(row for _, row in _walk(model, _pixels(input_size))[0])


def receptive_field(model, input_size=None):
    """Size, stride and padding, in pixels, of the windows of a Keras model's output.

    Returns three pairs, (along rows, along columns). The size is how many pixels a
    window reads, the stride how far the next window is, and the padding how many rows
    the first window reaches beyond the top and the left of the picture; it depends on
    `input_size` and is negative when cropping makes the first window start inside.
    Without `input_size` it is the one that the model was built for.

    >>> receptive_field(keras.applications.VGG16(include_top=False, weights=None), 224)
    ((212, 212), (32, 32), (90, 90))

    Raises ValueError for what `trace` refuses, for a model of several outputs, and when
    the model takes any size and none is given.
    """
    if input_size is None:
        size = tuple(_graph(model).inputs[0].shape[1:3])
        if None in size:
            raise ValueError(
                "`input_size` must be given for a model that takes any size, since the "
                f"padding depends on it. Received: input_size=None for {model.name!r}"
            )
        input_size = size
    outputs = _walk(model, _pixels(input_size))[1]
    if len(outputs) != 1:
        raise ValueError(
            "`model` must have one output. "
            f"Received: {model.name!r} with {len(outputs)} outputs"
        )
    _, strides, fields, firsts = zip(*outputs[0], strict=True)
    return fields, strides, tuple(-first for first in firsts)


def multiply_adds(model, input_size):
    """Number of multiplications with a weight that a Keras model does for one picture.

    Counted are convolutions (depthwise and separable ones too) and Dense layers, at
    every window, products with padding included; biases, normalisation and pooling
    count as nothing. `input_size` is a number of pixels or (height, width).

    >>> multiply_adds(keras.applications.VGG16(include_top=False, weights=None), 224)
    15346630656

    Raises ValueError for what `trace` refuses.
    """
    calls, _ = _walk(model, _pixels(input_size))
    return sum(_products(layer) * prod(row.size) for layer, row in calls)


# Walking over a model ----------------------------------------------------------------


def _names(text):
    return frozenset(text.split())


# Keras layers and operations ("ops.") whose output at a position depends on that
# position of the input only, or, with several inputs, of each of them. Dropout, noise
# and augmentation do nothing at inference.
_POINTWISE = _names("""
    Activation ActivityRegularization AlphaDropout BatchNormalization Dense Dropout ELU
    GaussianDropout GaussianNoise Identity LayerNormalization LeakyReLU Normalization
    PReLU RandomBrightness RandomContrast RandomFlip RandomRotation RandomTranslation
    RandomZoom ReLU Rescaling RMSNormalization Softmax SpatialDropout2D
    UnitNormalization
    Add Average Concatenate Maximum Minimum Multiply Subtract
    ops.Abs ops.Absolute ops.Add ops.Clip ops.Concatenate ops.Divide ops.Elu ops.Exp
    ops.Gelu ops.GetItem ops.HardSigmoid ops.HardSilu ops.LeakyRelu ops.Log
    ops.LogSoftmax ops.Maximum ops.Minimum ops.Multiply ops.Negative ops.Relu ops.Relu6
    ops.Selu ops.Sigmoid ops.Silu ops.Softmax ops.Softplus ops.Softsign ops.Split
    ops.Sqrt ops.Square ops.Subtract ops.Tanh ops.TrueDivide
""")
_SLIDING = _names("""
    AveragePooling2D Conv2D DepthwiseConv2D MaxPooling2D SeparableConv2D
""")
_WHOLE_MAP = _names("Flatten GlobalAveragePooling2D GlobalMaxPooling2D")
_TOO_SMALL = "`input_size` is too small"
_BETWEEN = "puts windows between windows, so that they are no longer all alike"
_WHY_NOT = {"Conv2DTranspose": _BETWEEN, "UpSampling2D": _BETWEEN}


class _Axis(NamedTuple):
    """One axis of a map: `size` windows, and what the first of them reads."""

    size: int
    stride: int
    field: int
    first: int

    def slide(self, kernel, stride=1, padding="valid", dilation=1):
        """The axis after a sliding window, the rows ignored and those padded."""
        out, ignored = output_size(self.size, kernel, stride, padding, dilation)
        padded = (0, 0)
        if padding == "same":
            padded = same_padding(self.size, kernel, stride, dilation)
        field = self.field + (_span(kernel, dilation) - 1) * self.stride
        first = self.first - padded[0] * self.stride
        return _Axis(out, self.stride * stride, field, first), ignored, padded

    def pad(self, before, after):
        size = self.size + before + after
        first = self.first - before * self.stride
        return self._replace(size=size, first=first), 0, (before, after)

    def crop(self, before, after):
        axis, _, _ = self.pad(-before, -after)
        return axis, before + after, (0, 0)


def _graph(model):
    """The graph of a built Sequential or functional model with one picture as input."""
    # Here, so that the rest of the course can import this module without TensorFlow.
    import keras

    if not isinstance(model, keras.Model):
        kind = type(model).__name__
        raise ValueError(f"`model` must be a Keras model. Received: {kind}")
    received = f"Received: {model.name!r} ({type(model).__name__})"
    try:
        inputs, outputs = model.inputs, model.outputs
    except AttributeError:  # a Sequential that is not built
        inputs = None
    if not inputs:
        raise ValueError(
            f"`model` must be a built Sequential or functional model. {received}"
        )
    if len(inputs) != 1 or len(inputs[0].shape) != 4:
        shapes = ", ".join(str(tuple(x.shape)) for x in inputs)
        raise ValueError(
            "`model` must have one input, pictures [N, H, W, C]. "
            f"{received} with {shapes or 'none'}"
        )
    return keras.Function(inputs, outputs)


def _walk(model, picture):
    """Each call of a layer with its row, in order, and the axes of every output."""
    import keras

    graph = _graph(model)
    calls = []
    axes = {id(graph.inputs[0]): picture}  # of every tensor
    # The one private name: Keras has no public way to see the calls of a shared layer.
    for _, nodes in sorted(graph._nodes_by_depth.items(), reverse=True):
        for node in nodes:
            if node.is_input:
                continue
            layer = node.operation
            inputs = [axes[id(x)] for x in node.input_tensors]
            if isinstance(layer, keras.Model):
                inner_calls, outputs = _walk(layer, inputs[0])
                calls += inner_calls
            else:
                row, output = _call(node, inputs)
                if isinstance(layer, keras.Layer):  # not an operation, such as x + y
                    calls.append((layer, row))
                outputs = [output] * len(node.outputs)
            axes |= zip(map(id, node.outputs), outputs, strict=True)
    return calls, [axes[id(x)] for x in graph.outputs]


def _call(node, inputs):
    """The row of one call of a layer, and the axes of its output."""
    layer, kind, axes = node.operation, _kind(node), inputs[0]
    if getattr(layer, "data_format", None) == "channels_first":
        _refuse(layer, "has channels first, and they must come last", inputs)
    if kind in _POINTWISE:
        results = [(axis, 0, (0, 0)) for axis in _joined(node, inputs)]
    elif kind in _SLIDING:
        kernel = getattr(layer, "kernel_size", None) or layer.pool_size
        dilation = getattr(layer, "dilation_rate", (1, 1))
        spans = [_span(*pair) for pair in zip(kernel, dilation, strict=True)]
        if layer.padding == "valid" and any(
            span > axis.size for span, axis in zip(spans, axes, strict=True)
        ):
            why = f"has windows of {spans[0]} x {spans[1]}, larger than its map"
            _refuse(layer, why, inputs, _TOO_SMALL)
        results = [
            axis.slide(taps, stride, layer.padding, rate)
            for axis, taps, stride, rate in zip(
                axes, kernel, layer.strides, dilation, strict=True
            )
        ]
    elif kind in _WHOLE_MAP:
        built_for = node.input_tensors[0].shape[1:-1]
        sizes = tuple(axis.size for axis in axes)
        if kind == "Flatten" and built_for not in [(), (None, None), sizes]:
            why = "was built for {} x {}; `dense_to_conv` makes it fit any size"
            _refuse(layer, why.format(*built_for), inputs)
        results = [axis.slide(axis.size) for axis in axes]
    elif kind == "ZeroPadding2D":
        pairs = zip(axes, layer.padding, strict=True)
        results = [axis.pad(*rows) for axis, rows in pairs]
    elif kind == "Cropping2D":
        pairs = zip(axes, layer.cropping, strict=True)
        results = [axis.crop(*rows) for axis, rows in pairs]
        if any(axis.size < 1 for axis, _, _ in results):
            _refuse(layer, "leaves nothing of its map", inputs, _TOO_SMALL)
    else:
        _refuse(layer, _WHY_NOT.get(kind, "is not known to slide windows"), inputs)
    axes, ignored, padding = zip(*results, strict=True)
    size, stride, field, first = zip(*axes, strict=True)
    return Row(layer.name, size, ignored, padding, stride, field, first), axes


def _kind(node):
    """Keras's own layers by class, "Add", operations as "ops.Add", others as ""."""
    layer = node.operation
    module, name = type(layer).__module__, type(layer).__name__
    if module.startswith("keras.src.ops."):
        name = f"ops.{name}"
    elif not module.startswith("keras.src.layers."):
        return ""
    shape, new_shape = node.input_tensors[0].shape, node.outputs[0].shape
    if name == "Reshape":
        if len(new_shape) == 2:
            name = "Flatten"
        elif shape[1:-1] in [(), (1, 1)] and new_shape[1:-1] == (1, 1):
            name = "Identity"
    return name


def _joined(node, inputs):
    """The axes of a pointwise layer: windows that read what those of any input read."""
    layer = node.operation
    rank = len(node.outputs[0].shape)
    axis = getattr(layer, "axis", None)
    along = axis if isinstance(axis, (list, tuple)) else [axis]
    if axis is not None and {int(number) % rank for number in along} != {rank - 1}:
        _refuse(layer, f"works along axis {axis}, not along the channels", inputs)
    if type(layer).__name__ == "GetItem" and not _takes_channels(node, rank):
        _refuse(layer, "may only take channels, such as x[..., 2:5]", inputs)
    joined = []
    for axes in zip(*inputs, strict=True):
        if len({axis.size for axis in axes}) > 1:
            _refuse(layer, "joins maps of different sizes", inputs)
        strides = sorted({axis.stride for axis in axes})
        if len(strides) > 1:
            _refuse(layer, f"joins maps of different strides, {strides} pixels", inputs)
        first = min(axis.first for axis in axes)
        end = max(axis.first + axis.field for axis in axes)
        joined.append(axes[0]._replace(first=first, field=end - first))
    return joined


def _takes_channels(node, rank):
    key = node.arguments.args[1]
    key = key if isinstance(key, tuple) else (key,)
    all_else = all(part is Ellipsis or part == slice(None) for part in key[:-1])
    reaches = Ellipsis in key[:-1] or len(key) == rank
    return all_else and reaches and isinstance(key[-1], slice)


def _products(layer):
    """Multiplications with a weight that one window takes, over all channels."""
    kind = type(layer).__name__
    if kind in ("Conv2D", "DepthwiseConv2D", "Dense"):
        return prod(layer.kernel.shape)  # convolutions: [h, w, in / groups, out]
    if kind == "SeparableConv2D":
        kernels = layer.depthwise_kernel, layer.pointwise_kernel
        return sum(prod(kernel.shape) for kernel in kernels)
    return 0


def _pixels(input_size):
    size = (
        input_size
        if isinstance(input_size, (tuple, list))
        else (input_size, input_size)
    )
    if len(size) != 2:
        raise ValueError(
            "`input_size` must be a number of pixels or (height, width). "
            f"Received: input_size={input_size!r}"
        )
    for number in size:
        check_integers(1, input_size=number)
    return tuple(_Axis(int(n), stride=1, field=1, first=0) for n in size)


def _cell(value):
    """A value of a row as text: (7, 7) is "7", and ((0, 1), (1, 1)) is "0+1, 1+1"."""
    if isinstance(value, str):
        return value
    texts = ["+".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value]
    return texts[0] if texts[0] == texts[1] else ", ".join(texts)


def _refuse(layer, why, inputs, fault="`model` cannot be traced"):
    maps = " and ".join(f"{rows.size} x {columns.size}" for rows, columns in inputs)
    raise ValueError(
        f"{fault}: layer {layer.name!r} ({type(layer).__name__}) {why}. "
        f"Received: a map of {maps}"
    )


def _span(kernel, dilation):
    """Rows from the first to the last tap of a dilated kernel, both included."""
    return (kernel - 1) * dilation + 1
