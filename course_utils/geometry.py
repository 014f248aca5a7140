"""Where the windows of a convolution or pooling layer lie, along one axis.

Integers only: nothing here touches an array. Rows and columns follow the same rules, so
a function takes one axis at a time. The rules are those of TensorFlow and Keras:
https://www.tensorflow.org/api_docs/python/tf/nn (Notes on padding).
"""

from numbers import Integral


def output_size(size, kernel, stride=1, padding="valid", dilation=1):
    """Number of windows along an axis of `size` rows, and the rows after the last one.

    Returns `(out, ignored)`. `ignored` counts the rows at the end, beyond the last
    window; rows skipped between windows (a kernel shorter than its stride) are not
    counted. `same` ignores rows only when the kernel is shorter than the stride.

    >>> output_size(8, 3, stride=2)  # windows at rows 0, 2 and 4: row 7 is never read
    (3, 1)
    >>> output_size(8, 3, stride=2, padding="same")
    (4, 0)

    Raises ValueError when a number is not a positive integer, when `padding` is
    unknown, and when the kernel does not fit into a `valid` input.
    """
    _require_positive(size=size, kernel=kernel, stride=stride, dilation=dilation)
    span = _span(kernel, dilation)
    if padding == "same":
        out = -(-size // stride)  # rounded up
        before = same_padding(size, kernel, stride, dilation)[0]
    elif padding == "valid":
        if span > size:
            raise ValueError(
                f"`kernel` must fit into the input when `padding` is 'valid': it spans "
                f"(kernel - 1) * dilation + 1 = {span} rows. "
                f"Received: kernel={kernel}, dilation={dilation}, size={size}"
            )
        out = (size - span) // stride + 1
        before = 0
    else:
        raise ValueError(
            f"`padding` must be 'valid' or 'same'. Received: padding={padding!r}"
        )
    rows_reached = (out - 1) * stride + span - before
    return out, max(size - rows_reached, 0)


def same_padding(size, kernel, stride=1, dilation=1):
    """Rows of zeros that `same` adds before and after an axis of `size` rows.

    Returns `(before, after)`: just enough for `ceil(size / stride)` windows. An odd
    number of rows leaves the larger half at the end.

    >>> same_padding(5, 3, stride=2)
    (1, 1)
    >>> same_padding(6, 3, stride=2)
    (0, 1)

    Raises ValueError when an argument is not a positive integer.
    """
    _require_positive(size=size, kernel=kernel, stride=stride, dilation=dilation)
    out = -(-size // stride)
    total = max((out - 1) * stride + _span(kernel, dilation) - size, 0)
    return total // 2, total - total // 2


def _span(kernel, dilation):
    """Rows from the first to the last tap of a dilated kernel, both included."""
    return (kernel - 1) * dilation + 1


def _require_positive(**arguments):
    for name, value in arguments.items():
        is_integer = isinstance(value, Integral) and not isinstance(value, bool)
        if not is_integer or value < 1:
            raise ValueError(
                f"`{name}` must be a positive integer. Received: {name}={value!r}"
            )
