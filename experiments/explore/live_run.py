"""One run for the page, in a worker: bounded, stopped at the end of a month, and told as it goes.

A city is the same, to the bit, before its interventions begin, whatever these will be. The years
before are therefore lived once for each city and seed and remembered; a moved lever of a policy
needs only the years after.
"""

from __future__ import annotations

import pickle
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scenarios import load
from simulation.core.process import Process
from simulation.engine import CityRun, measure_columns
from simulation.measures import MEASURES
from simulation.settings import Settings

#: Columns of which the page draws every month.
SERIES = (
    "fit_by_education_low", "fit_by_education_mid", "fit_by_education_high",
    "unbalance", "volatility",
    "unemployment_low", "unemployment_mid", "unemployment_high",
)  # fmt: skip
#: Seconds between two words about a run under way.
OFTEN = 0.25
#: Cities at the beginning of their policies that a worker remembers, some megabytes each.
REMEMBERED = 16


@dataclass(frozen=True)
class RunRequest:
    """A run that is wanted.

    Attributes
    ----------
    settings : Settings
    seed : int
    panel : int
        Citizens to follow month by month.
    """

    settings: Settings
    seed: int
    panel: int

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells it from every other run."""
        return (self.seed, self.panel, *self.settings.flat().values())

    @property
    def beginning(self) -> tuple[Any, ...]:
        """What tells the years before its policies from those of every other run."""
        world = [
            value
            for name, value in self.settings.flat().items()
            if not name.startswith("interventions.")
        ]
        return (self.seed, self.panel, *world)


@dataclass(frozen=True)
class RunResult:
    """What the page keeps of a run.

    Attributes
    ----------
    summary : dict of str to float
        Every measure column over the measured months, as ``cityfit compare`` takes them.
    series : dict of str to list of float
        Column → its value in every month.
    districts : dict of str to list
        Residents and their mean fit, district by district, in the last month.
    panel : DataFrame or None
        The citizens followed.
    """

    summary: dict[str, float]
    series: dict[str, list[float]]
    districts: dict[str, list[float]]
    panel: pd.DataFrame | None


_beginnings: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()


def live(
    order: RunRequest, tell: Callable[[dict[str, list[float]]], None], stopped: Callable[[], bool]
) -> RunResult | None:
    """Run a city to its end.

    Parameters
    ----------
    order : RunRequest
    tell : callable
        Called now and then with the series so far.
    stopped : callable
        Asked after every month whether nobody wants the run any more.

    Returns
    -------
    RunResult or None
        None when it was stopped.
    """
    run = _begun(order)
    last = time.monotonic()
    months = order.settings["city"].months
    starts = _first_start(order.settings)
    while run.world.month < months:
        if stopped():
            return None
        run.step()
        if run.world.month == starts:
            _remember(order, run)
        if time.monotonic() - last > OFTEN:
            tell(_series(run))
            last = time.monotonic()
    return RunResult(
        summary(run.measures, order.settings["city"].burn_in),
        _series(run),
        _districts(run),
        run.panel.frame(run.world) if order.panel else None,
    )


def _first_start(settings: Settings) -> int:
    return min(
        values.start_month for name, values in settings.items() if name.startswith("interventions.")
    )


def _begun(order: RunRequest) -> CityRun:
    """The city at the beginning of its policies if that is remembered, else at month 0."""
    kept = _beginnings.get(order.beginning)
    if kept is None:
        return CityRun(order.settings, order.seed, order.panel)
    _beginnings.move_to_end(order.beginning)
    run: CityRun = pickle.loads(kept)
    if run.world.month > _first_start(order.settings):
        return CityRun(order.settings, order.seed, order.panel)
    run.world.settings = order.settings
    run.processes = [
        process
        for process in order.settings.values()
        if isinstance(process, Process) and process.active
    ]
    return run


def _remember(order: RunRequest, run: CityRun) -> None:
    _beginnings[order.beginning] = pickle.dumps(run, pickle.HIGHEST_PROTOCOL)
    if len(_beginnings) > REMEMBERED:
        _beginnings.popitem(last=False)


def summary(measures: pd.DataFrame, burn_in: int) -> dict[str, float]:
    """Every column over the months after the burn-in, by the rule of its measure."""
    months = measures[measures["month"] > burn_in]
    rules: dict[str, Callable[[pd.Series], Any]] = {
        "mean": pd.Series.mean,
        "sum": lambda column: column.sum(min_count=1),
        "last": lambda column: column.iloc[-1],
    }
    return {
        column: float(rules[measure.summary](months[column]))
        for measure in MEASURES.values()
        for column in measure.columns
    }


def _series(run: CityRun) -> dict[str, list[float]]:
    names = measure_columns()
    done = run.values[: run.world.month]
    return {name: done[:, names.index(name)].tolist() for name in SERIES}


def _districts(run: CityRun) -> dict[str, list[float]]:
    citizens, districts = run.world.citizens, run.world.districts
    here = citizens.resident & (citizens.district >= 0)
    homes = citizens.district[here].astype(np.int64)
    people = np.bincount(homes, minlength=districts.rows)
    total = np.bincount(homes, citizens.fit[here].astype(np.float64), minlength=districts.rows)
    mean = np.divide(total, people, out=np.full(people.size, np.nan), where=people > 0)
    high = np.bincount(homes[citizens.education[here] == 2], minlength=districts.rows)
    share = np.divide(high, people, out=np.full(people.size, np.nan), where=people > 0)
    return {"people": people.tolist(), "fit": mean.tolist(), "high": share.tolist()}


def warm_up() -> None:
    """Have everything compiled or loaded that a run needs, with a very small city."""
    size: dict[str, Any] = {"city.citizens": 100, "city.months": 14, "city.burn_in": 2}
    size |= {f"interventions.{name}.start_month": 2 for name in ("training", "communities")}
    settings = load("all_three").but({**size, "interventions.network.start_month": 2}).settings
    live(RunRequest(settings, 1, 4), lambda _: None, lambda: False)
    _beginnings.clear()
