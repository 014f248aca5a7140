"""All that is measured, as `tools.bench` lists it."""

import os

from course_utils import ENVIRONMENT
from tools.bench.clock import RUNS
from tools.bench.clustering import cluster_boxes
from tools.bench.crops import compare_crops_with_one_pass
from tools.bench.drawing import draw_flowers
from tools.bench.evaluators import evaluate_detectors
from tools.bench.explorers import move_explorers

if __name__ == "__main__":
    threads = ENVIRONMENT["TF_NUM_INTRAOP_THREADS"]
    print(f"CPU time, median of {RUNS} runs; {os.cpu_count()} cores, ", end="")
    print(f"{threads} threads for TensorFlow; loop: seconds of a fixed Python loop")
    draw_flowers()
    cluster_boxes()
    evaluate_detectors()
    compare_crops_with_one_pass()
    move_explorers()
