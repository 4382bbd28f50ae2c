"""Recognition: it lets employers see ability that nothing attests."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from simulation.core.vocabulary import ONLINE, UNEMPLOYED, VACANT
from simulation.fit.demand_ability import demand_ability
from simulation.processes.labour_market.hiring import Hiring
from simulation.tables.applications import Applications


@pytest.mark.parametrize(("recognition", "able_wins"), [(0.0, False), (1.0, True)])
def test_recognition_brings_unseen_ability_to_light(small_run, recognition, able_wins):
    """The abler applicant with nothing to show loses, unless informal skill is recognised."""
    run = small_run()
    for _ in range(6):
        run.step()
    run.world.begin_month()
    world = copy.deepcopy(run.world)
    citizens, occupations = world.citizens, world.occupations
    able, certified = np.flatnonzero(citizens.resident & (citizens.status == UNEMPLOYED))[:2]
    post = np.flatnonzero(world.posts.holder == VACANT)[0]
    asked = occupations.demand[world.posts.occupation[post]]
    citizens.spell[[able, certified]] = 1
    citizens.skills[able], citizens.evident[able] = asked, 0.1 * asked
    citizens.skills[certified] = citizens.evident[certified] = 0.7 * asked
    occupation = int(world.posts.occupation[post])
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
    world.levers.recognition = recognition
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
