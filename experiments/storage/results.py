"""The content of a folder of results as tables."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.batch.arguments import path_of
from experiments.batch.plan import RunKey
from experiments.errors import RequestError
from experiments.storage.parquet_file import DamagedFileError, RunInfo
from experiments.storage.store import Store
from experiments.storage.summaries import summarise

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Rows times columns that are read at a time; 8 bytes each in memory.
PIECE = 2_000_000


def described(table: pa.Table) -> dict[str, dict[str, str]]:
    """Column of a table of measures → its description."""
    descriptions = {}
    for field in table.schema:
        known = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
        if "summary" in known:
            descriptions[field.name] = known
    return descriptions


@contextmanager
def damage_reported() -> Iterator[None]:
    """Turn the error of a damaged file into one line for the user."""
    try:
        yield
    except DamagedFileError as error:
        raise RequestError(f"{error}; run the command that made it again") from None


def _order(key: RunKey) -> tuple[bool, str, int]:
    """Runs of the baseline first, then by scenario and seed."""
    name, seed = key
    return name != "baseline", name, seed


def _frame_of(runs: Sequence[tuple[RunInfo, pa.Table]]) -> pd.DataFrame:
    """Runs with the same columns as one frame with the columns scenario and seed first."""
    import numpy as np
    import pyarrow as pa

    rows = [table.num_rows for _, table in runs]
    frame = pa.concat_tables([table for _, table in runs]).to_pandas()
    names = np.array([info.scenario for info, _ in runs], dtype=object)
    frame.insert(0, "scenario", np.repeat(names, rows))
    frame.insert(1, "seed", np.repeat(np.array([info.seed for info, _ in runs], np.int64), rows))
    return frame


class Results:
    """Runs of one or more scenarios over seeds.

    Returned by :func:`experiments.run` and :meth:`open`. Every file is verified when it is read.
    Only the list of runs and the latest :meth:`summary` are kept in memory.

    Parameters
    ----------
    directory : Path
        Folder of results.
    only : iterable of (scenario, seed), optional
        The runs to use; all by default.
    failures : mapping of (scenario, seed) to str, optional
        Runs that failed, and why.
    temporary : bool
        Whether the folder is removed with these results.

    Examples
    --------
    >>> import tempfile
    >>> from experiments import Results, run
    >>> from scenarios import load
    >>> small = load("baseline").but({"city.citizens": 300, "city.months": 4, "city.burn_in": 2})
    >>> folder = tempfile.mkdtemp()
    >>> _ = run(small, seeds=2, jobs=1, output=folder)
    >>> results = Results.open(folder)
    >>> results.scenarios, results.seeds
    (['baseline'], [1, 2])
    >>> results.frame(["unbalance"]).columns.tolist()
    ['scenario', 'seed', 'month', 'unbalance']
    >>> len(results.summary())
    2
    """

    def __init__(
        self,
        directory: Path,
        only: Iterable[RunKey] | None = None,
        failures: Mapping[RunKey, str] | None = None,
        temporary: bool = False,
    ) -> None:
        self.directory = Path(directory)
        self.failures = dict(failures or {})
        self._only = None if only is None else sorted(set(only))
        self._summary: pd.DataFrame | None = None
        if temporary:
            weakref.finalize(self, shutil.rmtree, self.directory, ignore_errors=True)

    @classmethod
    def open(cls, directory: str | Path) -> Results:
        """Open the results in a folder.

        Raises
        ------
        RequestError
            If there is no such folder, if it holds no results, or if a file in it is damaged.
        """
        folder = path_of(directory, "directory")
        if not folder.is_dir():
            raise RequestError(f"{folder}: there is no such folder")
        if not Store(folder).files():
            raise RequestError(
                f"{folder}: holds no results; make some with: cityfit run -o {folder}"
            )
        results = cls(folder)
        with damage_reported():
            results._store.verify()
        _ = results._runs  # refuses runs of different models
        return results

    @cached_property
    def _store(self) -> Store:
        return Store(self.directory)

    @cached_property
    def _runs(self) -> dict[RunKey, RunInfo]:
        """The runs, in their order, and the description of each.

        Raises
        ------
        RequestError
            If one of `only` is missing, or they were made by different models.
        """
        with damage_reported():
            infos = {key: info for key, (_, info) in self._store.contents().items()}
        keys = list(infos) if self._only is None else self._only
        for name, seed in keys:
            if (name, seed) not in infos:
                raise RequestError(f"{self.directory}: the run of {name}, seed {seed}, is gone")
        versions = {infos[key].model_version: "{} seed {}".format(*key) for key in keys}
        if len(versions) > 1:
            example = ", ".join(versions.values())
            raise RequestError(
                f"{self.directory}: holds runs of different models ({example}); "
                "run the scenarios again, which moves the old ones away"
            )
        return {key: infos[key] for key in sorted(keys, key=_order)}

    @property
    def run_keys(self) -> list[RunKey]:
        """Scenario and seed of every run, sorted."""
        return list(self._runs if self._only is None else self._only)

    def _tables(
        self, kind: str, columns: Sequence[str] | None = None
    ) -> Iterator[tuple[RunInfo, pa.Table]]:
        """Runs and their tables, file by file, verified."""
        with damage_reported():
            yield from self._store.tables(kind, self._only and list(self._runs), columns)

    def pieces(self, columns: Iterable[str] | None = None) -> Iterator[pd.DataFrame]:
        """Yield the months of :meth:`frame` a few runs at a time.

        Each piece has whole runs, in no particular order, and a few megabytes at most.

        Parameters
        ----------
        columns : iterable of str, optional
            Columns of measures to read; all by default.
        """
        wanted = self._known_columns(columns)
        waiting: list[tuple[RunInfo, pa.Table]] = []
        cells = 0
        for info, table in self._tables("runs", wanted and ["month", *wanted]):
            other = waiting and not table.schema.equals(waiting[0][1].schema, check_metadata=True)
            if waiting and (other or cells + table.num_rows * table.num_columns > PIECE):
                yield _frame_of(waiting)
                waiting, cells = [], 0
            waiting.append((info, table))
            cells += table.num_rows * table.num_columns
        if waiting:
            yield _frame_of(waiting)

    def _known_columns(self, columns: Iterable[str] | None) -> list[str] | None:
        """Return the columns without duplicates; raise if one is unknown."""
        if columns is None:
            return None
        wanted = [columns] if isinstance(columns, str) else list(dict.fromkeys(columns))
        for name in wanted:
            if name not in self.columns:
                from simulation.core.errors import suggestion
                from simulation.core.renames import renamed_measure

                renamed = renamed_measure(name)
                right = f"renamed: {renamed}" if renamed else suggestion(name, self.columns)
                raise RequestError(f"{name!r}: there is no such column of measures; {right}")
        return wanted

    def frame(self, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """All months of all runs: scenario, seed, month and one column per measure.

        Memory: 8 bytes for each run, month and column, 1.4 GB for 10,000 runs of 60 months. For
        many runs name the columns that you need, or use :meth:`pieces`.

        Parameters
        ----------
        columns : iterable of str, optional
            Columns of measures to read; all by default.
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
        """The months of :meth:`frame` after the burn-in."""
        return self._without_burn_in(self.frame(columns))

    def _without_burn_in(self, months: pd.DataFrame) -> pd.DataFrame:
        ends = {name: info.burn_in for (name, _), info in self._runs.items()}
        return months[months["month"] > months["scenario"].map(ends)].copy()

    def panel(self) -> pd.DataFrame:
        """Every month of the citizens that were followed, in all runs with a panel."""
        return self._further("panels")

    def by_occupation(self) -> pd.DataFrame:
        """Every measured month of each occupation, in all runs with a table by occupation.

        One row per scenario, seed, month and occupation, with the columns of
        :data:`simulation.by_occupation.STOCKS` and :data:`simulation.by_occupation.FLOWS`.
        """
        return self._further("occupations")

    def _further(self, kind: str) -> pd.DataFrame:
        """A monthly table of all runs that have it, with scenario and seed first."""
        import pandas as pd

        frames = []
        for info, table in self._tables(kind):
            frame = table.to_pandas()
            frame.insert(0, "scenario", info.scenario)
            frame.insert(1, "seed", info.seed)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def records(self) -> pd.DataFrame:
        """How each run was made: one row per run, sorted by scenario and seed.

        Versions, commit and whether there were uncommitted changes, processor, start, wall time in
        seconds, peak memory in megabytes, and months taken over from a run with the same burn-in (0
        if all were simulated). The column ``parameters`` has all parameters, ``section.key`` →
        value. Values that are unknown because the manifest was lost are nan.
        """
        import pandas as pd

        store = self._store
        contents = store.contents()
        keys = sorted(self._only or contents)
        runs = [contents[key][1] for key in keys if key in contents]
        return pd.DataFrame(store.manifest.records(runs))

    @cached_property
    def columns(self) -> dict[str, dict[str, str]]:
        """Column → its measure, subject, unit, summary and meaning."""
        with damage_reported():
            for key in self._runs:
                ((_, table),) = self._store.tables(keys=[key])
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

        Each measure is averaged, summed or taken from the last month, as it declares; see
        :func:`experiments.storage.summaries.summarise`. Runs are read a few at a time, so memory
        does not grow with the number of months.

        Parameters
        ----------
        columns : iterable of str, optional
            Columns of measures; all by default.
        """
        wanted = list(self.columns) if columns is None else self._known_columns(columns) or []
        if self._summary is None or not set(wanted) <= set(self._summary.columns):
            self._summary = self._summarise(wanted)
        return self._summary[["scenario", "seed", *wanted]].copy()

    def _summarise(self, wanted: Sequence[str]) -> pd.DataFrame:
        import pandas as pd

        # of all columns each time: the last bit of pandas' means depends on their number
        rules = {name: known["summary"] for name, known in self.columns.items()}
        run = ["scenario", "seed"]
        rows = [
            summarise(self._without_burn_in(piece), rules, run)[wanted].reset_index()
            for piece in self.pieces()
        ]
        if not rows:
            return pd.DataFrame({"scenario": [], "seed": [], **{name: [] for name in wanted}})
        order = {name: number for number, name in enumerate(self.scenarios)}
        return pd.concat(rows).sort_values(
            ["scenario", "seed"], ignore_index=True,
            key=lambda column: column.map(order) if column.name == "scenario" else column,
        )  # fmt: skip

    def _repr_html_(self) -> str:
        from simulation.cards import card

        keys = self.run_keys
        rows = [
            ("runs", len(keys), ""),
            ("scenarios", self.scenarios, ""),
            ("seeds", len({seed for _, seed in keys}), ""),
            ("failed", len(self.failures), ""),
            ("folder", str(self.directory), ""),
        ]
        return card("Results", rows)

    def __repr__(self) -> str:
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return (
            f"<Results: {len(self._runs)} runs of {', '.join(self.scenarios) or 'nothing'}{failed}>"
        )
