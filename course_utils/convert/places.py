"""The place of a tensor: which part of a sliding window its numbers stand for."""

from dataclasses import dataclass, replace

import numpy as np

from course_utils.convert.rules import (
    JOIN,
    RESHAPING,
    SIZE,
    is_folded,
    pools_window,
    refuse,
)
from course_utils.layer_kinds import PERMUTING, kind, permutation


@dataclass(frozen=True)
class Place:
    """Where a tensor of the original stands, at the training size."""

    kind: str  # "map", "flat" or "vector"
    shape: tuple  # without the batch
    window: tuple  # map: (h, w); flat: the (h, w, C) it came from; vector: (1, 1)
    step: tuple  # pixels of the image between neighbouring cells, (rows, columns)
    folded: tuple = ()  # flat: layers that the next Dense takes over, first to last
    order: tuple = (0, 1, 2)  # flat: the order of the window's axes in `shape`

    @property
    def is_permuted(self):
        """Whether it is a map whose axes have changed places, to be flattened yet."""
        return self.kind == "flat" and len(self.shape) == 3


def _vector(place, shape):
    return Place("vector", shape, (1, 1), place.step)


def common_place(op, places):
    """The place that all inputs of `op` share."""
    kinds = {place.kind for place in places}
    if kinds == {"map", "vector"} and all(p.shape[:-1] == (1, 1) for p in places):
        places = [_vector(place, place.shape) for place in places]
    elif kinds == {"map", "vector"}:
        refuse(op, JOIN, places)
    if len({(p.kind, len(p.shape), p.window, p.step, p.order) for p in places}) != 1:
        refuse(op, "joins maps of different sizes or strides", places)
    return places[0]


def next_place(op, place, shape):
    """The place of an output of `op` that has `shape` at the training size."""
    name = kind(op)
    if name in PERMUTING:
        return _permuted(op, place, shape)
    if name in RESHAPING:
        if len(shape) == 1 and place.kind == "map" and place.window != (1, 1):
            return Place("flat", shape, place.shape, place.step)
        if len(shape) == 1 and place.kind == "flat":
            return replace(place, shape=shape)
        channels = place.shape[-1:]
        is_vector = place.kind == "vector" or place.window == (1, 1)
        if is_vector and shape in (channels, (1, 1, *channels)):
            return _vector(place, shape)
        if shape == place.shape:
            return place
        refuse(op, SIZE, [place])
    if pools_window(op, place) or place.kind == "vector":
        return _vector(place, shape)
    if is_folded(op, place):
        return replace(place, folded=(*place.folded, op))
    if place.kind == "flat":
        return _vector(place, shape) if name == "Dense" else place
    step = np.multiply(place.step, getattr(op, "strides", 1))
    if name == "Conv2DTranspose":
        step = np.divide(place.step, op.strides)
    if name == "UpSampling2D":
        step = np.divide(place.step, op.size)
    return Place("map", shape, shape[:2], tuple(step))


def _permuted(op, place, shape):
    """A flat not yet flattened: what order its numbers come in matters to a Dense only.

    In the order of the map it is that map.
    """
    taken = permutation(op, len(place.shape) + 1)
    if taken == tuple(range(len(place.shape))):
        return place
    if len(place.shape) != 3 or taken is None or place.kind == "vector":
        refuse(op, SIZE, [place])
    order = tuple(place.order[axis] for axis in taken)
    if order == (0, 1, 2):
        return Place("map", shape, shape[:2], place.step)
    window = place.shape if place.kind == "map" else place.window
    return Place("flat", shape, window, place.step, order=order)
