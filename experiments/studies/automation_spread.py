"""How a wave of automation spreads over the network of occupations.

``python -m experiments.studies.automation_spread`` runs the baseline without a wave, with one of
two years and with one of thirty, where people move between occupations as the table of mobility
says, and where all occupations are alike to them (the complete network). It prints the rise of
unemployment, paired by seed, and how unemployment of an occupation follows its own and its
neighbours' exposure. A wave of two years that follows exposure to language models shows whether
the ordering of occupations follows the measure of exposure.

Published models of occupational mobility find a larger and later rise where moves are limited (del
Rio-Chanona et al. 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from click import echo

from experiments.comparison import mean_interval
from experiments.output_tables import render
from scenarios.scenario import load
from simulation.city import SmartCity
from simulation.tables.occupation_file import EXPOSURES
from simulation.tables.occupations import Occupations

#: Month before the wave, months after it, and seeds; citizens of a city.
BEGIN, AFTER, SEEDS, CITIZENS = 120, 420, tuple(range(1, 21)), 5000
#: Months of each wave; 0 is none. Over each, a fully exposed occupation loses this share of posts.
WAVES, SIZE = {"none": 0, "2 years": 24, "30 years": 360}, 0.6
#: Wave → its last year, in months from its beginning.
LAST_YEARS = {name: slice(length - 12, length) for name, length in WAVES.items() if length}
#: Network → changes: all occupations are alike, and crossing a boundary costs nothing.
NETWORKS: dict[str, dict[str, Any]] = {
    "mobility": {},
    "complete": {"search.far_share": 1.0, "boundaries.active": False},
}


class Path(NamedTuple):
    """A city: unemployment by month, and by occupation in the last year of each wave.

    Exposure is that of the table; that of the neighbours is a mean by ease and by posts before the
    wave.
    """

    unemployment: np.ndarray
    by_occupation: dict[str, np.ndarray]
    exposure: np.ndarray
    neighbours: np.ndarray


def run(
    network: str,
    wave: str,
    seed: int,
    citizens: int = CITIZENS,
    after: int = AFTER,
    exposure: str = "automation",
) -> Path:
    """Run one city.

    Parameters
    ----------
    network, wave : str
        Keys of :data:`NETWORKS` and :data:`WAVES`.
    seed, citizens, after : int
        `after` counts the months from the beginning of the wave.
    exposure : {"automation", "language_models"}
        Column of the table of occupations that the wave follows.

    Returns
    -------
    Path
        Shares of the labour force, 0–1; months from the beginning of the wave on.
    """
    changes = {"city.citizens": citizens, "city.months": BEGIN + after, **NETWORKS[network]}
    if WAVES[wave]:
        shock = {"month": BEGIN + 1, "months": WAVES[wave], "size": SIZE, "exposure": exposure}
        changes.update({f"shocks.automation_wave.{name}": value for name, value in shock.items()})
    city = SmartCity(load("baseline").but(changes), seed=seed, by_occupation=True)
    table = city.run(progress=False).by_occupation
    table = table[table["month"] > BEGIN]
    shape = (after, len(city.occupations))
    without, employed, posts = (
        table[name].to_numpy(dtype=float).reshape(shape)
        for name in ("unemployed", "employed", "posts")
    )
    force = without + employed
    by_occupation = {
        name: without[year].sum(axis=0) / np.maximum(force[year].sum(axis=0), 1.0)
        for name, year in LAST_YEARS.items()
    }
    occupations, wave_rule = city.world.occupations, city.settings["shocks.automation_wave"]
    measured = getattr(occupations, wave_rule.exposure).astype(float)
    near = occupations.ease(city.settings["search"].distance_scale).astype(float)
    near *= (1.0 - np.eye(measured.size)) * posts[0]
    neighbours = near @ measured / near.sum(axis=1)
    unemployment = without.sum(axis=1) / force.sum(axis=1)
    return Path(unemployment, by_occupation, measured, neighbours)


def _run(task: tuple[str, str, str, int]) -> Path:
    network, wave, exposure, seed = task
    return run(network, wave, seed, exposure=exposure)


def rise_row(network: str, wave: str, rises: np.ndarray) -> dict[str, Any]:
    """Peak of the rise of unemployment, its month, and months until half of it is over.

    Parameters
    ----------
    network, wave : str
    rises : ndarray of float64, shape (seeds, months)
        Difference from the city without a wave.
    """
    smooth = pd.DataFrame(rises.T).rolling(12, min_periods=1).mean().to_numpy().T
    curve = smooth.mean(axis=0)
    peak = int(curve.argmax())
    low = np.flatnonzero(curve[peak:] <= 0.5 * curve[peak])
    mean, lower, upper = mean_interval(100.0 * smooth[:, peak])
    return {
        "network": network, "wave": wave, "peak, points": mean, "low": lower, "high": upper,
        "month of the peak": peak + 1, "half over after": int(low[0]) if low.size else np.nan,
    }  # fmt: skip


def slopes(wave: str, paths: Sequence[Path], without: Sequence[Path]) -> np.ndarray:
    """Slopes of the rise of an occupation's unemployment over both exposures, one row per seed.

    Ordinary least squares over occupations with both exposures in standard deviations: own, and
    mean of the neighbours by ease and posts.
    """
    rows = []
    for path, none in zip(paths, without, strict=True):
        both = np.column_stack([path.exposure, path.neighbours])
        columns = np.column_stack(
            [np.ones(len(both)), (both - both.mean(axis=0)) / both.std(axis=0)]
        )
        rise = 100.0 * (path.by_occupation[wave] - none.by_occupation[wave])
        rows.append(np.linalg.lstsq(columns, rise, rcond=None)[0][1:])
    return np.array(rows)


def orderings(wave: str, paths: Sequence[Path], without: Sequence[Path]) -> np.ndarray:
    """Rank correlations of the rise of an occupation's unemployment with :data:`EXPOSURES`.

    Returns
    -------
    ndarray of float64, shape (seeds, exposures)
    """
    columns = pd.DataFrame({name: getattr(Occupations(), name) for name in EXPOSURES}).rank()
    return np.array(
        [
            columns.corrwith(pd.Series(path.by_occupation[wave] - none.by_occupation[wave]).rank())
            for path, none in zip(paths, without, strict=True)
        ]
    )


def main() -> None:
    """Run all cities in two processes and print the three tables."""
    cases = [*product(NETWORKS, WAVES, EXPOSURES[:1]), ("mobility", "2 years", EXPOSURES[1])]
    tasks = [(*case, seed) for case, seed in product(cases, SEEDS)]
    with ProcessPoolExecutor(2) as pool:
        paths = dict(zip(tasks, pool.map(_run, tasks), strict=True))
    rises, exposures = [], []
    for network, wave in product(NETWORKS, list(WAVES)[1:]):
        with_wave, none = (
            [paths[network, one, EXPOSURES[0], seed] for seed in SEEDS] for one in (wave, "none")
        )
        difference = [
            path.unemployment - other.unemployment
            for path, other in zip(with_wave, none, strict=True)
        ]
        rises.append(rise_row(network, wave, np.array(difference)))
        for name, slope in zip(
            ("own", "neighbours'"), slopes(wave, with_wave, none).T, strict=True
        ):
            mean, low, high = mean_interval(slope)
            exposures.append(
                {"network": network, "wave": wave, "exposure": name, "points per sd": mean,
                 "low": low, "high": high}
            )  # fmt: skip
    none = [paths["mobility", "none", EXPOSURES[0], seed] for seed in SEEDS]
    ordered = []
    for followed in EXPOSURES:
        with_wave = [paths["mobility", "2 years", followed, seed] for seed in SEEDS]
        for name, values in zip(EXPOSURES, orderings("2 years", with_wave, none).T, strict=True):
            mean, low, high = mean_interval(values)
            ordered.append(
                {"wave follows": followed, "exposure": name, "rank correlation": mean,
                 "low": low, "high": high}
            )  # fmt: skip
    for rows in (rises, exposures, ordered):
        echo(render(rows, "table"))


if __name__ == "__main__":
    main()
