"""The scenarios that come with the project, read without the model.

The model takes seconds to import. A list of scenarios needs only their TOML files, which the tests
check.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

LIBRARY = Path(__file__).parent
#: In the order in which a list shows them.
KINDS = ("baseline", "intervention", "case", "shock", "other")
#: Default of ``city.country``; a test compares it with the model's.
DEFAULT_COUNTRY = "oecd"


class Listed(NamedTuple):
    """Name, kind (one of :data:`KINDS`) and title of a scenario."""

    name: str
    kind: str
    title: str


def names() -> list[str]:
    """Names of the scenarios that come with the project, the baseline first.

    Examples
    --------
    >>> from scenarios import names
    >>> names()[0], "nordic" in names()
    ('baseline', True)
    """
    found = sorted(path.stem for path in LIBRARY.glob("*.toml"))
    return sorted(found, key=lambda name: name != "baseline")


def listing() -> list[Listed]:
    """All scenarios that come with the project, sorted by kind and then by name."""
    listed = []
    for name in names():
        try:
            settings = _resolved(name)
            found = Listed(name, _kind(name, settings), str(settings.get("title", name)))
        except (OSError, ValueError, TypeError, RecursionError):
            found = _checked(name)
        listed.append(found)
    return sorted(listed, key=lambda scenario: KINDS.index(scenario.kind))


def _checked(name: str) -> Listed:
    """A scenario whose file is out of the ordinary, read by the model, which says what is wrong."""
    from scenarios.kinds import kind
    from scenarios.scenario import load

    scenario = load(name)
    return Listed(name, kind(scenario), scenario.title)


def _resolved(name: str) -> dict[str, Any]:
    """Header keys and ``section.key`` → value of a file, with those of its bases below them.

    The title is the file's own. Names and values of parameters are not checked.
    """
    document = tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8-sig"))
    base = _resolved(document["base"]) if "base" in document else {}
    base.pop("title", None)
    return base | _flat(document)


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Values of nested tables by their dotted names."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _kind(name: str, settings: dict[str, Any]) -> str:
    """Kind of a scenario; :func:`scenarios.kinds.kind` gives the same for a loaded one."""
    if settings.get("city.country", DEFAULT_COUNTRY) != DEFAULT_COUNTRY:
        return "case"
    given = [(key.split("."), value) for key, value in settings.items()]
    if any(path[0] == "shocks" and path[-1] == "month" and value > 0 for path, value in given):
        return "shock"
    if any(path[-1] == "annual_budget_per_citizen" and value > 0 for path, value in given):
        return "intervention"
    return "baseline" if name == "baseline" else "other"
