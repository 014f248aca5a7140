"""Every exercise: mutants named, right answers accepted, release up to date."""

import ast
import importlib
import inspect
import json
import math
from functools import cache
from itertools import product

import numpy as np
import pytest
from nbgrader.validator import Validator
from traitlets.config import Config

from course_utils.checks import CheckFailed, check, decode, run, same
from package import MODULES
from tools.cases import load_mutants, load_names
from tools.normalize import ROOT, read
from tools.release import EXERCISES, SOLUTIONS, build_public, exercises

GROUPS = [
    (exercise, group)
    for exercise in exercises()
    for group in load_mutants(SOLUTIONS / exercise).GROUPS
]
MUTANTS = [
    (exercise, group, mutant, says)
    for exercise, group in GROUPS
    for mutant, says in load_mutants(SOLUTIONS / exercise)
    .GROUPS[group]["mutants"]
    .items()
]


def public(exercise):
    return SOLUTIONS / exercise / "cases.json"


@cache
def solution(exercise, group):
    name = load_mutants(SOLUTIONS / exercise).GROUPS[group]["function"]
    return load_names(SOLUTIONS / exercise / f"{exercise}.ipynb")[name]


def alternative(exercise, group):
    module = load_mutants(SOLUTIONS / exercise)
    return module.ALTERNATIVES[module.GROUPS[group]["function"]]


def returning(function, change):
    """`function` with its result passed through `change`, entry by entry of a tuple."""

    def changed(*arguments):
        result = function(*arguments)
        if isinstance(result, tuple):
            return tuple(map(change, result))
        return change(result)

    return changed


def as_float32(value):
    array = np.asarray(value)
    return array.astype(np.float32) if array.dtype.kind == "f" else value


def as_lists(value):
    return np.asarray(value).tolist()


@pytest.mark.parametrize(("exercise", "group"), GROUPS)
@pytest.mark.parametrize("change", [lambda v: v, as_float32, as_lists, np.asarray])
@pytest.mark.parametrize("answer", [solution, alternative])
def test_right_answers_pass(exercise, group, change, answer):
    check(returning(answer(exercise, group), change), group, cases=public(exercise))


@pytest.mark.parametrize(("exercise", "group", "mutant", "says"), MUTANTS)
def test_mutants_are_caught_and_named(exercise, group, mutant, says):
    with pytest.raises(CheckFailed) as caught:
        check(mutant, group, cases=public(exercise))
    assert str(caught.value).endswith("\n" + says)


@pytest.mark.parametrize(("exercise", "group"), GROUPS)
def test_there_are_three_mutants_or_more_and_an_alternative(exercise, group):
    module = load_mutants(SOLUTIONS / exercise)
    assert len(module.GROUPS[group]["mutants"]) >= 3
    assert module.GROUPS[group]["function"] in module.ALTERNATIVES


def borrowed_functions(exercise):
    """What a learner could hand in unread: a lesson's functions and the package's."""
    lesson = ROOT / "notebooks" / f"{exercise}.ipynb"
    modules = [importlib.import_module(f"course_utils.{name}") for name in MODULES]
    names = [load_names(lesson, (ast.FunctionDef,)), *map(vars, modules)]
    return {f for values in names for f in values.values() if inspect.isfunction(f)}


def passes(function, cases):
    """Whether `check` would pass; this stops at the first case that fails."""
    return all(
        same(run(function, decode(case["arguments"])), decode(case["expected"]))
        for case in cases
    )


@pytest.mark.parametrize("exercise", exercises())
def test_no_borrowed_function_passes_beyond_the_warm_up(exercise):
    groups = json.loads(public(exercise).read_text())
    _, *beyond = load_mutants(SOLUTIONS / exercise).GROUPS
    assert all(passes(solution(exercise, g), groups[g]["cases"]) for g in beyond)
    for group, function in product(beyond, borrowed_functions(exercise)):
        assert not passes(function, groups[group]["cases"]), (group, function)


@pytest.mark.parametrize("exercise", exercises())
def test_every_function_is_graded(exercise):
    cells = read(EXERCISES / exercise / f"{exercise}.ipynb").cells
    graded = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
    groups = load_mutants(SOLUTIONS / exercise).GROUPS
    for cell, (name, group) in zip(graded, groups.items(), strict=True):
        assert f'check({group["function"]}, "{name}")' in cell.source
        assert cell.metadata.nbgrader.grade_id == f"check_{name}"
        assert cell.metadata.nbgrader.points > 0
        assert "raises-exception" in cell.metadata.tags


@pytest.mark.parametrize("exercise", exercises())
def test_solved_edition_says_that_every_case_is_right(exercise):
    """nbval runs it and compares what it says."""
    for cell in read(SOLUTIONS / exercise / f"{exercise}.ipynb").cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            group = cell.metadata.nbgrader.grade_id.removeprefix("check_")
            count = len(json.loads(public(exercise).read_text())[group]["cases"])
            assert [output.get("text") for output in cell.outputs] == [
                f"{group}: all {count} cases are right.\n"
            ]


@pytest.mark.parametrize("exercise", exercises())
def test_student_edition_fails_every_check_as_not_written(exercise, monkeypatch):
    path = EXERCISES / exercise / f"{exercise}.ipynb"
    monkeypatch.chdir(path.parent)
    quiet = Config()
    quiet.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]
    failed = Validator(config=quiet).validate(str(path))["failed"]
    assert len(failed) == len(load_mutants(SOLUTIONS / exercise).GROUPS)
    for cell in failed:
        assert "is not written yet" in cell["error"]


# Freshness ---------------------------------------------------------------------------


def close(first, second):
    """Equal JSON values, floats to 1e-9: exp and log differ between processors."""
    if isinstance(first, float) and isinstance(second, float):
        return math.isclose(first, second, rel_tol=1e-9)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(close, first, second))
    if isinstance(first, dict) and isinstance(second, dict):
        return list(first) == list(second) and close(
            list(first.values()), list(second.values())
        )
    return type(first) is type(second) and first == second


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def test_exercises_are_what_the_release_generates(tmp_path):
    built = build_public(tmp_path)
    fresh, committed = files(tmp_path), files(EXERCISES)
    assert set(fresh) == set(committed)
    for name, path in fresh.items():
        if path.suffix == ".json":
            assert close(
                json.loads(path.read_text()), json.loads(committed[name].read_text())
            ), name
        else:
            assert path.read_bytes() == committed[name].read_bytes(), name
    for exercise in built:
        handed_out = EXERCISES / exercise / "cases.json"
        assert public(exercise).read_bytes() == handed_out.read_bytes()
