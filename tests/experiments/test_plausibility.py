"""The table of facts says what the months say, and names what misses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.plausibility import FACTS, table
from simulation.simulate import measure_columns

LEVELS = ("none", "below1", "level1", "level2", "level3")


def months(seeds: int = 3, **values: float) -> pd.DataFrame:
    """Months of a made-up baseline in which every measure is 0.05 but for those named."""
    frames = []
    for seed in range(1, seeds + 1):
        frame = pd.DataFrame(0.05, index=range(240), columns=measure_columns())
        frame["unemployment_all"] = 0.07 + 0.01 * np.sin(np.arange(240) / 10)
        frame["vacancies"] = 0.025 - 0.005 * np.sin(np.arange(240) / 10)
        for name, value in values.items():
            frame[name] = value + 0.001 * seed
        frame["seed"] = seed
        frames.append(frame)
    return pd.concat(frames)


def row(name: str, **values: float) -> dict:
    (found,) = (fact for fact in table(months(**values)) if fact["fact"] == name)
    return found


def test_every_fact_has_a_range_and_a_source():
    for fact in FACTS:
        assert fact.low < fact.high
        assert fact.source
        assert fact.used in ("set", "predicted")
    assert len({fact.name for fact in FACTS}) == len(FACTS)


def test_a_value_comes_with_its_interval_over_seeds():
    """Means 0.081, 0.082, 0.083: mean 0.082, standard error 0.001/√3, t(2) = 4.303."""
    fact = row("vacancies", vacancies=0.08)
    assert fact["value"] == pytest.approx(0.082)
    assert fact["high"] - fact["value"] == pytest.approx(4.3027 * 0.001 / np.sqrt(3), rel=1e-3)


@pytest.mark.parametrize(("value", "verdict"), [(0.02, "as it should be"), (0.08, "misses")])
def test_what_lies_outside_its_range_misses(value, verdict):
    assert row("vacancies", vacancies=value)["verdict"] == verdict


def test_opposite_waves_correlate_at_minus_one():
    assert row("unemployment with vacancies")["value"] == pytest.approx(-1.0)


def test_shares_of_levels_are_shares_within_an_education():
    values = {f"people_cell_low_{level}": 0.1 for level in LEVELS}
    assert row("ICT level 2 or 3, low education", **values)["value"] == pytest.approx(0.4)
