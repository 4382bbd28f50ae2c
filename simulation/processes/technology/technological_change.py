"""Technology: the city becomes more digital, jobs are redesigned, machines take tasks over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, normal, random_bits, to_normal, to_uniform, uniform
from simulation.core.vocabulary import ICT
from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import compiled
from simulation.world import World


@dataclass(frozen=True)
class Digitalisation(Process):
    """The city's technology intensity grows towards 1."""

    section: ClassVar[str] = "digitalisation"
    writes: ClassVar[tuple[str, ...]] = ()

    start: float = parameter(
        0.5, unit="0-1", low=0, high=1, status="assumed",
        meaning="technology intensity at month 0",
        source="assumption; construct 1.1 of the paper's analysis",
    )  # fmt: skip
    pace: float = parameter(
        0.0015, unit="1/month", low=0, high=0.05, status="assumed",
        meaning="share of the remaining way to full digitalisation made each month",
        source="assumption: two fifths of the way in 25 years",
    )  # fmt: skip

    demand_slope: float = parameter(
        0.6, unit="ratio", low=0, high=5, status="assumed",
        meaning="how much more ICT every occupation asks at month 0, relative to the occupations "
        "table, per unit by which the intensity at month 0 exceeds .5",
        source="assumption (constructs 1.1): intensity raises mean and spread of ICT demand",
    )  # fmt: skip

    def run(self, world: World) -> None:
        conditions = world.conditions
        conditions.digitalisation = 1.0 - (1.0 - self.start) * (1.0 - self.pace) ** world.month


@compiled
def _redesign(seed, month, hazard, design, drift, step, shared, luck_of_all, z_of_all, demand,
              redesigned):  # fmt: skip
    """Redesign what luck hits, each dimension of each occupation; see :class:`Redesign`.

    Luck is an occupation's own, or in dimensions that are `shared` the one that all have.
    """
    for o in range(design.shape[0]):
        for k in range(SKILL_COUNT):
            luck = luck_of_all[k]
            if not shared[k]:
                luck = to_uniform(random_bits(seed, Decision.REDESIGN, month, o, k)[0])
            if luck >= hazard[o]:
                continue
            z = z_of_all[k]
            if not shared[k]:
                first, second, _, _ = random_bits(
                    seed, Decision.REDESIGN, month, o, k + SKILL_COUNT
                )
                z = to_normal(first, second)
            asked = design[o, k] + drift[k] + step * z
            demand[o, k] = min(max(asked, 0.02), 0.98)
            redesigned[o] += 1


@dataclass(frozen=True)
class Redesign(Process):
    """What occupations ask changes, each at its own pace (constructs 5.2).

    Each month each skill dimension of each occupation is redesigned with the occupation's hazard;
    the new demand lies round the original design, ICT higher as the city becomes more digital:
    ``d = design + drift·(τ − τ₀)·[ict] + step·z``.

    A share of it is common: what then hits one occupation hits, in the same month and by the same
    draw, every occupation whose hazard reaches as far. Each occupation keeps its hazard and the
    distribution of its new demand; only what occupations have in common changes (constructs 1.3,
    6.4).
    """

    section: ClassVar[str] = "redesign"
    reads: ClassVar[tuple[str, ...]] = ("occupations.pace", "occupations.design")
    writes: ClassVar[tuple[str, ...]] = (
        "occupations.demand",
        "occupations.previous_demand",
        "occupations.redesigned",
    )

    pace: float = parameter(
        1.0, unit="ratio", low=0, high=10, status="measured",
        meaning="pace of redesign relative to the hazards in the occupations table",
        source="skill turnover of job ads 2016-21 (BCG/Burning Glass), docs/model/sources.md",
    )  # fmt: skip
    demand_sd: float = parameter(
        0.2, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="standard deviation of a redesigned demand round its design",
        source="assumption: about one ICT level, since a redesign replaces a skill",
    )  # fmt: skip
    ict_drift: float = parameter(
        0.3, unit="0-1", low=0, high=1, status="assumed",
        meaning="rise of ICT demand in a redesigned job per unit of digitalisation",
        source="assumption",
    )  # fmt: skip

    common_share: float = parameter(
        0.0, unit="share", low=0, high=1, status="assumed",
        meaning="share of redesign that strikes all occupations in the same month and alike",
        source="assumption; 0 makes redesign each occupation's own, 1 a shock to the whole city",
    )  # fmt: skip

    def run(self, world: World) -> None:
        occupations = world.occupations
        occupations.previous_demand[:] = occupations.demand
        occupations.redesigned[:] = 0
        drift = np.zeros(SKILL_COUNT)
        start = world.settings["digitalisation"].start
        drift[ICT] = self.ict_drift * (world.conditions.digitalisation - start)
        _redesign(
            world.seed,
            world.month,
            self.pace * occupations.pace,
            occupations.design,
            drift,
            self.demand_sd,
            *self._common(world),
            occupations.demand,
            occupations.redesigned,
        )
        world.event_counts["dimensions_redesigned"] = float(occupations.redesigned.sum())

    def _common(self, world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Whether each dimension is redesigned by the same luck for all, that luck, and its z."""
        shared = np.zeros(SKILL_COUNT, dtype=bool)
        luck, z = np.zeros(SKILL_COUNT), np.zeros(SKILL_COUNT)
        if self.common_share > 0.0:
            key = (world.seed, Decision.REDESIGN_COMMON, world.month)
            for k in range(SKILL_COUNT):
                shared[k] = uniform(*key, 0, k) < self.common_share
                luck[k] = uniform(*key, 0, k + SKILL_COUNT)
                z[k] = normal(*key, 1, k + SKILL_COUNT)
        return shared, luck, z


@dataclass(frozen=True)
class Automation(Process):
    """Machines take over posts of exposed occupations (constructs 5.3)."""

    section: ClassVar[str] = "automation"
    reads: ClassVar[tuple[str, ...]] = ("occupations.automation",)
    writes: ClassVar[tuple[str, ...]] = ("occupations.displaced",)

    pace: float = parameter(
        0.0008, unit="1/month", low=0, high=0.05, status="assumed",
        meaning="monthly chance that a fully exposed post is no longer carried",
        source="assumption: 14 % of jobs at high risk over decades (Nedelkoska & Quintini 2018)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        occupations = world.occupations
        left = 1.0 - occupations.displaced
        occupations.displaced += self.pace * occupations.automation * left
