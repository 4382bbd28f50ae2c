"""Run a city from initialisation to its last month and return its measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd

from simulation.burn_in import BurnIns
from simulation.core.process import Process
from simulation.initialisation.new_city import create_city
from simulation.kernels.compiled import compiled
from simulation.measures import MEASURES
from simulation.measures.labour_market.cohort import start_cohort
from simulation.measures.labour_market.loss_spirals import count_losses
from simulation.measures.stratified_sums import sum_strata
from simulation.panel import Panel, follow
from simulation.world import World


@dataclass
class Outcome:
    """Result of a run.

    Attributes
    ----------
    measures : DataFrame
        One row per month: ``month`` and a column per measure column.
    panel : DataFrame or None
        Monthly records of a sample of citizens, if requested.
    world : World
        The city after its last month.
    """

    measures: pd.DataFrame
    panel: pd.DataFrame | None
    world: World


def measure_columns() -> list[str]:
    """Names of all measure columns in order."""
    return [column for measure in MEASURES.values() for column in measure.columns]


class CityRun:
    """A run in progress: a new city, stepped month by month and measured after each month.

    Parameters
    ----------
    settings : mapping of str to section
        Resolved parameters.
    seed : int
        Seed, 0 or more and below 2**64.
    panel : int
        Number of citizens with monthly records.
    """

    def __init__(self, settings: Mapping[str, Any], seed: int, panel: int = 0) -> None:
        self.world = create_city(settings, seed)
        self.processes = acting(settings)
        months = settings["city"].months
        self.columns = measure_columns()
        widths = [len(measure.columns) for measure in MEASURES.values()]
        self._slices = [
            slice(end - width, end) for width, end in zip(widths, accumulate(widths), strict=True)
        ]
        self.values = np.full((months, len(self.columns)), np.nan)
        self.panel = Panel(panel)

    def continued(self, settings: Mapping[str, Any], panel: int = 0) -> CityRun:
        """A copy that shares no state with this run and continues under other settings.

        Parameters
        ----------
        settings : mapping of str to section
            They may differ in parameters without effect so far; see :mod:`simulation.burn_in`.
        panel : int
            Number of citizens with monthly records.

        Raises
        ------
        ValueError
            If measuring has begun, because the panel is chosen then.
        """
        if self.world.followed is not None:
            raise ValueError("a run can continue under other settings only until its burn-in ends")
        other = copy(self)
        other.world = deepcopy(self.world, {id(self.world.settings): settings})
        other.processes = acting(settings)
        other.values = self.values.copy()
        other.panel = Panel(panel)
        return other

    def step(self) -> None:
        """Simulate one month and measure it."""
        world = self.world
        count_states(world)
        world.begin_month()
        for process in self.processes:
            process.run(world)
        self._close_accounts()
        self.panel.record(world)
        follow(world)
        self._measure()

    def _close_accounts(self) -> None:
        citizens = self.world.citizens
        self.world.accounts.savings_after = _sum_of(citizens.money, citizens.resident)

    def _measure(self) -> None:
        world = self.world
        world.strata = sum_strata(world)
        count_losses(world)
        if world.month == world.settings["city"].burn_in + 1:
            world.cohort = start_cohort(world)
        months = world.settings["city"].months
        world.reading_end = world.month == months
        world.reading_year = world.measuring and (world.month % 12 == 0 or world.month == months)
        if world.month > self.values.shape[0]:
            more = np.full((self.values.shape[0] // 2 + 12, self.values.shape[1]), np.nan)
            self.values = np.concatenate([self.values, more])
        row = self.values[world.month - 1]
        for measure, columns in zip(MEASURES.values(), self._slices, strict=True):
            row[columns] = measure.compute(world)

    def latest(self, column: str) -> float:
        """Value of a measure column in the latest month; nan before the first."""
        if self.world.month == 0:
            return float("nan")
        return float(self.values[self.world.month - 1, self.columns.index(column)])

    @property
    def measures(self) -> pd.DataFrame:
        """One row per month so far."""
        month = self.world.month
        frame = pd.DataFrame(self.values[:month], columns=self.columns)
        frame.insert(0, "month", np.arange(1, month + 1, dtype=np.int64))
        return frame


def acting(settings: Mapping[str, Any]) -> list[Process]:
    """The active processes, in their order."""
    sections = (settings[name] for name in settings)
    return [section for section in sections if isinstance(section, Process) and section.active]


def count_states(world: World) -> None:
    """Count residents by education and labour-market state at the start of the month."""
    citizens = world.citizens
    world.states_before[:] = 0
    _count_states(citizens, world.states_before)


@compiled
def _count_states(citizens, states):
    resident, education, status = citizens.resident, citizens.education, citizens.status
    for row in range(resident.shape[0]):
        if resident[row]:
            states[education[row], status[row]] += 1


@compiled
def _sum_of(money, resident):
    """Sum of a column over residents in double precision."""
    total = 0.0
    for row in range(resident.shape[0]):
        if resident[row]:
            total += money[row]
    return total


def simulate(
    settings: Mapping[str, Any],
    seed: int,
    *,
    panel: int = 0,
    on_month: Callable[[int], None] | None = None,
    burn_ins: BurnIns | None = None,
) -> Outcome:
    """Run a city to its last month.

    Parameters
    ----------
    settings : mapping of str to section
        Resolved parameters; the number of months is ``city.months``.
    seed : int
        Seed of the run.
    panel : int
        Number of citizens with monthly records; 0 for none.
    on_month : callable, optional
        Called with the number of each month after it.
    burn_ins : BurnIns, optional
        Stored burn-ins; the run starts from a matching one or stores its own. The outcome does not
        depend on them.

    Returns
    -------
    Outcome
    """
    run = burn_ins.find(settings, seed, panel) if burn_ins is not None else None
    run = run or CityRun(settings, seed, panel)
    for month in range(run.world.month + 1, settings["city"].months + 1):
        run.step()
        if burn_ins is not None and month == settings["city"].burn_in:
            burn_ins.store(run, seed)
        if on_month is not None:
            on_month(month)
    return Outcome(run.measures, run.panel.frame(run.world) if panel else None, run.world)
