"""Make `data/voc_sample`: four pictures of flowers, annotated in the format of VOC.

`python -m tools.make_voc_sample` draws them with `datasets.flower_scenes`, two for the
split trainval and two for test, and prints what it wrote.
"""

import argparse
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from PIL import Image

from course_utils.datasets import FLOWERS, flower_scenes
from tools.normalize import ROOT

SAMPLE = ROOT / "data" / "voc_sample"
# Name, (height, width), seed and what `flower_scenes` calls its split.
PICTURES = {
    "trainval": (
        ("000001", (224, 320), 1, "train"),
        ("000002", (240, 176), 3, "train"),
    ),
    "test": (("000003", (192, 256), 3, "test"), ("000004", (208, 208), 2, "test")),
}


def make_sample(folder):
    """Write the sample into `folder`, as the devkit of VOC lays it out."""
    folder = Path(folder)
    for name in ("Annotations", "ImageSets/Main", "JPEGImages"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for split, pictures in PICTURES.items():
        for name, size, seed, drawn_as in pictures:
            scenes = flower_scenes(1, size, seed=seed, split=drawn_as, count=(2, 5))
            picture = Image.fromarray(scenes.images[0])
            picture.save(folder / "JPEGImages" / f"{name}.jpg", quality=80)
            annotation = _annotation(name, size, scenes.boxes[0], scenes.labels[0])
            _write(annotation, folder / "Annotations" / f"{name}.xml")
        names = "".join(f"{name}\n" for name, *_ in pictures)
        file = folder / "ImageSets" / "Main" / f"{split}.txt"
        file.write_text(names, encoding="utf8", newline="\n")


def _annotation(name, size, boxes, labels):
    height, width = size
    root = Element("annotation")
    SubElement(root, "folder").text = "voc_sample"
    SubElement(root, "filename").text = f"{name}.jpg"
    sides = SubElement(root, "size")
    for key, value in (("width", width), ("height", height), ("depth", 3)):
        SubElement(sides, key).text = str(value)
    for (x1, y1, x2, y2), label in zip(boxes, labels, strict=True):
        cut = x1 == 0 or y1 == 0 or x2 == width or y2 == height
        entry = SubElement(root, "object")
        SubElement(entry, "name").text = FLOWERS[label]
        SubElement(entry, "truncated").text = str(int(cut))
        # A rule of this sample: in VOC a person judged what is hard to recognise.
        SubElement(entry, "difficult").text = str(int(cut))
        corners = SubElement(entry, "bndbox")
        # VOC counts pixels from 1 and names the last one that belongs to the object.
        values = {"xmin": x1 + 1, "ymin": y1 + 1, "xmax": x2, "ymax": y2}
        for key, value in values.items():
            SubElement(corners, key).text = str(int(value))
    return root


def _write(annotation, path):
    indent(annotation)
    with path.open("wb") as file:
        ElementTree(annotation).write(file, encoding="utf-8")
        file.write(b"\n")


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    make_sample(SAMPLE)
    for path in sorted(SAMPLE.rglob("*.*")):
        print(f"{path.relative_to(SAMPLE).as_posix()}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
