"""Informal skill: ability without a certificate, and how work makes it evident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.vocabulary import ICT
from simulation.fit import SKILL_COUNT
from simulation.fit.demand_ability import asked_ict
from simulation.kernels.compiled import compiled
from simulation.kernels.threads import over_chunks
from simulation.world import World


@compiled
def _reveal(first, end, citizens, occupations, rule):
    resident, occupation = citizens.resident, citizens.occupation
    above = citizens.ict_above
    skills, evident, demand = citizens.skills, citizens.evident, occupations.demand
    for row in range(first, end):
        if not resident[row]:
            continue
        o = occupation[row]
        for k in range(SKILL_COUNT):
            able = skills[row, k]
            if o >= 0:
                asked = asked_ict(demand, o, above[row]) if k == ICT else demand[o, k]
                used = min(able, asked)
                evident[row, k] += rule.revelation_rate * max(0.0, used - evident[row, k])
            evident[row, k] = min(evident[row, k], able)


@dataclass(frozen=True)
class InformalSkill(Process):
    """Schooling, courses and jobs make ability evident to employers (constructs 1.17).

    A share of the ability beyond what schooling prepared for is hidden at arrival. The ability that
    a job uses becomes evident: ``e_k += revelation_rate · (min(a_k, d_k) − e_k)₊``. A course makes
    what it teaches evident at once. What people learn from contacts, communities and teams becomes
    evident only when a job uses it. Evident ability never exceeds ability, ``e ≤ a``. Hiring ranks
    applicants by evident ability; assessments attest the rest to the employers that accept them
    (:class:`simulation.interventions.recognition.recognition.Recognition`).
    """

    section: ClassVar[str] = "informal_skill"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.occupation", "citizens.ict_above", "citizens.skills",
        "citizens.evident",
        "occupations.demand",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.evident",)

    hidden_share: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="share of ability beyond what schooling prepared for that is hidden at arrival",
        source="assumption; much competence is acquired informally and stays undetected "
        "(Houston; Emery; constructs 1.17)",
    )  # fmt: skip
    revelation_rate: float = parameter(
        0.019, unit="1/month", low=0, high=1, status="measured",
        meaning="share of hidden ability used by the job that becomes evident in a month",
        source="half of what employers do not know of a worker is known after 3 years (Lange 2007)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        over_chunks(_reveal, citizens.rows, citizens, world.occupations, self)
