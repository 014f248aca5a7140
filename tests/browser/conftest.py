"""Explorers in a browser: one on a bare page, and JupyterLab with a notebook."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from playwright.sync_api import sync_playwright

from bench import Bench
from tools.browser import NoBrowserError, find, launch
from tools.normalize import ROOT

CONFIG = ROOT / "jupyter_lab_config.py"


@pytest.fixture(scope="session")
def find_chromium():
    def find_chromium():
        """Path of the browser. Without one: skips, or fails in CI."""
        try:
            return find()
        except NoBrowserError as error:
            if os.environ.get("CI") == "true":
                pytest.fail(str(error))
            pytest.skip(str(error))

    return find_chromium


# Not for the whole session: Playwright's event loop keeps others from running.
@pytest.fixture(scope="module")
def browser(find_chromium):
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def bench(browser):
    bench = Bench(browser)
    yield bench
    assert bench.errors == []


@pytest.fixture
def touched(browser):
    """As `bench`, with a finger, on a small screen with a long page."""
    bench = Bench(browser, has_touch=True)
    bench.page.set_viewport_size({"width": 700, "height": 500})
    bench.page.evaluate("document.body.style.paddingBottom = '2000px'")
    yield bench
    assert bench.errors == []
    bench.page.context.close()


class Lab:
    """JupyterLab in its own folder, with settings and workspaces of its own.

    `app` may be another application of Jupyter's, and `config` its configuration.
    """

    def __init__(self, folder, browser, app="jupyterlab", config=CONFIG):
        self.folder, self.browser = folder, browser
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        kinds = ("CONFIG", "DATA", "RUNTIME")
        own = {f"JUPYTER_{kind}_DIR": str(folder / kind.lower()) for kind in kinds}
        own |= {
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
            "IPYTHONDIR": str(folder / "ipython"),
        }
        options = [
            *([f"--config={config}"] if config else ["--allow-root"]),
            "--no-browser",
            "--expose-app-in-browser",
            f"--port={port}",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=",
            f"--ServerApp.root_dir={folder}",
        ]
        self.log = folder / "lab.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", app, *options],
                env=os.environ | own,
                stdout=log,
                stderr=log,
            )

    def wait(self):
        """Wait until the server answers."""
        deadline = time.monotonic() + 300
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/api", timeout=10)
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError(self.log.read_text()) from None
                time.sleep(0.1)

    def start(self):
        """Wait for the server, open JupyterLab and start the kernel of all tests."""
        self.wait()
        self.page = self.browser.new_page(viewport={"width": 1400, "height": 1100})
        self.page.set_default_timeout(120_000)
        self.page.goto(f"{self.address}/lab?reset")
        self.page.wait_for_function("() => window.jupyterapp?.shell")
        self.page.evaluate("() => jupyterapp.restored")
        # Only a kernel's first connection hears of widgets, so this one has to go.
        self.kernel = self.page.evaluate(
            """async () => {
                const { kernels } = jupyterapp.serviceManager;
                const kernel = await kernels.startNew({ name: "python3" });
                const { model } = kernel;
                kernel.dispose();
                return model;
            }"""
        )

    def open(self, name, *cells):
        """Open a new notebook of these code cells, the only one open, and run it."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
        )
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python"}
        path = self.folder / f"{name}.ipynb"
        assert not path.exists(), "JupyterLab would ask what became of the other one"
        nbformat.write(notebook, path)
        self.page.evaluate(
            """async ([path, kernel]) => {
                const { commands, shell } = jupyterapp;
                await shell.currentWidget?.context?.save();
                for (const panel of [...shell.widgets("main")]) panel.dispose();
                const panel = await commands.execute(
                    "docmanager:open", { path, factory: "Notebook", kernel });
                await panel.context.ready;
                await panel.sessionContext.ready;
                await panel.sessionContext.session.kernel.info;
                shell.activateById(panel.id);
            }""",
            [f"{name}.ipynb", self.kernel],
        )
        self._command(self.page, "notebook:run-all-cells")
        self.page.locator(".explorer").first.wait_for()
        return self.page

    @staticmethod
    def _command(page, command):
        page.evaluate("command => jupyterapp.commands.execute(command)", command)

    def run(self, page, code):
        """Put `code` into the notebook's last cell, run it, return what it shows."""
        page.evaluate(
            """async (code) => {
                const notebook = jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = notebook.widgets.length - 1;
                notebook.activeCell.model.sharedModel.setSource(code);
                await jupyterapp.commands.execute("notebook:run-cell");
            }""",
            code,
        )
        outputs = page.locator(".jp-Cell").last.locator(".jp-OutputArea-output")
        return "".join(outputs.all_inner_texts())

    def expect(self, page, code, text):
        """Run `code` until it shows `text`; fail after two minutes.

        While the kernel works on one change, ipywidgets holds the next one back, and a
        cell that is run at once, as only a test does, comes before it.
        """
        deadline = time.monotonic() + 120
        while (shown := self.run(page, code)) != text and time.monotonic() < deadline:
            time.sleep(0.1)
        assert shown == text, f"{code} shows {shown}, expected {text}"

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:  # a busy machine
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def make_lab():
    return Lab


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    lab = Lab(tmp_path_factory.mktemp("lab"), browser)
    try:
        lab.start()
        yield lab
    finally:
        lab.close()


@pytest.fixture
def sized(bench):
    """A call that sets the width of the page, for one test."""

    def sized(width):
        bench.page.set_viewport_size({"width": width, "height": 900})

    yield sized
    bench.page.set_viewport_size({"width": 1200, "height": 900})
