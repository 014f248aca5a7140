"""Cases and plausible wrong answers of exercise 05."""

import math
from itertools import pairwise

from course_utils.anchors import kmeans_step

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


def _shared(first, second):
    return min(first[0], second[0]) * min(first[1], second[1])


def _euclid(first, second):
    return (first[0] - second[0]) ** 2 + (first[1] - second[1]) ** 2


def _best(box, priors, fit=_iou):
    return max(range(len(priors)), key=lambda k: fit(box, priors[k]))


# Other ideas of which anchor is nearest, none of which is the task's; highest is best.


def _by_distance(box, prior):
    return -_euclid(box, prior)


def _by_area(box, prior):
    return -abs(math.prod(box) - math.prod(prior))


def _by_area_ratio(box, prior):
    areas = math.prod(box), math.prod(prior)
    return min(areas) / max(areas)


def _by_logs(box, prior):
    return -sum(abs(math.log(b / p)) for b, p in zip(box, prior, strict=True))


def _by_squared_logs(box, prior):
    return -sum(math.log(b / p) ** 2 for b, p in zip(box, prior, strict=True))


def _by_largest_ratio(box, prior):
    return -max(max(b / p, p / b) for b, p in zip(box, prior, strict=True))


def _by_proportion(box, prior):
    return -abs(math.log(box[0] * prior[1] / (box[1] * prior[0])))


RIVALS = (
    _by_distance,
    _by_area,
    _by_area_ratio,
    _by_logs,
    _by_squared_logs,
    _by_largest_ratio,
    _by_proportion,
)


def _rival(rng):
    return RIVALS[int(rng.integers(len(RIVALS)))]


def _is_close_call(values):
    """Whether rounding could decide which of the values is the largest."""
    high = sorted(values)[-2:]
    return len(high) == 2 and abs(high[1] - high[0]) < 1e-6


# shape_ious --------------------------------------------------------------------------


def box_and_priors(rng):
    """Sizes in any unit; some are small parts of an image."""
    unit, count = _unit(rng), int(rng.integers(2, 5))
    box, *priors = _draw_sizes(rng, count, unit)
    if unit == "parts" and rng.random() < 0.5:
        small = rng.uniform(0.01, 0.02, (count, 2)).round(4).tolist()
        box, *priors = map(tuple, small)
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


def shape_ious_over_the_larger(box, priors):
    area = math.prod(box)
    return [_shared(box, prior) / max(area, math.prod(prior)) for prior in priors]


def shape_ious_over_the_box(box, priors):
    return [_shared(box, prior) / math.prod(box) for prior in priors]


def shape_ious_over_the_prior(box, priors):
    return [_shared(box, prior) / math.prod(prior) for prior in priors]


def shape_ious_twice_over_both(box, priors):
    return [
        2 * _shared(box, prior) / (math.prod(box) + math.prod(prior))
        for prior in priors
    ]


def shape_ious_not_divided(box, priors):
    return [_shared(box, prior) for prior in priors]


def shape_ious_as_distances(box, priors):
    return [1 - _iou(box, prior) for prior in priors]


def shape_ious_of_pixels(box, priors):
    more = lambda size: [side + 1 for side in size]  # noqa: E731
    return [_iou(more(box), more(prior)) for prior in priors]


def shape_ious_with_a_small_number(box, priors):
    found = []
    for prior in priors:
        shared = _shared(box, prior)
        union = math.prod(box) + math.prod(prior) - shared
        found.append(shared / (union + 1e-6))
    return found


def shape_ious_of_sides(box, priors):
    ratio = lambda a, b: min(a, b) / max(a, b)  # noqa: E731
    return [(ratio(box[0], p) + ratio(box[1], q)) / 2 for p, q in priors]


def shape_ious_of_outlines(box, priors):
    return [sum(map(min, box, prior)) / sum(map(max, box, prior)) for prior in priors]


def shape_ious_of_the_best(box, priors):
    return max(_iou(box, prior) for prior in priors)


def shape_ious_number_of_the_best(box, priors):
    return _best(box, priors)


def shape_ious_sorted(box, priors):
    return sorted((_iou(box, prior) for prior in priors), reverse=True)


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


def convert_with_the_factor_of_heights(priors, size, stride, new_size, new_stride):
    factor = new_size[0] / size[0] * stride / new_stride
    return _convert(priors, factor, factor)


def convert_without_distortion(priors, size, stride, new_size, new_stride):
    factor = min(new_size[1] / size[1], new_size[0] / size[0]) * stride / new_stride
    return _convert(priors, factor, factor)


def convert_by_the_area(priors, size, stride, new_size, new_stride):
    factor = math.sqrt(math.prod(new_size) / math.prod(size)) * stride / new_stride
    return _convert(priors, factor, factor)


def convert_sizes_upside_down(priors, size, stride, new_size, new_stride):
    factor = stride / new_stride
    return _convert(
        priors, size[1] / new_size[1] * factor, size[0] / new_size[0] * factor
    )


def convert_backwards(priors, size, stride, new_size, new_stride):
    factor = new_stride / stride
    return _convert(
        priors, size[1] / new_size[1] * factor, size[0] / new_size[0] * factor
    )


def convert_to_pixels(priors, size, stride, new_size, new_stride):
    return _convert(
        priors, new_size[1] / size[1] * stride, new_size[0] / size[0] * stride
    )


def convert_from_pixels(priors, size, stride, new_size, new_stride):
    across, down = new_size[1] / size[1], new_size[0] / size[0]
    return _convert(priors, across / new_stride, down / new_stride)


def convert_by_both_strides(priors, size, stride, new_size, new_stride):
    factor = stride * new_stride
    return _convert(
        priors, new_size[1] / size[1] * factor, new_size[0] / size[0] * factor
    )


def convert_from_416(priors, size, stride, new_size, new_stride):
    factor = stride / new_stride / 416
    return _convert(priors, new_size[1] * factor, new_size[0] * factor)


def convert_from_cells_of_32(priors, size, stride, new_size, new_stride):
    factor = 32 / new_stride
    return _convert(
        priors, new_size[1] / size[1] * factor, new_size[0] / size[0] * factor
    )


def convert_to_parts(priors, size, stride, new_size, new_stride):
    return _convert(priors, stride / size[1], stride / size[0])


def convert_to_whole_numbers(priors, size, stride, new_size, new_stride):
    moved = convert_by_parts(priors, size, stride, new_size, new_stride)
    return [(round(w), round(h)) for w, h in moved]


def convert_height_first(priors, size, stride, new_size, new_stride):
    moved = convert_by_parts(priors, size, stride, new_size, new_stride)
    return [(h, w) for w, h in moved]


def convert_by_parts(priors, size, stride, new_size, new_stride):
    """Through parts of the image, which no size changes."""
    (height, width), (new_height, new_width) = size, new_size
    parts = [(w * stride / width, h * stride / height) for w, h in priors]
    return [[w * new_width / new_stride, h * new_height / new_stride] for w, h in parts]


# recall ------------------------------------------------------------------------------


def boxes_and_priors(rng):
    """Boxes that reach the threshold exactly, or just not; some boxes twice.

    In whole pixels no rounding hides that an IoU is the threshold.
    """
    unit = _unit(rng)
    priors = _draw_sizes(rng, int(rng.integers(1, 4)), unit)
    boxes = _draw_sizes(rng, int(rng.integers(1, 5)), unit)
    for _ in range(int(rng.integers(3, 8))):
        boxes.append(_vary(rng, priors[int(rng.integers(len(priors)))], unit))
    threshold = float(rng.choice([0.5, 0.6, 0.75]))
    # Crosses an anchor: the IoU reaches the threshold, the product of the ratios of the
    # sides does not.
    factor = (threshold**-0.5 + (1 + 1 / threshold) / 2) / 2
    w, h = priors[0]
    boxes.append((round(w * factor, 3), round(h / factor, 3)))
    if unit == "pixels":
        width, height = (20.0 * int(rng.integers(1, 8)) for _ in range(2))
        priors.append((width, height))
        boxes.append((round(width * threshold), height))
    if rng.random() < 0.5:  # misses the threshold by less than rounding takes away
        missing = float(rng.choice([0.003, 0.00003]))
        boxes.append((round(w * (threshold - missing), 7), h))
    if rng.random() < 0.5:
        boxes += [boxes[int(rng.integers(len(boxes)))]] * int(rng.integers(1, 3))
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
    return _recall_of_chosen(boxes, priors, threshold, _by_distance)


def recall_of_the_nearest_area(boxes, priors, threshold):
    return _recall_of_chosen(boxes, priors, threshold, _by_area)


def _recall_of_chosen(boxes, priors, threshold, fit):
    chosen = [_iou(box, priors[_best(box, priors, fit)]) for box in boxes]
    return sum(iou >= threshold for iou in chosen) / len(boxes)


def _recall(boxes, priors, threshold, fit=_iou):
    best = [max(fit(box, prior) for prior in priors) for box in boxes]
    return sum(value >= threshold for value in best) / len(boxes)


def recall_of_different_boxes(boxes, priors, threshold):
    return _recall(sorted(set(boxes)), priors, threshold)


def recall_of_different_found_boxes(boxes, priors, threshold):
    different = sorted(set(boxes))
    return _recall(different, priors, threshold) * len(different) / len(boxes)


def recall_as_a_count(boxes, priors, threshold):
    return round(_recall(boxes, priors, threshold) * len(boxes))


def recall_over_priors(boxes, priors, threshold):
    return _recall(boxes, priors, threshold) * len(boxes) / len(priors)


def recall_as_misses(boxes, priors, threshold):
    return 1 - _recall(boxes, priors, threshold)


def recall_in_percent(boxes, priors, threshold):
    return 100 * _recall(boxes, priors, threshold)


def recall_of_whole_boxes(boxes, priors, threshold):
    return int(_recall(boxes, priors, threshold))


def recall_of_priors_used_once(boxes, priors, threshold):
    used = {
        _best(box, priors)
        for box in boxes
        if max(_iou(box, prior) for prior in priors) >= threshold
    }
    return len(used) / len(boxes)


def recall_of_free_priors(boxes, priors, threshold):
    free, found = list(priors), 0
    for box in boxes:
        if free:
            best = _best(box, free)
            if _iou(box, free[best]) >= threshold:
                found += 1
                del free[best]
    return found / len(boxes)


def recall_of_the_first_prior(boxes, priors, threshold):
    return _recall(boxes, priors[:1], threshold)


def recall_of_all_priors(boxes, priors, threshold):
    reached = [min(_iou(box, prior) for prior in priors) >= threshold for box in boxes]
    return sum(reached) / len(boxes)


def recall_of_the_mean_iou(boxes, priors, threshold):
    means = [sum(_iou(box, p) for p in priors) / len(priors) for box in boxes]
    return sum(mean >= threshold for mean in means) / len(boxes)


def recall_of_rounded_ious(boxes, priors, threshold):
    return _recall(boxes, priors, threshold, lambda b, p: round(_iou(b, p), 2))


def recall_of_finely_rounded_ious(boxes, priors, threshold):
    return _recall(boxes, priors, threshold, lambda b, p: round(_iou(b, p), 4))


def recall_at_a_half(boxes, priors, threshold):
    return _recall(boxes, priors, 0.5)


def recall_of_areas(boxes, priors, threshold):
    return _recall(boxes, priors, threshold, _by_area_ratio)


def recall_of_the_hull(boxes, priors, threshold):
    hull = lambda b, p: math.prod(map(min, b, p)) / math.prod(map(max, b, p))  # noqa: E731
    return _recall(boxes, priors, threshold, hull)


def recall_with_priors_turned(boxes, priors, threshold):
    either = [*priors, *(prior[::-1] for prior in priors)]
    return _recall(boxes, either, threshold)


def recall_by_counting(boxes, priors, threshold):
    found = 0
    for box in boxes:
        if any(_iou(box, prior) >= threshold for prior in priors):
            found += 1
    return found / len(boxes)


# size_targets ------------------------------------------------------------------------


def label_and_priors(rng):
    """A box in parts of an image, and anchors in cells that fit it about equally.

    Often another closeness than IoU would choose another of them.
    """
    size = tuple(int(s) for s in rng.choice(SIDES, 2))
    stride = int(rng.choice([8, 16, 32]))
    box = tuple(round(part, 3) for part in rng.uniform(0.05, 0.8, 2).tolist())
    cells, rival, count = _in_cells(box, size, stride), _rival(rng), rng.integers(2, 5)
    for _ in range(30):
        priors = [_vary(rng, cells, "cells", most=2.5) for _ in range(count)]
        if _best(cells, priors) != _best(cells, priors, rival):
            break
    if _is_close_call([_iou(cells, prior) for prior in priors]):
        return label_and_priors(rng)
    return box, size, priors, stride


def _targets(box, priors, choose=_best, target=lambda b, p: math.log(b / p)):
    index = choose(box, priors)
    return index, *(target(b, p) for b, p in zip(box, priors[index], strict=True))


def _in_cells(box, size, stride):
    return box[0] * size[1] / stride, box[1] * size[0] / stride


def _targets_by(fit):
    def choose(box, priors):
        return _best(box, priors, fit)

    return choose


def targets_of_the_nearest(box, size, priors, stride):
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, _targets_by(_by_distance))


def targets_of_the_nearest_area(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), priors, _targets_by(_by_area))


def targets_of_the_nearest_area_ratio(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), priors, _targets_by(_by_area_ratio))


def targets_of_the_smallest_sum(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), priors, _targets_by(_by_logs))


def targets_of_the_smallest_squares(box, size, priors, stride):
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, _targets_by(_by_squared_logs))


def targets_of_the_smallest_maximum(box, size, priors, stride):
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, _targets_by(_by_largest_ratio))


def targets_of_the_proportion(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), priors, _targets_by(_by_proportion))


def targets_of_the_worst(box, size, priors, stride):
    least = _targets_by(lambda box, prior: -_iou(box, prior))
    return _targets(_in_cells(box, size, stride), priors, least)


def targets_of_the_first(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), priors, lambda box, priors: 0)


def targets_of_the_last(box, size, priors, stride):
    last = len(priors) - 1
    return _targets(_in_cells(box, size, stride), priors, lambda box, priors: last)


def targets_chosen_in_parts(box, size, priors, stride):
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, lambda cells, priors: _best(box, priors))


def targets_chosen_in_pixels(box, size, priors, stride):
    pixels = _in_cells(box, size, 1)
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, lambda cells, priors: _best(pixels, priors))


def targets_with_priors_turned(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), [prior[::-1] for prior in priors])


def targets_multiplied_by_the_stride(box, size, priors, stride):
    return _targets(_in_cells(box, size, 1 / stride), priors)


def targets_from_one(box, size, priors, stride):
    index, *targets = _targets(_in_cells(box, size, stride), priors)
    return index + 1, *targets


def targets_without_the_number(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), priors)[1:]


def targets_turned(box, size, priors, stride):
    index, t_w, t_h = _targets(_in_cells(box, size, stride), priors)
    return index, t_h, t_w


def targets_to_base_2(box, size, priors, stride):
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, target=lambda b, p: math.log2(b / p))


def targets_to_base_10(box, size, priors, stride):
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, target=lambda b, p: math.log10(b / p))


def targets_as_differences(box, size, priors, stride):
    return _targets(_in_cells(box, size, stride), priors, target=lambda b, p: b - p)


def targets_less_1(box, size, priors, stride):
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, target=lambda b, p: b / p - 1)


def targets_without_sign(box, size, priors, stride):
    cells = _in_cells(box, size, stride)
    return _targets(cells, priors, target=lambda b, p: abs(math.log(b / p)))


def targets_in_cells_of_32(box, size, priors, stride):
    return _targets(_in_cells(box, size, 32), priors)


def targets_of_a_square(box, size, priors, stride):
    return _targets(_in_cells(box, (size[1], size[1]), stride), priors)


def targets_of_whole_cells(box, size, priors, stride):
    rows, columns = size[0] // stride, size[1] // stride
    return _targets((box[0] * columns, box[1] * rows), priors)


def targets_of_parts(box, size, priors, stride):
    return _targets(box, priors)


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
    """Rescales the anchors instead of the box, and takes the difference of logs."""
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
    elif kind == "ring":  # around an anchor that none of it resembles
        w, h = priors[0]
        a, b, c, d = rng.uniform(1.35, 1.7, 4).tolist()
        ring = [(w * a, h), (w / b, h), (w, h * c), (w, h / d)]
        boxes += [tuple(float(round(side)) for side in box) for box in ring]
    else:  # in the middle of a cluster lies a box that another anchor gets
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


def _nearest(box, priors):
    return _best(box, priors, _by_distance)


def _clusters(boxes, priors, choose):
    owners = [choose(box, priors) for box in boxes]
    return [
        [box for box, owner in zip(boxes, owners, strict=True) if owner == k]
        for k in range(len(priors))
    ]


def _far(box, own):
    return sum(1 - _iou(box, other) for other in own)


def _step(boxes, priors, update, choose=_best, empty=lambda prior: prior):
    clusters = _clusters(boxes, priors, choose)
    return [
        update(own, prior) if own else empty(prior)
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


def step_chosen_by_euclid(boxes, priors):
    return _step(boxes, priors, _medoid, _nearest)


def step_summed_by_euclid(boxes, priors):
    def update(own, prior):
        return min(own, key=lambda box: sum(_euclid(box, o) ** 0.5 for o in own))

    return _step(boxes, priors, update)


def step_summed_by_squares_of_euclid(boxes, priors):
    def update(own, prior):
        return min(own, key=lambda box: sum(_euclid(box, o) for o in own))

    return _step(boxes, priors, update)


def step_by_squares_of_euclid(boxes, priors):
    def update(own, prior):
        return min(own, key=lambda box: sum(_euclid(box, o) for o in own))

    return _step(boxes, priors, update, _nearest)


def step_summed_by_squares(boxes, priors):
    def update(own, prior):
        return min(own, key=lambda box: sum((1 - _iou(box, o)) ** 2 for o in own))

    return _step(boxes, priors, update)


def step_summed_over_different(boxes, priors):
    return _step(
        boxes, priors, lambda own, _: min(own, key=lambda b: _far(b, sorted(set(own))))
    )


def step_summed_over_all(boxes, priors):
    return _step(boxes, priors, lambda own, _: min(own, key=lambda b: _far(b, boxes)))


def step_by_the_farthest_member(boxes, priors):
    def update(own, prior):
        return min(own, key=lambda box: max(1 - _iou(box, o) for o in own))

    return _step(boxes, priors, update)


def step_to_the_largest_sum(boxes, priors):
    return _step(boxes, priors, lambda own, _: max(own, key=lambda box: _far(box, own)))


def step_nearest_to_the_mean(boxes, priors):
    def update(own, prior):
        return max(own, key=lambda box: _iou(box, _mean(own, prior)))

    return _step(boxes, priors, update)


def step_nearest_to_the_old(boxes, priors):
    return _step(
        boxes, priors, lambda own, prior: max(own, key=lambda box: _iou(box, prior))
    )


def step_last_of_equals(boxes, priors):
    return _step(boxes, priors, lambda own, prior: _medoid_of_last(own))


def _medoid_of_last(own):
    return min(own[::-1], key=lambda box: _far(box, own))


def step_may_stay(boxes, priors):
    return _step(
        boxes,
        priors,
        lambda own, prior: min([*own, prior], key=lambda box: _far(box, own)),
    )


def step_to_any_box(boxes, priors):
    return _step(
        boxes, priors, lambda own, _: min(boxes, key=lambda box: _far(box, own))
    )


def step_to_the_first_member(boxes, priors):
    return _step(boxes, priors, lambda own, prior: own[0])


def step_twice(boxes, priors):
    return _step(boxes, _step(boxes, priors, _medoid), _medoid)


def step_until_nothing_moves(boxes, priors):
    for _ in range(20):
        moved = _step(boxes, priors, _medoid)
        if moved == priors:
            break
        priors = moved
    return priors


def step_sends_the_empty_to_0(boxes, priors):
    return _step(boxes, priors, _medoid, empty=lambda prior: (0, 0))


def step_sends_the_empty_to_the_first(boxes, priors):
    return _step(boxes, priors, _medoid, empty=lambda prior: boxes[0])


def step_sends_the_empty_to_the_nearest(boxes, priors):
    nearest = lambda prior: max(boxes, key=lambda box: _iou(box, prior))  # noqa: E731
    return _step(boxes, priors, _medoid, empty=nearest)


def step_sends_the_empty_to_the_worst(boxes, priors):
    worst = min(boxes, key=lambda box: max(_iou(box, prior) for prior in priors))
    return _step(boxes, priors, _medoid, empty=lambda prior: worst)


def step_of_the_course(boxes, priors):
    """`kmeans_step` as it is: means, and the empty go to the farthest box."""
    return kmeans_step(boxes, priors)


def step_at_local_numbers(boxes, priors):
    def update(own, prior):
        return boxes[own.index(_medoid(own, prior))]

    return _step(boxes, priors, update)


def step_sorted(boxes, priors):
    return sorted(_step(boxes, priors, _medoid), key=math.prod)


def step_does_nothing(boxes, priors):
    return priors


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
    """A grid of cells with three anchors each, and boxes in whole pixels."""
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
    if objects and alike:  # anchors that are not the best overlap it too
        cell = int(rng.integers(columns)), int(rng.integers(rows))
        box = _prior_box(cell, shapes[int(rng.integers(2))], stride)
        objects[-1] = tuple(int(edge // 1) for edge in box)
    if objects and rng.random() < 0.7:  # of a size for which other anchors seem nearer
        x1, y1, x2, y2 = objects[-1]
        x, y = (x1 + x2) // 2, (y1 + y2) // 2
        w, h = _telling_size(rng, shapes, (x2 - x1, y2 - y1))
        objects[-1] = x - w // 2, y - h // 2, x - w // 2 + w, y - h // 2 + h
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


def _telling_size(rng, shapes, size):
    """A size whose best anchor is not that of some other closeness; else `size`."""
    rival = _rival(rng)
    for _ in range(30):
        sides = tuple(2 * int(n) for n in rng.integers(5, 31, 2))
        if _best(sides, shapes) != _best(sides, shapes, rival):
            return sides
    return size


def _predict(rng, cell, prior, objects, stride, threshold):
    kind = str(rng.choice(["prior", "shifted", "cut"]))
    if kind == "prior" or not objects:
        box = [round(edge) for edge in _prior_box(cell, prior, stride)]
        return tuple(edge + int(rng.integers(-3, 4)) for edge in box)
    x1, y1, x2, y2 = objects[int(rng.integers(len(objects)))]
    if kind == "shifted":
        x, y = (int(n) for n in rng.integers(-6, 7, 2))
        return x1 + x, y1 + y, x2 + x, y2 + y
    w, h = x2 - x1, y2 - y1
    # Sizes in whole pixels, within the object, with an IoU just above the threshold.
    least = [(n, math.floor(threshold * w * h / n) + 1) for n in range(1, w + 1)]
    near = [(n, m) for n, m in least if m <= h and n * m < (threshold + 0.004) * w * h]
    if near and rng.random() < 0.2:
        n, m = near[int(rng.integers(len(near)))]
        return x1, y1, x1 + n, y1 + m
    return x1, y1, x1 + round(w * threshold), y2  # IoU equals the threshold


def _prior_box(cell, prior, stride):
    """The anchor on the centre of its cell."""
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


def _positives(cells, priors, objects, stride, fit=_iou, turned=False):
    found = set()
    for box in objects:
        size = box[2] - box[0], box[3] - box[1]
        cell = _cell(box, stride)[::-1] if turned else _cell(box, stride)
        own = [n for n, one in enumerate(cells) if one == cell]
        if own or not turned:
            found.add(max(own, key=lambda n: fit(size, priors[n])))
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


def marks_of_rounded_overlaps(cells, priors, predicted, objects, stride, threshold):
    overlaps = [round(iou, 2) for iou in _overlaps(predicted, objects)]
    ignored = [n for n, iou in enumerate(overlaps) if iou > threshold]
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


def _marked(cells, priors, predicted, objects, stride, threshold, **rules):
    positives = _positives(cells, priors, objects, stride, **rules)
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_by_distance(*arguments):
    return _marked(*arguments, fit=_by_distance)


def marks_by_area(*arguments):
    return _marked(*arguments, fit=_by_area)


def marks_by_area_ratio(*arguments):
    return _marked(*arguments, fit=_by_area_ratio)


def marks_by_logs(*arguments):
    return _marked(*arguments, fit=_by_logs)


def marks_by_squared_logs(*arguments):
    return _marked(*arguments, fit=_by_squared_logs)


def marks_by_largest_ratio(*arguments):
    return _marked(*arguments, fit=_by_largest_ratio)


def marks_by_proportion(*arguments):
    return _marked(*arguments, fit=_by_proportion)


def marks_by_shared_area(*arguments):
    return _marked(*arguments, fit=_shared)


def marks_row_first(*arguments):
    return _marked(*arguments, turned=True)


def marks_of_all_cells(cells, priors, predicted, objects, stride, threshold):
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    positives = {_best((x2 - x1, y2 - y1), priors) for x1, y1, x2, y2 in objects}
    return _mark(positives, ignored, len(cells))


def marks_by_place(cells, priors, predicted, objects, stride, threshold):
    positives = set()
    for box in objects:
        own = [n for n, cell in enumerate(cells) if cell == _cell(box, stride)]
        placed = {n: _prior_box(cells[n], priors[n], stride) for n in own}
        positives.add(max(own, key=lambda n: _box_iou(placed[n], box)))
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_give_the_next_prior(cells, priors, predicted, objects, stride, threshold):
    positives = set()
    for x1, y1, x2, y2 in objects:
        cell = _cell((x1, y1, x2, y2), stride)
        own = [n for n, one in enumerate(cells) if one == cell and n not in positives]
        if own:
            size = x2 - x1, y2 - y1
            positives.add(max(own, key=lambda n: _iou(size, priors[n])))
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_of_the_first_object(cells, priors, predicted, objects, stride, threshold):
    positives = _positives(cells, priors, objects[:1], stride)
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_of_the_last_object(cells, priors, predicted, objects, stride, threshold):
    positives = _positives(cells, priors, objects[-1:], stride)
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_ignore_by_the_last_object(
    cells, priors, predicted, objects, stride, threshold
):
    overlaps = _overlaps(predicted, objects[-1:])
    ignored = [n for n, v in enumerate(overlaps) if v > threshold]
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_of_the_rounded_cell(cells, priors, predicted, objects, stride, threshold):
    def cell(x1, y1, x2, y2):
        return round((x1 + x2) / 2 / stride), round((y1 + y2) / 2 / stride)

    positives = _positives_in(cells, priors, objects, cell)
    return _mark(positives, _overlapping(predicted, objects, threshold), len(cells))


def marks_of_corner_and_size(cells, priors, predicted, objects, stride, threshold):
    """Objects read as x, y, w, h where the cell is looked for, and the size."""

    def cell(x, y, w, h):
        return (x + w / 2) // stride, (y + h / 2) // stride

    positives = _positives_in(cells, priors, objects, cell)
    return _mark(positives, _overlapping(predicted, objects, threshold), len(cells))


def _positives_in(cells, priors, objects, cell):
    found = set()
    for x1, y1, x2, y2 in objects:
        own = [n for n, one in enumerate(cells) if one == cell(x1, y1, x2, y2)]
        if own:
            size = x2 - x1, y2 - y1
            found.add(max(own, key=lambda n: _iou(size, priors[n])))
    return found


def _overlapping(predicted, objects, threshold):
    return [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]


def marks_with_priors_turned(cells, priors, predicted, objects, stride, threshold):
    turned = [prior[::-1] for prior in priors]
    return _marked(cells, turned, predicted, objects, stride, threshold)


def marks_ignore_the_whole_cell(cells, priors, predicted, objects, stride, threshold):
    centres = {_cell(box, stride) for box in objects}
    ignored = _overlapping(predicted, objects, threshold)
    ignored += [n for n, cell in enumerate(cells) if cell in centres]
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_of_all_priors_that_fit(cells, priors, predicted, objects, stride, threshold):
    positives = _positives(cells, priors, objects, stride)
    for box in objects:
        size = box[2] - box[0], box[3] - box[1]
        own = [n for n, cell in enumerate(cells) if cell == _cell(box, stride)]
        positives |= {n for n in own if _iou(size, priors[n]) > threshold}
    return _mark(positives, _overlapping(predicted, objects, threshold), len(cells))


def marks_ignore_by_the_first_object(
    cells, priors, predicted, objects, stride, threshold
):
    ignored = _overlapping(predicted, objects[:1], threshold)
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_at_local_numbers(cells, priors, predicted, objects, stride, threshold):
    positives = set()
    for x1, y1, x2, y2 in objects:
        cell = _cell((x1, y1, x2, y2), stride)
        own = [p for p, one in zip(priors, cells, strict=True) if one == cell]
        positives.add(_best((x2 - x1, y2 - y1), own))
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_of_the_whole_cell(cells, priors, predicted, objects, stride, threshold):
    centres = {_cell(box, stride) for box in objects}
    positives = {n for n, cell in enumerate(cells) if cell in centres}
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_by_the_predicted_box_anywhere(
    cells, priors, predicted, objects, stride, threshold
):
    count = len(cells)
    positives = {
        max(range(count), key=lambda n: _box_iou(predicted[n], box)) for box in objects
    }
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, count)


def marks_by_the_predicted_shape(cells, priors, predicted, objects, stride, threshold):
    shapes = [(x2 - x1, y2 - y1) for x1, y1, x2, y2 in predicted]
    positives = _positives(cells, shapes, objects, stride)
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_ignore_by_shape(cells, priors, predicted, objects, stride, threshold):
    sizes = [(x2 - x1, y2 - y1) for x1, y1, x2, y2 in objects]
    shapes = [(x2 - x1, y2 - y1) for x1, y1, x2, y2 in predicted]
    ignored = [
        n
        for n, shape in enumerate(shapes)
        if any(_iou(shape, size) > threshold for size in sizes)
    ]
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_ignore_nothing(cells, priors, predicted, objects, stride, threshold):
    return _mark(_positives(cells, priors, objects, stride), [], len(cells))


def marks_ignore_in_the_cell(cells, priors, predicted, objects, stride, threshold):
    centres = {_cell(box, stride) for box in objects}
    ignored = [
        n
        for n, v in enumerate(_overlaps(predicted, objects))
        if v > threshold and cells[n] in centres
    ]
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_ignore_by_the_mean(cells, priors, predicted, objects, stride, threshold):
    means = [
        sum(_box_iou(box, other) for other in objects) / max(len(objects), 1)
        for box in predicted
    ]
    ignored = [n for n, v in enumerate(means) if v > threshold]
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_ignore_none_in_the_cell(cells, priors, predicted, objects, stride, threshold):
    centres = {_cell(box, stride) for box in objects}
    ignored = [
        n
        for n in _overlapping(predicted, objects, threshold)
        if cells[n] not in centres
    ]
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_of_the_first_prior(cells, priors, predicted, objects, stride, threshold):
    positives = {cells.index(_cell(box, stride)) for box in objects}
    return _mark(positives, _overlapping(predicted, objects, threshold), len(cells))


def marks_ignore_what_is_far(cells, priors, predicted, objects, stride, threshold):
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v <= threshold]
    return _mark(_positives(cells, priors, objects, stride), ignored, len(cells))


def marks_ignore_above_a_half(cells, priors, predicted, objects, stride, threshold):
    return _marked(cells, priors, predicted, objects, stride, 0.5)


def marks_of_the_corner(cells, priors, predicted, objects, stride, threshold):
    positives = set()
    for x1, y1, x2, y2 in objects:
        cell = x1 // stride, y1 // stride
        own = [n for n, one in enumerate(cells) if one == cell]
        if own:
            size = x2 - x1, y2 - y1
            positives.add(max(own, key=lambda n: _iou(size, priors[n])))
    ignored = [n for n, v in enumerate(_overlaps(predicted, objects)) if v > threshold]
    return _mark(positives, ignored, len(cells))


def marks_nothing_without_objects(cells, priors, predicted, objects, stride, threshold):
    if not objects:
        return []
    return _marked(cells, priors, predicted, objects, stride, threshold)


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


# What a learner reads when another closeness than IoU chooses the anchor.
NEARER = {
    "distance": "The anchor of highest IoU gets the box, not the one whose width and "
    "height differ least.",
    "area": "The anchor of highest IoU gets the box, not the one of nearest area: "
    "equal areas can be of quite another shape.",
    "area_ratio": "The anchor of highest IoU gets the box, not the one whose area is "
    "nearest by a factor: equal areas can be of quite another shape.",
    "logs": "The anchor of highest IoU gets the box, not the one with the smallest sum "
    "of the logarithms without their signs, |t_w| + |t_h|.",
    "squared_logs": "The anchor of highest IoU gets the box, not the one with the "
    "smallest sum of squared logarithms, t_w and t_h squared.",
    "largest_ratio": "The anchor of highest IoU gets the box; the larger of the two "
    "sides' ratios alone, as in version 5, does not decide.",
    "proportion": "The anchor of highest IoU gets the box, not the one whose "
    "width / height is nearest: it can be of quite another size.",
}
TOO_SIMPLE = (
    "Divide by the union: the sum of the two areas less what they share. One of the "
    "two areas alone is less than that."
)

GROUPS = {
    "shape_ious": {
        "function": "shape_ious",
        "arguments": box_and_priors,
        "mutants": {
            shape_ious_add_both_areas: "The shared area is counted twice: the union is "
            "the sum of the two areas less what they share.",
            shape_ious_twice_over_both: "That is the Dice coefficient; the IoU divides "
            "the shared area, once, by the union.",
            shape_ious_of_the_hull: "That divides by the smallest rectangle that holds "
            "both; where one is wider and the other taller, the union is less.",
            shape_ious_of_areas: "Equal areas are not enough: what two boxes share is "
            "the smaller width times the smaller height.",
            shape_ious_of_sides: "That is the mean of two ratios of sides; the IoU is "
            "a ratio of areas.",
            shape_ious_of_outlines: "That adds width and height; areas are products of "
            "them.",
            shape_ious_swap_the_prior: "Width and height of the anchors are swapped: "
            "both are given as (width, height).",
            shape_ious_over_the_smaller: "Divide by the union, not by the smaller of "
            "the two areas: otherwise a small box inside a large one gets 1.",
            shape_ious_over_the_larger: TOO_SIMPLE,
            shape_ious_over_the_box: TOO_SIMPLE,
            shape_ious_over_the_prior: TOO_SIMPLE,
            shape_ious_not_divided: "That is the shared area; divide it by the union.",
            shape_ious_as_distances: "That is 1 - IoU, a distance; the IoU itself is "
            "asked for.",
            shape_ious_of_pixels: "Nothing is added to a width or height here: a "
            "box from 0 to 10 is 10 wide.",
            shape_ious_with_a_small_number: "Nothing needs to be added to the union, "
            "which is never 0; in parts of an image areas are so small that 1e-6 "
            "shows.",
            shape_ious_of_the_best: "The IoU with each of the anchors is asked for, "
            "not the highest alone.",
            shape_ious_number_of_the_best: "The IoU with each of the anchors is asked "
            "for, not the number of the best.",
            shape_ious_sorted: "The IoUs are asked for in the order of the anchors.",
        },
    },
    "convert_priors": {
        "function": "convert_priors",
        "arguments": priors_of_two_inputs,
        "mutants": {
            convert_swaps_the_sides: "A size is (height, width) and an anchor (width, "
            "height): the width grows with the second number of the sizes.",
            convert_height_first: "An anchor is (width, height); here the height comes "
            "first.",
            convert_takes_cells_for_pixels: "The strides are missing: an anchor in "
            "cells is as many pixels as cells times stride.",
            convert_to_pixels: "These are pixels: divide by `new_stride` to count in "
            "the new cells.",
            convert_from_pixels: "The anchors are in cells: multiply by `stride` to "
            "get pixels first.",
            convert_by_both_strides: "From pixels to cells one divides by the stride; "
            "here both strides multiply.",
            convert_from_cells_of_32: "The anchors are in cells of `stride`, not "
            "always of 32 pixels.",
            convert_from_416: "The anchors were made for images of `size`, not always "
            "of 416 pixels.",
            convert_strides_upside_down: "The strides are the wrong way round: larger "
            "cells mean fewer of them.",
            convert_sizes_upside_down: "The sizes of the images are the wrong way "
            "round: in a larger image objects are larger, and their anchors with "
            "them.",
            convert_backwards: "That converts from the new images and cells to the "
            "old ones.",
            convert_keeps_the_size: "The sizes of the images are missing: objects "
            "grow with the image, and their anchors with them.",
            convert_with_one_factor: "Width and height have a factor each: an image "
            "may be stretched more along one side.",
            convert_with_the_factor_of_heights: "Width and height have a factor each; "
            "here both have that of the heights.",
            convert_without_distortion: "The images are stretched, not fitted in "
            "with borders: width and height have a factor each, not the smaller one.",
            convert_by_the_area: "Width and height have a factor each, not the root of "
            "the areas' ratio.",
            convert_to_parts: "These are parts of the image; cells of `new_stride` "
            "in the new image are asked for.",
            convert_to_whole_numbers: "Anchors need not be whole numbers: do not "
            "round.",
        },
    },
    "recall": {
        "function": "recall",
        "arguments": boxes_and_priors,
        "mutants": {
            recall_beyond_the_threshold: "A box whose IoU equals the threshold reaches "
            "it: `>=`, not `>`.",
            recall_of_rounded_ious: "An IoU just below the threshold does not reach "
            "it: do not round.",
            recall_of_finely_rounded_ious: "An IoU just below the threshold does not "
            "reach it: do not round.",
            recall_at_a_half: "The threshold is the one that is given, not 0.5.",
            recall_as_mean_iou: "That is the mean of the best IoUs; the share of boxes "
            "that reach the threshold is asked for.",
            recall_as_a_count: "That is how many boxes reach the threshold; divide by "
            "the number of boxes.",
            recall_over_priors: "Divide by the number of boxes, not of anchors.",
            recall_as_misses: "That is the share of the boxes that no anchor fits.",
            recall_in_percent: "The share is a number from 0 to 1, not in percent.",
            recall_of_whole_boxes: "The share is cut to a whole number: divide with /, "
            "not with //.",
            recall_of_different_boxes: "Boxes of equal size are boxes each: count them "
            "all.",
            recall_of_different_found_boxes: "Boxes of equal size are boxes each: "
            "those that reach the threshold are counted once here.",
            recall_of_pairs: "One anchor that fits is enough for a box: take its best "
            "one, and count boxes, not pairs.",
            recall_of_all_priors: "One anchor that fits is enough for a box: not all "
            "of them have to.",
            recall_of_the_mean_iou: "The best anchor of a box decides, not the mean "
            "over all of them.",
            recall_of_the_first_prior: "All anchors are tried, not only the first.",
            recall_of_priors: "Count the boxes that find an anchor, not the anchors "
            "that find a box.",
            recall_of_priors_used_once: "Count the boxes, not the anchors they find: "
            "several boxes may have the same best anchor.",
            recall_of_free_priors: "An anchor is not used up: several boxes may have "
            "the same best anchor.",
            recall_of_the_nearest: "The best anchor of a box is the one of highest "
            "IoU, not the one with the nearest width and height.",
            recall_of_the_nearest_area: "The best anchor of a box is the one of "
            "highest IoU, not the one with the nearest area.",
            recall_of_areas: "Equal areas are not enough: the IoU of the two shapes "
            "has to reach the threshold.",
            recall_of_the_hull: "That is not the IoU: it divides by the smallest "
            "rectangle that holds both, not by the union.",
            recall_with_priors_turned: "An anchor is not turned round: (width, height) "
            "stay as they are.",
        },
    },
    "size_targets": {
        "function": "size_targets",
        "arguments": label_and_priors,
        "mutants": {
            targets_of_the_nearest: NEARER["distance"],
            targets_of_the_nearest_area: NEARER["area"],
            targets_of_the_nearest_area_ratio: NEARER["area_ratio"],
            targets_of_the_smallest_sum: NEARER["logs"],
            targets_of_the_smallest_squares: NEARER["squared_logs"],
            targets_of_the_smallest_maximum: NEARER["largest_ratio"],
            targets_of_the_proportion: NEARER["proportion"],
            targets_of_the_worst: "That is the anchor of lowest IoU; the best has the "
            "highest.",
            targets_of_the_first: "The best of the anchors is asked for, not always "
            "the first.",
            targets_of_the_last: "The best of the anchors is asked for, not always the "
            "last.",
            targets_chosen_in_parts: "That is always the smallest anchor: choose by "
            "the IoU, with the box and the anchors in one unit.",
            targets_chosen_in_pixels: "That is always the largest anchor: choose by "
            "the IoU, with the box and the anchors in one unit.",
            targets_from_one: "Anchors count from 0.",
            targets_without_the_number: "The number of the anchor comes first.",
            targets_turned: "t_w comes before t_h.",
            targets_upside_down: "The logarithm is of box / anchor: a box larger than "
            "its anchor has a positive target.",
            targets_without_log: "The network's numbers pass through exp, so a target "
            "is the logarithm of the factor.",
            targets_less_1: "The network's numbers pass through exp: b / p - 1 comes "
            "near the logarithm only where box and anchor are nearly equal.",
            targets_as_differences: "The anchor is multiplied by exp(t): a target is "
            "the logarithm of a ratio, not a difference.",
            targets_without_sign: "A box smaller than its anchor has a negative "
            "target.",
            targets_to_base_2: "exp is to the base e, and so is the logarithm: "
            "`math.log`, not `log2`.",
            targets_to_base_10: "exp is to the base e, and so is the logarithm: "
            "`math.log`, not `log10`.",
            targets_take_cells_for_pixels: "The anchors are in cells: bring the box to "
            "cells too, or the anchors to pixels.",
            targets_with_priors_turned: "An anchor is (width, height); here the two "
            "are swapped.",
            targets_multiplied_by_the_stride: "From pixels to cells one divides by "
            "the stride; here it multiplies.",
            targets_of_parts: "The box is in parts of the image and the anchors in "
            "cells: bring both to one unit.",
            targets_in_cells_of_32: "A cell has `stride` pixels, not always 32.",
            targets_of_whole_cells: "The image need not be a whole number of cells: "
            "divide with /, not with //.",
            targets_of_a_square: "The image is not square: the box's height is a "
            "part of the image's height.",
            targets_swap_the_sides: "`size` is (height, width): the box's width is a "
            "part of its second number.",
        },
    },
    "medoid_step": {
        "function": "medoid_step",
        "arguments": boxes_to_cluster,
        "mutants": {
            step_takes_the_mean: "The new anchor is one of the boxes in its cluster, "
            "not their mean.",
            step_takes_the_median: "The new anchor is one of the boxes in its cluster: "
            "the medians of width and height may belong to two of them.",
            step_nearest_to_the_mean: "That is the member nearest to the mean; the "
            "medoid has the smallest sum of distances to all members.",
            step_nearest_to_the_old: "That is the member nearest to the old anchor; "
            "the medoid has the smallest sum of distances to all members.",
            step_to_the_first_member: "That is the first member of the cluster; the "
            "medoid has the smallest sum of distances to all members.",
            step_to_the_largest_sum: "That is the member with the largest sum of "
            "distances; the medoid has the smallest.",
            step_by_the_farthest_member: "The sum of the distances decides, not the "
            "largest of them.",
            step_summed_by_squares: "The distances are summed as they are, not "
            "squared.",
            step_summed_over_all: "The distances to the members of the own cluster are "
            "summed, not those to all boxes.",
            step_summed_over_different: "Boxes of equal size are members each: the "
            "distance to every one of them counts.",
            step_to_any_box: "The medoid is a member of the cluster: a box that went "
            "to another anchor cannot become it.",
            step_may_stay: "The old anchor is no member of its cluster: only boxes can "
            "become the medoid.",
            step_last_of_equals: "Of members with equal sums the first becomes the "
            "anchor; this takes the last.",
            step_moves_one_after_another: "All boxes choose among the old anchors, "
            "before the first one moves.",
            step_twice: "One step is asked for; this takes two.",
            step_until_nothing_moves: "One step is asked for; this goes on until "
            "nothing moves.",
            step_does_nothing: "The anchors come back as they were: each becomes the "
            "medoid of the boxes it got.",
            step_by_euclid: "The distance is 1 - IoU throughout, also where it is "
            "summed; differences of width and height favour large boxes.",
            step_by_squares_of_euclid: "The distance is 1 - IoU throughout, also where "
            "it is summed; squared differences of width and height favour large "
            "boxes.",
            step_chosen_by_euclid: "A box goes to the anchor at the smallest 1 - IoU, "
            "not to the one whose width and height differ least.",
            step_summed_by_euclid: "The distance is 1 - IoU also where it is summed "
            "within a cluster, not the difference of width and height.",
            step_summed_by_squares_of_euclid: "The distance is 1 - IoU also where it "
            "is summed within a cluster, not the squared difference of width and "
            "height.",
            step_drops_the_empty: "An anchor without boxes stays where it is; it does "
            "not vanish.",
            step_sends_the_empty_to_0: "An anchor without boxes stays as it is; it "
            "does not become 0.",
            step_sends_the_empty_to_the_first: "An anchor without boxes stays as it "
            "is; it does not become one of the boxes.",
            step_sends_the_empty_to_the_nearest: "An anchor without boxes stays as it "
            "is; it does not move to the nearest box.",
            step_sends_the_empty_to_the_worst: "An anchor without boxes stays as it "
            "is; it does not move to the box that fits worst.",
            step_of_the_course: "That is `kmeans_step`: it takes means and moves an "
            "anchor without boxes. The medoid of each cluster is asked for.",
            step_at_local_numbers: "That number counts within the cluster: take the "
            "member from the cluster, not from all boxes.",
            step_sorted: "The anchors keep the order in which they came; these are "
            "sorted.",
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
            marks_of_rounded_overlaps: "An IoU just above the threshold is greater "
            "than it: do not round.",
            marks_ignore_above_a_half: "The threshold is the one that is given, not "
            "0.5.",
            marks_ignore_nothing: "None is ignored here: a box that is not positive, "
            "but overlaps an object by more than the threshold, is -1.",
            marks_ignore_in_the_cell: "A prediction of any cell may be ignored, not "
            "only one of a cell that holds a centre.",
            marks_ignore_by_the_last_object: "An IoU with any of the objects counts, "
            "not only with the last.",
            marks_ignore_by_the_first_object: "An IoU with any of the objects counts, "
            "not only with the first.",
            marks_ignore_none_in_the_cell: "A prediction of a cell that holds a centre "
            "may be ignored too, unless it is the positive one.",
            marks_ignore_by_the_mean: "An IoU with any one of the objects counts, not "
            "the mean over all of them.",
            marks_ignore_the_whole_cell: "The others of the cell are negative, unless "
            "their own box overlaps an object by more than the threshold.",
            marks_ignore_by_shape: "Whether to ignore is asked of the boxes where they "
            "lie, not of their shapes on one centre.",
            marks_ignore_what_is_far: "Ignored are those that overlap an object; those "
            "that overlap none are negative.",
            marks_test_the_prior: "Whether to ignore is asked of the predicted box, "
            "not of the anchor.",
            marks_choose_by_prediction: "The positive one is chosen by the shape of "
            "its anchor; the predicted boxes play no part in that.",
            marks_by_the_predicted_shape: "The positive one is chosen by the shape of "
            "its anchor, not by that of the predicted box.",
            marks_by_the_predicted_box_anywhere: "The positive one belongs to the cell "
            "that holds the centre, and is chosen by its anchor, not by its box.",
            marks_of_all_cells: "Only the predictions of the cell that holds the "
            "object's centre can become positive.",
            marks_of_the_whole_cell: "Each object makes one prediction of its cell "
            "positive, not all of them.",
            marks_of_the_first_prior: "Of the cell's predictions the one whose anchor "
            "is best for the object is positive, not the first.",
            marks_of_the_corner: "The cell is the one that holds the object's centre, "
            "not its upper left corner.",
            marks_of_the_rounded_cell: "Column and row are rounded down: a centre 1.8 "
            "cells from the left lies in column 1.",
            marks_of_corner_and_size: "Objects are edges, x1, y1, x2, y2: the centre "
            "is half of their sums.",
            marks_of_all_priors_that_fit: "Each object makes one prediction positive, "
            "that of the best anchor, not all whose anchor fits.",
            marks_with_priors_turned: "An anchor is (width, height); here the two are "
            "swapped.",
            marks_row_first: "A cell is (column, row): the column belongs to x and "
            "comes first.",
            marks_at_local_numbers: "That number counts within the cell: bring it back "
            "to the place in the whole list.",
            marks_by_place: "The best anchor is best in shape, both on one centre: "
            "where the object lies in its cell plays no part.",
            marks_by_distance: NEARER["distance"],
            marks_by_area: NEARER["area"],
            marks_by_area_ratio: NEARER["area_ratio"],
            marks_by_logs: "The anchor of highest IoU gets the box, not the one with "
            "the smallest sum of the logarithms of both sides' ratios.",
            marks_by_squared_logs: "The anchor of highest IoU gets the box, not the "
            "one with the smallest sum of squared logarithms of the sides' ratios.",
            marks_by_largest_ratio: NEARER["largest_ratio"],
            marks_by_proportion: NEARER["proportion"],
            marks_by_shared_area: "The shared area alone prefers large anchors: the "
            "IoU divides it by the union.",
            marks_give_the_next_prior: "Two objects may make the same prediction "
            "positive: the second one does not take another anchor.",
            marks_of_the_first_object: "Every object makes a prediction positive, not "
            "only the first.",
            marks_of_the_last_object: "Every object makes a prediction positive, not "
            "only the last.",
            marks_one_object_at_a_time: "What one object made positive, a later object "
            "must not mark as ignored.",
            marks_nothing_without_objects: "Without objects all predictions are "
            "negative: a 0 for each.",
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
