"""Digital services: the share that is digital only, and the cost of access for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.world import World


def raise_the_lowest(levels: np.ndarray, prices: np.ndarray, money: float) -> np.ndarray:
    """Raise the lowest levels to a common level that the money pays for, at most 1.

    The common level ``L`` solves ``Σ_j prices_j · (L − levels_j)₊ = money``.

    Parameters
    ----------
    levels : ndarray of shape (districts,)
        Levels before, 0–1.
    prices : ndarray of shape (districts,)
        Euro per unit in each district, above 0.
    money : float
        Euro to spend.

    Returns
    -------
    ndarray of shape (districts,)
        Levels afterwards.
    """
    order = np.argsort(levels, kind="stable")
    level, price = levels[order].astype(np.float64), prices[order].astype(np.float64)
    raised = np.cumsum(price)
    # cost of raising the lowest n levels to the next one, and all levels to 1
    following = np.append(level[1:], 1.0)
    needed = raised * following - np.cumsum(price * level)
    last = min(int(np.searchsorted(needed, money)), level.size - 1)
    common = (money + np.cumsum(price * level)[last]) / raised[last]
    return np.maximum(levels, min(common, 1.0))


@dataclass(frozen=True)
class Services(Process):
    """Services become digital only as the city does; helpers and infrastructure give access.

    The share ``digital_only · τ`` of services is digital only, where τ is the city's technology
    intensity; helpers give everybody access to the share ``assisted`` of these. A person receives
    ``services · (1 − d + d · access)``, with ``d = digital_only · τ · (1 − assisted)`` and access
    the product of ICT skill and the district's infrastructure
    (:func:`simulation.fit.needs_supply.services_supply`; constructs 4.17, 6.7).

    The subsidy raises the digital infrastructure of the worst districts to a common level. Helpers
    and subsidy are paid before public services, which receive less.
    """

    section: ClassVar[str] = "services"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.district", "districts.infrastructure",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "districts.infrastructure",
        "districts.previous_infrastructure",
    )

    digital_only: float = parameter(
        0.6, unit="share", low=0, high=1, status="assumed",
        meaning="share of services that are digital only in a fully digital city",
        source="assumption; no count of digital-only services was found",
    )  # fmt: skip
    assisted: float = parameter(
        0.2, unit="share", low=0, high=1, status="policy",
        meaning="share of digital-only services that people can use with a helper",
        source="assumption: some counters and libraries help; constructs §10",
    )  # fmt: skip
    assisted_cost: float = parameter(
        60.0, unit="euro/year", low=0, high=5000, status="assumed",
        meaning="cost per resident of helpers for all services if all were digital only",
        source="assumption: one helper per 800 residents or so",
    )  # fmt: skip
    infrastructure_subsidy: float = parameter(
        0.0, unit="euro/year", low=0, high=5000, status="policy",
        meaning="money per resident for digital infrastructure in the worst districts",
        source="policy; 0 is the baseline",
    )  # fmt: skip
    infrastructure_price: float = parameter(
        1500.0, unit="euro", low=1, high=100_000, status="assumed",
        meaning="cost per resident of raising a district's infrastructure from 0 to 1",
        source="assumption: order of a fibre connection and equipment",
    )  # fmt: skip

    def run(self, world: World) -> None:
        conditions, districts, accounts = world.conditions, world.districts, world.accounts
        offered = self.digital_only * conditions.digitalisation
        conditions.digital_only = offered * (1.0 - self.assisted)
        accounts.inclusion = self.assisted_cost * self.assisted * offered * world.residents / 12.0
        before = districts.infrastructure
        districts.previous_infrastructure[:] = before
        if self.infrastructure_subsidy > 0.0:
            # counted here, because the districts' count is a month old
            homes = world.citizens.district[world.citizens.resident]
            residents = np.bincount(homes, minlength=districts.rows)
            prices = self.infrastructure_price * np.maximum(residents, 1)
            money = self.infrastructure_subsidy * world.residents / 12.0
            after = raise_the_lowest(before, prices, money)
            accounts.inclusion += float(((after - before) * prices).sum())
            districts.infrastructure[:] = after
