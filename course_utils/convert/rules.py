"""Which layers do the same at every position of a map, a flat or a vector."""

import keras
import numpy as np

from course_utils.layer_kinds import AUGMENTATION, ONE_NUMBER, ONE_POSITION, kind, names

_SLIDING = names("""
    AveragePooling2D Conv2D Conv2DTranspose Cropping2D DepthwiseConv2D MaxPooling2D
    SeparableConv2D UpSampling2D ZeroPadding2D
    ops.Stack
""")
_NEIGHBOURS = ONE_POSITION | AUGMENTATION | _SLIDING
_ALLOWED = {"flat": ONE_NUMBER, "vector": ONE_POSITION, "map": _NEIGHBOURS}
POOLING = {
    "GlobalAveragePooling2D": keras.layers.AveragePooling2D,
    "GlobalMaxPooling2D": keras.layers.MaxPooling2D,
}
RESHAPING = names("Flatten Reshape")
_CHANNEL_ACTIVATIONS = names("glu log_softmax softmax sparsemax")

_UNKNOWN = "is not known to do the same at every position"
SIZE = "depends on the size of the map"
_ALL = "looks at all positions at once, so the network is no sliding window"
_FLAT = (
    "stands between Flatten and the first Dense and does not treat all numbers alike; "
    "only pointwise layers, such as ReLU and Dropout, may stand there"
)
JOIN = (
    "joins a map with values of a whole window (squeeze-and-excitation does), so each "
    "position depends on the whole image and the network is no sliding window"
)
_WHY_NOT = {
    "Lambda": "runs code that cannot be looked into",
    **dict.fromkeys(names("CenterCrop Permute RandomCrop Reshape Resizing"), SIZE),
    **dict.fromkeys(
        names("""
            AdditiveAttention Attention GroupNormalization GroupQueryAttention
            MultiHeadAttention
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


def check(op, values, place):
    """Refuse an `op` that does not do the same at every position of `place`."""
    name = kind(op)
    if getattr(op, "data_format", None) == "channels_first":
        refuse(op, "has channels first, and they must come last", [place])
    without_channels = place.kind == "map" and len(place.shape) == 2
    if without_channels != (name == "ops.Stack"):
        refuse(op, _UNKNOWN, [place])
    if name in POOLING or name in RESHAPING:
        return  # `next_place` looks at the shapes
    if name not in _NEIGHBOURS:
        refuse(op, _WHY_NOT.get(name, _UNKNOWN), [place])
    pointwise = getattr(op, "kernel_size", 0) == getattr(op, "strides", 0) == (1, 1)
    first_dense = name == "Dense" and place.kind == "flat"
    if name not in _ALLOWED[place.kind] and not first_dense:
        if place.kind == "flat":
            refuse(op, _FLAT, [place])
        if not pointwise:
            refuse(op, "needs a map, not the one vector of a window", [place])
    activation = getattr(op, "activation", None)
    if callable(activation):
        source = getattr(activation, "__module__", "")
        called = getattr(activation, "__name__", "")
        ours = source.startswith(("keras.", "tensorflow."))
        if not ours or not hasattr(keras.activations, called):
            refuse(op, "has an activation unknown to keras.activations", [place])
        across = name == "Activation" and called in _CHANNEL_ACTIVATIONS
        if across and place.kind == "flat":
            refuse(op, _FLAT, [place])
    axis, rank = getattr(op, "axis", None), len(place.shape) + 1 + without_channels
    if axis is not None and {int(a) % rank for a in np.atleast_1d(axis)} != {rank - 1}:
        refuse(op, f"works along axis {axis}, not along the channels", [place])
    if name == "PReLU" and place.kind == "map" and tuple(op.alpha.shape[:2]) != (1, 1):
        refuse(op, "has a slope for each position; set shared_axes=[1, 2]", [place])
    if getattr(op, "noise_shape", None) is not None:
        refuse(op, "has a `noise_shape`, which fixes the size", [place])
    allowed = {()} if place.kind == "flat" else {(), (1,), place.shape[-1:]}
    for constant in values:
        if name == "ops.GetItem" or tensors(constant):
            continue
        shape = np.shape(constant)
        per_channel = len(shape) <= rank and set(shape[:-1]) <= {1}
        variable = isinstance(constant, keras.Variable)
        if variable or not per_channel or shape[-1:] not in allowed:
            refuse(op, "has a constant that is not one number per channel", [place])


def channel_slice(op, key, place):
    """The slice of the channels that `key` takes, if it takes all else as it is."""
    rank = len(place.shape) + 1
    key = key if isinstance(key, tuple) else (key,)
    if Ellipsis in key:
        at = key.index(Ellipsis)
        key = (*key[:at], *[slice(None)] * (rank - len(key) + 1), *key[at + 1 :])
    key = key + (slice(None),) * (rank - len(key))
    whole = all(part == slice(None) for part in key[:-1])
    # One channel of a map, x[..., 0], may be stacked again: preprocess_input does it.
    kinds = (slice, int) if place.kind == "map" else slice
    if not whole or len(key) != rank or not isinstance(key[-1], kinds):
        refuse(op, "must be a slice of channels, such as x[:, 5:6]", [place])
    return key[-1]
