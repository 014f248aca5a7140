"""Train a network of the course and store its weights in `data/`.

`python -m tools.train_weights flower_classifier` prints the CPU time that drawing and
training took and how good the network is on held-out pictures.
"""

import argparse
import time

from course_utils import models

NAMES = ("flower_classifier",)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=NAMES)
    name = parser.parse_args().name
    start = time.process_time()
    model = getattr(models, f"train_{name}")()
    print(f"CPU-seconds, drawing included: {time.process_time() - start:.0f}")
    path = models.DATA / f"{name}.weights.h5"
    model.save_weights(path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    for figure, value in getattr(models, f"evaluate_{name}")(model, 4000).items():
        print(f"{figure}: {value:.4f}")


if __name__ == "__main__":
    main()
