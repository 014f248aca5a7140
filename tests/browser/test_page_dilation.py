"""Dilation: its traits, and its page against `geometry.touched_inputs`."""

from itertools import product

import numpy as np
import pytest

from course_utils.geometry import touched_inputs
from course_utils.widgets import Dilation
from course_utils.widgets.dilation import KERNEL, LAYERS, RATE

TRAITS = ("kernel", "rates", "size", "position")


def some_rates():
    """All stacks of one and two layers, and many of three to five."""
    every = range(1, RATE + 1)
    short = [list(rates) for count in (1, 2) for rates in product(every, repeat=count)]
    rng = np.random.default_rng(0)
    counts = rng.integers(3, LAYERS + 1, size=150)
    long = [rng.integers(1, RATE + 1, size=count).tolist() for count in counts]
    return [*short, *long, [RATE] * LAYERS, [1] * LAYERS]


def columns_of(path):
    """Where the cells of a path begin."""
    return [int(float(part.split()[0])) for part in path.split("M")[1:]]


@pytest.mark.parametrize("kernel", range(KERNEL[0], KERNEL[1] + 1))
def test_every_setting_agrees_with_touched_inputs(bench, kernel):
    explorer = Dilation(kernel)
    bench.mount(explorer)
    rng = np.random.default_rng(kernel)
    states = []
    for rates in some_rates():
        explorer.rates, explorer.size = rates, int(rng.integers(1, 60))
        low, high = explorer._limits()["position"]
        explorer.position = int(rng.integers(low, high + 1))
        states.append({name: getattr(explorer, name) for name in TRAITS})
    shown = bench.walk_through(states, ".stack .read", ".stack .gap", ".stack .lines")
    for state, seen in zip(states, shown, strict=True):
        explorer.set_state(state)
        low, high = explorer._limits()["position"]
        assert seen["shown"] == {
            "field": explorer.receptive_field,
            "touched": list(touched_inputs(kernel, state["rates"])),
            "gaps": list(explorer.gaps),
            "parameters": explorer.parameters,
            "products": explorer.multiply_adds,
            "columns": high - low + explorer.receptive_field,
            "low": low,
        }
        left, _ = explorer.reach
        reads = f"reads {len(explorer.touched)} of the {explorer.receptive_field} "
        assert f"{reads}inputs {explorer.position - left} to " in seen["words"]
        # What is drawn, too: layer by layer from the output down.
        layers = len(state["rates"])
        first = explorer.position - low
        rows = [columns_of(path) for path in seen[".stack .read"]]
        assert rows[layers + 1 :] == [[]] * (LAYERS - layers)
        for above in range(layers + 1):
            own = touched_inputs(kernel, state["rates"][above:])
            start = first + sum((kernel - 1) * r // 2 for r in state["rates"][:above])
            assert rows[above] == [start + offset for offset in own]
        assert columns_of(seen[".stack .gap"][0]) == [first + g for g in explorer.gaps]
        lines = sum(kernel * len(row) for row in rows[1 : layers + 1])
        assert seen[".stack .lines"][0].count("L") == lines


@pytest.mark.parametrize(
    "name, meets, nearly",
    [
        ("one rate", {"rates": [2, 4, 1]}, {"rates": [1, 2, 4]}),
        ("one rate", {"rates": [2, 4, 1]}, {"rates": [2, 4, 7]}),
        ("widest", {"rates": [8, 1, 3]}, {"rates": [8, 2, 2]}),
        ("widest", {"rates": [1, 3, 8]}, {"rates": [1, 3, 7]}),
        ("widest", {"rates": [3, 8, 1]}, {"kernel": 4, "rates": [1, 3, 4]}),
    ],
)
def test_goals(bench, name, meets, nearly):
    def has_no_gap(rates):
        return len(touched_inputs(3, rates)) == 1 + 2 * sum(rates)

    three = product(range(1, RATE + 1), repeat=3)
    widest = max(sum(rates) for rates in three if has_no_gap(rates))

    def truth(state):
        kernel, rates = state.get("kernel", 3), state["rates"]
        if kernel != 3 or not has_no_gap(rates):
            return False
        changed = np.not_equal(rates, [2, 4, 8]).sum()
        return changed == 1 if name == "one rate" else sum(rates) == widest

    assert truth(meets) and not truth(nearly)
    assert name in bench.goals(Dilation(**meets))
    assert name not in bench.goals(Dilation(**nearly))


def test_keys_a_click_and_a_drag_choose_the_output(bench):
    bench.mount(Dilation())
    stack = bench.page.locator(".stack")
    stack.focus()
    for key, position in {
        "ArrowRight": 1,
        "ArrowLeft": 0,
        "End": 10,
        "ArrowDown": 10,
        "Home": -10,
    }.items():
        bench.page.keyboard.press(key)
        assert bench.state("position") == (position,), key
    box = stack.bounding_box()

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


def test_sliders_change_rates_kernel_and_layers(bench):
    bench.mount(Dilation())
    slider = bench.slider
    slider("layer 1 rate").fill("1")
    slider("layer 3 rate").fill("5")
    assert bench.state("rates") == ([1, 2, 5],)
    assert bench.shown()["gaps"] == []
    slider("taps").fill("5")
    assert bench.text(".counts li >> nth=2") == "parameters: 5 taps · 3 layers = 15"
    assert bench.text(".counts li >> nth=3") == "multiply-adds: 15 · 33 outputs = 495"
    slider("layers").fill("1")
    assert bench.text(".counts li >> nth=2") == "parameters: 5 taps · 1 layer = 5"
    for count, rates in [(4, [1, 2, 4, 8]), (5, [1, 2, 4, 8, 8])]:
        slider("layers").fill(str(count))
        assert bench.state("rates") == (rates,)  # a new layer doubles the rate


def test_a_longer_window_takes_the_output_along(bench):
    bench.mount(Dilation(position=10))
    bench.button("1, 2, 4, 8").click()
    assert bench.state("position") == (1,)
    # Python may change the rates before it moves the position inside.
    bench.set(rates=[2, 2, 2], position=9)
    bench.set(rates=[8, 8, 8])
    assert "output 1 reads" in bench.text()
    explorer = Dilation(position=10)
    explorer.rates = [1, 2, 4, 8]
    assert explorer.position == 1


def test_each_slider_is_beside_the_lines_of_its_layer(bench):
    bench.mount(Dilation(rates=[1, 2, 4, 8]))
    rows = [node.bounding_box()["y"] for node in bench.page.locator(".read").all()[:5]]
    for layer in range(1, 5):
        box = bench.slider(f"layer {layer} rate").bounding_box()
        assert rows[layer] + 16 < box["y"] + box["height"] / 2 < rows[layer - 1]


def test_dashes_show_what_the_setting_before_read(bench):
    bench.mount(Dilation())
    assert bench.page.locator(".ghost").get_attribute("d") == ""
    bench.button("1, 2, 5").click()
    ghost = bench.page.locator(".ghost").get_attribute("d")
    # Aligned at the output: 13 inputs in the middle of 17.
    first = bench.page.locator(".stack .read").first.get_attribute("d")
    assert columns_of(ghost) == [columns_of(first)[0] + 2 + 2 * i for i in range(7)]
    assert bench.text(".below").endswith("what 3 taps, rates 2, 2, 2 read")


def test_gaps_are_dashes_where_a_cross_would_be_too_small(bench):
    bench.mount(Dilation())
    cross = bench.page.locator(".stack .cross")
    assert cross.get_attribute("d").count("l") == 2 * 6
    bench.set(rates=[8] * 5)
    assert cross.get_attribute("d").count("h1") == len(Dilation(3, [8] * 5).gaps)


@pytest.mark.parametrize(
    "wrong, words",
    [
        (
            {"kernel": 6},
            "`kernel` must be a whole number from 2 to 5. Received: kernel=6",
        ),
        ({"kernel": True}, "`kernel` must be a whole number"),
        ({"rates": []}, "`rates` must be whole numbers of shape .1 to 5. from 1 to 8"),
        ({"rates": [1.5]}, "`rates` must be whole"),
        ({"rates": [[1], [2, 3]]}, "`rates` must be"),
        ({"size": 201}, "`size` must be a whole number from 1 to 200"),
        (
            {"position": 11},
            "`position` must be from -10 to 10 here. Received: position=11",
        ),
    ],
)
def test_what_it_cannot_take_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        Dilation(**wrong)
