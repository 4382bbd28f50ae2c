"""Which division of the budget does best, which do as well, and what mixing adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.comparison import mean_interval
from experiments.studies.portfolios.design import Portfolio, mixture, portfolios

if TYPE_CHECKING:
    import pandas as pd

#: What a portfolio is judged by: name, whether less is better.
AIMS = {
    "unbalance": True,
    "volatility": True,
    "joint": False,
}


def joint(runs: pd.DataFrame, base: pd.DataFrame) -> pd.Series:
    """The weaker of both aims, min(W, B), each relative to the same seed's baseline.

    Parameters
    ----------
    runs, base : DataFrame
        Runs of a portfolio and of the baseline, by seed.
    """
    wealth = runs["wealth"] / base["wealth"]
    well_being = runs["well_being"] / base["well_being"]
    return wealth.combine(well_being, min)


def changes(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Change of each aim against the baseline: aim → seeds by portfolios.

    Parameters
    ----------
    runs : DataFrame
        One row per run: scenario, seed and measures.
    """
    import pandas as pd

    by_name = {name: arm.set_index("seed") for name, arm in runs.groupby("scenario")}
    base = by_name["baseline"]
    found: dict[str, dict[str, pd.Series]] = {aim: {} for aim in AIMS}
    for one in portfolios():
        if one.name not in by_name:
            continue
        arm = by_name[one.name]
        seeds = arm.index.intersection(base.index)
        there, here = arm.loc[seeds], base.loc[seeds]
        for aim in ("unbalance", "volatility"):
            found[aim][one.name] = there[aim] - here[aim]
        found["joint"][one.name] = joint(there, here) - 1.0
    return {aim: pd.DataFrame(columns) for aim, columns in found.items()}


def table(runs: pd.DataFrame) -> list[dict[str, Any]]:
    """One row per portfolio: shares, budget, cost, changes with 95 % intervals, and its place.

    ``frontier`` says whether no other portfolio of at most the same cost is better on all three
    aims; ``as_good`` whether, at the budget of the mixture, it is among those whose joint
    attainment cannot be told from the best one's (95 % interval of the paired difference reaches
    zero).
    """
    found = changes(runs)
    cost = runs.groupby("scenario")[[f"cost_{name}" for name in
                                     ("training", "communities", "network")]].mean()  # fmt: skip
    spent = cost.sum(axis=1)
    there = [one for one in portfolios() if one.name in found["joint"].columns]
    means = {aim: found[aim].mean() for aim in AIMS}
    frontier = pareto([one.name for one in there], means, spent.to_dict())
    equal = as_good_as_best(there, found["joint"])
    rows = []
    for one in there:
        row: dict[str, Any] = {
            "portfolio": one.title,
            "training": one.shares[0],
            "communities": one.shares[1],
            "network": one.shares[2],
            "budget": one.budget,
            "spent": float(spent[one.name]),
        }
        for aim in AIMS:
            value, low, high = mean_interval(found[aim][one.name].dropna())
            row |= {aim: value, f"{aim}_low": low, f"{aim}_high": high}
        row |= {
            "frontier": one.name in frontier,
            "as_good": one.name in equal,
            "seeds": int(found["joint"][one.name].notna().sum()),
        }
        rows.append(row)
    return rows


def pareto(
    names: list[str], means: dict[str, pd.Series], spent: dict[str, float]
) -> set[str]:  # fmt: skip
    """Names of portfolios that no other one dominates.

    One dominates another if it costs no more, is no worse on every aim and better on one.
    """
    worth = {
        name: np.array(
            [(-1.0 if less else 1.0) * means[aim][name] for aim, less in AIMS.items()]
            + [-spent[name]]
        )
        for name in names
    }
    return {
        name
        for name in names
        if not any(
            bool((worth[other] >= worth[name]).all() and (worth[other] > worth[name]).any())
            for other in names
            if other != name
        )
    }


def as_good_as_best(there: list[Portfolio], joint_changes: pd.DataFrame) -> set[str]:
    """Names of portfolios of the mixture whose joint attainment matches the best one's."""
    mixed = [one.name for one in mixture() if one in there]
    if not mixed:
        return set()
    best = joint_changes[mixed].mean().idxmax()
    equal = {str(best)}
    for name in mixed:
        if name != best:
            _, low, _ = mean_interval((joint_changes[best] - joint_changes[name]).dropna())
            if not low > 0:
                equal.add(name)
    return equal
