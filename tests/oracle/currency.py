"""Currency of skills: redesigns make knowledge obsolete; practice and colleagues renew it."""

from __future__ import annotations

from simulation.core.vocabulary import SKILLS
from tests.oracle.fits import work_of
from tests.oracle.state import rounded

K = range(len(SKILLS))


def obsolescence(city, parameters):
    """``c_k ← c_k (1 − s)`` in a redesigned job, ``c_k (1 − s r_k)`` for everybody else."""
    renewed = [renewed_share(city, k) for k in K]
    for citizen in city.people:
        job = city.occupations[citizen.occupation] if citizen.occupation >= 0 else None
        for k in K:
            hit = job is not None and job.demand[k] != job.previous_demand[k]
            left = 1.0 - parameters.share * (1.0 if hit else renewed[k])
            citizen.currency[k] = rounded(citizen.currency[k] * left)
        citizen.previous_currency = list(citizen.currency)


def renewed_share(city, skill):
    """Share of the city's demand for a skill that was redesigned this month."""
    whole = part = 0.0
    for job in city.occupations:
        asked = job.posts * job.weight[skill] * job.demand[skill]
        whole += asked
        if job.demand[skill] != job.previous_demand[skill]:
            part += asked
    return part / whole if whole > 0.0 else 0.0


def renewal(city, parameters):
    """``c_k += practice · d_k (1 − c_k) + colleagues · (c̄_k − c_k)₊`` at work."""
    for citizen in city.people:
        if citizen.occupation < 0:
            continue
        job, employer = work_of(city, citizen), city.employers[citizen.employer]
        for k in K:
            own = citizen.currency[k]
            gain = parameters.practice * job.demand[k] * (1.0 - own)
            if employer.staff > 1:
                gain += parameters.colleagues * max(0.0, employer.currency[k] - own)
            citizen.currency[k] = rounded(min(own + gain, 1.0))
    for citizen in city.people:
        if citizen.community >= 0:
            community = city.communities[citizen.community]
            pace = city.levers.community_renewal * community.skill_transfer
            for k in K:
                own = citizen.currency[k]
                citizen.currency[k] = rounded(own + pace * max(0.0, community.pool[k] - own))
