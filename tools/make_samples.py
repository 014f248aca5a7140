"""Make `voc_sample`, `yolo_sample` and `coco_sample.json` in `data/`.

`python -m tools.make_samples` draws four pictures of flowers with
`datasets.flower_scenes`, two for VOC's split trainval and two for test, describes them
in the formats of PASCAL VOC, YOLO and COCO, and prints what it wrote.
"""

import argparse
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from PIL import Image

from course_utils.annotations import save_coco
from course_utils.boxes import box_convert
from course_utils.datasets import FLOWERS, flower_scenes
from tools.normalize import ROOT

SAMPLE = ROOT / "data" / "voc_sample"
YOLO_SAMPLE = ROOT / "data" / "yolo_sample"
COCO_SAMPLE = ROOT / "data" / "coco_sample.json"
# Name, (height, width), seed and what `flower_scenes` calls its split.
PICTURES = {
    "trainval": (
        ("000001", (224, 320), 1, "train"),
        ("000002", (240, 176), 3, "train"),
    ),
    "test": (("000003", (192, 256), 3, "test"), ("000004", (208, 208), 2, "test")),
}
# As in COCO, ids are no places in the list: they leave some numbers out.
_IMAGE_IDS = {"000001": 12, "000002": 25, "000003": 40, "000004": 41}
_CATEGORY_IDS = (3, 7, 8, 21, 90)  # of FLOWERS


def draw(size, seed, split):
    """The `Scenes` of one picture."""
    return flower_scenes(1, size, seed=seed, split=split, count=(2, 5))


def make_voc_sample(folder):
    """Write the sample into `folder`, as the devkit of VOC lays it out."""
    folder = Path(folder)
    for name in ("Annotations", "ImageSets/Main", "JPEGImages"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for split, pictures in PICTURES.items():
        for name, size, seed, drawn_as in pictures:
            scenes = draw(size, seed, drawn_as)
            _save(scenes.images[0], folder / "JPEGImages" / f"{name}.jpg")
            annotation = _annotation(name, size, scenes.boxes[0], scenes.labels[0])
            _write(annotation, folder / "Annotations" / f"{name}.xml")
        file = folder / "ImageSets" / "Main" / f"{split}.txt"
        _write_lines(file, [name for name, *_ in pictures])


def make_yolo_sample(folder):
    """Write the sample into `folder`, as Ultralytics' YOLO wants it."""
    folder = Path(folder)
    for split, pictures in PICTURES.items():
        split = {"trainval": "train", "test": "val"}[split]
        images, labels = (folder / kind / split for kind in ("images", "labels"))
        for place in (images, labels):
            place.mkdir(parents=True, exist_ok=True)
        for name, size, seed, drawn_as in pictures:
            scenes = draw(size, seed, drawn_as)
            _save(scenes.images[0], images / f"{name}.jpg")
            height, width = size
            boxes = box_convert(scenes.boxes[0], "xyxy", "cxcywh")
            boxes = boxes / [width, height, width, height]
            lines = [
                " ".join([str(label), *(f"{part:.6f}" for part in box)])
                for label, box in zip(scenes.labels[0], boxes, strict=True)
            ]
            _write_lines(labels / f"{name}.txt", lines)
    _write_lines(folder / "classes.txt", FLOWERS)


def make_coco_sample(file):
    """Write all four pictures into the JSON file `file`, as COCO lays it out."""
    images, annotations = [], []
    for name, size, seed, drawn_as in (p for split in PICTURES.values() for p in split):
        height, width = size
        image = {
            "id": _IMAGE_IDS[name],
            "file_name": f"{name}.jpg",
            "width": width,
            "height": height,
        }
        images.append(image)
        scenes = draw(size, seed, drawn_as)
        boxes = box_convert(scenes.boxes[0], "xyxy", "xywh").astype(int).tolist()
        for box, label, mask in zip(
            boxes, scenes.labels[0], scenes.masks[0], strict=True
        ):
            annotation = {
                "id": 1001 + len(annotations),
                "image_id": image["id"],
                "category_id": _CATEGORY_IDS[label],
                "bbox": box,
                "area": int(mask.sum()),  # of what is seen, not of the box
                "iscrowd": 0,
            }
            annotations.append(annotation)
    categories = [
        {"id": number, "name": name, "supercategory": "flower"}
        for number, name in zip(_CATEGORY_IDS, FLOWERS, strict=True)
    ]
    data = {
        "info": {"description": "The pictures of data/voc_sample/JPEGImages"},
        "images": images,
        "annotations": annotations,
        "categories": categories,
    }
    save_coco(data, file)


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


def _save(picture, path):
    Image.fromarray(picture).save(path, quality=80)


def _write_lines(path, lines):
    path.write_text("".join(f"{x}\n" for x in lines), encoding="utf8", newline="\n")


def _write(annotation, path):
    indent(annotation)
    with path.open("wb") as file:
        ElementTree(annotation).write(file, encoding="utf-8")
        file.write(b"\n")


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    make_voc_sample(SAMPLE)
    make_yolo_sample(YOLO_SAMPLE)
    make_coco_sample(COCO_SAMPLE)
    files = sorted([*SAMPLE.rglob("*.*"), *YOLO_SAMPLE.rglob("*.*"), COCO_SAMPLE])
    for path in files:
        print(f"{path.relative_to(ROOT).as_posix()}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
