"""Ties: contacts are accepted by likeness in education, upwards and downwards alike."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import EDUCATIONS
from simulation.engine import CityRun
from simulation.processes.social.ties import Ties
from simulation.settings import Settings


def contacts_after(homophily, months=30):
    """Contacts by own level (rows) and level of the contact (columns) after some renewals."""
    run = CityRun(Settings({"city.citizens": 1500, "ties.homophily": homophily}), 1)
    world, citizens = run.world, run.world.citizens
    # random levels, independent of districts and employers
    rows = np.flatnonzero(citizens.resident)
    citizens.education[rows] = np.random.default_rng(1).integers(0, 3, rows.size)
    ties = Ties(rate=1.0, homophily=homophily)
    for _ in range(months):
        world.begin_month()
        ties.run(world)
    mixing = np.zeros((len(EDUCATIONS), len(EDUCATIONS)))
    known = citizens.ties[rows]
    own = np.repeat(citizens.education[rows], known.shape[1])
    np.add.at(mixing, (own, citizens.education[known.ravel()]), 1)
    return mixing / mixing.sum(axis=1, keepdims=True)


def test_likeness_in_education_draws_both_ways():
    """The low educated know the highly educated as often as the other way round."""
    mixing = contacts_after(0.8)
    assert mixing[0, 2] == pytest.approx(mixing[2, 0], abs=0.05)
    assert mixing[0, 1] == pytest.approx(mixing[2, 1], abs=0.05)
    assert mixing[1, 0] == pytest.approx(mixing[1, 2], abs=0.05)
    assert mixing[0, 0] > mixing[0, 1] > mixing[0, 2] > 0.02
    assert mixing[2, 2] > mixing[2, 1] > mixing[2, 0] > 0.02


def test_without_homophily_contacts_are_made_blindly():
    """At homophily 0 everybody's contacts are a third of each level."""
    np.testing.assert_allclose(contacts_after(0.0), 1 / 3, atol=0.05)


def crossing(changes, seed):
    """Shares of ties to another district, and to another family of occupations, after a while."""
    run = CityRun(Settings({"city.citizens": 900, **changes}), seed)
    world, citizens = run.world, run.world.citizens
    for _ in range(30):
        world.begin_month()
        Ties(rate=1.0, boundary_cost=world.settings["ties"].boundary_cost).run(world)
    rows = np.flatnonzero(citizens.resident)
    known = citizens.ties[rows]
    family = np.where(citizens.occupation >= 0, world.occupations.family[citizens.occupation], -1)
    both = (family[rows][:, None] >= 0) & (family[known] >= 0)
    return (
        (citizens.district[known] != citizens.district[rows][:, None]).mean(),
        (family[known] != family[rows][:, None])[both].mean(),
    )


def test_boundaries_keep_contacts_within():
    """The more it costs to cross them, the fewer ties cross districts and occupations."""
    for seed in range(3):
        free, dear = (crossing({"ties.boundary_cost": cost}, seed) for cost in (0.0, 1.5))
        assert dear[0] < free[0] - 0.02
        assert dear[1] < free[1] - 0.02
