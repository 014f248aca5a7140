"""Explorers after saving, reopening and restarting, in the applications of Jupyter."""

import base64
import io
import sys
from pathlib import Path

import nbformat
import pytest
from jupyterlab_server.settings_utils import get_settings
from PIL import Image

from tools.normalize import ROOT

SHARE = Path(sys.prefix) / "share" / "jupyter"
# One explorer is shown, another is not.
CODE = "from course_utils.widgets import Dilation\nDilation()\nDilation()"
# The application, its configuration, and where it opens a notebook.
APPS = {
    "course": ("jupyterlab", ROOT / "jupyter_lab_config.py", "lab/tree"),
    "JupyterLab": ("jupyterlab", None, "lab/tree"),
    "Notebook 7": ("notebook", None, "notebooks"),
}
PANEL = "jupyterapp.shell.currentWidget"
READY = f"""async () => {{
    await jupyterapp.restored;
    await {PANEL}.context.ready;
    await {PANEL}.sessionContext.ready;
    await {PANEL}.sessionContext.session.kernel.info;
}}"""
DO = "command => jupyterapp.commands.execute(command)"


@pytest.fixture(scope="module")
def app(request, browser, make_lab, tmp_path_factory):
    name, config, where = APPS[request.param]
    app = make_lab(tmp_path_factory.mktemp("app"), browser, name, config)
    app.where = where
    try:
        app.wait()
        yield app
    finally:
        app.close()


def write(app, name, outputs=()):
    cell = nbformat.v4.new_code_cell(CODE, outputs=list(outputs))
    cell.execution_count = 1 if outputs else None
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python"}
    nbformat.write(notebook, app.folder / f"{name}.ipynb")


def open_notebook(app, name):
    page = app.browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(120_000)
    reset = "?reset" if app.where.startswith("lab") else ""
    page.goto(f"{app.address}/{app.where}/{name}.ipynb{reset}")
    page.wait_for_function(f"() => window.jupyterapp?.shell && {PANEL}?.context")
    page.evaluate(READY)
    return page


def run_new(app, name):
    """Write a notebook, open it and run it."""
    write(app, name)
    page = open_notebook(app, name)
    page.evaluate(DO, "notebook:run-all-cells")
    page.locator(".explorer").wait_for()
    return page


def move(page):
    """Move the explorer by a key; return what it says then."""
    words = page.locator(".sentence")
    start = words.inner_text()
    for _ in range(100):  # a notebook that starts may take the focus away
        page.locator(".stack").press("ArrowRight")
        if words.inner_text() != start:
            break
        page.wait_for_timeout(100)
    page.locator(".stack").blur()
    assert words.inner_text() != start
    return words.inner_text()


@pytest.mark.parametrize("app", APPS, indirect=True)
def test_a_saved_lesson_opens_with_its_explorers_alive(app):
    page = run_new(app, "saved")
    assert page.locator(".lost").is_hidden()
    for _ in range(2):  # moved, saved and opened again, although no cell ran
        moved = move(page)
        page.evaluate(DO, "docmanager:save")
        page.evaluate(f"() => {PANEL}.sessionContext.shutdown()")
        page.locator(".lost").wait_for()
        page.close()
        page = open_notebook(app, "saved")
        page.locator(".explorer").wait_for()
        assert page.locator(".sentence").inner_text() == moved
        assert page.locator(".lost").inner_text() == (
            "Python no longer hears this explorer: run its cell again."
        )
    # Saved is what is shown: nothing of the old explorer, nor of one without a view.
    page.evaluate(DO, "notebook:run-all-cells")
    page.locator(".lost").wait_for(state="hidden")
    page.evaluate(DO, "docmanager:save")
    page.close()
    widgets = nbformat.read(app.folder / "saved.ipynb", 4).metadata.widgets
    (state,) = widgets.values()
    kinds = sorted(model["model_name"] for model in state["state"].values())
    assert kinds == ["AnyModel", "LayoutModel"]


@pytest.mark.parametrize("app", ["Notebook 7"], indirect=True)
def test_an_explorer_says_that_its_kernel_was_restarted(app):
    page = run_new(app, "restarted")
    assert page.locator(".lost").is_hidden()
    page.evaluate(f"() => {PANEL}.sessionContext.session.kernel.restart()")
    page.locator(".lost").wait_for()
    move(page)
    page.evaluate(READY)
    assert page.locator(".lost").is_visible()
    page.evaluate(DO, "notebook:run-all-cells")
    page.locator(".lost").wait_for(state="hidden")
    move(page)
    page.close()


@pytest.mark.parametrize("app", ["JupyterLab", "Notebook 7"], indirect=True)
def test_a_committed_lesson_shows_its_picture_unrun(app):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "orange").save(picture, "png")
    data = {
        "image/png": base64.b64encode(picture.getvalue()).decode(),
        "text/plain": "Dilation(kernel=3, rates=[2, 2, 2], size=33, position=0)",
    }
    output = nbformat.v4.new_output("execute_result", data, execution_count=1)
    write(app, "committed", [output])
    page = open_notebook(app, "committed")
    image = page.locator(".jp-OutputArea img")
    image.wait_for()
    assert image.bounding_box()["width"] == 40
    assert page.get_by_text("Error displaying widget").count() == 0
    page.close()


@pytest.mark.parametrize("app", ["Notebook 7"], indirect=True)
def test_letters_change_no_cell(app):
    """Notebook 7 asks for its commands before a key reaches what has the focus."""
    page = run_new(app, "keys")
    move(page)
    cells = f"{PANEL}.content.widgets.map((cell) => cell.model.type)"
    before = page.evaluate(cells)
    for node in (".stack", ".presets button", ".controls input"):
        page.locator(node).first.focus()
        for key in "mabxddy":
            page.keyboard.press(key)
    assert page.evaluate(cells) == before
    page.close()


def test_the_course_has_jupyterlab_save_all_widgets(tmp_path):
    name = "@jupyter-widgets/jupyterlab-manager:plugin"
    found = {}
    for folder in (ROOT / "tools" / "lab_settings", ROOT / "tests"):
        settings, _ = get_settings(
            str(folder),
            str(SHARE / "lab" / "schemas"),
            str(tmp_path),
            schema_name=name,
            labextensions_path=[str(SHARE / "labextensions")],
        )
        found[folder.name] = settings["schema"]["properties"]["saveState"]["default"]
    assert found == {"lab_settings": True, "tests": False}
