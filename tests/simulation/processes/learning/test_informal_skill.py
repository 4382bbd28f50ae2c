"""Informal skill: hidden until work or a course makes it evident."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.initialisation.new_city import create_city
from simulation.processes.learning.informal_skill import InformalSkill
from simulation.settings import Settings

SIZE = {"city.citizens": 400}


def hidden_ability(world):
    """Hidden ability per resident and skill."""
    rows = np.flatnonzero(world.citizens.resident)
    return world.citizens.skills[rows] - world.citizens.evident[rows]


def test_what_schooling_prepared_for_is_evident_at_arrival():
    """At arrival only ability beyond that is hidden, by the share that the parameter says."""
    for hidden in (0.0, 0.5, 1.0):
        world = create_city(Settings({**SIZE, "informal_skill.hidden_share": hidden}), 1)
        citizens = world.citizens
        rows = np.flatnonzero(citizens.resident)
        prepared = 0.9 * world.occupations.design[citizens.origin[rows]]
        beyond = np.maximum(citizens.skills[rows] - prepared, 0.0)
        np.testing.assert_allclose(hidden_ability(world), hidden * beyond, atol=1e-6)
        assert (beyond > 0.01).mean() > 0.2


def test_switched_off_all_ability_is_evident_and_hiring_sees_it(small_city):
    """Off, its other parameters change nothing, bit for bit."""
    off = small_city({"informal_skill.active": False, "informal_skill.hidden_share": 1.0}).measures
    other = small_city(
        {"informal_skill.active": False, "informal_skill.revelation_rate": 1.0}
    ).measures
    pd.testing.assert_frame_equal(off, other, check_exact=True)


def test_work_reveals_what_it_uses_and_no_more(asked_of):
    """At a rate of 1 a job-holder's ability up to the job's demand is evident after a month."""
    world = create_city(Settings({**SIZE, "informal_skill.hidden_share": 1.0}), 1)
    before = hidden_ability(world).copy()
    InformalSkill(revelation_rate=1.0).run(world)
    citizens = world.citizens
    rows = np.flatnonzero(citizens.resident)
    at_work = citizens.occupation[rows] >= 0
    used = np.minimum(citizens.skills[rows[at_work]], asked_of(world, rows[at_work]))
    assert (citizens.evident[rows[at_work]] >= used - 1e-6).all()
    assert (hidden_ability(world)[at_work] < before[at_work] - 1e-3).any()
    np.testing.assert_array_equal(hidden_ability(world)[~at_work], before[~at_work])
    assert (hidden_ability(world) >= 0).all()


def test_lost_ability_is_not_evident():
    """Evident ability never exceeds ability."""
    world = create_city(Settings(SIZE), 1)
    world.citizens.skills[:] *= 0.5
    InformalSkill().run(world)
    assert hidden_ability(world).min() >= 0.0


def test_a_course_shows_what_it_teaches_and_contacts_do_not(small_run):
    """Learning at work in courses is evident; learning from contacts is not."""
    still = {"decay.active": False, "practice.active": False, "informal_skill.revelation_rate": 0.0}
    for process, learned_unseen in (("peer_learning", False), ("courses", True)):
        # the process named is switched off, the other teaches
        run = small_run({**still, f"{process}.active": False, "migration.active": False})
        citizens = run.world.citizens
        rows = np.flatnonzero(citizens.resident & (citizens.age < 600))
        first = (citizens.skills[rows].copy(), citizens.evident[rows].copy())
        for _ in range(12):
            run.step()
        gain = (citizens.skills[rows] - first[0]).sum(axis=1)
        shown = (citizens.evident[rows] - first[1]).sum(axis=1)
        assert gain.sum() > 0.1
        if learned_unseen:
            assert np.abs(shown).max() < 1e-6
        else:
            np.testing.assert_allclose(shown, gain, atol=1e-5)


@pytest.fixture(scope="module")
def hiding(paired):
    """Effects of hiding nearly all informal skill, seed by seed."""
    columns = ["unseen_skill_low", "unseen_skill_high", "job_finding_all", "wealth"]
    return paired(
        {"informal_skill.hidden_share": 0.95}, columns, base={"informal_skill.hidden_share": 0.0}
    )


def test_more_hidden_skill_is_more_unseen_skill(hiding):
    """The measure of unseen skill rises for all."""
    assert (hiding[:, :2] > 0.01).all()


def test_hidden_skill_is_lost_to_hiring(hiding):
    """Where employers see less, fewer are hired and output falls (under-utilisation)."""
    assert hiding[:, 2].mean() < 0
    assert hiding[:, 3].mean() < 0
