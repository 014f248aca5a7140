"""Pictures of explorers, as `make run` puts them into notebooks."""

import base64
import io
import json
import subprocess
from contextlib import nullcontext

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from course_utils.widgets import Dilation
from tools import pictures, run
from tools.browser import own_state
from tools.normalize import IMAGES, MARK, WIDGET_VIEW, read
from tools.pictures import WIDTH, Camera, encode, mark_of

MOVED = (
    "from course_utils.widgets import Dilation\nexplorer = Dilation()\nexplorer",
    "explorer.position = 3",
    "explorer",
)
BROKEN = """import anywidget
class Broken(anywidget.AnyWidget):
    _esm = "export default { render() { throw new Error('no node') } }"
Broken()"""


def state_of(explorer):
    return json.dumps(own_state(explorer.get_state()), sort_keys=True)


def image_of(data):
    [text] = data.values()
    return Image.open(io.BytesIO(base64.b64decode(text)))


def write_cells(path, *cells):
    codes = [new_code_cell(cell, id=f"cell-{i}") for i, cell in enumerate(cells)]
    nbformat.write(new_notebook(cells=codes), path)
    return path


@pytest.fixture(scope="module")
def camera(find_chromium):
    find_chromium()
    with Camera() as camera:
        yield camera


@pytest.fixture(scope="module")
def moved(camera, tmp_path_factory):
    """A notebook, run, that shows an explorer, moves it and shows it again."""
    path = write_cells(tmp_path_factory.mktemp("moved") / "moved.ipynb", *MOVED)
    run.execute(path, camera)
    return path


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)


def outputs(path):
    return [output for cell in read(path).cells for output in cell.outputs]


def run_main(path, monkeypatch):
    """Run it as `make run` does; return the exit status."""
    monkeypatch.setattr(run, "ROOT", path.parent)
    monkeypatch.setattr("sys.argv", ["run", str(path)])
    with pytest.raises(SystemExit) as stopped:
        run.main()
    return stopped.value.code


def test_each_output_shows_the_state_of_its_moment(moved, camera):
    shown = outputs(moved)
    assert len(shown) == 2
    for output, position in zip(shown, (0, 3), strict=True):
        state = state_of(Dilation(position=position))
        data, metadata = camera.take(state)
        assert {kind: output.data.get(kind) for kind in data} == data
        assert output.metadata[next(iter(metadata))] == next(iter(metadata.values()))
        assert WIDGET_VIEW not in output.data
        assert len(set(IMAGES) & set(output.data)) == 1
    assert "output 3" in shown[1].metadata["image/png"]["alt"]
    assert shown[0].metadata[MARK] != shown[1].metadata[MARK]


def test_a_picture_is_sharp_white_and_the_same_each_time(camera):
    state = state_of(Dilation())
    data, metadata = camera.take(state)
    picture = image_of(data)
    assert metadata["image/png"]["width"] == WIDTH == picture.width / 2
    pixels = np.asarray(picture.convert("RGB"))
    edges = [pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]
    assert all((edge == 255).all() for edge in edges)
    assert (pixels != 255).any(2).mean() > 0.02
    with_another = camera.take(state_of(Dilation(rates=(1, 2, 4))))
    assert with_another[0] != data
    assert camera.take(state) == (data, metadata)


def test_what_a_picture_cannot_do_is_not_in_it(camera):
    """The root is `still` when the picture is taken."""
    state = json.loads(state_of(Dilation()))
    state["_css"] += ".explorer.still > :not(.sentence) { display: none !important }"
    small = image_of(camera.take(json.dumps(state))[0])
    assert small.height < image_of(camera.take(state_of(Dilation()))[0]).height / 4


def test_where_nothing_changed_the_picture_stays(moved, no_browser):
    before = moved.read_bytes()
    with Camera() as camera:
        run.execute(moved, camera)
    assert moved.read_bytes() == before


def test_a_picture_that_jupyterlab_dropped_is_taken_from_head(
    moved, tmp_path, no_browser
):
    path = tmp_path / "moved.ipynb"
    path.write_bytes(moved.read_bytes())
    author = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    write_cells(path, *MOVED)
    with Camera() as camera:
        run.execute(path, camera)
    assert path.read_bytes() == moved.read_bytes()


def test_another_state_code_or_style_needs_another_picture():
    state = json.loads(state_of(Dilation()))
    others = [state | {name: "x"} for name in ("kernel", "_esm", "_css")]
    marks = {mark_of(json.dumps(each)) for each in (state, *others)}
    assert len(marks) == 4
    assert mark_of(state_of(Dilation())) == mark_of(json.dumps(state))


def test_without_a_browser_a_notebook_is_left_as_it_was(
    tmp_path, monkeypatch, capsys, no_browser
):
    path = write_cells(tmp_path / "new.ipynb", *MOVED)
    before = path.read_bytes()
    assert run_main(path, monkeypatch) == 1
    assert path.read_bytes() == before
    assert "no chromium found: install it" in capsys.readouterr().out


def test_an_explorer_that_fails_in_the_browser_fails_the_notebook(
    tmp_path, monkeypatch, capsys, camera
):
    # Playwright starts once in a thread.
    monkeypatch.setattr(run, "Camera", lambda: nullcontext(camera))
    path = write_cells(tmp_path / "broken.ipynb", BROKEN)
    before = path.read_bytes()
    assert run_main(path, monkeypatch) == 1
    assert path.read_bytes() == before
    assert "an explorer cannot be shown" in (said := capsys.readouterr().out)
    assert "no node" in said


def test_drawings_become_png_and_photographs_jpeg():
    drawing = np.full((400, 600, 3), 255, np.uint8)
    drawing[100:200, 50:300] = (0, 114, 178)
    kind, file = encode(as_png(drawing))
    assert kind == "image/png"
    assert (np.asarray(Image.open(io.BytesIO(file)).convert("RGB")) == drawing).all()
    rng = np.random.default_rng(0)
    photograph = rng.integers(256, size=(300, 400, 3), dtype=np.uint8)
    kind, file = encode(as_png(photograph))
    assert kind == "image/jpeg"
    assert len(file) <= pictures.JPEG_BYTES


def as_png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png")
    return file.getvalue()
