"""What the explorers of kernels share, as tables.js has it for the browser."""

from traitlets import Enum, observe, validate

from course_utils.widgets.old import (
    SYNCED,
    Explorer,
    InvalidTrait,
    Whole,
    number_text,
)


class KernelExplorer(Explorer):
    """An explorer of a layer with one kernel, one number of its output at a time.

    A subclass adds the traits `input`, `kernel` and `stride` within its own limits, and
    gives `_output_shape`. `row` and `column` stay inside of it.
    """

    padding = Enum(["valid", "same"], "valid").tag(**SYNCED)
    row = Whole(0, low=0).tag(**SYNCED)
    column = Whole(0, low=0).tag(**SYNCED)

    @property
    def _output_shape(self):
        """Rows and columns of the output; (0, 0) when there is none."""
        raise NotImplementedError

    @validate("row", "column")
    def _validate_position(self, proposal):
        name, position = proposal["trait"].name, proposal["value"]
        windows = self._output_shape[name == "column"]
        # Without an output both stay at 0, until another setting gives one.
        if position > max(windows - 1, 0):
            raise InvalidTrait(
                f"`{name}` must be a {name} of the output, below {windows}. "
                f"Received: {name}={position}"
            )
        return position

    @observe("input", "kernel", "stride", "padding")
    def _keep_position_inside(self, change):
        rows, columns = self._output_shape
        self.row = min(self.row, max(rows - 1, 0))
        self.column = min(self.column, max(columns - 1, 0))


def sum_text(pairs):
    """Write the pairs [(x, w), ...] as the products that are added up.

    >>> sum_text([(2, 1), (3, -0.5)])
    '2·1 + 3·(-0.5)'
    """
    return " + ".join(f"{_factor(x)}·{_factor(w)}" for x, w in pairs)


def _factor(number):
    text = number_text(number)
    return f"({text})" if number < 0 else text
