"""The city lends laptops: an intervention, a process and a measure from outside the model.

The intervention decides who gets a laptop and pays for it. The process lets holders practise. The
numbers are made up: this is an example of the form, not of a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.extending import (
    ICT,
    Process,
    World,
    measure,
    monthly_budget,
    own_column,
    own_decision,
    parameter,
    started,
    uniforms,
)

#: Random decisions of this extension have numbers of their own.
WHO = own_decision("laptops", "who gets one")
#: Column of citizens: whether somebody has a laptop of the city.
HOLDER = "laptops.holder"


@dataclass(frozen=True)
class LaptopLoans(Process):
    """Lend laptops to residents with little ICT skill, as far as the money goes."""

    section: ClassVar[str] = "interventions.laptops"
    after: ClassVar[str] = "interventions.network"

    annual_budget_per_citizen: float = parameter(
        0.0, unit="euro/year", low=0, high=5000, status="policy",
        meaning="money for laptops per resident and year", source="policy; 0 is none",
    )  # fmt: skip
    start_month: int = parameter(
        60, unit="month", low=0, high=2000, status="policy",
        meaning="month after which laptops are lent", source="policy",
    )  # fmt: skip
    price: float = parameter(
        600.0, unit="euro", low=50, high=5000, status="assumed",
        meaning="price of a laptop that is lent for good", source="assumption",
    )  # fmt: skip
    ict_limit: float = parameter(
        0.4, unit="0-1", low=0, high=1, status="policy",
        meaning="ICT skill below which residents can borrow", source="policy",
    )  # fmt: skip

    def run(self, world: World) -> None:
        """Draw the borrowers of this month and pay for their laptops."""
        if not started(world, self):
            return
        citizens, holder = world.citizens, own_column(world, HOLDER)
        wanting = citizens.resident & ~holder & (citizens.skills[:, ICT] < self.ict_limit)
        rows = np.flatnonzero(wanting)
        affordable = int(monthly_budget(world, self) / self.price)
        draws = uniforms(world.seed, WHO, world.month, citizens.person[rows])
        chosen = rows[np.argsort(draws, kind="stable")[:affordable]]
        holder[chosen] = True
        world.accounts.pay("laptops", chosen.size * self.price)


@dataclass(frozen=True)
class LaptopPractice(Process):
    """Holders of a laptop practise: a share of what they lack of ICT skill closes each month."""

    section: ClassVar[str] = "laptop_practice"
    after: ClassVar[str] = "practice"

    rate: float = parameter(
        0.01, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the distance to the highest reachable ICT skill that closes each month",
        source="assumption",
    )  # fmt: skip
    reachable: float = parameter(
        0.6, unit="0-1", low=0, high=1, status="assumed",
        meaning="ICT skill that practice alone can reach", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        """Raise the ICT skill of residents who hold a laptop."""
        citizens = world.citizens
        rows = np.flatnonzero(own_column(world, HOLDER) & citizens.resident)
        skill = citizens.skills[rows, ICT]
        citizens.skills[rows, ICT] = skill + self.rate * np.maximum(self.reachable - skill, 0)


@measure(subject="laptops", unit="share")
def laptop_share(world: World) -> float:
    """Share of residents who have a laptop of the city."""
    resident = world.citizens.resident
    return float(own_column(world, HOLDER)[resident].mean())
