"""Pay: wages, taxes, benefits, rents and consumption; the price of leisure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import BLOCK
from simulation.core.vocabulary import EMPLOYED, ICT, OUTSIDER, UNEMPLOYED
from simulation.fit.needs_supply import digital_access
from simulation.kernels.compiled import compiled, inlined
from simulation.kernels.exponential import exponential
from simulation.kernels.records import Record
from simulation.kernels.threads import moved_up, over_chunks
from simulation.statistics.quantiles import median, quantile
from simulation.world import World

#: Match for which the wage of the occupations table is paid. A shift would change all wages alike.
GOOD_MATCH = 0.92


@dataclass
class Terms(Record):
    """Tax rate on wages, and euro per month for full use of digital services."""

    tax: float
    access_price: float


@inlined
def pay_for_match(match, slope):
    """Wage of a match relative to the occupation's wage, ``exp(slope · (F_DA − 0.92))``."""
    return exponential(slope * (match - GOOD_MATCH))


@compiled
def _relative_wages(demand_ability, slope, relative):
    """Wages of matches; a loop of its own, so that it vectorises."""
    for row in range(demand_ability.shape[0]):
        relative[row] = pay_for_match(demand_ability[row], slope)


@compiled
def _pay(first, end, citizens, districts, offered, terms, rule, before_access):
    """Pay the citizens from `first` to `end`.

    Parameters
    ----------
    first, end : uint64
    citizens, districts : tables
    offered : ndarray
        Gross wage of a good match by occupation.
    terms : Terms
    rule : Pay
    before_access : ndarray
        Result: income of residents before payments for access, from `first` on without gaps.

    Returns
    -------
    int
        Number of residents.
    tuple of seven float
        Sums of savings before, wages, taxes, benefits, rent, consumption and access.
    """
    resident, status = citizens.resident[first:end], citizens.status[first:end]
    occupation, tenure = citizens.occupation[first:end], citizens.tenure[first:end]
    spell, district = citizens.spell[first:end], citizens.district[first:end]
    demand_ability, wage = citizens.demand_ability[first:end], citizens.wage[first:end]
    income, money = citizens.income[first:end], citizens.money[first:end]
    skills, before_access = citizens.skills[first:end], before_access[first:end]
    rent, infrastructure = districts.rent, districts.infrastructure
    pay_ratio, digital_use = citizens.pay_ratio[first:end], citizens.digital_use[first:end]
    people = 0
    savings = wages = taxes = benefits = rents = consumption = access = 0.0
    relative = np.empty(BLOCK)
    for row in range(resident.shape[0]):
        position = row % BLOCK
        if position == 0:
            _relative_wages(demand_ability[row : row + BLOCK], rule.match_slope, relative)
        if not resident[row]:
            continue
        savings += money[row]
        # both sides of most choices are computed, because mispredicted branches take longer
        employed = status[row] == EMPLOYED
        years = min(tenure[row], rule.seniority_months) / 12.0
        due = offered[max(occupation[row], 0)] * relative[position] * pay_ratio[row]
        due *= 1.0 + rule.seniority * years
        raised = np.float32(wage[row] + rule.adjustment_rate * (due - wage[row]))
        # the fit of people who were hired this month is not known before Fitting
        wage[row] = raised if employed & (tenure[row] > 0) else wage[row]
        gross = np.float64(wage[row]) if employed else 0.0
        insured = (status[row] == UNEMPLOYED) & (spell[row] <= rule.benefit_months)
        benefit = max(rule.replacement * wage[row] * (1.0 - terms.tax), rule.social_floor)
        benefit = benefit if insured else rule.social_floor
        benefit = 0.0 if employed else benefit
        taxed = gross * terms.tax
        net = gross - taxed + benefit
        housing = min(rent[district[row]], rule.rent_cap * net)
        left = net - housing
        fee = 0.0
        if terms.access_price > 0.0:
            use = digital_access(skills[row, ICT]) * infrastructure[district[row]]
            use *= digital_use[row]
            fee = min(terms.access_price * use, left)
            left -= fee
            access += fee
        income[row] = left
        before_access[people] = income[row] + fee
        people += 1
        consumed = max(rule.subsistence, rule.consumption_share * left)
        consumed += max(rule.wealth_drawdown * (money[row] - rule.kept_months * left), 0.0)
        consumed = min(consumed, left + money[row])
        # saving is what the column can represent, so that the accounts balance
        before = money[row]
        money[row] = before + left - consumed
        saved = np.float64(money[row]) - np.float64(before)
        wages += gross
        taxes += taxed
        benefits += benefit
        rents += housing
        consumption += left - saved
    return people, (savings, wages, taxes, benefits, rents, consumption, access)


@compiled
def _outsiders(posts, number):
    """Posts held by outsiders, by occupation, each counted with its pay ratio."""
    holder, occupation, pay_ratio = posts.holder, posts.occupation, posts.pay_ratio
    count = np.zeros(number)
    for post in range(posts.rows):
        if holder[post] == OUTSIDER:
            count[occupation[post]] += pay_ratio[post]
    return count


@dataclass(frozen=True)
class Pay(Process):
    """Employers pay for the productivity of a match; the city taxes wages and pays benefits.

    Wages move towards ``base_o · r · exp(s (F_DA − 0.92)) · (1 + seniority · years)``, where r is
    the pay of the post relative to its occupation. Education does
    not enter; its returns come from occupations and matches. Platforms past the threshold of
    concentration keep a share of the pay, and charge everybody for digital services in proportion
    to use. Pay is compared with the median income before this charge; otherwise nobody would notice
    a charge on all (constructs 1.7).
    """

    section: ClassVar[str] = "pay"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.status", "citizens.occupation", "citizens.pay_ratio",
        "citizens.tenure",
        "citizens.spell", "citizens.district", "citizens.demand_ability", "citizens.wage",
        "citizens.income", "citizens.money", "citizens.skills",
        "citizens.digital_use", "districts.rent",
        "districts.infrastructure", "occupations.base_wage", "occupations.markdown",
        "occupations.premium", "posts.holder", "posts.occupation",
        "posts.pay_ratio",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.wage", "citizens.income", "citizens.money")

    match_slope: float = parameter(
        1.0, unit="log wage", low=0, high=5, status="assumed",
        meaning="log wage per unit of demand-ability fit",
        source="assumption; ICT returns of 8.8 % per SD with schooling held (PIAAC)",
    )  # fmt: skip
    seniority: float = parameter(
        0.012, unit="1/year", low=0, high=0.1, status="assumed",
        meaning="rise of the wage per year in the post, up to seniority_months",
        source="assumption",
    )  # fmt: skip
    adjustment_rate: float = parameter(
        0.1, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap to the wage due closed each month",
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
        meaning="least consumption as long as there is money", source="assumption",
    )  # fmt: skip
    consumption_share: float = parameter(
        0.85, unit="share", low=0, high=1, status="assumed",
        meaning="share of income after rent that is consumed", source="assumption",
    )  # fmt: skip
    wealth_drawdown: float = parameter(
        0.01, unit="1/month", low=0, high=0.2, status="assumed",
        meaning="share of savings beyond kept_months of income consumed in a month",
        source="assumption",
    )  # fmt: skip
    seniority_months: int = constant(
        120, unit="months", low=0, high=600, status="assumed",
        meaning="tenure from which the wage rises no more", source="assumption",
    )  # fmt: skip
    rent_cap: float = constant(
        0.6, unit="share", low=0, high=1, status="assumed",
        meaning="largest share of net income that rent takes", source="assumption",
    )  # fmt: skip
    kept_months: float = constant(
        3.0, unit="months", low=0, high=120, status="assumed",
        meaning="income that people keep as savings", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, accounts = world.citizens, world.accounts
        offered = world.occupations.offered_wage()
        terms = Terms(world.settings["city"].tax, world.conditions.access_price)
        # without a fee this is the income as the column holds it, in half the time
        before_access = np.empty(
            citizens.rows, dtype=np.float64 if terms.access_price > 0.0 else np.float32
        )
        paid = over_chunks(
            _pay, citizens.rows, citizens, world.districts, offered, terms, self, before_access
        )
        people, sums = zip(*paid, strict=True)
        (accounts.savings_before, accounts.wages, accounts.taxes, accounts.benefits, accounts.rent,
         accounts.consumption, accounts.access) = map(sum, zip(*sums, strict=True))  # fmt: skip
        # debts of failed businesses were paid earlier in the month
        accounts.savings_before += accounts.debts
        accounts.outsider_wages = float(_outsiders(world.posts, offered.size) @ offered)
        world.conditions.median_income = median(moved_up(before_access, people))


@dataclass(frozen=True)
class Prices(Process):
    """The price of leisure depends on the incomes of those who can pay most (constructs 4.8).

    ``price = leisure_price + inequality_slope · (Q₉₀ / median − 1)``, in median incomes. People
    with a lower income than the price get leisure in proportion. Without ``priced_leisure`` leisure
    is free; without ``digital_advantage`` the same income buys the same for everybody.
    """

    section: ClassVar[str] = "prices"
    reads: ClassVar[tuple[str, ...]] = ("citizens.resident", "citizens.income")

    priced_leisure: bool = switch("leisure has a price; false makes it free")
    digital_advantage: bool = switch("people who can shop online pay less")
    leisure_price: float = parameter(
        0.9, unit="ratio", low=0, high=5, status="assumed",
        meaning="price of leisure relative to the median income after rent at equal incomes",
        source="assumption: commercial leisure addresses the middle class",
    )  # fmt: skip
    inequality_slope: float = parameter(
        0.2, unit="ratio", low=0, high=5, status="assumed",
        meaning="rise of that price per unit of the ratio of a top income to the median",
        source="assumption",
    )  # fmt: skip
    top_quantile: float = constant(
        0.9, unit="share", low=0.5, high=1, status="assumed",
        meaning="quantile of income that counts as a top income", source="assumption",
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
        top = quantile(income, self.top_quantile) / world.conditions.median_income
        world.conditions.prices = self.leisure_price + self.inequality_slope * (top - 1.0)
