"""What nbval does not notice: unexecuted cells, failures, size, stray machine paths."""

import base64
import io
import re

import pytest
from nbformat.v4 import new_output
from PIL import Image

from course_utils import widgets
from tools.normalize import IMAGES, MARK, ROOT, normalize, read
from tools.pictures import SCALE
from tools.run import notebooks

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ALL = notebooks()
MACHINE = r"/(work|root|home|Users|tmp)/|ipykernel_\d|site-packages|0x[0-9a-f]{9,}"


def name(path):
    return path.relative_to(ROOT).as_posix()


def code_cells(path):
    return [c for c in read(path).cells if c.cell_type == "code" and c.source.strip()]


@pytest.mark.parametrize("path", ALL, ids=name)
def test_executed_once_from_top_to_bottom(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_normalised_and_without_errors_or_stderr(path):
    notebook = read(path)
    assert normalize(notebook) == notebook


@pytest.mark.parametrize("path", ALL, ids=name)
def test_at_most_400_kilobytes(path):
    assert path.stat().st_size <= 400_000


@pytest.mark.parametrize("path", ALL, ids=name)
def test_names_no_path_or_address_of_a_machine(path):
    for cell in read(path).cells:
        outputs = "".join(
            output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))
            for output in cell.get("outputs", [])
        )
        assert not re.search(MACHINE, cell.source + outputs)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_timing_cells_are_never_compared(path):
    for cell in code_cells(path):
        tags = cell.metadata.get("tags", [])
        assert "timing" not in tags or "nbval-ignore-output" in tags


@pytest.mark.parametrize("path", ALL, ids=name)
def test_links_lead_to_files(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", cell.source):
                assert (path.parent / link).exists(), link


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_every_figure_has_a_number_beside_it(path):
    """nbval skips pixels, so a picture is only tested through what is printed."""
    for cell in code_cells(path):
        texts = [
            output.get("data", {}).get("text/plain", "") for output in cell.outputs
        ]
        printed = any(output.output_type == "stream" for output in cell.outputs)
        # An explorer is its own text.
        assert printed or not any(t.startswith("<Figure") for t in texts), cell.source


def check_picture(output):
    """An explorer has a picture, of its own size, and words; nothing else has a mark.

    `make run` takes it; what JupyterLab saved after the cell ran has none.
    """
    data, metadata = output.get("data", {}), output.get("metadata", {})
    call = rf"({'|'.join(widgets.__all__)})\("
    explorer = re.match(call, data.get("text/plain", "")) is not None
    assert explorer == (MARK in metadata), data.get("text/plain")
    if explorer:
        [kind] = set(IMAGES) & set(data)
        assert re.search(r"\w", metadata[kind]["alt"])
        picture = Image.open(io.BytesIO(base64.b64decode(data[kind])))
        assert f"image/{picture.format.lower()}" == kind
        assert picture.width == SCALE * metadata[kind]["width"]


@pytest.mark.parametrize("path", ALL, ids=name)
def test_every_explorer_has_a_picture_and_words(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            check_picture(output)


def explorer_output(text="Dilation(kernel=3)", kind="image/png", **metadata):
    file = io.BytesIO()
    Image.new("RGB", (8, 2)).save(file, kind.removeprefix("image/"))
    data = {"text/plain": text, "image/png": base64.b64encode(file.getvalue()).decode()}
    png = {"width": 4, "alt": "One box."} | metadata
    metadata = {MARK: "ab", "image/png": png}
    return new_output("display_data", data, metadata=metadata)


def test_a_picture_that_lacks_something_is_found():
    check_picture(explorer_output())
    bare = explorer_output()
    bare.metadata = {}
    none = explorer_output()
    del none.data["image/png"]
    for output in (
        *(bare, none),
        explorer_output(text="array([1, 2])"),
        explorer_output(kind="image/jpeg"),
        explorer_output(alt=" "),
        explorer_output(width=8),
    ):
        with pytest.raises((AssertionError, ValueError)):
            check_picture(output)


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_lesson_opens_and_closes_in_the_same_way(path):
    first, *_, last = read(path).cells
    assert re.match(rf"# {path.stem[:2]} ", first.source)
    assert "After this lesson you can" in first.source
    assert re.search(r"Runs in about \d+ seconds on two CPU cores\.", first.source)
    assert "## What you saw" in last.source
    assert f"../exercises/{path.stem}/{path.stem}.ipynb" in last.source


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_every_lesson_stands_in_the_readme_with_its_exercise(path):
    readme = (ROOT / "README.md").read_text(encoding="utf8")
    assert f"(notebooks/{path.name})" in readme
    assert f"(exercises/{path.stem}/{path.stem}.ipynb)" in readme
