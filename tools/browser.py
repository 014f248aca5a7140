"""What shows an explorer without Jupyter: a browser, a page, and a widget's state."""

import shutil
from pathlib import Path

from ipywidgets import DOMWidget

# `await mount(state)` on it shows an explorer; it asks the network for nothing.
PAGE = Path(__file__).with_name("explorer_page.html")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowserError(Exception):
    """No browser is installed."""


def find():
    """Path of the browser. Raises NoBrowserError when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise NoBrowserError(
        "no chromium found: install it, for instance with `apt-get install chromium`"
    )


def launch(playwright, path):
    """Start the browser at `path`."""
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


def own_state(state):
    """A widget's state without what every widget has, some of which is random."""
    common = set(DOMWidget.class_trait_names())
    return {name: value for name, value in state.items() if name not in common}
