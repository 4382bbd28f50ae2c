"""A few measures, computed from a reference city person by person by their definitions."""

from __future__ import annotations

import math
from collections import Counter

from simulation.core.vocabulary import EMPLOYED, ICT, UNEMPLOYED

#: People whose ICT skill differs by less than a class share a rank.
ICT_CLASSES = 50
#: Observed changes of fit from which on a person's volatility counts.
ENOUGH = 12


def fit(city):
    """Mean fit."""
    return mean(citizen.fit for citizen in city.people)


def unemployment(city):
    """Unemployed among those in the labour force."""
    states = Counter(citizen.status for citizen in city.people)
    return states[UNEMPLOYED] / (states[UNEMPLOYED] + states[EMPLOYED])


def slope_index_by_ict(city):
    """``cov(F, R) / var(R)``, R the share of people below in ICT skill and half one's own."""
    people = city.people
    classes = [min(int(c.skills[ICT] * ICT_CLASSES), ICT_CLASSES - 1) for c in people]
    number = Counter(classes)
    ranks = []
    for own in classes:
        below = sum(number[other] for other in number if other < own)
        ranks.append((below + number[own] / 2.0) / len(people))
    covariance = mean((c.fit - fit(city)) * (r - 0.5) for c, r in zip(people, ranks, strict=True))
    return covariance / mean((rank - 0.5) ** 2 for rank in ranks)


def volatility(city):
    """Mean over people of the root mean square of the changes of their fit since burn-in."""
    return mean(
        math.sqrt(citizen.change_squares / citizen.changes)
        for citizen in city.people
        if citizen.changes >= ENOUGH
    )


def mean(values):
    """Mean of some numbers; nan of none."""
    values = list(values)
    return sum(values) / len(values) if values else math.nan


#: Column of the measures → the same number of a reference city.
HEADLINES = {
    "fit": fit,
    "unemployment_all": unemployment,
    "slope_index_ict": slope_index_by_ict,
    "volatility": volatility,
}
