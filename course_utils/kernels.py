"""Convolutions in plain NumPy, to check Keras against, and kernels for them.

They are written to be read, not to be fast: no groups and no gradients.
"""

import numpy as np

from course_utils.arguments import as_array, check_integers
from course_utils.geometry import output_size, same_padding


def conv2d(x, kernel, stride=1, padding="valid", dilation=1):
    """Slide `kernel` over `x`: [N, H, W, C] and [h, w, C, out] -> [N, H', W', out].

    Like `keras.ops.conv`, and unlike the convolution of mathematics, it does not flip
    the kernel. With a `dilation` its taps are so many cells apart, as `dilate_kernel`
    puts them. Floats keep their type; integers are summed as int64, so that a uint8
    image does not wrap around.

    Raises ValueError for a wrong rank, no row or column, unequal channels, values that
    are not numbers, and whatever `geometry.output_size` refuses.
    """
    x = _numbers(x, "x", "[N, H, W, C]", (1, 2))
    kernel = _numbers(kernel, "kernel", "[h, w, C, out]", (0, 1))
    stride, dilation = check_integers(1, stride=stride, dilation=dilation)
    if x.shape[3] != kernel.shape[2]:
        raise ValueError(
            "`x` and `kernel` must have the same number of input channels, "
            "x.shape[3] == kernel.shape[2]. "
            f"Received: x.shape={x.shape}, kernel.shape={kernel.shape}"
        )
    dtype = _sum_type(x, kernel)
    for size, taps in zip(x.shape[1:3], kernel.shape[:2], strict=True):
        output_size(size, taps, stride, padding, dilation)  # refuses what cannot slide
    if padding == "same":
        rows = same_padding(x.shape[1], kernel.shape[0], stride, dilation)
        columns = same_padding(x.shape[2], kernel.shape[1], stride, dilation)
        x = np.pad(x, [(0, 0), rows, columns, (0, 0)])
    span = [(taps - 1) * dilation + 1 for taps in kernel.shape[:2]]
    windows = np.lib.stride_tricks.sliding_window_view(
        x.astype(dtype), span, axis=(1, 2)
    )[:, ::stride, ::stride, :, ::dilation, ::dilation]  # [N, H', W', C, h, w]
    return np.einsum("nyxchw,hwco->nyxo", windows, kernel.astype(dtype), optimize=True)


def conv2d_transpose(x, kernel, stride=1, padding="valid"):
    """Spread each cell of `x` over the output: [N, H, W, C] -> [N, H', W', out].

    Every cell adds `kernel` [h, w, out, C], times its channels, to the h x w cells of
    the output that begin `stride` cells further for each row and column. With "valid"
    the output has H * stride + max(h - stride, 0) rows, with "same" H * stride: half of
    what is too much is cut off before, rounded down, and the rest after. Rows that a
    kernel smaller than its stride leaves over at the end are 0.

    It equals `keras.layers.Conv2DTranspose`, whose kernel has the same layout, and is
    the transpose of `conv2d` as a matrix, not its inverse.

    Raises ValueError for a wrong rank, no row or column, unequal channels, values that
    are not numbers, a stride that is no integer from 1 on and an unknown padding.
    """
    x = _numbers(x, "x", "[N, H, W, C]", (1, 2))
    kernel = _numbers(kernel, "kernel", "[h, w, out, C]", (0, 1))
    (stride,) = check_integers(1, stride=stride)
    if x.shape[3] != kernel.shape[3]:
        raise ValueError(
            "`x` and `kernel` must have the same number of input channels, "
            "x.shape[3] == kernel.shape[3]. "
            f"Received: x.shape={x.shape}, kernel.shape={kernel.shape}"
        )
    if padding not in ("valid", "same"):
        raise ValueError(
            f"`padding` must be 'valid' or 'same'. Received: padding={padding!r}"
        )
    n, *size, _ = x.shape
    taps, out = kernel.shape[:2], kernel.shape[2]
    spread = [
        side * stride + max(k - stride, 0) for side, k in zip(size, taps, strict=True)
    ]
    y = np.zeros((n, *spread, out), _sum_type(x, kernel))
    for row, column in np.ndindex(*taps):
        reached = np.s_[:, row::stride, column::stride]
        part = x.astype(y.dtype) @ kernel[row, column].T.astype(y.dtype)
        y[reached][:, : size[0], : size[1]] += part
    if padding == "valid":
        return y
    first = [max(k - stride, 0) // 2 for k in taps]
    rows, columns = (
        slice(f, f + side * stride) for f, side in zip(first, size, strict=True)
    )
    return y[:, rows, columns]


def insert_zeros(x, stride):
    """Put `stride` - 1 zeros between rows and columns: [N, H, W, C] -> the same, wider.

    H rows become (H - 1) * stride + 1; nothing is added around them.

    >>> insert_zeros([[[[1], [2]]]], 3)[0, :, :, 0].tolist()
    [[1, 0, 0, 2]]

    Raises ValueError for a wrong rank, an empty axis, values that are not numbers and a
    stride that is no integer from 1 on.
    """
    x = _numbers(x, "x", "[N, H, W, C]", range(4))
    (stride,) = check_integers(1, stride=stride)
    return dilate_kernel(x.transpose(1, 2, 0, 3), stride).transpose(2, 0, 1, 3)


def dilate_kernel(kernel, rate):
    """Put `rate` - 1 zeros between the taps of a kernel [h, w, ...].

    `conv2d` with this kernel equals `conv2d` with the kernel as it was and the rate as
    `dilation`. h rows become (h - 1) * rate + 1.

    >>> dilate_kernel([[1, 2, 3]], 4).tolist()
    [[1, 0, 0, 0, 2, 0, 0, 0, 3]]

    Raises ValueError when `kernel` has fewer than two axes, an empty one or values that
    are not numbers, and when `rate` is no integer from 1 on.
    """
    kernel = as_array(kernel, "kernel")
    (rate,) = check_integers(1, rate=rate)
    if kernel.ndim < 2 or not kernel.size:
        raise ValueError(
            "`kernel` must have two axes or more, [h, w, ...], none of them empty. "
            f"Received: kernel.shape={kernel.shape}"
        )
    _check_numbers(kernel, "kernel")
    wider = [(taps - 1) * rate + 1 for taps in kernel.shape[:2]]
    dilated = np.zeros((*wider, *kernel.shape[2:]), kernel.dtype)
    dilated[::rate, ::rate] = kernel
    return dilated


def bilinear_kernel(stride, channels):
    """A kernel [k, k, channels, channels] with which `conv2d_transpose` interpolates.

    With this `stride` and `same` padding each channel is enlarged by itself, as
    `tf.image.resize` does bilinearly, but for `stride` // 2 cells at each border,
    where zeros beyond it darken the result. k is 2 * stride - stride % 2. Weights fall
    by 1 / stride per cell along an axis, and are 0 between different channels.

    >>> bilinear_kernel(2, 1)[0, :, 0, 0].tolist()
    [0.0625, 0.1875, 0.1875, 0.0625]

    Source: Long, Shelhamer and Darrell, "Fully Convolutional Networks for Semantic
    Segmentation" (2015), section 3.3, and its released code for the size.

    Raises ValueError when an argument is no integer from 1 on.
    """
    stride, channels = check_integers(1, stride=stride, channels=channels)
    taps = 2 * stride - stride % 2
    weights = 1 - np.abs(np.arange(taps) - (taps - 1) / 2) / stride
    diagonal = np.eye(channels, dtype=np.float32)
    return (np.outer(weights, weights)[..., None, None] * diagonal).astype(np.float32)


def _sum_type(x, kernel):
    dtype = np.result_type(x, kernel)
    return np.dtype(np.int64) if dtype.kind in "bui" else dtype


def _numbers(values, name, layout, filled):
    """`values` as an array of four axes, of which the `filled` are not empty."""
    array = as_array(values, name)
    if array.ndim != 4:
        raise ValueError(
            f"`{name}` must have four axes, {layout}. "
            f"Received: {name}.shape={array.shape}"
        )
    if not all(array.shape[axis] for axis in filled):
        letters = layout.strip("[]").split(", ")
        raise ValueError(
            f"`{name}` must have a length from 1 on along "
            f"{', '.join(letters[axis] for axis in filled)} of {layout}. "
            f"Received: {name}.shape={array.shape}"
        )
    _check_numbers(array, name)
    return array


def _check_numbers(array, name):
    if array.dtype.kind not in "buif":
        raise ValueError(
            f"`{name}` must hold numbers. Received: {name}.dtype={array.dtype}"
        )
