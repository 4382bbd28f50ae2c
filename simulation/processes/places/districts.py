"""Places: rents depend on residents, and people move to districts they prefer and can afford."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits, rows_below, to_uniform
from simulation.fit import SKILL_COUNT
from simulation.fit.supplementary import likeness
from simulation.kernels.compiled import compiled
from simulation.world import World

#: Crowding below which rents fall no further, so that empty districts have a rent.
LEAST_CROWDING = 0.1
#: Money counts in the utility of a district in thousands of euro.
THOUSAND = 1000.0


@compiled
def _describe(citizens, districts):
    """Number, education, mean ability and mean income of each district's residents."""
    resident, district, education = citizens.resident, citizens.district, citizens.education
    skills, income = citizens.skills, citizens.income
    residents, by_education = districts.residents, districts.education
    profile, schooling, mean_income = districts.profile, districts.schooling, districts.income
    residents[:] = 0
    by_education[:] = 0
    profile[:] = 0.0
    mean_income[:] = 0.0
    for row in range(citizens.rows):
        if not resident[row]:
            continue
        d = district[row]
        residents[d] += 1
        by_education[d, education[row]] += 1
        mean_income[d] += income[row]
        for k in range(SKILL_COUNT):
            profile[d, k] += skills[row, k]
    for d in range(districts.rows):
        number = max(1, residents[d])
        schooling[d] = (by_education[d, 1] + 2.0 * by_education[d, 2]) / number
        mean_income[d] /= number
        for k in range(SKILL_COUNT):
            profile[d, k] /= number


@compiled
def _adjust(districts, rule):
    """Move rents towards crowding and wealth, and amenities towards what residents can pay for."""
    residents, income = districts.residents, districts.income
    rent, amenities = districts.rent, districts.amenities
    people = 0
    weight = 0
    overall = 0.0
    for d in range(districts.rows):
        people += residents[d]
        weight += max(residents[d], 1)
        overall += income[d] * np.float64(max(residents[d], 1))
    mean = max(1.0, people / districts.rows)
    overall = max(overall / weight, 1.0)
    for d in range(districts.rows):
        crowding = residents[d] / mean
        wealth = max(income[d], 1.0) / overall
        due = rule.base_rent * (max(crowding, LEAST_CROWDING) * wealth) ** rule.elasticity
        rent[d] += rule.adjustment_rate * (due - rent[d])
        target = min(max(rule.amenity_slope * wealth, rule.least_amenities), 1.0)
        amenities[d] += rule.investment * (target - amenities[d])


@dataclass(frozen=True)
class Districts(Process):
    """Residents of each district, and the rents and amenities that follow from them.

    Rents move towards ``base · (crowding · wealth)^elasticity``, with the number and the mean
    income of residents relative to an average district. Amenities move towards ``amenity_slope ·
    wealth``.
    """

    section: ClassVar[str] = "districts"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.district", "citizens.education", "citizens.skills",
        "citizens.income", "districts.residents", "districts.education", "districts.profile",
        "districts.income", "districts.rent", "districts.amenities",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "districts.residents", "districts.education", "districts.profile", "districts.schooling",
        "districts.income", "districts.rent", "districts.amenities", "districts.previous_amenities",
    )  # fmt: skip

    base_rent: float = parameter(
        600.0, unit="euro/month", low=0, high=5000, status="assumed",
        meaning="rent per citizen in an average district",
        source="assumption: about three tenths of median income after tax",
    )  # fmt: skip
    elasticity: float = parameter(
        0.8, unit="ratio", low=0, high=5, status="assumed",
        meaning="elasticity of rent with respect to crowding and residents' income",
        source="assumption",
    )  # fmt: skip
    adjustment_rate: float = parameter(
        0.1, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap to the rent due closed in a month", source="assumption",
    )  # fmt: skip
    investment: float = parameter(
        0.004, unit="1/month", low=0, high=0.2, status="assumed",
        meaning="share of the gap to amenities that residents can pay for closed in a month",
        source="assumption",
    )  # fmt: skip
    amenity_slope: float = constant(
        0.6, unit="0-1", low=0, high=5, status="assumed",
        meaning="amenities that residents with the mean income can pay for", source="assumption",
    )  # fmt: skip
    least_amenities: float = constant(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="amenities of the poorest districts", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        districts = world.districts
        districts.previous_amenities[:] = districts.amenities
        _describe(world.citizens, districts)
        _adjust(districts, self)


@compiled
def _move(seed, month, rows, citizens, districts, education_weight, rule, moved):
    """Move citizens in `rows` to the best of a few districts; count moves by education."""
    person, education, skills = citizens.person, citizens.education, citizens.skills
    income, district = citizens.income, citizens.district
    rent, amenities, infrastructure = districts.rent, districts.amenities, districts.infrastructure
    profile, schooling = districts.profile, districts.schooling
    value_likeness = rule.value_likeness if rule.sorting else 0.0
    value_amenities = rule.value_amenities if rule.sorting else 0.0
    value_money = rule.value_money if rule.sorting else 0.0
    affordable = rule.affordable_share if rule.sorting else np.inf
    for index in range(rows.shape[0]):
        row = rows[index]
        home = district[row]
        before_rent = income[row] + rent[home]
        best = home
        best_utility = -np.inf
        for choice in range(rule.choices + 1):
            bits = random_bits(seed, Decision.MOVE, month, person[row], choice + 1)
            d = home if choice == 0 else int(to_uniform(bits[0]) * districts.rows)
            if d != home and rent[d] > affordable * before_rent:
                continue
            utility = value_amenities * (
                amenities[d] + rule.infrastructure_weight * infrastructure[d]
            )
            left = max(before_rent - rent[d], rule.least_left)
            utility += value_money * math.log(left / THOUSAND)
            utility += value_likeness * likeness(
                skills, education, row, profile, schooling, d, education_weight
            )
            utility += rule.taste * (to_uniform(bits[1]) + to_uniform(bits[2]) - 1.0)
            if utility > best_utility:
                best_utility = utility
                best = d
        if best != home:
            district[row] = best
            moved[education[row]] += 1


@dataclass(frozen=True)
class Moves(Process):
    """A few people a month compare districts and move to a better, affordable one.

    Utility depends on amenities and infrastructure, money left after rent, likeness to the
    residents (the supplementary preference, constructs 3.4, 4.9) and personal taste. Without
    ``sorting`` taste alone decides, and every district is affordable.
    """

    section: ClassVar[str] = "moves"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person", "citizens.resident", "citizens.education", "citizens.skills",
        "citizens.income", "citizens.district", "districts.rent", "districts.amenities",
        "districts.infrastructure", "districts.profile", "districts.schooling",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.district",)

    sorting: bool = switch("likeness, rent and amenities decide on moves; false: taste alone")
    rate: float = parameter(
        0.012, unit="1/month", low=0, high=0.5, status="assumed",
        meaning="chance to consider a move in a month",
        source="assumption: about one in seven in a year",
    )  # fmt: skip
    choices: int = parameter(
        4, unit="districts", low=1, high=20, status="assumed",
        meaning="districts compared with the present one", source="assumption",
    )  # fmt: skip
    value_likeness: float = parameter(
        1.2, unit="utility", low=0, high=50, status="calibrated",
        meaning="utility of residents just like oneself (supplementary preference)",
        source="dissimilarity of .20 to .40 in European capitals",
    )  # fmt: skip
    value_amenities: float = parameter(
        0.5, unit="utility", low=0, high=50, status="assumed",
        meaning="utility of full amenities", source="assumption",
    )  # fmt: skip
    value_money: float = parameter(
        0.6, unit="utility/log euro", low=0, high=50, status="assumed",
        meaning="utility of log money left after rent", source="assumption",
    )  # fmt: skip
    taste: float = parameter(
        0.25, unit="utility", low=0, high=50, status="assumed",
        meaning="half-width of personal taste", source="assumption",
    )  # fmt: skip
    infrastructure_weight: float = constant(
        0.5, unit="ratio", low=0, high=10, status="assumed",
        meaning="utility of full infrastructure relative to full amenities", source="assumption",
    )  # fmt: skip
    affordable_share: float = constant(
        0.45, unit="share", low=0, high=1, status="assumed",
        meaning="largest rent of a new district, relative to income before rent",
        source="assumption",
    )  # fmt: skip
    least_left: float = constant(
        50.0, unit="euro/month", low=1, high=1000, status="assumed",
        meaning="money left after rent below which utility falls no further", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        movers = rows_below(world.seed, Decision.MOVE, world.month, citizens.person, self.rate)
        _move(
            world.seed, world.month, movers[citizens.resident[movers]], citizens, world.districts,
            world.settings["fit"].likeness_education_weight, self, world.flows["moved_district"],
        )  # fmt: skip
