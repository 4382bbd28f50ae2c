"""Licences: posts that need one go to people who hold it, whatever their education."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.randomness import identity_of_two
from simulation.engine import CityRun
from simulation.processes.labour_market.hiring import Hiring
from simulation.processes.labour_market.licences import (
    LICENCE_ITEM,
    holds_licence,
    licence_skills,
    needs_licence,
)
from simulation.settings import Settings

RULE = Hiring()
MONTHS = 12


def test_the_share_of_posts_that_need_a_licence():
    """About the share of the occupation needs one; with a share of 0 nobody does, with 1 all do."""
    identities = np.arange(4000, dtype=np.uint32)
    needed = [needs_licence(identity, 0.3) for identity in identities]
    assert np.mean(needed) == pytest.approx(0.3, abs=0.03)
    assert not any(needs_licence(identity, 0.0) for identity in identities[:100])
    assert all(needs_licence(identity, 1.0) for identity in identities[:100])
    assert identity_of_two(identities[0], LICENCE_ITEM) != identity_of_two(identities[1], 0)


def test_who_holds_a_licence(small_run):
    """Preparation and work give it at any skill; a course about it only with sufficient skill."""
    world = small_run().world
    citizens, taught = world.citizens, licence_skills(world.occupations)
    row, occupation, other = 0, 3, 5
    about, beside = (int(np.flatnonzero(taught[occupation] == is_about)[0])
                     for is_about in (True, False))  # fmt: skip

    def holds(match):
        return holds_licence(citizens, row, occupation, match, taught, RULE)

    citizens.trained[row] = 999
    citizens.origin[row], citizens.last_occupation[row] = occupation, other
    assert holds(0.0)
    citizens.origin[row], citizens.last_occupation[row] = other, occupation
    assert holds(0.0)
    citizens.last_occupation[row] = other
    assert not holds(1.0)
    citizens.trained[row], citizens.studied[row] = RULE.licence_months, about
    assert holds(RULE.licence_match)
    assert not holds(RULE.licence_match - 0.01)
    for subject in (beside, -1):
        citizens.studied[row] = subject
        assert not holds(1.0)


def test_a_licence_is_about_what_the_work_asks(small_run):
    """Every occupation names some skills but not all; each counts for more than the average."""
    occupations = small_run().world.occupations
    taught = licence_skills(occupations)
    assert (taught.any(axis=1) & ~taught.all(axis=1)).all()
    importance = occupations.demand * occupations.weight
    assert (np.where(taught, importance, np.inf).min(axis=1) > importance.mean(axis=1)).all()


def test_nobody_is_hired_without_the_licence():
    """If every post needs one and no course leads to it, everybody stays in familiar work."""
    rule = {
        "city.citizens": 300, "city.burn_in": 0, "city.months": MONTHS,
        "hiring.licence_match": 1.0, "hiring.licence_months": 0,
    }  # fmt: skip
    run = CityRun(Settings(rule), 1)
    run.world.occupations.licence[:] = 1.0
    citizens = run.world.citizens
    for _ in range(MONTHS):
        person, origin, last = (
            column.copy() for column in (citizens.person, citizens.origin, citizens.last_occupation)
        )
        run.step()
        same = citizens.resident & (citizens.person == person)
        hired = same & (citizens.occupation >= 0) & (citizens.tenure == 0)
        known = (citizens.occupation == origin) | (citizens.occupation == last)
        assert (known | (citizens.trained <= 1))[hired].all()
