"""MatchDetections alone on a page, against `metrics.match_detections`."""

import json

import numpy as np

from course_utils.boxes import box_iou
from course_utils.metrics import match_detections
from course_utils.widgets import MatchDetections

PICTURE = np.zeros((100, 160, 3), np.uint8)
# Two that lie over each other, one that does not count, one apart.
OBJECTS = [[0, 0, 100, 40], [30, 0, 130, 40], [0, 50, 40, 90], [120, 60, 160, 100]]
IGNORED = [False, False, True, False]
# The first object; nearer to it than to the second; inside the third; half the fourth;
# nothing. The order of scores is not that of the list.
BOXES = [
    *([12, 0, 112, 40], [0, 0, 100, 40], [0, 50, 40, 70], [120, 60, 160, 80]),
    [60, 60, 80, 80],
]
SCORES = [0.8, 0.9, 0.7, 0.6, 0.5]


def start(bench, **options):
    explorer = MatchDetections(PICTURE, OBJECTS, BOXES, SCORES, IGNORED, **options)
    bench.mount(explorer)
    return explorer


def shown(bench):
    """What the page says of the boxes judged so far: their objects and outcomes."""
    return tuple(json.loads(bench.data(name)) for name in ("objects", "outcomes"))


def scenes():
    """Objects, boxes, scores and ignored: on whole pixels and between, many equal."""
    rng = np.random.default_rng(0)
    sizes = [(0, 0), (0, 3), (3, 0), (1, 4), *[(4, 12), (6, 20)] * 8, (12, 60)]
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


def random_settings(explorer, count):
    """Set the explorer's traits at random; yield them, and its sentence."""
    rng = np.random.default_rng(1)
    iou = box_iou(explorer._boxes, explorer._objects)
    # Half of them are reached exactly, by some box.
    thresholds = [*np.arange(1, 21) / 20, *rng.choice([0.5, *iou[iou > 0.1]], 20)]
    for i in range(count):
        traits = {
            "rule": "coco" if i % 2 else "voc",
            "iou_threshold": float(rng.choice(thresholds)),
            "step": int(rng.integers(len(explorer._boxes) + 1)),
        }
        for name, value in traits.items():
            setattr(explorer, name, value)
        yield traits, explorer.sentence


def test_every_step_agrees_with_match_detections(bench):
    exact = ties = 0
    sentences = []
    for objects, boxes, scores, ignored in scenes():
        explorer = MatchDetections(PICTURE, objects, boxes, scores, ignored)
        bench.mount(explorer)
        settings, said = zip(*random_settings(explorer, 30), strict=True)
        seen = bench.page.evaluate(
            """async (settings) => {
                const root = document.querySelector(".explorer");
                const seen = [];
                for (const traits of settings) {
                  for (const [name, x] of Object.entries(traits)) model.set(name, x);
                  await Promise.resolve();
                  const text = root.querySelector(".sentence").textContent;
                  const { objects, outcomes } = root.dataset;
                  const now = root.querySelector(".ranks .now .fate")?.textContent;
                  seen.push([text, now, ...[objects, outcomes].map(JSON.parse)]);
                }
                return seen;
            }""",
            settings,
        )
        ranked = boxes[np.argsort(-scores.astype(float), kind="stable")]
        np.testing.assert_allclose(explorer._boxes, ranked, rtol=0, atol=1 / 2048)
        ranked, objects = explorer._boxes, explorer._objects
        for traits, python, page in zip(settings, said, seen, strict=True):
            text, now, *matched = page
            assert text == python, traits
            threshold, step = traits["iou_threshold"], traits["step"]
            truth = match_detections(
                ranked, objects, threshold, traits["rule"], ignored
            )
            assert matched == [array[:step].tolist() for array in truth], traits
            if step:
                reason = now.partition(": ")[2]
                assert reason and f"{reason}. So far" in text
            iou = box_iou(ranked, objects)
            exact += (iou == threshold).sum()
            best = iou.max(axis=1, initial=0, keepdims=True)
            ties += (((iou == best) & (best > 0)).sum(axis=1) > 1).sum()
            sentences.append(text)
    assert len(sentences) > 600 and exact > 300 and ties > 300
    # Every reason there is comes up, and more than once.
    for reason in (
        *("there is no object", "it overlaps no object", "best IoU", "(duplicate)"),
        *("best unused IoU", "is free but has less", "is free but comes later"),
        *("of equal IoUs the first", "of equal IoUs the last", "the best unused;"),
        *("is a crowd", "is difficult", "comes after", "of the box inside; object"),
        *("equal to the threshold", "0 ignored; 0 detections wait"),
    ):
        assert sum(reason in text for text in sentences) > 1, reason


def test_rules_differ_where_the_best_object_is_taken(bench):
    start(bench, rule="voc", step=5)
    assert shown(bench) == ([0, -1, 2, 3, -1], [1, 0, -1, 1, 0])
    bench.page.get_by_label("coco").check()
    assert bench.state("rule") == ("coco",)
    assert shown(bench) == ([0, 1, 2, 3, -1], [1, 1, -1, 1, 0])
    # Half of the fourth object: equal is enough. The crowd holds the whole box.
    bench.page.get_by_role("slider", name="IoU threshold").fill("0.51")
    assert shown(bench) == ([0, 1, 2, -1, -1], [1, 1, -1, 0, 0])
    bench.page.get_by_label("voc").check()
    assert shown(bench) == ([0, -1, -1, -1, -1], [1, 0, 0, 0, 0])


def rows(bench):
    text = bench.page.locator(".ranks tbody tr:visible").all_inner_texts()
    return [row.split("\t") for row in text]


def test_the_list_has_every_iou_and_a_reason_for_each_box_judged(bench):
    start(bench, rule="voc", step=3)
    assert rows(bench) == [
        ["#1", "0.90", "1.00", ".54", "0", "0"],
        ["hit: object 0, IoU 1.00"],
        ["#0", "0.80", ".79", ".69", "0", "0"],
        [
            "false positive: object 0 is taken (duplicate), IoU 0.79; object 1 is free "
            "but has less, IoU 0.69"
        ],
        ["#2", "0.70", "0", "0", ".50", "0"],
        ["ignored: object 2 is difficult, IoU 0.50, equal to the threshold"],
        ["#3", "0.60", "0", "0", "0", ".50"],
        ["#4", "0.50", "0", "0", "0", "0"],
    ]
    names = bench.page.locator(".ranks thead tr").last.inner_text()
    assert names.split() == ["0", "1", "(2)", "3"]
    bench.set(rule="coco")
    assert rows(bench)[3:6] == [
        [
            "hit: object 1, IoU 0.69, the best unused; object 0 is taken, IoU 0.79",
        ],
        ["#2", "0.70", "0", "0", "1.00", "0"],
        ["ignored: object 2 is a crowd, 1.00 of the box inside"],
    ]
    classes = bench.page.locator(".ranks tbody").nth(1).locator("tr:first-child td")
    classes = [node.get_attribute("class").split() for node in classes.all()[1:]]
    assert classes == [["high", "taken"], ["high", "given"], [], []]


def test_the_picture_shows_each_outcome_in_its_own_way(bench):
    start(bench, rule="voc", step=4)
    page = bench.page
    strokes = set()
    for name in ("hit", "false", "off"):
        line = page.locator(f".scene g.{name}:not(.now) .line").first
        assert line.is_visible()
        dashes = "node => getComputedStyle(node).strokeDasharray"
        strokes.add(line.evaluate(dashes))
    assert len(strokes) == 3 and "none" not in strokes
    assert page.locator(".scene g.waiting .line:visible").count() == 0
    assert page.locator(".scene .kind").text_content() == "difficult"
    assert page.locator(".key").text_content() == (
        "object(difficult)hitfalse positiveignored"
    )
    found = page.locator(".badge.found text:not(.kind)").all_text_contents()
    assert found == ["0", "2", "3"]
    bench.set(rule="coco")
    assert page.locator(".scene .kind").text_content() == "crowd"
    assert page.locator(".badge.found").count() == 4


def test_the_box_of_this_step_has_a_frame_a_tag_and_a_line_to_its_object(bench):
    start(bench, rule="voc")
    frame, tag = bench.page.locator(".scene .window"), bench.page.locator("text.now")
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
    assert bench.data("toward") == "-1" and line.count() == 0


def test_keys_and_buttons_step_and_stay_inside(bench):
    start(bench)
    bench.page.locator(".scene").focus()
    for key, step in {
        "ArrowRight": 1,
        "ArrowDown": 2,
        "ArrowLeft": 1,
        "ArrowUp": 0,
        "End": 5,
        "Home": 0,
        "PageDown": 5,
        "PageUp": 0,
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("step") == (step,), key
    for name, step in [
        *[("previous", 0), ("next", 1), ("next", 2), ("previous", 1)],
        *[("all", 5), ("next", 5), ("first", 0)],
    ]:
        bench.page.get_by_role("button", name=name).click()
        assert bench.state("step") == (step,), name


def test_the_slider_gives_hundredths_exactly(bench):
    start(bench)
    slider = bench.page.get_by_role("slider", name="IoU threshold")
    values = slider.evaluate(
        """(node) => Array.from({ length: 101 }, (_, i) => {
            node.value = i / 100;
            node.dispatchEvent(new Event("input"));
            return state.iou_threshold;
        })"""
    )
    # Not 0, where boxes that lie apart would match.
    assert values == [0.01, *(i / 100 for i in range(1, 101))]
    bench.set(iou_threshold=0.57)
    slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        bench.page.keyboard.press(key)
    assert bench.state("iou_threshold") == (0.58,)


def test_a_step_brings_its_line_into_view_and_keys_scroll_the_list(bench):
    rng = np.random.default_rng(0)
    corner = rng.integers(0, 80, (60, 2))
    boxes = np.hstack([corner, corner + 20])
    bench.mount(MatchDetections(PICTURE, OBJECTS, boxes, rng.random(60)))
    for step in (60, 1, 30):
        bench.set(step=step)
        inside = """() => {
            const [list, head, row] = [".ranks", ".ranks thead", ".ranks .now"].map(
              (name) => document.querySelector(name).getBoundingClientRect());
            return row.top >= head.bottom - 1 && row.bottom <= list.bottom;
        }"""
        assert bench.page.evaluate(inside), step
    bench.page.get_by_role("region", name="detections, best first").focus()
    top = bench.page.locator(".ranks").evaluate("node => node.scrollTop")
    bench.page.keyboard.press("Home")
    scrolled = f"() => document.querySelector('.ranks').scrollTop < {top}"
    bench.page.wait_for_function(scrolled)
    assert bench.state("step") == (30,)


def test_pointing_at_a_line_of_the_list_shows_its_box(bench):
    start(bench, step=1)
    tag = bench.page.locator("text.pointed")
    bench.page.get_by_role("row", name="#3").hover()
    assert bench.page.locator(".scene g.pointed .line").is_visible()
    assert tag.text_content() == "#3 0.60" and tag.is_visible()
    bench.page.mouse.move(0, 0)
    assert tag.count() == 0
    assert bench.state("step") == (1,)
