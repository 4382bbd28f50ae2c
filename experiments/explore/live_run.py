"""One run for the page, in a worker: it reports its series and can be stopped after each month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.batch import worker_pool
from experiments.explore.people import Lives, Recorder
from experiments.storage.measure_names import known_measures
from experiments.storage.summaries import summarise
from scenarios import load
from simulation.burn_in import BurnIns
from simulation.core.table_sizes import sizes_of
from simulation.core.vocabulary import EDUCATIONS, ICT, ICT_LEVELS
from simulation.engine import CityRun, measure_columns
from simulation.settings import Settings

#: Columns of which the page draws every month.
SERIES = (
    *(f"fit_by_education_{education}" for education in EDUCATIONS),
    *(f"fit_same_persons_by_education_{education}" for education in EDUCATIONS),
    "unbalance", "volatility",
)  # fmt: skip
_SERIES_AT = {name: measure_columns().index(name) for name in SERIES}
#: Cities at the end of their burn-in that a worker stores, some megabytes each. If a lever of an
#: intervention is moved, only the months after the burn-in are simulated again.
BURN_INS = 16

Series = dict[str, list[float]]


@dataclass(frozen=True)
class RunRequest:
    """A requested run.

    Attributes
    ----------
    settings : Settings
    seed : int
    panel : int
        Citizens to follow month by month.
    sample : int
        Citizens shown as dots.
    """

    settings: Settings
    seed: int
    panel: int
    sample: int = 0

    @property
    def key(self) -> tuple[Any, ...]:
        """Identifies the run."""
        return (self.seed, self.panel, self.sample, *self.settings.flat().values())


@dataclass(frozen=True)
class RunResult:
    """The part of a run's results that the page uses.

    Attributes
    ----------
    summary : dict of str to float
        Every measure column over the measured months, as in ``cityfit compare``.
    series : dict of str to list of float
        Column → its value in every month.
    movers : dict of str to (int, int)
        Education → of those who lived here when measuring began and still do, how many have reached
        a higher ICT level, and their number.
    panel : DataFrame or None
        The citizens followed.
    lives : Lives or None
        The citizens shown as dots.
    """

    summary: dict[str, float]
    series: Series
    movers: dict[str, tuple[int, int]]
    panel: pd.DataFrame | None
    lives: Lives | None = None


_burn_ins = BurnIns(BURN_INS)


def simulate(
    request: RunRequest,
    report: Callable[[Series], None] = worker_pool.report,
    stop_requested: Callable[[], bool] = worker_pool.stop_requested,
) -> RunResult | None:
    """Simulate a city to its last month.

    Parameters
    ----------
    request : RunRequest
    report : callable
        Takes the series after each month.
    stop_requested : callable
        Called before each month; if it returns True, the run ends.

    Returns
    -------
    RunResult or None
        None if it was stopped.
    """
    settings, seed = request.settings, request.seed
    months, burn_in = settings["city"].months, settings["city"].burn_in
    run = CityRun.begin(settings, seed, sizes_of(request.panel, False), _burn_ins)
    sample = Recorder(request.sample)
    while run.world.month < months:
        if stop_requested():
            return None
        run.step()
        sample.record(run.world)
        if run.world.month == burn_in:
            _burn_ins.store(run, seed)
        report(_series(run))
    panel = run.frames().get("panels")
    lives = sample.lives(run.world)
    return RunResult(summary(run.measures, burn_in), _series(run), _movers(run), panel, lives)


def summary(measures: pd.DataFrame, burn_in: int) -> dict[str, float]:
    """Every column over the months after the burn-in, by the rule of its measure."""
    months = measures[measures["month"] > burn_in].assign(run=0)
    rules = {
        column: one.summary
        for one in known_measures().values()
        for column in one.columns
        if column in months
    }
    (row,) = summarise(months, rules, ["run"]).to_dict("records")
    return {str(column): float(value) for column, value in row.items()}


def _series(run: CityRun) -> Series:
    values = run.values[: run.world.month]
    return {name: values[:, column].tolist() for name, column in _SERIES_AT.items()}


def _movers(run: CityRun) -> dict[str, tuple[int, int]]:
    citizens, burn_in = run.world.citizens, run.world.settings["city"].burn_in
    same = citizens.resident & (citizens.months > 0) & (citizens.arrival <= burn_in)
    level = (citizens.skills[same, ICT] * np.float32(len(ICT_LEVELS))).astype(np.int64)
    up = np.minimum(level, len(ICT_LEVELS) - 1) > citizens.first_ict[same]
    people = np.bincount(citizens.education[same], minlength=len(EDUCATIONS))
    risen = np.bincount(citizens.education[same][up], minlength=len(EDUCATIONS))
    return dict(zip(EDUCATIONS, zip(risen.tolist(), people.tolist(), strict=True), strict=True))


def warm_up() -> None:
    """Compile or load all that a run needs, by a very small city."""
    size: dict[str, Any] = {"city.citizens": 100, "city.months": 14, "city.burn_in": 2}
    names = ("training", "communities", "network")
    starts = {f"interventions.{name}.start_month": 2 for name in names}
    settings = load("all_three").but({**size, **starts}).settings
    simulate(RunRequest(settings, 1, 4), lambda _: None, lambda: False)
