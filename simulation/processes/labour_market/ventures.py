"""Own account and ventures: residents start businesses, and businesses end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import (
    Decision,
    identity_of_three,
    random_bits,
    rows_below,
    to_uniform,
)
from simulation.core.vocabulary import BY_CLOSURE, CLOSED, EMPLOYED, INACTIVE, OUTSIDER
from simulation.fit.demand_ability import effective_demand_ability
from simulation.initialisation.employers import OPENING, add_employers, post_content
from simulation.kernels.compiled import compiled
from simulation.processes.economy.pay import pay_for_match
from simulation.processes.labour_market.licences import (
    holds_licence,
    licence_skills,
    unlicensed_share,
)
from simulation.processes.labour_market.relocation import LEAVE_CITY_READS, end_employers
from simulation.tables.posts import DISMISSAL, dismiss, leave_post, open_posts, take_post
from simulation.world import World

#: Smallest demand that is divided by.
SMALLEST = 1e-9
#: Lowest last wage that pay is compared with, euro per month.
LOWEST_WAGE = 1.0
#: Number that sets the identities of businesses apart from those of other employers.
BUSINESS_ITEM = 78


class Market(NamedTuple):
    """What a founder finds.

    Attributes
    ----------
    own : ndarray of bool, shape (occupations,)
        Whether an occupation is work on own account.
    rows : ndarray of int64, shape (kinds,)
        Rows of these occupations.
    choice : ndarray of float64, shape (occupations, kinds)
        Cumulated chances to think of each kind, by the last occupation.
    chance : ndarray of float64, shape (occupations,)
        Chance that a plan finds customers.
    wage : ndarray of float64, shape (occupations,)
        Pay of a good match.
    licence_share : ndarray of float64, shape (occupations,)
        Share of businesses that need a licence.
    licence_skills : ndarray of bool, shape (occupations, 7)
        Skills that a course leading to the licence teaches.
    match_slope : float
        Slope of log pay over match.
    community_slope : float
        Rise of the chance to think of a business per unit of what a community shows.
    minimum_fit : float
        Match that employers ask of applicants, and customers of founders.
    licence_match : float
    licence_months : int
        See :func:`simulation.processes.labour_market.licences.holds_licence`.
    """

    own: np.ndarray
    rows: np.ndarray
    choice: np.ndarray
    chance: np.ndarray
    wage: np.ndarray
    licence_share: np.ndarray
    licence_skills: np.ndarray
    match_slope: float
    community_slope: float
    minimum_fit: float
    licence_match: float
    licence_months: int


class Plans(NamedTuple):
    """Businesses that start this month, one per founder.

    Attributes
    ----------
    row : ndarray of int64
        Founder.
    occupation : ndarray of int64
        Occupation of the founder's own post.
    field : ndarray of int64
        Occupation of the posts for others; −1 on own account.
    match : ndarray of float64
        Founder's match with the own post.
    identity : ndarray of uint32
        Identity of the business.
    """

    row: np.ndarray
    occupation: np.ndarray
    field: np.ndarray
    match: np.ndarray
    identity: np.ndarray


@compiled
def _count_businesses(posts, own, existing, owners):
    """Count posts of own account by occupation (`existing`) and by employer (`owners`)."""
    holder, occupation, employer = posts.holder, posts.occupation, posts.employer
    for p in range(posts.rows):
        if holder[p] != CLOSED and own[occupation[p]]:
            existing[occupation[p]] += 1.0
            owners[employer[p]] += 1


@compiled
def _fails(seed, month, citizens, row, crowding, rule):
    """Whether the business of citizen `row` fails this month."""
    hazard = rule.early_hazard / (1.0 + citizens.tenure[row] / rule.hazard_scale)
    hazard *= 1.0 + rule.match_slope * (rule.usual_match - citizens.demand_ability[row])
    hazard *= crowding
    bits = random_bits(seed, Decision.BUSINESS_END, month, citizens.person[row], 0)
    return to_uniform(bits[0]) < hazard


@compiled
def _end_businesses(draw, citizens, posts, employers, own, owners, crowding, rule):
    """End businesses that fail or have no owner any more.

    Returns
    -------
    ended : ndarray of bool, shape (employers,)
        Founded employers that have no owner any more.
    failed : ndarray of int64, shape (levels,)
        Failures by education.
    lost : ndarray of int64, shape (levels, causes)
        Job losses by education and cause.
    debts : float
        Euro that owners of failed businesses paid.
    """
    seed, month, levels, causes = draw
    holder, occupation = posts.holder, posts.occupation
    ended = np.zeros(employers.rows, dtype=np.bool_)
    failed = np.zeros(levels, dtype=np.int64)
    lost = np.zeros((levels, causes), dtype=np.int64)
    debts = 0.0
    for p in range(posts.rows):
        if holder[p] == CLOSED or holder[p] == OUTSIDER or not own[occupation[p]]:
            continue
        row, e = holder[p], posts.employer[p]
        if row >= 0:
            if not _fails(seed, month, citizens, row, crowding[occupation[p]], rule):
                continue
            others = employers.founded[e] and employers.posts[e] > owners[e]
            before = citizens.money[row]
            debt = rule.venture_capital if others else rule.capital
            citizens.money[row] = before - min(debt, before)
            debts += np.float64(before) - np.float64(citizens.money[row])
            dismiss(citizens, posts, row, BY_CLOSURE, lost)
            failed[citizens.education[row]] += 1
        holder[p] = CLOSED
        employers.posts[e] -= 1
        owners[e] -= 1
        ended[e] = employers.founded[e] and owners[e] == 0
    return ended, failed, lost, debts


@compiled
def _plan(draw, rows, citizens, communities, occupations, market, rule):
    """Who starts a business this month, and which."""
    seed, month = draw
    status, last, origin = citizens.status, citizens.last_occupation, citizens.origin
    number = rows.shape[0]
    founder, occupation = np.empty(number, np.int64), np.empty(number, np.int64)
    field, matches = np.empty(number, np.int64), np.empty(number)
    identity = np.empty(number, np.uint32)
    count = 0
    for index in range(number):
        row = rows[index]
        if not citizens.resident[row] or status[row] == INACTIVE:
            continue
        if status[row] == EMPLOYED and market.own[citizens.occupation[row]]:
            continue
        bits = random_bits(seed, Decision.BUSINESS_START, month, citizens.person[row], 0)
        more = random_bits(seed, Decision.BUSINESS_START, month, citizens.person[row], 1)
        chance = rule.rate if status[row] == EMPLOYED else rule.rate * rule.jobless_ratio
        community = citizens.community[row]
        if community >= 0:
            chance *= 1.0 + market.community_slope * communities.venture[community]
        if to_uniform(bits[0]) >= chance or citizens.money[row] < rule.capital:
            continue
        which, drawn = 0, to_uniform(bits[1])
        while which < market.rows.shape[0] - 1 and drawn > market.choice[last[row], which]:
            which += 1
        o = market.rows[which]
        match = effective_demand_ability(
            citizens.skills, citizens.currency, row, occupations.demand, occupations.weight, o
        )
        if match < market.minimum_fit or to_uniform(bits[2]) >= market.chance[o]:
            continue
        pay = market.wage[o] * pay_for_match(match, market.match_slope)
        if math.log(pay) + rule.independence < math.log(max(citizens.wage[row], LOWEST_WAGE)):
            continue
        licensed = to_uniform(bits[3]) >= market.licence_share[o]
        if not licensed and not holds_licence(
            citizens, row, o, match, market.licence_skills, market
        ):
            continue
        founder[count], occupation[count], matches[count] = row, o, match
        # keyed by the founder, so that a business is the same whoever else starts one
        identity[count] = identity_of_three(month, citizens.person[row], BUSINESS_ITEM)
        own_field = last[row] if not market.own[last[row]] else origin[row]
        others = citizens.money[row] >= rule.venture_capital and not market.own[own_field]
        field[count] = own_field if others and to_uniform(more[0]) < rule.staffed_share else -1
        count += 1
    return Plans(
        founder[:count], occupation[:count], field[:count], matches[:count], identity[:count]
    )


@compiled
def _begin(plans, opened, citizens, posts, market, from_job, from_unemployment, founded):
    """Let founders take their posts; count them by education and by where they came from."""
    for index in range(plans.row.shape[0]):
        row, post = plans.row[index], opened[index]
        level = citizens.education[row]
        if citizens.status[row] == EMPLOYED:
            leave_post(citizens, posts, row)
            from_job[level] += 1
        else:
            from_unemployment[level] += 1
        founded[level] += 1
        take_post(citizens, posts, row, post)
        o = posts.occupation[post]
        citizens.last_occupation[row] = o
        citizens.dismissed[row] = False
        pay = pay_for_match(plans.match[index], market.match_slope) * posts.pay_ratio[post]
        citizens.wage[row] = market.wage[o] * pay


@dataclass(frozen=True)
class Ventures(Process):
    """Residents start work on own account and ventures; businesses fail (constructs 1.8, 2.3).

    Labour demand then neither opens nor closes posts of own account, and turnover does not end
    them. Each is a business: its holder founded it and owns it. What the economy carries of such
    work, ``desired``, is the market. With c the posts there are per post desired, a plan finds
    customers with chance ``1 / (1 + c^market_slope)``.

    Residents at work or in search think of a business with a small chance, which is higher without
    a job and in communities that teach starting. They think of a kind near to their last work. They
    start if they own `capital`, match the work as well as employers ask and hold the licence, if
    log pay plus `independence` is not below that of their present or last wage, and if the plan
    finds customers. Owners who search for another job value their independence, too. Work on own
    account asks for the skill of the field and for that of running a business; both are in its
    demand.

    Some founders who own `venture_capital` found a venture. It is an employer in the sector of
    their field that opens `starting_staff` posts there at once. Labour demand gives it more by its
    size, as it does to every employer. The city's demand for the field stays what it is, so that
    these posts win a part of it from others.

    A business fails with hazard ``early_hazard / (1 + months / hazard_scale) · (1 + match_slope ·
    (usual_match − F_DA)) · c^market_slope``. The capital is in the owner's savings until then. The
    owner of a failed business pays its debts of that size, as far as the savings go. A business
    ends, too, when its owner takes another job, retires or moves away. With the last owner a
    venture closes all posts and dismisses its staff.
    """

    section: ClassVar[str] = "ventures"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident",
        "citizens.person",
        "citizens.education",
        "citizens.status",
        "citizens.occupation",
        "citizens.last_occupation",
        "citizens.origin",
        "citizens.community",
        "citizens.tenure",
        "citizens.trained",
        "citizens.studied",
        "citizens.skills",
        "citizens.currency",
        "citizens.demand_ability",
        "citizens.money",
        "citizens.wage",
        "communities.venture",
        "employers.founded",
        "occupations.demand",
        "occupations.weight",
        "occupations.family",
        "occupations.sector",
        "occupations.desired",
        "occupations.licence",
        "occupations.design",
        "occupations.base_wage",
        "occupations.markdown",
        "occupations.premium",
        "posts.occupation",
        "occupations.education_asked",
        "employers.present",
        "employers.identity",
        "employers.serial",
        "employers.posts",
        *LEAVE_CITY_READS,
    )
    writes: ClassVar[tuple[str, ...]] = (
        *DISMISSAL,
        *OPENING,
        "citizens.last_occupation",
        "citizens.wage",
        "citizens.money",
    )

    active: bool = switch(
        "residents decide to work on own account and to found ventures; false lets labour demand "
        "set the number of such posts",
        default=False,
    )
    rate: float = parameter(
        0.01, unit="1/month", low=0, high=0.5, status="calibrated",
        meaning="chance that a job-holder thinks of a business of his or her own",
        source="by hand: about as many people on own account as without the switch",
    )  # fmt: skip
    jobless_ratio: float = parameter(
        2.0, unit="ratio", low=0, high=20, status="assumed",
        meaning="that chance for job-seekers relative to job-holders",
        source="order of entry rates in Evans & Leighton (1989), recalled",
    )  # fmt: skip
    community_slope: float = parameter(
        5.0, unit="months", low=0, high=100, status="assumed",
        meaning="rise of that chance per unit of the chance that the community shows how to start",
        source="assumption: with the default of that chance, twice as often at full capacity",
    )  # fmt: skip
    capital: float = parameter(
        3000.0, unit="euro", low=0, high=1_000_000, status="assumed",
        meaning="savings that starting on own account takes, lost if it fails",
        source="assumption: low, because wealth raises entry only in the highest 5 % (Hurst & "
        "Lusardi 2004)",
    )  # fmt: skip
    venture_capital: float = parameter(
        20_000.0, unit="euro", low=0, high=10_000_000, status="assumed",
        meaning="savings that a venture with staff takes, lost if it fails",
        source="assumption: wages of the first staff for three months",
    )  # fmt: skip
    staffed_share: float = parameter(
        0.3, unit="share", low=0, high=1, status="measured",
        meaning="share of founders with that capital who employ others",
        source="29 % of the self-employed in the EU have employees (Eurostat 2016)",
    )  # fmt: skip
    starting_staff: int = parameter(
        2, unit="posts", low=0, high=50, status="assumed",
        meaning="posts for others that a venture opens when it starts",
        source="1.5 jobs per newly born enterprise with the founder (Eurostat 2014): .5 for "
        "others, or 2 in each of a quarter of them",
    )  # fmt: skip
    independence: float = parameter(
        0.43, unit="log wage", low=0, high=5, status="assumed",
        meaning="value of a business of one's own beyond its pay, for founders and owners",
        source="owners earn 35 % less than in paid work after ten years and stay (Hamilton 2000, "
        "recalled): −ln .65",
    )  # fmt: skip
    market_slope: float = parameter(
        2.0, unit="ratio", low=0, high=20, status="assumed",
        meaning="slope of starting and failing over posts of own account per post that the "
        "economy carries, in logs",
        source="assumption; at 0 demand has no effect",
    )  # fmt: skip
    early_hazard: float = parameter(
        0.008, unit="1/month", low=0, high=0.5, status="calibrated",
        meaning="chance that a new business with a usual match fails in a month",
        source="by hand: with owners who leave, survival of 80 % after one year and 44 to 50 % "
        "after five (Eurostat 2016; US Small Business Administration)",
    )  # fmt: skip
    hazard_scale: float = parameter(
        35.0, unit="months", low=0.5, high=1000, status="calibrated",
        meaning="age of a business at which that chance has halved",
        source="see ``early_hazard``",
    )  # fmt: skip
    match_slope: float = parameter(
        2.0, unit="ratio", low=0, high=20, status="assumed",
        meaning="how much a bad match raises the hazard of failure",
        source="assumption, that of separations",
    )  # fmt: skip
    usual_match: float = constant(
        0.9, unit="0-1", low=0, high=1, status="assumed",
        meaning="demand-ability fit at which that hazard is the usual one",
        source="assumption, that of separations",
    )  # fmt: skip

    def run(self, world: World) -> None:
        own = world.occupations.on_own_account
        if not own.any():
            return
        posts, employers = world.posts, world.employers
        existing, owners = np.zeros(own.size), np.zeros(employers.rows, dtype=np.int64)
        _count_businesses(posts, own, existing, owners)
        ratio = existing / np.maximum(world.occupations.desired, SMALLEST)
        crowding = np.where(own, ratio, 1.0) ** self.market_slope
        self._end(world, own, owners, crowding)
        self._start(world, own, crowding)

    def _end(self, world: World, own: np.ndarray, owners: np.ndarray, crowding: np.ndarray) -> None:
        """End businesses; ventures without an owner close with all their posts."""
        draw = (world.seed, world.month, *world.losses_by_cause.shape)
        ended, failed, lost, debts = _end_businesses(
            draw, world.citizens, world.posts, world.employers, own, owners, crowding, self
        )
        world.count_losses(lost)
        world.flows["businesses_failed"] += failed
        world.accounts.debts = debts
        if ended.any():
            end_employers(world, np.flatnonzero(ended), BY_CLOSURE)

    def _start(self, world: World, own: np.ndarray, crowding: np.ndarray) -> None:
        """Start businesses, and open the posts of ventures for others."""
        citizens, occupations, communities = world.citizens, world.occupations, world.communities
        market = self._market(world, own, crowding)
        taught = 1.0 + market.community_slope * float(communities.venture.max(initial=0.0))
        highest = min(1.0, self.rate * max(1.0, self.jobless_ratio) * taught)
        key = (world.seed, Decision.BUSINESS_START, world.month)
        rows = rows_below(*key, citizens.person, highest)
        plans = _plan(key[::2], rows, citizens, communities, occupations, market, self)
        if plans.row.size == 0:
            return
        staffed = plans.field >= 0
        leading = np.where(staffed, plans.field, plans.occupation)
        employer = add_employers(
            world, occupations.sector[leading].astype(np.int64), plans.identity
        )
        world.employers.weight[employer] = 1.0 + self.starting_staff * staffed
        world.employers.founded[employer] = True
        content = post_content(world)
        opened = open_posts(
            world.posts, world.employers, employer, plans.occupation.astype(np.int16), content
        )
        flows = world.flows
        _begin(
            plans, opened, citizens, world.posts, market, flows["hired_from_job"],
            flows["hired_from_unemployment"], flows["businesses_founded"],
        )  # fmt: skip
        others = np.repeat(employer[staffed], self.starting_staff)
        field = np.repeat(plans.field[staffed], self.starting_staff).astype(np.int16)
        open_posts(world.posts, world.employers, others, field, content)

    def _market(self, world: World, own: np.ndarray, crowding: np.ndarray) -> Market:
        occupations, hiring = world.occupations, world.settings["hiring"]
        rows = np.flatnonzero(own)
        ease = occupations.ease(world.settings["search"].distance_scale)[:, rows].astype(float)
        weight = np.cumsum(ease * occupations.desired[rows], axis=1)
        return Market(
            own,
            rows,
            weight / np.maximum(weight[:, -1:], SMALLEST),
            1.0 / (1.0 + crowding),
            occupations.offered_wage(),
            1.0 - unlicensed_share(occupations, hiring).astype(float),
            licence_skills(occupations),
            world.settings["pay"].match_slope,
            # communities teach while they pass on vacancies
            self.community_slope if world.levers.community_reach > 0.0 else 0.0,
            hiring.minimum_fit,
            hiring.licence_match,
            hiring.licence_months,
        )
