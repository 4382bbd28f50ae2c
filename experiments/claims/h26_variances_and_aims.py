"""H26: across runs the city's two aims fall with both variances."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from experiments.claims import (
    h14_platforms,
    h15_matthew_effect,
    h16_training_alone,
    h17_communities_buffer,
    h18_bridging,
    h19_facilitation,
    h20_power,
    h21_governance_mode,
    h22_continuity,
    h23_trust,
    h24_portfolios,
    h25_design_principles,
)
from experiments.claims.claim import Claim, Evidence, Finding, arms_of
from experiments.claims.readings import PART, both_aims, pseudo_values

#: The cities that are compared are those of these claims.
ARMS = tuple(
    arms_of(
        claims.CLAIM
        for claims in (
            h14_platforms, h15_matthew_effect, h16_training_alone, h17_communities_buffer,
            h18_bridging, h19_facilitation, h20_power, h21_governance_mode, h22_continuity,
            h23_trust, h24_portfolios, h25_design_principles,
        )
    ).values()
)  # fmt: skip
#: Fewest seeds that differences between them can be read off.
ENOUGH = 3


def standardised(aims: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """Standardised coefficients of the regression of the aims on both variances.

    Least squares of ``y`` on ``x₁`` and ``x₂``, all less their mean in the scenario (fixed
    effects) and over their standard deviation: how many standard deviations y differs by per
    standard deviation of each x, the other given.

    Parameters
    ----------
    aims : ndarray of shape (scenarios, seeds)
    variances : ndarray of shape (2, scenarios, seeds)

    Returns
    -------
    ndarray of shape (2,)
        nan where something does not vary.
    """
    columns = np.stack([aims, *variances])
    columns = columns - columns.mean(axis=2, keepdims=True)
    flat = columns.reshape(len(columns), -1)
    spread = flat.std(axis=1)
    if not (spread > 1e-12).all():
        return np.full(len(variances), np.nan)
    flat = flat / spread[:, None]
    return np.asarray(np.linalg.lstsq(flat[1:].T, flat[0], rcond=None)[0])


def _coefficient(aims: np.ndarray, variances: np.ndarray, which: int, kept: np.ndarray) -> float:
    """One of these coefficients, of some of the seeds."""
    return float(standardised(aims[:, kept], variances[:, :, kept])[which])


def test(evidence: Evidence) -> Sequence[Finding]:
    """Regress the weaker of both aims on slope index and volatility over all runs."""
    aims = np.array([both_aims(evidence, arm.name) for arm in ARMS])
    variances = np.array(
        [[evidence.column(arm.name, name) for arm in ARMS] for name in ("unbalance", "volatility")]
    )
    seeds = len(evidence.seeds)
    # with each seed on its own: scenarios are compared, and the seed is what stays the same
    across = np.array([standardised(aims[:, [s]].T, variances[:, :, [s]].transpose(0, 2, 1))
                       for s in range(seeds)]).T  # fmt: skip
    within = across
    if seeds >= ENOUGH:
        within = np.array(
            [
                pseudo_values(partial(_coefficient, aims, variances, which), seeds)
                for which in range(len(variances))
            ]
        )
    return [
        Finding(
            -within[which], smallest=PART, unit="standard deviations", name=name,
            parts={"across scenarios": -across[which]},
        )
        for which, name in enumerate(("falls with the gap", "falls with volatility"))
    ]  # fmt: skip


CLAIM = Claim(
    number="H26",
    title="Variances against the aims",
    statement="Across runs the weaker of wealth and well-being is the lower, the larger the gap in "
    "fit and the volatility of fit, each given the other",
    statistic="standardised coefficients of the slope index and of the RMSSD of fit in a "
    "regression of the weaker aim over all runs of H14 to H25, scenarios as fixed effects; one "
    "number per seed by the jackknife over seeds. Beside it the same across scenarios within each "
    "seed, which also takes its place in a batch of fewer than three seeds",
    rule="fails if either coefficient is 0 or above",
    reference="constructs 1.10, 5.10; Miller (1974), Biometrika 61 (jackknife)",
    arms=ARMS,
    test=test,
)
