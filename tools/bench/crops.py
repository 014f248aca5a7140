"""The flower classifier on every crop of a picture against one pass over it."""

from course_utils.convert import dense_to_conv
from course_utils.geometry import multiply_adds
from course_utils.models import flower_classifier
from tools.bench.clock import cpu_seconds, print_row

# isort: split
import numpy as np
import tensorflow as tf

SIZES = (320, 448, 576, 672)  # pixels; multiples of 32, so that every window is a crop
CROPS = (8, 16, 32, 64)  # at a time; the fastest counts
WHOLE = (1, 2, 4, 8)  # pictures at a time, likewise
CROP, STEP = 224, 32  # pixels


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
        "\n               |       |  one in a call | best of 1-8    |"
        " multiply-adds      |"
        "\n size  windows | crops |  pass    ratio |  pass    ratio |"
        " crops pass   ratio | loop"
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
        print_row(line + f"{crop_adds / pass_adds:5.1f}x ")
