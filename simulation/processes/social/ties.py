"""Ties: contacts are lost and made, among colleagues, neighbours and contacts of contacts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, draws, fill_uniforms, to_uniform
from simulation.core.vocabulary import EDUCATIONS
from simulation.kernels.compiled import compiled, inlined, uint32
from simulation.kernels.threads import side_by_side
from simulation.tables.citizens import TIES
from simulation.world import World

#: People met before a lost contact is replaced by anybody.
TRIES = 6
#: Item of luck that decides whether, and which, contact is replaced.
RENEWAL = 100
#: Citizens looked at together, so few that what is drawn for them stays in the processor's cache.
BLOCK = 16384


@compiled
def _group(resident, key, groups, rows, start, base):
    """Write rows ordered by group, and where in all groups each begins (counting sort).

    Whoever does not live here or belongs to no group comes last. There is no branch, since no
    processor can guess who has a job, and these others are counted in eight parts, since counting
    many in one makes each wait for the one before.
    """
    people = resident.shape[0]
    for row in range(people):
        group = key[row] if resident[row] & (key[row] >= 0) else groups + (row & 7)
        start[group + 1] += 1
    start[0] = base
    for g in range(start.shape[0] - 1):
        start[g + 1] += start[g]
    following = start.copy()
    for row in range(people):
        group = key[row] if resident[row] & (key[row] >= 0) else groups + (row & 7)
        rows[following[group] - base] = row
        following[group] += 1


@compiled
def _groups(resident, employer, employers, district, districts, community, communities):
    """Rows of colleagues, neighbours and fellow members one after another.

    Also gives back where each group begins, and the first group of neighbours and of fellows.
    """
    people = resident.shape[0]
    members = False
    for row in range(people):
        members |= community[row] >= 0
    neighbours = employers + 9
    fellows = neighbours + districts + 9
    start = np.zeros(fellows + communities + 9, dtype=np.int32)
    rows = np.empty((3 if members else 2) * people, dtype=np.int32)
    _group(resident, employer, employers, rows[:people], start[:neighbours], 0)
    _group(
        resident, district, districts, rows[people : 2 * people], start[neighbours:fellows], people
    )
    if members:
        _group(resident, community, communities, rows[2 * people :], start[fellows:], 2 * people)
    return rows, start, neighbours, fellows


@compiled
def _lost(resident, arrival, month):
    """A bit for everybody, set for those who are no contacts any more.

    The first 32 bits stand for nobody, row −1, and are set. Bits for a whole city of a few million
    fit into the processor's cache.
    """
    people = resident.shape[0]
    bits = np.zeros(people // 32 + 2, dtype=np.uint32)
    bits[0] = 0xFFFFFFFF
    for row in range(people):
        if not resident[row] or arrival[row] == month:
            bits[(row >> 5) + 1] |= uint32(1) << uint32(row & 31)
    return bits


@inlined
def _is_lost(bits, row):
    """Odd if somebody, or nobody, is no contact any more; higher bits mean nothing."""
    return bits[uint32((row >> 5) + 1)] >> uint32(row & 31)


@compiled
def _acceptance(bridging, homophily, boundary):
    """Chance of accepting somebody: by levels of education apart, boundaries, and if bridged.

    ``exp(−(homophily · |difference of education| + boundary · boundaries between))``; through a
    community the exponent is less by the share that it bridges.
    """
    chance = np.empty((len(EDUCATIONS), 3, 2))
    for apart in range(len(EDUCATIONS)):
        for crossed in range(3):
            distance = homophily * apart + boundary * crossed
            chance[apart, crossed, 0] = math.exp(-distance)
            chance[apart, crossed, 1] = math.exp(-distance * (1.0 - bridging))
    return chance


@compiled
def _meet(
    rows, first, second, third, resident, newcomer, district, employer, community, ties, groups
):
    """Somebody met at random: a fellow member, a colleague, a neighbour or a contact's contact.

    Whoever came this month may have the row of somebody who left, and is nobody's contact yet.
    Returns the rows of those met, −1 where nobody was, and whether it was through the community.
    """
    people, start, neighbours, fellows = groups
    met = np.empty(rows.shape[0], dtype=np.int32)
    bridged = np.empty(rows.shape[0], dtype=np.bool_)
    through_friends = np.empty(rows.shape[0], dtype=np.int32)
    number = 0
    for i in range(rows.shape[0]):
        row = rows[i]
        where = to_uniform(first[i])
        fellow = (community[row] >= 0) & (where < 0.25)
        colleague = (employer[row] >= 0) & (where < 0.6)
        group = neighbours + district[row]
        group = employer[row] if colleague else group
        group = fellows + community[row] if fellow else group
        there = start[group + 1] - start[group]
        met[i] = people[start[group] + int(to_uniform(second[i]) * there)]
        bridged[i] = fellow
        through_friends[number] = i
        number += (where >= 0.8) & ~fellow & ~colleague
    for f in range(number):
        i = through_friends[f]
        friend = ties[rows[i], int(to_uniform(second[i]) * TIES)]
        met[i] = -1
        if friend >= 0 and resident[friend] and not newcomer[friend]:
            other = ties[friend, int(to_uniform(third[i]) * TIES)]
            if other >= 0 and not newcomer[other]:
                met[i] = other
    return met, bridged


@compiled
def _accept(rows, met, bridged, luck, resident, education, district, occupation, family, chance):
    """Who of those met may be a contact at all, and who is accepted as one."""
    possible = np.empty(rows.shape[0], dtype=np.bool_)
    accepted = np.empty(rows.shape[0], dtype=np.bool_)
    for i in range(rows.shape[0]):
        row = rows[i]
        other = max(met[i], 0)
        possible[i] = (met[i] >= 0) & (other != row) & resident[other]
        own, others = education[row], education[other]
        apart = max(own, others) - min(own, others)
        mine, theirs = occupation[row], occupation[other]
        strangers = (mine >= 0) & (theirs >= 0) & (family[mine] != family[theirs])
        crossed = int(district[row] != district[other]) + int(strangers)
        accepted[i] = possible[i] & (to_uniform(luck[i]) < chance[apart, crossed, int(bridged[i])])
    return possible, accepted


@compiled
def _wanted(seed, month, first, resident, person, luck, arrival, ties, bits, rate):
    """Contacts of a block of citizens that are to be replaced: whose, which, and whether lost."""
    number = resident.shape[0]
    affected = np.empty(number, dtype=np.int32)
    some_lost = np.empty(number, dtype=np.bool_)
    count = 0
    for row in range(number):
        either = uint32(0)
        for t in range(TIES):
            either |= _is_lost(bits, ties[row, t])
        lost = ((either & uint32(1)) != 0) | (arrival[row] == month)
        affected[count] = row
        some_lost[count] = lost
        count += resident[row] & (lost | (luck[row] < rate))
    keys = np.empty(count, dtype=np.uint32)
    for i in range(count):
        keys[i] = person[affected[i]]
    which = draws(seed, Decision.TIE_RENEWAL, month, keys, np.full(count, np.int32(RENEWAL)))[1]
    rows = np.empty(count * (TIES + 1), dtype=np.int32)
    slots = np.empty(count * (TIES + 1), dtype=np.int32)
    gone = np.empty(count * (TIES + 1), dtype=np.bool_)
    wanted = 0
    for i in range(count):
        row = affected[i]
        if luck[row] < rate:
            rows[wanted] = first + row
            slots[wanted] = int(to_uniform(which[i]) * TIES)
            lost = _is_lost(bits, ties[row, slots[wanted]]) & uint32(1)
            gone[wanted] = (lost != 0) | (arrival[row] == month)
            # a lost one is looked at below
            wanted += not gone[wanted]
        if some_lost[i]:
            for t in range(TIES):
                rows[wanted] = first + row
                slots[wanted] = t
                lost = _is_lost(bits, ties[row, t]) & uint32(1)
                gone[wanted] = (lost != 0) | (arrival[row] == month)
                wanted += gone[wanted]
    return rows[:wanted], slots[:wanted], gone[:wanted]


@compiled
def _look_round(
    seed, month, rows, slots, gone, resident, newcomer, person, education, district, employer,
    occupation, family, community, ties, groups, chance,
):  # fmt: skip
    """The first person met who is accepted, in place of a lost contact even the last one met.

    All who look for a contact meet somebody at the same time, up to six times; gives back −1 where
    nobody was found.
    """
    chosen = np.full(rows.shape[0], np.int32(-1))
    looking = np.arange(rows.shape[0])
    for attempt in range(TRIES):
        number = looking.shape[0]
        who = np.empty(number, dtype=np.int32)
        keys = np.empty(number, dtype=np.uint32)
        items = np.empty(number, dtype=np.int32)
        for i in range(number):
            who[i] = rows[looking[i]]
            keys[i] = person[who[i]]
            items[i] = 200 + 8 * slots[looking[i]] + attempt
        luck = draws(seed, Decision.TIE_RENEWAL, month, keys, items)
        met, bridged = _meet(
            who, luck[0], luck[1], luck[2], resident, newcomer, district, employer, community, ties,
            groups,
        )  # fmt: skip
        possible, accepted = _accept(
            who, met, bridged, luck[3], resident, education, district, occupation, family, chance
        )
        still = 0
        for i in range(number):
            one = looking[i]
            taken = accepted[i] | (possible[i] & gone[one])
            chosen[one] = met[i] if taken else chosen[one]
            looking[still] = one
            still += not accepted[i]
        looking = looking[:still]
    return chosen


@compiled
def _survey(resident, arrival, month, employer, employers, district, districts, community,
            communities, bridging, homophily, boundary):  # fmt: skip
    """Who can be met where, who is lost, who is new, and how likely strangers are accepted."""
    groups = _groups(resident, employer, employers, district, districts, community, communities)
    bits = _lost(resident, arrival, month)
    return groups, bits, arrival == month, _acceptance(bridging, homophily, boundary)


@compiled
def _choose_contacts(first, end, seed, month, survey, resident, person, arrival, education,
                     employer, occupation, family, district, community, ties, rate):  # fmt: skip
    """Contacts that some citizens replace: whose, which, whether lost, and by whom."""
    groups, bits, newcomer, chance = survey
    luck = np.empty(end - first)
    fill_uniforms(seed, Decision.TIE_RENEWAL, month, person[first:end], RENEWAL, luck)
    rows, slots, gone = _wanted(
        seed, month, first, resident[first:end], person[first:end], luck, arrival[first:end],
        ties[first:end], bits, rate,
    )  # fmt: skip
    chosen = _look_round(
        seed, month, rows, slots, gone, resident, newcomer, person, education, district, employer,
        occupation, family, community, ties, groups, chance,
    )  # fmt: skip
    return rows, slots, gone, chosen


@compiled
def _replace(ties, rows, slots, gone, chosen):
    for i in range(rows.shape[0]):
        if chosen[i] >= 0 or gone[i]:
            ties[rows[i], slots[i]] = chosen[i]


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
        citizens, occupations = world.citizens, world.occupations
        survey = _survey(
            citizens.resident, citizens.arrival, world.month, citizens.employer,
            world.employers.rows, citizens.district, world.districts.rows, citizens.community,
            world.communities.rows, world.levers.bridging,
            self.homophily if self.homophilous else 0.0,
            self.boundary_cost if self.boundaries else 0.0,
        )  # fmt: skip

        def choose(first: int) -> tuple[np.ndarray, ...]:
            chosen: tuple[np.ndarray, ...] = _choose_contacts(
                first, min(first + BLOCK, citizens.rows), world.seed, world.month, survey,
                citizens.resident, citizens.person, citizens.arrival, citizens.education,
                citizens.employer, citizens.occupation, occupations.family, citizens.district,
                citizens.community, citizens.ties, self.rate,
            )  # fmt: skip
            return chosen

        # contacts of contacts are those of last month, hence nothing changes before all have chosen
        for replaced in side_by_side(choose, range(0, citizens.rows, BLOCK)):
            _replace(citizens.ties, *replaced)
