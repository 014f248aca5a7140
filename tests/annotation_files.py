"""Small annotations for tests to write into files, to change and to have read."""

import re
import warnings
from functools import partial
from xml.sax.saxutils import escape

from course_utils.annotations import read_annotations

ENCODINGS = ("utf-16", "utf-32", "utf-16-be", "utf-8-sig", "cp037", "utf-7")


def write_files(folder, files):
    """Write files, path=text, into a folder and return that."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def entry(name="dog", box=(10, 20, 30, 60), difficult=0, extra=""):
    """An `object` of a VOC file; `difficult=None` leaves the element out."""
    keys = ("xmin", "ymin", "xmax", "ymax")
    corners = "".join(f"<{k}>{v}</{k}>" for k, v in zip(keys, box, strict=True))
    hard = "" if difficult is None else f"<difficult>{difficult}</difficult>"
    return (
        f"<object><name>{escape(name)}</name>{hard}{extra}"
        f"<bndbox>{corners}</bndbox></object>"
    )


def document(*entries, filename="a.jpg", width=200, height=100):
    return (
        f"<annotation><filename>{escape(filename)}</filename>"
        f"<size><width>{width}</width><height>{height}</height><depth>3</depth></size>"
        f"{''.join(entries)}</annotation>"
    )


def coco():
    """A small dictionary in COCO's format, with keys that only some files have."""
    return {
        "info": {"year": 2017},
        "images": [
            {"id": 7, "file_name": "a.jpg", "width": 200, "height": 100, "license": 3},
            {"id": 2, "file_name": "b.jpg", "width": 50, "height": 60},
        ],
        "annotations": [
            {
                "id": 11,
                "image_id": 2,
                "category_id": 90,
                "bbox": [10, 20.5, 30, 35],
                "area": 600.25,
                "segmentation": [[10, 20.5, 40, 20.5, 40, 55.5]],
                "iscrowd": 0,
            },
            {
                "id": 5,
                "image_id": 7,
                "category_id": 1,
                "bbox": [0, 0, 200, 100],
                "area": 0,
                "segmentation": {"counts": [3, 4], "size": [100, 200]},
                "iscrowd": 1,
                "difficult": 1,
            },
            {
                "id": 6,
                "image_id": 2,
                "category_id": 1,
                "bbox": [1, 2, 3, 4],
                "area": 12,
            },
        ],
        "categories": [
            {"id": 90, "name": "toothbrush", "supercategory": "indoor"},
            {"id": 1, "name": "person"},
        ],
    }


def results():
    """Detections for the pictures and classes of `coco()`."""
    return [
        {"image_id": 7, "category_id": 1, "bbox": [0, 0, 0, 5.5], "score": 0.5},
        {"image_id": 2, "category_id": 90, "bbox": (1, 2, 3, 4), "score": -3},
        {"image_id": 7, "category_id": 90, "bbox": [-9, 2, 900, 4], "score": 1.0},
    ]


def mutated(content, parts, odd, rng):
    """The bytes of a file with one to three things about them changed."""
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        kind = rng.randrange(20)
        start, end = sorted(rng.randint(0, len(content)) for _ in range(2))
        if kind < 2:
            content = content[:start] + rng.randbytes(1) + content[start + 1 :]
        elif kind == 2:
            content = rng.choice([content[:end], content[start:]])
        elif kind == 3:
            encoding = rng.choice(ENCODINGS)
            content = content.decode("utf-8", "replace").encode(encoding, "replace")
        else:
            content = _with_other_parts(content, parts, odd, rng)
    return content


def _with_other_parts(content, parts, odd, rng):
    """A tag, key or value swapped, doubled, taken away or replaced."""
    spans = [match.span() for match in parts.finditer(content)]
    if len(spans) < 2:
        return content
    (a, b), (c, d) = sorted(rng.sample(spans, 2))
    first, between, second = content[a:b], content[b:c], content[c:d]
    middle = rng.choice(
        [
            second + between + first,
            first + between + first,
            first + between,
            first + between + second + second,
            first + between + rng.choice(odd),
            first + between + rng.choice(odd),
            rng.choice(odd) + between + rng.choice(odd),
        ]
    )
    return content[:a] + middle + content[d:]


def read_or_refused(load, argument, file):
    """What `load` returns, or the message of its ValueError, which names the file.

    What it reads with `bad="skip"` follows the rules, and is the same where nothing had
    to be left out.
    """
    result = _outcome(load, argument, file)
    kept = _outcome(partial(load, bad="skip"), argument, file)
    if isinstance(kept, str):
        assert isinstance(result, str)
    else:
        kept, skipped = kept
        if isinstance(result, str):
            assert skipped[:5] == result.splitlines()[:5]
        else:
            assert skipped == []
            assert kept == result
        if isinstance(kept, dict):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of empty boxes
                read_annotations(kept, [])
    return result


def _outcome(load, argument, file):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = load(argument)
        except ValueError as error:
            result = str(error)
            assert type(error) is ValueError
            assert result.startswith(str(file))
            assert ". Received: " in result
            assert max(map(len, result.splitlines())) < 1000
            assert len(result.splitlines()) <= 6
    for warning in caught:
        assert warning.category is UserWarning
        words = str(warning.message)
        assert words.startswith("Left out ") or "a `bbox` without area" in words
    return result


def rule(message):
    """The part of a message that does not depend on the file."""
    return re.sub(r"\d+", "0", message.split(": ", 1)[1].split(". Received: ")[0])
