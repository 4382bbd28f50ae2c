"""Complementary fit: does the person bring what the city lacks?"""

from __future__ import annotations

import math

from simulation.compiled import inlined


@inlined
def complementary(skills, person, shortage):
    """Likeness of the ability profile to the shortage profile, ``a·G / (‖a‖ ‖G‖)``.

    Parameters
    ----------
    skills : array of shape (people, K)
        Abilities, 0–1.
    person : int
        Row of the person.
    shortage : array of shape (K,)
        What the city lacks of each skill, ``G_k = (D_k − A_k)₊``.

    Returns
    -------
    float
        0–1; 0 when the city lacks nothing or the person can do nothing.
    """
    product = 0.0
    own = 0.0
    lack = 0.0
    for k in range(skills.shape[1]):
        able = skills[person, k]
        product += able * shortage[k]
        own += able * able
        lack += shortage[k] * shortage[k]
    if own <= 0.0 or lack <= 0.0:
        return 0.0
    return min(1.0, product / math.sqrt(own * lack))
