"""A network slides over a larger image: each prediction and the patch it sees."""

from typing import NamedTuple

import numpy as np
from traitlets import Dict, validate

from course_utils.arguments import check_choice
from course_utils.geometry import output_size, same_padding
from course_utils.widgets.base import Explorer, check_image, picture_url
from course_utils.widgets.modules import source, styles
from course_utils.widgets.traits import SYNCED, Choice, InvalidTrait, Numbers

# (kernel, stride) of the course's classifier, from the image to its bottleneck.
BODY = ((4, 4), (3, 2), (3, 2), (3, 2))
PADDINGS = ["same", "valid"]


class Chain(NamedTuple):
    """What a chain of layers makes of an axis: its cells, and the pixels they read."""

    sizes: tuple[int, ...]  # of the image and of each layer's output
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
    stride) of the network up to its bottleneck, `window` its training size, `trained`
    the padding it was trained with, by default `padding`.

    `size`, `padding`, `row` and `column` can be read and set; the predictions hold for
    the padding `trained` only.

    Under `same`, a cell stands for the `step` pixels it is responsible for; overlapping
    kernels read beyond. Under `valid`, it is all the pixels it reads.

    Raises ValueError when an argument has the wrong form, or a size of `predictions`
    the wrong number of windows.
    """

    _esm = source("sliding_window.js")
    _css = styles("frame.css", "sliding_window.css")

    size = Numbers(1, low=1, whole=True)
    padding = Choice(PADDINGS, "same")
    row = Numbers(0, low=0, whole=True)
    column = Numbers(0, low=0, whole=True)

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
        trained=None,
        padding="same",
        size=None,
        row=0,
        column=0,
    ):
        pixels = _check_image(image, window)
        self.layers = tuple((int(kernel), int(stride)) for kernel, stride in layers)
        self.window, self._side = int(window), len(pixels)
        check_choice("padding", padding, PADDINGS)
        self.trained = padding if trained is None else trained
        check_choice("trained", self.trained, PADDINGS)
        self._predictions = {
            int(size): self._check_prediction(size, array, len(classes))
            for size, array in predictions.items()
        }
        super().__init__(
            size=min(2 * self.window, self._side) if size is None else size,
            padding=padding,
            row=row,
            column=column,
            _image={"side": self._side, "url": picture_url(pixels)},
            _network={
                "layers": self.layers,
                "window": self.window,
                "trained": self.trained,
                "classes": list(classes),
                "predictions": {str(s): p for s, p in self._predictions.items()},
            },
        )

    @property
    def windows(self):
        """Windows along each axis, n."""
        return self._windows(self.size, self.padding)

    @property
    def ignored(self):
        """Rows and columns behind the last cell, which no cell looks at."""
        return max(0, self.size - chain(self.size, self.layers, self.padding).end)

    @property
    def pixels(self):
        """First and last row and column of the window: (top, bottom, left, right).

        The last ones do not belong to it; negative ones are padding.
        """
        cells = chain(self.size, self.layers, self.padding)
        span = (self._taps(self.padding) - 1) * cells.step + cells.reach
        top, left = (cells.start + at * cells.step for at in (self.row, self.column))
        return top, top + span, left, left + span

    @property
    def found(self):
        """The predictions at this size and padding, [n][n] of [class, objectness].

        None where there are none.
        """
        if self.padding != self.trained:
            return None
        return self._predictions.get(self.size)

    @validate("padding")
    def _validate_padding(self, proposal):
        padding = proposal["value"]
        try:
            self._taps(padding)
        except ValueError as error:
            raise InvalidTrait(
                f"`padding` must leave a cell of the window: {error}"
            ) from None
        return padding

    @validate("size")
    def _validate_size(self, proposal):
        size = proposal["value"]
        if not self.window <= size <= self._side:
            raise InvalidTrait(
                f"`size` must be from {self.window}, the window, to {self._side}, the "
                f"image. Received: size={size}"
            )
        return size

    def _limits(self):
        # At first all are checked in any order; a wrong size has no windows.
        self._validate_size({"value": self.size})
        last = self.windows - 1
        return {"row": (0, last), "column": (0, last)}

    def _taps(self, padding):
        """Cells along a side of the window."""
        return chain(self.window, self.layers, padding).cells

    def _windows(self, size, padding):
        return chain(size, self.layers, padding).cells - self._taps(padding) + 1

    def _check_prediction(self, size, array, classes):
        """Return [n][n] of [class, objectness] of the predictions at one size."""
        array = np.asarray(array)
        if not self.window <= size <= self._side:
            raise ValueError(
                f"`predictions` must have sizes from {self.window}, the window, to "
                f"{self._side}, the image. Received: {size}"
            )
        n = self._windows(size, self.trained)
        if array.ndim != 3 or array.shape[:2] != (n, n) or array.shape[2] <= classes:
            raise ValueError(
                f"`predictions[{size}]` must be [{n}, {n}, C], where C is at least "
                f"{classes + 1}: the classes, and objectness. "
                f"Received: predictions[{size}].shape={array.shape}"
            )
        labels = array[..., :classes].argmax(axis=-1).tolist()
        objectness = array[..., classes].astype(float).round(2).tolist()
        return [
            [list(cell) for cell in zip(*row, strict=True)]
            for row in zip(labels, objectness, strict=True)
        ]


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
    """Return the square of an image that is at least as large as the window."""
    image = check_image(image)
    side = min(image.shape[:2])
    if side < window:
        raise ValueError(
            f"`image` must have at least {window} rows and columns, the window. "
            f"Received: image.shape={image.shape}"
        )
    return image[:side, :side]
