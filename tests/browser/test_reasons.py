"""Why MatchDetections says that a box is a hit, a false positive or ignored."""

import re

import numpy as np
import pytest

from course_utils.widgets import MatchDetections

PICTURE = np.zeros((100, 160, 3), np.uint8)
# Of scenes: what each rule says of each box.
REASONS = [
    (
        "a taken object",
        {
            "objects": [[0, 0, 100, 100], [30, 0, 130, 100]],
            "boxes": [
                *([0, 0, 100, 100], [12, 0, 112, 100], [0, 0, 100, 50]),
                [200, 0, 201, 9],
            ],
        },
        [
            "hit, object 0, IoU 1.00",
            "false positive, object 0 is taken (duplicate), IoU 0.79; object 1 is free "
            "but has less, IoU 0.69",
            "false positive, object 0 is taken (duplicate), IoU 0.50, equal to the "
            "threshold",
            "false positive, it overlaps no object",
        ],
        [
            "hit, object 0, IoU 1.00",
            "hit, object 1, IoU 0.69, the best unused; object 0 is taken, IoU 0.79",
            "false positive, object 0 is taken (duplicate), IoU 0.50, equal to the "
            "threshold",
            "false positive, it overlaps no object",
        ],
    ),
    (
        "none left",
        {
            "objects": [[0, 0, 100, 100], [30, 0, 130, 100]],
            "boxes": [[0, 0, 100, 100], [12, 0, 112, 100], [0, 0, 100, 50]],
            "iou_threshold": 0.7,
        },
        None,
        [
            "hit, object 0, IoU 1.00",
            "false positive, object 0 is taken (duplicate), IoU 0.79; best unused IoU "
            "0.69 (object 1) below 0.7",
            "false positive, best IoU 0.50 (object 0) below 0.7",
        ],
    ),
    (
        "equal IoUs",
        {"objects": [[0, 0, 10, 10]] * 2, "boxes": [[0, 0, 10, 10]] * 3},
        [
            "hit, object 0, IoU 1.00; of equal IoUs the first",
            *[
                "false positive, object 0 is taken (duplicate), IoU 1.00; object 1 is "
                "free but comes later"
            ]
            * 2,
        ],
        [
            "hit, object 1, IoU 1.00; of equal IoUs the last",
            "hit, object 0, IoU 1.00, the best unused; object 1 is taken, IoU 1.00",
            "false positive, object 1 is taken (duplicate), IoU 1.00",
        ],
    ),
    (
        "what does not count",
        {
            "objects": [[0, 0, 20, 20], [0, 0, 20, 10]],
            "boxes": [[0, 0, 20, 14], [0, 0, 20, 14], [0, 10, 10, 20]],
            "ignored": [True, False],
        },
        [
            "hit, object 1, IoU 0.71",
            "false positive, object 1 is taken (duplicate), IoU 0.71; object 0 is free "
            "but has less, IoU 0.70",
            "false positive, best IoU 0.25 (object 0) below 0.5",
        ],
        [
            "hit, object 1, IoU 0.71; the crowd, object 0, comes after",
            "ignored, object 0 is a crowd, 1.00 of the box inside; object 1 is taken, "
            "IoU 0.71",
            "ignored, object 0 is a crowd, 1.00 of the box inside",
        ],
    ),
    (
        "near the threshold: the digits that tell it from that",
        {
            "objects": [[0, 0, 1024, 1024]],
            "boxes": [[0, 0, 1024, 511.75], [0, 0, 1024, 512.25]],
        },
        [
            "false positive, best IoU 0.4998 (object 0) below 0.5",
            "hit, object 0, IoU 0.50",
        ],
        None,
    ),
    (
        "no object",
        {"objects": np.zeros((0, 4)), "boxes": [[0, 0, 9, 9]]},
        ["false positive, there is no object"],
        ["false positive, there is no object"],
    ),
]


@pytest.mark.parametrize("name, data, voc, coco", REASONS)
def test_reasons(bench, name, data, voc, coco):
    scores = 1 - np.arange(len(data["boxes"])) / 10
    bench.mount(MatchDetections(PICTURE, scores=scores, **data))
    states = [{"step": step} for step in range(1, len(scores) + 1)]
    said = [seen["words"] for seen in bench.walk_through(states)]
    for rule, expected in {"VOC": voc, "COCO": coco}.items():
        own = [re.search(rf" {rule}: (.*?)\. (?:V|C|S)", text)[1] for text in said]
        assert expected is None or own == expected
