"""Explorers without a browser: traits, words, pictures, and what they send."""

import ast
import inspect
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from traitlets import TraitError

from course_utils import widgets
from course_utils.boxes import batched_nms, box_iou, nms
from course_utils.metrics import match_detections
from course_utils.widgets import (
    AnchorClusters,
    BoxOverlap,
    Convolution,
    Dilation,
    MatchDetections,
    PrecisionRecall,
    SlidingWindow,
    SuppressBoxes,
    TransposedConvolution,
    YoloCell,
    base,
    modules,
)
from course_utils.widgets.anchor_clusters import ANCHORS, BOXES
from course_utils.widgets.dilation import LAYERS, RATE
from course_utils.widgets.match_detections import MOST as JUDGED
from course_utils.widgets.match_detections import OBJECTS
from course_utils.widgets.precision_recall import MOST as RANKED
from course_utils.widgets.suppress_boxes import MOST
from tools.normalize import ROOT

FOLDER = ROOT / "course_utils" / "widgets"
EXPLORERS = [
    explorer
    for name in widgets.__all__
    if issubclass(explorer := getattr(widgets, name), base.Explorer)
]
CLASSES = ["daisy", "lily", "poppy"]


def scene(side=672):
    """A picture with structure and noise: what makes a JPEG long."""
    rng = np.random.default_rng(0)
    waves = 90 + 60 * np.sin(np.arange(side) / 9)[:, None, None]
    return (waves + rng.integers(60, size=(side, side, 3))).astype(np.uint8)


def predictions(*sizes):
    rng = np.random.default_rng(1)
    return {s: rng.random([s // 32 - 6, s // 32 - 6, 8]) for s in sizes}


def sliding(**options):
    options = {"predictions": predictions(224, 448), "classes": CLASSES} | options
    return SlidingWindow(options.pop("image", scene()), **options)


def some_boxes(count=MOST):
    """Boxes, scores and labels, with ties."""
    rng = np.random.default_rng(2)
    start = rng.uniform(0, 600, (count, 2))
    boxes = np.hstack([start, start + rng.uniform(1, 200, (count, 2))])
    return boxes, rng.integers(101, size=count) / 100, rng.integers(3, size=count)


def suppress(**options):
    boxes, scores, labels = some_boxes()
    named = {"boxes": boxes, "scores": scores, "labels": labels, "classes": CLASSES}
    options = named | options
    return SuppressBoxes(options.pop("image", scene()), **options)


def judge(**options):
    """As many boxes and objects as there may be; scores with ties, not in order."""
    rng = np.random.default_rng(5)
    start = rng.uniform(0, 500, (OBJECTS, 2))
    objects = np.hstack([start, start + rng.uniform(40, 160, (OBJECTS, 2))])
    near = objects[rng.integers(OBJECTS, size=JUDGED)]
    named = {"image": scene(), "objects": objects}
    named["boxes"] = near + rng.normal(0, 12, (JUDGED, 4))
    named["scores"] = rng.integers(21, size=JUDGED) / 20
    named["ignored"] = np.arange(OBJECTS) % 4 == 3
    return MatchDetections(**named | options)


def clusters(wh=None, **options):
    """As many boxes and anchors as there may be, all over the picture."""
    if wh is None:
        wh = np.random.default_rng(3).uniform(5, 400, (BOXES, 2))
    return AnchorClusters(wh, **{"k": ANCHORS} | options)


def dilated(**options):
    """As many layers, and as far apart, as there may be."""
    return Dilation(**{"kernel": 5, "rates": [RATE] * LAYERS} | options)


def ranked(**options):
    """As many pictures, objects and boxes as there may be, with ties."""
    rng = np.random.default_rng(4)
    count = np.diff([0, 9, 40, 41, 100, 150, RANKED])

    def boxes():
        start = [rng.uniform(0, 600, (n, 2)) for n in count]
        return [np.hstack([s, s + rng.uniform(1, 200, s.shape)]) for s in start]

    objects = boxes()
    near = [own + rng.normal(0, 9, (len(own), 1)) for own in objects]
    named = {"images": [scene()] * 6, "objects": objects, "boxes": near}
    named["scores"] = [rng.integers(101, size=n) / 100 for n in count]
    return PrecisionRecall(**named | options)


MAKE = {
    AnchorClusters: clusters,
    BoxOverlap: BoxOverlap,
    Convolution: Convolution,
    Dilation: dilated,
    MatchDetections: judge,
    PrecisionRecall: ranked,
    SlidingWindow: sliding,
    SuppressBoxes: suppress,
    TransposedConvolution: TransposedConvolution,
    YoloCell: YoloCell,
}
# What a browser may say, where it is not a row and a column.
SAID = {
    AnchorClusters: {"iteration": 1},
    BoxOverlap: {"boxes": [[0, 0, 1, 1], [0, 0, 2, 2]]},
    Dilation: {"kernel": 2, "rates": [1, 2], "position": -10},
    MatchDetections: {"step": 7, "rule": "voc"},
    PrecisionRecall: {"score_threshold": 0.25, "method": "11-point"},
    SuppressBoxes: {"step": 1},
    TransposedConvolution: {"row": 4, "column": 1, "overlap": True},
}


# All explorers ----------------------------------------------------------------------


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_module_is_one_short_string_that_loads_nothing(explorer):
    module, style = str(explorer._esm), str(explorer._css)
    assert module.count("export default ") == module.count("export ") == 1
    assert not re.search(r"\bimport\b|document\.(query|get)", module)
    addresses = set(re.findall(r"https?://[^\"'` ]+", module + style))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, never asked for
    assert len(module.encode()) < 60_000


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.[jc]s*")), ids=lambda p: p.name)
def test_every_file_of_the_browser_is_short(path):
    assert path.stat().st_size < 10_000


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_styles_of_an_explorer_win_over_shared_ones(explorer):
    """Whatever comes last: another explorer on the page brings frame.css again."""
    stem = explorer.__module__.rpartition(".")[2]
    own = f".explorer.{stem.replace('_', '-')}"
    text = (FOLDER / f"{stem}.css").read_text(encoding="utf8")
    rules = re.sub(r"(?s)/\*.*?\*/|\{[^{}]*\}", "", text)
    rules = re.sub(r"@[^{]*\{|\}", "", rules)
    selectors = [line.strip() for line in rules.splitlines() if line.strip()]
    assert selectors
    assert [s for s in selectors if not s.startswith(own)] == []


FILES = {
    "one.js": 'import { two, x } from "./two.js";\nconst [a, b] = [two, x];\n'
    "export default a + b;\n",
    "two.js": "export const two = 2;\nexport function x() {}\nconst hidden = 3;\n",
}


@pytest.mark.parametrize(
    "changed, message",
    [
        ({"two.js": "export const two = 2;"}, "`one.js` must import .* Received: x"),
        ({"two.js": FILES["two.js"].replace("export f", "f")}, "Received: x"),
        ({"two.js": FILES["two.js"] + "let a = 4;\n"}, "`a` must be declared in one"),
        ({"two.js": 'import { a } from "./one.js";\n'}, "must have no circle"),
        ({"one.js": 'import two from "./two.js";\n'}, "must write its imports as"),
        ({"one.js": 'import * as t from "./two.js";\n'}, "must write its imports as"),
    ],
)
def test_source_refuses_what_would_not_work_as_one_file(
    tmp_path, monkeypatch, changed, message
):
    monkeypatch.setattr(modules, "FOLDER", tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    assert modules.source("one.js") == (
        "const two = 2;\nfunction x() {}\nconst hidden = 3;\n\n"
        "const [a, b] = [two, x];\nexport default a + b;\n"
    )
    for name, text in changed.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=message):
        modules.source("one.js")


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_repr_is_the_call_that_makes_it(explorer):
    first, second = MAKE[explorer](), MAKE[explorer]()
    call = ast.parse(repr(first), mode="eval").body
    assert repr(first) == repr(second)
    assert call.func.id == explorer.__name__
    parameters = list(inspect.signature(explorer).parameters.values())
    data = [p.name for p in parameters if p.default is p.empty]
    assert [ast.unparse(each) for each in call.args] == data
    assert [word.arg for word in call.keywords] == [
        p.name for p in parameters if p.name not in data
    ]
    values = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    assert values == {name: getattr(first, name) for name in values}


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_an_output_has_the_view_and_the_call_and_no_picture(explorer):
    """`make run` takes the picture in a browser."""
    data, _ = MAKE[explorer]()._repr_mimebundle_()
    assert set(data) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert data["text/plain"] == repr(MAKE[explorer]())


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_state_is_json_and_below_150_kilobytes(explorer):
    assert len(json.dumps(MAKE[explorer]().get_state())) < 150_000


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_python_sends_no_echo_of_what_the_browser_said(explorer):
    made = MAKE[explorer]()
    sent = []
    made._send = lambda message, buffers=None: sent.append(message)
    said = SAID.get(explorer, {"row": 1, "column": 1}) | {"goals_met": ["x"]}
    made.set_state(said)
    assert {name: getattr(made, name) for name in said} == said
    assert not any(said.keys() & message.get("state", {}) for message in sent)


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_what_is_not_taken_raises_value_error_and_changes_nothing(explorer):
    """Whatever the kind of trait; what came with it in one message is taken back."""
    made = MAKE[explorer]()
    before = repr(made)
    for name in made._settings:
        for wrong in ("?", [[None]], np.nan, -1e9):
            with pytest.raises(ValueError, match=f"`{name}` must be"):
                setattr(made, name, wrong)
            with pytest.raises(ValueError, match=f"`{name}` must be"):
                made.set_state({**SAID.get(explorer, {}), name: wrong})
            assert repr(made) == before


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_unknown_arguments_are_refused(explorer):
    with pytest.raises(TypeError, match="strides"):
        MAKE[explorer](strides=2)


# SuppressBoxes ----------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 100), st.integers(0, 100), st.booleans(), st.randoms())
def test_each_step_keeps_what_nms_keeps(score, threshold, per_class, random):
    boxes, scores, labels = some_boxes(60)
    options = {"boxes": boxes, "scores": scores, "labels": labels}
    explorer = suppress(
        score_threshold=score / 100,
        iou_threshold=threshold / 100,
        per_class=per_class,
        **options,
    )
    (some,) = np.nonzero(scores >= score / 100)
    groups = [labels[some]] if per_class else []
    function = batched_nms if per_class else nms
    kept = some[function(boxes[some], scores[some], *groups, threshold / 100)]
    assert explorer.steps == len(kept)
    explorer.step = random.randint(0, len(kept))
    np.testing.assert_array_equal(explorer.kept, kept[: explorer.step])

    # Each box with the score is kept, struck out or waits, and for a reason.
    struck = explorer._struck_in
    parts = [explorer.kept, np.flatnonzero(struck), explorer._waiting]
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), some)
    rivals = box_iou(boxes, boxes[explorer.kept]) > threshold / 100
    if per_class:
        rivals &= labels[:, None] == labels[explorer.kept]
    for i in np.flatnonzero(struck):
        assert struck[i] == rivals[i].argmax() + 1 and rivals[i].any()
    assert not rivals[explorer._waiting].any()
    number = f"Step {explorer.step} of {len(kept)}: "
    assert explorer.sentence.startswith(number)


def test_sentences_of_suppression_and_its_boundary():
    boxes = [[0, 0, 2, 4], [0, 0, 2, 2], [0, 2, 2, 4], [5, 5, 9, 9]]
    explorer = suppress(boxes=boxes, scores=[0.9, 0.8, 0.8, 0.5], labels=[2, 2, 1, 1])
    said = []
    for step in range(explorer.steps + 1):
        explorer.step = step
        said.append(explorer.sentence)
    # Equal to the threshold: nothing is struck out. Equal scores: the first is first.
    assert said == [
        "Step 0 of 4: 4 boxes score at least 0.5 and wait.",
        "Step 1 of 4: keeps poppy 0.90 and strikes out no box; 1 kept so far, 3 wait.",
        "Step 2 of 4: keeps poppy 0.80 and strikes out no box; 2 kept so far, 2 wait.",
        "Step 3 of 4: keeps lily 0.80 and strikes out no box; 3 kept so far, 1 waits.",
        "Step 4 of 4: keeps lily 0.50 and strikes out no box; 4 kept so far, none "
        "waits.",
    ]
    explorer.iou_threshold = 0.49
    assert (explorer.step, explorer.steps) == (3, 3)
    explorer.step = 1
    assert explorer.sentence == (
        "Step 1 of 3: keeps poppy 0.90 and strikes out 1 box; 1 kept so far, 2 wait."
    )
    explorer.per_class = False
    assert explorer.sentence == (
        "Step 1 of 2: keeps poppy 0.90 and strikes out 2 boxes; 1 kept so far, 1 waits."
    )
    explorer.score_threshold, explorer.step = 0.51, 0
    assert explorer.sentence == "Step 0 of 1: 3 boxes score at least 0.51 and wait."
    explorer.score_threshold = 0.9
    assert explorer.sentence == "Step 0 of 1: 1 box scores at least 0.9 and waits."
    explorer.score_threshold = 1
    assert explorer.sentence == "Step 0 of 0: no box scores at least 1."


def test_suppression_takes_float32_and_no_boxes():
    boxes, scores, labels = some_boxes(20)
    single = suppress(boxes=np.float32(boxes), scores=np.float32(scores), labels=labels)
    assert single._boxes.dtype == single._scores.dtype == float
    empty = suppress(boxes=np.zeros((0, 4)), scores=[], labels=[], score_threshold=0)
    assert empty.steps == len(empty.kept) == 0
    assert empty._picture()


def test_one_message_may_change_a_threshold_and_the_step():
    explorer = suppress(iou_threshold=0)
    steps = explorer.steps
    explorer.set_state({"iou_threshold": 1, "step": steps + 1})
    assert (explorer.iou_threshold, explorer.step) == (1, steps + 1)
    with pytest.raises(TraitError):
        explorer.set_state({"iou_threshold": 0, "step": steps + 2})
    assert (explorer.iou_threshold, explorer.step) == (1, steps + 1)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"image": scene().astype(float)}, "`image` must be uint8 .*=float64"),
        ({"image": scene()[..., 0]}, "`image` must be uint8 .*672, 672"),
        ({"image": np.zeros((0, 5, 3), np.uint8)}, "`image` must be uint8 .*0, 5, 3"),
        ({"boxes": np.zeros((MOST, 3))}, "`boxes` must have four numbers"),
        ({"boxes": [[2, 0, 1, 1]] * MOST}, "`boxes` must be `xyxy`"),
        ({"scores": [0.5]}, r"`scores` must be one per box, .*shape=\(1,\)"),
        ({"scores": [-0.1] * MOST}, "`scores` must be from 0 to 1.* -0.1 in row 0"),
        ({"scores": [np.nan] * MOST}, "`scores` must be finite"),
        ({"labels": [0]}, "`labels` must be one per box"),
        ({"labels": [0.0] * MOST}, "`labels` must be whole numbers from 0 to 2"),
        ({"labels": [3] * MOST}, "`labels` must be whole numbers from 0 to 2"),
        ({"score_threshold": 1.1}, "`score_threshold` must be .* 1. Received: .*=1.1"),
        ({"score_threshold": True}, "`score_threshold` must be a number .*=True"),
        ({"iou_threshold": np.nan}, "`iou_threshold` must be a number .*=nan"),
        ({"iou_threshold": "0.5"}, "`iou_threshold` must be a number .*'0.5'"),
        (
            {"step": MOST + 1},
            "`step` must be .* until no box waits.* step=301",
        ),
        ({"step": -1}, "`step` must be a whole number from 0. Received: step=-1"),
        ({"per_class": 2}, "per_class.*boolean.* 2"),
    ],
)
def test_suppress_boxes_refuses(options, message):
    with pytest.raises((ValueError, TraitError), match=message):
        suppress(**options)


def test_suppress_boxes_refuses_more_than_can_be_drawn():
    boxes, scores, labels = some_boxes(MOST + 1)
    with pytest.raises(ValueError, match=r"`boxes` must be at most 300.* 301"):
        suppress(boxes=boxes, scores=scores, labels=labels)


# MatchDetections --------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(
    st.sampled_from(["voc", "coco"]),
    st.integers(1, 100),
    st.integers(0, JUDGED),
    st.integers(0, 2**32 - 1),
)
def test_what_is_judged_is_what_match_detections_says(rule, threshold, step, seed):
    rng = np.random.default_rng(seed)
    explorer = judge(
        ignored=rng.random(OBJECTS) < 0.4,
        scores=(scores := rng.integers(9, size=JUDGED) / 8),
        rule=rule,
        iou_threshold=threshold / 100,
        step=step,
    )
    order = np.argsort(-scores, kind="stable")
    np.testing.assert_array_equal(explorer.ranking, order[:step])
    settings = (explorer._objects, threshold / 100, rule, explorer._ignored)
    given, outcome = match_detections(explorer._boxes, *settings)
    np.testing.assert_array_equal(explorer.object_index, given[:step])
    np.testing.assert_array_equal(explorer.outcome, outcome[:step])
    if step:
        counts = r"(\d+) hits? of (\d+) objects?, (\d+) false positives?, (\d+) ignored"
        hits, of, *others = re.search(counts, explorer.sentence).groups()
        kinds = [(outcome[:step] == kind).sum() for kind in (1, 0, -1)]
        assert [int(number) for number in (hits, *others)] == kinds
        assert int(of) == (~explorer._ignored).sum()
        # The object that the sentence names first is the one that was given.
        if given[step - 1] >= 0:
            named = re.search(r"object (\d+)", explorer.sentence)[1]
            assert int(named) == given[step - 1]


def reasons(**options):
    """What every step says, without its head and the counts."""
    explorer = judge(**options)
    said = []
    for step in range(1, len(explorer._boxes) + 1):
        explorer.step = step
        said.append(re.search(r" is (?:an? )?(.*)\. So far", explorer.sentence)[1])
    return said


def test_reasons_of_a_taken_object_under_both_rules():
    """The second box is nearer to the first object, and near enough to the other."""
    scene = {
        "objects": [[0, 0, 100, 100], [30, 0, 130, 100]],
        "boxes": [
            [12, 0, 112, 100],
            [0, 0, 100, 100],
            [0, 0, 100, 50],
            [200, 0, 201, 9],
        ],
        "scores": [0.8, 0.9, 0.7, 0.1],
        "ignored": None,
    }
    assert reasons(**scene, rule="voc") == [
        "hit: object 0, IoU 1.00",
        "false positive: object 0 is taken (duplicate), IoU 0.79; object 1 is free but "
        "has less, IoU 0.69",
        "false positive: object 0 is taken (duplicate), IoU 0.50, equal to the "
        "threshold",
        "false positive: it overlaps no object",
    ]
    assert reasons(**scene) == [
        "hit: object 0, IoU 1.00",
        "hit: object 1, IoU 0.69, the best unused; object 0 is taken, IoU 0.79",
        "false positive: object 0 is taken (duplicate), IoU 0.50, equal to the "
        "threshold",
        "false positive: it overlaps no object",
    ]
    assert reasons(**scene, iou_threshold=0.7)[1:3] == [
        "false positive: object 0 is taken (duplicate), IoU 0.79; best unused IoU 0.69 "
        "(object 1) below 0.7",
        "false positive: best IoU 0.50 (object 0) below 0.7",
    ]


def test_reasons_of_equal_ious():
    scene = {
        "objects": [[0, 0, 10, 10], [0, 0, 10, 10]],
        "boxes": [[0, 0, 10, 10]] * 3,
        "scores": [0.5] * 3,
        "ignored": None,
    }
    assert reasons(**scene, rule="voc") == [
        "hit: object 0, IoU 1.00; of equal IoUs the first",
        *[
            "false positive: object 0 is taken (duplicate), IoU 1.00; object 1 is free "
            "but comes later"
        ]
        * 2,
    ]
    assert reasons(**scene) == [
        "hit: object 1, IoU 1.00; of equal IoUs the last",
        "hit: object 0, IoU 1.00, the best unused; object 1 is taken, IoU 1.00",
        "false positive: object 1 is taken (duplicate), IoU 1.00",
    ]


def test_reasons_of_objects_that_do_not_count():
    scene = {
        "objects": [[0, 0, 20, 20], [0, 0, 20, 10]],
        "boxes": [[0, 0, 20, 14], [0, 0, 20, 14], [0, 10, 10, 20]],
        "scores": [0.9, 0.8, 0.7],
        "ignored": [True, False],
    }
    assert reasons(**scene, rule="voc") == [
        "hit: object 1, IoU 0.71",
        "false positive: object 1 is taken (duplicate), IoU 0.71; object 0 is free but "
        "has less, IoU 0.70",
        "false positive: best IoU 0.25 (object 0) below 0.5",
    ]
    assert reasons(**scene) == [
        "hit: object 1, IoU 0.71; the crowd, object 0, comes after",
        "ignored: object 0 is a crowd, 1.00 of the box inside; object 1 is taken, IoU "
        "0.71",
        "ignored: object 0 is a crowd, 1.00 of the box inside",
    ]
    scene["ignored"] = [True, True]
    difficult = "ignored: object 1 is difficult, IoU 0.71"
    assert reasons(**scene, rule="voc")[:2] == [difficult] * 2


def test_an_iou_has_the_digits_that_tell_it_from_the_threshold():
    below, above = [0, 0, 1024, 511.75], [0, 0, 1024, 512.25]
    scene = {"objects": [[0, 0, 1024, 1024]], "ignored": None, "scores": [0.5, 0.4]}
    assert reasons(**scene, boxes=[below, above], rule="voc") == [
        "false positive: best IoU 0.4998 (object 0) below 0.5",
        "hit: object 0, IoU 0.50",
    ]


def test_sentences_without_objects_or_boxes():
    nothing = {"boxes": np.zeros((0, 4)), "scores": []}
    explorer = judge(**nothing)
    assert explorer.sentence == (
        "Step 0 of 0, rule coco: 9 objects to find, 3 ignored; 0 detections wait."
    )
    assert explorer.object_index.shape == explorer.outcome.shape == (0,)
    one = {"objects": np.zeros((0, 4)), "boxes": [[0, 0, 9, 9]], "scores": [1]}
    for rule in ("voc", "coco"):
        explorer = judge(**one, ignored=None, rule=rule, step=1)
        assert explorer.sentence == (
            f"Step 1 of 1, rule {rule}: #0, score 1.00, is a false positive: there is "
            "no object. So far 0 hits of 0 objects, 1 false positive, 0 ignored."
        )
        assert explorer._picture()
    explorer.step = 0
    assert explorer.sentence.endswith("0 ignored; 1 detection waits.")


def test_edges_are_rounded_so_that_browser_and_python_agree():
    explorer = judge(boxes=[[0.1, 1 / 3, 50.0004, 60]], scores=np.float32([0.7]))
    (box,) = 1024 * explorer._boxes
    assert box.tolist() == [102, 341, 51200, 61440]
    assert not (1024 * explorer._objects % 1).any()


@pytest.mark.parametrize(
    "options, message",
    [
        ({"image": scene().astype(float)}, "`image` must be uint8 .*=float64"),
        ({"objects": [0, 0, 1, 1]}, r"`objects` must be finite numbers, \[M, 4\]"),
        ({"objects": [[0, 0, np.nan, 1]]}, r"`objects` must be finite numbers"),
        ({"objects": [["0", "0", "1", "1"]]}, r"`objects` must be finite numbers"),
        ({"objects": [[2, 0, 1, 1]]}, r"`objects` must be `xyxy`.* \[2.*\] in row 0"),
        ({"objects": [[0, 0, 1, 1]] * 13}, "`objects` must be at most 12.* 13"),
        ({"boxes": [[2, 0, 1, 1]] * JUDGED}, "`boxes` must be `xyxy`"),
        ({"scores": [0.5]}, "`scores` must be one per box"),
        ({"scores": [np.inf] * JUDGED}, "`scores` must be finite"),
        (
            {"boxes": [[0, 0, 1, 1]] * 61, "scores": [0] * 61},
            "`boxes` must be at most 60; take the best. Received: 61",
        ),
        ({"ignored": [True]}, "`ignored` must be 12 flags, one per object"),
        ({"ignored": [2] * OBJECTS}, "`ignored` must be 12 flags"),
        ({"ignored": ["no"] * OBJECTS}, "`ignored` must be 12 flags"),
        ({"ignored": ["0"] * OBJECTS}, "`ignored` must be 12 flags"),
        ({"objects": [[0, 0, 1, 1], [0, 0, 1]]}, "`objects` must have rows of equal"),
        ({"rule": "lvis"}, r"'rule' .* \['voc', 'coco'\].* 'lvis'"),
        ({"iou_threshold": 0}, "`iou_threshold` must be above 0.* iou_threshold=0"),
        ({"iou_threshold": 1.01}, "`iou_threshold` must be a number from 0 to 1"),
        ({"step": JUDGED + 1}, "`step` must be .* from 0 to 60, .* step=61"),
        ({"step": 1.5}, "`step` must be a whole number from 0"),
    ],
)
def test_match_detections_refuses(options, message):
    with pytest.raises((ValueError, TraitError), match=message):
        judge(**options)
