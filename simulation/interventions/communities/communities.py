"""Career communities: they form, help their members, and die when nobody carries them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits, to_uniform
from simulation.core.vocabulary import UNEMPLOYED
from simulation.interventions.budget import monthly_budget, started
from simulation.interventions.communities.facilitation import (
    allot,
    facilitated,
    money_for,
    share_matched,
    standing,
)
from simulation.interventions.communities.kinds import give_effects
from simulation.kernels.compiled import compiled
from simulation.tables.communities import KINDS
from simulation.world import World


@compiled
def _choose(seed, month, citizens, communities, family_of, kind_open, facilitated, rule):
    """Who joins a community and who leaves.

    Parameters
    ----------
    seed, month
        Key of the random draws.
    citizens, communities : tables
        Only ``citizens.community`` is written.
    family_of : ndarray
        Family of each occupation.
    kind_open : ndarray of bool
        Whether each kind of community can be joined.
    facilitated : ndarray of float
        Share of the work that money does in each community.
    rule : Communities
        Parameters.
    """
    resident, person, status = citizens.resident, citizens.person, citizens.status
    education, energy, trust = citizens.education, citizens.energy, citizens.trust
    occupation, origin = citizens.occupation, citizens.origin
    perceived, community = citizens.perceived, citizens.community
    alive, schooling, members = communities.alive, communities.schooling, communities.members
    bridging, voice = rule.bridging, rule.voice
    families = communities.rows // kind_open.shape[0]
    for row in range(citizens.rows):
        if not resident[row]:
            continue
        first, second, third, _ = random_bits(
            seed, Decision.COMMUNITY_CHOICE, month, person[row], 0
        )
        mine = community[row]
        if mine >= 0:
            bored = rule.leave_rate * (1.5 - facilitated[mine]) * (1.3 - energy[row])
            if not alive[mine] or to_uniform(first) < bored:
                community[row] = -1
            continue
        o = occupation[row] if occupation[row] >= 0 else origin[row]
        kind = int(to_uniform(second) * 3)
        if not kind_open[kind]:
            continue
        candidate = kind * families + family_of[o]
        if facilitated[candidate] <= 0.0 and not alive[candidate]:
            continue
        utility = rule.energy_slope * (energy[row] - 0.5) + rule.trust_slope * (trust[row] - 0.5)
        utility += rule.misfit_slope * max(0.0, 0.65 - perceived[row])
        utility += 1.0 * facilitated[candidate]
        if status[row] == UNEMPLOYED:
            utility += 0.3
        if members[candidate] > 0:
            # bonding communities are joined by those who resemble the members
            apart = abs(float(education[row]) - schooling[candidate])
            utility -= rule.homophily * (1.0 - bridging) * apart
        # where the weak have a voice, those who trust little feel meant too
        utility += voice * 0.8 * max(0.0, 0.5 - trust[row])
        chance = rule.join_rate / (1.0 + math.exp(-2.0 * utility))
        if to_uniform(third) < chance:
            community[row] = candidate


@compiled
def _describe(citizens, communities):
    """Who belongs to each community and what they know, written into its columns."""
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

    Money pays facilitators. A community can be born where there is facilitation, in each family of
    occupations and in three kinds; people join by choice, and leave. It lives while its active
    members reach the minimum or facilitation carries it; to be born it needs more facilitation
    than to live, so what died is not back as soon as the money is. What it can do for a member
    depends on facilitation per member and on what active members do themselves; governance being
    informal, without facilitation that is little: ``capacity = own + (1 − own) · facilitated ·
    vigour``. Occupational communities pass on vacancies and skills of the occupation, industry
    communities coach towards whatever suits, civic ones make members heard
    (:mod:`simulation.interventions.communities.kinds`). Which communities the money reaches is
    decided in :mod:`simulation.interventions.communities.facilitation`.
    """

    section: ClassVar[str] = "interventions.communities"
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
        meaning="how far communities reach across levels of education",
        source="policy; bonding at 0, bridging at 1",
    )  # fmt: skip
    voice: float = parameter(
        0.3, unit="0-1", low=0, high=1, status="policy",
        meaning="power of citizens over what communities do (χ)", source="policy",
    )  # fmt: skip
    first_share: float = parameter(
        1.0, unit="share", low=0, high=1, status="policy",
        meaning="share of the money there is at the start", source="policy; 1 is all of it",
    )  # fmt: skip
    last_share: float = parameter(
        1.0, unit="share", low=0, high=1, status="policy",
        meaning="share of the money there is from the end of the ramp on",
        source="policy; 1 is all of it",
    )  # fmt: skip
    ramp_months: int = parameter(
        24, unit="months", low=1, high=1000, status="policy",
        meaning="months in which the money goes evenly from the first share to the last",
        source="policy",
    )  # fmt: skip
    minimum_members: int = parameter(
        12, unit="citizens", low=1, high=1000, status="assumed",
        meaning="active members that carry a community without money", source="assumption",
    )  # fmt: skip
    birth_threshold: float = parameter(
        0.35, unit="share", low=0, high=0.99, status="assumed",
        meaning="share of the work facilitated from which a community can be born",
        source="assumption; birth needs more than life, so withdrawing support is not undone by "
        "giving it back (constructs 7.2 P3)",
    )  # fmt: skip
    life_threshold: float = parameter(
        0.1, unit="share", low=0, high=0.99, status="assumed",
        meaning="share of the work facilitated that carries a community without active members",
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
        meaning="chance to leave in a month", source="assumption",
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
        meaning="effect of felt misfit on joining", source="assumption",
    )  # fmt: skip
    homophily: float = parameter(
        0.8, unit="logit/level", low=0, high=20, status="assumed",
        meaning="reluctance to join people of another level of education", source="assumption",
    )  # fmt: skip
    reach: float = parameter(
        3.0, unit="vacancies/month", low=0, high=8, status="assumed",
        meaning="vacancies a member hears of at full capacity", source="assumption",
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
        meaning="what a kind of community does beside its purpose, relative to one made for it",
        source="assumption",
    )  # fmt: skip
    coaching_share: float = parameter(
        1.0, unit="share", low=0, high=1, status="assumed",
        meaning="share of an industry community's vacancies that a coach picks to suit, whatever "
        "the family",
        source="assumption; external coaching, alternative paths (constructs 7.2)",
    )  # fmt: skip
    bonding_effect: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="how much more a purely bonding community supports, and less it hears of",
        source="assumption after the strength of weak ties (Granovetter 1973)",
    )  # fmt: skip
    venture_rate: float = parameter(
        0.2, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that a searching member of a knowledge-intensive community at full "
        "capacity is shown the way into a business of one's own",
        source="assumption; scientist-entrepreneurs (constructs 2.3)",
    )  # fmt: skip

    def funding(self, month: int) -> float:
        """Share of the money there is in a month."""
        gone = min(1.0, max(0.0, (month - self.start_month) / self.ramp_months))
        return self.first_share + (self.last_share - self.first_share) * gone

    def run(self, world: World) -> None:
        citizens, table, levers = world.citizens, world.communities, world.levers
        own = 0.0
        if started(world, self):
            own = monthly_budget(world, self) * self.funding(world.month)
        matched = share_matched(world, self.occupational or self.industry or self.civic)
        money = own + matched
        running = money > 0.0
        if not running and not table.members.any():
            return
        open_kinds = np.array([self.occupational, self.industry, self.civic]) & running
        kind_open = open_kinds[table.kind]
        tilt, say = standing(world)
        least = money_for(self.birth_threshold, self.member_cost)
        given = allot(money, table.members, table.alive, kind_open, tilt, say, least)
        table.facilitation[:] = given
        per_member = given / np.maximum(table.members, 10)
        carried_by_money = facilitated(per_member, self.member_cost)
        alive = np.array([table.alive[table.kind == k].any() for k in range(len(KINDS))])
        family_of, joinable = world.occupations.family, open_kinds | alive
        _choose(
            world.seed, world.month, citizens, table, family_of, joinable, carried_by_money, self
        )
        _describe(citizens, table)
        carried = table.active >= self.minimum_members
        carried |= carried_by_money > self.life_threshold
        was = table.alive.copy()
        table.alive[:] = (table.members > 0) & carried
        table.born[table.alive & ~was] = world.month
        world.event_counts["communities_born"] = float((table.alive & ~was).sum())
        world.event_counts["communities_died"] = float((was & ~table.alive).sum())
        vigour = np.minimum(1.0, table.active / self.minimum_members)
        alone = self.self_organised * vigour
        together = alone + (1.0 - alone) * carried_by_money * vigour
        table.capacity[:] = np.where(table.alive, together, 0.0)
        give_effects(
            table,
            world.occupations,
            self.bridging,
            self.voice,
            self.secondary_effect,
            self.bonding_effect,
            self.coaching_share,
            self.venture_rate,
        )
        levers.community_reach = self.reach
        levers.community_learning = self.learning
        levers.community_support = self.support
        levers.bridging = self.bridging
        if given.any():
            world.accounts.spending["communities"] += own
            world.accounts.spending["network"] += matched
        else:
            world.programmes.matched = 0.0
