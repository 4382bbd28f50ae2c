"""What figures are drawn from, and the one form in which their numbers are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.comparison import mean_interval

#: Columns of a figure's table. A row is one mark: `panel`, `series` and `group` say which, `x` and
#: `value` are its two coordinates, each with the ends of its interval where it has one.
COLUMNS = (
    "panel", "series", "group", "x", "x_low", "x_high", "value", "low", "high", "unit",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True)
class FigureData:
    """Results, ready to be drawn.

    Attributes
    ----------
    months : DataFrame
        One row per scenario, seed and month, a column per measure.
    runs : DataFrame
        One row per scenario and seed: each measure over the months after the burn-in.
    panels : mapping of str to DataFrame
        Scenario → month by month lives of a sample of citizens of one of its cities.
    titles : mapping of str to str
        Scenario → its title.
    citizens, length, burn_in : int
        Citizens at the start, months, and first months that no statistic uses.
    quick : bool
        Whether this is a look and not a result.
    failures : mapping of str to str
        Runs that failed, and why.
    identities : mapping of (scenario, seed) to str
        Fingerprint of each run: its settings, seed and model.
    claims : DataFrame, optional
        The claims judged on these runs, one row per part: :func:`experiments.claims.report.row`.
    benchmark : DataFrame, optional
        What ``make bench`` measured.
    beside : FigureData, optional
        Runs of another study that the same figure shows as well.
    """

    months: pd.DataFrame
    runs: pd.DataFrame
    panels: Mapping[str, pd.DataFrame]
    titles: Mapping[str, str]
    citizens: int
    length: int
    burn_in: int
    quick: bool
    failures: Mapping[str, str] = field(default_factory=dict)
    identities: Mapping[tuple[str, int], str] = field(default_factory=dict)
    claims: pd.DataFrame | None = None
    benchmark: pd.DataFrame | None = None
    beside: FigureData | None = None

    @classmethod
    def of_benchmark(cls, benchmark: pd.DataFrame, quick: bool) -> FigureData:
        """What was timed, without any runs."""
        nothing = pd.DataFrame({"scenario": [], "seed": [], "month": []})
        return cls(nothing, nothing, {}, {}, 0, 0, 0, quick, benchmark=benchmark)

    @property
    def scenarios(self) -> list[str]:
        """Scenarios there are runs of, in the order of their titles."""
        there = set(self.runs["scenario"])
        return [name for name in self.titles if name in there]

    @property
    def seeds(self) -> int:
        """Number of seeds."""
        return int(self.runs["seed"].nunique())

    @property
    def size(self) -> str:
        """Seeds, citizens and months in words."""
        seeds = "1 seed" if self.seeds == 1 else f"{self.seeds} seeds"
        return f"{seeds} × {self.citizens:,} citizens × {self.length} months"

    @property
    def warning(self) -> str:
        """What must stand on every figure of a quick run; empty for a full one."""
        return f"Quick run: {self.size}" if self.quick else ""

    def only(self, scenarios: Iterable[str]) -> FigureData:
        """The same without the other scenarios' runs."""
        wanted = set(scenarios)
        return replace(
            self,
            months=self.months[self.months["scenario"].isin(wanted)],
            runs=self.runs[self.runs["scenario"].isin(wanted)],
            identities={run: one for run, one in self.identities.items() if run[0] in wanted},
        )

    def months_of(self, scenario: str) -> pd.DataFrame:
        """Every month of a scenario's runs."""
        return self.months[self.months["scenario"] == scenario]

    def runs_of(self, scenario: str) -> pd.DataFrame:
        """A scenario's runs, by seed."""
        return self.runs[self.runs["scenario"] == scenario].set_index("seed").sort_index()


def table(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as a figure's table; what a row does not say is left empty."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    for name in ("panel", "series", "group", "unit"):
        frame[name] = frame[name].fillna("").astype(str)
    for name in ("x", "x_low", "x_high", "value", "low", "high"):
        frame[name] = frame[name].astype(np.float64)
    return frame


def pick(numbers: pd.DataFrame, panel: str, **where: str) -> pd.DataFrame:
    """The rows of a panel, and of a series or group of it."""
    chosen = numbers["panel"] == panel
    for name, value in where.items():
        chosen &= numbers[name] == value
    return numbers[chosen]


def mean_row(values: Iterable[float], **words: Any) -> Row:
    """A row with the mean of independent values and its 95 % interval; empty values are left out.

    Parameters
    ----------
    values : iterable of float
        One value per seed.
    **words
        Other columns of the row.
    """
    data = np.asarray(list(values), dtype=np.float64)
    mean, low, high = mean_interval(data[~np.isnan(data)])
    return {**words, "value": mean, "low": low, "high": high}


def time_rows(wide: pd.DataFrame, **words: Any) -> list[Row]:
    """One row per month with the mean over seeds and its 95 % interval.

    Parameters
    ----------
    wide : DataFrame
        Months by seeds.
    **words
        Other columns of the rows.
    """
    data = wide.to_numpy(dtype=np.float64)
    if np.isnan(data).any() or data.shape[1] < 2:
        return [
            mean_row(values, x=month, **words)
            for month, values in zip(wide.index, data, strict=True)
        ]
    mean, low, high = mean_intervals(data)
    return [
        {**words, "x": month, "value": value, "low": lower, "high": upper}
        for month, value, lower, upper in zip(wide.index, mean, low, high, strict=True)
    ]


def mean_intervals(data: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean of each row with its 95 % interval: :func:`experiments.comparison.mean_interval`."""
    count = data.shape[1]
    mean = data.mean(axis=1)
    half = stdtrit(count - 1, 0.975) * data.std(axis=1, ddof=1) / np.sqrt(count)
    return mean, mean - half, mean + half


def by_seed(frame: pd.DataFrame, column: str, scale: float = 1.0) -> pd.DataFrame:
    """A measure of one scenario's runs, months by seeds."""
    return frame.pivot(index="month", columns="seed", values=column) * scale
