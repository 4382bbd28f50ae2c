"""Labour-market rates and flows: unemployment, vacancies, monthly hazards."""

from __future__ import annotations

from typing import SupportsFloat

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.kernels.compiled import compiled


def rate(numerator: ArrayLike, denominator: ArrayLike) -> NDArray[np.float64]:
    """Divide; nan where the denominator is 0.

    ``rate = numerator / denominator``

    Parameters
    ----------
    numerator, denominator : array_like
        Counts or amounts; broadcast against each other.

    Returns
    -------
    ndarray
        The broadcast shape (0-d for two numbers); nan where the denominator is 0.
    """
    top = np.asarray(numerator, dtype=np.float64)
    bottom = np.asarray(denominator, dtype=np.float64)
    if top.shape != bottom.shape:
        return np.asarray(top / np.where(bottom == 0.0, np.nan, bottom))
    if top.ndim == 1:
        return _divide(top, bottom)
    return _divide(top.ravel(), bottom.ravel()).reshape(top.shape)


def ratio(numerator: SupportsFloat, denominator: SupportsFloat) -> float:
    """The same as :func:`rate` for two numbers, in less time."""
    whole = float(denominator)
    return float(numerator) / whole if whole != 0.0 else float("nan")


@compiled
def _divide(top, bottom):
    result = np.empty(top.size)
    for entry in range(top.size):
        result[entry] = top[entry] / bottom[entry] if bottom[entry] != 0.0 else np.nan
    return result


def unemployment_rate(unemployed: ArrayLike, employed: ArrayLike) -> NDArray[np.float64]:
    """Share of the labour force without a job.

    ``u = U / (U + E)``; those outside the labour force count in neither.

    Parameters
    ----------
    unemployed, employed : array_like
        Citizens, of any common shape (months, education levels, …).

    Returns
    -------
    ndarray
        Share in [0, 1]; nan where nobody is in the labour force.

    References
    ----------
    International Labour Organization (2013), Resolution concerning statistics of work.
    """
    return rate(unemployed, np.add(unemployed, employed))


def vacancy_rate(vacant: ArrayLike, filled: ArrayLike) -> NDArray[np.float64]:
    """Share of posts that are vacant.

    ``v = V / (V + filled)``

    Parameters
    ----------
    vacant, filled : array_like
        Posts, of any common shape.

    Returns
    -------
    ndarray
        Share in [0, 1]; nan where there are no posts.

    References
    ----------
    Eurostat, Job vacancy rate: vacancies over occupied posts plus vacancies.
    """
    return rate(vacant, np.add(vacant, filled))


def monthly_hazard(moves: ArrayLike, stock: ArrayLike) -> NDArray[np.float64]:
    """Share of those in a state at the start of a month who leave it within the month.

    ``h = moves / stock``

    Parameters
    ----------
    moves : array_like
        Moves out of the state, summed over as many months as wished.
    stock : array_like
        Citizens in the state at the start of these months, summed over the same months.

    Returns
    -------
    ndarray
        Probability per month; nan where nobody was in the state.

    References
    ----------
    Shimer (2012), Reassessing the ins and outs of unemployment, Review of Economic Dynamics 15.
    """
    return rate(moves, stock)
