"""Plotting functions, named as ``module:attribute`` and imported only when used.

The package ``figures`` depends on ``experiments``. Late import by name prevents the opposite
dependency.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

#: Plotting commands by their names on the command line.
COMMANDS = {"figures": "figures.commands:figures"}
#: Plots the indices that ``cityfit sensitivity`` prints.
INDICES = "figures.plots.indices:write"
#: Plots the predictions that ``cityfit validate --countries`` prints.
COUNTRIES = "figures.plots.countries:write"
#: File formats of plots.
PICTURES = (".pdf", ".svg", ".png")


def load(target: str) -> Any:
    """Import an object by its name ``module:attribute``."""
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)
