"""What kind of scenario one is, so that a list of them can be read."""

from __future__ import annotations

from typing import Any

from scenarios.scenario import Scenario
from simulation.settings import Settings


def strikes(section: str, values: Any) -> bool:
    """Whether a section is a shock that is set for a month."""
    return section.startswith("shocks.") and values.month > 0


def kind(scenario: Scenario) -> str:
    """Kind of a scenario, one of :data:`scenarios.listing.KINDS`, read off what it sets.

    A case is a city of a named country; a shock strikes a city of no country in particular; an
    intervention is paid for. What is both a case and a shock is a case.
    """
    settings = scenario.settings
    if settings["city"].country != Settings()["city"].country:
        return "case"
    if any(strikes(section, values) for section, values in settings.items()):
        return "shock"
    paid = (getattr(values, "annual_budget_per_citizen", 0.0) for values in settings.values())
    if any(money > 0 for money in paid):
        return "intervention"
    return "baseline" if scenario.name == "baseline" else "other"
