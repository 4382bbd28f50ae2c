"""Portfolios: equal cost by design, the surface found again, the frontier and who is as good."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.designs.simplex import shares
from experiments.studies.portfolios import (
    BUDGET,
    QUICK,
    Surface,
    as_good_as_best,
    joint,
    mixture,
    pareto,
    portfolios,
    scenarios,
    table,
)  # fmt: skip
from simulation.core.accounts import INTERVENTIONS


def test_every_mixture_costs_the_same_and_is_there_once():
    points = mixture()
    assert len(points) == len({one.shares for one in points}) == 16
    assert {one.budget for one in points} == {BUDGET}
    for one in portfolios():
        assert sum(one.shares) == pytest.approx(1.0)
    assert len({one.name for one in portfolios()}) == len(portfolios())


def test_scenarios_hold_the_money_they_say():
    made = {scenario.name: scenario for scenario in scenarios(QUICK.changes)}
    assert set(made) == {"baseline", *(one.name for one in portfolios())}
    for one in portfolios():
        sections = [made[one.name].settings[f"interventions.{name}"] for name in INTERVENTIONS]
        assert sum(each.annual_budget_per_citizen for each in sections) == pytest.approx(one.budget)
        assert {each.start_month for each in sections} == {QUICK.burn_in}


@given(st.lists(st.floats(-10, 10), min_size=7, max_size=7))
def test_a_surface_is_found_again(coefficients):
    truth = Surface(np.array(coefficients))
    points = [one.shares for one in mixture()]
    found = Surface.fit(points, truth.at(points))
    np.testing.assert_allclose(found.at(shares(10, 3)), truth.at(shares(10, 3)), atol=1e-6)


def test_too_few_points_are_an_error():
    with pytest.raises(ValueError, match="too few"):
        Surface.fit(np.eye(3), [1.0, 2.0, 3.0])


def test_the_frontier_leaves_out_what_is_dominated():
    names = ["cheap", "good", "bad", "dear"]
    means = {
        "unbalance": pd.Series([0.0, -1.0, 0.0, -2.0], names),
        "volatility": pd.Series([0.0, -1.0, 0.0, -1.0], names),
        "joint": pd.Series([0.0, 1.0, 0.0, 1.0], names),
    }
    spent = {"cheap": 10.0, "good": 20.0, "bad": 20.0, "dear": 40.0}
    assert pareto(names, means, spent) == {"cheap", "good", "dear"}


def test_the_weaker_aim_counts():
    base = pd.DataFrame({"wealth": [100.0, 100.0], "well_being": [0.5, 0.5]}, index=[1, 2])
    arm = pd.DataFrame({"wealth": [110.0, 90.0], "well_being": [0.5, 0.6]}, index=[1, 2])
    assert joint(arm, base).to_list() == pytest.approx([1.0, 0.9])


def made_up(best, seeds=6):
    """Runs in which one portfolio is better than the others by a hundredth of noise or more."""
    luck = np.random.default_rng(3)
    rows = []
    for name in ("baseline", *(one.name for one in portfolios())):
        for seed in range(1, seeds + 1):
            better = 0.1 if name == best else 0.0
            row = {
                "scenario": name,
                "seed": seed,
                "unbalance": 0.1 - better,
                "volatility": 0.04 - better / 10,
                "wealth": 2000.0 * (1 + better + luck.normal(0, 0.001)),
                "well_being": 0.6 * (1 + better),
            }
            rows.append(row | {f"cost_{which}": 40.0 for which in INTERVENTIONS})
    return pd.DataFrame(rows)


def test_the_best_is_found_and_the_others_told_from_it():
    best = mixture()[4]
    rows = pd.DataFrame(table(made_up(best.name)))
    assert len(rows) == len(portfolios())
    equal = rows[rows["as_good"]]
    assert equal["portfolio"].to_list() == [best.title]
    assert rows.loc[rows["as_good"], "frontier"].all()


def test_where_nothing_differs_all_are_as_good():
    points = mixture()
    noise = np.random.default_rng(1).normal(0, 1, (10, len(points)))
    changes = pd.DataFrame(noise, columns=[one.name for one in points])
    assert len(as_good_as_best(points, changes)) > 1
