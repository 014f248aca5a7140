"""What every explorer shares: its ES module, checked traits, text and picture.

An explorer is an anywidget: it computes and draws in the browser, and its traits are
what Python and the browser tell each other. What it computes has a NumPy truth, which
the tests compare it with.
"""

import base64
import io
import re
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral, Real
from pathlib import Path

import anywidget
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from traitlets import TraitError, TraitType

FOLDER = Path(__file__).parent
# What is sent to the browser and back. Without the echo that ipywidgets sends of what
# the browser said: it would undo what the hand has moved since then.
SYNCED = {"sync": True, "echo_update": False}
SIDE = 10  # rows and columns of a matrix at most: what fits on a page
LIMIT = 999  # numbers from -999 to 999: what fits into a cell; as in tables.js
PICTURE_BYTES = 120_000  # of a picture in the page, as text


def source(*names):
    """Return the text of several files as one, for `_esm` or `_css`.

    anywidget takes one string and resolves no imports, so what explorers share comes
    before their own.
    """
    text = "\n".join((FOLDER / name).read_text(encoding="utf8") for name in names)
    # What is a module already imports what shared.js has here.
    return re.sub(r"^import .*\n", "", text, flags=re.MULTILINE)


class InvalidTrait(TraitError, ValueError):
    """A trait got a value it cannot take.

    A TraitError, so that traitlets takes back all values that came in one message; a
    ValueError, as everywhere in the package.
    """


class Whole(TraitType):
    """A whole number from `low` to `high` (None: no limit); NumPy's are taken too."""

    def __init__(self, default, low, high=None, **options):
        super().__init__(default, **options)
        self.low, self.high = low, high

    def validate(self, explorer, value):
        whole = isinstance(value, Integral) and not isinstance(value, bool)
        high = np.inf if self.high is None else self.high
        if not whole or not self.low <= value <= high:
            limits = f"from {self.low}" + ("" if self.high is None else f" to {high}")
            raise InvalidTrait(
                f"`{self.name}` must be a whole number {limits}. "
                f"Received: {self.name}={value!r}"
            )
        return int(value)


class Share(TraitType):
    """A number from 0 to 1; NumPy's are taken too."""

    def validate(self, explorer, value):
        number = isinstance(value, Real) and not isinstance(value, bool)
        if not number or not 0 <= value <= 1:
            raise InvalidTrait(
                f"`{self.name}` must be a number from 0 to 1. "
                f"Received: {self.name}={value!r}"
            )
        return float(value)


class Matrix(TraitType):
    """A matrix as a list of lists of numbers; anything like an array is taken.

    It has at most `side` rows and columns, and numbers from -LIMIT to LIMIT.
    """

    def __init__(self, default, side=SIDE, **options):
        super().__init__(default, **options)
        self.side = side

    def validate(self, explorer, value):
        try:
            array = np.asarray(value)
        except ValueError:  # rows of unequal length
            array = np.array(None)
        if (
            array.ndim != 2
            or not 1 <= min(array.shape) <= max(array.shape) <= self.side
            or array.dtype.kind not in "buif"
            or not (np.abs(array.astype(float)) <= LIMIT).all()  # NaN neither
        ):
            raise InvalidTrait(
                f"`{self.name}` must be a matrix of 1 to {self.side} rows and columns "
                f"with numbers from -{LIMIT} to {LIMIT}. "
                f"Received: {self.name}={value!r}"
            )
        return (array + 0).tolist()  # booleans become 0 and 1


class Explorer(anywidget.AnyWidget):
    """A widget that computes in the browser, with words and a picture for elsewhere.

    A subclass sets `_esm` and `_css` with `source`, and gives `sentence` and `_draw`.
    """

    # "png", or "jpeg" where photographs or textures would make a large file.
    _picture_format = "png"
    _picture_inches = (8, 4)

    @property
    def sentence(self):
        """What the explorer shows, in the words the browser uses."""
        raise NotImplementedError

    def _draw(self, figure):
        """Draw what the explorer shows on a matplotlib figure."""
        raise NotImplementedError

    def __repr__(self):
        return f"{type(self).__name__}: {self.sentence}"

    def _repr_mimebundle_(self, **options):
        data, metadata = super()._repr_mimebundle_(**options)
        return data | {f"image/{self._picture_format}": self._picture()}, metadata

    def _picture(self):
        figure = Figure(self._picture_inches, dpi=72, layout="constrained")
        canvas = FigureCanvasAgg(figure)
        self._draw(figure)
        canvas.draw()
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        file = io.BytesIO()
        if self._picture_format == "png":
            picture.quantize(64).save(file, "png", optimize=True)
        else:
            picture.save(file, "jpeg", quality=80)
        return file.getvalue()


def number_text(number, digits=4, zeros=False):
    """Write a number with at most `digits` decimals, exactly as shared.js does.

    With `zeros` it has all of them, as JavaScript's toFixed writes it.

    >>> number_text(2.50), number_text(-0.125, digits=2)
    ('2.5', '-0.13')
    """
    unit = Decimal(1).scaleb(-digits)
    text = f"{Decimal(float(number)).quantize(unit, ROUND_HALF_UP):f}"
    text = text if zeros else text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


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
