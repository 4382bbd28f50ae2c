"""The final state of a city is what its tables hold, and is kept like any results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.studies.final_state import COLUMNS, DISTRICT, OCCUPATION, QUICK, state
from simulation import SmartCity
from simulation.core.vocabulary import EDUCATIONS

SMALL = replace(QUICK, name="small", seeds=1, citizens=200, months=6, burn_in=2)


@pytest.fixture(scope="module")
def city() -> SmartCity:
    city = SmartCity(SMALL.scenarios()[0], seed=1)
    for _ in range(SMALL.months):
        city.step()
    return city


def test_it_counts_the_people_of_the_city(city: SmartCity) -> None:
    citizens = city.citizens.frame()
    found = state(city.world)
    assert list(found.columns) == list(COLUMNS)
    homes = found[found["kind"] == DISTRICT].set_index("place")
    assert homes["residents"].sum() == len(citizens)
    third = citizens[citizens["district"] == 2]
    assert homes.loc[3, "residents"] == len(third)
    assert homes.loc[3, "fit"] == pytest.approx(third["fit"].mean(), rel=1e-5)
    assert homes.loc[3, "high"] == (third["education"] == "high").sum()
    work = found[found["kind"] == OCCUPATION]
    assert work["residents"].sum() == (citizens["status"] == "employed").sum()
    assert (work[list(EDUCATIONS)].sum(axis=1) == work["residents"]).all()
    assert np.isnan(homes["posts"]).all()
    assert work["emerging"].sum() == 13
    assert not homes["emerging"].any()


def test_it_is_run_once_and_read_back(tmp_path: Path, city: SmartCity) -> None:
    kept = SMALL.run(tmp_path, jobs=1).frame()
    found = state(city.world)
    assert len(kept) == len(found)
    homes = kept[kept["kind"] == DISTRICT].sort_values("place")
    np.testing.assert_allclose(
        homes["rent"].to_numpy(), found.loc[found["kind"] == DISTRICT, "rent"].to_numpy()
    )
    before = [path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")]
    SMALL.run(tmp_path, jobs=1)
    assert [path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")] == before
