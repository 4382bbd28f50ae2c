"""Foresight: the skill that announced redesigns and emerging work will lack."""

from __future__ import annotations

import numpy as np

from simulation.core.vocabulary import ICT
from simulation.interventions.network.foresight import coming_subject, posts_to_come


def test_without_a_horizon_it_is_the_shortage_of_today(small_run):
    world = small_run().world
    world.conditions.shortage[:] = 0.0
    world.conditions.shortage[3] = 0.5
    assert coming_subject(world, 0.0) == 3


def test_announced_digitalisation_asks_for_ict(small_run):
    world = small_run({"emerging_occupations.active": False}).world
    world.occupations.digitalised[:] = 0.0
    assert coming_subject(world, 36.0) == ICT


def test_emerging_occupations_add_posts_ahead_of_their_growth(small_run):
    """More of them with a longer horizon, and none in other occupations."""
    run = small_run()
    run.step()
    near, far = (posts_to_come(run.world, months) for months in (12.0, 60.0))
    emerging = run.world.occupations.emerging
    assert (far[emerging] > near[emerging]).all()
    assert not near[~emerging].any()


def test_without_anything_to_come_it_is_the_shortage_of_today(small_run):
    changes = {"emerging_occupations.active": False, "redesign.active": False}
    world = small_run(changes).world
    world.conditions.shortage[:] = np.arange(world.conditions.shortage.size)
    assert coming_subject(world, 36.0) == world.conditions.shortage.size - 1
