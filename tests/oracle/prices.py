"""Prices: what leisure costs follows the incomes of those who can pay most."""

from __future__ import annotations


def run(city, parameters):
    """``price = leisure + follow · (Q₉₀ / median − 1)``, in median incomes."""
    if not parameters.priced_leisure:
        city.conditions.prices = 0.0
        return
    incomes = sorted(citizen.income for citizen in city.people)
    # the quantile lies between two people
    place = 0.9 * (len(incomes) - 1)
    below = int(place)
    above = min(below + 1, len(incomes) - 1)
    top = incomes[below] + (place - below) * (incomes[above] - incomes[below])
    more = top / city.conditions.median_income - 1.0
    city.conditions.prices = parameters.leisure_price + parameters.inequality_slope * more
