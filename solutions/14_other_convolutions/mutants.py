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


def rates_without_plus_1(kernel, field):
    def fits(before, rate):
        return rate <= _reach(kernel, before)

    return _first_list(kernel, math.ceil(field / (kernel - 1)), fits)


def rates_rounded_down(kernel, field):
    def fits(before, rate):
        return rate <= _reach(kernel, before)

    return _first_list(kernel, (field - 1) // (kernel - 1), fits)


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


GROUPS = {
    "dilated_size": {
        "function": "dilated_size",
        "arguments": cells_and_taps,
        "mutants": {
            size_by_zeros: "The rate is the distance between taps, not the number of "
            "zeros between them, which is one less.",
            size_by_kernel_times_rate: "The span ends at the last tap: no zeros follow "
            "it, so kernel * rate is too many.",
            size_without_rate: "The outputs are counted for a kernel without zeros: "
            "what must fit is the whole span.",
            size_without_last: "The last output is missing: a span as long as the row "
            "of cells fits once.",
            size_below_zero: "A kernel that does not fit gives 0 outputs, not a "
            "negative number.",
        },
    },
    "causal_conv1d": {
        "function": "causal_conv1d",
        "arguments": sequence,
        "mutants": {
            causal_on_both_sides: "Zeros on both sides are the padding `same`: some of "
            "the taps read inputs after t. All zeros belong before the first input.",
            causal_that_wraps: "Before the first input there are zeros: a negative "
            "index reads from the end instead.",
            causal_without_rate: "The rate is missing: the taps lie `rate` inputs "
            "apart.",
            causal_flipped: "The kernel is flipped: its last tap is the one that reads "
            "the input at t, its first the oldest.",
            causal_with_too_few_zeros: "Outputs are missing: a dilated kernel needs "
            "(k - 1) * rate zeros before the first input, not k - 1.",
        },
    },
    "stack_offsets": {
        "function": "stack_offsets",
        "arguments": layers_of_stride_1,
        "mutants": {
            offsets_without_gaps: "These are all inputs from the first to the last "
            "that is read: leave out those between the taps that no path reaches.",
            offsets_by_zeros: "The rate is the distance between taps, not the number "
            "of zeros between them.",
            offsets_by_compound_rates: "Rates do not multiply up through the layers: "
            "a dilated layer makes as many outputs as inputs, so that neighbours in "
            "its map are still one input apart. Only strides change this.",
            offsets_repeated: "Several paths lead to one input: each offset is listed "
            "once.",
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
            offsets_with_own_stride: "A layer's own stride is how far its window "
            "moves: it does not spread the taps of that window, only those of later "
            "layers.",
            offsets_from_the_last: "These are the layers from last to first: a "
            "stride acts on the layers after it.",
            offsets_repeated: "With strides, too, several paths can lead to one "
            "input: each offset is listed once.",
        },
    },
    "layer_costs": {
        "function": "layer_costs",
        "arguments": standard_or_grouped,
        "mutants": {
            costs_without_groups: "In a grouped layer an output channel reads only the "
            "input channels of its group: in_channels / groups of them.",
            costs_with_groups_twice: "The groups divide the input channels that a "
            "filter reads, not also the number of filters: there are still "
            "out_channels of them.",
            costs_without_bias: "The biases are missing: one parameter for each output "
            "channel.",
            costs_with_bias_split: "Groups do not share biases: each output channel "
            "has its own.",
            costs_of_the_bias: "A bias is added, not multiplied: it is a parameter, "
            "but it is not among the multiply-adds.",
        },
    },
    "layer_costs_depthwise": {
        "function": "layer_costs",
        "arguments": depthwise_or_separable,
        "mutants": {
            costs_without_multiplier: "The multiplier is missing: each input channel "
            "has that many filters.",
            costs_with_two_biases: "A separable layer adds its biases once, after the "
            "1 x 1 step: there are none between the two steps.",
            costs_of_narrow_pointwise: "The 1 x 1 step reads all channels that the "
            "depthwise step makes: in_channels * multiplier of them.",
            costs_of_all_biases: "Biases are parameters, but they are added: they are "
            "not among the multiply-adds.",
            costs_of_one_filter: "The parameters are right, but the multiply-adds are "
            "those of multiplier 1: each weight is used once for each output place.",
        },
    },
    "separable_kernel": {
        "function": "separable_kernel",
        "arguments": two_kernels,
        "mutants": {
            kernel_in_other_order: "This is the other order of the channels between "
            "the steps: filter q of input channel c makes channel c * multiplier + q, "
            "so that the filters of one channel are neighbours.",
            kernel_of_all_pairs: "Every input channel has got the sum over all of "
            "them: a depthwise filter reads its own channel only.",
            kernel_of_sums: "This multiplies sums: each filter times its own weight "
            "comes first, then the sum over the filters of a channel.",
            kernel_of_first_filters: "Only the first filter of each input channel "
            "counts here: add up all `multiplier` of them.",
            kernel_flipped: "The kernel is flipped: its rows and columns stay as they "
            "are.",
        },
    },
    "fewest_rates_full": {
        "function": "fewest_rates",
        "arguments": full_field,
        "mutants": {
            rates_with_gaps: "This leaves gaps: one layer reads `kernel` inputs only, "
            "however far apart.",
            rates_of_1: "There are no gaps, but fewer layers reach as far with larger "
            "rates.",
            rates_doubled: "Doubling is as fast as it goes for kernel 2 only: a larger "
            "kernel allows larger steps without gaps.",
            rates_of_some_layer: "For a field of 1 no layer is needed: the list is "
            "empty.",
            rates_without_plus_1: "This reaches further than it must: a receptive "
            "field of `field` is enough, and it is 1 + (kernel - 1) * (sum of the "
            "rates).",
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
            rates_with_gaps: "One layer of a large rate reaches far enough, but reads "
            "only `kernel` inputs: no gaps are allowed.",
            rates_rounded_down: "The receptive field is too small: where the wanted "
            "one cannot be met exactly, take the next larger.",
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
