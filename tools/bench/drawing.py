"""How fast flowers are drawn."""

import itertools

from course_utils.datasets import flowers
from tools.bench.clock import cpu_seconds, print_row

PICTURES = 200


def draw_flowers():
    """Print pictures a second."""
    seeds = itertools.count()
    seconds = cpu_seconds(lambda: flowers(PICTURES, seed=next(seeds)))
    print("Flowers, 224 x 224, on one core                     | loop")
    print_row(
        f" {PICTURES / seconds:6.0f} pictures a second                           "
    )
