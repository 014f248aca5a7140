"""Cases and plausible wrong answers of exercise 05."""

import math
from itertools import pairwise

# Sizes -------------------------------------------------------------------------------

UNITS = {"pixels": (1, 0), "cells": (32, 2), "parts": (400, 3)}  # divisor, digits


def _draw_sizes(rng, count, unit):
    """Widths and heights of all shapes, in round numbers."""
    divisor, digits = UNITS[unit]
    sizes = []
    for _ in range(count):
        side = math.exp(rng.uniform(math.log(20), math.log(200)))
        shape = math.exp(rng.uniform(-0.7, 0.7))
        sides = (side * shape / divisor, side / shape / divisor)
        w, h = (round(s, digits) if digits else float(round(s)) for s in sides)
        sizes.append((w, h))
    return sizes


def _vary(rng, size, unit, most=1.6):
    """A size up to so many times as wide or as narrow, as tall or as low."""
    digits = UNITS[unit][1]
    factors = (math.exp(rng.uniform(-1, 1) * math.log(most)) for _ in range(2))
    sides = [side * factor for side, factor in zip(size, factors, strict=True)]
    return tuple(round(s, digits) if digits else float(round(s)) for s in sides)


def _unit(rng):
    return str(rng.choice(list(UNITS)))


def _iou(first, second):
    """IoU of two sizes on one centre."""
    shared = min(first[0], second[0]) * min(first[1], second[1])
    return shared / (first[0] * first[1] + second[0] * second[1] - shared)


def _euclid(first, second):
    return (first[0] - second[0]) ** 2 + (first[1] - second[1]) ** 2


def _best(box, priors):
    return max(range(len(priors)), key=lambda k: _iou(box, priors[k]))


def _nearest(box, priors):
    return min(range(len(priors)), key=lambda k: _euclid(box, priors[k]))


def _is_close_call(values):
    """Whether rounding could decide which of the values is the largest."""
    high = sorted(values)[-2:]
    return len(high) == 2 and abs(high[1] - high[0]) < 1e-6


# shape_ious --------------------------------------------------------------------------


def box_and_priors(rng):
    unit = _unit(rng)
    box, *priors = _draw_sizes(rng, int(rng.integers(2, 5)), unit)
    if rng.random() < 0.3:
        priors.append(box[::-1] if rng.random() < 0.5 else box)
    return box, priors


def shape_ious_add_both_areas(box, priors):
    w, h = box
    return [min(w, p) * min(h, q) / (w * h + p * q) for p, q in priors]


def shape_ious_of_the_hull(box, priors):
    w, h = box
    return [min(w, p) * min(h, q) / (max(w, p) * max(h, q)) for p, q in priors]


def shape_ious_of_areas(box, priors):
    area = math.prod(box)
    return [min(area, p * q) / max(area, p * q) for p, q in priors]


def shape_ious_swap_the_prior(box, priors):
    return [_iou(box, prior[::-1]) for prior in priors]


def shape_ious_over_the_smaller(box, priors):
    w, h = box
    return [min(w, p) * min(h, q) / min(w * h, p * q) for p, q in priors]


def shape_ious_by_corners(box, priors):
    found = []
    for prior in priors:
        first, second = ([-w / 2, -h / 2, w / 2, h / 2] for w, h in (box, prior))
        found.append(_box_iou(first, second))
    return found


# convert_priors ----------------------------------------------------------------------

SIDES = (300, 320, 375, 416, 500, 608)


def priors_of_two_inputs(rng):
    size, new_size = (tuple(int(s) for s in rng.choice(SIDES, 2)) for _ in range(2))
    if rng.random() < 0.2:
        new_size = size
    stride, new_stride = (int(s) for s in rng.choice([1, 8, 16, 32], 2, replace=False))
    unit = "pixels" if stride == 1 else "cells"
    priors = _draw_sizes(rng, int(rng.integers(1, 4)), unit)
    return priors, size, stride, new_size, new_stride


def _convert(priors, width_factor, height_factor):
    return [(w * width_factor, h * height_factor) for w, h in priors]


def convert_swaps_the_sides(priors, size, stride, new_size, new_stride):
    factor = stride / new_stride
    across, down = new_size[0] / size[0], new_size[1] / size[1]
    return _convert(priors, across * factor, down * factor)


def convert_takes_cells_for_pixels(priors, size, stride, new_size, new_stride):
    return _convert(priors, new_size[1] / size[1], new_size[0] / size[0])


def convert_strides_upside_down(priors, size, stride, new_size, new_stride):
    factor = new_stride / stride
    across, down = new_size[1] / size[1], new_size[0] / size[0]
    return _convert(priors, across * factor, down * factor)


def convert_keeps_the_size(priors, size, stride, new_size, new_stride):
    return _convert(priors, stride / new_stride, stride / new_stride)


def convert_with_one_factor(priors, size, stride, new_size, new_stride):
    factor = new_size[1] / size[1] * stride / new_stride
    return _convert(priors, factor, factor)


def convert_by_parts(priors, size, stride, new_size, new_stride):
    """Through parts of the picture, which no size changes."""
    (height, width), (new_height, new_width) = size, new_size
    parts = [(w * stride / width, h * stride / height) for w, h in priors]
    return [[w * new_width / new_stride, h * new_height / new_stride] for w, h in parts]


# recall ------------------------------------------------------------------------------


def boxes_and_priors(rng):
    """Some boxes reach the threshold exactly: in whole pixels no rounding hides it."""
    unit = _unit(rng)
    priors = _draw_sizes(rng, int(rng.integers(1, 4)), unit)
    boxes = _draw_sizes(rng, int(rng.integers(1, 5)), unit)
    for _ in range(int(rng.integers(3, 8))):
        boxes.append(_vary(rng, priors[int(rng.integers(len(priors)))], unit))
    threshold = float(rng.choice([0.5, 0.6, 0.75]))
    # Crosses a prior: the IoU reaches the threshold, the product of the ratios of the
    # sides does not.
    factor = (threshold**-0.5 + (1 + 1 / threshold) / 2) / 2
    w, h = priors[0]
    boxes.append((round(w * factor, 3), round(h / factor, 3)))
    if unit == "pixels":
        width, height = (20.0 * int(rng.integers(1, 8)) for _ in range(2))
        priors.append((width, height))
        boxes.append((round(width * threshold), height))
    reached = [_iou(box, prior) for box in boxes for prior in priors]
    near = [iou for iou in reached if 0 < abs(iou - threshold) < 1e-6]
    return boxes_and_priors(rng) if near else (boxes, priors, threshold)


def recall_beyond_the_threshold(boxes, priors, threshold):
    best = [max(_iou(box, prior) for prior in priors) for box in boxes]
    return sum(iou > threshold for iou in best) / len(boxes)


def recall_as_mean_iou(boxes, priors, threshold):
    return sum(max(_iou(box, prior) for prior in priors) for box in boxes) / len(boxes)


def recall_of_pairs(boxes, priors, threshold):
    reached = [_iou(box, prior) >= threshold for box in boxes for prior in priors]
    return sum(reached) / len(reached)


def recall_of_priors(boxes, priors, threshold):
    best = [max(_iou(box, prior) for box in boxes) for prior in priors]
    return sum(iou >= threshold for iou in best) / len(priors)


def recall_of_the_nearest(boxes, priors, threshold):
    nearest = [_iou(box, priors[_nearest(box, priors)]) for box in boxes]
    return sum(iou >= threshold for iou in nearest) / len(boxes)


def recall_by_counting(boxes, priors, threshold):
    found = 0
    for box in boxes:
        if any(_iou(box, prior) >= threshold for prior in priors):
            found += 1
    return found / len(boxes)


# size_targets ------------------------------------------------------------------------


def label_and_priors(rng):
    """A box in parts of a picture, and priors in cells that fit it about equally."""
    size = tuple(int(s) for s in rng.choice(SIDES, 2))
    stride = int(rng.choice([8, 16, 32]))
    box = tuple(round(part, 3) for part in rng.uniform(0.05, 0.8, 2).tolist())
    cells = _in_cells(box, size, stride)
    count = int(rng.integers(2, 5))
    priors = [_vary(rng, cells, "cells", most=2.5) for _ in range(count)]
    if rng.random() < 0.4:
        # One prior crosses the box, the other lies inside: the IoU is higher with the
        # first, while the product of the sides' ratios is higher with the second.
        (w, h), f = cells, rng.uniform(1.25, 1.6)
        g = rng.uniform(2 * f - 1, f * f)
        crossing, inside = (w * f, h / f), (w, h / g)
        pair = [tuple(round(s, 2) for s in sizes) for sizes in (inside, crossing)]
        priors = pair[:: int(rng.choice([-1, 1]))]
    if _is_close_call([_iou(cells, prior) for prior in priors]):
        return label_and_priors(rng)
    return box, size, priors, stride


def _targets(box, priors, choose=_best, target=lambda b, p: math.log(b / p)):
    index = choose(box, priors)
    return index, *(target(b, p) for b, p in zip(box, priors[index], strict=True))


def _in_cells(box, size, stride):
    return box[0] * size[1] / stride, box[1] * size[0] / stride


def targets_of_the_nearest(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), priors, _nearest)


def targets_upside_down(box, size, priors, stride):
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, target=lambda b, p: math.log(p / b))


def targets_without_log(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), priors, target=lambda b, p: b / p)


def targets_take_cells_for_pixels(box, size, priors, stride):
    return _targets(_in_cells(box, size, 1), priors)


def targets_swap_the_sides(box, size, priors, stride):
    return _targets(_in_cells(box, size[::-1], stride), priors)


def targets_in_parts(box, size, priors, stride):
    """Rescales the priors instead of the box, and takes the difference of logs."""
    height, width = size
    parts = [(w * stride / width, h * stride / height) for w, h in priors]
    index = min(range(len(parts)), key=lambda k: 1 - _iou(box, parts[k]))
    (w, h), (p, q) = box, parts[index]
    return [index, math.log(w) - math.log(p), math.log(h) - math.log(q)]


# medoid_step -------------------------------------------------------------------------


def boxes_to_cluster(rng):
    """Whole pixels, so that exact ties are ties under any formula."""
    priors = _draw_sizes(rng, int(rng.integers(2, 4)), "pixels")
    boxes = _draw_sizes(rng, int(rng.integers(0, 4)), "pixels")
    kind = str(rng.choice(["cloud", "cloud", "ring", "rival"]))
    if kind == "cloud":
        for _ in range(int(rng.integers(4, 8))):
            boxes.append(_vary(rng, priors[0], "pixels", most=2.5))
    elif kind == "ring":  # around a prior that none of it resembles
        w, h = priors[0]
        a, b, c, d = rng.uniform(1.35, 1.7, 4).tolist()
        ring = [(w * a, h), (w / b, h), (w, h * c), (w, h / d)]
        boxes += [tuple(float(round(side)) for side in box) for box in ring]
    else:  # in the middle of a cluster lies a box that another prior gets
        w, h = priors[0] = tuple(float(n) for n in rng.integers(150, 301, 2))
        ring = [(1.3 * w, h), (w / 1.3, h), (w, 1.3 * h), (1.01 * w, 0.98 * h)]
        boxes += [tuple(float(round(side)) for side in box) for box in ring]
        priors[1] = boxes[-1]
    if rng.random() < 0.4:
        priors.append((float(rng.integers(2, 6)), 900.0))  # gets no box
    if rng.random() < 0.5:
        boxes += [_vary(rng, priors[1], "pixels", most=1.2) for _ in range(2)]
    if rng.random() < 0.5:
        boxes += [boxes[int(rng.integers(len(boxes)))]] * 2
    close = any(_is_close_call([_iou(box, p) for p in priors]) for box in boxes)
    for own in _clusters(boxes, priors, _best):
        sums = sorted({box: _far(box, own) for box in own}.values())
        # Of two boxes each is as far from the other: a tie that the text settles.
        if len(own) > 2:
            close |= any(b - a < 1e-6 for a, b in pairwise(sums[:2]))
    return boxes_to_cluster(rng) if close else (boxes, priors)


def _clusters(boxes, priors, choose):
    owners = [choose(box, priors) for box in boxes]
    return [
        [box for box, owner in zip(boxes, owners, strict=True) if owner == k]
        for k in range(len(priors))
    ]


def _far(box, own):
    return sum(1 - _iou(box, other) for other in own)


def _step(boxes, priors, update, choose=_best):
    clusters = _clusters(boxes, priors, choose)
    return [
        update(own, prior) if own else prior
        for own, prior in zip(clusters, priors, strict=True)
    ]


def _medoid(own, prior):
    return min(own, key=lambda box: _far(box, own))


def _mean(own, prior):
    return tuple(sum(values) / len(own) for values in zip(*own, strict=True))


def _median(own, prior):
    middle = len(own) // 2
    columns = [sorted(values) for values in zip(*own, strict=True)]
    return tuple((v[middle] + v[-middle - 1]) / 2 for v in columns)


def step_takes_the_mean(boxes, priors):
    return _step(boxes, priors, _mean)


def step_takes_the_median(boxes, priors):
    return _step(boxes, priors, _median)


def step_moves_one_after_another(boxes, priors):
    moved = list(priors)
    for k in range(len(priors)):
        own = _clusters(boxes, moved, _best)[k]
        moved[k] = _medoid(own, None) if own else moved[k]
    return moved


def step_by_euclid(boxes, priors):
    def update(own, prior):
        return min(own, key=lambda box: sum(_euclid(box, o) ** 0.5 for o in own))

    return _step(boxes, priors, update, _nearest)


def step_drops_the_empty(boxes, priors):
    return [_medoid(own, None) for own in _clusters(boxes, priors, _best) if own]


def step_by_similarity(boxes, priors):
    """The member with the highest summed IoU, found from a table of all pairs."""
    table = [[_iou(a, b) for b in boxes] for a in boxes]
    owners = [_best(box, priors) for box in boxes]
    moved = [list(prior) for prior in priors]
    for k in range(len(priors)):
        own = [n for n, owner in enumerate(owners) if owner == k]
        if own:
            best = max(own, key=lambda n: sum(table[n][m] for m in own))
            moved[k] = list(boxes[best])
    return moved


# mark_predictions --------------------------------------------------------------------


def predictions(rng):
    """A grid of cells with three priors each, and boxes in whole pixels."""
    stride = int(rng.choice([16, 32]))
    columns, rows = ((1, 1), (2, 1), (1, 2), (2, 2), (3, 2))[int(rng.integers(5))]
    # One upright and one lying, or two alike, and a small one.
    w, h = (int(n) for n in rng.integers(16, 61, 2))
    alike = rng.random() < 0.5
    shapes = [(w, h), (w, h) if alike else (h, w), (0.5 * w, 0.5 * h)]
    shapes = [tuple(map(int, _vary(rng, shape, "pixels", 1.4))) for shape in shapes]
    objects = []
    for _ in range(int(rng.choice([0, 1, 2, 3, 4]))):
        if not objects or rng.random() < 0.4:
            w, h = (10 * int(n) for n in rng.integers(1, 7, 2))
            # Its centre lies in the grid, often near a border; its edges need not.
            x = int(rng.integers(columns)) * stride + int(rng.choice([0, 1, 8, 13]))
            y = int(rng.integers(rows)) * stride + int(rng.choice([0, 2, 7, 15]))
        else:  # overlaps the one before
            w = max(10, w + 10 * int(rng.integers(-1, 2)))
            x = (x - int(rng.integers(1, 5))) % (stride * columns)
        objects.append((x - w // 2, y - h // 2, x - w // 2 + w, y - h // 2 + h))
    if objects and alike:  # priors that are not the best overlap it too
        cell = int(rng.integers(columns)), int(rng.integers(rows))
        box = _prior_box(cell, shapes[int(rng.integers(2))], stride)
        objects[-1] = tuple(int(edge // 1) for edge in box)
    for x1, y1, x2, y2 in objects:
        if _is_close_call([_iou((x2 - x1, y2 - y1), shape) for shape in shapes]):
            return predictions(rng)
    threshold = float(rng.choice([0.5, 0.7]))
    slots = [(c, r, k) for r in range(rows) for c in range(columns) for k in range(3)]
    if rng.random() < 0.5:
        slots = [slots[int(n)] for n in rng.permutation(len(slots))]
    cells = [(column, row) for column, row, _ in slots]
    priors = [shapes[k] for _, _, k in slots]
    boxes = [
        _predict(rng, cell, prior, objects, stride, threshold)
        for cell, prior in zip(cells, priors, strict=True)
    ]
    return cells, priors, boxes, objects, stride, threshold


def _predict(rng, cell, prior, objects, stride, threshold):
    kind = str(rng.choice(["prior", "shifted", "cut"]))
    if kind == "prior" or not objects:
        box = [round(edge) for edge in _prior_box(cell, prior, stride)]
        return tuple(edge + int(rng.integers(-3, 4)) for edge in box)
    x1, y1, x2, y2 = objects[int(rng.integers(len(objects)))]
    if kind == "shifted":
        x, y = (int(n) for n in rng.integers(-6, 7, 2))
        return x1 + x, y1 + y, x2 + x, y2 + y
    return x1, y1, x1 + round((x2 - x1) * threshold), y2  # IoU equals the threshold


def _prior_box(cell, prior, stride):
    """The prior on the centre of its cell."""
    x, y = ((n + 0.5) * stride for n in cell)
    w, h = prior
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def _box_iou(first, second):
    across = min(first[2], second[2]) - max(first[0], second[0])
    down = min(first[3], second[3]) - max(first[1], second[1])
    shared = max(across, 0) * max(down, 0)
    areas = [(x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in (first, second)]
    return shared / (sum(areas) - shared)


def _cell(box, stride):
    x1, y1, x2, y2 = box
    return (x1 + x2) / 2 // stride, (y1 + y2) / 2 // stride


def _positives(cells, priors, objects, stride):
    found = set()
    for box in objects:
        size = box[2] - box[0], box[3] - box[1]
        own = [n for n, cell in enumerate(cells) if cell == _cell(box, stride)]
        found.add(max(own, key=lambda n: _iou(size, priors[n])))
    return found


def _overlaps(boxes, objects):
    """Of each box, the highest IoU with an object."""
    return [max((_box_iou(b, o) for o in objects), default=0) for b in boxes]


def _mark(positives, ignored, count):
    return [1 if n in positives else -1 if n in ignored else 0 for n in range(count)]


def marks_ignore_positives(cells, priors, predicted, objects, stride, threshold):
    positives = _positives(cells, priors, objects, stride)
    overlaps = _overlaps(predicted, objects)
    return [
        -1 if iou > threshold else int(n in positives) for n, iou in enumerate(overlaps)
    ]


def marks_ignore_the_threshold(cells, priors, predicted, objects, stride, threshold):
    overlaps = _overlaps(predicted, objects)
    ignored = [n for n, iou in enumerate(overlaps) if iou >= threshold]
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_test_the_prior(cells, priors, predicted, objects, stride, threshold):
    boxes = [_prior_box(c, p, stride) for c, p in zip(cells, priors, strict=True)]
    ignored = [n for n, v in enumerate(_overlaps(boxes, objects)) if v > threshold]
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_choose_by_prediction(cells, priors, predicted, objects, stride, threshold):
    positives = set()
    for box in objects:
        own = [n for n, cell in enumerate(cells) if cell == _cell(box, stride)]
        positives.add(max(own, key=lambda n: _box_iou(predicted[n], box)))
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_one_object_at_a_time(cells, priors, predicted, objects, stride, threshold):
    marks = [0 for _ in cells]
    for box in objects:
        for n, iou in enumerate(_overlaps(predicted, [box])):
            if iou > threshold:
                marks[n] = -1
        (positive,) = _positives(cells, priors, [box], stride)
        marks[positive] = 1
    return marks


def marks_slot_by_slot(cells, priors, predicted, objects, stride, threshold):
    """Asks of every prediction in turn whether an object makes it positive."""
    marks = []
    for cell, prior, box in zip(cells, priors, predicted, strict=True):
        rivals = [p for c, p in zip(cells, priors, strict=True) if c == cell]
        mark = 0
        for x1, y1, x2, y2 in objects:
            if _box_iou(box, (x1, y1, x2, y2)) > threshold and mark == 0:
                mark = -1
            column, row = (int((x1 + x2) / 2 / stride), int((y1 + y2) / 2 / stride))
            size = x2 - x1, y2 - y1
            if (column, row) == cell and prior == rivals[_best(size, rivals)]:
                mark = 1
        marks.append(mark)
    return marks


GROUPS = {
    "shape_ious": {
        "function": "shape_ious",
        "arguments": box_and_priors,
        "mutants": {
            shape_ious_add_both_areas: "The shared area is counted twice: the union is "
            "the sum of the two areas less what they share.",
            shape_ious_of_the_hull: "That divides by the smallest rectangle that holds "
            "both; where one is wider and the other taller, the union is less.",
            shape_ious_of_areas: "Equal areas are not enough: what two boxes share is "
            "the smaller width times the smaller height.",
            shape_ious_swap_the_prior: "Width and height of the priors are swapped: "
            "both are given as (width, height).",
            shape_ious_over_the_smaller: "Divide by the union, not by the smaller of "
            "the two areas: otherwise a small box inside a large one gets 1.",
        },
    },
    "convert_priors": {
        "function": "convert_priors",
        "arguments": priors_of_two_inputs,
        "mutants": {
            convert_swaps_the_sides: "A size is (height, width) and a prior (width, "
            "height): the width grows with the second number of the sizes.",
            convert_takes_cells_for_pixels: "The strides are missing: a prior in cells "
            "is as many pixels as cells times stride.",
            convert_strides_upside_down: "The strides are the wrong way round: larger "
            "cells mean fewer of them.",
            convert_keeps_the_size: "The sizes of the pictures are missing: objects "
            "grow with the picture, and their priors with them.",
            convert_with_one_factor: "Width and height have a factor each: a picture "
            "may be stretched more along one side.",
        },
    },
    "recall": {
        "function": "recall",
        "arguments": boxes_and_priors,
        "mutants": {
            recall_beyond_the_threshold: "A box whose IoU equals the threshold reaches "
            "it: `>=`, not `>`.",
            recall_as_mean_iou: "That is the mean of the best IoUs; the share of boxes "
            "that reach the threshold is asked for.",
            recall_of_pairs: "One prior that fits is enough for a box: take its best "
            "one, and count boxes, not pairs.",
            recall_of_priors: "Count the boxes that find a prior, not the priors that "
            "find a box.",
            recall_of_the_nearest: "The best prior of a box is the one of highest IoU, "
            "not the one with the nearest width and height.",
        },
    },
    "size_targets": {
        "function": "size_targets",
        "arguments": label_and_priors,
        "mutants": {
            targets_of_the_nearest: "The prior of highest IoU gets the box, not the "
            "one whose width and height differ least.",
            targets_upside_down: "The logarithm is of box / prior: a box larger than "
            "its prior has a positive target.",
            targets_without_log: "The network's numbers pass through exp, so a target "
            "is the logarithm of the factor.",
            targets_take_cells_for_pixels: "The priors are in cells: bring the box to "
            "cells too, or the priors to pixels.",
            targets_swap_the_sides: "`size` is (height, width): the box's width is a "
            "part of its second number.",
        },
    },
    "medoid_step": {
        "function": "medoid_step",
        "arguments": boxes_to_cluster,
        "mutants": {
            step_takes_the_mean: "The new prior is one of the boxes in its cluster, "
            "not their mean.",
            step_takes_the_median: "The new prior is one of the boxes in its cluster: "
            "the medians of width and height may belong to two of them.",
            step_moves_one_after_another: "All boxes choose among the old priors, "
            "before the first one moves.",
            step_by_euclid: "The distance is 1 - IoU throughout, also where it is "
            "summed; differences of width and height favour large boxes.",
            step_drops_the_empty: "A prior without boxes stays where it is; it does "
            "not vanish.",
        },
    },
    "mark_predictions": {
        "function": "mark_predictions",
        "arguments": predictions,
        "mutants": {
            marks_ignore_positives: "A positive prediction stays positive, however "
            "well its box fits already.",
            marks_ignore_the_threshold: "A box is ignored when its IoU is greater than "
            "the threshold: `>`, not `>=`.",
            marks_test_the_prior: "Whether to ignore is asked of the predicted box, "
            "not of the prior.",
            marks_choose_by_prediction: "The positive one is chosen by the shape of "
            "its prior; the predicted boxes play no part in that.",
            marks_one_object_at_a_time: "What one object made positive, a later object "
            "must not mark as ignored.",
        },
    },
}

ALTERNATIVES = {
    "shape_ious": shape_ious_by_corners,
    "convert_priors": convert_by_parts,
    "recall": recall_by_counting,
    "size_targets": targets_in_parts,
    "medoid_step": step_by_similarity,
    "mark_predictions": marks_slot_by_slot,
}
