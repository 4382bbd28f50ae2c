"""H22: money that stops and comes back does less than the same money without a gap."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, NETWORK, Arm, Claim, Evidence, Finding
from experiments.claims.readings import PART, relative

#: Months of money before the gap, and of the gap.
BEFORE, GAP = 24, 24
#: Measured months of a full batch, in which the total is that of the network without a gap.
HORIZON = 120
BUDGET = "interventions.network.annual_budget_per_citizen"
INTERRUPTED = Arm(
    "network_interrupted",
    {
        BUDGET: NETWORK.changes[BUDGET] * HORIZON / (HORIZON - GAP),
        "interventions.network.funding_path": "interrupted",
        "interventions.network.funding_change_after": BEFORE,
        "interventions.network.interruption": GAP,
    },
)
#: Part of the level without a gap that counts as a return.
RETURN = 0.95
OUTPUT = "network_placements"


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare what money brings about with and without the gap, in all and long after it."""
    gap, steady = INTERRUPTED.name, NETWORK.name
    per_euro = {
        arm: evidence.column(arm, OUTPUT) / evidence.column(arm, "cost_network").mean()
        for arm in (gap, steady)
    }
    last = BEFORE + GAP + 24
    level = {arm: evidence.window(arm, OUTPUT, last - 11, last) for arm in (gap, steady)}
    return [
        Finding(
            relative(per_euro[steady] - per_euro[gap], per_euro[steady]), smallest=PART,
            unit="share", name="less for the money",
            parts={"money spent, ratio": evidence.column(gap, "cost_network")
                   / evidence.column(steady, "cost_network")},
        ),
        Finding(
            -relative(level[gap], level[steady]), null=-RETURN, smallest=0.02, unit="ratio",
            name="no return within two years",
            parts={"trust before less trust after": evidence.window(gap, "network_trust", 13, 24)
                   - evidence.window(gap, "network_trust", 61, 72)},
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H22",
    title="Continuity of funding",
    statement="With the same money in all, a network whose funding is interrupted loses more than "
    "the share of time without money, and is not back within two years of new money",
    statistic="share of hires through the network per euro, without less with a gap of two years, "
    "relative to without; level in the second year of new money over the level without a gap (in "
    "a batch shorter than ten measured years the totals differ, and what is compared is per euro)",
    rule="fails if a euro does as much with the gap, or the level is back at .95 or more",
    reference="constructs 7.3, P3; PlanIT Valley",
    arms=(BASELINE, NETWORK, INTERRUPTED),
    test=test,
)
