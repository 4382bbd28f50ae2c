"""H8: technology intensity unbalances fit; its rival is in h08r_local_multiplier.py."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, Arm, Claim, Evidence, Finding

LITTLE = Arm("technology_low", {"digitalisation.start": 0.25})
MUCH = Arm("technology_high", {"digitalisation.start": 0.75})
DOSES = {LITTLE.name: 0.25, BASELINE.name: 0.5, MUCH.name: 0.75}
ARMS = (LITTLE, BASELINE, MUCH)


def test(evidence: Evidence) -> Sequence[Finding]:
    """Slope of unbalance on technology intensity."""
    by = ("education", "ict")
    return [
        Finding(
            evidence.slope(DOSES, "unbalance"),
            parts={f"by {rank}": evidence.slope(DOSES, f"slope_index_{rank}") for rank in by},
        )
    ]


CLAIM = Claim(
    number="H8",
    title="Technology intensity",
    statement="The more technology-intensive the city, the more fit depends on education and ICT",
    statistic="slope of the slope index of inequality (joint rank) on technology intensity τ at "
    "month 0, from .25 to .75, per unit of τ",
    rule="fails if the slope is not above 0",
    reference="paper, Variance 1; constructs 4.13",
    arms=ARMS,
    test=test,
)
