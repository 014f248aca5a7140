"""Annotations in the formats of COCO, PASCAL VOC and YOLO: read, checked, as arrays.

The loaders return a COCO dictionary with lists `images`, `annotations` and
`categories` (https://cocodataset.org/#format-data); detections are COCO's list of
results (https://cocodataset.org/#format-results). Boxes are [x, y, width, height] in
pixels. What is wrong is refused with its place, never mended, and left out only where
`bad="skip"` asks for it; then the loader returns two values, the second a list with a
text for each box left out that says why.

For further formats convert them first, for instance with globox
(https://github.com/laclouis5/globox), which reads CVAT's, LabelMe's, Open Images' and
others and writes those three.

- `coco`: `load_coco`, `save_coco` and `load_results`, one JSON file each
- `voc`: `load_voc`, one XML file per image
- `yolo`: `load_yolo`, one text per image
- `tables`: `read_annotations`, dictionaries and results as arrays, and their types
- `values`: what single values may be, and when a box leaves its image
- `faults`: what is wrong, gathered, then raised or left out
- `elements`, `folders`, `json_files`: XML, folders and JSON as they are read

Left out: segmentations, keypoints and captions of COCO, which are neither checked nor
refused; parts, poses and segmentations of VOC; polygons of YOLO, which are refused.
"""

from course_utils.annotations.coco import load_coco, load_results, save_coco
from course_utils.annotations.tables import (
    Categories,
    Detections,
    Objects,
    read_annotations,
)
from course_utils.annotations.voc import load_voc
from course_utils.annotations.yolo import load_yolo

__all__ = [
    "Categories",
    "Detections",
    "Objects",
    "load_coco",
    "load_results",
    "load_voc",
    "load_yolo",
    "read_annotations",
    "save_coco",
]
