"""One cell of YOLO's grid: its raw numbers, and the box they become."""

from numbers import Real

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from traitlets import Enum, List, TraitType, observe, validate

from course_utils.draw import ANCHOR, PREDICTION, WINDOW
from course_utils.widgets.old import (
    SYNCED,
    Explorer,
    InvalidTrait,
    Whole,
    number_text,
    source,
)
from course_utils.yolo import LARGEST_LOGIT as LOGIT
from course_utils.yolo import decode

SIDES = (1, 9999)  # of an anchor, in pixels: what fits into a field
SIGMA = "\N{GREEK SMALL LETTER SIGMA}"
CELLS = 128  # along the picture, at most: lines that can be told apart


class Number(TraitType):
    """A number from `low` to `high`; NumPy's are taken too."""

    def __init__(self, default, low, high, **options):
        super().__init__(default, **options)
        self.low, self.high = low, high

    def validate(self, explorer, value):
        number = isinstance(value, Real) and not isinstance(value, bool)
        if not number or not self.low <= value <= self.high:  # NaN neither
            raise InvalidTrait(
                f"`{self.name}` must be a number from {self.low} to {self.high}. "
                f"Received: {self.name}={value!r}"
            )
        return float(value)


class Numbers(TraitType):
    """`count` numbers from `low` to `high` as a list; a tuple or array is taken too."""

    def __init__(self, default, count, low, high, **options):
        super().__init__(default, **options)
        self.count, self.low, self.high = count, low, high

    def validate(self, explorer, value):
        count = self.count or len(explorer._classes)
        try:
            array = np.asarray(value)
        except ValueError:  # lists of unequal length
            array = np.array(None)
        if (
            array.shape != (count,)
            or array.dtype.kind not in "uif"
            or not ((array >= self.low) & (array <= self.high)).all()
        ):
            raise InvalidTrait(
                f"`{self.name}` must have {count} numbers from {self.low} to "
                f"{self.high}. Received: {self.name}={value!r}"
            )
        return array.astype(float).tolist()


class YoloCell(Explorer):
    """Change the raw numbers of one cell and see the box that they become.

    The square picture has `size` pixels along a side and cells of `stride` pixels; the
    cell in `row` and `column` is responsible. `anchor` is its prior, width and height
    in pixels. `t` are the raw t_x, t_y, t_w, t_h, `objectness` is the raw t_o, and
    `scores` are the raw scores of `classes`, all of them logits. `activation` makes
    probabilities of the scores: "softmax" as in YOLOv2, "sigmoid" as in YOLOv3.

    All but `classes` can be read and set. `box`, `confidence`, `probabilities` and
    `score` are what `yolo.decode` makes of them.

    >>> explorer = YoloCell(t=(0.0, 0.0, 0.405, -0.105))
    >>> explorer.box.round().tolist()
    [121.0, 167.0, 295.0, 249.0]

    Raises ValueError when an argument or a trait gets what it cannot take.
    """

    _esm = source("shared.js", "yolo_cell.js")
    _css = source("shared.css", "yolo_cell.css")

    size = Whole(416, low=1).tag(**SYNCED)
    stride = Whole(32, low=1).tag(**SYNCED)
    row = Whole(0, low=0).tag(**SYNCED)
    column = Whole(0, low=0).tag(**SYNCED)
    anchor = Numbers([116.0, 90.0], 2, *SIDES).tag(**SYNCED)
    t = Numbers([0.0] * 4, 4, -LOGIT, LOGIT).tag(**SYNCED)
    objectness = Number(0.0, -LOGIT, LOGIT).tag(**SYNCED)
    scores = Numbers([0.0] * 3, None, -LOGIT, LOGIT).tag(**SYNCED)
    activation = Enum(["softmax", "sigmoid"], "softmax").tag(**SYNCED)

    # For the browser; they do not change.
    _classes = List().tag(**SYNCED)

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
        """Cells along each side of the picture."""
        return self.size // self.stride

    @property
    def box(self):
        """The box [4], `xyxy` in pixels; it may reach beyond the picture."""
        return self._decoded[0]

    @property
    def confidence(self):
        """The logistic of the raw objectness."""
        return float(self._decoded[1])

    @property
    def probabilities(self):
        """The class scores [C] after softmax or logistic."""
        return self._decoded[2]

    @property
    def score(self):
        """Confidence times the probability of the best class."""
        return self.confidence * float(self.probabilities[self._best])

    @property
    def formulas(self):
        """How each number comes about, a line each."""
        t_x, t_y, t_w, t_h = self.t
        x, y, width, height = self._center_and_size
        name, shown = self._classes[self._best], number_text
        best = shown(self.probabilities[self._best])
        raw = ", ".join(map(shown, self.scores))
        activation = "softmax" if self.activation == "softmax" else SIGMA
        return [
            self._offset("x", t_x, self.column, x),
            self._offset("y", t_y, self.row, y),
            _scale("w", t_w, self.anchor[0], width),
            _scale("h", t_h, self.anchor[1], height),
            f"objectness = {SIGMA}(t_o) = {SIGMA}({shown(self.objectness)}) = "
            f"{shown(self.confidence)}",
            f"classes = {activation}({raw}) = "
            + ", ".join(map(shown, self.probabilities)),
            f"score of {name} = objectness · class = {shown(self.confidence)}·{best} = "
            f"{shown(self.score)}",
        ]

    @property
    def sentence(self):
        x, y, width, height = (number_text(n, 2) for n in self._center_and_size)
        left, top, right, bottom = (number_text(n, 2) for n in self.box)
        name, shown = self._classes[self._best], number_text
        text = (
            f"Row {self.row}, column {self.column}: the box is {width} wide and "
            f"{height} high around x {x}, y {y}, from ({left}, {top}) to "
            f"({right}, {bottom})."
        )
        if min(self.box) < 0 or max(self.box) > self.size:
            text += " It reaches beyond the picture and is drawn cut off."
        return (
            f"{text} Objectness {shown(self.confidence)}, best class {name} "
            f"{shown(self.probabilities[self._best])}, score {shown(self.score)}."
        )

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

    @validate("row", "column")
    def _validate_position(self, proposal):
        name, position = proposal["trait"].name, proposal["value"]
        if position >= self.cells:
            raise InvalidTrait(
                f"`{name}` must be a {name} of cells, below {self.cells}. "
                f"Received: {name}={position}"
            )
        return position

    @observe("size", "stride")
    def _keep_position_inside(self, change):
        self.row = min(self.row, self.cells - 1)
        self.column = min(self.column, self.cells - 1)

    @property
    def _best(self):
        """The first class of the highest score; both activations keep the order."""
        return int(np.argmax(self.scores))

    @property
    def _decoded(self):
        """Box [4], objectness [] and class scores [C] of the responsible cell."""
        raw = np.zeros([self.cells, self.cells, 1, 5 + len(self.scores)])
        here = self.row, self.column, 0
        raw[here] = [*self.t, self.objectness, *self.scores]
        decoded = decode(raw, [self.anchor], self.stride, self.activation)
        return tuple(array[here] for array in decoded)

    @property
    def _center_and_size(self):
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top

    def _offset(self, axis, t, cell, center):
        logistic = number_text(1 / (1 + np.exp(-t)))
        return (
            f"b_{axis} = ({SIGMA}(t_{axis}) + c_{axis})·stride = ({logistic} + {cell})·"
            f"{self.stride} = {number_text(center, 2)}"
        )

    def _draw(self, figure):
        picture, bars = figure.subplots(1, 2, width_ratios=[1.2, 1])
        size, stride = self.size, self.stride
        for edge in range(0, size + 1, stride):
            picture.plot([edge, edge], [0, size], color="0.8", linewidth=0.8)
            picture.plot([0, size], [edge, edge], color="0.8", linewidth=0.8)
        cell = self.column * stride, self.row * stride
        rim = [withStroke(linewidth=4, foreground="black")]
        thin = WINDOW | {"linewidth": 2, "facecolor": "#fff1d6", "path_effects": rim}
        picture.add_patch(Rectangle(cell, stride, stride, **thin))
        middle = np.array(cell) + stride / 2
        corner = middle - np.array(self.anchor) / 2
        styles = {"fill": False, "linewidth": 2.5}
        picture.add_patch(Rectangle(corner, *self.anchor, **styles, **ANCHOR))
        x, y, width, height = self._center_and_size
        box = Rectangle(self.box[:2], width, height, **styles, **PREDICTION)
        picture.add_patch(box)
        picture.plot(x, y, ".", color=PREDICTION["color"])
        margin = size / 13
        picture.set(xlim=(-margin, size + margin), ylim=(size + margin, -margin))
        picture.set(aspect="equal", xlabel="x in pixels", ylabel="y in pixels")
        picture.set_title("cell, anchor (dotted), box (dashed)")

        names = ["objectness", *self._classes]
        values = [self.confidence, *self.probabilities]
        bars.barh(names, values, color=["0.4"] + ["0.7"] * len(self._classes))
        for place, value in enumerate(values):
            bars.text(value + 0.02, place, number_text(value, 2), va="center")
        bars.set(xlim=(0, 1.2), ylim=(len(names) - 0.4, -0.6), xticks=[0, 0.5, 1])
        bars.spines[["top", "right"]].set_visible(False)
        bars.set_title(f"score of the best class: {number_text(self.score, 2)}")


def _scale(axis, t, prior, side):
    factor = number_text(np.exp(t))
    return (
        f"b_{axis} = p_{axis}·e^t_{axis} = {number_text(prior)}·e^{number_text(t)} = "
        f"{number_text(prior)}·{factor} = {number_text(side, 2)}"
    )


def _check_classes(classes):
    names = [classes] if isinstance(classes, str) else list(classes)
    if not 1 <= len(names) <= 10 or not all(isinstance(name, str) for name in names):
        raise ValueError(
            f"`classes` must be 1 to 10 names. Received: classes={classes!r}"
        )
    return names
