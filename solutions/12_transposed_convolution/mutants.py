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


def size_same_as_the_input(size, kernel, stride, padding):
    return size if padding == "same" else size * stride + max(kernel - stride, 0)


def size_by_the_stride_alone(size, kernel, stride, padding):
    return size * stride


def size_with_stride_zeros(size, kernel, stride, padding):
    if padding == "same":
        return size * stride
    return size * (stride + 1) + max(kernel - stride - 1, 0)


def size_by_covering(size, kernel, stride, padding):
    reach = stride if padding == "same" else max(kernel, stride)
    return len({cell * stride + row for cell in range(size) for row in range(reach)})


# equivalent_padding ------------------------------------------------------------------


def plain_layer(rng):
    """No dilation, no more padding than the kernel reaches."""
    kernel, stride = int(rng.integers(1, 8)), int(rng.integers(1, 6))
    padding, extra = int(rng.integers(0, kernel)), int(rng.integers(0, stride))
    return kernel, stride, padding, extra, 1


def dilated_layer(rng):
    """Often dilated, sometimes with more padding than the kernel reaches."""
    kernel, stride = int(rng.integers(1, 6)), int(rng.integers(1, 5))
    dilation = int(rng.integers(1, 5))
    padding = int(rng.integers(0, (kernel - 1) * dilation + 4))
    extra = int(rng.integers(0, max(stride, dilation)))
    extra *= int(rng.random() < 0.7)
    return kernel, stride, padding, extra, dilation


def padding_extra_before(kernel, stride, padding, output_padding, dilation):
    zeros = dilation * (kernel - 1) - padding
    return zeros + output_padding, zeros


def padding_sign_of_extra(kernel, stride, padding, output_padding, dilation):
    zeros = dilation * (kernel - 1) - padding
    return zeros, zeros - output_padding


def padding_sign(kernel, stride, padding, output_padding, dilation):
    zeros = dilation * (kernel - 1) + padding
    return zeros, zeros + output_padding


def padding_by_keras(kernel, stride, padding, output_padding, dilation):
    zeros = dilation * (kernel - 1) - padding
    return zeros, zeros + output_padding + max(stride - kernel, 0)


def padding_of_a_whole_kernel(kernel, stride, padding, output_padding, dilation):
    zeros = dilation * kernel - padding
    return zeros, zeros + output_padding


def padding_undilated(kernel, stride, padding, output_padding, dilation):
    zeros = kernel - 1 - padding
    return zeros, zeros + output_padding


def padding_rate_as_zeros(kernel, stride, padding, output_padding, dilation):
    zeros = (dilation + 1) * (kernel - 1) - padding
    return zeros, zeros + output_padding


def padding_never_negative(kernel, stride, padding, output_padding, dilation):
    zeros = dilation * (kernel - 1) - padding
    return max(zeros, 0), max(zeros + output_padding, 0)


def padding_by_what_is_read(kernel, stride, padding, output_padding, dilation):
    """Which cells of a zero-inserted input of three cells the output reads."""
    last_input = 2 * stride
    full = last_input + dilation * (kernel - 1) + 1
    outputs = range(padding, full - padding + output_padding)
    taps = range(0, dilation * kernel, dilation)
    if not outputs:  # all is cut off: its ends read what they would read
        outputs = outputs.start, outputs.stop - 1
    read = [outputs[0] - tap for tap in taps], [outputs[-1] - tap for tap in taps]
    return -min(read[0]), max(read[1]) - last_input


# transposed_1d -----------------------------------------------------------------------


def _sequence(rng, dilation):
    length = int(rng.integers(1, 6))
    inputs, outputs = (int(rng.choice([1, 2, 2, 3])) for _ in range(2))
    taps = int(rng.choice([1, 2, 3, 3, 4]))
    stride = int(rng.integers(1, 5))
    x, kernel = _numbers(rng, length, inputs), _numbers(rng, taps, outputs, inputs)
    return x, kernel, stride, dilation


def plain_sequence(rng):
    return _sequence(rng, 1)


def dilated_sequence(rng):
    return _sequence(rng, int(rng.choice([1, 2, 2, 3, 4])))


def _scatter(x, kernel, step, dilation, add=True, length=None):
    """Lay `kernel` [k, out, C] on the output, `step` cells further each time."""
    full = (len(x) - 1) * step + (len(kernel) - 1) * dilation + 1
    y = np.zeros((max(full, length or 0), kernel.shape[1]))
    for cell, tap in product(range(len(x)), range(len(kernel))):
        place = cell * step + tap * dilation
        y[place] = (y[place] if add else 0) + kernel[tap] @ x[cell]
    return y[:length]


def scatter_flipped(x, kernel, stride, dilation):
    return _scatter(x, kernel[::-1], stride, dilation)


def scatter_overwriting(x, kernel, stride, dilation):
    return _scatter(x, kernel, stride, dilation, add=False)


def scatter_channels_swapped(x, kernel, stride, dilation):
    return _scatter(x, kernel.transpose(0, 2, 1), stride, dilation)


def scatter_unsummed(x, kernel, stride, dilation):
    return _scatter(x[:, :1], kernel[:, :, :1], stride, dilation)


def scatter_of_keras_length(x, kernel, stride, dilation):
    span = (len(kernel) - 1) * dilation + 1
    length = len(x) * stride + max(span - stride, 0)
    return _scatter(x, kernel, stride, dilation, length=length)


def scatter_undilated(x, kernel, stride, dilation):
    return _scatter(x, kernel, stride, 1)


def scatter_rate_as_zeros(x, kernel, stride, dilation):
    return _scatter(x, kernel, stride, dilation + 1)


def scatter_dilated_steps(x, kernel, stride, dilation):
    return _scatter(x, kernel, stride * dilation, dilation)


def scatter_cut_at_the_end(x, kernel, stride, dilation):
    length = (len(x) - 1) * stride + len(kernel)
    return _scatter(x, kernel, stride, dilation, length=length)


def transposed_by_convolving(x, kernel, stride, dilation):
    """`np.convolve` flips its kernel, so that it needs the inserted zeros alone."""
    stretched = np.zeros(((len(x) - 1) * stride + 1, x.shape[1]))
    stretched[::stride] = x
    spread = np.zeros(((len(kernel) - 1) * dilation + 1, *kernel.shape[1:]))
    spread[::dilation] = kernel
    return np.stack(
        [
            sum(
                np.convolve(stretched[:, c], spread[:, out, c])
                for c in range(x.shape[1])
            )
            for out in range(kernel.shape[1])
        ],
        axis=1,
    )


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
    """Small pictures; bilinear kernels, and others of whole numbers with some zeros."""
    while True:
        stride = tuple(int(s) for s in rng.choice([1, 2, 2, 3, 4], 2))
        shape = rng.integers(1, 5, 2)
        if rng.random() < 0.3:
            kernel = np.outer(*map(_tent, stride))
        else:
            kernel = rng.integers(0, 6, rng.choice([1, 2, 3, 3, 4, 5], 2)).astype(float)
        if math.prod(_full(shape, kernel, stride)) <= 64:
            break
    image = rng.integers(0, 20, shape) / 2
    if rng.random() < 0.15:
        image = image * 25  # a picture in 0..255
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


GROUPS = {
    "transposed_size": {
        "function": "transposed_size",
        "arguments": one_axis,
        "mutants": {
            size_of_a_convolution: "This is the size after a plain convolution. Here "
            "the stride stretches the input: a larger stride makes a larger output.",
            size_without_the_rest: "A kernel shorter than its stride leaves cells at "
            'the end that it does not reach: Keras keeps them with "valid", as zeros.',
            size_same_as_the_input: '"same" is not the size of the input: it is '
            "`stride` cells for each cell of the input.",
            size_by_the_stride_alone: 'With "valid" the last stamp is kept whole: '
            "what it reaches beyond its own `stride` cells belongs to the output.",
            size_with_stride_zeros: "Stamps begin `stride` cells apart, so that there "
            "are `stride` - 1 zeros between two cells, not `stride`.",
        },
    },
    "equivalent_padding": {
        "function": "equivalent_padding",
        "arguments": plain_layer,
        "mutants": {
            padding_sign: "`padding` has the wrong sign: what it cuts off the output "
            "is not to be reached, so that the more of it, the fewer zeros.",
            padding_sign_of_extra: "`output_padding` has the wrong sign: it keeps more "
            "cells, and each of them needs one zero more.",
            padding_extra_before: "`output_padding` is at the wrong end: it keeps more "
            "of the far end of the output, so that the zeros come after.",
            padding_by_keras: "The rest of a stride longer than the kernel is Keras' "
            "rule: in PyTorch only `output_padding` adds cells at the end.",
            padding_of_a_whole_kernel: "The window of the first output ends on the "
            "first cell, which is no zero: that takes kernel - 1 zeros, not kernel.",
        },
    },
    "equivalent_padding_dilation": {
        "function": "equivalent_padding",
        "arguments": dilated_layer,
        "mutants": {
            padding_undilated: "`dilation` is missing: the kernel spans more cells, "
            "and its window needs more zeros.",
            padding_rate_as_zeros: "`dilation` is the distance of two taps; between "
            "them there are `dilation` - 1 cells.",
            padding_never_negative: "More padding than the kernel reaches cuts into "
            "the zero-inserted input: give the negative number, not 0.",
            padding_sign: "Zeros are fewer by `padding`, not more: the sign is wrong.",
            padding_sign_of_extra: "The zeros after are more by `output_padding`, not "
            "fewer: the sign is wrong.",
        },
    },
    "transposed_1d": {
        "function": "transposed_1d",
        "arguments": plain_sequence,
        "mutants": {
            scatter_flipped: "The kernel comes out flipped. Stamped on the output it "
            "stays as it is; slid over inserted zeros it must be flipped.",
            scatter_overwriting: "Where stamps overlap they are added: here the later "
            "one overwrites the earlier.",
            scatter_channels_swapped: "The channels are swapped: `kernel[t]` is "
            "[out, C], and its last axis meets the channels of `x`.",
            scatter_unsummed: "Only the first channel of `x` is used: an output is the "
            "sum over all channels of the input.",
            scatter_of_keras_length: "The output ends with the last tap: the zeros "
            "that Keras adds after a kernel shorter than its stride are left out here.",
        },
    },
    "transposed_1d_dilation": {
        "function": "transposed_1d",
        "arguments": dilated_sequence,
        "mutants": {
            scatter_undilated: "`dilation` is missing: the taps of one stamp land "
            "`dilation` cells apart.",
            scatter_rate_as_zeros: "The rate is not the number of zeros: taps are "
            "`dilation` cells apart, with `dilation` - 1 cells between them.",
            scatter_dilated_steps: "The dilation stretches the kernel only: stamps "
            "still begin `stride` cells apart.",
            scatter_cut_at_the_end: "The end is cut off: the last tap lies "
            "`dilation` * (k - 1) cells after the start of its stamp.",
            scatter_flipped: "The kernel comes out flipped: its first tap lands first.",
        },
    },
    "overlap_counts": {
        "function": "overlap_counts",
        "arguments": valid_layer,
        "mutants": {
            counts_kernel_swapped: "The pair is swapped: `kernel` is (rows, columns).",
            counts_strides_swapped: "The strides are swapped: the first of them is "
            "for the rows, from top to bottom.",
            counts_without_borders: "This is the pattern far from the borders: near "
            "them some of the stamps are missing.",
            counts_added: "Along the two axes counts multiply: each row of stamps "
            "that reaches a cell does so with each of its columns.",
            counts_without_the_rest: "A kernel shorter than its stride leaves cells at "
            "the end that nothing reaches: they are in the output, with count 0.",
        },
    },
    "overlap_counts_same": {
        "function": "overlap_counts",
        "arguments": same_layer,
        "mutants": {
            counts_cut_after: 'All is cut off at the end: "same" cuts half of what is '
            "too much before.",
            counts_cut_before: 'All is cut off at the start: "same" cuts half of what '
            "is too much after.",
            counts_cut_more_before: "An odd number is halved the wrong way: the "
            "smaller half is cut off before, the larger after.",
            counts_uncut: 'Nothing is cut off: "same" leaves `stride` cells for each '
            "cell of the input.",
            counts_cut_though_short: "Where the kernel is shorter than its stride "
            "nothing is too much: the number that is cut off is 0.",
        },
    },
    "normalised_transpose": {
        "function": "normalised_transpose",
        "arguments": weighted_valid,
        "mutants": {
            normalised_by_counts: "Divided by the number of stamps: divide by the sum "
            "of their weights, so that an even image stays even.",
            normalised_by_the_whole_kernel: "Divided by the same number everywhere, so "
            "that the border stays dark: near it fewer weights reach an output.",
            normalised_kernel_turned: "The kernel comes out flipped: a stamp is the "
            "kernel as it is.",
            normalised_strides_swapped: "The strides are swapped: the first of them is "
            "from top to bottom.",
            normalised_nan: "Where the sum of the weights is 0 the output is 0, not "
            "NaN: divide elsewhere only.",
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
            normalised_by_counts: "Weights differ, so that a count of stamps will "
            "not do: divide by the sum of the weights that reach the output.",
            normalised_not_at_all: "Nothing is divided: an image of ones stays 1 if "
            "each output is divided by the sum of the weights that reach it.",
        },
    },
    "convolution_entries": {
        "function": "convolution_entries",
        "arguments": unpadded_map,
        "mutants": {
            entries_flipped: "The kernel is flipped: a convolution layer lays it on "
            "the map as it is.",
            entries_of_the_transpose: "These are the entries of the transposed matrix: "
            "a row belongs to an output, a column to a cell of the map.",
            entries_with_zeros: "A zero of the kernel is no entry: leave it out.",
            entries_by_the_maps_width: "A row of outputs has fewer cells than a row of "
            "the map: count the matrix' rows by the outputs.",
            entries_column_first: "Cells are counted row by row: here they are counted "
            "column by column.",
        },
    },
    "convolution_entries_padding": {
        "function": "convolution_entries",
        "arguments": padded_map,
        "mutants": {
            entries_of_the_padded_map: "The columns number the cells of the padded "
            "map: the matrix has one for each cell of the map itself.",
            entries_around_the_edge: "A number of the kernel that lies beside the map "
            "lands in the row above or below: test row and column each.",
            entries_without_padding: "`padding` is missing: the first window begins "
            "`padding` rows above the map.",
            entries_of_neighbours: "Neighbouring windows lie `stride` cells apart in "
            "the map, not one.",
            entries_of_too_few_windows: "There are more windows: the map has "
            "2 * `padding` more rows and columns.",
        },
    },
}
ALTERNATIVES = {
    "transposed_size": size_by_covering,
    "equivalent_padding": padding_by_what_is_read,
    "transposed_1d": transposed_by_convolving,
    "overlap_counts": counts_by_definition,
    "normalised_transpose": normalised_by_definition,
    "convolution_entries": entries_by_pushing,
}
