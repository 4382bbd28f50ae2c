"""Work teams: pooled skill shows in output and learning, and the time that it takes is paid."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.processes.learning.work_teams import WorkTeams

#: Money for teams at every employer, and nothing else.
PAID = {
    "interventions.communities.annual_budget_per_citizen": 3000.0,
    "interventions.communities.start_month": 6,
    "interventions.communities.team_share": 1.0,
}
#: Money that pays for all teams, euro a month.
ENOUGH = 1e7


def test_without_teams_nothing_changes(small_city, baseline):
    """With share 0, and switched off with any share, every measure is bit-identical."""
    for changes in (
        {
            "work_teams.adoption_share": 0.0,
            "work_teams.pooled_share": 1.0,
            "work_teams.learning_rate": 1.0,
        },
        {"work_teams.adoption_share": 1.0, "work_teams.active": False},
        # nobody pays for their time
        {"work_teams.adoption_share": 1.0},
        {"work_teams.adoption_share": 1.0, "interventions.communities.team_share": 1.0},
        {"work_teams.adoption_share": 1.0, **PAID, "interventions.communities.start_month": 999},
    ):
        pd.testing.assert_frame_equal(
            small_city(changes).measures, baseline.measures, check_exact=True
        )


def test_more_teams_are_the_same_teams_and_others(small_run):
    """An employer in teams at a small share is in teams at a larger one."""
    run = small_run()
    run.step()
    teams = []
    run.world.levers.communities_teams = ENOUGH
    for share in (0.2, 0.6, 1.0):
        WorkTeams(adoption_share=share).run(run.world)
        teams.append(run.world.employers.team.copy())
    assert 0 < teams[0].sum() < teams[1].sum() < teams[2].sum()
    assert not (teams[0] & ~teams[1]).any()
    able = run.world.employers.present & (run.world.employers.staff >= 2)
    np.testing.assert_array_equal(teams[2], able)


def test_teams_cost_the_time_of_members_and_facilitators(small_run):
    """Members' hours at their own pay and the facilitator's at mean pay; who pays, pays a part."""
    run = small_run()
    for _ in range(3):
        run.step()
    world = run.world
    world.begin_month()
    world.levers.communities_teams, world.levers.network_teams = 0.75 * ENOUGH, 0.25 * ENOUGH
    rule = WorkTeams(adoption_share=0.6, meeting_hours=5.0, facilitator_hours=2.0)
    rule.run(world)
    citizens, team = world.citizens, world.employers.team
    working = np.flatnonzero(citizens.resident & (citizens.employer >= 0))
    wage = citizens.wage[working].astype(float)
    members = team[citizens.employer[working]]
    assert 0 < members.sum() < working.size
    hours = 5.0 * wage[members].sum() + 2.0 * members.sum() * wage.mean()
    assert world.accounts.teams == pytest.approx(hours / rule.month_hours)
    for payer, share in (("communities", 0.75), ("network", 0.25)):
        paid = share * world.accounts.teams
        assert world.accounts.spending[payer] == pytest.approx(paid)


def test_teams_cost_no_more_than_there_is(small_run):
    """Less money pays for fewer teams, none for none; teams that exist are kept."""
    run = small_run()
    for _ in range(3):
        run.step()
    numbers, before = [], None
    for money in (ENOUGH, 8000.0, 3000.0, 0.0):
        run.world.begin_month()
        run.world.levers.network_teams = money
        WorkTeams(adoption_share=1.0).run(run.world)
        team = run.world.employers.team
        assert run.world.accounts.teams <= money
        assert money == ENOUGH or run.world.accounts.teams >= 0.5 * money
        if before is not None:
            assert not (team & ~before).any()
        before = team.copy()
        numbers.append(team.sum())
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] == 0
    assert not run.world.citizens.backing.any()


def test_the_city_pays_for_teams_out_of_the_budget(small_city):
    """They cost what the measures say, within the budget, from the start month on."""
    changes = {**PAID, "interventions.communities.annual_budget_per_citizen": 240.0}
    found = small_city({**changes, "work_teams.adoption_share": 1.0}).measures
    after = found.month > 6
    assert (found.loc[~after, ["team_cost", "team_members_low"]] == 0.0).all(axis=None)
    np.testing.assert_allclose(found["team_cost"], found["cost_communities"])
    assert (found.loc[after, "team_cost"] <= 240.0).all()
    assert (found.loc[after, "team_cost"] > 120.0).all()
    assert (found.loc[after, "communities_alive"] == 0.0).all()


def test_help_closes_at_most_the_shortfall(small_run, asked_of):
    """Output is that of a fit between the own one and 1, and nobody learns beyond the demand."""
    run = small_run()
    for _ in range(3):
        run.step()
    citizens = run.world.citizens
    before = citizens.skills.copy()
    run.world.levers.communities_teams = ENOUGH
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
    """Effects of what teams share under frequent redesign, seed by seed.

    They are compared with teams that meet, at the same cost, and share nothing.
    """
    columns = [f"fit_at_work_{level}" for level in ("low", "mid", "high")]
    idle = {"work_teams.adoption_share": 1.0, "work_teams.pooled_share": 0.0}
    return paired(
        {"work_teams.pooled_share": 0.5},
        [*columns, "wealth"],
        base={"redesign.pace": 4.0, **idle, **PAID},
    )


def test_teams_lower_the_shortfall_after_redesign(teams):
    """Job-holders fall short of what redesigned work asks by less (constructs 6.8)."""
    assert (teams[:, :3].mean(axis=0) > 0.003).all()
    assert (teams[:, :3] > 0).mean() > 0.9


def test_teams_raise_output(teams):
    """Pooled ability is put to use."""
    assert (teams[:, 3] > 0).all()
