"""Needs–supply fit: whether work and city supply what the person needs.

Fit is ``1 − Σ_m ν_m (n_m − s_m)₊``: one minus the needs that stay unmet, weighted by their
importance. Needs are, in this order: pay, security, challenge, meaning, balance (from work),
leisure (from the district, at a price) and services (from the city, partly digital only).

The sum has four parts, each a function, so that a caller computes only the parts that a change can
affect. The functions take and return numbers or tuples of numbers. Passing arrays from one inlined
function to the next would make Numba count references for every person, which costs several times
as much as the arithmetic.
"""

from __future__ import annotations

from simulation.core.vocabulary import NEEDS
from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import inlined

#: Number of needs.
NEED_COUNT = len(NEEDS)
#: ICT skill from which on a person can use every digital service: where PIAAC level 2 begins.
FULL_ACCESS = 0.6
#: Weight of the stated wish in the need for challenge; the two best skills share the rest equally
#: (constructs 2.5).
WISH_WEIGHT = 0.5
SKILL_WEIGHT = 0.25


@inlined
def digital_access(ict):
    """Share of digital services that a person with this ICT skill can use, 0–1."""
    return min(1.0, ict / FULL_ACCESS)


@inlined
def pay_supply(income, median_income, access, discount):
    """Supply of pay: income relative to the median, half filled at the median.

    Digital goods are cheaper, so income buys more for people who can shop online (constructs 4.7).

    Parameters
    ----------
    income, median_income : float
        Euro per month after tax and rent.
    access : float
        Digital access, 0–1.
    discount : float
        Gain in purchasing power with full access.

    Returns
    -------
    float
        0–1.
    """
    relative = max(income, 0.0) * (1.0 + discount * access) / median_income
    return relative / (relative + 1.0)


@inlined
def leisure_supply(amenities, income, median_income, prices):
    """Supply of leisure: the amenities of the district, as far as income pays for them.

    At a price of 0 leisure is free for everybody.
    """
    cost = prices * median_income
    return amenities * (min(1.0, max(income, 0.0) / cost) if cost > 0.0 else 1.0)


@inlined
def services_supply(services, digital_only, access):
    """Supply of services: their quality times the share that can be reached."""
    return services * (1.0 - digital_only + digital_only * access)


@inlined
def work_supplies(supply, job):
    """Security, challenge, meaning and balance that a job supplies, as a tuple."""
    return (
        float(supply[job, 0]),
        float(supply[job, 1]),
        float(supply[job, 2]),
        float(supply[job, 3]),
    )


@inlined
def wanted(own, mean):
    """Wanted amount of a supply, 0–1: mean of the life stage plus the personal deviation."""
    return min(max(mean + own, 0.0), 1.0)


@inlined
def wanted_supplies(needs, person, stage_needs, stage):
    """Wanted amounts of the seven supplies, 0–1.

    Parameters
    ----------
    needs : array of shape (people, 7)
        How far each need lies above or below the mean of the life stage.
    person : int
        Row of the person.
    stage_needs : array of shape (stages, 7)
        Mean needs by life stage.
    stage : int
        Life stage.

    Returns
    -------
    tuple of seven float
    """
    # read all numbers before the first call; see the module docstring
    own = (
        needs[person, 0],
        needs[person, 1],
        needs[person, 2],
        needs[person, 3],
        needs[person, 4],
        needs[person, 5],
        needs[person, 6],
    )
    mean = importances(stage_needs, stage)
    return (
        wanted(own[0], mean[0]),
        wanted(own[1], mean[1]),
        wanted(own[2], mean[2]),
        wanted(own[3], mean[3]),
        wanted(own[4], mean[4]),
        wanted(own[5], mean[5]),
        wanted(own[6], mean[6]),
    )


@inlined
def importances(stage_weights, stage):
    """Importance of each of the seven needs in a life stage; they sum to 1."""
    return (
        stage_weights[stage, 0],
        stage_weights[stage, 1],
        stage_weights[stage, 2],
        stage_weights[stage, 3],
        stage_weights[stage, 4],
        stage_weights[stage, 5],
        stage_weights[stage, 6],
    )


@inlined
def challenge_need(skills, person, wish):
    """Need for challenge: the stated wish, and the mean of the two best skills (constructs 2.5)."""
    best = 0.0
    second = 0.0
    for k in range(SKILL_COUNT):
        able = skills[person, k]
        second = max(second, min(best, able))
        best = max(best, able)
    return WISH_WEIGHT * wish + SKILL_WEIGHT * (best + second)


@inlined
def unmet(importance, need, supply):
    """Loss of fit from one need, ``ν (n − s)₊``."""
    return importance * max(0.0, need - supply)


@inlined
def unmet_pay(wants, importance, income, median_income, access, discount):
    """Loss of fit from the need for pay; see :func:`pay_supply`."""
    return unmet(importance[0], wants[0], pay_supply(income, median_income, access, discount))


@inlined
def unmet_work(wants, importance, challenge, supplies):
    """Loss of fit from the needs for security, challenge, meaning and balance.

    Parameters
    ----------
    wants, importance : tuple of seven float
        See :func:`wanted_supplies` and :func:`importances`.
    challenge : float
        See :func:`challenge_need`.
    supplies : tuple of four float
        See :func:`work_supplies`.

    Returns
    -------
    float
        0–1.
    """
    return (
        unmet(importance[1], wants[1], supplies[0])
        + unmet(importance[2], challenge, supplies[1])
        + unmet(importance[3], wants[3], supplies[2])
        + unmet(importance[4], wants[4], supplies[3])
    )


@inlined
def unmet_leisure(wants, importance, amenities, income, median_income, prices):
    """Loss of fit from the need for leisure; see :func:`leisure_supply`."""
    supply = leisure_supply(amenities, income, median_income, prices)
    return unmet(importance[5], wants[5], supply)


@inlined
def unmet_services(wants, importance, services, digital_only, access):
    """Loss of fit from the need for services; see :func:`services_supply`."""
    return unmet(importance[6], wants[6], services_supply(services, digital_only, access))


@inlined
def needs_supply(pay, work, leisure, services):
    """Needs–supply fit: one minus the losses from the four groups of needs."""
    return 1.0 - (pay + work + leisure + services)
