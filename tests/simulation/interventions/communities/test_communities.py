"""Career communities: they start with money, and end without members and money."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.engine import CityRun
from simulation.interventions.communities.communities import Communities
from simulation.settings import Settings

FACILITATED = Communities(
    annual_budget_per_citizen=300.0, start_month=0, join_rate=0.5, reluctance=0.0
)
ABANDONED = Communities(annual_budget_per_citizen=0.0, start_month=0, join_rate=0.5, reluctance=0.0)


@pytest.fixture
def city():
    """A small city after a few months."""
    run = CityRun(Settings({"city.citizens": 600, "city.burn_in": 0}), 1)
    for _ in range(4):
        run.step()
    return run.world


def live(world, rule, months):
    """Let only the communities live for some months; how many are alive in each."""
    alive = []
    for _ in range(months):
        world.begin_month()
        rule.run(world)
        alive.append(int(world.communities.alive.sum()))
    return alive


def test_without_facilitation_none_starts(city):
    """Nobody founds a community without money."""
    assert live(city, ABANDONED, 12) == [0] * 12
    assert (city.citizens.community == -1).all()


def test_with_facilitation_they_start(city):
    """With money, communities of all kinds start, and people join them."""
    alive = live(city, FACILITATED, 6)
    assert alive[-1] > 5
    assert set(city.communities.kind[city.communities.alive]) == {0, 1, 2}
    assert (city.citizens.community >= 0).sum() > 20


def test_members_are_counted(city):
    """The table counts those who belong, and every member belongs to a living community."""
    live(city, FACILITATED, 6)
    citizens, table = city.citizens, city.communities
    inside = citizens.community[citizens.resident & (citizens.community >= 0)]
    np.testing.assert_array_equal(table.members, np.bincount(inside, minlength=table.rows))
    assert ((table.capacity >= 0) & (table.capacity <= 1)).all()
    assert (table.capacity[~table.alive] == 0).all()
    assert (table.members[table.alive] > 0).all()


def test_without_money_small_communities_die_and_members_go(city):
    """When money stops, communities too small to carry themselves die, and nobody stays in them."""
    live(city, FACILITATED, 6)
    rule = Communities(
        annual_budget_per_citizen=0.0,
        start_month=0,
        join_rate=0.5,
        reluctance=0.0,
        minimum_members=600,
    )
    assert live(city, rule, 2)[-1] == 0
    assert (city.citizens.community[city.citizens.resident] == -1).all()
    assert (city.communities.capacity == 0).all()


def test_large_communities_outlive_the_money(city):
    """A community that its own members carry goes on without money, with less capacity."""
    live(city, FACILITATED, 12)
    before = city.communities.capacity.copy()
    rule = Communities(
        annual_budget_per_citizen=0.0,
        start_month=0,
        join_rate=0.5,
        reluctance=0.0,
        leave_rate=0.0,
        minimum_members=2,
    )
    assert live(city, rule, 12)[-1] > 0
    alive = city.communities.alive
    assert (city.communities.capacity[alive] <= rule.self_organised + 1e-6).all()
    assert city.communities.capacity[alive].mean() < before[before > 0].mean()


def test_large_communities_die_when_all_leave(city):
    """A community that nobody joins and all leave dies in the end."""
    live(city, FACILITATED, 6)
    rule = Communities(
        annual_budget_per_citizen=0.0,
        start_month=0,
        join_rate=0.0,
        leave_rate=1.0,
        minimum_members=1,
    )
    assert live(city, rule, 12)[-1] == 0


@pytest.mark.parametrize("kind", ["occupational", "industry", "civic"])
def test_only_kinds_with_money_are_born(city, kind):
    """A city that facilitates one kind gets communities of that kind only."""
    chosen = {name: name == kind for name in ("occupational", "industry", "civic")}
    live(city, Communities(True, 300.0, 0, **chosen, join_rate=0.5, reluctance=0.0), 6)
    kinds = city.communities.kind[city.communities.alive]
    assert set(kinds) == {("occupational", "industry", "civic").index(kind)}


def test_without_any_kind_nothing_is_spent(city):
    """A programme that facilitates no kind costs nothing."""
    rule = Communities(
        annual_budget_per_citizen=300.0,
        start_month=0,
        occupational=False,
        industry=False,
        civic=False,
    )
    live(city, rule, 3)
    assert city.communities.alive.sum() == 0
    assert city.accounts.spending["communities"] == 0.0


def test_facilitation_adds_up_to_the_budget(city):
    """What the communities get is what the city pays."""
    live(city, FACILITATED, 5)
    paid = city.accounts.spending["communities"]
    assert paid == pytest.approx(300.0 * city.residents / 12)
    assert city.communities.facilitation.sum() == pytest.approx(paid, rel=1e-5)


@pytest.mark.parametrize(("bridging", "blind"), [(1.0, True), (0.0, False)])
def test_bridging_communities_are_open_to_all_levels(city, bridging, blind):
    """Full bridging lets people join without regard to education; bonding does not."""
    joined = []
    for shuffled in (False, True):
        run = CityRun(Settings({"city.citizens": 600, "city.burn_in": 0}), 1)
        for _ in range(4):
            run.step()
        if shuffled:
            education = run.world.citizens.education
            education[:] = np.random.default_rng(1).permutation(education)
        rule = Communities(
            annual_budget_per_citizen=300.0,
            start_month=0,
            join_rate=0.5,
            reluctance=0.0,
            bridging=bridging,
            homophily=3.0,
        )
        live(run.world, rule, 8)
        joined.append(run.world.citizens.community.copy())
    assert np.array_equal(*joined) == blind
