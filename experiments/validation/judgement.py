"""The facts of a baseline beside the ranges they should lie in."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from experiments.comparison import mean_interval
from experiments.errors import RequestError
from experiments.validation.facts import FACTS

if TYPE_CHECKING:
    import pandas as pd

    from experiments.validation.fact import Fact


def readings(months: pd.DataFrame) -> dict[str, list[float]]:
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
        As in :func:`readings`.

    Returns
    -------
    list of dict
        One row per fact: number, name, value, interval, target range, unit, what it was used for,
        verdict on the value, source and how sure that is.
    """
    found = readings(months)
    rows = []
    for fact in FACTS:
        # a run in which a fact has no value, such as one without vacancies, makes it a miss;
        # a drift is only looked for in runs that are long enough
        value, low, high = mean_interval(found[fact.key])
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
                "verdict": verdict(fact, found[fact.key], value),
                "confidence": fact.confidence,
                "source": fact.source,
            }
        )
    return rows


def verdict(fact: Fact, values: list[float], value: float) -> str:
    """*pass* or *miss*; *too short* where the runs do not last as long as the fact asks for."""
    if fact.key.startswith("drift_") and all(map(isnan, values)):
        return "too short"
    return "pass" if fact.holds(value) else "miss"
