"""Folders of annotation files: what lies in them, and texts in them."""

import os
from pathlib import Path

from course_utils.annotations.faults import Fault
from course_utils.annotations.values import as_path


def as_folder(folder):
    folder = as_path(folder, "folder")
    # os.path, as the methods of Path raise for names that are too long.
    if not os.path.isdir(folder):
        raise ValueError(f"`folder` must be a folder that exists. Received: {folder}")
    return folder


def files_below(folder, suffixes):
    """The files in `folder` and its subfolders with one of those suffixes, sorted.

    The suffix may be in any case, as tools for Windows write .XML too. What begins with
    a dot is hidden and left out: macOS puts files `._name` beside others.
    """

    def refuse(error):
        raise ValueError(f"`folder` must be readable. Received: {error}")

    found, seen = [], set()
    for place, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:  # a link to a folder above
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if os.path.splitext(name)[1].lower() in suffixes and name[0] != ".":
                found.append(Path(place, name))
    return sorted(found, key=lambda path: path.parts)


def read_lines(path):
    """The lines of a text file, each with its place, "path, line 3", blank ones not."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(
            f"{path}: must be UTF-8 text; save it as UTF-8. Received: {error}"
        ) from None
    except (OSError, ValueError) as error:  # the second: a name with a null character
        raise Fault(f"{path}: must be a readable file. Received: {error}") from None
    lines = enumerate(text.splitlines(), start=1)
    return [(f"{path}, line {n}", line.strip()) for n, line in lines if line.strip()]
