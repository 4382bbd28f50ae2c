"""Government: staff with data skills, data standards, and the quality of digital services."""

from __future__ import annotations

import math

from simulation.core.vocabulary import CLOSED, ICT, VACANT

PUBLIC = ("public_administration", "city_innovation")


def government(city, parameters):
    """``g = staff · standards / usual``, with ``staff = 1 − dependence · shortage``."""
    conditions = city.conditions
    conditions.staff = 1.0 - parameters.staff_dependence * staff_shortage(city, parameters)
    conditions.data_standards = parameters.data_standards
    work = conditions.staff * parameters.data_standards
    conditions.digital_quality = work / parameters.usual_capacity


def staff_shortage(city, parameters):
    """Vacancy rate of the public sector's posts with data skills, and their lower pay."""
    existing = [0] * len(city.occupations)
    vacant = [0] * len(city.occupations)
    for post in city.posts:
        existing[post.occupation] += post.holder != CLOSED
        vacant[post.occupation] += post.holder == VACANT
    skilled = [o for o in city.occupations if o.design[ICT] >= parameters.data_skill_threshold]
    public = [o for o in skilled if city.sectors[o.sector] in PUBLIC]
    private = [o for o in skilled if city.sectors[o.sector] not in PUBLIC]
    pay, other_pay = mean_pay(public, existing), mean_pay(private, existing)
    if pay is None:
        return 1.0
    empty = sum(vacant[o.row] for o in public) / sum(existing[o.row] for o in public)
    if other_pay is None:
        return min(1.0, empty)
    other_pay *= 1.0 + parameters.private_premium
    return min(1.0, empty + max(0.0, 1.0 - pay / other_pay))


def mean_pay(occupations, existing):
    """Mean pay over the posts of some occupations; None without posts."""
    posts = sum(existing[o.row] for o in occupations)
    pay = sum(existing[o.row] * o.base_wage * math.exp(o.premium) for o in occupations)
    return pay / posts if posts else None
