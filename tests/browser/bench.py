"""A page with one explorer, as tests of the browser use it."""

import json

from tools.browser import PAGE, own_state

ADDRESS = "http://page.test/"


class Bench:
    """A page with one explorer; nothing on it comes from elsewhere."""

    def __init__(self, browser, **options):
        viewport = {"width": 1200, "height": 900}
        self.page = browser.new_page(viewport=viewport, **options)
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.route("**/*", self._answer)
        self.page.goto(ADDRESS)
        self.page.wait_for_function("() => window.mount !== undefined")

    def _answer(self, route):
        name = route.request.url.removeprefix(ADDRESS)
        if name == "":
            route.fulfill(body=PAGE.read_text(), content_type="text/html")
        else:
            if name != "favicon.ico":
                self.errors.append(f"asked for {route.request.url}")
            route.abort()

    def mount(self, explorer):
        state = json.dumps(own_state(explorer.get_state()))
        self.page.evaluate("state => mount(JSON.parse(state))", state)

    def set(self, **traits):
        """Set traits as Python would."""
        self.page.evaluate(
            "s => Object.entries(s).forEach(([name, v]) => model.set(name, v))", traits
        )

    def state(self, *names):
        return tuple(self.page.evaluate("n => n.map(k => state[k])", names))

    def walk_through(self, states, *selectors):
        """Set each of `states`; return what is shown of it, and the paths it draws."""
        return self.page.evaluate(
            """async ([states, selectors]) => {
                const root = document.querySelector(".explorer");
                const paths = (selector) => [...root.querySelectorAll(selector)].map(
                    (node) => node.getAttribute("d"));
                const seen = [];
                for (const state of states) {
                  for (const [name, value] of Object.entries(state)) {
                    model.set(name, value);
                  }
                  await Promise.resolve();
                  seen.push({
                    shown: JSON.parse(root.dataset.shown),
                    words: root.querySelector(".sentence").textContent,
                    ...Object.fromEntries(selectors.map((s) => [s, paths(s)])),
                  });
                }
                return seen;
            }""",
            [states, selectors],
        )

    def drag(self, *places):
        """Press the mouse at the first of the places, [x, y], and move on."""
        mouse = self.page.mouse
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            mouse.move(*place, steps=3)
        mouse.up()

    def swipe(self, x, y, right, down):
        """Move a finger from x, y. The page must have been opened with `has_touch`."""
        session = self.page.context.new_cdp_session(self.page)

        def touch(kind, *points):
            points = [{"x": x, "y": y} for x, y in points]
            arguments = {"type": kind, "touchPoints": points}
            session.send("Input.dispatchTouchEvent", arguments)

        touch("touchStart", (x, y))
        for part in range(1, 9):
            touch("touchMove", (x + right * part / 8, y + down * part / 8))
        touch("touchEnd")

    def rest(self):
        """What happens when the hand has come to rest, at once."""
        self.page.evaluate(
            """() => {
                for (const heard of listeners["change:goals_met"]) heard();
                const root = document.querySelector(".explorer");
                root.dispatchEvent(new FocusEvent("focusout"));
            }"""
        )

    def goals(self, explorer):
        """The goals that are met where `explorer` stands."""
        self.mount(explorer)
        self.rest()
        return self.state("goals_met")[0]

    def slider(self, name):
        return self.page.get_by_role("slider", name=name, exact=True)

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def rect(self, selector):
        """A <rect>, `xyxy`."""
        node = self.page.locator(selector)
        names = ("x", "y", "width", "height")
        x, y, width, height = (float(node.get_attribute(name)) for name in names)
        return [x, y, x + width, y + height]

    def shown(self):
        """What the explorer's `draw` returned."""
        return json.loads(self.data("shown"))

    def data(self, name):
        return self.page.locator(".explorer").get_attribute(f"data-{name}")

    def text(self, selector=".sentence"):
        return self.page.locator(selector).text_content()
