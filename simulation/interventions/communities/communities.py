"""Career communities: they form, support their members and end without members or money."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits, to_uniform
from simulation.core.vocabulary import UNEMPLOYED
from simulation.fit.perceived import NEUTRAL
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
def _utility_of_joining(energy, trust, perceived, status, facilitation, rule):
    """Utility of joining a community, whoever its members are."""
    utility = rule.energy_slope * (energy - MIDDLE) + rule.trust_slope * (trust - MIDDLE)
    utility += rule.misfit_slope * max(0.0, NEUTRAL - perceived)
    utility += rule.facilitation_slope * facilitation
    if status == UNEMPLOYED:
        utility += rule.unemployment_effect
    return utility


@compiled
def _choose(seed, month, citizens, communities, family_of, kind_open, facilitation, rule):
    """Citizens leave their community, or join one; writes ``citizens.community``.

    Parameters
    ----------
    seed, month
        Keys of the random draws.
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
    education, energy, trust = citizens.education, citizens.energy, citizens.trust
    occupation, origin = citizens.occupation, citizens.origin
    perceived, community = citizens.perceived, citizens.community
    alive, schooling, members = communities.alive, communities.schooling, communities.members
    families = communities.rows // kind_open.shape[0]
    for row in range(citizens.rows):
        if not resident[row]:
            continue
        first, second, third, _ = random_bits(
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
        utility = _utility_of_joining(
            energy[row], trust[row], perceived[row], status[row], facilitation[candidate], rule
        )
        if members[candidate] > 0:
            # people join bonding communities whose members resemble them in education
            apart = abs(float(education[row]) - schooling[candidate])
            utility -= rule.homophily * (1.0 - rule.bridging) * apart
        # communities in which weak groups have a voice attract people with little trust
        utility += rule.voice * rule.voice_slope * max(0.0, MIDDLE - trust[row])
        chance = rule.join_rate / (1.0 + math.exp(-rule.choice_slope * utility))
        if to_uniform(third) < chance:
            community[row] = candidate


@compiled
def _describe(citizens, communities):
    """Number, energy, mean education and mean ability of the members of each community."""
    resident, community, energy = citizens.resident, citizens.community, citizens.energy
    education, skills = citizens.education, citizens.skills
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
        for k in range(skills.shape[1]):
            pool[c, k] += skills[row, k]
    for c in range(communities.rows):
        if members[c] > 0:
            schooling[c] /= members[c]
            for k in range(skills.shape[1]):
                pool[c, k] /= members[c]


@dataclass(frozen=True)
class Communities(Process):
    """Citizen participation and career communities (Solution 2 of the paper).

    Money pays for facilitators, and a share of it for work teams. There can be a community of each
    of three kinds in each family of occupations; people choose to join and to leave. A community
    starts where facilitation reaches `birth_threshold`. It ends when facilitation falls below
    `life_threshold` and its active members are fewer than the minimum. Starting needs more money
    than continuing, so a community that ended does not return as soon as its money does.

    With vigour, the number of active members relative to the minimum (at most 1), capacity is
    ``own + (1 − own) · facilitated · vigour``, ``own = self_organised · vigour``. Occupational
    communities pass on vacancies and skills of their family, industry communities coach towards
    any work with a good fit, and civic ones give their members a voice
    (:mod:`simulation.interventions.communities.kinds`). The allocation of money is in
    :mod:`simulation.interventions.communities.facilitation`.
    """

    section: ClassVar[str] = "interventions.communities"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person", "citizens.resident", "citizens.education", "citizens.status",
        "citizens.occupation", "citizens.origin", "citizens.energy", "citizens.trust",
        "citizens.perceived", "citizens.skills", "citizens.community", "communities.*",
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
        meaning="active members with which a community continues without money",
        source="assumption",
    )  # fmt: skip
    birth_threshold: float = parameter(
        0.35, unit="share", low=0, high=0.99, status="assumed",
        meaning="facilitated share of the work from which a community can start",
        source="assumption; starting needs more than continuing, so restoring support does not "
        "undo its withdrawal (constructs 7.2 P3)",
    )  # fmt: skip
    life_threshold: float = parameter(
        0.1, unit="share", low=0, high=0.99, status="assumed",
        meaning="facilitated share of the work above which a community continues without members' "
        "energy",
        source="assumption",
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
        meaning="highest chance to join in a month",
        source="assumption; 22 to 40 % volunteer in a year (PIAAC)",
    )  # fmt: skip
    leave_rate: float = parameter(
        0.03, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance to leave in a month, before the effects of facilitation and energy",
        source="assumption",
    )  # fmt: skip
    energy_slope: float = parameter(
        1.5, unit="logit", low=0, high=20, status="assumed",
        meaning="effect of energy on joining", source="assumption (constructs 4.18)",
    )  # fmt: skip
    trust_slope: float = parameter(
        1.5, unit="logit", low=0, high=20, status="assumed",
        meaning="effect of trust in local government on joining", source="assumption",
    )  # fmt: skip
    misfit_slope: float = parameter(
        1.0, unit="logit", low=0, high=20, status="assumed",
        meaning="effect of perceived misfit on joining", source="assumption",
    )  # fmt: skip
    homophily: float = parameter(
        0.8, unit="logit/level", low=0, high=20, status="assumed",
        meaning="reluctance to join members of another level of education", source="assumption",
    )  # fmt: skip
    reach: float = parameter(
        3.0, unit="vacancies/month", low=0, high=8, status="assumed",
        meaning="vacancies passed on to each searching member at full capacity",
        source="assumption",
    )  # fmt: skip
    learning: float = parameter(
        0.01, unit="1/month", low=0, high=0.5, status="assumed",
        meaning="share of the gap to the community's mean ability closed in a month at full "
        "capacity",
        source="assumption",
    )  # fmt: skip
    support: float = parameter(
        0.06, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy that mutual support adds at full capacity",
        source="assumption; interventions lower distress by d = .35 (Paul & Moser 2009)",
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
    facilitation_slope: float = constant(
        1.0, unit="logit", low=0, high=20, status="assumed",
        meaning="effect of facilitation on joining", source="assumption",
    )  # fmt: skip
    unemployment_effect: float = constant(
        0.3, unit="logit", low=-20, high=20, status="assumed",
        meaning="effect of unemployment on joining", source="assumption",
    )  # fmt: skip
    voice_slope: float = constant(
        0.8, unit="logit", low=0, high=20, status="assumed",
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
        _choose(
            world.seed, world.month, citizens, table, family_of, joinable, facilitation, self
        )  # fmt: skip
        _describe(citizens, table)
        self._start_and_end(world, facilitation)
        set_effects(table, world.occupations, self)
        levers.community_reach = self.reach
        levers.community_learning = self.learning
        levers.community_support = self.support
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
        least = money_for(self.birth_threshold, self.member_cost)
        return allocate(
            money, table.members, table.alive, kinds[table.kind], influence, votes, least,
            self.first_members,
        )  # fmt: skip

    def _start_and_end(self, world: World, facilitation: np.ndarray) -> None:
        """Communities start and end, and what members and facilitation make of their capacity."""
        table = world.communities
        carried = table.active >= self.minimum_members
        carried |= facilitation > self.life_threshold
        before = table.alive.copy()
        table.alive[:] = (table.members > 0) & carried
        table.born[table.alive & ~before] = world.month
        world.event_counts["communities_born"] = float((table.alive & ~before).sum())
        world.event_counts["communities_died"] = float((before & ~table.alive).sum())
        vigour = np.minimum(1.0, table.active / self.minimum_members)
        own = self.self_organised * vigour
        capacity = own + (1.0 - own) * facilitation * vigour
        table.capacity[:] = np.where(table.alive, capacity, 0.0)
