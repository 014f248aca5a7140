"""Where the windows of a layer, and of a whole network, lie in the image.

Whole numbers only: nothing here touches an array. All axes follow the same rules, so
the functions of `sizes` take one axis at a time: `output_size`, `same_padding` and
`touched_inputs`.

Those of `walk` walk over the graph of a built Keras model for sequences, images or
volumes, and keep for each axis of a map the interval of pixels that a window reads:
`trace` (a `Trace`, which is a table of `Row`), `receptive_field` and `multiply_adds`.
Left out: layers whose windows do not repeat along an axis, or are none, so attention,
recurrent layers and squeeze-and-excitation.
"""

from course_utils.geometry.sizes import output_size, same_padding, touched_inputs
from course_utils.geometry.table import Row, Trace
from course_utils.geometry.walk import multiply_adds, receptive_field, trace

__all__ = [
    "Row",
    "Trace",
    "multiply_adds",
    "output_size",
    "receptive_field",
    "same_padding",
    "touched_inputs",
    "trace",
]
