"""Choosing between columns of values by other seeds than the one that is then read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def chosen_elsewhere(values: Sequence[np.ndarray], place: int) -> np.ndarray:
    """Which row stands at a place in the order of means, decided for each seed by the others.

    Picking the row that looks best and reporting its value at the same seeds overstates it. Here
    the order for a seed is that of the means over all other seeds. With a single seed there is
    nothing else to go by but that seed.

    Parameters
    ----------
    values : sequence of ndarray of shape (seeds,)
        The rows.
    place : int
        0 for the row with the greatest mean, 1 for the second, …

    Returns
    -------
    ndarray of int of shape (seeds,)
        Number of the row for each seed.
    """
    table = np.asarray(values, dtype=np.float64)
    seeds = table.shape[1]
    if seeds == 1:
        return np.argsort(-table, axis=0, kind="stable")[place]
    others = (table.sum(axis=1, keepdims=True) - table) / (seeds - 1)
    return np.argsort(-others, axis=0, kind="stable")[place]


def picked(values: Sequence[np.ndarray], rows: np.ndarray) -> np.ndarray:
    """The value of each seed in the row chosen for it."""
    table = np.asarray(values, dtype=np.float64)
    return table[rows, np.arange(table.shape[1])]
