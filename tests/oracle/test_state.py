"""A reference city is read from a world, written back, and compared with it in everything."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from simulation.engine import CityRun
from simulation.settings import Settings
from simulation.tables.applications import Applications
from simulation.tables.posts import Posts
from tests.oracle.state import AGENTS, FACTS, HOLDERS, alike, differences, load, read, write

SETTINGS = Settings(
    {
        "city.citizens": 120,
        "city.months": 4,
        "city.burn_in": 1,
        **{
            f"interventions.{name}.{key}": value
            for name in ("training", "communities", "network")
            for key, value in (("annual_budget_per_citizen", 120.0), ("start_month", 0))
        },
    }
)


def after_some_months(seed=1):
    run = CityRun(SETTINGS, seed)
    for _ in range(4):
        run.step()
    return run.world


@pytest.fixture(scope="module")
def world():
    """A city after its first months, with all interventions."""
    return after_some_months()


@pytest.fixture(scope="module")
def city(world):
    """The same as a reference city."""
    return read(world)


def other(value):
    """A value of the same kind that differs."""
    if value.dtype == bool:
        return ~value
    return value + value.dtype.type(1)


def test_what_was_read_is_the_same(city, world):
    """A city that was just read differs in nothing."""
    assert differences(city, world) == []


@pytest.mark.parametrize("name", AGENTS)
def test_a_change_in_any_column_is_named(city, world, name):
    """One other number in the last row of a column is found, with its place."""
    for column, array in getattr(world, name).arrays():
        before = array[-1].copy()
        array[-1] = other(before)
        found = differences(city, world)
        array[-1] = before
        assert len(found) == before.size
        assert all(line.startswith(f"{name}.{column}[{len(array) - 1}]") for line in found)
    assert differences(city, world) == []


@pytest.mark.parametrize("name", AGENTS)
def test_a_change_in_the_reference_is_found_too(city, world, name):
    """The same when it is the agent that differs; to load the world mends it."""
    for column, array in getattr(world, name).arrays():
        setattr(getattr(city, name)[-1], column, other(array[-1]).tolist())
        assert len(differences(city, world)) == array[-1].size
        load(city, world)
    assert differences(city, world) == []


@pytest.mark.parametrize("name", HOLDERS)
def test_every_field_beside_the_tables_is_compared(city, world, name):
    """A field that the reference lacks is found."""
    for field in fields(getattr(world, name)):
        setattr(getattr(city, name), field.name, "something else")
        assert any(line.startswith(f"{name}.{field.name}") for line in differences(city, world))
    load(city, world)
    assert differences(city, world) == []


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_is_compared(city, world, name):
    """A fact that the reference has otherwise is found."""
    setattr(city, name, "something else")
    assert any(line.startswith(name) for line in differences(city, world))
    load(city, world)
    assert differences(city, world) == []


def test_applications_are_compared(city, world):
    """One application less, or another one, is found."""
    whole, part = np.array([3, 8], dtype=np.int32), np.array([0.5, 0.25])
    world.applications = Applications(whole, whole, whole.astype(np.int8), part, part)
    load(city, world)
    last = city.applications.pop()
    assert len(differences(city, world)) == 5
    city.applications.append(last)
    last.utility += 0.01
    assert len(differences(city, world)) == 1
    world.applications = Applications.empty()
    load(city, world)


def test_free_rows_of_the_columns_must_be_empty(city, world):
    """A table may have made room for more rows than the reference has, if nothing stands there."""
    grown = Posts(world.posts.rows + 3)
    for name, array in world.posts.arrays():
        getattr(grown, name)[: world.posts.rows] = array
    before, world.posts = world.posts, grown
    assert differences(city, world) == []
    grown.waiting[-1] = 2
    assert len(differences(city, world)) == 1
    world.posts = before


def test_what_is_written_is_the_same(city):
    """A world of another seed, once overwritten, equals the reference city."""
    different = after_some_months(seed=2)
    assert len(differences(city, different)) > 1000
    write(city, different)
    assert differences(city, different) == []


@pytest.mark.parametrize(
    ("our", "their", "same"),
    [
        (1, 1, True),
        (1, 2, False),
        (1, True, False),
        (0.5, 0.500009, True),
        (0.5, 0.50002, False),
        (10_000.0, 10_000.09, True),
        (10_000.0, 10_000.2, False),
        (float("nan"), float("nan"), True),
        (float("nan"), 0.0, False),
        (None, 0, False),
    ],
)
def test_what_counts_as_the_same(our, their, same):
    """Numbers with a fraction within 1e-5 of the larger of them and 1, all else exactly."""
    assert alike(our, their) is same
