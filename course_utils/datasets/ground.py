"""The ground of an image: smooth noise in the colours of earth, leaves or rock."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

SPLITS = ("train", "test")
SCALE = 224  # pixels; what is measured in pixels is so in images of this size


class _Ground(NamedTuple):
    """A kind of ground: noise with so many cells along `SCALE` pixels."""

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


def paint_ground(rng, height, width, split):
    """Bare ground, [3, height, width] in 0..1."""
    kind = _GROUNDS[split][rng.integers(len(_GROUNDS[split]))]
    rows, columns = rng.choice(kind.rows), rng.choice(kind.columns)
    level = _noise(rng, height, width, rows, columns)
    if kind.form == "ridges":
        np.abs(level, out=level)
        level *= 2
        level -= 0.8
    elif kind.form == "layers":  # a gradient that ends in an edge, like leaf on leaf
        level %= 1
        level *= 1.6
        level -= 0.9
    level *= rng.uniform(0.2, 0.4)
    level += 0.5
    fine = _noise(rng, height, width, 3 * rows, 3 * columns)
    fine *= np.float32(rng.uniform(0.1, 0.3))
    level += fine
    grain = rng.random((height, width), np.float32)
    grain -= 0.5
    grain *= np.float32(rng.uniform(0.1, 0.4))
    level += grain
    np.clip(level, -0.2, 1.3, out=level)
    tint = rng.uniform(0.8, 1.15) * rng.uniform(0.93, 1.07, 3)
    dark, light = (np.array([kind.dark, kind.light]) * tint).astype(np.float32)
    ground = level * (light - dark)[:, None, None]
    ground += dark[:, None, None]
    return ground


def develop(painting, rng, image):
    """Write a painting [3, H, W] of floats into an image [H, W, 3] of bytes."""
    light = rng.uniform(0.85, 1.1) * rng.uniform(0.95, 1.05, 3)
    painting *= (255 * light[:, None, None]).astype(np.float32)
    np.clip(painting, 0, 255, out=painting)
    # All at once, a copy would run along the three colours, four times as slow.
    for colour, plane in enumerate(painting.astype(np.uint8)):
        image[..., colour] = plane


def _noise(rng, height, width, rows, columns):
    """Smooth noise [height, width] with so many cells along `SCALE` pixels."""
    rows, columns = -(-rows * height // SCALE), -(-columns * width // SCALE)
    grid = rng.standard_normal((rows + 3, columns + 3), np.float32)
    # A product of matrices would do, but BLAS then keeps all cores busy waiting.
    grid = _blend(grid, 1, *_spline(width, columns))  # [rows + 3, width]
    return _blend(grid, 0, *_spline(height, rows))


def _blend(grid, axis, cell, weights):
    """Splines along an axis of a grid of their control points."""
    if axis == 0:
        weights = weights[..., None]
    total = grid.take(cell, axis) * weights[0]
    for k in range(1, 4):
        total += grid.take(cell + k, axis) * weights[k]
    return total


@lru_cache(maxsize=128)
def _spline(size, cells):
    """Cubic B-spline: first cell [size] and weights [4, size] of its four cells."""
    cell, x = np.divmod(np.arange(size, dtype=np.float32) * (cells / size), 1)
    x = np.abs(np.arange(-1, 3, dtype=np.float32)[:, None] - x)
    near, far = np.maximum(1 - x, 0), np.maximum(2 - x, 0)
    return cell.astype(int), (far * far * far - 4 * near * near * near) / 6
