"""Images with several flowers each."""

from numbers import Integral
from typing import NamedTuple

import numpy as np

from course_utils.arguments import check_choice, check_integers
from course_utils.datasets.ground import (
    SCALE,
    SPLITS,
    develop,
    paint_ground,
)
from course_utils.datasets.petals import FLOWERS, RADIUS, paint_flower, tight_box


class Scenes(NamedTuple):
    """Images with several flowers: `images` is one array, the rest one per image.

    Masks and their tight boxes hold what is seen: where flowers overlap, a pixel
    belongs to the later one, which lies on top.
    """

    images: np.ndarray  # [n, height, width, 3] uint8
    boxes: list  # of [k, 4] float32, `xyxy` in pixels
    labels: list  # of [k] int, indices into FLOWERS
    masks: list  # of [k, height, width] bool


def flower_scenes(n, size=2 * SCALE, seed=0, split="train", count=(1, 6)):
    """Draw `n` images with several flowers each, as `Scenes`.

    `size` is a number or `(height, width)`. Flowers are as large as those of
    `flowers(n, 224)`, whatever the size. `count` is the least and the largest number
    of flowers; a small image has fewer when no more find a place. Flowers overlap a
    little, but the centre of each stays in sight.

    Raises ValueError when a number is not an integer in its range, when `count` begins
    with the larger one, and when `split` is unknown.
    """
    n, seed = check_integers(0, n=n, seed=seed)
    height, width = _check_size(size)
    least, most = _check_count(count)
    check_choice("split", split, SPLITS)
    images = np.zeros((n, height, width, 3), np.uint8)
    scenes = Scenes(images, [], [], [])
    for i in range(n):
        rng = np.random.default_rng([seed, SPLITS.index(split), 1, i])
        image = paint_ground(rng, height, width, split)
        places = _places(rng, height, width, rng.integers(least, most + 1))
        labels = rng.integers(len(FLOWERS), size=len(places))
        masks = np.zeros((len(places), height, width), bool)
        for k, (species, place) in enumerate(zip(labels, places, strict=True)):
            paint_flower(image, masks[k], rng, species, *place)
            masks[:k] &= ~masks[k]
        boxes = [tight_box(mask, "xyxy") for mask in masks]
        develop(image, rng, scenes.images[i])
        scenes.boxes.append(np.array(boxes, np.float32).reshape(-1, 4))
        scenes.labels.append(labels)
        scenes.masks.append(masks)
    return scenes


def _places(rng, height, width, count):
    """`(x, y, radius)` of up to `count` flowers that hide little of each other."""
    places = []
    for _ in range(50 * count):
        if len(places) == count:
            break
        radius = min(rng.uniform(*RADIUS), 0.4 * min(height, width))
        x = rng.uniform(0.7 * radius, width - 0.7 * radius)
        y = rng.uniform(0.7 * radius, height - 0.7 * radius)
        if all(
            np.hypot(x - x2, y - y2) > max(radius, r2) + min(radius, r2) / 2
            for x2, y2, r2 in places
        ):
            places.append((x, y, radius))
    return places


def _check_size(size):
    """`(height, width)` as Python integers."""
    sides = _pair((size, size) if isinstance(size, Integral) else size, 96)
    if sides is None:
        raise ValueError(
            "`size` must be an integer from 96 on, or two of them, (height, width). "
            f"Received: size={size!r}"
        )
    return sides


def _check_count(count):
    """The least and the largest number of flowers, as Python integers."""
    numbers = _pair(count, 0)
    if numbers is None or numbers[0] > numbers[1]:
        raise ValueError(
            "`count` must be two integers from 0 on, the least and the largest number "
            f"of flowers. Received: count={count!r}"
        )
    return numbers


def _pair(values, least):
    """Two Python integers, or None when `values` are not two integers from `least`."""
    if not isinstance(values, list | tuple | np.ndarray):
        return None  # a text of bytes and a set would pass
    try:
        first, second = values
        return check_integers(least, first=first, second=second)
    except (TypeError, ValueError):
        return None
