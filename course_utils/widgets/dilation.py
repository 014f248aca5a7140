"""Stacked dilated convolutions along one axis, and which inputs one output reads."""

from course_utils.geometry import same_padding, touched_inputs
from course_utils.widgets.base import Explorer
from course_utils.widgets.modules import source, styles
from course_utils.widgets.traits import Numbers

LAYERS = 5  # at most, as in dilation.js
RATE = 8
KERNEL = (2, 5)
SIZE = 200  # cells beside each other at most: what can be told apart


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

    _esm = source("dilation.js")
    _css = styles("frame.css", "dilation.css")

    kernel = Numbers(3, low=KERNEL[0], high=KERNEL[1], whole=True)
    rates = Numbers([2, 2, 2], [(1, LAYERS)], low=1, high=RATE, whole=True)
    size = Numbers(33, low=1, high=SIZE, whole=True)
    position = Numbers(0, low=-SIZE, high=SIZE, whole=True)

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
        """The offsets inside the receptive field that are not read."""
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
    def reach(self):
        """How far the receptive field reaches from the output, left and right."""
        left = sum(same_padding(1, self.kernel, 1, rate)[0] for rate in self.rates)
        return left, self.receptive_field - 1 - left

    def _limits(self):
        # As many cells as let the window step once to the left and to the right.
        free = max(self.size - self.receptive_field, 2)
        return {"position": (-(free // 2), free - free // 2)}
