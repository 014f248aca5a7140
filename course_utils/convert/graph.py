"""The walk over the graph of a classifier that rebuilds it call by call."""

from fractions import Fraction

import keras
from keras import layers

from course_utils.convert.build import copy_weights, new_layer, use
from course_utils.convert.places import Place, common_place, next_place
from course_utils.convert.rules import channels_taken, check, refuse, tensors
from course_utils.layer_kinds import CHAIN, NEW_CHANNELS, kind


def dense_to_conv(model):
    """Return `model`, [N, H, W, C] -> [N, units], as a network for images of any size.

    Its output is [N, 1, 1, units] at the training size H x W, equal to the output of
    `model`, and [N, rows, columns, units] on larger images, a cell per window. The
    first Dense after Flatten becomes a `valid` convolution as large as the flattened
    map, later ones 1x1 convolutions; global pooling becomes pooling of the training
    map's size, stride 1. Weights are copied; Flatten and Reshape become Identity, and
    every layer keeps its name, trainable flag and dtype policy. The result is not
    compiled. A map may be permuted before Flatten, as networks from channels-first
    programs are: Permute becomes Identity and the rows of the Dense's kernel change
    places.

    BatchNormalization and Normalization between Flatten and a Dense become Identity
    too: their weights differ from number to number of the flattened map, so they are
    multiplied into those of the Dense, which gets a bias if it had none.

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
            f"graph of layers to convert. {received}. {CHAIN}"
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
            place, shape = places[0], tuple(inputs[0].shape[1:])
            new, outs = self.once(op, place, lambda: self.rebuild(op, place, shape))
        else:
            place = common_place(op, places)
            check(op, args, kwargs, place)
            outs = [
                next_place(op, place, shape)
                for shape in self.training_shapes(op, args, kwargs)
            ]
            dtype = inputs[0].dtype
            new = self.once(op, use(op, place), lambda: new_layer(op, place, dtype))
            args, kwargs = _new_arguments(op, new, place, args, kwargs)
        copy = isinstance(op, keras.Layer) and not new.built
        outputs = new(*args, **kwargs)
        if copy:
            copy_weights(op, new, place)
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


def _new_arguments(op, new, place, args, kwargs):
    """What to call `new` with where the original calls `op` with these arguments."""
    if kind(op) == "ops.GetItem" and args[1] != NEW_CHANNELS:
        return (args[0], (..., channels_taken(op, args[1], place))), kwargs
    if type(new) is type(op):
        return args, kwargs
    (x,) = tensors((args, kwargs))
    is_float = keras.backend.is_float_dtype(x.dtype)
    if not is_float and not isinstance(new, layers.Identity):
        x = keras.ops.cast(x, new.compute_dtype)  # convolutions need it, Dense does not
    return (x,), {}


def _is_subclassed(model):
    call = type(model).call
    own = not call.__module__.startswith("keras.src.models.")
    return own or call is keras.Model.call
