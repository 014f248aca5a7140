"""Turn an image classifier into a fully convolutional network, weights and all.

`dense_to_conv` walks over the model's graph once (`graph`). Every tensor stands in a
place (`places`): a *map*; a *flat*, which is a flattened map, kept in the shape of that
map; or a *vector*, the numbers of one window, kept as a grid with a cell per window. A
layer is rebuilt where it does the same at every position (`build`), and refused by name
where it does not or that is not known (`rules`).

Left out: several inputs, channels first, and whatever is learned for one size only.
"""

from course_utils.convert.graph import dense_to_conv

__all__ = ["dense_to_conv"]
