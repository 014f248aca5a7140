"""Explorers can be read, in JupyterLab's own light and dark colours."""

import os
import sys
from pathlib import Path

import pytest

from explorers import EXPLORERS
from tools.normalize import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
MEASURE = Path(__file__).with_name("contrast.js")
BLUE = "rgb(0, 114, 178)"
THEMES = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"


@pytest.fixture(params=["light", "dark"])
def themed(request, bench):
    css = (THEMES / f"theme-{request.param}-extension" / "index.css").read_text()
    css += "body { background: var(--jp-layout-color0); }"
    bench.page.set_viewport_size({"width": 1200, "height": 1500})
    style = bench.page.add_style_tag(content=css)
    yield bench
    style.evaluate("(style) => style.remove()")
    bench.page.set_viewport_size({"width": 1200, "height": 900})


@pytest.fixture(params=EXPLORERS)
def seen(request, themed):
    """What is measured of an explorer in a theme."""
    themed.mount(EXPLORERS[request.param].make())
    themed.page.add_script_tag(content=f"{{{MEASURE.read_text()}}}")
    return themed.page.evaluate("measure()")


def test_text_stands_out(seen):
    assert len(seen["texts"]) > 5
    assert [(text, round(x, 2)) for text, _, x in seen["texts"] if x < 4.5] == []


def test_borders_stand_out(seen):
    assert len(seen["borders"]) > 3
    assert [(name, round(x, 2)) for name, x in seen["borders"] if x < 3] == []


def test_sliders_and_radio_buttons_have_the_blue_of_the_course(seen):
    assert [name for name, colour, _ in seen["accents"] if colour != BLUE] == []
    assert [(name, round(x, 2)) for name, _, x in seen["accents"] if x < 3] == []


def test_text_is_not_small(seen):
    assert [(text, size) for text, size, _ in seen["texts"] if size < 11] == []


PAIRS = """<div class="explorer" style="background: #fff; font: 14px sans-serif">
  <p style="color: #777">4.48</p>
  <p style="color: #767676">4.54</p>
  <p style="color: #000; opacity: 0.5">3.95</p>
  <p style="color: color-mix(in srgb, #000 50%, #fff)">3.95</p>
  <p style="font-size: 10px">21</p>
  <p style="background: linear-gradient(red 0 0) 0 / 8px no-repeat; padding: 9px">21</p>
  <p style="background: linear-gradient(red 0 0)">1</p>
  <svg width="300" height="90">
    <rect width="100" height="90" fill="#000" />
    <image x="100" width="200" height="90" />
    <text x="20" y="40" fill="#fff">21</text>
    <text x="120" y="40">1</text>
    <text x="220" y="40" stroke="#fff" stroke-width="3" paint-order="stroke">21</text>
  </svg>
  <button style="border: 1px solid #959595">2.98</button>
  <button style="border: 1px solid #949494">3.03</button>
</div>"""


def test_contrast_is_measured_as_it_is_seen(bench):
    bench.page.evaluate("(html) => (document.body.innerHTML = html)", PAIRS)
    bench.page.add_script_tag(content=f"{{{MEASURE.read_text()}}}")
    measured = bench.page.evaluate("measure()")
    texts = [entry for entry in measured["texts"] if entry[0] not in ("2.98", "3.03")]
    assert len(texts) == 10
    for text, _, contrast in texts:
        assert contrast == pytest.approx(float(text), abs=0.05)
    assert sorted({size for _, size, _ in texts})[0] == 10
    for name, contrast in measured["borders"]:
        assert contrast == pytest.approx(float(name), abs=0.02)


@pytest.fixture(scope="module")
def axe():
    if not AXE.exists():
        reason = "no axe-core found: `make test` installs it where npm is"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return AXE.read_text()


@pytest.mark.parametrize("name", EXPLORERS)
def test_axe_finds_nothing_serious(axe, themed, name):
    themed.mount(EXPLORERS[name].make())
    themed.page.evaluate(axe)
    found = themed.page.evaluate("axe.run('.explorer')")
    assert len(found["passes"]) > 5
    serious = [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []
