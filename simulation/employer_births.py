"""New employers and new posts."""

from __future__ import annotations

import numpy as np

from simulation.compiled import compiled
from simulation.luck import Decision, identities, rank_within, share, uniforms, words
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
    number = world.employer_births[sector] + rank_within(sector)
    np.add.at(world.employer_births, sector, 1)
    identity = identities(world.month, sector, number)
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
    employers.identity[rows] = identities(0, sector, np.arange(number))
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
        luck = share(words(seed, Decision.REMOTE_POST, month, key[index], 0)[0])
        if luck < part[occupation[index]]:
            which = share(words(seed, Decision.REMOTE_POST, month, key[index], 1)[0])
            employer[index] = members[int(which * members.shape[0])]


def open_new_posts(world: World, occupation: np.ndarray) -> np.ndarray:
    """Open one vacant post per entry of `occupation`, at employers drawn by sector and size."""
    if occupation.size == 0:
        return occupation
    occupations, employers = world.occupations, world.employers
    occupation = occupation.astype(np.int16)
    # numbered within the occupation, so that one occupation's luck is not another's
    key = identities(occupation, rank_within(occupation))
    sector = np.empty(occupation.size, dtype=np.int16)
    cumulative = np.cumsum(occupations.staffing, axis=1)
    _draw_sectors(world.seed, world.month, key, occupation, cumulative, sector)
    employer = np.empty(occupation.size, dtype=np.int32)
    for value in np.unique(sector):
        members = np.flatnonzero(employers.present & (employers.sector == value))
        if members.size == 0:
            members = add_employers(world, np.array([value]))
        weight = np.cumsum(employers.weight[members].astype(float))
        _draw_employers(world.seed, world.month, key, sector, value, members, weight, employer)
    _send_elsewhere(world, occupation, key, employer)
    return open_posts(world.posts, employers, employer, occupation)


@compiled
def _draw_sectors(seed, month, key, occupation, cumulative, sector):
    """Sector of each new post, by the sectors in which posts of its occupation lie."""
    last = cumulative.shape[1] - 1
    for index in range(key.shape[0]):
        luck = share(words(seed, Decision.POST_OPENING, month, key[index], 0)[0])
        found = 0
        while found < last and luck > cumulative[occupation[index], found]:
            found += 1
        sector[index] = found


@compiled
def _draw_employers(seed, month, key, sector, value, members, weight, employer):
    """Employer of each new post in one sector, by size; `weight` is cumulative."""
    for index in range(key.shape[0]):
        if sector[index] == value:
            luck = share(words(seed, Decision.POST_OPENING, month, key[index], 1)[0])
            place = np.searchsorted(weight, luck * weight[-1])
            employer[index] = members[min(place, members.shape[0] - 1)]
