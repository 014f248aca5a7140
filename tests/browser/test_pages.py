"""What holds for every explorer, each alone on a page. No pixel is compared."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from course_utils import widgets
from course_utils.widgets import (
    AnchorClusters,
    BoxOverlap,
    Convolution,
    Dilation,
    MatchDetections,
    PrecisionRecall,
    SlidingWindow,
    SuppressBoxes,
    TransposedConvolution,
    YoloCell,
)

OPPOSITE = {"ArrowRight": "ArrowLeft", "ArrowDown": "ArrowUp"}
ARROWS = ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight")
MOVING_KEYS = (*ARROWS, "Home", "End", "PageUp", "PageDown")


def anchor_clusters():
    rng = np.random.default_rng(0)
    return AnchorClusters(np.exp(rng.normal(4, 0.7, (300, 2))))


def match_detections():
    """As many boxes and objects as there may be."""
    rng = np.random.default_rng(0)
    start = rng.uniform(0, 340, (12, 2))
    objects = np.hstack([start, start + rng.uniform(30, 60, (12, 2))])
    boxes = np.repeat(objects, 5, axis=0) + rng.normal(0, 8, (60, 1))
    image = np.zeros((400, 400, 3), np.uint8)
    return MatchDetections(image, objects, boxes, rng.random(60), rng.random(12) < 0.3)


def precision_recall():
    """200 detections of 200 objects, in six pictures."""
    rng = np.random.default_rng(0)
    objects, boxes, scores = [], [], []
    for count in (40, 60, 0, 20, 30, 50):
        start = rng.uniform(0, 250, (count, 2))
        objects.append(np.hstack([start, start + rng.uniform(20, 60, (count, 2))]))
        boxes.append(objects[-1] + rng.normal(0, 6, (count, 1)))
        scores.append(rng.random(count))
    images = [np.zeros((320, 320, 3), np.uint8)] * 6
    middle = np.sort(np.concatenate(scores))[100]
    return PrecisionRecall(images, objects, boxes, scores, middle)


def sliding_window():
    image = np.zeros((448, 448, 3), np.uint8)
    return SlidingWindow(image, {448: np.full((8, 8, 8), 0.5)}, ["lily", "poppy"])


def suppress_boxes():
    """200 boxes around twelve places."""
    rng = np.random.default_rng(0)
    start = 25 * rng.integers(1, 13, (200, 1)) + rng.uniform(0, 12, (200, 2))
    boxes = np.hstack([start, start + rng.uniform(30, 60, (200, 2))])
    image = np.zeros((400, 400, 3), np.uint8)
    scores, labels = rng.random(200), rng.integers(2, size=200)
    return SuppressBoxes(image, boxes, scores, labels, ["lily", "poppy"])


class Entry(NamedTuple):
    """An explorer, and a key of OPPOSITE that moves it, three times at least."""

    make: Callable
    node: str  # selects what the key acts on
    key: str
    trait: str  # what the key changes


# A new explorer is one entry here; what only it does goes into test_page_NAME.py.
EXPLORERS = {
    "AnchorClusters": Entry(anchor_clusters, ".curve", "ArrowRight", "iteration"),
    "BoxOverlap": Entry(BoxOverlap, ".box-A", "ArrowRight", "boxes"),
    "Convolution": Entry(Convolution, ".output", "ArrowRight", "column"),
    "Dilation": Entry(Dilation, ".stack", "ArrowRight", "position"),
    "MatchDetections": Entry(match_detections, ".scene", "ArrowRight", "step"),
    "PrecisionRecall": Entry(
        precision_recall, ".curve", "ArrowRight", "score_threshold"
    ),
    "SlidingWindow": Entry(sliding_window, ".picture", "ArrowRight", "column"),
    "SuppressBoxes": Entry(suppress_boxes, ".scene", "ArrowRight", "step"),
    "TransposedConvolution": Entry(
        TransposedConvolution, ".output", "ArrowRight", "column"
    ),
    "YoloCell": Entry(YoloCell, ".plane", "ArrowRight", "column"),
}


class Mounted:
    """An explorer on the page, whose keys act on `node`."""

    def __init__(self, bench, entry):
        bench.mount(entry.make())
        self.bench, self.entry = bench, entry
        self.node = bench.page.locator(entry.node)
        self.node.focus()
        self.start = self.value

    @property
    def value(self):
        return self.bench.state(self.entry.trait)[0]

    def move(self, times=1):
        for _ in range(times):
            self.bench.page.keyboard.press(self.entry.key)


@pytest.fixture(params=EXPLORERS)
def mounted(request, bench):
    return Mounted(bench, EXPLORERS[request.param])


@pytest.fixture
def clock(bench):
    """The page's clock, stopped: time passes when a test says so."""
    bench.page.clock.install()
    bench.page.clock.pause_at("2100-01-01")
    yield bench.page.clock
    bench.page.clock.resume()


def test_without_a_browser_tests_are_skipped_but_fail_in_ci(find_chromium, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium found: install it"):
        find_chromium()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no chromium found: install it"):
        find_chromium()


def test_every_explorer_is_tested_here():
    assert sorted(EXPLORERS) == sorted(widgets.__all__)


def test_a_key_moves_it_and_the_opposite_key_moves_it_back(mounted, bench):
    words = bench.text()
    mounted.move(2)
    assert mounted.value != mounted.start
    assert bench.text() != words
    for _ in range(2):
        bench.page.keyboard.press(OPPOSITE[mounted.entry.key])
    assert mounted.value == mounted.start
    assert bench.text() == words


def test_only_keys_that_move_are_kept_from_the_page(mounted, bench):
    heard = "addEventListener('keydown', (e) => (window.heard ??= []).push(e.key))"
    bench.page.evaluate(heard)
    bench.page.evaluate("window.heard = []")
    for key in (*MOVING_KEYS, "Escape", "Shift+Enter", "Tab"):
        bench.page.keyboard.press(key)
    assert set(bench.page.evaluate("heard")) == {"Escape", "Shift", "Enter", "Tab"}


def test_a_modified_arrow_key_moves_nothing(mounted, bench):
    bench.page.keyboard.press(f"Control+{mounted.entry.key}")
    bench.page.keyboard.press(f"Alt+{mounted.entry.key}")
    assert mounted.value == mounted.start


def test_every_control_has_a_name_and_can_be_reached_by_tab(mounted, bench):
    # Of radio buttons Tab stops at the one that is chosen.
    controls = """[...document.querySelectorAll("input, button, [tabindex]")]"""
    nameless = "!node.ariaLabel && !node.labels?.length && !node.textContent.trim()"
    names = bench.page.evaluate(f"{controls}.filter((node) => {nameless}).length")
    assert names == 0
    stops = f"""{controls}.filter((node) => node.tabIndex >= 0 && node.checkVisibility()
        && (node.type !== "radio" || node.checked))"""
    count = bench.page.evaluate(f"(window.stops = {stops}).length")
    assert count >= 4
    reached = set()
    for _ in range(count + 2):
        bench.page.keyboard.press("Tab")
        reached.add(bench.page.evaluate("stops.indexOf(document.activeElement)"))
    assert reached >= set(range(count))
    assert bench.page.locator("[aria-live=polite].sentence").count() == 1


def test_python_hears_once_of_many_moves(clock, mounted, bench):
    mounted.move(3)
    assert bench.page.evaluate("saved") == 0
    clock.run_for(1000)
    assert bench.page.evaluate("saved") == 1


def test_python_hears_at_once_when_the_focus_leaves(clock, mounted, bench):
    mounted.move()
    assert bench.page.evaluate("saved") == 0
    mounted.node.blur()
    assert bench.page.evaluate("saved") == 1


def test_clean_up_leaves_nothing_behind(clock, mounted, bench):
    mounted.move()
    assert bench.page.evaluate("saved") == 0
    bench.page.evaluate("unmount()")
    assert bench.page.evaluate("saved") == 1
    assert bench.page.locator(".explorer").count() == 0
    listeners = "Object.values(listeners).reduce((sum, set) => sum + set.size, 0)"
    assert bench.page.evaluate(listeners) == 0


def test_fits_into_a_narrow_page(mounted, bench):
    bench.page.set_viewport_size({"width": 360, "height": 900})
    wider = (
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert bench.page.evaluate(wider) <= 0
    bench.page.set_viewport_size({"width": 1200, "height": 900})


@pytest.mark.speed
def test_a_move_is_drawn_in_milliseconds(mounted, bench):
    # The event, its drawing and the layout; three times what was measured, and more.
    times = bench.page.evaluate(
        """async ([selector, forth, back]) => {
            const node = document.querySelector(selector);
            const times = [];
            for (let i = 0; i < 50; i++) {
              const key = i % 4 < 2 ? forth : back;
              const start = performance.now();
              node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
              await Promise.resolve();
              document.querySelector(".sentence").getBoundingClientRect();
              times.push(performance.now() - start);
            }
            return times;
        }""",
        [mounted.entry.node, mounted.entry.key, OPPOSITE[mounted.entry.key]],
    )
    assert np.median(times) < 25
