"""Occupation rules: the mix of jobs, their conditions and what technology asks at month 0."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import ICT
from simulation.initialisation.new_city import create_city
from simulation.initialisation.occupation_rules import REFERENCE_INTENSITY, balance
from simulation.initialisation.population import marginals
from simulation.processes.technology.technological_change import Digitalisation
from simulation.settings import Settings
from simulation.tables.occupations import Occupations

SMALL = {"city.citizens": 400}


def new_occupations(**changes):
    """Occupations of a new city of 400."""
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return create_city(Settings({**SMALL, **named}), 1).occupations


def mix(shares, occupations):
    """Part of posts that asks each education."""
    results = shares @ occupations.asked
    return results / results.sum()


def test_balance_keeps_proportions_within_a_level():
    """Levels get their part, occupations of one level keep their proportions."""
    shares = np.array([0.1, 0.3, 0.2, 0.4])
    asked = np.eye(3)[[0, 0, 1, 2]]
    result = balance(shares, asked, np.array([0.6, 0.3, 0.1]))
    np.testing.assert_allclose(result, [0.15, 0.45, 0.3, 0.1])


def test_balance_leaves_out_a_level_that_nobody_asks_for():
    """A level without occupations gets nothing, and the total stays what it was."""
    result = balance(np.array([0.5, 0.3]), np.eye(3)[[0, 2]], np.array([0.2, 0.5, 0.3]))
    np.testing.assert_allclose(result, [0.32, 0.48])


def test_balance_reaches_the_target_where_posts_of_an_occupation_ask_different_educations():
    """Occupations that ask the same keep their proportions."""
    shares = np.array([0.2, 0.3, 0.4, 0.1])
    asked = np.array([[0.8, 0.2, 0.0], [0.3, 0.6, 0.1], [0.0, 0.3, 0.7], [0.0, 0.3, 0.7]])
    target = np.array([0.3, 0.35, 0.35])
    result = balance(shares, asked, target)
    np.testing.assert_allclose(result @ asked, target)
    assert result[2] / result[3] == pytest.approx(4.0)
    assert (result > 0).all()


@pytest.mark.parametrize("country", ["oecd", "sgp"])
def test_without_skew_posts_ask_what_residents_have(country, small_run):
    """Off, posts by education asked are residents by education, at month 0 and two years on.

    Booms of technologies and remote work, which favour some posts afterwards, are left out.
    """
    own, _ = marginals(country)
    without = {"technology_cycle.active": False, "remote_work.outbound": 0.0}
    skew = {"occupations.job_mix_skew": False, "city.country": country}
    run = small_run(without | skew)
    occupations = run.world.occupations
    np.testing.assert_allclose(mix(occupations.employment, occupations), own, atol=1e-6)
    for _ in range(24):
        run.step()
    np.testing.assert_allclose(mix(occupations.desired, occupations), own, atol=1e-6)


def test_with_skew_they_do_not():
    """On, the table is unchanged, and posts do not ask for the education of Singapore's people."""
    occupations = new_occupations(city__country="sgp", occupations__country_jobs=False)
    own, _ = marginals("sgp")
    np.testing.assert_array_equal(occupations.employment, Occupations().employment)
    assert np.abs(mix(occupations.employment, occupations) - own).max() > 0.05


def test_conditions_can_be_made_the_same():
    """Off, all occupations have the mean turnover and supplies; wages and demands stay."""
    occupations, table = new_occupations(occupations__conditions_differ=False), Occupations()
    assert np.ptp(occupations.turnover) == 0
    assert (np.ptp(occupations.supply, axis=0) == 0).all()
    weight = table.employment.astype(float)
    assert occupations.turnover[0] == pytest.approx(np.average(table.turnover, weights=weight))
    np.testing.assert_array_equal(occupations.base_wage, table.base_wage)
    np.testing.assert_array_equal(occupations.demand, table.demand)


def test_the_same_conditions_narrow_the_gap_in_job_loss(paired):
    """The low educated lose jobs less often relative to the high educated, and needs fit more."""
    columns = ["job_loss_low", "job_loss_high", "slope_needs_supply"]
    results = paired({"occupations.conditions_differ": False}, columns)
    assert (results[:, 0] - results[:, 1]).mean() < 0
    assert results[:, 2].mean() < -0.01


def test_the_reference_is_the_default_intensity():
    """At the default technology intensity the table of occupations is unchanged."""
    assert Digitalisation().start == REFERENCE_INTENSITY
    np.testing.assert_array_equal(new_occupations().design, Occupations().design)


def test_technology_intensity_raises_mean_and_spread_of_ict_demand():
    """A more intensive city asks more ICT, and occupations differ more in it; nothing else does."""
    means, spreads = [], []
    for start in (0.1, 0.5, 0.9):
        design = new_occupations(digitalisation__start=start).design
        means.append(design[:, ICT].mean())
        spreads.append(design[:, ICT].std())
        others = [k for k in range(design.shape[1]) if k != ICT]
        np.testing.assert_array_equal(design[:, others], Occupations().design[:, others])
    assert np.diff(means).min() > 0.05
    assert np.diff(spreads).min() > 0.02


def test_technology_intensity_brings_emerging_posts_and_a_gap(paired):
    """An intensive city has more emerging posts, and its least schooled are hired less often.

    The slope of fit over education rises through access to jobs; among job-holders it falls, since
    the occupations that ask most ICT ask most of the addition.
    """
    columns = ["emerging_posts", "slope_access", "job_finding_low", "slope_at_work"]
    early = {"emerging_occupations.midpoint_month": 24.0, "emerging_occupations.duration": 8.0}
    results = paired(
        {"digitalisation.start": 0.9}, columns, base={**early, "digitalisation.start": 0.1}
    )
    assert (results[:, 0] > 0.01).all()
    assert results[:, 1].mean() > 0
    assert results[:, 2].mean() < 0
    assert results[:, 3].mean() < 0
