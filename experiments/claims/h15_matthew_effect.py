"""H15: training open to all lifts the city and leaves the gap; targeted training narrows it."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, TRAINING, Arm, Claim, Evidence, Finding
from experiments.claims.readings import FIT, LINE, SLOPE

UNIVERSAL = Arm("training_universal", {**TRAINING.changes, "interventions.training.targeting": 0.0})


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare the slope index without training, with training for all, and with targeted one."""
    universal, targeted = UNIVERSAL.name, TRAINING.name
    change = evidence.effect(universal, "unbalance")
    relative = evidence.column(universal, "unbalance") / evidence.column(universal, "fit")
    before = evidence.column("baseline", "unbalance") / evidence.column("baseline", "fit")
    return [
        Finding(evidence.effect(universal, "fit"), smallest=FIT, name="training for all lifts fit"),
        Finding(
            change, null=-SLOPE, smallest=LINE, name="training for all leaves the gap",
            parts={"change of the gap relative to mean fit": relative - before},
        ),
        Finding(
            -evidence.effect(targeted, "unbalance"), smallest=SLOPE,
            name="targeted training narrows the gap",
            parts={"spent less on targeted training, euro":
                   -evidence.effect(targeted, "cost_training", universal)},
        ),
        Finding(
            change - evidence.effect(targeted, "unbalance"), smallest=SLOPE,
            name="targeted training narrows it more",
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H15",
    title="Matthew effect of training",
    statement="Training open to all raises mean fit but does not lower the absolute gap in fit; "
    "with the same budget, places reserved for those of little ICT skill do",
    statistic="change of mean fit and of the slope index of fit, against the baseline: no place "
    "reserved, and half of the places reserved for the lowest third by ICT skill",
    rule="fails if training for all does not raise fit, lowers the gap by the smallest effect of "
    "interest or more, or lowers it as much as targeted training, or if that does not lower it",
    reference="constructs 7.1, P1 and P2",
    arms=(BASELINE, TRAINING, UNIVERSAL),
    test=test,
)
