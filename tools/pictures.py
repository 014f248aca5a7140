"""Pictures of explorers, taken in a browser: what a notebook shows without a kernel.

An output keeps with its picture a mark of what was shown, so a picture that would show
the same is not taken again: other fonts or another browser do not rewrite notebooks.
"""

import base64
import hashlib
import io
import json
from contextlib import ExitStack
from functools import cached_property

from PIL import Image
from playwright.sync_api import Error, sync_playwright

from tools.browser import PAGE, find, launch, own_state
from tools.normalize import IMAGES, MARK, PNG, WIDGET_VIEW, png

WIDTH = 880  # CSS pixels: what a notebook on GitHub has, and JupyterLab on a laptop
SCALE = 2  # pixels for each of them, for screens that have as many
COLORS = 64
PNG_BYTES, JPEG_BYTES = 90_000, 64_000
STATE = "explorer_state"

SETTLE = """async () => {
    const root = document.querySelector(".explorer");
    root.classList.add("still");
    document.body.style.margin = 0;
    await document.fonts.ready;
    await Promise.all([...root.querySelectorAll("img, image")].map((i) => i.decode()));
}"""


def keep_states(client):
    """Have a notebook's client keep, in each output, the state of what it shows.

    It is kept as soon as a cell has run: a later one may change it.
    """

    def keep(cell, **_):
        for output in cell.outputs:
            view = output.get("data", {}).get(WIDGET_VIEW, {})
            state = client.widget_state.get(view.get("model_id"), {})
            if "_esm" in state:
                text = json.dumps(own_state(state), sort_keys=True)
                output.metadata[STATE] = text

    client.on_cell_executed = keep


def add_pictures(notebook, taken, camera):
    """Give each output with a state its picture: one of `taken`, or a new one."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if state := output.get("metadata", {}).pop(STATE, None):
                mark = mark_of(state)
                images, metadata = taken.get(mark) or camera.take(state)
                others = {k: v for k, v in output.data.items() if k not in IMAGES}
                output.data = others | images
                output.metadata = {MARK: mark, **metadata}


def pictures_of(notebook):
    """The pictures in a notebook: {mark: (data, metadata)}."""
    pictures = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if mark := output.get("metadata", {}).get(MARK):
                data, metadata = (
                    {kind: part[kind] for kind in IMAGES if kind in part}
                    for part in (output.data, output.metadata)
                )
                if data:
                    pictures[mark] = data, metadata
    return pictures


def mark_of(state):
    """What differs where a picture would: 16 hexadecimal digits."""
    look = [WIDTH, SCALE, COLORS, PNG_BYTES, JPEG_BYTES]
    made = [state, PAGE.read_text(encoding="utf8"), look]
    return hashlib.sha256(json.dumps(made).encode()).hexdigest()[:16]


class Camera:
    """Takes pictures of explorers; its browser starts with the first one."""

    def __enter__(self):
        self._open = ExitStack()
        return self

    def __exit__(self, *error):
        self._open.close()

    @cached_property
    def _browser(self):
        path = find()
        playwright = self._open.enter_context(sync_playwright())
        return self._open.enter_context(launch(playwright, path))

    def take(self, state):
        """Return the data and metadata of a state's picture, both by image type.

        Raises ValueError when the explorer cannot be shown.
        """
        page = self._browser.new_page(
            viewport={"width": WIDTH, "height": WIDTH},
            device_scale_factor=SCALE,
            color_scheme="light",
            reduced_motion="reduce",
        )
        failures = []
        page.on("pageerror", lambda error: failures.append(error))
        try:
            page.clock.install(time=0)
            page.clock.pause_at(1000)
            page.goto(PAGE.as_uri())
            page.evaluate("state => mount(JSON.parse(state))", state)
            page.clock.run_for(1000)  # the hand rests
            page.evaluate(SETTLE)
            root = page.locator(".explorer")
            words = root.locator(".sentence").inner_text()
            kind, file = encode(root.screenshot(animations="disabled"))
        except Error as error:
            failures.append(error)
        finally:
            page.close()
        if failures:
            raise ValueError(f"an explorer cannot be shown: {failures[0]}")
        text = base64.b64encode(file).decode()
        # No height: it follows the width where a narrow page makes that smaller.
        return {kind: text}, {kind: {"width": WIDTH, "alt": words}}


def encode(screenshot):
    """Return a picture as a PNG of few colours; photographs, too large for it, as JPEG.

    Fine pixels forgive a JPEG of low quality.
    """
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    flat = png(picture, COLORS)
    if len(flat) <= PNG_BYTES:
        return PNG, flat
    for quality in range(85, 20, -5):
        file = io.BytesIO()
        picture.save(file, "jpeg", quality=quality, progressive=True)
        if len(file.getvalue()) <= JPEG_BYTES:
            break
    return "image/jpeg", file.getvalue()
