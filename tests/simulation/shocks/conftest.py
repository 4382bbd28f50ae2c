"""Pairs of cities that differ in one shock, and in nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from simulation.engine import Outcome, simulate
from simulation.settings import Settings

CITY = {"city.citizens": 500, "city.months": 36, "city.burn_in": 6}
SEEDS = (1, 2, 3, 4)


@pytest.fixture(scope="package")
def city() -> Callable[..., Outcome]:
    """A city of 500 citizens and 36 months after its last month; equal cities are run once."""
    kept: dict[Any, Outcome] = {}

    def build(changes: dict[str, Any] | None = None, seed: int = 1) -> Outcome:
        key = (tuple(sorted((changes or {}).items())), seed)
        if key not in kept:
            kept[key] = simulate(Settings({**CITY, **(changes or {})}), seed)
        return kept[key]

    return build


@pytest.fixture(scope="package")
def effect(city) -> Callable[..., pd.DataFrame]:
    """Shocked city less plain city, seed by seed: one row per seed, a column per measure.

    Measures are averaged over the months `first` to `last`, both included.
    """

    def differences(
        shock: dict[str, Any], first: int, last: int, plain: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        rows = []
        for seed in SEEDS:
            struck, spared = (
                found.loc[found.month.between(first, last)].mean()
                for found in (
                    city({**(plain or {}), **shock}, seed).measures,
                    city(plain, seed).measures,
                )
            )
            rows.append(struck - spared)
        return pd.DataFrame(rows, index=list(SEEDS))

    return differences
