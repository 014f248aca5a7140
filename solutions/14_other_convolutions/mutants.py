"""Cases and plausible wrong answers of exercise 14."""

import math

import numpy as np

# dilated_size ------------------------------------------------------------------------


def cells_and_taps(rng):
    kernel, rate = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    span = (kernel - 1) * rate + 1
    return max(1, span + int(rng.integers(-3, 12))), kernel, rate


def size_by_zeros(size, kernel, rate):
    span = kernel + (kernel - 1) * rate
    return span, max(size - span + 1, 0)


def size_by_kernel_times_rate(size, kernel, rate):
    return kernel * rate, max(size - kernel * rate + 1, 0)


def size_without_rate(size, kernel, rate):
    return (kernel - 1) * rate + 1, max(size - kernel + 1, 0)


def size_without_last(size, kernel, rate):
    span = (kernel - 1) * rate + 1
    return span, max(size - span, 0)


def size_below_zero(size, kernel, rate):
    span = (kernel - 1) * rate + 1
    return span, size - span + 1


def _span_and_outputs(size, span):
    return span, max(size - span + 1, 0)


def size_of_last_tap(size, kernel, rate):
    return _span_and_outputs(size, (kernel - 1) * rate)


def size_outputs_first(size, kernel, rate):
    return size_by_sliding(size, kernel, rate)[::-1]


def size_kernel_for_rate(size, kernel, rate):
    return _span_and_outputs(size, (rate - 1) * kernel + 1)


def size_with_zeros_only(size, kernel, rate):
    return _span_and_outputs(size, (kernel - 1) * (rate - 1) + 1)


def size_by_sum(size, kernel, rate):
    return _span_and_outputs(size, kernel + rate - 1)


def size_by_last_zero(size, kernel, rate):
    return _span_and_outputs(size, kernel * rate - 1)


def size_undilated(size, kernel, rate):
    return _span_and_outputs(size, kernel)


def size_same(size, kernel, rate):
    return (kernel - 1) * rate + 1, size


def size_by_halves(size, kernel, rate):
    """Half a span, rounded down, cut off at each end: right for odd spans."""
    span = (kernel - 1) * rate + 1
    return span, max(size - span // 2 * 2, 0)


def size_one_too_many(size, kernel, rate):
    span = (kernel - 1) * rate + 1
    return span, max(size - span + 2, 0)


def size_at_least_1(size, kernel, rate):
    span = (kernel - 1) * rate + 1
    return span, max(size - span + 1, 1)


def size_by_rate_steps(size, kernel, rate):
    span = (kernel - 1) * rate + 1
    return span, max((size - span) // rate + 1, 0)


def size_of_span_alone(size, kernel, rate):
    return (kernel - 1) * rate + 1


def size_by_sliding(size, kernel, rate):
    taps = [tap * rate for tap in range(kernel)]
    fits = [first for first in range(size) if first + taps[-1] < size]
    return taps[-1] + 1, len(fits)


# causal_conv1d -----------------------------------------------------------------------


def sequence(rng):
    length, channels, out, taps = (int(n) for n in rng.integers(1, [9, 4, 4, 5]))
    x = rng.integers(-9, 10, (length, channels))
    if rng.random() < 0.6:
        x = x / 4
    kernel = rng.integers(-19, 20, (taps, channels, out)) / 10
    return x, kernel, int(rng.integers(1, 4))


def _slide(x, kernel, rate, before, after=0):
    """Valid convolution of `x` [L, C] between zeros: [L', out]."""
    x = np.pad(x, [(before, after), (0, 0)])
    length = max(len(x) - (len(kernel) - 1) * rate, 0)
    y = np.zeros((length, kernel.shape[2]))
    for tap in range(len(kernel)):
        y += x[tap * rate : tap * rate + length] @ kernel[tap]
    return y


def causal_on_both_sides(x, kernel, rate):
    zeros = (len(kernel) - 1) * rate
    return _slide(x, kernel, rate, zeros // 2, zeros - zeros // 2)


def causal_flipped(x, kernel, rate):
    return _slide(x, kernel[::-1], rate, (len(kernel) - 1) * rate)


def causal_that_wraps(x, kernel, rate):
    y = np.zeros((len(x), kernel.shape[2]))
    for t, tap in np.ndindex(len(x), len(kernel)):
        earlier = t - (len(kernel) - 1 - tap) * rate
        y[t] += x[earlier % len(x)] @ kernel[tap]
    return y


def causal_without_rate(x, kernel, rate):
    return _slide(x, kernel, 1, len(kernel) - 1)


def causal_with_too_few_zeros(x, kernel, rate):
    return _slide(x, kernel, rate, len(kernel) - 1)


def causal_bare_index(x, kernel, rate):
    y = np.zeros((len(x), kernel.shape[2]))
    for t, tap in np.ndindex(len(x), len(kernel)):
        y[t] += x[t - (len(kernel) - 1 - tap) * rate] @ kernel[tap]
    return y


def _causal(x, kernel, rate):
    return _slide(x, kernel, rate, (len(kernel) - 1) * rate)


def causal_in_integers(x, kernel, rate):
    return _causal(x, kernel, rate).astype(int)


def causal_in_integers_of_x(x, kernel, rate):
    """The output has the type of the input, so that sums are cut as they grow."""
    y = np.zeros((len(x), kernel.shape[2]), x.dtype)
    for t, tap in np.ndindex(len(x), len(kernel)):
        earlier = t - (len(kernel) - 1 - tap) * rate
        if earlier >= 0:
            y[t] = y[t] + x[earlier] @ kernel[tap]
    return y


def causal_of_full_windows(x, kernel, rate):
    return _slide(x, kernel, rate, 0)


def causal_0_before_full_windows(x, kernel, rate):
    y = _causal(x, kernel, rate)
    y[: (len(kernel) - 1) * rate] = 0
    return y


def causal_zeros_after(x, kernel, rate):
    return _slide(x, kernel, rate, 0, (len(kernel) - 1) * rate)


def causal_zeros_at_both_ends(x, kernel, rate):
    zeros = (len(kernel) - 1) * rate
    return _slide(x, kernel, rate, zeros, zeros)


def causal_rate_as_zeros(x, kernel, rate):
    return _causal(x, kernel, rate + 1)


def causal_without_now(x, kernel, rate):
    return _slide(x, kernel, rate, (len(kernel) - 1) * rate + 1)[: len(x)]


def causal_with_kernel_zeros(x, kernel, rate):
    return _slide(x, kernel, rate, len(kernel) * rate)


def causal_first_channel(x, kernel, rate):
    return _causal(x[:, :1], kernel[:, :1], rate)


def causal_channel_sums(x, kernel, rate):
    summed = x.sum(axis=1, keepdims=True), kernel.sum(axis=1, keepdims=True)
    return _causal(*summed, rate)


def causal_repeating_the_first(x, kernel, rate):
    zeros = (len(kernel) - 1) * rate
    return _slide(np.pad(x, [(zeros, 0), (0, 0)], mode="edge"), kernel, rate, 0)


def causal_on_its_side(x, kernel, rate):
    return _causal(x, kernel, rate).T


def causal_last_tap(x, kernel, rate):
    return x @ kernel[-1]


def causal_by_spreading(x, kernel, rate):
    """Every input adds to the outputs that read it."""
    y = [[0.0] * kernel.shape[2] for _ in x]
    for (t, c), value in np.ndenumerate(x):
        for (tap, channel, o), weight in np.ndenumerate(kernel):
            later = t + (len(kernel) - 1 - tap) * rate
            if channel == c and later < len(x):
                y[later][o] += value * weight
    return np.array(y)


# stack_offsets -----------------------------------------------------------------------


def layers_of_stride_1(rng):
    return _layers(rng, strides=1)


def layers_with_strides(rng):
    return _layers(rng, strides=3)


def _layers(rng, strides):
    count = 0 if rng.random() < 0.05 else int(rng.integers(1, 5))
    most = 5 if count < 3 else 4
    return (
        [
            (
                int(rng.integers(1, most)),
                int(rng.integers(1, 5)),
                int(rng.integers(1, strides + 1)),
            )
            for _ in range(count)
        ],
    )


def _sums(steps):
    """Sorted sums of one multiple of each step: `steps` holds (taps, step)."""
    offsets = {0}
    for taps, step in steps:
        offsets = {first + tap * step for first in offsets for tap in range(taps)}
    return sorted(offsets)


def _before(layers):
    """The product of the strides before each layer."""
    return [math.prod(s for _, _, s in layers[:n]) for n in range(len(layers))]


def _with_steps(layers, steps):
    pairs = zip(layers, steps, strict=True)
    return _sums([(kernel, rate * step) for (kernel, rate, _), step in pairs])


def offsets_without_gaps(layers):
    return list(range(_with_steps(layers, _before(layers))[-1] + 1))


def offsets_by_zeros(layers):
    return _with_steps([(k, r + 1, s) for k, r, s in layers], _before(layers))


def offsets_by_compound_rates(layers):
    return _with_steps(
        layers, [math.prod(r for _, r, _ in layers[:n]) for n in range(len(layers))]
    )


def offsets_repeated(layers):
    offsets = [0]
    for (kernel, rate, _), step in zip(layers, _before(layers), strict=True):
        offsets = [first + t * rate * step for first in offsets for t in range(kernel)]
    return sorted(offsets)


def offsets_with_one_kernel(layers):
    return _with_steps([(layers[0][0], r, s) for _, r, s in layers], _before(layers))


def offsets_without_strides(layers):
    return _with_steps(layers, [1] * len(layers))


def offsets_with_added_strides(layers):
    steps = [max(sum(s for _, _, s in layers[:n]), 1) for n in range(len(layers))]
    return _with_steps(layers, steps)


def offsets_with_own_stride(layers):
    steps = [s * step for (_, _, s), step in zip(layers, _before(layers), strict=True)]
    return _with_steps(layers, steps)


def offsets_from_the_last(layers):
    return _with_steps(layers[::-1], _before(layers[::-1]))


def offsets_undilated(layers):
    return _with_steps([(k, 1, s) for k, _, s in layers], _before(layers))


def offsets_unsorted(layers):
    offsets = [0]
    for (kernel, rate, _), step in zip(layers, _before(layers), strict=True):
        found = [first + t * rate * step for first in offsets for t in range(kernel)]
        offsets = list(dict.fromkeys(found))
    return offsets


def offsets_counted(layers):
    return len(offsets_by_walking_back(layers))


def offsets_from_1(layers):
    return [offset + 1 for offset in offsets_by_walking_back(layers)]


def offsets_from_the_middle(layers):
    offsets = offsets_by_walking_back(layers)
    return [offset - offsets[-1] // 2 for offset in offsets]


def offsets_of_the_last_layer(layers):
    return offsets_by_walking_back(layers[-1:])


def offsets_of_each_layer(layers):
    """The layers beside one another instead of on top of one another."""
    steps = _before(layers)
    return sorted(
        {0}
        | {
            tap * rate * step
            for (kernel, rate, _), step in zip(layers, steps, strict=True)
            for tap in range(kernel)
        }
    )


def offsets_of_nothing(layers):
    return offsets_by_walking_back(layers) if layers else []


def offsets_with_one_tap_more(layers):
    return _with_steps([(k + 1, r, s) for k, r, s in layers], _before(layers))


def offsets_with_one_tap_less(layers):
    layers = [(max(k - 1, 1), r, s) for k, r, s in layers]
    return _with_steps(layers, _before(layers))


def offsets_with_previous_stride(layers):
    return _with_steps(layers, [1, *(s for _, _, s in layers)][: len(layers)])


def offsets_with_summed_moves(layers):
    steps = [1 + sum(s - 1 for _, _, s in layers[:n]) for n in range(len(layers))]
    return _with_steps(layers, steps)


def offsets_by_rates_and_strides(layers):
    steps = [math.prod(r * s for _, r, s in layers[:n]) for n in range(len(layers))]
    return _with_steps(layers, steps)


def offsets_with_stride_for_rate(layers):
    return _with_steps([(k, s, s) for k, _, s in layers], _before(layers))


def offsets_with_own_stride_only(layers):
    return _with_steps(layers, [s for *_, s in layers])


def offsets_by_walking_back(layers):
    """From the output down, as cells of the map before."""
    cells = {0}
    for kernel, rate, stride in layers[::-1]:
        cells = {cell * stride + tap * rate for cell in cells for tap in range(kernel)}
    return sorted(cells)


# layer_costs -------------------------------------------------------------------------


def standard_or_grouped(rng):
    kind = str(rng.choice(["standard", "grouped", "grouped"]))
    groups = 1 if kind == "standard" else int(rng.integers(1, 5))
    in_channels, out_channels = (groups * int(n) for n in rng.integers(1, 9, 2))
    return kind, _pair(rng, 1, 6), in_channels, out_channels, groups, _pair(rng, 1, 30)


def depthwise_or_separable(rng):
    kind = str(rng.choice(["depthwise", "separable"]))
    in_channels, multiplier = int(rng.integers(1, 17)), int(rng.integers(1, 5))
    out_channels = in_channels * multiplier
    if kind == "separable":
        out_channels = int(rng.integers(1, 33))
    sides = _pair(rng, 1, 6), _pair(rng, 1, 30)
    return kind, sides[0], in_channels, out_channels, multiplier, sides[1]


def _pair(rng, low, high):
    return tuple(int(n) for n in rng.integers(low, high, 2))


def _groups(kind, setting):
    return setting if kind == "grouped" else 1


def costs_without_groups(kind, kernel, in_channels, out_channels, setting, output):
    weights = math.prod(kernel) * in_channels * out_channels
    return weights + out_channels, weights * math.prod(output)


def costs_with_groups_twice(kind, kernel, in_channels, out_channels, setting, output):
    groups = _groups(kind, setting)
    weights = math.prod(kernel) * in_channels * out_channels // groups**2
    return weights + out_channels, weights * math.prod(output)


def costs_without_bias(kind, kernel, in_channels, out_channels, setting, output):
    weights = math.prod(kernel) * in_channels * out_channels // _groups(kind, setting)
    return weights, weights * math.prod(output)


def costs_with_bias_split(kind, kernel, in_channels, out_channels, setting, output):
    groups = _groups(kind, setting)
    weights = math.prod(kernel) * in_channels * out_channels // groups
    return weights + out_channels // groups, weights * math.prod(output)


def costs_of_the_bias(kind, kernel, in_channels, out_channels, setting, output):
    weights = math.prod(kernel) * in_channels * out_channels // _groups(kind, setting)
    parameters = weights + out_channels
    return parameters, parameters * math.prod(output)


def _weights(kind, kernel, in_channels, out_channels, setting):
    """Weights of any layer."""
    steps = _separable(kernel, in_channels, out_channels, setting)
    if kind in ("depthwise", "separable"):
        return steps[0] + (kind == "separable") * steps[1]
    return math.prod(kernel) * in_channels * out_channels // _groups(kind, setting)


def costs_in_operations(*layer):
    parameters, products = costs_by_shapes(*layer)
    return parameters, 2 * products


def costs_of_one_place(kind, kernel, in_channels, out_channels, setting, output):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    return weights + out_channels, weights


def costs_of_one_column(kind, kernel, in_channels, out_channels, setting, output):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    return weights + out_channels, weights * output[0]


def costs_of_a_square_map(kind, kernel, in_channels, out_channels, setting, output):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    return weights + out_channels, weights * output[0] ** 2


def costs_of_a_square_kernel(kind, kernel, *rest):
    return costs_by_shapes(kind, (kernel[0], kernel[0]), *rest)


def costs_of_summed_sides(kind, kernel, *rest):
    return costs_by_shapes(kind, (sum(kernel), 1), *rest)


def costs_with_biases_once(kind, kernel, in_channels, out_channels, setting, output):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    return weights + out_channels, weights * math.prod(output) + out_channels


def costs_with_input_biases(kind, kernel, in_channels, out_channels, setting, output):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    return weights + in_channels, weights * math.prod(output)


def costs_products_first(*layer):
    return costs_by_shapes(*layer)[::-1]


def costs_products_ungrouped(kind, kernel, in_channels, out_channels, setting, output):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    full = math.prod(kernel) * in_channels * out_channels
    return weights + out_channels, full * math.prod(output)


def costs_without_any_bias(kind, kernel, in_channels, out_channels, setting, output):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    return weights, weights * math.prod(output)


def costs_depthwise_unbiased(kind, kernel, in_channels, out_channels, setting, output):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    return _costs(weights, (kind == "separable") * out_channels, output)


def costs_depthwise_input_biases(
    kind, kernel, in_channels, out_channels, setting, output
):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    biases = in_channels if kind == "depthwise" else out_channels
    return _costs(weights, biases, output)


def costs_depthwise_as_standard(
    kind, kernel, in_channels, out_channels, setting, output
):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    if kind == "depthwise":
        weights = math.prod(kernel) * in_channels * out_channels
    return _costs(weights, out_channels, output)


def costs_without_pointwise(kind, kernel, in_channels, out_channels, setting, output):
    weights = _separable(kernel, in_channels, out_channels, setting)[0]
    return _costs(weights, out_channels, output)


def costs_with_wide_pointwise(kind, kernel, in_channels, out_channels, setting, output):
    first, second = _separable(kernel, in_channels, out_channels, setting)
    second *= (kind == "separable") * math.prod(kernel)
    return _costs(first + second, out_channels, output)


def costs_with_steps_multiplied(
    kind, kernel, in_channels, out_channels, setting, output
):
    first, second = _separable(kernel, in_channels, out_channels, setting)
    weights = first * second if kind == "separable" else first
    return _costs(weights, out_channels, output)


def costs_with_multiplier_twice(
    kind, kernel, in_channels, out_channels, setting, output
):
    weights = _weights(kind, kernel, in_channels, out_channels, setting)
    weights *= setting if kind == "depthwise" else 1
    return _costs(weights, out_channels, output)


def _separable(kernel, in_channels, out_channels, multiplier):
    """Weights of the two steps."""
    between = in_channels * multiplier
    return math.prod(kernel) * between, between * out_channels


def _costs(weights, biases, output):
    return weights + biases, weights * math.prod(output)


def costs_without_multiplier(kind, kernel, in_channels, out_channels, setting, output):
    steps = _separable(kernel, in_channels, out_channels, 1)
    biases = in_channels if kind == "depthwise" else out_channels
    return _costs(steps[0] + (kind == "separable") * steps[1], biases, output)


def costs_with_two_biases(kind, kernel, in_channels, out_channels, setting, output):
    steps = _separable(kernel, in_channels, out_channels, setting)
    biases = in_channels * setting + (kind == "separable") * out_channels
    return _costs(steps[0] + (kind == "separable") * steps[1], biases, output)


def costs_of_narrow_pointwise(kind, kernel, in_channels, out_channels, setting, output):
    steps = _separable(kernel, in_channels, out_channels, setting)
    weights = steps[0] + (kind == "separable") * in_channels * out_channels
    return _costs(weights, out_channels, output)


def costs_of_all_biases(kind, kernel, in_channels, out_channels, setting, output):
    steps = _separable(kernel, in_channels, out_channels, setting)
    parameters = steps[0] + (kind == "separable") * steps[1] + out_channels
    return parameters, parameters * math.prod(output)


def costs_of_one_filter(kind, kernel, in_channels, out_channels, setting, output):
    right = costs_by_shapes(kind, kernel, in_channels, out_channels, setting, output)
    one = costs_without_multiplier(
        kind, kernel, in_channels, out_channels, setting, output
    )
    return right[0], one[1]


def costs_by_shapes(kind, kernel, in_channels, out_channels, setting, output):
    """Shapes of all kernels, as Keras stores them."""
    shapes = {
        "standard": [(*kernel, in_channels, out_channels)],
        "grouped": [(*kernel, in_channels // setting, out_channels)],
        "depthwise": [(*kernel, in_channels, setting)],
        "separable": [
            (*kernel, in_channels, setting),
            (1, 1, in_channels * setting, out_channels),
        ],
    }[kind]
    weights = sum(np.zeros(shape).size for shape in shapes)
    return weights + out_channels, sum(weights for _ in np.ndindex(*output))


# separable_kernel --------------------------------------------------------------------


def two_kernels(rng):
    h, w, channels, multiplier, out = (int(n) for n in rng.integers(1, [4, 4, 4, 4, 4]))
    depthwise = rng.integers(-9, 10, (h, w, channels, multiplier))
    pointwise = rng.integers(-19, 20, (channels * multiplier, out))
    if rng.random() < 0.5:
        return depthwise / 4, pointwise / 10
    return depthwise, pointwise


def _merge(depthwise, pointwise):
    """[h, w, C, multiplier], [C, multiplier, out] -> [h, w, C, out]."""
    return np.einsum("hwcq,cqo->hwco", depthwise, pointwise)


def _by_channel(depthwise, pointwise):
    return pointwise.reshape(*depthwise.shape[2:], -1)


def kernel_in_other_order(depthwise, pointwise):
    turned = pointwise.reshape(*depthwise.shape[:1:-1], -1).transpose(1, 0, 2)
    return _merge(depthwise, turned)


def kernel_of_all_pairs(depthwise, pointwise):
    one = _merge(depthwise, _by_channel(depthwise, pointwise)).sum(2, keepdims=True)
    return np.repeat(one, depthwise.shape[2], axis=2)


def kernel_of_sums(depthwise, pointwise):
    summed = _by_channel(depthwise, pointwise).sum(1)
    return depthwise.sum(3)[..., None] * summed


def kernel_of_first_filters(depthwise, pointwise):
    return depthwise[..., :1] * _by_channel(depthwise, pointwise)[:, 0]


def kernel_flipped(depthwise, pointwise):
    return _merge(depthwise[::-1, ::-1], _by_channel(depthwise, pointwise))


def kernel_of_last_filters(depthwise, pointwise):
    return depthwise[..., -1:] * _by_channel(depthwise, pointwise)[:, -1]


def _by_rows(depthwise, pointwise, row):
    """row(c, q) says which row of `pointwise` belongs to filter q of channel c."""
    channels, multiplier = depthwise.shape[2:]
    places = [[row(c, q) for q in range(multiplier)] for c in range(channels)]
    return _merge(depthwise, pointwise[places])


def kernel_by_channel_rows(depthwise, pointwise):
    return _by_rows(depthwise, pointwise, lambda c, q: c)


def kernel_by_filter_rows(depthwise, pointwise):
    return _by_rows(depthwise, pointwise, lambda c, q: q)


def kernel_by_summed_rows(depthwise, pointwise):
    return _by_rows(depthwise, pointwise, lambda c, q: c + q)


def kernel_in_integers(depthwise, pointwise):
    return _merge(depthwise, _by_channel(depthwise, pointwise)).astype(int)


def kernel_out_before_channels(depthwise, pointwise):
    return _merge(depthwise, _by_channel(depthwise, pointwise)).swapaxes(2, 3)


def kernel_out_first(depthwise, pointwise):
    return _merge(depthwise, _by_channel(depthwise, pointwise)).transpose(3, 2, 0, 1)


def kernel_on_its_side(depthwise, pointwise):
    return _merge(depthwise, _by_channel(depthwise, pointwise)).swapaxes(0, 1)


def kernel_of_means(depthwise, pointwise):
    right = _merge(depthwise, _by_channel(depthwise, pointwise))
    return right / depthwise.shape[3]


def kernel_of_added_weights(depthwise, pointwise):
    return (depthwise[..., None] + _by_channel(depthwise, pointwise)).sum(3)


def kernel_of_all_filters(depthwise, pointwise):
    """[h, w, C * multiplier, out]: what each filter does, not yet added up."""
    return depthwise.reshape(*depthwise.shape[:2], -1, 1) * pointwise


def kernel_without_channels(depthwise, pointwise):
    return depthwise.reshape(*depthwise.shape[:2], -1) @ pointwise


def kernel_by_loop(depthwise, pointwise):
    *window, channels, multiplier = depthwise.shape
    kernel = np.zeros((*window, channels, pointwise.shape[1]))
    for row, column, c, o in np.ndindex(*kernel.shape):
        for q in range(multiplier):
            weight = pointwise[c * multiplier + q, o]
            kernel[row, column, c, o] += depthwise[row, column, c, q] * weight
    return kernel


# fewest_rates ------------------------------------------------------------------------

# Fields are so small that trying every list takes well below a second.
WIDEST = {2: 16, 3: 27, 4: 30, 5: 30}


def full_field(rng):
    """A field for which the rates must be 1, k, k * k, ..."""
    kernel = int(rng.integers(2, 6))
    fields = [
        kernel**layers - less
        for layers in range(5)
        for less in range(kernel - 1 if layers else 1)
        if kernel**layers <= WIDEST[kernel]
    ]
    return kernel, int(rng.choice(fields))


def any_field(rng):
    kernel = int(rng.integers(2, 6))
    return kernel, int(rng.integers(1, WIDEST[kernel] + 1))


def _needed(kernel, field):
    """The sum of the rates."""
    return math.ceil((field - 1) / (kernel - 1))


def _reach(kernel, rates):
    return 1 + (kernel - 1) * sum(rates)


def rates_with_gaps(kernel, field):
    return [_needed(kernel, field)]


def rates_of_1(kernel, field):
    return [1] * _needed(kernel, field)


def rates_doubled(kernel, field):
    rates = []
    while _reach(kernel, rates) < field:
        rates.append(2 ** len(rates))
    return rates


def rates_of_some_layer(kernel, field):
    return rates_one_by_one(kernel, field) or [1]


def rates_of_powers(kernel, field):
    rates = []
    while _reach(kernel, rates) < field:
        rates.append(kernel ** len(rates))
    return rates


def rates_of_cut_powers(kernel, field):
    rates = rates_of_powers(kernel, field)
    if rates:
        rates[-1] = _needed(kernel, field) - sum(rates[:-1])
    return sorted(rates)


def _first_list(kernel, total, fits):
    """The first of the shortest lists with this sum; fits(rates before, next rate)."""
    for count in range(total + 1):
        for rates in _ascending(count, total):
            if all(fits(rates[:n], rate) for n, rate in enumerate(rates)):
                return list(rates)
    return []


def _ascending(count, total, least=1):
    """Ascending tuples of `count` rates with this sum, in Python's order."""
    if count == 0:
        if total == 0:
            yield ()
        return
    for rate in range(least, total // count + 1):
        for rest in _ascending(count - 1, total - rate, rate):
            yield (rate, *rest)


def rates_by_the_one_before(kernel, field):
    def fits(before, rate):
        return rate <= (kernel * before[-1] if before else 1)

    return _first_list(kernel, _needed(kernel, field), fits)


def rates_rounded_down(kernel, field):
    def fits(before, rate):
        return rate <= _reach(kernel, before)

    return _first_list(kernel, (field - 1) // (kernel - 1), fits)


def _stacks(kernel, field, layers, before=()):
    """Lists of ascending rates, all different, that reach the field without gaps."""
    if layers == 0:
        if _reach(kernel, before) >= field:
            yield list(before)
        return
    first = before[-1] + 1 if before else 1
    for rate in range(first, _reach(kernel, before) + 1):
        yield from _stacks(kernel, field, layers - 1, (*before, rate))


def rates_that_differ(kernel, field):
    return next(
        rates for layers in range(field) for rates in _stacks(kernel, field, layers)
    )


def rates_without_common_factor(kernel, field):
    """The first list from 1 on whose rates have no common factor, gaps or not."""
    total = _needed(kernel, field)
    return [1, total - 1] if total > 1 else [1] * total


def rates_largest_first(kernel, field):
    return rates_one_by_one(kernel, field)[::-1]


def rates_counted(kernel, field):
    return len(rates_one_by_one(kernel, field))


def rates_beyond_the_field(kernel, field):
    return rates_one_by_one(kernel, field + 1)


def rates_by_kernel_2(kernel, field):
    def fits(before, rate):
        return rate <= 1 + sum(before)

    return _first_list(kernel, _needed(kernel, field), fits)


def rates_by_all_taps(kernel, field):
    def fits(before, rate):
        return rate <= _reach(kernel, before)

    return _first_list(kernel, math.ceil((field - 1) / kernel), fits)


def rates_exact_only(kernel, field):
    """None where no stack meets the field exactly."""
    exact = (field - 1) % (kernel - 1) == 0
    return rates_one_by_one(kernel, field) if exact else None


def rates_one_by_one(kernel, field):
    """The lowest next rate with which the layers left can still reach the field."""
    layers = 0
    while kernel**layers < field:
        layers += 1
    total, rates = _needed(kernel, field), []
    for left in range(layers - 1, -1, -1):
        rate = rates[-1] if rates else 1
        # Each layer left can make the field `kernel` times as large, and no larger.
        while _reach(kernel, [*rates, rate]) * kernel**left < _reach(kernel, [total]):
            rate += 1
        rates.append(rate)
    return rates


NEGATIVE_INDEX = (
    "Before the first input there are zeros: a negative index reads from the end "
    "instead."
)
CUT_TO_INTEGERS = (
    "Cut to whole numbers: make the result an array of floats, whatever the input is."
)
ALL_OFFSETS = (
    "These are all inputs from the first to the last that is read: leave out those "
    "between the taps that no path reaches."
)
RATE_IS_DISTANCE = (
    "The rate is the distance between taps, not the number of zeros between them."
)
LAYERS_APART = (
    "This reads each layer by itself: a tap of one layer leads to all taps of the "
    "layer before, so that their offsets add up in every combination."
)
COMPOUND_RATES = (
    "Rates do not multiply up through the layers: a dilated layer makes as many "
    "outputs as inputs, so that neighbours in its map are still one input apart. Only "
    "strides change this."
)
NO_LAYERS = "With no layers the output is the input: the list is [0], not empty."
FROM_THE_FIRST = "Offsets are counted from the first input that is read, which has 0."
TWICE = (
    "A multiply-add is one product with its addition: it counts once, not as two "
    "operations."
)
EVERY_PLACE = (
    "Each weight is used once for every place of the output map: multiply by its "
    "height and its width."
)
SQUARE_MAP = "The map is not square: multiply by its height and by its width."
SQUARE_KERNEL = "The kernel is not square: it has height * width taps."
SUMMED_SIDES = "A kernel has height * width taps, not height + width."
ADDED_ONCE = (
    "A bias is added, not multiplied: it is a parameter, but it is not among the "
    "multiply-adds."
)
INPUT_BIASES = "There is one bias for each output channel, not for each input channel."
PRODUCTS_FIRST = "The parameters come first, then the multiply-adds."

GROUPS = {
    "dilated_size": {
        "function": "dilated_size",
        "arguments": cells_and_taps,
        "mutants": {
            size_by_zeros: "The rate is the distance between taps, not the number of "
            "zeros between them, which is one less.",
            size_by_kernel_times_rate: "The span ends at the last tap: no zeros follow "
            "it, so kernel * rate is too many.",
            size_by_last_zero: "The span ends at the last tap: from the first to it "
            "are kernel - 1 steps of `rate`.",
            size_of_last_tap: "The span counts both ends: the last tap lies "
            "(kernel - 1) * rate cells after the first, and one more belongs to it.",
            size_with_zeros_only: "Between two taps lie `rate` - 1 zeros, and the taps "
            "count as well: they are `rate` cells apart.",
            size_by_sum: "Every tap after the first lies `rate` cells further on: the "
            "rate counts kernel - 1 times.",
            size_kernel_for_rate: "`kernel` and `rate` have changed places: there are "
            "`kernel` taps, `rate` cells apart.",
            size_undilated: "The rate is missing: taps lie `rate` cells apart.",
            size_without_rate: "The outputs are counted for a kernel without zeros: "
            "what must fit is the whole span.",
            size_without_last: "The last output is missing: a span as long as the row "
            "of cells fits once.",
            size_by_halves: "An even span fits size - span + 1 times as well: half of "
            "it at each end is right for odd spans only.",
            size_one_too_many: "One output too many: a span as long as the row fits "
            "once.",
            size_by_rate_steps: "The stride is 1: the rate spreads the taps, but the "
            "kernel moves by one cell.",
            size_same: "There are as many outputs as cells only with padding: here the "
            "whole span must fit.",
            size_below_zero: "A kernel that does not fit gives 0 outputs, not a "
            "negative number.",
            size_at_least_1: "A kernel that does not fit gives 0 outputs, not 1.",
            size_outputs_first: "The span comes first, then the number of outputs.",
            size_of_span_alone: "Two numbers are asked for: the span and the number of "
            "outputs.",
        },
    },
    "causal_conv1d": {
        "function": "causal_conv1d",
        "arguments": sequence,
        "mutants": {
            causal_on_both_sides: "Zeros on both sides are the padding `same`: some of "
            "the taps read inputs after t. All zeros belong before the first input.",
            causal_zeros_after: "The zeros are at the wrong end: all of them belong "
            "before the first input. These outputs read the future.",
            causal_zeros_at_both_ends: "There are too many outputs: zeros belong "
            "before the first input only.",
            causal_that_wraps: NEGATIVE_INDEX,
            causal_bare_index: NEGATIVE_INDEX,
            causal_of_full_windows: "The first outputs are missing: they read zeros "
            "where there is no input yet.",
            causal_0_before_full_windows: "The first outputs are not 0: what they read "
            "before the first input is 0, but their other taps read inputs.",
            causal_repeating_the_first: "Before the first input there are zeros: here "
            "the first input is repeated.",
            causal_without_rate: "The rate is missing: the taps lie `rate` inputs "
            "apart.",
            causal_rate_as_zeros: "The rate is the distance between taps, not the "
            "number of zeros between them.",
            causal_flipped: "The kernel is flipped: its last tap is the one that reads "
            "the input at t, its first the oldest.",
            causal_with_too_few_zeros: "Outputs are missing: a dilated kernel needs "
            "(k - 1) * rate zeros before the first input, not k - 1.",
            causal_with_kernel_zeros: "There are too many outputs: (k - 1) * rate "
            "zeros are needed, not k * rate.",
            causal_without_now: "The last tap reads the input at t itself: here it "
            "reads the one before.",
            causal_last_tap: "Only the last tap is used: add up all taps.",
            causal_first_channel: "Only the first channel is used: an output sums over "
            "all input channels.",
            causal_channel_sums: "Each input channel has a weight of its own: multiply "
            "first, then add the channels up.",
            causal_in_integers: CUT_TO_INTEGERS,
            causal_in_integers_of_x: CUT_TO_INTEGERS,
            causal_on_its_side: "The axes are swapped: time comes first, channels "
            "last.",
        },
    },
    "stack_offsets": {
        "function": "stack_offsets",
        "arguments": layers_of_stride_1,
        "mutants": {
            offsets_without_gaps: ALL_OFFSETS,
            offsets_by_zeros: RATE_IS_DISTANCE,
            offsets_undilated: "The rates are missing: the taps of a layer lie `rate` "
            "cells apart.",
            offsets_by_compound_rates: COMPOUND_RATES,
            offsets_repeated: "Several paths lead to one input: each offset is listed "
            "once.",
            offsets_unsorted: "The offsets are right, but not in order: sort them.",
            offsets_counted: "The inputs are asked for, not how many there are.",
            offsets_from_1: FROM_THE_FIRST,
            offsets_from_the_middle: FROM_THE_FIRST,
            offsets_of_the_last_layer: "This reads the last layer only: its inputs are "
            "outputs of the layer before, and so on to the first.",
            offsets_of_each_layer: LAYERS_APART,
            offsets_of_nothing: NO_LAYERS,
            offsets_with_one_tap_more: "One tap too many: a kernel of k has taps 0 to "
            "k - 1.",
            offsets_with_one_tap_less: "The last tap is missing: a kernel of k has "
            "taps 0 to k - 1.",
            offsets_with_one_kernel: "Each layer has its own kernel: this takes the "
            "first layer's for all.",
        },
    },
    "stack_offsets_strides": {
        "function": "stack_offsets",
        "arguments": layers_with_strides,
        "mutants": {
            offsets_without_strides: "The strides are missing: after a layer of stride "
            "2, neighbours in its map are two of its inputs apart.",
            offsets_with_added_strides: "Strides multiply up, they do not add up: "
            "after strides 3 and 2, neighbours are 6 inputs apart.",
            offsets_with_summed_moves: "Strides multiply up, they do not add up: after "
            "strides 3 and 2, neighbours are 6 inputs apart, not 4.",
            offsets_with_previous_stride: "All strides before a layer count, not only "
            "that of the layer just before: they multiply up.",
            offsets_with_own_stride: "A layer's own stride is how far its window "
            "moves: it does not spread the taps of that window, only those of later "
            "layers.",
            offsets_with_own_stride_only: "A layer's own stride does not spread its "
            "taps: the product of the strides of all layers before it does.",
            offsets_with_stride_for_rate: "The taps lie `rate` cells of the layer's "
            "input apart, not `stride`.",
            offsets_by_rates_and_strides: COMPOUND_RATES,
            offsets_from_the_last: "These are the layers from last to first: a "
            "stride acts on the layers after it.",
            offsets_without_gaps: ALL_OFFSETS,
            offsets_by_zeros: RATE_IS_DISTANCE,
            offsets_undilated: "The rates are missing: the taps of a layer lie `rate` "
            "cells apart.",
            offsets_repeated: "With strides, too, several paths can lead to one "
            "input: each offset is listed once.",
            offsets_unsorted: "The offsets are right, but not in order: sort them.",
            offsets_from_1: FROM_THE_FIRST,
            offsets_of_the_last_layer: "This reads the last layer only: its inputs are "
            "outputs of the layer before, and so on to the first.",
            offsets_of_each_layer: LAYERS_APART,
            offsets_of_nothing: NO_LAYERS,
        },
    },
    "layer_costs": {
        "function": "layer_costs",
        "arguments": standard_or_grouped,
        "mutants": {
            costs_without_groups: "In a grouped layer an output channel reads only the "
            "input channels of its group: in_channels / groups of them.",
            costs_products_ungrouped: "The parameters are right; the multiply-adds are "
            "fewer by as much: a grouped layer uses each of its weights once a place.",
            costs_with_groups_twice: "The groups divide the input channels that a "
            "filter reads, not also the number of filters: there are still "
            "out_channels of them.",
            costs_without_bias: "The biases are missing: one parameter for each output "
            "channel.",
            costs_with_input_biases: INPUT_BIASES,
            costs_with_bias_split: "Groups do not share biases: each output channel "
            "has its own.",
            costs_of_the_bias: ADDED_ONCE,
            costs_with_biases_once: ADDED_ONCE,
            costs_in_operations: TWICE,
            costs_of_one_place: EVERY_PLACE,
            costs_of_one_column: EVERY_PLACE,
            costs_of_a_square_map: SQUARE_MAP,
            costs_of_a_square_kernel: SQUARE_KERNEL,
            costs_of_summed_sides: SUMMED_SIDES,
            costs_products_first: PRODUCTS_FIRST,
        },
    },
    "layer_costs_depthwise": {
        "function": "layer_costs",
        "arguments": depthwise_or_separable,
        "mutants": {
            costs_without_multiplier: "The multiplier is missing: each input channel "
            "has that many filters.",
            costs_with_multiplier_twice: "The multiplier counts once: out_channels has "
            "it already.",
            costs_depthwise_as_standard: "A depthwise filter reads one input channel, "
            "not all of them: the weights are not multiplied by in_channels again.",
            costs_depthwise_unbiased: "A depthwise layer has biases as well: one for "
            "each output channel. Only the first step of a separable one has none.",
            costs_depthwise_input_biases: INPUT_BIASES,
            costs_with_two_biases: "A separable layer adds its biases once, after the "
            "1 x 1 step: there are none between the two steps.",
            costs_of_narrow_pointwise: "The 1 x 1 step reads all channels that the "
            "depthwise step makes: in_channels * multiplier of them.",
            costs_without_pointwise: "The 1 x 1 step of a separable layer is missing: "
            "it has weights of its own.",
            costs_with_wide_pointwise: "The second step of a separable layer is 1 x 1: "
            "the kernel's taps count in the depthwise step only.",
            costs_with_steps_multiplied: "The steps of a separable layer follow one "
            "another: their weights are added, not multiplied.",
            costs_of_all_biases: ADDED_ONCE,
            costs_with_biases_once: ADDED_ONCE,
            costs_without_any_bias: "The biases are missing: one parameter for each "
            "output channel.",
            costs_with_input_biases: INPUT_BIASES,
            costs_of_one_filter: "The parameters are right, but the multiply-adds are "
            "those of multiplier 1: each weight is used once for each output place.",
            costs_in_operations: TWICE,
            costs_of_one_place: EVERY_PLACE,
            costs_of_one_column: EVERY_PLACE,
            costs_of_a_square_map: SQUARE_MAP,
            costs_of_a_square_kernel: SQUARE_KERNEL,
            costs_of_summed_sides: SUMMED_SIDES,
            costs_products_first: PRODUCTS_FIRST,
        },
    },
    "separable_kernel": {
        "function": "separable_kernel",
        "arguments": two_kernels,
        "mutants": {
            kernel_in_other_order: "This is the other order of the channels between "
            "the steps: filter q of input channel c makes channel c * multiplier + q, "
            "so that the filters of one channel are neighbours.",
            kernel_by_channel_rows: "This takes row c of `pointwise` for all filters "
            "of channel c: filter q makes channel c * multiplier + q.",
            kernel_by_filter_rows: "This takes row q of `pointwise` for filter q of "
            "every channel: that of channel c makes channel c * multiplier + q.",
            kernel_by_summed_rows: "Channels between the steps are numbered "
            "c * multiplier + q: c + q gives one number to several.",
            kernel_of_all_pairs: "Every input channel has got the sum over all of "
            "them: a depthwise filter reads its own channel only.",
            kernel_without_channels: "The input channels have been added up: each "
            "keeps its own weights, on an axis of its own.",
            kernel_of_all_filters: "The filters of one input channel read the same "
            "input: add up what they contribute, so that the axis has C entries.",
            kernel_of_sums: "This multiplies sums: each filter times its own weight "
            "comes first, then the sum over the filters of a channel.",
            kernel_of_added_weights: "The second step multiplies what the first gives: "
            "the weights of a way are multiplied, not added.",
            kernel_of_means: "The ways through the filters of a channel are added up: "
            "here their mean is taken.",
            kernel_of_first_filters: "Only the first filter of each input channel "
            "counts here: add up all `multiplier` of them.",
            kernel_of_last_filters: "Only the last filter of each input channel is "
            "left: add up all `multiplier` of them, with += instead of =.",
            kernel_flipped: "The kernel is flipped: its rows and columns stay as they "
            "are.",
            kernel_on_its_side: "Rows and columns of the kernel are swapped: they stay "
            "as they are.",
            kernel_out_before_channels: "The last two axes are swapped: the order is "
            "[h, w, C, out].",
            kernel_out_first: "This is PyTorch's order of the axes: here it is "
            "[h, w, C, out].",
            kernel_in_integers: CUT_TO_INTEGERS,
        },
    },
    "fewest_rates_full": {
        "function": "fewest_rates",
        "arguments": full_field,
        "mutants": {
            rates_with_gaps: "This leaves gaps: one layer reads `kernel` inputs only, "
            "however far apart.",
            rates_without_common_factor: "This leaves gaps: rates without a common "
            "factor are not enough. Each must be at most the field of those before.",
            rates_of_1: "There are no gaps, but fewer layers reach as far with larger "
            "rates.",
            rates_doubled: "Doubling is as fast as it goes for kernel 2 only: a larger "
            "kernel allows larger steps without gaps.",
            rates_by_kernel_2: "A next rate may be as large as the field of all layers "
            "before, 1 + (kernel - 1) * (sum of their rates): here 1 + the sum.",
            rates_of_some_layer: "For a field of 1 no layer is needed: the list is "
            "empty.",
            rates_beyond_the_field: "This reaches further than it must: a receptive "
            "field of `field` is enough, and it is 1 + (kernel - 1) * (sum of the "
            "rates).",
            rates_by_all_taps: "The field is too small: a layer adds "
            "(kernel - 1) * rate, not kernel * rate.",
            rates_largest_first: "The rates are right, but the list is ascending.",
            rates_counted: "The rates are asked for, not how many there are.",
        },
    },
    "fewest_rates": {
        "function": "fewest_rates",
        "arguments": any_field,
        "mutants": {
            rates_of_powers: "These rates are as large as they may be without gaps: "
            "of the shortest lists the first in Python's order is asked for, with the "
            "lowest rates that will do.",
            rates_of_cut_powers: "Only the last rate is cut to what is needed: with "
            "lower rates before it, a list just as short comes first in Python's "
            "order.",
            rates_by_the_one_before: "A rate may be larger than `kernel` times the one "
            "before: it is compared with the receptive field of all layers before.",
            rates_by_kernel_2: "A next rate may be as large as the field of all layers "
            "before, 1 + (kernel - 1) * (sum of their rates): here 1 + the sum.",
            rates_that_differ: "Two layers may have the same rate: try lists with "
            "repeats, too.",
            rates_with_gaps: "One layer of a large rate reaches far enough, but reads "
            "only `kernel` inputs: no gaps are allowed.",
            rates_without_common_factor: "This leaves gaps: rates without a common "
            "factor are not enough. Each must be at most the field of those before.",
            rates_of_1: "There are no gaps, but fewer layers reach as far with larger "
            "rates.",
            rates_doubled: "Doubling gives one list without gaps, often not the "
            "shortest, nor the first in Python's order.",
            rates_rounded_down: "The receptive field is too small: where the wanted "
            "one cannot be met exactly, take the next larger.",
            rates_exact_only: "Not every field can be met exactly: it is to be at "
            "least `field`.",
            rates_by_all_taps: "The field is too small: a layer adds "
            "(kernel - 1) * rate, not kernel * rate.",
            rates_beyond_the_field: "This reaches further than it must: a receptive "
            "field of `field` is enough, and it is 1 + (kernel - 1) * (sum of the "
            "rates).",
            rates_of_some_layer: "For a field of 1 no layer is needed: the list is "
            "empty.",
            rates_largest_first: "The rates are right, but the list is ascending.",
            rates_counted: "The rates are asked for, not how many there are.",
        },
    },
}
ALTERNATIVES = {
    "dilated_size": size_by_sliding,
    "causal_conv1d": causal_by_spreading,
    "stack_offsets": offsets_by_walking_back,
    "layer_costs": costs_by_shapes,
    "separable_kernel": kernel_by_loop,
    "fewest_rates": rates_one_by_one,
}
