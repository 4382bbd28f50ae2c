"""H13: change is a challenge up to a point, and drains beyond it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import Claim, Evidence, Finding
from experiments.claims.crossing import chosen_elsewhere, picked
from experiments.claims.pace import FOURFOLD, PACE, PACES, STILL


def test(evidence: Evidence) -> Sequence[Finding]:
    """Two lines: up from no redesign to the best pace, down from there to the fastest."""

    def well_being(arm: str) -> np.ndarray:
        both = evidence.column(arm, "health_high") + evidence.column(arm, "happiness_high")
        return both / 2

    between = [arm for arm in PACES if arm not in (STILL, FOURFOLD)]
    table = [well_being(arm.name) for arm in between]
    rows = chosen_elsewhere(table, 0)
    best = picked(table, rows)
    paces = [float(arm.changes.get(PACE, 1.0)) for arm in between]
    levels = {f"at pace {arm.changes.get(PACE, 1.0):g}": well_being(arm.name) for arm in PACES}
    return [
        Finding(
            best - well_being(STILL.name),
            parts={"best pace": np.array(paces)[rows], **levels},
            name="change does good at first",
        ),
        Finding(best - well_being(FOURFOLD.name), name="too much does harm"),
    ]


CLAIM = Claim(
    number="H13",
    title="Resource drain",
    statement="The well-being of the highly educated rises with the pace of change and falls again "
    "beyond a best pace",
    statistic="mean of health and happiness of the highly educated at the best of three paces of "
    "redesign (half, once, twice), chosen by the other seeds: less that without redesign, and less "
    "that at four times the pace",
    rule="fails if there is no maximum between the ends",
    reference="two-lines test: Simonsohn 2018, AMPPS 1; Hobfoll 1989; constructs 5.7",
    arms=PACES,
    test=test,
)
