"""k-means for anchors against that of scikit-learn."""

import itertools

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from course_utils.anchors import kmeans_anchors
from tools.bench.clock import cpu_seconds, print_row

BOXES, ANCHORS, STARTS = 100_000, 9, 10


def boxes_as_in_pictures():
    """Widths and heights [BOXES, 2] of five kinds of things, near and far."""
    rng = np.random.default_rng(0)
    kinds = np.log([[30, 40], [60, 110], [120, 90], [200, 260], [320, 200]])
    of = rng.integers(len(kinds), size=BOXES)
    return np.exp(rng.normal(kinds[of], 0.45))


def cluster_boxes():
    """Print a table of ways to cluster, with ratios to scikit-learn's.

    Its threads wait for each other busily, which counts as CPU time, the more so on a
    busy machine. So the second ratio is to its time on one thread.
    """
    wh = boxes_as_in_pictures()
    peer = KMeans(ANCHORS, init="k-means++", n_init=STARTS, random_state=0)
    theirs = cpu_seconds(lambda: peer.fit(wh))
    print(
        f"k-means, {BOXES} boxes, k = {ANCHORS}, {STARTS} starts: seconds of CPU time, "
        "ratio to\nscikit-learn's KMeans as it comes and on one thread"
        "\n                 | time  | ratios      | loop"
    )
    print_row(f" as it comes     | {theirs:5.2f} |            ")
    with threadpool_limits(1):
        alone = cpu_seconds(lambda: peer.fit(wh))
    print_row(f" on one thread   | {alone:5.2f} |            ")
    for distance, update in itertools.product(("iou", "euclid"), ("mean", "median")):
        ours = cpu_seconds(
            lambda d=distance, u=update: kmeans_anchors(
                wh, ANCHORS, d, u, n_init=STARTS
            )
        )
        ratios = f"{ours / theirs:5.2f}x {ours / alone:4.2f}x"
        print_row(f" {distance:6}  {update:6}  | {ours:5.2f} | {ratios}")
