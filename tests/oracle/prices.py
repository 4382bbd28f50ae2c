"""Prices: the price of leisure depends on top incomes."""

from __future__ import annotations


def run(city, parameters):
    """``price = leisure + slope · (Q₉₀ / median − 1)``, in median incomes."""
    if not parameters.priced_leisure:
        city.conditions.prices = 0.0
        return
    incomes = sorted(citizen.income for citizen in city.people)
    # the quantile lies between two people
    position = parameters.top_quantile * (len(incomes) - 1)
    below = int(position)
    above = min(below + 1, len(incomes) - 1)
    top = incomes[below] + (position - below) * (incomes[above] - incomes[below])
    more = top / city.conditions.median_income - 1.0
    city.conditions.prices = parameters.leisure_price + parameters.inequality_slope * more
