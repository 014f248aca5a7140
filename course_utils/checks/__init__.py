"""Check an exercise's function against stored cases and name the misconception.

`cases.json` beside an exercise holds, for each group of cases, the arguments, the
expected results and what plausible wrong answers (mutants) return. `make release`
writes it. The function runs in the learner's own process: this package explains
mistakes, it does not stop anyone who wants to cheat.

- `verdict`: `check` itself, and what a failing case is told about;
- `relations`, `changes`: what all results and expected results have to do with each
  other;
- `text`: values and calls as text, calls as Python that can be pasted;
- `calls`: run a function with a time limit, and say where it failed;
- `compare`: what counts as right;
- `stored`: the file of cases.
"""

from course_utils.checks.calls import Raised, run, run_all
from course_utils.checks.compare import distance, same
from course_utils.checks.stored import decode, encode
from course_utils.checks.text import show
from course_utils.checks.verdict import CheckFailed, case, check

__all__ = [
    "CheckFailed",
    "Raised",
    "case",
    "check",
    "decode",
    "distance",
    "encode",
    "run",
    "run_all",
    "same",
    "show",
]
