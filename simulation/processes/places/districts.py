"""Places: rents follow who lives where, and people move towards what they like and can pay."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits, rows_below, to_uniform
from simulation.fit import SKILL_COUNT
from simulation.fit.supplementary import likeness
from simulation.kernels.compiled import compiled
from simulation.world import World

#: Largest share of income before rent that somebody moves for.
AFFORDABLE = 0.45


@compiled
def _describe(resident, district, education, skills, income, residents, by_education, profile,
              schooling, mean_income):  # fmt: skip
    """Number, education, mean ability and mean income of each district's residents, in place."""
    residents[:] = 0
    by_education[:] = 0
    profile[:] = 0.0
    mean_income[:] = 0.0
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        d = district[row]
        residents[d] += 1
        by_education[d, education[row]] += 1
        mean_income[d] += income[row]
        for k in range(SKILL_COUNT):
            profile[d, k] += skills[row, k]
    for d in range(residents.shape[0]):
        n = max(1, residents[d])
        schooling[d] = (by_education[d, 1] + 2.0 * by_education[d, 2]) / n
        mean_income[d] /= n
        for k in range(SKILL_COUNT):
            profile[d, k] /= n


@compiled
def _adjust(residents, income, base_rent, elasticity, speed, investment, rent, amenities):
    """Rents go towards what crowding and wealth bring about, amenities towards what is paid for."""
    people = 0
    weight = 0
    overall = 0.0
    for d in range(rent.shape[0]):
        people += residents[d]
        weight += max(residents[d], 1)
        overall += income[d] * np.float64(max(residents[d], 1))
    mean = max(1.0, people / rent.shape[0])
    overall = max(overall / weight, 1.0)
    for d in range(rent.shape[0]):
        crowding = residents[d] / mean
        wealth = max(income[d], 1.0) / overall
        due = base_rent * (max(crowding, 0.1) * wealth) ** elasticity
        rent[d] += speed * (due - rent[d])
        target = min(max(0.6 * wealth, 0.1), 1.0)
        amenities[d] += investment * (target - amenities[d])


@dataclass(frozen=True)
class Districts(Process):
    """Who lives in each district, and the rent that this brings about.

    ``rent = base · (crowding · wealth)^elasticity``, relative to an average district.
    """

    section: ClassVar[str] = "districts"
    reads: ClassVar[tuple[str, ...]] = ("citizens.district", "citizens.income", "citizens.skills")
    writes: ClassVar[tuple[str, ...]] = (
        "districts.residents",
        "districts.education",
        "districts.profile",
        "districts.schooling",
        "districts.income",
        "districts.rent",
        "districts.amenities",
        "districts.previous_amenities",
    )

    base_rent: float = parameter(
        600.0, unit="euro/month", low=0, high=5000, status="assumed",
        meaning="rent per citizen in an average district",
        source="assumption: about three tenths of median income after tax",
    )  # fmt: skip
    elasticity: float = parameter(
        0.8, unit="ratio", low=0, high=5, status="assumed",
        meaning="response of rent to crowding and to residents' income", source="assumption",
    )  # fmt: skip
    adjustment_rate: float = parameter(
        0.1, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the way that rents go in a month", source="assumption",
    )  # fmt: skip
    investment: float = parameter(
        0.004, unit="1/month", low=0, high=0.2, status="assumed",
        meaning="drift of amenities towards what residents can pay for", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, districts = world.citizens, world.districts
        districts.previous_amenities[:] = districts.amenities
        _describe(
            citizens.resident,
            citizens.district,
            citizens.education,
            citizens.skills,
            citizens.income,
            districts.residents,
            districts.education,
            districts.profile,
            districts.schooling,
            districts.income,
        )
        _adjust(
            districts.residents,
            districts.income,
            self.base_rent,
            self.elasticity,
            self.adjustment_rate,
            self.investment,
            districts.rent,
            districts.amenities,
        )


@compiled
def _move(
    seed,
    month,
    rows,
    person,
    education,
    skills,
    income,
    district,
    rent,
    amenities,
    infrastructure,
    profile,
    schooling,
    choices,
    value_likeness,
    value_amenities,
    value_money,
    education_weight,
    taste,
    affordable,
    moved,
):
    districts = rent.shape[0]
    for index in range(rows.shape[0]):
        row = rows[index]
        here = district[row]
        # income before rent
        means = income[row] + rent[here]
        best = here
        best_value = -1e9
        for c in range(choices + 1):
            w0, w1, w2, _ = random_bits(seed, Decision.MOVE, month, person[row], c + 1)
            d = here if c == 0 else int(to_uniform(w0) * districts)
            if d != here and rent[d] > affordable * means:
                continue
            value = value_amenities * (amenities[d] + 0.5 * infrastructure[d])
            value += value_money * math.log(max(means - rent[d], 50.0) / 1000.0)
            value += value_likeness * likeness(
                skills, education, row, profile, schooling, d, education_weight
            )
            value += taste * (to_uniform(w1) + to_uniform(w2) - 1.0)
            if value > best_value:
                best_value = value
                best = d
        if best != here:
            district[row] = best
            moved[education[row]] += 1


@dataclass(frozen=True)
class Moves(Process):
    """A few people a month look at other districts and move if one is better and affordable.

    Worth is amenities and infrastructure, money left after rent, likeness of the residents to
    oneself (the supplementary preference, constructs 3.4, 4.9), and personal taste. Without
    ``sorting`` taste alone decides, and nobody asks what a district costs.
    """

    section: ClassVar[str] = "moves"
    reads: ClassVar[tuple[str, ...]] = ("districts.rent", "districts.profile", "citizens.income")
    writes: ClassVar[tuple[str, ...]] = ("citizens.district",)

    sorting: bool = switch("likeness, rent and amenities decide on moves; false: taste alone")
    rate: float = parameter(
        0.012, unit="1/month", low=0, high=0.5, status="assumed",
        meaning="chance that somebody thinks of moving in a month",
        source="assumption: about one in seven in a year",
    )  # fmt: skip
    choices: int = parameter(
        4, unit="districts", low=1, high=20, status="assumed",
        meaning="districts looked at", source="assumption",
    )  # fmt: skip
    value_likeness: float = parameter(
        1.2, unit="worth", low=0, high=50, status="calibrated",
        meaning="worth of living among people just like oneself (supplementary preference)",
        source="dissimilarity of .20 to .40 in European capitals",
    )  # fmt: skip
    value_amenities: float = parameter(
        0.5, unit="worth", low=0, high=50, status="assumed",
        meaning="worth of full amenities", source="assumption",
    )  # fmt: skip
    value_money: float = parameter(
        0.6, unit="worth/log euro", low=0, high=50, status="assumed",
        meaning="worth of money left after rent", source="assumption",
    )  # fmt: skip
    taste: float = parameter(
        0.25, unit="worth", low=0, high=50, status="assumed",
        meaning="half-width of personal taste", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, districts = world.citizens, world.districts
        thinking = rows_below(world.seed, Decision.MOVE, world.month, citizens.person, self.rate)
        worth = (self.value_likeness, self.value_amenities, self.value_money)
        likeness_counts, amenities_count, money_counts = worth if self.sorting else (0.0, 0.0, 0.0)
        _move(
            world.seed,
            world.month,
            thinking[citizens.resident[thinking]],
            citizens.person,
            citizens.education,
            citizens.skills,
            citizens.income,
            citizens.district,
            districts.rent,
            districts.amenities,
            districts.infrastructure,
            districts.profile,
            districts.schooling,
            self.choices,
            likeness_counts,
            amenities_count,
            money_counts,
            world.settings["fit"].likeness_education_weight,
            self.taste,
            AFFORDABLE if self.sorting else math.inf,
            world.flows["moved_district"],
        )
