"""One cell of YOLO's grid: its raw numbers, and the box they become."""

import numpy as np
from traitlets import List, Unicode, validate

from course_utils.widgets.base import Explorer
from course_utils.widgets.modules import source, styles
from course_utils.widgets.traits import SYNCED, Choice, InvalidTrait, Numbers
from course_utils.yolo import LARGEST_LOGIT as LOGIT
from course_utils.yolo import decode

SIDES = (1, 9999)  # of an anchor, in pixels: what fits into a field
CELLS = 128  # along the picture, at most: lines that can be told apart


class YoloCell(Explorer):
    """Change the raw numbers of one cell and see the box that they become, and back.

    The square image has `size` pixels along a side and cells of `stride` pixels; the
    cell in `row` and `column` is responsible. `anchor` is its width and height in
    pixels. `t` are the raw t_x, t_y, t_w, t_h, `objectness` is the raw t_o, and
    `scores` are the logits of `classes`. `activation` makes probabilities of those:
    "softmax" as in YOLOv2, "sigmoid" as in YOLOv3.

    All but `classes` can be read and set. `box`, `confidence`, `probabilities` and
    `score` are what `yolo.decode` makes of them.

    >>> explorer = YoloCell(t=(0.0, 0.0, 0.405, -0.105))
    >>> explorer.box.round().tolist()
    [121.0, 167.0, 295.0, 249.0]

    Raises ValueError when an argument or a trait gets what it cannot take.
    """

    _esm = source("yolo_cell.js")
    _css = styles("frame.css", "grips.css", "yolo_cell.css")

    size = Numbers(416, low=1, whole=True)
    stride = Numbers(32, low=1, whole=True)
    row = Numbers(6, low=0, whole=True)
    column = Numbers(6, low=0, whole=True)
    anchor = Numbers([116, 90], [2], *SIDES)
    t = Numbers([0.0] * 4, [4], -LOGIT, LOGIT)
    objectness = Numbers(0.0, low=-LOGIT, high=LOGIT)
    scores = Numbers([0.0] * 3, lambda explorer: [len(explorer.classes)], -LOGIT, LOGIT)
    activation = Choice(["softmax", "sigmoid"], "softmax")

    # For the browser; they do not change.
    _classes = List(Unicode()).tag(**SYNCED)

    def __init__(
        self,
        size=416,
        stride=32,
        row=6,
        column=6,
        anchor=(116, 90),
        t=(0.0, 0.0, 0.0, 0.0),
        objectness=0.0,
        scores=(0.0, 0.0, 0.0),
        classes=("daisy", "lily", "poppy"),
        activation="softmax",
    ):
        super().__init__(
            # First of all: `scores` are as many.
            _classes=_check_classes(classes),
            size=size,
            stride=stride,
            row=row,
            column=column,
            anchor=anchor,
            t=t,
            objectness=objectness,
            scores=scores,
            activation=activation,
        )

    @property
    def classes(self):
        return tuple(self._classes)

    @property
    def cells(self):
        """Cells along each side of the image."""
        return self.size // self.stride

    @property
    def box(self):
        """The box [4], `xyxy` in pixels; it may reach beyond the image."""
        return self._decoded[0]

    @property
    def confidence(self):
        """The sigmoid of `objectness`."""
        return float(self._decoded[1])

    @property
    def probabilities(self):
        """The class probabilities [C], by softmax or sigmoid."""
        return self._decoded[2]

    @property
    def score(self):
        """Confidence times the probability of the best class."""
        return self.confidence * float(self.probabilities.max())

    @validate("size", "stride")
    def _validate_grid(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        grid = {"size": self.size, "stride": self.stride, name: value}
        if grid["size"] % grid["stride"] or grid["size"] > CELLS * grid["stride"]:
            raise InvalidTrait(
                f"`size` must be a multiple of `stride`, 1 to {CELLS} times as much. "
                f"Received: size={grid['size']}, stride={grid['stride']}"
            )
        return value

    def _limits(self):
        return dict.fromkeys(("row", "column"), (0, self.cells - 1))

    @property
    def _decoded(self):
        """Box [4], objectness [] and class probabilities [C] of that cell."""
        raw = np.zeros([self.cells, self.cells, 1, 5 + len(self.scores)])
        here = self.row, self.column, 0
        raw[here] = [*self.t, self.objectness, *self.scores]
        decoded = decode(raw, [self.anchor], self.stride, self.activation)
        return tuple(array[here] for array in decoded)


def _check_classes(classes):
    names = [classes] if isinstance(classes, str) else list(classes)
    if not 1 <= len(names) <= 10 or not all(isinstance(name, str) for name in names):
        raise ValueError(
            f"`classes` must be 1 to 10 names. Received: classes={classes!r}"
        )
    return names
