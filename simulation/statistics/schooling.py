"""Schooling and pay: what a year of schooling yields that a job requires, or does not."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: What the regression estimates: constant, three returns, age and its square.
COEFFICIENTS = 6


def schooling_returns(
    wage: ArrayLike, own: ArrayLike, required: ArrayLike, age: ArrayLike
) -> NDArray[np.float64]:
    """Wage returns to required, to surplus and to missing schooling (Duncan and Hoffman).

    Least squares of
    ``ln w = a + r S_required + o (S − S_required)₊ + u (S_required − S)₊ + b age + c age²``.

    Parameters
    ----------
    wage : array_like, shape (job-holders,)
        In any money, > 0.
    own, required : array_like, shape (job-holders,)
        Years of schooling one has, and that the job asks for.
    age : array_like, shape (job-holders,)
        In any unit.

    Returns
    -------
    ndarray of shape (3,)
        r, o and u per year, as parts of the wage; nan where they cannot be told apart, such as
        when nobody has more schooling than is required.

    References
    ----------
    Duncan and Hoffman (1981), The incidence and wage effects of overeducation, Economics of
    Education Review 1.
    """
    pay = np.asarray(wage, dtype=np.float64)
    have = np.asarray(own, dtype=np.float64)
    asked = np.asarray(required, dtype=np.float64)
    years = np.asarray(age, dtype=np.float64)
    if pay.size <= COEFFICIENTS:
        return np.full(3, np.nan)
    spread = years.std()
    years = (years - years.mean()) / spread if spread > 0 else np.zeros_like(years)
    columns = np.column_stack(
        [
            np.ones_like(pay),
            asked,
            np.maximum(have - asked, 0.0),
            np.maximum(asked - have, 0.0),
            *((years, years**2) if spread > 0 else ()),
        ]
    )
    # normal equations: six unknowns, however many people
    found, _, rank, _ = np.linalg.lstsq(columns.T @ columns, columns.T @ np.log(pay), rcond=None)
    return found[1:4] if rank == columns.shape[1] else np.full(3, np.nan)
