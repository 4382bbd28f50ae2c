"""Work teams: pooled skill shows in output and learning, most after redesign."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.processes.learning.work_teams import WorkTeams


def test_without_teams_nothing_changes(small_city, baseline):
    """With share 0, and switched off with any share, every measure is bit-identical."""
    for changes in (
        {
            "work_teams.adoption_share": 0.0,
            "work_teams.pooled_share": 1.0,
            "work_teams.learning_rate": 1.0,
        },
        {"work_teams.adoption_share": 1.0, "work_teams.active": False},
    ):
        pd.testing.assert_frame_equal(
            small_city(changes).measures, baseline.measures, check_exact=True
        )


def test_more_teams_are_the_same_teams_and_others(small_run):
    """An employer in teams at a small share is in teams at a larger one."""
    run = small_run()
    run.step()
    teams = []
    for share in (0.2, 0.6, 1.0):
        WorkTeams(adoption_share=share).run(run.world)
        teams.append(run.world.employers.team.copy())
    assert 0 < teams[0].sum() < teams[1].sum() < teams[2].sum()
    assert not (teams[0] & ~teams[1]).any()
    np.testing.assert_array_equal(teams[2], run.world.employers.present)


def test_help_closes_at_most_the_shortfall(small_run, asked_of):
    """Output is that of a fit between the own one and 1, and nobody learns beyond the demand."""
    run = small_run()
    for _ in range(3):
        run.step()
    citizens = run.world.citizens
    before = citizens.skills.copy()
    WorkTeams(adoption_share=1.0, pooled_share=1.0, learning_rate=1.0).run(run.world)
    people = np.flatnonzero(citizens.resident & (citizens.occupation >= 0))
    assert (citizens.backing >= 0).all()
    assert (citizens.backing[people] > 0).any()
    learned = citizens.skills[people] > before[people]
    demand = asked_of(run.world, people)
    assert learned.any()
    assert (citizens.skills[people] <= np.maximum(before[people], demand) + 1e-6).all()
    helped = citizens.demand_ability[people] + citizens.backing[people]
    assert helped.max() <= 1 + 1e-5
    jobless = citizens.resident & (citizens.occupation < 0)
    assert (citizens.backing[jobless] == 0).all()


@pytest.fixture(scope="module")
def teams(paired):
    """Effects of teams everywhere under frequent redesign, seed by seed."""
    columns = [f"fit_at_work_{level}" for level in ("low", "mid", "high")]
    return paired(
        {"work_teams.adoption_share": 1.0}, [*columns, "wealth"], base={"redesign.pace": 4.0}
    )


def test_teams_lower_the_shortfall_after_redesign(teams):
    """Job-holders fall short of what redesigned work asks by less (constructs 6.8)."""
    assert (teams[:, :3].mean(axis=0) > 0.003).all()
    assert (teams[:, :3] > 0).mean() > 0.9


def test_teams_raise_output(teams):
    """Pooled ability is put to use."""
    assert (teams[:, 3] > 0).all()
