"""Pandemic: face-to-face work and services close; digital ones continue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.vocabulary import SKILLS
from simulation.shocks.timing import under_way
from simulation.world import World

#: Sectors whose work continues in an emergency.
KEY_SECTORS = ("health_care", "education", "public_administration")
SOCIAL = SKILLS.index("social")


@dataclass(frozen=True)
class Pandemic(Process):
    """Face-to-face posts and services close, digital ones continue (constructs 1.5).

    During the pandemic an occupation's demand is lower by ``size · contact · (1 − spared)``.
    Contact is the share of posts that cannot be done remotely times social skill asked at month 0.
    The share `key_work` of posts in health care, education and public administration is spared.
    The share `size` of public service counters is closed, so people who can use digital services
    keep more of them. Demand returns to its former level after the last month.
    """

    section: ClassVar[str] = "shocks.pandemic"
    reads: ClassVar[tuple[str, ...]] = (
        "occupations.remote", "occupations.design", "occupations.sector",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("occupations.shut",)

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="first month of the pandemic; 0 is never", source="scenario; 0 is the baseline",
    )  # fmt: skip
    months: int = parameter(
        18, unit="months", low=1, high=600, status="assumed",
        meaning="length of the pandemic",
        source="assumption: intermittent restrictions of 2020 and 2021",
    )  # fmt: skip
    size: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of face-to-face work and services that closes", source="assumption",
    )  # fmt: skip
    key_work: float = parameter(
        1.0, unit="share", low=0, high=1, status="assumed",
        meaning="share of posts in health care, education and public administration that stay open",
        source="assumption: key workers continued to work",
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
