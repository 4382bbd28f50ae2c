"""Statistics that several claims share, and the smallest effects of interest of interventions.

The protocol's smallest effect of 0.02 on a 0–1 index suits a whole index. The slope index of fit is
about 0.05 in the baseline, so that 0.02 would be two fifths of all inequality of fit. The constants
below are therefore smaller; they apply to the effects of money and of policies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from experiments.claims.claim import Evidence
from simulation.core.vocabulary import EDUCATIONS

#: Smallest effect of interest on the slope index of fit, about a tenth of it, and on mean fit.
SLOPE = 0.005
FIT = 0.005
#: On the RMSSD of fit and on its downside, about a twentieth of their level.
VOLATILITY = 0.001
#: On the weaker aim of the city, with the baseline at 1: half a per cent.
AIMS = 0.005
#: On a spell of misfit, months.
SPELL = 1.0
#: On a share that one effect has in another.
SHARE = 0.05
#: Margin around a null other than 0, where the claim is that an effect stays on one side of it.
MARGIN = 0.001


def mean_over_residents(evidence: Evidence, arm: str, name: str) -> np.ndarray:
    """Mean over all residents of a measure given by education, one value per seed."""
    values = [evidence.column(arm, f"{name}_{level}") for level in EDUCATIONS]
    shares = [evidence.column(arm, f"education_shares_{level}") for level in EDUCATIONS]
    return np.asarray(np.sum([v * s for v, s in zip(values, shares, strict=True)], axis=0))


def weaker_aim(evidence: Evidence, arm: str) -> np.ndarray:
    """The smaller of wealth and well-being, each as a ratio to the same seed's baseline."""
    ratios = [evidence.column(arm, name) / evidence.baseline(name)
              for name in ("wealth", "well_being")]  # fmt: skip
    return np.asarray(np.minimum(*ratios))


def relative(values: np.ndarray, to: np.ndarray) -> np.ndarray:
    """Values divided by the mean of others; nan unless that mean is above 0.

    One divisor for all seeds keeps a seed with a small one from dominating. The mean is taken as
    known: it is an effect far from 0, or of no interest.
    """
    mean = float(np.mean(to))
    return np.asarray(values / mean if mean > 0 else np.full(np.shape(values), np.nan))


def ranked_by_other_seeds(values: Sequence[np.ndarray], rank: int) -> np.ndarray:
    """For each seed, the row with some rank of mean over all other seeds.

    Choosing the best row and reporting it at the same seeds overstates it. A single seed can only
    choose by itself.

    Parameters
    ----------
    values : sequence of ndarray of shape (seeds,)
        The rows.
    rank : int
        0 for the row with the greatest mean, 1 for the second, …

    Returns
    -------
    ndarray of int of shape (seeds,)
        Number of the row for each seed.
    """
    table = np.asarray(values, dtype=np.float64)
    seeds = table.shape[1]
    if seeds == 1:
        return np.argsort(-table, axis=0, kind="stable")[rank]
    others = (table.sum(axis=1, keepdims=True) - table) / (seeds - 1)
    return np.argsort(-others, axis=0, kind="stable")[rank]


def chosen(values: Sequence[np.ndarray], rows: np.ndarray) -> np.ndarray:
    """The value of each seed in the row chosen for it."""
    table = np.asarray(values, dtype=np.float64)
    return table[rows, np.arange(table.shape[1])]


def pseudo_values(statistic: Callable[[np.ndarray], float], seeds: int) -> np.ndarray:
    """Jackknife pseudo-values: a statistic of all seeds as one number per seed.

    ``p_s = n θ − (n − 1) θ_{−s}`` with θ of all n seeds and θ_{−s} of all but s. Their mean is the
    jackknife estimate, and the variance of that mean is the jackknife's.

    Parameters
    ----------
    statistic : callable
        Takes the indices of the seeds to use.
    seeds : int

    References
    ----------
    Miller (1974), Biometrika 61.
    """
    indices = np.arange(seeds)
    whole = statistic(indices)
    without = [statistic(np.delete(indices, index)) for index in indices]
    return np.array([seeds * whole - (seeds - 1) * part for part in without])
