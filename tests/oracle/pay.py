"""Pay: wages, taxes, benefits and rents, and what is left to live on."""

from __future__ import annotations

from statistics import median

from simulation.core.vocabulary import EMPLOYED, OUTSIDER, UNEMPLOYED
from tests.oracle.fits import access_at_home
from tests.oracle.state import rounded
from tests.oracle.wages import offered_wage, pay_for_match

#: Months after which a wage rises no more with seniority.
LONGEST_TENURE = 120
#: Share of net income that rent takes at most, and months of income that savings are kept for.
MOST_RENT, MONTHS_KEPT = 0.6, 3.0


def run(city, parameters):
    """Everybody is paid, taxed and housed, and consumes; the books add it up."""
    residents = city.people
    books = city.accounts
    books.savings_before = sum(citizen.money for citizen in residents)
    books.wages = books.taxes = books.benefits = 0.0
    books.rent = books.consumption = books.access = 0.0
    before_access = []
    for citizen in residents:
        gross = _wage(city, parameters, citizen) if citizen.status == EMPLOYED else 0.0
        taxes = gross * city.settings["city"].tax
        benefit = _benefit(city, parameters, citizen)
        net = gross - taxes + benefit
        rent = min(city.districts[citizen.district].rent, MOST_RENT * net)
        fee = min(city.conditions.access_price * access_at_home(city, citizen), net - rent)
        left = net - rent - fee
        citizen.income = rounded(left)
        before_access.append(citizen.income + fee)
        kept = _save(parameters, citizen, left)
        books.wages += gross
        books.taxes += taxes
        books.benefits += benefit
        books.rent += rent
        books.access += fee
        books.consumption += left - kept
    books.outsider_wages = sum(
        offered_wage(city.occupations[post.occupation])
        for post in city.posts
        if post.holder == OUTSIDER
    )
    city.conditions.median_income = median(before_access)


def _wage(city, parameters, citizen):
    """``w += speed · (base · exp(s (F_DA − 0.92)) · (1 + seniority · years) − w)``."""
    base = offered_wage(city.occupations[citizen.occupation])
    years = min(citizen.tenure, LONGEST_TENURE) / 12.0
    due = base * pay_for_match(citizen.demand_ability, parameters.match_slope)
    due *= 1.0 + parameters.seniority * years
    citizen.wage = rounded(citizen.wage + parameters.adjustment_rate * (due - citizen.wage))
    return citizen.wage


def _benefit(city, parameters, citizen):
    """``replacement · (1 − tax) · w`` for some months, at least the social floor."""
    if citizen.status == EMPLOYED:
        return 0.0
    if citizen.status == UNEMPLOYED and citizen.spell <= parameters.benefit_months:
        after_tax = citizen.wage * (1.0 - city.settings["city"].tax)
        return max(parameters.replacement * after_tax, parameters.social_floor)
    return parameters.social_floor


def _save(parameters, citizen, left):
    """Put aside what is not consumed, and give back how much that is."""
    before = citizen.money
    consumed = max(parameters.subsistence, parameters.consumption_share * left)
    consumed += parameters.wealth_drawdown * max(0.0, before - MONTHS_KEPT * left)
    consumed = min(consumed, left + before)
    citizen.money = rounded(before + left - consumed)
    return citizen.money - before
