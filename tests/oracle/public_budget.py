"""The public budget: public services receive the taxes that interventions leave."""

from __future__ import annotations


def run(city, parameters):
    """``base · (money per resident / usual money)^elasticity · (1 + coproduction)``, at most 1."""
    accounts = city.accounts
    accounts.services = (
        accounts.taxes - accounts.benefits - sum(accounts.spending.values()) - accounts.inclusion
    )
    money = max(accounts.services, 1.0) / city.residents
    quality = parameters.base_services * (money / parameters.usual_money) ** parameters.elasticity
    city.conditions.services = min(1.0, quality * (1.0 + city.levers.coproduction))
