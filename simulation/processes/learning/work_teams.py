"""Work teams: employers whose staff pool their skills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, uniforms
from simulation.core.vocabulary import ICT
from simulation.fit import SKILL_COUNT
from simulation.fit.demand_ability import asked_ict
from simulation.kernels.compiled import columnwise
from simulation.world import World


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
        if not resident[row] or e < 0 or not team[e] or staff[e] < 2:
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
    """

    section: ClassVar[str] = "work_teams"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.employer", "citizens.occupation", "citizens.ict_above",
        "citizens.skills",
        "citizens.currency", "citizens.aptitude", "employers.identity", "employers.present",
        "employers.team", "employers.staff", "employers.profile", "occupations.demand",
        "occupations.weight",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("employers.team", "citizens.skills", "citizens.backing")

    adoption_share: float = parameter(
        0.0, unit="share", low=0, high=1, status="policy",
        meaning="share of employers organised in teams", source="policy; 0 is the baseline",
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

    def run(self, world: World) -> None:
        if self.adoption_share <= 0.0:
            return
        citizens, employers, occupations = world.citizens, world.employers, world.occupations
        # the draw is the employer's for good, so a larger share adds teams and removes none
        draws = uniforms(world.seed, Decision.WORK_TEAM, 0, employers.identity)
        employers.team[:] = employers.present & (draws < self.adoption_share)
        _pool(citizens, employers, occupations, self)
