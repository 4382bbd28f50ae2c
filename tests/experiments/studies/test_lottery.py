"""Lotteries: an experiment that finds what a programme does, and nothing with it closed."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.studies import lottery as study

SEEDS = 6


@pytest.fixture
def runs():
    """Runs in which half of the assigned take a course that gives a job to a fifth of them."""
    chance = np.random.default_rng(1)
    rows = []
    for seed in range(SEEDS):
        common = 700.0 + chance.integers(50)
        for city in study.CITIES:
            for programme in (study.NONE, *study.COMPARED):
                for year, draw, group, half in itertools.product(
                    study.YEARS, study.DRAWS, study.GROUPS, study.HALVES
                ):
                    acts = programme == "courses" and draw == "training" and half == "drawn"
                    rows.append({
                        "scenario": study.arm(city, programme), "seed": seed, "month": 12 * year,
                        "draw": draw, "group": group, "half": half, "people": 1000.0,
                        "taught": 500.0 if acts else 0.0, "assessed": 0.0, "member": 0.0,
                        "employed": common + 100.0 * acts + 30.0 * (half == "others"),
                        "happiness": common,
                    })  # fmt: skip
    return pd.DataFrame(rows)


def test_the_effect_is_that_of_being_drawn(runs):
    """Chance differences of the halves cancel; per learner the effect is twice that of a place."""
    rows = pd.DataFrame(study.table(runs))
    assert len(rows) == np.prod([
        len(some)
        for some in (study.CITIES, study.COMPARED, study.OUTCOMES, study.GROUPS, study.YEARS)
    ])  # fmt: skip
    rows = rows.set_index(["programme", "outcome", "group", "year"]).sort_index()
    for group in study.GROUPS:
        found = rows.loc[("courses", "employed", group, 2)]
        np.testing.assert_allclose(found["effect"], 10.0)
        np.testing.assert_allclose(found["took_part"], 50.0)
        np.testing.assert_allclose(found["per_participant"], 20.0)
        np.testing.assert_allclose(found["others"], 0.0, atol=1e-9)
        for nothing in (("courses closed", "employed"), ("courses", "happiness")):
            effect = rows.loc[(*nothing, group, 2), "effect"]
            np.testing.assert_allclose(effect, 0.0, atol=1e-9)


@pytest.mark.long
def test_no_effect_with_closed_channels(tmp_path):
    """The interval holds 0 with the channels closed; more and more of those drawn take part."""
    small = replace(study.QUICK, seeds=4, citizens=400, months=60)
    wanted = [study.arm("with outsiders", name) for name in (study.NONE, *study.COMPARED)]
    rows = pd.DataFrame(study.table(small.run(tmp_path, jobs=1, names=wanted).frame()))
    rows = rows[rows["group"] == "all"].set_index(["programme", "outcome", "year"]).sort_index()
    for name, programme in study.PROGRAMMES.items():
        closed, acting = rows.loc[name + study.CLOSED], rows.loc[name]
        assert ((closed["low"] <= 0.0) & (closed["high"] >= 0.0)).all()
        took = acting.loc["employed", "took_part"]
        assert took.iloc[-1] > 0.0, programme
    took = rows.loc[("courses", "employed"), "took_part"]
    assert (took.diff().dropna() > 0.0).all()
    assert took.iloc[-1] > 20.0
