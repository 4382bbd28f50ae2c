"""A cohort: job-holders when measuring begins, compared with themselves in the last month.

Career claims concern people, not shares of residents. The cohort stores rows, identities and the
outcomes at the start: 50 bytes for each of at most 20,000 people. It costs time in two months only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.core.randomness import Decision, uniforms
from simulation.core.vocabulary import EMPLOYED
from simulation.kernels.compiled import compiled
from simulation.statistics.within_classes import matched_difference
from simulation.world import World

#: Highest age at the start, in months, so that all are of working age ten years later.
OLDEST = 54 * 12
#: People in the cohort; in a larger city it is a random sample.
MOST = 20_000
#: Demand-ability fit from which on a person could do a job (assumption).
COULD_DO = 0.85
#: Outcomes per person.
OUTCOMES = ("employability", "flexibility", "connectivity", "wage", "at_work")
COMPLEMENTARY = "complementary_services"
#: A standard deviation below this is rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Cohort:
    """Job-holders below 54 at the start of measuring, or a sample of them.

    Attributes
    ----------
    rows, persons : ndarray of int
        Rows in the table of citizens, and identities.
    complementary : ndarray of bool
        Whether the job at the start is in complementary services.
    stratum : ndarray of int
        Combination of education, decade of age and tercile of ability.
    start : ndarray of shape (people, 5)
        The outcomes of :data:`OUTCOMES` at the start.
    """

    rows: np.ndarray
    persons: np.ndarray
    complementary: np.ndarray
    stratum: np.ndarray
    start: np.ndarray


@compiled
def _could_do(rows, skills, demand, weight, share, out):
    """Write the share of posts in which each of some people would reach :data:`COULD_DO`."""
    for index in range(rows.shape[0]):
        row = rows[index]
        total = 0.0
        for o in range(share.shape[0]):
            short = 0.0
            for k in range(demand.shape[1]):
                gap = demand[o, k] - skills[row, k]
                if gap > 0.0:
                    short += weight[o, k] * gap
            if 1.0 - short >= COULD_DO:
                total += share[o]
        out[index] = total


@compiled
def _employers_known(rows, ties, employer, resident, out):
    """Write each person's number of other employers where he or she has a contact."""
    for index in range(rows.shape[0]):
        row = rows[index]
        count = 0
        for t in range(ties.shape[1]):
            contact = ties[row, t]
            if contact < 0 or not resident[contact]:
                continue
            theirs = employer[contact]
            if theirs < 0 or theirs == employer[row]:
                continue
            counted = False
            for s in range(t):
                other = ties[row, s]
                if other >= 0 and resident[other] and employer[other] == theirs:
                    counted = True
            if not counted:
                count += 1
        out[index] = count


def _outcomes(world: World, rows: np.ndarray) -> np.ndarray:
    """The outcomes of :data:`OUTCOMES` for some rows, people by outcomes."""
    citizens, occupations = world.citizens, world.occupations
    out = np.empty((len(OUTCOMES), rows.size))
    out[0] = citizens.reach[rows]
    posts = occupations.posts.astype(np.float64)
    share = posts / max(posts.sum(), 1.0)
    _could_do(
        rows,
        citizens.skills * citizens.currency,
        occupations.demand,
        occupations.weight,
        share,
        out[1],
    )
    _employers_known(rows, citizens.ties, citizens.employer, citizens.resident, out[2])
    out[3] = np.log(np.maximum(citizens.wage[rows], 1.0))
    working = citizens.status[rows] == EMPLOYED
    out[4] = np.where(working, citizens.demand_ability[rows], np.nan)
    return out.T


def start_cohort(world: World) -> Cohort:
    """Select the cohort and store its outcomes of this month."""
    citizens, occupations = world.citizens, world.occupations
    young = citizens.resident & (citizens.status == EMPLOYED) & (citizens.age < OLDEST)
    rows = np.flatnonzero(young).astype(np.int32)
    if rows.size > MOST:
        draws = uniforms(world.seed, Decision.PANEL, 0, citizens.person[rows], 1)
        rows = np.sort(rows[np.argpartition(draws, MOST)[:MOST]])
    ability = (citizens.skills[rows] * citizens.currency[rows]).mean(axis=1)
    ends = np.quantile(ability, [1 / 3, 2 / 3]) if rows.size else np.zeros(2)
    tercile = np.searchsorted(ends, ability, side="right")
    decade = np.clip((citizens.age[rows] - 300) // 120, 0, 2)
    family = np.array(occupations.families)[occupations.family[citizens.occupation[rows]]]
    return Cohort(
        rows,
        citizens.person[rows].copy(),
        family == COMPLEMENTARY,
        ((citizens.education[rows] * 3 + decade) * 3 + tercile).astype(np.int8),
        _outcomes(world, rows),
    )


def differences(world: World) -> np.ndarray:
    """Change since the start of those who began in complementary jobs, less that of matched others.

    Returns
    -------
    ndarray of shape (5,)
        One per outcome of :data:`OUTCOMES`, the first four in standard deviations of the cohort's
        changes; nan without people to compare.
    """
    cohort: Cohort = world.cohort
    citizens = world.citizens
    stayed = citizens.resident[cohort.rows] & (citizens.person[cohort.rows] == cohort.persons)
    results = np.full(len(OUTCOMES), np.nan)
    if not stayed.any():
        return results
    change = _outcomes(world, cohort.rows[stayed]) - cohort.start[stayed]
    for index, (name, values) in enumerate(zip(OUTCOMES, change.T, strict=True)):
        effect = matched_difference(values, cohort.complementary[stayed], cohort.stratum[stayed])
        spread = 1.0 if name == "at_work" else float(np.nanstd(values))
        results[index] = effect / spread if spread > ROUNDING else 0.0
    return results
