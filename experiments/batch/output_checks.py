"""Whether what a run gave can be true: numbers where there must be numbers, and finite ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from simulation.world import World

#: Measures that every city with residents has in every measured month. Others may be undefined in
#: small cities or in months in which nobody is in question: the job finding of groups without
#: unemployed, say.
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
#: Measures that are read once a year and in the last month, and are numbers there as soon as some
#: resident has been seen long enough.
OVER_TIME = ("volatility", "volatility_of_fit_all", "downside_volatility_all", "large_changes_all")


class ImplausibleOutputError(RuntimeError):
    """A run gave something that is not a number, or is infinite."""


def most_changes(world: World) -> int:
    """Changes of fit since burn-in of the resident who has been seen longest; one a month."""
    citizens = world.citizens
    return int(citizens.changes[citizens.resident].max(initial=0))


def check(measures: pd.DataFrame, burn_in: int, changes: int) -> None:
    """Look through the measures of a run.

    Parameters
    ----------
    measures : DataFrame
        One row per month.
    burn_in : int
        Months before measuring begins; in these nothing need be defined yet.
    changes : int
        What :func:`most_changes` gives after the last month. It tells from which month on somebody
        had been seen long enough: a city may be so short, or its people leave so soon, that nobody
        ever was.

    Raises
    ------
    ImplausibleOutputError
        If a value is infinite, one of :data:`ALWAYS` is not a number in a measured month, or one of
        :data:`OVER_TIME` where it must be. Names measure and month.
    """
    import numpy as np

    from simulation.measures.variances.variances_over_time import ENOUGH

    numbers = measures.select_dtypes("number")
    infinite = np.isinf(numbers.to_numpy(dtype=np.float64))
    if infinite.any():
        row, column = np.argwhere(infinite)[0]
        month = measures["month"].iloc[row]
        raise ImplausibleOutputError(f"{numbers.columns[column]} is infinite in month {month}")
    months = measures["month"]
    last = months.max()
    yearly = (months % 12 == 0) | (months == last)
    seen = yearly & (months >= last - changes + ENOUGH)
    for names, defined in ((ALWAYS, months > burn_in), (OVER_TIME, seen)):
        for name in names:
            missing = months[defined & measures[name].isna()]
            if len(missing):
                raise ImplausibleOutputError(f"{name} is not a number in month {missing.iloc[0]}")
