"""Resume a batch: which runs of a plan are missing, and which runs failed before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from experiments.batch.plan import Plan, PlannedRun, RunKey, settings_hash
from experiments.batch.progress import Say
from experiments.errors import RequestError
from experiments.storage.kept_files import as_kept
from experiments.storage.store import Store
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
    panels = {info.key: info.panel for info in store.runs("panels")}
    todo, other_panels = [], set()
    for run in plan.runs:
        panel_there = not run.panel or panels.get(run.key) == run.panel
        if not panel_there and run.key in panels:
            other_panels.add(run.key)
        if (run.key, run.identity) not in present or not panel_there:
            todo.append(run)
    store.drop("panels", other_panels)
    return todo


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
    runs = []
    for failure in Store(directory).failures():
        if names and failure["scenario"] not in names:
            continue
        values = {name: failure[name] for name in PlannedRun.__dataclass_fields__}
        values["settings"] = as_kept(values["settings"], directory)
        runs.append(PlannedRun(**values))
    if any(run.model_version != model_version() for run in runs):
        raise RequestError(
            f"{directory}: the model has changed since these runs failed; "
            "give the whole command again, without --rerun-failed"
        )
    return Plan(tuple(sorted(runs, key=lambda run: (run.seed, run.scenario))))
