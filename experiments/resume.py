"""What of a plan is still to do, and what in a folder must not be mixed with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from experiments.errors import RequestError
from experiments.model_version import model_version
from experiments.plan import Plan, Run, settings_hash
from experiments.store import DamagedFileError, Store

Say = Callable[[str], None]


def missing(plan: Plan, store: Store, say: Say) -> list[Run]:
    """The runs of a plan that are not there, after setting aside what must not be mixed with them.

    Runs of an earlier model are moved to ``outdated/``, whatever their scenario; so are runs of a
    scenario of the plan that were made with other settings.
    """
    version = plan.runs[0].model_version
    hashes = {one.scenario: settings_hash(one.settings) for one in plan.runs}
    aside: Counter[str] = Counter()
    there = set()
    for path in store.run_files():
        try:
            facts = store.read(path)[1]
        except DamagedFileError as error:
            say(f"{error}; it is run again if it belongs to this batch")
            continue
        name = facts["scenario"]
        if facts["model_version"] != version:
            aside["the model has changed"] += 1
        elif facts["settings_hash"] != hashes.get(name, facts["settings_hash"]):
            aside[f"scenario {name} has changed"] += 1
        else:
            there.add(facts["identity"])
            continue
        store.set_aside(path, f"{facts['model_version']}-{facts['settings_hash']}")
    for reason, count in aside.items():
        folder = store.directory / "outdated"
        say(f"{reason} since {count} of the runs here were made; they are now in {folder}")
    for path, failure in store.failures():
        if failure["model_version"] != version or failure["identity"] in there:
            path.unlink()
    return [one for one in plan.runs if one.identity not in there or not store.has_panel(one)]


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
    runs = [
        Run(**{name: failure[name] for name in Run.__dataclass_fields__})
        for _, failure in Store(directory).failures()
        if not names or failure["scenario"] in names
    ]
    if any(one.model_version != model_version() for one in runs):
        raise RequestError(
            f"{directory}: the model has changed since these runs failed; "
            "give the whole command again, without --rerun-failed"
        )
    return Plan(tuple(sorted(runs, key=lambda one: (one.seed, one.scenario))))
