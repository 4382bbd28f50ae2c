"""Demand–ability fit: whether the person can do what the job asks."""

from __future__ import annotations

import numpy as np

from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import inlined
from simulation.kernels.simd import shortfall_of_eight


@inlined
def demand_ability(skills, person, demand, weight, job):
    """Fit of abilities to demands, ``1 − Σ_k ω_k (d_k − a_k)₊``.

    Ability beyond the demand neither helps nor harms here; it counts as unmet challenge in
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
        # no branch, since no processor can guess which skills fall short
        shortfall += max(0.0, weight[job, k] * (demand[job, k] - skills[person, k]))
    return 1.0 - shortfall


def in_eights(skills):
    """A table of skills with a zero at the end of each row, for :func:`demand_ability_of_eight`.

    Parameters
    ----------
    skills : ndarray of float32, shape (jobs, K)

    Returns
    -------
    ndarray of float32, shape (jobs, 8)
    """
    wide = np.zeros((skills.shape[0], 8), dtype=np.float32)
    wide[:, :SKILL_COUNT] = skills
    return wide


@inlined
def demand_ability_of_eight(packed_traits, person, demand, weight, job):
    """What :func:`demand_ability` says of rows of eight numbers, in less time.

    Parameters
    ----------
    packed_traits : array of float32, shape (people, 8)
        Abilities, and a last number that does not count.
    person, job : uint32 or uint64
        Rows.
    demand, weight : array of float32, shape (jobs, 8)
        See :func:`in_eights`.
    """
    return 1.0 - shortfall_of_eight(packed_traits, person, demand, job, weight, job)
