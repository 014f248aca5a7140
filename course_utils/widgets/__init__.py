"""The explorers: widgets that show what a lesson is about while it is moved by hand."""

from course_utils.widgets.convolution import Convolution
from course_utils.widgets.sliding_window import SlidingWindow

__all__ = ["Convolution", "SlidingWindow"]
