"""What every explorer shares: positions that stay inside, its call as text, pictures.

An explorer is an anywidget: it computes, draws and writes in the browser, and its
traits are what Python and the browser tell each other. What it computes has a NumPy
truth, which the tests compare it with.
"""

import base64
import inspect
import io

import anywidget
import numpy as np
from PIL import Image
from traitlets import All, Dict, List, Unicode, default, observe, validate

from course_utils.widgets.traits import SYNCED, InvalidTrait, Numbers

PICTURE_BYTES = 120_000  # of a picture in the page, as text


class Explorer(anywidget.AnyWidget):
    """A widget that computes in the browser.

    A subclass sets `_esm` and `_css` with `modules.source` and `modules.styles`. Its
    `__init__` names all arguments. Those that are traits are what a hand can change; of
    the others, those with a default are attributes.

    `goals_met` names the goals that were reached; they stay so.
    """

    goals_met = List(Unicode()).tag(**SYNCED)
    # For the browser: how it is made, the values it began with, and their limits.
    _made = Dict().tag(**SYNCED)

    def __repr__(self):
        """The call that makes what is shown; data is given by its name."""
        given = map(self._argument, self._parameters)
        return f"{type(self).__name__}({', '.join(given)})"

    def _repr_mimebundle_(self, **options):
        data, metadata = super()._repr_mimebundle_(**options)
        return data | {"text/plain": repr(self)}, metadata  # not cut

    @property
    def _parameters(self):
        return list(inspect.signature(type(self).__init__).parameters.values())[1:]

    @property
    def _settings(self):
        """The arguments that are traits, in their order."""
        return [p.name for p in self._parameters if self.has_trait(p.name)]

    def _argument(self, parameter):
        """An argument as the call has it."""
        name = parameter.name
        given = parameter.default is not parameter.empty
        return f"{name}={getattr(self, name)!r}" if given else name

    @default("_made")
    def _describe(self):
        data = [p for p in self._parameters if not self.has_trait(p.name)]
        return {
            "call": [type(self).__name__, *map(self._argument, data)],
            "start": {name: getattr(self, name) for name in self._settings},
            "limits": {
                name: trait.limits
                for name in self._settings
                if isinstance(trait := self.traits()[name], Numbers)
            },
        }

    def _limits(self):
        """The lowest and highest value of each position: {trait: (low, high)}.

        They depend on other traits, and a position stays inside when those change.
        """
        return {}

    @validate("row", "column", "position", "step", "iteration")
    def _validate_position(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = self._limits()[name]
        if not low <= value <= high:
            raise InvalidTrait(
                f"`{name}` must be from {low} to {high} here. Received: {name}={value}"
            )
        return value

    @observe(All)
    def _keep_positions_inside(self, change):
        if change["name"] in self._settings:
            for name, (low, high) in self._limits().items():
                setattr(self, name, min(max(getattr(self, name), low), high))


def check_image(image):
    """Return a picture as the uint8 [H, W, 3] it must be."""
    image = np.asarray(image)
    rgb = image.ndim == 3 and image.shape[2] == 3 and image.size
    if not rgb or image.dtype != np.uint8:
        raise ValueError(
            "`image` must be uint8 [H, W, 3]. "
            f"Received: image.shape={image.shape}, image.dtype={image.dtype}"
        )
    return image


def picture_url(pixels, limit=PICTURE_BYTES):
    """Return uint8 [H, W, 3] as a data URL: a JPEG as good as `limit` bytes allow."""
    for quality in (90, 80, 70, 60, 50, 40, 30):
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "jpeg", quality=quality)
        text = base64.b64encode(buffer.getvalue()).decode()
        if len(text) <= limit:
            break
    return f"data:image/jpeg;base64,{text}"
