"""Learning: skills grow where work asks for them, fade where it does not, and spread over ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits, rows_below, to_uniform
from simulation.core.vocabulary import ICT, SKILLS
from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import columnwise, inlined, uint32, uint64
from simulation.kernels.threads import in_chunks
from simulation.world import World

#: Skills that make work a source of knowledge.
KNOWLEDGE_SKILLS = (ICT, SKILLS.index("analytical"))


@columnwise
def _find_richness(demand, weight, richness):
    """What work asks on average, weighted: learning-rich work asks much."""
    for o in range(demand.shape[0]):
        for k in range(SKILL_COUNT):
            richness[o] += weight[o, k] * demand[o, k]


@columnwise
def _practise(first, end, resident, occupation, skills, aptitude, energy, demand, richness, rate):
    for row in range(first, end):
        if not resident[row] or occupation[row] < 0:
            continue
        o = uint32(occupation[row])
        pull = rate * aptitude[row] * (0.5 + richness[o]) * (0.5 + energy[row])
        for k in range(SKILL_COUNT):
            skills[row, k] += max(0.0, pull * (demand[o, k] - skills[row, k]))


@dataclass(frozen=True)
class Practice(Process):
    """Skills of job-holders move up towards what the job asks (constructs 4.6).

    ``a_k += rate · aptitude · (½ + richness) · (½ + energy) · (d_k − a_k)₊`` where richness is the
    job's weighted mean demand: jobs that ask more teach more.
    """

    section: ClassVar[str] = "practice"
    reads: ClassVar[tuple[str, ...]] = ("citizens.occupation", "occupations.demand")
    writes: ClassVar[tuple[str, ...]] = ("citizens.skills",)

    rate: float = parameter(
        0.008, unit="1/month", low=0, high=0.5, status="calibrated",
        meaning="share of the gap to the job's demand that an average job-holder closes in a month",
        source="by hand, with ICT levels by education (PIAAC) in view",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, occupations = world.citizens, world.occupations
        richness = np.zeros(occupations.rows)
        _find_richness(occupations.demand, occupations.weight, richness)

        def practise(_: int, first: np.uint64, end: np.uint64) -> None:
            _practise(
                first, end, citizens.resident, citizens.occupation, citizens.skills,
                citizens.aptitude, citizens.energy, occupations.demand, richness, self.rate,
            )  # fmt: skip

        in_chunks(practise, citizens.rows)


#: People whose skills fade together.
BLOCK = 256


@columnwise
def _fade(first, end, resident, occupation, skills, used, lost, use, loss):
    """Fade the skills of the people from one row up to another.

    Parameters
    ----------
    first, end : uint64
        First row, and the row after the last.
    resident, occupation : array
        Columns of the citizens.
    skills : array of shape (people · K,)
        Abilities, one person after the other, so that the processor can take several at once.
    used : array of shape (occupations + 2, K)
        What is used of each skill by those who are not here (all), without a job, and in each job.
    lost : array of shape (K,)
        Share lost in a month.
    use, loss : array of shape (BLOCK · K,)
        Room to work in.
    """
    width = uint64(SKILL_COUNT)
    for i in range(BLOCK):
        for k in range(SKILL_COUNT):
            loss[i * SKILL_COUNT + k] = lost[k]
    while first < end:
        size = min(end - first, uint64(BLOCK))
        for i in range(size):
            job = uint32(occupation[first + i] + 2) if resident[first + i] else uint32(0)
            for k in range(SKILL_COUNT):
                use[i * width + uint64(k)] = used[job, k]
        for i in range(size * width):
            able = skills[first * width + i]
            excess = max(0.0, able - use[i])
            # whoever has no excess loses nothing; the small number keeps 0 out of the division
            skills[first * width + i] = able - loss[i] * excess * excess / max(able, 1e-9)
        first += size


@dataclass(frozen=True)
class Decay(Process):
    """Skills above what work and everyday life use fade towards that use (constructs 7.1 P4).

    With ``u`` the larger of the job's demand and everyday use, what lies above it fades at the rate
    of the half-life times the unused share of the skill: ``a −= rate · (a − u) · (a − u) / a``.
    A skill not used at all fades at the full rate, one that work nearly exhausts hardly at all.
    """

    section: ClassVar[str] = "decay"
    reads: ClassVar[tuple[str, ...]] = ("citizens.occupation", "occupations.demand")
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
        meaning="level of every skill that everyday life keeps up without work",
        source="assumption: just below PIAAC level 1",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, occupations = world.citizens, world.occupations
        used = np.full((occupations.rows + 2, SKILL_COUNT), self.everyday_use)
        used[0] = 1.0
        used[2:] = np.maximum(occupations.demand, self.everyday_use, dtype=np.float64)
        lost = np.full(SKILL_COUNT, 1.0 - 0.5 ** (1.0 / self.half_life))
        lost[ICT] = 1.0 - 0.5 ** (1.0 / self.half_life_ict)

        def fade(_: int, first: np.uint64, end: np.uint64) -> None:
            use, loss = np.empty((2, BLOCK * SKILL_COUNT))
            _fade(
                first, end, citizens.resident, citizens.occupation, citizens.skills.reshape(-1),
                used, lost, use, loss,
            )  # fmt: skip

        in_chunks(fade, citizens.rows)


@inlined
def _produces(occupation, person, knowledge):
    """Whether somebody's work produces knowledge rather than uses it."""
    return occupation[person] >= 0 and knowledge[occupation[person]]


@columnwise
def _learn_from_ties(first, end, seed, month, learners, resident, person, ties, occupation,
                     knowledge, skills, previous_skills, rate, divide):  # fmt: skip
    for index in range(first, end):
        row = learners[index]
        who = random_bits(seed, Decision.PEER_LEARNING, month, person[row], 0)[1]
        tie = ties[row, uint32(to_uniform(who) * ties.shape[1])]
        if not resident[row] or tie < 0 or not resident[tie]:
            continue
        apart = _produces(occupation, row, knowledge) != _produces(occupation, tie, knowledge)
        pace = rate * (1.0 - divide) if apart else rate
        # last month's skills, so that nobody's learning depends on who is looked at first
        for k in range(SKILL_COUNT):
            skills[row, k] += pace * max(0.0, previous_skills[tie, k] - previous_skills[row, k])


@columnwise
def _learn_in_communities(resident, community, skills, pool, capacity, rate):
    for row in range(resident.shape[0]):
        mine = community[row]
        if not resident[row] or mine < 0 or capacity[mine] <= 0.0:
            continue
        pace = rate * capacity[mine]
        for k in range(SKILL_COUNT):
            skills[row, k] += pace * max(0.0, pool[mine, k] - skills[row, k])


@dataclass(frozen=True)
class PeerLearning(Process):
    """People pick up a little from contacts and communities that can do more (constructs 1.16).

    ``a_k += rate · (a_k of the contact − a_k)₊``, less the share ``divide`` of it where one of the
    two produces knowledge at work and the other uses it at most. Work produces knowledge if its
    mean demand for ICT and analytical skill at month 0 is ``knowledge_line`` or more. What
    communities hand on crosses the divide: to bring both sides together is their point.
    """

    section: ClassVar[str] = "peer_learning"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.ties",
        "citizens.causes",  # where last month's skills are, see Citizens.previous_skills
        "citizens.occupation",
        "occupations.design",
    )
    writes: ClassVar[tuple[str, ...]] = ("citizens.skills",)

    divide_active: bool = switch(
        "less is learned across the divide of producers and users of knowledge"
    )
    divide: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="share of learning from contacts that is lost across that divide",
        source="assumption; learning hampered by the divide (Carvalho 2015, constructs 1.16)",
    )  # fmt: skip
    knowledge_line: float = parameter(
        0.55, unit="0-1", low=0, high=1, status="assumed",
        meaning="mean demand for ICT and analytical skill from which work produces knowledge",
        source="assumption: professionals in knowledge services and above",
    )  # fmt: skip
    meeting_rate: float = parameter(
        0.15, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance to learn something from one contact in a month", source="assumption",
    )  # fmt: skip
    rate: float = parameter(
        0.004, unit="share", low=0, high=0.5, status="calibrated",
        meaning="share of the gap to that contact closed by one meeting",
        source="by hand, with ICT levels by education (PIAAC) in view",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        key = (world.seed, world.month)
        learners = rows_below(
            world.seed, Decision.PEER_LEARNING, world.month, citizens.person, self.meeting_rate
        )
        asked = world.occupations.design[:, KNOWLEDGE_SKILLS]
        knowledge = asked.mean(axis=1) >= self.knowledge_line
        divide = self.divide if self.divide_active else 0.0

        def learn(_: int, first: np.uint64, end: np.uint64) -> None:
            _learn_from_ties(
                first,
                end,
                *key,
                learners,
                citizens.resident,
                citizens.person,
                citizens.ties,
                citizens.occupation,
                knowledge,
                citizens.skills,
                citizens.previous_skills,
                self.rate,
                divide,
            )

        in_chunks(learn, learners.size)
        if world.levers.community_learning > 0.0:
            _learn_in_communities(
                citizens.resident,
                citizens.community,
                citizens.skills,
                world.communities.pool,
                world.communities.skill_transfer,
                world.levers.community_learning,
            )
