"""What the explorers of kernels share, as tables.js has it for the browser."""

from course_utils.widgets.base import Explorer
from course_utils.widgets.traits import Choice, Numbers

LIMIT = 999  # numbers from -999 to 999: what fits into a cell


def matrix(default, side):
    """A trait of 1 to `side` rows and columns of numbers."""
    return Numbers(default, [(1, side)] * 2, -LIMIT, LIMIT)


class KernelExplorer(Explorer):
    """An explorer of a layer with one kernel, one number of its output at a time.

    A subclass adds the traits `input`, `kernel` and `stride` within its own limits, and
    gives `_output_shape`. `row` and `column` stay inside of it.
    """

    padding = Choice(["valid", "same"], "valid")
    row = Numbers(0, low=0, whole=True)
    column = Numbers(0, low=0, whole=True)

    @property
    def _output_shape(self):
        """Rows and columns of the output; (0, 0) when there is none."""
        raise NotImplementedError

    def _limits(self):
        # Without an output both stay at 0, until another setting gives one.
        rows, columns = self._output_shape
        return {"row": (0, max(rows - 1, 0)), "column": (0, max(columns - 1, 0))}
