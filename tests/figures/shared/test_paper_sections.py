"""Figures say what of the paper they show, and the figures page leads from there to the files."""

from __future__ import annotations

import re

import pytest

from experiments.claims import claims
from figures import catalogue
from figures.report import result_pages
from figures.shared import paper_sections
from figures.shared.paper_sections import Paper

WHOLE = "H1 to H27"


def test_hypotheses_are_those_that_are_judged() -> None:
    known = {claim.number for claim in claims()}
    for name, module in catalogue.FIGURES.items():
        assert {*paper_sections.of(module).hypotheses} - {WHOLE} <= known, name
    assert paper_sections.of(catalogue.FIGURES["claims"]).hypotheses == (WHOLE,)


def test_a_module_that_says_nothing_is_shown_without() -> None:
    assert paper_sections.of(object()) == paper_sections.UNSAID
    assert paper_sections.UNSAID.heading == ""


def test_a_section_that_the_paper_does_not_have_is_refused() -> None:
    with pytest.raises(
        ValueError, match="'results' is no section of the paper; one of introduction"
    ):
        Paper("results", "Something.")


def test_the_figures_page_leads_from_each_claim_to_the_files() -> None:
    text = (result_pages.ROOT / "docs" / "results" / "figures.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|.*`cityfit figures (\w+)` \|.*$", text, flags=re.MULTILINE)
    assert rows == catalogue.names()
    block = result_pages.outputs_block()
    assert block in text
    for name, module in catalogue.FIGURES.items():
        (row,) = [line for line in block.splitlines() if f"`cityfit figures {name}`" in line]
        assert module.TITLE in row
        assert f"`{name}.pdf`" in row
        assert paper_sections.of(module).claim in row
