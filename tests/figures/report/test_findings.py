"""The opening of the page says what its figures say, with the verdicts on the claims."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.claims import themes
from experiments.claims.report import read as read_claims
from figures import catalogue
from figures.check import REFERENCE
from figures.check import read as read_numbers
from figures.report import findings
from simulation.core.vocabulary import MARGINS

FIGURES = tuple(findings.SENTENCES)
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def kept():
    """Numbers of the reference."""
    return {name: read_numbers(REFERENCE / f"{name}.csv") for name in FIGURES}


def test_five_sentences_from_five_figures(kept):
    found = findings.findings(kept)
    assert [one.figure for one in found] == list(FIGURES)
    for one in found:
        assert one.text.endswith(".")
        assert "nan" not in one.text.split()
        assert len(one.text.split()) < 130
    assert findings.findings({"variance_1": kept["variance_1"]}) == found[:1]
    assert findings.findings({}) == []


def test_every_margin_has_words_and_its_share(kept):
    """Squares of the margins add up to the whole, so their shares to a hundred."""
    assert tuple(findings.WHERE) == tuple(MARGINS)
    text = findings.volatility(kept["variance_2"])
    shares = np.array(re.findall(r"(\d+) and (\d+) %", text), dtype=int)
    assert shares.shape == (len(MARGINS), 2)
    np.testing.assert_allclose(shares.sum(axis=0), 100, atol=2)


def test_effects_are_told_three_ways():
    """Absolute with interval, as share of the baseline, in smallest effects of interest."""
    row = pd.Series({"value": -0.004, "low": -0.006, "high": -0.002})
    text = findings.change(row, 0.1, 0.005, 4)
    assert text == (
        "−0.0040 [−0.0060, −0.0020], −4.0 % of the baseline, 0.8 × the smallest effect of interest"
    )


def test_channels_with_an_effect_are_named(tmp_path):
    rows = [
        ("training", "all channels", "unbalance", "yes"),
        ("training", "courses", "unbalance", "yes"),
        ("training", "courses", "volatility_rms", "yes"), ("training", "outreach", "fit", "yes"),
        ("communities", "community_vacancies", "unbalance", "no"),
        ("network", "transfer", "volatility_rms", "yes"),
        ("network", "pooled_vacancies", "unbalance", "yes"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["scenario", "channel", "measure", "found"])
    table.to_csv(tmp_path / "channels.csv", index=False)
    assert findings.acting(tmp_path / "channels.csv") == (
        " Channels with an effect: training through courses, communities through none, "
        "network through transfer and pooled vacancies."
    )
    assert findings.acting(tmp_path / "none.csv") == ""


def test_facts_are_counted_by_role():
    facts = pd.DataFrame({
        "series": ["calibrated", "calibrated", "checked", "checked"],
        "value": [0.5, 2.0, 0.5, np.nan], "x_low": 0.0, "x_high": 1.0,
    })  # fmt: skip
    text = findings.plausibility(facts)
    assert text.startswith("2 of 3 facts")
    assert "1 of 2 calibrated, 1 of 1 checked" in text


def test_verdicts_are_those_of_the_claims():
    judged = read_claims(REFERENCE / "judged_claims.csv")
    text = findings.verdicts(("H1", "H4"), judged)
    assert re.fullmatch(r"H1 [a-z ]+, H4 [a-z ]+", text)
    assert findings.verdicts(("H1",), None) == ""


def test_a_rough_batch_does_not_refuse_a_claim_for_its_few_seeds():
    assert findings.told("not supported", rough=True) == "undecided: too few seeds"
    assert findings.told("not supported", rough=False) == "not supported"
    assert findings.told("contradicted", rough=True) == "contradicted"


def test_the_page_opens_with_them(whole: Path):
    text = whole.read_text(encoding="utf-8")
    opening = text.split("<nav")[0]
    assert opening.count("<li>") == len(FIGURES)
    for name in FIGURES:
        assert f'href="#{name}"' in opening
    assert 'href="#claims-table"' in opening
    assert "seeds ×" not in opening


def test_claims_figures_and_code_are_linked_both_ways(whole: Path):
    """From each statement to its verdict, figure and code, and from each claim back."""
    text = whole.read_text(encoding="utf-8")
    (table,) = re.findall(r'<section id="paper">(.*?)</section>', text, flags=re.DOTALL)
    (claims,) = re.findall(r'<section id="claims-table">(.*?)</section>', text, flags=re.DOTALL)
    for name, module in catalogue.FIGURES.items():
        if module.PAPER.claim:
            assert f"figures/plots/{name}.py" in table
            assert (ROOT / f"figures/plots/{name}.py").is_file()
    for number, theme in themes().items():
        (row,) = re.findall(rf'<tbody id="claim-{number}">.*?</tr>', claims, flags=re.DOTALL)
        assert f"experiments/claims/{theme}.py" in row
        assert (ROOT / f"experiments/claims/{theme}.py").is_file()
        for name, module in catalogue.FIGURES.items():
            if number in module.PAPER.hypotheses:
                assert f'href="#{name}"' in row
                assert f'href="#claim-{number}"' in table
