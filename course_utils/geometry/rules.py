"""What one call of a layer does to the axes of a map: a function per kind of layer.

Each returns, per axis, what the methods of `Axis` return: the new axis, the rows
ignored and those padded.
"""

from fractions import Fraction
from math import lcm, prod

from course_utils import layer_kinds
from course_utils.geometry.axis import hull
from course_utils.geometry.sizes import kernel_span
from course_utils.geometry.table import Row

_JOIN = (
    "joins a map with the values of one window (squeeze-and-excitation does), so each "
    "position depends on the whole image"
)
_TOO_SMALL = "`input_size` is too small"


def call(node, inputs):
    """The row of one call of a layer, and the axes of its output."""
    layer = node.operation
    if getattr(layer, "data_format", None) == "channels_first":
        _refuse(layer, "has channels first, and they must come last", inputs)
    rule = _rule(node, inputs)
    activation = getattr(layer, "activation", None)
    if callable(activation) and not layer_kinds.reads_of_activation(activation):
        _refuse(layer, "has an activation unknown to keras.activations", inputs)
    axes, ignored, padding = zip(*rule(node, inputs), strict=True)
    if not all(any(axis.windows[: axis.size]) for axis in axes):
        _refuse(layer, "reads nothing but zeros that a layer has inserted", inputs)
    size = tuple(axis.size for axis in axes)
    reach = zip(*(axis.reach() for axis in axes), strict=True)
    return Row(layer.name, size, ignored, padding, *reach), axes


def products(layer, inputs, outputs):
    """Multiplications with a weight that one call takes, over all channels."""
    axes = inputs if type(layer).__name__ in layer_kinds.TRANSPOSED else outputs
    if hasattr(layer, "pointwise_kernel"):
        kernels = layer.depthwise_kernel, layer.pointwise_kernel
    else:  # convolutions: [h, w, in / groups, out]
        kernels = [layer.kernel] if hasattr(layer, "kernel") else []
    weights = sum(prod(kernel.shape) for kernel in kernels)
    return weights * prod(axis.size for axis in axes)


def _sliding(node, inputs):
    layer, axes = node.operation, inputs[0]
    kernel = getattr(layer, "kernel_size", None) or layer.pool_size
    dilation = getattr(layer, "dilation_rate", (1,) * len(axes))
    spans = [kernel_span(*pair) for pair in zip(kernel, dilation, strict=True)]
    if layer.padding == "valid" and any(
        rows > axis.size for rows, axis in zip(spans, axes, strict=True)
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
    return results


def _transposed(node, inputs):
    layer, axes = node.operation, inputs[0]
    output_padding = _per_axis(layer.output_padding, axes)
    results = []
    for axis, taps, stride, rate, more in zip(
        axes,
        layer.kernel_size,
        layer.strides,
        layer.dilation_rate,
        output_padding,
        strict=True,
    ):
        rows, least = kernel_span(taps, rate), (axis.size - 1) * stride
        same = layer.padding == "same"
        if more is not None:
            out = least + rows + more - (rows // 2 * 2 if same else 0)
        else:
            out = axis.size * stride + (0 if same else max(rows - stride, 0))
        # A convolution from `out` cells would have to give this map.
        if same and -(-out // stride) != axis.size:
            why = (
                f"gives no map: `same`, {rows} taps, stride {stride} and "
                f"output_padding {more} do not fit together"
            )
            _refuse(layer, why, inputs)
        cut = max(least + rows - out, 0) // 2 if same else 0
        results.append(axis.spread(taps, stride, cut, out, rate))
    return results


def _upsampled(node, inputs):
    layer, axes = node.operation, inputs[0]
    interpolation = getattr(layer, "interpolation", "nearest")
    if interpolation not in ("nearest", "bilinear"):
        known = "'nearest' and 'bilinear'"
        why = f"interpolates with {interpolation!r}; known are {known}"
        _refuse(layer, why, inputs)
    results = []
    for axis, times in zip(axes, _per_axis(layer.size, axes), strict=True):
        # What it reads is what `kernels.bilinear_kernel` reads.
        taps = times if interpolation == "nearest" else 2 * times - times % 2
        cut = (taps - times) // 2
        axis, ignored, _ = axis.spread(taps, times, cut, axis.size * times)
        results.append((axis, ignored, (0, 0)))
    return results


def _flattened(node, inputs):
    layer, axes = node.operation, inputs[0]
    built_for = node.input_tensors[0].shape[1:-1]
    if any(built_for) and built_for != tuple(axis.size for axis in axes):
        why = f"was built for {_by(built_for)}"
        if len(axes) == 2:
            why += "; `dense_to_conv` makes it fit any size"
        _refuse(layer, why, inputs)
    return _whole_map(node, inputs)


def _whole_map(node, inputs):
    """One window, whose axes are those of the image again."""
    axes = sorted(inputs[0], key=lambda axis: axis.of)
    return [axis.slide(axis.size) for axis in axes]


def _permuted(node, inputs):
    layer, axes = node.operation, inputs[0]
    *order, channels = layer_kinds.permutation(layer, len(axes) + 2) or [None]
    if channels != len(axes):
        _refuse(layer, "moves the channels or the batch", inputs)
    return [(axes[axis], 0, (0, 0)) for axis in order]


def _reduced(node, inputs):
    """A mean or maximum over all positions, or over the channels of each."""
    layer, rank = node.operation, len(node.input_tensors[0].shape)
    if layer_kinds.is_global(layer, rank):
        return _whole_map(node, inputs)
    if layer_kinds.axes_along(layer, rank) != {rank - 1}:
        why = f"works along axis {layer.axis}, neither all positions nor the channels"
        _refuse(layer, why, inputs)
    return _pointwise(node, inputs)


def _padded(node, inputs):
    rows = _per_axis(node.operation.padding, inputs[0])
    return [axis.pad(*pair) for axis, pair in zip(inputs[0], rows, strict=True)]


def _padded_by_operation(node, inputs):
    layer, axes = node.operation, inputs[0]
    rows = layer_kinds.padded_rows(layer, len(node.input_tensors[0].shape))
    if rows is None:
        _refuse(layer, "may only add constants, and none to the batch", inputs)
    *rows, _channels = rows
    rows = rows or [(0, 0)] * len(axes)  # of a vector
    return [axis.pad(*pair) for axis, pair in zip(axes, rows, strict=True)]


def _cropped(node, inputs):
    layer = node.operation
    pairs = zip(inputs[0], _per_axis(layer.cropping, inputs[0]), strict=True)
    results = [axis.crop(*rows) for axis, rows in pairs]
    if any(axis.size < 1 for axis, _, _ in results):
        _refuse(layer, "leaves nothing of its map", inputs, _TOO_SMALL)
    return results


def _pointwise(node, inputs):
    layer, rank = node.operation, len(node.input_tensors[0].shape)
    if (layer_kinds.axes_along(layer, rank) or {rank - 1}) != {rank - 1}:
        why = f"works along axis {layer.axis}, not along the channels"
        _refuse(layer, why, inputs)
    if layer_kinds.kind(layer) == "ops.GetItem" and (
        layer_kinds.channels_taken(node.arguments.args[1], rank) is None
    ):
        _refuse(layer, "may only take channels, such as x[..., 2:5]", inputs)
    return _joined(node, inputs)


def _joined(node, inputs):
    """Windows that read what those of any input read."""
    layer, results = node.operation, []
    sizes = {tuple(axis.size for axis in axes) for axes in inputs}
    if len(sizes) > 1 and (1,) * len(inputs[0]) in sizes:
        _refuse(layer, _JOIN, inputs)
    if len(sizes) > 1:
        _refuse(layer, "joins maps of different sizes", inputs)
    if len({tuple(axis.of for axis in axes) for axes in inputs}) > 1:
        _refuse(layer, "joins maps whose axes run along others of the image", inputs)
    for axes in zip(*inputs, strict=True):
        strides = sorted({Fraction(axis.shift, len(axis.windows)) for axis in axes})
        if len(strides) > 1:
            texts = " and ".join(map(str, strides))
            _refuse(layer, f"joins maps of different strides, {texts} pixels", inputs)
        repeat = lcm(*(len(axis.windows) for axis in axes))
        windows = tuple(
            hull(filter(None, [axis.read([cell]) for axis in axes]))
            for cell in range(repeat)
        )
        axis = axes[0]._replace(windows=windows, shift=int(repeat * strides[0]))
        results.append((axis, 0, (0, 0)))
    return results


_RULES = {
    **dict.fromkeys(layer_kinds.ONE_POSITION | layer_kinds.AUGMENTATION, _pointwise),
    **dict.fromkeys(layer_kinds.SLIDING, _sliding),
    **dict.fromkeys(layer_kinds.TRANSPOSED, _transposed),
    **dict.fromkeys(layer_kinds.UPSAMPLING, _upsampled),
    **dict.fromkeys(layer_kinds.GLOBAL_POOLING, _whole_map),
    **dict.fromkeys(layer_kinds.REDUCING, _reduced),
    **dict.fromkeys(layer_kinds.PADDING, _padded),
    **dict.fromkeys(layer_kinds.PERMUTING, _permuted),
    **dict.fromkeys(layer_kinds.CROPPING, _cropped),
    "Flatten": _flattened,
    "ops.Pad": _padded_by_operation,
}


def _rule(node, inputs):
    kind = _kind(node, len(inputs[0]))
    if _without_channels(node, inputs[0]):
        if kind in layer_kinds.ONE_NUMBER or _adds_channels(node):
            return _joined
        why = "gets a map without channels, which may only be stacked along a last axis"
        _refuse(node.operation, why, inputs)
    if kind not in _RULES:
        _refuse(node.operation, "is not known to slide windows", inputs)
    return _RULES[kind]


def _kind(node, axes):
    """The kind of an operation; Reshape counts as what it does."""
    kind = layer_kinds.kind(node.operation)
    if kind == "Reshape":
        shape, new_shape = node.input_tensors[0].shape, node.outputs[0].shape
        if len(new_shape) == 2:
            return "Flatten"
        if new_shape[1:-1] == (1,) * axes and shape[1:-1] in [(), (1,) * axes]:
            return "Identity"
    return kind


def _without_channels(node, axes):
    """Whether its input is a map [N, H, W], as x[..., 0] leaves it."""
    # A sequence [N, L] without channels has as many axes as a vector [N, C].
    is_vector = len(axes) == 1 and axes[0].size == 1
    return len(node.input_tensors[0].shape) == len(axes) + 1 and not is_vector


def _adds_channels(node):
    """Whether it makes [N, H, W, C] of one or several [N, H, W]."""
    layer, rank = node.operation, len(node.outputs[0].shape)
    kind = layer_kinds.kind(layer)
    if kind == "ops.GetItem":
        return node.arguments.args[1] == layer_kinds.NEW_CHANNELS
    stacks = kind in ("ops.ExpandDims", "ops.Stack")
    return stacks and layer_kinds.axes_along(layer, rank) == {rank - 1}


def _per_axis(setting, axes):
    """What Keras keeps bare for a single axis, or once for all of them, as a tuple."""
    one_each = isinstance(setting, tuple) and len(setting) == len(axes)
    return setting if one_each else (setting,) * len(axes)


def _refuse(layer, why, inputs, fault="`model` cannot be traced"):
    maps = " and ".join(_by([axis.size for axis in axes]) for axes in inputs)
    raise ValueError(
        f"{fault}: layer {layer.name!r} ({type(layer).__name__}) {why}. "
        f"Received: a map of {maps}"
    )


def _by(sizes):
    return " x ".join(map(str, sizes))
