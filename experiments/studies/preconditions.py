"""Preconditions: what communities and networks need to begin, and to last.

Communities with more and less facilitation, networks on three funding paths, with trust held
constant, and in three modes of governance. Arms that a claim has are imported from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.claims import communities, network
from experiments.claims.claim import COMMUNITIES, NETWORK, Arm
from experiments.studies.study import Study
from scenarios import Scenario, load

#: Shares of full funding to which funding rises from none, or falls from all.
SHARES = (0.02, 0.05, 0.1, 0.2, 0.4)
#: Direction of the change → share before.
DIRECTIONS = {"rising": 0.0, "falling": 1.0}

DECLINING = NETWORK.but(
    "network_declining",
    {**network.FUNDING_GAP, f"{network.SECTION}.funding_path": "declining"},
)
#: The claim's city with a gap gets more money per month; this one gets as much as the others.
GAPPED = NETWORK.but("network_gapped", network.FUNDING_GAP)
LEAD = NETWORK.but("network_lead", {network.MODE: "lead_organisation"})
FEW_LEAD = LEAD.but("network_few_lead", network.FEW)

#: Members of the network → mode of governance → arm.
MODES = {
    "many": {"administered": NETWORK, "lead": LEAD, "shared": network.SHARED},
    "few": {
        "administered": network.FEW_ADMINISTERED,
        "lead": FEW_LEAD,
        "shared": network.FEW_SHARED,
    },
}
#: Funding path → arm.
PATHS = {"steady": NETWORK, "gap": GAPPED, "declining": DECLINING}


def facilitated(direction: str, share: float) -> Arm:
    """Communities whose funding changes to a share of full funding within two years."""
    return COMMUNITIES.but(
        f"communities_{direction}_{round(100 * share)}",
        {
            f"{communities.SECTION}.first_share": DIRECTIONS[direction],
            f"{communities.SECTION}.last_share": share,
            f"{communities.SECTION}.ramp_months": communities.RAMP,
        },
    )


def arms() -> list[Arm]:
    """Every arm that is run, each once."""
    chosen = [
        COMMUNITIES,
        *(facilitated(direction, share) for direction in DIRECTIONS for share in SHARES),
        *PATHS.values(),
        network.HELD,
        *(arm for modes in MODES.values() for arm in modes.values()),
    ]
    return list({arm.name: arm for arm in chosen}.values())


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The arms in a size (``"section.key"`` → value); interventions begin after the burn-in."""
    burn_in = int(size["city.burn_in"])
    return [
        load("baseline").but(
            {**size, **arm.resolved(burn_in)}, name=arm.name, title=arm.name.replace("_", " "),
            source=f"preconditions, arm {arm.name}",
        )
        for arm in arms()
    ]  # fmt: skip


FULL = Study("preconditions", 10, 2_000, 180, 60, scenarios)
#: Long enough for funding that stops and comes back, see :mod:`experiments.claims.network`.
QUICK = Study("preconditions-quick", 2, 500, 84, 24, scenarios)
