"""Labour demand: how many posts of each occupation the economy carries; posts open and close."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, normal, random_bits, to_uniform
from simulation.core.vocabulary import BY_AUTOMATION, BY_CLOSURE, BY_CYCLE, CLOSED, VACANT
from simulation.initialisation.employers import OPENING, OPENING_READS, open_new_posts
from simulation.initialisation.occupation_rules import REFERENCE_INTENSITY, balance
from simulation.kernels.compiled import compiled
from simulation.tables.posts import DISMISSAL, dismiss
from simulation.world import World

#: Smallest share that is divided by, so that a group without any posts gets none.
SMALLEST_SHARE = 1e-12
#: Item of the random draw that rounds the number of posts to open.
ROUNDING_ITEM = 2


@dataclass(frozen=True)
class BusinessCycle(Process):
    """Booms and busts: the logarithm of labour demand is a slow autoregression around 0."""

    section: ClassVar[str] = "business_cycle"

    persistence: float = parameter(
        0.97, unit="correlation", low=0, high=0.999, status="assumed",
        meaning="autocorrelation of the cycle from month to month",
        source="order of quarterly .91 usual in business-cycle models",
    )  # fmt: skip
    shock_sd: float = parameter(
        0.006, unit="log", low=0, high=0.05, status="calibrated",
        meaning="standard deviation of the monthly innovation in log labour demand",
        source="by hand, with the correlation of unemployment and vacancies in view",
    )  # fmt: skip

    def run(self, world: World) -> None:
        innovation = normal(world.seed, Decision.BUSINESS_CYCLE, world.month, 0)
        world.conditions.cycle = (
            self.persistence * world.conditions.cycle + self.shock_sd * innovation
        )


@compiled
def _emerging_shares(occupations, growth, entry_share):
    """Write ``employment + growth · eventual share`` into ``birth_share`` of emerging occupations.

    `entry_share` divides the eventual share of them all between entry posts and senior posts.
    """
    emerging, entry_post = occupations.emerging, occupations.entry_post
    eventual_share = occupations.eventual_share
    eventual = np.zeros(2)
    for o in range(occupations.rows):
        if emerging[o]:
            eventual[int(entry_post[o])] += eventual_share[o]
    total = eventual[0] + eventual[1]
    part = (total * (1.0 - entry_share), total * entry_share)
    for o in range(occupations.rows):
        if emerging[o]:
            group = int(entry_post[o])
            own = part[group] * eventual_share[o] / max(eventual[group], SMALLEST_SHARE)
            occupations.birth_share[o] = occupations.employment[o] + growth * own


@dataclass(frozen=True)
class EmergingOccupations(Process):
    """Five families of smart-city occupations grow on a logistic path (constructs 5.3, §9).

    The city pays for the share `public_share` of their posts and investors for the rest. Posts
    whose money a funding cut takes away are not carried any longer (:class:`LabourDemand`).
    """

    section: ClassVar[str] = "emerging_occupations"
    reads: ClassVar[tuple[str, ...]] = (
        "occupations.emerging",
        "occupations.entry_post",
        "occupations.eventual_share",
        "occupations.employment",
    )
    writes: ClassVar[tuple[str, ...]] = ("occupations.birth_share",)

    midpoint_month: float = parameter(
        150.0, unit="month", low=0, high=1200, status="assumed",
        meaning="month in which half of the emerging posts exist", source="assumption",
    )  # fmt: skip
    duration: float = parameter(
        36.0, unit="months", low=1, high=600, status="assumed",
        meaning="time scale of the logistic growth", source="assumption",
    )  # fmt: skip
    final_size: float = parameter(
        1.0, unit="ratio", low=0, high=5, status="assumed",
        meaning="eventual share of emerging posts relative to the occupations table",
        source="assumption; the ICTC study calls the roles rare and new",
    )  # fmt: skip
    technology_slope: float = parameter(
        1.0, unit="ratio", low=0, high=5, status="assumed",
        meaning="slope of emerging posts over technology intensity at month 0: at 1 a city without "
        "technology has none and one of full intensity twice as many",
        source="assumption (constructs 1.1)",
    )  # fmt: skip
    entry_share: float = parameter(
        0.4, unit="share", low=0, high=1, status="policy",
        meaning="share of emerging posts that are mid-level entry posts",
        source="assumption; ICTC names technicians, operators and intake roles beside senior roles",
    )  # fmt: skip

    public_share: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of emerging posts that public money pays for; private money pays the rest",
        source="assumption; pilots of cities with private partners (ICTC study)",
    )  # fmt: skip

    def funded(self, world: World) -> float:
        """Share of emerging posts for which there is money."""
        public, private = world.levers.funding, world.levers.private_funding
        return (
            1.0 - self.public_share * (1.0 - public) - (1.0 - self.public_share) * (1.0 - private)
        )

    def run(self, world: World) -> None:
        grown = 1.0 / (1.0 + math.exp(-(world.month - self.midpoint_month) / self.duration))
        excess = world.settings["digitalisation"].start / REFERENCE_INTENSITY - 1.0
        growth = grown * self.final_size * max(0.0, 1.0 + self.technology_slope * excess)
        _emerging_shares(world.occupations, growth, self.entry_share)


class Factors(NamedTuple):
    """Factors of the posts that the economy carries, by occupation; their product is the posts.

    Attributes
    ----------
    share : ndarray of float64
        Share of all posts, after automation and the growth of emerging occupations and platforms.
    volume : ndarray of float64
        Posts of all occupations: residents, business cycle, technology boom, employers elsewhere.
    spared : ndarray of float64
        Share that no shock shuts or takes away, times what is not given up of posts that stay
        vacant; above 1 where others are given up.
    """

    share: np.ndarray
    volume: np.ndarray
    spared: np.ndarray


class Demand(NamedTuple):
    """Posts of each occupation that the economy carries.

    Attributes
    ----------
    desired, kept : ndarray of float64
        All of them, and with those given up because they stay vacant.
    factors : Factors
    apart : ndarray of bool
        Whether an occupation's posts neither open nor close by demand.
    """

    desired: np.ndarray
    kept: np.ndarray
    factors: Factors
    apart: np.ndarray


class Adjustment(NamedTuple):
    """Adjustment of posts in a month, by occupation.

    Attributes
    ----------
    existing, vacant : ndarray of int64
        Posts, and vacant ones among them.
    opened : ndarray of int64
        Posts to open.
    vacant_closing, filled_closing : ndarray of float64
        Chance of a vacant and of a filled post to close.
    automation, cycle : ndarray of float64
        Chance that a post which closes does so because of automation, or because of the cycle.
    """

    existing: np.ndarray
    vacant: np.ndarray
    opened: np.ndarray
    vacant_closing: np.ndarray
    filled_closing: np.ndarray
    automation: np.ndarray
    cycle: np.ndarray


@compiled
def new_adjustment(occupations):
    """No adjustment yet of the posts of so many occupations."""
    count, chance = np.zeros(occupations, dtype=np.int64), np.zeros(occupations)
    return Adjustment(
        count, count.copy(), count.copy(), chance, chance.copy(), chance.copy(), chance.copy()
    )


@compiled
def _count_posts(posts, adjustment):
    """Count posts, and vacant ones among them."""
    holder, occupation = posts.holder, posts.occupation
    for p in range(posts.rows):
        if holder[p] != CLOSED:
            adjustment.existing[occupation[p]] += 1
            adjustment.vacant[occupation[p]] += holder[p] == VACANT


@compiled
def _respond_to_empty_posts(posts, occupations, rule):
    """Pay more and give up posts where posts stay vacant; see :class:`LabourDemand`."""
    holder, waiting, occupation = posts.holder, posts.waiting, posts.occupation
    unfilled, withdrawn, premium = occupations.unfilled, occupations.withdrawn, occupations.premium
    number = np.zeros(occupations.rows)
    empty = np.zeros(occupations.rows)
    for p in range(posts.rows):
        if holder[p] != CLOSED:
            number[occupation[p]] += 1.0
            empty[occupation[p]] += (holder[p] == VACANT) & (waiting[p] >= rule.empty_months)
    total = 0.0
    mean = 0.0
    for o in range(occupations.rows):
        before = unfilled[o]
        unfilled[o] += rule.empty_pace * (empty[o] / max(number[o], 1.0) - before)
        premium[o] += rule.empty_pay_slope * (unfilled[o] - before)
        total += number[o]
        mean += number[o] * unfilled[o]
    mean /= max(total, 1.0)
    for o in range(occupations.rows):
        given_up = rule.withdrawal_slope * (unfilled[o] - mean)
        withdrawn[o] += given_up - rule.return_rate * withdrawn[o]


@compiled
def _log_ratio(first, second):
    """Logarithm of the ratio of two numbers that may be 0."""
    return math.log(max(first, SMALLEST_SHARE) / max(second, SMALLEST_SHARE))


@compiled
def _follow(lagged, now, rate):
    """Move each lagged factor towards its present value, which it takes at first."""
    for o in range(now.shape[0]):
        lagged[o] = lagged[o] + rate * (now[o] - lagged[o]) if lagged[o] > 0.0 else now[o]


@compiled
def _attribute(occupations, kept, factors, rate, adjustment):
    """Attribute surplus posts to their causes, and let the lagged factors follow this month's.

    See :class:`LabourDemand` for the rule.
    """
    share, volume, spared = factors
    lagged_share, lagged_volume = occupations.lagged_share, occupations.lagged_volume
    lagged_spared = occupations.lagged_spared
    for o in range(occupations.rows):
        existing = adjustment.existing[o]
        if existing <= kept[o] or lagged_volume[o] <= 0.0:
            continue
        automation = max(_log_ratio(lagged_share[o], share[o]), 0.0)
        cycle = max(_log_ratio(lagged_volume[o], volume[o]), 0.0)
        shock = max(_log_ratio(lagged_spared[o], spared[o]), 0.0)
        adjusted_to = lagged_share[o] * lagged_volume[o] * lagged_spared[o]
        rest = max(_log_ratio(existing, adjusted_to), 0.0)
        total = automation + cycle + shock + rest
        if total > 0.0:
            adjustment.automation[o] = automation / total
            adjustment.cycle[o] = cycle / total
    _follow(lagged_share, share, rate)
    _follow(lagged_volume, volume, rate)
    _follow(lagged_spared, spared, rate)


@compiled
def _plan(seed, month, demand, adjustment_rate, adjustment):
    """Plan how many posts to open and with what chance to close them; return whether any may close.

    Of the gap ``g = rate · (desired − existing)`` a positive one is opened, rounded at random. A
    negative one closes vacancies first, with chance ``(−g)₊ / vacant``, then filled posts, but for
    the posts given up because they stay vacant: `kept` is `desired` with these.
    """
    desired, kept, _, apart = demand
    closing = False
    for o in range(desired.shape[0]):
        if apart[o]:
            continue
        existing, vacant = adjustment.existing[o], adjustment.vacant[o]
        gap = adjustment_rate * (desired[o] - existing)
        bits = random_bits(seed, Decision.POST_OPENING, month, o, ROUNDING_ITEM)
        adjustment.opened[o] = math.floor(gap + to_uniform(bits[0])) if gap > 0.0 else 0
        surplus = max(-gap, 0.0)
        adjustment.vacant_closing[o] = min(1.0, surplus / max(vacant, 1))
        left = max(adjustment_rate * (existing - kept[o]) - vacant, 0.0)
        adjustment.filled_closing[o] = min(1.0, left / max(existing - vacant, 1))
        closing |= surplus > 0.0
    return closing


@compiled
def _close_posts(seed, month, adjustment, citizens, posts, employers, lost):
    """Close posts by their chance, dismiss their holders, and return the number of posts closed.

    ``existing`` is kept up to date; `lost` counts losses by education and cause.
    """
    holder, occupation, identity = posts.holder, posts.occupation, posts.identity
    closed = 0
    for p in range(posts.rows):
        if holder[p] == CLOSED:
            continue
        o = occupation[p]
        vacant = holder[p] == VACANT
        chance = adjustment.vacant_closing[o] if vacant else adjustment.filled_closing[o]
        if chance <= 0.0:
            continue
        bits = random_bits(seed, Decision.POST_CLOSING, month, identity[p], 0)
        if to_uniform(bits[0]) < chance:
            if holder[p] >= 0:
                drawn = to_uniform(bits[1]) - adjustment.automation[o]
                cause = BY_CYCLE if drawn < adjustment.cycle[o] else BY_CLOSURE
                cause = BY_AUTOMATION if drawn < 0.0 else cause
                dismiss(citizens, posts, holder[p], cause, lost)
            holder[p] = CLOSED
            employers.posts[posts.employer[p]] -= 1
            adjustment.existing[o] -= 1
            closed += 1
    return closed


@compiled
def _adjust(draw, demand, citizens, posts, employers, occupations, rule, lost):
    """Plan what opens and closes, and close posts.

    Returns the occupation of each post to open, and how many closed; `lost` counts losses.
    """
    seed, month = draw
    adjustment = new_adjustment(occupations.rows)
    rate = rule.adjustment_rate
    closed = 0
    _count_posts(posts, adjustment)
    _attribute(occupations, demand.kept, demand.factors, rate, adjustment)
    if _plan(seed, month, demand, rate, adjustment):
        closed = _close_posts(seed, month, adjustment, citizens, posts, employers, lost)
    for o in range(occupations.rows):
        occupations.desired[o] = demand.desired[o]
        occupations.posts[o] = adjustment.existing[o] + adjustment.opened[o]
    return np.repeat(np.arange(occupations.rows), adjustment.opened), closed


@dataclass(frozen=True)
class LabourDemand(Process):
    """Posts adjust to what the economy carries, occupation by occupation.

    The economy carries ``posts_per_citizen · residents · exp(cycle)`` posts. They are divided over
    occupations by their shares at month 0, less automated posts, plus emerging posts and the growth
    of platforms. A technology boom and employers elsewhere add to them. Each month a share of the
    gap closes: missing posts are opened vacant, surplus ones closed, vacancies before filled posts.

    Where posts stay vacant, employers pay more and do the work in other ways. With v the share of
    an occupation's posts that have been vacant for ``empty_months``, averaged over about ``1 /
    empty_pace`` months, log pay rises with ``empty_pay_slope · v``, and its share of all posts is
    multiplied by ``exp(−y)``, ``y ← y + withdrawal_slope · (v − mean v) − return_rate · y``. The
    number of all posts stays the same, and no filled post closes because of it.

    The holder of a closed post loses the job by a cause. The posts of an occupation are a product
    of three factors, and the fall of each factor is a cause. The occupation's share falls with
    automation and with the growth of emerging occupations and platforms: automation. The volume of
    all posts falls with residents, business cycle and technology boom: cycle. The share spared
    falls in an emergency, after an anchor's exit, where money for emerging posts is cut and where
    posts are given up: closure.

    Posts follow demand with a lag, so they have adjusted to a moving average of each factor, with
    weight `adjustment_rate` on the present. Then ``log(existing / desired) = Σ_f log(average_f / f)
    + log(existing / Π_f average_f)``. The last term, from rounding and turnover of posts, is
    closure as well. Each cause is drawn with the share of its terms in the sum of the positive
    terms. The draw is keyed by the post.

    Where residents found their businesses (:class:`simulation.processes.labour_market.ventures.
    Ventures`), posts of own account neither open nor close here.
    """

    section: ClassVar[str] = "labour_demand"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.education", "citizens.post", "posts.identity", "posts.employer",
        "posts.occupation", "posts.holder", "employers.posts", "occupations.employment",
        "occupations.emerging", "occupations.displaced", "occupations.birth_share",
        "occupations.growth", "occupations.education_asked", "occupations.boom",
        "occupations.remote", "occupations.shut", "occupations.departed", "occupations.desired",
        "occupations.lagged_share", "occupations.lagged_volume", "occupations.lagged_spared",
        "occupations.unfilled", "occupations.withdrawn", "occupations.premium", "posts.waiting",
        *OPENING_READS,
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "occupations.desired", "occupations.lagged_share", "occupations.lagged_volume",
        "occupations.lagged_spared", "occupations.unfilled", "occupations.withdrawn",
        "occupations.premium", "occupations.posts", *DISMISSAL, *OPENING,
    )  # fmt: skip

    adjustment_rate: float = parameter(
        0.3, unit="1/month", low=0.01, high=1, status="assumed",
        meaning="share of the gap between desired and existing posts closed each month",
        source="assumption: three months to adjust employment",
    )  # fmt: skip
    empty_posts: bool = switch(
        "employers respond to posts that stay vacant: they pay more and do the work in other ways"
    )
    empty_months: int = constant(
        3, unit="months", low=0, high=120, status="assumed",
        meaning="months of vacancy from which a post counts as staying vacant",
        source="assumption: longer than the usual vacancy of one to two months",
    )  # fmt: skip
    empty_pace: float = constant(
        0.1, unit="1/month", low=0, high=1, status="assumed",
        meaning="weight of the present month in the average share of posts that stay vacant",
        source="assumption: employers look back on most of a year",
    )  # fmt: skip
    empty_pay_slope: float = parameter(
        1.0, unit="log wage", low=0, high=20, status="assumed",
        meaning="rise of offered pay per unit of the share of posts that stay vacant",
        source="vacancies of 1 to 4 %, and returns to schooling",
    )  # fmt: skip
    withdrawal_slope: float = parameter(
        0.05, unit="1/month", low=0, high=5, status="assumed",
        meaning="log share of posts given up in a month per unit of the share that stays vacant "
        "above the mean of the city",
        source="vacancies of 1 to 4 %, and job finding about equal by education",
    )  # fmt: skip
    return_rate: float = parameter(
        0.01, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the posts given up that employers try again each month",
        source="assumption: a memory of eight years",
    )  # fmt: skip

    def run(self, world: World) -> None:
        occupations, posts, draw = world.occupations, world.posts, (world.seed, world.month)
        if self.empty_posts:
            _respond_to_empty_posts(posts, occupations, self)
        # residents may open and close posts of own account themselves
        apart = occupations.on_own_account & world.settings["ventures"].active
        demand, lost = Demand(*self._desired(world), apart), np.zeros_like(world.losses_by_cause)
        opened, closed = _adjust(
            draw, demand, world.citizens, posts, world.employers, occupations, self, lost
        )
        world.count_losses(lost)
        open_new_posts(world, opened)
        world.event_counts["posts_closed"] = float(closed)
        world.event_counts["posts_opened"] = float(opened.size)

    def _desired(self, world: World) -> tuple[np.ndarray, np.ndarray, Factors]:
        """The first three fields of :class:`Demand`."""
        occupations, rule = world.occupations, world.settings["city"]
        total = rule.posts_per_citizen * world.residents * math.exp(world.conditions.cycle)
        emerging = occupations.emerging
        shares = occupations.employment * (1.0 - occupations.displaced.astype(float))
        shares[emerging] = occupations.birth_share[emerging]
        others = ~emerging
        shares[others] *= (1.0 - shares[emerging].sum()) / shares[others].sum()
        shares = self._with_platforms(world, shares)
        offered = np.ones_like(shares)
        if self.empty_posts:
            offered = np.exp(-occupations.withdrawn.astype(float))
            offered *= shares.sum() / (shares * offered).sum()
            shares = shares * offered
        if occupations.level_shares is not None:
            shares = balance(shares, occupations.asked, occupations.level_shares)
        boom = np.exp(occupations.boom)
        desired, volume = total * shares * boom, total * boom.astype(float)
        remote = world.settings["remote_work"]
        if remote.active and remote.outbound > 0.0:
            more = 1.0 + remote.outbound * occupations.remote
            desired *= more
            volume *= more
        # shocks shut posts, or take them away
        kept = 1.0 - occupations.shut.astype(float)
        kept[emerging] *= world.settings["emerging_occupations"].funded(world)
        staying = 1.0 - occupations.departed.astype(float)
        desired *= kept
        desired *= staying
        spared = kept * staying * offered
        return (
            desired,
            desired / np.minimum(offered, 1.0),
            Factors(shares / offered, volume, spared),
        )

    @staticmethod
    def _with_platforms(world: World, shares: np.ndarray) -> np.ndarray:
        """Shares after the growth of platforms, which in part displaces other occupations."""
        growth = world.occupations.growth.astype(float)
        gained = shares @ (growth - 1.0)
        others = growth == 1.0
        given_up = world.settings["platforms"].displacing * gained
        factor = 1.0 - given_up / max(shares[others].sum(), SMALLEST_SHARE)
        return np.where(others, shares * factor, shares * growth)
