"""AnchorClusters alone on a page, against `anchors.kmeans_step`, not by pixels."""

import json
from itertools import product

import numpy as np
import pytest

from course_utils.anchors import mean_best_iou
from course_utils.widgets import AnchorClusters
from course_utils.widgets.anchor_clusters import LAST, STARTS

TRAITS = ("k", "distance", "update", "seed", "iteration")
# Sets each of `states`, and returns what is shown at each of its iterations.
WALK = """async (states) => {
    const seen = [];
    const root = document.querySelector(".explorer");
    const text = (name) => [...root.querySelectorAll(name)].map((n) => n.textContent);
    for (const [setting, last] of states) {
      for (let iteration = 0; iteration <= last; iteration++) {
        const state = { ...setting, iteration };
        for (const [name, value] of Object.entries(state)) model.set(name, value);
        await Promise.resolve();
        const shown = JSON.parse(root.dataset.shown);
        const [words] = text(".sentence");
        seen.push([shown, words, text("tbody td:last-child").map(Number)]);
      }
    }
    return seen;
}"""


def sizes(count, seed=0):
    """Sizes as boxes have them: many small ones, few large ones."""
    rng = np.random.default_rng(seed)
    return np.exp(rng.normal([3.7, 3.9], [0.7, 0.6], (count, 2))).clip(5, 400)


DATA = {
    "boxes": sizes(120),
    "fractions": sizes(60, seed=1) / 416,
    # Small whole numbers: most boxes are equally near to several anchors.
    "ties": np.random.default_rng(2).integers(1, 6, (80, 2)),
    "few": np.random.default_rng(3).integers(1, 4, (12, 2)),
    "one": np.array([[3, 4], [3, 4]]),
    "many": sizes(1000, seed=4),
}


def start(bench, wh=None, **options):
    explorer = AnchorClusters(DATA["boxes"] if wh is None else wh, **options)
    bench.mount(explorer)
    return explorer


def shown(bench):
    return json.loads(bench.data("shown"))


def all_settings(explorer):
    """Each k, distance and update from two starts, and how far they go."""
    most = len(explorer._data["starts"]["iou"][0])
    for k, distance, update in product(
        range(1, most + 1), ("iou", "euclid"), ("mean", "median")
    ):
        for seed in (k % STARTS, (k + 3) % STARTS):
            setting = {"k": k, "distance": distance, "update": update, "seed": seed}
            explorer.set_state(setting | {"iteration": 0})
            yield setting, explorer.last_iteration


def agree(bench, explorer, settings):
    """Compare each iteration of these settings; returns how many there were."""
    bench.mount(explorer)
    settings = list(settings)
    seen = iter(bench.page.evaluate(WALK, settings))
    count = 0
    for setting, last in settings:
        explorer.set_state(setting | {"iteration": 0})
        for iteration in range(last + 1):
            explorer.iteration = iteration
            found, words, boxes = next(seen)
            np.testing.assert_allclose(
                found["anchors"], explorer.anchors, rtol=0, atol=1e-9
            )
            assert found["last"] == last
            assert found["mean"] == pytest.approx(explorer.mean_iou, abs=1e-9)
            assert words == explorer.sentence
            counts = np.bincount(explorer._labels, minlength=explorer.k)
            assert boxes == counts.tolist()
            count += 1
    return count


@pytest.mark.parametrize("name", ["boxes", "fractions", "ties", "few", "one"])
def test_every_iteration_agrees_with_kmeans_step(bench, name):
    explorer = AnchorClusters(DATA[name], k=1)
    count = agree(bench, explorer, all_settings(explorer))
    assert count > {"few": 100, "one": 3}.get(name, 200)


def test_a_thousand_boxes_agree_too(bench):
    explorer = AnchorClusters(DATA["many"])
    settings = list(all_settings(explorer))
    agree(bench, explorer, settings[::13])


@pytest.mark.parametrize("update", ["mean", "median"])
@pytest.mark.parametrize("distance", ["iou", "euclid"])
@pytest.mark.parametrize("name", ["ties", "one"])
def test_anchors_without_boxes_move_as_in_kmeans_step(bench, name, distance, update):
    """Of equal anchors the first gets all boxes; the others go to the worst served.

    Where all boxes are of one size, there are not enough sizes for them.
    """
    explorer = AnchorClusters(DATA[name], k=1)
    crowd = [[[1, 1]] * 4 + [[5, 5]] * 5] * STARTS
    explorer._data = explorer._data | {"starts": {"iou": crowd, "euclid": crowd}}
    setting = {"k": 9, "distance": distance, "update": update, "seed": 0}
    explorer.set_state(setting | {"iteration": 0})
    empty = np.bincount(explorer._labels, minlength=9) == 0
    assert empty.sum() == {"ties": 7, "one": 8}[name]
    assert explorer.last_iteration >= 1
    agree(bench, explorer, [(setting, explorer.last_iteration)])


def test_what_does_not_come_to_rest_is_stopped(bench):
    wh = np.exp(np.random.default_rng(2).normal(3, 0.8, (1000, 2)))
    explorer = AnchorClusters(wh, k=9, seed=3)
    assert explorer.last_iteration == LAST
    setting = {name: getattr(explorer, name) for name in TRAITS[:-1]}
    agree(bench, explorer, [(setting, LAST)])
    assert "It is stopped here." in bench.text()


@pytest.mark.parametrize("place", [".plot", ".curve"])
def test_keys_step_the_iterations(bench, place):
    last = start(bench).last_iteration
    bench.page.locator(f"{place}[tabindex]").focus()
    for key, iteration in {
        "ArrowLeft": 0,
        "ArrowRight": 1,
        "ArrowDown": 2,
        "ArrowUp": 1,
        "End": last,
        "Home": 0,
        "PageDown": last,
        "PageUp": 0,
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("iteration") == (iteration,), key
        assert bench.text().startswith(f"Iteration {iteration} of {last} ")


def test_buttons_step_and_start_anew(bench):
    last = start(bench, seed=STARTS - 2).last_iteration
    seen = []
    for button in ("next", "next", "previous", "last", "next", "first", "previous"):
        bench.page.get_by_role("button", name=button).click()
        seen += bench.state("iteration")
    assert seen == [1, 2, 1, last, last, 0, 0]
    bench.page.get_by_role("button", name="last").click()
    for seed in (STARTS - 1, 0, 1):
        bench.page.get_by_role("button", name="new start").click()
        assert bench.state("seed", "iteration") == (seed, 0)
        truth = AnchorClusters(DATA["boxes"], seed=seed)
        np.testing.assert_array_equal(shown(bench)["anchors"], truth.anchors)


def test_other_settings_begin_at_their_start(bench):
    start(bench, iteration=3)
    for choose, state in [
        (lambda page: page.get_by_role("slider", name="k").fill("3"), {"k": 3}),
        (lambda page: page.get_by_label("euclid").check(), {"distance": "euclid"}),
        (lambda page: page.get_by_label("median").check(), {"update": "median"}),
    ]:
        bench.page.get_by_role("button", name="next").click()
        assert bench.state("iteration") != (0,)
        choose(bench.page)
        assert bench.state(*state, "iteration") == (*state.values(), 0)
    truth = AnchorClusters(DATA["boxes"], 3, "euclid", "median")
    assert bench.text() == truth.sentence
    slider = bench.page.get_by_role("slider", name="k")
    assert slider.get_attribute("max") == "9"


def test_the_curve_is_dragged(bench):
    last = start(bench, DATA["many"], k=9).last_iteration
    box = bench.page.locator(".curve .axes").bounding_box()

    def at(iteration):
        return box["x"] + box["width"] * iteration / last, box["y"] + 50

    bench.page.mouse.click(*at(7))
    assert bench.state("iteration") == (7,)
    bench.page.mouse.move(*at(2))
    bench.page.mouse.down()
    bench.page.mouse.move(*at(5), steps=3)
    assert bench.state("iteration") == (5,)
    bench.page.mouse.move(*at(2 * last))
    bench.page.mouse.up()
    assert bench.state("iteration") == (last,)


def test_clusters_differ_in_shape_and_are_all_drawn(bench):
    explorer = start(bench, k=9)
    drawn = bench.page.evaluate(
        """() => [...document.querySelectorAll(".plot .cluster")].map((path) => [
            path.getAttribute("d").split(/M[0-9.]+ [0-9.]+/).slice(1),
            getComputedStyle(path).stroke,
        ])"""
    )
    counts = np.bincount(explorer._labels, minlength=9)
    assert [len(parts) for parts, _ in drawn] == counts.tolist()
    shapes = {shape for parts, _ in drawn for shape in parts}
    assert len(shapes) == len({color for _, color in drawn}) == 9
    bench.set(k=2)
    # The clusters that are gone leave no boxes behind.
    d = ".plot .cluster:not([d=''])"
    assert bench.page.locator(d).count() == 2


def test_the_best_iteration_is_circled_and_priors_have_their_shape(bench):
    explorer = start(bench, DATA["many"], k=9)
    last = explorer.last_iteration
    means = [mean_best_iou(DATA["many"], anchors) for anchors in explorer._path]
    explorer.iteration = last
    bench.set(iteration=last)
    circle = float(bench.page.locator(".curve .best").get_attribute("cx"))
    wide = bench.page.locator(".curve .axes").bounding_box()
    assert wide["width"] > 100
    assert circle == pytest.approx(260 * np.argmax(means) / last, abs=0.1)
    sides = bench.page.evaluate(
        """() => [...document.querySelectorAll(".prior")].map((rect) =>
            ["width", "height"].map((name) => Number(rect.getAttribute(name))))"""
    )
    ratio = np.array(sides) / explorer.anchors
    np.testing.assert_allclose(ratio, ratio[0, 0])


def test_python_may_take_iterations_away(bench):
    explorer = start(bench, k=9)
    explorer.iteration = explorer.last_iteration
    bench.set(iteration=explorer.iteration)
    before = bench.text()
    bench.set(k=1)
    assert bench.text() == before
    bench.set(iteration=1)
    assert bench.text() == AnchorClusters(DATA["boxes"], 1, iteration=1).sentence


def test_a_step_with_a_thousand_boxes_is_drawn_in_milliseconds(bench):
    # The event, its drawing and the layout; three times what was measured, and more.
    start(bench, DATA["many"], k=9)
    times = bench.page.evaluate(
        """async () => {
            const node = document.querySelector(".curve");
            const times = [];
            for (let i = 0; i < 50; i++) {
              const key = i % 20 < 10 ? "ArrowRight" : "ArrowLeft";
              const start = performance.now();
              node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
              await Promise.resolve();
              document.querySelector(".sentence").getBoundingClientRect();
              times.push(performance.now() - start);
            }
            return times;
        }"""
    )
    assert np.median(times) < 30
