"""Run a city from initialisation to its last month and return its measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd

from simulation.burn_in import BurnIns
from simulation.core import snapshot as snapshots
from simulation.core.measure import Measure
from simulation.core.process import Process
from simulation.core.snapshot import Snapshot
from simulation.core.table_sizes import Sizes, sizes_of
from simulation.initialisation.new_city import create_city
from simulation.kernels.compiled import compiled
from simulation.measures import MEASURES, measures_of
from simulation.measures.labour_market.cohort import start_cohort
from simulation.measures.labour_market.loss_spirals import count_losses
from simulation.measures.stratified_sums import sum_strata
from simulation.monthly_tables import tables_of
from simulation.panel import follow
from simulation.world import World


@dataclass
class Outcome:
    """Result of a run.

    Attributes
    ----------
    measures : DataFrame
        One row per month: ``month`` and a column per measure column.
    world : World
        The city after its last month.
    tables : dict of str to DataFrame
        The requested tables, see :data:`simulation.monthly_tables.KINDS`.
    """

    measures: pd.DataFrame
    world: World
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def panel(self) -> pd.DataFrame | None:
        """Monthly records of a sample of citizens, if requested."""
        return self.tables.get("panels")

    @property
    def by_occupation(self) -> pd.DataFrame | None:
        """Stocks and flows by month and occupation, if requested."""
        return self.tables.get("occupations")


def measure_columns() -> list[str]:
    """Names of all columns of the model's own measures, in order."""
    return [column for measure in MEASURES.values() for column in measure.columns]


class CityRun:
    """A run in progress: a new city, stepped month by month and measured after each month.

    Parameters
    ----------
    settings : mapping of str to section
        Resolved parameters.
    seed : int
        Seed, 0 or more and below 2**64.
    sizes : mapping of str to int, optional
        Monthly tables to make, see :data:`simulation.monthly_tables.KINDS`.
    """

    def __init__(self, settings: Mapping[str, Any], seed: int, sizes: Sizes | None = None) -> None:
        self._prepare(settings)
        self.world = create_city(settings, seed)
        self.values = np.full((settings["city"].months, len(self.columns)), np.nan)
        self.tables = tables_of(sizes or {})

    @classmethod
    def begin(
        cls,
        settings: Mapping[str, Any],
        seed: int,
        sizes: Sizes | None = None,
        burn_ins: BurnIns | None = None,
    ) -> CityRun:
        """A new run, or one that continues from a stored burn-in; see :func:`simulate`."""
        stored = burn_ins.find(settings, seed) if burn_ins is not None else None
        if stored is None:
            return cls(settings, seed, sizes)
        return cls.resumed(stored, settings, sizes or {})

    def _prepare(self, settings: Mapping[str, Any]) -> None:
        """Collect the processes and measures of settings."""
        self.processes = acting(settings)
        self.measured = measures_of(settings)
        self.columns = [column for one in self.measured.values() for column in one.columns]
        measures = self.measured.values()
        ends = accumulate(len(measure.columns) for measure in measures)
        # an index takes a single number in less time than a slice
        places: list[tuple[Measure, slice | int]] = [
            (measure, slice(end - len(measure.labels), end) if measure.labels else end - 1)
            for measure, end in zip(measures, ends, strict=True)
        ]
        self._taken_monthly = [place for place in places if place[0].taken == "every month"]
        self._taken_yearly = [place for place in places if place[0].taken != "at the end"]
        self._taken_at_end = places

    def __getstate__(self) -> dict[str, Any]:
        """State to copy and pickle: without what follows from the settings."""
        return {"world": self.world, "values": self.values, "tables": self.tables}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._prepare(self.world.settings)

    def snapshot(self, *, copied: bool = True) -> Snapshot:
        """The state of this run; settings are not part of it.

        Parameters
        ----------
        copied : bool
            Whether to copy the arrays; if not, the snapshot is valid until the next month.
        """
        world = self.world
        state = {"world": world, "values": self.values[: world.month], "tables": self.tables}
        return snapshots.take(state, {"settings": world.settings}, copied=copied)

    @classmethod
    def resumed(
        cls,
        snapshot: Snapshot,
        settings: Mapping[str, Any],
        sizes: Sizes | None = None,
        *,
        copied: bool = True,
    ) -> CityRun:
        """A run that continues from a snapshot, under the same or other settings.

        Parameters
        ----------
        snapshot : Snapshot
        settings : mapping of str to section
            They may differ in parameters that only the months to come read.
        sizes : mapping of str to int, optional
            Monthly tables to make; by default those of the snapshot go on.
        copied : bool
            Whether to copy the arrays; if not, the snapshot cannot be used again.

        Raises
        ------
        ValueError
            If tables are given after measuring has begun, because they begin then.
        """
        run = cls.__new__(cls)
        run._prepare(settings)
        state = snapshots.restore(snapshot, {"settings": settings}, copied=copied)
        run.world, run.tables = state["world"], state["tables"]
        if sizes is not None:
            if run.world.followed is not None:
                raise ValueError("a run can get other tables only until its burn-in ends")
            run.tables = tables_of(sizes)
        known = state["values"]
        months = max(settings["city"].months, run.world.month)
        run.values = np.full((months, len(run.columns)), np.nan)
        run.values[: run.world.month] = known
        return run

    def step(self) -> None:
        """Simulate one month and measure it."""
        world = self.world
        count_states(world)
        world.begin_month()
        for table in self.tables.values():
            table.begin(world)
        for process in self.processes:
            process.run(world)
        self._close_accounts()
        for table in self.tables.values():
            table.record(world)
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
        taken = self._taken_monthly
        if world.reading_year:
            taken = self._taken_at_end if world.reading_end else self._taken_yearly
        row = self.values[world.month - 1]
        for measure, columns in taken:
            row[columns] = measure.compute(world)
        world.strata.results.clear()

    def frames(self) -> dict[str, pd.DataFrame]:
        """The monthly tables so far."""
        return {kind: table.frame(self.world) for kind, table in self.tables.items()}

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
    by_occupation: bool = False,
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
    by_occupation : bool
        Whether to record every occupation month by month.
    on_month : callable, optional
        Called with the number of each month after it.
    burn_ins : BurnIns, optional
        Stored burn-ins; the run starts from a matching one or stores its own. The outcome does not
        depend on them.

    Returns
    -------
    Outcome
    """
    run = CityRun.begin(settings, seed, sizes_of(panel, by_occupation), burn_ins)
    for month in range(run.world.month + 1, settings["city"].months + 1):
        run.step()
        if burn_ins is not None and month == settings["city"].burn_in:
            burn_ins.store(run, seed)
        if on_month is not None:
            on_month(month)
    return Outcome(run.measures, run.world, run.frames())
