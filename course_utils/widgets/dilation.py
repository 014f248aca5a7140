"""Stacked dilated convolutions along one axis, and which inputs one output reads."""

from numbers import Integral

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from traitlets import TraitType, observe, validate

from course_utils.draw import ANCHOR, PREDICTION, WINDOW
from course_utils.geometry import same_padding, touched_inputs
from course_utils.widgets.base import SYNCED, Explorer, InvalidTrait, Whole, source

LAYERS = 5  # at most; these limits are those of dilation.js
RATE = 8
KERNEL = (2, 5)
SIZE = 200  # cells beside each other at most: what can be told apart


class Rates(TraitType):
    """1 to 5 whole numbers from 1 to 8 as a list; a tuple or array is taken too."""

    def validate(self, explorer, value):
        try:
            rates = list(value)
        except TypeError:  # not iterable
            rates = []
        whole = all(
            isinstance(rate, Integral)
            and not isinstance(rate, bool)
            and 1 <= rate <= RATE
            for rate in rates
        )
        if not 1 <= len(rates) <= LAYERS or not whole:
            raise InvalidTrait(
                f"`{self.name}` must be 1 to {LAYERS} whole numbers from 1 to {RATE}, "
                f"one per layer. Received: {self.name}={value!r}"
            )
        return [int(rate) for rate in rates]


class Dilation(Explorer):
    """Stack dilated convolutions along one axis and see which inputs an output reads.

    Every layer has one channel, `kernel` taps (2 to 5), stride 1 and no bias; `rates`
    are their dilation rates (1 to 8), from the input upwards, one for each of 1 to 5
    layers. Shown is a part of a long sequence, `size` positions or as many as the
    receptive field needs. `position` is the chosen output, counted from the middle one.

    All can be read and set. `touched`, as `geometry.touched_inputs` has them, and
    `gaps` are offsets from the first input of the `receptive_field`. `parameters` and
    `multiply_adds`, the latter for `size` outputs with `same` padding, do not depend on
    the rates.

    >>> explorer = Dilation(kernel=3, rates=(2, 2, 2))
    >>> len(explorer.touched), explorer.receptive_field, explorer.gaps
    (7, 13, (1, 3, 5, 7, 9, 11))

    Raises ValueError when a trait gets what it cannot take.
    """

    _esm = source("shared.js", "dilation.js")
    _css = source("shared.css", "dilation.css")
    _picture_inches = (8, 3.4)

    kernel = Whole(3, *KERNEL).tag(**SYNCED)
    rates = Rates([2, 2, 2]).tag(**SYNCED)
    size = Whole(33, low=1, high=SIZE).tag(**SYNCED)
    position = Whole(0, low=-SIZE, high=SIZE).tag(**SYNCED)

    def __init__(self, kernel=3, rates=(2, 2, 2), size=33, position=0):
        super().__init__(kernel=kernel, rates=rates, size=size, position=position)

    @property
    def touched(self):
        """Which inputs the output reads, as offsets from the first of them."""
        return touched_inputs(self.kernel, self.rates)

    @property
    def receptive_field(self):
        """Inputs from the first to the last that the output reads."""
        return 1 + (self.kernel - 1) * sum(self.rates)

    @property
    def gaps(self):
        """The offsets inside the receptive field that are not touched."""
        return tuple(sorted(set(range(self.receptive_field)) - set(self.touched)))

    @property
    def parameters(self):
        """The weights of all layers."""
        return self.kernel * len(self.rates)

    @property
    def multiply_adds(self):
        """Multiplications with a weight for `size` outputs, with `same` padding."""
        return self.parameters * self.size

    @property
    def sentence(self):
        field, gaps = self.receptive_field, len(self.gaps)
        left, right = self._reach
        low = self.position - left
        rates = f"rate{'s' * (len(self.rates) > 1)} {', '.join(map(str, self.rates))}"
        text = (
            f"Kernel {self.kernel}, {rates}: output {self.position} reads "
            f"{len(self.touched)} of the {field} inputs {low} to {low + field - 1}; "
            f"{gaps or 'none'} {'is a gap' if gaps < 2 else 'are gaps'}."
        )
        if left != right:
            text += (
                f" An even kernel has no middle: the window reaches {left} to the left "
                f"and {right} to the right."
            )
        return (
            f"{text} {self.parameters} parameters and {self.multiply_adds} "
            f"multiply-adds for {self.size} outputs, whatever the rates."
        )

    @validate("position")
    def _validate_position(self, proposal):
        low, high = self._limits
        position = proposal["value"]
        if not low <= position <= high:
            raise InvalidTrait(
                f"`position` must be an output whose window is shown, {low} to {high}. "
                f"Received: position={position}"
            )
        return position

    @observe("kernel", "rates", "size")
    def _keep_position_inside(self, change):
        low, high = self._limits
        self.position = min(max(self.position, low), high)

    @property
    def _befores(self):
        """How far each layer's window reaches to the left, from the input upwards."""
        return [same_padding(1, self.kernel, 1, rate)[0] for rate in self.rates]

    @property
    def _reach(self):
        """How far the receptive field reaches from the output, left and right."""
        left = sum(self._befores)
        return left, self.receptive_field - 1 - left

    @property
    def _columns(self):
        """Cells of a row: wide enough for a step to the left and one to the right."""
        return max(self.size, self.receptive_field + 2)

    @property
    def _limits(self):
        """The first and last position whose window is shown."""
        free = self._columns - self.receptive_field
        return -(free // 2), free - free // 2

    def _read(self):
        """The columns that are read in each row, from the input upwards, as a list."""
        rows = [[self._reach[0] - self._limits[0] + self.position]]
        for rate, before in zip(self.rates[::-1], self._befores[::-1], strict=True):
            taps = np.arange(self.kernel) * rate - before
            rows.append(np.unique(np.add.outer(rows[-1], taps)))
        return rows[::-1]

    def _draw(self, figure):
        axes = figure.subplots()
        rows, columns = self._read(), self._columns
        height = 0.36  # of a cell; a row is 1 high, a column 1 wide
        for level, read in enumerate(rows):
            for cells, color in [(range(columns), "0.88"), (read, ANCHOR["color"])]:
                bars = [(column - 0.42, 0.84) for column in cells]
                across = level - height / 2, height
                axes.broken_barh(bars, across, color=color, linewidth=0, snap=False)
        for level, (rate, before) in enumerate(
            zip(self.rates, self._befores, strict=True)
        ):
            lines = [
                [
                    (upper, level + 1 - height / 2),
                    (upper - before + tap * rate, level + height / 2),
                ]
                for upper in rows[level + 1]
                for tap in range(self.kernel)
            ]
            axes.add_collection(LineCollection(lines, color="0.35", linewidth=0.7))
        first = int(rows[0][0])
        gaps = first + np.array(self.gaps, int)
        empty = [(column - 0.42, 0.84) for column in gaps]
        axes.broken_barh(empty, (-height / 2, height), color="white", snap=False)
        for end in (-height / 2, height / 2):
            crosses = [[(column - 0.42, -end), (column + 0.42, end)] for column in gaps]
            style = {"color": PREDICTION["color"], "linewidth": 1}
            axes.add_collection(LineCollection(crosses, **style))
        window = WINDOW | {"linewidth": 2, "path_effects": None}
        corner = (rows[-1][0] - 0.5, len(rows) - 1 - height / 2)
        axes.add_patch(Rectangle(corner, 1, height, fill=False, **window))
        ends = first - 0.5, first + self.receptive_field - 0.5
        axes.plot(ends, [-0.4, -0.4], "k|-", linewidth=1)
        rates = [f"layer {i}, rate {rate}" for i, rate in enumerate(self.rates, 1)]
        axes.set_yticks(range(len(rows)), ["input", *rates])
        axes.set(xlim=(-1, columns), ylim=(-0.6, len(rows) - 0.6), xticks=[])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set_title(
            f"kernel {self.kernel}: one output reads {len(self.touched)} of "
            f"{self.receptive_field} inputs; gaps (crossed): {len(self.gaps)}"
        )
