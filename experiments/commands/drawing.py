"""What draws: named as ``module:attribute`` and imported when it is used.

The package ``figures`` depends on ``experiments``. These names keep ``experiments`` from importing
it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

#: Commands that draw, by their names on the command line.
COMMANDS = {"figures": "figures.commands:figures"}
#: Draws the indices that ``cityfit sensitivity`` prints.
INDICES = "figures.plots.indices:write"


def load(target: str) -> Any:
    """Import an object that is named as ``module:attribute``."""
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)
