"""What holds for every explorer, each alone on a page. No pixel is compared."""

from string import ascii_lowercase, ascii_uppercase, digits

import pytest

from course_utils import widgets
from course_utils.widgets import Convolution, Dilation
from explorers import EXPLORERS, OPPOSITE, call_of

ARROWS = ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight")
MOVING_KEYS = (*ARROWS, "Home", "End", "PageUp", "PageDown")


class Mounted:
    """An explorer on the page, whose keys act on `node`."""

    def __init__(self, bench, entry):
        self.explorer = entry.make()
        bench.mount(self.explorer)
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
    assert sorted(EXPLORERS) == sorted([*widgets.__all__, "Template"])


# Keys --------------------------------------------------------------------------------


def test_a_key_moves_it_and_the_opposite_key_moves_it_back(mounted, bench):
    words = bench.text()
    mounted.move(2)
    assert mounted.value != mounted.start
    assert bench.text() != words
    for _ in range(2):
        bench.page.keyboard.press(OPPOSITE[mounted.entry.key])
    assert mounted.value == mounted.start
    assert bench.text() == words


KINDS = """() => {
    const nodes = document.querySelectorAll(".explorer :is(input, button, [tabindex])");
    const kinds = new Map();
    for (const node of nodes) {
      if (!node.checkVisibility()) continue;
      kinds.set([node.tagName, node.type, node.getAttribute("class")].join(), node);
    }
    window.kinds = [...kinds.values()];
    return kinds.size;
}"""


def test_no_letter_or_digit_reaches_the_notebook(mounted, bench):
    """JupyterLab would delete, split or change the cell, wherever the focus is."""
    bench.page.evaluate(
        """() => {
            window.heard = [];
            document.body.addEventListener("keydown", ({ key }) => heard.push(key));
        }"""
    )
    count = bench.page.evaluate(KINDS)
    assert count >= 3
    for index in range(count):
        bench.page.evaluate("(i) => kinds[i].focus()", index)
        for key in (*ascii_lowercase, *ascii_uppercase, *digits, "Space", "Enter"):
            bench.page.keyboard.press(key)
    assert bench.page.evaluate("heard") == []


def test_only_keys_that_move_or_undo_are_kept_from_the_page(mounted, bench):
    heard = "addEventListener('keydown', (e) => (window.heard ??= []).push(e.key))"
    bench.page.evaluate(heard)
    bench.page.evaluate("window.heard = []")
    for key in (*MOVING_KEYS, "Control+z", "Escape", "Shift+Enter", "Tab"):
        bench.page.keyboard.press(key)
    heard = set(bench.page.evaluate("heard"))
    assert heard == {"Control", "Escape", "Shift", "Enter", "Tab"}


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
    bench.page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(count + 2):
        bench.page.keyboard.press("Tab")
        reached.add(bench.page.evaluate("stops.indexOf(document.activeElement)"))
    assert reached >= set(range(count))


# Python ------------------------------------------------------------------------------


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


def test_the_call_that_is_copied_makes_what_is_shown(mounted, bench):
    explorer = mounted.explorer
    assert call_of(repr(explorer))[2]
    mounted.move(2)
    assert bench.page.locator(".call").is_hidden()
    bench.button("copy as Python").click()
    shown = bench.page.locator(".call").input_value()
    names = call_of(repr(explorer))[2]
    state = {
        name: value
        for name, value in zip(names, bench.state(*names), strict=True)
        if value is not None
    }
    explorer.set_state(state)
    assert call_of(shown) == call_of(repr(explorer))
    told = bench.text("label:has(.call)")
    assert all(data in told for data in call_of(shown)[1])


def test_a_refused_number_is_explained_by_the_browser(bench):
    bench.mount(Convolution())
    stride = bench.page.get_by_label("stride")
    stride.evaluate(
        "(i) => i.addEventListener('invalid', () => (window.refused = true))"
    )
    stride.fill("99")
    assert not bench.page.evaluate("window.refused")
    stride.press("Enter")
    assert bench.page.evaluate("window.refused")
    stride.press("Escape")
    assert stride.input_value() == "1"


def test_escape_takes_back_what_was_typed(bench):
    bench.mount(Convolution())
    stride = bench.page.get_by_label("stride")
    stride.fill("2")
    assert bench.state("stride") == (2,)
    stride.press("Escape")
    assert bench.state("stride") == (1,)
    assert stride.input_value() == "1"


def test_playing_reaches_no_goal_and_is_one_step_of_undo(clock, bench):
    bench.mount(EXPLORERS["SuppressBoxes"].make())
    start = bench.state("step")
    bench.page.locator(".play").click()
    clock.run_for(60_000)
    assert bench.state("step") != start
    assert bench.state("goals_met") == ([],)
    bench.button("undo").click()
    assert bench.state("step") == start


SLIDE = """(slider) => {
    const seen = [];
    for (let i = 100 * slider.min; i <= 100 * slider.max; i++) {
      slider.value = i / 100;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      seen.push([i, Object.values(state)]);
    }
    return seen;
}"""


def test_sliders_of_hundredths_give_the_numbers_that_python_has(mounted, bench):
    for slider in bench.page.locator("input.long").all():
        seen = slider.evaluate(SLIDE)
        assert len(seen) > 90
        assert slider.bounding_box()["width"] >= 200  # two pixels for each
        assert all(i / 100 in values for i, values in seen)


# The frame ---------------------------------------------------------------------------


def test_reset_undo_and_redo(mounted, bench):
    for _ in range(2):
        mounted.move()
        bench.rest()
    moved = mounted.value
    bench.page.keyboard.press("Control+z")
    once = mounted.value
    bench.button("undo").click()
    assert mounted.value == mounted.start
    assert (
        bench.page.locator(":text-is('undo')").get_attribute("aria-disabled") == "true"
    )
    bench.button("redo").click()
    assert mounted.value == once
    bench.page.keyboard.press("Control+Shift+z")
    assert mounted.value == moved != once != mounted.start
    bench.button("reset").click()
    assert mounted.value == mounted.start
    bench.button("undo").click()
    assert mounted.value == moved


def test_goals_are_two_or_more_and_none_is_met_at_the_start(mounted, bench):
    bench.rest()
    assert bench.state("goals_met") == ([],)
    goals = bench.page.locator(".goals li")
    assert goals.count() >= 2
    assert all(text.startswith("☐open:") for text in goals.all_text_contents())


def test_a_met_goal_is_ticked_and_stays_so(mounted, bench):
    """Here as if Python or a saved notebook had said so."""
    goal = bench.page.locator(".goals li").last
    bench.set(goals_met=[goal.get_attribute("data-goal")])
    assert goal.text_content().startswith("☑reached:")
    mounted.move()
    bench.rest()
    bench.button("reset").click()
    bench.rest()
    assert goal.text_content().startswith("☑reached:")
    assert bench.page.locator(".goals .met").count() == 1


def test_what_is_new_is_spoken_once_the_hand_rests(clock, mounted, bench):
    spoken = bench.page.locator(".spoken[aria-live=polite]")
    before = bench.text()
    mounted.move(3)
    assert spoken.text_content() == ""
    clock.run_for(1000)
    said = spoken.text_content()
    assert said and said in bench.text()
    old = [sentence for sentence in before.split(". ") if sentence in bench.text()]
    assert not any(sentence in said for sentence in old if len(sentence) > 20)
    assert bench.page.locator("output, .explorer [aria-live] [aria-live]").count() == 0


def test_a_reached_goal_is_spoken(clock, bench):
    bench.mount(Dilation())
    bench.set(rates=[2, 4, 1])
    clock.run_for(1000)
    said = bench.text(".spoken[aria-live=polite]")
    assert said.startswith("Goal reached: Start from the rates 2, 4, 8")


def steps_of(bench):
    names = ("first", "previous", "next", "last")
    return {name: bench.button(name) for name in names}


def test_steps_disable_where_they_end_and_play_goes_on(clock, mounted, bench):
    if not bench.page.locator(".steps").count():
        assert bench.page.locator(".play").count() == 0
        return
    steps = steps_of(bench)
    play = bench.page.locator(".play")
    if steps["first"].is_enabled():
        steps["first"].click()
    assert steps["previous"].get_attribute("aria-disabled") == "true"
    assert steps["next"].get_attribute("aria-disabled") == "false"
    start = bench.text()
    play.click()
    clock.run_for(800)
    once = bench.text()
    assert once != start
    clock.run_for(700)
    assert bench.text() != once
    steps["previous"].click()  # any press stops it
    assert bench.text() == once
    clock.run_for(5000)
    assert bench.text() == once
    steps["last"].click()
    assert steps["next"].get_attribute("aria-disabled") == "true"
    end = bench.text()
    clock.run_for(5000)
    assert bench.text() == end
    play.click()  # from the start again
    assert bench.text() == start
    assert play.text_content() == "❚❚ pause"
    play.click()
    assert play.text_content() == "▶ play"


def test_nothing_plays_where_motion_is_unwanted(bench):
    bench.page.emulate_media(reduced_motion="reduce")
    for entry in EXPLORERS.values():
        bench.mount(entry.make())
        assert bench.page.locator(".play").count() == 0
    bench.page.emulate_media(reduced_motion="no-preference")


# The layout --------------------------------------------------------------------------

# Each setting a hand can choose: ends and middle of sliders, presets, radio buttons.
EACH_SETTING = """async (look) => {
    const root = document.querySelector(".explorer");
    const all = (selector) => [...root.querySelectorAll(selector)];
    const seen = [];
    const note = async () => {
      await Promise.resolve();
      seen.push(eval(look)(root));
    };
    await note();
    for (const slider of all("input[type=range]")) {
      const before = slider.value;
      const middle = (Number(slider.min) + Number(slider.max)) / 2;
      for (const value of [slider.min, slider.max, middle, before]) {
        slider.value = value;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await note();
      }
    }
    for (const press of [...all(".presets button"), ...all("[type=radio]")]) {
      press.click();
      await note();
    }
    return seen;
}"""
PLACES = """(root) => [...root.querySelectorAll(".top *, .controls *")]
    .filter((node) => node.checkVisibility() && !node.closest(".moves"))
    .map((node) => node.getBoundingClientRect().top + scrollY)"""
HEIGHT = "(root) => root.getBoundingClientRect().height"
WIDER = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("width, most", [(1400, 520), (940, 520), (700, 700)])
def test_controls_stay_where_they_are_and_all_is_seen(
    mounted, bench, sized, width, most
):
    sized(width)
    parts = (bench.page.locator(name) for name in (".controls", ".stage"))
    controls, stage = (part.bounding_box() for part in parts)
    assert controls["y"] + controls["height"] <= stage["y"]
    places = bench.page.evaluate(EACH_SETTING, PLACES)
    assert len(places) > 3
    assert all(each == places[0] for each in places)
    bench.button("reset").click(force=True)  # which may have nothing to do
    assert max(bench.page.evaluate(EACH_SETTING, HEIGHT)) <= most


@pytest.mark.parametrize("width", [360, 700])
def test_nothing_is_cut_off(mounted, bench, sized, width):
    sized(width)
    assert max(bench.page.evaluate(EACH_SETTING, WIDER)) <= 0


def test_a_finger_scrolls_the_page_over_the_stage(touched):
    """Where nothing is dragged; a wrong `touch-action` makes it a trap."""
    page = touched.page
    for entry in EXPLORERS.values():
        touched.mount(entry.make())
        page.evaluate("scrollTo(0, 0)")
        box = page.locator(entry.node).first.bounding_box()
        start = box["x"] + 3, min(box["y"] + box["height"], 480) - 3
        touched.swipe(*start, 0, -150)
        page.wait_for_function("scrollY > 50")


HIGH = """() => [...document.querySelectorAll(`
    .explorer :is(.top, .controls) :is(button, input:not([type=radio]), .choice label),
    .explorer .rows li`)]
    .filter((node) => node.checkVisibility())
    .map((node) => [node.textContent || node.ariaLabel, node.offsetHeight])"""


@pytest.mark.parametrize("name", EXPLORERS)
def test_a_finger_can_hit_each_control_and_row(touched, name):
    touched.mount(EXPLORERS[name].make())
    sizes = touched.page.evaluate(HIGH)
    assert len(sizes) > 3
    assert [(control, high) for control, high in sizes if high < 36] == []


LOOK = """() => [...document.querySelectorAll(".explorer, .explorer *")].map((node) => {
    const style = getComputedStyle(node);
    return [node.tagName, style.backgroundColor, style.height, style.stroke].join();
})"""


def test_the_styles_of_other_explorers_change_nothing(mounted, bench):
    """A notebook may show several."""
    alone = bench.page.evaluate(LOOK)
    for name in widgets.__all__:
        if not isinstance(mounted.explorer, getattr(widgets, name)):
            style = str(getattr(widgets, name)._css)
            bench.page.add_style_tag(content=style)
    own = bench.page.add_style_tag(content=str(mounted.explorer._css))
    assert bench.page.evaluate(LOOK) == alone
    own.evaluate("(node) => node.remove()")
