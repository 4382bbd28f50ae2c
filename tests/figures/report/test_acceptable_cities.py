"""The effects page agrees with the kept tables of acceptable cities."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from experiments.calibration.targets import read
from figures.report import acceptable_cities, result_pages

ROOT = Path(__file__).parents[3]
CITIES, EFFECTS = (result_pages.REFERENCE / name for name in result_pages.CITIES.values())


def effect(scenario: str, measure: str, mean: float, least: float, greatest: float) -> dict:
    return {
        "measure": measure, "scenario": scenario, "effect": mean, "least": least,
        "greatest": greatest, "same_sign": 0.75, "sure_of_sign": 0.5, "vectors": 2, "seeds": 3,
        "model_version": "ab12",
    }  # fmt: skip


def test_cities_starts_and_effects_are_listed() -> None:
    cities = pd.DataFrame({"start": [1, 1, 4], "contacts": [0.4, 0.5, 0.9]})
    effects = pd.DataFrame(
        [
            effect("training", "unbalance", -0.01, -0.02, 0.003),
            effect("training", "volatility", 0.0002, -0.0001, 0.0003),
        ]
    )
    lines = acceptable_cities.markdown(cities, effects).splitlines()
    assert lines[0] == (
        "3 cities, every fact in its range in 2 of them, from 2 starts. "
        "3 seeds per city; model ab12."
    )
    (line,) = lines[4:]
    assert line == (
        "| Training | -0.0100 (-0.0200 to +0.0030) | 75 % | 50 % "
        "| +0.00020 (-0.00010 to +0.00030) | 75 % | 50 % |"
    )
    single = acceptable_cities.summary(cities.tail(1), effects)
    assert single.startswith(
        "No city has every fact in its range. This is the 1 closest city, from 1 start."
    )
    both = acceptable_cities.summary(cities.head(2), effects)
    assert both.startswith("2 acceptable cities, every fact in its range, from 1 start.")


def test_the_page_agrees_with_the_kept_tables() -> None:
    """Numbers are parsed from the page, not generated again."""
    text = (ROOT / "docs" / "results" / "effects.md").read_text(encoding="utf-8")
    block = text.split("<!-- acceptable -->")[1].split("<!-- /acceptable -->")[0]
    cities, effects = pd.read_csv(CITIES), pd.read_csv(EFFECTS)
    assert f"{len(cities)} " in block.strip().splitlines()[0]
    assert set(effects["vectors"]) == {len(cities)}
    of = effects[effects["measure"] == "unbalance"].set_index("scenario")
    for name, row in of.iterrows():
        (line,) = [row for row in block.splitlines() if row.startswith(f"| {str(name).title()} |")]
        printed = [float(number) for number in re.findall(r"[+-]\d+\.\d+", line)[:3]]
        kept = row[["effect", "least", "greatest"]].astype(float)
        assert printed == pytest.approx(list(kept), abs=5e-5)


def test_the_kept_cities_are_of_the_present_search() -> None:
    cities = pd.read_csv(CITIES)
    targets = read(ROOT / "experiments" / "targets.toml")
    if not {one.name for one in targets.ranges} <= set(cities):
        # of a search over other parameters, with an earlier model, as the page says
        version = pd.read_csv(EFFECTS)["model_version"].iloc[0]
        assert f"model {version}" in (ROOT / "docs" / "results" / "effects.md").read_text()
        return
    assert cities["loss"].is_monotonic_increasing
    assert set(cities["start"]) <= set(range(1, targets.file.starts + 1))
    for one in targets.ranges:
        assert cities[one.name].between(one.low, one.high).all(), one.name
