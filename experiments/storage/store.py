"""The folder of results: each run whole or not at all, in few files however many runs there are.

::

    DIR/runs/NAME-seed-00001.parquet     measures of one run, one row per month
    DIR/runs/FINGERPRINT.parquet         measures of many runs
    DIR/panels/…                         citizens followed month by month, if any, in the same form
    DIR/occupations/…                    occupations month by month, if any, in the same form
    DIR/manifest.jsonl                   how each run was made, and the checksum of each file
    DIR/scenarios/NAME.toml              the resolved scenario
    DIR/tables/NAME-FINGERPRINT.csv      files that a scenario names, as they were
    DIR/failures.jsonl                   runs that failed, and why
    DIR/plan.json                        the plan of the latest batch
    DIR/outdated/…                       runs of another model or scenario, and damaged files

``pandas.read_parquet(DIR / "runs")``, and the same in polars and DuckDB, gives all runs in one
table, at any time: a file is moved into place when it is whole, and no reader sees a row twice when
files are combined.

One batch at a time writes (see :mod:`experiments.storage.lock`), any number of processes read.
"""

from __future__ import annotations

import json
import pickle
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch.plan import PlannedRun, RunKey
from experiments.batch.progress import Say
from experiments.errors import RequestError
from experiments.storage.durable_files import JsonLines, sync_folder, write_whole
from experiments.storage.manifest import Manifest
from experiments.storage.parquet_file import (
    Columns,
    DamagedFileError,
    NewFile,
    ResultFile,
    RunInfo,
    arrow_table,
    checksum,
    new_files,
    run_info,
)

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Monthly tables beside the measures, see :mod:`simulation.monthly_tables`.
FURTHER = ("panels", "occupations")
KINDS = ("runs", *FURTHER)
#: Largest number of files of a kind; above it small files are combined.
MOST_FILES = 400
#: Attempts of a reader to find files that a running batch has just moved.
ATTEMPTS = 5
#: Rows times columns of a file that is not combined with others; 8 bytes each in memory.
LARGE = 16_000_000


@dataclass(frozen=True)
class FinishedRun:
    """A run that succeeded.

    Attributes
    ----------
    run : PlannedRun
    tables : mapping of str to (DataFrame, mapping)
        "runs", and each of :data:`FURTHER` that the run makes → the table, without scenario and
        seed, and the description of its columns.
    record : mapping
        How it was made; under ``made_with`` what many runs share.
    """

    run: PlannedRun
    tables: Mapping[str, tuple[pd.DataFrame, Columns]]
    record: Mapping[str, Any]


class Store:
    """The files of one folder of results.

    Parameters
    ----------
    directory : str or Path
    """

    def __init__(self, directory: str | Path) -> None:
        self.directory = Path(directory)
        self.manifest = Manifest(self.directory / "manifest.jsonl")
        self._failures = JsonLines(self.directory / "failures.jsonl")
        self._waiting = self.directory / ".partial"
        self._moving = self.directory / ".moving"
        self._intent = self._moving / "intent.json"
        # set by `check`, kept by a batch: file → its runs, and run → its file
        self._runs_of: dict[str, dict[str, list[RunInfo]]] = {kind: {} for kind in KINDS}
        self._file_of: dict[str, dict[RunKey, str]] = {kind: {} for kind in KINDS}

    # -- reading -----------------------------------------------------------------------------

    def files(self, kind: str = "runs") -> dict[str, Path]:
        """Files of a kind by name, ``runs/NAME.parquet``; sorted."""
        paths = {f"{kind}/{path.name}": path for path in (self.directory / kind).glob("*.parquet")}
        intent = self._read_intent()
        for name in intent.get("out", []):
            paths.pop(name, None)
        for name in intent.get("in", []):
            if name.startswith(f"{kind}/") and name not in paths:
                paths[name] = self._moving / Path(name).name
        return dict(sorted(paths.items()))

    def _read_intent(self) -> dict[str, list[str]]:
        """Files that a batch is about to exchange, or was when it was killed."""
        try:
            document = json.loads(self._intent.read_bytes())
        except (OSError, ValueError):
            return {}
        return document if isinstance(document, dict) else {}

    def _open(self, name: str, path: Path) -> ResultFile:
        """Open a file, verified by the manifest if this has its checksum."""
        known = self.manifest.content.files.get(name)
        return ResultFile(path, known[0] if known else None)

    def contents(self, kind: str = "runs") -> dict[RunKey, tuple[str, RunInfo]]:
        """Every run of a kind → its file and its description; files are not verified.

        Raises
        ------
        DamagedFileError
            If a file that the manifest lacks cannot be read.
        """
        contents: dict[RunKey, tuple[str, RunInfo]] = {}
        for name, path in self.files(kind).items():
            known = self.manifest.content.files.get(name)
            for info in known[1] if known else self._open(name, path).runs:
                contents[info.key] = (name, info)
        return contents

    def tables(
        self,
        kind: str = "runs",
        keys: Collection[RunKey] | None = None,
        columns: Sequence[str] | None = None,
    ) -> Iterator[tuple[RunInfo, pa.Table]]:
        """Read runs, file by file, verified; yields each with its table.

        Parameters
        ----------
        kind : {"runs", "panels", "occupations"}
        keys : collection of (scenario, seed), optional
            Runs to read; all by default.
        columns : sequence of str, optional
            Columns to read; all by default.

        Raises
        ------
        DamagedFileError
            If a file is damaged.
        """
        seen: set[RunKey] = set()
        for _ in self._attempts():
            contents, paths = self.contents(kind), self.files(kind)
            wanted: dict[str, set[RunKey]] = defaultdict(set)
            for key in set(contents if keys is None else keys) - seen:
                if key in contents:
                    wanted[contents[key][0]].add(key)
            try:
                for name in sorted(wanted.keys() & paths.keys()):
                    for info, table in self._open(name, paths[name]).tables(wanted[name], columns):
                        seen.add(info.key)
                        yield info, table
            except FileNotFoundError:
                continue
            if wanted.keys() <= paths.keys():
                return

    def _attempts(self) -> Iterator[None]:
        """Attempts to read files while a running batch may move them; raises after the last."""
        for _ in range(ATTEMPTS):
            yield
            self.manifest.forget()
        raise FileNotFoundError(f"{self.directory}: files are missing")

    def verify(self, kind: str = "runs") -> None:
        """Verify every file, one after the other.

        Raises
        ------
        DamagedFileError
            If one is damaged.
        """
        for _ in self._attempts():
            try:
                for name, path in self.files(kind).items():
                    self._verified(name, path)
            except FileNotFoundError:
                continue
            return

    def _verified(self, name: str, path: Path) -> tuple[str, list[RunInfo]]:
        """Checksum and runs of a file that is not damaged."""
        known = self.manifest.content.files.get(name)
        if known is None:
            file = ResultFile(path)
            file.tables()
            return file.sha256, file.runs
        if checksum(path.read_bytes()) != known[0]:
            raise DamagedFileError(f"{path}: damaged, its checksum is wrong")
        return known

    def failures(self) -> list[dict[str, Any]]:
        """Every recorded failure, the latest of each run."""
        documents, _ = self._failures.read()
        latest = {(failure["scenario"], failure["seed"]): failure for failure in documents}
        return [failure for failure in latest.values() if failure["cause"] is not None]

    @property
    def failures_path(self) -> Path:
        """File of failures."""
        return self._failures.path

    # -- writing -----------------------------------------------------------------------------

    def prepare(self) -> None:
        """Create the folder and test that it can be written.

        Raises
        ------
        RequestError
            If it cannot.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            # without a name: another batch may begin in the same folder at this moment
            with tempfile.TemporaryFile(dir=self.directory):
                pass
        except OSError as error:
            raise RequestError(
                f"{self.directory}: cannot be written to ("
                f"{'this is a file' if self.directory.is_file() else error.strerror}); "
                "choose another folder"
            ) from None

    def write(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all, unless it has this content already."""
        if path.is_file() and path.read_bytes() == content:
            return
        write_whole(path, content, self._waiting)

    def check(self, say: Say) -> None:
        """Prepare for a batch: finish an interrupted exchange, verify all files, list all runs.

        Damaged files are moved to ``outdated/damaged``. A file that the manifest lacks is added to
        it if it is not damaged. If two files contain the same run, it is removed from one.
        """
        self._rename_ledger(say)
        self.manifest.forget()
        shutil.rmtree(self._waiting, ignore_errors=True)
        for line in self.manifest.repair(self._waiting):
            say(f"{self.manifest.path}: line {line} is half written or damaged; left out")
        documents, broken = self._failures.read()
        if broken:
            say(f"{self.failures_path}: line {broken[0]} is half written or damaged; left out")
            self._failures.rewrite(documents, self._waiting)
        self._finish_exchange()
        for kind in KINDS:
            self._runs_of[kind], self._file_of[kind] = {}, {}
            for name, path in self.files(kind).items():
                try:
                    sha256, runs = self._verified(name, path)
                except DamagedFileError as error:
                    say(f"{error}; its runs are done again if they belong to this batch")
                    self._move_aside(path)
                    continue
                if name not in self.manifest.content.files:
                    self.manifest.append((), {name: (sha256, runs)})
                duplicates = {info.key for info in runs} & self._file_of[kind].keys()
                if duplicates:
                    say(f"{path}: holds {len(duplicates)} runs that are there already; left out")
                    self._remove(kind, name, duplicates)
                else:
                    self._list(name, runs)

    def _rename_ledger(self, say: Say) -> None:
        """Rename the manifest of a folder of version 0.1, which was called a ledger."""
        ledger = self.directory / "ledger.jsonl"
        if ledger.is_file() and not self.manifest.path.exists():
            ledger.replace(self.manifest.path)
            say(f"{ledger}: written by version 0.1; it is now called {self.manifest.path.name}")

    def _list(self, name: str, runs: list[RunInfo]) -> None:
        """List a file and its runs as present."""
        kind = name.partition("/")[0]
        self._runs_of[kind][name] = runs
        self._file_of[kind].update({info.key: name for info in runs})

    def runs(self, kind: str = "runs") -> Iterator[RunInfo]:
        """Runs that :meth:`check` found and that were added since."""
        for runs in self._runs_of[kind].values():
            yield from runs

    def _move_aside(self, path: Path) -> None:
        folder = self.directory / "outdated" / "damaged" / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        path.replace(folder / path.name)

    def commit(self, finished: Sequence[FinishedRun]) -> None:
        """Write runs together in one file; on return they are on the disk.

        A table that is there already is not written again: a run may be repeated for another.
        """
        files: list[NewFile] = []
        for kind in KINDS:
            new = [
                done
                for done in finished
                if kind in done.tables and done.run.key not in self._file_of[kind]
            ]
            files += [NewFile.of(kind, runs, rows) for runs, rows in _concatenated(kind, new)]
        self.add([(done.run, done.record) for done in finished], files)

    def add(
        self, records: Iterable[tuple[PlannedRun, Mapping[str, Any]]], files: Sequence[NewFile]
    ) -> None:
        """Write files and the records of their runs; on return they are on the disk."""
        self.manifest.append(
            records, {file.name: (checksum(file.content), file.runs) for file in files}
        )
        for file in files:
            write_whole(self.directory / file.name, file.content, self._waiting)
            self._list(file.name, file.runs)

    def combine_small_files(self, kind: str = "runs", most: int = MOST_FILES) -> None:
        """Combine small files if there are more than `most` files of a kind."""
        runs_of = self._runs_of[kind]
        if len(runs_of) <= most:
            return
        small: list[str] = []
        size = 0
        for name in sorted(runs_of):
            cells = sum(info.cells for info in runs_of[name])
            if cells >= LARGE:
                continue
            if small and size + cells > 2 * LARGE:
                self._exchange(kind, small)
                small, size = [], 0
            small.append(name)
            size += cells
        if len(small) > 1:
            self._exchange(kind, small)

    def set_aside(self, keys: Collection[RunKey], folder: str) -> None:
        """Move runs that are not of this batch to ``outdated/``, with all their tables."""
        for kind in KINDS:
            for name, own in self._by_file(kind, keys).items():
                tables = self._open(name, self.directory / name).tables(own)
                for file in new_files(kind, tables):
                    path = self.directory / "outdated" / folder / file.name
                    write_whole(path, file.content, self._waiting)
                self._remove(kind, name, own)

    def drop(self, kind: str, keys: Collection[RunKey]) -> None:
        """Remove tables of runs, which are about to be made differently."""
        for name, own in self._by_file(kind, keys).items():
            self._remove(kind, name, own)

    def _by_file(self, kind: str, keys: Collection[RunKey]) -> dict[str, set[RunKey]]:
        files: dict[str, set[RunKey]] = defaultdict(set)
        for key in keys:
            if key in self._file_of[kind]:
                files[self._file_of[kind][key]].add(key)
        return files

    def _remove(self, kind: str, name: str, keys: Collection[RunKey]) -> None:
        """Exchange a file for one without some runs."""
        runs = self._open(name, self.directory / name).runs
        self._exchange(kind, [name], {info.key for info in runs} - set(keys))

    def _exchange(
        self, kind: str, names: Sequence[str], kept: Collection[RunKey] | None = None
    ) -> None:
        """Exchange files for as few as possible, with all of their runs or only some.

        Before anything is removed, the new files are ready and the intent is written. So an
        exchange that is cut off anywhere can be finished later. Old files are removed before new
        ones are moved into place, so no reader sees a run twice.
        """
        tables = []
        for name in names:
            tables += self._open(name, self.directory / name).tables(kept)
        new: dict[str, tuple[str, list[RunInfo]]] = {}
        for file in new_files(kind, tables):
            write_whole(self._moving / Path(file.name).name, file.content, self._waiting)
            new[file.name] = (checksum(file.content), file.runs)
        self.manifest.append((), new)
        intent = {"out": [name for name in names if name not in new], "in": list(new)}
        write_whole(self._intent, json.dumps(intent).encode(), self._waiting)
        self._finish_exchange()
        for name in names:
            for info in self._runs_of[kind].pop(name, []):
                self._file_of[kind].pop(info.key)
        for name, (_, runs) in new.items():
            self._list(name, runs)

    def _finish_exchange(self) -> None:
        """Carry out the written intent as far as it is not done."""
        intent = self._read_intent()
        for name in intent.get("out", []):
            (self.directory / name).unlink(missing_ok=True)
        for name in intent.get("in", []):
            ready = self._moving / Path(name).name
            if ready.is_file():
                ready.replace(self.directory / name)
                sync_folder((self.directory / name).parent)
        self._intent.unlink(missing_ok=True)
        shutil.rmtree(self._moving, ignore_errors=True)

    def note_failures(self, failures: Iterable[tuple[PlannedRun, str, str]]) -> None:
        """Record runs that failed: run, cause and traceback."""
        documents = []
        for run, cause, traceback in failures:
            values = {name: getattr(run, name) for name in PlannedRun.__dataclass_fields__}
            values["settings"] = dict(run.settings)
            documents.append(
                {**values, "identity": run.identity, "cause": cause, "traceback": traceback}
            )
        self._failures.append(documents)

    def forget_failures(self, obsolete: Callable[[Mapping[str, Any]], bool]) -> None:
        """Remove the failures for which a function is true."""
        failures = self.failures()
        left = [failure for failure in failures if not obsolete(failure)]
        if len(left) < len(failures):
            if left:
                self._failures.rewrite(left, self._waiting)
            else:
                self.failures_path.unlink(missing_ok=True)

    def close(self) -> None:
        """Clean up after a batch."""
        names = {name for kind in KINDS for name in self.files(kind)}
        self.manifest.compact(names, self._waiting)
        shutil.rmtree(self._waiting, ignore_errors=True)


def _concatenated(
    kind: str, finished: Sequence[FinishedRun]
) -> Iterator[tuple[list[RunInfo], pa.Table]]:
    """Tables of a kind, concatenated for runs that may share a file.

    They are converted to Arrow together, because each column costs time and there are many.
    """
    import pandas as pd

    groups: dict[tuple[Any, ...], list[FinishedRun]] = defaultdict(list)
    for done in finished:
        frame, columns = done.tables[kind]
        dtypes = tuple(zip(frame.columns.tolist(), frame.dtypes.tolist(), strict=True))
        groups[done.run.model_version, dtypes, pickle.dumps(columns)].append(done)
    for group in groups.values():
        group.sort(key=lambda done: done.run.key)
        frames = [done.tables[kind][0] for done in group]
        runs = [
            run_info(done.run, frame.shape, done.run.tables.get(kind, 0))
            for done, frame in zip(group, frames, strict=True)
        ]
        rows = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
        yield runs, arrow_table(rows, group[0].tables[kind][1])
