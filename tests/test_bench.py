"""What `make bench` prints, at small sizes; how fast that is, is not tested."""

import re

import numpy as np
import pytest

from course_utils.boxes import box_convert, box_iou
from tools.bench import clock, clustering, drawing, evaluators


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(clock, "RUNS", 1)
    monkeypatch.setattr(clock, "ADDITIONS", 1000)
    monkeypatch.setattr(drawing, "PICTURES", 3)
    monkeypatch.setattr(clustering, "BOXES", 300)
    monkeypatch.setattr(clustering, "STARTS", 1)
    monkeypatch.setattr(evaluators, "JUDGED", {3: 2})


def rows(capsys):
    """The rows that end with the time of the loop, and how many lines there are."""
    lines = capsys.readouterr().out.splitlines()
    return [line for line in lines if re.search(r"\| \d+\.\d\d$", line)], len(lines)


def test_the_time_of_a_work_is_that_of_one_repeat(monkeypatch):
    monkeypatch.setattr(clock, "RUNS", 3)
    calls, now = [], iter([0, 10, 100, 130, 1000, 1020])
    monkeypatch.setattr(clock.time, "process_time", lambda: next(now))
    # Five repeats took 10, 30 and 20 seconds.
    assert clock.cpu_seconds(lambda: calls.append(1), repeats=5) == 4
    assert len(calls) == 1 + 3 * 5


def test_flowers(capsys):
    drawing.draw_flowers()
    (row,), lines = rows(capsys)
    assert lines == 2
    assert int(re.match(r" +(\d+) pictures a second", row)[1]) > 0


def test_clustering(capsys):
    clustering.cluster_boxes()
    found, _ = rows(capsys)
    ways = [tuple(row.split("|")[0].split()) for row in found[2:]]
    assert ways == [
        (distance, update)
        for distance in ("iou", "euclid")
        for update in ("mean", "median")
    ]
    assert all(len(re.findall(r"\d\.\d\dx", row)) == 2 for row in found[2:])


def test_evaluators_agree_and_memory_is_told(capsys):
    evaluators.evaluate_detectors()
    found, _ = rows(capsys)
    assert [row.split()[:2] for row in found] == [["3", "1"], ["3", "80"]]
    for row in found:
        assert float(re.search(r"\| +(\d+) MB", row)[1]) < 20
        assert row.split("|")[-2].strip() == "same"


def test_memory_counts_what_the_work_takes_and_not_what_was_there(monkeypatch):
    there = np.ones(2_000_000)
    monkeypatch.setattr(evaluators, "coco_evaluate", lambda n: np.ones(n).sum())
    assert evaluators.peak_megabytes([3_000_000]) == pytest.approx(24, abs=1)
    assert there.sum() == 2_000_000


def test_pictures_to_judge_are_as_they_say():
    truth, found = evaluators.judged_pictures(4, 3)
    assert len(truth["images"]) == 4
    assert len(truth["annotations"]) == 4 * evaluators.OBJECTS
    assert len(found) == 4 * evaluators.DETECTIONS
    assert {entry["category_id"] for entry in found} == {0, 1, 2}
    near = 0
    for image in range(1, 5):
        boxes, objects = (
            box_convert(
                [entry["bbox"] for entry in entries if entry["image_id"] == image],
                "xywh",
                "xyxy",
            )
            for entries in (found, truth["annotations"])
        )
        near += (box_iou(boxes, objects).max(axis=1) > 0.5).sum()
    assert near > 4 * evaluators.DETECTIONS / 4
