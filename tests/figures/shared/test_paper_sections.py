"""Figures name the part of the paper that they show."""

from __future__ import annotations

import pytest

from experiments.claims import claims
from figures import catalogue
from figures.shared.paper_sections import Paper

WHOLE = "H1 to H27"


def test_hypotheses_are_those_that_are_judged() -> None:
    known = {claim.number for claim in claims()}
    for name, module in catalogue.FIGURES.items():
        assert {*module.PAPER.hypotheses} - {WHOLE} <= known, name
    assert catalogue.FIGURES["claims"].PAPER.hypotheses == (WHOLE,)


def test_a_section_that_the_paper_does_not_have_is_refused() -> None:
    with pytest.raises(
        ValueError, match="'results' is no section of the paper; one of introduction"
    ):
        Paper("results", "Something.")
