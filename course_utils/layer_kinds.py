"""Keras's layers and operations, by what one number of their output depends on.

What `convert` and `geometry` both ask of them. Importing it loads no Keras.
"""

import functools


def names(text):
    return frozenset(text.split())


# On the same number of each input. Dropout, noise and StochasticDepth do nothing at
# inference.
ONE_NUMBER = names("""
    Activation ActivityRegularization AlphaDropout CustomScaleLayer Dropout ELU
    GaussianDropout GaussianNoise Identity LeakyReLU ReLU StochasticDepth
    Add Average Maximum Minimum Multiply Subtract
    ops.Abs ops.Absolute ops.Add ops.Cast ops.Celu ops.Clip ops.Divide ops.Elu ops.Exp
    ops.Gelu ops.HardShrink ops.HardSigmoid ops.HardSilu ops.HardTanh ops.LeakyRelu
    ops.Log ops.LogSigmoid ops.Maximum ops.Minimum ops.Multiply ops.Negative ops.Power
    ops.Reciprocal ops.Relu ops.Relu6 ops.Rsqrt ops.Selu ops.Sigmoid ops.Silu
    ops.SoftShrink ops.Softplus ops.Softsign ops.SparsePlus ops.SparseSigmoid ops.Sqrt
    ops.Square ops.Squareplus ops.Subtract ops.Tanh ops.TanhShrink ops.Threshold
    ops.TrueDivide
""")
# On the numbers of all channels at the same position.
ONE_POSITION = ONE_NUMBER | names("""
    BatchNormalization Concatenate Dense LayerNormalization LayerScale Normalization
    PReLU Rescaling RMSNormalization Softmax UnitNormalization
    ops.Concatenate ops.Flip ops.GetItem ops.Glu ops.LogSoftmax ops.Softmax
    ops.Sparsemax ops.Split ops.Take
""")
# On the same number too: these do nothing at inference.
AUGMENTATION = names("""
    RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast
    RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert
    RandomPerspective RandomPosterization RandomRotation RandomSaturation
    RandomSharpness RandomShear RandomTranslation RandomZoom
    SpatialDropout1D SpatialDropout2D SpatialDropout3D
""")
SLIDING = names("""
    AveragePooling1D AveragePooling2D AveragePooling3D Conv1D Conv2D Conv3D
    DepthwiseConv1D DepthwiseConv2D MaxPooling1D MaxPooling2D MaxPooling3D
    SeparableConv1D SeparableConv2D
""")
TRANSPOSED = names("Conv1DTranspose Conv2DTranspose Conv3DTranspose")
UPSAMPLING = names("UpSampling1D UpSampling2D UpSampling3D")
PADDING = names("ZeroPadding1D ZeroPadding2D ZeroPadding3D")
CROPPING = names("Cropping1D Cropping2D Cropping3D")
GLOBAL_POOLING = names("""
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
""")
# The same numbers with their axes in another order.
PERMUTING = names("Permute ops.Transpose")
# On all positions, if along all axes but the batch and the channels.
REDUCING = names("ops.Amax ops.Max ops.Mean")

# For models without a graph that has one nevertheless.
CHAIN = (
    "If it is a plain chain, make it one: `x = image = keras.Input(shape)`, then "
    "`for layer in model.layers: x = layer(x)`, then `keras.Model(image, x)`"
)
NEW_CHANNELS = (..., None)  # the key of x[..., None]
_OF_ALL_CHANNELS = names("glu log_softmax softmax sparsemax")


def kind(operation):
    """Keras's own by class, "Add" for a layer and "ops.Add" for an operation, or ""."""
    module, name = type(operation).__module__, type(operation).__name__
    if module.startswith("keras.src.ops."):
        return f"ops.{name}"
    ours = ("keras.src.layers.", "keras.src.applications.")
    return name if module.startswith(ours) else ""


def axes_along(operation, rank):
    """The axes of a tensor of this rank that `operation` works along, or None.

    They count from 0; None stands for an operation that has no `axis`. One whose axis
    is None, such as `ops.softmax(x, axis=None)`, works along all of them.
    """
    if not hasattr(operation, "axis"):
        return None
    axis = operation.axis
    if axis is None:
        return set(range(rank))
    several = axis if isinstance(axis, (list, tuple)) else [axis]
    return {int(number) % rank for number in several}


def permutation(operation, rank):
    """The order in which `operation` takes the axes, without the batch, counted from 0.

    `rank` is that of the tensor. None where it moves the batch.
    """
    if kind(operation) == "Permute":
        return tuple(axis - 1 for axis in operation.dims)
    axes = operation.axes or range(rank)[::-1]
    batch, *others = (int(axis) % rank for axis in axes)
    return tuple(axis - 1 for axis in others) if batch == 0 else None


def is_global(operation, rank):
    """Whether it pools all positions of a [N, ..., C] of this rank into one."""
    if kind(operation) not in REDUCING:
        return kind(operation) in GLOBAL_POOLING
    return axes_along(operation, rank) == set(range(1, rank - 1))


def channels_taken(key, rank):
    """What `x[key]` takes of the channels, if it takes all else of x as it is, or None.

    A slice, or the number of one channel. `rank` is that of x.
    """
    key = key if isinstance(key, tuple) else (key,)
    if any(part is None for part in key):  # a new axis
        return None
    if Ellipsis in key:
        at = key.index(Ellipsis)
        key = (*key[:at], *[slice(None)] * (rank - len(key) + 1), *key[at + 1 :])
    key = key + (slice(None),) * (rank - len(key))
    whole = all(part == slice(None) for part in key[:-1])
    return key[-1] if whole and isinstance(key[-1], (slice, int)) else None


def padded_rows(operation, rank):
    """Pairs (before, after) that an `ops.Pad` adds to each axis but the batch, or None.

    None stands for a padding that depends on the map, such as "reflect", or makes the
    batch larger.
    """
    pairs = [tuple(pair) for pair in operation.pad_width]
    pairs = pairs * rank if len(pairs) == 1 else pairs
    plain = operation.mode == "constant" and not any(pairs[0])
    return pairs[1:] if plain else None


def reads_of_activation(activation):
    """What one number of an activation depends on: "number", "position" or None.

    Known are the functions of `keras.activations`, those of `keras.ops` and TensorFlow
    that are equal, and layers without weights.
    """
    name = kind(activation)
    if name == "Activation":
        return reads_of_activation(activation.activation)
    if name in ("ELU", "Identity", "LeakyReLU", "ReLU"):
        return "number"
    if name == "Softmax":
        return "position" if activation.axis == -1 else None
    for function, reads in _known_activations():
        if function is activation:
            return reads
    return None


@functools.cache
def _known_activations():
    import keras
    import tensorflow as tf

    known = [(tf.identity, "number")]
    known += [(module.exp, "number") for module in (keras.ops, tf)]
    for name in dir(keras.activations):
        if name.startswith("_") or name in ("deserialize", "get", "serialize"):
            continue
        reads = "position" if name in _OF_ALL_CHANNELS else "number"
        for module in (keras.activations, keras.ops, tf.nn, tf.math):
            if hasattr(module, name):
                known.append((getattr(module, name), reads))
    return known
