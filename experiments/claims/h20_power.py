"""H20: participation narrows the gap only where power is shared."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, COMMUNITIES, Arm, Claim, Evidence, Finding
from experiments.claims.readings import LINE, SLOPE

UNHEARD, HEARD = (
    Arm(
        name,
        {
            **COMMUNITIES.changes,
            "interventions.communities.voice": power,
            "policy.voice": power,
        },
    )
    for name, power in (("communities_unheard", 0.0), ("communities_heard", 1.0))
)


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare participation without and with shared power, and the gap in fit after it."""
    unheard, heard = (evidence.effect(arm.name, "unbalance") for arm in (UNHEARD, HEARD))
    return [
        Finding(
            evidence.column(UNHEARD.name, "community_concentration"),
            name="without power the high educated take part more",
            parts={"with power": evidence.column(HEARD.name, "community_concentration")},
        ),
        Finding(
            unheard, null=-SLOPE, smallest=LINE, name="without power the gap does not narrow",
        ),
        Finding(-heard, smallest=SLOPE, name="with power the gap narrows"),
        Finding(unheard - heard, smallest=SLOPE, name="power makes the difference"),
    ]  # fmt: skip


CLAIM = Claim(
    number="H20",
    title="Participation needs power",
    statement="Participation without a share in power is that of the high educated and leaves or "
    "widens the gap in fit; with shared power it narrows it",
    statistic="Erreygers index of membership by education; change of the slope index of fit "
    "against the baseline without voice, with full voice, and the difference",
    rule="fails if membership without voice does not favour the high educated, the gap narrows "
    "by the smallest effect of interest without voice, or does not narrow more with voice",
    reference="constructs 6.3, 7.2; Erreygers (2009), Journal of Health Economics 28",
    arms=(BASELINE, UNHEARD, HEARD),
    test=test,
)
