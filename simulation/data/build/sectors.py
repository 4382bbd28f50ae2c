"""Sector in which most posts of a row lie, and how far the row spreads over all sectors."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: A row lies in its own sector with at least this share.
LEAST_OWN = 0.05
#: Steps in which the factors of sectors are adjusted, and the power of each step.
STEPS, POWER = 400, 0.25


def sectors(shares: pd.DataFrame, posts: pd.Series) -> pd.DataFrame:
    """Sector and spread of each row.

    A row goes to the sector in which it is most over-represented, with one factor per sector so
    that the sectors come as close as possible to their measured sizes. ``spread`` is
    ``(1 - share of the row in its sector) / (1 - size of the sector)``.

    Parameters
    ----------
    shares : DataFrame
        Share of each row's persons (rows) by sector (columns).
    posts : Series
    """
    table = shares.to_numpy() / shares.to_numpy().sum(axis=1, keepdims=True)
    weight = posts.to_numpy() / posts.sum()
    size = weight @ table
    factor = 1.0 / size
    best, least = np.zeros(len(table), dtype=int), np.inf
    for _ in range(STEPS):
        chosen = np.argmax(table * factor, axis=1)
        reached = np.bincount(chosen, weights=weight, minlength=len(size))
        miss = np.abs(reached - size).sum()
        if miss < least:
            best, least = chosen, miss
        factor = factor * (size / np.maximum(reached, size / 10.0)) ** POWER
    own = table[np.arange(len(table)), best]
    spread = np.clip((1.0 - own) / (1.0 - size[best]), 0.0, 1.0 - LEAST_OWN)
    names = np.array([name.removeprefix("sec_") for name in shares.columns])
    return pd.DataFrame({"sector": names[best], "spread": spread}, shares.index)
