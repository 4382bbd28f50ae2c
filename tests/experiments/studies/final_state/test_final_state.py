"""The final state of a city is what its tables hold, and is kept like any results."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.studies.final_state import FinalStates, scenarios
from experiments.studies.final_state.reading import COLUMNS, DISTRICT, OCCUPATION, state
from simulation import SmartCity
from simulation.core.vocabulary import EDUCATIONS

SMALL = FinalStates("small", seeds=1, citizens=200, months=6, burn_in=2, cast=scenarios)


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
    results = SMALL.carried_out(tmp_path, jobs=1)
    kept = results.frame()
    found = state(city.world)
    assert len(kept) == len(found)
    homes = kept[kept["kind"] == DISTRICT].sort_values("place")
    np.testing.assert_allclose(
        homes["rent"].to_numpy(), found.loc[found["kind"] == DISTRICT, "rent"].to_numpy()
    )
    said: list[str] = []
    SMALL.carry_out(SMALL.scenarios(), tmp_path / "small", jobs=1, say=said.append)
    assert any("1 of 1 runs are there already" in line for line in said)
