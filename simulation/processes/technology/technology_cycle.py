"""Technology cycle: booms and busts in demand for ICT-intensive work."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, normal
from simulation.core.vocabulary import ICT
from simulation.kernels.compiled import compiled
from simulation.world import World

#: Keeps 0 out of a division when all occupations ask for the same ICT.
TINY = 1e-9


@compiled
def _boom(cycle, occupations):
    """Demand above its trend, ``c · (d − d̄)₊``, relative to the most ICT-intensive occupation."""
    design, employment, boom = occupations.design, occupations.employment, occupations.boom
    mean = 0.0
    posts = 0.0
    for o in range(occupations.rows):
        mean += design[o, ICT] * np.float64(employment[o])
        posts += employment[o]
    mean /= posts
    most = TINY
    for o in range(occupations.rows):
        most = max(most, design[o, ICT] - mean)
    for o in range(occupations.rows):
        boom[o] = cycle * max(design[o, ICT] - mean, 0.0) / most


@dataclass(frozen=True)
class TechnologyCycle(Process):
    """High technology has booms and busts beside the business cycle (constructs 1.15).

    The stochastic cycle of structural time series (Harvey 1989, *Forecasting, Structural Time
    Series Models and the Kalman Filter*, ch. 2): with ``λ = 2π / period``,
    ``c' = ρ (c cos λ + c* sin λ) + σ z``, ``c*' = ρ (c* cos λ − c sin λ) + σ z*``. The log demand
    for an occupation rises by ``c · e``, where the exposure e is the occupation's demand for ICT at
    month 0 above the mean of all posts, relative to the largest such difference. Occupations below
    the mean have no exposure.
    """

    section: ClassVar[str] = "technology_cycle"
    reads: ClassVar[tuple[str, ...]] = ("occupations.design", "occupations.employment")
    writes: ClassVar[tuple[str, ...]] = ("occupations.boom",)

    shock_sd: float = parameter(
        0.008, unit="log", low=0, high=0.2, status="assumed",
        meaning="standard deviation of the monthly shock to demand for the most ICT-intensive work",
        source="assumption: the standard deviation of the cycle is then about 5 %",
    )  # fmt: skip
    persistence: float = parameter(
        0.985, unit="ratio", low=0, high=0.999, status="assumed",
        meaning="damping of the cycle from month to month", source="assumption",
    )  # fmt: skip
    period: float = parameter(
        96.0, unit="months", low=6, high=1200, status="assumed",
        meaning="period of the cycle",
        source="assumption: seven to eleven years, like investment cycles (Juglar)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        conditions, occupations = world.conditions, world.occupations
        turn = 2.0 * math.pi / self.period
        boom, other = conditions.technology_cycle, conditions.technology_turn
        first, second = (
            self.shock_sd * normal(world.seed, Decision.TECHNOLOGY_CYCLE, world.month, 0, item)
            for item in range(2)
        )
        along, across = math.cos(turn), math.sin(turn)
        conditions.technology_cycle = self.persistence * (along * boom + across * other) + first
        conditions.technology_turn = self.persistence * (along * other - across * boom) + second
        _boom(conditions.technology_cycle, occupations)
