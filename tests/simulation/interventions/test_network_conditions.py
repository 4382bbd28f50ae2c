"""Conditions of the network: common formats, staff, set-up, initial and clamped trust, matching."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import VACANT
from simulation.engine import CityRun
from simulation.interventions.government import Government, staff_shortage
from simulation.settings import Settings

SEEDS = (1, 2, 3)
SMALL = {"city.citizens": 500, "city.months": 36, "city.burn_in": 6}
BUDGET = 240.0


def paid(**others):
    """Changes that pay for the network."""
    changes = {"annual_budget_per_citizen": BUDGET, "start_month": 3, **others}
    return {f"interventions.network.{key}": value for key, value in changes.items()}


def months(seed, number=30, extra=None, **others):
    """Capacity, reach, transfer, trust, cost and cost of communities in each month."""
    run = CityRun(Settings({**SMALL, **paid(**others), **(extra or {})}), seed)
    seen = []
    for _ in range(number):
        run.step()
        world = run.world
        seen.append(
            (
                world.network.capacity,
                world.levers.network_reach,
                world.levers.transfer,
                world.network.trust,
                world.accounts.spending["network"],
                world.accounts.spending["communities"],
            )
        )
    return np.array(seen), run.world


@pytest.mark.parametrize("seed", SEEDS)
def test_setting_up_costs_and_does_nothing(seed):
    """In the months of set-up money is spent and nothing done; a longer one does less in all."""
    short, _ = months(seed, setup_months=2)
    long, _ = months(seed, setup_months=12)
    for seen, setup in ((short, 2), (long, 12)):
        assert (seen[3 : 3 + setup, 0] == 0).all()
        assert (seen[3 : 3 + setup, 4] > 0).all()
        assert (seen[3 + setup + 1 :, 0] > 0).all()
    assert short[:, 1].sum() > long[:, 1].sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_without_common_formats_nothing_is_pooled(seed):
    """Data standards scale vacancies and introductions; without it trust is not earned."""
    none, _ = months(seed, extra={"government.data_standards": 0.0})
    full, _ = months(seed, extra={"government.data_standards": 1.0})
    assert none[:, 1].sum() == none[:, 2].sum() == 0.0
    assert full[:, 1].sum() > 0
    assert none[-1, 3] < full[-1, 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_network_that_depends_on_staff_does_less(seed):
    """What the city cannot hire, the network cannot do."""
    free, _ = months(seed, extra={"government.staff_dependence": 0.0})
    bound, _ = months(seed, extra={"government.staff_dependence": 1.0})
    assert bound[10:, 0].mean() < free[10:, 0].mean()


def test_shortage_of_staff_rises_with_vacancies_and_worse_pay():
    """Empty posts and lower pay in the public sector both raise it; it stays a share."""
    world = CityRun(Settings(SMALL), 1).world
    before = staff_shortage(world, Government())
    public = np.isin(
        np.array(world.occupations.sectors)[world.occupations.sector],
        ("public_administration", "city_innovation"),
    )
    world.occupations.base_wage[public] *= 0.8
    poorer = staff_shortage(world, Government())
    world.posts.holder[public[world.posts.occupation] & (world.posts.holder >= 0)] = VACANT
    empty = staff_shortage(world, Government())
    assert 0 <= before < poorer < empty <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_initial_trust_wins_members_sooner(seed):
    """A network that is trusted at once has more members after a year than one that is not."""
    _, low = months(seed, 15, initial_trust=0.3)
    _, high = months(seed, 15, initial_trust=0.8)
    assert high.employers.member.sum() > low.employers.member.sum()


def test_employers_who_come_later_bring_initial_trust_too():
    """Employers that never were members have initial trust."""
    _, world = months(1, initial_trust=0.6, extra={"relocation.rate": 0.2})
    employers = world.employers
    strangers = employers.present & ~employers.member & (employers.months_member == 0)
    # employers that arrived later in the last month have no initial trust yet
    met = world.network.known[: employers.rows] == employers.identity[: world.network.known.size]
    assert strangers[: met.size][met].sum() > 10
    np.testing.assert_allclose(employers.trust[: met.size][met & strangers[: met.size]], 0.6)


def test_clamped_trust_is_held():
    """Clamped trust never moves; the network has more capacity with more trust."""
    capacity = []
    for value in (0.3, 0.6, 0.9):
        seen, world = months(1, trust_clamp=value)
        members = world.employers.member & world.employers.present
        np.testing.assert_allclose(world.employers.trust[members], value, rtol=1e-6)
        capacity.append(seen[12:, 0].mean())
    assert capacity[0] < capacity[1] < capacity[2]


def test_trust_held_too_low_ends_the_network():
    """Below the threshold nobody stays."""
    seen, world = months(1, trust_clamp=0.1)
    assert (seen[:, 1] == 0).all()
    assert not world.employers.member.any()


@pytest.mark.parametrize("seed", SEEDS)
def test_matched_money_lets_communities_live(seed):
    """Part of the network's money carries communities; the accounts show it as the network's."""
    alone, without = months(seed)
    shared, world = months(seed, matched_funding=0.4)
    assert not without.communities.alive.any()
    assert world.communities.alive.any()
    granted = BUDGET * np.array([500]) / 12 * 1.2
    assert (shared[:, 4] <= granted).all()
    assert shared[10:, 4].sum() == pytest.approx(alone[10:, 4].sum(), rel=0.05)
    assert (shared[:, 5] == 0).all()
    assert shared[12:, 0].mean() < alone[12:, 0].mean()


def test_matched_money_never_exceeds_the_budget():
    """With communities of their own budget beside, each month's bill stays within both budgets."""
    extra = {
        "interventions.communities.annual_budget_per_citizen": 120.0,
        "interventions.communities.start_month": 3,
    }
    run = CityRun(Settings({**SMALL, **paid(matched_funding=0.5), **extra}), 1)
    for month in range(1, 25):
        run.step()
        world = run.world
        spent, residents = world.accounts.spending, world.residents
        assert spent["network"] <= BUDGET * residents / 12 * (1 + 1e-12)
        assert spent["communities"] <= 120.0 * residents / 12 * (1 + 1e-12)
        if month > 3:
            assert world.communities.facilitation.sum() == pytest.approx(
                spent["communities"] + world.programmes.matched, rel=1e-5
            )


def test_without_communities_the_network_keeps_its_money():
    """Where no kind can be facilitated, or the process is off, nothing is passed on."""
    for extra in (
        {
            f"interventions.communities.{kind}": False
            for kind in ("occupational", "industry", "civic")
        },
        {"interventions.communities.active": False},
    ):
        kept, _ = months(1, matched_funding=0.5, extra=extra)
        plain, _ = months(1, extra=extra)
        np.testing.assert_array_equal(kept, plain)
