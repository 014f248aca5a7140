import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from course_utils import draw
from course_utils.draw import COURSE, draw_course_map, draw_grid

EDGE = np.array([[0, 9, -1], [2.5, 0, 7]])


@pytest.fixture
def ax():
    return Figure().add_subplot()


def texts(ax):
    return {text.get_position(): text.get_text() for text in ax.texts}


def boxes(ax, style):
    """(row, column, height, width) of the rectangles drawn in `style`."""
    color = to_rgb(style["edgecolor"])
    return [
        (p.get_y() + 0.5, p.get_x() + 0.5, p.get_height(), p.get_width())
        for p in ax.patches
        if isinstance(p, Rectangle) and p.get_edgecolor()[:3] == color
    ]


def test_grid_writes_each_number_in_its_cell(ax):
    assert draw_grid(ax, EDGE) is None
    expected = {(c, r): f"{EDGE[r, c]:g}" for r, c in np.ndindex(EDGE.shape)}
    assert texts(ax) == expected
    assert boxes(ax, draw.WINDOW) == boxes(ax, draw.PADDING) == []
    assert ax.get_xlabel() == "column" and ax.get_ylabel() == "row"


def test_grid_is_lighter_where_larger_and_never_darker_than_mid_grey(ax):
    draw_grid(ax, EDGE)
    (image,) = ax.images
    grey = image.to_rgba(EDGE)[..., 0]
    order = np.argsort(EDGE, axis=None)
    assert (np.diff(grey.flat[order]) >= 0).all()
    assert grey.flat[order[-1]] == 1 and grey.min() > 0.49


def test_grid_takes_a_picture_of_one_value(ax):
    draw_grid(ax, np.zeros((2, 2), int))
    assert set(texts(ax).values()) == {"0"}


def test_window_and_padding_lie_where_they_should(ax):
    draw_grid(ax, EDGE, window=(-1, 1, 3, 2), padding=((1, 2), (0, 1)))
    assert boxes(ax, draw.WINDOW) == [(-1, 1, 3, 2)]
    padded = np.pad(np.zeros(EDGE.shape), ((1, 2), (0, 1)), constant_values=1)
    expected = {(r - 1, c) for r, c in np.argwhere(padded)}
    assert {box[:2] for box in boxes(ax, draw.PADDING)} == expected
    assert all(texts(ax)[c, r] == "0" for r, c in expected)
    hatched = [p for p in ax.patches if p.get_hatch()]
    assert len(hatched) == len(expected)
    left, right = ax.get_xlim()
    bottom, top = ax.get_ylim()
    assert left < -0.5 and right > 3.5 and top < -1.5 and bottom > 3.5


def test_stride_leaves_empty_cells_between_the_numbers(ax):
    draw_grid(ax, EDGE, window=(1, 2, 3, 5), padding=((0, 1), (0, 0)), stride=3)
    numbers = {(3 * c, 3 * r): f"{EDGE[r, c]:g}" for r, c in np.ndindex(EDGE.shape)}
    assert texts(ax) == numbers | {(c, 4): "0" for c in range(7)}
    (image,) = ax.images
    inserted = np.ma.getmaskarray(image.get_array())
    assert inserted.shape == (4, 7)
    assert {(c, r) for r, c in np.argwhere(~inserted)} == set(numbers)
    dotted = [p for p in ax.patches if p.get_linestyle() == ":"]
    assert len(dotted) == inserted.sum()
    dots = {(*line.get_xdata(), *line.get_ydata()) for line in ax.lines}
    assert dots == {(c, r) for r, c in np.argwhere(inserted)}
    assert boxes(ax, draw.WINDOW) == [(1, 2, 3, 5)]
    ax.figure.canvas.draw()
    labels = {tick.get_position()[0]: tick.get_text() for tick in ax.get_xticklabels()}
    assert labels == {0: "0", 3: "1", 6: "2"}


def test_grid_without_a_stride_has_no_empty_cells(ax):
    draw_grid(ax, EDGE, padding=((0, 1), (0, 0)))
    assert not ax.lines
    assert all(p.get_linestyle() == "solid" for p in ax.patches)


def test_grid_with_a_stride_is_the_same_each_time(ax):
    draw_grid(ax, EDGE, stride=4)
    empty = ax.images[0].get_array().data[1]
    assert (empty == 0).all()


@pytest.mark.parametrize("stride", [0, -1, 1.5, True, "2", None])
def test_grid_refuses_a_wrong_stride(ax, stride):
    with pytest.raises(ValueError, match=r"`stride` must.*Received: stride="):
        draw_grid(ax, EDGE, stride=stride)


@pytest.mark.parametrize(
    "values", [3, [1, 2], np.zeros((1, 2, 3)), np.zeros((0, 2)), [["a"]], [[np.nan]]]
)
def test_grid_refuses_what_is_not_a_matrix_of_numbers(ax, values):
    with pytest.raises(ValueError, match=r"`values` must.*Received: "):
        draw_grid(ax, values)


@pytest.mark.parametrize(
    "padding", [1, (1, 1), ((1, 1),), ((1, 1), (0, -1)), ((1, 1), (0, 0.5)), None]
)
def test_grid_refuses_a_wrong_padding(ax, padding):
    with pytest.raises(ValueError, match=r"`padding` must.*Received: padding="):
        draw_grid(ax, EDGE, padding=padding)


@pytest.mark.parametrize(
    "window",
    [
        *(3, "0011", (0, 0), (0, 0, 0, 1), (0, 0, 1.5, 1)),
        *((-1, 0, 1, 1), (0, -1, 1, 1), (0, 0, 3, 1), (0, 0, 1, 4)),
    ],
)
def test_grid_refuses_a_wrong_window(ax, window):
    with pytest.raises(ValueError, match=r"`window` must.*Received: window="):
        draw_grid(ax, EDGE, window=window)


def test_boxes_enclose_their_pixels_and_carry_their_labels(ax):
    picture = np.zeros((8, 8))
    ax.imshow(picture)
    draw.draw_boxes(ax, [[1, 2, 4, 7], [0, 0, 8, 8]], ["a", "b"], draw.GROUND_TRUTH)
    first, whole = ax.patches
    # Pixels 1 to 3 across and 2 to 6 down, of which imshow centres pixel 0 on 0.
    assert first.get_xy() == (0.5, 1.5)
    assert (first.get_width(), first.get_height()) == (3, 5)
    assert whole.get_xy() == (-0.5, -0.5)
    assert [text.get_text() for text in ax.texts] == ["a", "b"]
    assert first.get_linestyle() == draw.GROUND_TRUTH["linestyle"]


def test_there_may_be_no_boxes_and_no_labels(ax):
    draw.draw_boxes(ax, np.zeros((0, 4)))
    draw.draw_boxes(ax, [[0, 0, 1, 1]])
    assert len(ax.patches) == 1 and len(ax.texts) == 0


@pytest.mark.parametrize("boxes", [[1, 2, 3, 4], [[1, 2, 3]], 4, [], "box", None])
def test_boxes_refuse_wrong_shapes(ax, boxes):
    with pytest.raises(ValueError, match=r"^`boxes` must be finite .* \[N, 4\]"):
        draw.draw_boxes(ax, boxes)


@pytest.mark.parametrize("edge", [np.nan, np.inf, "1", None, 1j, [1], 10**400])
def test_boxes_refuse_what_is_no_number(ax, edge):
    with pytest.raises(ValueError, match=r"^`boxes` must .*Received: boxes=") as error:
        draw.draw_boxes(ax, [[0, 0, edge, 1]])
    assert error.value.__cause__ is None


def test_boxes_refuse_too_few_labels(ax):
    with pytest.raises(ValueError, match="`labels` must be one per box"):
        draw.draw_boxes(ax, [[0, 0, 1, 1]] * 2, ["a"])


def test_styles_differ_in_colour_and_in_line():
    lines = (draw.GROUND_TRUTH, draw.PREDICTION, draw.ANCHOR)
    assert len({style["linestyle"] for style in lines}) == len(lines)
    styles = (*lines, draw.WINDOW, draw.PADDING)
    colors = {style.get("color") or style["edgecolor"] for style in styles}
    assert len(colors) == len(styles)
    assert draw.PADDING["hatch"]


def test_course_has_its_sixteen_lessons_each_after_what_it_builds_on():
    assert list(COURSE) == list(range(16))
    for number, lesson in COURSE.items():
        assert all(parent in COURSE and parent < number for parent in lesson.parents)
        assert bool(lesson.parents) == (number > 0)


def ancestors(number):
    parents = COURSE[number].parents
    return set(parents).union(*(ancestors(parent) for parent in parents))


def test_course_names_only_direct_steps():
    for lesson in COURSE.values():
        for parent in lesson.parents:
            others = set(lesson.parents) - {parent}
            assert not any(parent in ancestors(other) for other in others)


def arrows(ax):
    return [np.array((a.xyann, a.xy)) for a in ax.texts if isinstance(a, Annotation)]


def test_map_draws_an_arrow_to_the_right_for_every_step(ax):
    draw_course_map(ax)
    drawn = {tuple(map(tuple, np.rint(arrow).astype(int))) for arrow in arrows(ax)}
    steps = {
        ((COURSE[parent].column, COURSE[parent].row), (lesson.column, lesson.row))
        for lesson in COURSE.values()
        for parent in lesson.parents
    }
    assert drawn == steps
    assert all(start[0] < end[0] for start, end in arrows(ax))


def test_no_two_arrows_of_the_map_cross(ax):
    draw_course_map(ax)
    for (a, b), (c, d) in itertools.combinations(arrows(ax), 2):
        apart = turn(a, b, c) * turn(a, b, d) >= 0 or turn(c, d, a) * turn(c, d, b) >= 0
        assert apart, (a, b, c, d)


def turn(a, b, c):
    """Positive where a -> b -> c turns one way, negative for the other, 0 on a line."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def test_no_arrow_of_the_map_runs_through_a_box(ax):
    draw_course_map(ax)
    steps = np.linspace(0, 1, 201)[1:-1, None]
    for start, end in arrows(ax):
        points = start * (1 - steps) + end * steps
        for box in (patch.get_bbox() for patch in ax.patches):
            inside = (points > box.min) & (points < box.max)
            assert not inside.all(axis=1).any(), (start, end)


def test_map_shows_every_lesson_inside_its_own_box():
    figure, ax = plt.subplots(figsize=(9, 4), layout="constrained")
    draw_course_map(ax)
    figure.canvas.draw()
    patches = [patch.get_window_extent() for patch in ax.patches]
    titles = [text for text in ax.texts if text.get_text()]
    plt.close(figure)
    expected = [f"{number:02}\n{lesson.title}" for number, lesson in COURSE.items()]
    assert [title.get_text() for title in titles] == expected
    for patch, title in zip(patches, titles, strict=True):
        extent = title.get_window_extent()
        assert patch.x0 < extent.x0 and extent.x1 < patch.x1
        assert patch.y0 < extent.y0 and extent.y1 < patch.y1
    assert not any(a.overlaps(b) for a, b in itertools.combinations(patches, 2))


GRID = {
    "values": [[1, 2], [3, 4]],
    "window": (0, 0, 1, 1),
    "padding": ((0, 0), (0, 0)),
    "stride": 1,
}
BOXES = {"boxes": [[0, 0, 1, 1]], "labels": ["a"], "style": {"color": "red"}}
CALLS = {draw_grid: GRID, draw.draw_boxes: BOXES}
NO_VALUE = {
    "object": object(),
    "text": "no",
    "bytes": b"no",
    "fraction": 1.5,
    "NaN": float("nan"),
    "true": True,
    "dictionary": {1: 2},
    "set": {1, 2, 3},
    "ragged": [[1, 2], [3]],
    "ragged in depth": [[[1], 2], 3],
    "texts": np.array([["a", "b"], ["c", "d"]]),
    "too many axes": np.ones((2, 2, 2), int),
}


@pytest.mark.parametrize("value", NO_VALUE)
@pytest.mark.parametrize(
    ("function", "name"),
    [(function, name) for function, good in CALLS.items() for name in good],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_what_an_argument_cannot_be_is_refused_by_its_name(ax, function, name, value):
    function(ax, **CALLS[function])
    with pytest.raises(ValueError, match=f"^`{name}` must .*Received: "):
        function(ax, **CALLS[function] | {name: NO_VALUE[value]})
