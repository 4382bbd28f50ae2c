"""The response surface of a mixture: a polynomial in shares that add up to one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Names of the coefficients, in order.
TERMS = ("x1", "x2", "x3", "x1·x2", "x1·x3", "x2·x3", "x1·x2·x3")


def terms(shares: ArrayLike) -> NDArray[np.float64]:
    """Columns of Scheffé's special cubic.

    Parameters
    ----------
    shares : array_like of shape (points, 3)
        Shares that add up to 1 in each row.

    Returns
    -------
    ndarray of shape (points, 7)
    """
    x = np.asarray(shares, dtype=np.float64)
    first, second, third = x.T
    pairs = (first * second, first * third, second * third)
    return np.column_stack([first, second, third, *pairs, first * second * third])


@dataclass(frozen=True)
class Surface:
    """A fitted surface.

    Attributes
    ----------
    coefficients : ndarray of shape (7,)
        In the order of :data:`TERMS`; the first three are the responses of the pure divisions,
        the others what mixing adds to their weighted mean.
    """

    coefficients: NDArray[np.float64]

    @classmethod
    def fit(cls, shares: ArrayLike, response: ArrayLike) -> Surface:
        """Least squares fit.

        ``y = Σ b_i x_i + Σ b_ij x_i x_j + b_123 x_1 x_2 x_3`` (Scheffé 1958, special cubic).

        Parameters
        ----------
        shares : array_like of shape (points, 3)
        response : array_like of shape (points,)

        Raises
        ------
        ValueError
            If the points cannot tell the coefficients apart.
        """
        columns = terms(shares)
        if np.linalg.matrix_rank(columns) < columns.shape[1]:
            raise ValueError("the points are too few or too alike for a special cubic")
        found = np.linalg.lstsq(columns, np.asarray(response, dtype=np.float64), rcond=None)[0]
        return cls(found)

    def at(self, shares: ArrayLike) -> NDArray[np.float64]:
        """Fitted response at some shares."""
        return np.asarray(terms(shares) @ self.coefficients)


def simplex(steps: int) -> NDArray[np.float64]:
    """Every division into `steps` equal parts, shape (points, 3)."""
    parts = [
        (first, second, steps - first - second)
        for first in range(steps + 1)
        for second in range(steps + 1 - first)
    ]
    return np.array(parts, dtype=np.float64) / steps
