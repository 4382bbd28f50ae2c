"""Pay: wages, taxes, benefits and rents, and what is left to live on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import BLOCK
from simulation.core.vocabulary import EMPLOYED, ICT, OUTSIDER, UNEMPLOYED
from simulation.fit.needs_supply import digital_access
from simulation.kernels.compiled import compiled, inlined
from simulation.kernels.exponential import exponential
from simulation.kernels.threads import moved_up, over_rows
from simulation.statistics.quantiles import median, quantile
from simulation.world import World

#: Match at which the wage of the occupations table is paid.
GOOD_MATCH = 0.92


@inlined
def pay_for_match(match, slope):
    """Wage of a match relative to the occupation's wage, ``exp(slope · (F_DA − 0.92))``."""
    return exponential(slope * (match - GOOD_MATCH))


@compiled
def _relative_wages(demand_ability, slope, relative):
    """Wages of matches; a loop of its own, so that the processor can take several at once."""
    for row in range(demand_ability.shape[0]):
        relative[row] = pay_for_match(demand_ability[row], slope)


@compiled
def _pay(
    resident,
    status,
    occupation,
    tenure,
    spell,
    district,
    demand_ability,
    wage,
    income,
    money,
    skills,
    before_access,
    base_wage,
    rent,
    match_slope,
    seniority,
    speed,
    tax,
    replacement,
    benefit_months,
    social_floor,
    subsistence,
    propensity,
    spend_wealth,
    infrastructure,
    access_price,
):
    """Pay everybody; gives back the number of residents and seven sums.

    The sums are savings before, wages, taxes, benefits, rent, consumption and what is paid for
    access. Both sides of most choices are worked out, since guessing wrong which one it is would
    take longer. What each has before access is written one after the other, nobody left out.
    """
    people = 0
    savings = wages = taxes = benefits = rents = consumption = access = 0.0
    relative = np.empty(BLOCK)
    for row in range(resident.shape[0]):
        place = row % BLOCK
        if place == 0:
            _relative_wages(demand_ability[row : row + BLOCK], match_slope, relative)
        if not resident[row]:
            continue
        savings += money[row]
        employed = status[row] == EMPLOYED
        years = min(tenure[row], 120) / 12.0
        due = base_wage[max(occupation[row], 0)] * relative[place]
        due *= 1.0 + seniority * years
        raised = np.float32(wage[row] + speed * (due - wage[row]))
        wage[row] = raised if employed else wage[row]
        gross = np.float64(wage[row]) if employed else 0.0
        insured = (status[row] == UNEMPLOYED) & (spell[row] <= benefit_months)
        benefit = max(replacement * wage[row] * (1.0 - tax), social_floor)
        benefit = benefit if insured else social_floor
        benefit = 0.0 if employed else benefit
        taxed = gross * tax
        net = gross - taxed + benefit
        housing = min(rent[district[row]], 0.6 * net)
        left = net - housing
        fee = 0.0
        if access_price > 0.0:
            use = digital_access(skills[row, ICT]) * infrastructure[district[row]]
            fee = min(access_price * use, left)
            left -= fee
            access += fee
        income[row] = left
        before_access[people] = income[row] + fee
        people += 1
        consumed = max(subsistence, propensity * left)
        consumed += max(spend_wealth * (money[row] - 3.0 * left), 0.0)
        consumed = min(consumed, left + money[row])
        # what is kept must be what the column can hold, or the books would not close
        before = money[row]
        money[row] = before + left - consumed
        kept = np.float64(money[row]) - np.float64(before)
        wages += gross
        taxes += taxed
        benefits += benefit
        rents += housing
        consumption += left - kept
    return people, (savings, wages, taxes, benefits, rents, consumption, access)


@compiled
def _outsiders(holder, occupation, number):
    """Posts that outsiders hold, by occupation."""
    count = np.zeros(number, dtype=np.int64)
    for p in range(holder.shape[0]):
        if holder[p] == OUTSIDER:
            count[occupation[p]] += 1
    return count


@dataclass(frozen=True)
class Pay(Process):
    """Employers pay for what a match yields; the city taxes wages and pays benefits.

    Wages move towards ``base_o · exp(s (F_DA − 0.92)) · (1 + seniority · years)``. Education does
    not enter; returns to it come from the occupations and matches it leads to. Platforms past the
    threshold of concentration keep a part of what they pay back, and charge everybody for digital
    services in proportion to their use. The median income that pay is compared with is the one
    before that charge, or a charge to all would be felt by nobody (constructs 1.7).
    """

    section: ClassVar[str] = "pay"
    reads: ClassVar[tuple[str, ...]] = ("citizens.demand_ability", "districts.rent")
    writes: ClassVar[tuple[str, ...]] = ("citizens.wage", "citizens.income", "citizens.money")

    match_slope: float = parameter(
        1.0, unit="log wage", low=0, high=5, status="assumed",
        meaning="wage of a perfect over a worthless match, in logs",
        source="assumption; ICT returns of 8.8 % per SD with schooling held (PIAAC)",
    )  # fmt: skip
    seniority: float = parameter(
        0.012, unit="1/year", low=0, high=0.1, status="assumed",
        meaning="rise of the wage per year in the post, for up to ten years", source="assumption",
    )  # fmt: skip
    adjustment_rate: float = parameter(
        0.1, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap to the wage due that is made good each month",
        source="assumption: wages are reviewed about once a year",
    )  # fmt: skip
    replacement: float = parameter(
        0.6, unit="share", low=0, high=1, status="policy",
        meaning="unemployment benefit relative to the last wage after tax",
        source="order of net replacement rates in Europe",
    )  # fmt: skip
    benefit_months: int = parameter(
        12, unit="months", low=0, high=120, status="policy",
        meaning="months of unemployment benefit", source="usual in Europe",
    )  # fmt: skip
    social_floor: float = parameter(
        750.0, unit="euro/month", low=0, high=3000, status="policy",
        meaning="income of people with neither wage nor benefit",
        source="order of a quarter of the median wage",
    )  # fmt: skip
    subsistence: float = parameter(
        420.0, unit="euro/month", low=0, high=3000, status="assumed",
        meaning="consumption that nobody goes below while there is money", source="assumption",
    )  # fmt: skip
    consumption_share: float = parameter(
        0.85, unit="share", low=0, high=1, status="assumed",
        meaning="share of income after rent that is consumed", source="assumption",
    )  # fmt: skip
    wealth_drawdown: float = parameter(
        0.01, unit="1/month", low=0, high=0.2, status="assumed",
        meaning="share of savings beyond three months of income consumed in a month",
        source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, accounts = world.citizens, world.accounts
        offered, access_price = world.occupations.offered_wage(), world.conditions.access_price
        # where access costs nothing this is income as the column holds it, and takes half as long
        before_access = np.empty(
            citizens.rows, dtype=np.float64 if access_price > 0.0 else np.float32
        )
        paid = over_rows(
            _pay,
            (
                citizens.resident,
                citizens.status,
                citizens.occupation,
                citizens.tenure,
                citizens.spell,
                citizens.district,
                citizens.demand_ability,
                citizens.wage,
                citizens.income,
                citizens.money,
                citizens.skills,
                before_access,
            ),
            offered,
            world.districts.rent,
            self.match_slope,
            self.seniority,
            self.adjustment_rate,
            world.settings["city"].tax,
            self.replacement,
            self.benefit_months,
            self.social_floor,
            self.subsistence,
            self.consumption_share,
            self.wealth_drawdown,
            world.districts.infrastructure,
            access_price,
        )
        people, books = zip(*paid, strict=True)
        (accounts.savings_before, accounts.wages, accounts.taxes, accounts.benefits, accounts.rent,
         accounts.consumption, accounts.access) = map(sum, zip(*books, strict=True))  # fmt: skip
        posts = world.posts
        outsiders = _outsiders(posts.holder, posts.occupation, offered.size)
        accounts.outsider_wages = float(outsiders @ offered)
        world.conditions.median_income = median(moved_up(before_access, people))


@dataclass(frozen=True)
class Prices(Process):
    """What leisure costs follows the incomes of those who can pay most (constructs 4.8).

    ``price = leisure_price + inequality_slope · (Q₉₀ / median − 1)``, in median incomes. Whoever
    earns less than the price has that share of the district's leisure only. Without
    ``priced_leisure`` it is free; without ``digital_advantage`` the same income buys the same for
    everybody.
    """

    section: ClassVar[str] = "prices"
    reads: ClassVar[tuple[str, ...]] = ("citizens.income",)

    priced_leisure: bool = switch("leisure has a price; false opens it to everybody")
    digital_advantage: bool = switch("whoever can shop online buys cheaper")
    leisure_price: float = parameter(
        0.9, unit="ratio", low=0, high=5, status="assumed",
        meaning="price of leisure relative to the median income after rent when incomes are equal",
        source="assumption: commercial leisure is made for the middle class",
    )  # fmt: skip
    inequality_slope: float = parameter(
        0.2, unit="ratio", low=0, high=5, status="assumed",
        meaning="rise of that price per unit by which the upper tenth earns more than the median",
        source="assumption",
    )  # fmt: skip
    digital_discount: float = parameter(
        0.06, unit="share", low=0, high=1, status="assumed",
        meaning="gain in purchasing power of people with full digital access (constructs 4.7)",
        source="assumption",
    )  # fmt: skip

    @property
    def discount(self) -> float:
        """Gain in purchasing power of people with full digital access."""
        return self.digital_discount if self.digital_advantage else 0.0

    def run(self, world: World) -> None:
        if not self.priced_leisure:
            world.conditions.prices = 0.0
            return
        income = world.citizens.income[world.citizens.resident]
        top = quantile(income, 0.9) / world.conditions.median_income
        world.conditions.prices = self.leisure_price + self.inequality_slope * (top - 1.0)
