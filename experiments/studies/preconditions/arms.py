"""The cities whose preconditions differ; where a claim has such a city, it is the claim's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.claims.claim import COMMUNITIES, NETWORK, Arm
from experiments.claims.h19_facilitation import RAMP
from experiments.claims.h21_governance_mode import (
    FEW,
    FEW_ADMINISTERED,
    FEW_SHARED,
    MODE,
    SHARED,
)
from experiments.claims.h22_continuity import BEFORE, GAP, INTERRUPTED
from experiments.claims.h23_trust import HELD
from scenarios import Scenario, load

#: Shares of the full money for facilitation to which it rises from none, or falls from all.
SHARES = (0.02, 0.05, 0.1, 0.2, 0.4)
#: Where the money comes from → its share before.
DIRECTIONS = {"rising": 0.0, "falling": 1.0}

DECLINING = Arm(
    "network_declining",
    {
        **NETWORK.changes,
        "interventions.network.funding_path": "declining",
        "interventions.network.funding_change_after": BEFORE,
        "interventions.network.interruption": GAP,
    },
)
#: The claim's city with a gap gets more money per month; this one gets as much as the others.
GAPPED = Arm(
    "network_gapped",
    {**INTERRUPTED.changes, **NETWORK.changes},
)
LEAD = Arm("network_lead", {**NETWORK.changes, MODE: "lead_organisation"})
FEW_LEAD = Arm("network_few_lead", {**LEAD.changes, **FEW})

#: Members of the network → mode → the arm that is governed so.
MODES = {
    "many": {"administered": NETWORK, "lead": LEAD, "shared": SHARED},
    "few": {"administered": FEW_ADMINISTERED, "lead": FEW_LEAD, "shared": FEW_SHARED},
}
#: Funding paths, and the network whose trust is held at its first value.
PATHS = {"steady": NETWORK, "gap": GAPPED, "declining": DECLINING}


def facilitated(direction: str, share: float) -> Arm:
    """Communities whose money goes to a share of the full money within two years."""
    return Arm(
        f"communities_{direction}_{round(100 * share)}",
        {
            **COMMUNITIES.changes,
            "interventions.communities.first_share": DIRECTIONS[direction],
            "interventions.communities.last_share": share,
            "interventions.communities.ramp_months": RAMP,
        },
    )


def arms() -> list[Arm]:
    """Every city that is run, each once."""
    chosen = [
        COMMUNITIES,
        *(facilitated(direction, share) for direction in DIRECTIONS for share in SHARES),
        *PATHS.values(),
        HELD,
        *(arm for modes in MODES.values() for arm in modes.values()),
    ]
    return list({arm.name: arm for arm in chosen}.values())


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The cities as scenarios of a size; interventions begin when the burn-in ends.

    Parameters
    ----------
    size : mapping of str to value
        Citizens, months and burn-in, keyed ``"section.key"``.
    """
    burn_in = int(size["city.burn_in"])
    return [
        load("baseline").but(
            {**size, **arm.resolved(burn_in)}, name=arm.name, title=arm.name.replace("_", " "),
            source=f"preconditions, arm {arm.name}",
        )
        for arm in arms()
    ]  # fmt: skip
