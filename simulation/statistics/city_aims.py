"""Joint attainment of wealth and well-being, and synergy of combined policies."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class JointAttainment(NamedTuple):
    """Joint attainment of both aims, on the scale of the aims.

    Attributes
    ----------
    minimum : ndarray
        The lower of the two: no trade-off is allowed.
    geometric : ndarray
        Their geometric mean: a partial trade-off, none for an aim at 0.
    """

    minimum: NDArray[np.float64]
    geometric: NDArray[np.float64]


def joint_attainment(wealth: ArrayLike, wellbeing: ArrayLike) -> JointAttainment:
    """Joint attainment of wealth and well-being.

    ``minimum = min(W, B)`` and ``geometric = sqrt(W B)``; always minimum <= geometric.

    Parameters
    ----------
    wealth, wellbeing : array_like
        Indices >= 0 on one common scale (0-1 in this model), of any common shape.

    Returns
    -------
    JointAttainment
        Both of the broadcast shape; the geometric mean is nan where an index is negative.

    References
    ----------
    Munda (2008), Social Multi-Criteria Evaluation for a Sustainable Economy (compensability).
    """
    w = np.asarray(wealth, dtype=np.float64)
    b = np.asarray(wellbeing, dtype=np.float64)
    valid = (w >= 0) & (b >= 0)
    # Roots before the product: W * B could underflow to 0 and break minimum <= geometric.
    product = np.sqrt(np.where(valid, w, np.nan)) * np.sqrt(np.where(valid, b, np.nan))
    return JointAttainment(np.asarray(np.minimum(w, b)), np.asarray(product))


def synergy_contrast(
    y11: ArrayLike, y10: ArrayLike, y01: ArrayLike, y00: ArrayLike
) -> NDArray[np.float64]:
    """Effect of two policies together beyond the sum of their separate effects.

    ``(Y11 - Y00) - [(Y10 - Y00) + (Y01 - Y00)] = Y11 - Y10 - Y01 + Y00``

    Parameters
    ----------
    y11, y10, y01, y00 : array_like
        Outcome with both policies, the first alone, the second alone, and neither. Arrays are
        paired element by element (by seed, by month).

    Returns
    -------
    ndarray
        In the unit of the outcome; > 0 complementary, 0 additive, < 0 substitutes.

    References
    ----------
    Box, Hunter and Hunter (2005), Statistics for Experimenters: two-factor interaction (unhalved).
    """
    both, first, second, neither = (
        np.asarray(outcome, dtype=np.float64) for outcome in (y11, y10, y01, y00)
    )
    return np.asarray(both - first - second + neither)
