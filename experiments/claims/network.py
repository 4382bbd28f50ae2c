"""The employer network: governance, continuity of funding, trust. H21, H22 and H23."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, BUDGET, NETWORK, Arm, Evidence, Part, Result, claim
from experiments.claims.statistics import SHARE, relative

SECTION = "interventions.network"
MODE = f"{SECTION}.governance_mode"
PLACEMENTS = "network_placements"
#: Few large employers that trust each other from the start. By default there are many employers of
#: all sizes, moderate trust, and an administrative organisation.
FEW = {f"{SECTION}.minimum_posts": 50.0, f"{SECTION}.initial_trust": 0.75}
SHARED = NETWORK.but("network_shared", {MODE: "shared"})
FEW_SHARED = SHARED.but("network_few_shared", FEW)
FEW_ADMINISTERED = NETWORK.but("network_few_administered", FEW)
#: Smallest effect of interest on the share of hires.
HIRES = 0.01


@claim(
    "H21",
    "Contingency of governance",
    statement="With many members and moderate trust an administrative organisation achieves more "
    "than shared governance; with few members and high trust shared governance does",
    statistic="share of hires through the network: paired differences between modes, with all "
    "employers above some size, and with large ones of high initial trust only",
    reference="constructs 7.3, P2; Provan and Kenis (2008), JPART 18",
    arms=(BASELINE, NETWORK, SHARED, FEW_SHARED, FEW_ADMINISTERED),
    parts=(
        Part("many members: administered above shared", smallest=HIRES, unit="share of hires"),
        Part("few members: shared above administered", smallest=HIRES, unit="share of hires"),
    ),
    note="Modes differ in what coordination costs and in what members see of the work; where each "
    "is best follows from that. The lead organisation is not run",
)
def governance(evidence: Evidence) -> Sequence[Result]:
    """Compare the placements of both modes with many members, and with few."""

    def contrast(arm: Arm, other: Arm) -> Result:
        def minus(name: str) -> np.ndarray:
            return evidence.effect(arm.name, name, other.name)

        return minus(PLACEMENTS), {
            "members": evidence.column(arm.name, "network_members"),
            "trust": evidence.column(arm.name, "network_trust"),
            "capacity": minus("network_capacity"),
            "gap in fit": minus("unbalance"),
        }

    return [contrast(NETWORK, SHARED), contrast(FEW_SHARED, FEW_ADMINISTERED)]


#: Months of funding before the gap, and of the gap.
BEFORE, GAP = 24, 24
#: Measured months of a full batch, over which the total equals that of the network without a gap.
HORIZON = 120
#: Funding stops and comes back.
FUNDING_GAP = {
    f"{SECTION}.funding_path": "interrupted",
    f"{SECTION}.funding_change_after": BEFORE,
    f"{SECTION}.interruption": GAP,
}
INTERRUPTED = Arm(
    "network_interrupted",
    {f"{SECTION}.annual_budget_per_citizen": BUDGET * HORIZON / (HORIZON - GAP), **FUNDING_GAP},
)
#: Share of the level without a gap that counts as a return to it.
RETURN = 0.95


@claim(
    "H22",
    "Continuity of funding",
    statement="With the same total funding, a network whose funding is interrupted loses more than "
    "the share of time without funding, and has not recovered within two years of new funding",
    statistic="share of hires through the network per euro, without minus with a gap of two years, "
    "relative to without; level in the second year of new funding over the level without a gap "
    "(in a batch with fewer than ten measured years the totals differ, and the comparison is per "
    "euro)",
    reference="constructs 7.3, P3; PlanIT Valley",
    arms=(BASELINE, NETWORK, INTERRUPTED),
    parts=(
        Part("less for the money", smallest=SHARE, unit="share"),
        Part("no return within two years", null=-RETURN, smallest=0.02, unit="ratio"),
    ),
)
def continuity(evidence: Evidence) -> Sequence[Result]:
    """Compare placements per euro with and without the gap, in total and long after it."""
    gap, steady = INTERRUPTED.name, NETWORK.name
    per_euro = {
        arm: evidence.column(arm, PLACEMENTS) / evidence.column(arm, "cost_network").mean()
        for arm in (gap, steady)
    }
    last = BEFORE + GAP + 24
    level = {arm: evidence.window(arm, PLACEMENTS, last - 11, last) for arm in (gap, steady)}
    spent = evidence.column(gap, "cost_network") / evidence.column(steady, "cost_network")
    trust_lost = evidence.window(gap, "network_trust", 13, 24) - evidence.window(
        gap, "network_trust", 61, 72
    )
    return [
        (
            relative(per_euro[steady] - per_euro[gap], per_euro[steady]),
            {"money spent, ratio": spent},
        ),
        (
            -relative(level[gap], level[steady]),
            {"trust before less trust after": trust_lost},
        ),
    ]


#: Trust held at its value before the network did anything.
AS_BEFORE = 0.45
HELD = NETWORK.but("network_trust_held", {f"{SECTION}.trust_clamp": AS_BEFORE})


@claim(
    "H23",
    "The path through trust",
    statement="At least three tenths of the effect of a network runs through the trust it earns",
    statistic="share of the effect on hires through the network that disappears when trust is held "
    "at its value before the network (1 − controlled direct effect / total effect)",
    reference="constructs 7.3, P4; VanderWeele (2013), Epidemiology 24 (proportion eliminated)",
    arms=(BASELINE, NETWORK, HELD),
    parts=(Part(null=0.3, smallest=SHARE, unit="share of the effect"),),
)
def path_through_trust(evidence: Evidence) -> Sequence[Result]:
    """Remove the trust that the network earns."""
    whole = evidence.effect(NETWORK.name, PLACEMENTS)
    lost = whole - evidence.effect(HELD.name, PLACEMENTS)
    others = {
        "trust earned": evidence.column(NETWORK.name, "network_trust") - AS_BEFORE,
        "volatility more when held": evidence.effect(HELD.name, "volatility", NETWORK.name),
        "gap more when held": evidence.effect(HELD.name, "unbalance", NETWORK.name),
    }
    return [(relative(lost, whole), others)]
