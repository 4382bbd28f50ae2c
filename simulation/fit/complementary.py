"""Complementary fit: whether the person brings what the city lacks."""

from __future__ import annotations

import math

from simulation.compiled import compiled, inlined
from simulation.fit import SKILL_COUNT
from simulation.vocabulary import CLOSED, OUTSIDER


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
        What the city lacks of each skill, averaged over posts; see
        :func:`add_up_shortage`.

    Returns
    -------
    float
        0–1; 0 when the city lacks nothing or the person can do nothing.
    """
    product = 0.0
    own = 0.0
    lack = 0.0
    for k in range(SKILL_COUNT):
        able = skills[person, k]
        product += able * shortage[k]
        own += able * able
        lack += shortage[k] * shortage[k]
    if own <= 0.0 or lack <= 0.0:
        return 0.0
    return min(1.0, product / math.sqrt(own * lack))


@compiled
def add_up_shortage(holder, occupation, skills, demand, lacking):
    """What posts ask and the people in them cannot do, ``Σ_posts (d_k − a_k)₊``.

    A vacant post lacks all that it asks; an outsider is taken to be able.

    Parameters
    ----------
    holder, occupation : array of shape (posts,)
        Columns of the posts.
    skills : array of shape (people, K)
        Abilities.
    demand : array of shape (occupations, K)
        Demands.
    lacking : array of shape (K,)
        The sums, written in place.

    Returns
    -------
    int
        Number of posts.
    """
    lacking[:] = 0.0
    posts = 0
    for row in range(holder.shape[0]):
        person = holder[row]
        if person == CLOSED:
            continue
        posts += 1
        if person == OUTSIDER:
            continue
        job = occupation[row]
        for k in range(SKILL_COUNT):
            gap = demand[job, k]
            if person >= 0:
                gap -= skills[person, k]
            if gap > 0.0:
                lacking[k] += gap
    return posts


@compiled
def add_up_skills(people, education, skills, counts, sums):
    """Number of people and sum of their abilities by education, written in place.

    Parameters
    ----------
    people : array of shape (people,)
        Rows of the residents.
    education, skills : array
        Columns of the citizens.
    counts : array of shape (levels,)
        Number of people.
    sums : array of shape (levels, K)
        Sum of abilities.
    """
    counts[:] = 0
    sums[:] = 0.0
    for index in range(people.shape[0]):
        row = people[index]
        g = education[row]
        counts[g] += 1
        for k in range(SKILL_COUNT):
            sums[g, k] += skills[row, k]
