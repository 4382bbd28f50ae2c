"""Combinations of interventions, and the city's aims against both variances. H24 and H26."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from experiments.claims.claim import (
    ALL_THREE_EQUAL,
    BASELINE,
    BUDGET,
    COMMUNITIES,
    NETWORK,
    TRAINING,
    Arm,
    Evidence,
    Part,
    Result,
    arms_of,
    budgets,
    claim,
    on_variants,
)
from experiments.claims.communities import bridging, buffer, facilitation_threshold, power
from experiments.claims.network import continuity, governance, path_through_trust
from experiments.claims.statistics import (
    AIMS,
    MARGIN,
    SHARE,
    SLOPE,
    VOLATILITY,
    chosen,
    pseudo_values,
    ranked_by_other_seeds,
    weaker_aim,
)
from experiments.claims.technology import platforms
from experiments.claims.training import design_principles, matthew_effect, training_alone
from experiments.designs.simplex import lattice
from simulation.core.accounts import INTERVENTIONS

#: Parts that the budget is divided into.
PARTS = 3
#: Share of the gain of the best mix above which another mix is as good. With a fixed distance all
#: portfolios would be equally good as soon as none of them gains more than it.
AS_GOOD = 0.75


def _mix(parts: Sequence[int]) -> Arm:
    """The arm that spends these thirds of the budget on the interventions."""
    thirds = {name: part for name, part in zip(INTERVENTIONS, parts, strict=True) if part}
    name = "mix_" + "_".join(f"{intervention}{part}" for intervention, part in thirds.items())
    return budgets(name, {key: BUDGET * part / PARTS for key, part in thirds.items()})


SINGLES = (TRAINING, COMMUNITIES, NETWORK)
#: The other points of the {3,3} simplex lattice: its edges in thirds, and its centre.
EDGES = tuple(_mix(parts) for parts in reversed(lattice(PARTS, 3)) if sorted(parts) == [0, 1, 2])
MIXES = (*EDGES, ALL_THREE_EQUAL)


@on_variants
@claim(
    "H24",
    "Complementarity and equifinality",
    statement="At equal cost a portfolio of training, communities and a network raises wealth and "
    "well-being together more than any one of them, lowers both the gap in fit and its volatility, "
    "and at least three different mixes do so equally well",
    statistic="points of the {3,3} simplex lattice of one budget of 120 euro; the weaker of wealth "
    "and well-being as ratios to the baseline; the best mix, the third best mix and the best "
    "single intervention are chosen for each seed by the means of all other seeds, so that the "
    "choice does not bias the estimate; a mix is as good as the best if it has three quarters of "
    "its gain",
    reference="constructs 7.4; Scheffé (1958), JRSS B 20 (simplex lattices); Stone (1974), JRSS B "
    "36 (choice by cross-validation)",
    arms=(BASELINE, *SINGLES, *MIXES),
    parts=(
        Part("the best mix beats the best single one", smallest=AIMS, unit="baseline 1"),
        Part("it lowers the gap", smallest=SLOPE),
        Part("it lowers volatility", smallest=VOLATILITY),
        Part("two more mixes are as good", smallest=MARGIN, unit="baseline 1"),
    ),
)
def complementarity(evidence: Evidence) -> Sequence[Result]:
    """Compare the best mix with the best single intervention, each chosen by the other seeds."""
    aims = {arm.name: weaker_aim(evidence, arm.name) for arm in (BASELINE, *SINGLES, *MIXES)}
    mixed = [aims[arm.name] for arm in MIXES]
    single = [aims[arm.name] for arm in SINGLES]
    # one seed cannot both choose and judge; in that case the even mix stands for the mixes
    even = np.array([len(MIXES) - 1])
    best = ranked_by_other_seeds(mixed, 0) if len(evidence.seeds) > 1 else even

    def lowered(name: str) -> np.ndarray:
        return chosen([-evidence.effect(arm.name, name) for arm in MIXES], best)

    gain = chosen(mixed, best) - aims[BASELINE.name]
    third = chosen(mixed, ranked_by_other_seeds(mixed, 2)) - aims[BASELINE.name]
    others = {
        "gain of the best mix": gain,
        **{f"gain of {arm.name}": aims[arm.name] - aims[BASELINE.name] for arm in SINGLES},
        **{f"chosen: {arm.name}": (best == row).astype(float) for row, arm in enumerate(MIXES)},
    }
    return [
        (chosen(mixed, best) - chosen(single, ranked_by_other_seeds(single, 0)), others),
        lowered("unbalance"),
        lowered("volatility"),
        (third - AS_GOOD * gain, {"gain of the third best mix": third}),
    ]


#: The cities of H14 to H25.
ARMS = tuple(
    arms_of(
        (
            platforms, matthew_effect, training_alone, buffer, bridging, facilitation_threshold,
            power, governance, continuity, path_through_trust, complementarity, design_principles,
        )
    ).values()
)  # fmt: skip
#: Fewest seeds from which differences between seeds can be estimated.
ENOUGH = 3


def standardised(aims: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """Standardised coefficients of the regression of the aims on both variances.

    Least squares of ``y`` on ``x₁`` and ``x₂``, each minus its mean in the scenario (fixed
    effects) and divided by its standard deviation.

    Parameters
    ----------
    aims : ndarray of shape (scenarios, seeds)
    variances : ndarray of shape (2, scenarios, seeds)

    Returns
    -------
    ndarray of shape (2,)
        nan if a variable does not vary.
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
    """One of these coefficients, from some of the seeds."""
    return float(standardised(aims[:, kept], variances[:, :, kept])[which])


@on_variants
@claim(
    "H26",
    "Variances against the aims",
    statement="Across runs the weaker of wealth and well-being is lower, the larger the gap in fit "
    "and the volatility of fit, each given the other",
    statistic="standardised coefficients of the slope index and of the RMSSD of fit in a "
    "regression of the weaker aim over all runs of H14 to H25, scenarios as fixed effects; one "
    "number per seed by the jackknife over seeds. Also the same across scenarios within each seed, "
    "which replaces it in a batch with fewer than three seeds",
    reference="constructs 1.10, 5.10; Miller (1974), Biometrika 61 (jackknife)",
    arms=ARMS,
    parts=(
        Part("falls with the gap", smallest=SHARE, unit="standard deviations"),
        Part("falls with volatility", smallest=SHARE, unit="standard deviations"),
    ),
)
def variances_against_aims(evidence: Evidence) -> Sequence[Result]:
    """Regress the weaker aim on slope index and volatility over all runs."""
    aims = np.array([weaker_aim(evidence, arm.name) for arm in ARMS])
    variances = np.array(
        [[evidence.column(arm.name, name) for arm in ARMS] for name in ("unbalance", "volatility")]
    )
    seeds = len(evidence.seeds)
    # within one seed scenarios are compared, so the fixed effect is that of the seed
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
        (-within[which], {"across scenarios": -across[which]}) for which in range(len(variances))
    ]
