"""The design: a simplex lattice of equal cost, and a few divisions at other budgets.

A mixture design (Scheffé 1958; Cornell 2002) varies the shares of a budget that always add up to
one, so that whatever differs between its points is due to the division and not to the money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios import Scenario, load

INTERVENTIONS = ("training", "communities", "network")
#: The budget that is divided in the mixture design, euro per resident and year.
BUDGET = 120
#: Further budgets, at which singles, pairs and the even division are run, for the frontier.
OTHER_BUDGETS = (60, 240)


@dataclass(frozen=True)
class Portfolio:
    """A division of a budget.

    Attributes
    ----------
    parts : tuple of three int
        Parts of the budget that training, communities and network get; they add up to the whole.
    budget : int
        Euro per resident and year.
    """

    parts: tuple[int, int, int]
    budget: int

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of the three, in [0, 1]."""
        training, communities, network = (part / sum(self.parts) for part in self.parts)
        return training, communities, network

    @property
    def name(self) -> str:
        """What its runs are filed under."""
        return f"mix-{self.budget}-" + "-".join(str(part) for part in self.parts)

    @property
    def title(self) -> str:
        """The division in words."""
        there = [
            f"{share:.0%} {name}".replace("%", " %")
            for name, share in zip(INTERVENTIONS, self.shares, strict=True)
            if share
        ]
        return " + ".join(there) if len(there) > 1 else INTERVENTIONS[self.shares.index(1.0)]

    def scenario(self, size: Mapping[str, Any], start: int) -> Scenario:
        """The baseline with this division of this budget."""
        changes = dict(size)
        for name, share in zip(INTERVENTIONS, self.shares, strict=True):
            changes[f"interventions.{name}.annual_budget_per_citizen"] = share * self.budget
            changes[f"interventions.{name}.start_month"] = start
        return load("baseline").but(
            changes, name=self.name, title=f"{self.title}, {self.budget} euro", source=self.name
        )


def mixture() -> list[Portfolio]:
    """Points of equal cost: the {3, 3} lattice, the even pairs and points towards the corners."""
    lattice = [
        (first, second, 3 - first - second)
        for first in range(3, -1, -1)
        for second in range(3 - first, -1, -1)
    ]
    pairs = [(1, 1, 0), (1, 0, 1), (0, 1, 1)]
    inner = [(4, 1, 1), (1, 4, 1), (1, 1, 4)]
    return [Portfolio(parts, BUDGET) for parts in (*lattice, *pairs, *inner)]


def others() -> list[Portfolio]:
    """Singles, even pairs and the even division at the other budgets."""
    parts = [(3, 0, 0), (0, 3, 0), (0, 0, 3), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]
    return [Portfolio(part, budget) for budget in OTHER_BUDGETS for part in parts]


def portfolios() -> list[Portfolio]:
    """Every portfolio that is run."""
    return [*mixture(), *others()]


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The baseline and every portfolio as a scenario.

    Parameters
    ----------
    size : mapping of str to value
        Citizens, months and burn-in, keyed ``"section.key"``; interventions begin when the
        burn-in ends.
    """
    start = int(size["city.burn_in"])
    return [load("baseline").but(size), *(one.scenario(size, start) for one in portfolios())]
