"""H5: losses beget losses, and more so where there is little to lose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, Claim, Evidence, Finding


def test(evidence: Evidence) -> Sequence[Finding]:
    """Relative risk of a second job loss within a year of a first, by resources."""
    poor = evidence.column("baseline", "second_loss_ratio_low")
    rich = evidence.column("baseline", "second_loss_ratio_high")
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.log(poor) - np.log(rich)
    return [
        Finding(
            (poor + rich) / 2,
            null=1.1,
            smallest=0.1,
            unit="ratio",
            parts={"at low resources": poor, "at high resources": rich},
            name="a loss raises the risk of another",
        ),
        Finding(
            apart, smallest=0.05, unit="log ratio", name="more so at low resources",
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H5",
    title="Loss spirals",
    statement="A job loss raises the risk of a second one within twelve months, and more so for "
    "people of low resources",
    statistic="relative risk of an involuntary loss within 12 months after one, mean of people of "
    "low and of high resources; logarithm of the ratio of the two",
    rule="fails if the relative risk is not above 1.1 or the two do not differ as claimed",
    reference="Hobfoll 1989; Hobfoll et al. 2018; constructs 4.15",
    arms=(BASELINE,),
    test=test,
)
