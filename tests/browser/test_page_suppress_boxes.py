"""SuppressBoxes alone on a page, against `boxes.nms` and `boxes.batched_nms`."""

import json

import numpy as np
import pytest

from course_utils.boxes import batched_nms, box_iou, nms
from course_utils.widgets import SuppressBoxes

CLASSES = ["daisy", "lily", "poppy"]
PICTURE = np.zeros((100, 120, 3), np.uint8)
# IoU with the first: 1/2, 1/2 in another class, 1/4; the last two lie elsewhere.
BOXES = [
    *([0, 0, 20, 40], [0, 0, 20, 20], [0, 20, 20, 40], [0, 0, 10, 20]),
    *([50, 50, 90, 90], [50, 52, 90, 92]),
]
SCORES = [0.9, 0.8, 0.8, 0.3, 0.6, 0.95]
LABELS = [0, 0, 1, 0, 2, 2]


def start(bench, **options):
    explorer = SuppressBoxes(PICTURE, BOXES, SCORES, LABELS, CLASSES, **options)
    bench.mount(explorer)
    return explorer


def shown(bench):
    """What the page says of the step: kept, struck out now, waiting."""
    return tuple(json.loads(bench.data(name)) for name in ("kept", "struck", "waiting"))


def sets_of_boxes():
    """Boxes, scores and labels: on whole pixels and between, with ties and equals."""
    rng = np.random.default_rng(0)
    for i, count in enumerate((0, 1, 2, 7, 20, 20, 40, 40, 64, 100)):
        # Narrow choices, so that many IoU are simple fractions, and scores equal.
        boxes = rng.integers(0, 5, (count, 2)).repeat(2, axis=1).reshape(-1, 2, 2)
        start = 10 * boxes[..., 0] + rng.integers(0, 3, (count, 2))
        boxes = np.hstack([start, start + rng.integers(0, 4, (count, 2)) * 10])
        scores = rng.integers(0, 21, count) / 20
        if i % 2:
            boxes = boxes + rng.normal(0, 1e-3, (count, 4)).cumsum(axis=1) ** 2
            boxes = np.hstack([boxes[:, :2], np.maximum(boxes[:, 2:], boxes[:, :2])])
            scores = rng.random(count).astype(np.float32)
        yield boxes, scores, rng.integers(3, size=count)


def random_settings(explorer, count):
    """Set the explorer's traits at random; yield them, and what it says of them."""
    rng = np.random.default_rng(1)
    for i in range(count):
        traits = {
            "score_threshold": float(rng.integers(101) / 100) if i else 0.0,
            "iou_threshold": float(rng.choice([*np.arange(21) / 20, 1 / 3])),
            "per_class": i % 2 == 0,
        }
        for name, value in traits.items():
            setattr(explorer, name, value)
        explorer.step = step = int(rng.integers(explorer.steps + 1))
        struck = np.flatnonzero(explorer._struck_in == step).tolist() if step else []
        said = [explorer.sentence, struck, explorer._waiting.tolist()]
        yield traits | {"step": step}, said


def test_every_step_agrees_with_nms(bench):
    boundary = ties = longest = 0
    for boxes, scores, labels in sets_of_boxes():
        explorer = SuppressBoxes(PICTURE, boxes, scores, labels, CLASSES)
        bench.mount(explorer)
        settings, said = zip(*random_settings(explorer, 40), strict=True)
        seen = bench.page.evaluate(
            """async (settings) => {
                const root = document.querySelector(".explorer");
                const seen = [];
                for (const traits of settings) {
                  for (const [name, x] of Object.entries(traits)) model.set(name, x);
                  await Promise.resolve();
                  const text = root.querySelector(".sentence").textContent;
                  const { kept, steps, struck, waiting } = root.dataset;
                  const shown = [kept, steps, struck, waiting].map(JSON.parse);
                  seen.push([text, ...shown]);
                }
                return seen;
            }""",
            settings,
        )
        for traits, python, page in zip(settings, said, seen, strict=True):
            text, kept, steps, struck, waiting = page
            assert [text, struck, waiting] == python
            (some,) = np.nonzero(scores.astype(float) >= traits["score_threshold"])
            threshold = traits["iou_threshold"]
            if traits["per_class"]:
                truth = batched_nms(boxes[some], scores[some], labels[some], threshold)
            else:
                truth = nms(boxes[some], scores[some], threshold)
            assert kept == some[truth][: traits["step"]].tolist()
            assert steps == len(truth)
            boundary += (box_iou(boxes[some], boxes[some]) == threshold).sum()
            ties += len(some) - len(np.unique(scores[some]))
            longest = max(longest, steps)
    assert boundary > 100 and ties > 100 and longest > 20


def test_equal_to_the_threshold_is_kept_and_the_first_of_equal_scores_wins(bench):
    start(bench, step=3)
    assert shown(bench) == ([5, 0, 1], [], [2])
    bench.set(iou_threshold=0.49)
    assert shown(bench) == ([5, 0, 2], [], [])
    bench.set(per_class=False)
    # Now the lily competes with the daisies, and step 3 is gone.
    assert shown(bench) == ([5, 0], [1, 2], [])
    assert bench.text() == (
        "Step 2 of 2: keeps daisy 0.90 and strikes out 2 boxes; 2 kept so far, none "
        "waits."
    )
    bench.set(step=1)
    assert shown(bench) == ([5], [4], [0, 1, 2])


def test_the_list_is_ranked_and_says_what_became_of_each_box(bench):
    start(bench, iou_threshold=0.4, step=2)
    rows = bench.page.locator(".ranks tr:visible").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["box", "score", "class", "state"],
        ["#5", "0.95", "poppy", "kept in step 1"],
        ["#0", "0.90", "daisy", "kept in step 2"],
        ["#1", "0.80", "daisy", "struck out by #0, IoU 0.50"],
        ["#2", "0.80", "lily", "waits"],
        ["#4", "0.60", "poppy", "struck out by #5, IoU 0.90"],
    ]
    bench.set(score_threshold=0.3)
    assert bench.page.locator(".ranks tr:visible").count() == 7
    bench.set(score_threshold=0.31, step=0)
    states = bench.page.locator(".ranks tr:visible td:last-child").all_inner_texts()
    assert states == ["waits"] * 5


def test_the_picture_shows_each_state_in_its_own_way(bench):
    start(bench, iou_threshold=0.4, step=2)
    for state in ("kept", "now", "struck", "gone", "waiting", "low"):
        mark = bench.page.locator(f".scene g.{state} .line")
        assert mark.count() == 1
        assert mark.is_visible() == (state not in ("gone", "low"))
    tags = bench.page.locator(".scene text:visible").all_text_contents()
    assert sorted(tags) == ["daisy 0.90", "poppy 0.95"]
    frame = bench.page.locator(".scene .window")
    place = [frame.get_attribute(name) for name in ("x", "y", "width", "height")]
    assert place == ["0", "0", "20", "40"]
    bench.set(step=0)
    assert not frame.is_visible()
    assert bench.page.locator(".scene text:visible").count() == 0


def test_keys_and_buttons_step_and_stay_inside(bench):
    start(bench)
    bench.page.locator(".scene").focus()
    for key, step in {
        "ArrowRight": 1,
        "ArrowDown": 2,
        "ArrowLeft": 1,
        "ArrowUp": 0,
        "End": 4,
        "Home": 0,
        "PageDown": 4,
        "PageUp": 0,
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("step") == (step,), key
    for name, step in [
        *[("previous", 0), ("next", 1), ("next", 2), ("previous", 1)],
        *[("all done", 4), ("next", 4), ("first", 0)],
    ]:
        bench.page.get_by_role("button", name=name).click()
        assert bench.state("step") == (step,), name


@pytest.mark.parametrize("label", ["score threshold", "IoU threshold"])
def test_sliders_give_hundredths_exactly(bench, label):
    start(bench)
    slider = bench.page.get_by_role("slider", name=label)
    trait = label.lower().replace(" ", "_")
    values = slider.evaluate(
        """(node, trait) => Array.from({ length: 101 }, (_, i) => {
            node.value = i / 100;
            node.dispatchEvent(new Event("input"));
            return state[trait];
        })""",
        trait,
    )
    assert values == [i / 100 for i in range(101)]
    bench.set(**{trait: 0.57})
    slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        bench.page.keyboard.press(key)
    assert bench.state(trait) == (0.58,)
    assert slider.get_attribute("aria-valuetext") == "0.58"
    # Python may set what lies between.
    bench.set(**{trait: 0.125})
    assert slider.get_attribute("aria-valuetext") == "0.125"


def test_thresholds_and_classes_keep_the_step_inside(bench):
    start(bench, step=4)
    bench.page.get_by_role("slider", name="score threshold").fill("0.85")
    assert bench.state("score_threshold", "step") == (0.85, 2)
    bench.page.get_by_role("slider", name="score threshold").fill("1")
    assert bench.state("step") == (0,)
    assert bench.text() == "Step 0 of 0: no box scores at least 1."
    bench.page.get_by_role("slider", name="score threshold").fill("0.5")
    assert bench.text() == "Step 0 of 4: 5 boxes score at least 0.5 and wait."
    bench.page.get_by_role("slider", name="IoU threshold").fill("0.3")
    bench.page.get_by_role("button", name="all done").click()
    assert bench.state("step") == (3,)
    bench.page.get_by_label("across classes").check()
    assert bench.state("per_class", "step") == (False, 2)
    bench.page.get_by_label("within each class").check()
    assert bench.state("per_class", "step") == (True, 2)


def test_keys_scroll_the_list_and_reach_no_page(bench):
    rng = np.random.default_rng(0)
    start = rng.integers(0, 80, (60, 2))
    boxes = np.hstack([start, start + 5])
    explorer = SuppressBoxes(
        PICTURE, boxes, rng.random(60), [0] * 60, CLASSES, score_threshold=0
    )
    bench.mount(explorer)
    bench.page.evaluate("window.heard = 0; addEventListener('keydown', () => heard++)")
    ranks = bench.page.get_by_role("region", name="boxes, best first")
    ranks.focus()
    bench.page.keyboard.press("End")
    end = "({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight"
    end = f"() => ({end} > scrollHeight - 2)(document.querySelector('.ranks'))"
    bench.page.wait_for_function(end)
    assert bench.state("step") == (0,)
    assert bench.page.evaluate("heard") == 0
    # A step brings the box it keeps into view.
    for step in (1, explorer.steps):
        bench.set(step=step)
        inside = """() => {
            const [list, row] = [".ranks", ".ranks .now"].map((selector) =>
              document.querySelector(selector).getBoundingClientRect());
            return row.top >= list.top && row.bottom <= list.bottom;
        }"""
        assert bench.page.evaluate(inside)


def test_pointing_at_a_line_of_the_list_shows_its_box(bench):
    start(bench, iou_threshold=0.4, step=2)
    hidden = bench.page.locator(".scene g.gone .line")
    assert not hidden.is_visible()
    bench.page.get_by_role("row", name="#4").hover()
    assert hidden.is_visible()
    assert bench.page.locator(".scene .pointed text").text_content() == "poppy 0.60"
    bench.page.mouse.move(0, 0)
    assert not hidden.is_visible()
    assert bench.state("step") == (2,)
