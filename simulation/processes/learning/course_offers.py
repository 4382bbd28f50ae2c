"""Course offers: who is offered a course by an employer, and who is sent to one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.core.randomness import BLOCK, Decision, fill_uniforms, random_bits, to_uniform
from simulation.core.vocabulary import EMPLOYED, ICT, JOB_NEEDS, STATUSES, UNEMPLOYED
from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import compiled, inlined
from simulation.kernels.records import Record

#: Index of challenge among the supplies of a job other than pay.
CHALLENGE = JOB_NEEDS[1:].index("challenge")


@dataclass(frozen=True)
class Market(Record):
    """Conditions of a month that are the same for all candidates.

    Attributes
    ----------
    asked : ndarray of float64
        Weighted mean ability that each occupation asks for.
    announced : ndarray of float64
        Rise of its demand for ICT that the digitalisation of the city announces.
    chance : ndarray of float64
        Chance of an employer's offer; see :func:`describe_courses`.
    city_ict : float
        Mean ICT that the city's posts ask for.
    public : bool
        Whether there are public places.
    distrust_slope, distrust_threshold : float
        Reluctance per unit of trust below a threshold to take what the city offers.
    run_by_firms : float
        Share of what the city offers that firms run.
    """

    asked: NDArray[np.float64]
    announced: NDArray[np.float64]
    chance: NDArray[np.float64]
    city_ict: float
    public: bool
    distrust_slope: float
    distrust_threshold: float
    run_by_firms: float


@compiled
def describe_courses(occupations, digitalisation, ict_drift, rule):
    """What occupations ask, and the chances that employers offer courses.

    Returns
    -------
    asked : ndarray of float64, shape (occupations,)
        Mean ability that each occupation asks for.
    city_ict : float
        Mean ICT of the city's posts.
    chance : ndarray of float64
        Chance of an offer by occupation, and behind these, without a job, by status.
    announced : ndarray of float64, shape (occupations,)
        Rise of each occupation's demand for ICT if it were redesigned now.
    """
    digitalised = occupations.digitalised
    demand, weight, posts = occupations.demand, occupations.weight, occupations.posts
    number_of_kinds = demand.shape[0]
    asked = np.zeros(number_of_kinds)
    chance = np.zeros(number_of_kinds + len(STATUSES))
    announced = np.empty(number_of_kinds)
    ict = 0.0
    number = 0
    for o in range(number_of_kinds):
        for k in range(SKILL_COUNT):
            asked[o] += np.float64(weight[o, k]) * demand[o, k]
        ict += np.float64(posts[o]) * demand[o, ICT]
        number += posts[o]
        challenge = rule.base_challenge + occupations.supply[o, CHALLENGE]
        announced[o] = ict_drift * max(digitalisation - np.float64(digitalised[o]), 0.0)
        chance[o] = rule.employer_offer_rate * asked[o] * challenge
    chance[number_of_kinds + UNEMPLOYED] = rule.jobless_offers * rule.employer_offer_rate
    return asked, ict / max(1, number), chance, announced


@inlined
def _treatment(citizens, employers, row, rule):
    """Chance to be offered a course relative to a permanent post at a large employer."""
    contract = rule.temporary_ratio if citizens.temporary[row] else 1.0
    small = employers.posts[citizens.employer[row]] < rule.small_employer_posts
    return contract * (rule.small_employer_ratio if small else 1.0)


@compiled
def sent_to_courses(first, end, seed, month, citizens, employers, occupations, rule):
    """Rows of citizens, from `first` to `end`, who are sent to a course after a redesign."""
    begin = np.int64(first)
    resident, status = citizens.resident[first:end], citizens.status[first:end]
    occupation, course = citizens.occupation[first:end], citizens.course[first:end]
    person, redesigned = citizens.person, occupations.redesigned
    rows = np.empty(resident.shape[0], dtype=np.int64)
    number = 0
    for row in range(resident.shape[0]):
        if not resident[row] or status[row] != EMPLOYED or course[row] > 0:
            continue
        if redesigned[occupation[row]] == 0:
            continue
        whole = begin + row
        chance = rule.sent_share * _treatment(citizens, employers, whole, rule)
        drawn = random_bits(seed, Decision.SENT_TO_COURSE, month, person[whole], 0)[0]
        if to_uniform(drawn) < chance:
            rows[number] = whole
            number += 1
    return rows[:number]


@compiled
def find_candidates(first, end, seed, month, citizens, employers, market, rule):
    """Rows of citizens with an offer, from `first` to `end`, and whether it is an employer's."""
    begin = np.int64(first)
    chance, public = market.chance, market.public
    resident, person = citizens.resident[first:end], citizens.person[first:end]
    status, occupation = citizens.status[first:end], citizens.occupation[first:end]
    course = citizens.course[first:end]
    without_job = chance.shape[0] - len(STATUSES)
    rows = np.empty(resident.shape[0] + 1, dtype=np.int64)
    offered = np.empty(resident.shape[0] + 1, dtype=np.bool_)
    number = 0
    uniform = np.empty(BLOCK)
    for start in range(0, resident.shape[0], BLOCK):
        stop = min(start + BLOCK, resident.shape[0])
        fill_uniforms(seed, Decision.TRAINING_CHOICE, month, person[start:stop], 0, uniform)
        for row in range(start, stop):
            at_work = status[row] == EMPLOYED
            offer = chance[max(occupation[row], 0) if at_work else without_job + status[row]]
            # overwritten until a row is kept, because a branch would take longer
            rows[number] = begin + row
            offered[number] = uniform[row - start] < offer
            if offered[number] and at_work:
                offer *= _treatment(citizens, employers, begin + row, rule)
                offered[number] = uniform[row - start] < offer
            number += resident[row] & (course[row] == 0) & (offered[number] | public)
    return rows[:number], offered[:number]
