"""Returns to required, surplus and missing schooling."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.kernels.compiled import compiled

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
        Years of own schooling, and years that the job requires.
    age : array_like, shape (job-holders,)
        In any unit.

    Returns
    -------
    ndarray of shape (3,)
        r, o and u per year, as shares of the wage; nan if they are not identified, for example
        if nobody has more schooling than is required.

    References
    ----------
    Duncan and Hoffman (1981), The incidence and wage effects of overeducation, Economics of
    Education Review 1.
    """
    pay, have, needed, years = (np.asarray(part) for part in (wage, own, required, age))
    if pay.size <= COEFFICIENTS:
        return np.full(3, np.nan)
    middle, spread = float(years.mean(dtype=np.float64)), float(years.std(dtype=np.float64))
    number = COEFFICIENTS if spread > 0 else COEFFICIENTS - 2
    # normal equations: six unknowns, however many people
    products, sums = _normal_equations(pay, have, needed, years, middle, spread or 1.0)
    coefficients, _, rank, _ = np.linalg.lstsq(
        products[:number, :number], sums[:number], rcond=None
    )
    return coefficients[1:4] if rank == number else np.full(3, np.nan)


@compiled
def _normal_equations(pay, have, needed, years, middle, spread):
    """``X'X`` and ``X' ln w`` of the regression above, with age in standard deviations."""
    products, sums = np.zeros((COEFFICIENTS, COEFFICIENTS)), np.zeros(COEFFICIENTS)
    x = np.ones(COEFFICIENTS)
    for entry in range(pay.size):
        x[1] = needed[entry]
        x[2] = max(have[entry] - needed[entry], 0.0)
        x[3] = max(needed[entry] - have[entry], 0.0)
        x[4] = (years[entry] - middle) / spread
        x[5] = x[4] * x[4]
        log = np.log(np.float64(pay[entry]))
        for i in range(COEFFICIENTS):
            sums[i] += x[i] * log
            for j in range(COEFFICIENTS):
                products[i, j] += x[i] * x[j]
    return products, sums
