"""Runs of the baseline to judge: those in a folder, or new ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from experiments.errors import RequestError
from experiments.model_version import model_version
from experiments.plan import Plan, make_plan
from experiments.results import Results
from experiments.runner import carry_out
from experiments.store import DamagedFileError, Store
from scenarios import Scenario, load

BASELINE = "baseline"


@dataclass(frozen=True)
class Size:
    """How much is run when there is nothing to read: seeds, citizens, months."""

    seeds: int
    citizens: int
    months: int
    burn_in: int

    def scenario(self) -> Scenario:
        """The baseline in this size."""
        return load(BASELINE).but(
            {
                "city.citizens": self.citizens,
                "city.months": self.months,
                "city.burn_in": self.burn_in,
            }
        )

    def plan(self) -> Plan:
        """Its runs."""
        return make_plan([self.scenario()], range(1, self.seeds + 1), 0, model_version())


FULL = Size(seeds=30, citizens=10_000, months=300, burn_in=60)
QUICK = Size(seeds=4, citizens=1_000, months=120, burn_in=36)


def runs_of_baseline(
    directory: Path,
    size: Size,
    jobs: int | None,
    say: Callable[[str], None],
    show: bool,
) -> Results:
    """The runs of the baseline in a folder; where it has none, they are made there first.

    Runs that another command made are only read, whatever their size. Runs that this one made are
    completed when they are not all there, and made anew when the model has changed.

    Parameters
    ----------
    directory : Path
    size : Size
        Of runs that are to be made.
    jobs : int or None
        Processes at work at a time; as many as there are processors when None.
    say : callable
        Takes messages for the user.
    show : bool
        Whether to draw a progress bar.

    Raises
    ------
    RequestError
        If the folder holds runs that another version of the model made, or runs but none of the
        baseline.
    """
    store = Store(directory)
    plan = size.plan()
    if store.run_files() and not _made_here(store, plan):
        return _read(store, say)
    batch = carry_out(plan, [size.scenario()], directory, jobs=jobs, say=say, show=show)
    done = [run.place for run in plan.runs if run.place not in batch.causes]
    return Results(directory, done, batch.causes)


def _made_here(store: Store, plan: Plan) -> bool:
    """Whether the latest batch in a folder was this plan, under whatever version of the model."""
    try:
        document = json.loads((store.directory / "plan.json").read_bytes())
        places = {(name, seed) for name, seed, _ in document["runs"]}
        settings = document["scenarios"][BASELINE]
        asked = plan.runs[0].settings
        return places == {run.place for run in plan.runs} and all(
            settings[f"city.{name}"] == asked[f"city.{name}"]
            for name in ("citizens", "months", "burn_in")
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _read(store: Store, say: Callable[[str], None]) -> Results:
    """Runs that somebody else made."""
    files = sorted(store.directory.glob(f"runs/scenario={BASELINE}/seed-*.parquet"))
    if not files:
        raise RequestError(
            f"{store.directory}: holds runs, but none of the baseline; give another folder"
        )
    for path in files:
        try:
            facts = store.read(path)[1]
        except DamagedFileError as error:
            raise RequestError(f"{error}; the command that made it makes it again") from None
        if facts["model_version"] != model_version():
            raise RequestError(
                f"{store.directory}: these runs were made by another version of the model; make "
                "them again, or give another folder"
            )
    say(
        f"{len(files)} runs of the baseline are in {store.directory}: "
        f"{facts['citizens']} citizens, {facts['months']} months"
    )
    return Results(store.directory, [(BASELINE, int(path.stem[5:])) for path in files])
