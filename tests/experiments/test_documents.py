"""What the site generates is complete; every construct is covered or left out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.documents import coverage
from experiments.documents.blocks import page_of, process_page
from experiments.documents.docstrings import attributes, description, markdown, parts, table
from experiments.documents.equations import rendered
from simulation.schedule import MONTH

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "docs" / "model"
ODD = (MODEL / "odd.md").read_text(encoding="utf-8")


def page(process) -> str:
    written = (MODEL / "processes" / f"{page_of(process)}.md").read_text(encoding="utf-8")
    return process_page(process, written)


def test_every_process_has_a_page_and_every_page_a_process():
    pages = {path.stem for path in (MODEL / "processes").iterdir()}
    assert pages == {page_of(process) for process in MONTH}


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_the_page_of_a_process_is_complete(process):
    """It has an equation that can be rendered, a switch and tests."""
    text = page(process)
    assert any(rendered(code) for code in re.findall(r"`([^`]+)`", text)), text
    assert f"`{process.section}.active`" in text
    assert "`tests/" in text


def test_named_tests_exist():
    for path in [*MODEL.rglob("*.md"), *(ROOT / "docs" / "start").rglob("*.md")]:
        for test in re.findall(r"`(tests/[\w/.]+::\w+)`", path.read_text(encoding="utf-8")):
            assert coverage.is_test(test), test


def test_the_protocol_has_its_parts():
    headings = re.findall(r"^## (.+)$", ODD, flags=re.MULTILINE)
    assert [h.partition(". ")[0] for h in headings[:-1]] == [str(n) for n in range(1, 11)]
    for concept in ("Basic principles", "Emergence", "Adaptation", "Objectives", "Learning",
                    "Prediction", "Sensing", "Interaction", "Stochasticity", "Collectives",
                    "Observation", "Decisions (ODD+D)", "Heterogeneity (ODD+D)"):  # fmt: skip
        assert f"**{concept}.**" in ODD, concept


# --- coverage ----------------------------------------------------------------


def test_every_construct_is_covered_or_left_out_and_every_reference_exists():
    assert coverage.problems(coverage.read()) == []
    assert len(coverage.construct_numbers()) == 106


def test_a_reason_is_a_reason():
    for entry in coverage.read():
        assert not entry.left_out or len(entry.left_out.split()) >= 4, entry.number


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": ("simulation.schedule:MOON",)}, "1.1: no object 'simulation.schedule:MOON'"),
        ({"code": ("simulation.moon:MONTH",)}, "1.1: no object"),
        ({"parameters": ("city.citizen",)}, "1.1: no parameter 'city.citizen'"),
        ({"measures": ("fitt",)}, "1.1: no measure"),
        ({"scenarios": ("atlantis",)}, "1.1: no scenario"),
        ({"tests": ("tests/experiments/test_documents.py::test_nothing",)}, "1.1: no test"),
        ({"tests": ("tests/none.py::test_it",)}, "1.1: no test"),
        ({"tests": ()}, "1.1: names no test"),
        ({"code": (), "scenarios": ()}, "1.1: names no code"),
        ({"left_out": "because we could not"}, "1.1: is left out, but has references"),
        ({"number": "1.99"}, "1.99: no such construct"),
    ],
)
def test_wrong_references_are_listed(change, words):
    entries = coverage.read()
    entries[0] = replace(entries[0], **change)
    assert any(line.startswith(words) for line in coverage.problems(entries))


def test_missing_repeated_and_misplaced_entries_are_listed():
    entries = coverage.read()
    assert "1.1: there is no entry" in coverage.problems(entries[1:])
    assert "1.2: more than one entry" in coverage.problems([*entries, entries[1]])
    assert "entries are not in order" in coverage.problems([entries[1], entries[0], *entries[2:]])


# --- equations and docstrings -----------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "cityfit run baseline", "simulation/fit/perceived.py", "city.citizens=500", "a_k",
        'country = "Italy"', "f(x = 1", "= 3 ^", "run(jobs=1)",
    ],
)  # fmt: skip
def test_other_code_stays_code(code):
    assert rendered(code) is None


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("F = 1 − Σ_k ω_k d̄_k", ["<munder><mo>∑</mo><mi>k</mi></munder>", "<mo stretchy"]),
        ("x_t = c_{t−1}²", ["<msubsup><mi>c</mi>", "<mi>t</mi><mo>−</mo><mn>1</mn>", "<mn>2</mn>"]),
        ("share + at_risk_s", ["<msub><mi>at_risk</mi><mi>s</mi></msub>"]),
        ("posts_per_citizen · n", ["<mi>posts_per_citizen</mi>"]),
        ("sqrt(W B) <= √(a)", ["<msqrt>", "≤"]),
        ("(d − e)₊", ["<msub><mrow>", "<mo>+</mo></msub>"]),
        ("1 − (1 − pace)^(1/12)", ["<msup>", "<mo>/</mo>"]),
        ("the effect of groups = Σ_i (2 i - n - 1) x_i / (n Σ x)", ["block", "<mfrac>"]),
    ],
)
def test_formulas_become_mathml(code, parts):
    shown = rendered(code)
    assert all(part in shown for part in parts), shown
    assert code.count("(") >= shown.count('<mo stretchy="false">(</mo>')


def test_docstrings_become_markdown():
    class Thing:
        """A thing, ``a = b``, of :class:`simulation.world.World`.

        More of it.

        Attributes
        ----------
        size, weight : float
            How much
            there is.
        name : str
        """

    assert description(Thing.__doc__) == "A thing, `a = b`, of `World`.\n\nMore of it."
    assert attributes(Thing) == [
        ("size, weight", "float", "How much there is."),
        ("name", "str", ""),
    ]
    assert description(None) == ""
    assert set(parts("One.")) == {""}
    assert markdown(":func:`a.b`") == "`b`"
    assert table(("a", "b"), [("1|2", 3)]) == "| a | b |\n|---|---|\n| 1\\|2 | 3 |"
