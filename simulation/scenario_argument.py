"""The scenario of a city: read, checked, changed and stored.

Scenarios depend on the simulation, so an entry point of the package names their reader.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from simulation.checks import checked_changes
from simulation.checks.parameters import check_changes, full_name
from simulation.core.errors import ScenarioError
from simulation.settings import Settings

#: Texts of a scenario, which are stored with its changes.
TEXTS = ("name", "title", "question", "base")


def _reader() -> Any:
    """The function that reads scenarios; None if they are not installed."""
    for reader in entry_points(group="cityfit.scenarios", name="load"):
        return reader.load()
    return None


def loaded(scenario: Any) -> Any:
    """Load a scenario given by its name or path; return anything else unchanged.

    Raises
    ------
    TypeError
        If it is no scenario, name, path or mapping of parameters.
    """
    if isinstance(scenario, str | Path):
        reader = _reader()
        if reader is not None:
            return reader(scenario)
        raise TypeError(f"scenario {scenario!r}: read it first, with scenarios.load(...)")
    if scenario is None or isinstance(scenario, Mapping) or hasattr(scenario, "settings"):
        return scenario
    raise TypeError(
        f"scenario {scenario!r}: must be a scenario, its name or path, or a dict of parameters, "
        'as in SmartCity("baseline") or SmartCity({"city.citizens": 500})'
    )


def settings_of(scenario: Any, changes: Mapping[str, Any]) -> Settings:
    """Return the validated settings of a scenario with changes."""
    settings = getattr(scenario, "settings", scenario)
    named = {name.replace("__", "."): value for name, value in changes.items()}
    if isinstance(settings, Mapping) and not isinstance(settings, Settings):
        # a change replaces what the mapping says, whichever way each of them names the parameter
        changed = {full_name(name) for name in named}
        kept = {name: v for name, v in settings.items() if full_name(str(name)) not in changed}
        named, settings = {**kept, **named}, None
    if not named and isinstance(scenario, Settings):
        # settings know the names of parameters, but not which values are allowed
        _, problems = check_changes(scenario.flat(), "SmartCity")
        if problems:
            raise ScenarioError(problems)
    if not named:
        return settings or Settings()
    settings, _ = checked_changes(settings or Settings(), named, "SmartCity", "SmartCity")
    return settings


def changed(scenario: Any, settings: Settings, changes: Mapping[str, Any]) -> Any:
    """A scenario as a city has it whose parameters were changed; None stays None."""
    if isinstance(scenario, Settings):
        return settings
    if isinstance(scenario, Mapping):
        return {**scenario, **changes}
    if scenario is None:
        return None
    return replace(scenario, settings=settings, changes={**scenario.changes, **changes})


def stored(scenario: Any) -> dict[str, Any] | None:
    """What a saved city keeps of its scenario beside the settings; None for plain parameters."""
    if scenario is None or isinstance(scenario, Mapping):
        return None
    return {name: getattr(scenario, name) for name in (*TEXTS, "changes")}


def restored(content: Mapping[str, Any] | None, settings: Settings) -> Any:
    """The scenario of a saved city: what :func:`stored` kept; the settings if that is None."""
    reader = _reader()
    if content is None or reader is None:
        return settings
    kind = sys.modules[reader.__module__].Scenario
    return kind(settings=settings, **content)
