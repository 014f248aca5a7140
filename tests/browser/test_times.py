"""How `make bench` takes the time of a key; how long that is, is not tested."""

import pytest

from tests.explorers import EXPLORERS
from tools.bench import explorers

SLOW = """addEventListener("keydown", () => {
    const start = performance.now();
    while (performance.now() < start + 50);
}, true)"""


@pytest.fixture(scope="module")
def page(browser):
    return explorers.open_page(browser)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(explorers, "MOVES", 4)


@pytest.mark.parametrize("name", EXPLORERS)
def test_each_key_moves_and_is_timed(page, name):
    times = explorers.milliseconds(page, EXPLORERS[name])
    assert len(times) == 4 and min(times) > 0


def test_a_key_that_moves_nothing_is_an_error(page):
    entry = EXPLORERS["Template"]._replace(trait="goals_met")
    with pytest.raises(RuntimeError, match="`goals_met` must change by each key"):
        explorers.milliseconds(page, entry)


def test_work_after_a_key_counts(page):
    page.evaluate(SLOW)
    assert min(explorers.milliseconds(page, EXPLORERS["Template"])) > 50
