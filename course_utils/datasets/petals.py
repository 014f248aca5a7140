"""The flowers that images show: polar curves r(theta), seen from a random side."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_utils.boxes import box_convert

FLOWERS = ("daisy", "lily", "poppy", "primrose", "trillium")
RADIUS = (50, 84)  # pixels, in images of `ground.SCALE`
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


def paint_flower(image, mask, rng, species, x, y, radius):
    """Paint one flower onto `image` [3, H, W] and mark its pixels in `mask` [H, W]."""
    kind = _SPECIES[FLOWERS[species]]
    near = rng.uniform(0, 0.12)  # how much larger the near side looks
    reach = 1.15 * radius / (1 - near)
    rows = slice(max(int(y - reach), 0), max(int(y + reach) + 2, 0))
    columns = slice(max(int(x - reach), 0), max(int(x + reach) + 2, 0))
    whole, image, mask = image, image[:, rows, columns].copy(), mask[rows, columns]
    height, width = mask.shape
    down = (np.arange(height, dtype=np.float32) + (rows.start + 0.5 - y)) / radius
    right = (np.arange(width, dtype=np.float32) + (columns.start + 0.5 - x)) / radius
    sun = rng.normal(0, 0.12, 2)
    sun = _outer_sum(sun[0] * down + rng.uniform(0.85, 1.1), sun[1] * right)

    # From the image to the plane of the flower: turned, stretched, in perspective.
    angle, stretch = rng.uniform(0, 2 * np.pi), 1 / rng.uniform(0.75, 1)
    u = _outer_sum(np.sin(angle) * down, np.cos(angle) * right)
    v = _outer_sum(stretch * np.cos(angle) * down, -stretch * np.sin(angle) * right)
    rho = np.sqrt(u * u + v * v) * (1 - np.float32(near) * v)
    bins = np.arctan2(v, u) * np.float32(_BINS / 2 / np.pi)
    bins = (bins.astype(np.int32) & (_BINS - 1)).astype(np.intp)

    image *= 1 - 0.8 * np.clip(1.15 - rho, 0, 0.5)  # its shadow on the ground
    _paint_petals(image, mask, rng, kind, rho, bins, sun, radius)
    _paint_centre(image, rng, kind, rho, bins, sun, radius)
    whole[:, rows, columns] = image


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
        edge, veins = edge.take(bins), veins.astype(np.float32).take(bins)
        light = veins * (1.08 - 0.36 * np.minimum(rho / edge, 1) ** 4) * sun
        gap = edge - rho
        _cover(image, colour * light, gap * np.float32(radius))
        mask |= gap > 0


def _paint_centre(image, rng, kind, rho, bins, sun, radius):
    disc, stamen = _shade(rng, kind.colours), _shade(rng, (_BROWN, _DARK))
    inside = np.flatnonzero(rho < 1.25 * max(kind.centre, kind.ring))
    rho, bins, sun = (x.take(inside) for x in (rho, bins, sun))
    theta = bins * np.float32(2 * np.pi / _BINS)
    seeds = np.cos(13 * theta + 9 * rho / kind.centre * 3)
    seeds *= np.cos(8 * theta - 6 * rho / kind.centre * 3)
    light = (1.1 + 0.14 * seeds - 0.4 * np.minimum(rho / kind.centre, 1) ** 4) * sun
    planes = image.reshape(3, -1)
    pixels = planes.take(inside, axis=1)
    _cover(pixels, disc[:, None] * light, (kind.centre - rho) * radius)
    if kind.stamens:
        across = np.sin(kind.stamens / 2 * theta) * rho * 2 / kind.stamens
        distance = np.hypot(across, rho - kind.ring) - 0.04
        _cover(pixels, stamen[:, None] * sun, -distance * radius)
    for plane, values in zip(planes, pixels, strict=True):
        plane[inside] = values


def _cover(image, paint, depth):
    """Paint over an image where a point lies so many pixels inside an edge: in place.

    The pixel on the edge is covered in part.
    """
    depth += 0.5
    paint = paint - image
    paint *= np.clip(depth, 0, 1, out=depth)
    image += paint


def _shade(rng, colours):
    """One of `colours`, a little lighter or darker."""
    colour = np.array(colours[rng.integers(len(colours))], np.float32)
    return colour * rng.uniform(0.82, 1.08, 3).astype(np.float32)


def tight_box(mask, fmt):
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    corners = [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
    return box_convert(corners, "xyxy", fmt)
