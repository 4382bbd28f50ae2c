"""Work teams: groups that share what they can, instead of posts that stand alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, uniforms
from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import columnwise
from simulation.world import World


@columnwise
def _pool(resident, employer, occupation, team, staff, profile, skills, demand, weight, aptitude,
          pooling, learning, backing):  # fmt: skip
    for row in range(resident.shape[0]):
        backing[row] = 0.0
        e = employer[row]
        if not resident[row] or e < 0 or not team[e] or staff[e] < 2:
            continue
        o = occupation[row]
        pull = min(1.0, learning * aptitude[row])
        helped = 0.0
        for k in range(SKILL_COUNT):
            lacking = max(0.0, demand[o, k] - skills[row, k])
            shared = pooling * max(0.0, profile[e, k] - skills[row, k])
            # one needs no more help than one lacks
            use = min(lacking, shared)
            helped += weight[o, k] * use
            skills[row, k] += pull * use
        backing[row] = helped


@dataclass(frozen=True)
class WorkTeams(Process):
    """Employers organised in self-managed teams pool the skills of their staff (constructs 6.8).

    With ``ā`` the mean ability of the staff, a member can draw on
    ``h_k = min((d_k − a_k)₊, pooled_share · (ā_k − a_k)₊)``. His or her output is that of the fit
    ``F_DA + Σ ω_k h_k``, and he or she learns ``a_k += learning_rate · aptitude · h_k``. Fit itself
    stays that of the person's own ability, so teams lower the shortfall after a redesign through
    learning alone. That self-managed groups do better than fragmented shifts is Trist & Bamforth
    (1951); that help comes from the mean of the group is the simplest form, an assumption.
    """

    section: ClassVar[str] = "work_teams"
    reads: ClassVar[tuple[str, ...]] = ("employers.profile", "employers.staff")
    writes: ClassVar[tuple[str, ...]] = ("employers.team", "citizens.skills", "citizens.backing")

    adoption_share: float = parameter(
        0.0, unit="share", low=0, high=1, status="policy",
        meaning="share of employers organised in teams", source="policy; 0 is the baseline",
    )  # fmt: skip
    pooled_share: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of what the team can do beyond a member that reaches that member",
        source="assumption",
    )  # fmt: skip
    learning_rate: float = parameter(
        0.05, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the help in a month that an average member makes his or her own",
        source="assumption: half of it within about a year",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if self.adoption_share <= 0.0:
            return
        citizens, employers, occupations = world.citizens, world.employers, world.occupations
        # an employer is organised in one way for good, and more of them where the share is larger
        luck = uniforms(world.seed, Decision.WORK_TEAM, 0, employers.identity)
        employers.team[:] = employers.present & (luck < self.adoption_share)
        _pool(
            citizens.resident,
            citizens.employer,
            citizens.occupation,
            employers.team,
            employers.staff,
            employers.profile,
            citizens.skills,
            occupations.demand,
            occupations.weight,
            citizens.aptitude,
            self.pooled_share,
            self.learning_rate,
            citizens.backing,
        )
