"""Cases and plausible wrong answers of exercise 06."""

from itertools import combinations, groupby, product

import numpy as np

# What the cases share ----------------------------------------------------------------


def _scores(rng, count):
    """Scores that differ, in no order."""
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
    precision, recall = _curve(ranked_hits, objects)
    return sum(
        (recall[n] - (recall[n - 1] if n else 0)) * max(precision[n:])
        for n in range(len(recall))
    )


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
    while True:
        count = int(rng.integers(3, 9))
        scores = rng.choice([0.2, 0.35, 0.5, 0.7, 0.9], count)
        hits = _hits(rng, count)
        objects = int(hits.sum() + rng.integers(0, 4))
        rows = _table(scores, hits, objects or 1)
        has_equal_f1 = _first_best(rows) != _first_best(rows[::-1])
        if not hits.any() or (needs_equal_f1 and not has_equal_f1):
            continue
        if _f1_agrees(scores, hits, objects):
            return scores, hits, objects


def _table(scores, hits, objects, keep=np.greater_equal, f1=None):
    """(threshold, F1) for every score as the threshold, the highest first."""
    f1 = f1 or (lambda found, kept: 2 * found / (kept + objects))
    rows = []
    for threshold in sorted(set(scores.tolist()), reverse=True):
        kept = keep(scores, threshold)
        rows.append((threshold, float(f1(hits[kept].sum(), kept.sum()))))
    return rows


def _first_best(rows):
    return max(rows, key=lambda row: row[1])  # max takes the first of equal ones


def _f1_agrees(scores, hits, objects):
    """Whether the mean's own formulas, rounded, find the same threshold."""

    def by_product(found, kept):
        p, r = found / kept, found / objects
        return 2 * p * r / (p + r) if found else 0.0

    def by_inverses(found, kept):
        return 2 / (kept / found + objects / found) if found else 0.0

    tables = [
        _table(scores, hits, objects, f1=f1) for f1 in (None, by_product, by_inverses)
    ]
    return len({_first_best(rows)[0] for rows in tables}) == 1


def threshold_exceeded(scores, hits, objects):
    return _first_best(_table(scores, hits, objects, keep=np.greater))


def threshold_from_above(scores, hits, objects):
    return _first_best(_table(scores, hits, objects, keep=np.less_equal))


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


def threshold_by_counting_down(scores, hits, objects):
    best = (0.0, -1.0)
    pairs = sorted(zip(scores.tolist(), hits.tolist(), strict=True), reverse=True)
    found = kept = 0
    for score, alike in groupby(pairs, key=lambda pair: pair[0]):
        for _, hit in alike:
            found, kept = found + hit, kept + 1
        f1 = found / (found + (kept - found) / 2 + (objects - found) / 2)
        if f1 > best[1]:
            best = (score, f1)
    return best


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


def ap_ending_before_1(scores, hits, objects):
    return _on_grid(scores, hits, objects, [n / 40 for n in range(40)])


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
    below = rng.choice(range(50, 100, 5), len(labels)) - 0.3
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


def recall_by_steps(ious, labels):
    shares = {}
    for iou, label in zip(ious.tolist(), labels.tolist(), strict=True):
        passed = sum(100 * iou >= n - 1e-6 for n in range(50, 100, 5)) / 10
        shares.setdefault(label, []).append(passed)
    return sum(sum(s) / len(s) for s in shares.values()) / len(shares)


# ap_without_duplicates ---------------------------------------------------------------


def found_objects(rng):
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
    """A few scores that are shared by several detections each."""
    count = int(rng.integers(1, 11))
    scores = rng.choice([0.6, 0.602, 0.5, 0.8][: int(rng.integers(1, 5))], count)
    hits = _hits(rng, count)
    return scores, hits, max(1, int(hits.sum() + rng.integers(0, 3)))


def _both(scores, hits, objects):
    """AP when the misses, and when the hits, of equal scores come first."""
    orders = np.lexsort((hits, -scores)), np.lexsort((-hits, -scores))
    return tuple(_area(hits[order], objects) for order in orders)


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


def ties_by_all_orders(scores, hits, objects):
    blocks = []
    for score in sorted(set(scores.tolist()), reverse=True):
        alike = hits[scores == score]
        places = combinations(range(len(alike)), int(alike.sum()))
        blocks.append([[n in some for n in range(len(alike))] for some in places])
    values = [_area(np.concatenate(order), objects) for order in product(*blocks)]
    return min(values), max(values)


GROUPS = {
    "precision_recall_at": {
        "function": "precision_recall_at",
        "arguments": first_ones,
        "mutants": {
            at_in_given_order: "These are the first k of the list: the k with the "
            "highest scores are asked for, and the list is not sorted.",
            at_worst_first: "These are the k lowest scores: `argsort` puts the lowest "
            "first.",
            at_recall_over_detections: "Recall is a share of the objects, not of the "
            "detections.",
            at_recall_over_hits: "Recall counts the objects that nothing found, too: "
            "divide by `objects`, not by the number of hits in the list.",
            at_precision_over_all: "Precision is a share of the k detections that are "
            "kept, not of all.",
        },
    },
    "best_threshold": {
        "function": "best_threshold",
        "arguments": scored_hits,
        "mutants": {
            threshold_exceeded: "A detection whose score equals the threshold is kept: "
            "compare with >=, not with >.",
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
            threshold_lowest_of_equals: "Where thresholds have the same F1, the "
            "highest of them is asked for.",
            threshold_inside_equals: "No threshold parts detections with equal scores: "
            "they are kept or left out together.",
            threshold_exceeded: "Detections whose scores equal the threshold are all "
            "kept: compare with >=, not with >.",
        },
    },
    "ap_40": {
        "function": "ap_40",
        "arguments": ranking,
        "mutants": {
            ap_in_given_order: "Sort first: the curve belongs to the list from the "
            "highest score to the lowest.",
            ap_of_first_reached: "This is the precision where the recall is first "
            "reached; a later one may be higher, and the highest counts.",
            ap_from_the_left: "The envelope looks to the right: the highest precision "
            "at this recall or a higher one, not a lower one.",
            ap_of_reached_recalls: "A recall that is never reached counts with "
            "precision 0; it is not left out of the mean.",
            ap_with_recall_0: "The grid begins at 1/40: recall 0 would be a "
            "forty-first point.",
        },
    },
    "ap_40_exact": {
        "function": "ap_40",
        "arguments": ranking_on_the_grid,
        "mutants": {
            ap_beyond_the_recall: "A recall that equals a point of the grid reaches "
            "it: compare with >=, not with >.",
            ap_on_multiplied_steps: "These points are not quite n / 40: 3 * 0.025 is a "
            "little more than 0.075 in floats. Divide, or compare whole numbers.",
            ap_ending_before_1: "The grid ends at 1: this one begins at 0 and ends at "
            "39/40.",
        },
    },
    "average_recall": {
        "function": "average_recall",
        "arguments": objects_of_classes,
        "mutants": {
            recall_over_objects: "This is a mean over objects: take it within each "
            "class first, then over the classes.",
            recall_above_thresholds: "An IoU that equals the threshold reaches it: "
            "compare with >=, not with >.",
            recall_on_added_steps: "These thresholds are not quite 0.55, 0.6 and so "
            "on: steps of 0.05 that are added up miss them. Divide whole numbers.",
            recall_with_threshold_1: "The last threshold is 0.95: there are ten, not "
            "eleven.",
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
            duplicates_as_misses: "Duplicates are taken out of the list here: they do "
            "not count as false positives either.",
            duplicates_before_sorting: "The detection with the highest score finds the "
            "object, not the first of the list: sort before you remove.",
            duplicates_of_nothing: "Detections with -1 are no duplicates of each "
            "other: each is a false positive.",
            duplicates_over_found: "Recall counts all objects, not only those that "
            "were found.",
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
            ties_at_once: "Both are the lowest AP, that of one step for all equal "
            "scores or of their false positives first; for the highest their hits "
            "come first.",
            ties_everywhere: "Only detections with equal scores may change places: a "
            "higher score stays before a lower one.",
        },
    },
}
ALTERNATIVES = {
    "precision_recall_at": at_by_pairs,
    "best_threshold": threshold_by_counting_down,
    "ap_40": ap_40_by_counting,
    "average_recall": recall_by_steps,
    "ap_without_duplicates": without_duplicates_by_hit,
    "ap_of_ties": ties_by_all_orders,
}
