"""A new layer that does in the sliding network what one of the classifier did."""

from keras import layers

from course_utils.convert.rules import POOLING, RESHAPING, refuse
from course_utils.layer_kinds import kind


def new_layer(op, place):
    """A new layer or operation that does on rank 4 what `op` does at `place`."""
    name = kind(op)
    if name in RESHAPING:
        return layers.Identity(name=op.name, dtype=op.dtype_policy.name)
    if name in POOLING:
        dtype = op.dtype_policy.name
        return POOLING[name](place.window, strides=1, name=op.name, dtype=dtype)
    config = op.get_config()
    if "activation" in config:
        config["activation"] = op.activation  # as it is, also if it has no config
    if config.get("axis") is not None:
        config["axis"] = -1
    if name == "PReLU" and place.kind == "vector":
        config["shared_axes"] = [1, 2] if op.alpha.shape[-1] > 1 else [1, 2, 3]
    if name != "Dense" or place.kind == "map":
        return type(op).from_config(config)
    if len(op.weights) != 1 + op.use_bias:
        refuse(op, "is quantized or has LoRA weights; merge them first", [place])
    for key in ("units", "quantization_config", "kernel_initializer"):
        config.pop(key, None)
    constraint = (config["kernel_constraint"] or {}).get("config", {})
    if constraint.get("axis") == 0:  # all inputs of a unit
        constraint["axis"] = [0, 1, 2]
    return layers.Conv2D.from_config(
        {**config, "filters": op.units, "kernel_size": place.window[:2]}
    )
