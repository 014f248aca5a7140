"""Cases and plausible wrong answers of exercise 12."""

import math
from itertools import product

import numpy as np


def _numbers(rng, *shape):
    """Halves between -5 and 5, no two of which are equal where there are that many."""
    values = np.setdiff1d(np.arange(-9, 10), [0]) / 2
    count = math.prod(shape)
    return rng.choice(values, count, replace=count > len(values)).reshape(shape)


# transposed_size ---------------------------------------------------------------------


def one_axis(rng):
    """A kernel shorter than its stride, as long or longer; both paddings."""
    size, kernel = int(rng.integers(1, 10)), int(rng.integers(1, 8))
    padding = "valid" if rng.random() < 0.6 else "same"
    return size, kernel, int(rng.integers(1, 6)), padding


def size_of_a_convolution(size, kernel, stride, padding):
    if padding == "same":
        return math.ceil(size / stride)
    return max((size - kernel) // stride + 1, 0)


def size_without_the_rest(size, kernel, stride, padding):
    return size * stride if padding == "same" else (size - 1) * stride + kernel


def size_of_the_stamps(size, kernel, stride, padding):
    return (size - 1) * stride + kernel


def size_same_as_the_input(size, kernel, stride, padding):
    return size if padding == "same" else size * stride + max(kernel - stride, 0)


def size_by_the_stride_alone(size, kernel, stride, padding):
    return size * stride


def size_with_stride_zeros(size, kernel, stride, padding):
    if padding == "same":
        return size * stride
    return size * (stride + 1) + max(kernel - stride - 1, 0)


def size_of_reached_rows(size, kernel, stride, padding):
    if padding == "same":
        return (size - 1) * stride + min(kernel, stride)
    return size * stride + max(kernel - stride, 0)


def size_without_padding(size, kernel, stride, padding):
    return size * stride + max(kernel - stride, 0)


def size_with_paddings_swapped(size, kernel, stride, padding):
    other = {"valid": "same", "same": "valid"}[padding]
    return size_by_covering(size, kernel, stride, other)


def size_with_a_whole_kernel(size, kernel, stride, padding):
    return size * stride + (kernel if padding == "valid" else 0)


def size_with_all_but_one_tap(size, kernel, stride, padding):
    return size * stride + (kernel - 1 if padding == "valid" else 0)


def size_of_separate_stamps(size, kernel, stride, padding):
    return size * (kernel if padding == "valid" else stride)


def size_by_the_difference(size, kernel, stride, padding):
    return size * stride + (abs(kernel - stride) if padding == "valid" else 0)


def size_of_covered_cells(size, kernel, stride, padding):
    if padding == "same":
        return size * stride
    return len({cell * stride + row for cell in range(size) for row in range(kernel)})


def size_same_without_last_zeros(size, kernel, stride, padding):
    if padding == "same":
        return (size - 1) * stride + 1
    return size * stride + max(kernel - stride, 0)


def size_by_covering(size, kernel, stride, padding):
    reach = stride if padding == "same" else max(kernel, stride)
    return len({cell * stride + row for cell in range(size) for row in range(reach)})


# input_sizes -------------------------------------------------------------------------


def made_cells(rng):
    size, kernel = int(rng.integers(1, 8)), int(rng.integers(1, 8))
    padding = "valid" if rng.random() < 0.6 else "same"
    return size, kernel, int(rng.integers(1, 6)), padding


def _sizes(size, kernel, stride, padding):
    first = (size - 1) * stride + (kernel if padding == "valid" else 1)
    return list(range(first, first + stride))


def inputs_smallest(*layer):
    return _sizes(*layer)[:1]


def inputs_largest(*layer):
    return _sizes(*layer)[-1:]


def inputs_as_one_number(*layer):
    return _sizes(*layer)[0]


def inputs_as_ends(*layer):
    sizes = _sizes(*layer)
    return sizes[0], sizes[-1]


def inputs_counted(*layer):
    return len(_sizes(*layer))


def inputs_of_the_way_back(size, kernel, stride, padding):
    return [size_by_covering(size, kernel, stride, padding)]


def inputs_from_the_way_back(size, kernel, stride, padding):
    first = size_by_covering(size, kernel, stride, padding)
    return list(range(first, first + stride))


def inputs_of_a_convolution(*layer):
    return [size_of_a_convolution(*layer)]


def inputs_always_valid(size, kernel, stride, padding):
    return _sizes(size, kernel, stride, "valid")


def inputs_always_same(size, kernel, stride, padding):
    return _sizes(size, kernel, stride, "same")


def inputs_same_rounded_down(size, kernel, stride, padding):
    if padding == "same":
        return list(range(size * stride, size * stride + stride))
    return _sizes(size, kernel, stride, padding)


def inputs_valid_rounded_up(size, kernel, stride, padding):
    sizes = _sizes(size, kernel, stride, padding)
    if padding == "same":
        return sizes
    return [n - stride + 1 for n in sizes if n - stride + 1 >= kernel]


def inputs_without_the_last(*layer):
    return _sizes(*layer)[:-1]


def inputs_and_one_more(*layer):
    sizes = _sizes(*layer)
    return [*sizes, sizes[-1] + 1]


def inputs_one_too_small(*layer):
    return [n - 1 for n in _sizes(*layer)]


def inputs_up_to(*layer):
    return list(range(1, _sizes(*layer)[-1] + 1))


def inputs_that_hold_the_kernel(size, kernel, stride, padding):
    return [n for n in _sizes(size, kernel, stride, padding) if n >= kernel]


def inputs_by_trying(size, kernel, stride, padding):
    """Count the windows of every map that is small enough."""
    fitting = []
    for cells in range(1, size * stride + kernel + stride):
        windows = range(0, cells, stride)
        if padding == "valid":
            windows = [first for first in windows if first + kernel <= cells]
        if len(windows) == size:
            fitting.append(cells)
    return fitting


# equivalent_padding ------------------------------------------------------------------


def plain_layer(rng):
    """No more padding than the kernel reaches."""
    kernel, stride = int(rng.integers(1, 8)), int(rng.integers(1, 6))
    padding, extra = int(rng.integers(0, kernel)), int(rng.integers(0, stride))
    return kernel, stride, padding, extra


def cut_layer(rng):
    """Often with more padding than the kernel reaches."""
    kernel, stride = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    padding = int(rng.integers(0, kernel + 4))
    extra = int(rng.integers(0, stride)) * int(rng.random() < 0.7)
    return kernel, stride, padding, extra


def padding_extra_before(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding
    return zeros + output_padding, zeros


def padding_sign_of_extra(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding
    return zeros, zeros - output_padding


def padding_sign(kernel, stride, padding, output_padding):
    zeros = kernel - 1 + padding
    return zeros, zeros + output_padding


def padding_by_keras(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding
    return zeros, zeros + output_padding + max(stride - kernel, 0)


def padding_of_a_whole_kernel(kernel, stride, padding, output_padding):
    zeros = kernel - padding
    return zeros, zeros + output_padding


def padding_never_negative(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding
    return max(zeros, 0), max(zeros + output_padding, 0)


def padding_itself(kernel, stride, padding, output_padding):
    return padding, padding + output_padding


def padding_left_out(kernel, stride, padding, output_padding):
    zeros = kernel - 1
    return zeros, zeros + output_padding


def padding_without_extra(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding
    return zeros, zeros


def padding_extra_twice(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding + output_padding
    return zeros, zeros


def padding_split_evenly(kernel, stride, padding, output_padding):
    total = 2 * (kernel - 1 - padding) + output_padding
    return total // 2, total - total // 2


def padding_in_all(kernel, stride, padding, output_padding):
    return 2 * (kernel - 1 - padding) + output_padding


def padding_twice(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - 2 * padding
    return zeros, zeros + output_padding


def padding_half_of_it(kernel, stride, padding, output_padding):
    zeros = (kernel - 1) // 2 - padding
    return zeros, zeros + output_padding


def padding_by_the_stride(kernel, stride, padding, output_padding):
    zeros = stride * (kernel - 1) - padding
    return zeros, zeros + output_padding


def padding_after_the_last_cell(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding
    return zeros, zeros + output_padding + stride - 1


def padding_cut_before_extra(kernel, stride, padding, output_padding):
    zeros = max(kernel - 1 - padding, 0)
    return zeros, zeros + output_padding


def padding_after_from_0(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding
    return zeros, max(zeros, 0) + output_padding


def padding_from_0_at_last(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding
    return zeros, max(zeros + output_padding, 0)


def padding_shared_out(kernel, stride, padding, output_padding):
    """`padding` cells are cut off in all, as "same" shares them out."""
    before = kernel - 1 - padding // 2
    return before, kernel - 1 - (padding - padding // 2) + output_padding


def padding_before_only(kernel, stride, padding, output_padding):
    return kernel - 1 - padding, kernel - 1 + output_padding


def padding_after_only(kernel, stride, padding, output_padding):
    return kernel - 1, kernel - 1 - padding + output_padding


def padding_of_keras_same(kernel, stride, padding, output_padding):
    cut = max(kernel - stride, 0)
    after = kernel - 1 - (cut - cut // 2) + max(stride - kernel, 0)
    return kernel - 1 - cut // 2, after


def padding_of_a_centred_kernel(kernel, stride, padding, output_padding):
    return (kernel - 1) // 2, kernel // 2 + output_padding


def padding_less_the_stride(kernel, stride, padding, output_padding):
    zeros = kernel - stride - padding
    return zeros, zeros + output_padding


def padding_without_sign(kernel, stride, padding, output_padding):
    zeros = kernel - 1 - padding
    return abs(zeros), abs(zeros + output_padding)


def padding_stretched_too(kernel, stride, padding, output_padding):
    """Whole cells of the input are cut off, not cells of the stretched input."""
    zeros = kernel - 1 - padding
    before, after = zeros, zeros + output_padding
    return tuple(n if n >= 0 else -(-n // stride) for n in (before, after))


def padding_by_what_is_read(kernel, stride, padding, output_padding):
    """Which cells of a zero-inserted input of three cells the output reads."""
    last_input = 2 * stride
    full = last_input + kernel
    outputs = range(padding, full - padding + output_padding)
    if not outputs:  # all is cut off: its ends read what they would read
        outputs = outputs.start, outputs.stop - 1
    taps = range(kernel)
    read = [outputs[0] - tap for tap in taps], [outputs[-1] - tap for tap in taps]
    return -min(read[0]), max(read[1]) - last_input


# transposed_1d -----------------------------------------------------------------------


def _sequence(rng):
    length = int(rng.integers(1, 6))
    inputs, outputs = (int(rng.choice([1, 2, 2, 3])) for _ in range(2))
    taps = int(rng.choice([1, 2, 3, 3, 4]))
    stride = int(rng.integers(1, 5))
    return _numbers(rng, length, inputs), _numbers(rng, taps, outputs, inputs), stride


def whole_sequence(rng):
    return *_sequence(rng), 0, 0


def cut_sequence(rng):
    """At least one cell is left; both numbers are often 0."""
    x, kernel, stride = _sequence(rng)
    full = (len(x) - 1) * stride + len(kernel)
    extra = int(rng.integers(0, stride)) * int(rng.random() < 0.7)
    most = min((full + extra - 1) // 2, 4)
    padding = int(rng.integers(0, most + 1)) * int(rng.random() < 0.8)
    return x, kernel, stride, padding, extra


def _scatter(x, kernel, step, add=True, length=None):
    """Lay `kernel` [k, out, C] on the output, `step` cells further each time."""
    full = (len(x) - 1) * step + len(kernel)
    y = np.zeros((max(full, length or 0), kernel.shape[1]))
    for cell, tap in product(range(len(x)), range(len(kernel))):
        place = cell * step + tap
        y[place] = (y[place] if add else 0) + kernel[tap] @ x[cell]
    return y[:length]


def _keep(full, padding, extra):
    """PyTorch's part of the full output."""
    longer = np.pad(full, [(0, extra), (0, 0)])
    return longer[padding : len(longer) - padding]


def scatter_flipped(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel[::-1], stride), padding, output_padding)


def scatter_overwriting(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride, add=False), padding, output_padding)


def scatter_channels_swapped(x, kernel, stride, padding, output_padding):
    full = _scatter(x, kernel.transpose(0, 2, 1), stride)
    return _keep(full, padding, output_padding)


def scatter_unsummed(x, kernel, stride, padding, output_padding):
    full = _scatter(x[:, :1], kernel[:, :, :1], stride)
    return _keep(full, padding, output_padding)


def scatter_last_channel(x, kernel, stride, padding, output_padding):
    full = _scatter(x[:, -1:], kernel[:, :, -1:], stride)
    return _keep(full, padding, output_padding)


def scatter_channel_sums(x, kernel, stride, padding, output_padding):
    summed = x.sum(axis=1, keepdims=True), kernel.sum(axis=2, keepdims=True)
    return _keep(_scatter(*summed, stride), padding, output_padding)


def scatter_of_keras_length(x, kernel, stride, padding, output_padding):
    length = len(x) * stride + max(len(kernel) - stride, 0)
    full = _scatter(x, kernel, stride, length=length)
    return _keep(full, padding, output_padding)


def scatter_side_by_side(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, 1), padding, output_padding)


def scatter_with_stride_zeros(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride + 1), padding, output_padding)


def scatter_as_same(x, kernel, stride, padding, output_padding):
    rest = max(len(kernel) - stride, 0)
    length = len(x) * stride
    y = _scatter(x, kernel, stride, length=length + rest)
    return y[rest // 2 : rest // 2 + length]


def scatter_cut_to_integers(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride), padding, output_padding).astype(int)


def scatter_averaged(x, kernel, stride, padding, output_padding):
    counts = _scatter(np.ones((len(x), 1)), np.ones((len(kernel), 1, 1)), stride)
    full = _scatter(x, kernel, stride) / np.maximum(counts, 1)
    return _keep(full, padding, output_padding)


def scatter_without_the_last(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride), padding, output_padding)[:-1]


def scatter_of_whole_strides(x, kernel, stride, padding, output_padding):
    full = _scatter(x, kernel, stride, length=len(x) * stride + len(kernel))
    return _keep(full, padding, output_padding)


def scatter_not_at_all(x, kernel, stride, padding, output_padding):
    """A plain convolution with this stride."""
    taps = range(len(kernel))
    rows = [
        sum(kernel[tap] @ x[start + tap] for tap in taps)
        for start in range(0, len(x) - len(kernel) + 1, stride)
    ]
    return np.array(rows).reshape(-1, kernel.shape[1])


def scatter_unpadded(x, kernel, stride, padding, output_padding):
    """Zeros between the cells, then a plain convolution without zeros around."""
    reach = len(kernel) - 1
    y = _scatter(x, kernel, stride)
    return y[reach : max(len(y) - reach, reach)]


def scatter_on_its_side(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride), padding, output_padding).T


def scatter_uncut(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride), 0, output_padding)


def scatter_cut_before(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride), 0, output_padding)[padding:]


def scatter_cut_after(x, kernel, stride, padding, output_padding):
    y = _keep(_scatter(x, kernel, stride), 0, output_padding)
    return y[: len(y) - padding]


def scatter_cut_in_half(x, kernel, stride, padding, output_padding):
    """`padding` cells in all, as "same" shares them out."""
    y = _keep(_scatter(x, kernel, stride), 0, output_padding)
    return y[padding // 2 : len(y) - (padding - padding // 2)]


def scatter_padded(x, kernel, stride, padding, output_padding):
    y = _scatter(x, kernel, stride)
    return np.pad(y, [(padding, padding + output_padding), (0, 0)])


def scatter_sliced_to_minus_0(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride), 0, output_padding)[padding:-padding]


def scatter_cut_twice(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride), 2 * padding, output_padding)


def scatter_extra_subtracted(x, kernel, stride, padding, output_padding):
    full = _scatter(x, kernel, stride)
    return full[padding : max(len(full) - padding - output_padding, 0)]


def scatter_strides_long(x, kernel, stride, padding, output_padding):
    """`stride` cells for each cell of the input, whatever the kernel."""
    wanted = len(x) * stride + output_padding
    full = _scatter(x, kernel, stride)
    longer = np.pad(full, [(0, padding + wanted), (0, 0)])
    return longer[padding : padding + wanted]


def scatter_extra_from_before(x, kernel, stride, padding, output_padding):
    """What `padding` cut off before is kept again there, as far as it goes."""
    full = _scatter(x, kernel, stride)
    return full[max(padding - output_padding, 0) : len(full) - padding]


def scatter_without_extra(x, kernel, stride, padding, output_padding):
    return _keep(_scatter(x, kernel, stride), padding, 0)


def scatter_extra_before(x, kernel, stride, padding, output_padding):
    y = np.pad(_scatter(x, kernel, stride), [(output_padding, 0), (0, 0)])
    return y[padding : len(y) - padding]


def scatter_extra_as_zeros(x, kernel, stride, padding, output_padding):
    y = _keep(_scatter(x, kernel, stride), padding, 0)
    return np.pad(y, [(0, output_padding), (0, 0)])


def scatter_extra_inside(x, kernel, stride, padding, output_padding):
    """A slice ends where the full output does."""
    full = _scatter(x, kernel, stride)
    return full[padding : len(full) - padding + output_padding]


def scatter_extra_at_both_ends(x, kernel, stride, padding, output_padding):
    y = np.pad(_scatter(x, kernel, stride), [(output_padding,) * 2, (0, 0)])
    return y[padding : len(y) - padding]


def transposed_by_convolving(x, kernel, stride, padding, output_padding):
    """`np.convolve` flips its kernel, so that it needs the inserted zeros alone."""
    stretched = np.zeros(((len(x) - 1) * stride + 1, x.shape[1]))
    stretched[::stride] = x
    y = np.zeros((len(stretched) + len(kernel) - 1 + output_padding, kernel.shape[1]))
    for out, c in product(*map(range, kernel.shape[1:])):
        part = np.convolve(stretched[:, c], kernel[:, out, c])
        y[: len(part), out] += part
    return y[padding : len(y) - padding]


# overlap_counts ----------------------------------------------------------------------


def _layer_of_two_axes(rng, padding):
    size, kernel, stride = (
        tuple(int(n) for n in rng.choice(some, 2))
        for some in ([1, 2, 3, 4], [1, 2, 3, 4, 5, 6], [1, 2, 2, 3, 4])
    )
    return *size, kernel, stride, padding


def valid_layer(rng):
    return _layer_of_two_axes(rng, "valid")


def same_layer(rng):
    return _layer_of_two_axes(rng, "same")


def _axis(size, kernel, stride, padding, cut=lambda rest: rest // 2):
    counts = np.zeros(size * stride + max(kernel - stride, 0), int)
    for cell in range(size):
        counts[cell * stride : cell * stride + kernel] += 1
    if padding == "valid":
        return counts
    first = cut(max(kernel - stride, 0))
    return counts[first : first + size * stride]


def _counts(height, width, kernel, stride, padding, axis=_axis, join=np.multiply):
    rows = axis(height, kernel[0], stride[0], padding)
    columns = axis(width, kernel[1], stride[1], padding)
    return join.outer(rows, columns)


def counts_kernel_swapped(height, width, kernel, stride, padding):
    return _counts(height, width, kernel[::-1], stride, padding)


def counts_strides_swapped(height, width, kernel, stride, padding):
    return _counts(height, width, kernel, stride[::-1], padding)


def counts_without_borders(height, width, kernel, stride, padding):
    def axis(size, kernel, stride, padding):
        length = len(_axis(size, kernel, stride, padding))
        rest = max(kernel - stride, 0) // 2 if padding == "same" else 0
        taps = np.arange(kernel)
        return np.array(
            [np.sum((taps - j - rest) % stride == 0) for j in range(length)]
        )

    return _counts(height, width, kernel, stride, padding, axis)


def counts_added(height, width, kernel, stride, padding):
    return _counts(height, width, kernel, stride, padding, join=np.add)


def counts_without_the_rest(height, width, kernel, stride, padding):
    def axis(size, kernel, stride, padding):
        return _axis(size, kernel, stride, padding)[: (size - 1) * stride + kernel]

    return _counts(height, width, kernel, stride, padding, axis)


def _cut(cut):
    def counts(height, width, kernel, stride, padding):
        def axis(*layer):
            return _axis(*layer, cut=cut)

        return _counts(height, width, kernel, stride, padding, axis)

    return counts


def counts_cut_after(height, width, kernel, stride, padding):
    return _cut(lambda rest: 0)(height, width, kernel, stride, padding)


def counts_cut_more_before(height, width, kernel, stride, padding):
    return _cut(lambda rest: rest - rest // 2)(height, width, kernel, stride, padding)


def counts_cut_before(height, width, kernel, stride, padding):
    return _cut(lambda rest: rest)(height, width, kernel, stride, padding)


def counts_uncut(height, width, kernel, stride, padding):
    return _counts(height, width, kernel, stride, "valid")


def counts_cut_though_short(height, width, kernel, stride, padding):
    def axis(size, kernel, stride, padding):
        first = abs(kernel - stride) // 2
        return _axis(size, kernel, stride, padding, cut=lambda rest: first)

    return _counts(height, width, kernel, stride, padding, axis)


def counts_sides_swapped(height, width, kernel, stride, padding):
    return _counts(width, height, kernel, stride, padding)


def counts_without_stride(height, width, kernel, stride, padding):
    return _counts(height, width, kernel, (1, 1), padding)


def counts_on_their_side(height, width, kernel, stride, padding):
    return _counts(height, width, kernel, stride, padding).T


def counts_larger_of_both(height, width, kernel, stride, padding):
    return _counts(height, width, kernel, stride, padding, join=np.maximum)


def counts_reached_or_not(height, width, kernel, stride, padding):
    return (_counts(height, width, kernel, stride, padding) > 0).astype(int)


def counts_of_square_layers(height, width, kernel, stride, padding):
    kernel, stride = (kernel[0], kernel[0]), (stride[0], stride[0])
    return _counts(height, width, kernel, stride, padding)


def counts_with_paddings_swapped(height, width, kernel, stride, padding):
    other = {"valid": "same", "same": "valid"}[padding]
    return _counts(height, width, kernel, stride, other)


def counts_rounded_up(height, width, kernel, stride, padding):
    most = math.prod(-(-k // s) for k, s in zip(kernel, stride, strict=True))
    return np.full_like(_counts(height, width, kernel, stride, padding), most)


def counts_cut_by_the_kernel(height, width, kernel, stride, padding):
    def axis(size, kernel, stride, padding):
        return _axis(size, kernel, stride, padding, cut=lambda rest: (kernel - 1) // 2)

    return _counts(height, width, kernel, stride, padding, axis)


def counts_cut_by_half_the_kernel(height, width, kernel, stride, padding):
    def axis(size, kernel, stride, padding):
        return _axis(size, kernel, stride, padding, cut=lambda rest: kernel // 2)

    return _counts(height, width, kernel, stride, padding, axis)


def counts_sliced_to_minus_0(height, width, kernel, stride, padding):
    def axis(size, kernel, stride, padding):
        counts, rest = _axis(size, kernel, stride, "valid"), max(kernel - stride, 0)
        return counts[rest // 2 : -(rest - rest // 2)]

    return _counts(height, width, kernel, stride, padding, axis)


def counts_cut_alike(height, width, kernel, stride, padding):
    first = max(kernel[0] - stride[0], 0) // 2

    def axis(size, kernel, stride, padding):
        return _axis(size, kernel, stride, padding, cut=lambda rest: first)

    return _counts(height, width, kernel, stride, padding, axis)


def counts_by_definition(height, width, kernel, stride, padding):
    sizes = []
    cut = []
    for side, k, s in zip((height, width), kernel, stride, strict=True):
        rest = max(k - s, 0)
        sizes.append(side * s + (rest if padding == "valid" else 0))
        cut.append(0 if padding == "valid" else rest // 2)
    counts = [[0] * sizes[1] for _ in range(sizes[0])]
    for y, x, i, j in product(*map(range, (*sizes, height, width))):
        row, column = y + cut[0] - i * stride[0], x + cut[1] - j * stride[1]
        counts[y][x] += 0 <= row < kernel[0] and 0 <= column < kernel[1]
    return counts


# normalised_transpose ----------------------------------------------------------------


def _weighted(rng, padding):
    """Small pictures; bilinear kernels, and others of whole numbers with some zeros.

    Some pixels are negative, some 0. Some kernels have only small weights, as the
    bilinear kernel has in its corners: 0.0002 for a stride of 32.
    """
    while True:
        stride = tuple(int(s) for s in rng.choice([1, 2, 2, 3, 4], 2))
        shape = rng.integers(1, 5, 2)
        if rng.random() < 0.3:
            kernel = np.outer(*map(_tent, stride))
        else:
            kernel = rng.integers(0, 6, rng.choice([1, 2, 3, 3, 4, 5], 2)).astype(float)
        if math.prod(_full(shape, kernel, stride)) <= 64:
            break
    image = rng.integers(-8, 12, shape) / 2
    image[rng.random(shape) < 0.2] = 0
    if rng.random() < 0.15:
        image = abs(image) * 40  # a picture in 0..255
    if rng.random() < 0.2:
        kernel = kernel / 1024
    return image, kernel, stride, padding


def _tent(stride):
    taps = 2 * stride - stride % 2
    return 1 - np.abs(np.arange(taps) - (taps - 1) / 2) / stride


def weighted_valid(rng):
    return _weighted(rng, "valid")


def weighted_same(rng):
    return _weighted(rng, "same")


def _full(shape, kernel, stride):
    sides = zip(shape, kernel.shape, stride, strict=True)
    return [int(n * s + max(k - s, 0)) for n, k, s in sides]


def _stamps(image, kernel, stride):
    """The stamps, added: all that they reach, and the rest of a longer stride."""
    y = np.zeros(_full(image.shape, kernel, stride))
    for (i, j), weight in np.ndenumerate(kernel):
        reached = y[i :: stride[0], j :: stride[1]]
        reached[: image.shape[0], : image.shape[1]] += weight * image
    return y


def _crop(y, shape, kernel, stride, padding, halve=lambda rest: rest // 2):
    if padding == "valid":
        return y
    rests = (max(k - s, 0) for k, s in zip(kernel.shape, stride, strict=True))
    rows, columns = (
        slice(halve(rest), halve(rest) + n * s)
        for rest, n, s in zip(rests, shape, stride, strict=True)
    )
    return y[rows, columns]


def _ratio(total, weights):
    return np.divide(total, weights, out=np.zeros(total.shape), where=weights > 0)


def _normalised(image, kernel, stride, padding, by=None, halve=lambda rest: rest // 2):
    weights = _stamps(np.ones(image.shape), kernel if by is None else by, stride)
    y = _ratio(_stamps(image, kernel, stride), weights)
    return _crop(y, image.shape, kernel, stride, padding, halve)


def normalised_not_at_all(image, kernel, stride, padding):
    y = _stamps(image, kernel, stride)
    return _crop(y, image.shape, kernel, stride, padding)


def normalised_by_counts(image, kernel, stride, padding):
    return _normalised(image, kernel, stride, padding, by=np.ones(kernel.shape))


def normalised_by_the_whole_kernel(image, kernel, stride, padding):
    y = normalised_not_at_all(image, kernel, stride, padding)
    return y / (kernel.sum() or 1)


def normalised_kernel_turned(image, kernel, stride, padding):
    return _normalised(image, kernel[::-1, ::-1], stride, padding)


def normalised_strides_swapped(image, kernel, stride, padding):
    return _normalised(image, kernel, stride[::-1], padding)


def normalised_by_a_little_more(image, kernel, stride, padding):
    weights = _stamps(np.ones(image.shape), kernel, stride)
    y = _stamps(image, kernel, stride) / (weights + 1e-6)
    return _crop(y, image.shape, kernel, stride, padding)


def normalised_nan(image, kernel, stride, padding):
    weights = _stamps(np.ones(image.shape), kernel, stride)
    y = _stamps(image, kernel, stride)
    y = np.divide(y, weights, out=np.full(y.shape, np.nan), where=weights > 0)
    return _crop(y, image.shape, kernel, stride, padding)


def normalised_cut_apart(image, kernel, stride, padding):
    total = normalised_not_at_all(image, kernel, stride, padding)
    ones = _stamps(np.ones(image.shape), kernel, stride)
    weights = _crop(
        ones, image.shape, kernel, stride, padding, lambda rest: rest - rest // 2
    )
    return _ratio(total, weights)


def normalised_cut_more_before(image, kernel, stride, padding):
    return _normalised(
        image, kernel, stride, padding, halve=lambda rest: rest - rest // 2
    )


def normalised_cut_after(image, kernel, stride, padding):
    return _normalised(image, kernel, stride, padding, halve=lambda rest: 0)


def _divided(image, kernel, stride, padding, divide):
    """divide(stamps, sums of their weights), then cut."""
    weights = _stamps(np.ones(image.shape), kernel, stride)
    y = divide(_stamps(image, kernel, stride), weights)
    return _crop(y, image.shape, kernel, stride, padding)


def normalised_where_positive(*arguments):
    return _divided(*arguments, lambda y, w: _ratio(np.where(y > 0, y, 0), w))


def normalised_from_a_hundredth(*arguments):
    return _divided(*arguments, lambda y, w: _ratio(y, np.where(w > 0.01, w, 0)))


def normalised_from_a_thousandth(*arguments):
    return _divided(*arguments, lambda y, w: _ratio(y, np.where(w > 0.001, w, 0)))


def normalised_from_1(*arguments):
    return _divided(*arguments, lambda y, w: _ratio(y, np.where(w >= 1, w, 0)))


def normalised_where_below_1(*arguments):
    return _divided(*arguments, lambda y, w: y / np.where((w > 0) & (w < 1), w, 1))


def normalised_where_above_1(*arguments):
    return _divided(*arguments, lambda y, w: y / np.maximum(w, 1))


def normalised_by_the_largest(*arguments):
    return _divided(*arguments, lambda y, w: y / (w.max() or 1))


def normalised_1_where_nothing(*arguments):
    return _divided(*arguments, lambda y, w: np.where(w > 0, _ratio(y, w), 1))


def normalised_twice(*arguments):
    return _divided(*arguments, lambda y, w: _ratio(_ratio(y, w), w))


def normalised_to_integers(*arguments):
    return _divided(*arguments, lambda y, w: _ratio(y, w).astype(int))


def normalised_rounded(*arguments):
    return _divided(*arguments, lambda y, w: _ratio(y, w).round(2))


def normalised_by_pixels_not_0(image, kernel, stride, padding):
    weights = _stamps((image != 0).astype(float), kernel, stride)
    y = _ratio(_stamps(image, kernel, stride), weights)
    return _crop(y, image.shape, kernel, stride, padding)


def normalised_by_counts_not_0(image, kernel, stride, padding):
    counts = _stamps((image != 0).astype(float), np.ones(kernel.shape), stride)
    y = _ratio(_stamps(image, kernel, stride), counts)
    return _crop(y, image.shape, kernel, stride, padding)


def normalised_kernel_on_its_side(image, kernel, stride, padding):
    return _normalised(image, kernel.T, stride, padding)


def normalised_without_the_rest(image, kernel, stride, padding):
    y = _normalised(image, kernel, stride, padding)
    rows, columns = (
        (n - 1) * s + k
        for n, s, k in zip(image.shape, stride, kernel.shape, strict=True)
    )
    return y[:rows, :columns]


def normalised_uncut(image, kernel, stride, padding):
    return _normalised(image, kernel, stride, "valid")


def normalised_cut_before(image, kernel, stride, padding):
    return _normalised(image, kernel, stride, padding, halve=lambda rest: rest)


def normalised_cut_by_the_kernel(image, kernel, stride, padding):
    y = _normalised(image, kernel, stride, "valid")
    (row, column) = ((taps - 1) // 2 for taps in kernel.shape)
    rows, columns = np.multiply(image.shape, stride)
    return y[row : row + rows, column : column + columns]


def normalised_sliced_to_minus_0(image, kernel, stride, padding):
    y = _normalised(image, kernel, stride, "valid")
    rests = [max(k - s, 0) for k, s in zip(kernel.shape, stride, strict=True)]
    rows, columns = (slice(rest // 2, -(rest - rest // 2)) for rest in rests)
    return y[rows, columns]


def normalised_by_definition(image, kernel, stride, padding):
    """Weighted means, output by output, over the pixels that reach it."""
    rests = [max(k - s, 0) for k, s in zip(kernel.shape, stride, strict=True)]
    keep = padding == "same"
    first = [rest // 2 if keep else 0 for rest in rests]
    rows, columns = (
        n * s + (0 if keep else rest)
        for n, s, rest in zip(image.shape, stride, rests, strict=True)
    )
    y = np.zeros((rows, columns))
    for row, column in np.ndindex(rows, columns):
        found = []
        for i, j in np.ndindex(*image.shape):
            tap = row + first[0] - i * stride[0], column + first[1] - j * stride[1]
            if 0 <= tap[0] < kernel.shape[0] and 0 <= tap[1] < kernel.shape[1]:
                found.append((image[i, j], kernel[tap]))
        if sum(weight for _, weight in found):
            values, weights = np.transpose(found)
            y[row, column] = np.average(values, weights=weights)
    return y


# convolution_entries -----------------------------------------------------------------


def _map(rng, padding):
    while True:
        rows, columns = (int(rng.choice([1, 2, 2, 3])) for _ in range(2))
        height, width = int(rng.integers(rows, 6)), int(rng.integers(columns, 6))
        kernel = _numbers(rng, rows, columns)
        if rng.random() < 0.3 and kernel.size > 1:
            kernel.flat[rng.integers(kernel.size)] = 0
        layer = height, width, kernel, int(rng.choice([1, 2, 2, 3])), padding
        if len(_entries(*layer)) <= 40:
            return layer


def unpadded_map(rng):
    return _map(rng, 0)


def padded_map(rng):
    return _map(rng, int(rng.choice([1, 1, 2])))


def _windows(height, width, kernel, stride, first, out):
    """(output cell, row, column, number of the kernel) as four nested loops give it."""
    for cell, start in enumerate(product(range(out[0]), range(out[1]))):
        row, column = (first + index * stride for index in start)
        for (i, j), value in np.ndenumerate(kernel):
            yield cell, row + i, column + j, value


def _outputs(height, width, kernel, stride, padding):
    sides = zip((height, width), kernel.shape, strict=True)
    return [(side + 2 * padding - taps) // stride + 1 for side, taps in sides]


def _entries(height, width, kernel, stride, padding, out=None, keep=None):
    out = out or _outputs(height, width, kernel, stride, padding)
    keep = keep or (lambda i, j, v: 0 <= i < height and 0 <= j < width and v != 0)
    found = _windows(height, width, kernel, stride, -padding, out)
    return [(cell, i * width + j, v) for cell, i, j, v in found if keep(i, j, v)]


def entries_flipped(height, width, kernel, stride, padding):
    return _entries(height, width, kernel[::-1, ::-1], stride, padding)


def entries_of_the_transpose(height, width, kernel, stride, padding):
    found = _entries(height, width, kernel, stride, padding)
    return [(column, row, value) for row, column, value in found]


def entries_with_zeros(height, width, kernel, stride, padding):
    def keep(i, j, value):
        return 0 <= i < height and 0 <= j < width

    return _entries(height, width, kernel, stride, padding, keep=keep)


def entries_by_the_maps_width(height, width, kernel, stride, padding):
    across = _outputs(height, width, kernel, stride, padding)[1]
    found = _entries(height, width, kernel, stride, padding)
    return [
        (row // across * width + row % across, column, value)
        for row, column, value in found
    ]


def entries_column_first(height, width, kernel, stride, padding):
    down, across = _outputs(height, width, kernel, stride, padding)
    found = _entries(height, width, kernel, stride, padding)
    return sorted(
        (
            row % across * down + row // across,
            column % width * height + column // width,
            value,
        )
        for row, column, value in found
    )


def entries_of_neighbours(height, width, kernel, stride, padding):
    out = _outputs(height, width, kernel, stride, padding)
    return _entries(height, width, kernel, 1, padding, out=out)


def entries_sides_swapped(height, width, kernel, stride, padding):
    out = _outputs(height, width, kernel.T, stride, padding)
    out = [max(side, 0) for side in out]
    return _entries(height, width, kernel, stride, padding, out=out)


def entries_without_stride(height, width, kernel, stride, padding):
    return _entries(height, width, kernel, 1, padding)


def entries_of_the_padded_map(height, width, kernel, stride, padding):
    found = _entries(height, width, kernel, stride, padding)
    wide = width + 2 * padding
    return [
        (row, (column // width + padding) * wide + column % width + padding, value)
        for row, column, value in found
    ]


def entries_around_the_edge(height, width, kernel, stride, padding):
    def keep(i, j, value):
        return 0 <= i * width + j < height * width and value != 0

    return _entries(height, width, kernel, stride, padding, keep=keep)


def entries_without_padding(height, width, kernel, stride, padding):
    return _entries(height, width, kernel, stride, 0)


def entries_of_too_few_windows(height, width, kernel, stride, padding):
    out = _outputs(height, width, kernel, stride, 0)
    return _entries(height, width, kernel, stride, padding, out=out)


def entries_transposed_in_order(*layer):
    return sorted(entries_of_the_transpose(*layer))


def entries_kernel_first(height, width, kernel, stride, padding):
    """The loop over the kernel outside, that over the outputs inside."""
    found = []
    for place in np.ndindex(*kernel.shape):
        one = np.zeros(kernel.shape)
        one[place] = kernel[place]
        found += _entries(height, width, one, stride, padding)
    return found


def entries_by_column(*layer):
    return sorted(_entries(*layer), key=lambda entry: entry[1::-1])


def entries_from_1(*layer):
    return [(row + 1, column + 1, value) for row, column, value in _entries(*layer)]


def entries_value_first(*layer):
    return [(value, row, column) for row, column, value in _entries(*layer)]


def entries_without_values(*layer):
    return [(row, column) for row, column, _ in _entries(*layer)]


def entries_of_whole_numbers(*layer):
    return [(row, column, int(value)) for row, column, value in _entries(*layer)]


def entries_above_0(*layer):
    return [entry for entry in _entries(*layer) if entry[2] > 0]


def entries_as_a_matrix(height, width, kernel, stride, padding):
    outputs = math.prod(_outputs(height, width, kernel, stride, padding))
    matrix = np.zeros((outputs, height * width))
    for row, column, value in _entries(height, width, kernel, stride, padding):
        matrix[row, column] = value
    return matrix


def entries_by_the_height(height, width, kernel, stride, padding):
    found = _entries(height, width, kernel, stride, padding)
    return [
        (row, column // width * height + column % width, value)
        for row, column, value in found
    ]


def entries_by_the_outputs_height(height, width, kernel, stride, padding):
    down, across = _outputs(height, width, kernel, stride, padding)
    found = _entries(height, width, kernel, stride, padding)
    return [
        (row // across * down + row % across, column, value)
        for row, column, value in found
    ]


def entries_without_the_last_windows(height, width, kernel, stride, padding):
    sides = zip((height, width), kernel.shape, strict=True)
    out = [len(range(0, side + 2 * padding - taps, stride)) for side, taps in sides]
    return _entries(height, width, kernel, stride, padding, out=out)


def entries_beside_the_map(height, width, kernel, stride, padding):
    return _entries(
        height, width, kernel, stride, padding, keep=lambda i, j, value: value != 0
    )


def entries_of_reading_rows(*layer):
    """Rows are counted only if they have an entry."""
    found = _entries(*layer)
    rows = sorted({row for row, *_ in found})
    return [(rows.index(row), *rest) for row, *rest in found]


def entries_by_pushing(height, width, kernel, stride, padding):
    """Column by column: what one cell of the map does to every output."""
    columns = []
    for cell in range(height * width):
        one = np.zeros(height * width)
        one[cell] = 1
        padded = np.pad(one.reshape(height, width), padding)
        windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
        columns.append((windows[::stride, ::stride] * kernel).sum((2, 3)).ravel())
    matrix = np.array(columns).T
    return [(row, column, matrix[row, column]) for row, column in np.argwhere(matrix)]


KERNEL_TURNED = "The kernel comes out flipped: a stamp is the kernel as it is."
PAIR_SWAPPED = "The pair is swapped: `kernel` is (rows, columns)."
STRIDES_SWAPPED = (
    "The strides are swapped: the first of them is for the rows, from top to bottom."
)
REST_MISSING = (
    "A kernel shorter than its stride leaves cells at the end that nothing reaches: "
    "Keras keeps them, as zeros."
)
CUT_BY_THE_KERNEL = (
    "What is too much is kernel - stride, not kernel - 1: of this half is cut off "
    "before, rounded down."
)
SLICED_TO_MINUS_0 = (
    "Where nothing is cut off at the end, a slice to -0 is a slice to 0: it is empty. "
    "Give the end as first + size * stride."
)
EXTRA_MISSING = (
    "`output_padding` is missing: it keeps more cells at the far end, each of which "
    "needs one zero more after the input."
)
EXTRA_TWICE = (
    "`output_padding` counts at the far end only: the zeros before do not change."
)
SPLIT_EVENLY = (
    "The zeros are not shared out evenly: `output_padding` belongs to the far end."
)
SHARED_OUT = "`padding` is not what is cut off in all: so many cells go at each end."
BEFORE_ONLY = "`padding` cuts at each end: the zeros after are fewer by it, too."
AFTER_ONLY = "`padding` cuts at each end: the zeros before are fewer by it, too."
OF_KERAS_SAME = (
    'These are the zeros of Keras\' "same": here `padding` says what is cut off at '
    "each end, and `output_padding` what is kept."
)
CENTRED = (
    "These are the zeros of a plain convolution that keeps the size: here there are "
    "kernel - 1 on each side, fewer by `padding`."
)
LESS_THE_STRIDE = (
    "The stride has done its part between the cells: without `padding` there are "
    "kernel - 1 zeros, not kernel - stride."
)
CUT_TWICE = "`padding` cells are cut off at each end, not twice as many."
EXTRA_SUBTRACTED = (
    "`output_padding` has the wrong sign: it keeps more cells at the far end, not "
    "fewer."
)
NOT_INTEGERS = "Cut to whole numbers: the result has fractions."

# Mistakes of both paddings.
NORMALISED = {
    normalised_by_the_whole_kernel: "Divided by the same number everywhere, so "
    "that the border stays dark: near it fewer weights reach an output.",
    normalised_by_the_largest: "Divided by the largest sum everywhere: divide "
    "each output by its own.",
    normalised_by_pixels_not_0: "A pixel of 0 is a value like any other: its "
    "weights belong to the sum.",
    normalised_by_counts_not_0: "Divided by the number of pixels that are not "
    "0: divide by the sum of the weights, those of zeros, too.",
    normalised_where_below_1: "Divided only where the sum of the weights is "
    "below 1: divide wherever it is not 0.",
    normalised_where_above_1: "Divided only where the sum of the weights is "
    "above 1: divide wherever it is not 0.",
    normalised_from_a_hundredth: "A small sum of weights is not 0: in the "
    "corner of the bilinear kernel for 32 a weight is 0.0002.",
    normalised_from_a_thousandth: "A small sum of weights is not 0: in the "
    "corner of the bilinear kernel for 32 a weight is 0.0002.",
    normalised_where_positive: "An output may be negative: ask where the sum "
    "of the weights is above 0, not where the sum of the stamps is.",
    normalised_by_a_little_more: "Something is added to the sum of the "
    "weights: divide by the sum itself, where it is above 0.",
    normalised_nan: "Where the sum of the weights is 0 the output is 0, not "
    "NaN: divide elsewhere only.",
    normalised_1_where_nothing: "Where the sum of the weights is 0 the output "
    "is 0, not 1.",
}

# What goes wrong whether or not the input is cut into.
ZEROS = {
    padding_itself: "`padding` is what is cut off the output, not the zeros "
    "around the input: without it there are kernel - 1 of them.",
    padding_twice: "`padding` counts once at each end: it is subtracted once "
    "from the zeros before and once from those after.",
    padding_extra_before: "`output_padding` is at the wrong end: it keeps more "
    "of the far end of the output, so that the zeros come after.",
    padding_left_out: "`padding` is missing: at each end there are so many "
    "zeros fewer.",
    padding_without_extra: EXTRA_MISSING,
    padding_extra_twice: EXTRA_TWICE,
    padding_split_evenly: SPLIT_EVENLY,
    padding_shared_out: SHARED_OUT,
    padding_before_only: BEFORE_ONLY,
    padding_after_only: AFTER_ONLY,
    padding_of_keras_same: OF_KERAS_SAME,
    padding_of_a_centred_kernel: CENTRED,
    padding_less_the_stride: LESS_THE_STRIDE,
    padding_in_all: "Two numbers are asked for: the zeros before and those "
    "after, not their sum.",
    padding_by_the_stride: "The stride has done its part between the cells: it "
    "does not change the zeros at the ends.",
    padding_after_the_last_cell: "No zeros are inserted after the last cell: "
    "`stride` - 1 of them stand between two cells only.",
    padding_by_keras: "The rest of a stride longer than the kernel is Keras' "
    "rule: in PyTorch only `output_padding` adds cells at the end.",
    padding_of_a_whole_kernel: "The window of the first output ends on the "
    "first cell, which is no zero: that takes kernel - 1 zeros, not kernel.",
}
# What goes wrong whether or not the ends are cut off.
SEQUENCE = {
    scatter_overwriting: "Where stamps overlap they are added: here the later "
    "one overwrites the earlier.",
    scatter_averaged: "Where stamps overlap they are added, not averaged.",
    scatter_channels_swapped: "The channels are swapped: `kernel[t]` is "
    "[out, C], and its last axis meets the channels of `x`.",
    scatter_unsummed: "Only the first channel of `x` is used: an output is the "
    "sum over all channels of the input.",
    scatter_channel_sums: "Each channel of `x` has a weight of its own: "
    "multiply first, then add the channels up.",
    scatter_side_by_side: "`stride` is missing: each stamp begins `stride` "
    "cells after the one before.",
    scatter_with_stride_zeros: "Stamps begin `stride` cells apart: between two "
    "cells there are `stride` - 1 zeros.",
    scatter_cut_to_integers: NOT_INTEGERS,
}
# What goes wrong with and without padding.
ENTRIES = {
    entries_flipped: "The kernel is flipped: a convolution layer lays it on "
    "the map as it is.",
    entries_of_the_transpose: "These are the entries of the transposed matrix: "
    "a row belongs to an output, a column to a cell of the map.",
    entries_transposed_in_order: "This is the transposed matrix, in order: a "
    "row belongs to an output, a column to a cell of the map.",
    entries_with_zeros: "A zero of the kernel is no entry: leave it out.",
    entries_above_0: "A negative number of the kernel is an entry, too: leave "
    "out zeros only.",
    entries_by_the_height: "Cells are counted row by row: what lies before a "
    "row of the map is rows * width, not rows * height.",
    entries_column_first: "Cells are counted row by row: here they are counted "
    "column by column.",
    entries_kernel_first: "The entries are right, but in the order of the "
    "kernel's numbers: sort them by row, and by column within a row.",
    entries_of_neighbours: "Neighbouring windows lie `stride` cells apart in "
    "the map, not one.",
    entries_sides_swapped: "The kernel's sides are swapped in the number of "
    "windows: its rows go from top to bottom.",
    entries_without_stride: "`stride` is missing: windows lie `stride` cells "
    "apart, so that there are fewer of them.",
    entries_without_the_last_windows: "The last row and column of windows are "
    "missing: `range` stops before its end, so it needs + 1.",
    entries_from_1: "Rows and columns are counted from 0.",
}
# What goes wrong with either padding.
COUNTS = {
    counts_kernel_swapped: PAIR_SWAPPED,
    counts_strides_swapped: STRIDES_SWAPPED,
    counts_sides_swapped: "Height and width are swapped: the input has `height` rows.",
    counts_on_their_side: "The result is on its side: rows come first.",
    counts_of_square_layers: "Each axis has its own kernel and stride: here "
    "those of the rows are used for both.",
    counts_without_borders: "This is the pattern far from the borders: near "
    "them some of the stamps are missing.",
    counts_reached_or_not: "How many stamps reach a cell is asked for, not "
    "whether one does.",
    counts_added: "Along the two axes counts multiply: each row of stamps "
    "that reaches a cell does so with each of its columns.",
    counts_without_stride: "`stride` is missing: stamps begin `stride` cells apart.",
}

GROUPS = {
    "transposed_size": {
        "function": "transposed_size",
        "arguments": one_axis,
        "mutants": {
            size_of_a_convolution: "This is the size after a plain convolution. Here "
            "the stride stretches the input: a larger stride makes a larger output.",
            size_without_the_rest: "A kernel shorter than its stride leaves cells at "
            'the end that it does not reach: Keras keeps them with "valid", as zeros.',
            size_of_covered_cells: 'With "valid" this leaves out every cell that no '
            "stamp reaches: Keras keeps them, as zeros.",
            size_of_reached_rows: 'With "same" there are `stride` cells for each cell '
            "of the input, also where a short kernel does not reach them.",
            size_same_without_last_zeros: 'With "same" the last cell has `stride` '
            "cells of the output as well: no zeros are left out after it.",
            size_of_the_stamps: "This is what the stamps reach, whatever `padding` "
            'is: "same" has `stride` cells for each cell of the input.',
            size_same_as_the_input: '"same" is not the size of the input: it is '
            "`stride` cells for each cell of the input.",
            size_by_the_stride_alone: 'With "valid" the last stamp is kept whole: '
            "what it reaches beyond its own `stride` cells belongs to the output.",
            size_without_padding: '`padding` is not used: with "same" there are '
            "`stride` cells for each cell of the input, whatever the kernel.",
            size_with_paddings_swapped: 'The paddings are swapped: "valid" keeps all '
            'that the stamps reach, "same" `stride` cells for each cell of the input.',
            size_with_stride_zeros: "Stamps begin `stride` cells apart, so that there "
            "are `stride` - 1 zeros between two cells, not `stride`.",
            size_with_a_whole_kernel: "The last stamp begins `stride` cells before the "
            "end of size * stride: only what it reaches beyond is added.",
            size_with_all_but_one_tap: "The last stamp begins `stride` cells before "
            "the end of size * stride: it reaches kernel - stride beyond, not "
            "kernel - 1.",
            size_of_separate_stamps: "Stamps begin `stride` cells apart, not one after "
            "the other: kernel * size counts what overlaps more than once.",
            size_by_the_difference: "A kernel shorter than its stride reaches nothing "
            "beyond size * stride: then 0 cells are added.",
        },
    },
    "input_sizes": {
        "function": "input_sizes",
        "arguments": made_cells,
        "mutants": {
            inputs_smallest: "The smallest is right, but a convolution rounds: larger "
            "maps make as many cells, until one more window fits.",
            inputs_largest: "The largest is right, but a convolution rounds: smaller "
            "maps make as many cells, too.",
            inputs_as_one_number: "There are several, so that a list is asked for: a "
            "convolution rounds.",
            inputs_as_ends: "All of them are asked for, not the first and the last.",
            inputs_counted: "The sizes are asked for, not how many there are.",
            inputs_of_the_way_back: "This is the size that a transposed convolution "
            "makes: it is one of several.",
            inputs_from_the_way_back: "The size that a transposed convolution makes is "
            "not always the smallest.",
            inputs_of_a_convolution: "This convolves once more: the map came before, "
            "so that it has more cells.",
            inputs_always_valid: '`padding` is not used: with "same" there is a window '
            "for every `stride` cells begun, whatever the kernel.",
            inputs_always_same: '`padding` is not used: with "valid" the last window '
            "must lie wholly inside the map.",
            inputs_same_rounded_down: '"same" rounds up: a window begins in the last '
            "cells also if they are fewer than `stride`.",
            inputs_valid_rounded_up: '"valid" rounds down: cells after the last whole '
            "window are left over.",
            inputs_without_the_last: "The largest is missing: `range` stops before its "
            "end.",
            inputs_and_one_more: "The last one is too large: one more window fits in "
            "it.",
            inputs_one_too_small: "All are one too small.",
            inputs_up_to: "The smallest of these make fewer cells: leave them out.",
            inputs_that_hold_the_kernel: 'With "same" the map may be shorter than the '
            "kernel: the zeros around it fill the window.",
        },
    },
    "equivalent_padding": {
        "function": "equivalent_padding",
        "arguments": plain_layer,
        "mutants": {
            **ZEROS,
            padding_sign: "`padding` has the wrong sign: what it cuts off the output "
            "is not to be reached, so that the more of it, the fewer zeros.",
            padding_sign_of_extra: "`output_padding` has the wrong sign: it keeps more "
            "cells, and each of them needs one zero more.",
            padding_half_of_it: "The window of the first output holds one number of "
            "the input, its last: there are kernel - 1 zeros before, not half as many.",
        },
    },
    "equivalent_padding_negative": {
        "function": "equivalent_padding",
        "arguments": cut_layer,
        "mutants": {
            **ZEROS,
            padding_never_negative: "More padding than the kernel reaches cuts into "
            "the zero-inserted input: give the negative number, not 0.",
            padding_cut_before_extra: "A negative number may not become 0 before "
            "`output_padding` is added, nor after: it cuts into the input.",
            padding_after_from_0: "After the input, too, a negative number may not "
            "become 0 before `output_padding` is added.",
            padding_without_sign: "A negative number keeps its sign: it says that "
            "cells are cut off, not put on.",
            padding_stretched_too: "Cells of the zero-inserted input are cut off, one "
            "by one: the zeros between count, too.",
            padding_half_of_it: "The window of the first output reads the input with "
            "its last tap only: all its reach lies before, not half of it.",
            padding_sign: "Zeros are fewer by `padding`, not more: the sign is wrong.",
            padding_sign_of_extra: "The zeros after are more by `output_padding`, not "
            "fewer: the sign is wrong.",
            padding_from_0_at_last: "After the input, too, the number may be negative: "
            "give it as it is, not 0.",
        },
    },
    "transposed_1d": {
        "function": "transposed_1d",
        "arguments": whole_sequence,
        "mutants": {
            **SEQUENCE,
            scatter_flipped: "The kernel comes out flipped. Stamped on the output it "
            "stays as it is; slid over inserted zeros it must be flipped.",
            scatter_last_channel: "Only the last channel of `x` is left: add the "
            "channels up, with += instead of =.",
            scatter_not_at_all: "This is a plain convolution: a transposed one has a "
            "longer output than its input.",
            scatter_of_keras_length: "The output ends with the last tap: the zeros "
            "that Keras adds after a kernel shorter than its stride are left out here.",
            scatter_of_whole_strides: "The output ends with the last tap of the last "
            "stamp, which begins (L - 1) * stride cells after the first.",
            scatter_without_the_last: "The last cell is missing: the output has one "
            "more than the last tap's index.",
            scatter_as_same: 'This has `stride` cells for each cell, as "same" has: '
            "the full output is asked for.",
            scatter_on_its_side: "The axes are swapped: cells come first, channels "
            "last.",
            scatter_unpadded: "The output is too short: the zero-inserted input needs "
            "zeros before and after, so that the first window ends on the first cell.",
        },
    },
    "transposed_1d_cut": {
        "function": "transposed_1d",
        "arguments": cut_sequence,
        "mutants": {
            **SEQUENCE,
            scatter_uncut: "`padding` is not used: so many cells are cut off at each "
            "end of the full output.",
            scatter_cut_before: "All is cut off at the start: `padding` cells go at "
            "each end.",
            scatter_cut_after: "All is cut off at the end: `padding` cells go at each "
            "end.",
            scatter_cut_in_half: "`padding` is not what is cut off in all: so many "
            "cells go at each end.",
            scatter_padded: "`padding` cuts the output: no zeros are put around it.",
            scatter_sliced_to_minus_0: "With a `padding` of 0 a slice to -0 is a slice "
            "to 0: it is empty. Give the end as length - `padding`.",
            scatter_without_extra: "`output_padding` is missing: so many more cells "
            "are kept at the far end.",
            scatter_extra_before: "`output_padding` is at the wrong end: it keeps more "
            "of the far end.",
            scatter_extra_at_both_ends: "`output_padding` is for the far end only.",
            scatter_extra_as_zeros: "What `output_padding` keeps is the output itself: "
            "only where the full output has ended it is 0.",
            scatter_extra_inside: "A slice ends where the full output does: beyond it "
            "`output_padding` keeps zeros.",
            scatter_as_same: 'This has `stride` cells for each cell, as "same" has: '
            "here `padding` says how many cells are cut off.",
            scatter_strides_long: "There are not `stride` cells for each cell of the "
            "input: what the stamps reach is the full output, cut by `padding`.",
            scatter_cut_twice: CUT_TWICE,
            scatter_extra_subtracted: EXTRA_SUBTRACTED,
            scatter_extra_from_before: "`output_padding` keeps more cells at the far "
            "end, not at the start.",
            scatter_of_keras_length: "The zeros that Keras adds after a kernel shorter "
            "than its stride are no part of the full output.",
            scatter_flipped: "The kernel comes out flipped: its first tap lands first.",
        },
    },
    "overlap_counts": {
        "function": "overlap_counts",
        "arguments": valid_layer,
        "mutants": {
            **COUNTS,
            counts_rounded_up: "This is the largest count everywhere: it changes from "
            "cell to cell, and near the borders it is smaller.",
            counts_larger_of_both: "Along the two axes counts multiply: the larger of "
            "the two is too few.",
            counts_without_the_rest: "A kernel shorter than its stride leaves cells at "
            "the end that nothing reaches: they are in the output, with count 0.",
            counts_with_paddings_swapped: 'The paddings are swapped: "same" is cut, '
            '"valid" is not.',
        },
    },
    "overlap_counts_same": {
        "function": "overlap_counts",
        "arguments": same_layer,
        "mutants": {
            **COUNTS,
            counts_cut_after: 'All is cut off at the end: "same" cuts half of what is '
            "too much before.",
            counts_cut_before: 'All is cut off at the start: "same" cuts half of what '
            "is too much after.",
            counts_cut_more_before: "An odd number is halved the wrong way: the "
            "smaller half is cut off before, the larger after.",
            counts_cut_by_the_kernel: CUT_BY_THE_KERNEL,
            counts_cut_by_half_the_kernel: "What is too much is kernel - stride, not "
            "kernel: of this half is cut off before, rounded down.",
            counts_sliced_to_minus_0: SLICED_TO_MINUS_0,
            counts_cut_alike: "Along each axis as much is cut off as is too much "
            "there: here the rows' number is used for the columns as well.",
            counts_uncut: 'Nothing is cut off: "same" leaves `stride` cells for each '
            "cell of the input.",
            counts_cut_though_short: "Where the kernel is shorter than its stride "
            "nothing is too much: the number that is cut off is 0.",
            counts_without_the_rest: 'With "same" there are `stride` cells for each '
            "cell of the input, also where nothing reaches: those have count 0.",
        },
    },
    "normalised_transpose": {
        "function": "normalised_transpose",
        "arguments": weighted_valid,
        "mutants": {
            normalised_not_at_all: "Nothing is divided: an image of ones stays 1 if "
            "each output is divided by the sum of the weights that reach it.",
            normalised_by_counts: "Divided by the number of stamps: divide by the sum "
            "of their weights, so that an even image stays even.",
            **NORMALISED,
            normalised_twice: "Divided twice: once by the sum of the weights is "
            "enough.",
            normalised_kernel_turned: KERNEL_TURNED,
            normalised_kernel_on_its_side: "The kernel is on its side: its rows run "
            "from top to bottom.",
            normalised_strides_swapped: STRIDES_SWAPPED,
            normalised_without_the_rest: REST_MISSING,
            normalised_to_integers: NOT_INTEGERS,
            normalised_rounded: "Rounded: return the numbers as they are.",
            normalised_from_1: "A sum of weights below 1 is not 0: only where it is 0 "
            "the output is 0.",
        },
    },
    "normalised_transpose_same": {
        "function": "normalised_transpose",
        "arguments": weighted_same,
        "mutants": {
            normalised_cut_apart: "The sums of the weights are cut at other ends than "
            "the output: divide first, or cut both alike.",
            normalised_cut_more_before: "An odd number is halved the wrong way: "
            "less is cut off before than after.",
            normalised_cut_after: "All is cut off at the end: of what is too much half "
            "goes before.",
            normalised_cut_before: "All is cut off at the start: of what is too much "
            "half goes after.",
            normalised_cut_by_the_kernel: CUT_BY_THE_KERNEL,
            normalised_sliced_to_minus_0: SLICED_TO_MINUS_0,
            normalised_uncut: 'Nothing is cut off: "same" leaves `stride` cells for '
            "each cell of the input.",
            normalised_by_counts: "Weights differ, so that a count of stamps will "
            "not do: divide by the sum of the weights that reach the output.",
            **NORMALISED,
            normalised_kernel_turned: KERNEL_TURNED,
            normalised_strides_swapped: STRIDES_SWAPPED,
            normalised_not_at_all: "Nothing is divided: an image of ones stays 1 if "
            "each output is divided by the sum of the weights that reach it.",
            normalised_from_1: "A sum of weights below 1 is not 0: only where it is 0 "
            "the output is 0.",
        },
    },
    "convolution_entries": {
        "function": "convolution_entries",
        "arguments": unpadded_map,
        "mutants": {
            **ENTRIES,
            entries_by_the_maps_width: "A row of outputs has fewer cells than a row of "
            "the map: count the matrix' rows by the outputs.",
            entries_by_the_outputs_height: "Outputs are counted row by row: what lies "
            "before a row of outputs is rows * width of the output, not its height.",
            entries_by_column: "The entries are right, but ordered by column: sort "
            "them by row, and by column within a row.",
            entries_value_first: "Row and column come before the value.",
            entries_without_values: "The values are missing: (row, column, value).",
            entries_of_whole_numbers: "The values are cut to whole numbers.",
            entries_as_a_matrix: "This is the matrix with its zeros: a list of its "
            "entries is asked for.",
        },
    },
    "convolution_entries_padding": {
        "function": "convolution_entries",
        "arguments": padded_map,
        "mutants": {
            **ENTRIES,
            entries_of_the_padded_map: "The columns number the cells of the padded "
            "map: the matrix has one for each cell of the map itself.",
            entries_around_the_edge: "A number of the kernel that lies beside the map "
            "lands in the row above or below: test row and column each.",
            entries_beside_the_map: "The zeros around the map have no column: leave "
            "out what the kernel has there.",
            entries_without_padding: "`padding` is missing: the first window begins "
            "`padding` rows above the map.",
            entries_of_reading_rows: "An output that sees only zeros has a row as "
            "well: here the rows without entries are not counted.",
            entries_of_too_few_windows: "There are more windows: the map has "
            "2 * `padding` more rows and columns.",
            entries_by_the_maps_width: "A row of outputs is not as long as a row of "
            "the map: count the matrix' rows by the outputs.",
        },
    },
}
ALTERNATIVES = {
    "transposed_size": size_by_covering,
    "input_sizes": inputs_by_trying,
    "equivalent_padding": padding_by_what_is_read,
    "transposed_1d": transposed_by_convolving,
    "overlap_counts": counts_by_definition,
    "normalised_transpose": normalised_by_definition,
    "convolution_entries": entries_by_pushing,
}
