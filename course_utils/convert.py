"""Turn an image classifier into a fully convolutional network, weights and all.

One walk over the model's graph. Every tensor stands in a place: a *map*; a *flat*,
which is a flattened map, kept in the shape of that map; or a *vector*, the numbers of
one window, kept as a grid with a cell per window. A layer is rebuilt where it does the
same at every position, and refused by name where it does not or that is not known.

Left out: several inputs, channels first, and whatever is learned for one size only.
"""

from dataclasses import dataclass
from fractions import Fraction

import keras
import numpy as np
from keras import layers


def _names(text):
    return frozenset(text.split())


# Keras layers and operations, by what one number of their output depends on.
_ONE_NUMBER = _names("""
    Activation ActivityRegularization AlphaDropout Dropout ELU GaussianDropout
    GaussianNoise Identity LeakyReLU ReLU
    Add Average Maximum Minimum Multiply Subtract
    ops.Abs ops.Absolute ops.Add ops.Clip ops.Divide ops.Elu ops.Exp ops.Gelu
    ops.HardSigmoid ops.HardSilu ops.LeakyRelu ops.Log ops.Maximum ops.Minimum
    ops.Multiply ops.Negative ops.Relu ops.Relu6 ops.Selu ops.Sigmoid ops.Silu
    ops.Softplus ops.Softsign ops.Sqrt ops.Square ops.Subtract ops.Tanh ops.TrueDivide
""")
_ONE_POSITION = _ONE_NUMBER | _names("""
    BatchNormalization Concatenate Dense LayerNormalization Normalization PReLU
    Rescaling Softmax UnitNormalization
    ops.Concatenate ops.GetItem ops.LogSoftmax ops.Softmax ops.Split
""")
_NEIGHBOURS = _ONE_POSITION | _names("""
    AveragePooling2D Conv2D Conv2DTranspose Cropping2D DepthwiseConv2D MaxPooling2D
    RandomBrightness RandomContrast RandomFlip RandomRotation RandomTranslation
    RandomZoom SeparableConv2D SpatialDropout2D UpSampling2D ZeroPadding2D
    ops.Stack
""")
_ALLOWED = {"flat": _ONE_NUMBER, "vector": _ONE_POSITION, "map": _NEIGHBOURS}
_POOLING = {
    "GlobalAveragePooling2D": layers.AveragePooling2D,
    "GlobalMaxPooling2D": layers.MaxPooling2D,
}
_RESHAPING = _names("Flatten Reshape")
_CHANNEL_ACTIVATIONS = _names("glu log_softmax softmax sparsemax")

_UNKNOWN = "is not known to do the same at every position"
_SIZE = "depends on the size of the map"
_ALL = "looks at all positions at once, so the network is no sliding window"
_FLAT = (
    "stands between Flatten and the first Dense and does not treat all numbers alike; "
    "only pointwise layers, such as ReLU and Dropout, may stand there"
)
_JOIN = (
    "joins a map with values of a whole window (squeeze-and-excitation does), so each "
    "position depends on the whole image and the network is no sliding window"
)
_WHY_NOT = {
    "Lambda": "runs code that cannot be looked into",
    **dict.fromkeys(_names("CenterCrop Permute RandomCrop Reshape Resizing"), _SIZE),
    **dict.fromkeys(
        _names("""
            AdditiveAttention Attention GroupNormalization GroupQueryAttention
            MultiHeadAttention
        """),
        _ALL,
    ),
}


@dataclass(frozen=True)
class _Place:
    """Where a tensor of the original stands, at the training size."""

    kind: str  # "map", "flat" or "vector"
    shape: tuple  # without the batch
    window: tuple  # map: (h, w); flat: the (h, w, C) it came from; vector: (1, 1)
    step: tuple  # pixels of the image between neighbouring cells, (rows, columns)


def dense_to_conv(model):
    """Return `model`, [N, H, W, C] -> [N, units], as a network for images of any size.

    Its output is [N, 1, 1, units] at the training size H x W, equal to the output of
    `model`, and [N, rows, columns, units] on larger images, a cell per window. The
    first Dense after Flatten becomes a `valid` convolution as large as the flattened
    map, later ones 1x1 convolutions; global pooling becomes pooling of the training
    map's size, stride 1. Weights are copied; Flatten and Reshape become Identity, and
    every layer keeps its name, trainable flag and dtype policy. The result is not
    compiled.

    Example: for `model = keras.applications.VGG16(weights=None)`, whose output is
    `(None, 1000)`, `dense_to_conv(model).output_shape` is `(None, None, None, 1000)`.

    Source: Long, Shelhamer and Darrell, "Fully Convolutional Networks for Semantic
    Segmentation" (2015), section 3.1, "Adapting classifiers for dense prediction".

    Raises ValueError, naming the layer, for what slides over no larger image or is not
    known to.
    """
    if not isinstance(model, keras.Model):
        kind = type(model).__name__
        raise ValueError(f"`model` must be a Keras model. Received: {kind}")
    received = f"Received: {model.name!r} ({type(model).__name__})"
    if _is_subclassed(model):
        raise ValueError(
            "`model` must be Sequential or functional, since a subclassed model has no "
            f"graph of layers to convert. {received}"
        )
    inputs = getattr(model, "inputs", None)
    if not inputs:
        raise ValueError(
            "`model` must be built: begin it with keras.Input((height, width, "
            f"channels)). {received}, not built"
        )
    if len(inputs) != 1:
        raise ValueError(
            f"`model` must have one input. {received} with {len(inputs)} inputs"
        )
    shape = tuple(inputs[0].shape)
    if len(shape) != 4 or None in shape[1:]:
        raise ValueError(
            "`model` must take images of one fixed size (height, width, channels), the "
            f"size of training. {received} with input shape {shape}"
        )
    converter = _Converter()
    place = _Place("map", shape[1:], shape[1:3], (Fraction(1), Fraction(1)))
    converted, places = converter.rebuild(model, place, (None, None, shape[3]))
    missing = {
        "flat": "no Dense follows Flatten",
        "map": "no Flatten or global pooling comes",
    }
    for name, place in zip(converted.output_names, places, strict=True):
        if place.kind in missing:
            raise ValueError(
                "`model` must end in one vector per image: "
                f"{missing[place.kind]} before output layer {name!r}. {received}"
            )
    converter.copy_trainable(model, converted)
    return converted


class _Converter:
    """Rebuilds a graph call by call and remembers the place of every new tensor."""

    def __init__(self):
        self.places = {}
        self.rebuilt = {}  # original layer or model -> (use it was made for, new one)

    def rebuild(self, model, place, shape):
        """The converted model, for one input at `place`, and its outputs' places."""
        if isinstance(model, keras.Sequential):
            inputs, outputs = model.inputs[0], model.outputs[0]
        else:
            inputs, outputs = model.input, model.output
        graph = keras.Model(inputs, outputs, name=model.name)
        entry = next(x for x in graph.layers if isinstance(x, layers.InputLayer))
        image = keras.Input(shape, dtype=entry.dtype, name=entry.name)
        self.places[image] = place
        converted = keras.models.clone_model(
            graph,
            input_tensors=keras.tree.map_structure(lambda _: image, inputs),
            clone_function=lambda op: op,
            call_function=self.call,
        )
        return converted, [self.places[x] for x in converted.outputs]

    def call(self, op, *args, **kwargs):
        """Do with new tensors what the original does at one call of `op`."""
        tensors = _tensors((args, kwargs))
        places = [self.places[x] for x in tensors]
        if isinstance(op, keras.Model):
            if _is_subclassed(op) or len(places) != 1 or len(op.inputs) != 1:
                _refuse(op, "is no Sequential or functional model of one input", places)
            shape = tuple(tensors[0].shape[1:])
            new, outs = self.once(
                op, places, lambda: self.rebuild(op, places[0], shape)
            )
        else:
            place = _common_place(op, places)
            _check(op, [*args, *kwargs.values()], place)
            outs = [
                _next_place(op, place, shape)
                for shape in self.training_shapes(op, args, kwargs)
            ]
            if _name(op) == "ops.GetItem":
                args = args[0], (..., _channel_slice(op, args[1], place))
            made_to_size = _name(op) in (*_POOLING, "Dense", "PReLU")
            use = (place.kind, place.window) if made_to_size else None
            new = self.once(op, use, lambda: _new_layer(op, place))
        copy = isinstance(op, keras.Layer) and not new.built
        outputs = new(*args, **kwargs)
        if copy:
            pairs = zip(op.get_weights(), new.weights, strict=True)
            new.set_weights([np.reshape(old, weight.shape) for old, weight in pairs])
            if isinstance(new, layers.Normalization):
                new.finalize_state()
        self.places.update(zip(keras.tree.flatten(outputs), outs, strict=True))
        return outputs

    def once(self, op, use, make):
        """The new `op`, made at its first call and shared by later ones."""
        if op not in self.rebuilt:
            self.rebuilt[op] = use, make()
        made_for, new = self.rebuilt[op]
        if made_for != use:
            _refuse(op, "is shared by inputs of different sizes", [])
        return new

    def training_shapes(self, op, args, kwargs):
        """Shapes of the original's outputs at the training size, without the batch."""

        def original(x):
            if not isinstance(x, keras.KerasTensor):
                return x
            return keras.KerasTensor((None, *self.places[x].shape), x.dtype)

        args, kwargs = keras.tree.map_structure(original, (args, kwargs))
        outputs = keras.tree.flatten(op.compute_output_spec(*args, **kwargs))
        return [tuple(x.shape[1:]) for x in outputs]

    def copy_trainable(self, model, converted):
        """Copy all flags; models go first, since setting theirs sets all inside."""
        models = [(model, converted)]
        leaves = []
        for old, (_, new) in reversed(self.rebuilt.items()):
            if isinstance(old, keras.Model):
                models.append((old, new[0]))
            elif isinstance(old, keras.Layer):
                leaves.append((old, new))
        for old, new in models + leaves:
            new.trainable = old.trainable


def _is_subclassed(model):
    call = type(model).call
    own = not call.__module__.startswith("keras.src.models.")
    return own or call is keras.Model.call


def _name(op):
    """Keras's own by class, "Add" for a layer and "ops.Add" for an operation, or ""."""
    module, name = type(op).__module__, type(op).__name__
    if module.startswith("keras.src.ops."):
        return f"ops.{name}"
    return name if module.startswith("keras.src.layers.") else ""


def _tensors(structure):
    leaves = keras.tree.flatten(structure)
    return [x for x in leaves if isinstance(x, keras.KerasTensor)]


def _refuse(op, why, places):
    shapes = ", ".join(str((None, *place.shape)) for place in places)
    raise ValueError(
        f"`model` cannot be converted: layer {op.name!r} ({type(op).__name__}) {why}. "
        f"Received: {shapes or 'several calls'}"
    )


def _vector(place, shape):
    return _Place("vector", shape, (1, 1), place.step)


def _common_place(op, places):
    """The place that all inputs of `op` share."""
    kinds = {place.kind for place in places}
    if kinds == {"map", "vector"} and all(p.shape[:-1] == (1, 1) for p in places):
        places = [_vector(place, place.shape) for place in places]
    elif kinds == {"map", "vector"}:
        _refuse(op, _JOIN, places)
    if len({(p.kind, len(p.shape), p.window, p.step) for p in places}) != 1:
        _refuse(op, "joins maps of different sizes or strides", places)
    return places[0]


def _check(op, values, place):
    """Refuse an `op` that does not do the same at every position of `place`."""
    name = _name(op)
    if getattr(op, "data_format", None) == "channels_first":
        _refuse(op, "has channels first, and they must come last", [place])
    without_channels = place.kind == "map" and len(place.shape) == 2
    if without_channels != (name == "ops.Stack"):
        _refuse(op, _UNKNOWN, [place])
    if name in _POOLING or name in _RESHAPING:
        return  # _next_place looks at the shapes
    if name not in _NEIGHBOURS:
        _refuse(op, _WHY_NOT.get(name, _UNKNOWN), [place])
    pointwise = getattr(op, "kernel_size", 0) == getattr(op, "strides", 0) == (1, 1)
    first_dense = name == "Dense" and place.kind == "flat"
    if name not in _ALLOWED[place.kind] and not first_dense:
        if place.kind == "flat":
            _refuse(op, _FLAT, [place])
        if not pointwise:
            _refuse(op, "needs a map, not the one vector of a window", [place])
    activation = getattr(op, "activation", None)
    if callable(activation):
        source = getattr(activation, "__module__", "")
        called = getattr(activation, "__name__", "")
        ours = source.startswith(("keras.", "tensorflow."))
        if not ours or not hasattr(keras.activations, called):
            _refuse(op, "has an activation unknown to keras.activations", [place])
        across = name == "Activation" and called in _CHANNEL_ACTIVATIONS
        if across and place.kind == "flat":
            _refuse(op, _FLAT, [place])
    axis, rank = getattr(op, "axis", None), len(place.shape) + 1 + without_channels
    if axis is not None and {int(a) % rank for a in np.atleast_1d(axis)} != {rank - 1}:
        _refuse(op, f"works along axis {axis}, not along the channels", [place])
    if name == "PReLU" and place.kind == "map" and tuple(op.alpha.shape[:2]) != (1, 1):
        _refuse(op, "has a slope for each position; set shared_axes=[1, 2]", [place])
    if getattr(op, "noise_shape", None) is not None:
        _refuse(op, "has a `noise_shape`, which fixes the size", [place])
    allowed = {()} if place.kind == "flat" else {(), (1,), place.shape[-1:]}
    for constant in values:
        if name == "ops.GetItem" or _tensors(constant):
            continue
        shape = np.shape(constant)
        per_channel = len(shape) <= rank and set(shape[:-1]) <= {1}
        variable = isinstance(constant, keras.Variable)
        if variable or not per_channel or shape[-1:] not in allowed:
            _refuse(op, "has a constant that is not one number per channel", [place])


def _channel_slice(op, key, place):
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
        _refuse(op, "must be a slice of channels, such as x[:, 5:6]", [place])
    return key[-1]


def _next_place(op, place, shape):
    """The place of an output of `op` that has `shape` at the training size."""
    name = _name(op)
    if name in _RESHAPING:
        if len(shape) == 1 and place.kind == "map" and place.window != (1, 1):
            return _Place("flat", shape, place.shape, place.step)
        channels = place.shape[-1:]
        is_vector = place.kind == "vector" or place.window == (1, 1)
        if is_vector and shape in (channels, (1, 1, *channels)):
            return _vector(place, shape)
        if shape == place.shape:
            return place
        _refuse(op, _SIZE, [place])
    if name in _POOLING or place.kind == "vector":
        return _vector(place, shape)
    if place.kind == "flat":
        return _vector(place, shape) if name == "Dense" else place
    step = np.multiply(place.step, getattr(op, "strides", 1))
    if name == "Conv2DTranspose":
        step = np.divide(place.step, op.strides)
    if name == "UpSampling2D":
        step = np.divide(place.step, op.size)
    return _Place("map", shape, shape[:2], tuple(step))


def _new_layer(op, place):
    """A new layer or operation that does on rank 4 what `op` does at `place`."""
    name = _name(op)
    if name in _RESHAPING:
        return layers.Identity(name=op.name, dtype=op.dtype_policy.name)
    if name in _POOLING:
        dtype = op.dtype_policy.name
        return _POOLING[name](place.window, strides=1, name=op.name, dtype=dtype)
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
        _refuse(op, "is quantized or has LoRA weights; merge them first", [place])
    for key in ("units", "quantization_config", "kernel_initializer"):
        config.pop(key, None)
    constraint = (config["kernel_constraint"] or {}).get("config", {})
    if constraint.get("axis") == 0:  # all inputs of a unit
        constraint["axis"] = [0, 1, 2]
    return layers.Conv2D.from_config(
        {**config, "filters": op.units, "kernel_size": place.window[:2]}
    )
