"""Imports go one way, and what needs no Keras model loads no TensorFlow."""

import ast
import os
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from package import MODULES

# What each module may import of ours, beside `arguments`; one that is not named here
# may import nothing else. What is said of a folder holds for all modules in it, which
# may import each other.
ALLOWED = {
    "convert": {"layer_kinds"},
    "datasets": {"annotations", "boxes"},
    "geometry": {"layer_kinds"},
    "metrics": {"annotations", "boxes"},
    "kernels": {"geometry"},
    "models": {"boxes", "datasets"},
    "widgets": {"anchors", "boxes", "geometry", "kernels", "metrics", "yolo"},
    "yolo": {"boxes"},
}
TENSORFLOW = {"convert", "models"}


def imported(path):
    """Names of our modules that the file at `path` imports, wherever it does so."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.removeprefix("course_utils.") for name in names} & set(MODULES)


def python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_it_may(module):
    folder = module.partition(".")[0]
    allowed = {"arguments"} | ALLOWED.get(module, ALLOWED.get(folder, set()))
    if module == folder or module not in ALLOWED:
        allowed |= {name for name in MODULES if name.startswith(f"{folder}.")}
    assert imported(MODULES[module]) <= allowed


def test_there_is_no_circle():
    graph = {module: imported(path) for module, path in MODULES.items()}
    order = list(TopologicalSorter(graph).static_order())
    assert set(order) == set(MODULES)


def test_only_modules_with_models_load_tensorflow():
    light = [name for name in MODULES if name.partition(".")[0] not in TENSORFLOW]
    loaded = "'tensorflow' in sys.modules or 'keras' in sys.modules"
    lines = (
        f"import course_utils.{name}; print('{name}' * ({loaded}), end='')"
        for name in light
    )
    done = python("\n".join(["import sys", *lines]))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_modules_with_models_load_tensorflow_and_write_nothing():
    lines = (f"import course_utils.{name}" for name in sorted(TENSORFLOW))
    done = python("\n".join([*lines, "import sys; print('tensorflow' in sys.modules)"]))
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


@pytest.mark.speed
def test_a_lesson_without_a_model_imports_in_under_two_seconds():
    light = [name for name in MODULES if name.partition(".")[0] not in TENSORFLOW]
    before = os.times()
    done = python("\n".join(f"import course_utils.{name}" for name in light))
    after = os.times()
    assert done.returncode == 0, done.stderr
    assert after.children_user - before.children_user < 2


def test_the_package_sets_tensorflow_up_before_it_is_loaded():
    done = python(
        "import course_utils, os\n"
        "print({name: os.environ[name] for name in course_utils.ENVIRONMENT}"
        " == course_utils.ENVIRONMENT)",
        TF_ENABLE_ONEDNN_OPTS="1",
    )
    assert done.stdout == "True\n"
    assert done.stderr == ""


def test_the_package_warns_when_tensorflow_came_first():
    code = "import sys; sys.modules['tensorflow'] = sys; import course_utils"
    done = python(code, TF_ENABLE_ONEDNN_OPTS="1")
    assert "TensorFlow was loaded before course_utils" in done.stderr
