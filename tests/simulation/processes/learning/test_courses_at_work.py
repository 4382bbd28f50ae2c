"""Courses at work: who is sent after a redesign, and who is offered a course."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import EMPLOYED
from simulation.engine import CityRun
from simulation.processes.learning.courses import Courses
from simulation.settings import Settings

#: Nobody trains but those who are sent.
ONLY_SENT = {"employer_offer_rate": 0.0, "sent_share": 1.0}


@pytest.fixture
def world():
    """A small city in which one occupation has been redesigned this month and no one trains."""
    run = CityRun(Settings({"city.citizens": 600, "city.burn_in": 0}), 1)
    for _ in range(4):
        run.step()
    world = run.world
    world.begin_month()
    world.citizens.course[:] = 0
    world.occupations.redesigned[:] = 0
    return world


def holders(world, occupation):
    """Rows of people who work in an occupation."""
    citizens = world.citizens
    at_work = citizens.resident & (citizens.status == EMPLOYED)
    return np.flatnonzero(at_work & (citizens.occupation == occupation))


def test_employers_send_people_after_a_redesign(world):
    """All holders of the redesigned occupation begin a course, and nobody else."""
    at_work = world.citizens.occupation[world.citizens.occupation >= 0]
    o = int(np.bincount(at_work).argmax())
    world.occupations.redesigned[o] = 1
    Courses(**ONLY_SENT, temporary_ratio=1.0, small_employer_ratio=1.0).run(world)
    assert np.flatnonzero(world.citizens.course > 0).tolist() == holders(world, o).tolist()


@pytest.mark.parametrize("without", ["temporary contracts", "small employers"])
def test_contract_and_size_count(world, without):
    """With a ratio of 0 nobody with a temporary contract, or at a small employer, is sent."""
    world.occupations.redesigned[:] = 1
    citizens = world.citizens
    citizens.temporary[:] = np.arange(citizens.rows) % 2 == 0
    rule = {"temporary_ratio": 1.0, "small_employer_ratio": 1.0}
    if without == "temporary contracts":
        rule["temporary_ratio"] = 0.0
        barred = citizens.temporary
    else:
        rule["small_employer_ratio"] = 0.0
        barred = world.employers.posts[citizens.employer] < Courses().small_employer_posts
    Courses(**ONLY_SENT, **rule).run(world)
    in_course = citizens.course > 0
    assert in_course.any()
    assert not (in_course & barred).any()
