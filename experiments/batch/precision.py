"""As many seeds as it takes: runs are added until the intervals are narrow.

After each batch every interval is looked at; as long as one is too wide, all scenarios get further
seeds, the same for all, so that any two of them stay paired. The next number of seeds is what the
widest interval asks for if its spread stays what it is, at least :data:`STEP` and at most as many
again, so there are few looks.

A rule that stops when the spread looks small stops a little more often where it is small by chance
(Chow and Robbins 1965; Law 2015, section 9.4.1). The intervals therefore cover somewhat less than
95 %: simulated with normal values and a start of 10 seeds, between 93 % and 95 %; with fewer seeds
to begin with, or skewed values, it is less. Who needs the exact level takes the number of seeds
found here and runs as many others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch import progress
from experiments.batch.plan import make_plan
from experiments.batch.runner import Batch, Say, carry_out
from experiments.comparison import mean_interval
from experiments.storage.model_version import model_version
from experiments.storage.results import Results

if TYPE_CHECKING:
    import pandas as pd

    from experiments.batch.executors import Workforce
    from scenarios import Scenario

#: What scenarios are paired with, where it is among them.
AGAINST = "baseline"
#: Seeds that are added at least.
STEP = 5


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
        Greatest width from low to high.
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
        """Whether it is as narrow as wanted."""
        return self.width <= self.wanted

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
    """The intervals that are to be narrow.

    Parameters
    ----------
    summary : DataFrame
        One row per run: scenario, seed and columns.
    scenarios : sequence of str
        With the baseline and others among them, it is the others' differences from it, paired by
        seed; the means of each scenario in every other case.
    widths : mapping of str to float
        Column → greatest width from low to high.
    """
    import pandas as pd

    arms = {str(name): arm.set_index("seed") for name, arm in summary.groupby("scenario")}
    paired = AGAINST in scenarios and len(scenarios) > 1
    found = []
    for column, wanted in widths.items():
        for name in scenarios:
            if paired and name == AGAINST:
                continue
            empty = pd.Series(dtype=float)
            values = arms[name][column] if name in arms else empty
            if paired:  # what only one of the two has becomes nan
                values = values - (arms[AGAINST][column] if AGAINST in arms else empty)
            values = values.dropna()
            of = "difference" if paired else "mean"
            found.append(Interval(column, name, of, *mean_interval(values), wanted, len(values)))
    return found


def next_number(seeds: int, found: Sequence[Interval], most: int) -> int:
    """Seeds to have after the next batch.

    The width falls with the root of the number of seeds.

    Parameters
    ----------
    seeds : int
        Seeds there are.
    found : sequence of Interval
    most : int
        Seeds there may be.
    """
    excess = max((one.width / one.wanted for one in found if one.width > 0), default=math.inf)
    needed = 2 * seeds if excess > math.sqrt(2) else math.ceil(seeds * excess**2)
    return min(most, max(needed, seeds + STEP))


def carry_on(
    scenarios: Sequence[Scenario],
    widths: Mapping[str, float],
    directory: Path,
    *,
    seeds: int,
    most: int,
    first: int = 1,
    panel: int = 0,
    workforce: Workforce,
    say: Say = progress.say,
    show: bool = False,
) -> tuple[Batch, list[Interval]]:
    """Run scenarios with more and more seeds until the intervals are narrow.

    What to do next hangs on nothing but the results, so that a batch that was interrupted goes on
    as if nothing had happened.

    Parameters
    ----------
    scenarios : sequence of Scenario
    widths : mapping of str to float
        Column → greatest width from low to high.
    directory : Path
        Folder of results; what it already holds is not run again.
    seeds, most : int
        Seeds to begin with, and the most of them.
    first : int
        The first seed.
    panel, workforce, say, show
        See :func:`experiments.run`.

    Returns
    -------
    batch : Batch
        All runs together.
    found : list of Interval
        ``reached`` says of each whether it is as narrow as wanted.
    """
    names = list(dict.fromkeys(one.name for one in scenarios))
    version = model_version()
    total = Batch(0, 0, {})
    before: dict[tuple[str, str], int] = {}
    begin, number = 0, min(seeds, most)
    while True:
        whole = make_plan(scenarios, range(first, first + number), panel, version)
        plan = make_plan(scenarios, range(first + begin, first + number), panel, version)
        batch = carry_out(
            plan, scenarios, directory, workforce=workforce, say=say, show=show, whole=whole
        )
        total = Batch(
            total.there + batch.there, total.done + batch.done, total.causes | batch.causes
        )
        done = [one.place for one in whole.runs if one.place not in total.causes]
        results = Results(directory, done)
        found = (
            intervals(results.summary(widths), names, widths)
            if done
            else [
                Interval(column, name, "mean", math.nan, math.nan, math.nan, wanted, 0)
                for column, wanted in widths.items()
                for name in names
            ]
        )
        wide = [one for one in found if not one.reached]
        # runs that fail, or a measure that is not defined, give nothing however many seeds
        gained = any(one.seeds > before.get((one.measure, one.scenario), -1) for one in wide)
        if not gained or number >= most:
            return total, found
        before = {(one.measure, one.scenario): one.seeds for one in wide}
        begin, number = number, next_number(number, wide, most)
        say(f"{told(wide, len(found))}; going on to {number} seeds")


def told(wide: Sequence[Interval], of: int) -> str:
    """Which intervals are too wide, in words."""
    worst = max(wide, key=lambda one: one.width / one.wanted if one.width > 0 else math.inf)
    return (
        f"{len(wide)} of {of} intervals are too wide or not there yet, most so that of "
        f"{worst.measure} of {worst.scenario}: {worst.width:.3g}, wanted {worst.wanted:g}"
    )
