"""How soon an explorer shows what a key did."""

import json
import statistics

import numpy as np
from playwright.sync_api import sync_playwright

from tests.explorers import EXPLORERS, OPPOSITE
from tools.bench.clock import print_row
from tools.browser import PAGE, find, launch, own_state

MOVES = 50
IN_TURN = 3  # moves one way before as many go back: what any explorer has room for
TARGETS = 30, 60  # milliseconds: median and 95th percentile, on a quiet machine
# A message that is sent as a frame begins comes after its layout and its paint.
PAINTED = """() => {
    const { port1, port2 } = new MessageChannel();
    let tell;
    port1.onmessage = ({ data }) => tell(performance.now() - data);
    addEventListener("keydown", ({ timeStamp }) => {
      window.painted = new Promise((resolve) => (tell = resolve));
      requestAnimationFrame(() => port2.postMessage(timeStamp));
    }, true);
}"""


def open_page(browser):
    """A page that measures keys, without a network."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(PAGE.as_uri())
    page.wait_for_function("() => window.mount !== undefined")
    page.evaluate(PAINTED)
    return page


def milliseconds(page, entry):
    """[MOVES] from a key to the end of the frame it is painted in."""
    state = own_state(entry.make().get_state())
    page.evaluate("state => mount(JSON.parse(state))", json.dumps(state))
    page.locator(entry.node).focus()
    times, turns = [], (entry.key, OPPOSITE[entry.key])
    for move in range(MOVES):
        before = page.evaluate("name => JSON.stringify(state[name])", entry.trait)
        page.keyboard.press(turns[move // IN_TURN % 2])
        times.append(page.evaluate("() => painted"))
        after = page.evaluate("name => JSON.stringify(state[name])", entry.trait)
        if before == after:
            raise RuntimeError(f"`{entry.trait}` must change by each key")
    return times


def move_explorers():
    """Print a table of all explorers, each with as many boxes as it takes.

    The key is pressed as a hand does, which the browser notes. From then on it counts
    time on the clock, until layout and paint of the next frame have ended; so with the
    wait for that frame, of which there are 60 a second, and without the compositor.
    """
    print(
        f"Explorers, {MOVES} moves by a key: milliseconds until painted\n"
        "                       | median | 95th percentile | loop"
    )
    with sync_playwright() as playwright:
        browser = launch(playwright, find())
        page = open_page(browser)
        for name, entry in EXPLORERS.items():
            times = milliseconds(page, entry)
            median, late = statistics.median(times), np.percentile(times, 95)
            print_row(f" {name:21} | {median:6.1f} | {late:15.1f}")
        browser.close()
    median, late = (f"< {most}" for most in TARGETS)
    print(f" target, quiet machine | {median:>6} | {late:>15} |")
