"""H5: losses beget losses, and more so where there is little to lose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, Claim, Evidence, Finding

PARTS = {
    "low": "low energy",
    "high": "high energy",
    "at_tenure_all": "equal tenure",
    "at_tenure_low": "equal tenure, low energy",
    "at_tenure_high": "equal tenure, high energy",
}


def test(evidence: Evidence) -> Sequence[Finding]:
    """Relative risk of a second job loss within a year of a first, by resources."""
    everybody = evidence.column("baseline", "second_loss_ratio_all")
    poor = evidence.column("baseline", "second_loss_ratio_low")
    rich = evidence.column("baseline", "second_loss_ratio_high")
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.log(poor) - np.log(rich)
    return [
        Finding(
            everybody,
            null=1.1,
            smallest=0.1,
            unit="ratio",
            parts={
                f"at {words}": evidence.column("baseline", f"second_loss_ratio_{name}")
                for name, words in PARTS.items()
            },
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
    statistic="monthly risk of an involuntary loss within 12 months after one over that without "
    "one; logarithm of the ratio of this relative risk at energy below the mean of job-holders to "
    "that above it; the same at equal tenure beside them",
    rule="fails if the relative risk is not above 1.1 or the two do not differ as claimed",
    reference="Hobfoll 1989; Hobfoll et al. 2018; constructs 4.15",
    arms=(BASELINE,),
    test=test,
)
