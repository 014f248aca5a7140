"""Pictures to learn from, drawn on the spot, and readers for one's own annotations.

The pictures show flowers on earth, grass, leaves and rock. A flower is a polar curve
r(theta), seen from a random side. The palettes of the species overlap, so that form has
to tell them apart. Held-out pictures (`split="test"`) show moss, bark and gravel, which
training never does. Picture i depends on the seed, the split and i alone, so a series
can be drawn in pieces.

`load_coco` and `load_voc` read annotations; `annotations` says how.

Left out: stems, shadows on other flowers, and a flower seen from behind.
"""

from collections.abc import Callable
from functools import lru_cache
from numbers import Integral
from typing import NamedTuple

import numpy as np

from course_utils.annotations import load_coco, load_voc  # noqa: F401, public here
from course_utils.arguments import check_integers
from course_utils.boxes import box_convert

FLOWERS = ("daisy", "lily", "poppy", "primrose", "trillium")
SPLITS = ("train", "test")

_SCALE = 224  # pixels; what follows is measured in pictures of this size
_RADIUS = (50, 84)
# The centre of a flower lies 0.85 radii from the border, or outside by 6 % of the side:
# in between, whether a picture shows a flower would be a matter of opinion.
_INSIDE, _OUTSIDE = 0.85, 0.06
_BINS = 1024  # directions in which a petal's edge is computed

_WHITE, _YELLOW, _ORANGE = (0.95, 0.93, 0.87), (0.97, 0.80, 0.16), (0.95, 0.50, 0.13)
_RED, _PINK, _VIOLET = (0.82, 0.13, 0.15), (0.92, 0.47, 0.64), (0.52, 0.34, 0.77)
_GOLD, _LIME = (0.92, 0.68, 0.12), (0.70, 0.74, 0.28)
_BROWN, _DARK = (0.46, 0.27, 0.10), (0.15, 0.11, 0.16)


def _strap(t):
    return 0.25 + 0.75 * np.sqrt(np.clip(1 - (t / 0.62) ** 4, 0, 1))


def _point(t):
    return 0.15 + 0.85 * (1 - t) ** 0.7


def _fan(t):
    return 0.4 + 0.57 * np.sqrt(1 - t**3) + 0.03 * np.cos(7 * np.pi * t)


def _heart(t):
    return 0.15 + 0.85 * np.sqrt(1 - t**3) - 0.18 * np.exp(-((t / 0.2) ** 2))


def _leaf(t):
    return 0.1 + 0.9 * np.sqrt(1 - t**1.2)


class _Species(NamedTuple):
    """How a species looks. Lengths are parts of the flower's radius."""

    rings: int  # of petals; each is turned by half a petal against the one behind
    petals: int  # in a ring
    form: Callable  # r(t): t is 0 in the middle of a petal and 1 at its sides
    hues: tuple
    centre: float  # radius of the disc
    colours: tuple  # of the disc
    stamens: int
    ring: float  # radius at which they stand


_SPECIES = {
    "daisy": _Species(
        2, 10, _strap, (_WHITE, _YELLOW, _VIOLET), 0.38, (_GOLD, _BROWN), 0, 0
    ),
    "lily": _Species(
        2, 3, _point, (_WHITE, _ORANGE, _PINK), 0.1, (_LIME, _GOLD), 6, 0.36
    ),
    "poppy": _Species(
        2, 2, _fan, (_RED, _ORANGE, _YELLOW), 0.24, (_DARK, _BROWN), 22, 0.33
    ),
    "primrose": _Species(
        1, 5, _heart, (_YELLOW, _VIOLET, _RED), 0.16, (_LIME, _GOLD), 0, 0
    ),
    "trillium": _Species(
        1, 3, _leaf, (_PINK, _WHITE, _VIOLET), 0.16, (_DARK, _GOLD), 0, 0
    ),
}


class _Ground(NamedTuple):
    """A kind of ground: noise with so many cells along `_SCALE` pixels."""

    rows: tuple
    columns: tuple
    form: str  # "spots", "ridges" or "layers"
    dark: tuple
    light: tuple


_GROUNDS = {
    "train": (
        _Ground((5, 7, 9), (5, 7, 9), "spots", (0.22, 0.17, 0.13), (0.4, 0.33, 0.26)),
        _Ground((4, 6), (20, 28), "spots", (0.13, 0.21, 0.09), (0.29, 0.37, 0.17)),
        _Ground((3, 4, 5), (3, 4, 5), "layers", (0.1, 0.2, 0.11), (0.26, 0.37, 0.21)),
        _Ground((4, 5, 7), (4, 5, 7), "ridges", (0.2, 0.2, 0.19), (0.37, 0.37, 0.35)),
    ),
    "test": (
        _Ground((18, 22), (18, 22), "spots", (0.14, 0.2, 0.1), (0.31, 0.36, 0.19)),
        _Ground((24, 32), (4, 6), "ridges", (0.22, 0.17, 0.13), (0.4, 0.33, 0.26)),
        _Ground((11, 14), (11, 14), "ridges", (0.22, 0.21, 0.2), (0.38, 0.37, 0.35)),
    ),
}


class Flowers(NamedTuple):
    """Pictures with at most one flower each. A flower counts if its centre is inside.

    Without a flower `label` is -1, and `box`, `objectness` and `mask` are 0. `box` is
    the tight box of `mask`, so it ends with the picture where the flower does.
    """

    images: np.ndarray  # [n, size, size, 3] uint8
    label: np.ndarray  # [n] int, an index into FLOWERS
    box: np.ndarray  # [n, 4] float32, `cxcywh` in parts of the picture
    objectness: np.ndarray  # [n] int, 0 or 1
    mask: np.ndarray  # [n, size, size] bool


class Scenes(NamedTuple):
    """Pictures with several flowers: `images` is one array, the rest one per picture.

    Masks and their tight boxes hold what is seen: where flowers overlap, a pixel
    belongs to the later one, which lies on top.
    """

    images: np.ndarray  # [n, height, width, 3] uint8
    boxes: list  # of [k, 4] float32, `xyxy` in pixels
    labels: list  # of [k] int, indices into FLOWERS
    masks: list  # of [k, height, width] bool


def flowers(n, size=_SCALE, seed=0, split="train", start=0):
    """Draw pictures `start` to `start + n` of an endless series, as `Flowers`.

    Of ten pictures seven have a flower, whole or nearly so. The others show bare ground
    or the edge of a flower whose centre lies outside. Flowers grow with `size`.

    Raises ValueError when a number is not an integer in its range or `split` is
    unknown.
    """
    check_integers(0, n=n, seed=seed, start=start)
    check_integers(32, size=size)
    _check_split(split)
    data = Flowers(
        images=np.zeros((n, size, size, 3), np.uint8),
        label=np.full(n, -1),
        box=np.zeros((n, 4), np.float32),
        objectness=np.zeros(n, int),
        mask=np.zeros((n, size, size), bool),
    )
    for i in range(n):
        rng = np.random.default_rng([seed, SPLITS.index(split), 0, start + i])
        image = _paint_ground(rng, size, size, split)
        radius = rng.uniform(*_RADIUS) * size / _SCALE
        species = rng.integers(len(FLOWERS))
        kind = rng.choice(["flower", "cut", "bare"], p=[0.7, 0.15, 0.15])
        if kind == "flower":
            x, y = rng.uniform(_INSIDE * radius, size - _INSIDE * radius, 2)
            _paint_flower(image, data.mask[i], rng, species, x, y, radius)
            data.label[i] = species
            data.box[i] = _tight_box(data.mask[i], "cxcywh") / size
            data.objectness[i] = 1
        elif kind == "cut":
            outside = -_OUTSIDE * size - rng.uniform(0, 0.4) * radius
            place = [rng.choice([outside, size - outside]), rng.uniform(0, size)]
            x, y = rng.permutation(place)
            hidden = np.zeros((size, size), bool)
            _paint_flower(image, hidden, rng, species, x, y, radius)
        data.images[i] = _develop(image, rng)
    return data


def flower_scenes(n, size=2 * _SCALE, seed=0, split="train", count=(1, 6)):
    """Draw `n` pictures with several flowers each, as `Scenes`.

    `size` is a number or `(height, width)`. Flowers are as large as those of
    `flowers(n, 224)`, whatever the size. `count` is the least and the largest number
    of flowers; a small picture has fewer when no more find a place. Flowers overlap a
    little, but the centre of each stays in sight.

    Raises ValueError when a number is not an integer in its range or `split` is
    unknown.
    """
    check_integers(0, n=n, seed=seed)
    height, width = (size, size) if isinstance(size, Integral) else _pair(size, "size")
    check_integers(96, height=height, width=width)
    least, most = _pair(count, "count")
    check_integers(0, least=least)
    check_integers(least, most=most)
    _check_split(split)
    images = np.zeros((n, height, width, 3), np.uint8)
    scenes = Scenes(images, [], [], [])
    for i in range(n):
        rng = np.random.default_rng([seed, SPLITS.index(split), 1, i])
        image = _paint_ground(rng, height, width, split)
        places = _places(rng, height, width, rng.integers(least, most + 1))
        labels = rng.integers(len(FLOWERS), size=len(places))
        masks = np.zeros((len(places), height, width), bool)
        for k, (species, place) in enumerate(zip(labels, places, strict=True)):
            _paint_flower(image, masks[k], rng, species, *place)
            masks[:k] &= ~masks[k]
        boxes = [_tight_box(mask, "xyxy") for mask in masks]
        scenes.images[i] = _develop(image, rng)
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
        radius = min(rng.uniform(*_RADIUS), 0.4 * min(height, width))
        x = rng.uniform(0.7 * radius, width - 0.7 * radius)
        y = rng.uniform(0.7 * radius, height - 0.7 * radius)
        if all(
            np.hypot(x - x2, y - y2) > max(radius, r2) + min(radius, r2) / 2
            for x2, y2, r2 in places
        ):
            places.append((x, y, radius))
    return places


def _tight_box(mask, fmt):
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    corners = [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
    return box_convert(corners, "xyxy", fmt)


def _develop(image, rng):
    """A painting [3, H, W] of floats as a picture [H, W, 3] of bytes."""
    light = rng.uniform(0.85, 1.1) * rng.uniform(0.95, 1.05, 3)
    image *= (255 * light[:, None, None]).astype(np.float32)
    return np.clip(image, 0, 255, out=image).astype(np.uint8).transpose(1, 2, 0)


def _paint_ground(rng, height, width, split):
    """Bare ground, [3, height, width] in 0..1."""
    kind = _GROUNDS[split][rng.integers(len(_GROUNDS[split]))]
    rows, columns = rng.choice(kind.rows), rng.choice(kind.columns)
    level = _noise(rng, height, width, rows, columns)
    if kind.form == "ridges":
        level = 2 * np.abs(level) - 0.8
    elif kind.form == "layers":  # a gradient that ends in an edge, like leaf on leaf
        level = 1.6 * (level % 1) - 0.9
    level = 0.5 + rng.uniform(0.2, 0.4) * level
    fine = _noise(rng, height, width, 3 * rows, 3 * columns)
    level += np.float32(rng.uniform(0.1, 0.3)) * fine
    grain = rng.random((height, width), np.float32) - np.float32(0.5)
    level += np.float32(rng.uniform(0.1, 0.4)) * grain
    np.clip(level, -0.2, 1.3, out=level)
    tint = rng.uniform(0.8, 1.15) * rng.uniform(0.93, 1.07, 3)
    dark, light = (np.array([kind.dark, kind.light]) * tint).astype(np.float32)
    return level * (light - dark)[:, None, None] + dark[:, None, None]


def _noise(rng, height, width, rows, columns):
    """Smooth noise [height, width] with so many cells along `_SCALE` pixels."""
    rows, columns = -(-rows * height // _SCALE), -(-columns * width // _SCALE)
    grid = rng.standard_normal((rows + 3, columns + 3), np.float32)
    # A product of matrices would do, but BLAS then keeps all cores busy waiting.
    cell, weights = _spline(width, columns)
    grid = sum(grid[:, cell + k] * weights[k] for k in range(4))  # [rows + 3, width]
    cell, weights = _spline(height, rows)
    return sum(grid[cell + k] * weights[k][:, None] for k in range(4))


@lru_cache(maxsize=128)
def _spline(size, cells):
    """Cubic B-spline: first cell [size] and weights [4, size] of its four cells."""
    cell, x = np.divmod(np.arange(size, dtype=np.float32) * (cells / size), 1)
    x = np.abs(np.arange(-1, 3, dtype=np.float32)[:, None] - x)
    near, far = np.maximum(1 - x, 0), np.maximum(2 - x, 0)
    return cell.astype(int), (far * far * far - 4 * near * near * near) / 6


def _paint_flower(image, mask, rng, species, x, y, radius):
    """Paint one flower onto `image` [3, H, W] and mark its pixels in `mask` [H, W]."""
    kind = _SPECIES[FLOWERS[species]]
    near = rng.uniform(0, 0.12)  # how much larger the near side looks
    reach = 1.15 * radius / (1 - near)
    rows = slice(max(int(y - reach), 0), max(int(y + reach) + 2, 0))
    columns = slice(max(int(x - reach), 0), max(int(x + reach) + 2, 0))
    image, mask = image[:, rows, columns], mask[rows, columns]  # all else stays
    height, width = mask.shape
    down = (np.arange(height, dtype=np.float32) + (rows.start + 0.5 - y)) / radius
    right = (np.arange(width, dtype=np.float32) + (columns.start + 0.5 - x)) / radius
    sun = rng.normal(0, 0.12, 2)
    sun = _outer_sum(sun[0] * down + rng.uniform(0.85, 1.1), sun[1] * right)

    # From the picture to the plane of the flower: turned, stretched, in perspective.
    angle, stretch = rng.uniform(0, 2 * np.pi), 1 / rng.uniform(0.75, 1)
    u = _outer_sum(np.sin(angle) * down, np.cos(angle) * right)
    v = _outer_sum(stretch * np.cos(angle) * down, -stretch * np.sin(angle) * right)
    rho = np.sqrt(u * u + v * v) * (1 - np.float32(near) * v)
    bins = np.arctan2(v, u) * np.float32(_BINS / 2 / np.pi)
    bins = bins.astype(np.int32) % _BINS

    image *= 1 - 0.8 * np.clip(1.15 - rho, 0, 0.5)  # its shadow on the ground
    _paint_petals(image, mask, rng, kind, rho, bins, sun, radius)
    _paint_centre(image, rng, kind, rho, bins, sun, radius)


def _outer_sum(down, right):
    return down.astype(np.float32)[:, None] + right.astype(np.float32)


def _paint_petals(image, mask, rng, kind, rho, bins, sun, radius):
    hue = _shade(rng, kind.hues)
    throat = 0.5 * hue + 0.45 * _shade(rng, (_GOLD, _LIME, hue))
    colour = np.clip(1.6 * rho - 0.1, 0, 1) * (hue - throat)[:, None, None]
    colour += throat[:, None, None]
    start = rng.random()
    for ring in range(kind.rings):
        behind = ring < kind.rings - 1
        turn = (np.arange(_BINS) / _BINS + start) * kind.petals + ring / 2
        petal, t = turn.astype(int) % kind.petals, np.abs(turn % 1 * 2 - 1)
        lengths = rng.uniform(0.9, 1, kind.petals)[petal]
        edge = (kind.form(t) * lengths).astype(np.float32)
        veins = rng.uniform(0.92, 1.03, kind.petals)[petal] - 0.13 * t * t
        veins += 0.04 * np.cos(5 * np.pi * t) - 0.2 * behind
        edge, veins = edge[bins], veins.astype(np.float32)[bins]
        light = veins * (1.08 - 0.36 * np.minimum(rho / edge, 1) ** 4) * sun
        gap = edge - rho
        cover = np.clip(gap * np.float32(radius) + 0.5, 0, 1)
        image += cover * (colour * light - image)
        mask |= gap > 0


def _paint_centre(image, rng, kind, rho, bins, sun, radius):
    disc, stamen = _shade(rng, kind.colours), _shade(rng, (_BROWN, _DARK))
    rows, columns = np.nonzero(rho < 1.25 * max(kind.centre, kind.ring))
    rho, bins, sun = rho[rows, columns], bins[rows, columns], sun[rows, columns]
    theta = bins * np.float32(2 * np.pi / _BINS)
    seeds = np.cos(13 * theta + 9 * rho / kind.centre * 3)
    seeds *= np.cos(8 * theta - 6 * rho / kind.centre * 3)
    light = (1.1 + 0.14 * seeds - 0.4 * np.minimum(rho / kind.centre, 1) ** 4) * sun
    pixels = image[:, rows, columns]
    cover = np.clip((kind.centre - rho) * radius + 0.5, 0, 1)
    pixels += cover * (disc[:, None] * light - pixels)
    if kind.stamens:
        across = np.sin(kind.stamens / 2 * theta) * rho * 2 / kind.stamens
        distance = np.hypot(across, rho - kind.ring) - 0.04
        cover = np.clip(0.5 - distance * radius, 0, 1)
        pixels += cover * (stamen[:, None] * sun - pixels)
    image[:, rows, columns] = pixels


def _shade(rng, colours):
    """One of `colours`, a little lighter or darker."""
    colour = np.array(colours[rng.integers(len(colours))], np.float32)
    return colour * rng.uniform(0.82, 1.08, 3).astype(np.float32)


def _pair(value, name):
    try:
        first, second = value
    except (TypeError, ValueError):
        first = second = None
    if not (isinstance(first, Integral) and isinstance(second, Integral)):
        raise ValueError(f"`{name}` must be two integers. Received: {name}={value!r}")
    return first, second


def _check_split(split):
    if split not in SPLITS:
        raise ValueError(f"`split` must be one of {SPLITS}. Received: split={split!r}")
