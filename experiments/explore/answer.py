"""Content of the page from the pairs of runs so far: effects, intervals, verdicts, series."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial as partial_of
from typing import Any

import numpy as np
from scipy.special import stdtrit

from experiments.comparison import mean_interval, unpaired_interval
from experiments.explore.live_run import SERIES, RunResult
from experiments.explore.settings import City
from experiments.explore.shown import (
    CAUSE_SHARES,
    CELLS,
    COLUMNS,
    GROUPS,
    HEADLINES,
    KINDS,
    MARGIN_LABELS,
    MARGIN_ROWS,
    MARKET,
    STEPS,
    UNITS,
    Row,
)
from experiments.explore.yardstick import judge, smallest
from simulation.core.accounts import INTERVENTIONS
from simulation.core.vocabulary import CAUSES, EDUCATIONS

Pair = tuple[int, RunResult, RunResult]
Numbers = dict[str, Any]


def effect(
    mine: Sequence[float], other: Sequence[float], *, paired: bool = True, level: float = 0.95
) -> Numbers:
    """Compute the mean difference with its interval, and the mean of either side.

    In pairs, a pair with an undefined value is left out, as in :func:`experiments.compare`. If no
    pair is left, as for trust in a network that one side lacks, the means are those of the defined
    values. Cities that are no pairs have Welch's interval.
    """
    ours, theirs = (np.asarray(side, dtype=np.float64) for side in (mine, other))
    if paired:
        both = ~(np.isnan(ours) | np.isnan(theirs))
        mean, low, high = mean_interval(ours[both] - theirs[both], level)
        if both.any():
            ours, theirs = ours[both], theirs[both]
    else:
        mean, low, high = unpaired_interval(ours, theirs, level)
    return {
        "effect": number(mean),
        "low": number(low),
        "high": number(high),
        "mine": number(_mean(ours)),
        "other": number(_mean(theirs)),
    }


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else math.nan


def number(value: float) -> float | None:
    """A number for JSON: None if it is not finite."""
    return float(value) if math.isfinite(value) else None


def headline(name: str, found: Numbers) -> Numbers:
    """A main number with its percent, its verdict and the smallest effect of interest."""
    least = smallest(name)
    base = found["other"]
    percent = {
        f"percent_{key}": None if value is None or not base else 100 * value / abs(base)
        for key, value in (*((k, found[k]) for k in ("effect", "low", "high")), ("smallest", least))
    }
    verdict = judge(found["effect"], found["low"], found["high"], least)
    return {**found, **percent, "smallest": least, "verdict": verdict}


class Effects:
    """Effects on columns, from the pairs of runs of a city.

    Parameters
    ----------
    pairs : sequence of (int, RunResult, RunResult)
        Seed, the run of the city and that of the city it is compared with.
    paired : bool
        Whether runs of one seed have the same people.
    """

    def __init__(self, pairs: Sequence[Pair], *, paired: bool = True) -> None:
        self.pairs = pairs
        self.paired = paired

    def of(self, value: Callable[[RunResult], float], level: float = 0.95) -> Numbers:
        """Effect on what a function computes from a run."""
        mine = [value(mine) for _, mine, _ in self.pairs]
        other = [value(other) for _, _, other in self.pairs]
        return effect(mine, other, paired=self.paired, level=level)

    def column(self, column: str, level: float = 0.95) -> Numbers:
        """Effect on a column of measures."""
        return self.of(lambda run: run.summary[column], level)

    def row(self, row: Row) -> Numbers:
        """Effect on a column, with what the page says about it."""
        return {
            "column": row.column, "label": row.label, "group": row.group, "better": row.better,
            "unit": UNITS[row.column], **self.column(row.column),
        }  # fmt: skip

    def rows(self, rows: Iterable[Row]) -> list[Numbers]:
        """Effects on columns."""
        return [self.row(row) for row in rows]

    def step(self, rows: Sequence[Row]) -> Numbers:
        """A step of the way from money to fit, and whether anything has changed in it.

        A step counts as reached if the interval of one of its numbers excludes 0 after Bonferroni's
        correction for their number.
        """
        level = 1 - 0.05 / len(rows)
        strict = [self.column(row.column, level) for row in rows]
        known = [found for found in strict if found["low"] is not None]
        reached = any(found["low"] * found["high"] > 0 for found in known)
        return {"rows": self.rows(rows), "reached": reached if known else None}


def partial(
    mine: dict[str, list[float]], other: dict[str, list[float]], burn_in: int
) -> dict[str, Any]:
    """Content from one unfinished pair: the months that both runs have."""
    months = min(len(mine["unbalance"]), len(other["unbalance"]))
    numbers = {}
    for name in HEADLINES:
        ours = np.array(mine[name][burn_in:months])
        theirs = np.array(other[name][burn_in:months])
        both = ~(np.isnan(ours) | np.isnan(theirs))
        if both.any():
            means = [float(ours[both].mean())], [float(theirs[both].mean())]
            numbers[name] = headline(name, effect(*means))
    return {"months": months, "numbers": numbers, "series": _bands([(mine, other)], months)}


def complete(pairs: Sequence[Pair], city: City, newest: int | None = None) -> dict[str, Any]:
    """Content from finished pairs.

    Parameters
    ----------
    pairs : sequence of (int, RunResult, RunResult)
        Seed, the run of the city and that of the city it is compared with.
    city : City
    newest : int, optional
        Seed of the pair whose runs are rows of the file of results; the last one by default.
    """
    # the order in which pairs arrive changes no digit
    pairs = sorted(pairs, key=lambda pair: pair[0])
    effects = Effects(pairs, paired=city.paired)
    seed, mine, other = next((pair for pair in pairs if pair[0] == newest), pairs[-1])
    series = [(mine.series, other.series) for _, mine, other in pairs]
    return {
        "seeds": len(pairs),
        "numbers": {name: headline(name, effects.column(name)) for name in HEADLINES},
        "kinds": {
            name: [
                {"column": column, "label": label, **effects.column(column)}
                for column, label in kinds.items()
            ]
            for name, kinds in KINDS.items()
        },
        "cost": effects.of(_cost),
        "groups": [
            {**row, **_judged(row)} for row in effects.rows(GROUPS)
        ],
        "series": _bands(series, len(mine.series["unbalance"]), paired=city.paired),
        "cells": [_cell(effects, cell) for cell in CELLS],
        "movers": {
            education: effects.of(partial_of(_risen, education))
            for education in EDUCATIONS
        },
        "margins": {
            margin: {"label": MARGIN_LABELS[margin], "rows": effects.rows(rows)}
            for margin, rows in MARGIN_ROWS.items()
        },
        "causes": {
            margin: {
                education: {
                    cause: effects.column(f"{shares}_{education}_{cause}") for cause in CAUSES
                }
                for education in EDUCATIONS
            }
            for margin, shares in CAUSE_SHARES.items()
        },
        "steps": {title: effects.step(rows) for title, rows in STEPS.items()},
        "market": effects.rows(MARKET),
        "rows": [
            {"scenario": name, "seed": seed, **{c: number(run.summary[c]) for c in COLUMNS}}
            for name, run in ((city.other.name, other), (city.mine.name, mine))
        ],
    }  # fmt: skip


def _cost(run: RunResult) -> float:
    """Euro spent on all interventions, per resident and year."""
    return sum(run.summary[f"cost_{name}"] for name in INTERVENTIONS)


def _judged(row: Numbers) -> Numbers:
    """Smallest effect of interest of a number by education, and the verdict, where registered."""
    kind = "fit" if row["column"].startswith("fit") else row["column"].partition("_")[0]
    if kind not in ("fit", "employment"):
        return {}
    least = smallest(kind)
    return {"smallest": least, "verdict": judge(row["effect"], row["low"], row["high"], least)}


def _cell(effects: Effects, cell: str) -> Numbers:
    education, _, level = cell.partition("_")
    people = [other.summary[f"same_persons_{cell}"] for _, _, other in effects.pairs]
    return {
        "group": education, "level": level, "people": number(float(np.mean(people))),
        **effects.column(f"fit_same_persons_{cell}"),
    }  # fmt: skip


def _risen(education: str, run: RunResult) -> float:
    """Share of the same persons whose ICT level has risen by the last month."""
    risen, people = run.movers[education]
    return risen / people if people else math.nan


def _bands(
    pairs: Sequence[tuple[dict[str, list[float]], dict[str, list[float]]]],
    months: int,
    *,
    paired: bool = True,
) -> dict[str, Any]:
    """Means of both sides and of their difference by month, the latter with its interval."""
    bands: dict[str, Any] = {}
    for name in SERIES:
        if name in HEADLINES:
            continue
        ours = np.array([mine[name][:months] for mine, _ in pairs])
        theirs = np.array([other[name][:months] for _, other in pairs])
        both = ~(np.isnan(ours) | np.isnan(theirs))
        count = both.sum(axis=0)
        ours, theirs = (np.where(both, side, np.nan) for side in (ours, theirs))
        means = [_mean_where(both, side, count) for side in (ours, theirs)]
        if paired:
            variance = _variance(both, ours - theirs, count) / np.maximum(count, 1)
            freedom = count - 1.0
        else:
            parts = [_variance(both, side, count) / np.maximum(count, 1) for side in (ours, theirs)]
            variance = parts[0] + parts[1]
            squares = parts[0] ** 2 + parts[1] ** 2
            freedom = np.divide(
                variance**2 * (count - 1.0), squares, out=count - 1.0, where=squares > 0
            )
        few = count < 2
        half = stdtrit(np.where(few, 1.0, freedom), 0.975) * np.sqrt(variance)
        half[few] = np.nan
        mean = means[0] - means[1]
        bands[name] = {
            "mine": _rounded(means[0]),
            "other": _rounded(means[1]),
            "effect": _rounded(mean),
            "low": _rounded(mean - half),
            "high": _rounded(mean + half),
        }
    return bands


def _mean_where(both: np.ndarray, values: np.ndarray, count: np.ndarray) -> np.ndarray:
    total = np.where(both, values, 0.0).sum(axis=0)
    return np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)


def _variance(both: np.ndarray, values: np.ndarray, count: np.ndarray) -> np.ndarray:
    mean = _mean_where(both, values, count)
    squares: np.ndarray = np.where(both, (values - mean) ** 2, 0.0).sum(axis=0)
    return squares / np.maximum(count - 1, 1)


def _rounded(values: np.ndarray) -> list[float | None]:
    return [round(value, 5) if math.isfinite(value) else None for value in values.tolist()]
