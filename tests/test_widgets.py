"""Explorers without a browser: those of the first design."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from traitlets import TraitError

from course_utils.metrics import match_detections
from course_utils.widgets import (
    MatchDetections,
)
from course_utils.widgets.match_detections import MOST as JUDGED
from course_utils.widgets.match_detections import OBJECTS
from explorers import scene
from tools.normalize import ROOT

FOLDER = ROOT / "course_utils" / "widgets"


def judge(**options):
    """As many boxes and objects as there may be; scores with ties, not in order."""
    rng = np.random.default_rng(5)
    start = rng.uniform(0, 500, (OBJECTS, 2))
    objects = np.hstack([start, start + rng.uniform(40, 160, (OBJECTS, 2))])
    near = objects[rng.integers(OBJECTS, size=JUDGED)]
    named = {"image": scene(672), "objects": objects}
    named["boxes"] = near + rng.normal(0, 12, (JUDGED, 4))
    named["scores"] = rng.integers(21, size=JUDGED) / 20
    named["ignored"] = np.arange(OBJECTS) % 4 == 3
    return MatchDetections(**named | options)


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
        ({"image": scene(672).astype(float)}, "`image` must be uint8 .*=float64"),
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
