"""Template: its traits, and its page against NumPy."""

import numpy as np
import pytest

from course_utils.widgets.template import Template


def test_every_setting_agrees_with_numpy(bench):
    bench.mount(Template())
    rng = np.random.default_rng(0)
    states = [
        {
            "numbers": rng.integers(10, size=rng.integers(2, 13)).tolist(),
            "position": int(rng.integers(1, 13)),
        }
        for _ in range(100)
    ]
    for state, seen in zip(states, bench.walk_through(states), strict=True):
        numbers = state["numbers"]
        position = min(state["position"], len(numbers))
        total = int(np.cumsum(numbers)[position - 1])
        assert seen["shown"] == {"total": total, "all": sum(numbers)}
        assert f"The first {position} of {len(numbers)}" in seen["words"]
        assert Template(numbers, position).total == total


@pytest.mark.parametrize(
    "name, meets, nearly",
    [
        ("half", {"numbers": [3, 1, 2], "position": 1}, {"numbers": [3, 1, 1]}),
        (
            "few",
            {"numbers": [8, 4, 3, 1, 2, 2, 3, 1], "position": 2},
            {"numbers": [8, 4, 3, 1, 2, 0, 3, 3], "position": 2},
        ),
    ],
)
def test_goals(bench, name, meets, nearly):
    assert name in bench.goals(Template(**meets))
    assert name not in bench.goals(Template(**nearly))


def test_a_drag_chooses_how_many_are_added_up(bench):
    bench.mount(Template())
    box = bench.page.locator(".bars").bounding_box()

    def at(position):
        return box["x"] + box["width"] * (position - 0.5) / 12, box["y"] + 20

    bench.page.mouse.move(*at(2))
    bench.page.mouse.down()
    bench.page.mouse.move(*at(5), steps=3)
    assert bench.state("position") == (5,)
    bench.page.mouse.move(*at(12))
    bench.page.mouse.up()
    assert bench.state("position") == (8,)


def test_what_it_cannot_take_is_refused():
    with pytest.raises(ValueError, match="`position` must be from 1 to 3 here"):
        Template([1, 2, 3], position=4)
