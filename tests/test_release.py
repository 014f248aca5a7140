"""`make release` never overwrites a learner's work, and grade ids stay frozen."""

NAME = "00_start_here"


def test_work_is_kept_until_it_is_forced_away(course, edit):
    exercise = course.notebook("exercises", NAME)
    handed_out = exercise.read_bytes()
    edit(exercise, "raise NotImplementedError", "return []")
    mine = exercise.read_bytes()
    edit(course.notebook("solutions", NAME), "Lesson 00 slid", "Lesson 0 slid")

    refused = course.release()
    assert refused.returncode == 1
    assert f"not in git: exercises/{NAME}/{NAME}.ipynb. Move it" in refused.stderr
    assert exercise.read_bytes() == mine

    assert course.release("--force").returncode == 0
    assert b"Lesson 0 slid" in exercise.read_bytes()
    # What the release itself wrote is no work, although it is not in HEAD.
    edit(course.notebook("solutions", NAME), "Lesson 0 slid", "Lesson 00 slid")
    assert course.release().returncode == 0
    assert exercise.read_bytes() == handed_out


def test_an_exercise_with_an_indistinguishable_mutant_is_not_released(course, edit):
    mutants = course.root / "solutions" / NAME / "mutants.py"
    edit(mutants, "            flips_the_kernel:", "            by_index:")
    refused = course.release()
    assert refused.returncode == 1
    assert "no case of 200 tells apart the solution and by_index" in refused.stderr
    assert course.run("git", "status", "--porcelain", "exercises").stdout == ""
