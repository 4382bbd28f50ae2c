"""The cases, and the city that each is compared with.

A case differs from other cities in who lives there and in what is done there. Compared with its
own city, only what is done makes a difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios import Scenario, load

INTERVENTIONS = ("training", "communities", "network")
#: Cases in the order in which they are told, and what they are called.
CASES = {
    "helsinki": "Helsinki",
    "singapore": "Singapore",
    "nordic": "Nordic countries",
    "songdo": "Songdo",
    "planit_valley": "PlanIT Valley",
    "toronto": "Toronto Quayside",
    "coal_mine": "Coal mine",
}
#: Cases that have a scenario of their own to be compared with.
OWN = {"coal_mine": "coal_mine_shifts"}
#: Case → when something happens in it: parameter → months after the interventions begin.
EVENTS = {"toronto": {"shocks.data_breach.month": 25}}


def without(case: str) -> str:
    """Name of the scenario that a case is compared with."""
    return OWN.get(case, f"{case}_without_policy")


def pair(case: str, size: Mapping[str, Any]) -> tuple[Scenario, Scenario]:
    """A case in a size, and the same city without the money for its interventions.

    What happens to the city, a scandal about data for instance, happens in both.
    """
    start = int(size["city.burn_in"])
    changes = dict(size)
    changes |= {f"interventions.{name}.start_month": start for name in INTERVENTIONS}
    changes |= {key: start + after for key, after in EVENTS.get(case, {}).items()}
    policy = load(case).but(changes)
    if case in OWN:
        return policy, load(OWN[case]).but(changes)
    changes |= {f"interventions.{name}.annual_budget_per_citizen": 0.0 for name in INTERVENTIONS}
    city = load(case).but(
        changes, name=without(case), title=f"{CASES[case]} without its interventions",
        source=without(case),
    )  # fmt: skip
    return policy, city


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """Every case and what it is compared with.

    Parameters
    ----------
    size : mapping of str to value
        Citizens, months and burn-in, keyed ``"section.key"``.
    """
    return [scenario for case in CASES for scenario in pair(case, size)]
