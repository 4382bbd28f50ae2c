"""The rival of H8: technology brings work for the low educated, too."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import Claim, Evidence, Finding
from experiments.claims.h08_technology import ARMS, DOSES


def test(evidence: Evidence) -> Sequence[Finding]:
    """Slope of the employment of the low educated on technology intensity."""
    return [
        Finding(
            evidence.slope(DOSES, "employment_low"),
            unit="share",
            parts={"employment of all": evidence.slope(DOSES, "employment_all")},
        )
    ]


CLAIM = Claim(
    number="H8r",
    title="Rival of H8: local multiplier",
    statement="The more technology-intensive the city, the more of the low educated have a job",
    statistic="slope of the employment of the low educated on technology intensity τ at month 0, "
    "from .25 to .75, per unit of τ",
    rule="fails if the slope is not above 0; the model carries as many posts at every τ, so "
    "that only who holds them can change and a multiplier of jobs cannot come about",
    reference="Moretti 2010, American Economic Review 100; constructs 4.13",
    arms=ARMS,
    test=test,
)
