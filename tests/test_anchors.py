import statistics
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from course_utils.anchors import (
    best_anchor,
    initial_anchors,
    kmeans,
    kmeans_anchors,
    kmeans_step,
    mean_best_iou,
    tiles,
    wh_iou,
)
from course_utils.anchors.sizes import assign
from course_utils.boxes import box_convert, box_iou

DISTANCES = ("iou", "euclid")
UPDATES = ("mean", "median")

sides = st.integers(1, 100)
sizes = st.lists(st.tuples(sides, sides), min_size=1, max_size=30)
few = st.lists(st.tuples(sides, sides), min_size=1, max_size=6)
seeds = st.integers(0, 5)


@st.composite
def clusterings(draw):
    """Boxes [N, 2] and a number of anchors that they can be clustered into."""
    wh = np.array(draw(sizes), float)
    return wh, draw(st.integers(1, min(6, len(np.unique(wh, axis=0)))))


def box_like(count, seed=0):
    """Boxes [count, 2] as in pictures: five kinds of things, near and far."""
    rng = np.random.default_rng(seed)
    kinds = np.log([[30, 40], [60, 110], [120, 90], [200, 260], [320, 200]])
    return np.exp(kinds[rng.integers(5, size=count)] + rng.normal(0, 0.45, (count, 2)))


def slow_distance(box, anchor, distance):
    (w, h), (anchor_w, anchor_h) = box, anchor
    if distance == "euclid":
        return (w - anchor_w) ** 2 + (h - anchor_h) ** 2
    overlap = min(w, anchor_w) * min(h, anchor_h)
    return 1 - overlap / (w * h + anchor_w * anchor_h - overlap)


def slow_step(wh, anchors, distance, update):
    groups = [[] for _ in anchors]
    own = []
    for box in wh:
        distances = [slow_distance(box, anchor, distance) for anchor in anchors]
        groups[distances.index(min(distances))].append(box)
        own.append(min(distances))
    farthest = sorted(range(len(wh)), key=lambda i: -own[i])
    waiting = list(dict.fromkeys(tuple(wh[i]) for i in farthest))
    moved = []
    for anchor, group in zip(anchors, groups, strict=True):
        if group:
            middle = getattr(statistics, update)
            moved.append([middle(side) for side in zip(*group, strict=True)])
        else:
            moved.append(waiting.pop(0) if waiting else anchor)
    return np.array(moved, float)


@given(sizes, sizes)
def test_iou_is_that_of_boxes_on_one_centre(wh, anchors):
    on_origin = [
        box_convert(np.hstack([np.zeros((len(x), 2)), x]), "cxcywh", "xyxy")
        for x in (wh, anchors)
    ]
    np.testing.assert_allclose(wh_iou(wh, anchors), box_iou(*on_origin), rtol=1e-12)


@given(sizes, sizes)
def test_best_anchor_by_a_loop(wh, anchors):
    # Of whole numbers, equal ratios are equal floats: ties are true ties.
    loop = [[1 - slow_distance(box, a, "iou") for a in anchors] for box in wh]
    assert best_anchor(wh, anchors).tolist() == [r.index(max(r)) for r in loop]
    assert mean_best_iou(wh, anchors) == pytest.approx(np.mean(np.max(loop, axis=1)))


def test_best_anchor_of_more_boxes_and_anchors_than_one_block_or_byte_holds():
    wh, anchors = box_like(40_000), box_like(300, seed=1)
    best = wh_iou(wh, anchors)
    np.testing.assert_array_equal(best_anchor(wh, anchors), best.argmax(axis=1))
    assert mean_best_iou(wh, anchors) == pytest.approx(best.max(axis=1).mean())


def test_a_prior_and_the_box_it_becomes():
    # 100 tall and 50 wide, rescaled by 1.5 and 0.9: the overlap is 45 x 100.
    assert wh_iou([[45, 150]], [[50, 100]])[0, 0] == pytest.approx(4500 / 7250)


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("distance", DISTANCES)
@given(wh=sizes, anchors=few)
def test_a_step_by_a_loop(distance, update, wh, anchors):
    moved = kmeans_step(wh, anchors, distance, update)
    np.testing.assert_allclose(moved, slow_step(wh, anchors, distance, update))


def test_an_empty_anchor_moves_to_the_box_served_worst():
    wh = [[10, 10], [12, 10], [100, 40], [100, 40], [30, 90]]
    anchors = [[10, 10], [1000, 1000], [2000, 2000]]
    for update in UPDATES:
        moved = kmeans_step(wh, anchors, "euclid", update)
        # All but none go to the first; the others take the two farthest sizes.
        middle = np.mean(wh, axis=0) if update == "mean" else np.median(wh, axis=0)
        np.testing.assert_allclose(moved, [middle, [100, 40], [30, 90]])
        np.testing.assert_allclose(
            moved, slow_step(wh, np.array(anchors, float), "euclid", update)
        )


def test_an_empty_anchor_stays_when_there_is_no_other_box():
    moved = kmeans_step([[2, 3], [2, 3]], [[2, 2], [9, 9], [8, 8]])
    np.testing.assert_array_equal(moved, [[2, 3], [2, 3], [8, 8]])


@given(clusterings(), seeds, st.sampled_from(DISTANCES), st.sampled_from(UPDATES))
def test_neither_the_order_nor_the_unit_of_the_boxes_matters(
    clustering, seed, distance, update
):
    wh, k = clustering
    options = {"distance": distance, "update": update, "seed": seed, "n_init": 2}
    anchors = kmeans_anchors(wh, k, **options)
    shuffled = np.random.default_rng(seed).permutation(wh)
    np.testing.assert_array_equal(kmeans_anchors(shuffled, k, **options), anchors)
    np.testing.assert_array_equal(
        initial_anchors(shuffled, k, distance, seed),
        initial_anchors(wh, k, distance, seed),
    )
    # By powers of two, so that nothing is rounded.
    np.testing.assert_array_equal(kmeans_anchors(wh / 32, k, **options), anchors / 32)


@given(sizes, few, st.integers(0, 100))
def test_a_step_keeps_the_order_of_the_anchors(wh, anchors, seed):
    anchors = np.unique(np.array(anchors, float), axis=0)
    order = np.random.default_rng(seed).permutation(len(anchors))
    iou = np.sort(wh_iou(wh, anchors), axis=1)
    assume(len(anchors) == 1 or (iou[:, -1] > iou[:, -2]).all())
    assume(len(np.unique(best_anchor(wh, anchors))) == len(anchors))
    moved = kmeans_step(wh, anchors)
    np.testing.assert_allclose(kmeans_step(wh, anchors[order]), moved[order])


@given(clusterings(), seeds, st.sampled_from(UPDATES))
def test_keeps_the_best_of_its_iterations(clustering, seed, update):
    wh, k = clustering
    kept = kmeans_anchors(wh, k, update=update, seed=seed, n_init=1)
    anchors = initial_anchors(wh, k, seed=seed)
    # The first ten at least are tried, unless nothing moves any more.
    for _ in range(10):
        assert mean_best_iou(wh, kept) >= mean_best_iou(wh, anchors) - 1e-9
        moved = kmeans_step(wh, anchors, update=update)
        if np.square(moved - anchors).sum() <= 1e-4 * wh.var(axis=0).mean():
            break
        anchors = moved


@given(clusterings(), seeds)
def test_more_starts_are_never_worse(clustering, seed):
    wh, k = clustering
    scores = [
        mean_best_iou(wh, kmeans_anchors(wh, k, seed=seed, n_init=n)) for n in (1, 2, 5)
    ]
    assert all(more >= fewer - 1e-12 for fewer, more in pairwise(scores))


@given(clusterings(), seeds, st.sampled_from(DISTANCES))
def test_starts_from_different_boxes(clustering, seed, distance):
    wh, k = clustering
    start = initial_anchors(wh, k, distance, seed)
    assert len({tuple(anchor) for anchor in start}) == k
    assert {tuple(anchor) for anchor in start} <= {tuple(box) for box in wh}


@given(sizes, seeds, st.sampled_from(DISTANCES), st.sampled_from(UPDATES))
def test_as_many_anchors_as_sizes_fit_perfectly(wh, seed, distance, update):
    different = np.unique(np.array(wh, float), axis=0)
    anchors = kmeans_anchors(wh, len(different), distance, update, seed, n_init=1)
    assert mean_best_iou(wh, anchors) == 1
    np.testing.assert_array_equal(np.unique(anchors, axis=0), different)


def test_the_average_iou_is_not_monotone_and_the_peak_is_kept():
    wh = box_like(5000)
    anchors, curve = initial_anchors(wh, 9), []
    for _ in range(40):
        curve.append(mean_best_iou(wh, anchors))
        anchors = kmeans_step(wh, anchors)
    assert max(curve) > curve[-1] + 0.005
    assert mean_best_iou(wh, kmeans_anchors(wh, 9, n_init=1)) == max(curve)


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("distance", DISTANCES)
def test_finds_clusters_that_lie_apart(distance, update):
    centres = np.array([[10, 12], [15, 60], [80, 30], [200, 220]], float)
    noise = np.random.default_rng(0).uniform(-1, 1, (4, 200, 2))
    found = kmeans_anchors(
        (centres[:, None] + noise).reshape(-1, 2), 4, distance, update
    )
    np.testing.assert_allclose(found, centres, atol=0.3)


def test_euclid_is_as_good_as_the_k_means_of_scikit_learn():
    wh = box_like(3000)
    anchors = kmeans_anchors(wh, 6, distance="euclid")
    inertia = np.square(wh[:, None] - anchors).sum(axis=2).min(axis=1).sum()
    expected = KMeans(6, n_init=10, random_state=0).fit(wh).inertia_
    assert inertia == pytest.approx(expected, rel=2e-3)


@st.composite
def nearly_equal(draw):
    """Boxes [N, 2] of which many differ in their last bits only."""
    wh = np.array(draw(st.lists(st.tuples(sides, sides), min_size=1, max_size=5)))
    wh = np.repeat(wh, draw(st.integers(1, 4)), axis=0) * draw(
        st.sampled_from([1, 1 / 3])
    )
    ulps = draw(st.lists(st.integers(-3, 3), min_size=wh.size, max_size=wh.size))
    return wh + np.reshape(ulps, wh.shape) * np.spacing(wh)


@given(nearly_equal(), seeds, st.sampled_from(DISTANCES), st.data())
def test_sizes_that_differ_in_their_last_bits_are_different(wh, seed, distance, data):
    different = {tuple(box) for box in wh}
    k = data.draw(st.integers(1, len(different)))
    start = initial_anchors(wh, k, distance, seed)
    assert len({tuple(anchor) for anchor in start} & different) == k
    anchors = kmeans_anchors(wh, k, distance, seed=seed, n_init=2)
    assert anchors.shape == (k, 2)
    if distance == "iou":
        assert mean_best_iou(wh, anchors) >= mean_best_iou(wh, start) - 1e-9
    with pytest.raises(ValueError, match=f"`k` must be at most .* {len(different)}. "):
        kmeans_anchors(wh, len(different) + 1, distance, seed=seed)


def test_boxes_divided_by_the_width_of_their_picture():
    # One size of things at many places: widths of (x + 60) / 640 - x / 640.
    x = np.random.default_rng(0).integers(0, 580, (300, 2))
    wh = np.add(x, [60, 40]) / 640 - x / 640
    different = np.unique(wh, axis=0)
    k = len(different)
    assert k > 5
    assert (wh_iou(different, different) == 1).sum() > 2 * k
    for seed in range(20):
        anchors = initial_anchors(wh, k, seed=seed)
        np.testing.assert_array_equal(np.unique(anchors, axis=0), different)


extremes = st.sampled_from([2e-30, 3e-11, 0.1, 1.0, 7e8, 5e29])


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.filterwarnings("error")
@given(st.lists(st.tuples(extremes, extremes), min_size=1, max_size=8), st.data())
def test_sizes_may_be_tiny_and_huge(distance, update, wh, data):
    wh = np.array(wh)
    k = data.draw(st.integers(1, len(np.unique(wh, axis=0))))
    for many in (0, len(wh) + 1):  # with tiles and without
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kmeans, "_MANY_BOXES", many)
            anchors = kmeans_anchors(wh, k, distance, update, n_init=2)
        assert anchors.shape == (k, 2)
        assert (anchors >= wh.min(axis=0) * (1 - 1e-9)).all()
        assert (anchors <= wh.max(axis=0) * (1 + 1e-9)).all()
        iou = wh_iou(wh, anchors)
        assert ((iou > 0) & (iou <= 1)).all()


@pytest.mark.parametrize("kind", ["whole", "ragged", "spread"])
@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("distance", DISTANCES)
def test_an_iteration_over_tiles_is_one_over_boxes(distance, update, kind):
    wh = box_like(3000)
    if kind == "whole":  # many ties and equal sizes, and sums without rounding
        wh = np.ceil(wh / 10)
    elif kind == "spread":
        wh = wh**4
    wh = wh[np.lexsort(wh.T)]
    rng = np.random.default_rng(0)
    of_tiles = tiles.Tiles(wh.T.copy(), 6, distance, update)
    for _ in range(4):
        anchors = rng.permutation(np.unique(wh, axis=0))[:6]
        for step in range(8):
            labels, closeness = assign(wh.T.copy(), anchors, distance)
            mean, moved = of_tiles.iterate(anchors)
            assert mean == pytest.approx(closeness.mean(), rel=1e-12)
            if len(np.unique(labels)) < 6:
                assert moved is None
                break
            expected = kmeans_step(wh, anchors, distance, update)
            exact = kind == "whole" or update == "median"
            np.testing.assert_allclose(moved, expected, rtol=0 if exact else 1e-12)
            anchors = moved
            if step % 3 == 2:  # a smaller or larger leap than those of k-means
                anchors = anchors * rng.uniform(1, (1 + 1e-6, 1.5), (6, 2))


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("distance", DISTANCES)
def test_many_boxes_are_clustered_as_few_are(distance, update, monkeypatch):
    wh = np.ceil(box_like(20_000))  # sums without rounding
    options = {"distance": distance, "update": update, "n_init": 2}
    with_tiles = kmeans_anchors(wh, 7, **options)
    monkeypatch.setattr(kmeans, "_MANY_BOXES", len(wh) + 1)
    np.testing.assert_allclose(kmeans_anchors(wh, 7, **options), with_tiles, rtol=1e-9)


@pytest.mark.parametrize("distance", DISTANCES)
def test_tiles_spare_most_comparisons(distance, monkeypatch):
    wh = box_like(20_000)
    wh = wh[np.lexsort(wh.T)]
    of_tiles = tiles.Tiles(wh.T.copy(), 9, distance, "mean")
    compared = []
    monkeypatch.setattr(
        tiles,
        "measure",
        lambda boxes, *rest, measure=tiles.measure: (
            compared.append(boxes[0].size),
            measure(boxes, *rest),
        ),
    )
    anchors = initial_anchors(wh, 9, distance)
    for _ in range(10):
        compared.clear()
        _, anchors = of_tiles.iterate(anchors)
    # Of 9 with each box. With 1 - IoU one is with its own anchor, for the mean.
    assert sum(compared) < 1.5 * len(wh)


@pytest.mark.parametrize(
    ("wh", "what"),
    [
        ([1, 2], r"\[N, 2\].*shape=\(2,\)"),
        ([[1, 2, 3]], r"\[N, 2\].*shape=\(1, 3\)"),
        ([["a", "b"]], "must be numbers"),
        ([[None, 2]], "must be numbers"),
        ([[True, True]], "must be numbers"),
        (None, r"\[N, 2\].*shape=\(\)"),
        ([[1, 2], [3]], "must have rows of equal length"),
        ([[1, [2]], [3, 4]], "must have rows of equal length"),
        ([[1e-31, 1]], r"positive and finite, from 1e-30 to 1e\+30.*1e-31"),
        ([[1, 1e200]], r"positive and finite, from .*1e\+200\] in row 0"),
        (np.array([[1, 1e-8]], "f2"), r"positive and finite.*\[1.0, 0.0\] in row 0"),
        (np.array([["1", "1e400"]], "g"), r"positive and finite.*400"),
        ([[1, 2], [3, 0]], r"positive and finite.*\[3, 0\] in row 1"),
        ([[1, -2]], r"positive and finite.*\[1, -2\] in row 0"),
        ([[np.nan, 1]], r"positive and finite.*\[nan, 1.0\] in row 0"),
        ([[np.inf, 1]], r"positive and finite.*\[inf, 1.0\] in row 0"),
    ],
)
def test_refuses_what_are_no_sizes(wh, what):
    good = [[1, 2], [3, 4]]
    for work in (wh_iou, best_anchor, mean_best_iou, kmeans_step):
        with pytest.raises(ValueError, match="`wh` .*" + what):
            work(wh, good)
        with pytest.raises(ValueError, match=r"`anchors` .*" + what):
            work(good, wh)
    for work in (initial_anchors, kmeans_anchors):
        with pytest.raises(ValueError, match="`wh` .*" + what):
            work(wh, 1)


def test_refuses_no_boxes_or_no_anchors_where_some_are_needed():
    none, good = np.zeros((0, 2)), [[1, 2]]
    assert wh_iou(none, good).shape == (0, 1)
    assert wh_iou(good, none).shape == (1, 0)
    assert best_anchor(none, good).shape == (0,)
    for work in (best_anchor, mean_best_iou, kmeans_step):
        with pytest.raises(ValueError, match=r"`anchors` .* at least 1 row"):
            work(good, none)
    for work in (mean_best_iou, kmeans_step):
        with pytest.raises(ValueError, match=r"`wh` .* at least 1 row"):
            work(none, good)
    for work in (initial_anchors, kmeans_anchors):
        with pytest.raises(ValueError, match=r"`wh` .* at least 1 row"):
            work(none, 1)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"k": 3}, "`k` must be at most .* 2. Received: k=3"),
        ({"k": 0}, "`k` must be an integer from 1 on. Received: k=0"),
        ({"k": [2]}, r"`k` must be an integer from 1 on. Received: k=\[2\]"),
        ({"k": 2.0}, "`k` must be an integer from 1 on. Received: k=2.0"),
        ({"distance": "cosine"}, "`distance` must be 'iou' or 'euclid'.*'cosine'"),
        ({"distance": np.array(DISTANCES)}, r"`distance` must be 'iou' or .*\['iou', "),
        ({"update": ["mean"]}, "`update` must be 'mean' or 'median'.*'mean'"),
        ({"update": "mode"}, "`update` must be 'mean' or 'median'.*'mode'"),
        ({"seed": -1}, "`seed` must be an integer from 0"),
        ({"n_init": 0}, "`n_init` must be an integer from 1"),
    ],
)
def test_refuses_other_options(options, what):
    wh = [[1, 2], [1, 2], [2, 1]]
    with pytest.raises(ValueError, match=what):
        kmeans_anchors(wh, **{"k": 2} | options)
    if options.keys() & {"k", "distance", "seed"}:
        with pytest.raises(ValueError, match=what):
            initial_anchors(wh, **{"k": 2} | options)
    if options.keys() & {"distance", "update"}:
        with pytest.raises(ValueError, match=what):
            kmeans_step(wh, [[1, 1]], **options)


def test_integers_of_numpy_do_not_wrap():
    wh = np.array([[200, 100], [100, 200], [250, 250]], np.uint8)
    assert wh_iou(wh, wh).tolist() == wh_iou(wh.tolist(), wh.tolist()).tolist()
    one, two = np.uint8(1), np.int8(2)
    anchors = kmeans_anchors(wh, two, seed=one, n_init=two)
    np.testing.assert_array_equal(
        anchors, kmeans_anchors(wh.tolist(), 2, seed=1, n_init=2)
    )
