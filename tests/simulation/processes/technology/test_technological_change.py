"""Technology: redesign in common, and boom and bust."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import ICT
from simulation.processes.technology.technological_change import Redesign
from simulation.processes.technology.technology_cycle import TechnologyCycle

MONTHS = 3000


def redesigns(world, common):
    """Dimensions redesigned per month (rows) and occupation (columns)."""
    counts = []
    for month in range(1, MONTHS + 1):
        world.month = month
        Redesign(pace=4.0, common_share=common).run(world)
        counts.append(world.occupations.redesigned.copy())
    return np.array(counts)


def test_common_redesign_keeps_hazards_and_binds_occupations_together(small_run):
    """Each occupation is redesigned as often; but together, so that months differ far more."""
    world = small_run().world
    apart, shared = redesigns(world, 0.0), redesigns(world, 1.0)
    expected = 7 * 4.0 * world.occupations.pace.astype(float)
    for found in (apart, shared):
        # counts of rare events: their standard error is about the root of their number
        error = np.sqrt(expected / MONTHS)
        assert (np.abs(found.mean(axis=0) - expected) < 5 * error).all()
    assert shared.sum(axis=1).var() > 8 * apart.sum(axis=1).var()
    fastest = int(world.occupations.pace.argmax())
    slowest = int(world.occupations.pace.argmin())
    both = (shared[:, slowest] > 0) & (shared[:, fastest] == 0)
    assert not both.any()


def test_common_redesign_is_the_same_change_for_all(small_run):
    """What a common redesign changes moves by the same draw, up to the ends of the scale."""
    world = small_run().world
    occupations = world.occupations
    for month in range(1, 400):
        world.month = month
        Redesign(pace=4.0, common_share=1.0, ict_drift=0.0, demand_sd=0.05).run(world)
        for k in range(occupations.demand.shape[1]):
            moved = occupations.demand[:, k] != occupations.previous_demand[:, k]
            change = (occupations.demand - occupations.previous_demand)[moved, k]
            # none of these can have been reflected at an end of the scale
            inside = np.abs(occupations.previous_demand[moved, k] - 0.5) < 0.2
            if inside.sum() > 1:
                np.testing.assert_allclose(change[inside], change[inside][0], atol=1e-5)


def test_demand_drifts_and_takes_importance_and_pay_with_it(small_run):
    """Demand does not return to where it began; weights add up to 1; pay follows what is asked."""
    world = small_run().world
    occupations = world.occupations
    weight = occupations.weight.copy()
    rule = Redesign(pace=20.0, pay_slope=0.8)
    for month in range(1, 200):
        world.month = month
        rule.run(world)
        np.testing.assert_allclose(occupations.weight.sum(axis=1), 1.0, atol=1e-5)
    asked = (occupations.weight * occupations.demand).sum(axis=1)
    for month in range(200, 260):
        world.month = month
        before, premium = asked, occupations.premium.copy()
        rule.run(world)
        asked = (occupations.weight * occupations.demand).sum(axis=1)
        np.testing.assert_allclose(occupations.premium - premium, 0.8 * (asked - before), atol=1e-5)
    moved = occupations.demand - occupations.design
    assert moved.std() > 3 * rule.demand_sd
    assert np.corrcoef(moved.ravel(), (occupations.weight - weight).ravel())[0, 1] > 0.2


def booms(world, **rule):
    """The technology cycle of 3,000 months."""
    path = []
    for month in range(1, MONTHS + 1):
        world.month = month
        TechnologyCycle(**rule).run(world)
        path.append(world.conditions.technology_cycle)
    return np.array(path)


def test_the_cycle_has_the_size_and_the_period_it_should(small_run):
    """Its standard deviation is ``σ / √(1 − ρ²)``; half a period apart it runs the other way."""
    path = booms(small_run().world, shock_sd=0.01, persistence=0.99, period=60.0)
    assert path.std() == pytest.approx(0.01 / np.sqrt(1 - 0.99**2), rel=0.3)
    assert np.corrcoef(path[:-30], path[30:])[0, 1] < -0.4
    assert np.corrcoef(path[:-60], path[60:])[0, 1] > 0.3
    assert abs(path.mean()) < 0.3 * path.std()


def test_only_ict_heavy_work_booms(small_run):
    """Occupations that ask less ICT than the mean post are not touched, the most ICT-heavy most."""
    world = small_run().world
    world.month = 1
    TechnologyCycle(shock_sd=0.1).run(world)
    occupations = world.occupations
    ict = occupations.design[:, ICT]
    mean = np.average(ict, weights=occupations.employment)
    assert (occupations.boom[ict < mean] == 0).all()
    assert occupations.boom[ict.argmax()] == pytest.approx(world.conditions.technology_cycle)
    assert np.argmax(np.abs(occupations.boom)) == ict.argmax()


def test_posts_of_ict_heavy_work_follow_the_cycle(small_run):
    """Posts of software developers rise and fall with the boom, a few months later."""
    posts, boom = [], []
    run = small_run(
        {"city.citizens": 1500, "city.months": 96, "technology_cycle.shock_sd": 0.04,
         "business_cycle.active": False, "technology_cycle.period": 48.0}
    )  # fmt: skip
    occupations = run.world.occupations
    heavy = occupations.design[:, ICT] > 0.75
    for _ in range(96):
        run.step()
        posts.append(occupations.posts[heavy].sum() / run.world.residents)
        boom.append(run.world.conditions.technology_cycle)
    assert np.corrcoef(boom[12:-3], posts[15:])[0, 1] > 0.5


def test_without_surprises_there_is_no_cycle(small_city):
    """Size 0 is bit for bit the city without the process."""
    none = small_city({"technology_cycle.shock_sd": 0.0}).measures
    off = small_city({"technology_cycle.active": False}).measures
    assert none.equals(off)
