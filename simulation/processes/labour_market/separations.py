"""Separations: where a dismissal is decided, by a monthly hazard for each job.

Employers also dismiss people when they close posts (``labour_demand.py``) or leave the city
(``relocation.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter, switch
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
def _decide_contracts(seed, month, citizens, begin, end, occupations, rule):
    """Decide on contracts after the first month in a post; some become permanent later."""
    resident, status, person = citizens.resident, citizens.status, citizens.person
    tenure, occupation, temporary = citizens.tenure, citizens.occupation, citizens.temporary
    for row in range(begin, end):
        new = tenure[row] == 1
        if not resident[row] or status[row] != EMPLOYED or not (new or temporary[row]):
            continue
        bits = random_bits(seed, Decision.SEPARATION, month, person[row], 0)
        if new:
            share = rule.temporary_entry_ratio * occupations.temporary[occupation[row]]
            temporary[row] = to_uniform(bits[2]) < share
        elif to_uniform(bits[3]) < rule.conversion_rate:
            temporary[row] = False


@compiled
def _hazards(citizens, begin, turnover, rule, hazard):
    """Chance of each citizen from row `begin` on to lose a job; undefined without one.

    Neither tenure nor contract is in it yet.
    """
    end = begin + hazard.shape[0]
    occupation = citizens.occupation[begin:end]
    demand_ability = citizens.demand_ability[begin:end]
    productivity = citizens.productivity[begin:end]
    rate, match_slope, usual_match = rule.rate, rule.match_slope, rule.usual_match
    productivity_slope, usual = rule.low_productivity_slope, rule.usual_productivity
    for row in range(hazard.shape[0]):
        # no branch, because the processor cannot predict who has a job
        ends = rate * turnover[max(occupation[row], 0)]
        ends *= 1.0 + match_slope * (usual_match - demand_ability[row])
        ends *= 1.0 + productivity_slope * (usual - productivity[row])
        hazard[row] = ends


@compiled
def _raise_for_new_jobs(citizens, begin, rule, hazard):
    """Multiply hazards by one factor for new jobs."""
    tenure = citizens.tenure[begin : begin + hazard.shape[0]]
    new_job_ratio, new_job_months = rule.new_job_hazard_ratio, rule.new_job_months
    for row in range(hazard.shape[0]):
        hazard[row] *= new_job_ratio if tenure[row] <= new_job_months else 1.0


@compiled
def _fall_with_tenure(citizens, begin, rule, hazard):
    """Multiply hazards by a factor that falls with tenure, steeply at first."""
    tenure = citizens.tenure[begin : begin + hazard.shape[0]]
    late, extra = rule.late_hazard_ratio, rule.early_hazard_ratio - rule.late_hazard_ratio
    scale = rule.tenure_scale
    for row in range(hazard.shape[0]):
        hazard[row] *= late + extra / (1.0 + tenure[row] / scale)


@compiled
def _differ_by_contract(citizens, begin, occupations, rule, hazard):
    """Multiply hazards by a factor for the contract, whose mean in an occupation is 1."""
    end = begin + hazard.shape[0]
    occupation, temporary = citizens.occupation[begin:end], citizens.temporary[begin:end]
    share, ratio = occupations.temporary, rule.temporary_hazard_ratio
    for row in range(hazard.shape[0]):
        mean = 1.0 + (ratio - 1.0) * share[max(occupation[row], 0)]
        hazard[row] *= (ratio if temporary[row] else 1.0) / mean


@compiled
def _dismiss(seed, month, citizens, posts, employers, occupations, rule, lost):
    """Dismiss by hazard; some posts close with the job. `lost` counts losses."""
    resident, person, status = citizens.resident, citizens.person, citizens.status
    drawn = np.empty(BLOCK)
    hazard = np.empty(BLOCK)
    for begin in range(0, citizens.rows, BLOCK):
        end = min(begin + BLOCK, citizens.rows)
        size = end - begin
        fill_uniforms(seed, Decision.SEPARATION, month, person[begin:end], 0, drawn[:size])
        _count_months(citizens, begin, end)
        if rule.contracts:
            _decide_contracts(seed, month, citizens, begin, end, occupations, rule)
        _hazards(citizens, begin, occupations.turnover, rule, hazard[:size])
        if rule.by_tenure:
            _fall_with_tenure(citizens, begin, rule, hazard[:size])
        else:
            _raise_for_new_jobs(citizens, begin, rule, hazard[:size])
        if rule.contracts:
            _differ_by_contract(citizens, begin, occupations, rule, hazard[:size])
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
    productivity)) · tenure · contract``. The factor for tenure falls from an early to a late value,
    ``late + (early − late) / (1 + months / scale)``. The factor for the contract is ``r / (1 + (r −
    1) s)`` for a temporary and ``1 / (1 + (r − 1) s)`` for a permanent one, with s the share of
    temporary contracts in the occupation, so that its turnover stays what the table says. Whether a
    contract is temporary is decided after the first month in a post; later it may become permanent.

    Education does not enter: the low educated lose jobs more often because of the jobs that they
    hold. The cause of the loss is closure if the post closes, dismissal if it becomes vacant.
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
        "citizens.temporary",
        "citizens.spell",
        "citizens.recent_loss",
        "citizens.demand_ability",
        "citizens.productivity",
        "posts.identity",
        "posts.holder",
        "posts.waiting",
        "employers.posts",
        "occupations.turnover",
        "occupations.temporary",
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
    by_tenure: bool = switch(
        "the hazard falls with every month of tenure; false makes it differ only between new jobs "
        "and others, by ``new_job_hazard_ratio``"
    )
    early_hazard_ratio: float = parameter(
        3.0, unit="ratio", low=0, high=20, status="assumed",
        meaning="hazard at the beginning of a job relative to the occupations table",
        source="assumption, so that the mean over jobs stays near 1; half of new jobs end within a "
        "year, and the hazard falls steeply for two years and slowly after (Farber 1999)",
    )  # fmt: skip
    late_hazard_ratio: float = parameter(
        0.4, unit="ratio", low=0, high=5, status="assumed",
        meaning="hazard after a very long tenure relative to the occupations table",
        source="assumption; see ``early_hazard_ratio``",
    )  # fmt: skip
    tenure_scale: float = constant(
        6.0, unit="months", low=0.5, high=120, status="assumed",
        meaning="tenure at which half of the fall from the early to the late hazard is over",
        source="assumption; see ``early_hazard_ratio``",
    )  # fmt: skip
    contracts: bool = switch(
        "contracts are temporary or permanent; false makes the hazard the same in both"
    )
    temporary_hazard_ratio: float = parameter(
        3.0, unit="ratio", low=1, high=20, status="assumed",
        meaning="hazard with a temporary contract relative to a permanent one",
        source="assumption; temporary contracts end at their term unless they are renewed",
    )  # fmt: skip
    temporary_entry_ratio: float = parameter(
        2.5, unit="ratio", low=0, high=10, status="assumed",
        meaning="share of temporary contracts among new hires relative to that among all holders",
        source="assumption, so that the share among holders is about that of the table",
    )  # fmt: skip
    conversion_rate: float = parameter(
        0.025, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that a temporary contract becomes permanent",
        source="assumption: about a quarter of temporary contracts in a year",
    )  # fmt: skip
    new_job_hazard_ratio: float = parameter(
        1.5, unit="ratio", low=1, high=10, status="assumed",
        meaning="hazard in a new job relative to later, without ``by_tenure``",
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
        _dismiss(seed, month, world.citizens, posts, world.employers, world.occupations, self, lost)
        world.count_losses(lost)
        _age_vacancies(seed, month, posts, 1.0 / self.mean_outsider_stay)
