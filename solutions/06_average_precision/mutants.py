"""Cases and plausible wrong answers of exercise 06."""

import operator
from itertools import pairwise

import numpy as np

# What the cases share ----------------------------------------------------------------


def _scores(rng, count):
    """Scores that differ, in no order; in some lists only in the fourth digit."""
    if rng.random() < 0.4:
        return rng.permutation(np.arange(5003, 5103, 3) / 10000)[:count]
    return rng.permutation(np.arange(5, 99))[:count] / 100


def _hits(rng, count):
    return (rng.random(count) < rng.choice([0.3, 0.6, 0.8])).astype(int)


def _ranked(scores, values):
    """`values` from the highest score to the lowest, the first of equal ones first."""
    return np.asarray(values)[np.argsort(-np.asarray(scores), kind="stable")]


def _curve(ranked_hits, objects):
    found = np.cumsum(ranked_hits)
    return found / np.arange(1, len(found) + 1), found / objects


def _area(ranked_hits, objects):
    """All-point average precision of a ranked list."""
    best, total, found = 0.0, 0.0, int(sum(ranked_hits))
    ranks = range(len(ranked_hits), 0, -1)
    for rank, hit in zip(ranks, ranked_hits[::-1], strict=True):
        best = max(best, found / rank)
        total += hit * best
        found -= int(hit)
    return float(total / objects)


def _teeth(ranked_hits, objects):
    """The mean without an envelope: precision at the hits, over the objects."""
    precision, _ = _curve(ranked_hits, objects)
    return float(np.sum(precision * ranked_hits) / objects)


def _eleven(ranked_hits, objects):
    return _mean_over([n / 10 for n in range(11)], ranked_hits, objects, _best_from)


def _hundred_and_one(ranked_hits, objects):
    return _mean_over([n / 100 for n in range(101)], ranked_hits, objects, _best_from)


# precision_recall_at -----------------------------------------------------------------


def first_ones(rng):
    count = 1 if rng.random() < 0.05 else int(rng.integers(3, 10))
    scores, hits = _scores(rng, count), _hits(rng, count)
    objects = max(1, int(hits.sum() + rng.choice([0, 0, 1, 3])))
    return scores, hits, objects, int(rng.integers(1, count + 1))


def at_in_given_order(scores, hits, objects, k):
    return hits[:k].mean(), hits[:k].sum() / objects


def at_worst_first(scores, hits, objects, k):
    worst = _ranked(-scores, hits)[:k]
    return worst.mean(), worst.sum() / objects


def at_recall_over_detections(scores, hits, objects, k):
    best = _ranked(scores, hits)[:k]
    return best.mean(), best.sum() / len(hits)


def at_recall_over_hits(scores, hits, objects, k):
    best = _ranked(scores, hits)[:k]
    return best.mean(), best.sum() / hits.sum() if hits.any() else 0.0


def at_precision_over_all(scores, hits, objects, k):
    found = _ranked(scores, hits)[:k].sum()
    return found / len(hits), found / objects


def at_recall_first(scores, hits, objects, k):
    found = _ranked(scores, hits)[:k].sum()
    return found / objects, found / k


def at_one_less(scores, hits, objects, k):
    found = _ranked(scores, hits)[: k - 1].sum()
    return found / (k - 1) if k > 1 else float("nan"), found / objects


def at_one_less_over_k(scores, hits, objects, k):
    found = _ranked(scores, hits)[: k - 1].sum()
    return found / k, found / objects


def at_one_more(scores, hits, objects, k):
    best = _ranked(scores, hits)[: k + 1]
    return best.mean(), best.sum() / objects


def at_one_more_over_k(scores, hits, objects, k):
    found = _ranked(scores, hits)[: k + 1].sum()
    return found / k, found / objects


def at_place_k(scores, hits, objects, k):
    """The curve counts from 0, so that place k is the next one; the last has none."""
    precision, recall = _curve(_ranked(scores, hits), objects)
    return precision[k], recall[k]


def at_place_before(scores, hits, objects, k):
    """For k = 1 the place before is -1, the last."""
    precision, recall = _curve(_ranked(scores, hits), objects)
    return precision[k - 2], recall[k - 2]


def at_best_precision(scores, hits, objects, k):
    precision, recall = _curve(_ranked(scores, hits)[:k], objects)
    return precision.max(), recall[-1]


def at_envelope(scores, hits, objects, k):
    precision, recall = _curve(_ranked(scores, hits), objects)
    return precision[k - 1 :].max(), recall[k - 1]


def at_precision_over_objects(scores, hits, objects, k):
    found = _ranked(scores, hits)[:k].sum()
    return found / objects, found / objects


def at_recall_over_k(scores, hits, objects, k):
    found = _ranked(scores, hits)[:k].sum()
    return found / k, found / k


def at_recall_over_the_smaller(scores, hits, objects, k):
    found = _ranked(scores, hits)[:k].sum()
    return found / k, found / min(k, objects)


def at_counts(scores, hits, objects, k):
    found = int(_ranked(scores, hits)[:k].sum())
    return found, found


def at_false_positives(scores, hits, objects, k):
    found = _ranked(scores, hits)[:k].sum()
    return 1 - found / k, found / objects


def at_every_rank(scores, hits, objects, k):
    precision, recall = _curve(_ranked(scores, hits)[:k], objects)
    return precision, recall


def at_hits_first(scores, hits, objects, k):
    found = np.sort(hits)[::-1][:k].sum()
    return found / k, found / objects


def at_by_pairs(scores, hits, objects, k):
    pairs = sorted(zip(scores.tolist(), hits.tolist(), strict=True), reverse=True)
    found = sum(hit for _, hit in pairs[:k])
    return found / k, found / objects


# best_threshold ----------------------------------------------------------------------


def scored_hits(rng):
    """Scores that differ, one F1 the best by far."""
    while True:
        count = int(rng.integers(2, 9))
        scores, hits = _scores(rng, count), _hits(rng, count)
        if rng.random() < 0.2:
            hits = (scores == scores.max()).astype(int)
        objects = int(hits.sum() + rng.integers(0, 5))
        table = sorted(f1 for _, f1 in _table(scores, hits, objects or 1))
        if hits.any() and table[-1] - table[-2] > 0.01:
            return scores, hits, objects


def scored_alike(rng):
    """Equal scores, and often thresholds with equal F1."""
    needs_equal_f1 = rng.random() < 0.3
    levels = [0.2, 0.35, 0.5, 0.7, 0.9]
    if rng.random() < 0.4:
        levels = [0.3517, 0.3521, 0.35214, 0.3529, 0.7034]
    while True:
        count = int(rng.integers(3, 9))
        scores = rng.choice(levels, count)
        hits = _hits(rng, count)
        objects = int(hits.sum() + rng.integers(0, 4))
        rows = _table(scores, hits, objects or 1)
        has_equal_f1 = _first_best(rows) != _first_best(rows[::-1])
        if not hits.any() or (needs_equal_f1 and not has_equal_f1):
            continue
        if not has_equal_f1 or _f1_agrees(scores, hits, objects):
            return scores, hits, objects


def _table(scores, hits, objects, keep=operator.ge, f1=None):
    """(threshold, F1) for every score as the threshold, the highest first."""
    f1 = f1 or (lambda found, kept: 2 * found / (kept + objects))
    counts = _counts(scores, hits, keep)
    return [(threshold, float(f1(found, kept))) for threshold, found, kept in counts]


def _counts(scores, hits, keep=operator.ge):
    """(threshold, hits kept, detections kept) for every score, the highest first."""
    # Python's own numbers: of lists this short NumPy takes several times as long.
    scores, hits = scores.tolist(), hits.tolist()
    rows = []
    for threshold in sorted(set(scores), reverse=True):
        kept = [h for s, h in zip(scores, hits, strict=True) if keep(s, threshold)]
        rows.append((threshold, sum(kept), len(kept)))
    return rows


def _first_best(rows):
    return max(rows, key=lambda row: row[1])  # max takes the first of equal ones


def _f1_agrees(scores, hits, objects):
    """Whether the mean's own formulas, rounded, find the same threshold.

    Also with a small number in a denominator, which keeps 0 / 0 away: of equal F1 it
    prefers the larger sum of precision and recall.
    """

    def by_product(small, kind=float):
        def f1(found, kept):
            p, r = kind(found) / kind(kept + small), kind(found) / kind(objects + small)
            return 2 * p * r / (p + r + kind(small)) if found else 0.0

        return f1

    def by_inverses(found, kept):
        return 2 / (kept / found + objects / found) if found else 0.0

    f1 = lambda found, kept: 2 * found / (kept + objects)  # noqa: E731
    formulas = [f1, by_inverses, by_product(0), by_product(0, np.float32)]
    formulas += [by_product(small) for small in (1e-16, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7)]
    formulas += [
        lambda found, kept, small=small: (
            (2 * found / kept * found / objects)
            / (found / kept + found / objects + small)
        )
        for small in (1e-16, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
    ]
    counts = _counts(scores, hits)
    tables = [[(t, float(f1(*pair))) for t, *pair in counts] for f1 in formulas]
    return len({_first_best(rows)[0] for rows in tables}) == 1


def threshold_exceeded(scores, hits, objects):
    return _first_best(_table(scores, hits, objects, keep=operator.gt))


def threshold_from_above(scores, hits, objects):
    return _first_best(_table(scores, hits, objects, keep=operator.le))


def threshold_by_plain_mean(scores, hits, objects):
    mean = lambda found, kept: (found / kept + found / objects) / 2  # noqa: E731
    return _first_best(_table(scores, hits, objects, f1=mean))


def threshold_over_hits(scores, hits, objects):
    return _first_best(_table(scores, hits, hits.sum()))


def threshold_over_detections(scores, hits, objects):
    return _first_best(_table(scores, hits, len(hits)))


def threshold_lowest_of_equals(scores, hits, objects):
    return _first_best(_table(scores, hits, objects)[::-1])


def threshold_inside_equals(scores, hits, objects):
    ranked, found = _ranked(scores, scores), np.cumsum(_ranked(scores, hits))
    f1 = 2 * found / (np.arange(1, len(found) + 1) + objects)
    return float(ranked[f1.argmax()]), float(f1.max())


def _threshold_by(scores, hits, objects, f1):
    return _first_best(_table(scores, hits, objects, f1=f1))


def threshold_by_root_of_product(scores, hits, objects):
    root = lambda found, kept: found / np.sqrt(kept * objects)  # noqa: E731
    return _threshold_by(scores, hits, objects, root)


def threshold_by_product(scores, hits, objects):
    product = lambda found, kept: found / kept * found / objects  # noqa: E731
    return _threshold_by(scores, hits, objects, product)


def threshold_by_half_of_f1(scores, hits, objects):
    half = lambda found, kept: found / (kept + objects)  # noqa: E731
    return _threshold_by(scores, hits, objects, half)


def threshold_by_iou(scores, hits, objects):
    iou = lambda found, kept: found / (kept + objects - found)  # noqa: E731
    return _threshold_by(scores, hits, objects, iou)


def threshold_by_smaller(scores, hits, objects):
    smaller = lambda found, kept: min(found / kept, found / objects)  # noqa: E731
    return _threshold_by(scores, hits, objects, smaller)


def threshold_by_precision(scores, hits, objects):
    return _threshold_by(scores, hits, objects, lambda found, kept: found / kept)


def threshold_by_recall(scores, hits, objects):
    return _threshold_by(scores, hits, objects, lambda found, kept: found / objects)


def threshold_by_f2(scores, hits, objects):
    f2 = lambda found, kept: 5 * found / (kept + 4 * objects)  # noqa: E731
    return _threshold_by(scores, hits, objects, f2)


def threshold_of_nan(scores, hits, objects):
    """0 / 0 is nan, and `argmax` takes the first nan for the largest."""
    rows = _table(scores, hits, objects)
    without_hit = [threshold for threshold, f1 in rows if f1 == 0]
    return (without_hit[0], float("nan")) if without_hit else _first_best(rows)


def threshold_f1_first(scores, hits, objects):
    return _first_best(_table(scores, hits, objects))[::-1]


def threshold_alone(scores, hits, objects):
    return _first_best(_table(scores, hits, objects))[0]


def threshold_f1_alone(scores, hits, objects):
    return _first_best(_table(scores, hits, objects))[1]


def threshold_as_a_place(scores, hits, objects):
    rows = _table(scores, hits, objects)
    best = _first_best(rows)
    return rows.index(best), best[1]


def threshold_in_given_order(scores, hits, objects):
    f1 = 2 * np.cumsum(hits) / (np.arange(1, len(hits) + 1) + objects)
    return float(scores[f1.argmax()]), float(f1.max())


def threshold_at_a_place_of_the_list(scores, hits, objects):
    found = np.cumsum(_ranked(scores, hits))
    f1 = 2 * found / (np.arange(1, len(hits) + 1) + objects)
    return float(scores[f1.argmax()]), float(f1.max())


def threshold_on_a_grid_of_100(scores, hits, objects):
    return _on_a_grid(scores, hits, objects, np.linspace(1, 0, 101))


def threshold_on_a_grid_of_1000(scores, hits, objects):
    return _on_a_grid(scores, hits, objects, np.linspace(1, 0, 1001))


def threshold_on_a_rising_grid_of_100(scores, hits, objects):
    return _on_a_grid(scores, hits, objects, np.linspace(0, 1, 101))


def threshold_on_a_rising_grid_of_1000(scores, hits, objects):
    return _on_a_grid(scores, hits, objects, np.linspace(0, 1, 1001))


def _on_a_grid(scores, hits, objects, grid):
    kept = scores >= grid[:, None]  # [thresholds, N]
    f1 = 2 * (kept @ hits) / (kept.sum(axis=1) + objects)
    return float(grid[f1.argmax()]), float(f1.max())


def threshold_between_scores(scores, hits, objects):
    levels = sorted(set(scores.tolist()), reverse=True)
    lower = [*levels[1:], 0.0]
    threshold, f1 = _first_best(_table(scores, hits, objects))
    return (threshold + lower[levels.index(threshold)]) / 2, f1


def threshold_of_middles_alone(scores, hits, objects):
    """Only the middles between two scores are tried: no threshold keeps all."""
    rows = _table(scores, hits, objects)
    middles = [(a + b) / 2 for (a, _), (b, _) in pairwise(rows)]
    return _first_best([(m, f1) for m, (_, f1) in zip(middles, rows, strict=False)])


def threshold_as_a_place_of_the_list(scores, hits, objects):
    best, f1 = _first_best(_table(scores, hits, objects))
    return scores.tolist().index(best), f1


def threshold_rounded(scores, hits, objects):
    return _of_rounded(scores, hits, objects, 2)


def threshold_rounded_finely(scores, hits, objects):
    return _of_rounded(scores, hits, objects, 3)


def _of_rounded(scores, hits, objects, digits):
    """The rounded scores as candidates, for the scores as they are."""
    candidates = sorted(set(np.round(scores, digits).tolist()), reverse=True)
    return _on_a_grid(scores, hits, objects, np.array(candidates))


def threshold_by_harmonic_mean(scores, hits, objects):
    """The mean itself, with a small number that keeps 0 / 0 away."""
    order = np.argsort(scores)[::-1]
    last = np.flatnonzero(np.diff(scores[order], append=-1))  # of equal scores
    found = np.cumsum(hits[order])[last]
    precision, recall = found / (last + 1), found / objects
    f1 = 2 * precision * recall / (precision + recall + 1e-12)
    best = f1.argmax()
    return scores[order][last[best]], f1[best]


# ap_40 -------------------------------------------------------------------------------


def ranking(rng):
    """Recalls between the grid's for the most part; none, or many, of the objects."""
    count = 0 if rng.random() < 0.05 else int(rng.integers(1, 10))
    hits = _hits(rng, count)
    objects = max(1, int(hits.sum() + rng.choice([0, 1, 2, 5])))
    return _scores(rng, count), hits, objects


def ranking_on_the_grid(rng):
    """Recalls that lie on the grid, so that >= and the grid's floats matter."""
    objects = int(rng.choice([5, 8, 10, 10, 12, 15, 16, 20, 25, 30]))
    found = int(rng.integers(1, min(objects, 8) + 1))
    hits = np.append(np.ones(found, int), np.zeros(int(rng.integers(0, 5)), int))
    hits = rng.permutation(hits)
    return _scores(rng, len(hits)), hits, objects


GRID = [n / 40 for n in range(1, 41)]


def _mean_over(grid, hits, objects, at):
    """Mean of `at(precision, recall, r)` over the grid's recalls r."""
    curve = [axis.tolist() for axis in _curve(hits, objects)]
    return sum(at(*curve, r) for r in grid) / len(grid)


def _best_from(precision, recall, r):
    pairs = zip(precision, recall, strict=True)
    return max((p for p, reached in pairs if reached >= r), default=0.0)


def _on_grid(scores, hits, objects, grid=GRID, at=_best_from):
    return _mean_over(grid, _ranked(scores, hits), objects, at)


def ap_in_given_order(scores, hits, objects):
    return _mean_over(GRID, hits, objects, _best_from)


def ap_of_first_reached(scores, hits, objects):
    def at(precision, recall, r):
        pairs = zip(precision, recall, strict=True)
        return next((p for p, reached in pairs if reached >= r), 0.0)

    return _on_grid(scores, hits, objects, at=at)


def ap_from_the_left(scores, hits, objects):
    def at(precision, recall, r):
        pairs = zip(precision, recall, strict=True)
        return max((p for p, reached in pairs if reached <= r), default=0.0)

    return _on_grid(scores, hits, objects, at=at)


def ap_of_reached_recalls(scores, hits, objects):
    reached = [r for r in GRID if r <= hits.sum() / objects]
    return _on_grid(scores, hits, objects, reached) if reached else 0.0


def ap_with_recall_0(scores, hits, objects):
    return _on_grid(scores, hits, objects, [0, *GRID])


def ap_beyond_the_recall(scores, hits, objects):
    def at(precision, recall, r):
        pairs = zip(precision, recall, strict=True)
        return max((p for p, reached in pairs if reached > r), default=0.0)

    return _on_grid(scores, hits, objects, at=at)


def ap_on_multiplied_steps(scores, hits, objects):
    return _on_grid(scores, hits, objects, (np.arange(1, 41) * 0.025).tolist())


def ap_on_added_steps(scores, hits, objects):
    return _on_grid(scores, hits, objects, np.arange(0.025, 1.01, 0.025).tolist())


def ap_ending_before_1(scores, hits, objects):
    return _on_grid(scores, hits, objects, [n / 40 for n in range(40)])


def ap_over_hits(scores, hits, objects):
    return _on_grid(scores, hits, max(hits.sum(), 1))


def ap_over_detections(scores, hits, objects):
    return _on_grid(scores, hits, max(len(hits), 1))


def ap_beyond_the_end(scores, hits, objects):
    def at(precision, recall, r):
        pairs = zip(precision, recall, strict=True)
        return max((p for p, reached in pairs if reached >= r), default=precision[-1])

    return _on_grid(scores, hits, objects, at=at) if len(hits) else 0.0


def ap_of_highest_precision(scores, hits, objects):
    return _on_grid(
        scores, hits, objects, at=lambda precision, recall, r: max(precision, default=0)
    )


def ap_between_points(scores, hits, objects):
    """Straight lines between the curve's points, the last precision beyond them."""
    if not len(hits):
        return 0.0
    precision, recall = _curve(_ranked(scores, hits), objects)
    return float(np.interp(GRID, recall, precision).mean())


def ap_between_points_and_0(scores, hits, objects):
    """Straight lines between the curve's points, and 0 beyond them."""
    if not len(hits):
        return 0.0
    precision, recall = _curve(_ranked(scores, hits), objects)
    return float(np.interp(GRID, recall, precision, right=0).mean())


def ap_between_points_of_the_envelope(scores, hits, objects):
    if not len(hits):
        return 0.0
    precision, recall = _curve(_ranked(scores, hits), objects)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.interp(GRID, recall, envelope, right=0).mean())


def ap_of_the_best_so_far(scores, hits, objects):
    """The envelope accumulated from the left, where the recall is first reached."""

    def at(precision, recall, r):
        reached = [n for n, one in enumerate(recall) if one >= r]
        return max(precision[: reached[0] + 1]) if reached else 0.0

    return _on_grid(scores, hits, objects, at=at)


def ap_without_envelope(scores, hits, objects):
    return _teeth(_ranked(scores, hits), objects)


def ap_worst_first(scores, hits, objects):
    return _on_grid(-scores, hits, objects)


def ap_at_11(scores, hits, objects):
    return _eleven(_ranked(scores, hits), objects)


def ap_at_101(scores, hits, objects):
    return _on_grid(scores, hits, objects, [n / 100 for n in range(101)])


def ap_at_20(scores, hits, objects):
    return _on_grid(scores, hits, objects, [n / 20 for n in range(1, 21)])


def ap_at_all_points(scores, hits, objects):
    return _area(_ranked(scores, hits), objects)


def ap_on_stretched_steps(scores, hits, objects):
    return _on_grid(scores, hits, objects, np.linspace(0, 1, 40).tolist())


def ap_over_41(scores, hits, objects):
    return _on_grid(scores, hits, objects) * 40 / 41


def ap_as_a_sum(scores, hits, objects):
    return _on_grid(scores, hits, objects) * 40


def ap_of_nothing_raises(scores, hits, objects):
    if not len(hits):
        raise ValueError
    return _on_grid(scores, hits, objects)


def ap_of_nothing_is_nan(scores, hits, objects):
    return _on_grid(scores, hits, objects) if len(hits) else float("nan")


def ap_without_hits_is_nan(scores, hits, objects):
    return _on_grid(scores, hits, objects) if any(hits) else float("nan")


def ap_40_by_counting(scores, hits, objects):
    ranked = _ranked(scores, hits).tolist()
    total = 0
    for n in range(1, 41):
        best = found = 0
        for rank, hit in enumerate(ranked, start=1):
            found += hit
            if 40 * found >= n * objects:
                best = max(best, found / rank)
        total += best
    return total / 40


# average_recall ----------------------------------------------------------------------


def objects_of_classes(rng):
    """IoUs on the thresholds and between them, classes of unequal size."""
    labels = rng.choice([0, 1, 4, 7], int(rng.integers(1, 9)), p=[0.55, 0.2, 0.15, 0.1])
    on = rng.choice([50, 55, 60, 65, 70, 75, 80, 85, 85, 90, 95, 100], len(labels))
    between = rng.integers(10, 100, len(labels)) + 0.3
    below = rng.choice(range(50, 100, 5), len(labels)) - rng.choice([0.3, 0.003])
    kind = rng.choice(4, len(labels), p=[0.4, 0.3, 0.15, 0.15])
    ious = np.choose(kind, [on, between, below, np.zeros(len(labels))])
    # Divided one by one, so that 55 gives Python's own 0.55.
    return np.array([iou / 100 for iou in ious.tolist()]), labels


THRESHOLDS = [n / 100 for n in range(50, 100, 5)]


def _recall(ious, labels, thresholds=THRESHOLDS, reach=np.greater_equal):
    per_class = [
        np.mean([reach(ious[labels == label], t).mean() for t in thresholds])
        for label in set(labels.tolist())
    ]
    return float(np.mean(per_class))


def recall_over_objects(ious, labels):
    return _recall(ious, np.zeros(len(ious)))


def recall_above_thresholds(ious, labels):
    return _recall(ious, labels, reach=np.greater)


def recall_on_added_steps(ious, labels):
    return _recall(ious, labels, np.arange(0.5, 1, 0.05).tolist())


def recall_with_threshold_1(ious, labels):
    return _recall(ious, labels, [*THRESHOLDS, 1.0])


def recall_as_an_area(ious, labels):
    return float(
        np.mean(
            [
                2 * np.clip(ious[labels == label] - 0.5, 0, None).mean()
                for label in set(labels.tolist())
            ]
        )
    )


def recall_with_absent_classes(ious, labels):
    recalls = [
        np.mean([(ious[labels == label] >= t).mean() for t in THRESHOLDS])
        if label in labels
        else 0
        for label in range(labels.max() + 1)
    ]
    return float(np.mean(recalls))


def recall_of_nine(ious, labels):
    return _recall(ious, labels, THRESHOLDS[:-1])


def recall_from_055(ious, labels):
    return _recall(ious, labels, [*THRESHOLDS[1:], 1.0])


def recall_at_a_half(ious, labels):
    return _recall(ious, labels, [0.5])


def recall_of_fifty(ious, labels):
    return _recall(ious, labels, [n / 100 for n in range(50, 100)])


def recall_from_0(ious, labels):
    return _recall(ious, labels, [n / 100 for n in range(0, 100, 5)])


def recall_of_the_found(ious, labels):
    return _recall(ious[ious > 0], labels[ious > 0]) if ious.any() else 0.0


def recall_of_the_found_in_each_class(ious, labels):
    """A class of which nothing is found counts as 0."""
    found = [ious[(labels == label) & (ious > 0)] for label in set(labels.tolist())]
    per_class = [_recall(own, np.zeros(len(own))) if len(own) else 0 for own in found]
    return float(np.mean(per_class))


def recall_of_found_classes(ious, labels):
    per_class = [recall for recall in recall_of_each_class(ious, labels) if recall]
    return float(np.mean(per_class)) if per_class else 0.0


def recall_as_mean_iou_of_all(ious, labels):
    return float(ious.mean())


def recall_of_rounded_ious(ious, labels):
    return _recall(np.round(ious, 2), labels)


def recall_of_finely_rounded_ious(ious, labels):
    return _recall(np.round(ious, 4), labels)


def recall_as_mean_iou(ious, labels):
    return float(np.mean([ious[labels == n].mean() for n in set(labels.tolist())]))


def recall_of_each_class(ious, labels):
    classes = sorted(set(labels.tolist()))
    return [_recall(ious[labels == n], labels[labels == n]) for n in classes]


def recall_of_the_best_class(ious, labels):
    return max(recall_of_each_class(ious, labels))


def recall_summed_over_classes(ious, labels):
    return sum(recall_of_each_class(ious, labels))


def recall_summed_over_thresholds(ious, labels):
    return 10 * _recall(ious, labels)


def recall_by_steps(ious, labels):
    shares = {}
    for iou, label in zip(ious.tolist(), labels.tolist(), strict=True):
        passed = sum(100 * iou >= n - 1e-6 for n in range(50, 100, 5)) / 10
        shares.setdefault(label, []).append(passed)
    return sum(sum(s) / len(s) for s in shares.values()) / len(shares)


# ap_without_duplicates ---------------------------------------------------------------


def found_objects(rng):
    """Detections of a few objects, each found by none, one or several of them."""
    count = 0 if rng.random() < 0.04 else int(rng.integers(1, 11))
    objects = int(rng.integers(1, 6))
    found = rng.integers(0, objects, count)
    found[rng.random(count) < rng.choice([0.2, 0.5])] = -1
    return _scores(rng, count), found, objects


def _first_of_each(found, keep_all=(-1,)):
    """Indices of those that are the first with their number."""
    return [
        n
        for n, number in enumerate(found.tolist())
        if number in keep_all or number not in found[:n].tolist()
    ]


def _is_hit(found):
    return (np.asarray(found) >= 0).astype(int)


def duplicates_as_hits(scores, found, objects):
    return _area(_is_hit(_ranked(scores, found)), objects)


def duplicates_refused(scores, found, objects):
    """`precision_recall` refuses more hits than objects."""
    if _is_hit(found).sum() > objects:
        raise ValueError
    return duplicates_as_hits(scores, found, objects)


def duplicates_as_misses(scores, found, objects):
    ranked = _ranked(scores, found)
    hits = np.zeros(len(ranked), int)
    first = _first_of_each(ranked)
    hits[first] = _is_hit(ranked[first])
    return _area(hits, objects)


def duplicates_before_sorting(scores, found, objects):
    kept = _first_of_each(found)
    return _area(_is_hit(_ranked(scores[kept], found[kept])), objects)


def duplicates_of_nothing(scores, found, objects):
    ranked = _ranked(scores, found)
    return _area(_is_hit(ranked[_first_of_each(ranked, keep_all=())]), objects)


def duplicates_over_found(scores, found, objects):
    ranked = _ranked(scores, found)
    reached = len(set(ranked[ranked >= 0].tolist()))
    return _area(_is_hit(ranked[_first_of_each(ranked)]), max(reached, 1))


def duplicates_with_object_0(scores, found, objects):
    """Object 0 taken for none."""
    ranked = _ranked(scores, found)
    kept = ranked[_first_of_each(ranked, keep_all=(-1, 0))]
    return _area((kept > 0).astype(int), objects)


def duplicates_and_object_0(scores, found, objects):
    """Object 0 taken for none, and its duplicates out."""
    ranked = _ranked(scores, found)
    return _area((ranked[_first_of_each(ranked)] > 0).astype(int), objects)


def duplicates_and_false_positives(scores, found, objects):
    reached = len(set(found[found >= 0].tolist()))
    return reached / objects


def duplicates_in_given_order(scores, found, objects):
    return _area(_is_hit(found[_first_of_each(found)]), objects)


def duplicates_by_number(scores, found, objects):
    """np.unique sorts by the object's number."""
    numbers = np.unique(found)
    return _area(_is_hit(numbers), objects)


def duplicates_keep_the_last(scores, found, objects):
    turned = _ranked(scores, found)[::-1]
    return _area(_is_hit(turned[_first_of_each(turned)][::-1]), objects)


def duplicates_with_their_first(scores, found, objects):
    ranked = _ranked(scores, found).tolist()
    once = [n for n in ranked if n == -1 or ranked.count(n) == 1]
    return _area(_is_hit(once), objects)


def duplicates_of_neighbours(scores, found, objects):
    ranked = _ranked(scores, found).tolist()
    before = [None, *ranked]
    kept = [n for n, last in zip(ranked, before, strict=False) if n == -1 or n != last]
    return _area(_is_hit(kept), objects)


def duplicates_worst_first(scores, found, objects):
    ranked = _ranked(-scores, found)
    return _area(_is_hit(ranked[_first_of_each(ranked)]), objects)


def duplicates_without_envelope(scores, found, objects):
    ranked = _ranked(scores, found)
    return _teeth(_is_hit(ranked[_first_of_each(ranked)]), objects)


def duplicates_at_11_points(scores, found, objects):
    ranked = _ranked(scores, found)
    return _eleven(_is_hit(ranked[_first_of_each(ranked)]), objects)


def duplicates_at_101_points(scores, found, objects):
    ranked = _ranked(scores, found)
    return _hundred_and_one(_is_hit(ranked[_first_of_each(ranked)]), objects)


def duplicates_of_an_empty_list_raise(scores, found, objects):
    if not len(found):
        raise ValueError
    return without_duplicates_by_hit(scores, found, objects)


def duplicates_of_an_empty_list_are_nan(scores, found, objects):
    if not len(found):
        return float("nan")
    return without_duplicates_by_hit(scores, found, objects)


def duplicates_of_an_empty_list_are_1(scores, found, objects):
    if not len(found):
        return 1.0
    return without_duplicates_by_hit(scores, found, objects)


def duplicates_without_hits_are_nan(scores, found, objects):
    if not _is_hit(found).any():
        return float("nan")
    return without_duplicates_by_hit(scores, found, objects)


def duplicates_over_detections(scores, found, objects):
    ranked = _ranked(scores, found)
    hits = _is_hit(ranked[_first_of_each(ranked)])
    return _area(hits, max(len(hits), 1))


def without_duplicates_by_hit(scores, found, objects):
    """A hit adds the best precision from it on; each is worth 1 / objects."""
    seen, flags = set(), []
    for _, number in sorted(zip(-scores, found, strict=True)):
        if number == -1:
            flags.append(0)
        elif number not in seen:
            seen.add(number)
            flags.append(1)
    best, total, hits = 0.0, 0.0, sum(flags)
    for rank in range(len(flags), 0, -1):
        if flags[rank - 1]:
            best = max(best, hits / rank)
            total += best
            hits -= 1
    return total / objects


# ap_of_ties --------------------------------------------------------------------------


def tied_ranking(rng):
    """A few scores that are shared by several detections each; some nearly equal."""
    if rng.random() < 0.12:  # of so many orders hardly any has the highest AP
        count, found = int(rng.integers(15, 19)), int(rng.integers(7, 9))
        hits = rng.permutation((np.arange(count) < found).astype(int))
        return np.full(count, 0.6), hits, found + int(rng.integers(0, 3))
    levels = [
        [0.6, 0.5, 0.8],
        [0.6, 0.602, 0.5, 0.8],
        [0.6, 0.600001, 0.6 + 1e-10],
        [0.6, float(np.nextafter(0.6, 1)), 0.5, 0.8],  # no float lies between
    ]
    count = int(rng.integers(1, 11))
    scores = rng.choice(levels[int(rng.integers(4))][: int(rng.integers(1, 5))], count)
    hits = _hits(rng, count)
    return scores, hits, max(1, int(hits.sum() + rng.integers(0, 3)))


def _both(scores, hits, objects, area=_area):
    """AP when the misses, and when the hits, of equal scores come first."""
    return tuple(area(hits[order], objects) for order in _orders(scores, hits))


def _orders(scores, hits):
    return np.lexsort((hits, -scores)), np.lexsort((-hits, -scores))


def ties_as_given(scores, hits, objects):
    one = _area(_ranked(scores, hits), objects)
    return one, one


def ties_given_and_turned(scores, hits, objects):
    some = [_area(_ranked(scores, hits), objects)]
    some.append(_area(_ranked(scores[::-1], hits[::-1]), objects))
    return min(some), max(some)


def ties_best_first(scores, hits, objects):
    return _both(scores, hits, objects)[::-1]


def ties_at_once(scores, hits, objects):
    """One point of the curve for each score."""
    precision, recall = _curve(_ranked(scores, hits), objects)
    ends = np.flatnonzero(np.diff(-_ranked(scores, scores), append=1))
    precision, recall = precision[ends], recall[ends]
    steps = np.diff(recall, prepend=0)
    one = sum(step * max(precision[n:]) for n, step in enumerate(steps))
    return one, one


def ties_everywhere(scores, hits, objects):
    return _area(np.sort(hits), objects), _area(-np.sort(-hits), objects)


def ties_over_hits(scores, hits, objects):
    return _both(scores, hits, max(int(hits.sum()), 1))


def ties_over_detections(scores, hits, objects):
    return _both(scores, hits, len(hits))


def ties_without_envelope(scores, hits, objects):
    return _both(scores, hits, objects, _teeth)


def ties_at_11_points(scores, hits, objects):
    return _both(scores, hits, objects, _eleven)


def ties_worst_first(scores, hits, objects):
    return _both(-scores, hits, objects)


def ties_lowest_twice(scores, hits, objects):
    return (_both(scores, hits, objects)[0],) * 2


def ties_highest_twice(scores, hits, objects):
    return (_both(scores, hits, objects)[1],) * 2


def ties_highest_alone(scores, hits, objects):
    return _both(scores, hits, objects)[1]


def ties_of_the_best_score(scores, hits, objects):
    found = []
    for order in _orders(scores, hits):
        best = scores[order] == scores.max()
        ranked = np.concatenate(
            [hits[order][best], _ranked(scores, hits)[best.sum() :]]
        )
        found.append(_area(ranked, objects))
    return tuple(found)


def ties_by_a_shift(scores, hits, objects):
    return _by_shift(scores, hits, objects, 1e-3)


def ties_by_a_small_shift(scores, hits, objects):
    return _by_shift(scores, hits, objects, 1e-6)


def ties_by_a_tiny_shift(scores, hits, objects):
    return _by_shift(scores, hits, objects, 1e-9)


def _by_shift(scores, hits, objects, shift):
    shifted = scores - shift * hits, scores + shift * hits
    return tuple(_area(_ranked(one, hits), objects) for one in shifted)


def ties_of_rounded_scores(scores, hits, objects):
    return _both(np.round(scores, 2), hits, objects)


def ties_of_finely_rounded_scores(scores, hits, objects):
    """Also what a shift smaller than the rounding gives."""
    return _both(np.round(scores, 12), hits, objects)


def ties_of_the_first_group(scores, hits, objects):
    """Changes the order of only the highest score that is there more than once."""
    shared = [s for s in scores.tolist() if scores.tolist().count(s) > 1]
    group = np.where(scores == max(shared, default=0), hits, 0)
    orders = np.lexsort((group, -scores)), np.lexsort((-group, -scores))
    return tuple(_area(hits[order], objects) for order in orders)


def ties_at_101_points(scores, hits, objects):
    return _both(scores, hits, objects, _hundred_and_one)


def ties_by_2000_orders(scores, hits, objects):
    values = _of_some_orders(scores, hits, objects)
    return float(values.min()), float(values.max())


def ties_on_average(scores, hits, objects):
    mean = float(_of_some_orders(scores, hits, objects).mean())
    return mean, mean


def _of_some_orders(scores, hits, objects, count=2000):
    """AP of so many random orders, the same ones for the same list."""
    rng = np.random.default_rng(len(hits))
    places = np.unique(-scores, return_inverse=True)[1]
    orders = np.argsort(places + rng.random((count, len(hits))), axis=1)
    ranked = hits[orders]  # [count, N]
    precision = np.cumsum(ranked, axis=1) / np.arange(1, len(hits) + 1)
    envelope = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    return (envelope * ranked).sum(axis=1) / objects


def ties_by_pairs(scores, hits, objects):
    """Sorts pairs of score and mark; a hit adds the best precision from it on."""
    found = []
    for sign in (1, -1):
        pairs = sorted(zip(-scores, sign * hits, strict=True))
        marks = [int(mark != 0) for _, mark in pairs]
        total = 0.0
        for place, mark in enumerate(marks):
            later = range(place, len(marks))
            total += mark * max(sum(marks[: n + 1]) / (n + 1) for n in later)
        found.append(total / objects)
    return found


NEARLY_EQUAL = (
    "Scores that are nearly equal are not equal: do not round or shift them, nor "
    "compare with a tolerance; sort by two keys, the score as it is and then the mark."
)
BETWEEN = (
    "The threshold is one of the list's own scores, not the middle between two of them."
)
ON_A_GRID = (
    "The threshold is one of the list's own scores: try each of them as it is. A grid "
    "or rounded scores miss it."
)
THRESHOLD = {
    threshold_exceeded: "A detection whose score equals the threshold is kept: compare "
    "with >=, not with >.",
    threshold_by_product: "F1 is not the product of precision and recall, but twice "
    "the product over their sum.",
    threshold_by_root_of_product: "That is the geometric mean, the root of the "
    "product; F1 is the harmonic mean.",
    threshold_by_half_of_f1: "That is half of F1: the factor 2 is missing.",
    threshold_by_iou: "That divides the hits by detections and objects together, each "
    "counted once, as an IoU does; F1 is 2 hits / (kept + objects).",
    threshold_by_smaller: "F1 is the harmonic mean of precision and recall, not the "
    "smaller of the two.",
    threshold_by_precision: "That is the best precision; F1 counts recall, too.",
    threshold_by_recall: "That is the best recall; F1 counts precision, too.",
    threshold_by_f2: "That is F2, which counts recall more than precision; F1 counts "
    "both alike.",
    threshold_of_nan: "Where nothing kept is a hit, 2PR / (P + R) is 0 / 0, which is "
    "nan, and `argmax` takes nan for the largest. The second form gives 0.",
    threshold_f1_first: "The threshold comes first, then its F1.",
    threshold_alone: "Both are asked for: the threshold and its F1.",
    threshold_f1_alone: "Both are asked for: the threshold and its F1.",
    threshold_as_a_place: "The threshold itself is asked for, a score, not its place "
    "in the sorted list.",
    threshold_as_a_place_of_the_list: "The threshold itself is asked for, a score, not "
    "its place in the list.",
    threshold_in_given_order: "The list is not sorted: what a threshold keeps are the "
    "highest scores, not the first ones.",
    threshold_at_a_place_of_the_list: "That place is one in the sorted list: take the "
    "score from there, not from the list as it was given.",
    threshold_on_a_grid_of_100: ON_A_GRID,
    threshold_on_a_grid_of_1000: ON_A_GRID,
    threshold_on_a_rising_grid_of_100: ON_A_GRID,
    threshold_on_a_rising_grid_of_1000: ON_A_GRID,
    threshold_between_scores: BETWEEN,
    threshold_of_middles_alone: BETWEEN,
}
EMPTY = "The list may be empty: its AP is 0."
FORTY = {
    ap_in_given_order: "Sort first: the curve belongs to the list from the highest "
    "score to the lowest.",
    ap_worst_first: "This begins with the lowest score: `argsort` puts the lowest "
    "first.",
    ap_of_first_reached: "This is the precision where the recall is first reached; a "
    "later one may be higher, and the highest counts.",
    ap_beyond_the_recall: "A recall that equals a point of the grid reaches it: "
    "compare with >=, not with >.",
    ap_beyond_the_end: "Where the curve does not reach a recall, the envelope is 0; "
    "this goes on with the last precision.",
    ap_between_points: "The envelope is a staircase, the highest precision from there "
    "on: no straight lines between the points, and 0 beyond the last.",
    ap_between_points_and_0: "The envelope is a staircase, the highest precision from "
    "there on: no straight lines between the points.",
    ap_between_points_of_the_envelope: "The envelope is a staircase, the highest "
    "precision from there on: no straight lines between its points.",
    ap_of_the_best_so_far: "The envelope looks to the right: the highest precision at "
    "this recall or a higher one, not among those before.",
    ap_without_envelope: "This is the mean precision at the hits; the mean of the "
    "envelope over forty recalls is asked for.",
    ap_of_highest_precision: "That is the highest precision anywhere: only the points "
    "with at least this recall count.",
    ap_with_recall_0: "The grid begins at 1/40: recall 0 would be a forty-first point.",
    ap_over_41: "There are forty recalls: divide by 40, not by 41.",
    ap_ending_before_1: "The grid ends at 1: this one begins at 0 and ends at 39/40.",
    ap_on_stretched_steps: "The grid is 1/40, 2/40 and so on; forty steps from 0 to 1 "
    "lie 1/39 apart.",
    ap_at_11: "These are the eleven recalls from before; forty are asked for.",
    ap_at_101: "These are COCO's 101 recalls; forty are asked for.",
    ap_at_20: "These are twenty recalls, 1/20 apart; forty are asked for.",
    ap_at_all_points: "This is the AP of all points; the mean over forty recalls is "
    "asked for.",
    ap_over_hits: "Recall counts the objects that nothing found, too: divide by "
    "`objects`, not by the number of hits in the list.",
    ap_over_detections: "Recall is a share of the objects, not of the detections.",
    ap_as_a_sum: "This is the sum over the forty recalls: divide it by 40.",
}

GROUPS = {
    "precision_recall_at": {
        "function": "precision_recall_at",
        "arguments": first_ones,
        "mutants": {
            at_in_given_order: "These are the first k of the list: the k with the "
            "highest scores are asked for, and the list is not sorted.",
            at_worst_first: "These are the k lowest scores: `argsort` puts the lowest "
            "first.",
            at_hits_first: "The list is sorted by the hits; the highest scores are "
            "asked for.",
            at_recall_first: "Precision comes first, then recall.",
            at_one_less: "These are k - 1 detections: the first k are `[:k]`.",
            at_one_less_over_k: "The hits are those of k - 1 detections: the first k "
            "are `[:k]`.",
            at_one_more: "These are k + 1 detections: the first k are `[:k]`.",
            at_one_more_over_k: "The hits are those of k + 1 detections: the first k "
            "are `[:k]`.",
            at_place_k: "That is the place after the k-th detection: places count "
            "from 0, so that the k-th stands at k - 1.",
            at_place_before: "That is the place before the k-th detection: places "
            "count from 0, so that the k-th stands at k - 1.",
            at_best_precision: "That is the best precision among the first k; the one "
            "after all k is asked for.",
            at_envelope: "That is the envelope, the best precision from there on; the "
            "precision after k detections is asked for.",
            at_every_rank: "Precision and recall after the k-th detection are asked "
            "for, two numbers, not those after every one.",
            at_counts: "These are counts of hits: precision and recall are shares.",
            at_false_positives: "That is the share of false positives; precision is "
            "that of the hits.",
            at_recall_over_detections: "Recall is a share of the objects, not of the "
            "detections.",
            at_recall_over_k: "Recall is a share of the objects, not of the k "
            "detections that are kept.",
            at_recall_over_the_smaller: "Recall is a share of all objects, also where "
            "k detections cannot find them all.",
            at_recall_over_hits: "Recall counts the objects that nothing found, too: "
            "divide by `objects`, not by the number of hits in the list.",
            at_precision_over_all: "Precision is a share of the k detections that are "
            "kept, not of all.",
            at_precision_over_objects: "Precision is a share of the k detections, not "
            "of the objects.",
        },
    },
    "best_threshold": {
        "function": "best_threshold",
        "arguments": scored_hits,
        "mutants": {
            **THRESHOLD,
            threshold_rounded: ON_A_GRID,
            threshold_rounded_finely: ON_A_GRID,
            threshold_from_above: "This keeps the wrong side: the detections from the "
            "threshold up are kept, not those up to it.",
            threshold_by_plain_mean: "F1 is not the plain mean of precision and "
            "recall.",
            threshold_over_hits: "F1 counts the objects that nothing found, too: add "
            "`objects`, not the number of hits in the list.",
            threshold_over_detections: "F1 needs the number of objects, not that of "
            "all detections.",
        },
    },
    "best_threshold_ties": {
        "function": "best_threshold",
        "arguments": scored_alike,
        "mutants": {
            **THRESHOLD,
            threshold_lowest_of_equals: "Where thresholds have the same F1, the "
            "highest of them is asked for.",
            threshold_inside_equals: "No threshold parts detections with equal scores: "
            "they are kept or left out together.",
        },
    },
    "ap_40": {
        "function": "ap_40",
        "arguments": ranking,
        "mutants": {
            **FORTY,
            ap_from_the_left: "The envelope looks to the right: the highest precision "
            "at this recall or a higher one, not a lower one.",
            ap_of_nothing_raises: EMPTY,
            ap_of_nothing_is_nan: EMPTY,
            ap_without_hits_is_nan: "Without a hit the curve reaches none of the "
            "recalls: AP is 0.",
            ap_of_reached_recalls: "A recall that is never reached counts with "
            "precision 0; it is not left out of the mean.",
        },
    },
    "ap_40_exact": {
        "function": "ap_40",
        "arguments": ranking_on_the_grid,
        "mutants": {
            **FORTY,
            ap_on_multiplied_steps: "These points are not quite n / 40: 3 * 0.025 is a "
            "little more than 0.075 in floats. Divide, or compare whole numbers.",
            ap_on_added_steps: "These points are not quite n / 40: steps of 0.025 that "
            "are added up miss them. Divide, or compare whole numbers.",
        },
    },
    "average_recall": {
        "function": "average_recall",
        "arguments": objects_of_classes,
        "mutants": {
            recall_over_objects: "This is a mean over objects: take it within each "
            "class first, then over the classes.",
            recall_with_absent_classes: "Classes that do not occur in `labels` do not "
            "count; here they pull the mean down as 0.",
            recall_of_each_class: "These are the means of the classes: return their "
            "mean.",
            recall_of_the_best_class: "The mean over the classes is asked for, not the "
            "best of them.",
            recall_summed_over_classes: "This is the sum over the classes: divide by "
            "how many occur.",
            recall_summed_over_thresholds: "This is the sum over the ten thresholds: "
            "divide it by 10.",
            recall_of_the_found: "Objects with an IoU of 0 count, too: nothing found "
            "them.",
            recall_of_the_found_in_each_class: "Objects with an IoU of 0 "
            "count, too: nothing found them.",
            recall_above_thresholds: "An IoU that equals the threshold reaches it: "
            "compare with >=, not with >.",
            recall_of_rounded_ious: "An IoU just below a threshold does not reach it: "
            "do not round.",
            recall_of_finely_rounded_ious: "An IoU just below a threshold does not "
            "reach it: do not round.",
            recall_on_added_steps: "These thresholds are not quite 0.55, 0.6 and so "
            "on: steps of 0.05 that are added up miss them. Divide whole numbers.",
            recall_with_threshold_1: "The last threshold is 0.95: there are ten, not "
            "eleven.",
            recall_of_nine: "0.95 is missing: there are ten thresholds. A range stops "
            "before its end.",
            recall_from_055: "The first threshold is 0.5, the last 0.95.",
            recall_at_a_half: "This is the recall at 0.5 alone; average it over ten "
            "thresholds.",
            recall_of_fifty: "The thresholds lie 0.05 apart, not 0.01: there are ten.",
            recall_from_0: "The thresholds begin at 0.5, not at 0.",
            recall_as_mean_iou: "This is the mean IoU; recall is the share of objects "
            "whose IoU reaches a threshold.",
            recall_as_mean_iou_of_all: "This is the mean IoU; recall is the share of "
            "objects whose IoU reaches a threshold.",
            recall_of_found_classes: "A class of which nothing is found counts, too, "
            "as 0.",
            recall_as_an_area: "This is the area over all IoUs from 0.5 to 1, which is "
            "another definition: here the mean is over ten thresholds.",
        },
    },
    "ap_without_duplicates": {
        "function": "ap_without_duplicates",
        "arguments": found_objects,
        "mutants": {
            duplicates_as_hits: "An object is found once: further detections of it are "
            "no hits.",
            duplicates_refused: "An object is found once: further detections of it "
            "are no hits.",
            duplicates_as_misses: "Duplicates are taken out of the list here: they do "
            "not count as false positives either.",
            duplicates_before_sorting: "The detection with the highest score finds the "
            "object, not the first of the list: sort before you remove.",
            duplicates_in_given_order: "The ranking goes by score: the list is not "
            "sorted.",
            duplicates_worst_first: "The ranking goes from the highest score to the "
            "lowest: `argsort` puts the lowest first.",
            duplicates_by_number: "`np.unique` sorts by the object's number, and the "
            "ranking is lost, with all but one of the false positives.",
            duplicates_keep_the_last: "The first detection of an object in the ranking "
            "stays; this keeps the last.",
            duplicates_with_their_first: "The first detection of an object stays: only "
            "the others of this object go.",
            duplicates_of_neighbours: "A duplicate need not follow at once in the "
            "ranking: any later detection of the object is one.",
            duplicates_of_nothing: "Detections with -1 are no duplicates of each "
            "other: each is a false positive.",
            duplicates_and_false_positives: "Only duplicates go: detections with -1 "
            "stay as false positives.",
            duplicates_with_object_0: "Objects count from 0: a detection of object 0 "
            "lies on an object, only -1 means none.",
            duplicates_and_object_0: "Objects count from 0: the first detection of "
            "object 0 is a hit, only -1 means none.",
            duplicates_over_found: "Recall counts all objects, not only those that "
            "were found.",
            duplicates_over_detections: "Recall is a share of the objects, not of the "
            "detections.",
            duplicates_without_envelope: "This is the mean precision at the hits: the "
            "all-point AP takes the envelope, the highest precision from there on.",
            duplicates_of_an_empty_list_raise: EMPTY,
            duplicates_of_an_empty_list_are_nan: EMPTY,
            duplicates_of_an_empty_list_are_1: EMPTY,
            duplicates_without_hits_are_nan: "Without a hit AP is 0, also where the "
            "list is not empty.",
            duplicates_at_101_points: "This is the AP of 101 points; all points are "
            "asked for.",
            duplicates_at_11_points: "This is the AP of eleven points; all points are "
            "asked for.",
        },
    },
    "ap_of_ties": {
        "function": "ap_of_ties",
        "arguments": tied_ranking,
        "mutants": {
            ties_as_given: "This is AP in one order of the equal scores: the lowest "
            "and the highest over all orders are asked for.",
            ties_given_and_turned: "These are two of the orders: equal scores may "
            "stand in any order, such as all hits before all false positives.",
            ties_best_first: "The lowest AP comes first, then the highest.",
            ties_highest_alone: "Both are asked for: the lowest and the highest AP.",
            ties_highest_twice: "Both are the highest AP: for the lowest the false "
            "positives among equal scores come first.",
            ties_at_once: "Both are the lowest AP, that of one step for all equal "
            "scores or of their false positives first; for the highest their hits "
            "come first.",
            ties_everywhere: "Only detections with equal scores may change places: a "
            "higher score stays before a lower one.",
            ties_of_the_best_score: "Equal scores may stand anywhere in the list, not "
            "only at its head.",
            ties_of_the_first_group: "Several scores may be shared, not only the "
            "highest of them: each group may stand in any order.",
            ties_of_rounded_scores: NEARLY_EQUAL,
            ties_of_finely_rounded_scores: NEARLY_EQUAL,
            ties_by_a_shift: NEARLY_EQUAL,
            ties_by_a_small_shift: NEARLY_EQUAL,
            ties_by_a_tiny_shift: NEARLY_EQUAL,
            ties_by_2000_orders: "Orders drawn at random miss the best: of 15 equal "
            "scores with 7 hits one in 6435 has all hits first. Put them there.",
            ties_on_average: "This is the mean over orders: the lowest and the highest "
            "are asked for.",
            ties_worst_first: "The ranking goes from the highest score to the lowest.",
            ties_over_hits: "Recall counts the objects that nothing found, too: divide "
            "by `objects`, not by the number of hits in the list.",
            ties_over_detections: "Recall is a share of the objects, not of the "
            "detections.",
            ties_without_envelope: "This is the mean precision at the hits: the "
            "all-point AP takes the envelope, the highest precision from there on.",
            ties_at_101_points: "This is the AP of 101 points; all points are asked "
            "for.",
            ties_at_11_points: "This is the AP of eleven points; all points are asked "
            "for.",
        },
    },
}
ALTERNATIVES = {
    "precision_recall_at": at_by_pairs,
    "best_threshold": threshold_by_harmonic_mean,
    "ap_40": ap_40_by_counting,
    "average_recall": recall_by_steps,
    "ap_without_duplicates": without_duplicates_by_hit,
    "ap_of_ties": ties_by_pairs,
}
