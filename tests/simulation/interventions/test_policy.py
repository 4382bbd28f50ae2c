"""Policy: lagged knowledge, prescription, reviews and decision weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.core.vocabulary import ICT
from simulation.engine import CityRun, simulate
from simulation.interventions.policy import Policy, ict_thirds, influence, observed_gap
from simulation.settings import Settings

SEEDS = (1, 2, 3)
SMALL = {"city.citizens": 600, "city.months": 36, "city.burn_in": 6}
POLICY = {
    "policy.lag": 24,
    "policy.adaptive": True,
    "policy.review_interval": 3,
    "policy.prescription": 1.0,
    "policy.voice": 0.0,
}


def paid(name, budget=240.0, start=6):
    """Changes that pay for one intervention."""
    return {
        f"interventions.{name}.annual_budget_per_citizen": budget,
        f"interventions.{name}.start_month": start,
    }


@pytest.fixture
def city():
    """A small city after half a year in which courses are paid for."""
    run = CityRun(Settings({**SMALL, **paid("training", start=3)}), 1)
    for _ in range(6):
        run.step()
    return run


def test_without_a_programme_policy_changes_nothing(small_city, baseline):
    """However a city decides, without anything to decide on every measure stays bit-identical."""
    for changes in (POLICY, {"policy.active": False}):
        pd.testing.assert_frame_equal(
            small_city(changes).measures, baseline.measures, check_exact=True
        )


def test_before_the_programme_starts_policy_changes_nothing(small_city, baseline):
    """Up to the first month of the programme every measure is bit-identical."""
    found = small_city({**POLICY, **paid("training", start=12)}).measures
    pd.testing.assert_frame_equal(
        found[found.month <= 12], baseline.measures[baseline.measures.month <= 12], check_exact=True
    )


@pytest.mark.parametrize("lag", [0, 3, 24])
def test_the_city_knows_what_was(small_run, lag):
    """What the city knows of its shortage is as old as its lag, or as old as its memory."""
    run = small_run({"policy.lag": lag, **paid("training", start=2)})
    seen = []
    for _ in range(10):
        run.step()
        # a month's policy acts before the month's fitting
        seen.append(run.world.conditions.shortage.copy())
    known = run.world.programmes.known_shortage
    np.testing.assert_array_equal(known, seen[max(0, len(seen) - 2 - lag)])


def test_influence_decides_unless_votes_are_equal(city):
    """With χ = 1 each third has a third; below, those with more skill and energy have more."""
    world = city.world
    for voice in (0.0, 0.5, 1.0):
        Policy(voice=voice).run(world)
        decision_weight = world.programmes.decision_weight
        assert decision_weight.sum() == pytest.approx(1.0)
        if voice == 1.0:
            np.testing.assert_allclose(decision_weight, 1 / 3)
        else:
            assert decision_weight[0] < decision_weight[1] < decision_weight[2]
    people, third = ict_thirds(world)
    citizens = world.citizens
    own = influence(citizens.skills[people, ICT], citizens.energy[people], 0.5)
    assert own[third == 0].mean() < own[third == 2].mean()


def test_equal_votes_share_money_by_numbers(city):
    """With χ = 1 every family of occupations gets what its size brings; with χ = 0 not."""
    world = city.world
    Policy(voice=1.0).run(world)
    np.testing.assert_allclose(world.programmes.family_influence, 1.0, atol=0.02)
    Policy(voice=0.0).run(world)
    ratio = dict(zip(world.occupations.families, world.programmes.family_influence, strict=True))
    assert ratio["knowledge_services"] > 1.0 > ratio["complementary_services"]


@pytest.mark.parametrize("seed", SEEDS)
def test_votes_for_the_weak_keep_places_for_them(seed):
    """The same programme reserves more, and teaches more of the lowest third, with equal votes."""
    reserved, concentration = [], []
    for voice in (0.0, 1.0):
        changes = {**paid("training"), "interventions.training.targeting": 0.8}
        found = simulate(Settings({**SMALL, **changes, "policy.voice": voice}), seed).measures
        reserved.append(found["reserved_places"].iloc[-1])
        concentration.append(found["participation_concentration_courses_ict"].mean())
    assert reserved[0] < reserved[1] == pytest.approx(0.8)
    assert concentration[1] < concentration[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_scarce_money_reaches_influential_families(seed):
    """Equal votes give knowledge-work communities less money than unequal voices do."""
    shares = []
    for voice in (0.0, 1.0):
        changes = {**paid("communities", budget=60.0), "policy.voice": voice}
        world = simulate(Settings({**SMALL, **changes}), seed).world
        family = world.occupations.families.index("knowledge_services")
        table = world.communities
        shares.append(table.facilitation[table.family == family].sum() / table.facilitation.sum())
    assert shares[0] > shares[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_prescription_teaches_what_the_city_lacks(seed):
    """Prescribed courses raise the skill with the largest known shortage more than ICT.

    Work asks for less ICT than usual, so that another skill is lacking most.
    """
    gains = []
    for share in (0.0, 1.0):
        changes = {**SMALL, **paid("training"), "policy.prescription": share}
        changes["digitalisation.start"] = 0.0
        changes["interventions.training.subject"] = "ict"
        world = simulate(Settings(changes), seed).world
        shortage = int(world.programmes.known_shortage.argmax())
        people = world.citizens.resident
        gains.append((world.citizens.skills[people].mean(axis=0), shortage))
    shortage = gains[1][1]
    assert shortage != 0
    assert gains[1][0][shortage] > gains[0][0][shortage]
    assert gains[1][0][0] < gains[0][0][0]


def test_an_adaptive_city_reviews_when_it_is_due(small_run):
    """Attention and subject change at reviews only, and only in an adaptive city."""
    for adaptive in (False, True):
        run = small_run(
            {
                **paid("training", start=4),
                "policy.adaptive": adaptive,
                "policy.review_interval": 5,
                "policy.lag": 1,
            }
        )
        seen = []
        for _ in range(24):
            run.step()
            seen.append((run.world.programmes.attention, run.world.programmes.subject))
        changes = [month + 1 for month in range(1, 24) if seen[month] != seen[month - 1]]
        assert bool(changes) == adaptive
        assert all((month - 5) % 5 == 0 for month in changes)


def test_attention_follows_the_gap(city):
    """Twice the gap of the first review doubles what is reserved; no gap reserves nothing."""
    world = city.world
    rule = Policy(adaptive=True, lag=0, review_interval=1)
    rule.run(world)
    assert world.programmes.attention == 1.0
    people, third = ict_thirds(world)
    gap = observed_gap(world, people, third)
    world.citizens.fit[people[third == 0]] -= 0.5 * gap
    rule.run(world)
    assert world.programmes.attention == pytest.approx(1.5, abs=0.01)
    world.citizens.fit[people] = 0.5
    rule.run(world)
    assert world.programmes.attention == 0.0
    assert world.programmes.reserve(0.8) == 0.0
