"""Convolution in plain NumPy, to check Keras against.

It is written to be read, not to be fast: no groups and no gradients.
"""

import numpy as np

from course_utils.geometry import output_size, same_padding


def conv2d(x, kernel, stride=1, padding="valid"):
    """Slide `kernel` over `x`: [N, H, W, C] and [h, w, C, out] -> [N, H', W', out].

    Like `keras.ops.conv`, and unlike the convolution of mathematics, it does not flip
    the kernel. Floats keep their type; integers are summed as int64, so that a uint8
    picture does not wrap around.

    Raises ValueError for a wrong rank, unequal channels, values that are not numbers,
    and whatever `geometry.output_size` refuses.
    """
    x, kernel = np.asarray(x), np.asarray(kernel)
    _require_numbers(x, "x", "[N, H, W, C]")
    _require_numbers(kernel, "kernel", "[h, w, C, out]")
    if x.shape[3] != kernel.shape[2]:
        raise ValueError(
            "`x` and `kernel` must have the same number of input channels, "
            "x.shape[3] == kernel.shape[2]. "
            f"Received: x.shape={x.shape}, kernel.shape={kernel.shape}"
        )
    dtype = np.result_type(x, kernel)
    if dtype.kind in "bui":
        dtype = np.int64
    for size, taps in zip(x.shape[1:3], kernel.shape[:2], strict=True):
        output_size(size, taps, stride, padding)  # refuses what cannot be slid
    if padding == "same":
        rows = same_padding(x.shape[1], kernel.shape[0], stride)
        columns = same_padding(x.shape[2], kernel.shape[1], stride)
        x = np.pad(x, [(0, 0), rows, columns, (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(
        x.astype(dtype), kernel.shape[:2], axis=(1, 2)
    )[:, ::stride, ::stride]  # [N, H', W', C, h, w]
    return np.einsum("nyxchw,hwco->nyxo", windows, kernel.astype(dtype), optimize=True)


def _require_numbers(array, name, layout):
    if array.ndim != 4:
        raise ValueError(
            f"`{name}` must have four axes, {layout}. "
            f"Received: {name}.shape={array.shape}"
        )
    if array.dtype.kind not in "buif":
        raise ValueError(
            f"`{name}` must hold numbers. Received: {name}.dtype={array.dtype}"
        )
