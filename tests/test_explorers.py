"""What holds for every explorer without a browser: its files, call, state, refusals."""

import ast
import inspect
import json
import re

import numpy as np
import pytest

from course_utils.widgets import modules
from explorers import EXPLORERS
from tools.normalize import ROOT

FOLDER = ROOT / "course_utils" / "widgets"


@pytest.fixture(params=EXPLORERS)
def explorer(request):
    return EXPLORERS[request.param].make()


def test_module_is_one_short_string_that_loads_nothing(explorer):
    module, style = str(explorer._esm), str(explorer._css)
    assert module.count("export default ") == module.count("export ") == 1
    assert not re.search(r"\bimport\b|document\.(query|get)", module)
    addresses = set(re.findall(r"https?://[^\"'` ]+", module + style))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, never asked for
    assert len(module.encode()) < 60_000


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.[jc]s*")), ids=lambda p: p.name)
def test_every_file_of_the_browser_is_short(path):
    assert path.stat().st_size < 10_000


def test_styles_of_an_explorer_win_over_shared_ones(explorer):
    """Whatever comes last: another explorer on the page brings frame.css again."""
    stem = type(explorer).__module__.rpartition(".")[2]
    own = f".explorer.{stem.replace('_', '-')}"
    text = (FOLDER / f"{stem}.css").read_text(encoding="utf8")
    rules = re.sub(r"(?s)/\*.*?\*/|\{[^{}]*\}", "", text)
    rules = re.sub(r"@[^{]*\{|\}", "", rules)
    selectors = [line.strip() for line in rules.splitlines() if line.strip()]
    assert selectors
    assert [s for s in selectors if not s.startswith(own)] == []


FILES = {
    "one.js": 'import { two, x } from "./two.js";\nconst [a, b] = [two, x];\n'
    "export default a + b;\n",
    "two.js": "export const two = 2;\nexport function x() {}\nconst hidden = 3;\n",
}


@pytest.mark.parametrize(
    "changed, message",
    [
        ({"two.js": "export const two = 2;"}, "`one.js` must import .* Received: x"),
        ({"two.js": FILES["two.js"].replace("export f", "f")}, "Received: x"),
        ({"two.js": FILES["two.js"] + "let a = 4;\n"}, "`a` must be declared in one"),
        ({"two.js": 'import { a } from "./one.js";\n'}, "must have no circle"),
        ({"one.js": 'import two from "./two.js";\n'}, "must write its imports as"),
        ({"one.js": 'import * as t from "./two.js";\n'}, "must write its imports as"),
    ],
)
def test_source_refuses_what_would_not_work_as_one_file(
    tmp_path, monkeypatch, changed, message
):
    monkeypatch.setattr(modules, "FOLDER", tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    assert modules.source("one.js") == (
        "const two = 2;\nfunction x() {}\nconst hidden = 3;\n\n"
        "const [a, b] = [two, x];\nexport default a + b;\n"
    )
    for name, text in changed.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=message):
        modules.source("one.js")


def test_repr_is_the_call_that_makes_it(explorer):
    call = ast.parse(repr(explorer), mode="eval").body
    assert call.func.id == type(explorer).__name__
    parameters = list(inspect.signature(type(explorer)).parameters.values())
    data = [p.name for p in parameters if p.default is p.empty]
    assert [ast.unparse(each) for each in call.args] == data
    assert [word.arg for word in call.keywords] == [
        p.name for p in parameters if p.name not in data
    ]
    values = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    assert values == {name: getattr(explorer, name) for name in values}


def test_an_output_has_the_view_and_the_call_and_no_picture(explorer):
    """`make run` takes the picture in a browser."""
    data, _ = explorer._repr_mimebundle_()
    assert set(data) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert data["text/plain"] == repr(explorer)


def test_state_is_json_and_below_150_kilobytes(explorer):
    assert len(json.dumps(explorer.get_state())) < 150_000


def test_python_sends_no_echo_of_what_the_browser_said(explorer):
    """It would undo what the hand has moved since then."""
    sent = []
    explorer._send = lambda message, buffers=None: sent.append(message)
    explorer.set_state({"goals_met": ["x"]})
    assert explorer.goals_met == ["x"]
    assert not any("goals_met" in message.get("state", {}) for message in sent)
    for name in (*explorer._settings, "goals_met"):
        assert explorer.trait_metadata(name, "echo_update") is False, name


def test_what_is_not_taken_raises_value_error_and_changes_nothing(explorer):
    """Whatever the kind of trait; what came with it in one message is taken back."""
    before = repr(explorer)
    for name in explorer._settings:
        for wrong in ("?", [[None]], np.nan, -1e9):
            with pytest.raises(ValueError, match=f"`{name}` must be"):
                setattr(explorer, name, wrong)
            with pytest.raises(ValueError, match=f"`{name}` must be"):
                explorer.set_state({"goals_met": ["x"], name: wrong})
            assert (repr(explorer), explorer.goals_met) == (before, [])


def test_unknown_arguments_are_refused(explorer):
    with pytest.raises(TypeError, match="'unknown'"):
        type(explorer)(unknown=2)
