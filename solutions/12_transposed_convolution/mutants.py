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


def padding_added(kernel, stride, padding, output_padding, dilation):
    return padding, padding + output_padding


def padding_extra_before(kernel, stride, padding, output_padding, dilation):
    zeros = dilation * (kernel - 1) - padding
    return zeros + output_padding, zeros


def padding_without_extra(kernel, stride, padding, output_padding, dilation):
    zeros = dilation * (kernel - 1) - padding
    return zeros, zeros


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


def padding_by_the_stride(kernel, stride, padding, output_padding, dilation):
    zeros = stride * (kernel - 1) - padding
    return zeros, zeros + output_padding


def padding_dilated(kernel, stride, padding, output_padding, dilation):
    zeros = dilation * (kernel - 1 - padding)
    return zeros, zeros + output_padding


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


def scatter_every_strideth(x, kernel, stride, dilation):
    return _scatter(x[::stride], kernel, 1, dilation)


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


def scatter_repeated_taps(x, kernel, stride, dilation):
    repeated = kernel.repeat(dilation, axis=0)[: (len(kernel) - 1) * dilation + 1]
    return _scatter(x, repeated, stride, 1)


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


def counts_kernel_turned(height, width, kernel, stride, padding):
    return _counts(height, width, kernel[::-1], stride, padding)


def counts_strides_turned(height, width, kernel, stride, padding):
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


# bright_bilinear ---------------------------------------------------------------------


def _picture(rng, strides):
    while True:
        stride = tuple(int(s) for s in rng.choice(strides, 2))
        shape = rng.integers(1, 5, 2)
        if math.prod(shape) * math.prod(stride) <= 64:  # numbers of the result
            break
    image = rng.integers(0, 20, shape) / 2
    if rng.random() < 0.15:
        image = image * 25  # a picture in 0..255
    elif rng.random() < 0.1:
        image = np.full(shape, 4.0)
    return image, stride


def even_picture(rng):
    return _picture(rng, [2, 2, 4, 6])


def odd_picture(rng):
    while True:
        image, stride = _picture(rng, [1, 2, 3, 3, 4, 5])
        if any(s % 2 for s in stride):
            return image, stride


def _bilinear(image, stride, places):
    """Interpolate at `places(size, stride)`, in pixels; beyond the border lie zeros."""
    rows, columns = (
        np.maximum(1 - np.abs(places(size, s)[:, None] - np.arange(size)), 0)
        for size, s in zip(image.shape, stride, strict=True)
    )
    return rows @ image @ columns.T


def _centres(size, stride):
    return (np.arange(size * stride) + 0.5) / stride - 0.5


def _inside(places):
    """`places`, but for those beyond the border, which move to it."""
    return lambda size, stride: np.clip(places(size, stride), 0, size - 1)


def bright_darkened(image, stride):
    return _bilinear(image, stride, _centres)


def bright_repeated(image, stride):
    return image.repeat(stride[0], axis=0).repeat(stride[1], axis=1)


def bright_corner_to_corner(image, stride):
    return _bilinear(image, stride, lambda size, s: np.linspace(0, size - 1, size * s))


def bright_from_the_corner(image, stride):
    return _bilinear(image, stride, _inside(lambda size, s: np.arange(size * s) / s))


def bright_cut_at_one_end(image, stride):
    return _bilinear(image, stride, _inside(lambda size, s: _centres(size, s) - 1))


def bright_of_even_kernel(image, stride):
    return _bilinear(
        image, stride, _inside(lambda size, s: _centres(size, s) - s % 2 / 2 / s)
    )


def bright_reflected(image, stride):
    padded = np.pad(image, 1, mode="reflect")
    down, across = stride
    return _bilinear(padded, stride, _centres)[down:-down, across:-across]


def bright_cut_by_a_pixel(image, stride):
    padded = np.pad(image, 1, mode="edge")
    return _bilinear(padded, stride, _inside(_centres))[1:-1, 1:-1]


def bright_strides_swapped(image, stride):
    return _bilinear(image, stride[::-1], _inside(_centres))


def bright_by_normalising(image, stride):
    """Stamp and add, and divide by what the same stamps make of ones."""
    taps = [2 * s - s % 2 for s in stride]
    stamp = np.outer(
        *(
            1 - np.abs(np.arange(k) - (k - 1) / 2) / s
            for k, s in zip(taps, stride, strict=True)
        )
    )
    height, width = (
        (side - 1) * s + k for side, s, k in zip(image.shape, stride, taps, strict=True)
    )
    total, lit = np.zeros((height, width)), np.zeros((height, width))
    for (row, column), value in np.ndenumerate(image):
        top, left = row * stride[0], column * stride[1]
        reached = np.s_[top : top + taps[0], left : left + taps[1]]
        total[reached] += value * stamp
        lit[reached] += stamp
    inside = tuple(
        slice((k - s) // 2, (k - s) // 2 + side * s)
        for side, s, k in zip(image.shape, stride, taps, strict=True)
    )
    return total[inside] / lit[inside]


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


def _entries(height, width, kernel, stride, padding, first=None, out=None, keep=None):
    out = out or _outputs(height, width, kernel, stride, padding)
    first = -padding if first is None else first
    keep = keep or (lambda i, j, v: 0 <= i < height and 0 <= j < width and v != 0)
    found = _windows(height, width, kernel, stride, first, out)
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


def entries_tap_by_tap(height, width, kernel, stride, padding):
    out = _outputs(height, width, kernel, stride, padding)
    found = list(_windows(height, width, kernel, stride, -padding, out))
    by_tap = [
        entry for tap in range(kernel.size) for entry in found[tap :: kernel.size]
    ]
    return [
        (cell, i * width + j, value)
        for cell, i, j, value in by_tap
        if 0 <= i < height and 0 <= j < width and value != 0
    ]


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


def entries_padded_after(height, width, kernel, stride, padding):
    return _entries(height, width, kernel, stride, padding, first=0)


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
            padding_added: "`padding` is cut off the output here: the more of it, the "
            "fewer zeros. Without any, there are kernel - 1 on each side.",
            padding_extra_before: "`output_padding` is at the wrong end: it keeps more "
            "of the far end of the output, so that the zeros come after.",
            padding_without_extra: "`output_padding` is missing: each cell of it needs "
            "one zero more after the last cell.",
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
            padding_by_the_stride: "The stride has gone into the zeros between the "
            "cells; the window's length comes from kernel and `dilation`.",
            padding_dilated: "`padding` counts cells of the output: the dilation "
            "stretches the kernel, not the padding.",
        },
    },
    "transposed_1d": {
        "function": "transposed_1d",
        "arguments": plain_sequence,
        "mutants": {
            scatter_flipped: "The kernel comes out turned. Stamped on the output it "
            "stays as it is; slid over inserted zeros it must be turned.",
            scatter_overwriting: "Where stamps overlap they are added: here the later "
            "one overwrites the earlier.",
            scatter_channels_swapped: "The channels are swapped: `kernel[t]` is "
            "[out, C], and its last axis meets the channels of `x`.",
            scatter_every_strideth: "The stride is no step over the input: every cell "
            "is used, and its stamp begins `stride` cells after the last one.",
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
            scatter_repeated_taps: "The taps are repeated: a dilated kernel has zeros "
            "between them.",
        },
    },
    "overlap_counts": {
        "function": "overlap_counts",
        "arguments": valid_layer,
        "mutants": {
            counts_kernel_turned: "The kernel is turned: `kernel` is (rows, columns).",
            counts_strides_turned: "The strides are swapped: the first of them is "
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
    "bright_bilinear": {
        "function": "bright_bilinear",
        "arguments": even_picture,
        "mutants": {
            bright_darkened: "The border is dark: zeros beyond it are mixed in. There "
            "the nearest pixel of the image must go on.",
            bright_repeated: "This repeats pixels: between the centres of two pixels "
            "the value changes evenly.",
            bright_corner_to_corner: "This lays the first and last pixels of both on "
            "each other: the centres of an enlarged image lie further out.",
            bright_from_the_corner: "The image is shifted: a number belongs to the "
            "centre of its pixel, not to its corner.",
            bright_cut_at_one_end: "All is cut off at the end: the pixel that was "
            "added before becomes `stride` pixels, which go, too.",
        },
    },
    "bright_bilinear_odd": {
        "function": "bright_bilinear",
        "arguments": odd_picture,
        "mutants": {
            bright_of_even_kernel: "The image is shifted by half a pixel of the "
            "output: for an odd stride the kernel has 2 * stride - 1 numbers.",
            bright_darkened: "Zeros beyond the border are mixed in: continue the image "
            "with its nearest pixel first.",
            bright_reflected: "Beyond the border lies the border pixel again, not the "
            "one before it.",
            bright_cut_by_a_pixel: "A pixel that was added becomes `stride` pixels: "
            "cut off that many on each side.",
            bright_strides_swapped: "The strides are swapped: the first of them "
            "enlarges from top to bottom.",
        },
    },
    "convolution_entries": {
        "function": "convolution_entries",
        "arguments": unpadded_map,
        "mutants": {
            entries_flipped: "The kernel is turned: a convolution layer lays it on "
            "the map as it is.",
            entries_of_the_transpose: "These are the entries of the transposed matrix: "
            "a row belongs to an output, a column to a cell of the map.",
            entries_with_zeros: "A zero of the kernel is no entry: leave it out.",
            entries_tap_by_tap: "The entries are right but not in order: by row, and "
            "within a row by column.",
            entries_of_neighbours: "Neighbouring windows lie `stride` cells apart in "
            "the map, not one.",
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
            entries_padded_after: "The zeros lie before the map, too: the first window "
            "begins at row and column -`padding`.",
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
    "bright_bilinear": bright_by_normalising,
    "convolution_entries": entries_by_pushing,
}
