"""Measure what the course claims about cost: `make bench`.

How fast flowers are drawn, what the flower classifier costs on every crop of a larger
picture against one pass of the converted network, k-means for anchors against that of
scikit-learn, and COCO's evaluation against pycocotools. Times are CPU time, all threads
together, which a busy machine disturbs less than time on the clock.
"""

import contextlib
import copy
import io
import itertools
import os
import statistics
import time

from course_utils import ENVIRONMENT
from course_utils.anchors import kmeans_anchors
from course_utils.convert import dense_to_conv
from course_utils.datasets import flowers
from course_utils.geometry import multiply_adds
from course_utils.metrics import coco_evaluate
from course_utils.models import flower_classifier

# isort: split
import numpy as np
import tensorflow as tf
from faster_coco_eval import COCO as FasterCOCO
from faster_coco_eval import COCOeval_faster
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

RUNS = 7
SIZES = (320, 448, 576, 672)  # pixels; multiples of 32, so that every window is a crop
CROPS = (8, 16, 32, 64)  # at a time; the fastest counts
WHOLE = (1, 2, 4, 8)  # pictures at a time, likewise
CROP, STEP = 224, 32  # pixels
PICTURES = 200
BOXES, ANCHORS, STARTS = 100_000, 9, 10
OBJECTS, DETECTIONS = 7, 100  # per picture, in pictures of 500 x 500 pixels
JUDGED = {100: RUNS, 1000: 3, 5000: 1}  # pictures: runs


def cpu_seconds(work, repeats=1):
    """Median seconds of CPU time that `work()` takes, all threads together."""
    work()  # loads and traces what it needs
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(repeats):
            work()
        seconds.append((time.process_time() - start) / repeats)
    return statistics.median(seconds)


def compiled(model):
    return tf.function(lambda x: model(x, training=False))


def crops(picture):
    """All windows of a picture [S, S, 3] as an array [windows, 224, 224, 3]."""
    views = np.lib.stride_tricks.sliding_window_view(picture, (CROP, CROP), (0, 1))
    return views[::STEP, ::STEP].transpose(0, 1, 3, 4, 2).reshape(-1, CROP, CROP, 3)


def all_crops(network, windows, batch):
    """Work that sends all `windows` through, `batch` at a time; they are cut before."""
    starts = range(0, len(windows), batch)
    batches = [tf.constant(windows[start : start + batch]) for start in starts]
    return lambda: [network(x) for x in batches]


def copies(network, picture, batch):
    """Work that sends one batch of `batch` times the same picture through."""
    x = tf.stack([picture] * batch)
    return lambda: network(x)


def compare_crops_with_one_pass():
    """Print a table over `SIZES`.

    Every call has a fixed cost. Crops share it; so a second ratio is against pictures
    that share it too.
    """
    dense = flower_classifier(weights=None)
    sliding = dense_to_conv(dense)
    by_crop, at_once = compiled(dense), compiled(sliding)
    print(
        "Flower classifier, all crops of a picture against one pass: CPU time in ms for"
        "\none picture, with one or with several of them in a call; multiply-adds in "
        "millions"
        "\n               |       |  one in a call | best of 1-8    | multiply-adds"
        "\n size  windows | crops |  pass    ratio |  pass    ratio | crops pass  ratio"
    )
    rng = np.random.default_rng(0)
    for size in SIZES:
        picture = rng.uniform(0, 255, (size, size, 3)).astype("float32")
        windows = crops(picture)
        crop_time = min(cpu_seconds(all_crops(by_crop, windows, n)) for n in CROPS)
        pass_times = [
            cpu_seconds(copies(at_once, picture, n), 32 // n) / n for n in WHOLE
        ]
        line = f"{size:5} {len(windows):8} | {1e3 * crop_time:5.1f} | "
        for seconds in (pass_times[0], min(pass_times)):
            line += f"{1e3 * seconds:5.2f} {crop_time / seconds:7.1f}x | "
        crop_adds = len(windows) * multiply_adds(dense, CROP)
        pass_adds = multiply_adds(sliding, size)
        line += f"{crop_adds / 1e6:5.0f} {pass_adds / 1e6:4.0f} "
        print(line + f"{crop_adds / pass_adds:5.1f}x")


def draw_flowers():
    seeds = itertools.count()
    seconds = cpu_seconds(lambda: flowers(PICTURES, seed=next(seeds)))
    print(f"Flowers, 224 x 224: {PICTURES / seconds:.0f} pictures/s on one core")


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
    with threadpool_limits(1):
        alone = cpu_seconds(lambda: peer.fit(wh))
    print(
        f"k-means, {BOXES} boxes, k = {ANCHORS}, {STARTS} starts: seconds of CPU time, "
        "ratio to\nscikit-learn's KMeans as it comes and on one thread"
        f"\n scikit-learn    | {theirs:5.2f} | on one thread {alone:.2f}"
    )
    for distance, update in itertools.product(("iou", "euclid"), ("mean", "median")):
        ours = cpu_seconds(
            lambda d=distance, u=update: kmeans_anchors(
                wh, ANCHORS, d, u, n_init=STARTS
            )
        )
        line = f" {distance:6}  {update:6}  | {ours:5.2f} | "
        print(line + f"{ours / theirs:5.2f}x {ours / alone:5.2f}x")


def random_boxes(rng, count):
    """[count, 4] as COCO has them: x, y, width, height."""
    return np.hstack(
        [rng.uniform(0, 400, (count, 2)), rng.uniform(10, 150, (count, 2))]
    )


def judged_pictures(n_pictures, n_classes):
    """COCO dictionary and results; half of these lie near an object of their class."""
    rng = np.random.default_rng(0)
    annotations, found = [], []
    for image in range(1, n_pictures + 1):
        bboxes, labels = (
            random_boxes(rng, OBJECTS),
            rng.integers(n_classes, size=OBJECTS),
        )
        for bbox, label in zip(bboxes.tolist(), labels.tolist(), strict=True):
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image,
                    "category_id": label,
                    "bbox": bbox,
                    "area": bbox[2] * bbox[3],
                    "iscrowd": 0,
                }
            )
        near = rng.integers(OBJECTS, size=DETECTIONS // 2)
        anywhere = DETECTIONS - len(near)
        moved = bboxes[near] + rng.normal(0, 6, (len(near), 4))
        moved = np.vstack([moved, random_boxes(rng, anywhere)])
        moved[:, 2:] = np.maximum(moved[:, 2:], 1)
        labels = np.append(labels[near], rng.integers(n_classes, size=anywhere))
        scores = rng.random(DETECTIONS)
        found += [
            {"image_id": image, "category_id": label, "bbox": bbox, "score": score}
            for label, bbox, score in zip(
                labels.tolist(), moved.tolist(), scores.tolist(), strict=True
            )
        ]
    images = [
        {"id": i, "file_name": f"{i}.jpg", "width": 500, "height": 500}
        for i in range(1, n_pictures + 1)
    ]
    categories = [{"id": i, "name": str(i)} for i in range(n_classes)]
    truth = {"images": images, "annotations": annotations, "categories": categories}
    return truth, found


def peer_seconds(coco, judge, ground_truth, detections):
    """CPU seconds that a peer takes to evaluate, accumulate and summarize, and its AP.

    What it needs to read the lists does not count.
    """
    with contextlib.redirect_stdout(io.StringIO()):
        truth = coco()
        truth.dataset = copy.deepcopy(ground_truth)  # a peer writes into its input
        truth.createIndex()
        found = truth.loadRes([entry.copy() for entry in detections])
        work = judge(truth, found, "bbox")
        start = time.process_time()
        work.evaluate()
        work.accumulate()
        work.summarize()
        seconds = time.process_time() - start
    return seconds, work.stats[0]


def evaluate_detectors():
    """Print a table over pictures and classes; ours includes reading the lists."""
    print(
        f"COCO's evaluation, {OBJECTS} objects and {DETECTIONS} detections in each "
        "picture: seconds of\nCPU time, ratios to ours"
        "\n pictures classes | ours   | pycocotools     | faster-coco-eval | same AP"
    )
    coco_evaluate(*judged_pictures(1, 1))
    for n_pictures, n_classes in itertools.product(JUDGED, (1, 80)):
        case = judged_pictures(n_pictures, n_classes)
        seconds = []
        for _ in range(JUDGED[n_pictures]):
            start = time.process_time()
            ours = coco_evaluate(*case)["AP"]
            seconds.append(time.process_time() - start)
        median = statistics.median(seconds)
        line = f" {n_pictures:8} {n_classes:7} | {median:6.3f} | "
        theirs, expected = peer_seconds(COCO, COCOeval, *case)
        line += f"{theirs:7.2f} {theirs / median:6.1f}x | "
        theirs, _ = peer_seconds(FasterCOCO, COCOeval_faster, *case)
        line += f"{theirs:7.2f} {theirs / median:7.2f}x | "
        print(line + ("yes" if ours == expected else f"no: {ours - expected:.0e}"))


def main():
    threads = ENVIRONMENT["TF_NUM_INTRAOP_THREADS"]
    print(f"CPU time, median of {RUNS} runs; {os.cpu_count()} cores, ", end="")
    print(f"{threads} threads for TensorFlow")
    draw_flowers()
    cluster_boxes()
    evaluate_detectors()
    compare_crops_with_one_pass()


if __name__ == "__main__":
    main()
