"""What explorers of one picture with boxes ask of their arguments."""

import numpy as np

from course_utils import boxes as geometry
from course_utils.arguments import as_array, as_numbers
from course_utils.widgets.base import check_image, picture_url

PICTURE_BYTES = 80_000  # of the picture in the page, as text


def check_picture(image):
    """Return the picture as the page has it: {width, height, url}."""
    height, width, _ = check_image(image).shape
    url = picture_url(np.asarray(image), PICTURE_BYTES)
    return {"width": width, "height": height, "url": url}


def check_boxes(boxes, name, most):
    """Return at most `most` boxes `xyxy` as float64 [N, 4]."""
    boxes = geometry.check_boxes(boxes, name).astype(float)
    if len(boxes) > most:
        raise ValueError(f"`{name}` must be at most {most}. Received: {len(boxes)}")
    return boxes


def check_scores(scores, count):
    """Return the scores of `count` boxes as float64 [count]."""
    shape = as_array(scores, "scores").shape
    if shape != (count,):
        raise ValueError(
            f"`scores` must be one per box, [{count}]. Received: scores.shape={shape}"
        )
    return as_numbers(scores, "scores").astype(float)
