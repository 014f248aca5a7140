"""SlidingWindow: its traits, and its page against `geometry` and the predictions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.geometry import output_size
from course_utils.widgets import SlidingWindow
from course_utils.widgets.sliding_window import BODY, chain

CLASSES = ["daisy", "lily", "poppy"]
SHOWN = ("windows", "cells", "start", "end", "ignored", "top", "left", "span")


def scene(side=672):
    return np.random.default_rng(0).integers(256, size=(side, side, 3), dtype=np.uint8)


def predictions(*sizes):
    rng = np.random.default_rng(0)
    return {s: rng.random([s // 32 - 6, s // 32 - 6, 8]) for s in sizes}


def sliding(image=None, **options):
    options = {"predictions": predictions(224, 320, 448)} | options
    return SlidingWindow(
        scene() if image is None else image,
        options.pop("predictions"),
        CLASSES,
        **options,
    )


def truth(explorer):
    """What the page says of a setting."""
    cells = chain(explorer.size, explorer.layers, explorer.padding)
    top, bottom, left, _ = explorer.pixels
    numbers = cells.cells, cells.start, cells.end, explorer.ignored
    return dict(
        zip(SHOWN, (explorer.windows, *numbers, top, left, bottom - top), strict=True)
    )


@pytest.mark.parametrize(
    "size, start",
    [(224, 0), (448, 0), (480, 0), (640, 0), (225, -29), (300, -20), (427, -20)],
)
def test_an_odd_map_shifts_the_grid(size, start):
    assert chain(size, BODY, "same").start == start


@settings(deadline=None)
@given(st.integers(224, 800))
def test_valid_ignores_what_lies_behind_its_last_cell(size):
    """The last cell reads its last pixel, and one more cell would not fit."""
    end = chain(size, BODY, "valid").end
    cells = chain(size, BODY, "valid").cells
    assert chain(end, BODY, "valid").cells == cells
    assert chain(end - 1, BODY, "valid").cells == cells - 1
    assert end <= size < end + 32


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_every_size_agrees_with_geometry(bench, padding):
    explorer = sliding(trained="same", padding=padding)
    bench.mount(explorer)
    rng = np.random.default_rng(0)
    states = []
    for size in range(672, 223, -1):
        explorer.size = size
        last = explorer.windows
        explorer.row, explorer.column = rng.integers(last, size=2)
        names = ("size", "row", "column")
        states.append({name: getattr(explorer, name) for name in names})
    for state, seen in zip(states, bench.walk_through(states), strict=True):
        explorer.set_state(state)
        assert seen["shown"] == truth(explorer)
        cells = state["size"]
        for kernel, stride in BODY:
            cells, _ = output_size(cells, kernel, stride, padding)
        assert seen["shown"]["cells"] == cells
        top, bottom, left, right = explorer.pixels
        assert f"rows {top}:{bottom} and columns {left}:{right} " in seen["words"]
        outside = min(top, left) < 0 or max(bottom, right) > state["size"]
        assert outside == ("partly padding" in seen["words"])
        assert bool(explorer.ignored) == ("ignored" in seen["words"])
        assert ("Class" in seen["words"]) == (explorer.found is not None)


def test_every_window_has_its_prediction_and_its_patch(bench):
    explorer = sliding(size=320)
    bench.mount(explorer)
    array = predictions(224, 320, 448)[320]
    cells = bench.page.locator(".predictions text").all_text_contents()
    assert len(cells) == 16
    for row, column in np.ndindex(4, 4):
        label, objectness = explorer.found[row][column]
        assert label == array[row, column, :3].argmax()
        assert objectness == pytest.approx(array[row, column, 3], abs=0.005)
        bench.set(row=row, column=column)
        name = CLASSES[label]
        assert bench.text().endswith(f"Class {name}, objectness {objectness:.2f}.")
        written = cells[4 * row + column]
        assert written == f"{objectness:.2f}" + name * (objectness >= 0.5)
        patch = bench.page.locator(".patch").get_attribute("viewBox")
        assert patch == f"{32 * column} {32 * row} 224 224"
        frame = bench.page.locator(".picture .window")
        place = [frame.get_attribute(name) for name in ("x", "y", "width")]
        assert place == [str(32 * column), str(32 * row), "224"]


def test_without_predictions_it_says_why_and_the_grid_where_windows_begin(bench):
    bench.mount(sliding(size=450))
    note = bench.page.locator("figcaption").nth(1)
    assert note.text_content() == "no predictions: first row, column"
    assert bench.text().endswith("No predictions: none were computed at 450.")
    bench.button("450 valid").click()
    assert bench.state("size", "padding") == (450, "valid")
    assert bench.text().endswith("No predictions: it was trained with same.")
    starts = bench.page.locator(".predictions text").nth(8 * 2 + 3)
    assert starts.locator("tspan").all_text_contents() == ["64", "96"]
    items = bench.page.locator(".arithmetic li").all_text_contents()
    assert items == [
        "450 → 112 → 55 → 27 → 13 cells",
        "13 - 6 + 1 = 8 windows per side",
        "8 · 8 = 64",
        "the last 6 rows and 6 columns: ignored",
    ]
    assert bench.page.locator(".predictions .empty").count() == 64


def test_where_cells_hold_first_letters_the_heading_says_so(bench):
    bench.mount(sliding(predictions=predictions(448, 672)))
    heading = bench.page.locator("figcaption").nth(1)
    cells = bench.page.locator(".predictions text")
    assert heading.text_content() == "predictions: objectness, class"
    bench.set(size=672)
    assert heading.text_content() == "class, its first letters; the colour: objectness"
    written = {text for text in cells.all_text_contents() if text}
    assert written == {name[:2] for name in CLASSES}


@pytest.mark.parametrize("width", [880, 931, 973, 1015])
def test_formulas_wrap_where_the_page_is_narrow(bench, width):
    bench.page.set_viewport_size({"width": width, "height": 900})
    bench.mount(sliding(size=671, padding="valid"))
    page = bench.page.evaluate("document.documentElement.scrollWidth")
    assert page <= width
    ends = bench.page.evaluate(
        """() => [...document.querySelectorAll(".arithmetic, .arithmetic li")].map(
            (node) => node.scrollWidth - node.clientWidth)"""
    )
    assert max(ends) <= 0


def test_one_ignored_row_is_told_as_one(bench):
    bench.mount(sliding(size=253, padding="valid"))
    assert "; the last 1 row and 1 column are ignored. " in bench.text()


def test_padding_and_ignored_pixels_are_hatched(bench):
    bench.mount(sliding())
    padded, ignored = bench.page.locator(".picture .area").all()
    assert padded.get_attribute("d") == ignored.get_attribute("d") == ""
    bench.set(size=300)
    assert padded.get_attribute("d").startswith("M-20 -20H300V300H-20Z")
    assert bench.text(".arithmetic .padded") == "20 before and 0 after: padding"
    bench.page.get_by_label("valid").check()
    assert padded.get_attribute("d") == ""
    assert ignored.get_attribute("d").startswith("M0 0H284V284H0Z")
    fills = {area.get_attribute("fill") for area in (padded, ignored)}
    assert len(fills) == 2 and all(fill.startswith("url(#") for fill in fills)


def test_size_is_chosen_by_cells_or_to_the_pixel(bench):
    explorer = sliding(row=7, column=7)
    bench.mount(explorer)
    explorer.size = 256
    assert (explorer.row, explorer.column) == (1, 1)
    bench.slider("size").focus()
    bench.page.keyboard.press("ArrowLeft")
    assert bench.state("size", "row", "column") == (416, 6, 6)
    exact = bench.page.get_by_role("spinbutton", name="size in pixels")
    exact.fill("30")
    assert bench.state("size") == (416,)
    exact.fill("300")
    assert bench.state("size", "row", "column") == (300, 3, 3)
    assert bench.slider("size").get_attribute("aria-valuetext") == "300"
    exact.fill("9999")
    exact.blur()
    assert bench.state("size") == (300,) and exact.input_value() == "300"


def at(bench, row, column):
    """A pixel of the picture on the page; around it is a margin of 32."""
    box = bench.page.locator(".picture").bounding_box()
    pixel = box["width"] / 736
    return box["x"] + (32 + column) * pixel, box["y"] + (32 + row) * pixel


def test_keys_steps_a_drag_and_a_click_move_the_window(bench):
    bench.mount(sliding())
    bench.drag(at(bench, 20, 200), at(bench, 20 + 3 * 32, 200 + 2 * 32))
    assert bench.state("row", "column") == (3, 2)
    bench.page.keyboard.press("ArrowUp")
    bench.page.keyboard.press("End")
    assert bench.state("row", "column") == (2, 7)
    # Beside the frame nothing is dragged.
    bench.drag(at(bench, 400, 20), at(bench, 300, 20))
    assert bench.state("row", "column") == (2, 7)
    bench.button("next").click()
    assert bench.state("row", "column") == (3, 0)
    bench.button("last").click()
    assert bench.state("row", "column") == (7, 7)
    bench.page.mouse.click(*at(bench, 112 + 6 * 32, 112 + 32))
    assert bench.state("row", "column") == (6, 1)


def test_a_finger_drags_the_frame_and_scrolls_beside_it(touched):
    touched.mount(sliding())
    box = touched.page.locator(".picture").bounding_box()
    touched.swipe(*at(touched, 112, 112), 0, box["width"] * 96 / 736)
    assert touched.state("row", "column") == (3, 0)
    assert touched.page.evaluate("scrollY") == 0
    cells = touched.page.locator(".predictions").bounding_box()
    side = cells["width"] / 8
    touched.page.touchscreen.tap(cells["x"] + 5.5 * side, cells["y"] + 6.5 * side)
    assert touched.state("row", "column") == (6, 5)
    touched.swipe(*at(touched, 600, 600), 0, -150)
    touched.page.wait_for_function("scrollY > 50")
    assert touched.state("row", "column") == (6, 5)


def test_pointing_links_a_prediction_and_its_window_both_ways(bench):
    bench.mount(sliding(row=1))
    picture, grid = (
        bench.page.locator(f"{name} .hover") for name in (".picture", ".predictions")
    )
    box = bench.page.locator(".predictions").bounding_box()
    cell = box["width"] / 8
    bench.page.mouse.move(box["x"] + 5.5 * cell, box["y"] + 2.5 * cell)
    assert picture.is_visible() and picture.get_attribute("x") == "160"
    seen = bench.page.locator("figcaption").last
    assert seen.text_content().startswith("row 2, column 5\n")
    patch = bench.page.locator(".patch")
    assert patch.get_attribute("viewBox") == "160 64 224 224"
    assert bench.state("row", "column") == (1, 0)
    bench.page.mouse.move(*at(bench, 112 + 64, 112 + 96))
    assert grid.is_visible() and picture.get_attribute("x") == "96"
    assert [grid.get_attribute(name) for name in "xy"] == ["120", "80"]
    bench.page.mouse.down()
    bench.page.mouse.up()
    assert bench.state("row", "column") == (2, 3)
    bench.page.mouse.move(0, 0)
    assert not picture.is_visible() and not grid.is_visible()


# Sure of daisy, and beside it of lily; in the last row nearly so.
SURE = np.full((8, 8, 4), 0.5)
SURE[2, 3], SURE[3, 3] = [0.9, 0, 0, 0.95], [0, 0.9, 0, 0.9]
SURE[7, 3], SURE[7, 4] = [0.9, 0, 0, 0.95], [0, 0.9, 0, 0.89]


@pytest.mark.parametrize(
    "name, meets, nearly",
    [
        ("rounded up", {"size": 417}, {"size": 416}),
        ("rounded up", {"size": 447}, {"size": 448}),
        ("rounded up", {"size": 430}, {"size": 450, "padding": "valid"}),
        ("nothing ignored", {"size": 444, "padding": "valid"}, {"size": 444}),
        ("nothing ignored", {"size": 252, "padding": "valid"}, {"size": 256}),
        (
            "nothing ignored",
            {"size": 476, "padding": "valid"},
            {"size": 475, "padding": "valid"},
        ),
        ("neighbours", {"row": 2, "column": 3}, {"row": 2, "column": 4}),
        ("neighbours", {"row": 3, "column": 3}, {"row": 7, "column": 3}),
        (
            "neighbours",
            {"row": 2, "column": 3, "size": 448},
            {"row": 2, "column": 3, "size": 447},
        ),
        ("apart", {"size": 417, "row": 7}, {"size": 417, "row": 6, "column": 6}),
        ("apart", {"size": 417, "column": 7}, {"size": 418, "column": 7}),
    ],
)
def test_goals(bench, name, meets, nearly):
    def make(state):
        return sliding(predictions={448: SURE}, trained="same", **state)

    def apart(explorer):
        """Whether the window begins behind the last pixel of the first one."""
        top, bottom, _, _ = explorer.pixels
        return 32 * max(explorer.row, explorer.column) >= bottom - top

    def truth(explorer):
        size, row, column = explorer.size, explorer.row, explorer.column
        if name == "rounded up":
            return explorer.padding == "same" and size != 448 and explorer.windows == 8
        if name == "nothing ignored":
            return explorer.padding == "valid" and explorer.ignored == 0
        if name == "neighbours":
            return size == 448 and (row, column) in [(2, 3), (3, 3)]
        smaller = make({"size": size - 1})
        smaller.row = smaller.windows - 1
        return apart(explorer) and not apart(smaller)

    assert truth(make(meets)) and not truth(make(nearly))
    assert name in bench.goals(make(meets))
    assert name not in bench.goals(make(nearly))


def test_goals_that_cannot_be_reached_are_left_out(bench):
    """In a picture of one window, and by a network that sees all pixels alike."""

    def goals(explorer):
        bench.mount(explorer)
        nodes = bench.page.locator("[data-goal]").all()
        return {node.get_attribute("data-goal") for node in nodes}

    one = sliding(scene(224), predictions=predictions(224))
    assert goals(one) == set()
    constant = sliding(scene(448), predictions={448: np.full((8, 8, 8), 0.95)})
    assert goals(constant) == {"rounded up", "nothing ignored", "apart"}


def test_presets_are_those_that_fit(bench):
    bench.mount(sliding(scene(500)))
    presets = bench.page.locator(".presets button").all_text_contents()
    assert presets == ["224", "448", "450 valid"]
    bench.rest()
    for name in presets:
        bench.button(name).click()
        bench.rest()
    assert bench.state("goals_met") == ([],)


def test_other_networks_have_other_numbers(bench):
    """Sizes come from the layers and the window: here stride 16 and window 64."""
    layers = [(2, 2)] * 4
    explorer = SlidingWindow(scene(160), {}, CLASSES, layers, window=64)
    assert (explorer.size, explorer.windows) == (128, 5)
    bench.mount(explorer)
    assert bench.shown() == truth(explorer)
    # Of 16 pixels its layers leave a cell with `valid`, the course's network none.
    small = SlidingWindow(scene(160), {}, CLASSES, window=32)
    bench.mount(small)
    assert bench.page.get_by_role("radio").count() == 1
    with pytest.raises(ValueError, match=r"`padding` must .* `kernel` must fit"):
        small.padding = "valid"


def test_a_call_with_another_padding_keeps_what_was_trained():
    explorer = sliding(padding="valid", trained="same", size=448)
    assert explorer.found is None
    assert "window=224, trained='same', padding='valid', size=448" in repr(explorer)
    explorer.padding = "same"
    assert explorer.found is not None
    assert sliding(padding="valid").trained == "valid"


def test_image_is_cut_to_a_square_and_sent_as_a_jpeg():
    explorer = sliding(scene()[:500], size=300)
    assert explorer._image["side"] == 500
    assert explorer._image["url"].startswith("data:image/jpeg;base64,")
    with pytest.raises(ValueError, match=r"`size` must be .* 224, .* 500.* size=512"):
        explorer.size = 512


@pytest.mark.parametrize(
    "options, message",
    [
        ({"image": scene(100)}, "`image` must have at least 224 .*100"),
        ({"image": scene(224).astype(float)}, "`image` must be uint8 .*float64"),
        ({"image": scene(224)[..., 0]}, "`image` must be .*224, 224"),
        ({"predictions": {448: np.zeros((7, 8, 8))}}, r"`predictions\[448\]` .*\(7, 8"),
        ({"predictions": {448: np.zeros((8, 8, 3))}}, "at least 4: the classes"),
        ({"predictions": {192: np.zeros((1, 1, 8))}}, "`predictions` must have sizes"),
        ({"predictions": {704: np.zeros((16, 16, 8))}}, "`predictions` must .* 704"),
        ({"size": 1}, "`size` must be from 224, .* Received: size=1"),
        ({"size": 1, "row": 3}, "`size` must be from 224, .* Received: size=1"),
        ({"size": 200}, "`size` must be .* Received: size=200"),
        ({"size": 673}, "`size` must be .* Received: size=673"),
        ({"row": 8}, "`row` must be from 0 to 7 here. Received: row=8"),
        ({"column": -1}, "`column` must be .* Received: column=-1"),
        ({"window": 10, "padding": "valid"}, "`kernel` must fit"),
        ({"padding": "full"}, "`padding` must be 'same' or 'valid'"),
        ({"trained": "full"}, "`trained` must be 'same' or 'valid'"),
    ],
)
def test_what_it_cannot_take_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        sliding(**options)
