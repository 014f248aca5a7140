"""Figures of the course. Every function draws on the axes it is given.

One thing has one style in all lessons: a colour of the palette of Okabe and Ito (2008,
https://jfly.uni-koeln.de/color/), which colour-blind readers can tell apart, and a line
or a hatch that tells it apart in grey. Pass a style on: `ax.plot(x, y, **PREDICTION)`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from course_utils.arguments import as_array, as_numbers, brief, check_integers

GROUND_TRUTH = {"color": "#009E73", "linestyle": "-"}
PREDICTION = {"color": "#D55E00", "linestyle": "--"}
ANCHOR = {"color": "#0072B2", "linestyle": ":"}
WINDOW = {
    "edgecolor": "#E69F00",
    "linewidth": 4,
    # In grey, orange is no darker than a cell; a black rim is.
    "path_effects": [withStroke(linewidth=7, foreground="black")],
}
PADDING = {"edgecolor": "#999999", "hatch": "////"}
# A zero inserted between numbers; under the lines of its neighbours. The largest number
# is white as well, so that the empty cell has a dot.
EMPTY = {"edgecolor": "#999999", "linestyle": ":", "zorder": 0.5}
EMPTY_DOT = {"color": "#777777", "marker": ".", "markersize": 4}


def draw_grid(ax, values, window=None, padding=((0, 0), (0, 0)), stride=1):
    """Draw an image as cells with their numbers inside: [H, W], larger is lighter.

    `window` is `(row, column, height, width)` in cells of `values`; it may begin at a
    negative row or column, in the padding. `padding` is `((top, bottom), (left,
    right))` rows and columns of zeros, as `numpy.pad` takes it; they are hatched. With
    a `stride` the numbers lie so many cells apart, with empty cells between them, as
    `kernels.insert_zeros` spreads them: dotted frames with a dot. `window` then counts
    the empty cells too.

    Raises ValueError when `values` is not a matrix of finite numbers, when `padding` or
    `window` has the wrong form or the window leaves the padded image, and when
    `stride` is no integer from 1 on.
    """
    (stride,) = check_integers(1, stride=stride)
    values = as_array(values, "values")
    if values.ndim != 2 or 0 in values.shape:
        raise ValueError(
            "`values` must be a matrix with at least one cell. "
            f"Received: values.shape={values.shape}"
        )
    if values.dtype.kind not in "buif" or not np.isfinite(values).all():
        raise ValueError(f"`values` must hold finite numbers. Received: {values}")
    (top, bottom), (left, right) = _check_padding(padding)
    height, width = ((side - 1) * stride + 1 for side in values.shape)
    edges = (-left, width + right, height + bottom, -top)  # left, right, bottom, top

    # Down to mid-grey only, so that black numbers stay readable.
    low, high = float(values.min()), float(values.max())
    spread = np.ma.array(np.zeros((height, width)), mask=True)
    spread[::stride, ::stride] = values
    ax.imshow(spread, "gray", vmin=high - 2 * (high - low or 1), vmax=high)
    for row in range(-top, height + bottom):
        for column in range(-left, width + right):
            inside = 0 <= row < height and 0 <= column < width
            empty = inside and (row % stride or column % stride)
            style = EMPTY if empty else {"edgecolor": "black"} if inside else PADDING
            cell = Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, **style)
            ax.add_patch(cell)
            if empty:
                ax.plot(column, row, **EMPTY_DOT)
                continue
            text = f"{spread[row, column]:g}" if inside else "0"
            background = None if inside else {"facecolor": "white", "linewidth": 0}
            ax.text(column, row, text, ha="center", va="center", bbox=background)
    if window is not None:
        row, column, *size = _check_window(window, edges)
        corner = (column - 0.5, row - 0.5)
        ax.add_patch(Rectangle(corner, *size[::-1], fill=False, zorder=3, **WINDOW))

    # Half a cell, and a margin that keeps the window's line whole.
    ax.set_xlim(edges[0] - 0.6, edges[1] - 0.4)
    ax.set_ylim(edges[2] - 0.4, edges[3] - 0.6)
    ticks = {"xticks": range(0, width, stride), "yticks": range(0, height, stride)}
    ax.set(**ticks, xlabel="column", ylabel="row")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda cell, _: f"{cell / stride:g}")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def draw_boxes(ax, boxes, labels=(), style=PREDICTION):
    """Draw boxes [N, 4] `xyxy` in pixels over an image that `ax.imshow` shows.

    `labels` are N texts, written at the upper left corners, or none. `style` is one of
    those above, or another dictionary with at least "color".

    Raises ValueError when `boxes` are not [N, 4] finite numbers, when there are labels,
    but not one per box, and when `style` is no dictionary with a colour.
    """
    shape = as_array(boxes, "boxes").shape
    if len(shape) != 2 or shape[1] != 4:
        raise ValueError(
            "`boxes` must be finite numbers of shape [N, 4]. "
            f"Received: boxes.shape={shape}"
        )
    boxes = as_numbers(boxes, "boxes").astype(float)
    if not isinstance(labels, Sequence | np.ndarray) or isinstance(labels, str | bytes):
        raise ValueError(
            f"`labels` must be a list of texts. Received: labels={brief(labels)}"
        )
    if len(labels) not in (0, len(boxes)):
        raise ValueError(
            f"`labels` must be one per box, {len(boxes)}. Received: {len(labels)}"
        )
    if not isinstance(style, dict) or "color" not in style:
        raise ValueError(
            '`style` must be a dictionary with at least "color". '
            f"Received: style={brief(style)}"
        )
    # Edges are positions from 0; imshow puts the middle of pixel 0 there.
    for left, top, right, bottom in boxes - 0.5:
        size = right - left, bottom - top
        ax.add_patch(Rectangle((left, top), *size, fill=False, linewidth=2, **style))
    for (left, top, _, _), label in zip(boxes - 0.5, labels, strict=False):
        background = {"facecolor": style["color"], "linewidth": 0, "pad": 1.5}
        text = {"color": "white", "fontsize": 8, "bbox": background, "clip_on": True}
        ax.text(left, top, label, va="bottom", **text)


def _check_padding(padding):
    try:
        pairs = [check_integers(0, top=one, bottom=other) for one, other in padding]
    except (TypeError, ValueError):
        pairs = []
    if len(pairs) != 2:
        raise ValueError(
            "`padding` must be ((top, bottom), (left, right)), integers from 0. "
            f"Received: padding={brief(padding)}"
        )
    return pairs


def _check_window(window, edges):
    try:
        row, column, height, width = window
        row, column = check_integers(-np.inf, row=row, column=column)
        height, width = check_integers(1, height=height, width=width)
    except (TypeError, ValueError):
        raise ValueError(
            "`window` must be (row, column, height, width), integers, with at least "
            f"one row and one column. Received: window={brief(window)}"
        ) from None
    left, right, bottom, top = edges
    if row < top or row + height > bottom or column < left or column + width > right:
        raise ValueError(
            f"`window` must lie inside rows {top} to {bottom - 1} and columns {left} "
            f"to {right - 1}, padding included. Received: window={brief(window)}"
        )
    return row, column, height, width


class Lesson(NamedTuple):
    """A lesson on the map: its title, the lessons it builds on, and where it stands."""

    title: str
    parents: tuple[int, ...]
    column: int
    row: int


# Only direct steps: what a parent builds on is not repeated.
COURSE = {
    0: Lesson("start\nhere", (), 0, 2),
    1: Lesson("dense to\nconvolution", (0,), 1, 2),
    2: Lesson("sliding\ngrid", (1,), 2, 2),
    3: Lesson("boxes and\noverlap", (2,), 3, 3),
    4: Lesson("YOLO\ncells", (3,), 4, 2),
    5: Lesson("anchors", (4,), 5, 2),
    6: Lesson("average\nprecision", (3,), 4, 4),
    7: Lesson("evaluating\ndetectors", (6,), 5, 4),
    8: Lesson("training\nYOLO", (5, 7), 6, 3),
    9: Lesson("WordTree", (4,), 5, 1),
    10: Lesson("SSD", (8,), 7, 2),
    11: Lesson("Faster\nR-CNN", (8,), 7, 3),
    12: Lesson("transposed\nconvolution", (2,), 3, 0),
    13: Lesson("semantic\nsegmentation", (12,), 4, 0),
    14: Lesson("other\nconvolutions", (12,), 4, 1),
    15: Lesson("capstone", (8,), 7, 4),
}


def draw_course_map(ax):
    """Draw the lessons as boxes, with an arrow from each to those that build on it."""
    width, height = 0.74, 0.72
    for number, lesson in COURSE.items():
        left, top = lesson.column - width / 2, lesson.row - height / 2
        style = {"facecolor": "white", "edgecolor": "black"}
        ax.add_patch(Rectangle((left, top), width, height, **style))
        label = f"{number:02}\n{lesson.title}"
        ax.text(lesson.column, lesson.row, label, ha="center", va="center", fontsize=8)
        for parent in lesson.parents:
            start = COURSE[parent]
            ax.annotate(
                "",
                xy=(left, lesson.row),
                xytext=(start.column + width / 2, start.row),
                arrowprops={"arrowstyle": "-|>", "color": "black", "shrinkA": 0},
            )
    ax.set_xlim(-0.5, 7.5)
    ax.set_ylim(4.5, -0.5)
    ax.axis("off")
