"""The books of one month: what citizens and the city receive and pay.

Citizens and the city have an account each, and each must close: what a party receives is what it
pays out or keeps. Of employers only the wage bill is kept; what they sell, and to whom, is not
modelled.
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
        What citizens pay platforms for the use of digital services.
    brought, taken : float
        Savings that newcomers bring and leavers take along.
    savings_before, savings_after : float
        All residents' savings at both ends of the month, read off the column, not off the flows.
    spending : dict of str to float
        What the city paid for each intervention.
    inclusion : float
        What the city paid so that more people reach digital services: helpers, infrastructure.
    services : float
        What is left of the city's taxes for public services.
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
        """Receipts less payments less change of savings of all citizens; 0 when books close."""
        received = self.wages + self.benefits + self.brought
        paid = self.taxes + self.rent + self.consumption + self.access + self.taken
        return received - paid - (self.savings_after - self.savings_before)

    @property
    def city_gap(self) -> float:
        """Receipts less payments of the city; 0 when books close."""
        paid = self.benefits + sum(self.spending.values()) + self.inclusion + self.services
        return self.taxes - paid
