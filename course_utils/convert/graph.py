"""The walk over the graph of a classifier that rebuilds it call by call."""

from fractions import Fraction

import keras
import numpy as np
from keras import layers

from course_utils.convert.build import new_layer
from course_utils.convert.places import Place, common_place, next_place
from course_utils.convert.rules import POOLING, channel_slice, check, refuse, tensors
from course_utils.layer_kinds import kind


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
    place = Place("map", shape[1:], shape[1:3], (Fraction(1), Fraction(1)))
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
        inputs = tensors((args, kwargs))
        places = [self.places[x] for x in inputs]
        if isinstance(op, keras.Model):
            if _is_subclassed(op) or len(places) != 1 or len(op.inputs) != 1:
                refuse(op, "is no Sequential or functional model of one input", places)
            shape = tuple(inputs[0].shape[1:])
            new, outs = self.once(
                op, places, lambda: self.rebuild(op, places[0], shape)
            )
        else:
            place = common_place(op, places)
            check(op, [*args, *kwargs.values()], place)
            outs = [
                next_place(op, place, shape)
                for shape in self.training_shapes(op, args, kwargs)
            ]
            if kind(op) == "ops.GetItem":
                args = args[0], (..., channel_slice(op, args[1], place))
            made_to_size = kind(op) in (*POOLING, "Dense", "PReLU")
            use = (place.kind, place.window) if made_to_size else None
            new = self.once(op, use, lambda: new_layer(op, place))
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
            refuse(op, "is shared by inputs of different sizes", [])
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
