"""The modules of course_utils, for tests that hold for each of them."""

from tools.normalize import ROOT

PACKAGE = ROOT / "course_utils"


def _name(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# By name without "course_utils."; a folder has the name of its `__init__`.
MODULES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py")) if _name(path)}
