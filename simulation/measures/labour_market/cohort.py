"""A cohort: everybody who holds a job when measuring begins, read again at the end.

Career claims are about what becomes of people, not about shares of residents. The cohort keeps
rows, identities and what the people could do at the start: 50 bytes each, 20,000 people at most,
whatever the horizon, and work in two months of the run only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.core.randomness import Decision, uniforms
from simulation.core.vocabulary import EMPLOYED
from simulation.kernels.compiled import compiled
from simulation.statistics.within_classes import matched_difference
from simulation.world import World

#: Oldest at the start, in months, so that ten years later all are still of working age.
OLDEST = 54 * 12
#: People in the cohort; in a larger city it is a sample of them, drawn by luck.
MOST = 20_000
#: Demand-ability fit from which on somebody could do a job (assumption).
COULD_DO = 0.85
#: What is read of everybody.
READ = ("employability", "flexibility", "connectivity", "wage", "at_work")
COMPLEMENTARY = "complementary_services"


@dataclass(frozen=True)
class Cohort:
    """Job-holders below 54 at the start of measuring, or a sample of them.

    Attributes
    ----------
    rows, persons : ndarray of int
        Where they are in the table of citizens, and who they are.
    complementary : ndarray of bool
        Whether the job they hold at the start is in complementary services.
    stratum : ndarray of int
        People of one education, ten years of age and tercile of ability.
    start : ndarray of shape (people, 5)
        The outcomes of :data:`READ` at the start.
    """

    rows: np.ndarray
    persons: np.ndarray
    complementary: np.ndarray
    stratum: np.ndarray
    start: np.ndarray


@compiled
def _could_do(rows, skills, demand, weight, share, enough, out):
    """Share of posts whose demand each of some people meets well enough, written to `out`."""
    for index in range(rows.shape[0]):
        row = rows[index]
        total = 0.0
        for o in range(share.shape[0]):
            short = 0.0
            for k in range(demand.shape[1]):
                gap = demand[o, k] - skills[row, k]
                if gap > 0.0:
                    short += weight[o, k] * gap
            if 1.0 - short >= enough:
                total += share[o]
        out[index] = total


@compiled
def _employers_known(rows, ties, employer, resident, out):
    """Number of employers other than one's own at which one has a contact, written to `out`."""
    for index in range(rows.shape[0]):
        row = rows[index]
        found = 0
        for t in range(ties.shape[1]):
            contact = ties[row, t]
            if contact < 0 or not resident[contact]:
                continue
            there = employer[contact]
            if there < 0 or there == employer[row]:
                continue
            again = False
            for s in range(t):
                other = ties[row, s]
                if other >= 0 and resident[other] and employer[other] == there:
                    again = True
            if not again:
                found += 1
        out[index] = found


def _read(world: World, rows: np.ndarray) -> np.ndarray:
    """The outcomes of :data:`READ` for some rows, people by outcomes."""
    citizens, occupations = world.citizens, world.occupations
    out = np.empty((len(READ), rows.size))
    # the best fit among the vacancies within reach: what an offer would be worth
    out[0] = citizens.reach[rows]
    posts = occupations.posts.astype(np.float64)
    share = posts / max(posts.sum(), 1.0)
    _could_do(
        rows, citizens.skills, occupations.demand, occupations.weight, share, COULD_DO, out[1]
    )
    _employers_known(rows, citizens.ties, citizens.employer, citizens.resident, out[2])
    out[3] = np.log(np.maximum(citizens.wage[rows], 1.0))
    working = citizens.status[rows] == EMPLOYED
    out[4] = np.where(working, citizens.demand_ability[rows], np.nan)
    return out.T


def gather(world: World) -> Cohort:
    """The cohort as it is this month."""
    citizens, occupations = world.citizens, world.occupations
    young = citizens.resident & (citizens.status == EMPLOYED) & (citizens.age < OLDEST)
    rows = np.flatnonzero(young).astype(np.int32)
    if rows.size > MOST:
        luck = uniforms(world.seed, Decision.PANEL, 0, citizens.person[rows], 1)
        rows = np.sort(rows[np.argpartition(luck, MOST)[:MOST]])
    ability = citizens.skills[rows].mean(axis=1)
    ends = np.quantile(ability, [1 / 3, 2 / 3]) if rows.size else np.zeros(2)
    tercile = np.searchsorted(ends, ability, side="right")
    decade = np.clip((citizens.age[rows] - 300) // 120, 0, 2)
    family = np.array(occupations.families)[occupations.family[citizens.occupation[rows]]]
    return Cohort(
        rows,
        citizens.person[rows].copy(),
        family == COMPLEMENTARY,
        ((citizens.education[rows] * 3 + decade) * 3 + tercile).astype(np.int8),
        _read(world, rows),
    )


def differences(world: World) -> np.ndarray:
    """Change since the start of those who began in complementary jobs, less that of their matches.

    Returns
    -------
    ndarray of shape (5,)
        One per outcome of :data:`READ`, the first four in standard deviations of the cohort's
        changes; nan without people to compare.
    """
    cohort: Cohort = world.cohort
    citizens = world.citizens
    here = citizens.resident[cohort.rows] & (citizens.person[cohort.rows] == cohort.persons)
    found = np.full(len(READ), np.nan)
    if not here.any():
        return found
    change = _read(world, cohort.rows[here]) - cohort.start[here]
    for place, values in enumerate(change.T):
        apart = matched_difference(values, cohort.complementary[here], cohort.stratum[here])
        spread = 1.0 if READ[place] == "at_work" else float(np.nanstd(values))
        found[place] = apart / spread if spread > 1e-9 else 0.0
    return found
