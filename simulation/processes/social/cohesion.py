"""Cohesion: what a city loses, for everybody, when its people live and know each other apart."""

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

#: Groups that can live and know each other apart; those of skill are the first and the last.
GROUPS = 3


@compiled
def _count(groups, district, ties, group, districts, first, end):
    """Count residents by group and district, and ties of some slots by the groups of both ends.

    The first three are of those who are counted, `group` is of everybody.
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


def apart(world: World, between: str, slot: int | None = None) -> tuple[float, float]:
    """How far groups of citizens live, and know each other, apart.

    Parameters
    ----------
    world : World
    between : {"education", "skill"}
        See :class:`Cohesion`.
    slot : int, optional
        The one tie of everybody that is looked at; all of them by default.

    Returns
    -------
    tuple of two float
        Dissimilarity of the homes of the first and the last group beyond chance, and assortativity
        of ties, 0-1; 0 where a group is empty.
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
    living = excess_dissimilarity(homes[0], homes[-1])
    knowing = assortativity(contacts)
    return (
        0.0 if np.isnan(living) else living,
        0.0 if np.isnan(knowing) else max(0.0, knowing),
    )


@dataclass(frozen=True)
class Cohesion(Process):
    """A divided city slowly loses cohesion, and with it safety and what services are worth.

    Exclusion in the end harms those who exclude (constructs 4.12). With ``S`` the mean of how far
    people live apart and know each other apart (:func:`apart`), cohesion moves by
    ``C += adjustment_rate · (1 − S − C)`` from 1 at month 0; services are worth ``1 − weight · (1 −
    C)`` of what they would be, to everybody alike. That trust and safety fall with segregation is
    often found and contested (Putnam 2007; Uslaner 2012); a straight line and a slow stock are the
    simplest forms.

    Who is apart from whom is either low from high education or, education not being looked at,
    those who can use every digital service from those who cannot.
    """

    section: ClassVar[str] = "cohesion"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.education",
        "citizens.skills",
        "citizens.district",
        "citizens.ties",
    )
    writes: ClassVar[tuple[str, ...]] = ()

    groups: str = parameter(
        "education", unit="groups", choices=("education", "skill"), status="assumed",
        meaning="what sets apart the groups that segregation is counted between",
        source="segregation of low and high educated (constructs 4.9 to 4.12)",
    )  # fmt: skip
    weight: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="share of what services are worth that is lost without any cohesion",
        source="assumption (constructs 4.12)",
    )  # fmt: skip
    adjustment_rate: float = parameter(
        0.02, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the way that cohesion goes in a month",
        source="assumption: half of the way in three years",
    )  # fmt: skip

    def run(self, world: World) -> None:
        conditions = world.conditions
        # one tie of everybody a month will do, in turn: the stock averages over years
        homes, ties = apart(world, self.groups, world.month % TIES)
        whole = 1.0 - 0.5 * (homes + ties)
        conditions.cohesion += self.adjustment_rate * (whole - conditions.cohesion)
        conditions.safety = 1.0 - self.weight * (1.0 - conditions.cohesion)
