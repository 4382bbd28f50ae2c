"""Scenarios: what differs from the baseline city, one TOML file each.

Examples
--------
>>> from scenarios import load, names
>>> "training" in names()
True
>>> load("training").but({"city.citizens": 2000}).settings["city"].citizens
2000
"""

from scenarios.scenario import Scenario, check, diff, load, names
from scenarios.schema import schema
from simulation.core.errors import ScenarioError

__all__ = ["Scenario", "ScenarioError", "check", "diff", "load", "names", "schema"]
