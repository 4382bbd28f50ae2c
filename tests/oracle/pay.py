"""Pay: wages, taxes, benefits, rents and consumption."""

from __future__ import annotations

from statistics import median

from simulation.core.vocabulary import EMPLOYED, OUTSIDER, UNEMPLOYED
from tests.oracle.fits import use_at_home
from tests.oracle.state import rounded
from tests.oracle.wages import offered_wage, pay_for_match


def run(city, parameters):
    """Residents receive pay, pay taxes and rent, and consume; the accounts sum it up."""
    residents = city.people
    accounts = city.accounts
    accounts.savings_before = accounts.debts + sum(citizen.money for citizen in residents)
    accounts.wages = accounts.taxes = accounts.benefits = 0.0
    accounts.rent = accounts.consumption = accounts.access = 0.0
    before_access = []
    for citizen in residents:
        gross = _wage(city, parameters, citizen) if citizen.status == EMPLOYED else 0.0
        taxes = gross * city.settings["city"].tax
        benefit = _benefit(city, parameters, citizen)
        net = gross - taxes + benefit
        rent = min(city.districts[citizen.district].rent, parameters.rent_cap * net)
        fee = min(city.conditions.access_price * use_at_home(city, citizen), net - rent)
        left = net - rent - fee
        citizen.income = rounded(left)
        before_access.append(citizen.income + fee)
        kept = _save(parameters, citizen, left)
        accounts.wages += gross
        accounts.taxes += taxes
        accounts.benefits += benefit
        accounts.rent += rent
        accounts.access += fee
        accounts.consumption += left - kept
    accounts.outsider_wages = sum(
        offered_wage(city.occupations[post.occupation]) * post.pay_ratio
        for post in city.posts
        if post.holder == OUTSIDER
    )
    city.conditions.median_income = median(before_access)


def _wage(city, parameters, citizen):
    """``w += rate · (base · exp(s (F_DA − 0.92)) · (1 + seniority · years) − w)``."""
    if citizen.tenure == 0:
        return citizen.wage
    base = offered_wage(city.occupations[citizen.occupation]) * citizen.pay_ratio
    years = min(citizen.tenure, parameters.seniority_months) / 12.0
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
    """Save what is not consumed; return the amount."""
    before = citizen.money
    consumed = max(parameters.subsistence, parameters.consumption_share * left)
    consumed += parameters.wealth_drawdown * max(0.0, before - parameters.kept_months * left)
    consumed = min(consumed, left + before)
    citizen.money = rounded(before + left - consumed)
    return citizen.money - before
