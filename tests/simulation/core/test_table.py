"""Columns are as declared, and tables grow without changing existing rows."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.table import Table, column, spare
from simulation.engine import CityRun
from simulation.settings import Settings

LIVING = {"citizens": "resident", "employers": "present"}


class Few(Table):
    """A table of two columns."""

    share = column("float32", "share", "a share", empty=0.5)
    words = column("int16", "count", "two numbers", width=2, names=("one", "two"))
    post = column("int32", "row", "a post", empty=-1, of="posts")
    change = column("float32", "0-1", "a change", bounds=(-1, 1))


def test_a_table_grows_around_its_rows():
    table = Few(3)
    table.share[:], table.words[:] = 0.25, 7
    table.grow(5)
    assert table.share.tolist() == [0.25] * 3 + [0.5] * 2
    assert table.words.tolist() == [[7, 7]] * 3 + [[0, 0]] * 2
    table.grow(2)
    assert len(table) == table.post.size == 5
    table.clear(np.array([0, 4]))
    assert table.share.tolist() == [0.5, 0.25, 0.25, 0.5, 0.5]


def test_ranges_follow_from_what_is_declared():
    ranges = {name: declared.range for name, declared in Few.columns.items()}
    assert ranges == {
        "share": (0.0, 1.0), "words": (-np.inf, np.inf), "post": (-1, np.inf), "change": (-1, 1.0),
    }  # fmt: skip


@pytest.fixture(scope="module")
def world(budgets):
    months = {"city.citizens": 900, "city.months": 60, "city.burn_in": 6}
    run = CityRun(Settings({**months, **budgets()}), 1)
    for _ in range(60):
        run.step()
    return run.world


@pytest.mark.parametrize(
    "name", ["citizens", "employers", "posts", "districts", "communities", "occupations"]
)
def test_values_lie_within_the_declared_ranges(world, name):
    """After five years with all interventions; rows without a resident are left out."""
    table = getattr(world, name)
    rows = getattr(table, LIVING[name]) if name in LIVING else slice(None)
    outside = {}
    for column_name, values in table.arrays():
        low, high = table.columns[column_name].range
        if not ((values[rows] >= low) & (values[rows] <= high)).all():
            outside[column_name] = (values[rows].min(), values[rows].max())
    assert outside == {}


def test_references_point_into_their_tables(world):
    citizens = world.citizens
    living = citizens.resident
    for name, declared in citizens.columns.items():
        if declared.of:
            assert getattr(citizens, name)[living].max() < len(getattr(world, declared.of)), name


@pytest.mark.parametrize("entrants", [1, 40])
def test_a_city_that_runs_out_of_rows_makes_more(entrants, monkeypatch):
    """Nothing but the number of rows depends on how many are kept free."""
    small = Settings({"city.citizens": 400, "city.months": 30, "city.burn_in": 6,
                      "migration.outside_fit": 0.3, "migration.rate": 0.02})  # fmt: skip
    roomy, tight = CityRun(small, 1), None
    monkeypatch.setattr("simulation.world.spare", lambda rows: entrants)
    tight = CityRun(small, 1)
    assert tight.world.citizens.rows == 400 + entrants
    for run in (roomy, tight):
        for _ in range(30):
            run.step()
    assert tight.world.citizens.rows > 400 + entrants
    number = min(roomy.world.citizens.rows, tight.world.citizens.rows)
    assert roomy.world.citizens.resident[number:].sum() == 0
    for name, values in roomy.world.citizens.arrays():
        other = getattr(tight.world.citizens, name)
        np.testing.assert_array_equal(values[:number], other[:number], err_msg=name)
    assert roomy.measures.equals(tight.measures)


def test_few_rows_are_kept_free():
    assert spare(10**6) / 10**6 < 0.01
    assert spare(100) >= 64
