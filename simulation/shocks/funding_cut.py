"""Funding cut: there is less money for interventions and for smart-city posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.shocks.timing import under_way
from simulation.world import World


@dataclass(frozen=True)
class FundingCut(Process):
    """The budgets of all three interventions fall by the same share (constructs 7.3, 10).

    The shock sets the lever `funding`, which multiplies every intervention's budget. The savings go
    to public services, like all money that interventions do not spend. Posts of the five emerging
    families that public money pays for fall by the same share, those that private money pays for by
    `private_share` (:class:`simulation.processes.labour_market.labour_demand.EmergingOccupations`).
    """

    section: ClassVar[str] = "shocks.funding_cut"

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="first month of the cut; 0 is never", source="scenario; 0 is the baseline",
    )  # fmt: skip
    months: int = parameter(
        24, unit="months", low=1, high=2000, status="policy",
        meaning="duration of the cut", source="scenario: the middle two years of a legislature",
    )  # fmt: skip
    share: float = parameter(
        0.8, unit="share", low=0, high=1, status="policy",
        meaning="share of the budgets that is cut", source="scenario",
    )  # fmt: skip

    private_share: float = parameter(
        0.0, unit="share", low=0, high=1, status="policy",
        meaning="share of private money for smart-city posts that is cut", source="scenario",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if under_way(world.month, self.month, self.months):
            world.levers.funding = 1.0 - self.share
            world.levers.private_funding = 1.0 - self.private_share
