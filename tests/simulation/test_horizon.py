"""The horizon: a city of many months holds no more than one of few, and its tables do not grow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from simulation.core.vocabulary import FIT_COLUMNS
from simulation.engine import CityRun
from simulation.settings import Settings

TABLES = ("citizens", "posts", "employers", "districts", "communities", "occupations")
EARLY, LATE = 60, 240


def arrays_of(thing: Any, seen: set[int]) -> Iterator[np.ndarray]:
    """Every array that an object holds, each once, a view counting as what it is a view of."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        if thing.base is None or not isinstance(thing.base, np.ndarray):
            yield thing
        else:
            yield from arrays_of(thing.base, seen)
        return
    if isinstance(thing, dict):
        parts = list(thing.values())
    elif isinstance(thing, list | tuple | set):
        parts = list(thing)
    else:
        parts = list(getattr(thing, "__dict__", {}).values())
    for part in parts:
        yield from arrays_of(part, seen)


def bytes_held(thing: Any) -> int:
    """Bytes of all arrays that an object holds."""
    return sum(array.nbytes for array in arrays_of(thing, set()))


@pytest.fixture(scope="module")
def memory(budgets):
    """Memory of a city early and late in a long run: bytes, and rows of its tables."""
    size = {"city.citizens": 300, "city.burn_in": 6, "city.months": LATE + 1}
    run = CityRun(Settings({**size, **budgets()}), 1)
    found = {}
    for month in range(1, LATE + 1):
        run.step()
        if month in (EARLY, LATE):
            followed, run.world.followed = run.world.followed, None
            found[month] = {
                "world": bytes_held(run.world),
                "results": bytes_held(run.values),
                "followed": bytes_held(followed),
                "people_followed": followed.rows.size,
                "rows": {name: len(getattr(run.world, name)) for name in TABLES},
                "people": int(run.world.citizens.person.max()),
            }
            run.world.followed = followed
    return found


def test_arrays_are_found_wherever_they_are():
    """Once each, in lists, dictionaries and objects, and whole where only a part is looked at."""
    whole = np.zeros(100)
    assert bytes_held([{"one": whole}, whole[:3], np.zeros((2, 5))]) == 880


def test_memory_does_not_depend_on_the_horizon(memory):
    """State, and statistics that accumulate over all months, take what they took at first."""
    assert memory[EARLY]["world"] > 300 * 300
    assert memory[LATE]["world"] <= 1.02 * memory[EARLY]["world"]


def test_results_are_allocated_at_the_start(memory):
    """A row of measures per month is all that a longer run adds, and the fit of those followed."""
    assert memory[LATE]["results"] == memory[EARLY]["results"]
    added = memory[LATE]["followed"] - memory[EARLY]["followed"]
    per_month = 4 * len(FIT_COLUMNS) * memory[LATE]["people_followed"]
    assert added <= per_month * (LATE - EARLY)


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_leavers_are_reused(memory, table):
    """People, posts and employers come and go for 15 years more in the rows that there are."""
    assert memory[LATE]["people"] > memory[EARLY]["people"]
    early, late = (memory[month]["rows"][table] for month in (EARLY, LATE))
    assert late <= early * 1.05
