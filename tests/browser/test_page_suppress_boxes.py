"""SuppressBoxes: its traits, and its page against `boxes.nms` and `batched_nms`."""

import numpy as np
import pytest

from course_utils.boxes import batched_nms, box_iou, nms
from course_utils.widgets import SuppressBoxes
from course_utils.widgets.suppress_boxes import MOST

CLASSES = ["daisy", "lily", "poppy"]
PICTURE = np.zeros((100, 120, 3), np.uint8)
# IoU with the first: 1/2, 1/2 in another class, 1/4; the last two lie elsewhere.
BOXES = [
    *([0, 0, 20, 40], [0, 0, 20, 20], [0, 20, 20, 40], [0, 0, 10, 20]),
    *([50, 50, 90, 90], [50, 52, 90, 92]),
]
SCORES = [0.9, 0.8, 0.8, 0.3, 0.6, 0.95]
LABELS = [0, 0, 1, 0, 2, 2]


def small(**options):
    data = {"boxes": BOXES, "scores": SCORES, "labels": LABELS, "classes": CLASSES}
    image = options.pop("image", PICTURE)
    return SuppressBoxes(image, **data | options)


def sets_of_boxes():
    """Boxes, scores and labels: on whole pixels and between, with ties and equals."""
    rng = np.random.default_rng(0)
    for i, count in enumerate((0, 1, 2, 7, 20, 20, 40, 40, 64, 100)):
        # Narrow choices, so that many IoU are simple fractions, and scores equal.
        start = 10 * rng.integers(0, 5, (count, 2)) + rng.integers(0, 3, (count, 2))
        boxes = np.hstack([start, start + rng.integers(0, 4, (count, 2)) * 10])
        scores = rng.integers(0, 21, count) / 20
        if i % 2:
            boxes = boxes + rng.uniform(0, 0.01, (count, 4)).cumsum(axis=1)
            scores = rng.random(count).astype(np.float32)
        yield boxes, scores, rng.integers(3, size=count)


def fates(data, state):
    """By the functions of `boxes`: what is kept, struck in this step, and waits."""
    boxes, scores, labels = data
    threshold, step = state["iou_threshold"], state["step"]
    (some,) = np.nonzero(np.asarray(scores, float) >= state["score_threshold"])
    groups = [labels[some]] if state["per_class"] else []
    function = batched_nms if state["per_class"] else nms
    kept = some[function(boxes[some], scores[some], *groups, threshold)]
    rivals = box_iou(boxes, boxes[kept]) > threshold
    if state["per_class"]:
        rivals &= labels[:, None] == labels[kept]
    free = np.setdiff1d(some, kept)
    by = rivals[free].argmax(axis=1) + 1 if len(kept) else free
    waiting = [*kept[step:], *free[by > step]]
    return kept, free[by == step].tolist(), sorted(map(int, waiting))


def random_states(explorer, count=40):
    rng = np.random.default_rng(1)
    for i in range(count):
        explorer.score_threshold = rng.integers(101) / 100 if i else 0
        explorer.iou_threshold = rng.choice([*np.arange(21) / 20, 1 / 3])
        explorer.per_class = i % 2 == 0
        explorer.step = rng.integers(explorer.steps + 1)
        names = ("score_threshold", "iou_threshold", "per_class", "step")
        yield {name: getattr(explorer, name) for name in names}


def test_every_step_agrees_with_nms(bench):
    boundary = ties = longest = 0
    for data in sets_of_boxes():
        boxes, scores, labels = data
        explorer = small(boxes=boxes, scores=scores, labels=labels)
        bench.mount(explorer)
        states = list(random_states(explorer))
        for state, seen in zip(states, bench.walk_through(states), strict=True):
            explorer.set_state(state)
            kept, struck, waiting = fates(data, state)
            step = state["step"]
            assert explorer.kept.tolist() == kept[:step].tolist()
            assert explorer.steps == len(kept)
            assert seen["shown"] == {
                "kept": kept[:step].tolist(),
                "steps": len(kept),
                "struck": struck if step else [],
                "waiting": waiting,
            }
            assert seen["words"].startswith(f"Step {step} of {len(kept)}: ")
            boundary += (box_iou(boxes, boxes) == state["iou_threshold"]).sum()
            ties += len(scores) - len(np.unique(scores))
            longest = max(longest, len(kept))
    assert boundary > 100 and ties > 100 and longest > 20


def test_words_name_what_is_kept_and_count_the_rest(bench):
    bench.mount(small(step=3))
    # Equal to the threshold: nothing is struck out. Equal scores: the first is first.
    for state, words in [
        ({}, "3 of 4: keeps daisy 0.80 and strikes out no box; 3 kept so far, 1 waits"),
        (
            {"iou_threshold": 0.49, "per_class": False},
            "2 of 2: keeps daisy 0.90 and strikes out 2 boxes; 2 kept so far, none "
            "waits",
        ),
        ({"step": 0}, "0 of 2: 5 boxes score at least 0.5 and wait"),
        ({"score_threshold": 0.95}, "0 of 1: 1 box scores at least 0.95 and waits"),
        ({"score_threshold": 1}, "0 of 0: no box scores at least 1"),
    ]:
        bench.set(**state)
        assert bench.text() == f"Step {words}."


# In one class: each overlaps the next by 1/2, the one after by 1/5.
CHAIN = [[10 * i, 0, 10 * i + 30, 10] for i in range(4)]
# The second overlaps the first by 1/5, and would strike the two others, which stay.
FORK = [[0, 0, 30, 10], [20, 0, 50, 10], [35, 0, 65, 10], [20, 4, 50, 14]]


@pytest.mark.parametrize(
    "name, meets, nearly",
    [
        ("one each", {"iou_threshold": 0.4, "step": 3}, {"step": 4}),
        ("one each", {"iou_threshold": 0.4, "step": 3}, {"step": 2}),
        (
            "overlap alone",
            {"iou_threshold": 0.4, "step": 3},
            {"score_threshold": 0.49, "iou_threshold": 0.4, "step": 3},
        ),
        ("spared", {"boxes": CHAIN, "step": 2}, {"boxes": CHAIN, "step": 1}),
        (
            "spared",
            {"boxes": CHAIN, "step": 2},
            {"boxes": CHAIN, "step": 2, "iou_threshold": 0.5},
        ),
        (
            "fewer",
            {"boxes": FORK, "iou_threshold": 0.19},
            {"boxes": FORK, "iou_threshold": 0.2},
        ),
    ],
)
def test_goals(bench, name, meets, nearly):
    def options(changes):
        if "boxes" not in changes:
            return changes
        start = {"scores": [0.9, 0.8, 0.7, 0.6], "labels": [0] * 4}
        return start | {"iou_threshold": 0.49, "score_threshold": 0} | changes

    def truth(explorer):
        data = explorer._boxes, explorer._scores, explorer._labels
        state = explorer._made["start"]
        step, threshold = state["step"], state["iou_threshold"]
        kept, *_ = fates(data, state)
        if name == "fewer":
            more = round(threshold + 0.01, 2)
            return len(fates(data, state | {"iou_threshold": more})[0]) < len(kept)
        if name == "spared":
            best, better = kept[step - 1], set(range(kept[step - 1])) - set(kept)
            iou = box_iou(data[0][[best]], data[0])[0]
            return any(iou[i] > threshold for i in better)
        each = sorted(data[2][kept]) == [0, 1, 2] and step == len(kept)
        return each and (name == "one each" or state["score_threshold"] == 0.5)

    for changes, right in [(meets, True), (nearly, False)]:
        explorer = small(**options(changes))
        assert truth(explorer) == right
        assert (name in bench.goals(explorer)) == right


def test_goals_that_no_threshold_reaches_are_not_shown(bench):
    def names():
        goals = bench.page.locator(".goals li").all()
        return [goal.get_attribute("data-goal") for goal in goals]

    bench.mount(small())
    assert names() == ["one each", "overlap alone", "spared"]
    bench.mount(small(boxes=BOXES[:1], scores=[0.4], labels=[0]))
    assert names() == ["spared"]


def test_the_list_is_ranked_and_says_what_became_of_each_box(bench):
    bench.mount(small(iou_threshold=0.4, step=2))
    rows = bench.page.locator(".rows li:visible")
    assert rows.all_inner_texts() == [
        "#5\n0.95\npoppy\nkept in step 1",
        "#0\n0.90\ndaisy\nkept in step 2",
        "#1\n0.80\ndaisy\nstruck by #0, IoU 0.50",
        "#2\n0.80\nlily\nwaits",
        "#4\n0.60\npoppy\nstruck by #5, IoU 0.90",
    ]


def test_the_picture_shows_each_state_in_its_own_way(bench):
    bench.mount(small(iou_threshold=0.4, step=2))
    styles = set()
    for state in ("kept", "now", "struck", "gone", "waiting", "low"):
        line = bench.page.locator(f".scene .mark.{state} .line")
        assert line.count() == 1
        assert line.is_visible() == (state not in ("gone", "low"))
        if line.is_visible() and state != "now":  # that one has the frame
            styles.add(line.evaluate("node => getComputedStyle(node).strokeDasharray"))
    assert len(styles) == 3
    frame = bench.page.locator(".scene .window")
    place = [frame.get_attribute(name) for name in ("x", "y", "width", "height")]
    assert place == ["0", "0", "20", "40"]
    bench.set(step=0)
    assert not frame.is_visible()
    assert bench.page.locator(".scene .tag").count() == 0


def test_tags_never_overlap_and_stay_inside(bench):
    """Where a hundred boxes are kept, too; the box of the step always has its own."""
    rng = np.random.default_rng(3)
    start = rng.uniform(0, 90, (100, 2))
    many = {"boxes": np.hstack([start, start + 9]), "scores": rng.random(100)}
    many |= {"labels": np.arange(100) % 3, "iou_threshold": 1, "score_threshold": 0}
    explorer = small(**many, step=100)
    bench.mount(explorer)
    place = "(node) => (({ left, top, right, bottom }) => [left, top, right, bottom])"
    place += "(node.getBoundingClientRect())"
    tags = bench.page.locator(".scene .tag")
    boxes = np.array([tag.evaluate(place) for tag in tags.all()])
    assert 10 < len(boxes) < 100
    iou = box_iou(boxes, boxes)
    np.testing.assert_array_equal(iou > 0, np.eye(len(boxes)))
    scene = bench.page.locator(".scene").evaluate(place)
    assert (boxes[:, :2] >= np.subtract(scene[:2], 1)).all()
    assert (boxes[:, 2:] <= np.add(scene[2:], 1)).all()
    last = explorer.kept[-1]
    name = f"{CLASSES[last % 3]} {explorer._scores[last]:.2f}"
    assert tags.first.text_content() == name


def test_a_row_and_a_box_point_at_each_other_and_a_click_chooses_both(bench):
    bench.mount(small(iou_threshold=0.4, step=2))
    page = bench.page
    row = page.locator(".rows li").filter(has_text="#4")
    box = page.locator(".scene .mark.gone .line")
    assert not box.is_visible()
    row.hover()
    assert box.is_visible()
    assert page.locator(".tag").first.text_content() == "poppy 0.60"
    page.locator(".hint").hover()
    assert not box.is_visible()
    row.click()
    page.locator(".hint").hover()
    assert box.is_visible() and row.get_attribute("aria-selected") == "true"
    corner = page.locator(".scene").bounding_box()
    page.mouse.move(corner["x"] + 3 * 20, corner["y"] + 3 * 30)  # the edge of #0
    assert page.locator(".rows .pointed").inner_text().startswith("#0")
    page.mouse.down()
    page.mouse.up()
    assert page.locator(".rows .chosen").inner_text().startswith("#0")
    assert page.locator(".mark.chosen").count() == 1
    assert bench.state("step") == (2,)


def test_keys_go_through_the_list_or_the_steps(bench):
    bench.mount(small(score_threshold=0.5))
    chosen = bench.page.locator(".rows .chosen span:first-child")
    bench.page.locator(".rows").focus()
    for key, name in {
        **{"ArrowDown": "#5", "PageDown": "#4", "ArrowUp": "#2"},
        **{"PageUp": "#5", "End": "#4", "Home": "#5"},
    }.items():
        bench.page.keyboard.press(key)
        assert chosen.text_content() == name
    assert bench.state("step") == (0,)
    bench.page.keyboard.press("Control+End")
    assert chosen.text_content() == "#5"
    ring = "({ outlineOffset, outlineWidth }) => [outlineOffset, outlineWidth]"
    style = f"(node) => ({ring})(getComputedStyle(node))"
    # Its parent scrolls: outside, three sides of the ring would be cut off.
    assert bench.page.locator(".rows").evaluate(style) == ["-2px", "2px"]
    bench.page.locator(".scene").focus()
    for key, step in {"ArrowRight": 1, "End": 4, "ArrowLeft": 3, "Home": 0}.items():
        bench.page.keyboard.press(key)
        assert bench.state("step") == (step,), key


def test_thresholds_and_classes_keep_the_step_inside_and_at_the_end(bench):
    bench.mount(small(step=3))
    bench.slider("score threshold").fill("0.85")
    assert bench.state("score_threshold", "step") == (0.85, 2)
    bench.slider("score threshold").fill("0.5")
    assert bench.state("step") == (4,)  # the last again
    bench.slider("IoU threshold").fill("0.3")
    assert bench.state("step") == (3,)
    bench.page.get_by_label("across classes").check()
    assert bench.state("per_class", "step") == (False, 2)
    bench.button("previous").click()
    bench.page.get_by_label("within each class").check()
    bench.slider("IoU threshold").fill("0.5")
    assert bench.state("step") == (1,)


def test_an_overlap_has_the_digits_that_tell_it_from_the_threshold(bench):
    boxes = [[0, 0, 1024, 1024], [0, 0, 1024, 512.25], [0, 0, 1024, 614.4]]
    bench.mount(small(boxes=boxes, scores=[0.9, 0.8, 0.7], labels=[0] * 3, step=1))
    fates = bench.page.locator(".rows li span:last-child")
    struck = ["struck by #0, IoU 0.5002", "struck by #0, IoU 0.60"]
    assert fates.all_inner_texts()[1:] == struck
    bench.set(iou_threshold=0.49)
    assert fates.nth(1).inner_text() == "struck by #0, IoU 0.50"


def test_a_box_says_which_box_would_have_struck_it(bench):
    scores = {"scores": [0.9, 0.8, 0.7, 0.6], "labels": [0] * 4}
    bench.mount(small(boxes=CHAIN, **scores, iou_threshold=0.49, step=2))
    told = "#1, struck before, would have struck {}, IoU 0.50"
    rows = bench.page.locator(".rows li span:last-child")
    assert rows.all_inner_texts() == [
        "kept in step 1",
        "struck by #0, IoU 0.50",
        "kept in step 2; " + told.format("it"),
        "struck by #2, IoU 0.50",
    ]
    assert bench.text().endswith(f"none waits. {told.format('the kept box')}.")
    bench.set(step=1)
    assert "would have" not in bench.text() + "".join(rows.all_inner_texts())


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"boxes": np.zeros((6, 3))}, "`boxes` must have four numbers"),
        ({"boxes": np.zeros((MOST + 1, 4))}, "`boxes` must be at most 300.* 301"),
        ({"scores": [0.5]}, r"`scores` must be one per box, .*shape=\(1,\)"),
        ({"scores": [-0.1] * 6}, "`scores` must be from 0 to 1.* -0.1 in row 0"),
        ({"labels": [0]}, "`labels` must be 6 whole numbers"),
        ({"labels": [0.0] * 6}, "`labels` must be .* from 0 to 2"),
        ({"labels": [3] * 6}, "`labels` must be .* from 0 to 2"),
        ({"iou_threshold": np.nan}, "`iou_threshold` must be a number from 0 to 1"),
        ({"step": 5}, "`step` must be from 0 to 4 here. Received: step=5"),
        ({"per_class": 2}, "`per_class` must be True or False. Received: .*=2"),
    ],
)
def test_what_it_cannot_take_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        small(**wrong)
