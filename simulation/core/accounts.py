"""Accounts of one month: what citizens and the city receive and pay.

Citizens and the city have one account each, and each must balance: receipts equal payments plus
savings. For employers only the wage bill is recorded; their sales are not modelled.
"""

from __future__ import annotations

from dataclasses import dataclass, field

INTERVENTIONS = ("training", "communities", "network")


@dataclass
class Accounts:
    """Flows of one month in euro.

    Attributes
    ----------
    wages, taxes, benefits, rent, consumption : float
        Citizens receive wages and benefits, pay taxes, rent and consumption.
    access : float
        Payments of citizens to platforms for digital services.
    brought, taken : float
        Savings that newcomers bring and that leavers take with them.
    savings_before, savings_after : float
        Savings of all residents at the start and the end of the month: sums of the column, not of
        the flows.
    spending : dict of str to float
        Payments of the city for each intervention.
    inclusion : float
        Payments of the city for access to digital services: helpers and infrastructure.
    services : float
        Taxes that remain for public services.
    outsider_wages : float
        Wages paid to outsiders.
    """

    wages: float = 0.0
    taxes: float = 0.0
    benefits: float = 0.0
    rent: float = 0.0
    consumption: float = 0.0
    access: float = 0.0
    brought: float = 0.0
    taken: float = 0.0
    savings_before: float = 0.0
    savings_after: float = 0.0
    outsider_wages: float = 0.0
    inclusion: float = 0.0
    services: float = 0.0
    spending: dict[str, float] = field(default_factory=lambda: dict.fromkeys(INTERVENTIONS, 0.0))

    @property
    def citizens_gap(self) -> float:
        """Receipts less payments less change of savings of all citizens; 0 if accounts balance."""
        received = self.wages + self.benefits + self.brought
        paid = self.taxes + self.rent + self.consumption + self.access + self.taken
        return received - paid - (self.savings_after - self.savings_before)

    @property
    def city_gap(self) -> float:
        """Receipts less payments of the city; 0 if accounts balance."""
        paid = self.benefits + sum(self.spending.values()) + self.inclusion + self.services
        return self.taxes - paid
