"""The runs that the figures are drawn from; :mod:`experiments` carries them out and keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from experiments import progress
from experiments.model_version import model_version
from experiments.plan import Plan, make_plan
from experiments.results import Results
from experiments.runner import carry_out
from experiments.store import Store
from figures.material import Material
from scenarios import Scenario, load

#: The baseline and the three interventions alone, in pairs and together.
FACTORIAL = (
    "baseline",
    "training",
    "communities",
    "network",
    "training_communities",
    "training_network",
    "communities_network",
    "all_three",
)
#: Scenarios of which the first city's citizens are followed month by month, and how many of them.
FOLLOWED = ("baseline", "all_three")
PANEL = 200


@dataclass(frozen=True)
class Batch:
    """Size of a batch.

    Attributes
    ----------
    name : str
        Folder of its results.
    seeds, citizens, months, burn_in : int
        Interventions begin when the burn-in ends.
    """

    name: str
    seeds: int
    citizens: int
    months: int
    burn_in: int

    def scenarios(self, names: Iterable[str] = FACTORIAL) -> list[Scenario]:
        """Scenarios of this size, in the order of the factorial."""
        wanted = set(names)
        changes: dict[str, int] = {
            "city.citizens": self.citizens,
            "city.months": self.months,
            "city.burn_in": self.burn_in,
        }
        for intervention in ("training", "communities", "network"):
            changes[f"interventions.{intervention}.start_month"] = self.burn_in
        return [load(name).but(changes) for name in FACTORIAL if name in wanted]

    def plan(self, scenarios: list[Scenario]) -> Plan:
        """All runs of scenarios; some of the first seed also follow a sample of citizens."""
        plan = make_plan(scenarios, range(1, self.seeds + 1), 0, model_version())
        return Plan(
            tuple(
                replace(run, panel=PANEL) if run.seed == 1 and run.scenario in FOLLOWED else run
                for run in plan.runs
            )
        )


FULL = Batch("full", seeds=30, citizens=10_000, months=300, burn_in=60)
#: Long enough for what is said about 60 measured months.
QUICK = Batch("quick", seeds=4, citizens=1_000, months=108, burn_in=24)


def carried_out(
    batch: Batch, names: Iterable[str], directory: Path, jobs: int | None = None
) -> Material:
    """Have the runs of some scenarios carried out, as far as they are not there, and read them.

    Parameters
    ----------
    batch : Batch
    names : iterable of str
        Scenarios.
    directory : Path
        Folder of results; the batch gets a folder in it.
    jobs : int, optional
        Processes at work at a time; as many as there are processors when left out.
    """
    scenarios = batch.scenarios(names)
    if not scenarios:
        nothing = pd.DataFrame({"scenario": [], "seed": [], "month": []})
        return Material(
            nothing, nothing, {}, {}, batch.citizens, batch.months, batch.burn_in,
            quick=batch is not FULL,
        )  # fmt: skip
    plan = batch.plan(scenarios)
    store = Store(directory / batch.name)
    done = carry_out(
        plan, scenarios, store.directory, jobs=jobs, say=progress.say,
        show=progress.somebody_looks(),
    )  # fmt: skip
    there = [run.place for run in plan.runs if run.place not in done.causes]
    results = Results(store.directory, there, done.causes)
    panels: dict[str, pd.DataFrame] = {}
    for run in plan.runs:
        if run.panel and run.place in there:
            path = store.run_path(run.scenario, run.seed, "panels")
            panels[run.scenario] = store.read(path)[0].to_pandas()
    return Material(
        months=results.frame(),
        runs=results.summary(),
        panels=panels,
        titles={scenario.name: scenario.title for scenario in scenarios},
        citizens=batch.citizens,
        length=batch.months,
        burn_in=batch.burn_in,
        quick=batch is not FULL,
        failures={f"{name}, seed {seed}": why for (name, seed), why in done.causes.items()},
    )
