"""H21: which form of governing a network works best depends on members and trust."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, NETWORK, Arm, Claim, Evidence, Finding

MODE = "interventions.network.governance_mode"
#: Few large employers that trust each other from the start. With the defaults there are many of
#: all sizes, of moderate trust, and an administrative organisation.
FEW = {"interventions.network.minimum_posts": 50.0, "interventions.network.initial_trust": 0.75}
SHARED = Arm("network_shared", {**NETWORK.changes, MODE: "shared"})
FEW_SHARED = Arm("network_few_shared", {**SHARED.changes, **FEW})
FEW_ADMINISTERED = Arm("network_few_administered", {**NETWORK.changes, **FEW})

#: Smallest difference of interest in the share of hires.
HIRES = 0.01


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare what the forms bring about with many members, and with few."""

    def more(one: Arm, other: Arm, name: str = "network_placements") -> np.ndarray:
        return evidence.effect(one.name, name, other.name)

    return [
        Finding(
            more(NETWORK, SHARED), smallest=HIRES, unit="share of hires",
            name="many members: administered above shared",
            parts={"members": evidence.column(NETWORK.name, "network_members"),
                   "trust": evidence.column(NETWORK.name, "network_trust"),
                   "capacity": more(NETWORK, SHARED, "network_capacity"),
                   "gap in fit": more(NETWORK, SHARED, "unbalance")},
        ),
        Finding(
            more(FEW_SHARED, FEW_ADMINISTERED), smallest=HIRES, unit="share of hires",
            name="few members: shared above administered",
            parts={"members": evidence.column(FEW_SHARED.name, "network_members"),
                   "trust": evidence.column(FEW_SHARED.name, "network_trust"),
                   "capacity": more(FEW_SHARED, FEW_ADMINISTERED, "network_capacity"),
                   "gap in fit": more(FEW_SHARED, FEW_ADMINISTERED, "unbalance")},
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H21",
    title="Contingency of governance",
    statement="With many members and moderate trust an administrative organisation brings about "
    "more than shared governance; with few members and high trust shared governance does",
    statistic="share of hires through the network: paired differences between modes, with all "
    "employers of some size, and with large ones of high initial trust only",
    rule="fails if the administrative organisation is never or always best; that each mode works "
    "best somewhere is an assumption of the model, that these cities lie there is not; the lead "
    "organisation, which lies between the two, is not run",
    reference="constructs 7.3, P2; Provan and Kenis (2008), JPART 18",
    arms=(BASELINE, NETWORK, SHARED, FEW_SHARED, FEW_ADMINISTERED),
    test=test,
)
