"""Demand–ability fit: whether the person can do what the job asks."""

from __future__ import annotations

from simulation.compiled import inlined
from simulation.fit import SKILL_COUNT


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
