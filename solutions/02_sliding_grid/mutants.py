"""Cases and plausible wrong answers of exercise 02."""

import math

import numpy as np

# map_sizes ---------------------------------------------------------------------------


def layers_of_both_kinds(rng, most=3, paddings=("same", "valid")):
    """A size and layers (kernel, stride, padding) that it is large enough for."""
    layers = []
    for _ in range(int(rng.integers(1, most + 1))):
        kernel = int(rng.integers(1, 6))
        stride = int(rng.integers(1, 5))
        layers.append((kernel, stride, str(rng.choice(paddings))))
    # From the smallest size that gives a cell to some hundred.
    least = size_by_trying(1, 1, layers)
    return least + int(rng.choice([0, 1, *rng.integers(2, 100, 3)])), layers


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


def sizes_pad_half_the_kernel(size, layers):
    return _sizes(size, layers, lambda n, k, s: (n + 2 * (k // 2) - k) // s + 1, _valid)


def sizes_always_add_one(size, layers):
    return _sizes(size, layers, lambda n, k, s: n // s + 1, _valid)


def sizes_round_to_the_nearest(size, layers):
    return _sizes(size, layers, lambda n, k, s: round(n / s), _valid)


def sizes_keep_the_fraction(size, layers):
    return _sizes(size, layers, lambda n, k, s: n / s, _valid)


def sizes_forget_the_stride_of_same(size, layers):
    return _sizes(size, layers, lambda n, k, s: n, _valid)


def sizes_lose_the_last_start(size, layers):
    return _sizes(size, layers, _same, lambda n, k, s: (n - k + 1) // s)


def sizes_lose_a_row(size, layers):
    return _sizes(size, layers, _same, lambda n, k, s: (n - k - 1) // s + 1)


def sizes_of_odd_kernels(size, layers):
    return _sizes(size, layers, _same, lambda n, k, s: (n - k // 2 * 2 - 1) // s + 1)


def sizes_pad_nothing(size, layers):
    return _sizes(size, layers, _valid, _valid)


def sizes_pad_always(size, layers):
    return _sizes(size, layers, _same, _same)


def sizes_stride_before_kernel(size, layers):
    return sizes_by_counting(size, [(s, k, padding) for k, s, padding in layers])


def sizes_forget_the_stride_of_valid(size, layers):
    return _sizes(size, layers, _same, lambda n, k, s: n - k + 1)


def sizes_with_the_image(size, layers):
    return [size, *sizes_by_counting(size, layers)]


def sizes_of_the_last_map(size, layers):
    return sizes_by_counting(size, layers)[-1]


def sizes_by_counting(size, layers):
    sizes = []
    for kernel, stride, padding in layers:
        last = size - 1 if padding == "same" else size - kernel
        size = len(range(0, last + 1, stride))
        sizes.append(size)
    return sizes


# first_pixels ------------------------------------------------------------------------


def padded_layers(rng):
    """From one layer to four; kernels from far below their stride to far above it."""
    layers = []
    for _ in range(int(rng.choice([1, 2, 2, 3, 3, 4]))):
        stride = int(rng.integers(1, 5))
        kernel = int(rng.integers(1, 7))
        layers.append((kernel, stride, "same"))
    return int(rng.integers(3, 40)), layers


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


def _moved_by(size, layers, before):
    """First rows when `before` gives the zeros before, from the least total needed."""
    totals = [a + b for a, b in _pads(size, layers, fewest=-math.inf)]
    pads = [before(t, k) for t, (k, _, _) in zip(totals, layers, strict=True)]
    return _starts(size, layers, _steps(layers), pads)


def pixels_cut_towards_zero(size, layers):
    return _moved_by(size, layers, lambda total, kernel: int(total / 2))


def pixels_without_the_sign(size, layers):
    return _moved_by(size, layers, lambda total, kernel: abs(total) // 2)


def pixels_put_all_zeros_before(size, layers):
    return _moved_by(size, layers, lambda total, kernel: max(total, 0))


def pixels_keep_half_a_row(size, layers):
    return _moved_by(size, layers, lambda total, kernel: max(total, 0) / 2)


def pixels_pad_half_the_kernel(size, layers):
    return _moved_by(size, layers, lambda total, kernel: kernel // 2)


def pixels_pad_half_the_gaps(size, layers):
    return _moved_by(size, layers, lambda total, kernel: (kernel - 1) // 2)


def pixels_add_strides_to_one(size, layers):
    strides = [s for _, s, _ in layers]
    steps = [1 + sum(strides[:n]) for n in range(len(layers) + 1)]
    return _starts(size, layers, steps, [before for before, _ in _pads(size, layers)])


def pixels_add_extra_steps(size, layers):
    extra = [s - 1 for _, s, _ in layers]
    steps = [1 + sum(extra[:n]) for n in range(len(layers) + 1)]
    return _starts(size, layers, steps, [before for before, _ in _pads(size, layers)])


def pixels_by_their_own_stride(size, layers):
    befores = [before for before, _ in _pads(size, layers)]
    steps = _steps(layers)
    return _starts(size, layers, [*steps[1:], steps[-1]], befores)


def pixels_by_the_last_stride(size, layers):
    first, *rest = pixels_by_walking_back(size, layers)
    step = layers[-1][1]
    return [first + step * index for index in range(len(rest) + 1)]


def pixels_padded_for_the_image(size, layers):
    befores = [_pads(size, [layer])[0][0] for layer in layers]
    return _starts(size, layers, _steps(layers), befores)


def pixels_padded_by_the_first_layer(size, layers):
    befores = [_pads(size, layers)[0][0]] + [0] * (len(layers) - 1)
    return _starts(size, layers, _steps(layers), befores)


def pixels_one_by_one(size, layers):
    first, *rest = pixels_by_walking_back(size, layers)
    return [first + index for index in range(len(rest) + 1)]


def pixels_downwards(size, layers):
    first, *rest = pixels_by_walking_back(size, layers)
    return [-first, *(row - 2 * first for row in rest)]


def pixels_inside_the_image(size, layers):
    return [max(row, 0) for row in pixels_by_walking_back(size, layers)]


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
    if rng.random() < 0.7:
        window += int(rng.integers(stride))  # no multiple of the stride
    size = window + stride * int(rng.integers(0, 12)) + int(rng.integers(stride))
    return size, window, stride, body, head


def _windows(size, window, stride):
    return ((size - window) // stride + 1) ** 2


def _saving(window, size, body, head, windows, area=None):
    area = size**2 / window**2 if area is None else area
    return windows * (body + head) / (body * area + windows * head)


def saving_without_head(size, window, stride, body, head):
    return _windows(size, window, stride) * window**2 / size**2


def saving_crops_without_head(size, window, stride, body, head):
    windows = _windows(size, window, stride)
    return windows * body / (body * size**2 / window**2 + windows * head)


def saving_with_head_once(size, window, stride, body, head):
    crops = _windows(size, window, stride) * (body + head)
    return crops / (body * size**2 / window**2 + head)


def saving_with_body_once(size, window, stride, body, head):
    return _saving(window, size, body, head, _windows(size, window, stride), area=1)


def saving_scales_the_side(size, window, stride, body, head):
    windows = _windows(size, window, stride)
    return _saving(window, size, body, head, windows, size / window)


def saving_counts_whole_windows_of_area(size, window, stride, body, head):
    windows = _windows(size, window, stride)
    return _saving(window, size, body, head, windows, (size // window) ** 2)


def saving_loses_a_window(size, window, stride, body, head):
    return _saving(window, size, body, head, ((size - window) // stride) ** 2)


def saving_counts_one_side(size, window, stride, body, head):
    return _saving(window, size, body, head, (size - window) // stride + 1)


def saving_rounds_each_size(size, window, stride, body, head):
    windows = (size // stride - window // stride + 1) ** 2
    return _saving(window, size, body, head, windows)


def saving_rounds_up(size, window, stride, body, head):
    windows = (math.ceil((size - window) / stride) + 1) ** 2
    return _saving(window, size, body, head, windows)


def saving_keeps_the_fraction(size, window, stride, body, head):
    return _saving(window, size, body, head, ((size - window) / stride + 1) ** 2)


def saving_side_by_side(size, window, stride, body, head):
    return _saving(window, size, body, head, (size // window) ** 2)


def saving_hangs_over(size, window, stride, body, head):
    return _saving(window, size, body, head, (size // stride) ** 2)


def saving_as_a_difference(size, window, stride, body, head):
    windows = _windows(size, window, stride)
    return windows * (body + head) - body * size**2 / window**2 - windows * head


def saving_in_windows(size, window, stride, body, head):
    return _windows(size, window, stride)


def saving_as_a_share(size, window, stride, body, head):
    return 1 - 1 / saving_by_counting(size, window, stride, body, head)


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
    """Windows that overlap, touch or leave gaps; starts below, at and above row 0."""
    count, stride = int(rng.integers(2, 7)), int(rng.integers(1, 9))
    field = max(1, stride + int(rng.integers(-3, 15)))
    start = int(rng.integers(-12, 4))
    # Around the end of one of the windows, the border of the rule.
    end = start + stride * int(rng.integers(count)) + field
    return max(end + int(rng.integers(-1, 3)), 2), count, field, stride, start


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


def padding_on_both_sides(size, count, field, stride, start):
    above = padding_above_only(size, count, field, stride, start)
    below = padding_below_only(size, count, field, stride, start)
    return [index for index in above if index in below]


def padding_on_one_side(size, count, field, stride, start):
    both = padding_on_both_sides(size, count, field, stride, start)
    found = _outside(size, count, field, stride, start)
    return [index for index in found if index not in both]


def padding_from_row_zero(size, count, field, stride, start):
    found = _outside(size, count, field, stride, start)
    return [i for i in range(count) if start + stride * i == 0 or i in found]


def padding_from_two_rows_on(size, count, field, stride, start):
    found = _outside(size, count, field, stride, start)
    ends = [start + stride * index + field for index in range(count)]
    return [i for i in found if start + stride * i != -1 or ends[i] > size]


def padding_of_the_stride(size, count, field, stride, start):
    return _outside(size, count, stride, stride, start)


def padding_side_by_side(size, count, field, stride, start):
    return _outside(size, count, field, field, start)


def padding_of_starts(size, count, field, stride, start):
    rows = [start + stride * index for index in range(count)]
    return [index for index, row in enumerate(rows) if not 0 <= row < size]


def padding_all_of_it(size, count, field, stride, start):
    rows = [start + stride * index for index in range(count)]
    return [i for i, row in enumerate(rows) if row + field <= 0 or row >= size]


def padding_without_start(size, count, field, stride, start):
    return _outside(size, count, field, stride, 0)


def padding_start_turned(size, count, field, stride, start):
    return _outside(size, count, field, stride, -start)


def padding_start_in_strides(size, count, field, stride, start):
    return _outside(size, count, field, stride, start * stride)


def padding_counts_from_one(size, count, field, stride, start):
    return [index + 1 for index in _outside(size, count, field, stride, start)]


def padding_in_rows(size, count, field, stride, start):
    found = _outside(size, count, field, stride, start)
    return [start + stride * index for index in found]


def padding_as_flags(size, count, field, stride, start):
    found = _outside(size, count, field, stride, start)
    return [index in found for index in range(count)]


def padding_counted(size, count, field, stride, start):
    return len(_outside(size, count, field, stride, start))


def padding_by_sets(size, count, field, stride, start):
    image = set(range(size))
    fields = (
        range(start + stride * i, start + stride * i + field) for i in range(count)
    )
    return [index for index, rows in enumerate(fields) if not image.issuperset(rows)]


# smallest_size -----------------------------------------------------------------------


def wanted(rng):
    """From one prediction and one layer; kernels below, at and above their stride."""
    layers = []
    for _ in range(int(rng.integers(1, 4))):
        stride = int(rng.integers(1, 5))
        kernel = max(1, stride + int(rng.integers(-3, 4)))
        layers.append((kernel, stride, str(rng.choice(["same", "valid"]))))
    if rng.random() < 0.3:  # a map that is no longer than a kernel below its stride
        stride = int(rng.integers(3, 9))
        return 1, 1, [*layers[1:], (stride - int(rng.integers(3)), stride, "valid")]
    return int(rng.integers(1, 6)), int(rng.integers(1, 8)), layers


def _backwards(rows, layers, same, valid):
    for kernel, stride, padding in layers[::-1]:
        rule = same if padding == "same" else valid
        rows = rule(rows, kernel, stride)
    return rows


def _least_same(rows, kernel, stride):
    return (rows - 1) * stride + 1


def _least_valid(rows, kernel, stride):
    return (rows - 1) * stride + kernel


def size_of_whole_strides(count, head_cells, layers):
    whole = lambda rows, kernel, stride: rows * stride  # noqa: E731
    return _backwards(count + head_cells - 1, layers, whole, whole)


def size_pads_nothing(count, head_cells, layers):
    return _backwards(count + head_cells - 1, layers, _least_valid, _least_valid)


def size_pads_everything(count, head_cells, layers):
    return _backwards(count + head_cells - 1, layers, _least_same, _least_same)


def size_forgets_the_head(count, head_cells, layers):
    return _backwards(count, layers, _least_same, _least_valid)


def size_of_one_head_per_prediction(count, head_cells, layers):
    return _backwards(count * head_cells, layers, _least_same, _least_valid)


def size_adds_count_and_head(count, head_cells, layers):
    return _backwards(count + head_cells, layers, _least_same, _least_valid)


def size_of_one_prediction(count, head_cells, layers):
    return _backwards(head_cells, layers, _least_same, _least_valid)


def size_takes_two_away(count, head_cells, layers):
    return _backwards(count + head_cells - 2, layers, _least_same, _least_valid)


def size_in_the_order_given(count, head_cells, layers):
    return size_by_trying(count, head_cells, layers[::-1])


def size_valid_without_a_row(count, head_cells, layers):
    less = lambda rows, kernel, stride: (rows - 1) * stride + kernel - 1  # noqa: E731
    return _backwards(count + head_cells - 1, layers, _least_same, less)


def size_valid_whole_strides(count, head_cells, layers):
    more = lambda rows, kernel, stride: rows * stride + kernel  # noqa: E731
    return _backwards(count + head_cells - 1, layers, _least_same, more)


def size_same_whole_strides(count, head_cells, layers):
    whole = lambda rows, kernel, stride: rows * stride  # noqa: E731
    return _backwards(count + head_cells - 1, layers, whole, _least_valid)


def size_same_without_a_row(count, head_cells, layers):
    less = lambda rows, kernel, stride: (rows - 1) * stride  # noqa: E731
    return _backwards(count + head_cells - 1, layers, less, _least_valid)


def size_stride_before_kernel(count, head_cells, layers):
    swapped = [(stride, kernel, padding) for kernel, stride, padding in layers]
    return _backwards(count + head_cells - 1, swapped, _least_same, _least_valid)


def size_of_the_map(count, head_cells, layers):
    return count + head_cells - 1


def size_too_large(count, head_cells, layers):
    return size_by_trying(count, head_cells, layers) + 1


def size_by_trying_too_small_ones(count, head_cells, layers):
    """Cut towards 0, a map shorter than its kernel seems to give a cell."""
    cut = lambda n, k, s: int((n - k) / s) + 1  # noqa: E731
    size = 1
    while _sizes(size, layers, _same, cut)[-1] - head_cells + 1 < count:
        size += 1
    return size


def size_by_trying(count, head_cells, layers):
    size = 1
    while True:
        sizes = _sizes(size, layers, _same, _valid)
        if min(sizes) > 0 and sizes[-1] - head_cells + 1 >= count:
            return size
        size += 1


# decode_grid -------------------------------------------------------------------------


def predictions(rng):
    """A grid of predictions; windows, strides and starts differ between the axes."""
    rows, columns = rng.integers(1, 4, 2).tolist()
    grid = rng.uniform(0.05, 0.95, (rows, columns, 5)).round(2)
    threshold = float(rng.choice([0.3, 0.5, 0.7]))
    # Some exactly at the threshold.
    grid[..., 0][rng.random((rows, columns)) < 0.2] = threshold
    window = tuple(rng.integers(20, 240, 2).tolist())
    stride = tuple(rng.integers(4, 60, 2).tolist())
    start = tuple(rng.integers(-30, 10, 2).tolist())
    return grid, window, stride, start, threshold


def _decode(grid, window, stride, start, threshold, place=True, **rules):
    """Boxes of the sure predictions, with the rules open."""
    height, width = window[::-1] if rules.get("window_turned") else window
    down, across = stride[::-1] if rules.get("stride_turned") else stride
    top, left = start[::-1] if rules.get("start_turned") else start
    found = []
    for row, column in np.ndindex(*grid.shape[:2]):
        sure, cx, cy, w, h = grid[row, column].tolist()
        if rules.get("axes_turned"):
            row, column = column, row
        x0, y0 = (left + across * column, top + down * row) if place else (0, 0)
        if rules.get("scale"):
            cx, cy, w, h = rules["scale"](cx, cy, w, h, window, stride)
        else:
            cx, cy, w, h = cx * width, cy * height, w * width, h * height
        half = rules.get("half", 0.5)
        box = [cx - half * w, cy - half * h, cx + half * w, cy + half * h]
        if rules.get("corner"):
            box = [cx, cy, cx + w, cy + h]
        box = [box[0] + x0, box[1] + y0, box[2] + x0, box[3] + y0]
        at_threshold = rules.get("at_threshold") and sure == threshold
        if sure > threshold or at_threshold or rules.get("all_of_them"):
            found.append(rules["form"](box) if "form" in rules else box)
    return found


def decode_window_turned(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold, window_turned=True)


def decode_stride_turned(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold, stride_turned=True)


def decode_start_turned(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold, start_turned=True)


def decode_row_for_column(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold, axes_turned=True)


def decode_all_pairs_turned(grid, window, stride, start, threshold):
    args = grid, window[::-1], stride[::-1], start[::-1], threshold
    return _decode(*args)


def decode_without_start(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, (0, 0), threshold)


def decode_start_subtracted(grid, window, stride, start, threshold):
    back = tuple(-n for n in start)
    return _decode(grid, window, stride, back, threshold)


def decode_in_the_window(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold, place=False)


def decode_window_by_window(grid, window, stride, start, threshold):
    return _decode(grid, window, window, start, threshold)


def decode_by_the_stride(grid, window, stride, start, threshold):
    return _decode(grid, stride, stride, start, threshold)


def decode_in_parts(grid, window, stride, start, threshold):
    return _decode(grid, (1, 1), stride, start, threshold)


def decode_from_the_corner(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold, corner=True)


def decode_whole_for_half(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold, half=1)


def decode_at_the_threshold(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold, at_threshold=True)


def decode_all_of_them(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold, all_of_them=True)


def decode_column_by_column(grid, window, stride, start, threshold):
    turned = grid.transpose(1, 0, 2)
    return _decode(turned, window, stride, start, threshold, axes_turned=True)


def decode_surest_first(grid, window, stride, start, threshold):
    boxes = _decode(grid, window, stride, start, threshold)
    sure = grid[..., 0][grid[..., 0] > threshold]
    return [boxes[index] for index in np.argsort(-sure, kind="stable")]


def decode_y_first(grid, window, stride, start, threshold):
    form = lambda b: [b[1], b[0], b[3], b[2]]  # noqa: E731
    return _decode(grid, window, stride, start, threshold, form=form)


def decode_to_centres(grid, window, stride, start, threshold):
    def form(box):
        left, top, right, bottom = box
        return [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]

    return _decode(grid, window, stride, start, threshold, form=form)


def decode_cut_at_zero(grid, window, stride, start, threshold):
    form = lambda b: [max(edge, 0) for edge in b]  # noqa: E731
    return _decode(grid, window, stride, start, threshold, form=form)


def decode_far_edge_from_the_centre(grid, window, stride, start, threshold):
    def form(box):
        left, top, right, bottom = box
        return [left, top, right + (right - left) / 2, bottom + (bottom - top) / 2]

    return _decode(grid, window, stride, start, threshold, form=form)


def decode_height_for_width(grid, window, stride, start, threshold):
    turned = grid[..., [0, 1, 2, 4, 3]]
    return _decode(turned, window, stride, start, threshold)


def decode_y_for_x(grid, window, stride, start, threshold):
    turned = grid[..., [0, 2, 1, 3, 4]]
    return _decode(turned, window, stride, start, threshold)


def decode_one_window_late(grid, window, stride, start, threshold):
    later = start[0] + stride[0], start[1] + stride[1]
    return _decode(grid, window, stride, later, threshold)


def decode_rounded(grid, window, stride, start, threshold):
    form = lambda b: [round(edge) for edge in b]  # noqa: E731
    return _decode(grid, window, stride, start, threshold, form=form)


def decode_to_sizes(grid, window, stride, start, threshold):
    form = lambda b: [b[0], b[1], b[2] - b[0], b[3] - b[1]]  # noqa: E731
    return _decode(grid, window, stride, start, threshold, form=form)


def decode_the_unsure(grid, window, stride, start, threshold):
    unsure = grid.copy()
    unsure[..., 0] = grid[..., 0] < threshold
    return _decode(unsure, window, stride, start, 0.5)


def decode_in_integers(grid, window, stride, start, threshold):
    form = lambda b: [int(edge) for edge in b]  # noqa: E731
    return _decode(grid, window, stride, start, threshold, form=form)


def decode_moved_twice(grid, window, stride, start, threshold):
    """The far edges are moved by the window's place once more, as a size would be."""
    moved = _decode(grid, window, stride, start, threshold)
    inside = _decode(grid, window, stride, start, threshold, place=False)
    return [
        [*a[:2], 2 * a[2] - b[2], 2 * a[3] - b[3]]
        for a, b in zip(moved, inside, strict=True)
    ]


def decode_by_loop(grid, window, stride, start, threshold):
    return _decode(grid, window, stride, start, threshold)


# overhang ----------------------------------------------------------------------------


def trained_layers(rng):
    return layers_of_both_kinds(rng, most=4)


def _reach(window, layers, pads=None, steps=None):
    """The first row that the prediction reads, and the one after its last."""
    pads = _pads(window, layers) if pads is None else pads
    steps = _steps(layers) if steps is None else steps
    first = -sum(step * before for step, (before, _) in zip(steps, pads, strict=False))
    gaps = [kernel - 1 for kernel, _, _ in layers]
    field = 1 + sum(step * gap for step, gap in zip(steps, gaps, strict=False))
    cells = sizes_by_counting(window, layers)[-1]
    return first, first + steps[-1] * (cells - 1) + field


def _beyond(window, first, end):
    return max(-first, 0), max(end - window, 0)


def overhang_forwards(window, layers):
    return _beyond(window, *_reach(window, layers))


def overhang_turned(window, layers):
    return overhang_forwards(window, layers)[::-1]


def overhang_in_halves(window, layers):
    total = sum(overhang_forwards(window, layers))
    return total // 2, total - total // 2


def overhang_in_cells(window, layers):
    befores, afters = zip(*_pads(window, layers), strict=True)
    return sum(befores), sum(afters)


def overhang_of_all_padding(window, layers):
    pads = list(zip(_steps(layers), _pads(window, layers), strict=False))
    return tuple(sum(step * pad[side] for step, pad in pads) for side in (0, 1))


def overhang_of_the_first_cell(window, layers):
    first, end = _reach(window, layers)
    cells = sizes_by_counting(window, layers)[-1]
    return _beyond(window, first, end - _steps(layers)[-1] * (cells - 1))


def overhang_below_zero(window, layers):
    first, end = _reach(window, layers)
    return -first, end - window


def overhang_a_row_short(window, layers):
    before, after = overhang_forwards(window, layers)
    return before, max(after - 1, 0)


def overhang_a_row_too_many(window, layers):
    first, end = _reach(window, layers)
    return _beyond(window, first, end + 1)


def overhang_as_rows(window, layers):
    first, end = _reach(window, layers)
    return first, end - 1


def overhang_with_a_sign(window, layers):
    before, after = overhang_forwards(window, layers)
    return -before, after


def overhang_counted_twice(window, layers):
    first, end = _reach(window, layers)
    return max(-first, 0), max(end - first - window, 0)


def overhang_adds_strides(window, layers):
    steps = [1] + [sum(s for _, s, _ in layers[: n + 1]) for n in range(len(layers))]
    return _beyond(window, *_reach(window, layers, steps=steps))


def overhang_by_their_own_stride(window, layers):
    steps = _steps(layers)
    return _beyond(window, *_reach(window, layers, steps=[*steps[1:], steps[-1]]))


def overhang_of_the_first_layer(window, layers):
    first, *others = _pads(window, layers)
    return _beyond(window, *_reach(window, layers, [first, *[(0, 0) for _ in others]]))


def overhang_with_the_odd_row_first(window, layers):
    pads = [(after, before) for before, after in _pads(window, layers)]
    return _beyond(window, *_reach(window, layers, pads))


def overhang_padded_for_the_image(window, layers):
    pads = [
        _pads(window, [layer])[0] if layer[2] == "same" else (0, 0) for layer in layers
    ]
    return _beyond(window, *_reach(window, layers, pads))


def overhang_pads_half_the_kernel(window, layers):
    pads = [(k // 2 if padding == "same" else 0, 0) for k, _, padding in layers]
    return _beyond(window, *_reach(window, layers, pads))


def overhang_pads_everywhere(window, layers):
    layers = [(kernel, stride, "same") for kernel, stride, _ in layers]
    return overhang_forwards(window, layers)


def overhang_pads_nowhere(window, layers):
    pads = [(0, 0) for _ in layers]
    return _beyond(window, *_reach(window, layers, pads))


def overhang_takes_zeros_away(window, layers):
    pads = _pads(window, layers, fewest=-math.inf)
    return _beyond(window, *_reach(window, layers, pads))


def overhang_yes_or_no(window, layers):
    before, after = overhang_forwards(window, layers)
    return int(before > 0), int(after > 0)


def overhang_of_the_last_layer(window, layers):
    sizes = [window, *sizes_by_counting(window, layers)]
    return overhang_forwards(sizes[-2], layers[-1:])


def overhang_of_the_last_zeros(window, layers):
    step = _steps(layers)[-2]
    return tuple(step * zeros for zeros in _pads(window, layers)[-1])


def overhang_rounds_valid_up(window, layers):
    sizes = [window, *sizes_round_valid_up(window, layers)]
    pads = [_pads(n, [layer])[0] for n, layer in zip(sizes, layers, strict=False)]
    first, end = _reach(window, layers, pads)
    more = sizes[-1] - sizes_by_counting(window, layers)[-1]
    return _beyond(window, first, end + _steps(layers)[-1] * more)


def overhang_ends_in_a_row(window, layers):
    first, end = _reach(window, layers)
    return max(-first, 0), end - 1


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
            "not the image.",
            sizes_pad_half_the_kernel: "`same` does not depend on the kernel: padding "
            "by kernel // 2 gives a cell too many where the kernel is even.",
            sizes_always_add_one: "`same` rounds up, which adds a cell only where the "
            "division leaves something over.",
            sizes_round_to_the_nearest: "`same` rounds up, not to the nearest number.",
            sizes_keep_the_fraction: "A map has a whole number of rows: `same` rounds "
            "size / stride up.",
            sizes_forget_the_stride_of_same: "`same` keeps the size only with stride "
            "1: in general it is size / stride, rounded up.",
            sizes_lose_the_last_start: "Of the size - kernel + 1 places to start at "
            "the first is always taken, so that dividing by the stride rounds up.",
            sizes_lose_a_row: "The last window of `valid` may start at row size - "
            "kernel, not one row before it.",
            sizes_of_odd_kernels: "kernel // 2 on both sides of a middle is the kernel "
            "only where it is odd: the last window starts at size - kernel.",
            sizes_pad_nothing: "`same` is treated as `valid`: look at the padding of "
            "each layer.",
            sizes_pad_always: "`valid` is treated as `same`: look at the padding of "
            "each layer.",
            sizes_stride_before_kernel: "A layer is (kernel, stride, padding): the "
            "kernel comes first.",
            sizes_forget_the_stride_of_valid: "The stride is missing under `valid`: "
            "windows start every `stride` rows.",
            sizes_with_the_image: "The image is no map of a layer: the list "
            "begins with the first layer's.",
            sizes_of_the_last_map: "The sizes of all maps are asked for, in a list.",
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
            pixels_cut_towards_zero: "Where the kernel is much shorter than its stride "
            "the zeros come out negative, and half of that is below 0 too: a layer "
            "never adds fewer than 0 rows.",
            pixels_without_the_sign: "Zeros that come out negative mean that none are "
            "added; without their sign they become padding.",
            pixels_put_all_zeros_before: "Only half of the zeros lie before the map.",
            pixels_keep_half_a_row: "An odd number of zeros has no half: the single "
            "one left over goes after the map.",
            pixels_pad_half_the_kernel: "The zeros depend on the size and the stride, "
            "not on the kernel alone: they are what the last window lacks.",
            pixels_pad_half_the_gaps: "(kernel - 1) // 2 holds for stride 1; in "
            "general the zeros are what the last window lacks, half of them before.",
            pixels_add_strides_to_one: "Strides multiply; they do not add up.",
            pixels_add_extra_steps: "Strides multiply: a step over two cells of a map "
            "whose cells lie two pixels apart is four pixels.",
            pixels_by_their_own_stride: "A layer's zeros lie before the map that it "
            "reads: its own stride does not count for them yet.",
            pixels_by_the_last_stride: "The first row is right. Neighbouring cells lie "
            "as many pixels apart as all strides multiply to.",
            pixels_padded_for_the_image: "Each layer pads the map that it reads, "
            "whose size is not that of the image.",
            pixels_padded_by_the_first_layer: "Every layer pads, not only the first "
            "one.",
            pixels_one_by_one: "The first row is right. Neighbouring cells lie as many "
            "pixels apart as all strides multiply to.",
            pixels_downwards: "Padding before moves the windows up, to negative rows.",
            pixels_inside_the_image: "Rows in the padding are negative: they are not "
            "moved to 0.",
        },
    },
    "saving": {
        "function": "saving",
        "arguments": costs,
        "mutants": {
            saving_without_head: "This is the ratio for a body alone. In the one pass "
            "the head runs once per window: it neither falls away nor grows with the "
            "area.",
            saving_crops_without_head: "The crops go through the head, too, each of "
            "them.",
            saving_with_body_once: "The body's cost grows with the area of the "
            "image; here it is that of one window.",
            saving_counts_whole_windows_of_area: "The area grows smoothly: divide size "
            "by window with /, not with //.",
            saving_counts_one_side: "These are the windows along one side; the image "
            "has two.",
            saving_rounds_each_size: "size // stride - window // stride rounds twice; "
            "the last window starts at size - window, so subtract before you divide.",
            saving_rounds_up: "A window that would hang over the edge is not cut out: "
            "the steps round down.",
            saving_keeps_the_fraction: "There is no part of a window: the steps round "
            "down.",
            saving_side_by_side: "Windows are `stride` pixels apart, so they overlap; "
            "these lie side by side.",
            saving_hangs_over: "Windows must lie inside the image: the last one "
            "starts at size - window.",
            saving_as_a_difference: "Divide the two costs; this is their difference.",
            saving_with_head_once: "In the one pass too the head runs once per window, "
            "not once in all.",
            saving_scales_the_side: "The body's cost grows with the area, the square "
            "of the side.",
            saving_loses_a_window: "A window is missing along each side: the first one "
            "takes no step.",
            saving_in_windows: "This is how many windows there are: the one pass costs "
            "more than a single crop.",
            saving_as_a_share: "This is the share that is saved; the ratio of the two "
            "costs is asked for.",
            saving_upside_down: "The fraction is upside down: the crops' cost is "
            "divided by that of the one pass.",
        },
    },
    "windows_in_padding": {
        "function": "windows_in_padding",
        "arguments": fields,
        "mutants": {
            padding_above_only: "Windows at the end reach into padding too: their last "
            "row lies beyond the image.",
            padding_below_only: "Windows at the start reach into padding too: their "
            "first row is negative.",
            padding_one_row_late: "The last row of the image is size - 1, so a "
            "window that ends at row `size` reaches outside.",
            padding_one_row_early: "A window of `field` rows that starts at row f ends "
            "at row f + field - 1, not at f + field.",
            padding_on_both_sides: "A window that leaves the image on one side is "
            "enough: this asks for both.",
            padding_on_one_side: "A window that leaves the image on both sides "
            "counts too.",
            padding_from_row_zero: "Row 0 belongs to the image: a window that starts "
            "there does not reach outside.",
            padding_from_two_rows_on: "A window that starts at row -1 reaches outside: "
            "row 0 is the first of the image.",
            padding_of_the_stride: "A window has `field` rows; `stride` is only how "
            "far the next one starts.",
            padding_side_by_side: "The next window starts `stride` rows further, not "
            "`field`.",
            padding_of_starts: "This looks where windows start; their last row can lie "
            "outside, too.",
            padding_all_of_it: "These windows lie outside altogether; one row outside "
            "is enough.",
            padding_without_start: "The first window starts at `start`, not at 0.",
            padding_start_turned: "`start` has lost its sign: a negative start lies "
            "above the image.",
            padding_start_in_strides: "`start` counts rows: only the cell's number is "
            "multiplied by the stride.",
            padding_counts_from_one: "Cells are numbered from 0.",
            padding_in_rows: "These are the rows where the windows start; the numbers "
            "of the cells are asked for.",
            padding_as_flags: "This says for each cell whether it does; the numbers of "
            "those that do are asked for.",
            padding_counted: "This is how many there are; their numbers are asked "
            "for, in a list.",
            padding_everywhere_else: "These are the windows that see no padding; the "
            "others are asked for.",
        },
    },
    "smallest_size": {
        "function": "smallest_size",
        "arguments": wanted,
        "mutants": {
            size_of_whole_strides: "Smaller images do: the last cell need not have "
            "its whole stride of rows.",
            size_pads_nothing: "Where the padding is `same`, one row is enough for the "
            "last cell; zeros fill the rest of its window.",
            size_pads_everything: "Where the padding is `valid`, the last window needs "
            "all rows of its kernel.",
            size_forgets_the_head: "This map has `count` cells, but a prediction needs "
            "`head_cells` of them.",
            size_adds_count_and_head: "The first prediction reads `head_cells` cells "
            "and each further one a single cell more, so one less is enough.",
            size_of_one_prediction: "This is enough for one prediction; `count` are "
            "asked for.",
            size_takes_two_away: "count + head_cells - 2 cells are one too few: each "
            "prediction beyond the first needs a cell more.",
            size_in_the_order_given: "Going from the predictions to the image, the "
            "last layer comes first.",
            size_valid_without_a_row: "The last window of `valid` needs all `kernel` "
            "rows, and the first starts at row 0: (rows - 1) * stride + kernel.",
            size_valid_whole_strides: "n windows are n - 1 strides apart: the last one "
            "takes its kernel, no stride.",
            size_same_whole_strides: "Where the padding is `same` the last cell needs "
            "a single row, not a whole stride.",
            size_same_without_a_row: "Where the padding is `same` the last cell still "
            "needs one row of its own.",
            size_stride_before_kernel: "A layer is (kernel, stride, padding): the "
            "kernel comes first.",
            size_of_the_map: "This is the size of the last map; go on through the "
            "layers to the image.",
            size_too_large: "One row less does, too.",
            size_by_trying_too_small_ones: "A map with fewer rows than the kernel "
            "gives no cell: int((n - kernel) / stride) cuts towards 0, so that one "
            "seems to be left. // rounds down.",
            size_of_one_head_per_prediction: "Neighbouring predictions share cells: "
            "`count` of them need count + head_cells - 1 cells, not their product.",
        },
    },
    "decode_grid": {
        "function": "decode_grid",
        "arguments": predictions,
        "mutants": {
            decode_window_turned: "The sides of the window are swapped: `window` is "
            "(height, width), and x and w are parts of the width.",
            decode_stride_turned: "The strides are swapped: `stride` is (down, "
            "across), and columns are `across` pixels apart.",
            decode_start_turned: "The start is swapped: `start` is (row, column), and "
            "the column moves x.",
            decode_row_for_column: "Rows and columns of the grid are swapped: a column "
            "further moves x, a row further moves y.",
            decode_all_pairs_turned: "All three pairs are read as (x, y): they are "
            "(y, x), rows first, as NumPy counts.",
            decode_without_start: "The start is missing: the first window begins at "
            "`start`.",
            decode_start_subtracted: "The start is subtracted; a window at row -10 "
            "lies 10 rows further up, so add it.",
            decode_in_the_window: "These boxes lie in their windows: add the place of "
            "each window.",
            decode_window_by_window: "Windows overlap: the next one begins `stride` "
            "pixels further, not a window further.",
            decode_by_the_stride: "The numbers are parts of the window, not of the "
            "stride.",
            decode_in_parts: "The numbers are parts of the window: multiply by its "
            "size.",
            decode_from_the_corner: "cx and cy are the centre: half of the box lies "
            "before it.",
            decode_whole_for_half: "The edges lie half the width and half the height "
            "from the centre.",
            decode_at_the_threshold: "An objectness that equals the threshold is not "
            "greater.",
            decode_all_of_them: "Leave out the predictions whose objectness is not "
            "greater than the threshold.",
            decode_column_by_column: "The boxes are right, but the grid is read column "
            "by column: row by row is asked for.",
            decode_surest_first: "The boxes are right, but sorted by objectness: row "
            "by row is asked for.",
            decode_y_first: "x and y have changed places: the edges are x1, y1, x2, "
            "y2.",
            decode_to_centres: "These are centre, width and height; the edges are "
            "asked for.",
            decode_cut_at_zero: "Boxes are not cut off at the image's border here.",
            decode_in_integers: "The edges are cut to whole pixels; they are floats.",
            decode_far_edge_from_the_centre: "The far edges lie half the size behind "
            "the centre, not the whole size.",
            decode_height_for_width: "Width and height of the boxes are swapped: `w` "
            "comes before `h`.",
            decode_y_for_x: "The centres are swapped: `cx` comes before `cy`.",
            decode_one_window_late: "The first window begins at `start` itself: rows "
            "and columns are numbered from 0.",
            decode_rounded: "The edges are rounded to whole pixels; they are floats.",
            decode_to_sizes: "The last two are width and height; the right and the "
            "bottom edge are asked for.",
            decode_the_unsure: "These are the others: the objectness must be greater "
            "than the threshold.",
            decode_moved_twice: "Only the centre moves with the window: width and "
            "height stay.",
        },
    },
    "overhang": {
        "function": "overhang",
        "arguments": trained_layers,
        "mutants": {
            overhang_turned: "Before and after have changed places.",
            overhang_in_halves: "The sum is right, but it does not lie half on either "
            "side: follow the first and the last row on their own.",
            overhang_in_cells: "A row of zeros that a later layer adds counts for as "
            "many rows of the image as its cells lie apart.",
            overhang_of_all_padding: "These are all the rows that are added. Where a "
            "later layer leaves rows of its map over, some of them reach nothing: ask "
            "where the window of the last cell ends.",
            overhang_of_the_first_cell: "The head reads the whole last map: the last "
            "cell's window ends later than that of the first one.",
            overhang_below_zero: "A prediction that ends inside the window reads 0 "
            "rows beyond it, not fewer.",
            overhang_a_row_short: "A row is missing at the end: the last row of the "
            "window is window - 1.",
            overhang_a_row_too_many: "A row too many at the end: the first one beyond "
            "the window is row `window`.",
            overhang_as_rows: "These are the first and the last row that are read; "
            "how many of them lie beyond the window is asked for.",
            overhang_with_a_sign: "`before` counts rows, so it is not negative.",
            overhang_counted_twice: "The rows before the window are counted after it "
            "once more.",
            overhang_adds_strides: "Strides multiply; they do not add up.",
            overhang_by_their_own_stride: "A layer reads the map before it: its own "
            "stride does not count for its kernel and its zeros yet.",
            overhang_of_the_first_layer: "Every `same` layer pads, not only the first "
            "one.",
            overhang_with_the_odd_row_first: "An odd row of zeros comes after, not "
            "before.",
            overhang_padded_for_the_image: "Each layer pads the map that it reads, "
            "whose size is not that of the image.",
            overhang_pads_half_the_kernel: "How many zeros there are depends on the "
            "size and the stride, not on the kernel alone: they are what the last "
            "window lacks.",
            overhang_pads_everywhere: "A `valid` layer adds no zeros.",
            overhang_pads_nowhere: "The zeros of the `same` layers are missing: they "
            "move the first window up.",
            overhang_takes_zeros_away: "A kernel shorter than its stride may need no "
            "zeros, never fewer than none.",
            overhang_yes_or_no: "This says whether rows beyond the window are read; "
            "how many is asked for.",
            overhang_of_the_last_layer: "This is the last layer alone: go on down to "
            "the image.",
            overhang_of_the_last_zeros: "These are the zeros of the last layer; those "
            "before it may add some, too.",
            overhang_rounds_valid_up: "`valid` rounds down: a window that hangs over "
            "the edge does not count.",
            overhang_ends_in_a_row: "The second number is the last row that is read; "
            "how many rows lie after the window is asked for.",
        },
    },
}
ALTERNATIVES = {
    "map_sizes": sizes_by_counting,
    "first_pixels": pixels_by_walking_back,
    "saving": saving_by_counting,
    "windows_in_padding": padding_by_sets,
    "smallest_size": size_by_trying,
    "decode_grid": decode_by_loop,
    "overhang": overhang_forwards,
}
