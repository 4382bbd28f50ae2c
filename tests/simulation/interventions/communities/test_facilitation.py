"""Facilitation: allocation of money, and which communities start."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine import CityRun
from simulation.interventions.communities.communities import Communities
from simulation.interventions.communities.facilitation import allocate, facilitated, money_for
from simulation.settings import Settings

NUMBER = 12
FAMILIES = st.lists(st.floats(0.2, 3.0), min_size=NUMBER, max_size=NUMBER)


def live(world, budget, self_organised=0.15):
    """One month of communities that few active members carry."""
    world.begin_month()
    Communities(
        annual_budget_per_citizen=budget, start_month=0, minimum_members=3,
        self_organised=self_organised, reluctance=-1.0,
    ).run(world)  # fmt: skip


def allocated(money, members, influence=None, votes=None, least=5.0):
    """Money for communities of which those with members are alive."""
    members = np.asarray(members)
    influence = np.ones(members.size) if influence is None else np.asarray(influence)
    votes = influence if votes is None else np.asarray(votes)
    kind_open = np.ones(members.size, bool)
    return allocate(money, members, members > 0, kind_open, influence, votes, least, 10.0)


@given(st.floats(0, 1), st.floats(1, 1000))
def test_money_for_a_share_does_that_share(share, cost):
    """Asking what a share costs and then spending it gives the share."""
    share = min(share, 0.99)
    assert facilitated(np.array([money_for(share, cost)]), cost)[0] == pytest.approx(share)


@given(
    st.floats(0, 1e5),
    st.lists(st.integers(0, 200), min_size=NUMBER, max_size=NUMBER),
    FAMILIES,
    FAMILIES,
)
def test_all_money_is_allocated_or_none(money, members, influence, votes):
    """Shares are not negative and add up to the money, unless there is nobody to help."""
    given_out = allocated(money, members, influence, votes)
    assert (given_out >= 0).all()
    assert given_out.sum() == pytest.approx(money) or given_out.sum() == 0
    if any(members):
        assert given_out.sum() == pytest.approx(money)


@given(st.floats(0, 1e4), FAMILIES, FAMILIES)
def test_what_starts_can_be_facilitated(money, influence, votes):
    """A community that starts gets at least the least there must be per member."""
    given_out = allocated(money, [0] * NUMBER, influence, votes)
    begun = given_out > 0
    assert (given_out[begun] / 10 >= 5.0 * (1 - 1e-9)).all()


def test_more_money_starts_more():
    """The number of communities that start rises with money, from none."""
    number = [int((allocated(money, [0] * NUMBER) > 0).sum()) for money in (10, 60, 200, 1e4)]
    assert number == [0, 1, 4, NUMBER]


def test_families_with_most_votes_come_first():
    """If money starts one community only, it is that of the family with most votes."""
    votes = np.arange(NUMBER) / NUMBER
    assert (
        allocated(60.0, [0] * NUMBER, votes=votes, influence=np.ones(NUMBER)).argmax() == NUMBER - 1
    )


def alive_after(path, seed, self_organised):
    """Communities alive with little money, after years of much money or of none."""
    run = CityRun(Settings({"city.citizens": 600, "city.burn_in": 0}), seed)
    for _ in range(3):
        run.step()
    for months, budget in ((12, 400.0 if path == "down" else 0.0), (12, 0.2)):
        for _ in range(months):
            live(run.world, budget, self_organised)
    return int(run.world.communities.alive.sum())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_work_of_members_keeps_what_money_would_not_start(seed):
    """One rule for starting and continuing: only members' own work makes the difference (H19)."""
    assert alive_after("up", seed, 0.15) == 0
    assert alive_after("down", seed, 0.15) > 0
    assert alive_after("down", seed, 0.0) == 0


def test_without_a_threshold_the_least_money_starts_communities():
    run = CityRun(Settings({"city.citizens": 600, "city.burn_in": 0}), 1)
    for _ in range(3):
        run.step()
    rule = Communities(annual_budget_per_citizen=1.6, start_month=0, threshold=0.0)
    for _ in range(12):
        run.world.begin_month()
        rule.run(run.world)
    assert run.world.communities.alive.any()
