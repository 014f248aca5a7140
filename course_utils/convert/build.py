"""A new layer that does in the sliding network what one of the classifier did."""

import keras
import numpy as np
from keras import layers

from course_utils.convert.rules import RESHAPING, is_folded, pools_window, refuse
from course_utils.layer_kinds import PERMUTING, kind

_POOLING = {
    "GlobalAveragePooling2D": layers.AveragePooling2D,
    "GlobalMaxPooling2D": layers.MaxPooling2D,
    "ops.Amax": layers.MaxPooling2D,
    "ops.Max": layers.MaxPooling2D,
    "ops.Mean": layers.AveragePooling2D,
}


def use(op, place):
    """What the new layer is made for: calls of equal use can share it."""
    made_to_size = kind(op) in ("Dense", "PReLU") or pools_window(op, place)
    if made_to_size or getattr(op, "noise_shape", None):
        return place.kind, place.window, place.folded, place.order
    return is_folded(op, place)


def new_layer(op, place, dtype):
    """A new layer or operation that does on rank 4 what `op` does at `place`.

    An operation that becomes a layer computes in `dtype`, if that is a float's.
    """
    name = kind(op)
    if hasattr(op, "dtype_policy"):
        dtype = op.dtype_policy.name
    elif not keras.backend.is_float_dtype(dtype):
        dtype = keras.config.floatx()
    if name in RESHAPING | PERMUTING or is_folded(op, place):
        return layers.Identity(name=op.name, dtype=dtype)
    if pools_window(op, place):
        return _POOLING[name](place.window, strides=1, name=op.name, dtype=dtype)
    config = op.get_config()
    if "activation" in config:
        config["activation"] = op.activation  # as it is, also if it has no config
    if config.get("axis") not in (None, ()):
        config["axis"] = -1
    if name == "PReLU" and place.kind != "map":
        config["shared_axes"] = [1, 2] if op.alpha.shape[-1] > 1 else [1, 2, 3]
    if config.get("noise_shape") and place.kind != "map":
        first, *_, last = config["noise_shape"]
        between = last if place.kind == "flat" else None
        config["noise_shape"] = first, between, between, last
    if name == "Dense" and place.kind != "map":
        return _convolution(op, config, place)
    return type(op).from_config(config)


def copy_weights(op, new, place):
    """Give `new`, which was made for `place`, the weights of `op`."""
    old = op.get_weights()
    if place.folded:  # a Dense
        kernel, bias = old[0].astype(float), (old[1:] or [0])[0]
        for layer in reversed(place.folded):
            scale, shift = _scale_and_shift(layer)
            bias = bias + shift @ kernel
            kernel = scale[:, None] * kernel
        old = [kernel, bias]
    if place.kind == "flat" and kind(op) == "Dense":
        sides = [place.window[axis] for axis in place.order]
        kernel = old[0].reshape(*sides, -1)
        old[0] = kernel.transpose(*np.argsort(place.order), 3)
    pairs = zip(old, new.weights, strict=True)
    new.set_weights([np.reshape(values, weight.shape) for values, weight in pairs])
    if isinstance(new, layers.Normalization):
        new.finalize_state()


def _convolution(op, config, place):
    """The convolution that does on the map what this Dense does on a window of it."""
    if len(op.weights) != 1 + op.use_bias:
        refuse(op, "is quantized or has LoRA weights; merge them first", [place])
    for key in ("units", "quantization_config", "kernel_initializer"):
        config.pop(key, None)
    constraint = (config["kernel_constraint"] or {}).get("config", {})
    if constraint.get("axis") == 0:  # all inputs of a unit
        constraint["axis"] = [0, 1, 2]
    config |= {"filters": op.units, "kernel_size": place.window[:2]}
    config["use_bias"] = op.use_bias or bool(place.folded)
    return layers.Conv2D.from_config(config)


def _scale_and_shift(layer):
    """Two vectors, so that the layer gives scale * x + shift at inference."""
    if kind(layer) == "Normalization":
        moments = layer.mean, layer.variance
        mean, variance = (np.ravel(x).astype(float) for x in moments)
        deviation = np.maximum(np.sqrt(variance), keras.backend.epsilon())
        if layer.invert:
            return deviation, mean
        return 1 / deviation, -mean / deviation
    moments = layer.moving_mean, layer.moving_variance
    mean, variance = (np.asarray(x, float) for x in moments)
    scale = 1 / np.sqrt(variance + layer.epsilon)
    if layer.scale:
        scale = scale * np.asarray(layer.gamma, float)
    shift = np.asarray(layer.beta, float) if layer.center else 0
    return scale, shift - mean * scale
