"""A network slides over a larger picture: each prediction and the patch it sees."""

from typing import NamedTuple

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from traitlets import Dict, Enum, observe, validate

from course_utils.draw import PADDING, PREDICTION, WINDOW
from course_utils.geometry import output_size, same_padding
from course_utils.widgets.old import (
    SYNCED,
    Explorer,
    InvalidTrait,
    Whole,
    picture_url,
    source,
)

# (kernel, stride) of the course's classifier, from the picture to its bottleneck.
BODY = ((4, 4), (3, 2), (3, 2), (3, 2))


class Chain(NamedTuple):
    """What a chain of layers makes of an axis: its cells, and the pixels they read."""

    sizes: tuple[int, ...]  # of the picture and of each layer's output
    start: int  # first pixel of the first cell, negative in the padding
    step: int  # pixels from one cell to the next
    reach: int  # pixels from the first to the last of one cell

    @property
    def cells(self):
        return self.sizes[-1]

    @property
    def end(self):
        return self.start + (self.cells - 1) * self.step + self.reach


class SlidingWindow(Explorer):
    """Move a network's window over `image` and see what it predicts there.

    `image` is uint8 [S, S, 3] (a longer side is cut); size s shows `image[:s, :s]`, so
    that the pixels stay and the windows become more. `predictions` has for some sizes
    what the converted network says: {s: [n, n, C]}, where the first channels are the
    probabilities of `classes` and the next one is objectness. `layers` are the (kernel,
    stride) of the network up to its bottleneck, `window` its training size, `padding`
    the one it was trained with.

    `size`, `padding`, `row` and `column` can be read and set; the predictions hold for
    the first `padding` only.

    Under `same`, a cell stands for the `step` pixels it is responsible for; overlapping
    kernels read beyond. Under `valid`, it is all the pixels it reads.

    Raises ValueError when an argument has the wrong form, or a size of `predictions`
    the wrong number of windows.
    """

    _esm = source("shared.js", "sliding_window.js")
    _css = source("shared.css", "sliding_window.css")
    _picture_format = "jpeg"
    _picture_inches = (8, 4.4)

    size = Whole(1, low=1).tag(**SYNCED)
    padding = Enum(["same", "valid"], "same").tag(**SYNCED)
    row = Whole(0, low=0).tag(**SYNCED)
    column = Whole(0, low=0).tag(**SYNCED)

    # For the browser; they do not change.
    _image = Dict().tag(**SYNCED)
    _network = Dict().tag(**SYNCED)

    def __init__(
        self,
        image,
        predictions,
        classes,
        layers=BODY,
        window=224,
        padding="same",
        size=None,
        row=0,
        column=0,
    ):
        self._pixels = _check_image(image, window)
        side = len(self._pixels)
        layers = [[int(kernel), int(stride)] for kernel, stride in layers]
        self._predictions = {
            int(s): _check_prediction(s, array, classes, layers, window, padding, side)
            for s, array in predictions.items()
        }
        super().__init__(
            size=min(2 * window, side) if size is None else size,
            padding=padding,
            row=row,
            column=column,
            _image={"side": side, "url": picture_url(self._pixels)},
            _network={
                "layers": layers,
                "window": window,
                "padding": padding,
                "classes": list(classes),
                "predictions": {str(s): p for s, p in self._predictions.items()},
            },
        )

    @property
    def windows(self):
        """Windows along each axis, n."""
        return self._chain.cells - self._taps + 1

    @property
    def formula(self):
        """How many windows there are and why, and what happens to the pixels left."""
        chain, taps, n = self._chain, self._taps, self.windows
        if self.padding == "valid":
            cells = " → ".join(map(str, chain.sizes))
        elif self.size % chain.step:
            cells = f"{self.size} / {chain.step}, rounded up: {chain.cells}"
        else:
            cells = f"{self.size} / {chain.step} = {chain.cells}"
        plural = "window" if n == 1 else "windows"
        text = f"{cells} cells, {chain.cells} - {taps} + 1 = {n}, {n}·{n} = {n * n} "
        text += f"{plural}."
        if chain.start < 0 or chain.end > self.size:
            text += (
                f" Padding adds {-chain.start} rows and columns before the picture "
                f"and {chain.end - self.size} after it."
            )
        if chain.end < self.size:
            text += f" The last {self.size - chain.end} rows and columns are ignored."
        return text

    @property
    def sentence(self):
        top, left = self._pixel(self.row), self._pixel(self.column)
        bottom, right = top + self._span, left + self._span
        text = (
            f"Row {self.row}, column {self.column}: rows {top}:{bottom} and columns "
            f"{left}:{right} of the picture"
        )
        if min(top, left) < 0 or max(bottom, right) > self.size:
            text += ", partly padding"
        found = self._found
        if found is None:
            return f"{text}. No prediction was computed for this size and padding."
        label, objectness = found[self.row][self.column]
        name = self._network["classes"][label]
        return f"{text}. Class {name}, objectness {objectness:.2f}."

    @validate("size")
    def _validate_size(self, proposal):
        size = proposal["value"]
        low, high = self._network["window"], self._image["side"]
        if not low <= size <= high:
            raise InvalidTrait(
                f"`size` must be a whole number from {low}, the window, to {high}, the "
                f"picture. Received: size={size}"
            )
        return size

    @validate("row", "column")
    def _validate_position(self, proposal):
        name, position = proposal["trait"].name, proposal["value"]
        if position >= self.windows:
            raise InvalidTrait(
                f"`{name}` must be a {name} of windows, below {self.windows}. "
                f"Received: {name}={position}"
            )
        return position

    @observe("size", "padding")
    def _keep_position_inside(self, change):
        self.row = min(self.row, self.windows - 1)
        self.column = min(self.column, self.windows - 1)

    @property
    def _chain(self):
        return chain(self.size, self._network["layers"], self.padding)

    @property
    def _taps(self):
        """Cells along a side of the window."""
        layers, window = self._network["layers"], self._network["window"]
        return chain(window, layers, self.padding).cells

    @property
    def _span(self):
        """Pixels along a side of the window."""
        return (self._taps - 1) * self._chain.step + self._chain.reach

    def _pixel(self, window):
        return self._chain.start + window * self._chain.step

    @property
    def _found(self):
        """[n][n] of (class, objectness), or None."""
        if self.padding != self._network["padding"]:
            return None
        return self._predictions.get(self.size)

    def _draw(self, figure):
        picture, grid = figure.subplots(1, 2)
        chain, n = self._chain, self.windows
        picture.imshow(self._pixels[: self.size, : self.size])
        edges = [*(chain.start + i * chain.step for i in range(chain.cells)), chain.end]
        for edge in edges:
            picture.plot([edge, edge], [edges[0], edges[-1]], "w-", linewidth=0.7)
            picture.plot([edges[0], edges[-1]], [edge, edge], "w-", linewidth=0.7)
        whole = (
            (chain.start, chain.start),
            chain.end - chain.start,
            chain.end - chain.start,
        )
        picture.add_patch(Rectangle(*whole, fill=False, zorder=-1, **PADDING))
        corner = self._pixel(self.column), self._pixel(self.row)
        frame = Rectangle(corner, self._span, self._span, fill=False, **WINDOW)
        picture.add_patch(frame)
        picture.set_xlim(min(0, edges[0]) - 8, max(self.size, edges[-1]) + 8)
        picture.set_ylim(max(self.size, edges[-1]) + 8, min(0, edges[0]) - 8)
        picture.set_title(
            f"{self.size}x{self.size} pixels, {chain.cells}x{chain.cells} cells"
        )

        objectness = np.full((n, n), np.nan)
        if self._found is not None:
            objectness = np.array(self._found)[..., 1]
        colors = LinearSegmentedColormap.from_list("", ["white", PREDICTION["color"]])
        grid.imshow(objectness, colors, vmin=0, vmax=1)
        here = Rectangle(
            (self.column - 0.5, self.row - 0.5), 1, 1, fill=False, **WINDOW
        )
        grid.add_patch(here)
        for row, column in np.argwhere(objectness > 0.5) if n <= 10 else ():
            name = self._network["classes"][self._found[row][column][0]]
            grid.text(column, row, name[:6], ha="center", va="center", fontsize=7)
        grid.set(
            xlabel="column", ylabel="row", xlim=(-0.7, n - 0.3), ylim=(n - 0.3, -0.7)
        )
        grid.set_title(f"{n}x{n} predictions: objectness")


def chain(size, layers, padding):
    """Follow an axis of `size` pixels through (kernel, stride) layers.

    Raises what `geometry.output_size` raises.
    """
    sizes, start, step, reach = [size], 0, 1, 1
    for kernel, stride in layers:
        if padding == "same":
            start -= step * same_padding(sizes[-1], kernel, stride)[0]
        sizes.append(output_size(sizes[-1], kernel, stride, padding)[0])
        reach += step * (kernel - 1)
        step *= stride
    return Chain(tuple(sizes), start, step, step if padding == "same" else reach)


def _check_image(image, window):
    image = np.asarray(image)
    if (
        image.ndim != 3
        or image.shape[2] != 3
        or image.dtype != np.uint8
        or min(image.shape[:2]) < window
    ):
        raise ValueError(
            f"`image` must be uint8 [H, W, 3] with at least {window} rows and columns, "
            f"the window. Received: image.shape={image.shape}, "
            f"image.dtype={image.dtype}"
        )
    side = min(image.shape[:2])
    return image[:side, :side]


def _check_prediction(size, array, classes, layers, window, padding, side):
    """Return [n][n] of [class, objectness] of the predictions at one size."""
    array = np.asarray(array)
    if not window <= size <= side:
        raise ValueError(
            f"`predictions` must have sizes from {window}, the window, to {side}, the "
            f"picture. Received: {size}"
        )
    n = 1 + chain(size, layers, padding).cells - chain(window, layers, padding).cells
    if array.ndim != 3 or array.shape[:2] != (n, n) or array.shape[2] <= len(classes):
        raise ValueError(
            f"`predictions[{size}]` must be [{n}, {n}, C], where C is at least "
            f"{len(classes) + 1}: the classes, and objectness. "
            f"Received: predictions[{size}].shape={array.shape}"
        )
    labels = array[..., : len(classes)].argmax(axis=-1).tolist()
    objectness = array[..., len(classes)].astype(float).round(2).tolist()
    return [
        [list(cell) for cell in zip(*row, strict=True)]
        for row in zip(labels, objectness, strict=True)
    ]
