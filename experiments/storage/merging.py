"""Shards of one plan into one folder of results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.batch.plan import Plan, PlannedRun
from experiments.errors import RequestError
from experiments.storage.lock import only_one
from experiments.storage.parquet_file import Columns, DamagedFileError, RunInfo
from experiments.storage.store import KINDS, LARGE, Result, RunKey, Store

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Say = Callable[[str], None]


@dataclass(frozen=True)
class Merged:
    """What came of it.

    Attributes
    ----------
    taken : int
        Runs taken over now.
    there : int
        Runs that were there already.
    missing : list of (scenario, seed)
        Runs of the plan that no folder holds.
    """

    taken: int
    there: int
    missing: list[RunKey]


def merge(folders: Sequence[Path], output: Path, say: Say) -> Merged:
    """Take the runs of folders over into one, each once; see ``cityfit merge``.

    Parameters
    ----------
    folders : sequence of Path
        Folders of results made by one model, in which a scenario has the same settings everywhere.
    output : Path
        Folder of results; runs that it holds already are not taken again.
    say : callable
        Takes messages for the user.

    Raises
    ------
    RequestError
        If a folder is not there or holds runs that must not be mixed with those of another one;
        nothing was written. If a file turns out to be damaged; what was taken before is whole.
    """
    sources = {folder: Store(folder) for folder in folders if folder.resolve() != output.resolve()}
    if not sources:
        raise RequestError("nothing to merge: name folders other than the one they go to")
    contents: dict[Path, dict[RunKey, RunInfo]] = {}
    for folder, source in sources.items():
        if not folder.is_dir():
            raise RequestError(f"{folder}: there is no such folder")
        contents[folder] = _held(source)
        if not contents[folder]:
            say(f"{folder}: holds no results")
    target = Store(output)
    _refuse_mixing({**contents, output: _held(target)})
    plan = _plan(sources)
    runs = {run.place: run for run in plan.runs}
    strays = {place for held in contents.values() for place in held} - runs.keys()
    if strays:
        name, seed = min(strays)
        raise RequestError(
            f"{name}, seed {seed}, and {len(strays) - 1} more runs are in none of the plans of "
            "these folders; have each folder made by one command before it is merged"
        )
    target.prepare()
    with only_one(output, say):
        target.check(say)
        there = {one.place for one in target.there()} & runs.keys()
        wanted = dict.fromkeys(set(runs) - there)
        for source in sources.values():
            _take(source, target, runs, wanted)
            _keep_files(source, target)
        target.write(output / "plan.json", plan.to_json().encode())
        now = {one.place for one in target.there()}
        target.close()
    missing = [run.place for run in plan.runs if run.place not in now]
    return Merged(len((now - there) & runs.keys()), len(there), missing)


def _held(store: Store) -> dict[RunKey, RunInfo]:
    try:
        return {place: one for place, (_, one) in store.contents().items()}
    except DamagedFileError as error:
        raise RequestError(f"{error}; the command that made it makes it again") from None


def _refuse_mixing(contents: dict[Path, dict[RunKey, RunInfo]]) -> None:
    """Refuse runs of different models, and one name for different settings."""
    version: tuple[str, Path] | None = None
    settings: dict[str, tuple[str, Path]] = {}
    for folder, held in contents.items():
        for one in held.values():
            version = version or (one.model_version, folder)
            if one.model_version != version[0]:
                raise RequestError(f"{folder}: made by another model than {version[1]}")
            known = settings.setdefault(one.scenario, (one.settings_hash, folder))
            if one.settings_hash != known[0]:
                raise RequestError(
                    f"{folder}: scenario {one.scenario} has other settings than in {known[1]}"
                )


def _plan(sources: dict[Path, Store]) -> Plan:
    """What all folders were to make together: each run of their plans, once."""
    runs: dict[RunKey, PlannedRun] = {}
    for folder in sources:
        path = folder / "plan.json"
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise RequestError(f"{path}: {error.strerror}") from None
        for run in Plan.from_json(text, str(path)).runs:
            known = runs.setdefault(run.place, run)
            if known.identity != run.identity:
                raise RequestError(
                    f"{path}: {run.scenario}, seed {run.seed}, is another run than in the plans "
                    "of the other folders"
                )
    order = sorted(runs.values(), key=lambda run: run.seed)
    return Plan(tuple(order))


def _take(
    source: Store, target: Store, runs: dict[RunKey, PlannedRun], wanted: dict[RunKey, None]
) -> None:
    """Copy the runs of a folder that are wanted and not yet there, verified, with their records."""
    there = source.contents()
    mine = [place for place in there if place in wanted]
    panels = source.contents("panels")
    pending: list[Result] = []
    cells = 0
    try:
        for held, table in source.tables(places=mine):
            tables = {"runs": _frame(table)}
            if held.place in panels:
                ((_, panel),) = source.tables("panels", [held.place])
                tables["panels"] = _frame(panel)
            (record,) = source.manifest.records([there[held.place][1]])
            pending.append(Result(runs[held.place], tables, _record(record)))
            del wanted[held.place]
            cells += sum(frame.size for frame, _ in tables.values())
            if cells > LARGE:
                target.commit(pending)
                pending, cells = [], 0
    except DamagedFileError as error:
        raise RequestError(f"{error}; the command that made it makes it again") from None
    if pending:
        target.commit(pending)
    for kind in KINDS:
        target.put_together(kind)


def _frame(table: pa.Table) -> tuple[pd.DataFrame, Columns]:
    """A table as a worker gives it."""
    columns = {
        field.name: {key.decode(): value.decode() for key, value in field.metadata.items()}
        for field in table.schema
        if field.metadata
    }
    return table.to_pandas(), columns


#: What is a run's own in a record; the rest it shares with others that were made beside it.
_OWN = ("began", "wall_seconds", "peak_memory_megabytes")
_FACTS = ("scenario", "seed", "identity", "model_version", "parameters")


def _record(flat: dict[str, object]) -> dict[str, object]:
    """A record as a worker gives it, from the flat form in which it is read."""
    shared = {
        name: value for name, value in flat.items() if name not in _OWN and name not in _FACTS
    }
    return {name: flat[name] for name in _OWN if name in flat} | {"made_with": shared}


#: Files of the whole batch, alike in all of its shards: its design, its parameter vectors.
BESIDE = ("design.toml", "design.json", "design.csv", "vectors.csv")


def _keep_files(source: Store, target: Store) -> None:
    """Copy scenarios, the files they name, and what says which points or vectors they are."""
    for name in BESIDE:
        if (source.directory / name).is_file():
            target.write(target.directory / name, (source.directory / name).read_bytes())
    for folder in ("scenarios", "tables"):
        for path in sorted((source.directory / folder).glob("*")):
            target.write(target.directory / folder / path.name, path.read_bytes())
