"""YoloCell alone on a page, against `yolo.decode`. No pixel is compared."""

import json

import numpy as np
import pytest

from course_utils.widgets import YoloCell
from course_utils.yolo import decode, encode

GRID = ("size", "stride", "row", "column")
TRAITS = (*GRID, "anchor", "t", "objectness", "scores", "activation")


def settings(count):
    """Arguments for each number of cells, mild and extreme numbers, and ties."""
    rng = np.random.default_rng(0)
    for i in range(count):
        stride, cells = rng.integers(1, 65), rng.integers(1, 30)
        reach = [1, 4, 16][i % 3]
        scores = rng.uniform(-reach, reach, 3)
        if i % 4 == 0:
            scores = rng.integers(-1, 2, 3)
        yield {
            "size": stride * cells,
            "stride": stride,
            "row": rng.integers(cells),
            "column": rng.integers(cells),
            "anchor": rng.uniform(1, 400, 2).round(rng.integers(3)),
            "t": np.clip(rng.uniform(-reach, reach, 4), -16, [16, 16, 8, 8]),
            "objectness": rng.uniform(-reach, reach),
            "scores": scores,
            "activation": ["softmax", "sigmoid"][rng.integers(2)],
        }


def start(bench, **options):
    explorer = YoloCell(**options)
    bench.mount(explorer)
    return explorer


def numbers(bench):
    return json.loads(bench.data("numbers"))


def center(bench, row, column, cells=13):
    """Where the middle of a cell is on the page."""
    box = bench.page.locator(".yolo-cell .paper").bounding_box()
    side = box["width"] / cells
    return box["x"] + (column + 0.5) * side, box["y"] + (row + 0.5) * side


def test_numbers_and_words_agree_with_decode(bench):
    start(bench)
    explorers = [YoloCell(**options) for options in settings(400)]
    states = [{name: getattr(e, name) for name in TRAITS} for e in explorers]
    seen = bench.page.evaluate(
        """async (states) => {
            const all = (name) => [...document.querySelectorAll(name)];
            const seen = [];
            for (const state of states) {
              for (const [name, value] of Object.entries(state)) model.set(name, value);
              await Promise.resolve();
              const { numbers } = document.querySelector(".explorer").dataset;
              const [sentence] = all(".sentence").map((node) => node.textContent);
              const formulas = all(".formulas li").map((node) => node.textContent);
              seen.push([JSON.parse(numbers), sentence, formulas]);
            }
            return seen;
        }""",
        states,
    )
    for options, explorer, (shown, sentence, formulas) in zip(
        settings(400), explorers, seen, strict=True
    ):
        cells = options["size"] // options["stride"]
        raw = np.zeros((cells, cells, 1, 8))
        here = options["row"], options["column"], 0
        raw[here] = [*options["t"], options["objectness"], *options["scores"]]
        truth = decode(
            raw, [options["anchor"]], int(options["stride"]), options["activation"]
        )
        names = ("box", "confidence", "probabilities")
        for name, array in zip(names, truth, strict=True):
            np.testing.assert_allclose(shown[name], array[here], rtol=1e-9, atol=1e-9)
        assert sentence == explorer.sentence
        assert formulas == explorer.formulas
    assert 20 < sum("beyond the picture" in sentence for _, sentence, _ in seen) < 380


def test_what_encode_writes_is_drawn_where_the_object_is(bench):
    """Round trip: an object, its raw numbers, and the box on the page."""
    start(bench)
    rng = np.random.default_rng(1)
    for _ in range(50):
        middle, sides = rng.uniform(40, 376, 2), rng.uniform(5, 300, 2)
        box = np.concatenate([middle - sides / 2, middle + sides / 2])
        raw = encode(box[None], [1], [[116, 90]], 416, 32, classes=3)
        row, column, _ = (int(i[0]) for i in np.nonzero(raw[..., 4] > 0))
        cell = raw[row, column, 0].tolist()
        explorer = YoloCell(
            row=row, column=column, t=cell[:4], objectness=cell[4], scores=cell[5:]
        )
        bench.set(**{name: getattr(explorer, name) for name in TRAITS})
        rect = bench.page.locator(".plane .box")
        x, y, width, height = (
            float(rect.get_attribute(name)) for name in ("x", "y", "width", "height")
        )
        np.testing.assert_allclose([x, y, x + width, y + height], box, atol=1e-6)
        assert "best class lily 1," in bench.text()


def test_anchor_and_cell_are_drawn_where_they_are(bench):
    start(bench, row=2, column=5, anchor=(30, 50.5))
    for name, place in {
        "anchor": [5.5 * 32 - 15, 2.5 * 32 - 25.25, 30, 50.5],
        "window": [160, 64, 32, 32],
    }.items():
        rect = bench.page.locator(f".plane .{name}")
        found = [float(rect.get_attribute(k)) for k in ("x", "y", "width", "height")]
        assert found == place
    bench.set(stride=16)
    assert "26x26 cells of 16" in bench.page.locator("figcaption").inner_text()


def test_a_box_far_beyond_is_drawn_with_finite_lines(bench):
    start(bench, t=(0, 0, 16, -16))
    assert float(bench.page.locator(".plane .box").get_attribute("width")) < 10_000
    assert "drawn cut off" in bench.text()
    assert numbers(bench)["box"][2] > 5e8


def test_keys_go_from_cell_to_cell(bench):
    start(bench, row=0, column=0)
    bench.page.locator(".plane").focus()
    bench.walk(12)


def test_the_cell_follows_the_pointer(bench):
    start(bench)
    bench.page.mouse.click(*center(bench, 3, 9))
    assert bench.state("row", "column") == (3, 9)
    bench.page.mouse.move(*center(bench, 1, 1))
    assert bench.state("row", "column") == (3, 9)
    bench.page.mouse.down()
    for place in ((1, 2), (4, 7), (11, 12)):
        bench.page.mouse.move(*center(bench, *place), steps=3)
        assert bench.state("row", "column") == place
    bench.page.mouse.move(*center(bench, 30, -4))
    bench.page.mouse.up()
    assert bench.state("row", "column") == (12, 0)
    bench.page.keyboard.press("ArrowRight")
    assert bench.state("row", "column") == (12, 1)


@pytest.mark.parametrize(
    "label, trait, index",
    [
        *[("t_x", "t", 0), ("t_y", "t", 1), ("t_w", "t", 2), ("t_h", "t", 3)],
        *[("t_o", "objectness", None), ("daisy", "scores", 0), ("poppy", "scores", 2)],
    ],
)
def test_a_slider_and_a_field_for_each_number(bench, label, trait, index):
    start(bench, t=(0.1, 0.2, 0.3, 0.4), objectness=0.5, scores=(0.6, 0.7, 0.8))

    def value():
        (found,) = bench.state(trait)
        return found if index is None else found[index]

    before = value()
    others = bench.state("t", "objectness", "scores")
    range_ = bench.page.get_by_role("slider", name=label, exact=True)
    range_.focus()
    bench.page.keyboard.press("ArrowRight")
    assert value() == pytest.approx(before + 0.05)
    exact = bench.page.get_by_role("spinbutton", name=f"{label} as a number")
    assert float(exact.input_value()) == value()
    exact.fill("0.405")
    assert value() == 0.405
    assert range_.get_attribute("aria-valuetext") == "0.405"
    exact.fill("16.5")  # beyond the limits: not taken
    exact.blur()
    assert value() == 0.405 and exact.input_value() == "0.405"
    exact.fill(str(before))
    assert bench.state("t", "objectness", "scores") == others


def test_anchor_and_activation_can_be_changed(bench):
    explorer = start(bench, scores=(1, 2, 2))
    bench.page.get_by_label("p_w, the anchor's width").fill("50")
    bench.page.get_by_label("p_h, the anchor's height").fill("100")
    bench.page.get_by_label("sigmoid").check()
    assert bench.state("anchor", "activation") == ([50, 100], "sigmoid")
    explorer.anchor, explorer.activation = [50, 100], "sigmoid"
    assert bench.text() == explorer.sentence
    bench.page.get_by_label("p_w, the anchor's width").fill("0")
    assert bench.state("anchor") == ([50, 100],)


def test_python_may_take_the_cell_away(bench):
    start(bench, row=12, column=12)
    before = bench.text()
    bench.set(size=128)
    assert bench.text() == before
    bench.set(row=3, column=3)
    assert bench.text() == YoloCell(size=128, row=3, column=3).sentence
