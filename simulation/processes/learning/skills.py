"""Learning: skills grow with demand at work, decay without it, and spread over ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits, rows_below, to_uniform
from simulation.core.vocabulary import ICT, SKILLS
from simulation.fit import SKILL_COUNT
from simulation.fit.demand_ability import asked_ict
from simulation.kernels.compiled import columnwise, compiled, inlined, uint32, uint64
from simulation.kernels.threads import in_chunks, over_chunks
from simulation.world import World

#: Skills whose demand makes work produce knowledge.
KNOWLEDGE_SKILLS = (ICT, SKILLS.index("analytical"))
#: Keeps 0 out of a division whose result is not used then.
TINY = 1e-9


@columnwise
def _find_richness(demand, weight, richness):
    """Weighted mean demand of each occupation: learning-rich work is demanding."""
    for o in range(demand.shape[0]):
        for k in range(SKILL_COUNT):
            richness[o] += weight[o, k] * demand[o, k]


@columnwise
def _practise(first, end, citizens, occupations, richness, rule):
    resident, occupation, skills = citizens.resident, citizens.occupation, citizens.skills
    aptitude, energy, demand = citizens.aptitude, citizens.energy, occupations.demand
    above = citizens.ict_above
    for row in range(first, end):
        if not resident[row] or occupation[row] < 0:
            continue
        o = uint32(occupation[row])
        pace = rule.rate * aptitude[row] * (rule.base_richness + richness[o])
        pace *= rule.base_energy + energy[row]
        for k in range(SKILL_COUNT):
            asked = asked_ict(demand, o, above[row]) if k == ICT else demand[o, k]
            skills[row, k] += max(0.0, pace * (asked - skills[row, k]))


@dataclass(frozen=True)
class Practice(Process):
    """Skills of job-holders rise towards the demand of the job (constructs 4.6).

    ``a_k += rate · aptitude · (base_richness + richness) · (base_energy + energy) · (d_k − a_k)₊``,
    where richness is the weighted mean demand of the job: more demanding jobs teach more.
    """

    section: ClassVar[str] = "practice"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.occupation", "citizens.ict_above", "citizens.skills",
        "citizens.aptitude", "citizens.energy", "occupations.demand", "occupations.weight",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.skills",)

    rate: float = parameter(
        0.008, unit="1/month", low=0, high=0.5, status="calibrated",
        meaning="share of the gap to the job's demand that an average job-holder closes in a month",
        source="by hand, with ICT levels by education (PIAAC) in view",
    )  # fmt: skip

    base_richness: float = constant(
        0.5, unit="0-1", low=0, high=5, status="assumed",
        meaning="pace of learning that does not depend on the richness of the job",
        source="assumption: the pace is as declared at richness and energy of .5",
    )  # fmt: skip
    base_energy: float = constant(
        0.5, unit="0-1", low=0, high=5, status="assumed",
        meaning="pace of learning that does not depend on energy",
        source="assumption: the pace is as declared at richness and energy of .5",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, occupations = world.citizens, world.occupations
        richness = np.zeros(occupations.rows)
        _find_richness(occupations.demand, occupations.weight, richness)
        over_chunks(_practise, citizens.rows, citizens, occupations, richness, self)


#: People whose skills decay together.
BLOCK = 256


@columnwise
def _look_up_use(first, size, citizens, demand, used, use):
    """Use of each skill by the people of a block, one person after the other."""
    resident, occupation, above = citizens.resident, citizens.occupation, citizens.ict_above
    width = uint64(SKILL_COUNT)
    for i in range(size):
        row = first + i
        job = uint32(occupation[row] + 2) if resident[row] else uint32(0)
        for k in range(SKILL_COUNT):
            use[i * width + uint64(k)] = used[job, k]
        if job >= 2:
            asked = asked_ict(demand, uint32(occupation[row]), above[row])
            # everyday use is that of people without a job
            use[i * width + uint64(ICT)] = max(asked, used[1, ICT])


@columnwise
def _decay_block(begin, size, skills, use, loss):
    """Decay of abilities from one on; a flat loop, so that several are computed at once."""
    for i in range(size):
        able = skills[begin + i]
        excess = max(0.0, able - use[i])
        # ability without excess does not decay
        skills[begin + i] = able - loss[i] * excess * excess / max(able, TINY)


@compiled
def _decay(first, end, citizens, demand, used, loss, use):
    """Decay of the skills of citizens from `first` to `end`.

    Parameters
    ----------
    first, end : uint64
    citizens : table
    demand : ndarray of float32, shape (occupations, K)
    used : ndarray of shape (occupations + 2, K)
        Use of each skill by non-residents (1), without a job, and in each occupation.
    loss : ndarray of shape (BLOCK · K,)
        Monthly rate of decay of each skill, once per person of a block.
    use : ndarray of shape (BLOCK · K,)
        Scratch array.
    """
    skills = citizens.skills.reshape(citizens.skills.size)
    width = uint64(SKILL_COUNT)
    while first < end:
        size = min(end - first, uint64(BLOCK))
        _look_up_use(first, size, citizens, demand, used, use)
        _decay_block(first * width, size * width, skills, use, loss)
        first += size


@dataclass(frozen=True)
class Decay(Process):
    """Skills above their use at work and in everyday life decay towards it (constructs 7.1 P4).

    With ``u`` the larger of the job's demand and everyday use, the excess decays at the rate of the
    half-life times the unused share of the skill: ``a −= rate · (a − u) · (a − u) / a``. An unused
    skill decays at the full rate, a nearly fully used one hardly at all.
    """

    section: ClassVar[str] = "decay"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.occupation", "citizens.ict_above", "citizens.skills",
        "occupations.demand",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.skills",)

    half_life: float = parameter(
        180.0, unit="months", low=12, high=1200, status="assumed",
        meaning="half-life of unused skill other than ICT",
        source="assumption; studies disagree on skill loss out of work (Edin & Gustavsson 2008; "
        "Cohen, Johnston & Lindner)",
    )  # fmt: skip
    half_life_ict: float = parameter(
        84.0, unit="months", low=12, high=1200, status="assumed",
        meaning="half-life of unused ICT skill",
        source="assumption: 5 to 8 years without practice",
    )  # fmt: skip
    everyday_use: float = parameter(
        0.2, unit="0-1", low=0, high=1, status="assumed",
        meaning="level of every skill that everyday life maintains without work",
        source="assumption: just below PIAAC level 1",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, occupations = world.citizens, world.occupations
        used = np.full((occupations.rows + 2, SKILL_COUNT), self.everyday_use)
        used[0] = 1.0
        used[2:] = np.maximum(occupations.demand, self.everyday_use, dtype=np.float64)
        rates = np.full(SKILL_COUNT, 1.0 - 0.5 ** (1.0 / self.half_life))
        rates[ICT] = 1.0 - 0.5 ** (1.0 / self.half_life_ict)
        loss = np.tile(rates, BLOCK)

        def decay(_: int, first: np.uint64, end: np.uint64) -> None:
            use = np.empty(BLOCK * SKILL_COUNT)
            _decay(first, end, citizens, occupations.demand, used, loss, use)

        in_chunks(decay, citizens.rows)


@inlined
def _produces(occupation, person, knowledge):
    """Whether a person's work produces knowledge rather than uses it."""
    return occupation[person] >= 0 and knowledge[occupation[person]]


@columnwise
def _learn_from_ties(first, end, seed, month, learners, citizens, knowledge, rule):
    resident, person, ties = citizens.resident, citizens.person, citizens.ties
    occupation, skills = citizens.occupation, citizens.skills
    # last month's skills, so that learning does not depend on the order of learners;
    # see Citizens.previous_skills
    previous_skills = citizens.causes
    divide = rule.divide if rule.divide_active else 0.0
    for index in range(first, end):
        row = learners[index]
        bits = random_bits(seed, Decision.PEER_LEARNING, month, person[row], 0)[1]
        tie = ties[row, uint32(to_uniform(bits) * ties.shape[1])]
        if not resident[row] or tie < 0 or not resident[tie]:
            continue
        apart = _produces(occupation, row, knowledge) != _produces(occupation, tie, knowledge)
        pace = rule.rate * (1.0 - divide) if apart else rule.rate
        for k in range(SKILL_COUNT):
            skills[row, k] += pace * max(0.0, previous_skills[tie, k] - previous_skills[row, k])


@dataclass(frozen=True)
class PeerLearning(Process):
    """People learn from contacts with more ability (constructs 1.16).

    ``a_k += rate · (a_k of the contact − a_k)₊``, reduced by the share ``divide`` if exactly one of
    the two produces knowledge at work. Work produces knowledge if its mean demand for ICT and
    analytical skill at month 0 is at least ``knowledge_line``.
    """

    section: ClassVar[str] = "peer_learning"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person",
        "citizens.resident",
        "citizens.ties",
        "citizens.occupation",
        "citizens.skills",
        "citizens.causes",  # holds last month's skills, see Citizens.previous_skills
        "occupations.design",
    )
    writes: ClassVar[tuple[str, ...]] = ("citizens.skills",)

    divide_active: bool = switch(
        "people learn less across the divide of producers and users of knowledge"
    )
    divide: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="share of learning from contacts lost across that divide",
        source="assumption; learning hampered by the divide (Carvalho 2015, constructs 1.16)",
    )  # fmt: skip
    knowledge_line: float = parameter(
        0.55, unit="0-1", low=0, high=1, status="assumed",
        meaning="mean demand for ICT and analytical skill from which work produces knowledge",
        source="assumption: professionals in knowledge services and above",
    )  # fmt: skip
    meeting_rate: float = parameter(
        0.15, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance to learn from one contact in a month", source="assumption",
    )  # fmt: skip
    rate: float = parameter(
        0.004, unit="share", low=0, high=0.5, status="calibrated",
        meaning="share of the gap to that contact closed by one meeting",
        source="by hand, with ICT levels by education (PIAAC) in view",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        learners = rows_below(
            world.seed, Decision.PEER_LEARNING, world.month, citizens.person, self.meeting_rate
        )
        asked = world.occupations.design[:, KNOWLEDGE_SKILLS]
        knowledge = asked.mean(axis=1) >= self.knowledge_line
        over_chunks(
            _learn_from_ties, learners.size, world.seed, world.month, learners, citizens, knowledge,
            self,
        )  # fmt: skip
