"""Demand–ability fit: whether the person meets the demands of the job."""

from __future__ import annotations

import numpy as np

from simulation.core.vocabulary import ICT
from simulation.fit import PACKED, SKILL_COUNT
from simulation.kernels.compiled import inlined
from simulation.kernels.simd import packed_shortfall

#: Bounds of a demand, in the type of the tables, so that cutting to them rounds nothing.
NOTHING, EVERYTHING = np.float32(0.0), np.float32(1.0)


@inlined
def demand_ability(skills, person, demand, weight, job):
    """Fit of abilities to demands, ``1 − Σ_k ω_k (d_k − a_k)₊``.

    Ability beyond the demand neither helps nor harms here; it counts as unmet need for challenge in
    needs–supply fit (Kristof-Brown et al. 2005; constructs 3.2).

    Parameters
    ----------
    skills : array of shape (people, K)
        Abilities, 0–1.
    person : int
        Row of the person.
    demand, weight : array of shape (jobs, K)
        Demands, 0–1, and the importance of each skill; the weights of a job sum to 1.
    job : int
        Row of the job.

    Returns
    -------
    float
        0–1.
    """
    shortfall = 0.0
    for k in range(SKILL_COUNT):
        # no branch: which skills fall short cannot be predicted
        shortfall += max(0.0, weight[job, k] * (demand[job, k] - skills[person, k]))
    return 1.0 - shortfall


@inlined
def effective_demand_ability(skills, currency, person, demand, weight, job):
    """Fit of a citizen's effective abilities to demands, ``1 − Σ_k ω_k (d_k − level_k c_k)₊``.

    Parameters
    ----------
    skills, currency : array of shape (people, K)
        Levels of ability, and the part of each that is up to date; 0–1.
    person, demand, weight, job
        See :func:`demand_ability`.
    """
    shortfall = 0.0
    for k in range(SKILL_COUNT):
        able = skills[person, k] * currency[person, k]
        shortfall += max(0.0, weight[job, k] * (demand[job, k] - able))
    return 1.0 - shortfall


@inlined
def asked_ict(demand, job, above):
    """ICT demand of a post: that of its occupation and what it asks above, cut to 0–1.

    Parameters
    ----------
    demand : array of shape (jobs, K)
    job : int
        Row of the occupation.
    above : float32
        ICT demand of the post above that of its occupation.
    """
    return min(max(demand[job, ICT] + above, NOTHING), EVERYTHING)


@inlined
def with_own_ict(fit, able, demand, weight, job, above):
    """Fit with a post, from the fit with its occupation; equal if it asks nothing above.

    Parameters
    ----------
    fit : float
        Fit of the person with the occupation.
    able : float
        ICT ability of the person.
    demand, weight, job, above
        See :func:`asked_ict`.
    """
    usual = max(0.0, weight[job, ICT] * (demand[job, ICT] - able))
    own = max(0.0, weight[job, ICT] * (asked_ict(demand, job, above) - able))
    return min(fit - (own - usual), 1.0)


def packed_rows(values: np.ndarray) -> np.ndarray:
    """Pad each row with a zero, for :func:`packed_demand_ability`.

    Parameters
    ----------
    values : ndarray of float32, shape (jobs, K)

    Returns
    -------
    ndarray of float32, shape (jobs, 8)
    """
    packed = np.zeros((values.shape[0], PACKED), dtype=np.float32)
    packed[:, :SKILL_COUNT] = values
    return packed


@inlined
def packed_demand_ability(packed_traits, person, demand, weight, job):
    """The same as :func:`demand_ability` for packed rows, with SIMD instructions.

    Parameters
    ----------
    packed_traits : array of float32, shape (people, 8)
        Abilities, and a last number that is ignored.
    person, job : uint32 or uint64
        Rows.
    demand, weight : array of float32, shape (jobs, 8)
        See :func:`packed_rows`.
    """
    return 1.0 - packed_shortfall(packed_traits, person, demand, job, weight, job)
