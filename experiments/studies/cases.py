"""Cases: the cities that the paper names, each compared with the same city without its policy.

Cases differ from each other in their population and in their policy. Compared with its own city, a
case differs in its policy only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.studies.study import Study
from scenarios import Scenario, load
from simulation.core.accounts import INTERVENTIONS

#: Cases in the order of the figure → title.
CASES = {
    "helsinki": "Helsinki",
    "singapore": "Singapore",
    "nordic": "Nordic countries",
    "songdo": "Songdo",
    "planit_valley": "PlanIT Valley",
    "toronto": "Toronto Quayside",
    "coal_mine": "Coal mine",
}
#: Cases that are compared with a scenario of their own.
OWN = {"coal_mine": "coal_mine_shifts"}
#: Case → events: parameter → months after the interventions begin.
EVENTS = {"toronto": {"shocks.data_breach.month": 25}}


def without(case: str) -> str:
    """Name of the scenario that a case is compared with."""
    return OWN.get(case, f"{case}_without_policy")


def pair(case: str, size: Mapping[str, Any]) -> tuple[Scenario, Scenario]:
    """A case in a size, and the same city without the money for its interventions.

    Events, a scandal about data for instance, happen in both.
    """
    start = int(size["city.burn_in"])
    changes = dict(size)
    changes |= {f"interventions.{name}.start_month": start for name in INTERVENTIONS}
    changes |= {key: start + after for key, after in EVENTS.get(case, {}).items()}
    policy = load(case).but(changes)
    if case in OWN:
        return policy, load(OWN[case]).but(changes)
    changes |= {f"interventions.{name}.annual_budget_per_citizen": 0.0 for name in INTERVENTIONS}
    name, title = without(case), f"{CASES[case]} without its interventions"
    return policy, load(case).but(changes, name=name, title=title, source=name)


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """Every case and its comparison, in a size (``"section.key"`` → value)."""
    return [scenario for case in CASES for scenario in pair(case, size)]


FULL = Study("cases", 10, 2_000, 180, 60, scenarios)
QUICK = Study("cases-quick", 2, 500, 84, 24, scenarios)
