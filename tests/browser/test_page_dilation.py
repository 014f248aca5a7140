"""Dilation alone on a page, against `geometry.touched_inputs`, not by pixels."""

import json
from itertools import product

import numpy as np
import pytest

from course_utils.geometry import touched_inputs
from course_utils.widgets import Dilation
from course_utils.widgets.dilation import KERNEL, LAYERS, RATE

TRAITS = ("kernel", "rates", "size", "position")
# Sets each of `states`, and returns what is shown of it.
WALK = """async (states) => {
    const seen = [];
    const root = document.querySelector(".explorer");
    const paths = (name) =>
      [...root.querySelectorAll(`.stack ${name}`)].map((n) => n.getAttribute("d"));
    for (const state of states) {
      for (const [name, value] of Object.entries(state)) model.set(name, value);
      await Promise.resolve();
      seen.push({
        numbers: JSON.parse(root.dataset.numbers),
        words: root.querySelector(".sentence").textContent,
        ...Object.fromEntries(
          ["all", "read", "gap", "lines"].map((name) => [
            name,
            paths(`.${name}`),
          ]),
        ),
      });
    }
    return seen;
}"""


def some_rates():
    """All stacks of one and two layers, and many of three to five."""
    every = range(1, RATE + 1)
    short = [list(rates) for count in (1, 2) for rates in product(every, repeat=count)]
    rng = np.random.default_rng(0)
    counts = rng.integers(3, LAYERS + 1, size=150)
    long = [rng.integers(1, RATE + 1, size=count).tolist() for count in counts]
    return [*short, *long, [RATE] * LAYERS, [1] * LAYERS]


def columns_of(path):
    """Where the cells of a path begin: [columns, heights]."""
    starts = [part.split("h")[0].split() for part in path.split("M")[1:]]
    x, y = np.array(starts, float).reshape(-1, 2).T
    return np.floor(x).astype(int).tolist(), sorted(set(y))


def lines_of(path):
    """The lines, each as (upper y, column, lower y, column)."""
    for line in path.split("M")[1:]:
        x, y, below, bottom = (float(n) for end in line.split("L") for n in end.split())
        yield y, x - 0.5, bottom, below - 0.5


@pytest.mark.parametrize("kernel", range(KERNEL[0], KERNEL[1] + 1))
def test_every_setting_agrees_with_touched_inputs(bench, kernel):
    explorer = Dilation(kernel)
    bench.mount(explorer)
    rng = np.random.default_rng(kernel)
    states = []
    for rates in some_rates():
        explorer.rates, explorer.size = rates, int(rng.integers(1, 60))
        low, high = explorer._limits
        explorer.position = int(rng.integers(low, high + 1))
        states.append({name: getattr(explorer, name) for name in TRAITS})
    for state, seen in zip(states, bench.page.evaluate(WALK, states), strict=True):
        explorer.set_state(state)
        touched = touched_inputs(kernel, state["rates"])
        field = touched[-1] + 1
        assert seen["numbers"] == {
            "field": field,
            "touched": list(touched),
            "gaps": sorted(set(range(field)) - set(touched)),
            "parameters": explorer.parameters,
            "products": explorer.multiply_adds,
        }
        assert seen["words"] == explorer.sentence
        # What is drawn, too.
        rows, layers = explorer._read(), len(state["rates"])
        found = [columns_of(path) for path in seen["read"]]
        read = [[*map(int, row)] for row in rows]
        assert [columns for columns, _ in found[: layers + 1]] == read
        assert all(path == "" for path in seen["read"][layers + 1 :])
        heights = [height for _, own in found[: layers + 1] for height in own]
        assert heights == sorted(set(heights), reverse=True)  # the input is lowest
        first = rows[0][0]
        gaps = [first + offset for offset in explorer.gaps]
        assert columns_of(seen["gap"][0])[0] == gaps
        every, places = columns_of(seen["all"][0])
        assert every == [*range(explorer._columns)] * (layers + 1)
        assert places == sorted(heights)
        lines = {
            (heights[i + 1] + 18, column, heights[i], column - before + tap * rate)
            for i, (rate, before) in enumerate(
                zip(state["rates"], explorer._befores, strict=True)
            )
            for column in read[i + 1]
            for tap in range(kernel)
        }
        assert set(lines_of(seen["lines"][0])) == lines


def start(bench, **options):
    explorer = Dilation(**options)
    bench.mount(explorer)
    return explorer


def numbers(bench):
    return json.loads(bench.data("numbers"))


def test_keys_move_the_output(bench):
    start(bench)
    bench.page.locator(".stack").focus()
    for key, position in {
        "ArrowRight": 1,
        "ArrowLeft": 0,
        "End": 10,
        "ArrowDown": 10,
        "PageUp": 10,
        "Home": -10,
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("position") == (position,), key
        assert f"output {position} reads 7 of the 13 " in bench.text()
    bench.page.keyboard.press("ArrowLeft")
    assert bench.state("position") == (-10,)


def test_neighbours_read_inputs_between(bench):
    """What the gaps are of one output, its neighbour reads: two sets, never mixed."""
    start(bench)

    def inputs():
        path = bench.page.locator(".stack .read").first.get_attribute("d")
        return set(columns_of(path)[0])

    here = inputs()
    bench.page.locator(".stack").focus()
    bench.page.keyboard.press("ArrowRight")
    assert len(here) == len(inputs()) == 7
    assert not here & inputs()


def test_a_click_and_a_drag_choose_the_output(bench):
    start(bench)
    box = bench.page.locator(".stack").bounding_box()

    def at(position):
        return box["x"] + box["width"] * (position + 16.5) / 33, box["y"] + 15

    bench.page.mouse.click(*at(-4))
    assert bench.state("position") == (-4,)
    bench.page.mouse.move(*at(3))
    bench.page.mouse.down()
    bench.page.mouse.move(*at(7), steps=3)
    assert bench.state("position") == (7,)
    bench.page.mouse.move(*at(40))
    bench.page.mouse.up()
    assert bench.state("position") == (10,)
    # In any row.
    bench.page.mouse.click(at(2)[0], box["y"] + box["height"] - 20)
    assert bench.state("position") == (2,)


def test_sliders_change_rates_kernel_and_layers(bench):
    start(bench)
    page = bench.page
    cost = [numbers(bench)[name] for name in ("parameters", "products")]
    for layer, rate in [(1, 1), (3, 5)]:
        page.get_by_role("slider", name=f"layer {layer} rate").fill(str(rate))
    assert bench.state("rates") == ([1, 2, 5],)
    assert numbers(bench)["gaps"] == []
    assert [numbers(bench)[name] for name in ("parameters", "products")] == cost
    page.get_by_role("slider", name="kernel").fill("5")
    truth = Dilation(5, [1, 2, 5])
    assert bench.text() == truth.sentence
    assert bench.text(".counts li >> nth=2") == "parameters: 5 taps · 3 layers = 15"
    assert bench.text(".counts li >> nth=3") == ("multiply-adds: 15 · 33 outputs = 495")


def test_a_new_layer_doubles_the_rate(bench):
    start(bench, rates=[1])
    layers = bench.page.get_by_role("slider", name="layers")
    shown = bench.page.get_by_role("slider", name="rate")
    for count, rates in [
        (2, [1, 2]),
        (4, [1, 2, 4, 8]),
        (5, [1, 2, 4, 8, 8]),
        (2, [1, 2]),
        (1, [1]),
    ]:
        layers.fill(str(count))
        assert bench.state("rates") == (rates,)
        # From the top, beside their layers; the others are hidden.
        values = [int(slider.input_value()) for slider in shown.all()]
        assert values == rates[::-1]
    assert bench.text(".counts li >> nth=2") == "parameters: 3 taps · 1 layer = 3"


def test_buttons_set_rates_and_keep_the_kernel(bench):
    start(bench, kernel=2, rates=[7])
    for rates in ([2, 2, 2], [1, 2, 5], [1, 2, 4, 8]):
        name = ", ".join(map(str, rates))
        bench.page.get_by_role("button", name=name, exact=True).click()
        assert bench.state("kernel", "rates") == (2, rates)
        assert bench.text() == Dilation(2, rates).sentence


def test_a_longer_window_takes_the_output_along(bench):
    start(bench, position=10)
    bench.page.get_by_role("button", name="1, 2, 4, 8").click()
    assert bench.state("position") == (1,)
    # Python may change the rates before it moves the position inside.
    bench.set(rates=[2, 2, 2], position=9)
    bench.set(rates=[8, 8, 8])
    assert bench.data("position") == "1"
    assert bench.text() == Dilation(3, [8, 8, 8], position=1).sentence


def test_each_slider_is_beside_the_lines_of_its_layer(bench):
    start(bench, rates=[1, 2, 4, 8])
    rows = [node.bounding_box()["y"] for node in bench.page.locator(".read").all()[:5]]
    for layer in range(1, 5):
        slider = bench.page.get_by_role("slider", name=f"layer {layer} rate")
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        assert rows[layer] + 18 < middle < rows[layer - 1]


def test_gaps_are_dashes_where_a_cross_would_be_too_small(bench):
    start(bench)
    cross = bench.page.locator(".stack .cross")
    assert cross.get_attribute("d").count("l") == 2 * 6
    bench.set(rates=[8] * 5)
    assert bench.data("columns") == "83"
    assert cross.get_attribute("d").count("h1") == len(Dilation(3, [8] * 5).gaps)
    marks = bench.page.locator(".sample .cross")
    assert "h1" in marks.get_attribute("d")
