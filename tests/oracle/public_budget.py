"""The public budget: what interventions leave of the taxes goes to public services."""

from __future__ import annotations


def run(city, parameters):
    """``services = base · (money per resident / usual money)^elasticity``, at most 1."""
    books = city.accounts
    books.services = books.taxes - books.benefits - sum(books.spending.values()) - books.inclusion
    money = max(books.services, 1.0) / city.residents
    quality = parameters.base_services * (money / parameters.usual_money) ** parameters.elasticity
    city.conditions.services = min(1.0, quality)
