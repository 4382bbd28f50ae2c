"""Separations: where a dismissal is decided, by a monthly hazard for each job.

Employers also dismiss people when they close posts (``labour_demand.py``) or leave the city
(``relocation.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, fill_uniforms, random_bits, to_uniform
from simulation.core.vocabulary import (
    BY_CLOSURE,
    BY_DISMISSAL,
    CLOSED,
    EMPLOYED,
    OUTSIDER,
    VACANT,
)
from simulation.kernels.compiled import compiled
from simulation.tables.posts import DISMISSAL, dismiss
from simulation.world import World

#: Citizens per block; what is drawn for a block stays in the processor's cache.
BLOCK = 1024
#: Highest count of months since a job loss; "never" is stored as this too.
LONG_AGO = 999


@compiled
def _count_months(citizens, begin, end):
    """Add a month to tenure, to the spell without a job and to the time since the last loss."""
    resident, status = citizens.resident[begin:end], citizens.status[begin:end]
    tenure, spell = citizens.tenure[begin:end], citizens.spell[begin:end]
    recent_loss = citizens.recent_loss[begin:end]
    for row in range(resident.shape[0]):
        recent_loss[row] += resident[row] & (recent_loss[row] < LONG_AGO)
    for row in range(resident.shape[0]):
        tenure[row] += resident[row] & (status[row] == EMPLOYED)
    for row in range(resident.shape[0]):
        spell[row] += resident[row] & (status[row] != EMPLOYED)


@compiled
def _hazards(citizens, begin, turnover, rule, hazard):
    """Chance of each citizen from row `begin` on to lose a job; undefined without one."""
    end = begin + hazard.shape[0]
    occupation, tenure = citizens.occupation[begin:end], citizens.tenure[begin:end]
    demand_ability = citizens.demand_ability[begin:end]
    productivity = citizens.productivity[begin:end]
    rate, new_job_ratio, new_job_months = rule.rate, rule.new_job_hazard_ratio, rule.new_job_months
    match_slope, usual_match = rule.match_slope, rule.usual_match
    productivity_slope, usual = rule.low_productivity_slope, rule.usual_productivity
    for row in range(hazard.shape[0]):
        # no branch, because the processor cannot predict who has a job
        ends = rate * turnover[max(occupation[row], 0)]
        ends *= 1.0 + match_slope * (usual_match - demand_ability[row])
        ends *= 1.0 + productivity_slope * (usual - productivity[row])
        hazard[row] = ends * new_job_ratio if tenure[row] <= new_job_months else ends


@compiled
def _dismiss(seed, month, citizens, posts, employers, turnover, rule, lost):
    """Dismiss by hazard; some posts close with the job. `lost` counts losses."""
    resident, person, status = citizens.resident, citizens.person, citizens.status
    drawn = np.empty(BLOCK)
    hazard = np.empty(BLOCK)
    for begin in range(0, citizens.rows, BLOCK):
        end = min(begin + BLOCK, citizens.rows)
        size = end - begin
        fill_uniforms(seed, Decision.SEPARATION, month, person[begin:end], 0, drawn[:size])
        _count_months(citizens, begin, end)
        _hazards(citizens, begin, turnover, rule, hazard[:size])
        for row in range(begin, end):
            if drawn[row - begin] >= hazard[row - begin]:
                continue
            if not resident[row] or status[row] != EMPLOYED:
                continue
            closing_bits = random_bits(seed, Decision.SEPARATION, month, person[row], 0)[1]
            post = citizens.post[row]
            employer = citizens.employer[row]
            closes = to_uniform(closing_bits) < rule.destroyed_share
            dismiss(citizens, posts, row, BY_CLOSURE if closes else BY_DISMISSAL, lost)
            if closes:
                posts.holder[post] = CLOSED
                employers.posts[employer] -= 1


@compiled
def _age_vacancies(seed, month, posts, leaving):
    """Outsiders leave with chance `leaving`; add a month to the duration of every vacancy."""
    holder, waiting, identity = posts.holder, posts.waiting, posts.identity
    for post in range(posts.rows):
        if holder[post] == OUTSIDER:
            bits = random_bits(seed, Decision.EXTERNAL_DEPARTURE, month, identity[post], 0)[0]
            if to_uniform(bits) < leaving:
                holder[post] = VACANT
                waiting[post] = 0
        if holder[post] == VACANT:
            waiting[post] += 1


@dataclass(frozen=True)
class Separations(Process):
    """Jobs end at the turnover of the occupation, more often if match or productivity are low.

    ``hazard = rate · turnover · (1 + m (usual match − F_DA)) · (1 + c (usual productivity −
    productivity)) · new``. Education does not enter: the low educated lose jobs more often because
    of the jobs that they hold. The cause of the loss is closure if the post closes, dismissal if it
    becomes vacant.
    """

    section: ClassVar[str] = "separations"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident",
        "citizens.person",
        "citizens.education",
        "citizens.status",
        "citizens.post",
        "citizens.employer",
        "citizens.occupation",
        "citizens.tenure",
        "citizens.spell",
        "citizens.recent_loss",
        "citizens.demand_ability",
        "citizens.productivity",
        "posts.identity",
        "posts.holder",
        "posts.waiting",
        "employers.posts",
        "occupations.turnover",
    )
    writes: ClassVar[tuple[str, ...]] = (*DISMISSAL, "employers.posts")

    rate: float = parameter(
        1.0, unit="ratio", low=0, high=10, status="calibrated",
        meaning="job loss relative to the occupations table",
        source="E to U flows of 0.3 to 1.2 % a month",
    )  # fmt: skip
    match_slope: float = parameter(
        2.0, unit="ratio", low=0, high=20, status="assumed",
        meaning="how much a bad match raises the hazard", source="assumption",
    )  # fmt: skip
    usual_match: float = constant(
        0.9, unit="0-1", low=0, high=1, status="assumed",
        meaning="demand-ability fit at which the hazard is that of the occupation",
        source="assumption",
    )  # fmt: skip
    low_productivity_slope: float = parameter(
        1.0, unit="ratio", low=0, high=10, status="assumed",
        meaning="how much low productivity, and so low health and energy, raises the hazard",
        source="loss spirals (constructs 4.15)",
    )  # fmt: skip
    usual_productivity: float = constant(
        0.6, unit="0-1", low=0, high=1, status="assumed",
        meaning="productivity at which the hazard is that of the occupation", source="assumption",
    )  # fmt: skip
    new_job_hazard_ratio: float = parameter(
        1.5, unit="ratio", low=1, high=10, status="assumed",
        meaning="hazard in a new job relative to later",
        source="separations fall with tenure in all labour-market data",
    )  # fmt: skip
    new_job_months: int = constant(
        12, unit="months", low=0, high=480, status="assumed",
        meaning="tenure up to which a job counts as new", source="assumption",
    )  # fmt: skip
    destroyed_share: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of these posts that close rather than become vacant",
        source="assumption",
    )  # fmt: skip
    mean_outsider_stay: float = parameter(
        36.0, unit="months", low=1, high=480, status="assumed",
        meaning="mean stay of an outsider in a post", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        seed, month, posts = world.seed, world.month, world.posts
        lost = np.zeros_like(world.losses_by_cause)
        turnover = world.occupations.turnover
        _dismiss(seed, month, world.citizens, posts, world.employers, turnover, self, lost)
        world.count_losses(lost)
        _age_vacancies(seed, month, posts, 1.0 / self.mean_outsider_stay)
