"""Automation wave: machines take over in a few years what would otherwise take decades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import expit

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.shocks.timing import under_way
from simulation.tables.occupation_file import EXPOSURES
from simulation.tables.occupations import Occupations
from simulation.world import World


@dataclass(frozen=True)
class AutomationWave(Process):
    """Machines take over posts of exposed occupations within a few years (constructs 5.3).

    In each month of the wave, the displaced share of an occupation's posts rises by
    ``(1 − (1 − size)^(1/months)) · exposure · (1 − displaced)``. This adds to the steady pace of
    :class:`simulation.processes.technology.technological_change.Automation`. Over the wave a fully
    exposed occupation loses the share `size` of its demand. Total demand does not change, as for
    all automation in this model: other occupations gain what exposed occupations lose.

    An occupation whose table gives it an ``automation_duration`` d above 0 follows a logistic path
    instead, with its ``automation_midpoint`` m in months. After t months of the wave it has lost
    ``P(t) = size · exposure · (L(t) − L(0)) / (1 − L(0))``, ``L(t) = 1 / (1 + exp(−(t − m) / d))``.
    The parameter `months` does not end this path.

    Exposure is the column `exposure` of the table of occupations: to automation as Frey & Osborne
    (2017) and Nedelkoska & Quintini (2018) understand it, which routine and manual work is most
    exposed to, or to language models (Eloundou et al. 2024), which written work at a desk is most
    exposed to.
    """

    section: ClassVar[str] = "shocks.automation_wave"
    reads: ClassVar[tuple[str, ...]] = (
        "occupations.automation",
        "occupations.automation_duration",
        "occupations.automation_midpoint",
        "occupations.displaced",
        "occupations.language_models",
    )
    writes: ClassVar[tuple[str, ...]] = ("occupations.displaced",)

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="first month of the wave; 0 is never", source="scenario; 0 is the baseline",
    )  # fmt: skip
    months: int = parameter(
        24, unit="months", low=1, high=600, status="assumed",
        meaning="duration of the wave", source="assumption: two years from first use to most users",
    )  # fmt: skip
    size: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="share of its demand that a fully exposed occupation loses over the wave",
        source="assumption: at the mean exposure of the occupations table about 14 % of all jobs, "
        "those at high risk (Nedelkoska & Quintini 2018)",
    )  # fmt: skip

    exposure: str = parameter(
        "automation", unit="column", choices=EXPOSURES, status="policy",
        meaning="column of the table of occupations that says which posts are exposed: automation "
        "in the sense before language models, or language models",
        source="scenario; the two columns are opposed (correlation over posts −.54)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if not 0 < self.month <= world.month:
            return
        occupations = world.occupations
        exposed = getattr(occupations, self.exposure)
        taken = np.zeros(occupations.rows, dtype=np.float32)
        if under_way(world.month, self.month, self.months):
            taken = (1.0 - (1.0 - self.size) ** (1.0 / self.months)) * exposed
        with_path = occupations.automation_duration > 0.0
        taken[with_path] = self._taken_on_path(occupations, with_path, world.month - self.month)
        left = 1.0 - occupations.displaced
        occupations.displaced += taken * left

    def _taken_on_path(self, occupations: Occupations, rows: np.ndarray, months: int) -> np.ndarray:
        """Share of the posts left that the logistic path takes in the month after `months`."""
        exposure, midpoint, duration = (
            column[rows].astype(np.float64)
            for column in (
                getattr(occupations, self.exposure),
                occupations.automation_midpoint,
                occupations.automation_duration,
            )
        )
        first, before, after = (
            expit((month - midpoint) / duration) for month in (0, months, months + 1)
        )
        lost, losing = (
            self.size * exposure * (level - first) / (1.0 - first) for level in (before, after)
        )
        left = 1.0 - lost
        return np.divide(losing - lost, left, out=np.zeros_like(left), where=left > 0.0)
