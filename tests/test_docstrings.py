import doctest
import importlib

import keras
import pytest

from package import MODULES


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    module = importlib.import_module(f"course_utils.{name}")
    # geometry imports Keras only where it is needed.
    assert doctest.testmod(module, extraglobs={"keras": keras}).failed == 0


def test_there_are_examples():
    module = importlib.import_module("course_utils.boxes")
    assert doctest.testmod(module).attempted > 0
