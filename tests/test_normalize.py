import base64
import io
import json

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tools import run
from tools.normalize import MARK, WIDGET_VIEW, normalize, read, write
from tools.pictures import Camera


def png(mode="P"):
    """A picture of many colours, as a notebook has it."""
    rng = np.random.default_rng(0)
    picture = Image.fromarray(rng.integers(256, size=(100, 100, 3), dtype=np.uint8))
    file = io.BytesIO()
    (picture.quantize(256) if mode == "P" else picture.convert(mode)).save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


PICTURE = png()


def code(*outputs, **metadata):
    return new_code_cell(
        "1", id="cell", outputs=list(outputs), execution_count=1, metadata=metadata
    )


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def one(cell, **metadata):
    return normalize(new_notebook(cells=[cell], metadata=metadata))


def test_what_differs_between_runs_is_dropped():
    view = new_output(
        "display_data", {"text/plain": "W", WIDGET_VIEW: {"model_id": "a"}}
    )
    cell = code(view, execution={"iopub.status.busy": "2026"}, tags=["timing"])
    notebook = one(cell, widgets={"state": {}}, orig_nbformat=4)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.cells[0].metadata == {"tags": ["timing"]}
    assert notebook.cells[0].outputs[0].data == {"text/plain": "W"}


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_png_has_a_palette_and_is_smaller_once(mode):
    text = png(mode)
    picture = new_output("display_data", {"text/plain": "<Figure>", "image/png": text})
    notebook = one(code(picture))
    small = notebook.cells[0].outputs[0].data["image/png"]
    before, after = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(t))).convert("RGB"))
        for t in (text, small)
    )
    assert len(small) < len(text)
    assert np.abs(after.astype(int) - before).mean() < 20
    assert normalize(notebook).cells[0].outputs[0].data["image/png"] == small


def explorer(metadata, **data):
    return new_output("display_data", {"text/plain": "W()", **data}, metadata=metadata)


def test_what_goes_with_the_picture_of_an_explorer_is_kept():
    png = {"width": 880, "alt": "One box."}
    both = {MARK: "ab", "image/png": png, "image/jpeg": {"width": 1}, "isolated": True}
    both["image/png"] = png | {"height": 5, "unconfined": True}
    shown = one(code(explorer(both, **{"image/png": PICTURE}))).cells[0].outputs[0]
    assert shown.metadata == {MARK: "ab", "image/png": png}
    assert shown.data == {"text/plain": "W()", "image/png": PICTURE}


@pytest.mark.parametrize(
    ("metadata", "data"),
    [
        ({"image/png": {"width": 5}}, {"image/png": PICTURE}),  # not an explorer's
        ({MARK: "ab", "image/png": {"width": 5}}, {}),  # no picture
        ({MARK: "ab"}, {"image/png": PICTURE}),  # no words
    ],
)
def test_other_metadata_of_outputs_is_dropped(metadata, data):
    assert one(code(explorer(metadata, **data))).cells[0].outputs[0].metadata == {}


def test_pieces_of_one_text_are_joined():
    picture = new_output("display_data", {"image/png": PICTURE})
    cell = one(code(stream("a"), stream("b\n"), picture, stream("c"))).cells[0]
    texts = [output.get("text") for output in cell.outputs]
    assert texts == ["ab\n", None, "c"]


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (new_output("error", ename="KeyError", evalue="'a'"), "raised KeyError: 'a'"),
        (stream("look out", "stderr"), "wrote to stderr: look out"),
    ],
)
def test_failed_cells_are_refused(output, words):
    with pytest.raises(ValueError, match=f"cell 1 {words}"):
        one(code(output))


def test_normalising_twice_changes_nothing(tmp_path):
    path = tmp_path / "a.ipynb"
    grading = {"nbgrader": {"grade_id": "a"}}
    cells = [new_markdown_cell("é", id="text"), code(stream("x"), **grading)]
    write(normalize(new_notebook(cells=cells)), path)
    before = path.read_bytes()
    write(normalize(read(path)), path)
    assert path.read_bytes() == before
    assert before.endswith(b"}\n") and "é".encode() in before
    assert read(path).cells[1].metadata == grading


def test_a_failing_notebook_keeps_its_old_content(tmp_path, monkeypatch, capsys):
    path = tmp_path / "00_fails.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0", id="cell")]), path)
    before = path.read_bytes()
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr("sys.argv", ["run", str(path)])
    with pytest.raises(SystemExit) as stopped:
        run.main()
    assert stopped.value.code == 1
    assert path.read_bytes() == before
    assert "00_fails.ipynb: failed, left as it was" in capsys.readouterr().out


def test_execution_starts_from_nothing_and_counts_from_one(tmp_path):
    path = tmp_path / "00_counts.ipynb"
    cells = [new_code_cell(f"print({n})", id=f"cell-{n}") for n in range(2)]
    cells[0].outputs = [stream("old")]
    nbformat.write(new_notebook(cells=cells), path)
    with Camera() as camera:
        run.execute(path, camera)
        first = path.read_bytes()
        run.execute(path, camera)
    assert path.read_bytes() == first
    stored = json.loads(first)["cells"]
    assert [cell["execution_count"] for cell in stored] == [1, 2]
    assert [cell["outputs"][0]["text"] for cell in stored] == [["0\n"], ["1\n"]]
