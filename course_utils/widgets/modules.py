"""The files of the browser, each a module of its own, joined into one text.

anywidget takes one string and resolves no relative imports.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|let|function|class|async)", re.MULTILINE)
# At the start of a line, so not inside of anything: `const x`, `const [x, y]`, ...
_DECLARED = re.compile(
    r"^(?:async )?(?:const|let|function\*?|class) ([\w$]+|[\[{][^=]*[\]}])",
    re.MULTILINE,
)


def source(name):
    """Return the module `name` with all that it imports before it, as one text.

    Files import names from each other: `import { svg } from "./dom.js";`. Raises
    ValueError when a file imports what is not exported there, or in another form, and
    when two of them declare one name.
    """
    files = {}
    _gather(name, files)
    modules = {module: _IMPORT.sub("", text) for module, text in files.items()}
    owner = {}
    for module, text in modules.items():
        for declared in _declared(text):
            if owner.setdefault(declared, module) != module:
                raise ValueError(
                    f"`{declared}` must be declared in one file. Received: "
                    f"{owner[declared]} and {module}"
                )
    return "\n".join(_EXPORT.sub("", text) for text in modules.values())


def styles(*names):
    """Return several style sheets as one."""
    return "\n".join((FOLDER / name).read_text(encoding="utf8") for name in names)


def _gather(name, files, waiting=()):
    """Add the file `name` after all that it imports; each is read once."""
    if name in waiting:
        raise ValueError(f"Imports must have no circle. Received: {waiting}, {name}")
    text = (FOLDER / name).read_text(encoding="utf8")
    for names, other in _IMPORT.findall(text):
        if other not in files:
            _gather(other, files, (*waiting, name))
        exported = _declared(_exports(files[other]))
        for wanted in filter(None, re.split(r"[,\s]+", names)):
            if wanted not in exported:
                raise ValueError(
                    f"`{name}` must import what {other} exports. Received: {wanted}"
                )
    if re.search(r"^import\b", _IMPORT.sub("", text), re.MULTILINE):
        raise ValueError(
            f'`{name}` must write its imports as `import {{ x }} from "./file.js";`.'
        )
    files[name] = text


def _exports(text):
    """The lines of a file that export something by name."""
    return "\n".join(re.findall(r"^export .*", text, re.MULTILINE))


def _declared(text):
    names = _DECLARED.findall(_EXPORT.sub("", text))
    return [word for each in names for word in re.findall(r"[\w$]+", each)]
