"""A transposed convolution: stamps, and a convolution of its input with zeros."""

import numpy as np

from course_utils.kernels import conv2d_transpose
from course_utils.widgets.modules import source, styles
from course_utils.widgets.tables import KernelExplorer, matrix
from course_utils.widgets.traits import Flag, Numbers

INPUTS, TAPS, STRIDE = 4, 7, 5  # at most: what stays legible between the zeros
NUMBERS = [[1, 2], [3, 4]]
KERNEL = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]  # flipped it is another one


class TransposedConvolution(KernelExplorer):
    """Stamp `kernel` [h, w] onto the output, `stride` cells apart, for each `input`.

    Beside it the same as a convolution: the flipped kernel slides over `input` [H, W]
    with zeros inserted. In the browser the numbers, the stride and the padding can be
    changed. `row` and `column` say which number of the output is worked out; `output`
    [H', W'] has all. `overlaps` [H', W'] counts the inputs that reach each of them;
    with `overlap` the counts are shown in place of the output.

    >>> explorer = TransposedConvolution([[1, 2, 3]], [[1, 10, 100]], stride=1)
    >>> explorer.output
    array([[  1,  12, 123, 230, 300]])
    >>> explorer.overlaps
    array([[1, 2, 3, 2, 1]])

    Raises ValueError when a trait gets what it cannot take.
    """

    _esm = source("transposed_convolution.js")
    _css = styles("frame.css", "tables.css", "transposed_convolution.css")

    input = matrix(NUMBERS, INPUTS)
    kernel = matrix(KERNEL, TAPS)
    stride = Numbers(2, low=1, high=STRIDE, whole=True)
    overlap = Flag(False)

    def __init__(
        self,
        input=NUMBERS,
        kernel=KERNEL,
        stride=2,
        padding="valid",
        row=0,
        column=0,
        overlap=False,
    ):
        super().__init__(
            input=input,
            kernel=kernel,
            stride=stride,
            padding=padding,
            row=row,
            column=column,
            overlap=overlap,
        )

    @property
    def output(self):
        """The output [H', W']."""
        return self._transpose(np.array(self.input), np.array(self.kernel))

    @property
    def overlaps(self):
        """How many inputs reach each number of the output: integers [H', W']."""
        ones = (np.ones(np.shape(m), int) for m in (self.input, self.kernel))
        return self._transpose(*ones)

    @property
    def _output_shape(self):
        return self.overlaps.shape

    def _transpose(self, x, kernel):
        x, kernel = x[None, :, :, None], kernel[:, :, None, None]
        return conv2d_transpose(x, kernel, self.stride, self.padding)[0, :, :, 0]
