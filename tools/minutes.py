"""How long a lesson takes to study: `python -m tools.minutes` prints a table.

The estimate was fitted to what readers needed who had not seen the lesson: its words,
the lines of its code, its questions and its pictures. What stands under the heading
"Going further (optional)" is counted apart.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.normalize import ROOT, read

OPTIONAL = "## Going further (optional)"
TOLD = re.compile(
    r"Studying takes about (\d+) minutes(?:, the optional part (\d+) more)?\."
)


@dataclass
class Effort:
    words: int = 0
    lines: int = 0
    predicts: int = 0
    pictures: int = 0

    @property
    def minutes(self):
        return (
            self.words / 130
            + self.lines / 9
            + 1.2 * self.predicts
            + 0.7 * self.pictures
        )

    def add(self, cell):
        if cell.cell_type == "code":
            self.lines += len(code_lines(cell))
            self.pictures += sum(
                key.startswith("image/")
                for output in cell.outputs
                for key in output.get("data", {})
            )
        else:
            text = re.sub(r"\]\([^)]*\)|<[^>]+>", "", cell.source)
            self.words += len(text.split())
            self.predicts += cell.source.count("**Predict:**")


def code_lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


def efforts(notebook):
    """Two `Effort`s: what everyone reads, and the optional part."""
    core, further = Effort(), Effort()
    part = core
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.match("## ", cell.source):
            part = further if cell.source.startswith(OPTIONAL) else core
        part.add(cell)
    return core, further


def told(notebook):
    """The minutes that a lesson tells: (core, optional)."""
    found = TOLD.search(notebook.cells[0].source)
    return int(found[1]), int(found[2] or 0)


def main(paths):
    print("lesson                        words lines predicts pictures  minutes  told")
    for path in map(Path, paths or sorted((ROOT / "notebooks").glob("*.ipynb"))):
        notebook = read(path)
        for name, part, says in zip(
            (path.stem, "  optional"),
            efforts(notebook),
            told(notebook),
            strict=True,
        ):
            counts = (
                f"{part.words:6} {part.lines:5} {part.predicts:8} {part.pictures:8}"
            )
            print(f"{name:28} {counts} {part.minutes:8.0f} {says:>5}")


if __name__ == "__main__":
    main(sys.argv[1:])
