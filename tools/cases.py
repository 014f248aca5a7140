"""Choose cases on which every plausible wrong answer shows and is told apart.

An exercise's `mutants.py` defines

    GROUPS = {
        "group": {
            "function": "name of the graded function",
            "arguments": rng -> tuple of plain values,
            "mutants": {wrong_function: "the sentence a learner should read", ...},
        },
    }
    ALTERNATIVES = {"name of the graded function": another right algorithm}
"""

import ast
import hashlib
import importlib.util
import json
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
from IPython.core.inputtransformer2 import TransformerManager

from course_utils.checks import Raised, decode, encode, run_all
from tools.normalize import read
from tools.separate import differ

POOL = 200  # seeded cases to choose from
FEWEST = 12  # cases in a group
FAILING = 3  # cases with different expected results on which each mutant fails
MARGIN = 100  # two answers count as different beyond this many tolerances


def load_mutants(folder):
    """Import `mutants.py` of the exercise in `folder`."""
    spec = importlib.util.spec_from_file_location(
        f"mutants_{folder.name}", folder / "mutants.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_names(notebook, kinds=(ast.FunctionDef, ast.ClassDef, ast.Assign)):
    """Run a notebook's imports and statements of `kinds`; return the names they set.

    No kernel is started, and the cells' calls (checks, plots) are left out.
    """
    kept = (ast.Import, ast.ImportFrom, *kinds)
    names = {}
    for cell in read(notebook).cells:
        if cell.cell_type == "code":
            # As Python: a magic such as %config becomes a call.
            tree = ast.parse(TransformerManager().transform_cell(cell.source))
            tree.body = [node for node in tree.body if isinstance(node, kept)]
            exec(compile(tree, str(notebook), "exec"), names)
    plt.close("all")  # `_, axes = plt.subplots()` is an assignment, too
    return names


def make_cases(folder, seed):
    """Return the content of `cases.json` for the exercise in `folder`.

    Raises ValueError, naming the group, when two answers cannot be told apart or when
    the solution fails on a case.
    """
    groups = load_mutants(folder).GROUPS
    solutions = load_names(folder / f"{folder.name}.ipynb")
    made = {}
    for name, group in groups.items():
        try:
            made[name] = _make_group(group, solutions[group["function"]], seed, name)
        except KeyError as error:
            raise ValueError(f"{folder.name}: {name}: {error} is missing") from None
        except ValueError as error:
            raise ValueError(f"{folder.name}: {name}: {error}") from None
    return made


def to_json(cases):
    """Write the content of `cases.json` with a line per case."""

    def rows(entries):
        return ",\n".join(f"   {dumps(entry)}" for entry in entries)

    def dumps(value):
        return json.dumps(value, allow_nan=False, ensure_ascii=False)

    groups = [
        f'{dumps(name)}: {{\n  "function": {dumps(group["function"])},\n'
        f'  "cases": [\n{rows(group["cases"])}\n  ],\n'
        f'  "mutants": [\n{rows(group["mutants"])}\n  ]\n }}'
        for name, group in cases.items()
    ]
    return "{\n " + ",\n ".join(groups) + "\n}\n"


def _make_group(group, solution, seed, name):
    rng = np.random.default_rng(_entropy(seed, name))
    answers = {"the solution": solution}
    answers |= {mutant.__name__: mutant for mutant in group["mutants"]}
    chosen = _choose(_draw(group["arguments"], rng, answers), list(answers))
    return {
        "function": group["function"],
        "cases": [
            {"arguments": case.arguments, "expected": encode(case.results[0])}
            for case in chosen
        ],
        "mutants": [
            {"says": says, "results": [_shorten(case.results[n]) for case in chosen]}
            for n, says in enumerate(group["mutants"].values(), start=1)
        ],
    }


class _Case:
    """Arguments, each answer's result on them, and which pairs of answers differ."""

    def __init__(self, arguments, results):
        self.arguments = arguments
        self.size = len(json.dumps(arguments))
        self.results = results
        if results[0] is None or isinstance(results[0], Raised):
            raise ValueError(
                f"the solution must return a value. Received: {results[0]} for "
                f"{arguments}"
            )
        apart = differ(results, MARGIN)
        pairs = combinations(range(len(results)), 2)
        self.separates = {pair for pair in pairs if apart[pair]}
        expected = json.dumps(encode(results[0]))
        self.shows = {(n, expected) for n in range(1, len(results)) if apart[0, n]}


def _draw(draw, rng, answers):
    """Seeded cases with different arguments, from the smallest to the largest."""
    encoded = [encode(list(draw(rng))) for _ in range(POOL)]
    encoded = list({json.dumps(arguments): arguments for arguments in encoded}.values())
    many = [decode(arguments) for arguments in encoded]
    results = zip(*(run_all(answer, many) for answer in answers.values()), strict=True)
    pool = [_Case(*case) for case in zip(encoded, results, strict=True)]
    return sorted(pool, key=lambda case: case.size)


def _choose(pool, names):
    """The cases of a group, from the smallest to the largest.

    Every two answers differ on one of them, and every wrong answer fails on some with
    different expected results, as many as the pool has up to FAILING, so that its name
    can be told from the failing cases alone.
    """
    # The first failing case is what a learner reads: of all that fail, the smallest.
    chosen, open_pairs = [], set(combinations(range(len(names)), 2))
    for case in pool:
        if any(first == 0 for first, _ in case.separates & open_pairs):
            chosen.append(case)
            open_pairs -= case.separates
    while open_pairs:
        best = max(pool, key=lambda case: len(case.separates & open_pairs))
        if not best.separates & open_pairs:
            alike = "; ".join(
                f"{names[first]} and {names[second]}"
                for first, second in sorted(open_pairs)
            )
            raise ValueError(f"no case of {POOL} tells apart {alike}")
        chosen.append(best)
        open_pairs -= best.separates
    while few := _failing_on_few(pool, chosen, len(names)):
        # Small cases make short messages, so among equals the smallest is taken.
        chosen.append(max(pool, key=lambda case: len(case.shows & few)))
    # More of all sizes: an answer may be wrong in a way that no mutant is.
    others = [case for case in pool if case not in chosen]
    missing = min(max(FEWEST - len(chosen), 0), len(others))
    spread = np.linspace(0, len(others) - 1, missing).astype(int)
    chosen += [others[index] for index in spread]
    return sorted(chosen, key=lambda case: case.size)


def _failing_on_few(pool, chosen, count):
    """What cases of the pool would still add: a wrong answer and an expected result."""
    few = set()
    for answer in range(1, count):
        shown, known = (
            {pair for case in cases for pair in case.shows if pair[0] == answer}
            for cases in (pool, chosen)
        )
        if len(known) < min(FAILING, len(shown)):
            few |= shown - known
    return few


def _shorten(result):
    """A mutant's result as plain lists, floats with ten digits."""
    if isinstance(result, np.ndarray | np.generic):
        result = result.tolist()
    if isinstance(result, list | tuple | range):
        return [_shorten(entry) for entry in result]
    if isinstance(result, float):
        result = float(f"{result:.10g}")
    return encode(result)


def _entropy(seed, name):
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return int.from_bytes(digest, "big")
