"""Checks of the output of a run: values that must be numbers are finite numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from simulation.world import World

#: Measures that every city with residents has in every measured month. Other measures may be
#: undefined: the job-finding rate of a group without unemployed, for instance.
ALWAYS = (
    "residents",
    "fit",
    "unbalance",
    "unemployment_all",
    "employment_all",
    "vacancies",
    "wealth",
    "well_being",
)
#: Measures that are computed once a year and in the last month. They are numbers as soon as some
#: resident has been observed long enough.
OVER_TIME = ("volatility", "volatility_of_fit_all", "downside_volatility_all", "large_changes_all")


class ImplausibleOutputError(RuntimeError):
    """A run gave an infinite or undefined value where there must be a number."""


def most_changes(world: World) -> int:
    """Monthly changes of fit since burn-in of the resident who was observed longest."""
    citizens = world.citizens
    return int(citizens.changes[citizens.resident].max(initial=0))


def check(measures: pd.DataFrame, burn_in: int, changes: int) -> None:
    """Check the measures of a run.

    Parameters
    ----------
    measures : DataFrame
        One row per month.
    burn_in : int
        Months before measuring begins; nothing needs to be defined in them.
    changes : int
        Result of :func:`most_changes` after the last month. It gives the month from which on some
        resident had been observed long enough, if there is one.

    Raises
    ------
    ImplausibleOutputError
        If a value is infinite, or a measure of :data:`ALWAYS` or :data:`OVER_TIME` is undefined in
        a month in which it must be a number. Names measure and month.
    """
    import numpy as np

    from simulation.measures.variances.variances_over_time import ENOUGH

    numbers = measures.select_dtypes("number")
    infinite = np.isinf(numbers.to_numpy(dtype=np.float64))
    months = measures["month"]
    if infinite.any():
        row, column = np.argwhere(infinite)[0]
        raise ImplausibleOutputError(
            f"{numbers.columns[column]} is infinite in month {months.iloc[row]}"
        )
    last = months.max()
    yearly = (months % 12 == 0) | (months == last)
    observed = yearly & (months >= last - changes + ENOUGH)
    for names, defined in ((ALWAYS, months > burn_in), (OVER_TIME, observed)):
        for name in names:
            missing = months[defined & measures[name].isna()]
            if len(missing):
                raise ImplausibleOutputError(f"{name} is not a number in month {missing.iloc[0]}")
