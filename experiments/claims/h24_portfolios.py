"""H24: at equal cost a mix of the three beats any one, and several mixes do as well."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import (
    ALL_THREE_EQUAL,
    BASELINE,
    COMMUNITIES,
    NETWORK,
    TRAINING,
    Arm,
    Claim,
    Evidence,
    Finding,
)
from experiments.claims.crossing import chosen_elsewhere, picked
from experiments.claims.readings import AIMS, LINE, SLOPE, VOLATILITY, both_aims

NAMES = ("training", "communities", "network")
BUDGET, PARTS = 120.0, 3
#: Part of what the best mix gains from which on another is as good. A fixed distance would call all
#: portfolios equally good as soon as none of them gains more than it.
AS_GOOD = 0.75


def _mix(thirds: tuple[int, int, int]) -> Arm:
    """The arm that spends so many thirds of the budget on each intervention."""
    name = "mix_" + "_".join(f"{n}{part}" for n, part in zip(NAMES, thirds, strict=True) if part)
    changes = {
        f"interventions.{n}.annual_budget_per_citizen": BUDGET * part / PARTS
        for n, part in zip(NAMES, thirds, strict=True)
        if part
    }
    return Arm(name, changes)


SINGLES = (TRAINING, COMMUNITIES, NETWORK)
#: The other points of the {3,3} simplex lattice: its edges in thirds, and its centre.
EDGES = tuple(
    _mix((a, b, PARTS - a - b))
    for a in range(PARTS)
    for b in range(PARTS)
    if 0 <= PARTS - a - b < PARTS and (a, b) != (1, 1)
)
MIXES = (*EDGES, ALL_THREE_EQUAL)


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare the best mix with the best single one, each chosen by the other seeds."""
    aims = {arm.name: both_aims(evidence, arm.name) for arm in (BASELINE, *SINGLES, *MIXES)}
    mixed = [aims[arm.name] for arm in MIXES]
    single = [aims[arm.name] for arm in SINGLES]
    # one seed cannot choose and judge; there the even mix stands for the mixes
    even = np.array([len(MIXES) - 1])
    best = chosen_elsewhere(mixed, 0) if len(evidence.seeds) > 1 else even

    def lowered(name: str) -> np.ndarray:
        return picked([-evidence.effect(arm.name, name) for arm in MIXES], best)

    gained = picked(mixed, best) - aims["baseline"]
    third = picked(mixed, chosen_elsewhere(mixed, 2)) - aims["baseline"]
    shares = {f"chosen: {arm.name}": (best == row).astype(float) for row, arm in enumerate(MIXES)}
    return [
        Finding(
            picked(mixed, best) - picked(single, chosen_elsewhere(single, 0)), smallest=AIMS,
            unit="baseline 1", name="the best mix beats the best single one",
            parts={"gain of the best mix": gained,
                   **{f"gain of {arm.name}": aims[arm.name] - aims["baseline"] for arm in SINGLES},
                   **shares},
        ),
        Finding(lowered("unbalance"), smallest=SLOPE, name="it lowers the gap"),
        Finding(lowered("volatility"), smallest=VOLATILITY, name="it lowers volatility"),
        Finding(
            third - AS_GOOD * gained, smallest=LINE, unit="baseline 1",
            name="two more mixes are as good",
            parts={"gain of the third best mix": third},
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H24",
    title="Complementarity and equifinality",
    statement="At equal cost a portfolio of training, communities and a network reaches wealth and "
    "well-being together better than any one of them, lowers the gap in fit and its volatility at "
    "once, and at least three different mixes do so equally well",
    statistic="points of the {3,3} simplex lattice of one budget of 120 euro; the weaker of wealth "
    "and well-being as ratios to the baseline; best mix, third best mix and best single one are "
    "chosen for each seed by the means of all other seeds, so that choosing the best does not "
    "flatter it; a mix is as good as the best if it gains three quarters of what that gains",
    rule="fails if a single one is as good as the best mix, if that does not lower both the slope "
    "index and the RMSSD of fit, or if the third best mix lags behind",
    reference="constructs 7.4; Scheffé (1958), JRSS B 20 (simplex lattices); Stone (1974), JRSS B "
    "36 (choice by cross-validation)",
    arms=(BASELINE, *SINGLES, *MIXES),
    test=test,
)
