"""Government: staff with data skills and data standards limit what a city can do digitally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter
from simulation.core.process import Process
from simulation.core.vocabulary import CLOSED, ICT, VACANT
from simulation.world import World

#: Sectors in which the city's staff works.
PUBLIC = ("public_administration", "city_innovation")


def staff_shortage(world: World, rule: Government) -> float:
    """Shortage of people with data skills in the public sector, 0–1.

    Among occupations that ask for ICT of `data_skill_threshold` or more: the vacancy rate of those
    in the public sector, plus the share by which these offer less pay than the others, which pay
    `private_premium` more for the same work. Governments lack data scientists and lose them to the
    private sector (constructs §10).
    """
    occupations, posts = world.occupations, world.posts
    skilled = occupations.design[:, ICT] >= rule.data_skill_threshold
    of_public_sector = np.array([sector in PUBLIC for sector in occupations.sectors])
    public = of_public_sector[occupations.sector] & skilled
    existing = posts.occupation[posts.holder != CLOSED]
    number = np.bincount(existing, minlength=occupations.rows).astype(float)
    if number[public].sum() <= 0.0:
        return 1.0
    vacant = np.bincount(posts.occupation[posts.holder == VACANT], minlength=occupations.rows)
    vacancy_rate = vacant[public].sum() / number[public].sum()
    private = skilled & ~public
    if number[private].sum() <= 0.0:
        return float(min(1.0, vacancy_rate))
    wages = occupations.base_wage * np.exp(occupations.premium.astype(float)) * number
    public_pay = wages[public].sum() / number[public].sum()
    private_pay = (1.0 + rule.private_premium) * wages[private].sum() / number[private].sum()
    return float(min(1.0, vacancy_rate + max(0.0, 1.0 - public_pay / private_pay)))


@dataclass(frozen=True)
class Government(Process):
    """Digital services, the curriculum and the pool of vacancies need staff and data standards.

    Staff is ``1 − staff_dependence · shortage``, with the shortage of :func:`staff_shortage`: posts
    that stay empty, and pay below that of private employers. Digital-only services work as well as
    ``staff · data_standards / usual_capacity``
    (:meth:`simulation.world.CityConditions.services_now`). Staff scales the capacity of the
    network. Data standards scale its pool of vacancies, its introductions and the courses that it
    aligns. Both scale the courses that the city prescribes.
    """

    section: ClassVar[str] = "government"
    reads: ClassVar[tuple[str, ...]] = (
        "occupations.design", "occupations.sector", "occupations.base_wage", "occupations.premium",
         "posts.holder", "posts.occupation",
    )  # fmt: skip

    staff_dependence: float = parameter(
        0.5, unit="0-1", low=0, high=1, status="assumed",
        meaning="share of the city's digital work that a full shortage of data staff stops",
        source="assumption; governments lack data scientists (constructs §10)",
    )  # fmt: skip
    data_standards: float = parameter(
        0.8, unit="0-1", low=0, high=1, status="policy",
        meaning="share of the data of the city and its partners in common formats (ι)",
        source="policy; common formats are a condition of sharing data (constructs §10)",
    )  # fmt: skip
    private_premium: float = parameter(
        0.3, unit="share", low=0, high=2, status="assumed",
        meaning="pay of private employers above that of the city for the same digital work",
        source="assumption, to be swept: cyber specialists of the central government in the UK "
        "earn about 35 % less than private ones (State of digital government review 2025)",
    )  # fmt: skip
    usual_capacity: float = parameter(
        0.67, unit="0-1", low=0.05, high=1, status="assumed",
        meaning="product of staff and data standards at which digital services have the quality "
        "of all public services",
        source="about the mean of the baseline",
    )  # fmt: skip
    data_skill_threshold: float = constant(
        0.5, unit="0-1", low=0, high=1, status="assumed",
        meaning="demand for ICT from which an occupation needs data skills", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        conditions = world.conditions
        shortage = staff_shortage(world, self)
        conditions.staff = 1.0 - self.staff_dependence * shortage
        conditions.data_standards = self.data_standards
        conditions.digital_quality = conditions.staff * self.data_standards / self.usual_capacity
