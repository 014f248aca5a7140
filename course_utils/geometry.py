"""Where the windows of a layer, and of a whole network, lie in the picture.

Whole numbers only: nothing here touches an array. All axes follow the same rules, so
the first three functions take one axis at a time. The rules are those of TensorFlow and
Keras: https://www.tensorflow.org/api_docs/python/tf/nn (Notes on padding).

The others walk over the graph of a built Keras model for sequences, pictures or
volumes, and keep for each axis of a map the interval of pixels that a window reads.
Left out: layers whose windows do not repeat along an axis, or are none, so attention,
recurrent layers and squeeze-and-excitation.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm, prod
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


def touched_inputs(kernel, rates):
    """The inputs along an axis that one output of a stack of dilated layers reads.

    Each layer has `kernel` taps, stride 1 and one of the `rates`. Returns a tuple of
    offsets from the first input that is read: the last offset plus 1 is the receptive
    field, and an offset below it that is missing is a gap.

    >>> touched_inputs(3, [2, 2, 2])
    (0, 2, 4, 6, 8, 10, 12)
    >>> touched_inputs(3, [1, 2, 5]) == tuple(range(17))
    True

    Source: Wang et al., "Understanding Convolution for Semantic Segmentation" (2018),
    section 3.2, which calls the gaps gridding.

    Raises ValueError when `kernel` or one of `rates` is not a positive integer.
    """
    check_integers(1, kernel=kernel)
    if not isinstance(rates, Iterable):
        raise ValueError(
            "`rates` must be a list with one integer per layer. "
            f"Received: rates={rates!r}"
        )
    offsets = {0}
    for rate in rates:
        check_integers(1, rates=rate)
        offsets = {first + tap * rate for first in offsets for tap in range(kernel)}
    return tuple(sorted(int(offset) for offset in offsets))


class Row(NamedTuple):
    """What one call of a layer does; each tuple holds an entry per axis.

    The axes of a picture are its rows and its columns. `stride`, `receptive_field` and
    `first_pixel` are in pixels of the picture: window `i` along an axis reads the
    pixels from `first_pixel + i * stride` on, `receptive_field` of them, as though the
    picture went on beyond its border. What lies there is padding: `first_pixel` is
    negative if the first window starts in it.

    After a transposed convolution or upsampling neighbouring windows are not alike.
    There `stride` is their mean distance, often a `Fraction`, `receptive_field` the
    size of the largest, and `first_pixel` that of the first window which reads anything
    but inserted zeros. The padding of a transposed convolution is that of the
    convolution that it equals, whose input has zeros between its cells.
    """

    layer: str
    size: tuple[int, ...]  # windows, the size of the output
    ignored: tuple[int, ...]  # rows of its input after the last window, or cropped
    padding: tuple[tuple[int, int], ...]  # (before, after): (top, bottom), ...
    stride: tuple[int | Fraction, ...]
    receptive_field: tuple[int, ...]
    first_pixel: tuple[int, ...]


class Trace(list):
    """A list of `Row` that shows as a table; so does a slice of it.

    Where all axes agree, the table gives one number for them. Padding shows as
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

    `input_size` is a number of pixels or one per axis: (length,), (height, width) or
    (depth, height, width). Nested models are opened; inputs and operations (`x + y`)
    have no row. Flatten and global pooling count as one window as large as the map,
    which is what `dense_to_conv` makes of them.

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
    return Trace(row for row, _ in _walk(model, _pixels(model, input_size))[0])


def receptive_field(model, input_size=None):
    """Size, stride and padding, in pixels, of the windows of a Keras model's output.

    Returns three tuples with an entry per axis. The size is how many pixels a window
    reads, the stride how far the next window is, and the padding how many rows the
    first window reaches beyond the top and the left of the picture; it depends on
    `input_size` and is negative when cropping makes the first window start inside.
    Without `input_size` it is the one that the model was built for. Where windows are
    not alike, size and stride are those of `Row`.

    >>> receptive_field(keras.applications.VGG16(include_top=False, weights=None), 224)
    ((212, 212), (32, 32), (90, 90))

    Raises ValueError for what `trace` refuses, for a model of several outputs, and when
    the model takes any size and none is given.
    """
    if input_size is None:
        size = tuple(_graph(model).inputs[0].shape[1:-1])
        if None in size:
            raise ValueError(
                "`input_size` must be given for a model that takes any size, since the "
                f"padding depends on it. Received: input_size=None for {model.name!r}"
            )
        input_size = size
    outputs = _walk(model, _pixels(model, input_size))[1]
    if len(outputs) != 1:
        raise ValueError(
            "`model` must have one output. "
            f"Received: {model.name!r} with {len(outputs)} outputs"
        )
    strides, fields, firsts = zip(*(axis.reach() for axis in outputs[0]), strict=True)
    return fields, strides, tuple(-first for first in firsts)


def multiply_adds(model, input_size):
    """Number of multiplications with a weight that a Keras model does for one picture.

    Counted are convolutions (depthwise, separable and transposed ones too) and Dense
    layers; biases, normalisation, pooling and upsampling count as nothing. A kernel is
    counted whole at every window, products with padding included, and that of a
    transposed convolution at every cell of its input, products that are cut off
    included. `input_size` is a number of pixels or one per axis.

    >>> multiply_adds(keras.applications.VGG16(include_top=False, weights=None), 224)
    15346630656

    Raises ValueError for what `trace` refuses.
    """
    calls, _ = _walk(model, _pixels(model, input_size))
    return sum(products for _, products in calls)


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
    RandomZoom ReLU Rescaling RMSNormalization Softmax SpatialDropout1D
    SpatialDropout2D SpatialDropout3D UnitNormalization
    Add Average Concatenate Maximum Minimum Multiply Subtract
    ops.Abs ops.Absolute ops.Add ops.Clip ops.Concatenate ops.Divide ops.Elu ops.Exp
    ops.Gelu ops.GetItem ops.HardSigmoid ops.HardSilu ops.LeakyRelu ops.Log
    ops.LogSoftmax ops.Maximum ops.Minimum ops.Multiply ops.Negative ops.Relu ops.Relu6
    ops.Selu ops.Sigmoid ops.Silu ops.Softmax ops.Softplus ops.Softsign ops.Split
    ops.Sqrt ops.Square ops.Subtract ops.Tanh ops.TrueDivide
""")
_SLIDING = _names("""
    AveragePooling1D AveragePooling2D AveragePooling3D Conv1D Conv2D Conv3D
    DepthwiseConv1D DepthwiseConv2D MaxPooling1D MaxPooling2D MaxPooling3D
    SeparableConv1D SeparableConv2D
""")
_TRANSPOSED = _names("Conv1DTranspose Conv2DTranspose Conv3DTranspose")
_UPSAMPLING = _names("UpSampling1D UpSampling2D UpSampling3D")
_PADDING = _names("ZeroPadding1D ZeroPadding2D ZeroPadding3D")
_CROPPING = _names("Cropping1D Cropping2D Cropping3D")
_WHOLE_MAP = _names("""
    Flatten GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
""")
_TOO_SMALL = "`input_size` is too small"


class _Axis(NamedTuple):
    """One axis of a map of `size` cells, and the pixels that each of them reads.

    `windows` holds the interval (first, end) of the first few cells, or None for a cell
    that is always 0. The same intervals follow again and again, each time `shift`
    pixels further.
    """

    size: int
    windows: tuple[tuple[int, int] | None, ...] = ((0, 1),)
    shift: int = 1

    def reach(self):
        """Stride, receptive field and first pixel."""
        windows = list(filter(None, self.windows[: self.size]))
        stride = Fraction(self.shift, len(self.windows))
        return (
            stride.numerator if stride.denominator == 1 else stride,
            max(end - first for first, end in windows),
            windows[0][0],
        )

    def read(self, cells):
        """The interval of pixels that these cells read together, or None."""
        intervals = []
        for cell in cells:
            times, number = divmod(cell, len(self.windows))
            if self.windows[number]:
                intervals.append([x + times * self.shift for x in self.windows[number]])
        return _hull(intervals)

    def slide(self, kernel, stride=1, padding="valid", dilation=1):
        """The axis after a sliding window, the rows ignored and those padded."""
        padded = (0, 0)
        if padding == "same":
            padded = same_padding(self.size, kernel, stride, dilation)
        elif padding == "causal":
            padded = (_span(kernel, dilation) - 1, 0)
        size = self.size + sum(padded)
        out, ignored = output_size(size, kernel, stride, dilation=dilation)
        repeat = gcd(stride, len(self.windows))
        starts = [
            window * stride - padded[0] for window in range(len(self.windows) // repeat)
        ]
        windows = tuple(
            self.read(start + tap * dilation for tap in range(kernel))
            for start in starts
        )
        return _Axis(out, windows, self.shift * stride // repeat), ignored, padded

    def spread(self, kernel, stride, cut, out, dilation=1):
        """The axis after each cell adds a kernel to the output, less `cut` cells.

        With the padding of the convolution that does the same.
        """
        windows = []
        for cell in range(stride * len(self.windows)):
            taps = range(0, _span(kernel, dilation), dilation)
            reached = [cell + cut - tap for tap in taps]  # `stride` times the input
            windows.append(self.read(x // stride for x in reached if x % stride == 0))
        before = _span(kernel, dilation) - 1 - cut
        after = out - (self.size - 1) * stride - 1 + cut
        return _Axis(out, tuple(windows), self.shift), 0, (before, after)

    def pad(self, before, after):
        cells = range(-before, len(self.windows) - before)
        windows = tuple(self.read([cell]) for cell in cells)
        size = self.size + before + after
        return self._replace(size=size, windows=windows), 0, (before, after)

    def crop(self, before, after):
        axis, _, _ = self.pad(-before, -after)
        return axis, before + after, (0, 0)


def _graph(model):
    """The graph of a built Sequential or functional model with one input."""
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
    if len(inputs) != 1 or len(inputs[0].shape) not in (3, 4, 5):
        shapes = ", ".join(str(tuple(x.shape)) for x in inputs)
        raise ValueError(
            "`model` must have one input, sequences [N, L, C], pictures [N, H, W, C] "
            "or volumes [N, D, H, W, C]. "
            f"{received} with {shapes or 'none'}"
        )
    return keras.Function(inputs, outputs)


def _walk(model, picture):
    """The row of each call of a layer and its products, and the axes of all outputs."""
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
                    calls.append((row, _products(layer, inputs[0], output)))
                outputs = [output] * len(node.outputs)
            axes |= zip(map(id, node.outputs), outputs, strict=True)
    return calls, [axes[id(x)] for x in graph.outputs]


def _call(node, inputs):
    """The row of one call of a layer, and the axes of its output."""
    layer, axes = node.operation, inputs[0]
    kind = _kind(node, len(axes))
    if getattr(layer, "data_format", None) == "channels_first":
        _refuse(layer, "has channels first, and they must come last", inputs)
    if kind in _POINTWISE:
        results = [(axis, 0, (0, 0)) for axis in _joined(node, inputs)]
    elif kind in _SLIDING:
        kernel = getattr(layer, "kernel_size", None) or layer.pool_size
        dilation = getattr(layer, "dilation_rate", (1,) * len(axes))
        spans = [_span(*pair) for pair in zip(kernel, dilation, strict=True)]
        if layer.padding == "valid" and any(
            span > axis.size for span, axis in zip(spans, axes, strict=True)
        ):
            why = f"has windows of {_by(spans)}, larger than its map"
            _refuse(layer, why, inputs, _TOO_SMALL)
        results = [
            axis.slide(taps, stride, layer.padding, rate)
            for axis, taps, stride, rate in zip(
                axes, kernel, layer.strides, dilation, strict=True
            )
        ]
        split = layer.padding == "same" and len(axes) == 3  # by TensorFlow, for volumes
        if split and any(ignored > 1 for _, ignored, _ in results):
            why = "leaves more than one cell over, and not all of them at the end"
            _refuse(layer, why, inputs)
    elif kind in _TRANSPOSED:
        results = _transposed(layer, inputs)
    elif kind in _UPSAMPLING:
        results = _upsampled(layer, inputs)
    elif kind in _WHOLE_MAP:
        built_for = node.input_tensors[0].shape[1:-1]
        sizes = tuple(axis.size for axis in axes)
        if kind == "Flatten" and any(built_for) and built_for != sizes:
            why = f"was built for {_by(built_for)}"
            if len(axes) == 2:
                why += "; `dense_to_conv` makes it fit any size"
            _refuse(layer, why, inputs)
        results = [axis.slide(axis.size) for axis in axes]
    elif kind in _PADDING:
        pairs = zip(axes, _per_axis(layer.padding, axes), strict=True)
        results = [axis.pad(*rows) for axis, rows in pairs]
    elif kind in _CROPPING:
        pairs = zip(axes, _per_axis(layer.cropping, axes), strict=True)
        results = [axis.crop(*rows) for axis, rows in pairs]
        if any(axis.size < 1 for axis, _, _ in results):
            _refuse(layer, "leaves nothing of its map", inputs, _TOO_SMALL)
    else:
        _refuse(layer, "is not known to slide windows", inputs)
    axes, ignored, padding = zip(*results, strict=True)
    if not all(any(axis.windows[: axis.size]) for axis in axes):
        _refuse(layer, "reads nothing but zeros that a layer has inserted", inputs)
    size = tuple(axis.size for axis in axes)
    reach = zip(*(axis.reach() for axis in axes), strict=True)
    return Row(layer.name, size, ignored, padding, *reach), axes


def _transposed(layer, inputs):
    output_padding = _per_axis(layer.output_padding, inputs[0])
    results = []
    for axis, taps, stride, rate, more in zip(
        inputs[0],
        layer.kernel_size,
        layer.strides,
        layer.dilation_rate,
        output_padding,
        strict=True,
    ):
        span, least = _span(taps, rate), (axis.size - 1) * stride
        same = layer.padding == "same"
        if more is not None:
            out = least + span + more - (span // 2 * 2 if same else 0)
        else:
            out = axis.size * stride + (0 if same else max(span - stride, 0))
        # A convolution from `out` cells would have to give this map.
        if same and -(-out // stride) != axis.size:
            why = (
                f"gives no map: `same`, {span} taps, stride {stride} and "
                f"output_padding {more} do not fit together"
            )
            _refuse(layer, why, inputs)
        cut = max(least + span - out, 0) // 2 if same else 0
        results.append(axis.spread(taps, stride, cut, out, rate))
    return results


def _upsampled(layer, inputs):
    interpolation = getattr(layer, "interpolation", "nearest")
    if interpolation not in ("nearest", "bilinear"):
        known = "'nearest' and 'bilinear'"
        why = f"interpolates with {interpolation!r}; known are {known}"
        _refuse(layer, why, inputs)
    results = []
    for axis, times in zip(inputs[0], _per_axis(layer.size, inputs[0]), strict=True):
        # What it reads is what `kernels.bilinear_kernel` reads.
        taps = times if interpolation == "nearest" else 2 * times - times % 2
        cut = (taps - times) // 2
        axis, ignored, _ = axis.spread(taps, times, cut, axis.size * times)
        results.append((axis, ignored, (0, 0)))
    return results


def _per_axis(setting, axes):
    """What Keras keeps bare for a single axis, or once for all of them, as a tuple."""
    one_each = isinstance(setting, tuple) and len(setting) == len(axes)
    return setting if one_each else (setting,) * len(axes)


def _kind(node, axes):
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
        elif new_shape[1:-1] == (1,) * axes and shape[1:-1] in [(), (1,) * axes]:
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
        strides = sorted({Fraction(axis.shift, len(axis.windows)) for axis in axes})
        if len(strides) > 1:
            texts = " and ".join(map(str, strides))
            _refuse(layer, f"joins maps of different strides, {texts} pixels", inputs)
        repeat = lcm(*(len(axis.windows) for axis in axes))
        windows = tuple(
            _hull(filter(None, [axis.read([cell]) for axis in axes]))
            for cell in range(repeat)
        )
        joined.append(_Axis(axes[0].size, windows, int(repeat * strides[0])))
    return joined


def _takes_channels(node, rank):
    key = node.arguments.args[1]
    key = key if isinstance(key, tuple) else (key,)
    all_else = all(part is Ellipsis or part == slice(None) for part in key[:-1])
    reaches = Ellipsis in key[:-1] or len(key) == rank
    return all_else and reaches and isinstance(key[-1], slice)


def _products(layer, inputs, outputs):
    """Multiplications with a weight that one call takes, over all channels."""
    axes = inputs if type(layer).__name__ in _TRANSPOSED else outputs
    if hasattr(layer, "pointwise_kernel"):
        kernels = layer.depthwise_kernel, layer.pointwise_kernel
    else:  # convolutions: [h, w, in / groups, out]
        kernels = [layer.kernel] if hasattr(layer, "kernel") else []
    weights = sum(prod(kernel.shape) for kernel in kernels)
    return weights * prod(axis.size for axis in axes)


def _pixels(model, input_size):
    axes = len(_graph(model).inputs[0].shape) - 2
    several = isinstance(input_size, (tuple, list))
    size = input_size if several else (input_size,) * axes
    if len(size) != axes:
        raise ValueError(
            f"`input_size` must be a number of pixels or {axes}, one per axis. "
            f"Received: input_size={input_size!r}"
        )
    for number in size:
        check_integers(1, input_size=number)
    return tuple(_Axis(int(number)) for number in size)


def _cell(value):
    """A value of a row as text: (7, 7) is "7", and ((0, 1), (1, 1)) is "0+1, 1+1"."""
    if isinstance(value, str):
        return value
    texts = ["+".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value]
    return texts[0] if len(set(texts)) == 1 else ", ".join(texts)


def _refuse(layer, why, inputs, fault="`model` cannot be traced"):
    maps = " and ".join(_by([axis.size for axis in axes]) for axes in inputs)
    raise ValueError(
        f"{fault}: layer {layer.name!r} ({type(layer).__name__}) {why}. "
        f"Received: a map of {maps}"
    )


def _hull(intervals):
    """The smallest interval that holds them all, or None where there are none."""
    firsts, ends = list(zip(*intervals, strict=True)) or ((), ())
    return (min(firsts), max(ends)) if firsts else None


def _by(sizes):
    return " x ".join(map(str, sizes))


def _span(kernel, dilation):
    """Rows from the first to the last tap of a dilated kernel, both included."""
    return (kernel - 1) * dilation + 1
