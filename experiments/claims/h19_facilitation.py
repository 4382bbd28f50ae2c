"""H19: communities need facilitation to be born and less of it to live on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, COMMUNITIES, Arm, Claim, Evidence, Finding
from experiments.claims.readings import PART, last_month, over_people

#: Months in which money rises or falls to the same low level, and that level.
RAMP, LOW = 24, 0.1
FROM_BELOW, FROM_ABOVE = (
    Arm(
        name,
        {
            **COMMUNITIES.changes,
            "interventions.communities.first_share": first,
            "interventions.communities.last_share": LOW,
            "interventions.communities.ramp_months": RAMP,
        },
    )
    for name, first in (("communities_rising", 0.0), ("communities_declining", 1.0))
)


def in_the_end(evidence: Evidence, arm: str) -> np.ndarray:
    """Communities alive in the last year, when money has been the same in both arms for long."""
    last = last_month(evidence, arm)
    return evidence.window(arm, "communities_alive", last - 11, last)


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare what lives on little money when there was more before and when there was less."""
    full = in_the_end(evidence, COMMUNITIES.name)
    below, above = (in_the_end(evidence, arm.name) for arm in (FROM_BELOW, FROM_ABOVE))
    share = float(full.mean())
    alive = {name: values / share if share > 0 else np.full(values.shape, np.nan)
             for name, values in (("full", full), ("below", below), ("above", above))}  # fmt: skip
    members = [
        over_people(evidence, arm.name, "community_members") for arm in (FROM_BELOW, FROM_ABOVE)
    ]
    return [
        Finding(
            alive["full"] - alive["below"], smallest=PART, unit="share",
            name="little money carries fewer",
        ),
        Finding(
            alive["above"] - alive["below"], smallest=PART, unit="share",
            name="more live on than are born",
            parts={"alive, money fallen": alive["above"], "alive, money risen": alive["below"],
                   "more of the people are members": members[1] - members[0]},
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H19",
    title="Threshold of facilitation",
    statement="Communities sustain themselves only with enough facilitation, and it takes more to "
    "raise them than to keep them: money fallen to a level leaves more alive than money risen to "
    "the same level",
    statistic="communities alive in the last year, as a share of those with full money: money "
    "fallen from all, and risen from none, within two years to a tenth and then constant, so that "
    "slowness alone makes no difference that lasts",
    rule="fails if the two coincide, or if a tenth of the money carries as many as all of it",
    reference="constructs 7.2, P3",
    arms=(BASELINE, COMMUNITIES, FROM_BELOW, FROM_ABOVE),
    test=test,
)
