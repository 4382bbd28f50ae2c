"""Platform monopoly: one owner acquires all platforms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.world import World


@dataclass(frozen=True)
class PlatformMonopoly(Process):
    """From a month on all platform employers belong to one owner (constructs 1.7, 5.8).

    No post closes. The Herfindahl index becomes 1, so the wage mark-down and the price of access
    reach their maxima in :class:`simulation.processes.economy.platforms.Platforms`.
    """

    section: ClassVar[str] = "shocks.platform_monopoly"

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="first month in which all platforms have one owner; 0 is never",
        source="policy; 0 is the baseline",
    )  # fmt: skip

    def run(self, world: World) -> None:
        world.levers.one_platform = 0 < self.month <= world.month
