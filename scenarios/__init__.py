"""Scenarios: what differs from the baseline city, one TOML file each.

Examples
--------
>>> from scenarios import load, names
>>> "training" in names()
True
>>> load("training").but({"city.citizens": 2000}).settings["city"].citizens
2000
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.json_schema import schema
    from scenarios.listing import names
    from scenarios.scenario import Scenario, check, diff, load
    from simulation.core.errors import ScenarioError

__all__ = ["Scenario", "ScenarioError", "check", "diff", "load", "names", "schema"]

# Reading a scenario imports the model, which takes seconds; listing their names does not.
_MODULES = {
    "Scenario": "scenarios.scenario",
    "ScenarioError": "simulation.core.errors",
    "check": "scenarios.scenario",
    "diff": "scenarios.scenario",
    "load": "scenarios.scenario",
    "names": "scenarios.listing",
    "schema": "scenarios.json_schema",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
