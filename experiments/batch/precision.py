"""Run until precise: seeds are added until the confidence intervals are narrow enough.

After each batch all intervals are computed. As long as one is too wide, all scenarios get further
seeds, the same for all, so that any two of them stay paired. The next number of seeds is what the
widest interval needs if its spread stays the same: at least :data:`STEP` more, at most twice as
many.

A rule that stops when the spread looks small stops slightly too often where it is small by chance
(Chow and Robbins 1965; Law 2015, section 9.4.1). The intervals therefore cover somewhat less than
95 %: simulated with normal values and 10 seeds at the start, between 93 % and 95 %. With fewer
seeds at the start, or skewed values, the coverage is lower. For the exact level, run the number of
seeds found here with other seeds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch import progress
from experiments.batch.plan import make_plan
from experiments.batch.progress import Say
from experiments.batch.runner import Batch, FolderContent, carry_out
from experiments.comparison import mean_interval
from simulation.core.model_version import model_version

if TYPE_CHECKING:
    import pandas as pd

    from experiments.batch.executors import Workforce
    from experiments.storage.results import Results
    from scenarios import Scenario

#: Scenario that the others are paired with, if it is among them.
AGAINST = "baseline"
#: Seeds that are added at least.
STEP = 5


@dataclass(frozen=True)
class Goal:
    """Precision to reach, and the seeds to use for it.

    Attributes
    ----------
    widths : mapping of str to float
        Column → largest width of its 95 % interval, from low to high.
    seeds, most_seeds : int
        Seeds to start with, and the largest number of seeds.
    first_seed : int
    """

    widths: Mapping[str, float]
    seeds: int
    most_seeds: int
    first_seed: int = 1


@dataclass(frozen=True)
class Interval:
    """The 95 % interval of a column of results for a scenario.

    Attributes
    ----------
    measure, scenario : str
        Column and scenario.
    of : str
        "mean", or "difference" from the baseline, seed by seed.
    value, low, high : float
        nan as long as fewer than two seeds give a value.
    wanted : float
        Largest allowed width from low to high.
    seeds : int
        Seeds that give a value.
    """

    measure: str
    scenario: str
    of: str
    value: float
    low: float
    high: float
    wanted: float
    seeds: int

    @property
    def width(self) -> float:
        """From low to high."""
        return self.high - self.low

    @property
    def reached(self) -> bool:
        """Whether it is narrow enough."""
        return self.width <= self.wanted

    @property
    def excess(self) -> float:
        """Width over wanted width; infinite if there is no interval yet."""
        return self.width / self.wanted if self.width > 0 else math.inf

    def row(self) -> dict[str, Any]:
        """The interval as a row of a table."""
        return {
            "measure": self.measure,
            "scenario": self.scenario,
            "of": self.of,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "width": self.width,
            "wanted": self.wanted,
            "reached": self.reached,
            "seeds": self.seeds,
        }


def intervals(
    summary: pd.DataFrame, scenarios: Sequence[str], widths: Mapping[str, float]
) -> list[Interval]:
    """Compute the intervals that are to be narrow.

    Parameters
    ----------
    summary : DataFrame
        One row per run: scenario, seed and columns.
    scenarios : sequence of str
        If the baseline and others are among them, the intervals are those of the others'
        differences from it, paired by seed; otherwise those of the mean of each scenario.
    widths : mapping of str to float
        Column → largest width from low to high.
    """
    import pandas as pd

    by_scenario = {str(name): rows.set_index("seed") for name, rows in summary.groupby("scenario")}
    paired = AGAINST in scenarios and len(scenarios) > 1
    empty = pd.Series(dtype=float)
    computed = []
    for column, wanted in widths.items():
        for name in scenarios:
            if paired and name == AGAINST:
                continue
            values = by_scenario[name][column] if name in by_scenario else empty
            if paired:  # a seed that only one of the two has becomes nan
                values = values - (
                    by_scenario[AGAINST][column] if AGAINST in by_scenario else empty
                )
            values = values.dropna()
            of = "difference" if paired else "mean"
            computed.append(Interval(column, name, of, *mean_interval(values), wanted, len(values)))
    return computed


def next_number(seeds: int, intervals: Sequence[Interval], most: int) -> int:
    """Compute the number of seeds of the next batch.

    The width falls with the square root of the number of seeds.

    Parameters
    ----------
    seeds : int
        Present number of seeds.
    intervals : sequence of Interval
    most : int
        Largest number of seeds.
    """
    finite = (interval.excess for interval in intervals if interval.width > 0)
    excess = max(finite, default=math.inf)
    needed = 2 * seeds if excess > math.sqrt(2) else math.ceil(seeds * excess**2)
    return min(most, max(needed, seeds + STEP))


def run_to_precision(
    scenarios: Sequence[Scenario],
    goal: Goal,
    directory: Path,
    *,
    panel: int = 0,
    by_occupation: bool = False,
    workforce: Workforce | None = None,
    say: Say = progress.say,
    show: bool | None = None,
) -> tuple[Batch, list[Interval]]:
    """Run scenarios with more and more seeds until the intervals are narrow enough.

    Each step depends on nothing but the results, so an interrupted batch goes on as if it had not
    been interrupted.

    Parameters
    ----------
    scenarios : sequence of Scenario
    goal : Goal
    directory : Path
        Folder of results; runs that it already holds are not run again.
    panel, by_occupation, workforce, say, show
        See :func:`experiments.batch.plan.make_plan` and
        :func:`experiments.batch.runner.carry_out`.

    Returns
    -------
    batch : Batch
        All runs together.
    intervals : list of Interval
        ``reached`` says of each whether it is narrow enough.
    """
    names = list(dict.fromkeys(scenario.name for scenario in scenarios))
    version, first = model_version(), goal.first_seed
    total = Batch(0, 0, {})
    seeds_before: dict[tuple[str, str], int] = {}
    done, number = 0, min(goal.seeds, goal.most_seeds)
    while True:
        whole, plan = (
            make_plan(scenarios, range(begin, first + number), panel, version, by_occupation)
            for begin in (first, first + done)
        )
        batch = carry_out(
            plan, scenarios, directory, workforce=workforce, say=say, show=show,
            content=FolderContent(whole),
        )  # fmt: skip
        total = Batch(
            total.there + batch.there, total.done + batch.done, total.causes | batch.causes
        )
        present = _intervals_in(total.results(whole, directory), names, goal.widths)
        wide = [interval for interval in present if not interval.reached]
        # if runs fail or a measure is undefined, more seeds give nothing
        gained = any(
            interval.seeds > seeds_before.get((interval.measure, interval.scenario), -1)
            for interval in wide
        )
        if not gained or number >= goal.most_seeds:
            return total, present
        seeds_before = {(interval.measure, interval.scenario): interval.seeds for interval in wide}
        done, number = number, next_number(number, wide, goal.most_seeds)
        say(f"{describe(wide, len(present))}; going on to {number} seeds")


def _intervals_in(
    results: Results, names: Sequence[str], widths: Mapping[str, float]
) -> list[Interval]:
    if results.run_keys:
        return intervals(results.summary(widths), names, widths)
    nan = math.nan  # every run failed
    return [
        Interval(column, name, "mean", nan, nan, nan, wanted, 0)
        for column, wanted in widths.items()
        for name in names
    ]


def describe(wide: Sequence[Interval], of: int) -> str:
    """Say how many intervals are too wide, and which one most."""
    worst = max(wide, key=lambda interval: interval.excess)
    return (
        f"{len(wide)} of {of} intervals are too wide or not there yet, the worst is that of "
        f"{worst.measure} of {worst.scenario}: {worst.width:.3g}, wanted {worst.wanted:g}"
    )
