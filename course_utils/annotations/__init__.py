"""Annotations in the formats of COCO and PASCAL VOC: read, checked, and as arrays.

Both loaders return a COCO dictionary with lists `images`, `annotations` and
`categories` (https://cocodataset.org/#format-data); detections are COCO's list of
results (https://cocodataset.org/#format-results). Boxes are [x, y, width, height] in
pixels. What is wrong is refused with its place, never left out or mended.

Left out: segmentations, keypoints and captions of COCO, which are neither checked nor
refused; parts, poses and segmentations of VOC.

| module | what it holds |
|---|---|
| `coco` | `load_coco`: one JSON file |
| `voc` | `load_voc`: one XML file per picture |
| `tables` | `read_annotations`: dictionaries and results as arrays |
| `values` | what a single value may be |
"""

from course_utils.annotations.coco import load_coco
from course_utils.annotations.tables import (
    Categories,
    Detections,
    Objects,
    read_annotations,
)
from course_utils.annotations.voc import load_voc

__all__ = [
    "Categories",
    "Detections",
    "Objects",
    "load_coco",
    "load_voc",
    "read_annotations",
]
