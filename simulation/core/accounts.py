"""Accounts of one month: receipts and payments of citizens and of the city.

Each of the two accounts must balance: receipts equal payments plus the change of savings. Of
employers only the wage bill is recorded; their sales are not modelled.
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
    debts : float
        Payments of citizens for the debts of their failed businesses.
    savings_in, savings_out : float
        Savings that arrive with newcomers and leave with emigrants and retirees.
    savings_before, savings_after : float
        Residents' savings at both ends of the month, summed from the column, not from the flows.
    spending : dict of str to float
        Expenditure on each intervention.
    recognition, teams : float
        The parts of that spending that paid for assessments of skill and for work teams.
    inclusion : float
        Expenditure on access to digital services: helpers and infrastructure.
    services : float
        Taxes left for public services.
    outsider_wages : float
        Wages paid to outsiders.
    """

    wages: float = 0.0
    taxes: float = 0.0
    benefits: float = 0.0
    rent: float = 0.0
    consumption: float = 0.0
    access: float = 0.0
    debts: float = 0.0
    savings_in: float = 0.0
    savings_out: float = 0.0
    savings_before: float = 0.0
    savings_after: float = 0.0
    outsider_wages: float = 0.0
    recognition: float = 0.0
    teams: float = 0.0
    inclusion: float = 0.0
    services: float = 0.0
    spending: dict[str, float] = field(default_factory=lambda: dict.fromkeys(INTERVENTIONS, 0.0))

    def pay(self, intervention: str, euro: float) -> None:
        """Pay for an intervention, also for one of an extension, from the city's one budget."""
        self.spending[intervention] = self.spending.get(intervention, 0.0) + euro

    @property
    def citizens_gap(self) -> float:
        """Receipts less payments less change of savings of all citizens; 0 if balanced."""
        received = self.wages + self.benefits + self.savings_in
        paid = self.taxes + self.rent + self.consumption + self.access + self.debts
        paid += self.savings_out
        return received - paid - (self.savings_after - self.savings_before)

    @property
    def city_gap(self) -> float:
        """Receipts less payments of the city; 0 if balanced."""
        paid = self.benefits + sum(self.spending.values()) + self.inclusion + self.services
        return self.taxes - paid
