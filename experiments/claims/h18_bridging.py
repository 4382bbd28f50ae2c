"""H18: communities that bridge levels of education narrow the gap, those that bond widen it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, COMMUNITIES, Arm, Claim, Evidence, Finding
from experiments.claims.readings import SLOPE, over_people

BONDING, BRIDGING = (
    Arm(name, {**COMMUNITIES.changes, "interventions.communities.bridging": share})
    for name, share in (("communities_bonding", 0.0), ("communities_bridging", 1.0))
)


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare the slope index of fit with both kinds, each scaled to the same membership."""
    members = {
        arm.name: over_people(evidence, arm.name, "community_members")
        for arm in (BONDING, BRIDGING)
    }
    usual = np.mean(list(members.values()))
    change = {
        arm: evidence.effect(arm, "unbalance") * usual / np.mean(share) if share.any() else
        np.full(share.shape, np.nan)
        for arm, share in members.items()
    }  # fmt: skip
    bonding, bridging = change[BONDING.name], change[BRIDGING.name]
    return [
        Finding(
            -bridging, smallest=SLOPE, name="bridging narrows the gap",
            parts={"share of members, bridging": members[BRIDGING.name],
                   "share of members, bonding": members[BONDING.name]},
        ),
        Finding(
            bonding, smallest=SLOPE, name="bonding widens the gap",
            parts={"difference of the two": bonding - bridging},
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H18",
    title="Bridging against bonding",
    statement="At equal membership, communities that bridge levels of education lower the gap in "
    "fit, and communities of the like raise it",
    statistic="change of the slope index of fit against the baseline, times the mean share of "
    "members in both arms over the share in the arm",
    rule="fails if bridging does not lower the gap or bonding does not raise it",
    reference="constructs 7.2, P2; ties have no strength in the model, so weak and strong ties "
    "are not compared",
    arms=(BASELINE, BONDING, BRIDGING),
    test=test,
)
