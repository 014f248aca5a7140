"""Cases and plausible wrong answers of exercise 01."""

import numpy as np

# flat_index and map_position ---------------------------------------------------------


def cells(rng):
    height, width, channels = rng.integers(1, 8, size=3).tolist()
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


def index_forgets_them_for_columns(row, column, channel, height, width, channels):
    return row * width * channels + column + channel


def index_of_the_cell(row, column, channel, height, width, channels):
    return row * width + column


def index_rows_channels_columns(row, column, channel, height, width, channels):
    return (row * channels + channel) * width + column


def index_steps_by_the_last_column(row, column, channel, height, width, channels):
    return (row * (width - 1) + column) * channels + channel


def index_by_strides(row, column, channel, height, width, channels):
    return int(np.ravel_multi_index((row, column, channel), (height, width, channels)))


def indices(rng):
    height, width, channels = rng.integers(1, 8, size=3).tolist()
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


def position_turned_round(index, height, width, channels):
    return position_by_numpy(index, height, width, channels)[::-1]


def position_row_for_column(index, height, width, channels):
    row, column, channel = position_by_numpy(index, height, width, channels)
    return column, row, channel


def position_rows_channels_columns(index, height, width, channels):
    row, rest = divmod(index, width * channels)
    channel, column = divmod(rest, width)
    return row, column, channel


def position_takes_numbers_for_cells(index, height, width, channels):
    return index // width, index % width, index % channels


def position_column_in_numbers(index, height, width, channels):
    row, rest = divmod(index, width * channels)
    return row, rest, index % channels


def position_column_by_width(index, height, width, channels):
    return index // (width * channels), index % width, index % channels


def position_from_one(index, height, width, channels):
    return [n + 1 for n in position_by_numpy(index, height, width, channels)]


def position_divides_exactly(index, height, width, channels):
    _, column, channel = position_by_numpy(index, height, width, channels)
    return index / (width * channels), column, channel


def position_by_numpy(index, height, width, channels):
    return [int(n) for n in np.unravel_index(index, (height, width, channels))]


# kernel_channels_first ---------------------------------------------------------------


def dense_weights(rng):
    """Often as small as the task's example, so that a failing case can be read."""
    height, width, channels, units = rng.integers(1, 4, size=4).tolist()
    if rng.random() < 0.4:
        shapes = (1, 2, 2, 1), (2, 2, 2, 1), (2, 3, 1, 1), (2, 3, 2, 1), (3, 2, 2, 1)
        height, width, channels, units = shapes[int(rng.integers(len(shapes)))]
    weights = rng.permutation(height * width * channels * units) + 1
    weights = weights * rng.choice([-1, 1], weights.shape) / 4
    return weights.reshape(-1, units), height, width, channels


def reads_channels_last(weights, height, width, channels):
    return weights.reshape(height, width, channels, -1)


def reads_width_before_height(weights, height, width, channels):
    return weights.reshape(channels, width, height, -1).transpose(1, 2, 0, 3)


def leaves_channels_in_front(weights, height, width, channels):
    return weights.reshape(channels, height, width, -1)


def swaps_rows_and_columns(weights, height, width, channels):
    return weights.reshape(channels, height, width, -1).transpose(2, 1, 0, 3)


def reads_columns_first(weights, height, width, channels):
    return weights.reshape(channels, width, height, -1).transpose(2, 1, 0, 3)


def puts_units_first(weights, height, width, channels):
    return weights.T.reshape(-1, channels, height, width).transpose(2, 3, 0, 1)


def cuts_rows_channels_columns(weights, height, width, channels):
    return weights.reshape(height, channels, width, -1).transpose(0, 2, 1, 3)


def reads_units_first(weights, height, width, channels):
    return weights.reshape(-1, channels, height, width).transpose(2, 3, 1, 0)


def writes_all_channels_first(weights, height, width, channels):
    return weights.T.reshape(-1, channels, height, width)


def turns_all_axes(weights, height, width, channels):
    return weights.reshape(channels, height, width, -1).T


def turns_the_kernel_over(weights, height, width, channels):
    return kernel_by_loop(weights, height, width, channels)[::-1, ::-1]


def keeps_one_unit(weights, height, width, channels):
    return kernel_by_loop(weights, height, width, channels)[..., 0]


def cuts_weights_to_integers(weights, height, width, channels):
    return kernel_by_loop(weights, height, width, channels).astype(int)


def kernel_by_loop(weights, height, width, channels):
    weights = np.asarray(weights)
    kernel = np.zeros((height, width, channels, weights.shape[1]))
    for index, row_of_weights in enumerate(weights):
        channel, place = divmod(index, height * width)
        kernel[place // width, place % width, channel] = row_of_weights
    return kernel


# merge_dense -------------------------------------------------------------------------


def two_layers(rng):
    inputs, hidden, units = rng.integers(1, 4, size=3)
    if rng.random() < 0.7:
        # So that a swapped or elementwise product has the right shape too.
        inputs = hidden = units

    def numbers(*shape):
        return rng.integers(-8, 9, size=shape) / 2

    return (
        numbers(inputs, hidden),
        numbers(hidden),
        numbers(hidden, units),
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


def merge_in_the_wrong_order(kernel1, bias1, kernel2, bias2):
    return kernel2 @ kernel1, bias1 @ kernel2 + bias2


def merge_entry_by_entry(kernel1, bias1, kernel2, bias2):
    return kernel1 * kernel2, bias1 @ kernel2 + bias2


def merge_adds(kernel1, bias1, kernel2, bias2):
    return kernel1 + kernel2, bias1 + bias2


def merge_multiplies_the_biases(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, bias1 * bias2


def merge_turns_the_bias(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, kernel2 @ bias1 + bias2


def merge_swaps_the_biases(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, bias2 @ kernel2 + bias1


def merge_puts_relu_on_the_bias(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, np.maximum(bias1, 0) @ kernel2 + bias2


def merge_puts_relu_between(kernel1, bias1, kernel2, bias2):
    kernel1, bias1 = np.maximum(kernel1, 0), np.maximum(bias1, 0)
    return kernel1 @ kernel2, bias1 @ kernel2 + bias2


def merge_adds_the_first_bias(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, bias1 @ kernel2 + bias1


def merge_transposed(kernel1, bias1, kernel2, bias2):
    return (kernel1 @ kernel2).T, bias1 @ kernel2 + bias2


def merge_in_integers(kernel1, bias1, kernel2, bias2):
    kernel, bias = kernel1 @ kernel2, bias1 @ kernel2 + bias2
    return kernel.astype(int), bias.astype(int)


def merge_by_trying_inputs(kernel1, bias1, kernel2, bias2):
    def both(x):
        return (x @ np.asarray(kernel1) + bias1) @ np.asarray(kernel2) + bias2

    at_zero = both(np.zeros(len(kernel1)))
    return both(np.eye(len(kernel1))) - at_zero, at_zero


# head_cost ---------------------------------------------------------------------------


def heads(rng):
    kernel_height, kernel_width = rng.integers(1, 8, size=2).tolist()
    height = kernel_height + int(rng.integers(0, 8))
    width = kernel_width + int(rng.integers(0, 8))
    channels = int(2 ** rng.integers(0, 6))
    units = int(rng.integers(1, 11))
    return kernel_height, kernel_width, channels, units, height, width


def _windows(kernel_height, kernel_width, height, width):
    return (height - kernel_height + 1) * (width - kernel_width + 1)


def cost_without_bias(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels * units
    return weights, weights * _windows(kernel_height, kernel_width, height, width)


def cost_with_one_bias(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels * units
    return weights + 1, weights * _windows(kernel_height, kernel_width, height, width)


def cost_multiplies_biases(kernel_height, kernel_width, channels, units, height, width):
    parameters = kernel_height * kernel_width * channels * units + units
    windows = _windows(kernel_height, kernel_width, height, width)
    return parameters, parameters * windows


def cost_adds_biases(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels * units
    windows = _windows(kernel_height, kernel_width, height, width)
    return weights + units, weights * windows + units


def cost_repeats_parameters(
    kernel_height, kernel_width, channels, units, height, width
):
    weights = kernel_height * kernel_width * channels * units
    windows = _windows(kernel_height, kernel_width, height, width)
    return (weights + units) * windows, weights * windows


def cost_side_by_side(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels * units
    windows = (height // kernel_height) * (width // kernel_width)
    return weights + units, weights * windows


def cost_counts_additions(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels * units
    windows = _windows(kernel_height, kernel_width, height, width)
    return weights + units, 2 * weights * windows


def cost_of_one_unit(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels
    windows = _windows(kernel_height, kernel_width, height, width)
    return weights * units + units, weights * windows


def cost_of_one_unit_in_all(
    kernel_height, kernel_width, channels, units, height, width
):
    weights = kernel_height * kernel_width * channels
    windows = _windows(kernel_height, kernel_width, height, width)
    return weights + 1, weights * windows


def cost_of_one_channel(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * units
    windows = _windows(kernel_height, kernel_width, height, width)
    return weights * channels + units, weights * windows


def cost_in_windows(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels * units
    return weights + units, _windows(kernel_height, kernel_width, height, width)


def cost_of_dense_on_the_map(
    kernel_height, kernel_width, channels, units, height, width
):
    weights = kernel_height * kernel_width * channels * units
    return weights + units, height * width * channels * units


def cost_of_squares(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height**2 * channels * units
    return weights + units, weights * (height - kernel_height + 1) ** 2


def cost_swaps_the_sides(kernel_height, kernel_width, channels, units, height, width):
    weights = kernel_height * kernel_width * channels * units
    windows = _windows(kernel_width, kernel_height, height, width)
    return weights + units, weights * windows


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


# grid_of_head ------------------------------------------------------------------------


def larger_map(rng):
    """A map and a head with Flatten: one window or several, classes of all numbers."""
    rows, columns, channels = rng.integers(1, 3, size=3).tolist()
    height, width = rows + int(rng.integers(0, 3)), columns + int(rng.integers(0, 3))
    units = int(rng.integers(2, 5))
    classes = int(rng.integers(1, units + 1))
    features = rng.integers(-2, 4, (height, width, channels)).astype(float)
    weights = rng.integers(-2, 3, (rows * columns * channels, units)) / 2
    bias = rng.integers(-2, 3, units) / 2
    return features, weights, bias, rows, columns, classes


def _logits(features, weights, bias, rows, columns, axes=(0, 1, 2), step=(1, 1)):
    """Dense on every window of the map, whose axes are read in the order of `axes`."""
    height, width, _ = features.shape
    return np.array(
        [
            [
                features[r : r + rows, c : c + columns].transpose(axes).ravel()
                @ weights
                + bias
                for c in range(0, width - columns + 1, step[1])
            ]
            for r in range(0, height - rows + 1, step[0])
        ]
    )


def _softmax(logits, axis=-1):
    powers = np.exp(logits)
    return powers / powers.sum(axis=axis, keepdims=True)


def _sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def _activate(logits, classes, axis=-1):
    parts = _softmax(logits[..., :classes], axis), _sigmoid(logits[..., classes:])
    return np.concatenate(parts, axis=-1)


def grid_of_logits(features, weights, bias, rows, columns, classes):
    return _logits(features, weights, bias, rows, columns)


def grid_softmax_over_all(features, weights, bias, rows, columns, classes):
    return _softmax(_logits(features, weights, bias, rows, columns))


def grid_sigmoid_over_all(features, weights, bias, rows, columns, classes):
    return _sigmoid(_logits(features, weights, bias, rows, columns))


def grid_leaves_the_others(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns)
    parts = _softmax(logits[..., :classes]), logits[..., classes:]
    return np.concatenate(parts, axis=-1)


def grid_softmax_over_cells(features, weights, bias, rows, columns, classes):
    return _activate(_logits(features, weights, bias, rows, columns), classes, (0, 1))


def grid_softmax_over_the_grid(features, weights, bias, rows, columns, classes):
    axes = (0, 1, 2)
    return _activate(_logits(features, weights, bias, rows, columns), classes, axes)


def grid_cuts_after_the_softmax(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns)
    parts = _softmax(logits)[..., :classes], _sigmoid(logits[..., classes:])
    return np.concatenate(parts, axis=-1)


def grid_without_the_others(features, weights, bias, rows, columns, classes):
    return _softmax(_logits(features, weights, bias, rows, columns)[..., :classes])


def grid_classes_last(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns)
    first = logits.shape[-1] - classes
    parts = _sigmoid(logits[..., :first]), _softmax(logits[..., first:])
    return np.concatenate(parts, axis=-1)


def grid_powers_not_divided(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns)
    parts = np.exp(logits[..., :classes]), _sigmoid(logits[..., classes:])
    return np.concatenate(parts, axis=-1)


def grid_softmax_on_the_others(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns)
    parts = _softmax(logits[..., :classes]), _softmax(logits[..., classes:])
    return np.concatenate(parts, axis=-1)


def grid_activations_swapped(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns)
    parts = _sigmoid(logits[..., :classes]), _softmax(logits[..., classes:])
    return np.concatenate(parts, axis=-1)


def grid_without_bias(features, weights, bias, rows, columns, classes):
    return _activate(_logits(features, weights, 0 * bias, rows, columns), classes)


def grid_side_by_side(features, weights, bias, rows, columns, classes):
    step = rows, columns
    logits = _logits(features, weights, bias, rows, columns, step=step)
    return _activate(logits, classes)


def grid_reads_channels_first(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns, axes=(2, 0, 1))
    return _activate(logits, classes)


def grid_reads_columns_first(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns, axes=(1, 0, 2))
    return _activate(logits, classes)


def grid_reads_rows_channels_columns(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns, axes=(0, 2, 1))
    return _activate(logits, classes)


def grid_columns_before_rows(features, weights, bias, rows, columns, classes):
    grid = _activate(_logits(features, weights, bias, rows, columns), classes)
    return grid.transpose(1, 0, 2)


def grid_bias_at_the_end(features, weights, bias, rows, columns, classes):
    return _activate(_logits(features, weights, 0, rows, columns), classes) + bias


def grid_sigmoid_turned(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns)
    parts = _softmax(logits[..., :classes]), _sigmoid(-logits[..., classes:])
    return np.concatenate(parts, axis=-1)


def grid_softmax_along_a_row(features, weights, bias, rows, columns, classes):
    return _activate(_logits(features, weights, bias, rows, columns), classes, 1)


def grid_turns_the_kernel_over(features, weights, bias, rows, columns, classes):
    kernel = np.reshape(weights, (rows, columns, features.shape[2], -1))
    turned = kernel[::-1, ::-1].reshape(np.shape(weights))
    return _activate(_logits(features, turned, bias, rows, columns), classes)


def grid_columns_for_rows(features, weights, bias, rows, columns, classes):
    return _activate(_logits(features, weights, bias, columns, rows), classes)


def grid_loses_a_window(features, weights, bias, rows, columns, classes):
    logits = _logits(features, weights, bias, rows, columns)
    return _activate(logits, classes)[:-1, :-1]


def grid_by_kernel(features, weights, bias, rows, columns, classes):
    kernel = np.reshape(weights, (rows, columns, features.shape[2], -1))
    axes = (0, 1)
    windows = np.lib.stride_tricks.sliding_window_view(features, (rows, columns), axes)
    logits = np.einsum("hwcij,ijcu->hwu", windows, kernel) + bias
    powers = np.exp(logits[..., :classes])
    species = powers / powers.sum(axis=-1)[..., None]
    questions = (1 + np.tanh(logits[..., classes:] / 2)) / 2
    return np.concatenate([species, questions], axis=-1)


# pooled_grid -------------------------------------------------------------------------


def pooled_map(rng):
    """A map and a head with global average pooling: one window or several."""
    rows, columns, channels = rng.integers(1, 4, size=3).tolist()
    height, width = rows + int(rng.integers(0, 3)), columns + int(rng.integers(0, 3))
    features = rng.integers(-4, 7, (height, width, channels)).astype(float)
    units = int(rng.integers(2, 4))
    weights = rng.integers(-2, 3, (channels, units)) / 2
    return features, weights, rng.integers(-2, 3, units) / 2, rows, columns


def _pooled(features, rows, columns, pool=np.mean, step=(1, 1)):
    """Each window's pooled channels: [height - rows + 1, width - columns + 1, C]."""
    height, width, _ = features.shape
    return np.array(
        [
            [
                pool(features[r : r + rows, c : c + columns], axis=(0, 1))
                for c in range(0, width - columns + 1, step[1])
            ]
            for r in range(0, height - rows + 1, step[0])
        ]
    )


def pooled_over_the_map(features, weights, bias, rows, columns):
    return _softmax(features.mean(axis=(0, 1)) @ weights + bias)


def pooled_over_the_map_everywhere(features, weights, bias, rows, columns):
    mean = pooled_over_the_map(features, weights, bias, rows, columns)
    shape = len(features) - rows + 1, features.shape[1] - columns + 1, len(bias)
    return np.broadcast_to(mean, shape)


def pooled_nowhere(features, weights, bias, rows, columns):
    return _softmax(features @ weights + bias)


def pooled_probabilities(features, weights, bias, rows, columns):
    return _pooled(_softmax(features @ weights + bias), rows, columns)


def pooled_sums(features, weights, bias, rows, columns):
    return _softmax(_pooled(features, rows, columns, np.sum) @ weights + bias)


def pooled_maxima(features, weights, bias, rows, columns):
    return _softmax(_pooled(features, rows, columns, np.max) @ weights + bias)


def pooled_over_the_whole_count(features, weights, bias, rows, columns):
    sums = _pooled(features, rows, columns, np.sum)
    cells = features.shape[0] * features.shape[1]
    return _softmax(sums / cells @ weights + bias)


def pooled_side_by_side(features, weights, bias, rows, columns):
    step = rows, columns
    return _softmax(_pooled(features, rows, columns, step=step) @ weights + bias)


def pooled_without_bias(features, weights, bias, rows, columns):
    return _softmax(_pooled(features, rows, columns) @ weights)


def pooled_with_bias_at_the_end(features, weights, bias, rows, columns):
    return _softmax(_pooled(features, rows, columns) @ weights) + bias


def pooled_powers_not_divided(features, weights, bias, rows, columns):
    return np.exp(_pooled(features, rows, columns) @ weights + bias)


def pooled_columns_before_rows(features, weights, bias, rows, columns):
    grid = _softmax(_pooled(features, rows, columns) @ weights + bias)
    return grid.transpose(1, 0, 2)


def pooled_without_softmax(features, weights, bias, rows, columns):
    return _pooled(features, rows, columns) @ weights + bias


def pooled_sigmoids(features, weights, bias, rows, columns):
    return _sigmoid(_pooled(features, rows, columns) @ weights + bias)


def pooled_softmax_over_cells(features, weights, bias, rows, columns):
    return _softmax(_pooled(features, rows, columns) @ weights + bias, axis=(0, 1))


def pooled_columns_for_rows(features, weights, bias, rows, columns):
    return _softmax(_pooled(features, columns, rows) @ weights + bias)


def pooled_channels_too(features, weights, bias, rows, columns):
    means = _pooled(features, rows, columns).mean(axis=-1, keepdims=True)
    return _softmax(means * np.sum(weights, axis=0) + bias)


def pooled_after_dense(features, weights, bias, rows, columns):
    # Dense is linear, so it may come before the mean: a class activation map.
    axes = (0, 1)
    scores = np.asarray(features) @ np.asarray(weights)
    windows = np.lib.stride_tricks.sliding_window_view(scores, (rows, columns), axes)
    powers = np.exp(windows.mean(axis=(3, 4)) + bias)
    return powers / powers.sum(axis=2, keepdims=True)


# kernel_of_part ----------------------------------------------------------------------


def parts(rng):
    height, width = rng.integers(1, 4, size=2).tolist()
    top, left = rng.integers(0, 3, size=2).tolist()
    map_height = top + height + int(rng.integers(0, 3))
    map_width = left + width + int(rng.integers(0, 3))
    channels, units = int(rng.integers(1, 3)), int(rng.integers(1, 3))
    weights = (rng.permutation(height * width * channels * units) + 1) / 4
    weights *= rng.choice([-1, 1], weights.shape)
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


def part_ends_at_its_size(weights, top, left, part, whole, channels):
    rows, columns = part
    kernel = np.zeros((*whole, channels, np.shape(weights)[1]))
    kernel[top:rows, left:columns] = np.reshape(weights, (*part, channels, -1))
    return kernel


def part_is_columns_and_rows(weights, top, left, part, whole, channels):
    columns, rows = part
    kernel = np.zeros((*whole, channels, np.shape(weights)[1]))
    read = np.reshape(weights, (rows, columns, channels, -1))
    kernel[top : top + rows, left : left + columns] = read
    return kernel


def part_whole_is_width_and_height(weights, top, left, part, whole, channels):
    kernel = np.zeros((*whole[::-1], channels, np.shape(weights)[1]))
    read = np.reshape(weights, (*part, channels, -1))
    kernel[top : top + part[0], left : left + part[1]] = read
    return kernel


def part_reads_columns_first(weights, top, left, part, whole, channels):
    read = np.reshape(weights, (*part[::-1], channels, -1)).transpose(1, 0, 2, 3)
    return _placed(read, top, left, whole)


def part_reads_rows_channels_columns(weights, top, left, part, whole, channels):
    rows, columns = part
    read = np.reshape(weights, (rows, channels, columns, -1)).transpose(0, 2, 1, 3)
    return _placed(read, top, left, whole)


def part_in_integers(weights, top, left, part, whole, channels):
    kernel = part_by_padding(weights, top, left, part, whole, channels)
    return kernel.astype(int)


def part_alone(weights, top, left, part, whole, channels):
    return np.reshape(weights, (*part, channels, -1))


def part_in_one_channel(weights, top, left, part, whole, channels):
    read = np.reshape(weights, (*part, channels, -1)).copy()
    read[:, :, 1:] = 0
    return _placed(read, top, left, whole)


def part_of_one_unit(weights, top, left, part, whole, channels):
    kernel = part_by_padding(weights, top, left, part, whole, channels)
    return kernel[..., :1]


def part_among_ones(weights, top, left, part, whole, channels):
    read = np.reshape(weights, (*part, channels, -1))
    return _placed(read - 1, top, left, whole) + 1


def _placed(read, top, left, whole):
    bottom, right = whole[0] - top - len(read), whole[1] - left - read.shape[1]
    return np.pad(read, ((top, bottom), (left, right), (0, 0), (0, 0)))


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
            index_forgets_them_for_columns: "One column further is a whole cell "
            "further, that is `channels` entries.",
            index_of_the_cell: "This is the number of the cell: each cell fills "
            "`channels` entries, and the channel says which of them.",
            index_rows_channels_columns: "This is the order rows, channels, columns: "
            "within a row, Flatten writes all channels of a cell before the next cell.",
            index_steps_by_the_last_column: "A row has `width` cells: its last column "
            "is width - 1, but the next row begins `width` cells further.",
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
            position_turned_round: "The order is turned round: return row, column, "
            "channel.",
            position_row_for_column: "Row and column have changed places: return row, "
            "column, channel.",
            position_rows_channels_columns: "This reads the order rows, channels, "
            "columns: within a row, Flatten writes all channels of a cell before the "
            "next cell.",
            position_takes_numbers_for_cells: "`index` counts numbers, and a cell has "
            "`channels` of them: find the cell before its row and column.",
            position_column_in_numbers: "This column counts the numbers of the row; "
            "each cell has `channels` of them.",
            position_column_by_width: "The row and the channel are right. The column "
            "counts cells: divide by `channels` before you take the remainder by "
            "`width`.",
            position_from_one: "All three are one too large: counting starts at 0.",
            position_divides_exactly: "The row must be a whole number: divide with //, "
            "not with /.",
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
            reads_width_before_height: "Within one channel a row comes after the "
            "other: read the vector as (channels, height, width), not (channels, "
            "width, height).",
            reads_columns_first: "Within one channel the rows come first, each with "
            "all its columns: the order is (channels, height, width).",
            cuts_rows_channels_columns: "This cuts the vector as rows, channels, "
            "columns; a channels-first Flatten wrote all of channel 0 first.",
            reads_units_first: "This reads the weights as [units, inputs]. Some "
            "frameworks store them so, but here the inputs are the first axis.",
            writes_all_channels_first: "This is the kernel as a channels-first "
            "framework wants it, (units, channels, height, width); Keras wants "
            "(height, width, channels, units).",
            turns_all_axes: ".T turns all axes round; only the channel axis has to "
            "move.",
            turns_the_kernel_over: "The kernel is turned over: a convolution layer "
            "does not flip, so the first row and column stay first.",
            keeps_one_unit: "The axis of the units is gone: the kernel has four axes, "
            "also for one unit.",
            cuts_weights_to_integers: "The weights are cut to whole numbers: fill an "
            "array of floats, as np.zeros makes it unless told otherwise.",
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
            merge_in_the_wrong_order: "The kernels are in the wrong order: x meets "
            "kernel1 first, (x @ kernel1) @ kernel2.",
            merge_entry_by_entry: "* multiplies entry by entry; two layers in a row "
            "are a matrix product, @.",
            merge_adds: "The layers are applied one after the other, so their kernels "
            "multiply; they do not add.",
            merge_multiplies_the_biases: "The biases are not multiplied with each "
            "other: the first goes through kernel2, the second is added.",
            merge_turns_the_bias: "The kernel is right; in the bias kernel2 stands on "
            "the wrong side: bias1 is a row like x, bias1 @ kernel2.",
            merge_swaps_the_biases: "The biases are swapped: bias1 goes through "
            "kernel2, bias2 is added after it.",
            merge_puts_relu_on_the_bias: "The kernel is right, but the first bias is "
            "cut off at 0: there is no activation between the layers.",
            merge_puts_relu_between: "Negative numbers of the first layer are cut off "
            "at 0: there is no activation between the layers.",
            merge_adds_the_first_bias: "The bias that is added last is bias2.",
            merge_transposed: "The kernel is transposed: its rows are the inputs.",
            merge_in_integers: "Kernel and bias are cut to whole numbers; they are "
            "floats.",
        },
    },
    "head_cost": {
        "function": "head_cost",
        "arguments": heads,
        "mutants": {
            cost_without_bias: "The parameters lack the biases: one per unit.",
            cost_with_one_bias: "Each unit has a bias of its own, not one in all.",
            cost_multiplies_biases: "The parameters are right. Biases are added, not "
            "multiplied, so only the weights count in each window.",
            cost_adds_biases: "The parameters are right. Biases are added and cost no "
            "multiplication.",
            cost_repeats_parameters: "The multiply-adds are right. But all windows use "
            "the same parameters: there is one kernel, however large the map.",
            cost_side_by_side: "These windows lie side by side; with stride 1 a window "
            "starts at every place where the kernel fits.",
            cost_counts_additions: "This counts additions too, twice as many; only "
            "multiplications are asked for.",
            cost_of_one_unit: "The parameters are right, but the multiplications are "
            "those of a single unit.",
            cost_of_one_unit_in_all: "Both counts are those of a single unit; there "
            "are `units` of them.",
            cost_of_one_channel: "The parameters are right, but the multiplications "
            "are those of a single channel.",
            cost_in_windows: "This is how many windows there are: each takes as many "
            "multiplications as the kernel has weights.",
            cost_of_dense_on_the_map: "These multiplications are those of a kernel as "
            "large as the map; count windows of the training size.",
            cost_of_squares: "Kernel and map need not be square: the widths count, "
            "too.",
            cost_swaps_the_sides: "The sides are swapped: kernel_height goes with "
            "height, kernel_width with width.",
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
    "grid_of_head": {
        "function": "grid_of_head",
        "arguments": larger_map,
        "mutants": {
            grid_of_logits: "These are the logits: softmax and sigmoid are missing.",
            grid_softmax_over_all: "Softmax goes over the first `classes` units only; "
            "each of the others gets a sigmoid.",
            grid_sigmoid_over_all: "Of the first `classes` units exactly one holds, so "
            "they share a softmax; a sigmoid belongs on the others.",
            grid_leaves_the_others: "The classes are right; the units after them still "
            "lack their sigmoid.",
            grid_softmax_over_cells: "The softmax runs over the cells of the grid: the "
            "classes of each cell must add up to 1, along the last axis.",
            grid_softmax_over_the_grid: "The softmax runs over the whole grid at once: "
            "the classes of each cell must add up to 1 by themselves.",
            grid_cuts_after_the_softmax: "The slice is cut after the softmax, in which "
            "the other units had a part: cut the logits first.",
            grid_without_the_others: "The units after the first `classes` are "
            "missing: return all of them, with their sigmoid.",
            grid_classes_last: "The classes are the first `classes` units, not the "
            "last ones.",
            grid_powers_not_divided: "The powers must be divided by their sum, so that "
            "the classes of a cell add up to 1.",
            grid_softmax_on_the_others: "The classes are right. Each unit after them "
            "answers for itself, with a sigmoid; they share nothing.",
            grid_activations_swapped: "The activations are swapped: softmax for the "
            "first `classes` units, sigmoid for the others.",
            grid_without_bias: "The bias is missing in the logits.",
            grid_bias_at_the_end: "The bias belongs to the Dense layer, before the "
            "activations.",
            grid_sigmoid_turned: "The classes are right. The other units have the "
            "sigmoid of -x: the exponent of e is -x, not x.",
            grid_softmax_along_a_row: "The softmax runs along the rows of the grid: "
            "the classes of each cell must add up to 1, along the last axis.",
            grid_turns_the_kernel_over: "The kernel is turned over: a convolution "
            "layer does not flip, so the first weights meet the upper left cell.",
            grid_columns_for_rows: "Rows and columns of the window are swapped.",
            grid_loses_a_window: "A window is missing along each side: `rows` cells "
            "fit height - rows + 1 times into the map.",
            grid_side_by_side: "The windows lie side by side; the converted head has "
            "stride 1.",
            grid_reads_channels_first: "The windows are read in channels-first order; "
            "Flatten keeps the channel last.",
            grid_reads_columns_first: "The windows are read column by column; Flatten "
            "finishes one row before the next.",
            grid_reads_rows_channels_columns: "The windows are read as rows, channels, "
            "columns; Flatten writes all channels of a cell before the next cell.",
            grid_columns_before_rows: "The grid is transposed: rows are the first "
            "axis, columns the second.",
        },
    },
    "pooled_grid": {
        "function": "pooled_grid",
        "arguments": pooled_map,
        "mutants": {
            pooled_over_the_map: "This is one answer for the whole map; each window of "
            "the training size gets its own.",
            pooled_over_the_map_everywhere: "The mean is that of the whole map: take "
            "the mean of each window by itself.",
            pooled_nowhere: "Nothing is averaged: each output comes from the mean of a "
            "window, not from one cell.",
            pooled_probabilities: "These are means of probabilities. The network "
            "averages its map and applies softmax at the end, which is not the same.",
            pooled_sums: "This adds the cells of a window up; the mean divides by how "
            "many there are.",
            pooled_maxima: "This takes the largest number of each window; average "
            "pooling takes the mean.",
            pooled_over_the_whole_count: "Divide by the number of cells in the window, "
            "not in the whole map.",
            pooled_side_by_side: "The windows lie side by side; the converted pooling "
            "has stride 1.",
            pooled_without_bias: "The bias is missing.",
            pooled_with_bias_at_the_end: "The bias belongs to the Dense layer, before "
            "the softmax.",
            pooled_powers_not_divided: "The powers must be divided by their sum, so "
            "that the units of a cell add up to 1.",
            pooled_columns_before_rows: "The grid is transposed: rows are the first "
            "axis, columns the second.",
            pooled_without_softmax: "These are the logits: the softmax is missing.",
            pooled_sigmoids: "The units share a softmax, so that they add up to 1.",
            pooled_softmax_over_cells: "The softmax runs over the cells of the grid: "
            "the units of each cell must add up to 1, along the last axis.",
            pooled_columns_for_rows: "Rows and columns of the window are swapped.",
            pooled_channels_too: "The channels are averaged too: each channel keeps a "
            "mean of its own, which meets its own weights.",
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
            part_ends_at_its_size: "A slice ends at a place, not at a size: the rows "
            "of the part end at top + rows, its columns at left + columns.",
            part_is_columns_and_rows: "`part` is (rows, columns), in this order.",
            part_whole_is_width_and_height: "`whole` is (height, width): the rows come "
            "first.",
            part_reads_columns_first: "The weights are read column by column; Flatten "
            "finishes one row before the next.",
            part_reads_rows_channels_columns: "The weights are read as rows, channels, "
            "columns; Flatten writes all channels of a cell before the next cell.",
            part_in_integers: "The weights are cut to whole numbers: fill an array of "
            "floats, as np.zeros makes it unless told otherwise.",
            part_alone: "This is the kernel of the part; it must be as large as the "
            "whole map, with zeros where the head does not look.",
            part_in_one_channel: "Only the first channel is filled.",
            part_of_one_unit: "Only the first unit is left: the kernel needs all of "
            "them.",
            part_among_ones: "Outside the part the weights must be 0, so that what "
            "lies there does not count.",
        },
    },
}
ALTERNATIVES = {
    "flat_index": index_by_strides,
    "map_position": position_by_numpy,
    "kernel_channels_first": kernel_by_loop,
    "merge_dense": merge_by_trying_inputs,
    "head_cost": cost_by_counting,
    "grid_of_head": grid_by_kernel,
    "pooled_grid": pooled_after_dense,
    "kernel_of_part": part_by_padding,
}
