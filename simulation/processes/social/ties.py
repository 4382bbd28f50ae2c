"""Ties: contacts are lost and made, among colleagues, neighbours and contacts of contacts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, draws, fill_uniforms, to_uniform
from simulation.core.vocabulary import EDUCATIONS
from simulation.kernels.compiled import compiled, inlined, uint32
from simulation.kernels.threads import side_by_side
from simulation.tables.citizens import TIES
from simulation.world import World

#: Items of the decision TIE_RENEWAL: whether and which contact is renewed; the first item, and the
#: number of items, of the meetings for each contact.
RENEWAL, MEETING, ITEMS = 100, 200, 8
#: Citizens handled together, so few that their random draws stay in the processor's cache.
BLOCK = 16384
#: Parts in which people without a group are counted, so that increments do not wait for each other.
PARTS = 8
#: Counts of boundaries between two people: none, one, two.
BOUNDARIES = 3
#: Words of 32 bits: shift and mask of a bit, and the word with all bits set.
SHIFT, MASK, FULL_WORD = 5, 31, 0xFFFFFFFF


class Groups(NamedTuple):
    """Residents by group.

    Attributes
    ----------
    people : ndarray of int32
        Rows of citizens, group after group.
    start : ndarray of int32
        Where each group begins in `people`; the first groups are those of employers.
    neighbours, members : int
        First group of districts, and of communities.
    """

    people: np.ndarray
    start: np.ndarray
    neighbours: int
    members: int


class Survey(NamedTuple):
    """What a month's meetings depend on.

    Attributes
    ----------
    groups : Groups
        Who can be met where.
    lost : ndarray of uint32
        See :func:`_mark_lost`.
    newcomer : ndarray of bool
        Whether each citizen arrived this month.
    chance : ndarray of shape (levels, BOUNDARIES, 2)
        See :func:`_acceptance`.
    """

    groups: Groups
    lost: np.ndarray
    newcomer: np.ndarray
    chance: np.ndarray


class Renewals(NamedTuple):
    """Contacts to replace: rows of citizens, slots of the contacts, and whether they are lost."""

    rows: np.ndarray
    slots: np.ndarray
    lost: np.ndarray


@compiled
def _sort_by_group(resident, key, groups, rows, start, base):
    """Write rows ordered by group, and where each group begins (counting sort).

    Non-residents and people without a group come last. There are no branches, because they could
    not be predicted.
    """
    people = resident.shape[0]
    for row in range(people):
        group = key[row] if resident[row] & (key[row] >= 0) else groups + (row & (PARTS - 1))
        start[group + 1] += 1
    start[0] = base
    for g in range(start.shape[0] - 1):
        start[g + 1] += start[g]
    following = start.copy()
    for row in range(people):
        group = key[row] if resident[row] & (key[row] >= 0) else groups + (row & (PARTS - 1))
        rows[following[group] - base] = row
        following[group] += 1


@compiled
def _group(citizens, employers, districts, communities):
    """Sort residents by employer, district and community; returns the fields of Groups."""
    resident, community = citizens.resident, citizens.community
    people = resident.shape[0]
    any_member = False
    for row in range(people):
        any_member |= community[row] >= 0
    neighbours = employers + PARTS + 1
    members = neighbours + districts + PARTS + 1
    start = np.zeros(members + communities + PARTS + 1, dtype=np.int32)
    end = 2 * people
    rows = np.empty(end + people if any_member else end, dtype=np.int32)
    _sort_by_group(resident, citizens.employer, employers, rows[:people], start[:neighbours], 0)
    _sort_by_group(
        resident, citizens.district, districts, rows[people:end], start[neighbours:members], people
    )
    if any_member:
        _sort_by_group(resident, community, communities, rows[end:], start[members:], end)
    return Groups(rows, start, neighbours, members)


@compiled
def _mark_lost(resident, arrival, month):
    """A bit for each citizen, set for those who cannot be anybody's contact any more.

    The first word stands for row −1, nobody, and is set. The bits of a city of a few million fit
    into the processor's cache.
    """
    people = resident.shape[0]
    bits = np.zeros((people >> SHIFT) + 2, dtype=np.uint32)
    bits[0] = FULL_WORD
    for row in range(people):
        if not resident[row] or arrival[row] == month:
            bits[(row >> SHIFT) + 1] |= uint32(1) << uint32(row & MASK)
    return bits


@inlined
def _is_lost(bits, row):
    """Odd if a contact is lost or missing; higher bits have no meaning."""
    return bits[uint32((row >> SHIFT) + 1)] >> uint32(row & MASK)


@compiled
def _acceptance(bridging, homophily, boundary_cost):
    """Chance to accept somebody by distance in education, boundaries, and if met in a community.

    ``exp(−(homophily · |difference of education| + boundary_cost · boundaries))``; communities
    reduce the exponent by the share that they bridge.
    """
    chance = np.empty((len(EDUCATIONS), BOUNDARIES, 2))
    for apart in range(len(EDUCATIONS)):
        for crossed in range(BOUNDARIES):
            distance = homophily * apart + boundary_cost * crossed
            chance[apart, crossed, 0] = math.exp(-distance)
            chance[apart, crossed, 1] = math.exp(-distance * (1.0 - bridging))
    return chance


@compiled
def _survey(citizens, employers, districts, communities, month, acceptance):
    """What the meetings of a month depend on; `acceptance` are the arguments of _acceptance."""
    groups = _group(citizens, employers.rows, districts.rows, communities.rows)
    bridging, homophily, boundary_cost = acceptance
    return Survey(
        groups,
        _mark_lost(citizens.resident, citizens.arrival, month),
        citizens.arrival == month,
        _acceptance(bridging, homophily, boundary_cost),
    )


@compiled
def _meet(rows, bits, citizens, survey, rule):
    """People met at random: fellow members, colleagues, neighbours or contacts of contacts.

    A newcomer may have the row of somebody who left, and is nobody's contact yet. Returns the rows
    of those met, −1 for nobody, and whether they were met in a community.
    """
    people, start, neighbours, members = survey.groups
    first, second, third = bits[0], bits[1], bits[2]
    resident, newcomer, ties = citizens.resident, survey.newcomer, citizens.ties
    district, employer, community = citizens.district, citizens.employer, citizens.community
    in_community = rule.meet_members
    at_work = in_community + rule.meet_colleagues
    in_district = at_work + rule.meet_neighbours
    met = np.empty(rows.shape[0], dtype=np.int32)
    bridged = np.empty(rows.shape[0], dtype=np.bool_)
    through_friends = np.empty(rows.shape[0], dtype=np.int32)
    number = 0
    for i in range(rows.shape[0]):
        row = rows[i]
        occasion = to_uniform(first[i])
        fellow = (community[row] >= 0) & (occasion < in_community)
        colleague = (employer[row] >= 0) & (occasion < at_work)
        group = neighbours + district[row]
        group = employer[row] if colleague else group
        group = members + community[row] if fellow else group
        size = start[group + 1] - start[group]
        met[i] = people[start[group] + int(to_uniform(second[i]) * size)]
        bridged[i] = fellow
        through_friends[number] = i
        number += (occasion >= in_district) & ~fellow & ~colleague
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
def _accept(rows, met, bridged, bits, citizens, occupations, chance):
    """Whether each person met is a possible contact, and whether he or she is accepted."""
    resident, education = citizens.resident, citizens.education
    district, occupation, family = citizens.district, citizens.occupation, occupations.family
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
        accepted[i] = possible[i] & (to_uniform(bits[i]) < chance[apart, crossed, int(bridged[i])])
    return possible, accepted


@compiled
def _find_renewals(first, end, seed, month, citizens, bits, rate):
    """Contacts to replace among those of the citizens from `first` to `end`."""
    resident, person = citizens.resident[first:end], citizens.person[first:end]
    arrival, ties = citizens.arrival[first:end], citizens.ties[first:end]
    number = resident.shape[0]
    uniform = np.empty(number)
    fill_uniforms(seed, Decision.TIE_RENEWAL, month, person, RENEWAL, uniform)
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
        count += resident[row] & (lost | (uniform[row] < rate))
    keys = np.empty(count, dtype=np.uint32)
    for i in range(count):
        keys[i] = person[affected[i]]
    which = draws(seed, Decision.TIE_RENEWAL, month, keys, np.full(count, np.int32(RENEWAL)))[1]
    rows = np.empty(count * (TIES + 1), dtype=np.int32)
    slots = np.empty(count * (TIES + 1), dtype=np.int32)
    gone = np.empty(count * (TIES + 1), dtype=np.bool_)
    number = 0
    for i in range(count):
        row = affected[i]
        if uniform[row] < rate:
            rows[number] = first + row
            slots[number] = int(to_uniform(which[i]) * TIES)
            lost = _is_lost(bits, ties[row, slots[number]]) & uint32(1)
            gone[number] = (lost != 0) | (arrival[row] == month)
            # lost contacts are added below
            number += not gone[number]
        if some_lost[i]:
            for t in range(TIES):
                rows[number] = first + row
                slots[number] = t
                lost = _is_lost(bits, ties[row, t]) & uint32(1)
                gone[number] = (lost != 0) | (arrival[row] == month)
                number += gone[number]
    return Renewals(rows[:number], slots[:number], gone[:number])


@compiled
def _search_contacts(seed, month, renewals, survey, citizens, occupations, rule):
    """First acceptable person met for each renewal; −1 without one.

    All meet somebody at the same time, up to `meetings` times. The last person met replaces a lost
    contact even without acceptance.
    """
    rows, slots, lost = renewals
    person = citizens.person
    chosen = np.full(rows.shape[0], np.int32(-1))
    searching = np.arange(rows.shape[0])
    for attempt in range(rule.meetings):
        number = searching.shape[0]
        searchers = np.empty(number, dtype=np.int32)
        keys = np.empty(number, dtype=np.uint32)
        items = np.empty(number, dtype=np.int32)
        for i in range(number):
            searchers[i] = rows[searching[i]]
            keys[i] = person[searchers[i]]
            items[i] = MEETING + ITEMS * slots[searching[i]] + attempt
        bits = draws(seed, Decision.TIE_RENEWAL, month, keys, items)
        met, bridged = _meet(searchers, bits, citizens, survey, rule)
        possible, accepted = _accept(
            searchers, met, bridged, bits[3], citizens, occupations, survey.chance
        )
        left = 0
        for i in range(number):
            renewal = searching[i]
            replaced = accepted[i] | (possible[i] & lost[renewal])
            chosen[renewal] = met[i] if replaced else chosen[renewal]
            searching[left] = renewal
            left += not accepted[i]
        searching = searching[:left]
    return chosen


@compiled
def _choose_contacts(first, end, seed, month, survey, citizens, occupations, rule):
    """Contacts to replace among those of some citizens, and who replaces them."""
    renewals = _find_renewals(first, end, seed, month, citizens, survey.lost, rule.rate)
    chosen = _search_contacts(seed, month, renewals, survey, citizens, occupations, rule)
    return renewals, chosen


@compiled
def _replace(ties, renewals, chosen):
    rows, slots, lost = renewals
    for i in range(rows.shape[0]):
        if chosen[i] >= 0 or lost[i]:
            ties[rows[i], slots[i]] = chosen[i]


@dataclass(frozen=True)
class Ties(Process):
    """Each month people replace a small share of their contacts, preferably by similar people.

    Candidates are colleagues, neighbours, members of the same community and contacts of contacts.
    The chance of acceptance is ``exp(−homophily · |difference of education level| − boundary_cost ·
    boundaries)``. The two boundaries (constructs 6.6) are a different district, and a different
    family of occupations if both work. Bridging communities reduce both terms. Contacts who left
    the city are always replaced, if necessary by the last person met.
    """

    section: ClassVar[str] = "ties"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person", "citizens.resident", "citizens.arrival", "citizens.education",
        "citizens.employer", "citizens.occupation", "citizens.district", "citizens.community",
        "citizens.ties", "occupations.family",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.ties",)

    homophilous: bool = switch("people prefer contacts of similar education")
    boundaries: bool = switch("contacts across districts and families of occupations cost effort")
    rate: float = parameter(
        0.12, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that one of eight contacts is replaced in a month",
        source="assumption: a contact lasts five to six years",
    )  # fmt: skip
    homophily: float = parameter(
        0.5, unit="1/level", low=0, high=10, status="calibrated",
        meaning="fall of log acceptance per level of difference in education",
        source="assortativity of ties by education of .2 to .4",
    )  # fmt: skip
    boundary_cost: float = parameter(
        0.1, unit="1/boundary", low=0, high=10, status="assumed",
        meaning="fall of log acceptance per boundary between two people",
        source="assumption: about a tenth fewer contacts per boundary (constructs 6.6)",
    )  # fmt: skip
    meetings: int = constant(
        6, unit="people", low=1, high=ITEMS, status="assumed",
        meaning="people met in search of one contact", source="assumption",
    )  # fmt: skip
    meet_members: float = constant(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="share of meetings in the community, for its members", source="assumption",
    )  # fmt: skip
    meet_colleagues: float = constant(
        0.35, unit="share", low=0, high=1, status="assumed",
        meaning="share of meetings at work, for those with a job; without a community, meetings "
        "there are added",
        source="assumption",
    )  # fmt: skip
    meet_neighbours: float = constant(
        0.2, unit="share", low=0, high=1, status="assumed",
        meaning="share of meetings in the district; without a community or a job, meetings there "
        "are added; contacts of contacts take the rest",
        source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, occupations = world.citizens, world.occupations
        acceptance = (
            world.levers.bridging,
            self.homophily if self.homophilous else 0.0,
            self.boundary_cost if self.boundaries else 0.0,
        )
        survey = _survey(
            citizens, world.employers, world.districts, world.communities, world.month, acceptance
        )

        def choose(first: int) -> tuple[Renewals, np.ndarray]:
            end = min(first + BLOCK, citizens.rows)
            renewals, chosen = _choose_contacts(
                first, end, world.seed, world.month, survey, citizens, occupations, self
            )  # fmt: skip
            return renewals, chosen

        # contacts of contacts are last month's: nothing changes before all have chosen
        for renewals, chosen in side_by_side(choose, range(0, citizens.rows, BLOCK)):
            _replace(citizens.ties, renewals, chosen)
