"""What explorers of one image with boxes ask of their arguments."""

import numpy as np

from course_utils import boxes as geometry
from course_utils.widgets.base import check_image, picture_url
from course_utils.widgets.traits import InvalidTrait, Numbers

PICTURE_BYTES = 80_000  # of the image in the page, as text


class MatchThreshold(Numbers):
    """The IoU from which on a box may be given an object, above 0."""

    def __init__(self):
        super().__init__(0.5, low=0, high=1)

    def validate(self, explorer, value):
        value = super().validate(explorer, value)
        if value == 0:
            raise InvalidTrait(
                f"`{self.name}` must be above 0 and at most 1, or boxes apart would "
                f"match. Received: {self.name}=0"
            )
        return value


def check_picture(image):
    """Return the image as the page has it: {width, height, url}."""
    height, width, _ = check_image(image).shape
    url = picture_url(np.asarray(image), PICTURE_BYTES)
    return {"width": width, "height": height, "url": url}


def check_boxes(boxes, name, most):
    """Return at most `most` boxes `xyxy` as float64 [N, 4]."""
    boxes = geometry.check_boxes(boxes, name).astype(float)
    if len(boxes) > most:
        raise ValueError(f"`{name}` must be at most {most}. Received: {len(boxes)}")
    return boxes
