"""The lottery of course places: an experiment that finds courses, and nothing without them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.studies import lottery as study

SEEDS = 6


@pytest.fixture
def runs():
    """Runs in which half of the assigned take a course that gives a job to a fifth of them."""
    draw = np.random.default_rng(1)
    rows = []
    for seed in range(SEEDS):
        common = 700.0 + draw.integers(50)
        for city in study.CITIES:
            for programme in (study.NONE, *study.PROGRAMMES):
                for year in study.YEARS:
                    for group in study.GROUPS:
                        for half in study.HALVES:
                            acts = programme == "courses" and half == "assigned"
                            rows.append({
                                "scenario": study.arm(city, programme), "seed": seed,
                                "month": 12 * year, "group": group, "half": half,
                                "people": 1000.0, "taught": 500.0 if acts else 0.0,
                                "employed": common + 100.0 * acts + 30.0 * (half == "others"),
                            })  # fmt: skip
    return pd.DataFrame(rows)


def test_the_effect_is_that_of_assignment(runs):
    """Chance differences of the halves cancel; per learner the effect is twice that of a place."""
    rows = pd.DataFrame(study.table(runs)).set_index(["programme", "group", "year"]).sort_index()
    assert len(rows) == len(runs) // SEEDS // len(study.HALVES) // 3 * 2
    for group in study.GROUPS:
        found = rows.loc[("courses", group, 2)]
        np.testing.assert_allclose(found["effect"], 10.0)
        np.testing.assert_allclose(found["took_part"], 50.0)
        np.testing.assert_allclose(found["per_learner"], 20.0)
        np.testing.assert_allclose(found["others"], 0.0, atol=1e-9)
        np.testing.assert_allclose(rows.loc[("courses closed", group, 2), "effect"], 0.0, atol=1e-9)


@pytest.mark.long
def test_no_effect_without_courses(tmp_path):
    """With the courses closed the interval holds 0; with them, more of the assigned are taught."""
    small = replace(study.QUICK, seeds=4, citizens=400, months=60)
    wanted = [study.arm("with outsiders", name) for name in (study.NONE, *study.PROGRAMMES)]
    rows = pd.DataFrame(study.table(small.run(tmp_path, jobs=1, names=wanted).frame()))
    rows = rows[rows["group"] == "all"].set_index(["programme", "year"])
    closed, courses = rows.loc["courses closed"], rows.loc["courses"]
    assert ((closed["low"] <= 0.0) & (closed["high"] >= 0.0)).all()
    assert (closed["took_part"] == 0.0).all()
    assert (courses["took_part"].diff().dropna() > 0.0).all()
    assert courses["took_part"].iloc[-1] > 20.0
