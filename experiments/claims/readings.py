"""What several claims read off their evidence in the same way, and what they call small.

The smallest effects of interest below are fixed for the effects of money and of policies. The
protocol's 0.02 on a 0-1 index is meant for an index itself; the whole slope index of fit is about
0.05 in the baseline, and an effect of 0.02 on it would be two fifths of all inequality of fit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.claims.claim import Evidence
from simulation.core.vocabulary import EDUCATIONS

#: Smallest effect of interest on the slope index of fit, about a tenth of it; on mean fit the same.
SLOPE = 0.005
FIT = 0.005
#: On the RMSSD of fit and on its downside, about a twentieth of what they are.
VOLATILITY = 0.001
#: On both aims of the city as an index with the baseline at 1: half a per cent.
AIMS = 0.005
#: On a spell of misfit, months.
SPELL = 1.0
#: Of the line itself where the claim is that an effect stays on one side of a line.
LINE = 0.001
#: On a share that one effect has in another.
PART = 0.05


def over_people(evidence: Evidence, arm: str, name: str) -> np.ndarray:
    """Mean over all residents of a measure that is given by education, one per seed."""
    values = [evidence.column(arm, f"{name}_{level}") for level in EDUCATIONS]
    shares = [evidence.column(arm, f"education_shares_{level}") for level in EDUCATIONS]
    return np.asarray(np.sum([v * s for v, s in zip(values, shares, strict=True)], axis=0))


def both_aims(evidence: Evidence, arm: str) -> np.ndarray:
    """The weaker of wealth and well-being, each as a ratio to the same seed's baseline."""
    ratios = [
        evidence.column(arm, name) / evidence.column("baseline", name)
        for name in ("wealth", "well_being")
    ]
    return np.asarray(np.minimum(*ratios))


def relative(values: np.ndarray, to: np.ndarray) -> np.ndarray:
    """Values over the mean of others, so that no seed's small divisor counts; nan unless above 0.

    The mean is taken as known. It is that of an effect which is far from 0 or else of no interest.
    """
    whole = float(np.mean(to))
    return np.asarray(values / whole if whole > 0 else np.full(np.shape(values), np.nan))


def last_month(evidence: Evidence, arm: str) -> int:
    """Last month of an arm, counted from the end of the burn-in."""
    return int(evidence.months(arm)["month"].max()) - evidence.burn_in


def pseudo_values(statistic: Callable[[np.ndarray], float], seeds: int) -> np.ndarray:
    """A statistic of all seeds as one number per seed (jackknife).

    ``p_s = n θ − (n − 1) θ_{−s}`` with θ of all n seeds and θ_{−s} of all but s. Their mean is the
    jackknife's estimate, and the variance of that mean is the jackknife's.

    Parameters
    ----------
    statistic : callable
        Takes the places of the seeds to use.
    seeds : int

    References
    ----------
    Miller (1974), Biometrika 61.
    """
    places = np.arange(seeds)
    whole = statistic(places)
    without = [statistic(np.delete(places, place)) for place in places]
    return np.array([seeds * whole - (seeds - 1) * part for part in without])
