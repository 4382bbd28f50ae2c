"""Districts: residents, rents and amenities."""

from __future__ import annotations

from simulation.core.vocabulary import EDUCATIONS, SKILLS
from tests.oracle.state import rounded

#: Crowding below which rents fall no further.
LEAST_CROWDING = 0.1


def run(city, parameters):
    """Describe every district by its residents; rents and amenities follow."""
    people = [[] for _ in city.districts]
    for citizen in city.people:
        people[citizen.district].append(citizen)
    for district in city.districts:
        district.previous_amenities = district.amenities
        _describe(district, people[district.row])
    average = sum(district.residents for district in city.districts) / len(city.districts)
    weights = [max(district.residents, 1) for district in city.districts]
    overall = sum(
        weight * district.income for weight, district in zip(weights, city.districts, strict=True)
    ) / sum(weights)
    for district in city.districts:
        crowding = max(district.residents / max(1.0, average), LEAST_CROWDING)
        wealth = max(district.income, 1.0) / max(overall, 1.0)
        due = parameters.base_rent * (crowding * wealth) ** parameters.elasticity
        district.rent = rounded(district.rent + parameters.adjustment_rate * (due - district.rent))
        target = min(max(parameters.amenity_slope * wealth, parameters.least_amenities), 1.0)
        drift = parameters.investment * (target - district.amenities)
        district.amenities = rounded(district.amenities + drift)


def _describe(district, people):
    """Residents by education, and their means; all 0 where nobody lives."""
    number = max(1, len(people))
    district.residents = len(people)
    district.education = [
        sum(person.education == level for person in people) for level in range(len(EDUCATIONS))
    ]
    district.schooling = rounded(sum(person.education for person in people) / number)
    district.income = rounded(sum(person.income for person in people) / number)
    district.profile = [
        rounded(sum(person.skills[k] for person in people) / number) for k in range(len(SKILLS))
    ]
