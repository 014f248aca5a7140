"""A transposed convolution as a convolution of its input with zeros inserted."""

import numpy as np
from traitlets import Bool

from course_utils.draw import draw_grid
from course_utils.kernels import conv2d_transpose
from course_utils.widgets.old import (
    SYNCED,
    Matrix,
    Whole,
    number_text,
    source,
)
from course_utils.widgets.tables import KernelExplorer, sum_text

INPUTS, TAPS, STRIDE = 4, 7, 5  # at most: what stays legible between the zeros
NUMBERS = [[1, 2], [3, 4]]
KERNEL = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]  # flipped it is another one


class TransposedConvolution(KernelExplorer):
    """Slide the flipped `kernel` [h, w] over `input` [H, W] with zeros inserted.

    In the browser the numbers, the stride and the padding can be changed. `row` and
    `column` say which number of the output is worked out; `output` [H', W'] has all.
    `overlaps` [H', W'] counts the inputs that reach each of them; with `overlap` the
    counts are shown in place of the output.

    >>> explorer = TransposedConvolution([[1, 2, 3]], [[1, 10, 100]], column=2)
    >>> explorer
    TransposedConvolution: Output row 0, column 2: 1·100 + 2·1 = 102. 2 inputs reach \
it: [0, 0] through kernel [0, 2], [0, 1] through [0, 0]. Zeros under the kernel: 1 \
inserted, 0 padding.

    Raises ValueError when a trait gets what it cannot take.
    """

    _esm = source("shared.js", "tables.js", "transposed_convolution.js")
    _css = source("shared.css", "tables.css", "transposed_convolution.css")
    _picture_inches = (9, 4)

    input = Matrix(NUMBERS, INPUTS).tag(**SYNCED)
    kernel = Matrix(KERNEL, TAPS).tag(**SYNCED)
    stride = Whole(2, low=1, high=STRIDE).tag(**SYNCED)
    overlap = Bool(False).tag(**SYNCED)

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
    def sentence(self):
        row, column = self.row, self.column
        inputs, taps, inserted, padding = self._window
        kernel = np.array(self.kernel)
        x = [self.input[r][c] for r, c in inputs]
        w = [kernel[r, c] for r, c in taps]
        total = number_text(self.output[row, column])
        products = sum_text(zip(x, w, strict=True))
        text = f"Output row {row}, column {column}: "
        if inputs:
            text += f"{products} = {total}. {_reach(len(inputs))} it: "
            through = " through kernel "
            for cell, tap in zip(inputs, taps, strict=True):
                text += f"{list(cell)}{through}{list(tap)}, "
                through = " through "
            text = f"{text[:-2]}."
        else:
            text += "0. No input reaches it."
        if inserted or padding:
            text += f" Zeros under the kernel: {inserted} inserted, {padding} padding."
        if self.overlap:
            low, high = self.overlaps.min(), self.overlaps.max()
            text += f" Over the whole output the count goes from {low} to {high}."
        return text

    @property
    def _output_shape(self):
        return self.overlaps.shape

    @property
    def _zeros(self):
        """Padding of the convolution, as `numpy.pad` takes it."""
        stride = self.stride
        pairs = []
        for taps in np.shape(self.kernel):
            before = after = taps - 1
            if self.padding == "same":
                cut = max(taps - stride, 0)
                before, after = before - cut // 2, after - (cut + 1) // 2
            pairs.append((before, after + max(stride - taps, 0)))
        return tuple(pairs)

    @property
    def _window(self):
        """What lies under the kernel.

        Inputs and the taps that meet them as lists of (row, column), and how many zeros
        are inserted between inputs and how many are padding around them.
        """
        (top, _), (left, _) = self._zeros
        height, width = np.shape(self.kernel)
        rows, columns = np.shape(self.input)
        inputs, taps, inserted = [], [], 0
        for row, column in np.ndindex(height, width):
            down, right = self.row + row - top, self.column + column - left
            (r, between_rows), (c, between_columns) = (
                divmod(cell, self.stride) for cell in (down, right)
            )
            last_row, last_column = (
                (rows - 1) * self.stride,
                (columns - 1) * self.stride,
            )
            if not (0 <= down <= last_row and 0 <= right <= last_column):
                continue
            if between_rows or between_columns:
                inserted += 1
                continue
            inputs.append((r, c))
            taps.append((height - 1 - row, width - 1 - column))
        return inputs, taps, inserted, height * width - len(inputs) - inserted

    def _transpose(self, x, kernel):
        x, kernel = x[None, :, :, None], kernel[:, :, None, None]
        return conv2d_transpose(x, kernel, self.stride, self.padding)[0, :, :, 0]

    def _draw(self, figure):
        zeros = self._zeros
        kernel = np.array(self.kernel)[::-1, ::-1]
        output = self.overlaps if self.overlap else self.output
        (top, _), (left, _) = zeros
        window = (self.row - top, self.column - left, *kernel.shape)
        # As many columns as cells, so that all are of one size.
        wide = output.shape[1] + kernel.shape[1] - 1
        ratios = (wide, kernel.shape[1], output.shape[1])
        axes = figure.subplots(1, 3, width_ratios=ratios)
        draw_grid(axes[0], self.input, window, zeros, self.stride)
        draw_grid(axes[1], kernel)
        draw_grid(axes[2], output, window=(self.row, self.column, 1, 1))
        titles = (
            f"input, stride {self.stride}",
            "kernel,\nflipped",
            "overlaps" if self.overlap else "output",
        )
        for ax, title in zip(axes, titles, strict=True):
            ax.set_title(title)
        axes[1].set(xlabel="", ylabel="", xticks=[], yticks=[])
        cell = 0.8 * 72 * self._picture_inches[0] / sum(ratios)  # in points
        for ax in axes:
            letters = max(len(text.get_text()) for text in ax.texts)
            size = min(10, 0.6 * cell, 1.5 * cell / letters)
            ax.tick_params(labelsize=min(10, 0.7 * cell))
            for text in ax.texts:
                # Zeros of the padding, on a paper of their own, would hide the numbers.
                padding = text.get_bbox_patch() is not None
                text.set(fontsize=size, visible=size >= 5 and not padding)


def _reach(count):
    return "1 input reaches" if count == 1 else f"{count} inputs reach"
