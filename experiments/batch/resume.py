"""What of a plan is still to do, and what in a folder must not be mixed with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from experiments.batch.plan import Plan, PlannedRun, settings_hash
from experiments.errors import RequestError
from experiments.storage.kept_files import as_kept
from experiments.storage.model_version import model_version
from experiments.storage.store import RunKey, Store

Say = Callable[[str], None]


def missing(plan: Plan, store: Store, say: Say) -> list[PlannedRun]:
    """The runs of a plan that are not there, after setting aside what must not be mixed with them.

    Runs of an earlier model are moved to ``outdated/``, whatever their scenario; so are runs of a
    scenario of the plan that were made with other settings.

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
    hashes = {one.scenario: settings_hash(one.settings) for one in plan.runs}
    aside: dict[str, dict[str, set[RunKey]]] = defaultdict(lambda: defaultdict(set))
    there = set()
    for one in store.there():
        if one.model_version != version:
            reason = "the model has changed"
        elif one.settings_hash != hashes.get(one.scenario, one.settings_hash):
            reason = f"scenario {one.scenario} has changed"
        else:
            there.add((one.place, one.identity))
            continue
        aside[reason][f"{one.model_version}-{one.settings_hash}"].add(one.place)
    for reason, folders in aside.items():
        for folder, places in folders.items():
            store.set_aside(places, folder)
        count = sum(map(len, folders.values()))
        outdated = store.directory / "outdated"
        say(f"{reason} since {count} of the runs here were made; they are now in {outdated}")
    store.forget_failures(
        lambda one: (
            one["model_version"] != version
            or ((one["scenario"], one["seed"]), one["identity"]) in there
        )
    )
    panels = {one.place: one for one in store.there("panels")}
    todo, other = [], set()
    for run in plan.runs:
        followed = panels.get(run.place)
        if run.panel and followed and followed.panel != run.panel:
            other.add(run.place)
        panel_there = not run.panel or (followed is not None and run.place not in other)
        if (run.place, run.identity) not in there or not panel_there:
            todo.append(run)
    store.drop("panels", other)
    return todo


def failed_before(directory: Path, names: Sequence[str] = ()) -> Plan:
    """The plan of just those runs of a folder that failed, as they were.

    Parameters
    ----------
    directory : Path
    names : sequence of str
        Scenarios to take; all when empty.

    Raises
    ------
    RequestError
        If there is no such folder, or the model has changed since: then all runs have to be made
        again, not only those that failed.
    """
    if not directory.is_dir():
        raise RequestError(f"{directory}: there is no such folder")
    failures = [
        {name: failure[name] for name in PlannedRun.__dataclass_fields__}
        for failure in Store(directory).failures()
        if not names or failure["scenario"] in names
    ]
    runs = [
        PlannedRun(**one | {"settings": as_kept(one["settings"], directory)}) for one in failures
    ]
    if any(one.model_version != model_version() for one in runs):
        raise RequestError(
            f"{directory}: the model has changed since these runs failed; "
            "give the whole command again, without --rerun-failed"
        )
    return Plan(tuple(sorted(runs, key=lambda one: (one.seed, one.scenario))))
