import sys

import pytest

from course_utils import environment
from course_utils.environment import check_environment, problems


@pytest.fixture
def pins(tmp_path, monkeypatch):
    """A course's folder, entered, whose requirements.txt the test writes."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    return (tmp_path / "requirements.txt").write_text


def test_nothing_is_wrong_here(capsys):
    assert problems() == []
    check_environment()
    assert capsys.readouterr().out == "Everything the course needs is here.\n"


def test_nothing_is_wrong_in_a_folder_of_the_course(monkeypatch):
    monkeypatch.chdir(environment.ROOT / "course_utils")
    assert problems() == []


@pytest.mark.parametrize("running", [(3, 10, 9), (3, 14, 0)])
def test_names_a_wrong_python(monkeypatch, running):
    monkeypatch.setattr(sys, "version_info", running)
    (problem,) = environment._python()
    assert f"Python 3.{running[1]} runs here" in problem and "make clean lab" in problem


@pytest.mark.parametrize("running", [(3, 11, 0), (3, 12, 4), (3, 13, 9)])
def test_accepts_the_right_pythons(monkeypatch, running):
    monkeypatch.setattr(sys, "version_info", running)
    assert not list(environment._python())


def test_names_missing_and_other_packages_in_one_sentence(pins, capsys):
    pins("# pinned\nnumpy==1.0\nno-such-package==2.0\npackaging>=20\n\n-e .\n")
    (problem,) = problems()
    assert "no-such-package is missing" in problem
    assert "numpy is 2" in problem and "not ==1.0" in problem
    assert "packaging" not in problem
    assert f'"{sys.executable}" -m pip install -r requirements.txt' in problem
    check_environment()
    assert capsys.readouterr().out == f"1. {problem}\n"


def test_a_pin_for_another_platform_is_no_problem(pins):
    pins("no-such-package==2.0 ; sys_platform == 'elsewhere'\n")
    assert problems() == []


def test_names_a_course_utils_that_is_not_this_repository_s(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # the notebook of another clone
    (problem,) = problems()
    assert str(environment.ROOT) in problem and str(tmp_path) in problem
    assert "pip install -e ." in problem


def test_names_a_course_utils_without_a_course(pins):
    (problem,) = problems()
    assert "no requirements.txt" in problem and "pip install -e ." in problem


def test_names_a_tensorflow_that_does_not_load(pins, monkeypatch):
    pins("")
    monkeypatch.setitem(sys.modules, "tensorflow", None)  # as a broken install
    (problem,) = problems()
    assert "TensorFlow does not load (ModuleNotFoundError" in problem
    assert "pip install --force-reinstall" in problem
