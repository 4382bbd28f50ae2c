"""H23: what a network does runs through trust."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, NETWORK, Arm, Claim, Evidence, Finding
from experiments.claims.readings import PART, relative

CLAMP = "interventions.network.trust_clamp"
#: Trust held where it was before the network did anything.
AS_BEFORE = 0.45
HELD = Arm("network_trust_held", {**NETWORK.changes, CLAMP: AS_BEFORE})
OUTPUT = "network_placements"
#: Share of the effect that must run through trust.
THROUGH_TRUST = 0.3


def test(evidence: Evidence) -> Sequence[Finding]:
    """Take away the trust that the network earns."""
    whole = evidence.effect(NETWORK.name, OUTPUT)
    lost = whole - evidence.effect(HELD.name, OUTPUT)
    return [
        Finding(
            relative(lost, whole), null=THROUGH_TRUST, smallest=PART, unit="share of the effect",
            parts={"trust earned": evidence.column(NETWORK.name, "network_trust") - AS_BEFORE,
                   "volatility more when held": evidence.effect(HELD.name, "volatility", "network"),
                   "gap more when held": evidence.effect(HELD.name, "unbalance", "network")},
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H23",
    title="The path through trust",
    statement="At least three tenths of what a network does runs through the trust it earns",
    statistic="share of the effect on hires through the network that goes when trust is held at "
    "its value before the network (one less the controlled direct effect over the total effect)",
    rule="fails if the share is below .3",
    reference="constructs 7.3, P4; VanderWeele (2013), Epidemiology 24 (proportion eliminated)",
    arms=(BASELINE, NETWORK, HELD),
    test=test,
)
