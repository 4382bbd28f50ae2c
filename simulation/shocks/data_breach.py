"""Data breach: citizens and employers lose trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.world import World


@dataclass(frozen=True)
class DataBreach(Process):
    """Trust falls in the month of the breach (constructs 10).

    Citizens who are concerned about privacy (`trust.privacy_concern`) lose the share `size` of
    their trust in local government and the share `firms_size` of their trust in firms. Employers
    lose the share `employers_size` of their trust in the network organisation. Later effects and
    recovery follow from the processes that depend on trust.
    """

    section: ClassVar[str] = "shocks.data_breach"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.privacy_concerned", "citizens.trust",
        "citizens.trust_firms", "employers.present", "employers.trust",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.trust", "citizens.trust_firms", "employers.trust",
    )  # fmt: skip

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="month of the breach; 0 is never", source="scenario; 0 is the baseline",
    )  # fmt: skip
    size: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of their trust in the city that those concerned about privacy lose",
        source="assumption",
    )  # fmt: skip
    firms_size: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of their trust in firms that those concerned about privacy lose",
        source="assumption: the same, because people do not know who held the data",
    )  # fmt: skip
    employers_size: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of their trust in the network that employers lose", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if self.month == 0 or world.month != self.month:
            return
        citizens, employers = world.citizens, world.employers
        affected = citizens.resident & citizens.privacy_concerned
        citizens.trust[affected] *= 1.0 - self.size
        citizens.trust_firms[affected] *= 1.0 - self.firms_size
        employers.trust[employers.present] *= 1.0 - self.employers_size
