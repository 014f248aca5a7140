"""One axis of a map, and the pixels of the image that each of its cells reads."""

from fractions import Fraction
from math import gcd
from typing import NamedTuple

from course_utils.geometry.sizes import kernel_span, output_size, same_padding


class Axis(NamedTuple):
    """One axis of a map of `size` cells, and the pixels that each of them reads.

    `windows` holds the interval (first, end) of the first few cells, or None for a cell
    that is always 0. The same intervals follow again and again, each time `shift`
    pixels further. `of` is the number of the image's axis that it runs along.
    """

    size: int
    windows: tuple[tuple[int, int] | None, ...] = ((0, 1),)
    shift: int = 1
    of: int = 0

    def reach(self):
        """Stride, receptive field and first pixel."""
        windows = list(filter(None, self.windows[: self.size]))
        stride = Fraction(self.shift, len(self.windows))
        return (
            stride.numerator if stride.denominator == 1 else stride,
            max(end - first for first, end in windows),
            windows[0][0],
        )

    def read(self, cells):
        """The interval of pixels that these cells read together, or None."""
        intervals = []
        for cell in cells:
            times, number = divmod(cell, len(self.windows))
            if self.windows[number]:
                intervals.append([x + times * self.shift for x in self.windows[number]])
        return hull(intervals)

    def slide(self, kernel, stride=1, padding="valid", dilation=1):
        """The axis after a sliding window, the rows ignored and those padded."""
        padded = (0, 0)
        if padding == "same":
            padded = same_padding(self.size, kernel, stride, dilation)
        elif padding == "causal":
            padded = (kernel_span(kernel, dilation) - 1, 0)
        size = self.size + sum(padded)
        out, ignored = output_size(size, kernel, stride, dilation=dilation)
        repeat = gcd(stride, len(self.windows))
        starts = [
            window * stride - padded[0] for window in range(len(self.windows) // repeat)
        ]
        windows = tuple(
            self.read(start + tap * dilation for tap in range(kernel))
            for start in starts
        )
        shift = self.shift * stride // repeat
        axis = self._replace(size=out, windows=windows, shift=shift)
        return axis, ignored, padded

    def spread(self, kernel, stride, cut, out, dilation=1):
        """The axis after each cell adds a kernel to the output, less `cut` cells.

        With the padding of the convolution that does the same.
        """
        windows = []
        for cell in range(stride * len(self.windows)):
            taps = range(0, kernel_span(kernel, dilation), dilation)
            reached = [cell + cut - tap for tap in taps]  # `stride` times the input
            windows.append(self.read(x // stride for x in reached if x % stride == 0))
        before = kernel_span(kernel, dilation) - 1 - cut
        after = out - (self.size - 1) * stride - 1 + cut
        axis = self._replace(size=out, windows=tuple(windows))
        return axis, 0, (before, after)

    def pad(self, before, after):
        cells = range(-before, len(self.windows) - before)
        windows = tuple(self.read([cell]) for cell in cells)
        size = self.size + before + after
        return self._replace(size=size, windows=windows), 0, (before, after)

    def crop(self, before, after):
        axis, _, _ = self.pad(-before, -after)
        return axis, before + after, (0, 0)


def hull(intervals):
    """The smallest interval that holds them all, or None where there are none."""
    firsts, ends = list(zip(*intervals, strict=True)) or ((), ())
    return (min(firsts), max(ends)) if firsts else None
