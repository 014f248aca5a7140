"""AnchorClusters: its traits, and its page against `anchors.kmeans_step`."""

from itertools import product

import numpy as np
import pytest

from course_utils.anchors import (
    best_anchor,
    initial_anchors,
    kmeans_step,
    mean_best_iou,
)
from course_utils.widgets import AnchorClusters
from course_utils.widgets.anchor_clusters import ANCHORS, LAST, STARTS


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


def at_end(wh, **options):
    explorer = AnchorClusters(wh, **options)
    explorer.iteration = explorer.last_iteration
    return explorer


def radio(bench, name):
    bench.page.get_by_role("radio", name=name, exact=True).check()


def averages(explorer):
    """The average IoU of each iteration, without the digits that hang on the order."""
    return [
        round(mean_best_iou(explorer._wh, anchors), 12) for anchors in explorer._path
    ]


def labels(explorer):
    if explorer.distance == "iou":
        return best_anchor(explorer._wh, explorer.anchors)
    squares = np.square(explorer._wh[:, None] - explorer.anchors).sum(axis=-1)
    return squares.argmin(axis=1)


def all_settings(explorer):
    """Each k, distance and update from two starts."""
    for k, distance, update in product(
        range(1, explorer._limits()["k"][1] + 1), ("iou", "euclid"), ("mean", "median")
    ):
        for seed in (k % STARTS, (k + 3) % STARTS):
            yield {"k": k, "distance": distance, "update": update, "seed": seed}


def comparison(own, highest, best):
    """In words; with as many digits as tell them apart."""
    if own == highest:
        return f"average IoU {own:.4f}, the best so far."
    digits = next(d for d in range(4, 13) if f"{own:.{d}f}" != f"{highest:.{d}f}")
    return (
        f"average IoU {own:.{digits}f}, below {highest:.{digits}f} at iteration {best}."
    )


def agree(bench, explorer, settings):
    """Compare each iteration of these settings; returns how many there were."""
    bench.mount(explorer)
    states = []
    for setting in settings:
        explorer.set_state(setting | {"iteration": 0})
        for iteration in range(explorer.last_iteration + 1):
            states.append(setting | {"iteration": iteration})
    for state, seen in zip(states, bench.walk_through(states), strict=True):
        explorer.set_state(state)
        shown, iteration = seen["shown"], explorer.iteration
        np.testing.assert_allclose(shown["anchors"], explorer.anchors, atol=1e-9)
        assert shown["last"] == explorer.last_iteration
        assert shown["mean"] == pytest.approx(explorer.mean_iou, abs=1e-9)
        counts = np.bincount(labels(explorer), minlength=explorer.k)
        assert shown["counts"] == counts.tolist()
        means = averages(explorer)[: iteration + 1]
        best = int(np.argmax(means))
        assert f"Iteration {iteration} of {explorer.last_iteration} " in seen["words"]
        assert comparison(means[-1], means[best], best) in seen["words"]
    return len(states)


@pytest.mark.parametrize("name", DATA)
def test_every_iteration_agrees_with_kmeans_step(bench, name):
    explorer = AnchorClusters(DATA[name], k=1)
    every = {"many": 13}.get(name, 1)  # not all settings of a thousand boxes
    count = agree(bench, explorer, list(all_settings(explorer))[::every])
    assert count > {"few": 100, "one": 3, "many": 50}.get(name, 200)


@pytest.mark.parametrize("update", ["mean", "median"])
@pytest.mark.parametrize("distance", ["iou", "euclid"])
@pytest.mark.parametrize("name", ["ties", "one"])
def test_anchors_without_boxes_move_as_in_kmeans_step(bench, name, distance, update):
    """Of equal anchors the first gets all boxes; the others go to the worst served.

    Where all boxes are of one size, there are not enough sizes for them.
    """
    explorer = AnchorClusters(DATA[name], k=1)
    crowd = [[[1, 1]] * 4 + [[5, 5]] * 5] * STARTS
    explorer._starts = {"iou": crowd, "euclid": crowd}
    explorer._data = explorer._data | {"starts": explorer._starts}
    setting = {"k": 9, "distance": distance, "update": update, "seed": 0}
    explorer._paths.clear()
    explorer.set_state(setting | {"iteration": 0})
    empty = np.bincount(labels(explorer), minlength=9) == 0
    assert empty.sum() == {"ties": 7, "one": 8}[name]
    assert explorer.last_iteration >= 1
    agree(bench, explorer, [setting])


def test_what_does_not_come_to_rest_is_stopped(bench):
    wh = np.exp(np.random.default_rng(2).normal(3, 0.8, (1000, 2)))
    explorer = AnchorClusters(wh, k=9, seed=3)
    assert explorer.last_iteration == LAST
    agree(bench, explorer, [{"k": 9, "seed": 3}])
    assert "It is stopped here." in bench.text()


@pytest.mark.parametrize("update", ["mean", "median"])
@pytest.mark.parametrize("distance", ["iou", "euclid"])
@pytest.mark.parametrize("k", range(1, ANCHORS + 1))
def test_anchors_are_those_of_kmeans_step(k, distance, update):
    wh = np.random.default_rng(k).integers(1, 40, (150, 2))
    explorer = AnchorClusters(wh, k, distance, update)
    for seed in range(STARTS):
        explorer.set_state({"iteration": 0, "seed": seed})
        anchors = initial_anchors(wh, k, distance, seed)
        for iteration in range(explorer.last_iteration + 1):
            explorer.iteration = iteration
            np.testing.assert_array_equal(explorer.anchors, anchors)
            assert explorer.mean_iou == mean_best_iou(wh, anchors)
            before, anchors = anchors, kmeans_step(wh, anchors, distance, update)
            moves = (anchors != before).any()
            assert moves == (iteration < explorer.last_iteration) or iteration == LAST


def test_a_start_worked_by_hand(bench):
    """Sizes on the diagonal: IoU of 2x2 and 4x4 is 1/4, of 4x4 and 8x8 too."""
    explorer = AnchorClusters([[2, 2], [4, 4], [8, 8]], k=1, update="median")
    starts = {name: [[[2, 2]]] * STARTS for name in ("iou", "euclid")}
    explorer._data = explorer._data | {"starts": starts}
    bench.mount(explorer)
    assert bench.text() == (
        "Iteration 0 of 1 with k 1, distance iou, update median, start 0: average IoU "
        "0.4375, the best so far."
    )
    assert bench.text(".anchors") == "1 2 x 2: 3 boxes"
    bench.button("last").click()
    assert bench.text() == (
        "Iteration 1 of 1 with k 1, distance iou, update median, start 0: average IoU "
        "0.5000, the best so far. Nothing moves any more."
    )
    radio(bench, "mean")
    assert bench.text(".anchors") == "1 4.667 x 4.667: 3 boxes"


@pytest.mark.parametrize(
    "choose, state",
    [
        (lambda bench: bench.slider("k").fill("3"), {"k": 3}),
        (
            lambda bench: bench.page.get_by_label("euclid").check(),
            {"distance": "euclid"},
        ),
        (lambda bench: bench.page.get_by_label("median").check(), {"update": "median"}),
        (lambda bench: bench.page.get_by_label("2", exact=True).check(), {"seed": 2}),
    ],
)
def test_another_setting_begins_at_its_start_and_ends_at_its_end(bench, choose, state):
    bench.mount(AnchorClusters(DATA["boxes"], iteration=3))
    choose(bench)
    assert bench.state(*state, "iteration") == (*state.values(), 0)
    explorer = at_end(DATA["boxes"])
    bench.mount(explorer)
    choose(bench)
    explorer.set_state(state)
    assert bench.state("iteration") == (explorer.last_iteration,)


def test_a_curve_is_kept_of_each_start_that_was_tried(bench):
    explorer = AnchorClusters(DATA["many"], k=4, seed=6)
    bench.mount(explorer)
    page = bench.page
    for seed in ("1", "3"):
        radio(bench, seed)
    ends = {seed: at_end(DATA["many"], k=4, seed=seed) for seed in (1, 3, 6)}
    shown = dict(bench.shown()["ends"])
    assert shown == pytest.approx({s: e.mean_iou for s, e in ends.items()}, abs=1e-9)
    texts = page.locator("[data-seed]").all_text_contents()
    means = averages(ends[1])
    assert texts[1] == f"1: {max(means):.4f} at {np.argmax(means)}"
    assert (
        texts[3] == f"3: {AnchorClusters(DATA['many'], k=4, seed=3).mean_iou:.4f} at 0"
    )
    assert [bool(text) for text in texts] == [seed in ends for seed in range(STARTS)]
    ghosts = [node.get_attribute("d") for node in page.locator(".ghost").all()]
    points = [path.count("L") + 1 if path else 0 for path in ghosts]
    assert points == [
        len(ends[seed]._path) if seed in (1, 6) else 0 for seed in range(STARTS)
    ]
    heights = [node.bounding_box()["y"] for node in page.locator("[data-seed]").all()]
    used = sorted(heights[seed] for seed in ends)
    assert min(np.diff(used)) > 11  # none covers another
    page.locator("[data-seed='6']").click()
    assert bench.state("seed", "iteration") == (6, 0)
    top = max(ends, key=lambda seed: ends[seed].mean_iou)
    assert f"Of the 3 starts tried, start {top} ends highest" in bench.text()
    radio(bench, "euclid")
    assert len(bench.shown()["ends"]) == 1  # of other settings none is kept


def test_the_curve_is_dragged(bench):
    last = AnchorClusters(DATA["many"], k=9).last_iteration
    bench.mount(AnchorClusters(DATA["many"], k=9))
    box = bench.page.locator(".curve .axes").bounding_box()

    def at(iteration):
        return box["x"] + box["width"] * iteration / last, box["y"] + 50

    bench.page.mouse.click(*at(7))
    assert bench.state("iteration") == (7,)
    bench.drag(at(2), at(5))
    assert bench.state("iteration") == (5,)
    bench.drag(at(2), at(2 * last))
    assert bench.state("iteration") == (last,)


def test_a_finger_drags_along_the_curve_and_scrolls_across(touched):
    touched.mount(AnchorClusters(DATA["many"], k=9))
    box = touched.page.locator(".curve .axes").bounding_box()
    y = box["y"] + box["height"] / 2
    touched.swipe(box["x"], y, box["width"] / 2, 0)
    last = AnchorClusters(DATA["many"], k=9).last_iteration
    assert abs(touched.state("iteration")[0] - last / 2) <= 1
    assert touched.page.evaluate("scrollY") == 0
    touched.swipe(box["x"] + 20, y, 0, -150)
    touched.page.wait_for_function("scrollY > 50")


def test_clusters_differ_in_shape_and_are_all_drawn(bench):
    explorer = AnchorClusters(DATA["boxes"], k=9)
    bench.mount(explorer)
    drawn = bench.page.evaluate(
        """() => [...document.querySelectorAll(".plot .cluster")].map((path) => [
            path.getAttribute("d").split(/M[0-9.]+ [0-9.]+/).slice(1),
            getComputedStyle(path).stroke,
        ])"""
    )
    counts = np.bincount(labels(explorer), minlength=9)
    assert [len(parts) for parts, _ in drawn] == counts.tolist()
    shapes = {shape for parts, _ in drawn for shape in parts}
    assert len(shapes) == len({color for _, color in drawn}) == ANCHORS
    bench.set(k=2)
    # The clusters that are gone leave no boxes behind.
    assert bench.page.locator(".plot .cluster:not([d=''])").count() == 2


def test_an_anchor_of_the_list_and_of_the_pictures_are_one(bench):
    bench.page.mouse.move(0, 0)
    bench.mount(AnchorClusters(DATA["boxes"], k=3, iteration=4))
    rows = bench.page.locator(".anchors button")
    clear = [
        bench.page.locator(f"{name}:not(.faint)")
        for name in (".plot .cluster:not([d=''])", "g:has(> .mark)", "g:has(> .prior)")
    ]

    def numbers():
        return [part.count() for part in clear]

    assert numbers() == [3, 3, 3]
    rows.nth(1).hover()
    assert numbers() == [1, 1, 1]
    assert clear[1].text_content() == clear[2].text_content() == "2"
    bench.page.mouse.move(0, 0)
    assert numbers() == [3, 3, 3]
    bench.page.locator("g:has(> .mark)").nth(2).click()
    bench.page.mouse.move(0, 0)
    assert numbers() == [1, 1, 1]
    pressed = [row.get_attribute("aria-pressed") for row in rows.all()]
    assert pressed == ["false", "false", "true"]
    rows.nth(2).press("Enter")
    rows.nth(2).blur()
    assert numbers() == [3, 3, 3]


def test_the_best_iteration_is_circled_and_priors_have_their_shape(bench):
    explorer = at_end(DATA["many"], k=9)
    bench.mount(explorer)
    circle, wide = bench.page.evaluate(
        """() => [".best", ".curve .axes"].map((name) =>
            document.querySelector(name).getBBox()).map(({ x, width }) => [x, width])"""
    )
    best = np.argmax(averages(explorer)) / explorer.last_iteration
    assert circle[0] + circle[1] / 2 == pytest.approx(wide[1] * best, abs=0.1)
    sides = bench.page.evaluate(
        """() => [...document.querySelectorAll(".prior")].map((rect) =>
            ["width", "height"].map((name) => Number(rect.getAttribute(name))))"""
    )
    ratio = np.array(sides) / explorer.anchors
    np.testing.assert_allclose(ratio, ratio[0, 0])


def visit(bench, explorer, *states):
    """The goals that are met once these states were shown."""
    bench.mount(explorer)
    bench.walk_through(states)
    bench.rest()
    return bench.state("goals_met")[0]


def end(setting, wh=DATA["many"]):
    return setting | {"iteration": at_end(wh, **setting).last_iteration}


def ends_at(setting):
    return at_end(DATA["many"], **setting).mean_iou


def test_goal_ends_at_its_best(bench):
    runs = {}
    for k, distance, seed in product((2, 5, 9), ("iou", "euclid"), range(STARTS)):
        setting = {"k": k, "distance": distance, "seed": seed}
        means = averages(AnchorClusters(DATA["many"], **setting))
        runs[len(means) > 5, max(means) == means[-1]] = setting
    name, explorer = "ends at its best", AnchorClusters(DATA["many"])
    met = end(runs[True, True])
    assert name in visit(bench, explorer, met)
    assert name not in visit(bench, explorer, met | {"iteration": met["iteration"] - 1})
    assert name not in visit(bench, explorer, end(runs[True, False]))
    one = end({"k": 1, "distance": "iou", "seed": 0})
    assert one["iteration"] < 5
    assert name not in visit(bench, explorer, one)


def test_goal_iou_serves_all(bench):
    gains = {}
    for seed in range(STARTS):
        iou, euclid = (
            {"k": 5, "seed": seed, "distance": distance}
            for distance in ("iou", "euclid")
        )
        gains[ends_at(iou) - ends_at(euclid) >= 0.01] = iou, euclid
    (iou, euclid), (other, less) = gains[True], gains[False]
    name, explorer = "iou serves all", AnchorClusters(DATA["many"])
    explorer.seed = (iou["seed"] + 1) % STARTS  # not tried yet
    assert name in visit(bench, explorer, iou, end(euclid))
    assert name in visit(bench, explorer, euclid, end(iou))
    assert name not in visit(bench, explorer, end(euclid))
    assert name not in visit(bench, explorer, iou, euclid)
    assert name not in visit(bench, explorer, other, end(less))


def test_goal_how_many(bench):
    explorer = AnchorClusters(DATA["many"])
    ends = [ends_at({"k": k, "seed": 0}) for k in range(1, ANCHORS + 1)]
    enough = round(5 * (ends[0] + 3 * ends[-1])) / 20
    k = 1 + int(np.argmax(np.array(ends) >= enough))
    bench.mount(explorer)
    text = f"ends at {enough:g} or more (k 1: {ends[0]:.2f}, k 9: {ends[-1]:.2f})"
    assert text in bench.text("[data-goal='how many']")
    for setting, met in [(k, True), (k - 1, False), (k + 1, False)]:
        goals = visit(bench, explorer, end({"k": setting, "seed": 0}))
        assert ("how many" in goals) == met
    assert "how many" not in visit(bench, explorer, {"k": k, "iteration": 1})


def test_goal_what_to_keep(bench):
    explorers = [AnchorClusters(DATA["many"], seed=seed) for seed in range(STARTS)]
    peaks = [max(averages(explorer)) for explorer in explorers]
    seed = int(np.argmax(peaks))
    best = {"seed": seed, "iteration": int(np.argmax(averages(explorers[seed])))}
    every = [{"iteration": 0, "seed": seed} for seed in range(STARTS)]
    name = "what to keep"
    assert name in visit(bench, explorers[0], *every, best)
    assert name not in visit(bench, explorers[0], *every[:seed], best)
    near = best | {"iteration": best["iteration"] - 1}
    assert name not in visit(bench, explorers[0], *every, near)
    second = int(np.argsort(peaks)[-2])
    other = {"seed": second, "iteration": int(np.argmax(averages(explorers[second])))}
    assert peaks[second] < peaks[seed]
    assert name not in visit(bench, explorers[0], *every, other)


def test_goals_that_cannot_be_reached_are_left_out(bench):
    bench.mount(AnchorClusters(DATA["one"], k=1))
    goals = bench.page.locator("[data-goal]")
    assert goals.count() == 0


def test_python_may_take_iterations_away(bench):
    explorer = at_end(DATA["boxes"], k=9)
    bench.mount(explorer)
    bench.set(k=1)
    assert bench.text().startswith("Iteration 1 of 1 with k 1,")
    explorer.k = 1
    assert explorer.iteration == explorer.last_iteration == 1
    explorer.set_state({"k": 5, "distance": "euclid", "iteration": 4})
    assert (explorer.k, explorer.distance, explorer.iteration) == (5, "euclid", 4)


def test_anchors_cannot_be_changed_from_outside():
    explorer = AnchorClusters(DATA["boxes"])
    explorer.anchors[:] = 1
    assert (explorer.anchors != 1).all()


@pytest.mark.parametrize(
    "options, message",
    [
        ({"wh": [[1, 2, 3]]}, r"`wh` must be .* \[N, 2\].* wh.shape=\(1, 3\)"),
        ({"wh": [[1, 2], [3]]}, "`wh` must be positive numbers"),
        ({"wh": [[0, 2]]}, "`wh` must be positive numbers"),
        ({"wh": [[np.inf, 2]]}, "`wh` must be positive numbers"),
        ({"wh": [["1", "2"]]}, "`wh` must be positive numbers"),
        ({"wh": np.ones((0, 2))}, "`wh` must be .* N from 1 to 1000"),
        ({"wh": np.ones((1001, 2))}, r"take a part.* wh.shape=\(1001, 2\)"),
        ({"wh": [[1, 2], [1, 2]], "k": 2}, "`k` must be from 1 to 1 .*Received: k=2"),
        ({"k": 10}, "`k` must be a whole number from 1 to 9. Received: k=10"),
        ({"seed": 8}, "`seed` must be a whole number from 0 to 7. Received: seed=8"),
        ({"k": 1, "iteration": 2}, "`iteration` must be from 0 to 1 .*iteration=2"),
        ({"iteration": 51}, "`iteration` must be .* to 50. Received: iteration=51"),
        ({"distance": "l1"}, "`distance` must be 'iou' or 'euclid'"),
        ({"update": "mode"}, "`update` must be 'mean' or 'median'"),
    ],
)
def test_what_it_cannot_take_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        AnchorClusters(options.pop("wh", DATA["boxes"]), **options)
