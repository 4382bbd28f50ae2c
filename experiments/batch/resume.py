"""Resume a batch: which runs of a plan are missing, and which runs failed before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from experiments.batch.plan import Plan, PlannedRun, RunKey, settings_hash
from experiments.batch.progress import Say
from experiments.errors import RequestError
from experiments.storage.kept_files import as_kept
from experiments.storage.store import FURTHER, Store
from simulation.core.model_version import model_version


def missing_runs(plan: Plan, store: Store, say: Say) -> list[PlannedRun]:
    """Return the runs of a plan that a folder lacks; move runs that must not be mixed with them.

    Runs of another model version are moved to ``outdated/``, whatever their scenario; so are runs
    of a scenario of the plan that were made with other settings.

    Parameters
    ----------
    plan : Plan
    store : Store
        Checked; see :meth:`experiments.storage.store.Store.check`.
    say : callable
        Takes messages for the user.
    """
    if not plan.runs:
        return []
    version = plan.runs[0].model_version
    present = _set_outdated_aside(plan, store, say)
    store.forget_failures(
        lambda failure: (
            failure["model_version"] != version
            or ((failure["scenario"], failure["seed"]), failure["identity"]) in present
        )
    )
    todo = {run.key: run for run in plan.runs if (run.key, run.identity) not in present}
    for kind in FURTHER:
        sizes = {info.key: info.size for info in store.runs(kind)}
        lacking = {
            run.key: run
            for run in plan.runs
            if kind in run.tables and sizes.get(run.key) != run.tables[kind]
        }
        store.drop(kind, lacking.keys() & sizes.keys())
        todo |= lacking
    return [run for run in plan.runs if run.key in todo]


def _set_outdated_aside(plan: Plan, store: Store, say: Say) -> set[tuple[RunKey, str]]:
    """Move outdated runs away; return key and identity of the runs that stay."""
    version = plan.runs[0].model_version
    hashes = {run.scenario: settings_hash(run.settings) for run in plan.runs}
    outdated: dict[str, dict[str, set[RunKey]]] = defaultdict(lambda: defaultdict(set))
    present = set()
    for info in store.runs():
        if info.model_version != version:
            reason = "the model has changed"
        elif info.settings_hash != hashes.get(info.scenario, info.settings_hash):
            reason = f"scenario {info.scenario} has changed"
        else:
            present.add((info.key, info.identity))
            continue
        outdated[reason][f"{info.model_version}-{info.settings_hash}"].add(info.key)
    for reason, folders in outdated.items():
        for folder, keys in folders.items():
            store.set_aside(keys, folder)
        count = sum(map(len, folders.values()))
        say(
            f"{reason} since {count} of the runs here were made; "
            f"they are now in {store.directory / 'outdated'}"
        )
    return present


def failed_runs(directory: Path, names: Sequence[str] = ()) -> Plan:
    """Plan exactly those runs of a folder that failed, with the settings that they had.

    Parameters
    ----------
    directory : Path
    names : sequence of str
        Scenarios to take; all when empty.

    Raises
    ------
    RequestError
        If there is no such folder, or the model has changed since: then all runs have to be made
        again.
    """
    if not directory.is_dir():
        raise RequestError(f"{directory}: there is no such folder")
    failures = [
        failure
        for failure in Store(directory).failures()
        if not names or failure["scenario"] in names
    ]
    if any(failure["model_version"] != model_version() for failure in failures):
        raise RequestError(
            f"{directory}: the model has changed since these runs failed; "
            "give the whole command again, without --rerun-failed"
        )
    runs = []
    for failure in failures:
        values = {name: failure[name] for name in PlannedRun.__dataclass_fields__}
        values["settings"] = as_kept(values["settings"], directory)
        runs.append(PlannedRun(**values))
    return Plan(tuple(sorted(runs, key=lambda run: (run.seed, run.scenario))))
