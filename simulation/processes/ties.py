"""Ties: contacts are lost and made, among colleagues, neighbours and contacts of contacts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.compiled import compiled
from simulation.luck import Decision, share, uniforms, words
from simulation.parameter import parameter, switch
from simulation.process import Process
from simulation.world import World

#: People met before a lost contact is replaced by anybody.
TRIES = 6
#: Item of luck that decides whether, and which, contact is replaced.
RENEWAL = 100


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
def _meet(
    seed, month, who, row, attempt, resident, district, employer, community, before, people, starts
):
    """Somebody met at random: a fellow member, a colleague, a neighbour or a contact's contact.

    Returns the row (−1 if nobody was met), whether it was through the community, and the luck that
    decides on acceptance.
    """
    fellows, colleagues, neighbours = people
    fellows_start, colleagues_start, neighbours_start = starts
    first, second, third, fourth = words(seed, Decision.TIE_RENEWAL, month, who, attempt)
    where = share(first)
    other = -1
    through_community = False
    at = employer[row]
    mine = community[row]
    if mine >= 0 and where < 0.25:
        there = fellows_start[mine + 1] - fellows_start[mine]
        other = fellows[fellows_start[mine] + int(share(second) * there)]
        through_community = True
    elif at >= 0 and where < 0.6:
        there = colleagues_start[at + 1] - colleagues_start[at]
        other = colleagues[colleagues_start[at] + int(share(second) * there)]
    elif where < 0.8:
        home = district[row]
        there = neighbours_start[home + 1] - neighbours_start[home]
        other = neighbours[neighbours_start[home] + int(share(second) * there)]
    else:
        friend = before[row, int(share(second) * before.shape[1])]
        if friend >= 0 and resident[friend]:
            other = before[friend, int(share(third) * before.shape[1])]
    return other, through_community, share(fourth)


@compiled
def _accept(seed, month, who, row, item, resident, education, district, employer, occupation,
            family, community, before, people, starts, bridging, homophily, boundary):  # fmt: skip
    """The first person met who is accepted, and the last one met; −1 where there is none."""
    fallback = -1
    for attempt in range(TRIES):
        other, through_community, luck = _meet(
            seed, month, who, row, item + attempt, resident, district, employer, community, before,
            people, starts,
        )  # fmt: skip
        if other < 0 or other == row or not resident[other]:
            continue
        fallback = other
        apart = abs(float(education[row]) - float(education[other]))
        crossed = 1.0 if district[row] != district[other] else 0.0
        mine, theirs = occupation[row], occupation[other]
        if mine >= 0 and theirs >= 0 and family[mine] != family[theirs]:
            crossed += 1.0
        distance = homophily * apart + boundary * crossed
        if through_community:
            distance *= 1.0 - bridging
        if luck < math.exp(-distance):
            return other, fallback
    return -1, fallback


@compiled
def _renew(
    seed,
    month,
    resident,
    person,
    luck,
    education,
    employer,
    occupation,
    family,
    district,
    community,
    ties,
    before,
    newcomer,
    lost,
    people,
    starts,
    bridging,
    rate,
    homophily,
    boundary,
):
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        slot = -1
        if luck[row] < rate:
            which = words(seed, Decision.TIE_RENEWAL, month, person[row], RENEWAL)[1]
            slot = int(share(which) * ties.shape[1])
        for t in range(ties.shape[1]):
            contact = before[row, t]
            gone = newcomer[row] or contact < 0 or lost[contact]
            if not gone and t != slot:
                continue
            chosen, fallback = _accept(
                seed, month, person[row], row, 200 + 8 * t, resident, education, district,
                employer, occupation, family, community, before, people, starts, bridging,
                homophily, boundary,
            )  # fmt: skip
            if chosen < 0 and gone:
                chosen = fallback
            if chosen >= 0 or gone:
                ties[row, t] = chosen


@dataclass(frozen=True)
class Ties(Process):
    """A small part of everybody's contacts is replaced each month, preferably by similar people.

    Candidates are colleagues, neighbours, members of the same community and contacts of contacts;
    one is accepted with chance ``exp(−homophily · |difference of education level| − boundary_cost ·
    boundaries between)``. Boundaries (constructs 6.6) are two: another district, and another family
    of occupations where both work. Communities that bridge make both count less. A contact who left
    the city is replaced.
    """

    section: ClassVar[str] = "ties"
    reads: ClassVar[tuple[str, ...]] = ("citizens.employer", "citizens.district")
    writes: ClassVar[tuple[str, ...]] = ("citizens.ties",)

    homophilous: bool = switch("likeness in education decides on whom one accepts as a contact")
    boundaries: bool = switch("contacts across districts and families of occupations cost effort")
    rate: float = parameter(
        0.12, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that one of eight contacts is replaced in a month",
        source="assumption: a contact lasts five to six years",
    )  # fmt: skip
    homophily: float = parameter(
        0.5, unit="1/level", low=0, high=10, status="calibrated",
        meaning="how steeply acceptance falls with difference in education",
        source="assortativity of ties by education of .2 to .4",
    )  # fmt: skip
    boundary_cost: float = parameter(
        0.1, unit="1/boundary", low=0, high=10, status="assumed",
        meaning="how steeply acceptance falls with boundaries between two people",
        source="assumption: about a tenth fewer contacts per boundary (constructs 6.6)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        newcomer = citizens.arrival == world.month
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
            uniforms(world.seed, Decision.TIE_RENEWAL, world.month, citizens.person, RENEWAL),
            citizens.education,
            citizens.employer,
            citizens.occupation,
            world.occupations.family,
            citizens.district,
            citizens.community,
            citizens.ties,
            citizens.ties.copy(),
            newcomer,
            newcomer | ~citizens.resident,
            (fellows, colleagues, neighbours),
            (fellows_start, colleagues_start, neighbours_start),
            world.levers.bridging,
            self.rate,
            self.homophily if self.homophilous else 0.0,
            self.boundary_cost if self.boundaries else 0.0,
        )
