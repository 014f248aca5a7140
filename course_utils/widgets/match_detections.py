"""Detections and objects of one image, matched one at a time as VOC and COCO do it."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from traitlets import Dict, Enum, validate

from course_utils.arguments import as_array, as_flags
from course_utils.boxes import box_area, box_iou, check_boxes, nms
from course_utils.draw import GROUND_TRUTH, PREDICTION, WINDOW, draw_boxes
from course_utils.metrics import match_detections
from course_utils.widgets.old import (
    SYNCED,
    Explorer,
    InvalidTrait,
    Share,
    Whole,
    check_image,
    number_text,
    picture_url,
    source,
)

MOST = 60  # detections: what can still be followed
OBJECTS = 12  # columns of the list
PICTURE_BYTES = 80_000  # of the picture in the page, as text
PARTS = 1024  # of a pixel
RIM = [withStroke(linewidth=4, foreground="white")]
# Outcomes, in the words of the list and of the sentence, and how they are drawn.
WORDS = {
    1: ("hit", "is a hit"),
    0: ("false positive", "is a false positive"),
    -1: ("ignored", "is ignored"),
}
STYLES = {
    1: PREDICTION,
    0: {"color": "black", "linestyle": (0, (1, 2)), "path_effects": RIM},
    -1: {
        "color": "white",
        "linestyle": "-.",
        "path_effects": [withStroke(linewidth=4, foreground="black")],
    },
}


class MatchDetections(Explorer):
    """Judge the detections of one `image` and class step by step, best score first.

    `image` is uint8 [H, W, 3]; `objects` [M, 4] and `boxes` [D, 4] are `xyxy` in its
    pixels, `scores` [D] rank the boxes, of equal scores the first. `ignored` [M] marks
    objects that do not count: difficult ones under the `rule` "voc", crowds under
    "coco". Step k judges the k-th best box.

    `rule`, `iou_threshold` and `step` can be read and set. `object_index` and `outcome`
    are what `metrics.match_detections` says of the boxes judged so far, `ranking` which
    ones they are. Edges are rounded to 1/1024 of a pixel: IoUs are then the same in the
    browser to the last bit, and a threshold is reached in both or in none.

    >>> picture = np.zeros((8, 8, 3), np.uint8)
    >>> boxes = [[0, 0, 4, 4], [0, 0, 4, 5]]
    >>> MatchDetections(picture, [[0, 0, 4, 4]], boxes, [0.9, 0.8], step=2)
    MatchDetections: Step 2 of 2, rule coco: #1, score 0.80, is a false positive: \
object 0 is taken (duplicate), IoU 0.80. So far 1 hit of 1 object, 1 false positive, \
0 ignored.

    Raises ValueError when an argument has the wrong form.
    """

    _esm = source("shared.js", "boxes.js", "matching.js", "match_detections.js")
    _css = source("shared.css", "match_detections.css")
    _picture_format = "jpeg"
    _picture_inches = (6, 5.4)

    rule = Enum(["voc", "coco"], "coco").tag(**SYNCED)
    iou_threshold = Share(0.5).tag(**SYNCED)
    step = Whole(0, low=0).tag(**SYNCED)

    # For the browser; they do not change.
    _image = Dict().tag(**SYNCED)
    _data = Dict().tag(**SYNCED)

    def __init__(
        self,
        image,
        objects,
        boxes,
        scores,
        ignored=None,
        rule="coco",
        iou_threshold=0.5,
        step=0,
    ):
        self._pixels = check_image(image)
        self._objects, self._ignored = _check_objects(objects, ignored)
        nms(boxes, scores, 1)  # says what is wrong with them
        scores = np.asarray(scores, float)
        self._order = np.argsort(-scores, kind="stable")
        self._boxes = _exact(np.asarray(boxes, float)[self._order])
        self._scores = scores[self._order]
        if len(scores) > MOST:
            raise ValueError(
                f"`boxes` must be at most {MOST}; take the best. Received: "
                f"{len(scores)}"
            )
        height, width, _ = self._pixels.shape
        url = picture_url(self._pixels, PICTURE_BYTES)
        super().__init__(
            rule=rule,
            iou_threshold=iou_threshold,
            step=step,
            _image={"width": width, "height": height, "url": url},
            _data={
                "objects": self._objects.tolist(),
                "ignored": self._ignored.tolist(),
                "boxes": self._boxes.tolist(),
                "scores": self._scores.tolist(),
                "numbers": self._order.tolist(),
            },
        )

    @property
    def ranking(self):
        """Indices of the boxes judged up to `step`, best score first: [step]."""
        return self._order[: self.step]

    @property
    def object_index(self):
        """The object that each box of `ranking` is given, or -1: [step]."""
        return self._matched[0][: self.step]

    @property
    def outcome(self):
        """1 for a hit, 0 for a false positive, -1 for what is ignored: [step]."""
        return self._matched[1][: self.step]

    @property
    def sentence(self):
        step, steps = self.step, len(self._boxes)
        objects = _count((~self._ignored).sum(), "object")
        head = f"Step {step} of {steps}, rule {self.rule}:"
        if step == 0:
            return (
                f"{head} {objects} to find, {self._ignored.sum()} ignored; "
                f"{_count(steps, 'detection')} {'waits' if steps == 1 else 'wait'}."
            )
        given, outcome = self._matched
        hits, false, ignored = ((outcome[:step] == kind).sum() for kind in WORDS)
        return (
            f"{head} #{self.ranking[-1]}, score "
            f"{number_text(self._scores[step - 1], 2, zeros=True)}, "
            f"{WORDS[outcome[step - 1]][1]}: {self._reason(given, outcome)[0]}. So far "
            f"{_count(hits, 'hit')} of {objects}, {_count(false, 'false positive')}, "
            f"{ignored} ignored."
        )

    @validate("iou_threshold")
    def _validate_iou_threshold(self, proposal):
        if proposal["value"] == 0:
            raise InvalidTrait(
                "`iou_threshold` must be above 0, or boxes apart would match. "
                "Received: iou_threshold=0"
            )
        return proposal["value"]

    @validate("step")
    def _validate_step(self, proposal):
        step, steps = proposal["value"], len(self._boxes)
        if step > steps:
            raise InvalidTrait(
                f"`step` must be a whole number from 0 to {steps}, one for each box. "
                f"Received: step={step}"
            )
        return step

    @property
    def _matched(self):
        settings = (self.iou_threshold, self.rule, self._ignored)
        return match_detections(self._boxes, self._objects, *settings)

    @property
    def _iou(self):
        """IoU of the box of this step with each object, as the rule has it: [M]."""
        box = self._boxes[[self.step - 1]]
        iou = box_iou(box, self._objects)[0]
        if self.rule == "coco":
            # With a crowd: the share of the box that lies inside.
            start = np.maximum(box[:, :2], self._objects[:, :2])
            end = np.minimum(box[:, 2:], self._objects[:, 2:])
            inside = np.maximum(end - start, 0).prod(axis=1) / (box_area(box) or 1)
            iou = np.where(self._ignored, inside, iou)
        return iou

    def _reason(self, object_index, outcome):
        """Why this step has its outcome, and the object that decides it, or -1."""
        now = self.step - 1
        iou, counts, low = self._iou, ~self._ignored, self.iou_threshold
        if len(iou) == 0:
            return "there is no object", -1
        coco = self.rule == "coco"
        taken = np.isin(np.arange(len(iou)), object_index[:now][outcome[:now] == 1])
        given = object_index[now]

        def best(among):
            """The best of some objects, of equal ones as the rule has it; or -1."""
            (some,) = np.nonzero(among)
            equal = some[iou[some] == iou[some].max()] if len(some) else [-1]
            return int(equal[-1 if coco else 0])

        def text(j):
            """An IoU, with the digits it takes to tell it from the threshold."""
            for digits in range(2, 9):
                number = number_text(iou[j], digits, zeros=True)
                if (float(number) >= low) == (iou[j] >= low):
                    break
            return number + (", equal to the threshold" if iou[j] == low else "")

        def below(j):
            return f"IoU {text(j)} (object {j}) below {number_text(low)}"

        if given < 0:
            top = best(iou >= 0)
            if coco:
                over = best(taken & (iou >= low))
            else:
                over = top if iou[top] >= low else -1
            if over < 0:
                if iou[top] == 0:
                    return "it overlaps no object", -1
                return f"best {below(top)}", top
            words = f"object {over} is taken (duplicate), IoU {text(over)}"
            rest = best(~taken & (iou > 0 if coco else iou >= low))
            if rest >= 0 and coco:
                words += f"; best unused {below(rest)}"
            elif rest >= 0:
                same = iou[rest] == iou[over]
                why = "comes later" if same else f"has less, IoU {text(rest)}"
                words += f"; object {rest} is free but {why}"
            return words, over

        words = f"object {given}, IoU {text(given)}"
        if self._ignored[given]:
            words = f"object {given} is difficult, IoU {text(given)}"
            if coco:
                words = f"object {given} is a crowd, {text(given)} of the box inside"
        rivals = iou == iou[given]
        if coco:
            rivals &= ~taken & (self._ignored == self._ignored[given])
        if rivals.sum() > 1:
            words += f"; of equal IoUs the {'last' if coco else 'first'}"
        if coco and counts[given]:
            over = best(taken & (iou >= iou[given]))
            if over >= 0:
                words += f", the best unused; object {over} is taken, IoU {text(over)}"
            crowd = best(self._ignored & (iou >= iou[given]))
            if crowd >= 0:
                words += f"; the crowd, object {crowd}, comes after"
        elif coco:
            over = best(taken & (iou >= low))
            if over >= 0:
                words += f"; object {over} is taken, IoU {text(over)}"
        return words, int(given)

    def _draw(self, figure):
        height, width, _ = self._pixels.shape
        across = self._picture_inches[0]
        figure.set_size_inches(across, across * height / width + 0.25)  # and a title
        axes = figure.subplots()
        axes.imshow(self._pixels)
        axes.set(xticks=[], yticks=[])
        axes.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
        draw_boxes(axes, self._objects, style=GROUND_TRUTH)
        color = GROUND_TRUTH["color"]
        for x1, y1, x2, y2 in self._objects[self._ignored] - 0.5:
            style = {"hatch": "//", "edgecolor": color, "fill": False, "linewidth": 0}
            axes.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, **style))
        given, outcome = self._matched
        for kind, style in STYLES.items():
            judged = self._boxes[: self.step][outcome[: self.step] == kind]
            draw_boxes(axes, judged, style=style)
        middles = (self._objects[:, :2] + self._objects[:, 2:]) / 2 - 0.5
        if self.step:
            x1, y1, x2, y2 = self._boxes[self.step - 1] - 0.5
            here = Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, **WINDOW)
            axes.add_patch(here)
            toward = self._reason(given, outcome)[1]
            if toward >= 0:
                x, y = middles[toward]
                style = STYLES[outcome[self.step - 1]]
                axes.plot([x1, x], [y1, y], linewidth=2, **style)
        for j, middle in enumerate(middles):
            paper, ink = "white", "black"
            if j in given[: self.step]:
                paper, ink = color, "white"
            disc = {"boxstyle": "circle", "facecolor": paper, "edgecolor": color}
            style = {"ha": "center", "va": "center", "fontsize": 9, "clip_on": True}
            axes.text(*middle, str(j), bbox=disc, color=ink, **style)
        title = f"step {self.step} of {len(self._boxes)}, rule {self.rule}"
        if self.step:
            title += f": #{self.ranking[-1]} {WORDS[outcome[self.step - 1]][1]}"
        axes.set_title(title)


def _count(number, name):
    return f"{number} {name}{'' if number == 1 else 's'}"


def _exact(boxes):
    """Edges in whole parts of a pixel: sums and products of them are exact."""
    return np.round(boxes * PARTS) / PARTS


def _check_objects(objects, ignored):
    objects = as_array(objects, "objects")
    form = objects.ndim == 2 and objects.shape[1] == 4 and objects.dtype.kind in "uif"
    if not form or not np.isfinite(objects).all():
        raise ValueError(
            f"`objects` must be finite numbers, [M, 4]. Received: objects={objects}"
        )
    objects = _exact(check_boxes(objects, "objects").astype(float))
    if len(objects) > OBJECTS:
        raise ValueError(
            f"`objects` must be at most {OBJECTS}. Received: {len(objects)}"
        )
    ignored = np.zeros(len(objects), bool) if ignored is None else ignored
    return objects, as_flags(ignored, "ignored", len(objects), "object")
