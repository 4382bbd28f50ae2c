"""Who is reached, at what price: computed from runs whose answer is known."""

from __future__ import annotations

import pandas as pd
import pytest

from experiments.studies import channels, reach
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS

SHARES = {"low": 0.2, "mid": 0.5, "high": 0.3}
SEEDS = range(3)
#: A tenth of job-holders with low education are in teams, and nobody else.
IN_TEAMS = 0.1 * 0.5 * SHARES["low"]


def runs(scenario, **columns):
    """Runs of a city where everything is equal in every seed."""
    people = {
        f"people_cell_{education}_{level}": share / len(ICT_LEVELS)
        for education, share in SHARES.items()
        for level in ICT_LEVELS
    }
    return pd.DataFrame([{"scenario": scenario, "seed": seed, **people, **columns}
                         for seed in SEEDS])  # fmt: skip


def by_education(measure, low, mid, high):
    """Columns of a measure by education."""
    return dict(zip((f"{measure}_{name}" for name in EDUCATIONS), (low, mid, high), strict=True))


@pytest.fixture
def table():
    every = pd.concat([
        runs("baseline"),
        runs("training", **by_education("public_courses", 0.2, 0.1, 0.1),
             **by_education("assessments", 0.05, 0.0, 0.0), recognition_cost=12.0,
             cost_training=120.0),
        runs("communities", **by_education("community_members", 0.1, 0.2, 0.1),
             cost_communities=60.0),
        runs("network", employment_all=0.9, unemployment_all=0.1, job_finding_all=0.05,
             job_to_job_all=0.01, network_placements=0.1, cost_network=120.0,
             coordination_cost=31.8),
        runs(f"communities{channels.TEAMS}", **by_education("team_members", 0.1, 0.0, 0.0),
             **by_education("employment", 0.5, 0.5, 0.5), team_cost=10.0),
    ])  # fmt: skip
    return pd.DataFrame(reach.table(every)).set_index(["programme", "quantity"])["mean"]


def test_people_reached_per_hundred_residents(table):
    assert table["courses", "reached"] == pytest.approx(100 * (0.2 * 0.2 + 0.1 * 0.8))
    assert table["assessments", "reached"] == pytest.approx(1.0)
    assert table["communities", "reached"] == pytest.approx(15.0)
    # a tenth of the employed look for work: 5 % of them and 1 % of the employed are hired monthly
    assert table["network", "reached"] == pytest.approx(
        100 * 0.1 * 12 * (0.05 * 0.1 + 0.01 * 0.9)
    )  # fmt: skip
    assert table["work teams", "reached"] == pytest.approx(100 * IN_TEAMS)


def test_euro_and_hours_for_each(table):
    assert table["courses", "euro"] == pytest.approx((120 - 12) / 0.12)
    assert table["courses", "hours"] == reach.TAUGHT_HOURS
    assert table["assessments", "euro"] == pytest.approx(1200.0)
    assert table["communities", "euro"] == pytest.approx(400.0)
    assert table["communities", "hours"] == pytest.approx(400 / 31.8)
    assert table["network", "hours"] == pytest.approx(100 / table["network", "reached"])
    assert table["work teams", "euro"] == pytest.approx(10 / IN_TEAMS)
    assert table["work teams", "hours"] == pytest.approx(12 * (4 + 1.45))
