"""COCO's evaluation against pycocotools and faster-coco-eval, and its memory."""

import contextlib
import copy
import io
import itertools
import statistics
import time
import tracemalloc

import numpy as np
from faster_coco_eval import COCO as FasterCOCO
from faster_coco_eval import COCOeval_faster
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from course_utils.metrics import coco_evaluate
from tools.bench.clock import RUNS, print_row

OBJECTS, DETECTIONS = 7, 100  # per picture, in pictures of 500 x 500 pixels
JUDGED = {100: RUNS, 1000: 3, 5000: 1}  # pictures: runs


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


def peak_megabytes(case):
    """What `coco_evaluate` takes at most for a case, which itself does not count."""
    tracemalloc.start()
    coco_evaluate(*case)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def evaluate_detectors():
    """Print a table over pictures and classes; ours includes reading the lists.

    Memory is what ours takes at most beside its arguments.
    """
    print(
        f"COCO's evaluation, {OBJECTS} objects and {DETECTIONS} detections in each "
        "picture: seconds of\nCPU time, ratios to ours, and memory at the peak of ours"
        "\n pictures classes | ours   | peak   | pycocotools     | faster-coco-eval |"
        " AP   | loop"
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
        line += f"{peak_megabytes(case):3.0f} MB | "
        theirs, expected = peer_seconds(COCO, COCOeval, *case)
        line += f"{theirs:7.2f} {theirs / median:6.1f}x | "
        theirs, _ = peer_seconds(FasterCOCO, COCOeval_faster, *case)
        line += f"{theirs:7.2f} {theirs / median:7.2f}x | "
        print_row(line + ("same" if ours == expected else f"{ours - expected:.0e}"))
