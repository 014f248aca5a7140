"""Numbers of which the first few are added up: the pattern of a new explorer."""

from course_utils.widgets.base import Explorer
from course_utils.widgets.modules import source, styles
from course_utils.widgets.traits import Numbers

LENGTH = (2, 12)  # numbers: what fits beside each other


class Template(Explorer):
    """Add up the first of some numbers.

    `numbers` are 2 to 12 whole numbers from 0 to 9; the first `position` of them are
    added up. Both can be read and set.

    >>> Template([3, 1, 4], position=2).total
    4

    Raises ValueError when a trait gets what it cannot take.
    """

    _esm = source("template.js")
    _css = styles("frame.css", "template.css")

    numbers = Numbers([1, 1], [LENGTH], low=0, high=9, whole=True)
    position = Numbers(1, low=1, high=LENGTH[1], whole=True)

    def __init__(self, numbers=(3, 1, 4, 1, 5, 9, 2, 6), position=3):
        super().__init__(numbers=numbers, position=position)

    @property
    def total(self):
        """The sum of the first `position` numbers: the truth for the tests."""
        return sum(self.numbers[: self.position])

    def _limits(self):
        return {"position": (1, len(self.numbers))}
