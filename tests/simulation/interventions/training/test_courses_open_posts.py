"""Courses open posts that ask what they teach: hiring, applications, licences, own account."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import ONLINE, UNEMPLOYED
from simulation.engine import CityRun
from simulation.interventions.training.curriculum import SUBJECTS
from simulation.processes.labour_market.hiring import Hiring
from simulation.processes.labour_market.licences import holds_licence, licence_skills
from simulation.processes.learning.courses import Courses
from simulation.settings import Settings
from simulation.tables.applications import Applications

TAUGHT = [name for name in SUBJECTS if name != "own_gap"]
#: Share of the gap to full ability that a course closes here, so that effects are clear.
GAIN = 0.5


@pytest.fixture(scope="module")
def before():
    """A city after half a year, in which everybody without a job is near the end of a course."""
    run = CityRun(Settings({"city.citizens": 800, "city.burn_in": 0}), 1)
    for _ in range(6):
        run.step()
    run.world.begin_month()
    return run.snapshot(), run.world.settings


def city_after_a_course(before, subject):
    """The city and its people without a job, all of whom have ended a course in the subject."""
    world = CityRun.resumed(*before).world
    citizens = world.citizens
    citizens.course[:] = 0
    people = np.flatnonzero(citizens.resident & (citizens.status == UNEMPLOYED))
    if subject is not None:
        citizens.course[people], citizens.course_public[people] = 1, True
        citizens.trained[people] = 3
        world.levers.training_subject = SUBJECTS[subject]
    Courses(gain=GAIN, employer_offer_rate=0.0, sent_share=0.0).run(world)
    return world, people


def chances(world, people):
    """Share of the people whose score reaches the minimum, by occupation of the post."""
    posts, occupations = world.posts, world.occupations
    some = np.array([np.flatnonzero(posts.occupation == o)[0] if (posts.occupation == o).any()
                     else -1 for o in range(occupations.rows)])  # fmt: skip
    known = np.flatnonzero(some >= 0)
    row, post = np.repeat(people, known.size), np.tile(some[known], people.size)
    occupation = posts.occupation[post]
    able = (world.citizens.skills * world.citizens.currency)[row]
    asked = occupations.demand[occupation]
    match = 1.0 - (occupations.weight[occupation] * np.maximum(asked - able, 0.0)).sum(axis=1)
    channel = np.full(row.size, ONLINE, dtype=np.int8)
    world.applications = Applications(
        row.astype(np.int32), post.astype(np.int32), channel, np.ones(row.size),
        match.astype(float),
    )  # fmt: skip
    rule = Hiring()
    hired = rule._score(world, rule._signals(world)) >= rule.minimum_fit
    applied = match >= rule.minimum_fit - rule.application_slack
    shape = (people.size, known.size)
    return known, [open_.reshape(shape).mean(axis=0) for open_ in (hired, applied)]


def halves(world, known, subject):
    """Occupations that ask the subject most, and those that ask it least: a third each."""
    k = SUBJECTS[subject]
    asks = (world.occupations.demand[known, k] * world.occupations.weight[known, k]).astype(float)
    order = np.argsort(asks, kind="stable")
    third = known.size // 3
    return order[-third:], order[:third]


@pytest.mark.parametrize("subject", TAUGHT)
def test_a_course_opens_the_posts_that_ask_it(before, subject):
    """The chance to be hired, and to apply, rises more where the subject is asked for."""
    untaught, people = city_after_a_course(before, None)
    known, without = chances(untaught, people)
    taught, learners = city_after_a_course(before, subject)
    np.testing.assert_array_equal(people, learners)
    _, with_course = chances(taught, learners)
    asking, not_asking = halves(taught, known, subject)
    for after, earlier in zip(with_course, without, strict=True):
        rise = after - earlier
        assert rise[asking].mean() > 0.0
        assert rise[asking].mean() > rise[not_asking].mean()


@pytest.mark.parametrize("subject", TAUGHT)
def test_a_course_leads_to_licences_about_it_only(before, subject):
    """Of occupations that people do not know, the licences they hold are about the subject."""
    world, people = city_after_a_course(before, subject)
    taught, rule = licence_skills(world.occupations), Hiring()
    person = people[0]
    known = (world.citizens.origin[person], world.citizens.last_occupation[person])
    for o in range(world.occupations.rows):
        if o not in known:
            held = holds_licence(world.citizens, person, o, 1.0, taught, rule)
            assert held == taught[o, SUBJECTS[subject]]


def test_business_skill_opens_work_on_own_account(before):
    """Entrepreneurial courses raise the match with work on own account more than green ones."""
    rises = []
    for subject in ("entrepreneurial", "green"):
        untaught, people = city_after_a_course(before, None)
        taught, _ = city_after_a_course(before, subject)
        occupations = taught.occupations
        family = occupations.families.index("self_employment")
        own = np.flatnonzero(occupations.family == family)
        match = [
            (occupations.weight[own] * np.maximum(
                occupations.demand[own] - (world.citizens.skills * world.citizens.currency)[
                    people
                ][:, None], 0.0,
            )).sum(axis=2)
            for world in (untaught, taught)
        ]  # fmt: skip
        rises.append(float((match[0] - match[1]).mean()))
    assert rises[0] > rises[1] > 0.0
