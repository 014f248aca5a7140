"""Which layers do the same at every position of a map, a flat or a vector."""

import keras
import numpy as np

from course_utils import layer_kinds
from course_utils.layer_kinds import (
    AUGMENTATION,
    ONE_NUMBER,
    ONE_POSITION,
    PERMUTING,
    REDUCING,
    kind,
    names,
)

_SLIDING = names("""
    AveragePooling2D Conv2D Conv2DTranspose Cropping2D DepthwiseConv2D MaxPooling2D
    SeparableConv2D UpSampling2D ZeroPadding2D
    ops.Pad
""")
_KNOWN = ONE_POSITION | AUGMENTATION | _SLIDING | REDUCING
_FOLDING = names("BatchNormalization Normalization")
_ADDS_CHANNELS = names("ops.ExpandDims ops.GetItem ops.Stack")
RESHAPING = names("Flatten Reshape")
_NOTHING = names("""
    ActivityRegularization AlphaDropout Dropout GaussianDropout GaussianNoise Identity
    StochasticDepth
""")

_UNKNOWN = "is not known to do the same at every position"
SIZE = "depends on the size of the map"
_ALL = "looks at all positions at once, so the network is no sliding window"
_FLAT = (
    "stands between Flatten and the first Dense and does not treat all numbers alike; "
    "only pointwise layers, such as ReLU and Dropout, may stand there, and layers that "
    "this Dense can take over, such as BatchNormalization"
)
_FOLDED = (
    "stands between the first Dense and a layer with weights for each number of the "
    "flattened map, {!r}; this Dense takes that layer over, so only layers that do "
    "nothing at inference, such as Dropout, may stand between them"
)
JOIN = (
    "joins a map with values of a whole window (squeeze-and-excitation does), so each "
    "position depends on the whole image and the network is no sliding window"
)
_WHY_NOT = {
    "Lambda": "runs code that cannot be looked into",
    **dict.fromkeys(names("CenterCrop RandomCrop Reshape Resizing"), SIZE),
    **dict.fromkeys(
        names("""
            AdditiveAttention Attention AutoContrast Equalization GroupNormalization
            GroupQueryAttention MultiHeadAttention
        """),
        _ALL,
    ),
}


def tensors(structure):
    leaves = keras.tree.flatten(structure)
    return [x for x in leaves if isinstance(x, keras.KerasTensor)]


def refuse(op, why, places):
    shapes = ", ".join(str((None, *place.shape)) for place in places)
    raise ValueError(
        f"`model` cannot be converted: layer {op.name!r} ({type(op).__name__}) {why}. "
        f"Received: {shapes or 'several calls'}"
    )


def pools_window(op, place):
    """Whether `op` makes one vector of all that a window holds."""
    return place.kind != "flat" and layer_kinds.is_global(op, _rank(place))


def is_folded(op, place):
    """Whether `op` is a layer that scales and shifts each number of a flat by its own.

    Where a window sees a number decides how it is scaled, so that no map can hold the
    result; but the Dense that follows can do it with its weights.
    """
    is_flat = place.kind == "flat" and not place.is_permuted
    return is_flat and kind(op) in _FOLDING and _along(op, place) == {1}


def check(op, args, kwargs, place):
    """Refuse an `op` that does not do the same at every position of `place`."""
    name = kind(op)
    if getattr(op, "data_format", None) == "channels_first":
        refuse(op, "has channels first, and they must come last", [place])
    if place.kind == "map" and len(place.shape) == 2:
        _check_without_channels(op, args, place)
    elif name not in RESHAPING | PERMUTING and not pools_window(op, place):
        _check_kind(op, place)
        _check_channels(op, args, place)
    folds = is_folded(op, place)
    passes = folds or name in _NOTHING or name in RESHAPING or name == "Dense"
    if place.folded and not passes:
        refuse(op, _FOLDED.format(place.folded[-1].name), [place])
    if folds and kwargs.get("training"):
        refuse(op, "normalizes each batch, since it has training=True", [place])
    if getattr(op, "initial", None) is not None:  # of `ops.max`
        refuse(op, "has an `initial`, and only a plain maximum is known", [place])
    _check_activation(op, place)
    _check_noise_shape(op, place)
    if name not in ("ops.GetItem", "ops.Take"):
        constants = [*args, *kwargs.values()]
        if name == "Rescaling":
            constants += [op.scale, op.offset]
        _check_constants(op, constants, place)


def channels_taken(op, key, place):
    """What an `ops.GetItem` takes of the channels."""
    taken = layer_kinds.channels_taken(key, _rank(place))
    # One channel of a map, x[..., 0], may be stacked again: preprocess_input does it.
    if taken is None or (not isinstance(taken, slice) and place.kind != "map"):
        refuse(op, "must be a slice of channels, such as x[:, 5:6]", [place])
    return taken


def _rank(place):
    return len(place.shape) + 1


def _along(op, place):
    return layer_kinds.axes_along(op, _rank(place))


def _check_without_channels(op, args, place):
    """A map [N, H, W], as x[..., 0] leaves it."""
    name = kind(op)
    last = _rank(place)  # of the tensor with channels
    adds = name in _ADDS_CHANNELS
    if name == "ops.GetItem":
        adds = args[1] == layer_kinds.NEW_CHANNELS
    elif adds:
        adds = layer_kinds.axes_along(op, last + 1) == {last}
    if not adds and name not in ONE_NUMBER:
        refuse(op, _UNKNOWN, [place])


def _check_kind(op, place):
    name = kind(op)
    if name not in _KNOWN:
        refuse(op, _WHY_NOT.get(name, _UNKNOWN), [place])
    if place.is_permuted and name == "Dense":
        refuse(op, "works along one axis of a permuted map; Flatten it first", [place])
    if place.kind == "flat":
        one_slope = name == "PReLU" and op.alpha.shape == (1,)
        one_mean = name == "Normalization" and not op.axis
        alike = name in ONE_NUMBER or name in ("Dense", "Rescaling")
        if not (alike or one_slope or one_mean or is_folded(op, place)):
            refuse(op, _FLAT, [place])
    one_cell = getattr(op, "kernel_size", 0) == getattr(op, "strides", 0) == (1, 1)
    if place.kind == "vector" and name in AUGMENTATION | _SLIDING and not one_cell:
        refuse(op, "needs a map, not the one vector of a window", [place])


def _check_channels(op, args, place):
    """Refuse what works along rows or columns, or differs from one to the next."""
    name, along = kind(op), _along(op, place)
    if name in REDUCING and along != {len(place.shape)}:
        why = f"works along axis {op.axis}, neither all positions nor the channels"
        refuse(op, why, [place])
    if name in REDUCING and not op.keepdims:
        refuse(op, "leaves no channels; set keepdims=True", [place])
    if along and along != {len(place.shape)}:
        refuse(op, f"works along axis {op.axis}, not along the channels", [place])
    if name == "PReLU" and place.kind == "map" and tuple(op.alpha.shape[:2]) != (1, 1):
        refuse(op, "has a slope for each position; set shared_axes=[1, 2]", [place])
    if name == "ops.Pad" and layer_kinds.padded_rows(op, _rank(place)) is None:
        refuse(op, "may only add constants, and none to the batch", [place])
    if name == "ops.GetItem":
        channels_taken(op, args[1], place)
    if name == "ops.Take" and np.ndim(args[1]) != 1:
        refuse(op, "must take a list of channels, such as [2, 1, 0]", [place])


def _check_activation(op, place):
    activation = getattr(op, "activation", None)
    if callable(activation):
        reads = layer_kinds.reads_of_activation(activation)
        if reads is None:
            refuse(op, "has an activation unknown to keras.activations", [place])
        if place.kind == "flat" and kind(op) == "Activation" and reads != "number":
            refuse(op, _FLAT, [place])


def _check_noise_shape(op, place):
    noise_shape = getattr(op, "noise_shape", None) or ()
    channels = place.shape[-1] if place.kind != "flat" else None
    if place.is_permuted and any(noise_shape):
        refuse(op, "has a `noise_shape`, and the map is permuted", [place])
    allowed = [{None, 1}] * (len(noise_shape) - 1) + [{None, 1, channels}]
    if any(
        side not in sides for side, sides in zip(noise_shape, allowed, strict=False)
    ):
        refuse(op, "has a `noise_shape`, which fixes the size", [place])


def _check_constants(op, values, place):
    with_channels = place.kind != "flat" and len(place.shape) != 2
    allowed = {(), (1,)} | ({place.shape[-1:]} if with_channels else set())
    for value in values:
        for constant in keras.tree.flatten(value) if tensors(value) else [value]:
            if isinstance(constant, keras.KerasTensor):
                continue
            shape = np.shape(constant)
            per_channel = len(shape) <= _rank(place) and set(shape[:-1]) <= {1}
            variable = isinstance(constant, keras.Variable)
            if variable or not per_channel or shape[-1:] not in allowed:
                why = "has a constant that is not one number per channel"
                refuse(op, why, [place])
