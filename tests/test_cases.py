"""Choosing cases: every pair of answers is told apart, or the release fails."""

import json

import numpy as np
import pytest

from course_utils.checks import decode
from tools.cases import FAILING, MARGIN, make_cases, to_json
from tools.release import SOLUTIONS, exercises
from tools.separate import differ

NOTEBOOK = json.dumps(
    {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": 1,
                "id": "double",
                "metadata": {},
                "outputs": [],
                "source": "def double(x):\n    return 2 * x\n\n\nraise SystemError",
            }
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)
MUTANTS = """
def numbers(rng):
    return (int(rng.integers(1, 10)),)

def squares(x):
    return x * x

def one_too_many(x):
    return 2 * x + (x > 5)

def fails(x):
    raise OverflowError

def almost(x):
    return 2 * x + {gap}

GROUPS = {{
    "double": {{
        "function": "{function}",
        "arguments": {arguments},
        "mutants": {{ {mutants} }},
    }},
}}
"""


@pytest.fixture
def exercise(tmp_path):
    def make(mutants="", function="double", arguments="numbers", gap=1e-3, body=None):
        folder = tmp_path / "99_double"
        folder.mkdir()
        notebook = NOTEBOOK if body is None else NOTEBOOK.replace("return 2 * x", body)
        (folder / "99_double.ipynb").write_text(notebook)
        (folder / "mutants.py").write_text(
            MUTANTS.format(
                mutants=mutants, function=function, arguments=arguments, gap=gap
            )
        )
        return folder

    return make


def answers(group):
    """The stored results of the solution and of each mutant, case by case."""
    expected = [case["expected"] for case in group["cases"]]
    return [decode(expected), *(decode(m["results"]) for m in group["mutants"])]


def pytest_generate_tests(metafunc):
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(metafunc.config.getoption("seeds")))


@pytest.mark.parametrize("name", exercises())
def test_every_pair_of_answers_differs_clearly(name, seed):
    for group in make_cases(SOLUTIONS / name, seed).values():
        by_case = zip(*answers(group), strict=True)
        apart = np.any([differ(results, MARGIN) for results in by_case], axis=0)
        assert np.array_equal(apart, ~np.eye(len(apart), dtype=bool))


def test_same_seed_same_cases_other_seed_other_cases():
    folder = SOLUTIONS / exercises()[0]
    assert to_json(make_cases(folder, 1)) == to_json(make_cases(folder, 1))
    assert to_json(make_cases(folder, 1)) != to_json(make_cases(folder, 2))


def test_every_mutant_fails_on_three_cases_that_expect_different_results(exercise):
    made = make_cases(exercise("squares: 'Squared.', one_too_many: 'More.'"), "seed")
    expected, *mutants = answers(made["double"])
    for results in mutants:
        pairs = zip(results, expected, strict=True)
        assert len({e for r, e in pairs if r != e}) >= FAILING


def test_the_smallest_case_on_which_a_mutant_fails_is_chosen(exercise):
    made = make_cases(exercise("one_too_many: 'More.'"), "seed")
    expected, results = answers(made["double"])
    failing = [e for r, e in zip(results, expected, strict=True) if r != e]
    # Fails from 6 on; all of one digit are equally small.
    assert failing[0] < 20


def test_json_is_what_was_made_and_smallest_cases_come_first(exercise):
    made = make_cases(exercise("squares: 'Squared.', fails: 'Failed.'"), "seed")
    assert json.loads(to_json(made)) == made
    sizes = [len(json.dumps(case["arguments"])) for case in made["double"]["cases"]]
    assert sizes == sorted(sizes)
    assert made["double"]["mutants"][1]["results"][0] == {"raised": "OverflowError"}


FLOATS = "return 2.0 * x"
REFUSED = [
    ({"mutants": "squares: 'A.'", "arguments": "lambda rng: (2,)"}, "and squares"),
    ({"mutants": "almost: 'A.'", "body": FLOATS, "gap": 1e-6}, "and almost"),
    ({"body": "raise ValueError"}, "the solution must return a value"),
    ({"body": "return None"}, "the solution must return a value"),
    ({"body": "return {1: 2}"}, "made of numbers"),
    ({"arguments": "lambda rng: ({1: 2},)"}, "made of numbers"),
    ({"function": "triple"}, "'triple' is missing"),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED)
def test_what_cannot_be_released_is_named(exercise, changes, words):
    with pytest.raises(ValueError, match=rf"99_double: double: .*{words}"):
        make_cases(exercise(**changes), "seed")


def test_every_mutant_has_a_sentence():
    for path in SOLUTIONS.glob("*/cases.json"):
        for group in json.loads(path.read_text(encoding="utf8")).values():
            assert all(mutant["says"].endswith(".") for mutant in group["mutants"])
