"""The folder of results: every run there whole or not at all, in few files however many the runs.

::

    DIR/runs/NAME-seed-00001.parquet     measures of one run, one row per month
    DIR/runs/FINGERPRINT.parquet         the same of many runs, where these are short or many
    DIR/panels/…                         a sample of citizens, when asked for, in the same way
    DIR/manifest.jsonl                     how each run was made, and the checksum of each file
    DIR/scenarios/NAME.toml              the resolved scenario
    DIR/tables/NAME-FINGERPRINT.csv      files that a scenario names, as they were
    DIR/failures.jsonl                   runs that failed, and why
    DIR/plan.json                        the plan of the latest batch
    DIR/outdated/…                       runs of an earlier model or scenario, and damaged files

``pandas.read_parquet(DIR / "runs")``, and the same in polars and DuckDB, gives all runs in one
table, at any time: a file is moved into place when it is whole, and when files are put together no
reader sees a row twice.

A batch writes (see :mod:`experiments.storage.lock`: one at a time), everybody reads.
"""

from __future__ import annotations

import json
import pickle
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch.plan import PlannedRun
from experiments.errors import RequestError
from experiments.storage.durable_files import Lines, sync_folder, write_whole
from experiments.storage.manifest import Manifest
from experiments.storage.parquet_file import (
    Columns,
    DamagedFileError,
    Part,
    RunInfo,
    alike,
    arrow_table,
    checksum,
    encoded,
    gathered,
    held,
    part_name,
)  # fmt: skip

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

RunKey = tuple[str, int]
Say = Callable[[str], None]

KINDS = ("runs", "panels")
#: Files of a kind from which on they are put together.
MOST_FILES = 400
#: Times a reader looks for files that a batch under way has just moved.
LOOKS = 5
#: Rows times columns of a file that is large enough to be left alone; 8 bytes each in memory.
LARGE = 16_000_000


@dataclass(frozen=True)
class Result:
    """A run that is done.

    Attributes
    ----------
    run : Run
    tables : mapping of str to (DataFrame, mapping)
        "runs", and "panels" if citizens were followed → the table, without scenario and seed, and
        what is known of its columns.
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
        self._failures = Lines(self.directory / "failures.jsonl")
        self._waiting = self.directory / ".partial"
        self._moving = self.directory / ".moving"
        self._intent = self._moving / "intent.json"
        # what a batch knows of its folder, see `check`: part → runs in it, and run → part it is in
        self._shelf: dict[str, dict[str, list[RunInfo]]] = {kind: {} for kind in KINDS}
        self._where: dict[str, dict[RunKey, str]] = {kind: {} for kind in KINDS}

    # -- reading -----------------------------------------------------------------------------

    def parts(self, kind: str = "runs") -> dict[str, Path]:
        """Parts of a kind by name, ``runs/NAME.parquet``; sorted."""
        found = {f"{kind}/{path.name}": path for path in (self.directory / kind).glob("*.parquet")}
        for name in self._moved().get("out", []):
            found.pop(name, None)
        for name in self._moved().get("in", []):
            if name.startswith(f"{kind}/") and name not in found:
                found[name] = self._moving / Path(name).name
        return dict(sorted(found.items()))

    def _moved(self) -> dict[str, list[str]]:
        """Parts that a batch which was killed was about to exchange for others."""
        try:
            document = json.loads(self._intent.read_bytes())
        except (OSError, ValueError):
            return {}
        return document if isinstance(document, dict) else {}

    def part(self, name: str, path: Path) -> Part:
        """Open a part, verified by the manifest where this knows it."""
        known = self.manifest.known.parts.get(name)
        return Part(path, known[0] if known else None)

    def contents(self, kind: str = "runs") -> dict[RunKey, tuple[str, RunInfo]]:
        """Every run of a kind: where it is and what is known of it; nothing is verified yet.

        Raises
        ------
        DamagedFileError
            If a part that the manifest does not know does not say what it holds.
        """
        found: dict[RunKey, tuple[str, RunInfo]] = {}
        for name, path in self.parts(kind).items():
            known = self.manifest.known.parts.get(name)
            for one in known[1] if known else self.part(name, path).runs:
                found[one.place] = (name, one)
        return found

    def tables(
        self,
        kind: str = "runs",
        places: Collection[RunKey] | None = None,
        columns: Sequence[str] | None = None,
    ) -> Iterator[tuple[RunInfo, pa.Table]]:
        """Runs and their tables, part by part, verified.

        Parameters
        ----------
        kind : {"runs", "panels"}
        places : collection of (scenario, seed), optional
            Runs to take; all when left out.
        columns : sequence of str, optional
            Columns to read; all when left out.

        Raises
        ------
        DamagedFileError
            If a file is not what was written.
        """
        left = None if places is None else set(places)
        seen: set[RunKey] = set()
        for attempt in range(LOOKS):
            try:
                for one, table in self._tables(kind, left, seen, columns):
                    seen.add(one.place)
                    yield one, table
            except FileNotFoundError:
                # a batch that is under way has just put files together: look where they are now
                if attempt + 1 == LOOKS:
                    raise
                self.manifest.forget()
            else:
                return

    def _tables(
        self,
        kind: str,
        places: Collection[RunKey] | None,
        seen: Collection[RunKey],
        columns: Sequence[str] | None,
    ) -> Iterator[tuple[RunInfo, pa.Table]]:
        contents = self.contents(kind)
        paths = self.parts(kind)
        wanted: dict[str, set[RunKey]] = defaultdict(set)
        for place in set(contents if places is None else places) - set(seen):
            if place in contents:
                wanted[contents[place][0]].add(place)
        for name in sorted(wanted.keys() & paths.keys()):
            yield from self.part(name, paths[name]).tables(wanted[name], columns)
        if wanted.keys() - paths.keys():
            raise FileNotFoundError(min(wanted.keys() - paths.keys()))

    def look_through(self, kind: str = "runs") -> None:
        """Verify every part, one after the other.

        Raises
        ------
        DamagedFileError
            If one is not what was written.
        """
        for attempt in range(LOOKS):
            try:
                for name, path in self.parts(kind).items():
                    self._sound(name, path)
            except FileNotFoundError:  # as in `tables`
                if attempt + 1 == LOOKS:
                    raise
                self.manifest.forget()
            else:
                return

    def _sound(self, name: str, path: Path) -> tuple[str, list[RunInfo]]:
        """Checksum and runs of a part whose checksum is right, or which the manifest lacks."""
        known = self.manifest.known.parts.get(name)
        if known is None:
            part = Part(path)
            part.tables()
            return part.sha256, part.runs
        if checksum(path.read_bytes()) != known[0]:
            raise DamagedFileError(f"{path}: damaged, its checksum is wrong")
        return known

    def failures(self) -> list[dict[str, Any]]:
        """Every recorded failure, the latest of each run."""
        documents, _ = self._failures.read()
        latest = {(one["scenario"], one["seed"]): one for one in documents}
        return [one for one in latest.values() if one["cause"] is not None]

    @property
    def failures_path(self) -> Path:
        """Where failures are written down."""
        return self._failures.path

    # -- writing -----------------------------------------------------------------------------

    def prepare(self) -> None:
        """Make the folder and try that it can be written.

        Raises
        ------
        RequestError
            If it cannot.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self.write(self.directory / ".writable", b"")
            (self.directory / ".writable").unlink()
        except OSError as error:
            raise RequestError(
                f"{self.directory}: cannot be written to ("
                f"{'this is a file' if self.directory.is_file() else error.strerror}); "
                "choose another folder"
            ) from None

    def write(self, path: Path, content: bytes) -> None:
        """Put a file in place whole or not at all; nothing is done if it is there as it is."""
        if path.is_file() and path.read_bytes() == content:
            return
        write_whole(path, content, self._waiting)

    def check(self, say: Say) -> None:
        """Take stock before a batch: finish what was cut off, verify every file, know every run.

        Files that are damaged are moved to ``outdated/damaged``. A file that the manifest does not
        know is taken over if it is sound. Where two files hold the same run, one of them gives it
        up.
        """
        self.manifest.forget()
        shutil.rmtree(self._waiting, ignore_errors=True)
        for line in self.manifest.mend(self._waiting):
            say(f"{self.manifest.path}: line {line} is half written or damaged; left out")
        documents, broken = self._failures.read()
        if broken:
            say(f"{self.failures_path}: line {broken[0]} is half written or damaged; left out")
            self._failures.rewrite(documents, self._waiting)
        self._finish_exchange()
        for kind in KINDS:
            self._retire_earlier_layout(kind, say)
            self._shelf[kind], self._where[kind] = {}, {}
            for name, path in self.parts(kind).items():
                try:
                    runs = self._verified(name, path)
                except DamagedFileError as error:
                    say(f"{error}; its runs are done again if they belong to this batch")
                    self._retire(path, "damaged")
                    continue
                double = {one.place for one in runs} & self._where[kind].keys()
                if double:
                    say(f"{path}: holds {len(double)} runs that are there already; left out")
                    self._without(kind, name, double)
                else:
                    self._put(name, runs)

    def _put(self, name: str, runs: list[RunInfo]) -> None:
        """Know a part that is there."""
        kind = name.partition("/")[0]
        self._shelf[kind][name] = runs
        self._where[kind].update({one.place: name for one in runs})

    def there(self, kind: str = "runs") -> Iterator[RunInfo]:
        """Runs that are there, as :meth:`check` found them and a batch added to them."""
        for runs in self._shelf[kind].values():
            yield from runs

    def _verified(self, name: str, path: Path) -> list[RunInfo]:
        """The runs of a sound part, which the manifest knows from now on."""
        sha256, runs = self._sound(name, path)
        if name not in self.manifest.known.parts:
            self.manifest.enter((), {name: (sha256, runs)})
        return runs

    def _retire(self, path: Path, why: str) -> None:
        """Move a file out of the way."""
        folder = self.directory / "outdated" / why / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        path.replace(folder / path.name)

    def _retire_earlier_layout(self, kind: str, say: Say) -> None:
        """Move runs out of the way that were filed as earlier versions did, one folder each."""
        for folder in sorted((self.directory / kind).glob("scenario=*")):
            say(f"{folder}: runs of an earlier version of this program; moved to outdated/")
            self._retire(folder, "earlier")

    def commit(self, results: Sequence[Result]) -> None:
        """Write runs that are done, together in one file; on return they are on the disk.

        A table that is there already (a run may be done again for its panel) is not written again.

        Parameters
        ----------
        results : sequence of Result
        """
        files = {}
        for kind in KINDS:
            new = [
                one
                for one in results
                if kind in one.tables and one.run.place not in self._where[kind]
            ]
            for runs, table in _together(kind, new):
                content = encoded(runs, table)
                files[part_name(kind, runs, content)] = (content, runs)
        parts = {name: (checksum(content), runs) for name, (content, runs) in files.items()}
        self.manifest.enter([(one.run, one.record) for one in results], parts)
        for name, (content, runs) in files.items():
            write_whole(self.directory / name, content, self._waiting)
            self._put(name, runs)

    def put_together(self, kind: str = "runs", most: int = MOST_FILES) -> None:
        """Put small files together if there are too many.

        Parameters
        ----------
        kind : {"runs", "panels"}
        most : int
            Files from which on something is done.
        """
        shelf = self._shelf[kind]
        if len(shelf) <= most:
            return
        heap: list[str] = []
        size = 0
        for name in sorted(shelf):
            cells = sum(one.cells for one in shelf[name])
            if cells >= LARGE:
                continue
            if heap and size + cells > 2 * LARGE:
                self._exchange(kind, heap)
                heap, size = [], 0
            heap.append(name)
            size += cells
        if len(heap) > 1:
            self._exchange(kind, heap)

    def set_aside(self, places: Collection[RunKey], folder: str) -> None:
        """Move runs that are not of this batch to ``outdated/``, with their panels."""
        for kind in KINDS:
            by_part: dict[str, set[RunKey]] = defaultdict(set)
            for place in places:
                if place in self._where[kind]:
                    by_part[self._where[kind][place]].add(place)
            for name, gone in by_part.items():
                tables = self.part(name, self.directory / name).tables(gone)
                for group in alike(tables):
                    runs, table = gathered(group)
                    content = encoded(runs, table)
                    path = self.directory / "outdated" / folder / part_name(kind, runs, content)
                    write_whole(path, content, self._waiting)
                self._without(kind, name, gone)

    def drop(self, kind: str, places: Collection[RunKey]) -> None:
        """Remove tables of runs, which are about to be made in another way."""
        for name in {self._where[kind][place] for place in places if place in self._where[kind]}:
            self._without(kind, name, places)

    def _without(self, kind: str, name: str, gone: Collection[RunKey]) -> None:
        """Exchange a part for one without some runs."""
        runs = self.part(name, self.directory / name).runs
        self._exchange(kind, [name], {one.place for one in runs} - set(gone))

    def _exchange(
        self, kind: str, names: Sequence[str], kept: Collection[RunKey] | None = None
    ) -> None:
        """Exchange parts for as few as may be, with all of their runs or only some.

        What comes in lies ready, and what is to happen is written down, before anything goes; so
        it can be cut off anywhere and be finished later. What goes, goes before the rest comes.
        """
        tables = []
        for name in names:
            tables += self.part(name, self.directory / name).tables(kept)
        new: dict[str, tuple[str, list[RunInfo]]] = {}
        for group in alike(tables):
            runs, table = gathered(group)
            content = encoded(runs, table)
            name = part_name(kind, runs, content)
            write_whole(self._moving / Path(name).name, content, self._waiting)
            new[name] = (checksum(content), runs)
        self.manifest.enter((), new)
        intent = {"out": [name for name in names if name not in new], "in": list(new)}
        write_whole(self._intent, json.dumps(intent).encode(), self._waiting)
        self._finish_exchange()
        for name in names:
            for one in self._shelf[kind].pop(name, []):
                self._where[kind].pop(one.place)
        for name, (_, runs) in new.items():
            self._put(name, runs)

    def _finish_exchange(self) -> None:
        """Carry out what is written down to be done, as far as it is not."""
        intent = self._moved()
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
        """Write down runs that failed: run, cause and traceback."""
        documents = []
        for run, cause, traceback in failures:
            facts = {name: getattr(run, name) for name in PlannedRun.__dataclass_fields__}
            facts["settings"] = dict(run.settings)
            documents.append(
                {**facts, "identity": run.identity, "cause": cause, "traceback": traceback}
            )
        self._failures.append(documents)

    def forget_failures(self, whether: Callable[[Mapping[str, Any]], bool]) -> None:
        """Strike out failures that are none any more."""
        failures = self.failures()
        left = [one for one in failures if not whether(one)]
        if len(left) < len(failures):
            if left:
                self._failures.rewrite(left, self._waiting)
            else:
                self.failures_path.unlink(missing_ok=True)

    def close(self) -> None:
        """Tidy up after a batch."""
        names = {name for kind in KINDS for name in self.parts(kind)}
        self.manifest.shorten(names, self._waiting)
        shutil.rmtree(self._waiting, ignore_errors=True)


def _together(kind: str, results: Sequence[Result]) -> Iterator[tuple[list[RunInfo], pa.Table]]:
    """What results gave of a kind as few tables, each of runs that may share a file.

    They become Arrow tables together: measures are many, and each column has its price.
    """
    import pandas as pd

    groups: dict[tuple[Any, ...], list[Result]] = defaultdict(list)
    for one in results:
        frame, columns = one.tables[kind]
        kinds = tuple(zip(frame.columns.tolist(), frame.dtypes.tolist(), strict=True))
        groups[one.run.model_version, kinds, pickle.dumps(columns)].append(one)
    for group in groups.values():
        group.sort(key=lambda one: one.run.place)
        frames = [one.tables[kind][0] for one in group]
        runs = [
            held(one.run, frame.shape, one.run.panel if kind == "panels" else 0)
            for one, frame in zip(group, frames, strict=True)
        ]
        whole = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
        yield runs, arrow_table(whole, group[0].tables[kind][1])
