"""Tables of a run beside its measures, with several rows a month; taken only if asked for."""

from __future__ import annotations

from typing import ClassVar, Protocol

import pandas as pd

from simulation.by_occupation import ByOccupation
from simulation.core.table_sizes import Sizes
from simulation.panel import Panel
from simulation.world import World


class MonthlyTable(Protocol):
    """What a table does in a month; it records measured months only."""

    #: Column → unit.
    units: ClassVar[dict[str, str]]

    def begin(self, world: World) -> None:
        """At the beginning of a month, before its processes."""

    def record(self, world: World) -> None:
        """At the end of a month."""

    def frame(self, world: World) -> pd.DataFrame:
        """The records so far."""


#: Kind of table, which also names its folder in the results → its class, made with its size.
KINDS: dict[str, type[Panel] | type[ByOccupation]] = {
    "panels": Panel,
    "occupations": ByOccupation,
}


def tables_of(sizes: Sizes) -> dict[str, MonthlyTable]:
    """The tables that are asked for, with a size above 0."""
    return {kind: KINDS[kind](size) for kind, size in sizes.items() if size}
