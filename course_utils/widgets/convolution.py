"""A convolution by hand: one window, its products, and their sum."""

import numpy as np

from course_utils.kernels import conv2d
from course_utils.widgets.modules import source, styles
from course_utils.widgets.tables import KernelExplorer, matrix
from course_utils.widgets.traits import Numbers

SIDE = 10  # rows and columns at most
# A bright square in the lower right corner, and a detector of left edges.
PICTURE = np.pad(np.ones((3, 3), int), [(2, 0), (2, 0)]).tolist()
EDGE = [[-1, 0, 1]] * 3


class Convolution(KernelExplorer):
    """Slide `kernel` [h, w] over `input` [H, W], one window at a time.

    In the browser the numbers, the stride and the padding can be changed. `row` and
    `column` say which number of the output is worked out; `output` [H', W'] has all.

    >>> explorer = Convolution([[1, 2, 3]], [[1, 1]])
    >>> explorer.output
    array([[3, 5]])

    Raises ValueError when a trait gets what it cannot take.
    """

    _esm = source("convolution.js")
    _css = styles("frame.css", "tables.css", "convolution.css")

    input = matrix(PICTURE, SIDE)
    kernel = matrix(EDGE, SIDE)
    stride = Numbers(1, low=1, high=10, whole=True)

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
    def _output_shape(self):
        fits = zip(np.shape(self.input), np.shape(self.kernel), strict=True)
        if self.padding == "valid" and any(size < taps for size, taps in fits):
            return 0, 0
        return self.output.shape
