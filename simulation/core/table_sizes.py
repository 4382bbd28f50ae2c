"""Which monthly tables a run makes beside its measures; see :mod:`simulation.monthly_tables`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Kind of table → its size: citizens of a panel, and 1 for the occupations.
Sizes = Mapping[str, int]


def sizes_of(panel: int, by_occupation: bool) -> dict[str, int]:
    """Sizes from the arguments that people give; tables that are not wanted are left out."""
    wanted = {"panels": panel, "occupations": int(bool(by_occupation))}
    return {kind: size for kind, size in wanted.items() if size}


def arguments_of(sizes: Sizes) -> dict[str, Any]:
    """The arguments that give these sizes; those of tables that are not wanted are left out."""
    arguments: dict[str, Any] = {}
    if sizes.get("panels"):
        arguments["panel"] = sizes["panels"]
    if sizes.get("occupations"):
        arguments["by_occupation"] = True
    return arguments
