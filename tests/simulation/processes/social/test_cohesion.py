"""Cohesion: a divided city is worse for everybody in it, only later."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.engine import CityRun, simulate
from simulation.processes.social.cohesion import segregation
from simulation.settings import Settings

SEEDS = range(3)
MIXED = {"moves.sorting": False, "ties.homophilous": False}


def city(changes, seed, months=60):
    """A small city with strong effects of cohesion, after some years."""
    settings = Settings(
        {
            "city.citizens": 900,
            "city.districts": 15,
            "city.months": months,
            "city.burn_in": 12,
            "moves.rate": 0.06,
            "cohesion.weight": 1.0,
            **changes,
        }
    )
    return simulate(settings, seed)


@pytest.fixture(scope="module")
def paired():
    """Cities that sort themselves and cities that do not, seed by seed."""
    return [(city({}, seed), city(MIXED, seed)) for seed in SEEDS]


def test_cohesion_falls_where_people_sort_themselves(paired):
    """Homes and ties lie further apart, and cohesion is lower, with sorting and homophily."""
    for sorted_, mixed in paired:
        segregated = [outcome.measures[["division_homes", "division_ties"]].iloc[-1].to_numpy()
                    for outcome in (sorted_, mixed)]  # fmt: skip
        assert (segregated[0] > segregated[1]).all()
        last = [outcome.measures["cohesion"].iloc[-1] for outcome in (sorted_, mixed)]
        assert last[0] < last[1] - 0.05


def test_lost_cohesion_harms_the_highly_educated_too():
    """Without the loss of cohesion their supplies fit better, with common random numbers."""
    for seed in SEEDS:
        with_it, without = (
            city(changes, seed).measures["needs_supply_high"].iloc[-12:].mean()
            for changes in ({}, {"cohesion.active": False})
        )
        assert with_it < without


def test_the_harm_comes_late(paired):
    """What cohesion takes off services grows from year to year."""
    for sorted_, _ in paired:
        cohesion = sorted_.measures["cohesion"].to_numpy()
        assert cohesion[0] > cohesion[11] > cohesion[35] > cohesion[59]


def test_a_new_city_is_not_segregated():
    """Random homes and ties are not segregated beyond chance."""
    for between in ("education", "skill"):
        found = [
            segregation(
                CityRun(Settings({"city.citizens": 3000, "city.districts": 30}), seed).world,
                between,
            )
            for seed in SEEDS
        ]
        assert np.mean(found) < 0.03


def test_full_segregation_is_1():
    """With one district per level of education and ties among equals nothing is shared."""
    world = CityRun(Settings({"city.citizens": 600, "city.districts": 3}), 1).world
    citizens = world.citizens
    rows = np.flatnonzero(citizens.resident)
    citizens.district[rows] = citizens.education[rows]
    for level in range(3):
        mine = rows[citizens.education[rows] == level]
        citizens.ties[mine] = mine[0]
    assert segregation(world, "education") == pytest.approx((1.0, 1.0))
    assert segregation(world, "education", slot=3) == pytest.approx((1.0, 1.0))
