"""MatchDetections: its traits, and its page against `metrics.match_detections`."""

import re

import numpy as np
import pytest

from course_utils.boxes import box_iou
from course_utils.metrics import match_detections
from course_utils.widgets import MatchDetections
from course_utils.widgets.match_detections import MOST, OBJECTS

PICTURE = np.zeros((100, 160, 3), np.uint8)
# Two that lie over each other, one that does not count, one apart.
SEEN = [[0, 0, 100, 40], [30, 0, 130, 40], [0, 50, 40, 90], [120, 60, 160, 100]]
# The first object; nearer to it than to the second; inside the third; half the fourth;
# nothing. The order of scores is not that of the list.
BOXES = [
    *([12, 0, 112, 40], [0, 0, 100, 40], [0, 50, 40, 70], [120, 60, 160, 80]),
    [60, 60, 80, 80],
]
SCORES = [0.8, 0.9, 0.7, 0.6, 0.5]
RULES = ("voc", "coco")


def small(**options):
    data = {"objects": SEEN, "boxes": BOXES, "scores": SCORES}
    data["ignored"] = [False, False, True, False]
    return MatchDetections(options.pop("image", PICTURE), **data | options)


def scenes():
    """Objects, boxes, scores and ignored: on whole pixels and between, many equal."""
    rng = np.random.default_rng(0)
    sizes = [(0, 0), (0, 3), (3, 0), (1, 4), *[(4, 12), (6, 20)] * 8, (OBJECTS, MOST)]
    for i, (m, d) in enumerate(sizes):
        corner = rng.integers(0, 4, (m, 2)) * 10
        objects = np.hstack([corner, corner + rng.choice([0, 10, 20, 20, 40], (m, 2))])
        boxes = np.zeros((d, 4), int)
        if m:
            if i % 2:
                objects = objects[rng.integers(m, size=m)]  # some are equal
            near = rng.integers(m, size=d)
            boxes = objects[near] + rng.choice([0, 0, 0, 5, 10], (d, 4))
        boxes[:, 2:] = np.maximum(boxes[:, :2], boxes[:, 2:])
        scores = rng.integers(0, 11, d) / 10
        if i % 3 == 2:
            boxes = boxes + rng.uniform(0, 1, (d, 4)).cumsum(axis=1)
            scores = rng.random(d).astype(np.float32)
        yield objects, boxes, scores, rng.random(m) < 0.3


def random_states(explorer, count=30):
    rng = np.random.default_rng(1)
    iou = box_iou(explorer._boxes, explorer._objects)
    # Half of them are reached exactly, by some box.
    thresholds = [*np.arange(1, 21) / 20, *rng.choice([0.5, *iou[iou > 0.1]], 20)]
    for i in range(count):
        yield {
            "rule": RULES[i % 2],
            "iou_threshold": float(rng.choice(thresholds)),
            "step": int(rng.integers(len(explorer._boxes) + 1)),
        }


def both(explorer, threshold):
    """What each rule says of all boxes: [rule][given, outcome]."""
    data = explorer._boxes, explorer._objects
    return [
        match_detections(*data, threshold, rule, explorer._ignored) for rule in RULES
    ]


def test_every_step_agrees_with_match_detections(bench):
    exact = ties = 0
    said = []
    for objects, boxes, scores, ignored in scenes():
        data = {"boxes": boxes, "scores": scores, "ignored": ignored}
        explorer = small(objects=objects, **data)
        order = np.argsort(-scores.astype(float), kind="stable")
        np.testing.assert_allclose(explorer._boxes, boxes[order], atol=1 / 2048)
        bench.mount(explorer)
        states = list(random_states(explorer))
        for state, seen in zip(states, bench.walk_through(states), strict=True):
            explorer.set_state(state)
            step, threshold = state["step"], state["iou_threshold"]
            truth = both(explorer, threshold)
            shown = seen["shown"]["given"], seen["shown"]["outcomes"]
            for r, rule in enumerate(RULES):
                given, outcome = (part[:step].tolist() for part in truth[r])
                assert (shown[0][r], shown[1][r]) == (given, outcome)
                counts = [outcome.count(kind) for kind in (1, 0, -1)]
                if step:
                    told = (
                        rf"(\d+) hits?, (\d+) false \w+, (\d+) ignored \({rule.upper()}"
                    )
                    numbers = re.search(told, seen["words"]).groups()
                    assert list(map(int, numbers)) == counts
                if rule == state["rule"]:
                    assert explorer.object_index.tolist() == given
                    assert explorer.outcome.tolist() == outcome
                    assert explorer.ranking.tolist() == order[:step].tolist()
            iou = box_iou(explorer._boxes, explorer._objects)
            exact += (iou == threshold).sum()
            best = iou.max(axis=1, initial=0, keepdims=True)
            ties += (((iou == best) & (best > 0)).sum(axis=1) > 1).sum()
            said.append(seen["words"])
    assert len(said) > 600 and exact > 300 and ties > 300
    # Every reason there is comes up, and more than once.
    for reason in (
        *("there is no object", "it overlaps no object", "best IoU", "(duplicate)"),
        *("best unused IoU", "is free but has less", "is free but comes later"),
        *("of equal IoUs the first", "of equal IoUs the last", "the best unused;"),
        *("is a crowd", "is difficult", "comes after", "of the box inside; object"),
        *("equal to the threshold", "0 ignored; 0 detections wait"),
    ):
        assert sum(reason in text for text in said) > 1, reason


# At 0.6 the second no longer fits the first object: it is left to the third.
STRICTER = {
    "objects": [[0, 0, 100, 100], [30, 0, 130, 100]],
    "boxes": [[30, 0, 130, 100], [20, 0, 120, 100], [0, 0, 100, 100]],
    "scores": [0.9, 0.8, 0.7],
    "ignored": [False, False],
    "step": 3,
}


@pytest.mark.parametrize(
    "name, meets, nearly",
    [
        ("ignored", {"iou_threshold": 0.6, "step": 3}, {"step": 3}),
        ("ignored", {"iou_threshold": 0.6, "step": 3}, {"iou_threshold": 0.6}),
        ("agree", {"iou_threshold": 0.4, "step": 5}, {"iou_threshold": 0.7, "step": 4}),
        ("agree", {"iou_threshold": 0.7, "step": 5}, {"iou_threshold": 0.6, "step": 5}),
        (
            "stricter",
            STRICTER | {"iou_threshold": 0.66},
            STRICTER | {"iou_threshold": 0.67},
        ),
        (
            "stricter",
            STRICTER | {"iou_threshold": 0.66},
            STRICTER | {"iou_threshold": 0.66, "rule": "voc"},
        ),
        (
            "stricter",
            STRICTER | {"iou_threshold": 0.66},
            STRICTER | {"iou_threshold": 0.66, "step": 2},
        ),
    ],
)
def test_goals(bench, name, meets, nearly):
    def truth(explorer):
        def outcomes(threshold):
            return np.array([outcome for _, outcome in both(explorer, threshold)])

        step, now = explorer.step, outcomes(explorer.iou_threshold)
        if name == "ignored":
            return step > 0 and sorted(now[:, step - 1]) == [-1, 0]
        if name == "stricter":
            more = outcomes(round(explorer.iou_threshold + 0.01, 2))
            turned = (now[1] == 0) & (more[1] == 1)
            return explorer.rule == "coco" and turned[step - 1]
        differ = [np.ptp(outcomes(i / 100), axis=0).astype(bool) for i in range(1, 101)]
        fewest = min(map(sum, differ))
        return step == len(now[0]) and (now[0] != now[1]).sum() == fewest

    for changes, right in [(meets, True), (nearly, False)]:
        explorer = small(**changes)
        assert truth(explorer) == right
        assert (name in bench.goals(explorer)) == right


def test_goals_that_no_threshold_reaches_are_not_shown(bench):
    def names(**data):
        bench.mount(small(**data))
        goals = bench.page.locator(".goals li").all()
        return [goal.get_attribute("data-goal") for goal in goals]

    assert names() == ["ignored", "agree"]
    assert names(**STRICTER) == ["agree", "stricter"]
    assert names(boxes=BOXES[:1], scores=[1], objects=SEEN[:1], ignored=None) == []


def test_the_list_has_every_iou_and_both_verdicts(bench):
    bench.mount(small(rule="voc", step=3))
    rows = bench.page.locator(".rows li")
    assert [text.split() for text in rows.all_inner_texts()] == [
        ["#1", "0.90", "hit", "hit", "1.00", ".54", "0", "0"],
        ["#0", "0.80", "false", "hit", "≠", ".79", ".69", "0", "0"],
        ["#2", "0.70", "ignored", "ignored", "0", "0", ".50", "0"],
        ["#3", "0.60", "0", "0", "0", ".50"],
        ["#4", "0.50", "0", "0", "0", "0"],
    ]
    heads = bench.text(".list .head")
    assert heads == "boxscorevoccoco01(2)3"
    bench.set(rule="coco")
    assert rows.nth(2).locator("span").nth(6).text_content() == "1.00"
    cells = rows.nth(1).locator("span").all()[4:7]
    classes = [cell.get_attribute("class") for cell in cells]
    assert classes == ["high taken", "high given", None]


def test_the_picture_shows_each_outcome_in_its_own_way(bench):
    bench.mount(small(rule="voc", step=4))
    page = bench.page
    strokes = set()
    for name in ("hit", "false", "off"):
        line = page.locator(f".scene .mark.{name}:not(.now) .line").first
        assert line.is_visible()
        strokes.add(line.evaluate("node => getComputedStyle(node).strokeDasharray"))
    assert len(strokes) == 3 and "none" not in strokes
    assert page.locator(".mark.waiting .line:visible").count() == 0
    assert bench.text(".legend").endswith("hatched: difficult")
    assert page.locator(".badge.found").all_text_contents() == ["0", "2", "3"]
    bench.set(rule="coco")
    assert bench.text(".legend").endswith("hatched: crowd")
    assert page.locator(".badge.found").count() == 4


def test_the_box_of_this_step_has_a_frame_a_tag_and_a_line_to_its_object(bench):
    bench.mount(small(rule="voc"))
    frame, tag = bench.page.locator(".scene .window"), bench.page.locator(".tag")
    line = bench.page.locator(".scene path.line:visible")
    assert not frame.is_visible() and tag.count() == line.count() == 0
    bench.set(step=2)
    place = [frame.get_attribute(name) for name in ("x", "y", "width", "height")]
    assert place == ["12", "0", "100", "40"]
    assert tag.text_content() == "#0 0.80"
    # To the middle of the object that is taken; under COCO to the one that is free.
    assert line.get_attribute("d").endswith("L50,20")
    bench.set(rule="coco")
    assert line.get_attribute("d").endswith("L80,20")
    bench.set(step=5)
    assert bench.shown()["to"] == -1 and line.count() == 0


def test_a_row_and_a_box_point_at_each_other_and_a_click_goes_there(bench):
    bench.mount(small(step=1))
    page = bench.page
    row = page.locator(".rows li").nth(3)
    row.hover()
    assert page.locator(".mark.pointed .line").is_visible()
    assert bench.text(".tag >> nth=0") == "#3 0.60"
    row.click()
    assert bench.state("step") == (4,)
    assert row.get_attribute("aria-selected") == "true"
    corner = page.locator(".scene").bounding_box()
    scale = corner["width"] / 160
    page.mouse.click(corner["x"] + scale * 106, corner["y"] + scale * 20)
    assert bench.state("step") == (2,)
    page.mouse.move(corner["x"] + scale * 70, corner["y"] + scale * 70)
    assert page.locator(".rows .pointed").count() == 0  # that box is not judged yet
    page.locator(".rows").focus()
    for key, step in {"ArrowDown": 3, "Home": 1, "End": 5}.items():
        page.keyboard.press(key)
        assert bench.state("step") == (step,), key


def test_a_step_brings_its_row_into_view(bench):
    scores = np.arange(MOST)[::-1] / MOST
    bench.mount(small(boxes=[[0, 0, 9, 9]] * MOST, scores=scores))
    for step in (1, MOST, 9):
        bench.set(step=step)
        row = bench.page.locator(".rows .now").bounding_box()
        rows = bench.page.locator(".rows").bounding_box()
        end = rows["y"] + rows["height"]
        assert rows["y"] <= row["y"] and row["y"] + row["height"] <= end


def test_edges_are_rounded_so_that_browser_and_python_agree():
    explorer = small(boxes=[[0.1, 1 / 3, 50.0004, 60]], scores=np.float32([0.7]))
    (box,) = 1024 * explorer._boxes
    assert box.tolist() == [102, 341, 51200, 61440]


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"image": PICTURE.astype(float)}, "`image` must be uint8 .*=float64"),
        ({"objects": [[0, 0, np.nan, 1]]}, "`objects` must be finite numbers"),
        ({"objects": [[2, 0, 1, 1]]}, r"`objects` must be `xyxy`.* \[2.*\] in row 0"),
        ({"objects": [[0, 0, 1, 1]] * 13}, "`objects` must be at most 12.* 13"),
        ({"boxes": [[2, 0, 1, 1]] * 5}, "`boxes` must be `xyxy`"),
        ({"boxes": np.zeros((MOST + 1, 4))}, "`boxes` must be at most 60.* 61"),
        ({"scores": [0.5]}, "`scores` must be one per box"),
        ({"scores": [np.inf] * 5}, "`scores` must be finite"),
        ({"ignored": [True]}, "`ignored` must be 4 flags, one per object"),
        ({"ignored": ["0"] * 4}, "`ignored` must be 4 flags"),
        ({"rule": "lvis"}, "`rule` must be 'voc' or 'coco'. Received: rule='lvis'"),
        ({"iou_threshold": 0}, "`iou_threshold` must be above 0.* iou_threshold=0"),
        ({"iou_threshold": 1.01}, "`iou_threshold` must be a number from 0 to 1"),
        ({"step": 6}, "`step` must be from 0 to 5 here. Received: step=6"),
    ],
)
def test_what_it_cannot_take_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        small(**wrong)
