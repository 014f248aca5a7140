"""Cases and plausible wrong answers of exercise 01."""

import numpy as np

# flat_index and map_position ---------------------------------------------------------


def cells(rng):
    height, width, channels = rng.integers(2, 8, size=3).tolist()
    row, column, channel = (int(rng.integers(n)) for n in (height, width, channels))
    return row, column, channel, height, width, channels


def index_channels_first(row, column, channel, height, width, channels):
    return channel * height * width + row * width + column


def index_columns_first(row, column, channel, height, width, channels):
    return (column * height + row) * channels + channel


def index_steps_by_height(row, column, channel, height, width, channels):
    return (row * height + column) * channels + channel


def index_counts_from_one(row, column, channel, height, width, channels):
    return (row * width + column) * channels + channel + 1


def index_forgets_channels(row, column, channel, height, width, channels):
    return row * width + column * channels + channel


def index_by_strides(row, column, channel, height, width, channels):
    return int(np.ravel_multi_index((row, column, channel), (height, width, channels)))


def indices(rng):
    height, width, channels = rng.integers(2, 8, size=3).tolist()
    return int(rng.integers(height * width * channels)), height, width, channels


def position_channels_first(index, height, width, channels):
    channel, rest = divmod(index, height * width)
    row, column = divmod(rest, width)
    return row, column, channel


def position_columns_first(index, height, width, channels):
    cell, channel = divmod(index, channels)
    column, row = divmod(cell, height)
    return row, column, channel


def position_divides_by_height(index, height, width, channels):
    cell, channel = divmod(index, channels)
    row, column = divmod(cell, height)
    return row, column, channel


def position_channel_first(index, height, width, channels):
    row, column, channel = position_by_numpy(index, height, width, channels)
    return channel, row, column


def position_forgets_the_remainder(index, height, width, channels):
    cell = index // channels
    return cell // width, cell, index % channels


def position_by_numpy(index, height, width, channels):
    return [int(n) for n in np.unravel_index(index, (height, width, channels))]


# kernel_channels_first ---------------------------------------------------------------


def dense_weights(rng):
    height, width, channels = rng.integers(2, 4, size=3).tolist()
    units = int(rng.integers(2, 4))
    weights = rng.permutation(height * width * channels * units) / 4
    return weights.reshape(-1, units), height, width, channels


def reads_channels_last(weights, height, width, channels):
    return weights.reshape(height, width, channels, -1)


def leaves_channels_in_front(weights, height, width, channels):
    return weights.reshape(channels, height, width, -1)


def swaps_rows_and_columns(weights, height, width, channels):
    return weights.reshape(channels, height, width, -1).transpose(2, 1, 0, 3)


def reads_columns_first(weights, height, width, channels):
    return weights.reshape(channels, width, height, -1).transpose(2, 1, 0, 3)


def puts_units_first(weights, height, width, channels):
    return weights.T.reshape(-1, channels, height, width).transpose(2, 3, 0, 1)


def kernel_by_loop(weights, height, width, channels):
    weights = np.asarray(weights)
    kernel = np.zeros((height, width, channels, weights.shape[1]))
    for index, row_of_weights in enumerate(weights):
        channel, place = divmod(index, height * width)
        kernel[place // width, place % width, channel] = row_of_weights
    return kernel


# merge_dense -------------------------------------------------------------------------


def two_layers(rng):
    inputs, units = rng.integers(1, 4), rng.integers(2, 4)

    def numbers(*shape):
        return rng.integers(-8, 9, size=shape) / 2

    # As many units in both layers, so that a swapped product has the right shape too.
    return (
        numbers(inputs, units),
        numbers(units),
        numbers(units, units),
        numbers(units),
    )


def merge_forgets_the_second_kernel(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, bias1 + bias2


def merge_drops_the_first_bias(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, bias2


def merge_drops_the_second_bias(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, bias1 @ kernel2


def merge_transposes(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2.T, kernel2 @ bias1 + bias2


def merge_passes_both_biases_on(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, (bias1 + bias2) @ kernel2


def merge_by_trying_inputs(kernel1, bias1, kernel2, bias2):
    def both(x):
        return (x @ np.asarray(kernel1) + bias1) @ np.asarray(kernel2) + bias2

    at_zero = both(np.zeros(len(kernel1)))
    return both(np.eye(len(kernel1))) - at_zero, at_zero


# head_cost ---------------------------------------------------------------------------


def heads(rng):
    kernel_height, kernel_width = rng.integers(2, 8, size=2).tolist()
    height = kernel_height + int(rng.integers(1, 8))
    width = kernel_width + int(rng.integers(1, 8))
    channels = int(2 ** rng.integers(0, 6))
    units = int(rng.integers(2, 11))
    return kernel_height, kernel_width, channels, units, height, width


def cost_without_bias(kernel_height, kernel_width, channels, units, height, width):
    _, multiply_adds = cost_by_counting(
        kernel_height, kernel_width, channels, units, height, width
    )
    return kernel_height * kernel_width * channels * units, multiply_adds


def cost_loses_a_window(kernel_height, kernel_width, channels, units, height, width):
    windows = (height - kernel_height) * (width - kernel_width)
    weights = kernel_height * kernel_width * channels * units
    return weights + units, windows * weights


def cost_of_same_padding(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels * units
    return weights + units, height * width * weights


def cost_of_one_window(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels * units
    return weights + units, weights


def cost_of_dense_on_large_map(
    kernel_height, kernel_width, channels, units, height, width
):
    weights = height * width * channels * units
    return weights + units, weights


def cost_by_counting(kernel_height, kernel_width, channels, units, height, width):
    kernel = np.zeros((kernel_height, kernel_width, channels, units))
    rows = range(height - kernel_height + 1)
    columns = range(width - kernel_width + 1)
    multiply_adds = sum(kernel.size for _ in rows for _ in columns)
    return kernel.size + units, multiply_adds


# kernel_of_part ----------------------------------------------------------------------


def parts(rng):
    height, width = rng.integers(1, 4, size=2).tolist()
    top, left = rng.integers(0, 3, size=2).tolist()
    map_height = top + height + int(rng.integers(0, 3))
    map_width = left + width + int(rng.integers(0, 3))
    channels, units = int(rng.integers(1, 3)), int(rng.integers(1, 3))
    weights = (rng.permutation(height * width * channels * units) + 1) / 4
    shape = (height, width), (map_height, map_width), channels
    return weights.reshape(-1, units), top, left, *shape


def part_at_the_corner(weights, top, left, part, whole, channels):
    return part_by_padding(weights, 0, 0, part, whole, channels)


def part_swaps_top_and_left(weights, top, left, part, whole, channels):
    kernel = np.zeros((*whole, channels, np.shape(weights)[1]))
    kernel[left : left + part[0], top : top + part[1]] = np.reshape(
        weights, (*part, channels, -1)
    )
    return kernel


def part_from_the_far_corner(weights, top, left, part, whole, channels):
    top, left = whole[0] - part[0] - top, whole[1] - part[1] - left
    return part_by_padding(weights, max(top, 0), max(left, 0), part, whole, channels)


def part_reads_channels_first(weights, top, left, part, whole, channels):
    kernel = reads_as_channels_first(weights, part, channels)
    return part_by_padding(kernel, top, left, part, whole, channels)


def reads_as_channels_first(weights, part, channels):
    return kernel_by_loop(weights, *part, channels).reshape(np.shape(weights))


def part_in_one_run(weights, top, left, part, whole, channels):
    weights = np.asarray(weights)
    flat = np.zeros((whole[0] * whole[1] * channels, weights.shape[1]))
    start = (top * whole[1] + left) * channels
    flat[start : start + len(weights)] = weights
    return flat.reshape(*whole, channels, -1)


def part_by_padding(weights, top, left, part, whole, channels):
    kernel = np.reshape(weights, (*part, channels, -1))
    bottom, right = whole[0] - top - part[0], whole[1] - left - part[1]
    return np.pad(kernel, ((top, bottom), (left, right), (0, 0), (0, 0)))


GROUPS = {
    "flat_index": {
        "function": "flat_index",
        "arguments": cells,
        "mutants": {
            index_channels_first: "This is the index after a channels-first Flatten; "
            "Keras keeps the channel last, so the channel moves fastest.",
            index_columns_first: "Rows and columns are swapped: Flatten finishes one "
            "row before it begins the next.",
            index_steps_by_height: "One row further skips a whole row of cells, and a "
            "row has `width` cells, not `height`.",
            index_counts_from_one: "The index is one too large: the first entry is 0.",
            index_forgets_channels: "A row holds width * channels numbers, so one row "
            "further is that many entries further.",
        },
    },
    "map_position": {
        "function": "map_position",
        "arguments": indices,
        "mutants": {
            position_channels_first: "This reads a channels-first Flatten; in Keras "
            "the channel is the remainder after dividing by `channels`.",
            position_columns_first: "Rows and columns are swapped: Flatten finishes "
            "one row before it begins the next.",
            position_divides_by_height: "A row has `width` cells, so divide the number "
            "of the cell by `width`, not by `height`.",
            position_channel_first: "The order is wrong: return row, column, channel.",
            position_forgets_the_remainder: "This column counts all cells from the "
            "first one; the column is what remains after the whole rows.",
        },
    },
    "kernel_channels_first": {
        "function": "kernel_channels_first",
        "arguments": dense_weights,
        "mutants": {
            reads_channels_last: "This reads the weights as (height, width, channels), "
            "or reshapes where it should transpose; a channels-first Flatten wrote all "
            "of channel 0 first.",
            leaves_channels_in_front: "The reading is right, but the channel axis is "
            "still in front: Keras wants (height, width, channels, units).",
            swaps_rows_and_columns: "Rows and columns are swapped in the kernel: move "
            "the channel axis back and leave the other two in order.",
            reads_columns_first: "Within one channel the rows come first, each with "
            "all its columns: the order is (channels, height, width).",
            puts_units_first: "The axes end as (height, width, units, channels); Keras "
            "wants the units last.",
        },
    },
    "merge_dense": {
        "function": "merge_dense",
        "arguments": two_layers,
        "mutants": {
            merge_forgets_the_second_kernel: "The first bias passes through the second "
            "layer too, so it is multiplied by kernel2.",
            merge_drops_the_first_bias: "The first bias is lost: it reaches the "
            "output as bias1 @ kernel2.",
            merge_drops_the_second_bias: "The second bias is lost: it is added last "
            "and stays as it is.",
            merge_transposes: "kernel2 is transposed: a Dense layer multiplies its "
            "input by the kernel from the right, x @ kernel.",
            merge_passes_both_biases_on: "bias2 is added after kernel2, so kernel2 "
            "does not multiply it.",
        },
    },
    "head_cost": {
        "function": "head_cost",
        "arguments": heads,
        "mutants": {
            cost_without_bias: "The parameters lack the biases: one per unit.",
            cost_loses_a_window: "A window is missing along each side: a kernel of k "
            "rows fits n - k + 1 times into n rows.",
            cost_of_same_padding: "This counts one window per cell of the map; "
            "without padding fewer fit.",
            cost_of_one_window: "These are the multiply-adds of a single window; the "
            "kernel is applied once per window.",
            cost_of_dense_on_large_map: "This is a new Dense layer on the large map; "
            "the converted one keeps its kernel of the training size.",
        },
    },
    "kernel_of_part": {
        "function": "kernel_of_part",
        "arguments": parts,
        "mutants": {
            part_at_the_corner: "The weights lie in the top left corner of the map; "
            "they belong at (top, left).",
            part_swaps_top_and_left: "top and left are swapped: top counts rows, the "
            "first axis, left counts columns.",
            part_from_the_far_corner: "top and left are counted from the bottom right "
            "corner; count from the top left one.",
            part_reads_channels_first: "The weights are read in channels-first order; "
            "Flatten keeps the channel last.",
            part_in_one_run: "The weights lie in one run of the flattened kernel; each "
            "row of the part starts anew at column `left`.",
        },
    },
}
ALTERNATIVES = {
    "flat_index": index_by_strides,
    "map_position": position_by_numpy,
    "kernel_channels_first": kernel_by_loop,
    "merge_dense": merge_by_trying_inputs,
    "head_cost": cost_by_counting,
    "kernel_of_part": part_by_padding,
}
