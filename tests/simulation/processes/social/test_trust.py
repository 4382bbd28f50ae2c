"""Trust in local government: initial level by country, delivery and surveillance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.engine import CityRun, simulate
from simulation.initialisation.trust import TRUST_BY_COUNTRY
from simulation.processes.social.trust import Trust
from simulation.settings import Settings

SEEDS = (1, 2, 3)
SMALL = {"city.citizens": 400, "city.months": 36, "city.burn_in": 6}
COURSES = {
    "interventions.training.annual_budget_per_citizen": 300.0,
    "interventions.training.start_month": 3,
}


def mean_trust(changes, seed):
    """Mean trust of all residents after the last month of a small city."""
    citizens = simulate(Settings({**SMALL, **changes}), seed).world.citizens
    return float(citizens.trust[citizens.resident].mean())


@pytest.mark.parametrize("country", ["oecd", "nordic", "sgp", "usa"])
def test_people_bring_the_trust_of_their_country(country):
    """Trust at month 0 has the mean of the country's survey figure and the spread asked for."""
    world = CityRun(Settings({"city.citizens": 4000, "city.country": country}), 1).world
    trust = world.citizens.trust[world.citizens.resident]
    expected = TRUST_BY_COUNTRY.get(country, 0.47)
    assert trust.mean() == pytest.approx(expected, abs=0.01)
    assert trust.std() == pytest.approx(np.sqrt(expected * (1 - expected) / 11), abs=0.01)
    assert ((trust >= 0) & (trust <= 1)).all()


def test_without_country_differences_all_countries_begin_alike():
    """With that switch off, a Nordic city has the mean of the OECD."""
    changes = {"city.citizens": 4000, "city.country": "nordic", "trust.country_differences": False}
    citizens = CityRun(Settings(changes), 1).world.citizens
    assert citizens.trust[citizens.resident].mean() == pytest.approx(0.47, abs=0.01)


def test_privacy_concerns_as_many_as_the_survey_says():
    """The share of concerned people is the parameter."""
    citizens = CityRun(Settings({"city.citizens": 4000}), 1).world.citizens
    assert citizens.privacy_concerned[citizens.resident].mean() == pytest.approx(0.88, abs=0.02)


@pytest.mark.parametrize("seed", SEEDS)
def test_better_services_earn_trust(seed):
    """The same city with better services is trusted more, with worse ones less."""
    good, usual, bad = (
        mean_trust({"public_budget.base_services": base}, seed) for base in (0.95, 0.7, 0.3)
    )
    assert good > usual + 0.01
    assert bad < usual - 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_openness_earns_trust(seed):
    """The same city is trusted more when it is open about data and rules."""
    assert mean_trust({"trust.transparency": 1.0}, seed) > mean_trust(
        {"trust.transparency": 0.0}, seed
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_surveillance_costs_the_trust_of_the_concerned_only(seed):
    """Digitalisation without open rules lowers trust, and only where privacy is a concern."""
    closed = {"trust.transparency": 0.0, "digitalisation.start": 0.9, "trust.privacy_weight": 0.4}
    worried = mean_trust({**closed, "trust.privacy_concern": 1.0}, seed)
    careless = mean_trust({**closed, "trust.privacy_concern": 0.0}, seed)
    assert worried < careless - 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_public_courses_earn_trust(seed):
    """A city that teaches is trusted more than the same city that does not."""
    assert mean_trust(COURSES, seed) > mean_trust({}, seed)


def test_services_out_of_reach_cost_trust():
    """Where services are digital only, those with little ICT come to trust less than others."""
    world = CityRun(Settings(SMALL), 1).world
    citizens = world.citizens
    citizens.disposition[:] = citizens.trust[:] = 0.5
    world.conditions.digital_only = 1.0
    for _ in range(12):
        Trust().run(world)
    people = np.flatnonzero(citizens.resident)
    ict = citizens.skills[people, 0]
    assert (
        citizens.trust[people[ict < 0.2]].mean() < citizens.trust[people[ict > 0.6]].mean() - 0.05
    )


def test_trust_is_lost_faster_than_it_is_regained():
    """Equally far from what the city deserves, trust falls more in a month than it rises."""
    changes = {}
    for start in (0.2, 0.8):
        world = CityRun(Settings(SMALL), 1).world
        world.citizens.disposition[:] = 0.5
        world.citizens.trust[:] = start
        Trust(services_weight=0.0, privacy_weight=0.0).run(world)
        changes[start] = abs(world.citizens.trust[:400].mean() - start)
    assert changes[0.8] == pytest.approx(1.5 * changes[0.2], rel=1e-3)


def test_an_open_city_regains_trust_faster():
    """After a breach of trust, more of it is back within a year where the city is open."""
    regained = []
    for openness in (0.0, 1.0):
        world = CityRun(Settings(SMALL), 1).world
        world.citizens.disposition[:] = 0.5
        world.citizens.trust[:] = 0.2
        rule = Trust(
            services_weight=0.0, privacy_weight=0.0, openness_weight=0.0, transparency=openness
        )
        for _ in range(12):
            rule.run(world)
        regained.append(float(world.citizens.trust[:400].mean()))
    assert regained[1] > regained[0] + 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_trust_gates_public_courses(seed):
    """Of the same people, fewer take up what a distrusted city offers."""
    wanted = []
    for trust in (0.1, 0.6):
        run = CityRun(Settings({**SMALL, **COURSES, "trust.reluctance_slope": 6.0}), seed)
        for _ in range(3):
            run.step()
        world = run.world
        world.citizens.trust[:] = trust
        world.begin_month()
        world.levers.training_places = 1e5
        world.settings["courses"].run(world)
        wanted.append(int(world.flows["public_courses_started"].sum()))
    assert wanted[0] < wanted[1]


def test_trust_in_the_city_changes_nothing_else_without_a_programme(small_city):
    """Without interventions nobody's fit, job or skill depends on it, bit for bit.

    Trust in firms decides how much people use digital services, and is off here.
    """
    firms = {"trust.firms": False}
    plain, found = (small_city({**firms, "trust.active": on}).measures for on in (True, False))
    columns = [name for name in found if not name.startswith("trust_")]
    pd.testing.assert_frame_equal(found[columns], plain[columns], check_exact=True)
    assert not found["trust_local_low"].equals(plain["trust_local_low"])
