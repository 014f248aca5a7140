"""The numbers a YOLO head puts out, and the boxes they stand for: there and back.

Letters and formulas are those of the papers: v1 "You Only Look Once" (arXiv
1506.02640), v2 "YOLO9000" (1612.08242) and v3 "YOLOv3" (1804.02767). Boxes are `xyxy`
in pixels and anchors (width, height) in pixels; darknet's file for v2 gives anchors in
cells, so multiply those by the stride first.

`channels` counts the numbers of any version, `encode` and `decode` are for the heads
with anchors, v2 and v3, and `encode_v1` and `decode_v1` for v1.

Left out: the network and its loss, several scales in one call (call once per scale,
with its stride and anchors), and which predictions a loss ignores.
"""

from course_utils.yolo.anchored import LARGEST_LOGIT, decode, encode
from course_utils.yolo.cells import channels
from course_utils.yolo.v1 import decode_v1, encode_v1

__all__ = [
    "LARGEST_LOGIT",
    "channels",
    "decode",
    "decode_v1",
    "encode",
    "encode_v1",
]
