"""Effects over all acceptable cities in the documents agree with the reference."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments.calibration.targets import read
from figures.report import acceptable_cities, readme

ROOT = Path(__file__).parents[3]
CITIES = readme.REFERENCE / readme.CITIES["acceptable.csv"]


def effect(scenario: str, measure: str, mean: float, least: float, greatest: float) -> dict:
    return {
        "measure": measure, "scenario": scenario, "effect": mean, "least": least,
        "greatest": greatest, "same_sign": 0.75, "sure_of_sign": 0.5, "vectors": 2, "seeds": 3,
        "model_version": "ab12",
    }  # fmt: skip


def test_cities_starts_and_effects_are_in_the_table() -> None:
    cities = pd.DataFrame({"start": [1, 1, 4], "contacts": [0.4, 0.5, 0.9]})
    effects = pd.DataFrame(
        [
            effect("training", "unbalance", -0.01, -0.02, 0.003),
            effect("training", "volatility", 0.0002, -0.0001, 0.0003),
        ]
    )
    lines = acceptable_cities.markdown(cities, effects).splitlines()
    assert lines[0] == (
        "3 acceptable cities, from 2 starts; every fact lies in its range in 2 of them. "
        "3 seeds in each; model ab12."
    )
    (line,) = lines[4:]
    assert line == (
        "| Training | -0.0100 (-0.0200 to +0.0030) | 75% | 50% "
        "| +0.00020 (-0.00010 to +0.00030) | 75% | 50% |"
    )
    alone = acceptable_cities.summary(cities.tail(1), effects)
    assert alone.startswith("1 acceptable city, from 1 start; every fact lies in its range in none")


def test_the_kept_cities_are_of_the_present_search() -> None:
    cities = pd.read_csv(CITIES)
    targets = read(ROOT / "experiments" / "targets.toml")
    assert cities["loss"].is_monotonic_increasing
    assert set(cities["start"]) <= set(range(1, targets.file.starts + 1))
    for one in targets.ranges:
        assert cities[one.name].between(one.low, one.high).all(), one.name


def test_what_a_calibration_left_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, kept = tmp_path / "calibration", tmp_path / "reference"
    left.mkdir()
    for name in readme.CITIES:
        (left / name).write_text(f"content of {name}\n")
    monkeypatch.setattr(readme, "CALIBRATED", left)
    monkeypatch.setattr(readme, "REFERENCE", kept)
    kept.mkdir()
    readme.copy_cities()
    assert (kept / "acceptable_effects.csv").read_text() == "content of effects.csv\n"
    (left / "effects.csv").unlink()
    (left / "acceptable.csv").write_text("another\n")
    readme.copy_cities()  # one without the other is not taken
    assert (kept / "acceptable.csv").read_text() == "content of acceptable.csv\n"
