"""The runs that the figures are drawn from; :mod:`experiments` carries them out and keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from experiments import ablation, cases, final_state, portfolios, preconditions
from experiments.study import Size, Study
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
#: Runs (scenario and seed) whose citizens are followed month by month, and how many of them: the
#: baseline over several seeds for spells of misfit, and one city with all three for its lives.
FOLLOWED = (*(("baseline", seed) for seed in range(1, 11)), ("all_three", 1))
PANEL = 200


FULL = Size("full", seeds=30, citizens=10_000, months=300, burn_in=60)
#: Long enough for what is said about 60 measured months.
QUICK = Size("quick", seeds=4, citizens=1_000, months=108, burn_in=24)


def factorial(size: Size, names: Iterable[str] = FACTORIAL) -> list[Scenario]:
    """Scenarios of a size, in the order of the factorial; interventions begin after the burn-in."""
    wanted = set(names)
    changes = dict(size.changes)
    for intervention in ("training", "communities", "network"):
        changes[f"interventions.{intervention}.start_month"] = size.burn_in
    return [load(name).but(changes) for name in FACTORIAL if name in wanted]


def carried_out(
    size: Size, names: Iterable[str], directory: Path, jobs: int | None = None
) -> Material:
    """Have the runs of some scenarios carried out, as far as they are not there, and read them.

    Parameters
    ----------
    size : Size
    names : iterable of str
        Scenarios.
    directory : Path
        Folder of results; the size gets a folder in it.
    jobs : int, optional
        Processes at work at a time; as many as there are processors when left out.
    """
    scenarios = factorial(size, names)
    if not scenarios:
        nothing = pd.DataFrame({"scenario": [], "seed": [], "month": []})
        return material(size, nothing, {}, {}, nothing, {})
    panel = dict.fromkeys(FOLLOWED, PANEL)
    results = size.carry_out(scenarios, directory / size.name, jobs=jobs, panel=panel)
    followed = results.panel()
    panels = (
        {str(name): lives.drop(columns="scenario") for name, lives in followed.groupby("scenario")}
        if len(followed)
        else {}
    )
    titles = {scenario.name: scenario.title for scenario in scenarios}
    return material(size, results.summary(), titles, results.failures, results.frame(), panels)


def material(
    size: Size,
    runs: pd.DataFrame,
    titles: dict[str, str],
    failures: Mapping[tuple[str, int], str],
    months: pd.DataFrame,
    panels: dict[str, pd.DataFrame],
) -> Material:
    """Results as figures want them."""
    return Material(
        months=months,
        runs=runs,
        panels=panels,
        titles=titles,
        citizens=size.citizens,
        length=size.months,
        burn_in=size.burn_in,
        quick=size.name.endswith("quick"),
        failures={f"{name}, seed {seed}": why for (name, seed), why in failures.items()},
    )


#: Studies that figures are drawn from beside the factorial: name → the full one and the quick one.
STUDIES: dict[str, tuple[Study, Study]] = {
    "ablation": (ablation.FULL, ablation.QUICK),
    "portfolios": (portfolios.FULL, portfolios.QUICK),
    "preconditions": (preconditions.FULL, preconditions.QUICK),
    "cases": (cases.FULL, cases.QUICK),
    "final_state": (final_state.FULL, final_state.QUICK),
}
#: Those of them whose months are drawn; of the others only the summary of each run is read.
MONTHLY = ("preconditions", "cases", "final_state")


def studied(name: str, quick: bool, directory: Path, jobs: int | None = None) -> Material:
    """Have the runs of a study carried out, as far as they are not there, and read them.

    Parameters
    ----------
    name : str
        One of :data:`STUDIES`.
    quick : bool
    directory : Path
        Folder of results; the study gets a folder in it.
    jobs : int, optional
    """
    study = STUDIES[name][quick]
    results = study.carried_out(directory, jobs)
    titles = {scenario.name: scenario.title for scenario in study.scenarios()}
    months = pd.DataFrame({"scenario": [], "seed": [], "month": []})
    if name in MONTHLY:
        months = results.frame()
    return material(study, results.summary(), titles, results.failures, months, {})
