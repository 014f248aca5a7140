"""What every lesson keeps: its words, the form of its questions, honest minutes."""

import ast
import itertools
import re
import statistics
from contextlib import suppress

import pytest

from tools.minutes import OPTIONAL, code_lines, efforts, told
from tools.normalize import ROOT, read
from tools.run import notebooks

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
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
    return f"{path.parent.name}/{path.stem}"


def parts(path, kind):
    return [cell for cell in read(path).cells if cell.cell_type == kind]


@pytest.mark.parametrize("path", notebooks(), ids=name)
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


def asserted(code):
    """Literals that an `assert` of this code compares with by ==, such as (2, 3)."""
    lines = [line for line in code.splitlines() if not line.startswith("%")]
    for statement in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(statement, ast.Assert):
            for test in ast.walk(statement.test):
                if isinstance(test, ast.Compare) and isinstance(test.ops[-1], ast.Eq):
                    with suppress(ValueError):
                        yield ast.literal_eval(test.comparators[-1])


def test_what_an_assert_gives_away_is_found():
    code = "%config x\nassert a < 3 and f(2) == (1, 2) and b == f(4), c == 5"
    assert list(asserted(code)) == [(1, 2)]


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_no_assert_answers_the_question_above_it(path):
    for question, below in itertools.pairwise(read(path).cells):
        if "**Predict:**" in question.source and below.cell_type == "code":
            assert list(asserted(below.source)) == [], below.source


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


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_the_readme_tells_the_minutes_of_lesson_and_exercise(path):
    core, more = told(read(path))
    [solution] = (ROOT / "solutions" / path.stem).glob("*.ipynb")
    exercise = re.search(r"[Aa]bout (\d+) minutes", read(solution).cells[0].source)[1]
    minutes = f"{core} + {more}" if more else core
    readme = (ROOT / "README.md").read_text(encoding="utf8")
    [row] = re.findall(rf"^\|.*\(notebooks/{path.name}\).*$", readme, re.MULTILINE)
    assert f" | {minutes} | [" in row
    assert row.endswith(f".ipynb) | {exercise} |")


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_lesson_leads_on_by_the_titles_of_what_it_links(path):
    line = read(path).cells[-1].source.splitlines()[-1]
    assert re.fullmatch("Previous: .+ \\| Exercise: .+ \\| Next: .+", line)
    links = re.findall(r"\[([^]]+)\]\(([^)]+)\)", line)
    assert links
    for text, target in links:
        heading = read(path.parent / target).cells[0].source.splitlines()[0]
        assert f"# {text}" == re.sub(r"Exercise (\d+):", r"\1", heading)
