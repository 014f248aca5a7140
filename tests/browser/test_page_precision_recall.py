"""PrecisionRecall alone on a page, against the functions of `course_utils.metrics`."""

import json

import numpy as np
import pytest

from course_utils.boxes import box_iou
from course_utils.metrics import average_precision, match_detections, precision_recall
from course_utils.widgets import PrecisionRecall
from course_utils.widgets.precision_recall import METHODS

PICTURE = np.zeros((100, 120, 3), np.uint8)
# Hit, hit, duplicate, hit with IoU 1/2, false, hit; one object is missed.
OBJECTS = [[[0, 0, 20, 20], [30, 0, 50, 20]], [[0, 0, 20, 40], [50, 50, 60, 60]], []]
BOXES = [
    [[0, 0, 20, 20], [0, 0, 20, 18], [30, 0, 50, 20]],
    [[0, 0, 20, 20]],
    [[0, 0, 9, 9]],
]
SCORES = [[0.9, 0.7, 0.8], [0.6], [0.6]]
# Sets each of the settings, and returns what is shown.
WALK = """async (settings) => {
    const root = document.querySelector(".explorer");
    const texts = (name) => [...root.querySelectorAll(name)].map((n) => n.textContent);
    const seen = [];
    for (const traits of settings) {
      for (const [name, value] of Object.entries(traits)) model.set(name, value);
      await Promise.resolve();
      const marks = ["found", "missed", "hit", "wrong", "low", "last"].map(
        (name) => root.querySelectorAll(`.pictures .${name}`).length);
      const [words] = texts(".sentence");
      const listed = texts(".choice output");
      const { count, shown } = root.dataset;
      seen.push({ words, listed, marks, count: Number(count), ...JSON.parse(shown) });
    }
    return seen;
}"""


def start(bench, **options):
    explorer = PrecisionRecall([PICTURE] * 3, OBJECTS, BOXES, SCORES, **options)
    bench.mount(explorer)
    return explorer


def grid_boxes(rng, count, unit=10):
    """Boxes on few places: IoUs are simple fractions, and often equal."""
    start = rng.integers(0, 4, (count, 2)) * unit
    return np.hstack([start, start + rng.integers(1, 5, (count, 2)) * unit])


def moved(rng, objects):
    """Two detections per object, near it, with all digits."""
    near = np.repeat(objects, 2, axis=0)
    return near + rng.uniform(0, 0.25, (len(near), 4)) * np.ptp(near, axis=1)[:, None]


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
    boxes = [moved(rng, own) for own in objects]
    yield objects, boxes, [rng.random(len(own)).astype(np.float32) for own in boxes]
    yield objects, boxes, scores(boxes, levels=2)
    yield objects, [[], [], []], [[], [], []]
    boxes = [own + 500 for own in boxes]  # all missed
    yield objects, boxes, scores(boxes)
    yield [np.repeat(own, 3, axis=0) for own in objects], objects, scores(objects)
    objects = [10 * np.arange(20)[:, None] + [0, 0, 8, 8]]  # all found
    yield objects, objects, scores(objects)


def random_settings(scores, count):
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


def test_every_setting_agrees_with_metrics(bench):
    settled = exact = ties = 0
    for objects, boxes, scores in cases():
        explorer = PrecisionRecall([PICTURE] * len(objects), objects, boxes, scores)
        bench.mount(explorer)
        settings = list(random_settings(scores, 40))
        objects, boxes = (
            [np.reshape(np.asarray(own, float), (-1, 4)) for own in some]
            for some in (objects, boxes)
        )
        flat = np.concatenate([np.asarray(own, float) for own in scores])
        order = np.argsort(-flat, kind="stable")
        total = sum(map(len, objects))
        for traits, page in zip(
            settings, bench.page.evaluate(WALK, settings), strict=True
        ):
            for name, value in traits.items():
                setattr(explorer, name, value)
            assert page["words"] == explorer.sentence
            given = []
            for own, found, score in zip(objects, boxes, scores, strict=True):
                rank = np.argsort(-np.asarray(score, float), kind="stable")
                index = np.full(len(found), -1)
                index[rank], _ = match_detections(
                    found[rank], own, traits["iou_threshold"]
                )
                given.append(index)
                iou = box_iou(found, own)
                exact += (iou == traits["iou_threshold"]).sum()
                high = [row[row >= traits["iou_threshold"]] for row in iou]
                ties += sum(len(row) - len(np.unique(row)) for row in high)
            given = np.concatenate(given)
            assert page["given"] == given[order].tolist()
            curve = precision_recall(flat, given >= 0, total)
            assert (page["precision"], page["recall"]) == tuple(
                axis.tolist() for axis in curve
            )
            averages = [average_precision(*curve, method) for method in METHODS]
            np.testing.assert_allclose(page["averages"], averages, rtol=0, atol=1e-12)
            listed = [float(text) for text in page["listed"]]
            np.testing.assert_allclose(listed, averages, rtol=0, atol=0.00051)
            chosen = flat >= traits["score_threshold"]
            hits, wrong, missed = explorer.counts
            assert hits == (given[chosen] >= 0).sum()
            low = len(flat) - hits - wrong
            assert page["marks"] == [hits, missed, hits, wrong, low, bool(hits + wrong)]
            assert page["count"] == chosen.sum()
            settled += 1
    assert settled >= 600 and exact > 300 and ties > 300


def test_a_walk_along_the_ranking(bench):
    """Equal scores are counted together: the last stop has two detections more."""
    start(bench, score_threshold=0.95)
    bench.page.locator(".curve").focus()
    said = []
    for key in ["ArrowRight", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"]:
        bench.page.keyboard.press(key)
        said.append((*bench.state("score_threshold"), bench.text()))
    end = " AP by all points 0.688."
    assert said == [
        (
            0.9,
            "Score at least 0.9: 1 hit, 0 false positives, 3 of 4 objects missed; "
            f"precision 1, recall 0.25.{end}",
        ),
        (
            0.8,
            "Score at least 0.8: 2 hits, 0 false positives, 2 of 4 objects missed; "
            f"precision 1, recall 0.5.{end}",
        ),
        (
            0.7,
            "Score at least 0.7: 2 hits, 1 false positive, 2 of 4 objects missed; "
            f"precision 0.667, recall 0.5.{end}",
        ),
        *[
            (
                0.6,
                "Score at least 0.6: 3 hits, 2 false positives, 1 of 4 objects missed; "
                f"precision 0.6, recall 0.75.{end}",
            )
        ]
        * 2,
    ]


def test_keys_stay_inside(bench):
    start(bench)
    bench.page.locator(".curve").focus()
    for key, threshold in {
        "Home": 1,
        "ArrowLeft": 1,
        "End": 0.6,
        "ArrowRight": 0.6,
        "ArrowUp": 0.7,
        "PageUp": 1,
        "PageDown": 0.6,
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("score_threshold") == (threshold,), key
    # From between two scores to that of the next one.
    for key, threshold in (("ArrowRight", 0.7), ("ArrowLeft", 0.9)):
        bench.set(score_threshold=0.75)
        bench.page.keyboard.press(key)
        assert bench.state("score_threshold") == (threshold,)
    explorer = PrecisionRecall([PICTURE], OBJECTS[:1], [BOXES[0][:2]], [[1, 0.5]])
    bench.mount(explorer)
    bench.page.locator(".curve").focus()
    # No threshold is above a score of 1.
    bench.page.keyboard.press("Home")
    assert bench.state("score_threshold") == (1,)
    assert bench.text().startswith("Score at least 1: 1 hit,")


def test_without_detections_nothing_moves(bench):
    bench.mount(PrecisionRecall([PICTURE], [[[0, 0, 9, 9]]], [[]], [[]]))
    bench.page.locator(".curve").click()
    bench.page.keyboard.press("ArrowRight")
    assert bench.state("score_threshold") == (0.5,)
    assert bench.text() == (
        "Score at least 0.5: 0 hits, 0 false positives, 1 of 1 object missed; "
        "precision undefined, recall 0. AP by all points 0."
    )
    assert not bench.page.locator(".curve .window").is_visible()


def test_the_marker_is_dragged_along_the_curve(bench):
    start(bench)
    scale, left, top = bench.page.locator(".curve").evaluate(
        "(curve) => (({ a, e, f }) => [a, e, f])(curve.getScreenCTM())"
    )

    def at(recall, precision):
        return left + scale * 280 * recall, top + scale * 280 * (1 - precision)

    bench.page.mouse.click(*at(0.26, 0.97))
    assert bench.state("score_threshold") == (0.9,)
    marker = bench.page.locator(".curve .window")
    bench.page.mouse.move(*at(0.25, 1))
    bench.page.mouse.down()
    seen = []
    for point in [(0.45, 0.9), (0.5, 0.7), (0.8, 0.3), (0.8, 1), (-1, 2)]:
        bench.page.mouse.move(*at(*point))
        seen += bench.state("score_threshold")
        box = marker.bounding_box()
        place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        curve = {0.9: (0.25, 1), 0.8: (0.5, 1), 0.7: (0.5, 2 / 3), 0.6: (0.75, 0.6)}
        assert place == pytest.approx(at(*curve[seen[-1]]), abs=1)
    bench.page.mouse.up()
    assert seen == [0.8, 0.7, 0.6, 0.8, 0.9]


def test_the_rule_changes_what_is_drawn(bench):
    start(bench)
    counts = {}
    for method in METHODS:
        bench.page.get_by_label(method).check()
        assert bench.state("method") == (method,)
        points = bench.page.locator(".curve .points").get_attribute("d")
        area = bench.page.locator(".curve .area").get_attribute("d")
        counts[method] = points.count("M"), bool(area)
        name = method.replace("-point", " points")
        assert f"AP by {name} 0." in bench.text()
    assert counts == {
        "11-point": (11, False),
        "all-point": (0, True),
        "101-point": (101, False),
    }


def test_pictures_say_and_show_what_is_found(bench):
    start(bench, score_threshold=0.7)
    labels = [
        node.get_attribute("aria-label") for node in bench.page.locator(".scene").all()
    ]
    assert labels == [
        "picture 1: 2 hits, 1 false positive, 0 of 2 objects missed",
        "picture 2: 0 hits, 0 false positives, 2 of 2 objects missed",
        "picture 3: 0 hits, 0 false positives, 0 of 0 objects missed",
    ]
    styles = {}
    for name in ("found", "missed", "hit", "wrong", "low"):
        line = bench.page.locator(f".pictures .{name} .line").first
        styles[name] = line.evaluate(
            """(node) => [node, node.previousSibling].flatMap((line) => {
                const { strokeWidth, strokeDasharray } = getComputedStyle(line);
                return [strokeWidth, strokeDasharray];
            }).join()"""
        )
    # In grey too: no two have the same lines.
    assert len(set(styles.values())) == 5
    texts = bench.page.locator(".scene text").all_text_contents()
    assert texts == ["0.70", "", ""]
    bench.set(score_threshold=0.6)
    texts = bench.page.locator(".scene text").all_text_contents()
    assert texts == ["", "", "0.60"]


@pytest.mark.parametrize("label, least", [("score threshold", 0), ("IoU threshold", 1)])
def test_sliders_give_hundredths_exactly(bench, label, least):
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
    assert values == [max(i, least) / 100 for i in range(101)]
    # Python, or a key on the curve, may set what lies between.
    bench.set(**{trait: 0.125})
    assert slider.get_attribute("aria-valuetext") == "0.125"
    slider.focus()
    bench.page.keyboard.press("ArrowRight")
    assert bench.state(trait)[0] * 100 == pytest.approx(
        round(bench.state(trait)[0] * 100)
    )


def test_the_iou_threshold_moves_the_curve(bench):
    explorer = start(bench)
    bench.page.get_by_role("slider", name="IoU threshold").fill("0.51")
    explorer.iou_threshold = 0.51
    assert bench.text() == explorer.sentence
    assert "2 hits, 3 false positives" in bench.text()
    assert json.loads(bench.data("shown"))["recall"] == explorer.recall.tolist()
