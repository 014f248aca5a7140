"""What every lesson keeps: its words, the form of its questions, honest minutes."""

import re
import statistics

import pytest

from tools.minutes import OPTIONAL, code_lines, efforts, told
from tools.normalize import ROOT, read

LESSONS = [
    path
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    if told(read(path)) is not None
]
# One term, one meaning: what CONTRIBUTING.md chooses, and what it chooses against.
INSTEAD = {
    r"[Pp]ictures?\b": "image (what a network reads) or figure (what a cell draws)",
    r"[Ll]ogistic\b(?! regression)": "sigmoid",
    r"\bFLOPs?\b|\bMACs?\b": "multiply-adds",
    r"np\.newaxis": "None",
    r"\d x \d": "7x7x128",
    r"[Oo]ne (often |usually |sometimes )?reads": "the source, or 'a misconception'",
    r"\bin pixels\)|\(px\)|\[pixels\]|\[px\]": "(pixels)",
    r"\b[Dd]econvolution": "transposed convolution",
}
# Where the word itself is the subject.
ALLOWED = {"12_transposed_convolution": r"[Dd]econvolution"}


def name(path):
    return path.stem


def parts(path, kind):
    return [cell for cell in read(path).cells if cell.cell_type == kind]


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_one_term_has_one_meaning(path):
    for cell in read(path).cells:
        for pattern, instead in INSTEAD.items():
            found = re.search(pattern, cell.source)
            if found and not re.search(ALLOWED.get(path.stem, "$^"), found[0]):
                pytest.fail(f"{found[0]!r}: say {instead}. In: {cell.source}")


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_question_ends_its_cell(path):
    """Bold, one paragraph, and after it nothing but its folded answer."""
    form = r"(?s)(.*\n\n)?\*\*Predict:\*\* [^\n]+(\n\n<details>.*</details>)?\s*"
    for cell in parts(path, "markdown"):
        if "Predict" in cell.source and "Predict, run, read" not in cell.source:
            assert re.fullmatch(form, cell.source), cell.source
            assert cell.source.count("**Predict:**") == 1, cell.source


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_minutes_are_told_honestly(path):
    notebook = read(path)
    for effort, minutes in zip(efforts(notebook), told(notebook), strict=True):
        assert minutes == pytest.approx(effort.minutes, rel=0.15, abs=1)
    assert efforts(notebook)[0].minutes <= 60


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_the_optional_part_stands_at_the_end(path):
    headings = [
        line
        for cell in parts(path, "markdown")
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    if OPTIONAL in headings:
        after = headings[headings.index(OPTIONAL) + 1 :]
        assert after in (
            ["## What you saw"],
            ["## Lesson and package agree", "## What you saw"],
        )
    else:
        assert told(read(path))[1] == 0


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_cells_are_short(path):
    lines = sorted(len(code_lines(cell)) for cell in parts(path, "code"))
    assert statistics.median(lines) <= 6
    assert lines[int(0.9 * len(lines))] <= 16
    assert lines[-1] <= 20
