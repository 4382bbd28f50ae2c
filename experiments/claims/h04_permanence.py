"""H4: misfit is more permanent for the low educated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, Claim, Evidence, Finding

YEAR = 12


def memoryless(evidence: Evidence, education: str) -> np.ndarray:
    """P(misfit in a year, given misfit now) if everybody of a level left and entered it alike.

    ``p + (1 − p)(1 − e / (1 − p))^12`` for a two-state chain with the group's share in misfit p
    and its monthly hazard of leaving e: persistence that neither lasting differences between
    people nor the length of a spell have a part in.
    """
    share = evidence.column("baseline", f"misfit_share_{education}")
    leaving = evidence.column("baseline", f"misfit_exit_{education}")
    return share + (1 - share) * np.clip(1 - leaving / (1 - share), 0, 1) ** YEAR


def test(evidence: Evidence) -> Sequence[Finding]:
    """Hazard ratio of leaving misfit, chronic misfit, persistence beyond chance."""
    low = evidence.column("baseline", "misfit_persistence_low")
    chronic = {g: evidence.column("baseline", f"chronic_misfit_{g}") for g in ("low", "high")}
    chance = memoryless(evidence, "low")
    return [
        Finding(
            1.0 - evidence.column("baseline", "misfit_exit_ratio"),
            null=0.1,
            smallest=0.05,
            unit="1 − ratio",
            name="leaving misfit",
        ),
        Finding(
            chronic["low"] - chronic["high"],
            unit="share",
            parts={f"chronic, {name} education": values for name, values in chronic.items()},
            name="chronic misfit",
        ),
        Finding(
            low - chance,
            unit="share",
            parts={"misfit after a year": low, "without memory": chance},
            name="beyond chance",
        ),
    ]


CLAIM = Claim(
    number="H4",
    title="Permanence",
    statement="The low educated leave misfit more slowly, are more often in chronic misfit, and "
    "stay in it for longer than chance alone would keep them",
    statistic="1 − hazard ratio of leaving misfit, low to high education, at equal length of spell "
    "(Mantel-Haenszel); difference of the shares in misfit in 80 % of 60 months; P(misfit in a "
    "year, given misfit now) of the low educated less that of a chain without memory",
    rule="fails if the hazard ratio is not below .9 or either difference not above 0",
    reference="Greenland & Robins 1985; Kaplan & Meier 1958; constructs 4.14",
    arms=(BASELINE,),
    test=test,
)
