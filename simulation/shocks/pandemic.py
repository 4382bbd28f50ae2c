"""A pandemic: what people do face to face is shut; what they do online is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.vocabulary import SKILLS
from simulation.shocks.timing import under_way
from simulation.world import World

#: Sectors whose work goes on in an emergency.
KEY_SECTORS = ("health_care", "education", "public_administration")
SOCIAL = SKILLS.index("social")


@dataclass(frozen=True)
class Pandemic(Process):
    """Face-to-face posts and services fall, digital ones go on (constructs 1.5).

    While it lasts, an occupation's demand is lower by ``size · contact``, where contact is the
    share of its posts that cannot be done from anywhere times how much dealing with people it was
    designed to ask; posts in health care, education and public administration are spared to the
    share `key_work`. The share `size` of the counters of public services is closed, so that those
    who can use digital services keep more of them. When it is over, the economy carries what it
    carried before.
    """

    section: ClassVar[str] = "shocks.pandemic"
    reads: ClassVar[tuple[str, ...]] = ("occupations.remote", "occupations.design")
    writes: ClassVar[tuple[str, ...]] = ("occupations.shut",)

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="first month of the pandemic; 0 is never", source="scenario; 0 is the baseline",
    )  # fmt: skip
    months: int = parameter(
        18, unit="months", low=1, high=600, status="assumed",
        meaning="how long it lasts",
        source="assumption: restrictions of 2020 and 2021, on and off",
    )  # fmt: skip
    size: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of what is done face to face that is shut", source="assumption",
    )  # fmt: skip
    key_work: float = parameter(
        1.0, unit="share", low=0, high=1, status="assumed",
        meaning="how far posts in health care, education and public administration are spared",
        source="assumption: key workers went on working",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if self.month == 0 or world.month < self.month:
            return
        occupations, conditions = world.occupations, world.conditions
        if not under_way(world.month, self.month, self.months):
            occupations.shut[:] = 0.0
            conditions.counters = 1.0
            return
        contact = (1.0 - occupations.remote) * occupations.design[:, SOCIAL]
        names = occupations.sectors
        key = np.isin(
            occupations.sector, [names.index(name) for name in KEY_SECTORS if name in names]
        )
        spared = np.where(key, self.key_work, 0.0)
        occupations.shut[:] = self.size * contact * (1.0 - spared)
        conditions.counters = 1.0 - self.size
