"""Recognition: assessments within a budget, seen only by the employers that take part."""

from __future__ import annotations

import copy

import numpy as np
import pandas as pd
import pytest

from simulation.core.vocabulary import INACTIVE, ONLINE, UNEMPLOYED, VACANT
from simulation.fit.demand_ability import demand_ability
from simulation.interventions.recognition.recognition import Recognition
from simulation.interventions.training.lottery_assignment import lottery_assigned
from simulation.processes.labour_market.hiring import Hiring
from simulation.tables.applications import Applications

START = 6
#: Assessments cheap enough for a city of 300.
CHEAP = {"interventions.recognition.assessment_cost": 100.0}
LINES = {
    "interventions.recognition.training_budget": 4.0,
    "interventions.recognition.network_budget": 4.0,
}


def identical(one, other):
    """Fail unless two tables are the same bit for bit."""
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.fixture
def city(small_run):
    """A small city after half a year, at the beginning of a month."""
    run = small_run()
    for _ in range(6):
        run.step()
    run.world.begin_month()
    return run.world


@pytest.mark.parametrize(
    ("assessed", "recognises", "able_wins"),
    [(0, 0, False), (0, 3, False), (1, 0, False), (1, 2, False), (1, 1, True), (2, 3, True)],
)
def test_an_accepted_assessment_brings_unseen_ability_to_light(
    city, assessed, recognises, able_wins
):
    """The abler applicant with nothing to show loses, unless the employer accepts an assessment."""
    world = copy.deepcopy(city)
    citizens, occupations = world.citizens, world.occupations
    able, certified = np.flatnonzero(citizens.resident & (citizens.status == UNEMPLOYED))[:2]
    post = np.flatnonzero(world.posts.holder == VACANT)[0]
    occupation = int(world.posts.occupation[post])
    asked = occupations.demand[occupation]
    citizens.spell[[able, certified]] = 1
    citizens.skills[able], citizens.evident[able] = asked, 0.1 * asked
    citizens.skills[certified] = citizens.evident[certified] = 0.7 * asked
    citizens.attested[able] = citizens.skills[able]
    citizens.assessed[able] = assessed
    world.employers.recognises[:] = recognises
    match = [
        demand_ability(
            citizens.skills, int(row), occupations.demand, occupations.weight, occupation
        )
        for row in (able, certified)
    ]
    world.applications = Applications(
        np.array([able, certified], dtype=np.int32),
        np.array([post, post], dtype=np.int32),
        np.full(2, ONLINE, dtype=np.int8),
        np.array([8.0, 8.0]),
        np.array(match),
    )
    rule = {
        "credential_weight": 0.0,
        "over_qualification_signal": 0.0,
        "under_qualification_signal": 0.0,
        "callbacks": False,
        "district_weight": 0.0,
        "evaluation_error": 0.0,
        "minimum_fit": 0.0,
    }
    Hiring(**rule, external_applicants=False).run(world)
    assert (world.posts.holder[post] == able) == able_wins


def assess(world, money, mark=1, **rule):
    """Let a line pay for assessments; return the rows of the people assessed."""
    line = mark - 1
    return Recognition(**rule)._assess(world, line, money, mark)


def test_those_with_hidden_ability_are_assessed(city):
    """Nobody without hidden ability or out of the labour force is; afterwards nothing is hidden."""
    citizens = city.citizens
    hidden = (citizens.skills - citizens.evident).max(axis=1)
    rows = assess(city, 1e9)
    assert rows.size > 50
    assert (hidden[rows] > 0).all()
    assert citizens.resident[rows].all()
    assert (citizens.status[rows] != INACTIVE).all()
    np.testing.assert_array_equal(citizens.attested[rows], citizens.skills[rows])
    assert (citizens.assessed[rows] == 1).all()
    assert city.flows["assessed"].sum() == rows.size
    assert assess(city, 1e9).size == 0
    # employers in the network do not know of it
    assert set(assess(city, 1e9, mark=2)) == set(rows)
    assert (citizens.assessed[rows] == 3).all()


def test_chances_are_in_proportion_to_hidden_ability(city):
    """Over many draws each is assessed first as often as his or her part of all hidden ability."""
    citizens = city.citizens
    able = np.flatnonzero(citizens.resident & (citizens.status != INACTIVE))
    few, rest = able[:4], able[4:]
    citizens.evident[rest] = citizens.skills[rest]
    citizens.skills[few], citizens.evident[few] = 0.8, 0.8
    citizens.evident[few, 0] = 0.7, 0.6, 0.5, 0.4
    count = np.zeros(citizens.rows)
    draws = 2000
    for month in range(draws):
        world = city
        world.month = month
        citizens.assessed[:] = 0
        (row,) = assess(world, 100.0, assessment_cost=100.0)
        count[row] += 1
    assert count[few] / draws == pytest.approx(np.array([0.1, 0.2, 0.3, 0.4]), abs=0.04)


def test_no_more_is_spent_than_granted(city):
    """Fractions of an assessment are kept for later months."""
    number = sum(assess(city, 260.0, assessment_cost=100.0).size for _ in range(10))
    assert number == 26
    assert city.programmes.carried_assessments[0] == pytest.approx(0.0, abs=1e-9)


def test_a_lottery_of_places_is_one_of_assessments_too(small_run):
    """With the money of training only people whom the lottery assigns are assessed."""
    run = small_run({"interventions.training.lottery_share": 0.4})
    for _ in range(3):
        run.step()
    world = run.world
    rows = assess(world, 1e9)
    assert rows.size > 30
    assert lottery_assigned(world, rows).all()
    others = assess(world, 1e9, mark=2)
    assert not lottery_assigned(world, others).all()


def test_without_money_nothing_is_recognised(small_city, baseline):
    """With lines of 0, or without a programme that pays, every measure is bit-identical."""
    extreme = {
        f"interventions.recognition.{key}": value
        for key, value in {
            "assessment_cost": 10.0,
            "participating_share": 1.0,
            "replaced_share": 1.0,
        }.items()
    }
    identical(small_city(extreme).measures, baseline.measures)
    identical(small_city({**extreme, **LINES}).measures, baseline.measures)


def test_a_line_is_switched_off_by_itself(small_city, budgets):
    """Programmes with a line that is 0, or not active, do the same and keep their money."""
    paid = budgets(start=START)
    plain = small_city(paid).measures
    assert (plain["recognition_cost"] == 0.0).all()
    for off in ("interventions.recognition.active", "informal_skill.active"):
        both = [{**paid, **lines, **CHEAP, off: False} for lines in ({}, LINES)]
        one, other = (small_city(changes).measures for changes in both)
        identical(one, other)
    identical(
        small_city({**paid, **LINES, "interventions.recognition.active": False}).measures, plain
    )


@pytest.fixture(scope="module")
def recognised(small_city, budgets):
    """A city whose programmes pay for assessments, and the same without these."""
    paid = {**budgets("training", "network", start=START), **CHEAP, "city.months": 48}
    return small_city({**paid, **LINES}), small_city(paid)


def test_assessments_are_paid_within_the_programmes_budget(recognised):
    """The line is part of what the programmes cost, and each assessment has its price."""
    found, plain = (outcome.measures for outcome in recognised)
    after = found.month > START
    assert (found.loc[~after, "recognition_cost"] == 0.0).all()
    for name in ("training", "network"):
        costs = [table.loc[after, f"cost_{name}"].mean() for table in (found, plain)]
        assert costs[0] <= 120.0 * (1 + 1e-9)
        assert costs[0] == pytest.approx(costs[1], rel=0.3)
    spent = found.loc[after, "recognition_cost"].mean()
    assert 0.5 * 48.0 < spent <= 96.0
    world = recognised[0].world
    people = sum(found[f"assessments_{level}"].sum() for level in ("low", "mid", "high"))
    assert people > 0
    assert (world.citizens.assessed[world.citizens.resident] > 0).any()


def test_who_takes_part(recognised):
    """A share of employers accepts the assessments of training, members those of the network."""
    employers = recognised[0].world.employers
    present = employers.present
    assert 0.1 < (employers.recognises[present] & 1).mean() < 0.5
    np.testing.assert_array_equal(
        (employers.recognises & 2 > 0)[present], employers.member[present]
    )
    assert not employers.recognises[~present].any()
    assert not recognised[1].world.employers.recognises.any()


def test_recognition_changes_who_is_hired(recognised):
    """The city with assessments is another one after the first of them."""
    found, plain = (outcome.measures for outcome in recognised)
    assert not found["job_finding_all"].equals(plain["job_finding_all"])
