"""Walks over the graph of a built Keras model for sequences, images or volumes."""

from course_utils.arguments import check_integers
from course_utils.geometry.axis import Axis
from course_utils.geometry.rules import call, products
from course_utils.geometry.table import Trace
from course_utils.layer_kinds import CHAIN


def trace(model, input_size):
    """Follow an image through a built Keras model: a `Row` per layer, in a `Trace`.

    `input_size` is a number of pixels or one per axis: (length,), (height, width) or
    (depth, height, width). Nested models are opened; inputs and operations (`x + y`)
    have no row. Flatten and global pooling count as one window as large as the map,
    which is what `dense_to_conv` makes of them.

    A classifier trained at one size and slid over a larger image has the frame of its
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
    first window reaches beyond the top and the left of the image; it depends on
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
    """Number of multiplications with a weight that a Keras model does for one image.

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
            "`model` must be a built Sequential or functional model. "
            f"{received}. {CHAIN}"
        )
    if len(inputs) != 1 or len(inputs[0].shape) not in (3, 4, 5):
        shapes = ", ".join(str(tuple(x.shape)) for x in inputs)
        raise ValueError(
            "`model` must have one input, sequences [N, L, C], images [N, H, W, C] "
            "or volumes [N, D, H, W, C]. "
            f"{received} with {shapes or 'none'}"
        )
    return keras.Function(inputs, outputs)


def _walk(model, image):
    """The row of each call of a layer and its products, and the axes of all outputs."""
    import keras

    graph = _graph(model)
    calls = []
    axes = {id(graph.inputs[0]): image}  # of every tensor
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
                row, output = call(node, inputs)
                if isinstance(layer, keras.Layer):  # not an operation, such as x + y
                    calls.append((row, products(layer, inputs[0], output)))
                outputs = [output] * len(node.outputs)
            axes |= zip(map(id, node.outputs), outputs, strict=True)
    return calls, [axes[id(x)] for x in graph.outputs]


def _pixels(model, input_size):
    axes = len(_graph(model).inputs[0].shape) - 2
    several = isinstance(input_size, (tuple, list))
    size = input_size if several else (input_size,) * axes
    if len(size) != axes:
        raise ValueError(
            f"`input_size` must be a number of pixels or {axes}, one per axis. "
            f"Received: input_size={input_size!r}"
        )
    return tuple(
        Axis(*check_integers(1, input_size=number), of=axis)
        for axis, number in enumerate(size)
    )
