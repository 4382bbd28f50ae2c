"""The data of figures, and the table of numbers that each figure draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.comparison import mean_interval

#: Columns of a figure's table. A row is one mark: `panel`, `series` and `group` identify it, `x`
#: and `value` are its coordinates, each with the ends of its interval if it has one.
COLUMNS = (
    "panel", "series", "group", "x", "x_low", "x_high", "value", "low", "high", "unit",
)  # fmt: skip

Row = dict[str, Any]


def no_months() -> pd.DataFrame:
    """The months of a study of which only the summaries are read."""
    return pd.DataFrame({"scenario": [], "seed": [], "month": []})


@dataclass(frozen=True)
class FigureData:
    """Results of a study, ready to be drawn.

    Attributes
    ----------
    months : DataFrame
        One row per scenario, seed and month, a column per measure.
    runs : DataFrame
        One row per scenario and seed: each measure over the months after the burn-in.
    panels : mapping of str to DataFrame
        Scenario → monthly observations of a sample of citizens, by seed.
    titles : mapping of str to str
        Scenario → its title.
    citizens, length, burn_in : int
        Citizens at the start, months, and first months that no statistic uses.
    quick : bool
        Whether this is a preview and not a result.
    failures : mapping of str to str
        Failed run → cause.
    identities : mapping of (scenario, seed) to str
        Fingerprint of each run: settings, seed and model.
    claims : DataFrame, optional
        The claims judged on these runs, one row per part: :func:`experiments.claims.report.row`.
    benchmark : DataFrame, optional
        Measurements of ``make bench``.
    second_study : FigureData, optional
        Runs of another study that the same figure shows.
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
    second_study: FigureData | None = None

    @classmethod
    def of_benchmark(cls, benchmark: pd.DataFrame, quick: bool) -> FigureData:
        """A benchmark without any runs."""
        return cls(no_months(), no_months(), {}, {}, 0, 0, 0, quick, benchmark=benchmark)

    @property
    def scenarios(self) -> list[str]:
        """Scenarios that have runs, in the order of their titles."""
        present = set(self.runs["scenario"])
        return [name for name in self.titles if name in present]

    @property
    def seeds(self) -> int:
        """Number of seeds."""
        return int(self.runs["seed"].nunique())

    @property
    def size(self) -> str:
        """Seeds, citizens and months as text."""
        seeds = "1 seed" if self.seeds == 1 else f"{self.seeds} seeds"
        return f"{seeds} × {self.citizens:,} citizens × {self.length} months"

    @property
    def warning(self) -> str:
        """The warning on every figure of a quick run; empty for a full one."""
        return f"Quick run: {self.size}" if self.quick else ""

    def only(self, scenarios: Iterable[str]) -> FigureData:
        """The same data without the runs of other scenarios."""
        wanted = set(scenarios)
        return replace(
            self,
            months=self.months[self.months["scenario"].isin(wanted)],
            runs=self.runs[self.runs["scenario"].isin(wanted)],
            identities={
                run: identity for run, identity in self.identities.items() if run[0] in wanted
            },
        )

    def months_of(self, scenario: str) -> pd.DataFrame:
        """All months of the runs of a scenario."""
        return self.months[self.months["scenario"] == scenario]

    def runs_of(self, scenario: str) -> pd.DataFrame:
        """The runs of a scenario, by seed."""
        return self.runs[self.runs["scenario"] == scenario].set_index("seed").sort_index()


def table(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as the table of a figure; columns that a row lacks are empty."""
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


def with_interval(source: Mapping[str, Any], name: str) -> Row:
    """Value and interval of a result whose columns are `name`, `name_low` and `name_high`."""
    return {"value": source[name], "low": source[f"{name}_low"], "high": source[f"{name}_high"]}


def on_x(row: Row) -> Row:
    """Value and interval of a row as its coordinate on the x axis."""
    return {"x": row["value"], "x_low": row["low"], "x_high": row["high"]}


def paired(arm: pd.DataFrame, base: pd.DataFrame, measure: str, factor: float | None) -> pd.Series:
    """Differences from the baseline, seed by seed.

    Parameters
    ----------
    arm, base : DataFrame
        Runs by seed.
    measure : str
    factor : float or None
        Multiplies the differences; None returns them in % of the baseline.
    """
    both = pd.concat([arm[measure], base[measure]], axis=1, join="inner", keys=["arm", "base"])
    change = both["arm"] - both["base"]
    return 100.0 * change / both["base"] if factor is None else factor * change


def mean_row(values: Iterable[float], **labels: Any) -> Row:
    """A row with the mean of independent values and its 95 % interval; NaN values are left out.

    Parameters
    ----------
    values : iterable of float
        One value per seed.
    **labels
        Other columns of the row.
    """
    data = np.asarray(list(values), dtype=np.float64)
    mean, low, high = mean_interval(data[~np.isnan(data)])
    return {**labels, "value": mean, "low": low, "high": high}


def time_rows(wide: pd.DataFrame, **labels: Any) -> list[Row]:
    """One row per month with the mean over seeds and its 95 % interval.

    Parameters
    ----------
    wide : DataFrame
        Months by seeds.
    **labels
        Other columns of the rows.
    """
    data = wide.to_numpy(dtype=np.float64)
    if np.isnan(data).any() or data.shape[1] < 2:
        return [
            mean_row(values, x=month, **labels)
            for month, values in zip(wide.index, data, strict=True)
        ]
    mean, low, high = mean_intervals(data)
    return [
        {**labels, "x": month, "value": value, "low": lower, "high": upper}
        for month, value, lower, upper in zip(wide.index, mean, low, high, strict=True)
    ]


def mean_intervals(data: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean of each row with its 95 % interval: :func:`experiments.comparison.mean_interval`."""
    count = data.shape[1]
    mean = data.mean(axis=1)
    half = stdtrit(count - 1, 0.975) * data.std(axis=1, ddof=1) / np.sqrt(count)
    return mean, mean - half, mean + half


def by_seed(frame: pd.DataFrame, column: str, scale: float = 1.0) -> pd.DataFrame:
    """A measure of the runs of one scenario, months by seeds."""
    return frame.pivot(index="month", columns="seed", values=column) * scale
