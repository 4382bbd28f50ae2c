"""Cohesion: segregation of homes and ties slowly harms everybody in the city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.vocabulary import ICT
from simulation.fit.needs_supply import FULL_ACCESS
from simulation.kernels.compiled import compiled
from simulation.kernels.threads import over_rows
from simulation.statistics.segregation import assortativity, excess_dissimilarity
from simulation.tables.citizens import TIES
from simulation.world import World

#: Number of groups compared; with two groups by skill, these are the first and the last.
GROUPS = 3


@compiled
def _count(groups, district, ties, group, districts, first, end):
    """Count residents by group and district, and ties of some slots by the groups of both ends.

    `groups`, `district` and `ties` are those of the citizens counted, `group` is that of everybody.
    """
    homes = np.zeros((GROUPS, districts), dtype=np.int64)
    contacts = np.zeros((GROUPS, GROUPS), dtype=np.int64)
    for row in range(groups.shape[0]):
        own = groups[row]
        if own < 0:
            continue
        homes[own, district[row]] += 1
        for t in range(first, end):
            other = ties[row, t]
            if other >= 0 and group[other] >= 0:
                contacts[own, group[other]] += 1
    return homes, contacts


def segregation(world: World, between: str, slot: int | None = None) -> tuple[float, float]:
    """Segregation of homes and of ties between groups of citizens.

    Parameters
    ----------
    world : World
    between : {"education", "skill"}
        See :class:`Cohesion`.
    slot : int, optional
        Position of the one tie of each citizen that is counted; all ties by default.

    Returns
    -------
    tuple of two float
        Dissimilarity of the homes of the first and the last group beyond chance, and assortativity
        of ties, 0–1; 0 if a group is empty.
    """
    citizens = world.citizens
    if between == "education":
        group = citizens.education.astype(np.int8)
    else:
        group = (GROUPS - 1) * (citizens.skills[:, ICT] >= FULL_ACCESS).astype(np.int8)
    group[~citizens.resident] = -1
    first, end = (0, TIES) if slot is None else (slot, slot + 1)
    counted = over_rows(
        _count, (group, citizens.district, citizens.ties), group, world.districts.rows, first, end
    )
    homes, contacts = (sum(parts) for parts in zip(*counted, strict=True))
    of_homes = excess_dissimilarity(homes[0], homes[-1])
    of_ties = assortativity(contacts)
    return (
        0.0 if np.isnan(of_homes) else of_homes,
        0.0 if np.isnan(of_ties) else max(0.0, of_ties),
    )


@dataclass(frozen=True)
class Cohesion(Process):
    """A segregated city slowly loses cohesion, and with it safety and the quality of services.

    Exclusion in the end harms those who exclude (constructs 4.12). With ``S`` the mean segregation
    of homes and ties (:func:`segregation`), cohesion moves by ``C += adjustment_rate · (1 − S −
    C)`` from 1 at month 0. The quality of services is multiplied by ``1 − weight · (1 − C)``, for
    everybody alike. A fall of trust and safety with segregation is often found and contested
    (Putnam 2007; Uslaner 2012); a straight line and a slow stock are the simplest forms.

    The groups are low and high education or, without regard to education, people who can and people
    who cannot use every digital service.
    """

    section: ClassVar[str] = "cohesion"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.education", "citizens.skills", "citizens.district",
        "citizens.ties",
    )  # fmt: skip

    groups: str = parameter(
        "education", unit="groups", choices=("education", "skill"), status="assumed",
        meaning="groups between which segregation is measured",
        source="segregation of low and high educated (constructs 4.9 to 4.12)",
    )  # fmt: skip
    weight: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="share of the quality of services lost without cohesion",
        source="assumption (constructs 4.12)",
    )  # fmt: skip
    adjustment_rate: float = parameter(
        0.02, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap to its target that cohesion closes in a month",
        source="assumption: half of the gap in three years",
    )  # fmt: skip

    def run(self, world: World) -> None:
        conditions = world.conditions
        # one tie of each citizen a month, in turn, because the stock averages over years
        homes, ties = segregation(world, self.groups, world.month % TIES)
        target = 1.0 - 0.5 * (homes + ties)
        conditions.cohesion += self.adjustment_rate * (target - conditions.cohesion)
        conditions.safety = 1.0 - self.weight * (1.0 - conditions.cohesion)
