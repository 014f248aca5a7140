"""The explorers: widgets that show what a lesson is about while it is moved by hand."""

from course_utils.widgets.anchor_clusters import AnchorClusters
from course_utils.widgets.box_overlap import BoxOverlap
from course_utils.widgets.convolution import Convolution
from course_utils.widgets.dilation import Dilation
from course_utils.widgets.match_detections import MatchDetections
from course_utils.widgets.precision_recall import PrecisionRecall
from course_utils.widgets.sliding_window import SlidingWindow
from course_utils.widgets.suppress_boxes import SuppressBoxes
from course_utils.widgets.transposed_convolution import TransposedConvolution
from course_utils.widgets.yolo_cell import YoloCell

__all__ = [
    "AnchorClusters",
    "BoxOverlap",
    "Convolution",
    "Dilation",
    "MatchDetections",
    "PrecisionRecall",
    "SlidingWindow",
    "SuppressBoxes",
    "TransposedConvolution",
    "YoloCell",
]
