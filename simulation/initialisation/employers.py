"""New employers and new posts."""

from __future__ import annotations

import numpy as np

from simulation.core.randomness import (
    Decision,
    identity_of_three,
    identity_of_two,
    random_bits,
    to_uniform,
    uniforms,
)
from simulation.kernels.compiled import compiled
from simulation.tables.posts import open_posts
from simulation.world import World

#: Readiness to leave by sector: internationally mobile sectors leave, local services stay.
MOBILE = {
    "information_finance": 2.0,
    "professional_services": 1.5,
    "production": 1.5,
    "platforms": 1.0,
    "city_innovation": 0.5,
    "retail_hospitality": 0.3,
    "construction_transport": 0.3,
}
#: Shape of the size distribution: close to Zipf's law, as firm sizes are (Axtell 2001).
ZIPF_EXPONENT = 1.06
LARGEST = 60.0
#: Residents per employer elsewhere that somebody of the city may work for.
RESIDENTS_PER_ELSEWHERE = 200
#: Sector of employers elsewhere: none of the city's.
NO_SECTOR = -1


@compiled
def _identities(month, sector, born, identity):
    """Identities of new employers, numbered within their sector and counted in `born`."""
    for index in range(sector.shape[0]):
        s = sector[index]
        identity[index] = identity_of_three(month, s, born[s])
        born[s] += 1


def add_employers(world: World, sector: np.ndarray) -> np.ndarray:
    """Add one employer per entry of `sector`; gives back their rows."""
    employers, rule = world.employers, world.settings["city"]
    absent = np.flatnonzero(~employers.present)
    if absent.size < sector.size:
        before = employers.rows
        employers.grow(before + sector.size - absent.size)
        absent = np.concatenate([absent, np.arange(before, employers.rows)])
    rows = absent[: sector.size]
    employers.clear(rows)
    # the second employer born in a sector in a month is the same one in every scenario
    identity = np.empty(sector.size, dtype=np.uint32)
    _identities(world.month, sector, world.employer_births, identity)
    employers.identity[rows] = identity
    employers.present[rows] = True
    employers.sector[rows] = sector
    luck = uniforms(world.seed, Decision.EMPLOYER_BIRTH, world.month, identity)
    size = np.minimum((1.0 - luck) ** (-1.0 / ZIPF_EXPONENT), LARGEST)
    names = world.occupations.sectors
    small = np.array([name in ("own_account", "household_services") for name in names])
    large = np.array([name in ("platforms", "public_administration") for name in names])
    factor = np.where(small[sector], 0.15, np.where(large[sector], 4.0, 1.0))
    employers.weight[rows] = np.where(small[sector], 1.0, factor * rule.employer_size * size / 4.0)
    employers.mobile[rows] = np.array([MOBILE.get(name, 0.05) for name in names])[sector]
    employers.trust[rows] = 0.45
    return rows


def add_elsewhere(world: World) -> None:
    """Add the employers outside the city that residents may work for remotely, if there are any.

    Post by post, they come on top of what the city carries; nobody in the city is their neighbour,
    so none of the city's posts is opened with them, and they do not move away.
    """
    rule, employers = world.settings["remote_work"], world.employers
    if not rule.active or rule.outbound <= 0.0:
        return
    number = max(2, world.settings["city"].citizens // RESIDENTS_PER_ELSEWHERE)
    before = employers.rows
    employers.grow(before + number)
    rows = np.arange(before, before + number)
    # one more than the highest sector keeps these identities apart from all others
    sector = len(world.occupations.sectors)
    identity = np.empty(number, dtype=np.uint32)
    _identities(0, np.full(number, sector), np.zeros(sector + 1, dtype=np.int64), identity)
    employers.identity[rows] = identity
    employers.present[rows] = True
    employers.elsewhere[rows] = True
    employers.sector[rows] = NO_SECTOR


def _send_elsewhere(
    world: World, occupation: np.ndarray, key: np.ndarray, employer: np.ndarray
) -> None:
    """Give the part of new posts that lies elsewhere to employers elsewhere, in place."""
    rule, employers = world.settings["remote_work"], world.employers
    members = np.flatnonzero(employers.elsewhere)
    if not rule.active or rule.outbound <= 0.0 or members.size == 0:
        return
    more = rule.outbound * world.occupations.remote.astype(float)
    _draw_elsewhere(
        world.seed, world.month, key, occupation, more / (1.0 + more), members, employer
    )


@compiled
def _draw_elsewhere(seed, month, key, occupation, part, members, employer):
    """Give each new post, by the part of its occupation that lies elsewhere, one of `members`."""
    for index in range(key.shape[0]):
        luck = to_uniform(random_bits(seed, Decision.REMOTE_POST, month, key[index], 0)[0])
        if luck < part[occupation[index]]:
            which = to_uniform(random_bits(seed, Decision.REMOTE_POST, month, key[index], 1)[0])
            employer[index] = members[int(which * members.shape[0])]


@compiled
def _draw_sectors(seed, month, occupation, staffing, key, sector, luck):
    """Key, sector and luck with employers of new posts; gives back which sectors were drawn.

    Posts are numbered within their occupation, so that one occupation's luck is not another's.
    """
    number = np.zeros(staffing.shape[0], dtype=np.int64)
    drawn = np.zeros(staffing.shape[1], dtype=np.bool_)
    for index in range(occupation.shape[0]):
        o = occupation[index]
        key[index] = identity_of_two(o, number[o])
        number[o] += 1
        which = to_uniform(random_bits(seed, Decision.POST_OPENING, month, key[index], 0)[0])
        luck[index] = to_uniform(random_bits(seed, Decision.POST_OPENING, month, key[index], 1)[0])
        s = 0
        summed = staffing[o, 0]
        while which > summed and s < staffing.shape[1] - 1:
            s += 1
            summed += staffing[o, s]
        sector[index] = s
        drawn[s] = True
    return drawn


@compiled
def _staffed(present, sector, number):
    """Employers of the city in each of a number of sectors; those elsewhere belong to none."""
    count = np.zeros(number, dtype=np.int64)
    for e in range(present.shape[0]):
        if present[e] and sector[e] >= 0:
            count[sector[e]] += 1
    return count


@compiled
def _draw_employers(post_sector, luck, count, present, sector, weight, employer):
    """An employer of its sector for every new post, with a chance that grows with its weight."""
    first = np.zeros(count.shape[0] + 1, dtype=np.int64)
    for s in range(count.shape[0]):
        first[s + 1] = first[s] + count[s]
    end = first[:-1].copy()
    member = np.empty(first[-1], dtype=np.int32)
    summed = np.empty(first[-1])
    for e in range(present.shape[0]):
        s = sector[e]
        if present[e] and s >= 0:
            at = end[s]
            member[at] = e
            summed[at] = weight[e] + (summed[at - 1] if at > first[s] else 0.0)
            end[s] += 1
    for index in range(post_sector.shape[0]):
        s = post_sector[index]
        last = first[s + 1] - 1
        wanted = luck[index] * summed[last]
        low, high = first[s], last
        while low < high:
            middle = (low + high) // 2
            if summed[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        employer[index] = member[low]


def open_new_posts(world: World, occupation: np.ndarray) -> np.ndarray:
    """Open one vacant post per entry of `occupation`, at employers drawn by sector and size."""
    number = occupation.size
    if number == 0:
        return occupation
    occupations, employers = world.occupations, world.employers
    key, sector, luck = np.empty(number, np.uint32), np.empty(number, np.int16), np.empty(number)
    staffing = occupations.staffing
    drawn = _draw_sectors(world.seed, world.month, occupation, staffing, key, sector, luck)
    count = _staffed(employers.present, employers.sector, drawn.size)
    for empty in np.flatnonzero(drawn & (count == 0)):
        add_employers(world, np.array([empty]))
        count[empty] = 1
    employer = np.empty(number, dtype=np.int32)
    _draw_employers(
        sector, luck, count, employers.present, employers.sector, employers.weight, employer
    )
    _send_elsewhere(world, occupation, key, employer)
    return open_posts(world.posts, employers, employer, occupation.astype(np.int16))
