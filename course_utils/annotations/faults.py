"""What is wrong with annotations: gathered, then raised or left out with a warning."""

import sys
import warnings

from course_utils.arguments import check_choice

_MOST = 5  # faults that a message lists


class Fault(ValueError):
    """One fault, on its way to those who gather them."""


class Faults:
    """Faults as they are met: those of single boxes, and all others.

    With `bad="skip"` the first kind is left out, with a warning, and not raised.
    """

    def __init__(self, bad):
        check_choice("bad", bad, ("raise", "skip"))
        self.skips = bad == "skip"
        self._raised, self._skipped = [], []

    def of_box(self, fault):
        (self._skipped if self.skips else self._raised).append(str(fault))

    def of_file(self, fault):
        self._raised.append(str(fault))

    def outcome(self, result):
        """`result`, with `bad="skip"` also the list of what was left out and why."""
        refuse(self._raised)
        if not self.skips:
            return result
        if self._skipped:
            count = len(self._skipped)
            boxes = "1 box" if count == 1 else f"{count} boxes"
            warn(f"Left out {boxes}:\n{listed(self._skipped)}")
        return result, self._skipped


def refuse(faults):
    """Raise ValueError with the first of `faults`, if there are any."""
    if faults:
        raise ValueError(listed(faults))


def listed(faults):
    """The first five of `faults`, a line each, and how many more there are."""
    lines = [str(fault) for fault in faults[:_MOST]]
    if len(faults) > _MOST:
        lines.append(f"and {len(faults) - _MOST} more")
    return "\n".join(lines)


def warn(message):
    """Warn in the name of the line that called the package."""
    frame, level = sys._getframe(), 1
    while frame.f_back and _is_ours(frame):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)


def _is_ours(frame):
    return frame.f_globals.get("__name__", "").startswith("course_utils.")
