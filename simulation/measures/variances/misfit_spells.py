"""Duration of spells of misfit, from the exits counted since burn-in."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.kernels.compiled import compiled
from simulation.measures.variances.fit_records import misfit_spells
from simulation.world import World

#: Window of the median and of the restricted mean, in months.
WINDOW = 60


@compiled
def spell_lengths(exits: np.ndarray, at_risk: np.ndarray) -> tuple[float, float]:
    """Median and restricted mean of spells, from exits and people at risk by month of the spell.

    With Kaplan and Meier's survival ``S_d = Π_{s ≤ d} (1 − exits_s / at_risk_s)`` the median is
    where S falls to one half, linear between months, and the mean is that of ``min(length, n)``,
    ``Σ_{d=0}^{n−1} S_d``, for the n months given. Months without anybody at risk are ignored.

    Parameters
    ----------
    exits, at_risk : ndarray of shape (n,)
        Spells that ended in their d-th month, and that could have, from the first month on.

    Returns
    -------
    median, mean : float
        Months; the median is nan if more than half of the spells outlast the window; both are nan
        without spells.

    References
    ----------
    Kaplan and Meier (1958), JASA 53; Royston and Parmar (2013), BMC Medical Research Methodology 13
    (restricted mean).
    """
    mean, survival, median = 0.0, 1.0, np.nan
    for month in range(exits.size):
        mean += survival
        before = survival
        if at_risk[month] > 0:
            survival *= 1.0 - exits[month] / at_risk[month]
        if survival <= 0.5 < before:
            median = month + (before - 0.5) / (before - survival)
    return (median, mean) if at_risk.sum() > 0 else (np.nan, np.nan)


@measure(
    subject="permanence", unit="months", labels=("median", "mean"), summary="last",
    twins="people followed",
)  # fmt: skip
def misfit_spell(world: World, fit: str) -> tuple[float, float]:
    """Median length of spells of misfit, and their mean with spells cut at 60 months."""
    spells = misfit_spells(world, fit)
    return spell_lengths(*(counts.sum(axis=0)[1 : WINDOW + 1] for counts in spells))
