"""The table that `trace` gives: a row per call of a layer."""

from fractions import Fraction
from typing import NamedTuple


class Row(NamedTuple):
    """What one call of a layer does; each tuple holds an entry per axis.

    The axes of an image are its rows and its columns; those of a permuted map stand in
    its own order. `stride`, `receptive_field` and `first_pixel` are in pixels of the
    image: window `i` along an axis reads the pixels from `first_pixel + i * stride` on,
    `receptive_field` of them, as though the image went on beyond its border. What lies
    there is padding: `first_pixel` is negative if the first window starts in it.

    After a transposed convolution or upsampling neighbouring windows are not alike.
    There `stride` is their mean distance, often a `Fraction`, `receptive_field` the
    size of the largest, and `first_pixel` that of the first window which reads anything
    but inserted zeros. The padding of a transposed convolution is that of the
    convolution that it equals, whose input has zeros between its cells.
    """

    layer: str
    size: tuple[int, ...]  # windows, the size of the output
    ignored: tuple[int, ...]  # rows of its input after the last window, or cropped
    padding: tuple[tuple[int, int], ...]  # (before, after): (top, bottom), ...
    stride: tuple[int | Fraction, ...]
    receptive_field: tuple[int, ...]
    first_pixel: tuple[int, ...]


class Trace(list):
    """A list of `Row` that shows as a table; so does a slice of it.

    Where all axes agree, the table gives one number for them. Padding shows as
    before+after.
    """

    def __getitem__(self, index):
        item = super().__getitem__(index)
        return Trace(item) if isinstance(index, slice) else item

    def __repr__(self):
        titles = [name.replace("_", " ") for name in Row._fields]
        lines = [titles, *([_cell(value) for value in row] for row in self)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            line[0].ljust(widths[0])
            + "".join(
                f"  {cell:>{width}}"
                for cell, width in zip(line[1:], widths[1:], strict=True)
            )
            for line in lines
        )


def _cell(value):
    """A value of a row as text: (7, 7) is "7", and ((0, 1), (1, 1)) is "0+1, 1+1"."""
    if isinstance(value, str):
        return value
    texts = ["+".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value]
    return texts[0] if len(set(texts)) == 1 else ", ".join(texts)
