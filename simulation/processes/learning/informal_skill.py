"""Informal skill: ability that no certificate shows, and how work brings it to light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import compiled
from simulation.kernels.threads import over_rows
from simulation.world import World


@compiled
def _show(resident, occupation, skills, evident, demand, showing):
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        o = occupation[row]
        for k in range(SKILL_COUNT):
            able = skills[row, k]
            if o >= 0:
                used = min(able, demand[o, k])
                evident[row, k] += showing * max(0.0, used - evident[row, k])
            evident[row, k] = min(evident[row, k], able)


@dataclass(frozen=True)
class InformalSkill(Process):
    """Employers see what schooling, courses and jobs held so far attest (constructs 1.17).

    Of ability beyond what schooling prepared for, a part is hidden at arrival. At work, what the
    job uses of it becomes evident: ``e_k += revelation_rate · (min(a_k, d_k) − e_k)₊``. A course
    makes what it teaches evident; what contacts, communities and teams teach shows only once a job
    uses it. Nobody is seen to have what he or she has lost: ``e ≤ a``. Hiring ranks by evident
    ability, and recognition moves that towards ability itself.
    """

    section: ClassVar[str] = "informal_skill"
    reads: ClassVar[tuple[str, ...]] = ("citizens.skills", "occupations.demand")
    writes: ClassVar[tuple[str, ...]] = ("citizens.evident",)

    hidden_share: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="part of ability beyond what schooling prepared for that is unseen at arrival",
        source="assumption; much competence is acquired informally and stays undetected "
        "(Houston; Emery; constructs 1.17)",
    )  # fmt: skip
    revelation_rate: float = parameter(
        0.05, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of unseen ability that the job uses and that becomes evident in a month",
        source="assumption: half of it within about a year, as employers learn about workers",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        over_rows(
            _show,
            (citizens.resident, citizens.occupation, citizens.skills, citizens.evident),
            world.occupations.demand,
            self.revelation_rate,
        )
