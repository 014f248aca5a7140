"""PrecisionRecall: its traits, and its page against the functions of `metrics`."""

import numpy as np
import pytest

from bench import Bench
from course_utils.boxes import box_iou
from course_utils.metrics import average_precision, match_detections, precision_recall
from course_utils.widgets import PrecisionRecall
from course_utils.widgets.precision_recall import METHODS, MOST

PICTURE = np.zeros((100, 120, 3), np.uint8)
# Hit, hit, duplicate, hit with IoU 1/2, false, hit; one object is missed.
OBJECTS = [[[0, 0, 20, 20], [30, 0, 50, 20]], [[0, 0, 20, 40], [50, 50, 60, 60]], []]
BOXES = [
    [[0, 0, 20, 20], [0, 0, 20, 18], [30, 0, 50, 20]],
    [[0, 0, 20, 20]],
    [[0, 0, 9, 9]],
]
SCORES = [[0.9, 0.7, 0.8], [0.6], [0.6]]


def small(**options):
    return PrecisionRecall([PICTURE] * 3, OBJECTS, BOXES, SCORES, **options)


def ranked(outcomes, missed=0, **options):
    """One picture and a list of falling scores, hit or not as `outcomes` says."""
    spot = 10 * np.arange(len(outcomes) + missed)[:, None] + [0, 0, 8, 8]
    boxes = spot[: len(outcomes)]
    objects = np.vstack([boxes[np.array(outcomes, bool)], spot[len(outcomes) :]])
    scores = 1 - np.arange(1, len(outcomes) + 1) / 100
    return PrecisionRecall([PICTURE], [objects], [boxes], [scores], **options)


def grid_boxes(rng, count, unit=10):
    """Boxes on few places: IoUs are simple fractions, and often equal."""
    start = rng.integers(0, 4, (count, 2)) * unit
    return np.hstack([start, start + rng.integers(1, 5, (count, 2)) * unit])


def cases():
    """Objects, boxes and scores of several pictures."""
    rng = np.random.default_rng(0)

    def scores(boxes, levels=20):
        return [rng.integers(0, levels + 1, len(own)) / levels for own in boxes]

    for unit in (10, 0.1, 1 / 3):  # edges with ties in the last bit, and without
        for counts in ([0, 3, 7, 12], [6], [4, 0, 4, 9, 2, 8]):
            objects = [grid_boxes(rng, count, unit) for count in counts]
            boxes = [grid_boxes(rng, rng.integers(20), unit) for _ in counts]
            yield objects, boxes, scores(boxes)
    objects = [grid_boxes(rng, count) for count in (7, 5, 1)]
    boxes = [np.repeat(own, 2, axis=0) + rng.uniform(0, 2, 4) for own in objects]
    yield objects, boxes, [rng.random(len(own)).astype(np.float32) for own in boxes]
    yield objects, boxes, scores(boxes, levels=2)
    yield objects, [[], [], []], [[], [], []]
    yield objects, [own + 500 for own in boxes], scores(boxes)  # all missed
    yield [np.repeat(own, 3, axis=0) for own in objects], objects, scores(objects)


def random_states(scores, count=40):
    rng = np.random.default_rng(1)
    flat = np.concatenate([[0, 1], *scores])
    for i in range(count):
        hundredth = rng.integers(101) / 100
        yield {
            "score_threshold": float(rng.choice(flat) if i % 3 == 0 else hundredth),
            "iou_threshold": float(
                rng.choice([*np.arange(1, 21) / 20, 1 / 3, 2 / 3, 0.01])
            ),
            "method": METHODS[i % 3],
        }


def judged(objects, boxes, scores, threshold):
    """The object each detection is given, picture by picture, and the IoUs."""
    given, ious = [], []
    for own, found, score in zip(objects, boxes, scores, strict=True):
        own, found = (np.reshape(some, (-1, 4)) for some in (own, found))
        order = np.argsort(-np.asarray(score, float), kind="stable")
        index = np.full(len(found), -1)
        index[order], _ = match_detections(found[order], own, threshold)
        given.append(index)
        ious.append(box_iou(found, own))
    return np.concatenate(given), ious


def test_every_setting_agrees_with_metrics(bench):
    exact = ties = 0
    for objects, boxes, scores in cases():
        explorer = PrecisionRecall([PICTURE] * len(objects), objects, boxes, scores)
        bench.mount(explorer)
        states = list(random_states(scores))
        flat = np.concatenate([np.asarray(own, float) for own in scores])
        order = np.argsort(-flat, kind="stable")
        total = sum(map(len, objects))
        for state, seen in zip(states, bench.walk_through(states), strict=True):
            explorer.set_state(state)
            threshold, shown = state["iou_threshold"], seen["shown"]
            given, ious = judged(objects, boxes, scores, threshold)
            for iou in ious:
                exact += (iou == threshold).sum()
                high = [row[row >= threshold] for row in iou]
                ties += sum(len(row) - len(np.unique(row)) for row in high)
            assert shown["given"] == given[order].tolist()
            curve = precision_recall(flat, given >= 0, total)
            np.testing.assert_allclose([shown["precision"], shown["recall"]], curve)
            np.testing.assert_allclose([explorer.precision, explorer.recall], curve)
            averages = [average_precision(*curve, method) for method in METHODS]
            np.testing.assert_allclose(shown["averages"], averages, atol=1e-12)
            own = averages[METHODS.index(state["method"])]
            assert explorer.average_precision == own
            chosen = flat >= state["score_threshold"]
            hits, wrong, missed = explorer.counts
            assert shown["count"] == chosen.sum() == hits + wrong
            assert hits == (given[chosen] >= 0).sum() == total - missed
            words = f"{hits} hit{'s' * (hits != 1)}, {wrong} false positive"
            assert words in seen["words"]
            assert f"{missed} of {total} object" in seen["words"]
    assert exact > 300 and ties > 300


def goal_states():
    """For each goal a list that meets it, and two that nearly do."""
    saw = [1, 1, 0, 1, 1, 0, 0, 1]  # 1, 1, 2/3, 3/4, 4/5, 4/6, 4/7, 5/8
    yield "clean", saw, 0, 2, [1, 3]
    yield "clean", [1, 1, 1], 1, 3, [2, 0]
    yield "dip", saw, 0, 3, [2, 7]  # 4/5 - 2/3 is more than 5/8 - 4/7
    yield "equal", [1, 0, 0, 1], 3, 0, []  # count 5: there is none
    yield "equal", [1, 0, 0, 1, 0, 0], 3, 5, [4, 6]
    yield "equal", [1, 0, 1, 1, 0, 0], 2, 0, [5]  # 3 of 5 is more than one half


@pytest.mark.parametrize("name, outcomes, missed, count, others", [*goal_states()])
def test_goals(bench, name, outcomes, missed, count, others):
    def reached(count):
        explorer = ranked(outcomes, missed, score_threshold=1 - count / 100)
        assert sum(explorer.counts[:2]) == count
        return name in bench.goals(explorer)

    def truth(count):
        hits, n = np.array(outcomes), sum(outcomes) + missed
        precision, recall = precision_recall(-np.arange(len(hits)), hits, n)
        if count == 0:
            return False
        if name == "clean":
            return precision[count - 1] == 1 and (precision == 1).sum() == count
        if name == "equal":
            return 0 < recall[count - 1] == precision[count - 1] < 0.5
        best = np.array([precision[i:].max() for i in range(len(hits))])
        return np.argmax(best - precision) == count - 1

    for each in filter(None, [count, *others]):
        assert reached(each) == truth(each) == (each == count)


def test_the_hard_goal_takes_both_thresholds(bench):
    """As many counted as there are objects, whatever the IoU threshold."""
    options = {"score_threshold": 0.6, "iou_threshold": 0.95}
    boxes = [[[0, 0, 20, 20], [30, 0, 50, 18], [60, 0, 80, 17]]]
    objects = [[[0, 0, 20, 20], [30, 0, 50, 20], [60, 0, 80, 20]]]

    def goals(**changes):
        scores = [[0.9, 0.8, 0.7]]
        explorer = PrecisionRecall(
            [PICTURE], objects, boxes, scores, **options | changes
        )
        return bench.goals(explorer)

    assert "equal" in goals()
    assert "equal" not in goals(iou_threshold=0.5)
    assert "equal" not in goals(score_threshold=0.8)


def test_goals_that_no_setting_reaches_are_not_shown(bench):
    def names(*list_):
        bench.mount(ranked(*list_))
        goals = bench.page.locator(".goals li").all()
        return [goal.get_attribute("data-goal") for goal in goals]

    assert names([1, 0, 1, 0, 0], 3) == ["clean", "dip", "equal"]
    assert names([0, 0, 1]) == ["dip"]
    assert names([1, 1]) == ["clean"]
    assert names([0], 1) == []


def test_steps_go_from_score_to_score(bench):
    """Equal scores are counted together: the last step adds two detections."""
    bench.mount(small(score_threshold=0.75))
    bench.page.locator(".curve").focus()
    for key, threshold in {
        "ArrowRight": 0.7,
        "End": 0.6,
        "ArrowUp": 0.7,
        "PageUp": 1,
        "ArrowDown": 0.9,
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("score_threshold") == (threshold,), key
    bench.button("last").click()
    assert bench.shown()["count"] == 5
    assert bench.text() == (
        "Score at least 0.6: 3 hits, 2 false positives, 1 of 4 objects missed. "
        "Precision 3/5 = 0.6, recall 3/4 = 0.75. The last one counted is number 5, in "
        "image 3, a false positive: no object is near enough. AP by all points 0.688."
    )
    bench.set(score_threshold=0.7)
    assert "number 3, in image 1, a false positive: its object is taken" in (
        bench.text()
    )


def test_no_threshold_is_above_a_score_of_one(bench):
    bench.mount(PrecisionRecall([PICTURE], OBJECTS[:1], [BOXES[0][:2]], [[1, 0.5]]))
    bench.button("first").click()
    assert bench.state("score_threshold") == (1,)
    assert bench.shown()["count"] == 1
    assert bench.button("previous").get_attribute("aria-disabled") == "true"


def test_without_detections_nothing_moves(bench):
    bench.mount(PrecisionRecall([PICTURE], [[[0, 0, 9, 9]]], [[]], [[]]))
    bench.page.locator(".curve").click()
    bench.page.keyboard.press("ArrowRight")
    assert bench.state("score_threshold") == (0.5,)
    assert bench.text() == (
        "Score at least 0.5: 0 hits, 0 false positives, 1 of 1 object missed. "
        "Precision undefined, recall 0/1 = 0. AP by all points 0."
    )


class Links:
    """What is lit up of the small list: a row, a box of a picture, a point."""

    def __init__(self, bench):
        self.page = bench.page

    def row(self, place):
        return self.page.locator(f".rows li >> nth={place}")

    def point(self, recall, precision):
        matrix = "(curve) => (({ a, e, f }) => [a, e, f])(curve.getScreenCTM())"
        scale, left, top = self.page.locator(".curve").evaluate(matrix)
        return left + scale * 280 * recall, top + scale * 280 * (1 - precision)

    def box(self, x, y):
        matrix = "(node) => (({ a, e, f }) => [a, e, f])(node.getScreenCTM())"
        scale, left, top = self.page.locator(".both > .scene").evaluate(matrix)
        return left + scale * x, top + scale * y

    @property
    def pointed(self):
        """The row, the first corner of the box, and the point, where there is one."""
        return self.page.evaluate(
            """() => {
                const node = (name) => document.querySelector(name);
                const circle = node("circle.pointed");
                const at = (name) => Number(circle.getAttribute(name)).toFixed(0);
                const box = node(".both .pointed > .line").getAttribute("d");
                return [
                  node("li.pointed")?.dataset.row ?? null,
                  box.split(/[HV]/)[0].slice(1),
                  circle.style.display ? null : `${at("cx")} ${at("cy")}`,
                ];
            }"""
        )


def test_a_row_a_box_and_a_point_show_each_other(bench):
    bench.mount(small(score_threshold=0.8))
    links = Links(bench)
    mouse = bench.page.mouse
    nothing = [None, "", None]
    caption = ".pictures figcaption"
    assert links.pointed == nothing
    # Number 4 is below the threshold, and in another picture.
    links.row(3).hover()
    assert links.pointed == ["3", "0 0", "210 70"]
    assert bench.text(caption).startswith("image 2")
    assert bench.text(".tag") == "4: 0.60"
    bench.page.locator(".hint").hover()
    assert links.pointed == nothing
    assert bench.text(caption).startswith("image 1")
    mouse.move(*links.point(0.26, 0.97))
    assert links.pointed == ["0", "0 0", "70 0"]
    mouse.move(*links.box(40, 10))
    assert links.pointed == ["1", "30 0", "140 0"]
    mouse.move(*links.box(60, 60))  # an object that nothing finds
    assert links.pointed == nothing
    assert bench.state("score_threshold") == (0.8,)
    # From here on the picture follows the keys, not the mouse that rests.
    links.row(4).hover()
    bench.page.locator(".rows").focus()
    bench.page.keyboard.press("ArrowDown")
    assert bench.text(caption).startswith("image 1")
    assert links.pointed == nothing


def test_a_click_on_a_row_or_a_box_chooses_it(bench):
    bench.mount(small(score_threshold=0.6))
    links = Links(bench)
    links.row(1).click()
    assert bench.state("score_threshold") == (0.8,)
    assert links.row(1).get_attribute("aria-selected") == "true"
    bench.page.mouse.click(*links.box(10, 10))
    assert bench.state("score_threshold") == (0.9,)
    bench.page.locator(".rows").focus()
    for key, threshold in {"End": 0.6, "Home": 0.9, "ArrowDown": 0.8}.items():
        bench.page.keyboard.press(key)
        assert bench.state("score_threshold") == (threshold,), key
    rows = bench.page.locator(".rows li")
    below = [("waiting" in row.get_attribute("class")) for row in rows.all()]
    assert below == [False, False, True, True, True]
    assert [row.text_content() for row in rows.all()][2:4] == [
        "30.70false0.670.50",
        "40.60hit0.750.75",
    ]


def test_of_boxes_on_each_other_the_smallest_counted_one_is_meant(bench):
    bench.mount(small(score_threshold=0.7))
    links = Links(bench)
    bench.page.mouse.move(*links.box(10, 10))
    assert links.pointed[0] == "2"
    bench.page.mouse.move(*links.box(10, 19))
    assert links.pointed[0] == "0"
    bench.set(score_threshold=0.8)
    bench.page.mouse.move(*links.box(10, 10))
    assert links.pointed[0] == "0"


def test_the_list_shows_the_chosen_row_and_stays_under_the_hand(bench):
    bench.mount(ranked([1, 0] * 40, score_threshold=0.95))
    links = Links(bench)
    top = "(list) => list.scrollTop"
    rows = bench.page.locator(".rows")
    assert rows.evaluate(top) == 0
    links.row(7).click()
    assert rows.evaluate(top) == 0
    bench.button("last").click()
    box, frame = links.row(79).bounding_box(), rows.bounding_box()
    assert frame["y"] < box["y"] < frame["y"] + frame["height"] - 15


def test_the_curve_is_dragged_along(bench):
    bench.mount(small())
    links = Links(bench)
    mouse = bench.page.mouse
    mouse.move(*links.point(0.25, 1))
    mouse.down()
    seen = []
    for at in [(0.45, 0.9), (0.5, 0.7), (0.8, 0.3), (0.8, 1), (-1, 2)]:
        mouse.move(*links.point(*at))
        seen += bench.state("score_threshold")
        box = bench.page.locator(".curve .window").bounding_box()
        place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        curve = {0.9: (0.25, 1), 0.8: (0.5, 1), 0.7: (0.5, 2 / 3), 0.6: (0.75, 0.6)}
        assert place == pytest.approx(links.point(*curve[seen[-1]]), abs=1)
    mouse.up()
    assert seen == [0.8, 0.7, 0.6, 0.8, 0.9]


def test_a_finger_drags_along_the_curve(browser):
    touched = Bench(browser, has_touch=True)
    touched.mount(small())
    links = Links(touched)
    start, end = links.point(0.25, 1), links.point(0.5, 1)
    touched.swipe(*start, end[0] - start[0], 0)
    assert touched.state("score_threshold") == (0.8,)
    touched.page.context.close()


def test_small_pictures_make_one_large(bench):
    bench.mount(small())
    radios = bench.page.locator(".smalls [type=radio]")
    caption = ".pictures figcaption"
    assert bench.text(caption).startswith("image 3")  # where the last one is
    radios.nth(2).focus()
    bench.page.keyboard.press("ArrowUp")
    assert bench.text(caption) == "image 2: 1 hit, 0 false, 1 of 2 missed"
    assert radios.nth(1).get_attribute("aria-label") == bench.text(caption)
    bench.page.locator(".small").nth(0).hover()
    assert bench.text(caption) == "image 1: 2 hits, 1 false, 0 of 2 missed"
    bench.page.locator(".hint").hover()
    assert bench.text(caption).startswith("image 2")
    bench.button("previous").click()  # goes to where the last one is
    assert bench.text(caption).startswith("image 1")


def test_pictures_show_what_is_found(bench):
    bench.mount(small(score_threshold=0.7))
    boxes = """() => ["found", "missed", "hit", "wrong"].map((name) =>
        [...document.querySelectorAll(`.small .${name} > .line`)].map((path) =>
            path.getAttribute("d").split("Z").length - 1))"""
    assert bench.page.evaluate(boxes) == [[2, 0, 0], [0, 2, 0], [2, 0, 0], [1, 0, 0]]
    # In grey too: no two have the same lines.
    style = """() => ["found", "missed", "hit", "wrong"].map((name) =>
        ["rim", "line"].flatMap((part) => {
            const path = document.querySelector(`.both > .scene .${name} > .${part}`);
            const { strokeWidth, strokeDasharray } = getComputedStyle(path);
            return [strokeWidth, strokeDasharray];
        }).join())"""
    assert len(set(bench.page.evaluate(style))) == 4


def test_the_rule_changes_what_is_drawn(bench):
    bench.mount(small())
    counts = {}
    for method in METHODS:
        bench.page.get_by_label(method).check()
        points = bench.page.locator(".curve .points").get_attribute("d")
        area = bench.page.locator(".curve .area").get_attribute("d")
        counts[method] = points.count("M"), bool(area)
        assert f"AP by {method.replace('-point', ' points')} 0." in bench.text()
    assert counts == {
        "11-point": (11, False),
        "all-point": (0, True),
        "101-point": (101, False),
    }


def test_pictures_are_made_small_but_boxes_are_not():
    rng = np.random.default_rng(0)
    noise = rng.integers(256, size=(672, 336, 3), dtype=np.uint8)
    data = PrecisionRecall([noise] * 6, [[[0, 0, 9, 9]]] * 6, [[]] * 6, [[]] * 6)._data
    assert (data["width"], data["height"]) == (336, 672)
    assert sum(map(len, data["urls"])) < 54_500


THREE = {"images": [PICTURE] * 3, "objects": OBJECTS, "boxes": BOXES, "scores": SCORES}


@pytest.mark.parametrize(
    "options, message",
    [
        ({"images": []}, "`images` must be 1 to 6 images. Received: 0"),
        ({"images": [PICTURE] * 7}, "`images` must be 1 to 6 images. Received: 7"),
        ({"images": [PICTURE[..., 0]]}, r"`image` must be uint8 \[H, W, 3\]"),
        ({"images": [PICTURE, PICTURE[1:]]}, r"one size.*\(99, 120, 3\), \(100, 120"),
        ({"objects": [[]] * 5}, "`objects` must be one list .*, 3. Received: 5"),
        ({"objects": [[]] * 3}, "`objects` must have at least one box"),
        ({"boxes": []}, "`boxes` must be one list of boxes per image, 3.* 0"),
        ({"boxes": [[[2, 0, 1, 1]], [], []]}, r"`boxes\[0\]` must be `xyxy`"),
        ({"objects": [[], [], [[0, 1]]]}, r"`objects\[2\]` must have four"),
        ({"boxes": [[[0, 0, 1, 1]] * (MOST + 1), [], []]}, "at most 200 in all.* 201"),
        ({"objects": [[[0, 0, 1, 1]] * 201, [], []]}, "`objects` must be at most"),
        ({"scores": [[0.5]] * 3}, r"`scores` must be one per box, \[3\]"),
        ({"scores": [[0.5]]}, "`scores` must be one list per image, 3"),
        (
            {"scores": [[[1], [1, 2]], [1], [1]]},
            "`scores` must have rows of equal length",
        ),
        *[
            ({"scores": [[0.5, 0.5, score], [1], [1]]}, f"`scores` must be .*{score}")
            for score in (-0.1, 1.1, np.nan, "1", None)
        ],
        ({"score_threshold": 1.1}, "`score_threshold` must be .* 1. Received: .*=1.1"),
        ({"iou_threshold": 0}, "`iou_threshold` must be above 0 and at most 1.*=0"),
        ({"iou_threshold": None}, "`iou_threshold` must be a number .*=None"),
        ({"method": "40-point"}, "`method` must be '11-point' or .*40-point"),
    ],
)
def test_what_it_cannot_take_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        PrecisionRecall(**THREE | options)
