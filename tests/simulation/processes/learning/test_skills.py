"""Learning from contacts, within and across the divide of knowledge."""

from __future__ import annotations

import numpy as np

from simulation.processes.learning.skills import KNOWLEDGE_SKILLS


def learned(small_run, divide):
    """ICT skill that people learn from contacts in a month, by whether they produce knowledge.

    Half of all work asks for knowledge and everybody in it can do much more than all others; all
    contacts of people without such work are people with it, and the other way round.
    """
    run = small_run({"peer_learning.divide": divide, "peer_learning.meeting_rate": 1.0})
    world = run.world
    citizens, occupations = world.citizens, world.occupations
    rule = world.settings["peer_learning"]
    knowledge = occupations.design[:, KNOWLEDGE_SKILLS].mean(axis=1) >= rule.knowledge_line
    assert 0 < knowledge.sum() < occupations.rows
    rows = np.flatnonzero(citizens.resident)
    produces = (citizens.occupation[rows] >= 0) & knowledge[citizens.occupation[rows]]
    citizens.skills[rows] = np.where(produces, 0.9, 0.3)[:, None]
    citizens.ties[rows[produces]] = rows[~produces][0]
    citizens.ties[rows[~produces]] = rows[produces][0]
    citizens.previous_skills[:] = citizens.skills
    before = citizens.skills[rows, 0].copy()
    world.begin_month()
    rule.run(world)
    return (citizens.skills[rows, 0] - before)[~produces]


def test_the_divide_takes_its_share(small_run):
    """Across the divide people learn the share that it leaves, to the last one."""
    whole, half, none = (learned(small_run, divide) for divide in (0.0, 0.5, 1.0))
    assert (whole > 0).all()
    np.testing.assert_allclose(half, 0.5 * whole, rtol=1e-3)
    assert (none == 0).all()


def test_the_divide_keeps_ict_from_the_low_educated(small_city):
    """With the divide as wide as it gets, and much learning by contact, they know less of ICT."""
    base = {"city.citizens": 900, "city.months": 36, "peer_learning.rate": 0.05}
    for seed in range(3):
        open_, closed = (
            small_city({**base, "peer_learning.divide": divide}, seed).measures["ict_skill_low"]
            for divide in (0.0, 1.0)
        )
        assert closed.iloc[-1] < open_.iloc[-1]
