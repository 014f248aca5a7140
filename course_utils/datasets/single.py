"""Images with at most one flower each."""

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

# The centre of a flower lies 0.85 radii from the border, or outside by 6 % of the side:
# in between, whether an image shows a flower would be a matter of opinion.
_INSIDE, _OUTSIDE = 0.85, 0.06


class Flowers(NamedTuple):
    """Images with at most one flower each. A flower counts if its centre is inside.

    Without a flower `label` is -1, and `box`, `objectness` and `mask` are 0. `box` is
    the tight box of `mask`, so it ends with the image where the flower does.
    """

    images: np.ndarray  # [n, size, size, 3] uint8
    label: np.ndarray  # [n] int, an index into FLOWERS
    box: np.ndarray  # [n, 4] float32, `cxcywh` in parts of the image
    objectness: np.ndarray  # [n] int, 0 or 1
    mask: np.ndarray  # [n, size, size] bool


def flowers(n, size=SCALE, seed=0, split="train", start=0):
    """Draw images `start` to `start + n` of an endless series, as `Flowers`.

    Of ten images seven have a flower, whole or nearly so. The others show bare ground
    or the edge of a flower whose centre lies outside. Flowers grow with `size`.

    Raises ValueError when a number is not an integer in its range or `split` is
    unknown.
    """
    n, seed, start = check_integers(0, n=n, seed=seed, start=start)
    (size,) = check_integers(32, size=size)
    check_choice("split", split, SPLITS)
    data = Flowers(
        images=np.zeros((n, size, size, 3), np.uint8),
        label=np.full(n, -1),
        box=np.zeros((n, 4), np.float32),
        objectness=np.zeros(n, int),
        mask=np.zeros((n, size, size), bool),
    )
    for i in range(n):
        rng = np.random.default_rng([seed, SPLITS.index(split), 0, start + i])
        image = paint_ground(rng, size, size, split)
        radius = rng.uniform(*RADIUS) * size / SCALE
        species = rng.integers(len(FLOWERS))
        kind = rng.choice(["flower", "cut", "bare"], p=[0.7, 0.15, 0.15])
        if kind == "flower":
            x, y = rng.uniform(_INSIDE * radius, size - _INSIDE * radius, 2)
            paint_flower(image, data.mask[i], rng, species, x, y, radius)
            data.label[i] = species
            data.box[i] = tight_box(data.mask[i], "cxcywh") / size
            data.objectness[i] = 1
        elif kind == "cut":
            outside = -_OUTSIDE * size - rng.uniform(0, 0.4) * radius
            place = [rng.choice([outside, size - outside]), rng.uniform(0, size)]
            x, y = rng.permutation(place)
            hidden = np.zeros((size, size), bool)
            paint_flower(image, hidden, rng, species, x, y, radius)
        develop(image, rng, data.images[i])
    return data
