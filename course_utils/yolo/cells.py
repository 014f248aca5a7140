"""The grid of a head: how many numbers a cell has, and where each cell stands."""

import numpy as np

from course_utils.arguments import check_integers


def channels(version, boxes, classes):
    """How many numbers a cell has, in a head with so many boxes per cell and classes.

    `version` is "v1" (classes belong to the cell: 5 * boxes + classes; arXiv
    1506.02640, section 2), "v2" or "v3" (each box has its own: boxes * (5 + classes);
    1612.08242, section 2, and 1804.02767, section 2.3, there per scale).

    >>> channels("v1", 2, 20), channels("v2", 5, 20), channels("v3", 3, 80)
    (30, 125, 255)

    Raises ValueError for an unknown version and when a number is no integer from 1 on.
    """
    boxes, classes = check_integers(1, boxes=boxes, classes=classes)
    if version == "v1":
        return 5 * boxes + classes
    if version in ("v2", "v3"):
        return boxes * (5 + classes)
    raise ValueError(
        f"`version` must be 'v1', 'v2' or 'v3'. Received: version={version!r}"
    )


def cell_positions(height, width, dtype):
    """(column, row) of each cell of a grid: [H, W, 2]."""
    return np.stack(np.meshgrid(np.arange(width), np.arange(height)), -1).astype(dtype)
