"""New employers and new posts, at month 0 and later."""

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
from simulation.tables.posts import PostContent, open_posts
from simulation.world import World

#: Readiness of an employer to leave by sector, relative to the average: international sectors
#: leave, local services stay. Assumptions.
MOBILE = {
    "information_finance": 2.0,
    "professional_services": 1.5,
    "production": 1.5,
    "platforms": 1.0,
    "city_innovation": 0.5,
    "retail_hospitality": 0.3,
    "construction_transport": 0.3,
}
#: The same in every other sector.
IMMOBILE = 0.05
#: Sectors of employers with a single post, and of employers much larger than the others.
SINGLE_POST_SECTORS = ("own_account", "household_services")
LARGE_SECTORS = ("platforms", "public_administration")
#: Mean size in the latter sectors relative to ``city.employer_size``. Assumption.
LARGE_RATIO = 4.0
#: Shape of the size distribution: close to Zipf's law, as firm sizes are (Axtell 2001).
ZIPF_EXPONENT = 1.06
#: Largest size relative to the smallest, and about the mean that results.
LARGEST_SIZE = 60.0
MEAN_SIZE = 4.0
#: Trust of a new employer in the network organisation. Assumption: that of citizens.
INITIAL_TRUST = 0.45
#: Residents per employer outside the city for which residents may work remotely.
RESIDENTS_PER_REMOTE_EMPLOYER = 200
#: Sector of such an employer: none of the city's.
NO_SECTOR = -1

#: Columns that :func:`open_new_posts` reads, and those that it writes: a sector that every employer
#: has left gets a new one.
OPENING_READS = (
    "posts.holder",
    "employers.present",
    "employers.sector",
    "employers.weight",
    "employers.elsewhere",
    "employers.identity",
    "employers.serial",
    "employers.posts",
    "occupations.remote",
    "occupations.education_asked",
)
OPENING = (
    "posts.identity",
    "posts.employer",
    "posts.occupation",
    "posts.holder",
    "posts.waiting",
    "posts.education_asked",
    "posts.ict_above",
    "posts.pay_ratio",
    "employers.*",
)


def in_sectors(world: World, names: tuple[str, ...]) -> np.ndarray:
    """Whether each sector of the city is among `names`."""
    return np.array([name in names for name in world.occupations.sectors])


@compiled
def _number_identities(month, sector, births, identity):
    """Identities of new employers, numbered within their sector and counted in `births`."""
    for index in range(sector.shape[0]):
        s = sector[index]
        identity[index] = identity_of_three(month, s, births[s])
        births[s] += 1


def add_employers(
    world: World, sector: np.ndarray, identity: np.ndarray | None = None
) -> np.ndarray:
    """Add one employer per entry of `sector`; return their rows.

    Identities are numbered within sector and month unless they are given.
    """
    employers, rule = world.employers, world.settings["city"]
    absent = np.flatnonzero(~employers.present)
    if absent.size < sector.size:
        before = employers.rows
        employers.grow(before + sector.size - absent.size)
        absent = np.concatenate([absent, np.arange(before, employers.rows)])
    rows = absent[: sector.size]
    employers.clear(rows)
    if identity is None:
        # common random numbers: the second new employer of a sector and month is always the same
        identity = np.empty(sector.size, dtype=np.uint32)
        _number_identities(world.month, sector, world.employer_births, identity)
    employers.identity[rows] = identity
    employers.present[rows] = True
    employers.sector[rows] = sector
    drawn = uniforms(world.seed, Decision.EMPLOYER_BIRTH, world.month, identity)
    size = np.minimum((1.0 - drawn) ** (-1.0 / ZIPF_EXPONENT), LARGEST_SIZE)
    single, large = in_sectors(world, SINGLE_POST_SECTORS), in_sectors(world, LARGE_SECTORS)
    ratio = np.where(large[sector], LARGE_RATIO, 1.0)
    weight = ratio * rule.employer_size * size / MEAN_SIZE
    employers.weight[rows] = np.where(single[sector], 1.0, weight)
    mobile = np.array([MOBILE.get(name, IMMOBILE) for name in world.occupations.sectors])
    employers.mobile[rows] = mobile[sector]
    employers.trust[rows] = INITIAL_TRUST
    return rows


def add_remote_employers(world: World) -> None:
    """Add the employers outside the city for which residents may work remotely, if any.

    Their posts add to those that the city carries. They belong to none of the city's
    sectors, so the city's posts do not open with them, and they do not relocate.
    """
    rule, employers = world.settings["remote_work"], world.employers
    if not rule.active or rule.outbound <= 0.0:
        return
    number = max(2, world.settings["city"].citizens // RESIDENTS_PER_REMOTE_EMPLOYER)
    before = employers.rows
    employers.grow(before + number)
    rows = np.arange(before, before + number)
    # one more than the highest sector keeps these identities apart from all others
    sector = len(world.occupations.sectors)
    identity = np.empty(number, dtype=np.uint32)
    _number_identities(0, np.full(number, sector), np.zeros(sector + 1, dtype=np.int64), identity)
    employers.identity[rows] = identity
    employers.present[rows] = True
    employers.elsewhere[rows] = True
    employers.sector[rows] = NO_SECTOR


def _assign_remote_employers(
    world: World, occupation: np.ndarray, key: np.ndarray, employer: np.ndarray
) -> None:
    """Assign the share of new posts that are remote to employers outside the city, in place."""
    rule, employers = world.settings["remote_work"], world.employers
    if not rule.active or rule.outbound <= 0.0:
        return
    outside = np.flatnonzero(employers.elsewhere)
    if outside.size == 0:
        return
    more = rule.outbound * world.occupations.remote.astype(float)
    share = more / (1.0 + more)
    _draw_remote_employers(world.seed, world.month, key, occupation, share, outside, employer)


@compiled
def _draw_remote_employers(seed, month, key, occupation, share, outside, employer):
    """Draw whether each new post is remote, by the share of its occupation, and its employer."""
    for index in range(key.shape[0]):
        drawn = to_uniform(random_bits(seed, Decision.REMOTE_POST, month, key[index], 0)[0])
        if drawn < share[occupation[index]]:
            which = to_uniform(random_bits(seed, Decision.REMOTE_POST, month, key[index], 1)[0])
            employer[index] = outside[int(which * outside.shape[0])]


@compiled
def _draw_sectors(draw, occupation, staffing, employers, key, sector, employer_draw):
    """Draw sectors of new posts, and the number from 0 to 1 that selects an employer.

    Posts are numbered within their occupation, so that occupations do not share their draws.

    Returns
    -------
    count : ndarray of int64
        Employers in each of the city's sectors; those outside the city are in none.
    lacking : ndarray of int64
        Sectors that were drawn and have no employer.
    """
    seed, month = draw
    number = np.zeros(staffing.shape[0], dtype=np.int64)
    drawn = np.zeros(staffing.shape[1], dtype=np.bool_)
    for index in range(occupation.shape[0]):
        o = occupation[index]
        own = identity_of_two(o, number[o])
        key[index] = own
        number[o] += 1
        which = to_uniform(random_bits(seed, Decision.POST_OPENING, month, own, 0)[0])
        employer_draw[index] = to_uniform(
            random_bits(seed, Decision.POST_OPENING, month, own, 1)[0]
        )
        s = 0
        summed = staffing[o, 0]
        while which > summed and s < staffing.shape[1] - 1:
            s += 1
            summed += staffing[o, s]
        sector[index] = s
        drawn[s] = True
    count = np.zeros(staffing.shape[1], dtype=np.int64)
    for e in range(employers.rows):
        if employers.present[e] and employers.sector[e] >= 0:
            count[employers.sector[e]] += 1
    return count, np.flatnonzero(drawn & (count == 0))


@compiled
def _draw_employers(post_sector, employer_draw, count, employers, employer):
    """Draw an employer in its sector for every new post, with chances proportional to weights."""
    present, sector, weight = employers.present, employers.sector, employers.weight
    first = np.zeros(count.shape[0] + 1, dtype=np.int64)
    for s in range(count.shape[0]):
        first[s + 1] = first[s] + count[s]
    end = first[:-1].copy()
    member = np.empty(first[-1], dtype=np.int32)
    summed = np.empty(first[-1])
    for e in range(employers.rows):
        s = sector[e]
        if present[e] and s >= 0:
            at = end[s]
            member[at] = e
            summed[at] = weight[e] + (summed[at - 1] if at > first[s] else 0.0)
            end[s] += 1
    for index in range(post_sector.shape[0]):
        s = post_sector[index]
        last = first[s + 1] - 1
        target = employer_draw[index] * summed[last]
        low, high = first[s], last
        while low < high:
            middle = (low + high) // 2
            if summed[middle] < target:
                low = middle + 1
            else:
                high = middle
        employer[index] = member[low]


def open_new_posts(world: World, occupation: np.ndarray) -> np.ndarray:
    """Open one vacant post per entry of `occupation`, at employers drawn by sector and size.

    Returns
    -------
    ndarray of int64
        Rows of the posts.
    """
    number = occupation.size
    if number == 0:
        return occupation
    occupations, employers = world.occupations, world.employers
    key, sector, draw = np.empty(number, np.uint32), np.empty(number, np.int16), np.empty(number)
    count, lacking = _draw_sectors(
        (world.seed, world.month), occupation, occupations.staffing, employers, key, sector, draw
    )
    for empty in lacking:
        add_employers(world, np.array([empty]))
        count[empty] = 1
    employer = np.empty(number, dtype=np.int32)
    _draw_employers(sector, draw, count, employers, employer)
    _assign_remote_employers(world, occupation, key, employer)
    return open_posts(
        world.posts, employers, employer, occupation.astype(np.int16), post_content(world)
    )


def post_content(world: World) -> PostContent:
    """How the posts of each occupation of a city differ."""
    occupations, rule = world.occupations, world.settings["occupations"]
    return PostContent(
        world.seed,
        occupations.cumulated_cells(),
        occupations.pay_of_cells(),
        occupations.usual_ict,
        occupations.education_asked,
        rule.pay_spread,
        rule.posts_differ,
    )
