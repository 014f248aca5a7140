"""Windows along one axis: how many there are, what pads them, what they read.

The rules are those of TensorFlow and Keras:
https://www.tensorflow.org/api_docs/python/tf/nn (Notes on padding).
"""

from course_utils.arguments import check_integers


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
    size, kernel, stride, dilation = check_integers(
        1, size=size, kernel=kernel, stride=stride, dilation=dilation
    )
    span = kernel_span(kernel, dilation)
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
    size, kernel, stride, dilation = check_integers(
        1, size=size, kernel=kernel, stride=stride, dilation=dilation
    )
    out = -(-size // stride)
    total = max((out - 1) * stride + kernel_span(kernel, dilation) - size, 0)
    return total // 2, total - total // 2


def touched_inputs(kernel, rates):
    """The inputs along an axis that one output of a stack of dilated layers reads.

    Each layer has `kernel` taps, stride 1 and one of the `rates`. Returns a tuple of
    offsets from the first input that is read: the last offset plus 1 is the receptive
    field, and an offset below it that is missing is a gap.

    >>> touched_inputs(3, [2, 2, 2])
    (0, 2, 4, 6, 8, 10, 12)
    >>> touched_inputs(3, [1, 2, 5]) == tuple(range(17))
    True

    Source: Wang et al., "Understanding Convolution for Semantic Segmentation" (2018),
    section 3.2, which calls the gaps gridding.

    Raises ValueError when `kernel` or one of `rates` is not a positive integer.
    """
    (kernel,) = check_integers(1, kernel=kernel)
    try:
        rates = list(rates)
    except TypeError:
        raise ValueError(
            "`rates` must be a list with one integer per layer. "
            f"Received: rates={rates!r}"
        ) from None
    offsets = {0}
    for rate in rates:
        (rate,) = check_integers(1, rates=rate)
        offsets = {first + tap * rate for first in offsets for tap in range(kernel)}
    return tuple(sorted(offsets))


def kernel_span(kernel, dilation):
    """Rows from the first to the last tap of a dilated kernel, both included."""
    return (kernel - 1) * dilation + 1
