"""The study of channels: what is lost when one is closed, paired by seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.studies import channels as study
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS
from simulation.engine import simulate
from simulation.interventions.channels import LEVERS

SEEDS = 4


def test_every_channel_is_closed_once_in_a_scenario_that_uses_it():
    """Every channel has a scenario that uses it, and one in which it is closed."""
    assert {channel for of in study.CHANNELS.values() for channel in of} == set(LEVERS)
    built = {scenario.name: scenario for scenario in study.QUICK.scenarios()}
    for scenario, closed in study.CHANNELS.items():
        for channel in closed:
            one = built[study.arm(scenario, channel)]
            closing = {f"{study.SECTION}.{channel}": False}
            assert one.settings == built[scenario].but(closing).settings


def test_work_teams_come_on_top_of_an_intervention():
    """Closed, they leave what the intervention does by itself, to the last bit."""
    size = {"city.citizens": 200, "city.months": 30, "city.burn_in": 12}
    start = {"interventions.communities.start_month": 12}
    built = {one.name: one for one in study.scenarios(size)}
    alone, added = built["communities"], built[f"communities{study.TEAMS}"]
    budget = "annual_budget_per_citizen"
    section = "interventions.communities"
    assert added.settings[section].team_share * getattr(added.settings[section], budget) == getattr(
        alone.settings[section], budget
    )
    closed = built[study.arm(added.name, "work_teams")]
    ends = [simulate(one.but(start).settings, seed=1).measures for one in (alone, closed, added)]
    pd.testing.assert_frame_equal(ends[0], ends[1])
    assert ends[2]["team_cost"].iloc[-1] > 0.0


@pytest.fixture
def runs():
    """Runs of a policy that lowers unbalance by .01, all of it through its courses."""
    draw = np.random.default_rng(1)
    seeds = np.arange(SEEDS)
    common = draw.random(SEEDS) * 0.02
    cells = [f"{education}_{level}" for education in EDUCATIONS for level in ICT_LEVELS]
    without = ["training_without_courses", "training_without_outreach"]
    lower = {"baseline": 0.0, "training": 0.01, without[0]: 0.0, without[1]: 0.01}
    rows = []
    for name, effect in lower.items():
        columns = {measure: np.full(SEEDS, 0.5) for measure in study.MEASURES}
        columns["unbalance"] = 0.1 + common - effect + 0.0001 * draw.random(SEEDS)
        columns |= {f"same_persons_{cell}": np.full(SEEDS, 3.0) for cell in cells}
        columns |= {f"fit_same_persons_{cell}": np.full(SEEDS, 0.7) for cell in cells}
        columns["fit_same_persons_low_none"] = np.full(SEEDS, 0.7 + 10 * effect)
        columns["cost_training"] = np.full(SEEDS, 50.0 if effect else 0.0)
        rows.append(pd.DataFrame({"scenario": name, "seed": seeds, **columns}))
    return pd.concat(rows)


def test_the_effect_is_found_where_it_is(runs):
    """The policy and its courses have the effect, outreach has none; three ways to say how much."""
    rows = pd.DataFrame(study.table(runs)).set_index(["channel", "measure"])
    for channel in (study.ALL, "courses"):
        row = rows.loc[channel, "unbalance"]
        assert row.effect == pytest.approx(-0.01, abs=2e-4)
        assert row.found == "yes"
        assert row.share == pytest.approx(100 * row.effect / rows_mean(runs))
        assert row.per_100_euro == pytest.approx(2 * row.effect)
    assert abs(rows.loc["outreach", "unbalance"].effect) < 2e-4
    assert rows.loc["courses", "fit"].found == "no"
    assert rows.loc["courses", "fit, low education before"].effect == pytest.approx(0.02)
    assert rows.loc["courses", "fit, ICT none before"].effect == pytest.approx(0.1 / 3)
    assert rows.loc["courses", "fit, ICT level3 before"].effect == 0.0
    # the highest keep their fit, so the gap closes by what the lowest gain
    assert rows.loc["courses", "gap in fit over education"].effect == pytest.approx(-0.02)
    assert rows.loc["courses", "gap in fit over ICT"].effect == pytest.approx(-0.1 / 3)
    assert rows.loc["courses", "gap in employment over ICT"].effect == 0.0


def test_a_channel_with_a_price_of_its_own_is_told_by_that(runs):
    closed = runs[runs["scenario"] == "training_without_courses"]
    closed = closed.assign(scenario="training_without_recognition")
    priced = pd.concat([runs, closed]).assign(recognition_cost=5.0)
    rows = pd.DataFrame(study.table(priced)).set_index(["channel", "measure"])
    whole, part = (rows.loc[name, "unbalance"] for name in (study.ALL, "recognition"))
    assert part.per_100_euro == pytest.approx(20 * part.effect)
    assert whole.per_100_euro == pytest.approx(2 * whole.effect)


def rows_mean(runs):
    """Mean unbalance of the baseline."""
    return runs.loc[runs["scenario"] == "baseline", "unbalance"].mean()
