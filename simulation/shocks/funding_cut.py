"""A funding cut: the city has less money for what it set out to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.shocks.timing import under_way
from simulation.world import World


@dataclass(frozen=True)
class FundingCut(Process):
    """The money of all three interventions falls by the same share (constructs 7.3, 10).

    It sets the lever `funding`, by which every intervention's budget is multiplied. What is saved
    goes to public services, as all that interventions do not spend. Where there is no intervention
    there is nothing to cut.
    """

    section: ClassVar[str] = "shocks.funding_cut"

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="first month of the cut; 0 is never", source="scenario; 0 is the baseline",
    )  # fmt: skip
    months: int = parameter(
        24, unit="months", low=1, high=2000, status="policy",
        meaning="how long the cut lasts", source="scenario: a legislature's middle two years",
    )  # fmt: skip
    share: float = parameter(
        0.8, unit="share", low=0, high=1, status="policy",
        meaning="share of the money that is cut", source="scenario",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if under_way(world.month, self.month, self.months):
            world.levers.funding = 1.0 - self.share
