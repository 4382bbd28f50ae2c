"""Demand–ability fit: can the person do what the job asks?"""

from __future__ import annotations

from simulation.compiled import inlined


@inlined
def demand_ability(skills, demand, weight):
    """Fit of abilities to demands, ``1 − Σ_k ω_k (d_k − a_k)₊``.

    Ability beyond the demand neither helps nor harms here; it counts as unmet challenge in
    needs–supply fit (Kristof-Brown et al. 2005; constructs 3.2).

    Parameters
    ----------
    skills, demand : array of shape (K,)
        Abilities and demands, 0–1.
    weight : array of shape (K,)
        Importance of each skill; sums to 1.

    Returns
    -------
    float
        0–1.
    """
    shortfall = 0.0
    for k in range(skills.shape[0]):
        gap = demand[k] - skills[k]
        if gap > 0.0:
            shortfall += weight[k] * gap
    return 1.0 - shortfall
