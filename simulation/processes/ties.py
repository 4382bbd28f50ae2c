"""Ties: contacts are lost and made, among colleagues, neighbours and contacts of contacts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.compiled import compiled
from simulation.luck import Decision, share, words
from simulation.parameter import parameter
from simulation.process import Process
from simulation.world import World


@compiled
def _group(resident, key, groups):
    """Rows of residents ordered by group, and where each group begins (counting sort)."""
    start = np.zeros(groups + 1, dtype=np.int64)
    for row in range(resident.shape[0]):
        if resident[row] and key[row] >= 0:
            start[key[row] + 1] += 1
    for g in range(groups):
        start[g + 1] += start[g]
    fill = start[:-1].copy()
    rows = np.empty(start[-1], dtype=np.int32)
    for row in range(resident.shape[0]):
        if resident[row] and key[row] >= 0:
            rows[fill[key[row]]] = row
            fill[key[row]] += 1
    return rows, start


@compiled
def _renew(
    seed,
    month,
    resident,
    person,
    education,
    employer,
    district,
    community,
    ties,
    before,
    newcomer,
    colleagues,
    colleagues_start,
    neighbours,
    neighbours_start,
    fellows,
    fellows_start,
    bridging,
    rate,
    homophily,
):
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        w0, w1, _, _ = words(seed, Decision.TIE_RENEWAL, month, person[row], 100)
        slot = int(share(w1) * ties.shape[1])
        for t in range(ties.shape[1]):
            contact = before[row, t]
            gone = contact < 0 or not resident[contact] or newcomer[contact]
            if newcomer[row]:
                gone = True
            if not gone and not (t == slot and share(w0) < rate):
                continue
            chosen = -1
            fallback = -1
            for attempt in range(6):
                a, b, c, d = words(
                    seed, Decision.TIE_RENEWAL, month, person[row], 200 + 8 * t + attempt
                )
                where = share(a)
                other = -1
                at = employer[row]
                mine = community[row]
                through_community = False
                if mine >= 0 and where < 0.25:
                    n = fellows_start[mine + 1] - fellows_start[mine]
                    other = fellows[fellows_start[mine] + int(share(b) * n)]
                    through_community = True
                elif at >= 0 and where < 0.6:
                    n = colleagues_start[at + 1] - colleagues_start[at]
                    other = colleagues[colleagues_start[at] + int(share(b) * n)]
                elif where < 0.8:
                    n = neighbours_start[district[row] + 1] - neighbours_start[district[row]]
                    other = neighbours[neighbours_start[district[row]] + int(share(b) * n)]
                else:
                    friend = before[row, int(share(b) * ties.shape[1])]
                    if friend >= 0 and resident[friend] and not newcomer[friend]:
                        other = before[friend, int(share(c) * ties.shape[1])]
                if other < 0 or other == row or not resident[other]:
                    continue
                fallback = other
                apart = abs(int(education[row]) - int(education[other]))
                strength = homophily
                if through_community:
                    strength = homophily * (1.0 - bridging)
                if share(d) < math.exp(-strength * apart):
                    chosen = other
                    break
            if chosen < 0 and gone:
                chosen = fallback
            if chosen >= 0 or gone:
                ties[row, t] = chosen


@dataclass(frozen=True)
class Ties(Process):
    """A small part of everybody's contacts is replaced each month, preferably by similar people.

    Candidates are colleagues, neighbours, members of the same community and contacts of contacts;
    one is accepted with chance ``exp(−homophily · |difference of education level|)``. A contact
    who left the city is replaced.
    """

    section: ClassVar[str] = "ties"
    reads: ClassVar[tuple[str, ...]] = ("citizens.employer", "citizens.district")
    writes: ClassVar[tuple[str, ...]] = ("citizens.ties",)

    rate: float = parameter(
        0.12, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that one of eight contacts is replaced in a month",
        source="assumption: a contact lasts five to six years",
    )  # fmt: skip
    homophily: float = parameter(
        0.1, unit="1/level", low=0, high=10, status="calibrated",
        meaning="how steeply acceptance falls with difference in education",
        source="assortativity of ties by education of .2 to .4",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        colleagues, colleagues_start = _group(
            citizens.resident, citizens.employer, world.employers.rows
        )
        neighbours, neighbours_start = _group(
            citizens.resident, citizens.district, world.districts.rows
        )
        fellows, fellows_start = _group(
            citizens.resident, citizens.community, world.communities.rows
        )
        _renew(
            world.seed,
            world.month,
            citizens.resident,
            citizens.person,
            citizens.education,
            citizens.employer,
            citizens.district,
            citizens.community,
            citizens.ties,
            citizens.ties.copy(),
            citizens.arrival == world.month,
            colleagues,
            colleagues_start,
            neighbours,
            neighbours_start,
            fellows,
            fellows_start,
            world.levers.bridging,
            self.rate,
            self.homophily,
        )
