"""Comparison of scenarios with one of them, paired by seed.

Two scenarios with one seed share their random draws, so the difference of a pair is the effect of
the scenario. Its spread over the seeds gives the interval. Cities with different people, such as
those of two countries, are no pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.batch.arguments import name_list
from experiments.errors import RequestError
from experiments.storage.results import Results
from simulation.core.errors import suggestion
from simulation.core.renames import renamed_measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def mean_interval(values: Iterable[float], level: float = 0.95) -> tuple[float, float, float]:
    """Compute the mean and the ends of its t interval.

    ``mean ± t(n − 1) · s / √n``

    Parameters
    ----------
    values : iterable of float
        Independent values.
    level : float
        Coverage.

    Returns
    -------
    mean, low, high : float
        The ends are nan for fewer than two values, the mean is nan for none.

    Examples
    --------
    >>> [round(value, 2) for value in mean_interval([1.0, 2.0, 3.0])]
    [2.0, -0.48, 4.48]
    """
    data = np.asarray(list(values), dtype=np.float64)
    count = len(data)
    if count == 0:
        return np.nan, np.nan, np.nan
    mean = float(data.mean())
    if count < 2:
        return mean, np.nan, np.nan
    half = float(stdtrit(count - 1, 0.5 + level / 2) * data.std(ddof=1) / np.sqrt(count))
    return mean, mean - half, mean + half


def unpaired_interval(
    mine: Iterable[float], theirs: Iterable[float], level: float = 0.95
) -> tuple[float, float, float]:
    """Compute the difference of two means and the ends of Welch's t interval.

    For cities that do not share their people, so that runs of one seed are no pair.

    Parameters
    ----------
    mine, theirs : iterable of float
        Independent values; undefined ones are left out.
    level : float
        Coverage.

    Returns
    -------
    difference, low, high : float
        The ends are nan if a side has fewer than two values.

    Examples
    --------
    >>> [round(value, 2) for value in unpaired_interval([1.0, 2.0, 3.0], [0.0, 1.0, 2.0])]
    [1.0, -1.27, 3.27]
    """
    sides = [np.asarray(list(values), dtype=np.float64) for values in (mine, theirs)]
    a, b = (side[~np.isnan(side)] for side in sides)
    if not (a.size and b.size):
        return np.nan, np.nan, np.nan
    difference = float(a.mean() - b.mean())
    if a.size < 2 or b.size < 2:
        return difference, np.nan, np.nan
    parts = np.array([side.var(ddof=1) / side.size for side in (a, b)])
    variance = parts.sum()
    if variance == 0:
        return difference, difference, difference
    freedom = variance**2 / (parts**2 / np.array([a.size - 1, b.size - 1])).sum()
    half = float(stdtrit(freedom, 0.5 + level / 2) * np.sqrt(variance))
    return difference, difference - half, difference + half


@dataclass(frozen=True)
class Comparison:
    """The effect of each scenario on each measure.

    Attributes
    ----------
    frame : DataFrame
        One row per measure and scenario: effect with its 95 % interval, mean of both scenarios,
        and the number of seeds that both have.
    against : str
        The scenario that the others are compared with.
    unpaired : dict
        Scenario → seeds left out because only one of the two has them.

    Examples
    --------
    >>> from experiments import compare, run
    >>> from scenarios import load
    >>> city = load("baseline").but({"city.citizens": 300, "city.months": 4, "city.burn_in": 2})
    >>> results = run([city, city.but({"city.tax": 0.4}, name="taxed")], seeds=2, jobs=1)
    >>> comparison = compare(results, measures="unbalance")
    >>> comparison.frame[["measure", "scenario", "seeds"]].to_dict("records")
    [{'measure': 'unbalance', 'scenario': 'taxed', 'seeds': 2}]
    """

    frame: pd.DataFrame
    against: str
    unpaired: dict[str, list[int]]

    def _repr_html_(self) -> str:
        return self.frame.to_html(index=False, float_format="{:.4g}".format)

    def __repr__(self) -> str:
        return self.frame.to_string(index=False, float_format="{:.4g}".format)

    def plot(self, measure: str, ax: Axes | None = None) -> Axes:
        """Draw the effects on one measure with their intervals.

        Parameters
        ----------
        measure : str
            A column of measures, such as those in ``frame["measure"]``.
        ax : matplotlib Axes, optional
            Axes to draw in; by default those of a new figure.
        """
        import matplotlib.pyplot as plt
        from matplotlib.ticker import MaxNLocator

        rows = self.frame[self.frame["measure"] == measure]
        if rows.empty:
            right = _right_name(measure, list(self.frame["measure"].unique()))
            raise RequestError(f"{measure!r}: there is no such measure here; {right}")
        if ax is None:
            _, ax = plt.subplots(figsize=(6, 0.5 * len(rows) + 1), layout="constrained")
        positions = np.arange(len(rows))[::-1]
        half = (rows["high"] - rows["low"]).fillna(0) / 2
        ax.axvline(0, color="0.7", linewidth=1, zorder=0)
        ax.errorbar(rows["effect"], positions, xerr=half, fmt="o", color="C0", capsize=3)
        ax.set_yticks(positions, rows["scenario"])
        ax.xaxis.set_major_locator(MaxNLocator(5))  # small numbers have long labels
        ax.set_ylim(-0.6, len(rows) - 0.4)
        ax.set_xlabel(f"{measure}: difference from {self.against} ({rows['unit'].iloc[0]})")
        return ax


def compare(
    results: Results,
    against: str = "baseline",
    measures: str | Iterable[str] | None = None,
    *,
    pair: bool = True,
) -> Comparison:
    """Compare every scenario with one of them, seed by seed.

    Parameters
    ----------
    results : Results
    against : str
        Scenario to compare with.
    measures : iterable of str, optional
        Names of measures or of single columns; all by default.
    pair : bool
        Whether runs of one seed are a pair. If not, as for cities with different people, the
        interval is Welch's and every seed counts.

    Raises
    ------
    RequestError
        If a scenario or measure is unknown or there is nothing to compare.

    Examples
    --------
    >>> from experiments import compare, run
    >>> from scenarios import load
    >>> small = {"city.citizens": 300, "city.months": 6, "city.burn_in": 2,
    ...          "interventions.training.start_month": 2}
    >>> results = run([load(name).but(small) for name in ("baseline", "training")], seeds=2, jobs=1)
    >>> effects = compare(results, measures=["fit", "cost_training"]).frame
    >>> effects.columns[:5].tolist()
    ['measure', 'scenario', 'effect', 'low', 'high']
    """
    given: object = results
    if not isinstance(given, Results):
        raise RequestError(f'results: {given!r} is none; as in compare(Results.open("runs"))')
    others = others_than(against, results.scenarios)
    columns = chosen_columns(results, measures)
    summary = results.summary(columns)
    by_scenario = {name: rows.set_index("seed") for name, rows in summary.groupby("scenario")}
    base = by_scenario[against]
    rows: list[dict[str, Any]] = []
    unpaired = {}
    for name in others:
        seeds = by_scenario[name].index
        alone = sorted(int(seed) for seed in base.index.symmetric_difference(seeds))
        if alone and pair:
            unpaired[name] = alone
    for column in columns:
        for name in others:
            both = [by_scenario[name][column], base[column]]
            if pair:
                mine, theirs = pd.concat(both, axis=1, join="inner").dropna().to_numpy().T
                effect, low, high = mean_interval(mine - theirs)
            else:
                mine, theirs = (side.dropna().to_numpy() for side in both)
                effect, low, high = unpaired_interval(mine, theirs)
            rows.append(
                {
                    "measure": column,
                    "scenario": name,
                    "effect": effect,
                    "low": low,
                    "high": high,
                    "mean": float(mine.mean()) if len(mine) else np.nan,
                    f"mean_{against}": float(theirs.mean()) if len(theirs) else np.nan,
                    "seeds": min(len(mine), len(theirs)),
                    "unit": results.columns[column]["unit"],
                }
            )
    return Comparison(pd.DataFrame(rows), against, unpaired)


def others_than(against: str, scenarios: Sequence[str]) -> list[str]:
    """Scenarios that can be compared with one of them.

    Raises
    ------
    RequestError
        If `against` is not among them, or is the only one.
    """
    if against not in scenarios:
        raise RequestError(
            f"{against!r}: no runs of such a scenario; {suggestion(against, scenarios)}"
        )
    others = [name for name in scenarios if name != against]
    if not others:
        raise RequestError(f"nothing to compare: there are only runs of {against!r}")
    return others


def _right_name(name: str, known: Sequence[str]) -> str:
    """End of an error line about an unknown measure: its present name, or the nearest one."""
    renamed = renamed_measure(name)
    return f"renamed: {renamed}" if renamed else suggestion(name, known)


def chosen_columns(results: Results, measures: str | Iterable[str] | None) -> list[str]:
    """Columns of measures or columns with these names; see :func:`compare`."""
    known = results.columns
    if measures is None:
        return list(known)
    chosen: dict[str, None] = {}
    for name in name_list(measures) or []:
        columns = [column for column, of in known.items() if name in (column, of["measure"])]
        if not columns:
            names = [*known, *(of["measure"] for of in known.values())]
            raise RequestError(f"{name!r}: there is no such measure; {_right_name(name, names)}")
        chosen.update(dict.fromkeys(columns))
    return list(chosen)
