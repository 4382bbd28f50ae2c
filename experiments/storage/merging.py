"""Merge the shards of one plan into one folder of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch.plan import Plan, PlannedRun, RunKey
from experiments.batch.progress import Say
from experiments.errors import RequestError
from experiments.storage.lock import only_one
from experiments.storage.parquet_file import RunInfo, new_files
from experiments.storage.results import damage_reported
from experiments.storage.store import FURTHER, KINDS, LARGE, Store

if TYPE_CHECKING:
    import pyarrow as pa

#: Files of the whole batch, equal in all of its shards: its design, its parameter vectors.
SHARED_FILES = ("design.toml", "design.json", "design.csv", "vectors.csv")
#: Fields of a record that belong to one run, and fields that describe it; all others are those of
#: its environment.
_OWN = ("began", "wall_seconds", "peak_memory_megabytes")
_IDENTIFYING = ("scenario", "seed", "identity", "model_version", "parameters")


@dataclass(frozen=True)
class Merged:
    """The result of a merge.

    Attributes
    ----------
    taken : int
        Runs copied now.
    there : int
        Runs that were there already.
    missing : list of (scenario, seed)
        Runs of the plan that no folder holds.
    """

    taken: int
    there: int
    missing: list[RunKey]


def merge(folders: Sequence[Path], output: Path, say: Say) -> Merged:
    """Copy the runs of folders into one, each once; see ``cityfit merge``.

    Parameters
    ----------
    folders : sequence of Path
        Folders of results made by one model, in which a scenario has the same settings everywhere.
    output : Path
        Folder of results; runs that it holds already are not copied again.
    say : callable
        Takes messages for the user.

    Raises
    ------
    RequestError
        If a folder is missing or holds runs that must not be mixed with those of another; nothing
        was written. If a file is damaged; runs copied before it are whole.
    """
    sources = {folder: Store(folder) for folder in folders if folder.resolve() != output.resolve()}
    if not sources:
        raise RequestError("nothing to merge: name folders other than the output folder")
    contents: dict[Path, dict[RunKey, RunInfo]] = {}
    for folder, source in sources.items():
        if not folder.is_dir():
            raise RequestError(f"{folder}: there is no such folder")
        contents[folder] = _contents(source)
        if not contents[folder]:
            say(f"{folder}: holds no results")
    target = Store(output)
    _refuse_mixing({**contents, output: _contents(target)})
    plan = _joint_plan(sources)
    runs = {run.key: run for run in plan.runs}
    unplanned = {key for infos in contents.values() for key in infos} - runs.keys()
    if unplanned:
        name, seed = min(unplanned)
        raise RequestError(
            f"{name}, seed {seed}, and {len(unplanned) - 1} more runs are in none of the plans of "
            "these folders; have each folder made by one command before it is merged"
        )
    target.prepare()
    with only_one(output, say):
        target.check(say)
        before = {info.key for info in target.runs()} & runs.keys()
        wanted = {key: run for key, run in runs.items() if key not in before}
        for source in sources.values():
            _copy_runs(source, target, wanted)
            _copy_files(source, target)
        target.write(output / "plan.json", plan.to_json().encode())
        now = {info.key for info in target.runs()}
        target.close()
    missing = [run.key for run in plan.runs if run.key not in now]
    return Merged(len((now - before) & runs.keys()), len(before), missing)


def _contents(store: Store) -> dict[RunKey, RunInfo]:
    with damage_reported():
        return {key: info for key, (_, info) in store.contents().items()}


def _refuse_mixing(contents: Mapping[Path, Mapping[RunKey, RunInfo]]) -> None:
    """Refuse runs of different models, and one scenario name with different settings."""
    version: tuple[str, Path] | None = None
    settings: dict[str, tuple[str, Path]] = {}
    for folder, infos in contents.items():
        for info in infos.values():
            version = version or (info.model_version, folder)
            if info.model_version != version[0]:
                raise RequestError(f"{folder}: made by another model than {version[1]}")
            known = settings.setdefault(info.scenario, (info.settings_hash, folder))
            if info.settings_hash != known[0]:
                raise RequestError(
                    f"{folder}: scenario {info.scenario} has other settings than in {known[1]}"
                )


def _joint_plan(folders: Iterable[Path]) -> Plan:
    """Join the plans of all folders: each run once."""
    runs: dict[RunKey, PlannedRun] = {}
    for folder in folders:
        path = folder / "plan.json"
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise RequestError(f"{path}: {error.strerror}") from None
        for run in Plan.from_json(text, str(path)).runs:
            known = runs.setdefault(run.key, run)
            if known.identity != run.identity:
                raise RequestError(
                    f"{path}: {run.scenario}, seed {run.seed}, is another run than in the plans "
                    "of the other folders"
                )
    return Plan(tuple(sorted(runs.values(), key=lambda run: run.seed)))


def _copy_runs(source: Store, target: Store, wanted: dict[RunKey, PlannedRun]) -> None:
    """Copy the wanted runs of a folder, verified, with their records; remove them from `wanted`."""
    pending: dict[str, list[tuple[RunInfo, pa.Table]]] = {kind: [] for kind in KINDS}
    records: list[tuple[PlannedRun, dict[str, Any]]] = []

    def write() -> None:
        target.add(records, [file for kind in KINDS for file in new_files(kind, pending[kind])])
        records.clear()
        for tables in pending.values():
            tables.clear()

    with damage_reported():
        further = {kind: source.contents(kind) for kind in FURTHER}
        for info, table in source.tables(keys=[key for key in source.contents() if key in wanted]):
            pending["runs"].append((info, table))
            for kind in FURTHER:
                if info.key in further[kind]:
                    pending[kind] += source.tables(kind, [info.key])
            (record,) = source.manifest.records([info])
            records.append((wanted.pop(info.key), _nested(record)))
            if sum(info.cells for tables in pending.values() for info, _ in tables) > LARGE:
                write()
    write()
    for kind in KINDS:
        target.combine_small_files(kind)


def _nested(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as a worker returns it, from the flat form of the manifest."""
    environment = {
        name: value for name, value in record.items() if name not in (*_OWN, *_IDENTIFYING)
    }
    return {name: record[name] for name in _OWN if name in record} | {"made_with": environment}


def _copy_files(source: Store, target: Store) -> None:
    """Copy scenarios, the files they name, designs and parameter vectors."""
    for name in SHARED_FILES:
        if (source.directory / name).is_file():
            target.write(target.directory / name, (source.directory / name).read_bytes())
    for folder in ("scenarios", "tables"):
        for path in sorted((source.directory / folder).glob("*")):
            target.write(target.directory / folder / path.name, path.read_bytes())
