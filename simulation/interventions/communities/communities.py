"""Career communities: they form, support their members and end without members or money."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits, to_uniform
from simulation.core.vocabulary import EMPLOYED
from simulation.fit.perceived import NEUTRAL
from simulation.fit.trust import trust_in_provider
from simulation.interventions.budget import money_for_teams, monthly_budget, started
from simulation.interventions.communities.facilitation import (
    allocate,
    facilitated,
    family_weights,
    match_funding,
    money_for,
)
from simulation.interventions.communities.kinds import CIVIC, set_effects
from simulation.kernels.compiled import compiled, inlined
from simulation.tables.communities import KINDS
from simulation.world import World

#: The effects of energy and trust on joining are counted from the middle of their scales.
MIDDLE = 0.5


@inlined
def _utility_of_joining(energy, trust, perceived, status, age, rule):
    """Utility of joining a community without an invitation, whoever its members are."""
    utility = rule.energy_slope * (energy - MIDDLE) + rule.trust_slope * (trust - MIDDLE)
    utility += rule.misfit_slope * max(0.0, NEUTRAL - perceived) - rule.reluctance
    if status == EMPLOYED:
        utility -= rule.work_time
    if rule.care_from <= age < rule.care_until:
        utility -= rule.care_time
    return utility


@inlined
def _invited(seed, person, bits, facilitation, rule):
    """Whether facilitators invite somebody this month; only people whom the lottery draws."""
    if to_uniform(bits) >= rule.invitation_rate * facilitation:
        return False
    lot = random_bits(seed, Decision.INVITATION_LOT, 0, person, 0)
    return to_uniform(lot[0]) < rule.invitation_share


@compiled
def _choose(keys, citizens, communities, family_of, kind_open, facilitation, rule):
    """Citizens leave their community, or join one; writes ``citizens.community``.

    Returns the number of people invited.

    Parameters
    ----------
    keys : tuple
        Seed and month, the keys of the random draws, and the share that firms run.
    citizens, communities : tables
    family_of : ndarray of int
        Family of each occupation.
    kind_open : ndarray of bool
        Whether each kind of community can be joined.
    facilitation : ndarray of float
        Share of the work that money does in each community.
    rule : Communities
        Parameters.
    """
    resident, person, status = citizens.resident, citizens.person, citizens.status
    seed, month, run_by_firms = keys
    education, energy = citizens.education, citizens.energy
    trust, trust_firms = citizens.trust, citizens.trust_firms
    occupation, origin = citizens.occupation, citizens.origin
    perceived, community = citizens.perceived, citizens.community
    alive, schooling, members = communities.alive, communities.schooling, communities.members
    families = communities.rows // kind_open.shape[0]
    age = citizens.age
    invitations = 0
    for row in range(citizens.rows):
        if not resident[row]:
            continue
        first, second, third, fourth = random_bits(
            seed, Decision.COMMUNITY_CHOICE, month, person[row], 0
        )
        mine = community[row]
        if mine >= 0:
            leaving = rule.leave_rate * (rule.unfacilitated_leave - facilitation[mine])
            leaving *= rule.exhausted_leave - energy[row]
            if not alive[mine] or to_uniform(first) < leaving:
                community[row] = -1
            continue
        o = occupation[row] if occupation[row] >= 0 else origin[row]
        kind = int(to_uniform(second) * kind_open.shape[0])
        if not kind_open[kind]:
            continue
        candidate = kind * families + family_of[o]
        if facilitation[candidate] <= 0.0 and not alive[candidate]:
            continue
        trusted = trust_in_provider(trust[row], trust_firms[row], run_by_firms)
        utility = _utility_of_joining(
            energy[row], trusted, perceived[row], status[row], age[row], rule
        )
        if _invited(seed, person[row], fourth, facilitation[candidate], rule):
            utility += rule.invitation_effect
            invitations += 1
        if members[candidate] > 0:
            # people join bonding communities whose members resemble them in education
            apart = abs(float(education[row]) - schooling[candidate])
            utility -= rule.homophily * (1.0 - rule.bridging) * apart
        # communities in which weak groups have a voice attract people with little trust
        utility += rule.voice * rule.voice_slope * max(0.0, MIDDLE - trusted)
        chance = rule.join_rate / (1.0 + math.exp(-rule.choice_slope * utility))
        if to_uniform(third) < chance:
            community[row] = candidate
    return invitations


@compiled
def _describe(citizens, communities, at_work):
    """Number, energy and mean education of members; mean currency of those at work.

    ``at_work`` counts the latter; without any, the pool is 0 and nobody learns from it.
    """
    status = citizens.status
    resident, community, energy = citizens.resident, citizens.community, citizens.energy
    education, currency = citizens.education, citizens.currency
    members, active = communities.members, communities.active
    pool, schooling = communities.pool, communities.schooling
    members[:] = 0
    active[:] = 0.0
    pool[:] = 0.0
    schooling[:] = 0.0
    for row in range(citizens.rows):
        c = community[row]
        if not resident[row] or c < 0:
            continue
        members[c] += 1
        active[c] += energy[row]
        schooling[c] += education[row]
        if status[row] == EMPLOYED:
            at_work[c] += 1
            for k in range(currency.shape[1]):
                pool[c, k] += currency[row, k]
    for c in range(communities.rows):
        if members[c] > 0:
            schooling[c] /= members[c]
        for k in range(currency.shape[1]):
            pool[c, k] /= max(at_work[c], 1)


@dataclass(frozen=True)
class Communities(Process):
    """Citizen participation and career communities (Solution 2 of the paper).

    Money pays for facilitators, and a share of it for work teams. There can be a community of each
    of three kinds in each family of occupations; people choose to join and to leave. A community
    exists while members and money together do the share `threshold` of its work: ``own + (1 −
    own) · facilitated ≥ threshold``, with ``own = self_organised · vigour`` and vigour the number
    of active members relative to the minimum, at most 1. The same rule holds for starting, with no
    members yet, so that only the work of members can make continuing easier than starting.
    Capacity is ``own + (1 − own) · facilitated · vigour``.

    Facilitators invite people, and people who are invited join more often. Work and the years of
    family care leave less time for it. A lottery of invitations (`invitation_share`) makes an
    experiment inside the city.

    Members without a job search more and give up less (`motivation`), lose less energy and health
    by it (`support_after_loss`), avoid a share of the cost of crossing to other occupations
    (`alternative_paths`), hear of vacancies (`reach`), and learn what is current from members at
    work (`shared_renewal`); each channel is off at 0. Occupational communities pass on vacancies
    and knowledge of their family, industry communities coach towards any work with a good fit, and
    civic ones give their members a voice
    (:mod:`simulation.interventions.communities.kinds`). The allocation of money is in
    :mod:`simulation.interventions.communities.facilitation`.
    """

    section: ClassVar[str] = "interventions.communities"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person", "citizens.resident", "citizens.education", "citizens.status",
        "citizens.occupation", "citizens.origin", "citizens.energy", "citizens.trust",
        "citizens.trust_firms", "citizens.age", "citizens.perceived", "citizens.currency",
        "citizens.community", "communities.*",
        "occupations.family", "occupations.employment", "occupations.design",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.community", "communities.*")

    annual_budget_per_citizen: float = parameter(
        0.0, unit="euro/year", low=0, high=5000, status="policy",
        meaning="money for facilitation per resident and year",
        source="policy; 0 is the baseline",
    )  # fmt: skip
    start_month: int = parameter(
        60, unit="month", low=0, high=2000, status="policy",
        meaning="month after which the programme runs", source="policy",
    )  # fmt: skip
    occupational: bool = parameter(
        True, unit="yes or no", status="policy",
        meaning="whether occupational communities are facilitated", source="policy",
    )  # fmt: skip
    industry: bool = parameter(
        True, unit="yes or no", status="policy",
        meaning="whether industry communities with coaching are facilitated", source="policy",
    )  # fmt: skip
    civic: bool = parameter(
        True, unit="yes or no", status="policy",
        meaning="whether communities of citizens and public authorities are facilitated",
        source="policy",
    )  # fmt: skip
    bridging: float = parameter(
        0.6, unit="share", low=0, high=1, status="policy",
        meaning="share of the homophily in education that communities overcome",
        source="policy; bonding at 0, bridging at 1",
    )  # fmt: skip
    voice: float = parameter(
        0.3, unit="0-1", low=0, high=1, status="policy",
        meaning="power of citizens over what communities do (χ)", source="policy",
    )  # fmt: skip
    first_share: float = parameter(
        1.0, unit="share", low=0, high=1, status="policy",
        meaning="share of the budget available at the start", source="policy; 1 is all of it",
    )  # fmt: skip
    last_share: float = parameter(
        1.0, unit="share", low=0, high=1, status="policy",
        meaning="share of the budget available from the end of the ramp on",
        source="policy; 1 is all of it",
    )  # fmt: skip
    ramp_months: int = parameter(
        24, unit="months", low=1, high=1000, status="policy",
        meaning="months of the linear ramp from the first share to the last",
        source="policy",
    )  # fmt: skip
    team_share: float = parameter(
        0.0, unit="share", low=0, high=1, status="policy",
        meaning="share of the money for the time that work teams cost", source="policy",
    )  # fmt: skip
    minimum_members: int = parameter(
        12, unit="citizens", low=1, high=1000, status="assumed",
        meaning="active members who do all of the work that members do without money",
        source="assumption",
    )  # fmt: skip
    threshold: float = parameter(
        0.1, unit="share", low=0, high=0.99, status="assumed",
        meaning="share of the work, done by members and money, from which a community starts and "
        "below which it ends",
        source="assumption; one rule for both",
    )  # fmt: skip
    member_cost: float = parameter(
        35.0, unit="euro/month", low=1, high=1000, status="assumed",
        meaning="facilitation money per member at which two thirds of the work is done",
        source="assumption: a facilitator for about a hundred members",
    )  # fmt: skip
    self_organised: float = parameter(
        0.15, unit="share", low=0, high=1, status="assumed",
        meaning="share of the work that active members do without money", source="assumption",
    )  # fmt: skip
    join_rate: float = parameter(
        0.08, unit="1/month", low=0, high=1, status="assumed",
        meaning="highest chance to join in a month", source="assumption",
    )  # fmt: skip
    reluctance: float = parameter(
        1.3, unit="utility", low=-10, high=10, status="calibrated",
        meaning="reluctance to join of people with time, without an invitation",
        source="by hand: 12 to 21 % volunteer in a month, so a tenth to a quarter are members",
    )  # fmt: skip
    leave_rate: float = parameter(
        0.08, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance to leave in a month, before the effects of facilitation and energy",
        source="assumption: a third of members a year leave a well facilitated community, as a "
        "third of volunteers do (Eisner et al. 2009, Stanford Social Innovation Review 7)",
    )  # fmt: skip
    invitation_rate: float = parameter(
        0.25, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance of being invited in a month where all the work is facilitated",
        source="assumption: once in four months",
    )  # fmt: skip
    invitation_effect: float = parameter(
        0.9, unit="utility", low=-10, high=10, status="assumed",
        meaning="effect of an invitation on joining",
        source="71 % of the people who were asked volunteer and 29 % of the others (Independent "
        "Sector 2001), odds 6 to 1, which is 2 x .9 in the logit; in part selection",
    )  # fmt: skip
    invitation_share: float = parameter(
        1.0, unit="share", low=0, high=1, status="policy",
        meaning="share of people who can be invited; below 1 a lottery for life decides who",
        source="policy; 1 is everybody",
    )  # fmt: skip
    work_time: float = parameter(
        0.3, unit="utility", low=0, high=10, status="assumed",
        meaning="effect on joining of the time that work takes",
        source="assumption; lack of time is the reason most often named for not volunteering",
    )  # fmt: skip
    care_time: float = parameter(
        0.2, unit="utility", low=0, high=10, status="assumed",
        meaning="effect on joining of the time that care takes in the years of young families",
        source="assumption; family keeps 14 to 18 % of those who wanted a course from it (PIAAC)",
    )  # fmt: skip
    energy_slope: float = parameter(
        1.5, unit="utility", low=0, high=20, status="assumed",
        meaning="effect of energy on joining", source="assumption (constructs 4.18)",
    )  # fmt: skip
    trust_slope: float = parameter(
        1.5, unit="utility", low=0, high=20, status="assumed",
        meaning="effect of trust in who offers it on joining", source="assumption",
    )  # fmt: skip
    misfit_slope: float = parameter(
        1.0, unit="utility", low=0, high=20, status="assumed",
        meaning="effect of perceived misfit on joining", source="assumption",
    )  # fmt: skip
    homophily: float = parameter(
        0.8, unit="utility/level", low=0, high=20, status="assumed",
        meaning="reluctance to join members of another level of education", source="assumption",
    )  # fmt: skip
    reach: float = parameter(
        3.0, unit="vacancies/month", low=0, high=8, status="assumed",
        meaning="vacancies passed on to each searching member at full capacity",
        source="assumption",
    )  # fmt: skip
    shared_renewal: float = parameter(
        0.02, unit="1/month", low=0, high=0.5, status="assumed",
        meaning="share of the lag behind members at work, in what is current of a skill, that is "
        "made up in a month at full capacity",
        source="assumption: members teach as much as colleagues (renewal.colleagues)",
    )  # fmt: skip
    motivation: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="rise of the search effort of members without a job at full capacity, as a share "
        "of what it lacks, of the vacancies they look for, and of those who do not give up",
        source="assumption; programmes that motivate raise job finding 2.67 times in odds "
        "(Liu, Huang & Wang 2014)",
    )  # fmt: skip
    support_after_loss: float = parameter(
        0.69, unit="share", low=0, high=1, status="assumed",
        meaning="share of what a job loss and unemployment take from energy and health that "
        "support at full capacity avoids",
        source="distress of the unemployed is d = .51, interventions lower it by .35 (Paul & "
        "Moser 2009)",
    )  # fmt: skip
    alternative_paths: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of the cost of crossing to another occupation that members of an industry "
        "community avoid at full capacity and full bridging",
        source="assumption; alternative paths (constructs 7.2)",
    )  # fmt: skip

    secondary_effect: float = parameter(
        0.4, unit="share", low=0, high=1, status="assumed",
        meaning="effect of a kind of community outside its purpose, relative to the kind with that "
        "purpose",
        source="assumption",
    )  # fmt: skip
    coaching_share: float = parameter(
        1.0, unit="share", low=0, high=1, status="assumed",
        meaning="share of an industry community's vacancies that a coach selects by fit from all "
        "families",
        source="assumption; external coaching, alternative paths (constructs 7.2)",
    )  # fmt: skip
    bonding_effect: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="extra support, and loss of vacancies, in a purely bonding community",
        source="assumption after the strength of weak ties (Granovetter 1973)",
    )  # fmt: skip
    venture_rate: float = parameter(
        0.2, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that a searching member of a knowledge-intensive community at full "
        "capacity learns how to start a business",
        source="assumption; scientist-entrepreneurs (constructs 2.3)",
    )  # fmt: skip
    coproduction: float = parameter(
        0.5, unit="ratio", low=0, high=5, status="assumed",
        meaning="rise of the quality of public services, relative to it, if all residents were in "
        "civic communities at full capacity",
        source="assumption; prosumers of services (constructs 1.8, 7.2). With 3 % of residents it "
        "is at most 1.5 %",
    )  # fmt: skip
    coproduction_time: float = parameter(
        0.2, unit="share", low=0, high=1, status="assumed",
        meaning="part of the energy that support gives which helping with services takes",
        source="assumption; without coproduction it takes none",
    )  # fmt: skip
    knowledge_threshold: float = constant(
        0.55, unit="0-1", low=0, high=1, status="assumed",
        meaning="mean demand for ICT and analytical skill from which a family is "
        "knowledge-intensive",
        source="assumption; the line of peer_learning.knowledge_line",
    )  # fmt: skip
    first_members: float = constant(
        10.0, unit="citizens", low=1, high=1000, status="assumed",
        meaning="members for whom facilitation is planned in a community without members",
        source="assumption",
    )  # fmt: skip
    unfacilitated_leave: float = constant(
        1.5, unit="ratio", low=1, high=10, status="assumed",
        meaning="ratio of leaving to leave_rate without facilitation; full facilitation lowers it "
        "by 1",
        source="assumption",
    )  # fmt: skip
    exhausted_leave: float = constant(
        1.3, unit="ratio", low=1, high=10, status="assumed",
        meaning="ratio of leaving to leave_rate without energy; full energy lowers it by 1",
        source="assumption",
    )  # fmt: skip
    care_from: int = constant(
        420, unit="months", low=300, high=780, status="assumed",
        meaning="age at which the years of young families begin",
        source="35 years, as the stage of life",
    )  # fmt: skip
    care_until: int = constant(
        600, unit="months", low=300, high=780, status="assumed",
        meaning="age at which they end", source="50 years, as the stage of life",
    )  # fmt: skip
    voice_slope: float = constant(
        0.8, unit="utility", low=0, high=20, status="assumed",
        meaning="effect of voice on joining per unit of trust below .5", source="assumption",
    )  # fmt: skip
    choice_slope: float = constant(
        2.0, unit="ratio", low=0, high=20, status="assumed",
        meaning="slope of the logistic chance to join in its utility", source="assumption",
    )  # fmt: skip

    def funding(self, month: int) -> float:
        """Share of the budget available in a month."""
        progress = min(1.0, max(0.0, (month - self.start_month) / self.ramp_months))
        return self.first_share + (self.last_share - self.first_share) * progress

    def run(self, world: World) -> None:
        citizens, table, levers = world.citizens, world.communities, world.levers
        own = 0.0
        if started(world, self):
            own = monthly_budget(world, self) * self.funding(world.month)
            levers.communities_teams = money_for_teams(world, self.team_share, own)
            own -= levers.communities_teams
        matched = match_funding(world, self.occupational or self.industry or self.civic)
        money = own + matched
        funded = money > 0.0
        if not funded and not table.members.any():
            return
        kinds = np.array([self.occupational, self.industry, self.civic]) & funded
        given = self._allocate(world, money, kinds)
        table.facilitation[:] = given
        per_member = given / np.maximum(table.members, self.first_members)
        facilitation = facilitated(per_member, self.member_cost)
        existing = np.array([table.alive[table.kind == k].any() for k in range(len(KINDS))])
        joinable, family_of = kinds | existing, world.occupations.family
        invited = _choose(
            (world.seed, world.month, world.settings["trust"].run_by_firms), citizens, table,
            family_of, joinable, facilitation, self,
        )  # fmt: skip
        world.event_counts["invitations"] = float(invited)
        _describe(citizens, table, np.zeros(table.rows, dtype=np.int64))
        self._start_and_end(world, facilitation)
        set_effects(table, world.occupations, self)
        levers.community_reach = self.reach
        levers.community_renewal = self.shared_renewal
        levers.community_support = self.support_after_loss
        levers.community_motivation = self.motivation
        levers.community_paths = self.alternative_paths
        levers.bridging = self.bridging
        helpers = (table.members * table.capacity)[table.kind == CIVIC].sum()
        levers.coproduction = self.coproduction * float(helpers) / max(world.residents, 1)
        if given.any():
            world.accounts.spending["communities"] += own
            world.accounts.spending["network"] += matched
        else:
            world.programmes.matched = 0.0

    def _allocate(self, world: World, money: float, kinds: np.ndarray) -> np.ndarray:
        """Money for each community, euro; only of facilitated kinds."""
        table = world.communities
        influence, votes = family_weights(world)
        least = money_for(self.threshold, self.member_cost)
        return allocate(
            money, table.members, table.alive, kinds[table.kind], influence, votes, least,
            self.first_members,
        )  # fmt: skip

    def _start_and_end(self, world: World, facilitation: np.ndarray) -> None:
        """Communities start and end, and what members and facilitation make of their capacity."""
        table = world.communities
        vigour = np.minimum(1.0, table.active / self.minimum_members)
        own = self.self_organised * vigour
        done = own + (1.0 - own) * facilitation
        before = table.alive.copy()
        table.alive[:] = (table.members > 0) & (done >= self.threshold)
        table.born[table.alive & ~before] = world.month
        world.event_counts["communities_born"] = float((table.alive & ~before).sum())
        world.event_counts["communities_died"] = float((before & ~table.alive).sum())
        capacity = own + (1.0 - own) * facilitation * vigour
        table.capacity[:] = np.where(table.alive, capacity, 0.0)
