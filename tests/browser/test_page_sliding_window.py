"""SlidingWindow alone on a page, against its Python side. No pixel is compared."""

import numpy as np
import pytest

from course_utils.widgets import SlidingWindow

CLASSES = ["daisy", "lily", "poppy"]


@pytest.fixture(scope="module")
def sliding():
    rng = np.random.default_rng(0)
    image = rng.integers(256, size=(672, 672, 3), dtype=np.uint8)
    sizes = {s: s // 32 - 6 for s in range(224, 673, 32)}
    predictions = {s: rng.random((n, n, 8)) for s, n in sizes.items()}
    return SlidingWindow(image, predictions, CLASSES)


def test_keys_move_the_window(bench, sliding):
    start(bench, sliding)
    bench.page.locator(".picture").focus()
    bench.walk(last=7)


def test_formulas_agree_with_geometry_at_every_size(bench, sliding):
    bench.mount(sliding)
    for padding in ("same", "valid"):
        seen = bench.page.evaluate(
            """async (padding) => {
                const text = (name) => document.querySelector(name).textContent;
                const seen = [];
                model.set("padding", padding);
                model.set("row", 0);
                for (let size = 672; size >= 224; size--) {
                  model.set("size", size);
                  model.set("column", size < 300 ? 0 : 1);
                  await Promise.resolve();
                  seen.push([text(".formula"), text(".sentence")]);
                }
                return seen;
            }""",
            padding,
        )
        sliding.padding, sliding.row = padding, 0
        for size, (formula, sentence) in zip(range(672, 223, -1), seen, strict=True):
            sliding.column = 0
            sliding.size = size
            sliding.column = 0 if size < 300 else 1
            assert formula == sliding.formula
            assert sentence == sliding.sentence


def test_every_window_has_its_prediction_and_its_patch(bench, sliding):
    sliding.padding, sliding.row, sliding.column, sliding.size = "same", 0, 0, 320
    bench.mount(sliding)
    assert bench.page.locator(".predictions .square").count() == 16
    for row, column in np.ndindex(4, 4):
        sliding.row, sliding.column = row, column
        bench.set(row=row, column=column)
        assert bench.text() == sliding.sentence
        patch = bench.page.locator(".patch").get_attribute("viewBox")
        assert patch == f"{32 * column} {32 * row} 224 224"
        frame = bench.page.locator(".picture .window")
        place = [frame.get_attribute(name) for name in ("x", "y", "width")]
        assert place == [str(32 * column), str(32 * row), "224"]


def start(bench, sliding, **traits):
    sliding.row = sliding.column = 0
    for name, value in ({"size": 448, "padding": "same"} | traits).items():
        setattr(sliding, name, value)
    bench.mount(sliding)


def test_sliders_move_the_window(bench, sliding):
    start(bench, sliding)
    row = bench.page.get_by_role("slider", name="row")
    assert row.get_attribute("max") == "7"
    row.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        bench.page.keyboard.press(key)
    bench.page.get_by_role("slider", name="column").fill("5")
    assert bench.state("row", "column") == (3, 5)


def test_size_is_chosen_by_cells_or_to_the_pixel(bench, sliding):
    start(bench, sliding, row=7, column=7)
    bench.page.get_by_role("slider", name="size").focus()
    bench.page.keyboard.press("ArrowLeft")
    assert bench.state("size", "row", "column") == (416, 6, 6)
    exact = bench.page.get_by_role("spinbutton", name="size in pixels")
    exact.focus()
    exact.press("ControlOrMeta+a")
    bench.page.keyboard.type("30")
    assert bench.state("size") == (416,)
    bench.page.keyboard.type("0")
    assert bench.state("size", "row", "column") == (300, 3, 3)
    assert exact.input_value() == "300"
    assert bench.page.get_by_role("slider", name="row").get_attribute("max") == "3"
    slider = bench.page.get_by_role("slider", name="size")
    assert slider.get_attribute("aria-valuetext") == "300"
    exact.fill("9999")
    exact.blur()
    assert bench.state("size") == (300,) and exact.input_value() == "300"


def test_padding_and_ignored_pixels_are_marked(bench, sliding):
    start(bench, sliding)
    padded = bench.page.locator('.picture path[fill^="url"]')
    ignored = bench.page.locator(".picture .ignored")
    assert padded.get_attribute("d") == ignored.get_attribute("d") == ""
    bench.set(size=300)
    assert padded.get_attribute("d").startswith("M-20 -20H300V300H-20Z")
    assert "not computed" in bench.page.locator(".explorer").inner_text()
    bench.page.get_by_label("valid").check()
    assert padded.get_attribute("d") == ""
    assert ignored.get_attribute("d").startswith("M0 0H284V284H0Z")


def test_the_window_is_dragged_and_a_click_centres_it(bench, sliding):
    start(bench, sliding)
    box = bench.page.locator(".picture").bounding_box()
    pixel = box["width"] / 736  # with a margin of 32 on each side

    def at(row, column):
        return box["x"] + (32 + column) * pixel, box["y"] + (32 + row) * pixel

    bench.page.mouse.move(*at(20, 200))
    bench.page.mouse.down()
    bench.page.mouse.move(*at(20 + 3 * 32, 200 + 2 * 32), steps=5)
    bench.page.mouse.up()
    assert bench.state("row", "column") == (3, 2)
    bench.page.keyboard.press("ArrowUp")
    assert bench.state("row", "column") == (2, 2)
    bench.page.mouse.click(*at(112 + 6 * 32, 112 + 7 * 32))
    assert bench.state("row", "column") == (6, 7)


def test_pointing_at_a_prediction_shows_its_patch(bench, sliding):
    start(bench, sliding, row=1)
    box = bench.page.locator(".predictions").bounding_box()
    cell = box["width"] / 8
    bench.page.mouse.move(box["x"] + 5.5 * cell, box["y"] + 2.5 * cell)
    patch = bench.page.locator(".patch")
    assert patch.get_attribute("viewBox") == "160 64 224 224"
    outline = bench.page.locator(".picture .hover")
    assert outline.is_visible() and outline.get_attribute("x") == "160"
    caption = bench.page.locator("figcaption").last.inner_text()
    assert caption.startswith("row 2, column 5")
    assert bench.state("row", "column") == (1, 0)
    assert bench.text().startswith("Row 1, column 0:")
    bench.page.mouse.down()
    bench.page.mouse.up()
    assert bench.state("row", "column") == (2, 5)
    bench.page.mouse.move(0, 0)
    assert not outline.is_visible()
    assert patch.get_attribute("viewBox") == "160 64 224 224"
