"""Currency of skills: what redesigns make obsolete, and what renews it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.processes.learning.currency import Obsolescence, Renewal
from simulation.settings import Settings


def rule(section, **changes):
    """A process of the model with some changed parameters."""
    return Settings({f"{section}.{key}": value for key, value in changes.items()})[section]


def redesign_one(world, skill=3):
    """Redesign one skill of the occupation with most holders; return the occupation."""
    occupations, citizens = world.occupations, world.citizens
    held = citizens.occupation[citizens.resident & (citizens.occupation >= 0)]
    job = int(np.bincount(held).argmax())
    occupations.previous_demand[:] = occupations.demand
    occupations.demand[job, skill] += 0.01
    return job


def test_a_redesign_makes_a_share_obsolete(small_run):
    """Holders lose the share, everybody else in proportion to what of the demand was redesigned."""
    world = small_run({"city.months": 3}).world
    citizens, occupations = world.citizens, world.occupations
    occupations.posts[:] = 10
    job, skill = redesign_one(world), 3
    Obsolescence(share=0.3).run(world)
    holders = citizens.resident & (citizens.occupation == job)
    assert citizens.currency[holders, skill] == pytest.approx(0.7)
    asked = occupations.posts * occupations.weight[:, skill] * occupations.demand[:, skill]
    others = citizens.resident & ~holders
    part = asked[job] / asked.sum()
    assert citizens.currency[others, skill] == pytest.approx(1.0 - 0.3 * part, abs=1e-6)
    other_skills = [k for k in range(7) if k != skill]
    assert (citizens.currency[:, other_skills] == 1.0).all()


def test_work_renews_and_idleness_does_not(small_run):
    """Practice closes its share of the gap at full demand; without a job nothing is renewed."""
    world = small_run({"city.months": 3}).world
    citizens, occupations = world.citizens, world.occupations
    citizens.currency[:] = 0.5
    world.employers.currency[:] = 0.5
    Renewal(practice=0.1, colleagues=0.5).run(world)
    at_work = citizens.resident & (citizens.occupation >= 0)
    demand = occupations.demand[citizens.occupation[at_work]]
    np.testing.assert_allclose(citizens.currency[at_work], 0.5 + 0.1 * demand * 0.5, atol=1e-6)
    assert (citizens.currency[citizens.resident & ~at_work] == 0.5).all()


def test_colleagues_who_are_up_to_date_help(small_run):
    """Who works with others who know more of what is new makes up part of the lag."""
    world = small_run({"city.months": 3}).world
    citizens, employers = world.citizens, world.employers
    citizens.currency[:] = 0.5
    employers.currency[:] = 0.9
    Renewal(practice=0.0, colleagues=0.25).run(world)
    at_work = citizens.resident & (citizens.occupation >= 0)
    alone = employers.staff[citizens.employer[at_work]] < 2
    expected = np.where(alone, 0.5, 0.5 + 0.25 * 0.4)
    np.testing.assert_allclose(citizens.currency[at_work, 0], expected, atol=1e-6)


def test_a_share_of_0_is_the_city_without_currency(small_city):
    """Nothing becomes obsolete: every measure is that of the city without both processes."""
    none = small_city({"obsolescence.share": 0.0}).measures
    off = small_city({"obsolescence.active": False, "renewal.active": False}).measures
    pd.testing.assert_frame_equal(none, off, check_exact=True)
    some = small_city({"obsolescence.share": 0.3}).measures
    assert not some["fit"].equals(none["fit"])


def test_redesigns_lower_fit_at_work(small_city):
    """With vintages a faster pace lowers fit at work, and a slower one less."""
    at_work = [
        small_city({"redesign.pace": pace, "city.months": 36}).measures["fit_at_work"].iloc[-1]
        for pace in (0.0, 1.0, 6.0)
    ]
    assert at_work == sorted(at_work, reverse=True)
