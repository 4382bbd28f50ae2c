"""Training: costs of the programme and reserved places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.core.vocabulary import ICT
from simulation.engine import CityRun
from simulation.interventions.budget import saturating
from simulation.interventions.training.training import Training
from simulation.processes.learning.courses import Courses
from simulation.settings import Settings

money = st.floats(0, 10_000)


def test_saturating_by_hand():
    """Nothing is done for nothing, two thirds at the scale, nearly all for much."""
    assert saturating(0.0, 50.0) == 0.0
    assert saturating(50.0, 50.0) == pytest.approx(2 / 3, abs=0.001)
    assert saturating(1e6, 50.0) == pytest.approx(1.0)


@given(money, money, st.floats(1, 1000))
def test_more_money_does_more_but_ever_less(one, other, scale):
    """What is done rises with money, stays a share, and each further euro does less."""
    less, more = sorted((one, other))
    assert 0.0 <= saturating(less, scale) <= saturating(more, scale) <= 1.0
    middle = saturating((less + more) / 2, scale)
    assert middle >= (saturating(less, scale) + saturating(more, scale)) / 2 - 1e-9


@pytest.fixture
def city():
    """A small city after half a year, at the beginning of a month."""
    run = CityRun(Settings({"city.citizens": 600, "city.burn_in": 0}), 1)
    for _ in range(6):
        run.step()
    run.world.begin_month()
    return run.world


def begin_courses(world, targeting, *, budget=600.0):
    """Let the programme set its levers and courses begin; who began a public one."""
    before = world.citizens.course_public.copy()
    Training(
        annual_budget_per_citizen=budget,
        start_month=0,
        targeting=targeting,
        outreach_share=0.5,
        place_cost=200.0,
        formats=1,
    ).run(world)
    Courses(employer_offer_rate=0.0).run(world)
    citizens = world.citizens
    return np.flatnonzero(citizens.course_public & ~before & citizens.resident)


@pytest.mark.parametrize("targeting", [0.0, 0.5, 1.0])
def test_places_are_reserved_for_the_lowest_tercile(city, targeting):
    """Others get no more than the places that are not reserved; reserved ones may stay empty."""
    ict = city.citizens.skills[:, ICT].copy()
    tercile = np.quantile(ict[city.citizens.resident], 1 / 3)
    learners = begin_courses(city, targeting)
    places = city.levers.training_places + 1
    others = (ict[learners] > tercile).sum()
    assert 0 < learners.size <= places
    assert others <= (1 - targeting) * places + 1
    if targeting == 1.0:
        assert others == 0


def test_targeting_reaches_more_of_the_lowest_tercile(city):
    """A share of places kept for them raises the part of learners who are in the lowest third."""
    ict = city.citizens.skills[:, ICT].copy()
    tercile = np.quantile(ict[city.citizens.resident], 1 / 3)
    shares = []
    for targeting in (0.0, 0.8):
        world = CityRun(Settings({"city.citizens": 600, "city.burn_in": 0}), 1)
        for _ in range(6):
            world.step()
        world.world.begin_month()
        learners = begin_courses(world.world, targeting)
        shares.append((ict[learners] <= tercile).mean())
    assert shares[1] > shares[0]


def test_only_places_that_are_taken_are_paid(city):
    """The bill is outreach and the price of each place taken."""
    learners = begin_courses(city, 0.5)
    monthly = 600.0 * city.residents / 12
    expected = 0.5 * monthly + learners.size * 200.0
    assert city.accounts.spending["training"] == pytest.approx(expected)
    assert city.flows["public_courses_started"].sum() == learners.size


def test_a_programme_without_a_budget_sets_no_lever(city):
    """Without money, or before its start, all levers stay neutral."""
    neutral = vars(city.levers).copy()
    Training(annual_budget_per_citizen=0.0, start_month=0).run(city)
    Training(annual_budget_per_citizen=500.0, start_month=city.month).run(city)
    assert vars(city.levers) == neutral
    assert city.accounts.spending["training"] == 0.0


def test_a_course_teaches_those_who_finish_it(city):
    """ICT rises at the end of a public course, and not before."""
    before = city.citizens.skills[:, ICT].copy()
    busy = np.flatnonzero(city.citizens.course > 0)
    learners = np.setdiff1d(begin_courses(city, 0.5), busy)
    assert learners.size > 10
    np.testing.assert_array_equal(city.citizens.skills[learners, ICT], before[learners])
    for _ in range(city.levers.training_months):
        assert (city.citizens.course[learners] > 0).all()
        city.begin_month()
        Courses(employer_offer_rate=0.0).run(city)
    after = city.citizens.skills[learners, ICT]
    assert (after[before[learners] < 1] > before[learners][before[learners] < 1]).all()
    assert (after <= 1).all()


def test_outreach_brings_more_people(city):
    """Outreach shows people a need that they had not seen: more of them want a place."""
    wanted = []
    for share in (0.0, 0.9):
        run = CityRun(Settings({"city.citizens": 600, "city.burn_in": 0}), 1)
        for _ in range(6):
            run.step()
        run.world.begin_month()
        run.world.levers.training_outreach = share
        run.world.levers.training_places = 1e6
        Courses(employer_offer_rate=0.0).run(run.world)
        wanted.append(int(run.world.flows["public_courses_started"].sum()))
    assert wanted[1] > wanted[0] > 0
