"""Subjects and formats of courses, and follow-up."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simulation.core.vocabulary import ICT
from simulation.engine import CityRun, simulate
from simulation.interventions.training.curriculum import (
    FORMATS,
    SUBJECTS,
    own_gaps,
    public_subjects,
    suited,
)
from simulation.interventions.training.training import Training
from simulation.processes.learning.courses import Courses
from simulation.settings import Settings

SEEDS = (1, 2, 3)
SMALL = {"city.citizens": 600, "city.months": 30, "city.burn_in": 6}


def paid(**others):
    """Changes that pay for training."""
    changes = {"annual_budget_per_citizen": 300.0, "start_month": 3, **others}
    return {f"interventions.training.{key}": value for key, value in changes.items()}


@pytest.fixture
def city():
    """A small city after half a year, at the beginning of a month."""
    run = CityRun(Settings(SMALL), 1)
    for _ in range(6):
        run.step()
    run.world.begin_month()
    return run.world


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("subject", [name for name in SUBJECTS if name != "own_gap"])
def test_a_programme_teaches_its_subject(seed, subject):
    """Skill in the subject ends higher than in the same city with another programme."""
    other = "green" if subject == "ict" else "ict"
    taught, untaught = (
        simulate(Settings({**SMALL, **paid(subject=name)}), seed).world.citizens
        for name in (subject, other)
    )
    skill = SUBJECTS[subject]
    assert (
        taught.skills[taught.resident, skill].mean()
        > untaught.skills[untaught.resident, skill].mean()
    )


def test_own_gap_teaches_the_largest_gap(city):
    """The learner's subject is the largest weighted skill gap at work."""
    city.levers.training_subject = SUBJECTS["own_gap"]
    people = np.flatnonzero(city.citizens.resident)
    subject = public_subjects(city, people)
    gaps = own_gaps(city, people)
    assert (gaps[np.arange(people.size), subject] == gaps.max(axis=1)).all() or (
        subject[gaps.max(axis=1) == 0] == ICT
    ).all()
    assert np.unique(subject).size > 3


def test_jobless_learners_look_at_what_they_were_prepared_for(city):
    """Without a job the gap is that to the occupation prepared for."""
    citizens = city.citizens
    jobless = np.flatnonzero(citizens.resident & (citizens.occupation < 0))
    origin = citizens.origin[jobless]
    able = citizens.skills[jobless] * citizens.currency[jobless]
    gap = np.maximum(city.occupations.demand[origin] - able, 0)
    np.testing.assert_allclose(
        own_gaps(city, jobless), city.occupations.weight[origin] * gap, rtol=1e-6
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_own_gap_helps_the_match_more_than_one_subject_for_all(seed):
    """Learning what one's own work lacks closes more of demand-ability misfit at work than ICT."""
    own, ict = (
        simulate(Settings({**SMALL, **paid(subject=name)}), seed).measures
        for name in ("own_gap", "ict")
    )
    columns = [f"fit_at_work_{level}" for level in ("low", "mid", "high")]
    assert own[columns].iloc[-12:].to_numpy().mean() > ict[columns].iloc[-12:].to_numpy().mean()


def test_more_formats_suit_more_people_and_first_the_schooled(city):
    """Each format adds people, four suit everybody, and one suits most those near to schooling."""
    people = np.flatnonzero(city.citizens.resident)
    reached = [suited(city, people, formats, 0.5) for formats in range(1, FORMATS + 1)]
    for fewer, more in pairwise(reached):
        assert (more >= fewer).all()
        assert more.sum() > fewer.sum()
    assert reached[-1].all()
    ict = city.citizens.skills[people, ICT]
    assert ict[reached[0]].mean() > ict[~reached[0]].mean()


def test_formats_cost(city):
    """The same money buys fewer places in more formats."""
    places = []
    for formats in (1, 2, 4):
        Training(annual_budget_per_citizen=300.0, start_month=0, formats=formats).run(city)
        places.append(city.levers.training_places * city.levers.training_place_cost)
        assert city.levers.training_place_cost == pytest.approx(900.0 * (1 + 0.1 * (formats - 1)))
    assert places == pytest.approx([places[0]] * 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_formats_reach_those_with_little_ict(seed):
    """With places for all who wish, four formats bring more of the lowest third than one."""
    begun = []
    for formats in (1, 4):
        run = CityRun(Settings(SMALL), seed)
        for _ in range(6):
            run.step()
        world = run.world
        world.begin_month()
        world.levers.training_places = 1e5
        world.levers.training_formats = formats
        ict = world.citizens.skills[:, ICT].copy()
        low = world.citizens.resident & (ict <= np.quantile(ict[world.citizens.resident], 1 / 3))
        Courses(employer_offer_rate=0.0, unsuited_format_reluctance=3.0).run(world)
        begun.append(int((world.citizens.course_public & low).sum()))
    assert begun[1] > begun[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_follow_up_makes_people_perceive_a_need(seed):
    """Asked in person every three months, more people wish for a course within a year."""
    begun = []
    for interval in (0, 3):
        run = CityRun(Settings(SMALL), seed)
        for _ in range(6):
            run.step()
        world, number = run.world, 0
        for _ in range(12):
            world.begin_month()
            world.levers.training_places = 1e5
            world.levers.training_follow_up = 1.0
            world.levers.training_follow_up_interval = interval
            Courses(employer_offer_rate=0.0).run(world)
            number += int(world.flows["public_courses_started"].sum())
        begun.append(number)
    assert begun[1] > begun[0]


@pytest.mark.parametrize("budget", [5.0, 60.0, 600.0])
def test_follow_up_is_paid_from_the_money_for_outreach(city, budget):
    """It spends no more than that, reaches as many as the money does, and leaves the rest."""
    rule = Training(annual_budget_per_citizen=budget, start_month=0, follow_up_interval=12)
    rule.run(city)
    levers, monthly = city.levers, budget * city.residents / 12
    assert city.accounts.spending["training"] == pytest.approx(0.2 * monthly)
    due = city.residents / 12 * rule.follow_up_cost
    assert levers.training_follow_up == pytest.approx(min(1.0, 0.2 * monthly / due))
    assert (levers.training_outreach > 0) == (0.2 * monthly > due)


def test_places_are_paid_for_from_what_was_granted(city):
    """Over the months no more is spent on places than was granted, and fractions are not lost."""
    spent = granted = 0.0
    for _ in range(24):
        city.begin_month()
        rule = Training(annual_budget_per_citizen=60.0, start_month=0, targeting=0.0)
        rule.run(city)
        granted += city.levers.training_places * city.levers.training_place_cost
        spent -= city.accounts.spending["training"]
        Courses(employer_offer_rate=0.0).run(city)
        spent += city.accounts.spending["training"]
        assert spent <= granted * (1 + 1e-12)
    assert spent > granted - 2 * city.levers.training_place_cost
