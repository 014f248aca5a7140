"""Cases and plausible wrong answers of exercise 02."""

import math

# map_sizes ---------------------------------------------------------------------------


def layers_of_both_kinds(rng, most=3, paddings=("same", "valid")):
    """A size and layers (kernel, stride, padding) that it is large enough for."""
    layers = []
    for _ in range(int(rng.integers(2, most + 1))):
        kernel = int(rng.integers(2, 5))
        stride = int(rng.integers(1, 4))
        layers.append((kernel, stride, str(rng.choice(paddings))))
    size = int(rng.integers(40, 90))
    return size, layers


def _sizes(size, layers, same, valid):
    sizes = []
    for kernel, stride, padding in layers:
        rule = same if padding == "same" else valid
        size = rule(size, kernel, stride)
        sizes.append(size)
    return sizes


def _same(size, kernel, stride):
    return math.ceil(size / stride)


def _valid(size, kernel, stride):
    return (size - kernel) // stride + 1


def sizes_round_same_down(size, layers):
    return _sizes(size, layers, lambda n, k, s: n // s, _valid)


def sizes_round_valid_up(size, layers):
    return _sizes(size, layers, _same, lambda n, k, s: math.ceil((n - k) / s) + 1)


def sizes_lose_the_first_window(size, layers):
    return _sizes(size, layers, _same, lambda n, k, s: (n - k) // s)


def sizes_ignore_the_kernel(size, layers):
    return _sizes(size, layers, _same, lambda n, k, s: n // s)


def sizes_start_again(size, layers):
    return [_sizes(size, [layer], _same, _valid)[0] for layer in layers]


def sizes_by_counting(size, layers):
    sizes = []
    for kernel, stride, padding in layers:
        last = size - 1 if padding == "same" else size - kernel
        size = len(range(0, last + 1, stride))
        sizes.append(size)
    return sizes


# first_pixels ------------------------------------------------------------------------


def padded_layers(rng):
    layers = []
    for _ in range(int(rng.integers(2, 4))):
        stride = int(rng.integers(1, 4))
        kernel = max(1, stride + int(rng.integers(-1, 3)))
        layers.append((kernel, stride, "same"))
    return int(rng.integers(13, 40)), layers


def _pads(size, layers, fewest=0):
    """Rows of zeros before and after, of each layer in turn."""
    pads = []
    for kernel, stride, padding in layers:
        out = sizes_by_counting(size, [(kernel, stride, padding)])[0]
        total = (
            max((out - 1) * stride + kernel - size, fewest) if padding == "same" else 0
        )
        pads.append((total // 2, total - total // 2))
        size = out
    return pads


def _starts(size, layers, steps, pads):
    """Windows start at multiples of the stride, less the padding in pixels."""
    first = -sum(step * pad for step, pad in zip(steps, pads, strict=False))
    count = sizes_by_counting(size, layers)[-1]
    return [first + steps[-1] * index for index in range(count)]


def _steps(layers):
    """Pixels between neighbouring cells, before the first layer and after each one."""
    return [math.prod(s for _, s, _ in layers[:n]) for n in range(len(layers) + 1)]


def pixels_without_padding(size, layers):
    return _starts(size, layers, _steps(layers), [0 for _ in layers])


def pixels_count_padding_in_cells(size, layers):
    pads = sum(before for before, _ in _pads(size, layers))
    steps = _steps(layers)
    count = sizes_by_counting(size, layers)[-1]
    return [steps[-1] * index - pads for index in range(count)]


def pixels_add_the_strides(size, layers):
    steps = [1] + [sum(s for _, s, _ in layers[: n + 1]) for n in range(len(layers))]
    return _starts(size, layers, steps, [before for before, _ in _pads(size, layers)])


def pixels_put_the_odd_row_first(size, layers):
    return _starts(size, layers, _steps(layers), [b for _, b in _pads(size, layers)])


def pixels_take_zeros_away(size, layers):
    befores = [before for before, _ in _pads(size, layers, fewest=-math.inf)]
    return _starts(size, layers, _steps(layers), befores)


def pixels_by_walking_back(size, layers):
    pads = _pads(size, layers)
    starts = []
    for index in range(sizes_by_counting(size, layers)[-1]):
        row = index
        for (_, stride, _), (before, _) in zip(layers[::-1], pads[::-1], strict=True):
            row = row * stride - before
        starts.append(row)
    return starts


# saving ------------------------------------------------------------------------------


def costs(rng):
    window, stride = ((224, 32), (96, 16), (64, 8))[int(rng.integers(3))]
    body = int(rng.integers(10, 100)) * 1000
    head = int(rng.integers(1, 10)) * 1000
    size = window + stride * int(rng.integers(1, 12)) + int(rng.integers(stride))
    return size, window, stride, body, head


def _windows(size, window, stride):
    return ((size - window) // stride + 1) ** 2


def saving_without_head(size, window, stride, body, head):
    return _windows(size, window, stride) * window**2 / size**2


def saving_with_head_once(size, window, stride, body, head):
    crops = _windows(size, window, stride) * (body + head)
    return crops / (body * size**2 / window**2 + head)


def saving_scales_the_side(size, window, stride, body, head):
    windows = _windows(size, window, stride)
    return windows * (body + head) / (body * size / window + windows * head)


def saving_loses_a_window(size, window, stride, body, head):
    windows = ((size - window) // stride) ** 2
    return windows * (body + head) / (body * size**2 / window**2 + windows * head)


def saving_upside_down(size, window, stride, body, head):
    return 1 / saving_by_counting(size, window, stride, body, head)


def saving_by_counting(size, window, stride, body, head):
    crops = passes = 0
    for _ in range(0, size - window + 1, stride):
        for _ in range(0, size - window + 1, stride):
            crops += body + head
            passes += head
    return crops / (passes + body * (size / window) ** 2)


# windows_in_padding ------------------------------------------------------------------


def fields(rng):
    stride = int(rng.integers(2, 9))
    field = stride + int(rng.integers(1, 30))
    start = -int(rng.integers(1, 12))
    count = int(rng.integers(3, 7))
    size = stride * count + int(rng.integers(0, field))
    return size, count, field, stride, start


def _outside(size, count, field, stride, start, before=True, after=True, slack=0):
    found = []
    for index in range(count):
        first = start + stride * index
        last = first + field - 1
        if (before and first < 0) or (after and last > size - 1 + slack):
            found.append(index)
    return found


def padding_above_only(size, count, field, stride, start):
    return _outside(size, count, field, stride, start, after=False)


def padding_below_only(size, count, field, stride, start):
    return _outside(size, count, field, stride, start, before=False)


def padding_one_row_late(size, count, field, stride, start):
    return _outside(size, count, field, stride, start, slack=1)


def padding_one_row_early(size, count, field, stride, start):
    return _outside(size, count, field, stride, start, slack=-1)


def padding_everywhere_else(size, count, field, stride, start):
    found = _outside(size, count, field, stride, start)
    return [index for index in range(count) if index not in found]


def padding_by_sets(size, count, field, stride, start):
    picture = set(range(size))
    fields = (
        range(start + stride * i, start + stride * i + field) for i in range(count)
    )
    return [index for index, rows in enumerate(fields) if not picture.issuperset(rows)]


# smallest_size -----------------------------------------------------------------------


def wanted(rng):
    layers = []
    for _ in range(int(rng.integers(2, 4))):
        stride = int(rng.integers(2, 4))
        kernel = stride + int(rng.integers(0, 3))
        layers.append((kernel, stride, str(rng.choice(["same", "valid"]))))
    return int(rng.integers(2, 6)), int(rng.integers(2, 8)), layers


def _backwards(rows, layers, same, valid):
    for kernel, stride, padding in layers[::-1]:
        rule = same if padding == "same" else valid
        rows = rule(rows, kernel, stride)
    return rows


def _least_same(rows, kernel, stride):
    return (rows - 1) * stride + 1


def _least_valid(rows, kernel, stride):
    return (rows - 1) * stride + kernel


def size_of_whole_strides(count, head, layers):
    whole = lambda rows, kernel, stride: rows * stride  # noqa: E731
    return _backwards(count + head - 1, layers, whole, whole)


def size_pads_nothing(count, head, layers):
    return _backwards(count + head - 1, layers, _least_valid, _least_valid)


def size_pads_everything(count, head, layers):
    return _backwards(count + head - 1, layers, _least_same, _least_same)


def size_forgets_the_head(count, head, layers):
    return _backwards(count, layers, _least_same, _least_valid)


def size_of_one_head_per_prediction(count, head, layers):
    return _backwards(count * head, layers, _least_same, _least_valid)


def size_by_trying(count, head, layers):
    size = 1
    while True:
        sizes = _sizes(size, layers, _same, _valid)
        if min(sizes) > 0 and sizes[-1] - head + 1 >= count:
            return size
        size += 1


# receptive_field ---------------------------------------------------------------------


def dilated_layers(rng):
    return (
        [
            (int(rng.integers(1, 6)), int(rng.integers(1, 4)), int(rng.integers(1, 4)))
            for _ in range(int(rng.integers(2, 5)))
        ],
    )


def _field(layers, grows, step=1):
    field = 1
    for kernel, stride, dilation in layers:
        field += grows(kernel, dilation) * step
        step *= stride
    return field


def field_without_dilation(layers):
    return _field(layers, lambda kernel, dilation: kernel - 1)


def field_without_strides(layers):
    return _field([(k, 1, d) for k, _, d in layers], lambda k, d: (k - 1) * d)


def field_with_own_stride(layers):
    field, step = 1, 1
    for kernel, stride, dilation in layers:
        step *= stride
        field += (kernel - 1) * dilation * step
    return field


def field_dilates_the_last_tap(layers):
    return _field(layers, lambda kernel, dilation: kernel * dilation - 1)


def field_adds_strides(layers):
    field, step = 1, 1
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * step
        step += stride - 1
    return field


def field_from_the_top(layers):
    field = 1
    for kernel, stride, dilation in layers[::-1]:
        field = (field - 1) * stride + (kernel - 1) * dilation + 1
    return field


GROUPS = {
    "map_sizes": {
        "function": "map_sizes",
        "arguments": layers_of_both_kinds,
        "mutants": {
            sizes_round_same_down: "`same` rounds up: the last, incomplete step gets "
            "padding and a cell of its own.",
            sizes_round_valid_up: "`valid` rounds down: a window that hangs over the "
            "edge does not count.",
            sizes_lose_the_first_window: "A window is missing under `valid`: the first "
            "one takes no step, so it is steps + 1.",
            sizes_ignore_the_kernel: "Under `valid` the kernel counts: the last window "
            "starts at size - kernel.",
            sizes_start_again: "Each layer reads the map that the layer before wrote, "
            "not the picture.",
        },
    },
    "first_pixels": {
        "function": "first_pixels",
        "arguments": padded_layers,
        "mutants": {
            pixels_without_padding: "The padding is missing: it moves every window up, "
            "to negative rows at the start.",
            pixels_count_padding_in_cells: "Padding counts in cells of the map that is "
            "padded: a cell there is as many pixels as the strides before multiply to.",
            pixels_add_the_strides: "Strides multiply; they do not add.",
            pixels_put_the_odd_row_first: "Only the padding before moves the first "
            "window, and an odd row of zeros goes after.",
            pixels_take_zeros_away: "A layer never adds fewer than 0 rows: where the "
            "kernel is shorter than its stride, (cells - 1) * stride + kernel - size "
            "can be negative.",
        },
    },
    "saving": {
        "function": "saving",
        "arguments": costs,
        "mutants": {
            saving_without_head: "The head is missing: it runs once per window either "
            "way, on the crops and in the one pass.",
            saving_with_head_once: "In the one pass too the head runs once per window, "
            "not once in all.",
            saving_scales_the_side: "The body's cost grows with the area, the square "
            "of the side.",
            saving_loses_a_window: "A window is missing along each side: the first one "
            "takes no step.",
            saving_upside_down: "The fraction is upside down: the crops' cost is "
            "divided by that of the one pass.",
        },
    },
    "windows_in_padding": {
        "function": "windows_in_padding",
        "arguments": fields,
        "mutants": {
            padding_above_only: "Windows at the end reach into padding too: their last "
            "row lies beyond the picture.",
            padding_below_only: "Windows at the start reach into padding too: their "
            "first row is negative.",
            padding_one_row_late: "The last row of the picture is size - 1, so a "
            "window that ends at row `size` reaches outside.",
            padding_one_row_early: "A window of `field` rows that starts at row f ends "
            "at row f + field - 1, not at f + field.",
            padding_everywhere_else: "These are the windows that see no padding; the "
            "others are asked for.",
        },
    },
    "smallest_size": {
        "function": "smallest_size",
        "arguments": wanted,
        "mutants": {
            size_of_whole_strides: "Smaller pictures do: the last cell need not have "
            "its whole stride of rows.",
            size_pads_nothing: "Where the padding is `same`, one row is enough for the "
            "last cell; zeros fill the rest of its window.",
            size_pads_everything: "Where the padding is `valid`, the last window needs "
            "all rows of its kernel.",
            size_forgets_the_head: "This map has `count` cells, but a prediction needs "
            "`head` of them.",
            size_of_one_head_per_prediction: "Neighbouring predictions share cells: "
            "`count` of them need count + head - 1 cells, not count * head.",
        },
    },
    "receptive_field": {
        "function": "receptive_field",
        "arguments": dilated_layers,
        "mutants": {
            field_without_dilation: "The dilation is missing: the taps of a kernel lie "
            "`dilation` cells apart.",
            field_without_strides: "The strides are missing: a cell after a stride of "
            "2 is two pixels wide.",
            field_with_own_stride: "A layer's own stride spreads the layers after it, "
            "not its own kernel.",
            field_dilates_the_last_tap: "k taps have k - 1 gaps: the kernel spans "
            "(k - 1) * dilation + 1 cells.",
            field_adds_strides: "Strides multiply; they do not add.",
        },
    },
}
ALTERNATIVES = {
    "map_sizes": sizes_by_counting,
    "first_pixels": pixels_by_walking_back,
    "saving": saving_by_counting,
    "windows_in_padding": padding_by_sets,
    "smallest_size": size_by_trying,
    "receptive_field": field_from_the_top,
}
