"""The facts of a baseline compared with their target ranges."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from experiments.comparison import mean_interval
from experiments.errors import RequestError
from experiments.preregistration.registration import read
from experiments.validation.facts import FACTS

if TYPE_CHECKING:
    import pandas as pd

    from experiments.validation.fact import Fact


def fact_values(months: pd.DataFrame) -> dict[str, list[float]]:
    """Value of each fact in each run.

    Parameters
    ----------
    months : DataFrame
        Measured months (burn-in left out), with a column ``seed``.

    Raises
    ------
    RequestError
        If a measure is not among the columns.
    """
    runs = [run for _, run in months.groupby("seed")]
    try:
        return {fact.key: [fact.read(run) for run in runs] for fact in FACTS}
    except KeyError as error:
        name = str(error).strip("'\"")
        raise RequestError(
            f"these runs have no measure {name}; they were made by another version of the model"
        ) from None


def table(months: pd.DataFrame) -> list[dict[str, Any]]:
    """The facts of the baseline, with a 95 % interval over seeds.

    Parameters
    ----------
    months : DataFrame
        As in :func:`fact_values`.

    Returns
    -------
    list of dict
        One row per fact: number, name, value, interval, target range, unit, role, verdict,
        confidence, source and the pre-registration of range and role.
    """
    values_of = fact_values(months)
    rows = []
    for fact in FACTS:
        # one run without a value, for instance without vacancies, makes the fact a miss
        value, low, high = mean_interval(values_of[fact.key])
        rows.append(
            {
                "number": fact.number or None,
                "fact": fact.name,
                "value": value,
                "low": low,
                "high": high,
                "target_low": fact.low,
                "target_high": fact.high,
                "unit": fact.unit,
                "used": fact.used,
                "verdict": verdict(fact, values_of[fact.key], value),
                "confidence": fact.confidence,
                "source": fact.source,
                "preregistration": read().stamp,
            }
        )
    return rows


def verdict(fact: Fact, values: list[float], value: float) -> str:
    """*pass* or *miss*; *too short* for a drift if the runs have too few months."""
    if fact.key.startswith("drift_") and all(map(isnan, values)):
        return "too short"
    return "pass" if fact.holds(value) else "miss"
