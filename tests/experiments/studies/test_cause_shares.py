"""Shares of causes on each margin: those of the measures where there are any, and of the sums."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.studies import cause_shares as study
from scenarios import load
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS, MARGINS
from simulation.engine import simulate

SIZE = {"city.citizens": 400, "city.months": 36, "city.burn_in": 12}


@pytest.fixture(scope="module")
def city():
    """A run and its shares."""
    outcome = simulate(load("baseline").but(SIZE).settings, seed=2)
    return outcome.measures.iloc[-1], study.shares(outcome.world)


def test_every_margin_cause_and_group_has_a_row(city):
    _, shares = city
    groups = ["all", *EDUCATIONS, *(f"ict_{level}" for level in ICT_LEVELS)]
    assert len(shares) == len(MARGINS) * len(study.REPORTED) * len(groups)
    assert list(shares["group"].unique()) == groups
    assert list(shares.columns) == list(study.COLUMNS)


def test_they_are_those_of_the_measures(city):
    """Two cells and all educations are measures of their own."""
    last, shares = city
    found = shares.set_index(["margin", "cause", "group"])["share"]
    for level in ICT_LEVELS:
        for name, cell in (("redesign_share_within_post", ("within_post", "redesign")),
                           ("job_loss_share_access", ("access", "job_loss"))):  # fmt: skip
            wanted = last[f"{name}_ict_{level}"]
            assert found[(*cell, f"ict_{level}")] == pytest.approx(wanted, nan_ok=True)
    for margin in MARGINS:
        for education in EDUCATIONS:
            wanted = last[f"cause_share_by_margin_{margin}_{education}_redesign"]
            assert found[margin, "redesign", education] == pytest.approx(wanted, nan_ok=True)


def test_the_table_has_means_over_seeds():
    cells = pd.DataFrame([
        {"seed": seed, "margin": "access", "cause": "job_loss", "group": "all",
         "share": 0.4 + 0.01 * seed}
        for seed in range(3)
    ])  # fmt: skip
    (row,) = study.table(cells)
    assert row["share"] == pytest.approx(0.41)
    assert row["low"] < 0.41 < row["high"]
    assert row["seeds"] == 3
    assert np.isfinite(row["low"])
