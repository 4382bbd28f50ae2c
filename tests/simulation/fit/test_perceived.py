"""Perceived fit: facets, aspirations that adapt, and affect with a trait and a mood."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from simulation.core.vocabulary import EMPLOYED
from simulation.engine import CityRun, simulate
from simulation.fit.perceived import NEUTRAL
from simulation.settings import Settings

FACETS = ("mastery", "pay", "challenge", "belonging")
#: Perceived fit is affect alone.
AFFECT_ONLY = {"fit.perceived_slope": 0.0}
#: Perceived fit is facet fit alone, compared with the city's mean.
FACETS_ONLY = {"fit.affect_sd": 0.0, "fit.aspirations_adapt": False}


def only(facet):
    """Weights under which facet fit is a single facet."""
    return {f"fit.weight_{name}": float(name == facet) for name in FACETS}


def of_stayers(changes, months, citizens=300):
    """Perceived fit by month, shape (months, people), of people who live in the city throughout."""
    settings = Settings(
        {"city.citizens": citizens, "city.months": months, "city.burn_in": 1, **changes}
    )
    run = CityRun(settings, 1)
    people, seen, there = run.world.citizens.person.copy(), [], True
    for _ in range(months):
        run.step()
        now = run.world.citizens
        rows = slice(people.size)
        there = there & now.resident[rows] & (now.person[rows] == people)
        seen.append(now.perceived[rows].astype(float))
    return np.array(seen)[:, there]


def test_the_trait_is_fixed_by_person():
    """With all variance between people, affect never changes, and no policy changes it."""
    lasting = {**AFFECT_ONLY, "fit.affect_trait_share": 1.0}
    seen = of_stayers(lasting, 12)
    assert seen.shape[1] > 200
    assert (seen == seen[0]).all()
    assert np.unique(seen[0]).size > 200
    elsewhere = of_stayers({**lasting, "redesign.pace": 5.0}, 3)
    assert np.isin(elsewhere[0], seen[0]).mean() > 0.9


def test_affect_has_the_declared_spread_trait_and_autocorrelation():
    """Lag correlations over people are s + (1 − s) ρ^lag; far apart only the trait is left."""
    share, memory, spread = 0.4, 0.7, 0.1
    seen = of_stayers(
        {
            **AFFECT_ONLY,
            "fit.affect_sd": spread,
            "fit.affect_trait_share": share,
            "fit.affect_autocorrelation": memory,
        },
        60, citizens=3000,
    )  # fmt: skip
    deviation = seen - NEUTRAL
    assert np.sqrt((deviation**2).mean()) == pytest.approx(spread, rel=0.03)
    assert deviation.mean() == pytest.approx(0.0, abs=0.005)
    for lag in (1, 2, 30):
        products = (deviation[lag:] * deviation[:-lag]).mean() / spread**2
        assert products == pytest.approx(share + (1 - share) * memory**lag, abs=0.03), lag
    # from the first month on: moods need no time to spread
    assert np.sqrt((deviation[0] ** 2).mean()) == pytest.approx(spread, rel=0.06)


@pytest.mark.parametrize(
    ("facet", "column"), [("mastery", "demand_ability"), ("belonging", "supplementary")]
)
def test_without_aspirations_people_compare_themselves_with_the_mean_of_the_city(
    small_run, facet, column
):
    """Perceived fit is ``0.65 + slope (facet − city's mean of last month)``."""
    run = small_run({**FACETS_ONLY, **only(facet), "fit.perceived_slope": 0.5})
    run.step()
    citizens = run.world.citizens
    mean = getattr(citizens, column)[citizens.resident].mean(dtype=float)
    assert run.world.conditions.mean_facet_fit == pytest.approx(mean, abs=1e-6)
    run.step()
    rows = citizens.resident
    expected = (NEUTRAL + 0.5 * (getattr(citizens, column)[rows] - mean)).clip(0, 1)
    np.testing.assert_allclose(citizens.perceived[rows], expected, atol=1e-6)


def double_pay(world):
    world.citizens.income *= 2


def ease_work(world):
    world.occupations.demand *= 0.8


def challenge(world):
    world.occupations.supply[:, 1] = 1


def mix(world):
    world.districts.profile[:] = 0.5 * world.districts.profile + 0.3


CHANGES = {"mastery": ease_work, "pay": double_pay, "challenge": challenge, "belonging": mix}


@pytest.mark.parametrize("facet", FACETS)
def test_each_facet_acts_through_its_own_weight(small_run, facet):
    """Better work, pay or challenge raise perceived fit; each change acts on its facet only."""
    for weighted in FACETS:
        run = small_run({**FACETS_ONLY, **only(weighted)})
        for _ in range(3):
            run.step()
        before, after = run.world, deepcopy(run.world)
        CHANGES[facet](after)
        for world in (before, after):
            world.settings["fitting"].run(world)
        change = (after.citizens.perceived - before.citizens.perceived)[before.citizens.resident]
        if weighted != facet:
            assert not change.any()
        elif facet == "belonging":
            assert change.any()
        else:
            assert change.min() >= 0
            assert change.max() > 0.01


def test_aspirations_adapt_to_what_people_have(small_run):
    """Newcomers aspire to what they have; after a rise of pay, perceived fit returns to neutral."""
    run = small_run(
        {"fit.affect_sd": 0.0, "fit.aspiration_weight": 1.0, "fit.adaptation": 0.3, **only("pay")}
    )
    run.step()
    world = run.world
    citizens, fitting = world.citizens, world.settings["fitting"]
    rows = citizens.resident.copy()
    np.testing.assert_allclose(citizens.perceived[rows], NEUTRAL, atol=1e-6)
    citizens.income *= 2
    fitting.run(world)
    first = citizens.perceived[rows].mean(dtype=float) - NEUTRAL
    assert first > 0.01
    for months in (1, 2, 3):
        fitting.run(world)
        left = citizens.perceived[rows].mean(dtype=float) - NEUTRAL
        assert left == pytest.approx(first * 0.7**months, rel=1e-3)


def test_happiness_follows_the_perceived_fit_of_the_same_month(small_run):
    """Without inertia it is a sum of perceived fit and health, both of this month."""
    run = small_run({"well_being.happiness_adjustment": 1.0, "well_being.energy_active": False})
    run.step()
    run.step()
    citizens, rule = run.world.citizens, run.world.settings["well_being"]
    rows = citizens.resident & (citizens.status == EMPLOYED)
    expected = (
        rule.base_happiness
        + rule.fit_slope * citizens.perceived[rows]
        + rule.health_slope * (citizens.health[rows] - rule.usual_health)
    )
    np.testing.assert_allclose(citizens.happiness[rows], expected.clip(0, 1), atol=1e-6)


def slopes(changes, seed):
    """Slope of perceived fit over education in the last year of a small city."""
    settings = Settings({"city.citizens": 800, "city.months": 48, "city.burn_in": 12, **changes})
    return simulate(settings, seed).measures["slope_perceived"].iloc[-12:].mean()


def test_aspirations_make_perceived_fit_less_unequal():
    for seed in range(3):
        assert abs(slopes({}, seed)) < slopes({"fit.aspirations_adapt": False}, seed)
