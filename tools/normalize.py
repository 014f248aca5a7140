"""Keep executed notebooks byte-identical from run to run, and refuse failed ones.

`python -m tools.normalize FILE ...` rewrites the files in place.
"""

import base64
import io
import sys
from pathlib import Path

import nbformat
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
# What JupyterLab and nbclient add to a cell's metadata while it runs.
RUN_METADATA = {"execution", "ExecuteTime", "collapsed", "jupyter"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PNG = "image/png"
IMAGES = (PNG, "image/jpeg")
MARK = "explorer"  # of an explorer's picture; see pictures.py


def normalize(notebook):
    """Return `notebook` without all that differs between two runs of the same code.

    Raises ValueError when a cell has an error or wrote to stderr.
    """
    notebook = nbformat.from_dict(notebook)
    nbgrader = notebook.metadata.get("nbgrader")
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    )
    if nbgrader:
        notebook.metadata["nbgrader"] = nbgrader
    for number, cell in enumerate(notebook.cells, start=1):
        for key in RUN_METADATA & set(cell.metadata):
            del cell.metadata[key]
        if cell.cell_type == "code":
            cell.outputs = _normalize_outputs(cell.outputs, number)
    return notebook


def _normalize_outputs(outputs, number):
    kept = []
    for output in outputs:
        if output.output_type == "error":
            raise ValueError(f"cell {number} raised {output.ename}: {output.evalue}")
        if output.get("name") == "stderr":
            raise ValueError(f"cell {number} wrote to stderr: {output.text}")
        if output.output_type == "stream":
            # The kernel flushes by time, so one text may arrive in several pieces.
            if kept and kept[-1].output_type == "stream":
                kept[-1].text += output.text
                continue
        else:
            output.data.pop(WIDGET_VIEW, None)
            output.metadata = _normalize_metadata(output)
            if PNG in output.data:
                output.data[PNG] = _palette(output.data[PNG])
        kept.append(output)
    return kept


def _palette(text):
    """A PNG of 256 colours: hardly another picture, and a third of the bytes."""
    picture = Image.open(io.BytesIO(base64.b64decode(text)))
    if picture.mode == "P":
        return text
    return base64.b64encode(png(picture.convert("RGB"), 256)).decode()


def png(picture, colors):
    """The bytes of an RGB picture as a PNG with a palette of so many colours."""
    file = io.BytesIO()
    flat = picture.quantize(colors, dither=Image.Dither.NONE)
    flat.save(file, "png", optimize=True)
    return file.getvalue()


def _normalize_metadata(output):
    """Keep what goes with the picture of an explorer: its mark, width and words."""
    metadata = output.metadata
    kinds = [kind for kind in IMAGES if kind in output.data and kind in metadata]
    kept = {}
    if MARK in metadata and kinds:
        kept[MARK] = metadata[MARK]
        for kind in kinds:
            kept[kind] = {
                name: value
                for name, value in metadata[kind].items()
                if name in ("width", "alt")
            }
    return nbformat.from_dict(kept)


def read(path):
    return nbformat.read(path, as_version=4)


def write(notebook, path):
    """Write `notebook` as JupyterLab does: one-space indent and a final newline."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    Path(path).write_text(text.rstrip("\n") + "\n", encoding="utf8", newline="\n")


def main(paths):
    for path in paths:
        try:
            write(normalize(read(path)), path)
        except ValueError as error:
            sys.exit(f"{path}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
