"""Checks: which parameter values a city may have, by whatever door they enter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.checks.files import pin_files, problems_of_files, warn_of_files
from simulation.checks.parameters import check_changes, contradictions, with_burn_in
from simulation.core.errors import ScenarioError
from simulation.core.extension import ExtensionError
from simulation.settings import Settings

__all__ = ["checked_changes"]


def checked_changes(
    settings: Settings, changes: Mapping[str, Any], source: str, label: str
) -> tuple[Settings, dict[str, Any]]:
    """Settings with changes that have been checked.

    Parameters
    ----------
    settings : Settings
        What the changes are made to.
    changes : mapping of str to value
        Keyed ``section.key`` or by a key alone; see :func:`parameters.check_changes`. Files are
        relative to the current folder.
    source : str
        What an error line about a single value begins with.
    label : str
        What an error line about the settings as a whole begins with.

    Returns
    -------
    settings : Settings
    changes : dict
        ``section.key`` → value, as checked.

    Raises
    ------
    ScenarioError
        With one line per problem; nothing is changed then.

    Warns
    -----
    TableWarning
        If a table of the user's own hardly acts as it is meant to.

    Examples
    --------
    >>> from simulation.settings import Settings
    >>> settings, _ = checked_changes(Settings(), {"citizens": 500}, "example", "example")
    >>> settings["city"].citizens
    500
    """
    good, problems = check_changes(changes, source)
    good, missing = pin_files(good, Path.cwd(), source)
    problems += missing
    if problems:
        raise ScenarioError(problems)
    good = with_burn_in(good, settings)
    try:
        changed = settings.but(good)
    except ExtensionError as error:
        raise ScenarioError([f"{label}: {error}"]) from None
    problems = contradictions(changed, label) + problems_of_files(changed, source)
    if problems:
        raise ScenarioError(problems)
    warn_of_files(changed, settings)
    return changed, good
