"""H23: what a network does runs through trust."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, NETWORK, Arm, Claim, Evidence, Finding
from experiments.claims.readings import PART, relative

CLAMP = "interventions.network.trust_clamp"
#: Trust held where it was before the network did anything, and below what members stay for.
AS_BEFORE, DISTRUST = 0.45, 0.15
HELD = Arm("network_trust_held", {**NETWORK.changes, CLAMP: AS_BEFORE})
DISTRUSTED = Arm("network_distrusted", {**NETWORK.changes, CLAMP: DISTRUST})
OUTPUT = "network_placements"
#: Share of the effect that must run through trust, and that distrust must take away.
THROUGH_TRUST, LOST = 0.3, 0.9


def test(evidence: Evidence) -> Sequence[Finding]:
    """Take trust's growth away from the network, and then nearly all trust."""
    whole = evidence.effect(NETWORK.name, OUTPUT)
    held, distrusted = (whole - evidence.effect(arm.name, OUTPUT) for arm in (HELD, DISTRUSTED))
    return [
        Finding(
            relative(held, whole), null=THROUGH_TRUST, smallest=PART, unit="share of the effect",
            name="runs through trust",
            parts={"trust earned": evidence.column(NETWORK.name, "network_trust") - AS_BEFORE,
                   "volatility more when held": evidence.effect(HELD.name, "volatility", "network"),
                   "gap more when held": evidence.effect(HELD.name, "unbalance", "network")},
        ),
        Finding(
            relative(distrusted, whole), null=LOST, smallest=PART, unit="share of the effect",
            name="distrust undoes it",
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H23",
    title="The path through trust",
    statement="At least three tenths of what a network does runs through the trust it earns, and "
    "with too little trust it does next to nothing.",
    statistic="share of the effect on hires through the network that goes when trust is held at "
    "its value before the network (one less the controlled direct effect over the total effect), "
    "and when it is held below the value for which members stay",
    rule="fails if the first share is below .3 or the second below .9",
    reference="constructs 7.3, P4; VanderWeele (2013), Epidemiology 24 (portion eliminated); the "
    "interaction of transparency and reflection is left to a study of its own, four more arms",
    arms=(BASELINE, NETWORK, HELD, DISTRUSTED),
    test=test,
)
