"""Automation wave: machines take over in a few years what would otherwise take decades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.shocks.timing import under_way
from simulation.world import World


@dataclass(frozen=True)
class AutomationWave(Process):
    """Machines take over posts of exposed occupations within a few years (constructs 5.3).

    In each month of the wave, the displaced share of an occupation's posts rises by
    ``(1 − (1 − size)^(1/months)) · exposure · (1 − displaced)``. This adds to the steady pace of
    :class:`simulation.processes.technology.technological_change.Automation`. Over the wave a fully
    exposed occupation loses the share `size` of its demand. Total demand does not change, as for
    all automation in this model: other occupations gain what exposed occupations lose.
    """

    section: ClassVar[str] = "shocks.automation_wave"
    reads: ClassVar[tuple[str, ...]] = ("occupations.automation", "occupations.displaced")
    writes: ClassVar[tuple[str, ...]] = ("occupations.displaced",)

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="first month of the wave; 0 is never", source="scenario; 0 is the baseline",
    )  # fmt: skip
    months: int = parameter(
        24, unit="months", low=1, high=600, status="assumed",
        meaning="duration of the wave", source="assumption: two years from first use to most users",
    )  # fmt: skip
    size: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="share of its demand that a fully exposed occupation loses over the wave",
        source="assumption: at the mean exposure of the occupations table about 14 % of all jobs, "
        "those at high risk (Nedelkoska & Quintini 2018)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if not under_way(world.month, self.month, self.months):
            return
        occupations = world.occupations
        monthly = 1.0 - (1.0 - self.size) ** (1.0 / self.months)
        left = 1.0 - occupations.displaced
        occupations.displaced += monthly * occupations.automation * left
