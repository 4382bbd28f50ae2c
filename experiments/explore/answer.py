"""Content of the page from the pairs of runs so far: effects, intervals, series, tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import stdtrit

from experiments.comparison import mean_interval
from experiments.explore.live_run import SERIES, RunResult
from simulation.core.vocabulary import CAUSES, EDUCATIONS, ICT_LEVELS
from simulation.measures import MEASURES

#: The two main measures.
HEADLINES = ("unbalance", "volatility")
#: Main measure → columns of its parts or variants, and their labels.
PARTS: dict[str, dict[str, str]] = {
    "unbalance": {
        "unbalance_realised": "realised fit",
        "unbalance_potential": "potential fit",
    },
    "volatility": {
        "volatility_within_post": "within a post",
        "volatility_moves": "moves",
        "volatility_access": "access",
        "volatility_without": "without a job",
    },
}

#: Title → columns and their labels, for the tables of the page.
TABLES: dict[str, dict[str, str]] = {
    "market": {
        "unemployment_low": "Unemployment, low education",
        "unemployment_mid": "Unemployment, mid education",
        "unemployment_high": "Unemployment, high education",
        "employed_same_persons_ict_none": "With a job, no ICT skill at first",
        "employed_same_persons_ict_level2": "With a job, ICT level 2 at first",
        "vacancies": "Vacancies per post",
        "job_finding_all": "Finding a job, per month",
        "job_loss_all": "Losing a job, per month",
        "wage_premium_high_mid": "Wage of high over mid education",
        "hires_through_ties": "Hires through contacts",
        "qualification_mismatch_over": "Over-qualified",
        "platform_share": "Platform work",
    },
    "mechanisms": {
        "public_courses_low": "Public courses a year, low education",
        "public_courses_high": "Public courses a year, high education",
        "ict_skill_low": "ICT skill, low education",
        "ict_skill_high": "ICT skill, high education",
        "community_members_low": "In a community, low education",
        "community_members_high": "In a community, high education",
        "network_placements": "Hires by way of the network",
        "network_trust": "Trust in the network",
        "tie_assortativity": "Contacts of one's own education",
        "energy_low": "Energy, low education",
        "digital_access_low": "Digital access, low education",
        "well_being": "Well-being",
    },
}
CELLS = [[f"{education}_{level}" for level in ICT_LEVELS] for education in EDUCATIONS]
#: Changes whose causes are shown → columns of the shares of causes.
CAUSE_SHARES = {"within_post": "cause_share_by_margin_within_post", "all": "cause_share"}
UNITS = {column: measure.unit for measure in MEASURES.values() for column in measure.columns}

#: Columns of the file of results, one row per run.
COLUMNS = (
    *HEADLINES,
    *(column for parts in PARTS.values() for column in parts),
    *(column for rows in TABLES.values() for column in rows),
    *(f"fit_by_education_{education}" for education in EDUCATIONS),
    *(f"fit_same_persons_{cell}" for row in CELLS for cell in row),
    *(
        f"{shares}_{education}_{cause}"
        for shares in CAUSE_SHARES.values()
        for education in EDUCATIONS
        for cause in CAUSES
    ),
)

Pair = tuple[int, RunResult, RunResult]


def effect(mine: Sequence[float], without: Sequence[float]) -> dict[str, float | None]:
    """Compute the mean difference of pairs with its 95 % interval, and the mean of either side.

    A pair with an undefined value is left out, as in :func:`experiments.compare`. If no pair is
    left, as for trust in a network that one side lacks, the means are those of the defined values.
    """
    pairs = [
        (a, b) for a, b in zip(mine, without, strict=True) if not (math.isnan(a) or math.isnan(b))
    ]
    mean, low, high = mean_interval(a - b for a, b in pairs)
    ours, theirs = zip(*pairs, strict=True) if pairs else (mine, without)
    return {
        "effect": number(mean),
        "low": number(low),
        "high": number(high),
        "mine": number(mean_interval(x for x in ours if not math.isnan(x))[0]),
        "without": number(mean_interval(x for x in theirs if not math.isnan(x))[0]),
    }


def number(value: float) -> float | None:
    """A number for JSON: None if it is not finite."""
    return float(value) if math.isfinite(value) else None


def partial(
    mine: dict[str, list[float]], without: dict[str, list[float]], burn_in: int
) -> dict[str, Any]:
    """Content from one unfinished pair: the months that both runs have."""
    months = min(len(mine["unbalance"]), len(without["unbalance"]))
    numbers = {}
    for name in HEADLINES:
        ours = np.array(mine[name][burn_in:months])
        theirs = np.array(without[name][burn_in:months])
        both = ~(np.isnan(ours) | np.isnan(theirs))
        if both.any():
            numbers[name] = effect([float(ours[both].mean())], [float(theirs[both].mean())])
    return {"months": months, "numbers": numbers, "series": _bands([(mine, without)], months)}


def complete(pairs: Sequence[Pair], names: Sequence[str]) -> dict[str, Any]:
    """Content from finished pairs.

    Parameters
    ----------
    pairs : sequence of (int, RunResult, RunResult)
        Seed, the run with the policy and the run without.
    names : sequence of str
        Names of the two scenarios in the file of results.
    """

    def of(column: str) -> dict[str, float | None]:
        return effect(
            [mine.summary[column] for _, mine, _ in pairs],
            [without.summary[column] for _, _, without in pairs],
        )

    seed, mine, without = pairs[-1]
    series = [(mine.series, without.series) for _, mine, without in pairs]
    return {
        "seeds": len(pairs),
        "numbers": {name: of(name) for name in HEADLINES},
        "parts": {
            name: [{"label": label, **of(column)} for column, label in parts.items()]
            for name, parts in PARTS.items()
        },
        "series": _bands(series, len(mine.series["unbalance"])),
        "cells": [[_cell(of, pairs, cell) for cell in row] for row in CELLS],
        "movers": {education: _movers(pairs, education) for education in EDUCATIONS},
        "tables": {
            title: [{"label": label, "unit": UNITS[column], **of(column)}
                    for column, label in rows.items()]
            for title, rows in TABLES.items()
        },
        "causes": {
            changes: {
                education: {cause: of(f"{shares}_{education}_{cause}") for cause in CAUSES}
                for education in EDUCATIONS
            }
            for changes, shares in CAUSE_SHARES.items()
        },
        "rows": [
            {"scenario": name, "seed": seed, **{c: number(run.summary[c]) for c in COLUMNS}}
            for name, run in zip(names, (mine, without), strict=True)
        ],
    }  # fmt: skip


def _cell(of: Any, pairs: Sequence[Pair], cell: str) -> dict[str, float | None]:
    people = [without.summary[f"same_persons_{cell}"] for _, _, without in pairs]
    return {"people": number(float(np.mean(people))), **of(f"fit_same_persons_{cell}")}


def _movers(pairs: Sequence[Pair], education: str) -> dict[str, float | None]:
    """Share of the same persons whose ICT level has risen by the last month, on both sides."""
    sides = {
        "mine": [mine.movers[education] for _, mine, _ in pairs],
        "without": [without.movers[education] for _, _, without in pairs],
    }
    return {
        side: number(sum(up for up, _ in counts) / max(sum(people for _, people in counts), 1))
        for side, counts in sides.items()
    }


def _bands(
    pairs: Sequence[tuple[dict[str, list[float]], dict[str, list[float]]]], months: int
) -> dict[str, Any]:
    """Means of both sides and of their difference by month, the latter with its interval."""
    bands: dict[str, Any] = {}
    for name in SERIES:
        ours = np.array([mine[name][:months] for mine, _ in pairs])
        theirs = np.array([without[name][:months] for _, without in pairs])
        both = ~(np.isnan(ours) | np.isnan(theirs))
        count = both.sum(axis=0)
        mean = _mean_where(both, ours - theirs, count)
        squares = np.where(both, (ours - theirs - mean) ** 2, 0.0).sum(axis=0)
        few = count < 2
        freedom = np.where(few, 1, count - 1)
        half = stdtrit(freedom, 0.975) * np.sqrt(squares / freedom / np.maximum(count, 1))
        half[few] = np.nan
        bands[name] = {
            "mine": _rounded(_mean_where(both, ours, count)),
            "without": _rounded(_mean_where(both, theirs, count)),
            "effect": _rounded(mean),
            "low": _rounded(mean - half),
            "high": _rounded(mean + half),
        }
    return bands


def _mean_where(both: np.ndarray, values: np.ndarray, count: np.ndarray) -> np.ndarray:
    total = np.where(both, values, 0.0).sum(axis=0)
    return np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)


def _rounded(values: np.ndarray) -> list[float | None]:
    return [round(value, 6) if math.isfinite(value) else None for value in values.tolist()]


def districts(mine: RunResult, without: RunResult) -> dict[str, Any]:
    """Map of one pair in the last month: residents and fit by district, with and without."""
    return {
        "people": mine.districts["people"],
        "high": [number(x) for x in mine.districts["high"]],
        "mine": [number(x) for x in mine.districts["fit"]],
        "without": [number(x) for x in without.districts["fit"]],
    }
