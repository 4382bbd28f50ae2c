"""Disinformation: a campaign lowers trust in the city and in firms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.shocks.timing import under_way
from simulation.world import World


@dataclass(frozen=True)
class Disinformation(Process):
    """A campaign of false or misleading content about the city and its firms.

    The shock sets the lever `disinformation`, which adds to the level `trust.disinformation`. How
    far it lowers trust, and whom ICT skill protects, is in
    :class:`simulation.processes.social.trust.Trust`.
    """

    section: ClassVar[str] = "shocks.disinformation"

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="first month of the campaign; 0 is never", source="scenario; 0 is the baseline",
    )  # fmt: skip
    months: int = parameter(
        12, unit="months", low=1, high=2000, status="assumed",
        meaning="duration of the campaign", source="assumption: the year before an election",
    )  # fmt: skip
    size: float = parameter(
        1.0, unit="0-1", low=0, high=1, status="assumed",
        meaning="disinformation during the campaign", source="assumption: the most there can be",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if under_way(world.month, self.month, self.months):
            world.levers.disinformation = self.size
