"""Each explorer alone on a page, against its NumPy truth. No pixel is compared."""

import json

import numpy as np
import pytest

from course_utils.widgets import Convolution, SlidingWindow

CLASSES = ["daisy", "lily", "poppy"]
ARROWS = ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight")
MOVING_KEYS = (*ARROWS, "Home", "End", "PageUp", "PageDown")


@pytest.fixture(scope="module")
def sliding():
    rng = np.random.default_rng(0)
    image = rng.integers(256, size=(672, 672, 3), dtype=np.uint8)
    sizes = {s: s // 32 - 6 for s in range(224, 673, 32)}
    predictions = {s: rng.random((n, n, 8)) for s, n in sizes.items()}
    return SlidingWindow(image, predictions, CLASSES)


@pytest.fixture(params=["convolution", "sliding"])
def any_explorer(request, bench):
    """Mounts an explorer at row 0, column 0; returns what the arrow keys act on."""
    if request.param == "convolution":
        bench.mount(Convolution())
        return bench.page.locator(".output")
    explorer = request.getfixturevalue("sliding")
    explorer.size, explorer.padding, explorer.row, explorer.column = 448, "same", 0, 0
    bench.mount(explorer)
    return bench.page.locator(".picture")


def settings(count):
    """Inputs, kernels, strides and paddings; some do not fit."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        numbers = [rng.integers(-9, 10, size=rng.integers(1, 8, 2)) for _ in "xk"]
        if rng.random() < 0.3:
            numbers = [array / 4 for array in numbers]
        yield *numbers, rng.integers(1, 5), rng.choice(["valid", "same"])


# Both -------------------------------------------------------------------------------


def test_without_a_browser_tests_are_skipped_but_fail_in_ci(find_chromium, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium found: install it"):
        find_chromium()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no chromium found: install it"):
        find_chromium()


def test_keys_move_the_window(any_explorer, bench):
    any_explorer.focus()
    last = 2 if "output" in any_explorer.get_attribute("class") else 7
    for key, place in {
        "ArrowRight": (0, 1),
        "ArrowDown": (1, 1),
        "ArrowLeft": (1, 0),
        "ArrowUp": (0, 0),
        "End": (0, last),
        "PageDown": (last, last),
        "Home": (last, 0),
        "PageUp": (0, 0),
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("row", "column") == place, key
        assert bench.text().split(":")[0].endswith("ow {}, column {}".format(*place))
    bench.page.keyboard.press("ArrowUp")
    assert bench.state("row", "column") == (0, 0)


def test_only_keys_that_move_are_kept_from_the_page(any_explorer, bench):
    heard = "addEventListener('keydown', (e) => (window.heard ??= []).push(e.key))"
    bench.page.evaluate(heard)
    any_explorer.focus()
    for key in (*MOVING_KEYS, "Escape", "Shift+Enter", "Tab"):
        bench.page.keyboard.press(key)
    assert set(bench.page.evaluate("heard")) == {"Escape", "Shift", "Enter", "Tab"}


def test_a_modified_arrow_key_moves_nothing(any_explorer, bench):
    any_explorer.focus()
    bench.page.keyboard.press("Control+ArrowRight")
    assert bench.state("row", "column") == (0, 0)


def test_every_control_can_be_reached_and_has_a_name(any_explorer, bench):
    unnamed = """() => [...document.querySelectorAll("input, button, [tabindex]")]
        .filter((node) => !node.ariaLabel && !node.labels?.length && !node.innerText)"""
    assert bench.page.evaluate(f"({unnamed})().length") == 0
    assert bench.page.locator("[aria-live=polite].sentence").count() == 1
    stops = set()
    for _ in range(12):
        bench.page.keyboard.press("Tab")
        stops.add(bench.page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    assert len(stops) >= 6


def test_python_hears_once_of_many_moves(any_explorer, bench):
    any_explorer.focus()
    for _ in range(3):
        bench.page.keyboard.press("ArrowRight")
    assert bench.page.evaluate("saved") == 0
    bench.page.wait_for_function("() => saved === 1")
    bench.page.wait_for_timeout(150)
    assert bench.page.evaluate("saved") == 1


def test_python_hears_at_once_when_the_focus_leaves(any_explorer, bench):
    any_explorer.focus()
    bench.page.keyboard.press("ArrowRight")
    assert bench.page.evaluate("saved") == 0
    any_explorer.blur()
    assert bench.page.evaluate("saved") == 1


def test_clean_up_leaves_nothing_behind(any_explorer, bench):
    any_explorer.focus()
    bench.page.keyboard.press("ArrowRight")
    bench.page.evaluate("unmount()")
    assert bench.page.evaluate("saved") == 1
    assert bench.page.locator(".explorer").count() == 0
    listeners = "Object.values(listeners).reduce((sum, set) => sum + set.size, 0)"
    assert bench.page.evaluate(listeners) == 0


def test_fits_into_a_narrow_page(any_explorer, bench):
    bench.page.set_viewport_size({"width": 360, "height": 900})
    wider = (
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert bench.page.evaluate(wider) <= 0
    bench.page.set_viewport_size({"width": 1200, "height": 900})


def test_a_move_is_drawn_in_milliseconds(any_explorer, bench):
    # The event, its drawing and the layout; three times what was measured, and more.
    times = bench.page.evaluate(
        """async () => {
            const node = document.querySelector(".output, .picture");
            const times = [];
            for (let i = 0; i < 50; i++) {
              const key = i % 4 < 2 ? "ArrowRight" : "ArrowLeft";
              const start = performance.now();
              node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
              await Promise.resolve();
              document.querySelector(".sentence").getBoundingClientRect();
              times.push(performance.now() - start);
            }
            return times;
        }"""
    )
    assert np.median(times) < 25


# Convolution ------------------------------------------------------------------------


def test_convolution_agrees_with_numpy(bench):
    bench.mount(Convolution())
    shapes = set()
    for x, kernel, stride, padding in settings(120):
        explorer = Convolution(x, kernel, stride, padding)
        fits = padding == "same" or (np.array(kernel.shape) <= x.shape).all()
        truth = explorer.output if fits else np.zeros((0, 0))
        if fits:
            explorer.row, explorer.column = (n // 2 for n in truth.shape)
        traits = ("input", "kernel", "stride", "padding", "row", "column")
        bench.set(**{name: getattr(explorer, name) for name in traits})
        assert bench.text() == explorer.sentence
        output = json.loads(bench.data("output"))
        np.testing.assert_allclose(output, truth.tolist(), atol=1e-9)
        ring = bench.page.locator('.table rect[fill^="url"]').count()
        assert ring == padded_cells(explorer, truth.shape)
        shapes.add(truth.shape)
    assert (0, 0) in shapes and len(shapes) > 20


def padded_cells(explorer, output_shape):
    """From the definition: the windows reach beyond the input by so many cells."""
    height, width = (
        max(size, (n - 1) * explorer.stride + taps)
        if explorer.padding == "same"
        else size
        for n, taps, size in zip(
            output_shape,
            np.shape(explorer.kernel),
            np.shape(explorer.input),
            strict=True,
        )
    )
    return height * width - np.size(explorer.input)


def test_numbers_can_be_edited(bench):
    bench.mount(Convolution([[1, 2], [3, 4]], [[1]]))
    cell = bench.page.get_by_label("row 1, column 0").first
    cell.click()
    bench.page.keyboard.type("-2.5")
    assert bench.state("input") == ([[1, 2], [-2.5, 4]],)
    assert json.loads(bench.data("output")) == [[1, 2], [-2.5, 4]]
    bench.page.get_by_label("row 0, column 0").last.fill("3")
    assert bench.state("kernel") == ([[3]],)
    assert bench.text() == "Output row 0, column 0: 1·3 = 3."


@pytest.mark.parametrize("typed, taken", [("", 7), ("-", 7), ("1000", 100), ("1e9", 1)])
def test_what_is_no_number_of_a_cell_is_not_taken(bench, typed, taken):
    bench.mount(Convolution([[7]], [[1]]))
    cell = bench.page.get_by_label("row 0, column 0").first
    cell.focus()
    bench.page.keyboard.press("Delete")
    bench.page.keyboard.type(typed)
    assert cell.evaluate("node => node.matches(':invalid')")
    bench.page.keyboard.press("Tab")
    assert bench.state("input") == ([[taken]],)
    assert cell.input_value() == str(taken)


def test_arrow_keys_go_from_cell_to_cell_as_in_a_spreadsheet(bench):
    bench.mount(Convolution())
    bench.page.get_by_label("row 0, column 0").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
        bench.page.keyboard.press(key)
    bench.page.keyboard.type("8")
    assert bench.state("input")[0][1] == [0, 8, 0, 0, 0]
    assert bench.state("row", "column") == (0, 0)
    bench.page.keyboard.press("Tab")
    label = bench.page.evaluate("document.activeElement.parentNode.ariaLabel")
    assert label.startswith("kernel")


def test_stride_and_padding_keep_the_position_inside(bench):
    bench.mount(Convolution(row=2, column=2))
    bench.page.get_by_label("stride").fill("2")
    assert bench.state("stride", "row", "column") == (2, 1, 1)
    bench.page.get_by_label("same").check()
    assert np.shape(json.loads(bench.data("output"))) == (3, 3)
    bench.page.get_by_label("stride").fill("0")
    bench.page.get_by_label("stride").blur()
    assert bench.state("stride") == (2,)
    assert bench.page.get_by_label("stride").input_value() == "2"


def test_buttons_step_through_the_output_and_around(bench):
    bench.mount(Convolution(column=2))
    places = []
    for button in ("next", "previous", "previous", "previous", "previous", "next"):
        bench.page.get_by_role("button", name=button).click()
        places.append(bench.state("row", "column"))
    assert places == [(1, 0), (0, 2), (0, 1), (0, 0), (2, 2), (0, 0)]


@pytest.mark.parametrize("stride", [1, 2])
def test_the_window_follows_the_pointer(bench, stride):
    bench.mount(Convolution(np.zeros((7, 7)), stride=stride, padding="same"))
    box = bench.page.locator(".table").first.bounding_box()
    side = box["width"] / 9

    def at(row, column):
        return box["x"] + (column + 0.6) * side, box["y"] + (row + 0.6) * side

    bench.page.mouse.move(*at(1, 1))
    bench.page.mouse.down()
    bench.page.mouse.move(*at(3, 5), steps=4)
    assert bench.state("row", "column") == (2 // stride, 4 // stride)
    bench.page.mouse.move(*at(30, -5))
    bench.page.mouse.up()
    assert bench.state("row", "column") == (6 // stride, 0)
    bench.page.mouse.move(*at(0, 0))
    assert bench.state("row") == (6 // stride,)


def test_a_click_on_the_output_goes_there(bench):
    bench.mount(Convolution())
    box = bench.page.locator(".output").bounding_box()
    place = {"x": box["width"] / 6, "y": box["height"] / 2}
    bench.page.locator(".output").click(position=place)
    assert bench.state("row", "column") == (1, 0)
    bench.page.keyboard.press("ArrowRight")
    assert bench.state("row", "column") == (1, 1)


def test_a_kernel_that_does_not_fit_is_explained_not_drawn(bench):
    explorer = Convolution(np.ones((3, 5)), np.ones((4, 2)))
    bench.mount(explorer)
    assert bench.text() == explorer.sentence
    assert bench.text().startswith("No output: with valid padding a 4x2 kernel")
    assert not bench.page.locator(".output").is_visible()
    assert not bench.page.locator(".table .window").is_visible()
    bench.page.get_by_role("button", name="next").click()
    bench.page.get_by_label("same").check()
    assert bench.page.locator(".output").is_visible()
    assert bench.text().startswith("Output row 0, column 0: ")


# SlidingWindow ----------------------------------------------------------------------


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
