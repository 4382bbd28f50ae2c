"""Whether what a run gave can be true: numbers where there must be numbers, and finite ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

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


class UnsoundRunError(RuntimeError):
    """A run gave something that is not a number, or is infinite."""


def check(measures: pd.DataFrame, burn_in: int) -> None:
    """Look through the measures of a run.

    Parameters
    ----------
    measures : DataFrame
        One row per month.
    burn_in : int
        Months before measuring begins; in these nothing need be defined yet.

    Raises
    ------
    UnsoundRunError
        If a value is infinite, or one of :data:`ALWAYS` is not a number. Names measure and month.
    """
    import numpy as np

    numbers = measures.select_dtypes("number")
    infinite = np.isinf(numbers.to_numpy(dtype=np.float64))
    if infinite.any():
        row, column = np.argwhere(infinite)[0]
        month = measures["month"].iloc[row]
        raise UnsoundRunError(f"{numbers.columns[column]} is infinite in month {month}")
    measured = measures[measures["month"] > burn_in]
    for name in ALWAYS:
        missing = measured.loc[measured[name].isna(), "month"]
        if len(missing):
            raise UnsoundRunError(f"{name} is not a number in month {missing.iloc[0]}")
