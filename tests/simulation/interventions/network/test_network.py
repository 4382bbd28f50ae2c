"""The network organisation: modes suit numbers and trust, funding has paths, it can collapse."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine import CityRun
from simulation.interventions.network.network import PATHS, Network

FUNDED = {
    "interventions.network.annual_budget_per_citizen": 300.0,
    "interventions.network.start_month": 3,
}


def test_continuous_funding_never_ends():
    """On the continuous path every month is fully funded."""
    rule = Network(funding_path="continuous", start_month=10, funding_change_after=12)
    assert {rule.funding(month) for month in range(11, 500)} == {1.0}


def test_interrupted_funding_stops_and_comes_back():
    """Money stops after the agreed months, for the months of the interruption."""
    rule = Network(
        funding_path="interrupted", start_month=10, funding_change_after=12, interruption=5
    )
    months = [month for month in range(11, 60) if rule.funding(month) == 0.0]
    assert months == [23, 24, 25, 26, 27]
    assert {rule.funding(month) for month in range(11, 60)} == {0.0, 1.0}


def test_declining_funding_runs_out():
    """Money falls in a straight line to nothing and stays there."""
    rule = Network(
        funding_path="declining", start_month=10, funding_change_after=12, interruption=4
    )
    assert [rule.funding(month) for month in (22, 23, 24, 25, 26, 27, 90)] == [
        1.0,
        0.75,
        0.5,
        0.25,
        0.0,
        0.0,
        0.0,
    ]


@given(st.sampled_from(PATHS), st.integers(0, 100), st.integers(1, 50), st.integers(1, 50))
def test_funding_is_a_share(path, start, after, interruption):
    """No path gives more than full funding or less than none."""
    rule = Network(
        funding_path=path,
        start_month=start,
        funding_change_after=after,
        interruption=interruption,
    )
    assert all(0.0 <= rule.funding(start + month) <= 1.0 for month in range(150))


def follow(run, months):
    """State of the network and its members month by month."""
    seen = []
    for _ in range(months):
        run.step()
        members = run.world.employers.member & run.world.employers.present
        cost = run.world.accounts.spending["network"]
        levers = dataclasses.replace(run.world.levers)
        seen.append((run.world.network.alive, int(members.sum()), cost, levers))
    return seen


def test_a_funded_network_is_founded_and_grows(small_run):
    """With money it begins after its start month, wins members and sets its levers."""
    seen = follow(small_run(FUNDED), 18)
    assert [alive for alive, *_ in seen] == [False] * 3 + [True] * 15
    assert seen[-1][1] > seen[4][1] >= 0
    levers = seen[-1][3]
    for name in ("network_reach", "transfer", "curriculum"):
        assert getattr(levers, name) > 0, name
    assert levers.transfer <= 0.8


def test_too_little_money_founds_no_network(small_run):
    """Below the funding threshold nothing is founded and nothing spent."""
    little = {**FUNDED, "interventions.network.annual_budget_per_citizen": 2.0}
    seen = follow(small_run(little), 10)
    assert not any(alive for alive, *_ in seen)
    assert sum(cost for _, _, cost, _ in seen) == 0.0


@pytest.mark.parametrize(("dissolution", "funded"), [(1.0, False), (0.0, True)])
def test_a_network_collapses_when_money_stays_away(small_run, dissolution, funded):
    """Without money it dissolves in the end: no members, no levers, less trust."""
    changes = {
        **FUNDED,
        "interventions.network.funding_path": "interrupted",
        "interventions.network.funding_change_after": 6,
        "interventions.network.interruption": 60,
        "interventions.network.dissolution_rate": dissolution,
        # a city of 300 has a dozen employers that may join
        "interventions.network.join_rate": 0.5,
    }
    run = small_run(changes)
    seen = follow(run, 20)
    # months 4 to 9 are funded
    assert [alive for alive, *_ in seen[:9]] == [False] * 3 + [True] * 6
    assert seen[8][1] > 0
    assert all(cost == 0 for _, _, cost, _ in seen[9:])
    assert [alive for alive, *_ in seen[12:]] == [funded] * 8
    assert (seen[-1][1] > 0) == funded
    assert seen[-1][3].network_reach == seen[-1][3].transfer == 0.0
    assert run.world.network.capacity == 0.0


def test_a_network_collapses_without_trust(small_run):
    """It ends where trust cannot reach its threshold."""
    run = small_run({**FUNDED, "interventions.network.trust_threshold": 0.99})
    follow(run, 14)
    assert not run.world.employers.member.any()
    assert run.world.levers.network_reach == 0.0


def test_small_employers_do_not_join(small_run):
    """Members have at least the smallest number of posts when they join."""
    run = small_run({**FUNDED, "interventions.network.minimum_posts": 15.0})
    joined = np.zeros(0, dtype=bool)
    for _ in range(12):
        before = run.world.employers.member.copy()
        run.step()
        employers = run.world.employers
        joined = employers.member[: before.size] & ~before
        assert (employers.posts[: before.size][joined] >= 10).all()


def test_members_are_present_employers(small_run):
    """An employer who left the city is no member."""
    run: CityRun = small_run({**FUNDED, "relocation.rate": 0.3})
    for _ in range(18):
        run.step()
        employers = run.world.employers
        assert not (employers.member & ~employers.present).any()
