"""Technology cycle: boom and bust of demand for ICT-heavy work."""

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


@dataclass(frozen=True)
class TechnologyCycle(Process):
    """High technology booms and busts beside the business cycle (constructs 1.15).

    The stochastic cycle of structural time series (Harvey 1989, *Forecasting, Structural Time
    Series Models and the Kalman Filter*, ch. 2): with ``λ = 2π / period``,
    ``c' = ρ (c cos λ + c* sin λ) + σ z``, ``c*' = ρ (c* cos λ − c sin λ) + σ z*``. The logarithm
    of demand for an occupation rises by ``c · e`` where e is the ICT that its design asks above the
    mean of all posts, relative to the occupation that asks most; occupations that ask less than
    the mean are not touched.
    """

    section: ClassVar[str] = "technology_cycle"
    reads: ClassVar[tuple[str, ...]] = ("occupations.design", "occupations.employment")
    writes: ClassVar[tuple[str, ...]] = ("occupations.boom",)

    shock_sd: float = parameter(
        0.008, unit="log", low=0, high=0.2, status="assumed",
        meaning="standard deviation of the monthly surprise in demand for the most ICT-heavy work",
        source="assumption: the cycle's own standard deviation is then about 5 %",
    )  # fmt: skip
    persistence: float = parameter(
        0.985, unit="ratio", low=0, high=0.999, status="assumed",
        meaning="damping of the cycle from month to month", source="assumption",
    )  # fmt: skip
    period: float = parameter(
        96.0, unit="months", low=6, high=1200, status="assumed",
        meaning="length of a boom and the bust after it",
        source="assumption: seven to eleven years, as investment cycles (Juglar) last",
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
        _boom(
            conditions.technology_cycle,
            occupations.design,
            occupations.employment,
            occupations.boom,
        )


@compiled
def _boom(cycle, design, employment, boom):
    """Demand above its trend: ``c · (d − d̄)₊``, relative to the occupation that asks most ICT."""
    mean = 0.0
    posts = 0.0
    for o in range(design.shape[0]):
        mean += design[o, ICT] * np.float64(employment[o])
        posts += employment[o]
    mean /= posts
    most = 1e-9
    for o in range(design.shape[0]):
        most = max(most, design[o, ICT] - mean)
    for o in range(design.shape[0]):
        boom[o] = cycle * max(design[o, ICT] - mean, 0.0) / most
