"""Technological change: digitalisation, redesign of jobs and automation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, normal, random_bits, to_normal, to_uniform, uniform
from simulation.core.vocabulary import ICT
from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import compiled, inlined
from simulation.tables.occupation_file import EXPOSURES
from simulation.world import World

#: Bounds of demand after a redesign: no skill is fully or not at all asked for.
LEAST, MOST = 0.02, 0.98


@dataclass(frozen=True)
class Digitalisation(Process):
    """The city's technology intensity grows towards 1."""

    section: ClassVar[str] = "digitalisation"

    start: float = parameter(
        0.5, unit="0-1", low=0, high=1, status="assumed",
        meaning="technology intensity at month 0",
        source="assumption; construct 1.1 of the paper's analysis",
    )  # fmt: skip
    pace: float = parameter(
        0.0015, unit="1/month", low=0, high=0.05, status="assumed",
        meaning="share of the gap to full digitalisation closed each month",
        source="assumption: 36 % of the gap in 25 years",
    )  # fmt: skip
    demand_slope: float = parameter(
        0.6, unit="ratio", low=0, high=5, status="assumed",
        meaning="rise of each occupation's demand for ICT at month 0, relative to the occupations "
        "table, per unit of intensity at month 0 above .5",
        source="assumption (constructs 1.1): intensity raises mean and spread of ICT demand",
    )  # fmt: skip

    def run(self, world: World) -> None:
        conditions = world.conditions
        conditions.digitalisation = 1.0 - (1.0 - self.start) * (1.0 - self.pace) ** world.month


class Common(NamedTuple):
    """Redesign that all occupations share.

    Attributes
    ----------
    shared : ndarray of bool, shape (7,)
        Whether each dimension is redesigned by the same draws in all occupations.
    uniform, normal : ndarray of float64, shape (7,)
        These draws.
    """

    shared: np.ndarray
    uniform: np.ndarray
    normal: np.ndarray


@inlined
def _within_bounds(asked):
    """Reflect a demand at its bounds, so that it does not pile up there."""
    asked = 2.0 * LEAST - asked if asked < LEAST else asked
    asked = 2.0 * MOST - asked if asked > MOST else asked
    return min(max(asked, LEAST), MOST)


@inlined
def _weighted_demand(occupations, o):
    """Weighted mean demand of an occupation, ``Σ_k ω_k d_k``."""
    asked = 0.0
    for k in range(SKILL_COUNT):
        asked += occupations.weight[o, k] * occupations.demand[o, k]
    return asked


@inlined
def _scale_weights(weight, o):
    """Make the weights of an occupation add up to 1."""
    total = 0.0
    for k in range(SKILL_COUNT):
        total += weight[o, k]
    for k in range(SKILL_COUNT):
        weight[o, k] = weight[o, k] / total


@compiled
def _redesign(seed, month, occupations, hazard, digitalisation, common, rule):
    """Redesign dimensions of occupations at random; see :class:`Redesign`."""
    demand, weight, redesigned = occupations.demand, occupations.weight, occupations.redesigned
    digitalised, premium = occupations.digitalised, occupations.premium
    shared, shared_uniform, shared_normal = common
    for o in range(occupations.rows):
        asked_before = _weighted_demand(occupations, o)
        for k in range(SKILL_COUNT):
            draw = shared_uniform[k]
            if not shared[k]:
                draw = to_uniform(random_bits(seed, Decision.REDESIGN, month, o, k)[0])
            if draw >= hazard[o]:
                continue
            z = shared_normal[k]
            if not shared[k]:
                bits = random_bits(seed, Decision.REDESIGN, month, o, k + SKILL_COUNT)
                z = to_normal(bits[0], bits[1])
            before = demand[o, k]
            asked = before + rule.demand_sd * z
            if k == ICT:
                asked += rule.ict_drift * (digitalisation - digitalised[o])
                digitalised[o] = digitalisation
            demand[o, k] = _within_bounds(asked)
            weight[o, k] = max(weight[o, k] + rule.weight_slope * (demand[o, k] - before), 0.0)
            redesigned[o] += 1
        if redesigned[o] > 0:
            _scale_weights(weight, o)
            rise = _weighted_demand(occupations, o) - asked_before
            premium[o] += rule.pay_slope * rise


@dataclass(frozen=True)
class Redesign(Process):
    """Occupations are redesigned, each at its own pace (constructs 5.2).

    Each month each skill dimension of each occupation is redesigned with the occupation's hazard.
    Its demand moves from where it is, and does not return to an original design:
    ``d ← d + demand_sd·z + ict_drift·(τ − τ_last)·[ict]``, reflected at its bounds, with τ the
    digitalisation of the city and τ_last that at the last redesign. The importance of the skill
    moves with it, ``ω ← (ω + weight_slope·Δd)₊``, and the weights of the occupation again add up to
    1. Offered pay follows the weighted mean demand, ``ln w ← ln w + pay_slope·Δ Σ_k ω_k d_k``;
    employers adjust the pay of those they employ (:class:`simulation.processes.economy.pay.Pay`).
    What the redesign makes obsolete is in :mod:`simulation.processes.learning.currency`.

    The share `common_share` of redesign is common: the same draws then redesign, in the same month,
    every occupation whose hazard exceeds the draw. Each occupation keeps its hazard and the
    distribution of its change; only the correlation between occupations changes (constructs 1.3,
    6.4).
    """

    section: ClassVar[str] = "redesign"
    reads: ClassVar[tuple[str, ...]] = (
        "occupations.pace", "occupations.demand", "occupations.weight", "occupations.redesigned",
        "occupations.digitalised", "occupations.premium",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "occupations.demand", "occupations.weight", "occupations.previous_demand",
        "occupations.redesigned", "occupations.digitalised", "occupations.premium",
    )  # fmt: skip

    pace: float = parameter(
        1.0, unit="ratio", low=0, high=10, status="measured",
        meaning="pace of redesign relative to the hazards in the occupations table",
        source="skill turnover of job ads 2016-21 (BCG/Burning Glass), docs/model/sources.md",
    )  # fmt: skip
    demand_sd: float = parameter(
        0.1, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="standard deviation of the change of a demand in a redesign",
        source="assumption: half an ICT level, so that the demands of 25 years move by less than "
        "those of neighbouring occupations differ",
    )  # fmt: skip
    ict_drift: float = parameter(
        0.3, unit="0-1", low=0, high=1, status="assumed",
        meaning="rise of ICT demand in a redesign per unit of digitalisation since the last one",
        source="assumption",
    )  # fmt: skip
    weight_slope: float = parameter(
        0.25, unit="ratio", low=0, high=5, status="assumed",
        meaning="rise of the importance of a skill per unit of its demand in a redesign",
        source="assumption: half of the slope across skills and occupations of the occupations "
        "table (.50)",
    )  # fmt: skip
    pay_slope: float = parameter(
        0.8, unit="log wage", low=0, high=5, status="measured",
        meaning="rise of offered pay per unit of the weighted mean demand of an occupation",
        source="slope across occupations that ask for the same education, low or mid, in the "
        "occupations table (.74 and .79; 1.5 among those that ask for high education)",
    )  # fmt: skip
    common_share: float = parameter(
        0.0, unit="share", low=0, high=1, status="assumed",
        meaning="share of redesign that affects all occupations in the same month and alike",
        source="assumption; 0 is independent redesign, 1 a shock to the whole city",
    )  # fmt: skip

    def run(self, world: World) -> None:
        occupations = world.occupations
        occupations.previous_demand[:] = occupations.demand
        occupations.redesigned[:] = 0
        if world.month == 1:
            occupations.digitalised[:] = world.settings["digitalisation"].start
        hazard = self.pace * occupations.pace
        _redesign(
            world.seed, world.month, occupations, hazard, world.conditions.digitalisation,
            self._common(world), self,
        )  # fmt: skip
        world.event_counts["dimensions_redesigned"] = float(occupations.redesigned.sum())

    def _common(self, world: World) -> Common:
        shared = np.zeros(SKILL_COUNT, dtype=bool)
        draws, z = np.zeros(SKILL_COUNT), np.zeros(SKILL_COUNT)
        if self.common_share > 0.0:
            key = (world.seed, Decision.REDESIGN_COMMON, world.month)
            for k in range(SKILL_COUNT):
                shared[k] = uniform(*key, 0, k) < self.common_share
                draws[k] = uniform(*key, 0, k + SKILL_COUNT)
                z[k] = normal(*key, 1, k + SKILL_COUNT)
        return Common(shared, draws, z)


@dataclass(frozen=True)
class Automation(Process):
    """Machines displace posts of exposed occupations (constructs 5.3)."""

    section: ClassVar[str] = "automation"
    reads: ClassVar[tuple[str, ...]] = (
        "occupations.automation", "occupations.displaced", "occupations.language_models",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("occupations.displaced",)

    pace: float = parameter(
        0.0008, unit="1/month", low=0, high=0.05, status="assumed",
        meaning="monthly chance that a fully exposed post is displaced",
        source="assumption: 14 % of jobs at high risk over decades (Nedelkoska & Quintini 2018)",
    )  # fmt: skip

    exposure: str = parameter(
        "automation", unit="column", choices=EXPOSURES, status="policy",
        meaning="column of the table of occupations that says which posts are exposed: automation "
        "in the sense before language models, or language models",
        source="as `shocks.automation_wave.exposure`",
    )  # fmt: skip

    def run(self, world: World) -> None:
        occupations = world.occupations
        left = 1.0 - occupations.displaced
        occupations.displaced += self.pace * getattr(occupations, self.exposure) * left
