"""What a folder of results holds, as tables."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.errors import RequestError
from experiments.storage.parquet_file import DamagedFileError, RunInfo
from experiments.storage.store import RunKey, Store

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Rows times columns that are made one frame at a time; 8 bytes each in memory.
PIECE = 2_000_000


def described(table: pa.Table) -> dict[str, dict[str, str]]:
    """Column of a table of measures → what is known of it."""
    found = {}
    for field in table.schema:
        known = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
        if "summary" in known:
            found[field.name] = known
    return found


@contextmanager
def _told() -> Iterator[None]:
    """A damaged file as one line for the user."""
    try:
        yield
    except DamagedFileError as error:
        raise RequestError(f"{error}; the command that made it makes it again") from None


def _order(place: RunKey) -> tuple[bool, str, int]:
    """Runs of the baseline first, then by scenario and seed."""
    name, seed = place
    return name != "baseline", name, seed


def _frame_of(runs: Sequence[tuple[RunInfo, pa.Table]]) -> pd.DataFrame:
    """Runs with the same columns as one frame with scenario and seed in front."""
    import numpy as np
    import pyarrow as pa

    rows = [table.num_rows for _, table in runs]
    frame = pa.concat_tables([table for _, table in runs]).to_pandas()
    names = np.array([one.scenario for one, _ in runs], dtype=object)
    frame.insert(0, "scenario", np.repeat(names, rows))
    frame.insert(1, "seed", np.repeat(np.array([one.seed for one, _ in runs], np.int64), rows))
    return frame


def _summary_of(months: pd.DataFrame, how: Mapping[str, str]) -> pd.DataFrame:
    """One row per run of measured months; column → how its months become one number."""
    import pandas as pd

    runs = months.groupby(["scenario", "seed"], sort=False)
    parts = {
        "mean": runs.mean,
        "sum": lambda: runs.sum(min_count=1),
        "last": lambda: runs.nth(-1).set_index(["scenario", "seed"]),
    }
    wanted = {
        kind: parts[kind]()[[name for name in how if how[name] == kind]]
        for kind in sorted(set(how.values()))
    }
    summary = pd.concat(wanted.values(), axis=1) if wanted else runs.size().to_frame()[[]]
    return summary[list(how)].reset_index()


class Results:
    """Runs of one or more scenarios over seeds.

    Made by :func:`experiments.run` and by :meth:`open`. Every file is verified when it is read.
    Nothing is kept but the list of the runs and the latest :meth:`summary`.

    Parameters
    ----------
    directory : Path
        Folder of results.
    only : iterable of (scenario, seed), optional
        The runs to take; all of them when left out.
    failures : mapping of (scenario, seed) to str, optional
        Runs that failed, and why.
    temporary : bool
        Whether the folder goes when these results do.
    """

    def __init__(
        self,
        directory: Path,
        only: Iterable[tuple[str, int]] | None = None,
        failures: Mapping[tuple[str, int], str] | None = None,
        temporary: bool = False,
    ) -> None:
        self.directory = Path(directory)
        self.failures = dict(failures or {})
        self._only = None if only is None else sorted(set(only))
        self._summed: pd.DataFrame | None = None
        if temporary:
            weakref.finalize(self, shutil.rmtree, self.directory, ignore_errors=True)

    @classmethod
    def open(cls, directory: str | Path) -> Results:
        """The results in a folder.

        Raises
        ------
        RequestError
            If there is no such folder, if it holds no results, or if a file in it is damaged.
        """
        folder = Path(directory)
        if not folder.is_dir():
            raise RequestError(f"{folder}: there is no such folder")
        if not Store(folder).parts():
            raise RequestError(
                f"{folder}: holds no results; make some with: cityfit run -o {folder}"
            )
        results = cls(folder)
        with _told():
            results._store.look_through()
        _ = results._runs  # refuses those of different models
        return results

    @cached_property
    def _store(self) -> Store:
        return Store(self.directory)

    @cached_property
    def _runs(self) -> dict[RunKey, RunInfo]:
        """The runs that are taken, in their order, and what is known of each.

        Raises
        ------
        RequestError
            If one that was asked for by name is gone, or they were made by different models.
        """
        with _told():
            there = {place: one for place, (_, one) in self._store.contents().items()}
        places = list(there) if self._only is None else self._only
        for name, seed in places:
            if (name, seed) not in there:
                raise RequestError(f"{self.directory}: the run of {name}, seed {seed}, is gone")
        versions = {there[place].model_version: "{} seed {}".format(*place) for place in places}
        if len(versions) > 1:
            example = ", ".join(versions.values())
            raise RequestError(
                f"{self.directory}: holds runs of different models ({example}); "
                "run the scenarios again, which sets the old ones aside"
            )
        return {place: there[place] for place in sorted(places, key=_order)}

    @property
    def places(self) -> list[tuple[str, int]]:
        """Scenario and seed of every run, sorted."""
        return list(self._runs if self._only is None else self._only)

    def _tables(
        self, kind: str, columns: Sequence[str] | None = None
    ) -> Iterator[tuple[RunInfo, pa.Table]]:
        """Runs and their tables, part by part, verified."""
        with _told():
            yield from self._store.tables(kind, self._only and list(self._runs), columns)

    def pieces(self, columns: Iterable[str] | None = None) -> Iterator[pd.DataFrame]:
        """The same months as :meth:`frame`, a few runs at a time, however many there are.

        Each piece holds whole runs, in no order that means anything, and no more than a few
        megabytes of them.

        Parameters
        ----------
        columns : iterable of str, optional
            Measures' columns to read; all when left out.
        """
        wanted = self._known_columns(columns)
        waiting: list[tuple[RunInfo, pa.Table]] = []
        cells = 0
        for one, table in self._tables("runs", wanted and ["month", *wanted]):
            other = waiting and not table.schema.equals(waiting[0][1].schema, check_metadata=True)
            if waiting and (other or cells + table.num_rows * table.num_columns > PIECE):
                yield _frame_of(waiting)
                waiting, cells = [], 0
            waiting.append((one, table))
            cells += table.num_rows * table.num_columns
        if waiting:
            yield _frame_of(waiting)

    def _known_columns(self, columns: Iterable[str] | None) -> list[str] | None:
        """Columns that are asked for, if there are such ones."""
        if columns is None:
            return None
        wanted = list(dict.fromkeys(columns))
        for name in wanted:
            if name not in self.columns:
                from simulation.core.errors import suggestion

                right = suggestion(name, self.columns)
                raise RequestError(f"{name!r}: there is no such column of measures; {right}")
        return wanted

    def frame(self, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """All months of all runs: scenario, seed, month and one column per measure.

        This is everything at once: 8 bytes for each run, month and column, 1.4 GB for 10,000 runs
        of 60 months. Take the columns you need, or :meth:`pieces`, when there are many runs.

        Parameters
        ----------
        columns : iterable of str, optional
            Measures' columns to read; all when left out.
        """
        import pandas as pd

        frames = list(self.pieces(columns))
        if not frames:
            return pd.DataFrame({"scenario": [], "seed": [], "month": []})
        whole = pd.concat(frames, ignore_index=True)
        whole["scenario"] = pd.Categorical(whole["scenario"], categories=self.scenarios)
        whole = whole.sort_values(["scenario", "seed", "month"], ignore_index=True)
        whole["scenario"] = whole["scenario"].astype(str)
        return whole

    def measured(self, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """The same without the months of the burn-in."""
        return self._without_burn_in(self.frame(columns))

    def _without_burn_in(self, months: pd.DataFrame) -> pd.DataFrame:
        ends = {name: one.burn_in for (name, _), one in self._runs.items()}
        return months[months["month"] > months["scenario"].map(ends)].copy()

    def panel(self) -> pd.DataFrame:
        """Every month of the citizens that were followed, in all runs that followed any."""
        import pandas as pd

        frames = []
        for facts, table in self._tables("panels"):
            frame = table.to_pandas()
            frame.insert(0, "scenario", facts.scenario)
            frame.insert(1, "seed", facts.seed)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def records(self) -> pd.DataFrame:
        """How each run was made: one row per run, sorted by scenario and seed.

        Versions, commit and whether there were uncommitted changes, processor, begin, wall time in
        seconds, peak memory in megabytes, months taken over from a run of the same process that
        had its burn-in in common (0: it lived through all of them), and all parameters,
        ``section.key`` → value, in the column ``parameters``. What is not known of a run, because
        its manifest was lost, is nan.
        """
        import pandas as pd

        store = self._store
        there = store.contents()
        runs = [there[place][1] for place in sorted(self._only or there) if place in there]
        return pd.DataFrame(store.manifest.records(runs))

    @cached_property
    def columns(self) -> dict[str, dict[str, str]]:
        """Column → its measure, subject, unit, summary and meaning."""
        with _told():
            for place in self._runs:
                ((_, table),) = self._store.tables(places=[place])
                return described(table)
        return {}

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the baseline first."""
        return list(dict.fromkeys(name for name, _ in self._runs))

    @property
    def seeds(self) -> list[int]:
        """Seeds that at least one scenario was run with."""
        return sorted({seed for _, seed in self._runs})

    def summary(self, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """One row per run: scenario, seed and each measure over the months after the burn-in.

        A measure says itself whether its months are averaged, summed, or stand in the last of
        them; months in which it is not defined are left out of means and sums. Runs are read a few
        at a time, so what it takes of memory is its own size.

        Parameters
        ----------
        columns : iterable of str, optional
            Measures' columns to give; all when left out.
        """
        wanted = list(self.columns) if columns is None else self._known_columns(columns) or []
        if self._summed is None or not set(wanted) <= set(self._summed.columns):
            self._summed = self._sum_up(wanted)
        return self._summed[["scenario", "seed", *wanted]].copy()

    def _sum_up(self, wanted: Sequence[str]) -> pd.DataFrame:
        import pandas as pd

        # of all columns each time: the last bit of pandas' means hangs on how many there are
        how = {name: known["summary"] for name, known in self.columns.items()}
        kept = ["scenario", "seed", *wanted]
        rows = [_summary_of(self._without_burn_in(one), how)[kept] for one in self.pieces()]
        if not rows:
            return pd.DataFrame({"scenario": [], "seed": [], **{name: [] for name in wanted}})
        order = {name: number for number, name in enumerate(self.scenarios)}
        return pd.concat(rows).sort_values(
            ["scenario", "seed"], ignore_index=True,
            key=lambda column: column.map(order) if column.name == "scenario" else column,
        )  # fmt: skip

    def __repr__(self) -> str:
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return (
            f"<Results: {len(self._runs)} runs of {', '.join(self.scenarios) or 'nothing'}{failed}>"
        )
