"""Governance: trust in the city, who takes part in its programmes, what they come to."""

from __future__ import annotations

import numpy as np

from simulation.compiled import compiled
from simulation.hearing import own_business
from simulation.measure import measure
from simulation.vocabulary import EDUCATIONS, EMPLOYED, ICT
from simulation.world import World

#: Ways of taking part, and the ranks that taking part is compared over.
TAKING_PART = tuple(
    f"{way}_{by}" for way in ("communities", "courses") for by in ("education", "ict")
)


@measure(subject="city", unit="0-1", labels=EDUCATIONS)
def trust_local(world: World) -> np.ndarray:
    """Mean trust in local government by education."""
    tally = world.tally
    trust = world.citizens.trust[tally.people]
    total = np.bincount(tally.education_of, weights=trust, minlength=len(EDUCATIONS))
    with np.errstate(invalid="ignore", divide="ignore"):
        return total / tally.by_education


@compiled
def _count(people, education, skills, community, course, course_public, counts):
    """Members and learners by education and class of ICT skill."""
    classes = counts.shape[2]
    for index in range(people.shape[0]):
        row = people[index]
        member = community[row] >= 0
        learner = course_public[row] and course[row] > 0
        if member or learner:
            place = min(int(skills[row, ICT] * classes), classes - 1)
            counts[0, education[row], place] += member
            counts[1, education[row], place] += learner


@measure(subject="interventions", unit="-1 to 1", labels=TAKING_PART)
def participation_concentration(world: World) -> list[float]:
    """Concentration index of members and of learners on public courses, by education and by ICT.

    ``C = 2 cov(h, R) / mean(h)``, which for a yes-or-no h is twice the mean rank of those who take
    part less 1: above 0 the upper ranks take part more (Kakwani, Wagstaff & van Doorslaer 1997).
    No value where nobody takes part.
    """
    citizens, tally = world.citizens, world.tally
    counts = np.zeros((2, *tally.counts.shape))
    _count(
        tally.people,
        citizens.education,
        citizens.skills,
        citizens.community,
        citizens.course,
        citizens.course_public,
        counts,
    )
    return [
        2.0 * float((counts[way] * tally.rank(by)).sum() / number) - 1.0 if number > 0 else np.nan
        for way, number in enumerate(counts.sum(axis=(1, 2)))
        for by in ("education", "ict")
    ]


@measure(subject="interventions", unit="share")
def reserved_places(world: World) -> float:
    """Share of public places that was in the end reserved for the lowest third by ICT skill."""
    return world.programmes.reserved if world.levers.training_places > 0 else np.nan


@measure(subject="interventions", unit="share", labels=("low", "mid", "high"))
def voices(world: World) -> np.ndarray:
    """Weight of each third of residents by ICT skill in the decisions on programmes."""
    return world.programmes.voices


@measure(subject="interventions", unit="share")
def network_staff(world: World) -> float:
    """Capacity that the shortage of data staff leaves to the network; no value without one."""
    return world.network.staff if world.network.alive else np.nan


@measure(subject="market", unit="1/month", labels=EDUCATIONS)
def own_business_entries(world: World) -> np.ndarray:
    """Residents who began to work on their own account this month, per resident, by education."""
    citizens, tally = world.citizens, world.tally
    people = tally.people
    family = own_business(world.occupations.families)
    fresh = (citizens.status[people] == EMPLOYED) & (citizens.tenure[people] == 0)
    rows = np.flatnonzero(fresh)
    began = rows[world.occupations.family[citizens.occupation[people[rows]]] == family]
    count = np.bincount(tally.education_of[began], minlength=len(EDUCATIONS))
    with np.errstate(invalid="ignore", divide="ignore"):
        return count / tally.by_education
