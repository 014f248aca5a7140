"""XML files of PASCAL VOC: decoded, and their elements taken by name."""

import codecs
import re
import warnings
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

from course_utils.annotations.faults import Fault
from course_utils.annotations.values import number_in
from course_utils.arguments import brief

# What is read: the elements, and those in them.
_CHILDREN = {
    "annotation": {"filename", "size", "object"},
    "size": {"width", "height"},
    "object": {"name", "difficult", "bndbox"},
    "bndbox": {"xmin", "ymin", "xmax", "ymax"},
}
_NAMES = set().union(*_CHILDREN.values())
_DECLARED = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][\w.:-]*)""")
# Python's names of the encodings of more than one byte per character, with ASCII as it
# is, that its XML parser lacks.
_SEVERAL_BYTES = {
    *("gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950", "hz"),
    *("shift_jis", "cp932", "shift_jis_2004", "shift_jisx0213"),
    *("euc_jp", "euc_jis_2004", "euc_jisx0213", "euc_kr", "cp949", "johab"),
    *("iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004"),
    *("iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr"),
}


def read_root(path):
    """The `annotation` element of the XML file at `path`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Fault(f"{path}: must be a readable file. Received: {error}") from None
    declared = _DECLARED.match(content.removeprefix(codecs.BOM_UTF8))
    encoding = declared[1].decode() if declared else "UTF-8"
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        codec = None
    if codec in _SEVERAL_BYTES:
        content = _decoded(content, encoding, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of codecs that a file may name
            # Entities are refused: a small file may define one of many gigabytes.
            root = ElementTree.fromstring(content)
    except DefusedXmlException as error:
        raise Fault(
            f"{path}: must define no entities. Received: {error!s:.200}"
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        if codec == "utf-8" and isinstance(error, ParseError):
            _decoded(content, encoding, path)
        if not isinstance(error, ParseError) or "unknown encoding" in str(error):
            raise Fault(
                f"{path}: must have an encoding that is known; save it as UTF-8. "
                f"Received: {encoding:.50}, {error!s:.200}"
            ) from None
        raise Fault(
            f"{path}: must be well-formed XML. Received: {error!s:.200}"
        ) from None
    if root.tag != "annotation":
        raise Fault(f"{path}: must hold an `annotation`. Received: a {brief(root.tag)}")
    _check_names(root, path)
    return root


def _decoded(content, encoding, path):
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content  # which the parser knows
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Fault(
            f"{path}: must be text in the encoding that it declares, or else in UTF-8; "
            f"save it as UTF-8. Received: {error}"
        ) from None


def _check_names(root, path):
    """Refuse what would be left out for its name or its place."""
    tags = [element.tag for element in root.iter()]
    plain = {tag: _plain(tag) for tag in set(tags) if tag not in _NAMES}
    odd = {tag: name for tag, name in plain.items() if name in _NAMES}
    for parent in root.iter() if odd else ():
        for tag in (element.tag for element in parent):
            name = odd.get(tag)
            if name in _CHILDREN.get(parent.tag, ()):
                raise Fault(
                    f"{path}: an element of `{parent.tag}` must be written `{name}`. "
                    f"Received: {brief(tag)}"
                )
    objects = [tag for tag in tags if tag == "object" or odd.get(tag) == "object"]
    if len(objects) != len(root.findall("object")):
        raise Fault(
            f"{path}: each `object` must lie directly in `annotation`. Received: one "
            "inside another element"
        )


def _plain(tag):
    """The name without a namespace, in small letters."""
    return tag.rpartition("}")[2].lower()


def child(element, key, where):
    found = element.findall(key)  # children only: a `part` has a name and a box too
    if len(found) != 1:
        raise Fault(
            f"{where}: `{element.tag}` must have one `{key}`. Received: {len(found)}"
        )
    return found[0]


def text(element, key, where):
    value = (child(element, key, where).text or "").strip()
    if not value:
        raise Fault(f"{where}: `{key}` must not be empty. Received: no text")
    return value


def number(element, key, where):
    """A finite number, and the text that it was read from."""
    read = text(element, key, where)
    value = number_in(read)
    if value is None:
        raise Fault(
            f"{where}: `{key}` must be a finite number. Received: {brief(read)}"
        )
    return value, read if len(read) < 50 else brief(read)
