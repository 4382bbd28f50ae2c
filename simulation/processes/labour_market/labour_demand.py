"""Labour demand: how many posts of each occupation the economy carries, opened and closed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import (
    Decision,
    normal,
    random_bits,
    rows_below,
    to_uniform,
    uniforms,
)
from simulation.core.vocabulary import CLOSED, UNEMPLOYED, VACANT
from simulation.initialisation.employers import add_employers, open_new_posts
from simulation.initialisation.occupation_rules import REFERENCE_INTENSITY, balance
from simulation.kernels.compiled import compiled
from simulation.tables.posts import leave_post
from simulation.world import World

#: Columns that dismissing somebody writes.
DISMISSAL = (
    "citizens.status",
    "citizens.post",
    "citizens.employer",
    "citizens.occupation",
    "citizens.tenure",
    "citizens.spell",
    "citizens.dismissed",
    "citizens.recent_loss",
    "posts.holder",
    "posts.waiting",
)
#: Columns that opening posts writes; a sector that nobody is left in gets a new employer.
OPENING = (
    "posts.identity",
    "posts.employer",
    "posts.occupation",
    "posts.holder",
    "posts.waiting",
    "employers.*",
)


@dataclass(frozen=True)
class BusinessCycle(Process):
    """Booms and busts: the logarithm of labour demand is a slow autoregression round 0."""

    section: ClassVar[str] = "business_cycle"

    persistence: float = parameter(
        0.97, unit="correlation", low=0, high=0.999, status="assumed",
        meaning="autocorrelation of the cycle from month to month",
        source="order of quarterly .91 usual in business-cycle models",
    )  # fmt: skip
    shock_sd: float = parameter(
        0.006, unit="log", low=0, high=0.05, status="calibrated",
        meaning="standard deviation of the monthly surprise in labour demand",
        source="by hand, with the correlation of unemployment and vacancies in view",
    )  # fmt: skip

    def run(self, world: World) -> None:
        surprise = normal(world.seed, Decision.BUSINESS_CYCLE, world.month, 0)
        world.conditions.cycle = (
            self.persistence * world.conditions.cycle + self.shock_sd * surprise
        )


@dataclass(frozen=True)
class EmergingOccupations(Process):
    """Five families of smart-city occupations are born on a logistic path (constructs 5.3, §9)."""

    section: ClassVar[str] = "emerging_occupations"
    reads: ClassVar[tuple[str, ...]] = ("occupations.eventual_share", "occupations.employment")
    writes: ClassVar[tuple[str, ...]] = ("occupations.birth_share",)

    midpoint_month: float = parameter(
        150.0, unit="month", low=0, high=1200, status="assumed",
        meaning="month in which half of the emerging posts are there", source="assumption",
    )  # fmt: skip
    duration: float = parameter(
        36.0, unit="months", low=1, high=600, status="assumed",
        meaning="time scale of the logistic birth", source="assumption",
    )  # fmt: skip
    final_size: float = parameter(
        1.0, unit="ratio", low=0, high=5, status="assumed",
        meaning="eventual share of emerging posts relative to the occupations table",
        source="assumption; the ICTC study calls the roles rare and new",
    )  # fmt: skip
    technology_slope: float = parameter(
        1.0, unit="ratio", low=0, high=5, status="assumed",
        meaning="how far the number of emerging posts goes with the technology intensity at month "
        "0: at 1 a city without technology has none and one full of it twice as many",
        source="assumption (constructs 1.1)",
    )  # fmt: skip
    entry_share: float = parameter(
        0.4, unit="share", low=0, high=1, status="policy",
        meaning="share of emerging posts that are mid-level entry posts",
        source="assumption; ICTC names technicians, operators, write_buffer beside senior roles",
    )  # fmt: skip

    def run(self, world: World) -> None:
        occupations = world.occupations
        grown = 1.0 / (1.0 + math.exp(-(world.month - self.midpoint_month) / self.duration))
        beyond = world.settings["digitalisation"].start / REFERENCE_INTENSITY - 1.0
        _be_born(
            occupations.emerging,
            occupations.entry_post,
            occupations.employment,
            occupations.eventual_share,
            grown * self.final_size * max(0.0, 1.0 + self.technology_slope * beyond),
            self.entry_share,
            occupations.birth_share,
        )


@compiled
def _be_born(emerging, entry_post, employment, eventual_share, grown, entry_share, birth_share):
    """Shares of posts of emerging occupations, ``start + grown · eventual``.

    The eventual shares are those of the table, but for the parts that entry posts and senior ones
    have of them all.
    """
    eventual = np.zeros(2)
    for o in range(emerging.shape[0]):
        if emerging[o]:
            eventual[int(entry_post[o])] += eventual_share[o]
    total = eventual[0] + eventual[1]
    part = (total * (1.0 - entry_share), total * entry_share)
    for o in range(emerging.shape[0]):
        if emerging[o]:
            group = int(entry_post[o])
            own = part[group] * eventual_share[o] / max(eventual[group], 1e-12)
            birth_share[o] = employment[o] + grown * own


@compiled
def _count_posts(holder, occupation, existing, vacant):
    """Posts that there are, and vacant ones, by occupation."""
    for p in range(holder.shape[0]):
        if holder[p] != CLOSED:
            existing[occupation[p]] += 1
            vacant[occupation[p]] += holder[p] == VACANT


@compiled
def _adjust(seed, month, adjustment, desired, existing, vacant, opened, chance_vacant,
            chance_filled):  # fmt: skip
    """Posts to open, and chances to close, by occupation; gives back whether any may close.

    Of the gap ``g = adjustment · (desired − existing)`` what is missing is opened, a fraction of a
    post by luck. What is too much comes off vacancies first, ``(−g)₊ / vacant``, and what is left
    then off filled posts.
    """
    closing = False
    for o in range(desired.shape[0]):
        gap = adjustment * (desired[o] - existing[o])
        luck = to_uniform(random_bits(seed, Decision.POST_OPENING, month, o, 2)[0])
        opened[o] = math.floor(gap + luck) if gap > 0.0 else 0
        surplus = max(-gap, 0.0)
        chance_vacant[o] = min(1.0, surplus / max(vacant[o], 1))
        left = max(surplus - vacant[o], 0.0)
        chance_filled[o] = min(1.0, left / max(existing[o] - vacant[o], 1))
        closing |= surplus > 0.0
    return closing


@compiled
def _close_posts(
    seed,
    month,
    chance_vacant,
    chance_filled,
    existing,
    residents_of,
    columns_posts,
    columns_citizens,
):
    """Close posts with their occupation's chance; returns closed posts, losses by education.

    Closed posts are taken off those `existing` in their occupation.
    """
    holder, occupation, employer, identity, waiting, employer_posts = columns_posts
    (status, post, own_employer, own_occupation, tenure, spell, dismissed, recent_loss) = (
        columns_citizens
    )
    closed = 0
    lost = np.zeros(3, dtype=np.int64)
    for p in range(holder.shape[0]):
        if holder[p] == CLOSED:
            continue
        o = occupation[p]
        chance = chance_vacant[o] if holder[p] == VACANT else chance_filled[o]
        if chance <= 0.0:
            continue
        if to_uniform(random_bits(seed, Decision.POST_CLOSING, month, identity[p], 0)[0]) < chance:
            row = holder[p]
            if row >= 0:
                leave_post(
                    row, status, post, own_employer, own_occupation, tenure, spell, holder, waiting
                )
                dismissed[row] = True
                recent_loss[row] = 0
                lost[residents_of[row]] += 1
            holder[p] = CLOSED
            employer_posts[employer[p]] -= 1
            existing[o] -= 1
            closed += 1
    return closed, lost


@dataclass(frozen=True)
class LabourDemand(Process):
    """Posts follow what the economy would carry, occupation by occupation.

    The economy carries ``posts_per_citizen · residents · exp(cycle)`` posts, split over occupations
    by their starting shares, less what machines took, plus what is being born and what platforms
    gain. A technology boom and employers elsewhere come on top. Each month a part of the gap is
    made good: missing posts are opened vacant, superfluous ones closed, vacancies before filled
    posts.
    """

    section: ClassVar[str] = "labour_demand"
    reads: ClassVar[tuple[str, ...]] = (
        "occupations.displaced",
        "occupations.birth_share",
        "occupations.growth",
        "occupations.boom",
        "occupations.shut",
        "occupations.departed",
    )
    writes: ClassVar[tuple[str, ...]] = (
        "occupations.desired",
        "occupations.posts",
        *DISMISSAL,
        *OPENING,
    )

    adjustment_rate: float = parameter(
        0.3, unit="1/month", low=0.01, high=1, status="assumed",
        meaning="share of the gap between wanted and existing posts closed each month",
        source="assumption: three months to adjust employment",
    )  # fmt: skip

    def run(self, world: World) -> None:
        occupations, posts, citizens = world.occupations, world.posts, world.citizens
        rule = world.settings["city"]
        total = rule.posts_per_citizen * world.residents * math.exp(world.conditions.cycle)
        emerging = occupations.emerging
        shares = occupations.employment * (1.0 - occupations.displaced.astype(float))
        shares[emerging] = occupations.birth_share[emerging]
        shares[~emerging] *= (1.0 - shares[emerging].sum()) / shares[~emerging].sum()
        shares = self._with_platforms(world, shares)
        if occupations.level_shares is not None:
            shares = balance(shares, occupations.education_asked, occupations.level_shares)
        desired = total * shares * np.exp(occupations.boom)
        remote = world.settings["remote_work"]
        if remote.active and remote.outbound > 0.0:
            desired *= 1.0 + remote.outbound * occupations.remote
        # what shocks have shut or taken away
        desired *= 1.0 - occupations.shut.astype(float)
        desired *= 1.0 - occupations.departed.astype(float)
        occupations.desired[:] = desired

        rows = occupations.rows
        existing, vacant = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
        _count_posts(posts.holder, posts.occupation, existing, vacant)
        opened, chance_vacant, chance_filled = (
            np.zeros(rows, np.int64),
            np.zeros(rows),
            np.zeros(rows),
        )
        closing = _adjust(
            world.seed,
            world.month,
            self.adjustment_rate,
            occupations.desired,
            existing,
            vacant,
            opened,
            chance_vacant,
            chance_filled,
        )
        closed = 0
        if closing:
            closed, lost = _close_posts(
                world.seed,
                world.month,
                chance_vacant,
                chance_filled,
                existing,
                citizens.education,
                (
                    posts.holder,
                    posts.occupation,
                    posts.employer,
                    posts.identity,
                    posts.waiting,
                    world.employers.posts,
                ),
                (
                    citizens.status,
                    citizens.post,
                    citizens.employer,
                    citizens.occupation,
                    citizens.tenure,
                    citizens.spell,
                    citizens.dismissed,
                    citizens.recent_loss,
                ),
            )
            world.flows["lost_job"] += lost
        open_new_posts(world, np.repeat(np.arange(rows), opened))
        world.event_counts["posts_closed"] = float(closed)
        world.event_counts["posts_opened"] = float(opened.sum())
        occupations.posts[:] = existing + opened

    @staticmethod
    def _with_platforms(world: World, shares: np.ndarray) -> np.ndarray:
        """What platforms gained is added; in part the other occupations give it up."""
        growth = world.occupations.growth.astype(float)
        gained = shares @ (growth - 1.0)
        others = growth == 1.0
        given_up = world.settings["platforms"].displacing * gained
        factor = 1.0 - given_up / max(shares[others].sum(), 1e-12)
        return np.where(others, shares * factor, shares * growth)


@compiled
def _posts_of(gone, holder, employer):
    """Rows of the posts of employers that are gone."""
    rows = np.empty(holder.shape[0] + 1, dtype=np.int64)
    found = 0
    for p in range(holder.shape[0]):
        # written and written over until one is kept, since a branch would take longer
        rows[found] = p
        found += (holder[p] != CLOSED) & gone[max(employer[p], 0)]
    return rows[:found]


def leave_city(world: World, leaving: np.ndarray) -> np.ndarray:
    """Employers leave with all their posts; whoever held one is dismissed.

    Parameters
    ----------
    world : World
    leaving : ndarray of int
        Rows of the employers.

    Returns
    -------
    ndarray of int
        Rows of the posts that left.
    """
    employers, posts, citizens = world.employers, world.posts, world.citizens
    gone = np.zeros(employers.rows, dtype=bool)
    gone[leaving] = True
    rows = _posts_of(gone, posts.holder, posts.employer)
    people = posts.holder[rows]
    people = people[people >= 0]
    np.add.at(world.flows["lost_job"], citizens.education[people], 1)
    citizens.status[people] = UNEMPLOYED
    for name in ("post", "employer", "occupation"):
        getattr(citizens, name)[people] = -1
    citizens.tenure[people] = 0
    citizens.spell[people] = 0
    citizens.dismissed[people] = True
    citizens.recent_loss[people] = 0
    posts.holder[rows] = CLOSED
    employers.posts[leaving] = 0
    employers.present[leaving] = False
    employers.member[leaving] = False
    for name, number in (("employers_left", leaving.size), ("posts_relocated", rows.size)):
        world.event_counts[name] = world.event_counts.get(name, 0.0) + float(number)
    return rows


@dataclass(frozen=True)
class Relocation(Process):
    """Employers leave with all their posts, and others arrive (constructs 5.4)."""

    section: ClassVar[str] = "relocation"
    reads: ClassVar[tuple[str, ...]] = ("employers.mobile", "employers.present")
    writes: ClassVar[tuple[str, ...]] = (
        "employers.*",
        *DISMISSAL,
    )

    rate: float = parameter(
        0.015, unit="1/year", low=0, high=0.5, status="measured",
        meaning="chance that an employer of average mobility leaves the city in a year",
        source="1 to 2 % leave the labour market a year (NL); 5 % of US headquarters move",
    )  # fmt: skip

    def run(self, world: World) -> None:
        employers = world.employers
        key = (world.seed, Decision.RELOCATION, world.month)
        # nobody leaves with a higher chance in a month than the most mobile do in a year
        highest = min(1.0, self.rate * float(employers.mobile.max(initial=0.0)))
        rows = rows_below(*key, employers.identity, highest)
        rows = rows[employers.present[rows]]
        hazard = 1.0 - (1.0 - np.minimum(self.rate * employers.mobile[rows], 0.99)) ** (1.0 / 12.0)
        luck = uniforms(*key, employers.identity[rows])
        leaving = rows[luck < hazard]
        if leaving.size == 0:
            return
        sectors = employers.sector[leaving].astype(np.int64)
        leave_city(world, leaving)
        add_employers(world, sectors)
