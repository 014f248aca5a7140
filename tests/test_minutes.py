"""The estimate of what a lesson takes, on a notebook whose counts are known."""

import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from tools.minutes import OPTIONAL, Effort, efforts, told

FIRST = "# A\n\nRuns in about 2 seconds. Studying takes about 61 minutes{}."


def test_words_lines_questions_and_figures_are_counted_in_both_parts():
    figure = new_output("display_data", {"image/png": "", "text/plain": "<Figure>"})
    core, further = efforts(
        new_notebook(
            cells=[
                new_markdown_cell("Three [more words](a_long_link.ipynb) <b>here</b>."),
                new_code_cell("a = 1\n\nb = 2\n", outputs=[figure]),
                new_markdown_cell("**Predict:** what is it?"),
                new_markdown_cell(f"{OPTIONAL}\n\nMore."),
                new_code_cell("c = 3"),
                new_markdown_cell("## What you saw"),
            ]
        )
    )
    assert core == Effort(words=4 + 4 + 4, lines=2, predicts=1, pictures=1)
    assert further == Effort(words=5, lines=1)
    assert core.minutes == pytest.approx(12 / 130 + 2 / 9 + 1.2 + 0.7)


@pytest.mark.parametrize(
    ("more", "minutes"), [("", (61, 0)), (", the optional part 9 more", (61, 9))]
)
def test_told_minutes_are_read(more, minutes):
    first = new_markdown_cell(FIRST.format(more))
    assert told(new_notebook(cells=[first])) == minutes
