"""Work teams: employers whose staff pool their skills, at the price of the time it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, uniforms
from simulation.core.vocabulary import ICT
from simulation.fit import SKILL_COUNT
from simulation.fit.demand_ability import asked_ict
from simulation.kernels.compiled import columnwise
from simulation.world import World

#: Fewest people of whom one can learn from another.
FEWEST = 2


@columnwise
def _pool(citizens, employers, occupations, rule):
    """Help within teams, written into ``citizens.backing``, and learning from it."""
    resident, employer, occupation = citizens.resident, citizens.employer, citizens.occupation
    skills, aptitude, backing = citizens.skills, citizens.aptitude, citizens.backing
    currency, above = citizens.currency, citizens.ict_above
    team, staff, profile = employers.team, employers.staff, employers.profile
    demand, weight = occupations.demand, occupations.weight
    for row in range(citizens.rows):
        backing[row] = 0.0
        e = employer[row]
        if not resident[row] or e < 0 or not team[e] or staff[e] < FEWEST:
            continue
        o = occupation[row]
        learned = min(1.0, rule.learning_rate * aptitude[row])
        helped = 0.0
        for k in range(SKILL_COUNT):
            asked = asked_ict(demand, o, above[row]) if k == ICT else demand[o, k]
            shortfall = max(0.0, asked - skills[row, k] * currency[row, k])
            shared = rule.pooled_share * max(0.0, profile[e, k] - skills[row, k])
            # nobody uses more help than the shortfall
            use = min(shortfall, shared)
            helped += weight[o, k] * use
            skills[row, k] += learned * min(use, max(0.0, asked - skills[row, k]))
        backing[row] = helped


@dataclass(frozen=True)
class WorkTeams(Process):
    """Employers organised in self-managed teams pool the skills of their staff (constructs 6.8).

    With ``ā`` the mean ability of the staff and c the currency of the member's own, the help for a
    member is ``h_k = min((d_k − a_k c_k)₊, pooled_share · (ā_k − a_k)₊)``. The member's output is
    that of the fit ``F_DA + Σ ω_k h_k``, and the member learns
    ``a_k += learning_rate · aptitude · min(h_k, (d_k − a_k)₊)``. Fit itself depends on the member's
    own ability, so teams reduce the shortfall after a redesign through learning alone. Self-managed
    groups outperform fragmented shifts (Trist & Bamforth 1951). Help from the mean of the group is
    the simplest form, an assumption.

    Teams take time, which communities or the network pay for out of the share `team_share` of their
    money. With W the mean pay of job-holders and H the hours worked in a month, an employer costs
    ``(meeting_hours Σ_i wage_i + facilitator_hours Σ_i W) / H`` a month, over its staff i.
    Employers that would adopt teams get the money in the order of a random draw that is theirs for
    good, those with teams first. One that costs more than what is left is passed over. Money that
    is left is not spent, and without money there are no teams.
    """

    section: ClassVar[str] = "work_teams"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.employer", "citizens.occupation", "citizens.ict_above",
        "citizens.skills",
        "citizens.currency", "citizens.aptitude", "employers.identity", "employers.present",
        "citizens.wage", "employers.team", "employers.staff", "employers.profile",
        "occupations.demand", "occupations.weight",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("employers.team", "citizens.skills", "citizens.backing")

    adoption_share: float = parameter(
        0.0, unit="share", low=0, high=1, status="policy",
        meaning="share of employers that adopt teams if their time is paid",
        source="policy; 0 is the baseline",
    )  # fmt: skip
    pooled_share: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of the team's ability beyond a member's own that helps the member",
        source="assumption",
    )  # fmt: skip
    learning_rate: float = parameter(
        0.05, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the help in a month that an average member learns",
        source="assumption: half of it within about a year",
    )  # fmt: skip

    meeting_hours: float = parameter(
        4.0, unit="hours/month", low=0, high=100, status="assumed",
        meaning="working time that each member gives to the team in a month",
        source="assumption: quality circles meet about an hour a week in paid time (definition of "
        "D. Hutchins)",
    )  # fmt: skip
    facilitator_hours: float = parameter(
        1.45, unit="hours/month", low=0, high=100, status="assumed",
        meaning="working time of a facilitator for each member in a month",
        source="assumption: a facilitator for a hundred members, as in communities",
    )  # fmt: skip
    month_hours: float = constant(
        145.0, unit="hours/month", low=1, high=744, status="assumed",
        meaning="hours worked for the pay of a month",
        source="about 1740 hours a year (OECD average; recalled)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if self.adoption_share <= 0.0:
            return
        citizens, employers, levers = world.citizens, world.employers, world.levers
        money = levers.communities_teams + levers.network_teams
        if money <= 0.0 and not employers.team.any():
            return
        cost = self._costs(world)
        chosen = self._affordable(world, cost, money)
        employers.team[:] = False
        employers.team[chosen] = True
        _pool(citizens, employers, world.occupations, self)
        if chosen:
            paid = float(cost[chosen].sum())
            world.accounts.pay("communities", paid * levers.communities_teams / money)
            world.accounts.pay("network", paid * levers.network_teams / money)
            world.accounts.teams = paid

    def _costs(self, world: World) -> np.ndarray:
        """What teams would cost at each employer this month, euro."""
        citizens, rows = world.citizens, world.employers.rows
        working = np.flatnonzero(citizens.resident & (citizens.employer >= 0))
        at, wage = citizens.employer[working], citizens.wage[working].astype(np.float64)
        mean = wage.mean() if working.size else 0.0
        members = self.meeting_hours * np.bincount(at, weights=wage, minlength=rows)
        facilitators = self.facilitator_hours * mean * np.bincount(at, minlength=rows)
        return np.asarray((members + facilitators) / self.month_hours)

    def _affordable(self, world: World, cost: np.ndarray, money: float) -> list[int]:
        """Rows of the employers whose teams the money pays for."""
        employers = world.employers
        draws = uniforms(world.seed, Decision.WORK_TEAM, 0, employers.identity)
        willing = employers.present & (employers.staff >= FEWEST) & (draws < self.adoption_share)
        rows = np.flatnonzero(willing & (money > 0.0))
        rows = rows[np.lexsort((draws[rows], ~employers.team[rows]))]
        chosen = []
        for row, euro in zip(rows.tolist(), cost[rows].tolist(), strict=True):
            if euro <= money:
                chosen.append(row)
                money -= euro
        return chosen
