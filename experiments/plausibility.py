"""Is the baseline a plausible job market? A table of facts, beside the range each should lie in.

These are checks of the baseline before anybody looks at fit. A value outside its range is printed
as a miss. Facts that no parameter was set by are marked *predicted*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.statistics.market import beveridge_correlation

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

#: Months at the end of the run over which the job market should stand still.
LAST = 120


@dataclass(frozen=True)
class Fact:
    """One fact: how it is read from a run and where it should lie.

    Attributes
    ----------
    name, unit : str
    low, high : float
        Range that is accepted, both ends included.
    source : str
    used : str
        ``set`` where parameters were chosen with it in view, ``predicted`` where not.
    read : callable
        Takes the measured months of one run, returns the value.
    """

    name: str
    unit: str
    low: float
    high: float
    source: str
    used: str
    read: Callable[[pd.DataFrame], float]


def _mean(column: str) -> Callable[[pd.DataFrame], float]:
    return lambda run: float(run[column].mean())


def _ratio(top: str, bottom: str) -> Callable[[pd.DataFrame], float]:
    return lambda run: float(run[top].mean() / run[bottom].mean())


def _last(column: str) -> Callable[[pd.DataFrame], float]:
    return lambda run: float(run[column].dropna().iloc[-1])


def _beveridge(run: pd.DataFrame) -> float:
    return beveridge_correlation(run["unemployment_all"], run["vacancies"])


def _drift(column: str) -> Callable[[pd.DataFrame], float]:
    """Mean of the second half of the last 120 months less that of the first half."""

    def read(run: pd.DataFrame) -> float:
        last = run[column].to_numpy()[-LAST:]
        half = last.size // 2
        return float(last[half:].mean() - last[:half].mean())

    return read


def _ict_level(education: str) -> Callable[[pd.DataFrame], float]:
    def read(run: pd.DataFrame) -> float:
        levels = [run[f"people_cell_{education}_{level}"].mean() for level in
                  ("none", "below1", "level1", "level2", "level3")]  # fmt: skip
        return float(sum(levels[3:]) / sum(levels))

    return read


PIAAC = "PIAAC, 25-65"
FACTS: tuple[Fact, ...] = (
    Fact("unemployment", "share", 0.04, 0.10, PIAAC, "set", _mean("unemployment_all")),
    Fact("unemployment, low education", "share", 0.09, 0.16, PIAAC, "set",
         _mean("unemployment_low")),
    Fact("unemployment, mid education", "share", 0.05, 0.11, PIAAC, "set",
         _mean("unemployment_mid")),
    Fact("unemployment, high education", "share", 0.03, 0.06, PIAAC, "set",
         _mean("unemployment_high")),
    Fact("unemployment, low to high", "ratio", 2.0, 4.0, PIAAC, "set",
         _ratio("unemployment_low", "unemployment_high")),
    Fact("from unemployment to a job", "1/month", 0.06, 0.15, "Eurostat flows", "set",
         _mean("job_finding_all")),
    Fact("job finding, low to high", "ratio", 0.8, 1.3, "Cairo & Cajner 2014", "set",
         _ratio("job_finding_low", "job_finding_high")),
    Fact("job lost", "1/month", 0.003, 0.012, "Eurostat flows", "set", _mean("job_loss_all")),
    Fact("job loss, low to high", "ratio", 2.0, 5.0, "Cairo & Cajner 2014", "set",
         _ratio("job_loss_low", "job_loss_high")),
    Fact("from job to job", "1/month", 0.008, 0.026, "Fallick & Fleischman 2004", "set",
         _mean("job_to_job_all")),
    Fact("vacancies", "share", 0.01, 0.04, "Eurostat vacancy statistics", "set",
         _mean("vacancies")),
    Fact("unemployment with vacancies", "correlation", -1.0, -0.6, "Shimer 2005", "set",
         _beveridge),
    Fact("hires through contacts", "share", 0.30, 0.55, "Granovetter; Pellizzari", "set",
         _mean("hires_through_ties")),
    Fact("over-qualified", "share", 0.16, 0.25, PIAAC, "set",
         _mean("qualification_mismatch_over")),
    Fact("under-qualified", "share", 0.09, 0.16, PIAAC, "set",
         _mean("qualification_mismatch_under")),
    Fact("wage of high over mid education", "ratio", 0.20, 0.60, PIAAC, "set",
         _mean("wage_premium_high_mid")),
    Fact("ICT level 2 or 3, low education", "share", 0.00, 0.12, PIAAC, "set",
         _ict_level("low")),
    Fact("ICT level 2 or 3, mid education", "share", 0.16, 0.28, PIAAC, "set",
         _ict_level("mid")),
    Fact("ICT level 2 or 3, high education", "share", 0.41, 0.53, PIAAC, "set",
         _ict_level("high")),
    Fact("residential dissimilarity", "0-1", 0.20, 0.40, "Tammaru et al., European capitals",
         "set", _mean("residential_dissimilarity")),
    Fact("assortativity of ties", "-1 to 1", 0.20, 0.40, "order of magnitude", "set",
         _last("tie_assortativity")),
    Fact("trained in a year, low education", "share", 0.12, 0.24, PIAAC, "predicted",
         _mean("trained_low")),
    Fact("trained in a year, mid education", "share", 0.31, 0.43, PIAAC, "predicted",
         _mean("trained_mid")),
    Fact("trained in a year, high education", "share", 0.52, 0.64, PIAAC, "predicted",
         _mean("trained_high")),
    Fact("slope of happiness over education", "0-1", 0.0, 0.10, PIAAC, "predicted",
         _mean("slope_happiness")),
    Fact("drift of unemployment, last 120 months", "share", -0.015, 0.015,
         "stationary job market", "set", _drift("unemployment_all")),
    Fact("drift of vacancies, last 120 months", "share", -0.01, 0.01,
         "stationary job market", "set", _drift("vacancies")),
    Fact("drift of fit, last 120 months", "0-1", -0.02, 0.02,
         "stationary job market", "set", _drift("fit")),
)  # fmt: skip


def table(months: pd.DataFrame) -> list[dict[str, Any]]:
    """The facts of the baseline, with a 95 % interval over seeds.

    Parameters
    ----------
    months : DataFrame
        Measured months of the baseline (burn-in left out), with a column ``seed``.

    Returns
    -------
    list of dict
        One row per fact: fact, value, low, high (interval), target, source, used, verdict.
    """
    from scipy import stats

    rows = []
    runs = [run for _, run in months.groupby("seed")]
    for fact in FACTS:
        values = np.array([fact.read(run) for run in runs])
        mean = float(values.mean())
        spread = float("nan")
        if values.size > 1:
            error = values.std(ddof=1) / np.sqrt(values.size)
            spread = float(stats.t.ppf(0.975, values.size - 1) * error)
        rows.append(
            {
                "fact": fact.name,
                "value": mean,
                "low": mean - spread,
                "high": mean + spread,
                "target_low": fact.low,
                "target_high": fact.high,
                "unit": fact.unit,
                "source": fact.source,
                "used": fact.used,
                "verdict": "as it should be" if fact.low <= mean <= fact.high else "misses",
            }
        )
    return rows
