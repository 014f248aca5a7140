"""A convolution by hand: one window, its products, and their sum."""

import numpy as np

from course_utils.draw import draw_grid
from course_utils.geometry import same_padding
from course_utils.kernels import conv2d
from course_utils.widgets.old import (
    SYNCED,
    Matrix,
    Whole,
    number_text,
    source,
)
from course_utils.widgets.tables import KernelExplorer, sum_text

# A bright square in the lower right corner, and a detector of left edges.
PICTURE = np.pad(np.ones((3, 3), int), [(2, 0), (2, 0)]).tolist()
EDGE = [[-1, 0, 1]] * 3


class Convolution(KernelExplorer):
    """Slide `kernel` [h, w] over `input` [H, W], one window at a time.

    In the browser the numbers, the stride and the padding can be changed. `row` and
    `column` say which number of the output is worked out; `output` [H', W'] has all.

    >>> explorer = Convolution([[1, 2, 3]], [[1, 1]])
    >>> explorer.column = 1
    >>> explorer
    Convolution: Output row 0, column 1: 2·1 + 3·1 = 5.

    Raises ValueError when a trait gets what it cannot take.
    """

    _esm = source("shared.js", "tables.js", "convolution.js")
    _css = source("shared.css", "tables.css", "convolution.css")
    _picture_inches = (8, 3.2)

    input = Matrix(PICTURE).tag(**SYNCED)
    kernel = Matrix(EDGE).tag(**SYNCED)
    stride = Whole(1, low=1, high=10).tag(**SYNCED)

    def __init__(
        self, input=PICTURE, kernel=EDGE, stride=1, padding="valid", row=0, column=0
    ):
        super().__init__(
            input=input,
            kernel=kernel,
            stride=stride,
            padding=padding,
            row=row,
            column=column,
        )

    @property
    def output(self):
        """The output [H', W']; ValueError when a `valid` kernel does not fit."""
        x = np.array(self.input)[None, :, :, None]
        kernel = np.array(self.kernel)[:, :, None, None]
        return conv2d(x, kernel, self.stride, self.padding)[0, :, :, 0]

    @property
    def sentence(self):
        if not all(self._output_shape):
            return (
                "No output: with valid padding "
                f"a {_by(self.kernel)} kernel does not fit into a {_by(self.input)} "
                "input."
            )
        window, inside = self._window
        weights = np.array(self.kernel).flat
        products = sum_text(zip(window.flat, weights, strict=True))
        total = number_text(self.output[self.row, self.column])
        text = f"Output row {self.row}, column {self.column}: {products} = {total}."
        zeros = inside.size - inside.sum()
        if zeros:
            text += f" {zeros} of the {inside.size} inputs {_are(zeros)} padding."
        return text

    @property
    def _output_shape(self):
        fits = zip(np.shape(self.input), np.shape(self.kernel), strict=True)
        if self.padding == "valid" and any(size < taps for size, taps in fits):
            return 0, 0
        return self.output.shape

    @property
    def _zeros(self):
        """Padding as `numpy.pad` takes it."""
        if self.padding == "valid":
            return (0, 0), (0, 0)
        shapes = zip(np.shape(self.input), np.shape(self.kernel), strict=True)
        return tuple(same_padding(size, taps, self.stride) for size, taps in shapes)

    @property
    def _window(self):
        """The inputs under the kernel [h, w], and which of them are not padding."""
        top, left = self.row * self.stride, self.column * self.stride
        height, width = np.shape(self.kernel)
        padded = np.pad(self.input, self._zeros)
        inside = np.pad(np.ones(np.shape(self.input), bool), self._zeros)
        here = np.s_[top : top + height, left : left + width]
        return padded[here], inside[here]

    def _draw(self, figure):
        has_output = all(self._output_shape)
        (top, _), (left, _) = self._zeros
        corner = (self.row * self.stride - top, self.column * self.stride - left)
        window = (*corner, *np.shape(self.kernel)) if has_output else None
        axes = figure.subplots(1, 3 if has_output else 2)
        draw_grid(axes[0], self.input, window, padding=self._zeros)
        axes[0].set_title("input")
        draw_grid(axes[1], self.kernel)
        axes[1].set_title("kernel")
        if has_output:
            draw_grid(axes[2], self.output, window=(self.row, self.column, 1, 1))
            axes[2].set_title("output")


def _by(matrix):
    return "x".join(map(str, np.shape(matrix)))


def _are(count):
    return "is" if count == 1 else "are"
