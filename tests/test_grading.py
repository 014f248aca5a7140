"""Grading from end to end, with the commands of solutions/README.md."""

import csv
import json
import os
import re
import shutil
from pathlib import Path

import pytest

NAME = "01_dense_to_conv"
POINTS = 15
HALF = {"flat_index": 1, "merge_dense": 2, "kernel_of_part": 3}
SCORES = {
    "right": POINTS,
    "half": sum(HALF.values()),
    "untouched": 0,
    "tampered": 0,
    "shadowing": 0,
}


def archive(course, student):
    """A student edition in the folder of what `student` sent; its notebook."""
    folder = course.root / "grading" / "downloaded" / NAME / "archive" / student
    shutil.copytree(course.notebook("exercises", NAME).parent, folder)
    return folder / f"{NAME}.ipynb"


def solve(course, path, functions=None):
    """Put the solved cells (only those of `functions`) into the notebook at `path`."""
    solved = json.loads(course.notebook("solutions", NAME).read_text())
    answers = {cell["id"]: cell["source"] for cell in solved["cells"]}
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        wanted = functions is None or grading.get("grade_id") in functions
        if grading.get("solution") and wanted:
            cell["source"] = answers[cell["id"]]
    path.write_text(json.dumps(notebook))


def tamper_with_cases(path):
    """Make them cases of which every function that returns 0 is right."""
    path = Path(path)
    cases = json.loads(path.read_text())
    for group in cases.values():
        for case in group["cases"]:
            case["expected"] = 0
        group["mutants"] = []
    path.write_text(json.dumps(cases))


def run(course, *words):
    done = course.run("nbgrader", *words)
    assert done.returncode == 0, done.stderr


def test_private_release_touches_neither_exercises_nor_solutions(released):
    assert released.run("git", "status", "--porcelain").stdout == ""
    public = (released.root / "solutions" / NAME / "cases.json").read_text()
    private = (released.root / "grading" / "source" / NAME / "cases.json").read_text()
    assert json.loads(private).keys() == json.loads(public).keys()
    assert json.loads(private) != json.loads(public)
    handed_out = released.root / "grading" / "release" / NAME / "cases.json"
    assert handed_out.read_text() == private


@pytest.fixture(scope="module")
def graded(released, edit):
    course = released
    right = archive(course, "right")
    solve(course, right)
    zipped = shutil.make_archive(
        right.parent, "zip", right.parents[1], right.parent.name
    )
    shutil.rmtree(right.parent)
    assert zipped.endswith("right.zip")

    half = archive(course, "half")
    (half.parent / ".ipynb_checkpoints").mkdir()
    shutil.copy(half, half.parent / ".ipynb_checkpoints" / half.name)
    solve(course, half, HALF)

    for student in ("untouched", "shadowing"):
        archive(course, student)
    archive(course, "a[b]")  # no name to be collected by
    edit(archive(course, "tampered"), "raise NotImplementedError", "return 0")

    run(course, "zip_collect", NAME)
    # Whoever collects by other means may hand such files to the grader.
    submitted = course.root / "grading" / "submitted"
    cases = course.notebook("exercises", NAME).with_name("cases.json")
    tamper_with_cases(shutil.copy(cases, submitted / "tampered" / NAME))
    package = submitted / "shadowing" / NAME / "course_utils"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "checks.py").write_text("def check(*arguments):\n    pass\n")
    (package / "draw.py").write_text("def draw_grid(*arguments, **kw):\n    pass\n")
    secret = course.root / "secret.txt"
    secret.write_text("What only the instructor may read")
    for name in ("notes.txt", ".notes", "another.html"):
        (submitted / "half" / NAME / name).symlink_to(secret)

    run(course, "autograde", NAME)
    run(course, "generate_feedback", NAME)
    run(course, "export")
    return course


def test_scores(graded):
    grading = graded.root / "grading"
    with open(grading / "grades.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == NAME]
    assert {row["student_id"]: float(row["score"]) for row in rows} == SCORES
    assert {float(row["max_score"]) for row in rows} == {POINTS}


def test_feedback_is_a_page_with_the_same_messages_as_the_check(graded):
    page = graded.root / "grading" / "feedback" / "half" / NAME / f"{NAME}.html"
    text = page.read_text(encoding="utf8")
    assert "kernel_channels_first is not written yet" in text
    assert "flat_index: all" in text
    assert not re.search(r"Traceback \(most|site-packages", text)


def test_nothing_but_the_page_lies_in_the_feedback(graded):
    feedback = graded.root / "grading" / "feedback"
    found = {path for path in feedback.rglob("*") if not path.is_dir()}
    assert found == {feedback / name / NAME / f"{NAME}.html" for name in SCORES}
    # What would have been copied was there.
    autograded = graded.root / "grading" / "autograded" / "half" / NAME
    assert {"cases.json", ".notes", "another.html"} <= {*os.listdir(autograded)}


def test_graded_cells_are_frozen_once_there_are_submissions(graded, edit):
    # nbgrader itself would delete the release when a graded cell is renamed.
    grading = graded.root / "grading"
    handed_out = sorted((grading / "release").rglob("*"))
    edit(graded.notebook("solutions", NAME), "check_head_cost", "check_cost")
    refused = graded.release("--seed", "secret")
    assert refused.returncode == 1
    assert f"{NAME} has submissions, so its graded cells must stay" in refused.stderr
    assert sorted((grading / "release").rglob("*")) == handed_out
    edit(graded.notebook("solutions", NAME), "check_cost", "check_head_cost")


def test_grading_refuses_to_start_without_private_cases(course):
    refused = course.run("nbgrader", "autograde", NAME)
    assert refused.returncode != 0
    assert "There is no gradebook yet. Make one: make release SEED=" in refused.stderr


def test_grading_refuses_to_start_without_the_cases_of_an_exercise(released):
    cases = released.root / "grading" / "source" / NAME / "cases.json"
    away = cases.rename(released.root / "away.json")
    refused = released.run("nbgrader", "autograde", NAME)
    away.rename(cases)
    assert refused.returncode != 0
    assert f"No cases.json in grading/source for: {NAME}." in refused.stderr


def test_grading_refuses_a_path_in_which_nothing_would_be_ignored(course):
    course.root = course.root.rename(course.root.with_name("course [1]"))
    refused = course.run("nbgrader", "autograde", NAME)
    assert refused.returncode != 0
    assert "The path of the course must have no *, ? or [" in refused.stderr
