"""Images to learn from, drawn on the spot, and readers for one's own annotations.

The images show flowers on earth, grass, leaves and rock. A flower is a polar curve
r(theta), seen from a random side. The palettes of the species overlap, so that form has
to tell them apart. Held-out images (`split="test"`) show moss, bark and gravel, which
training never does. Image i depends on the seed, the split and i alone, so a series
can be drawn in pieces.

- `single`: `flowers`, at most one flower in an image, and what it returns, `Flowers`
- `scenes`: `flower_scenes`, several in one, and what it returns, `Scenes`
- `petals`: the species, `FLOWERS`, and how a flower is painted
- `ground`: the kinds of ground of each of the `SPLITS`, and how they are painted

`load_coco`, `load_voc`, `load_yolo` and `load_results` read annotations and results;
`annotations` says how.

Left out: stems, shadows on other flowers, and a flower seen from behind.
"""

from course_utils.annotations import load_coco, load_results, load_voc, load_yolo
from course_utils.datasets.ground import SPLITS
from course_utils.datasets.petals import FLOWERS
from course_utils.datasets.scenes import Scenes, flower_scenes
from course_utils.datasets.single import Flowers, flowers

__all__ = [
    "FLOWERS",
    "SPLITS",
    "Flowers",
    "Scenes",
    "flower_scenes",
    "flowers",
    "load_coco",
    "load_results",
    "load_voc",
    "load_yolo",
]
