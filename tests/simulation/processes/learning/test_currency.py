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


def test_work_renews_and_idleness_does_not(small_run, asked_of):
    """Practice closes its share of the gap at full demand; without a job nothing is renewed."""
    world = small_run({"city.months": 3}).world
    citizens = world.citizens
    citizens.currency[:] = 0.5
    world.employers.currency[:] = 0.5
    Renewal(practice=0.1, colleagues=0.5).run(world)
    at_work = citizens.resident & (citizens.occupation >= 0)
    demand = asked_of(world, at_work)
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
    """The faster the pace, the more; with vintages more than by the drift of demands alone."""
    fall = {}
    for share in (0.0, 0.3):
        changes = {"obsolescence.share": share, "city.months": 36}
        fit = [
            small_city(changes | {"redesign.pace": pace}).measures["fit_at_work"].iloc[-12:].mean()
            for pace in (0.0, 1.0, 3.0, 6.0)
        ]
        assert fit == sorted(fit, reverse=True)
        fall[share] = fit[0] - fit[-1]
    assert fall[0.3] > 2.0 * fall[0.0] > 0.0


def test_what_one_redesign_made_obsolete_is_made_up_at_work(small_run):
    """Practice alone sets the slowest pace; colleagues and courses may make it faster."""
    run = small_run({"city.months": 40, "redesign.pace": 0.0})
    run.step()
    world, skill = run.world, 3
    citizens, occupations = world.citizens, world.occupations
    at_work = citizens.resident & (citizens.occupation >= 0)
    citizens.currency[at_work, skill] = 0.7
    start = citizens.post.copy()
    demand = occupations.demand[np.maximum(citizens.occupation, 0), skill]
    for _ in range(24):
        run.step()
    stayed = at_work & citizens.resident & (citizens.post == start) & (citizens.tenure >= 24)
    left = (1.0 - citizens.currency[stayed, skill]) / 0.3
    practice = world.settings["renewal"].practice
    assert stayed.sum() > 50
    assert (left <= (1.0 - practice * demand[stayed]) ** 24 + 1e-5).all()
    assert 0.0 < left[demand[stayed] > 0.3].mean() < 0.5
