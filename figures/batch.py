"""The runs that the figures are drawn from; :mod:`experiments` carries them out and keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.batch.plan import make_plan
from experiments.batch.worker_pool import processors
from experiments.claims import batch as claims_batch
from experiments.claims import claims
from experiments.claims.report import judged, row
from experiments.sensitivity import screening
from experiments.storage.model_version import model_version
from experiments.studies import ablation, cases, final_state, portfolios, preconditions
from experiments.studies.study import Size, Study
from figures.report.estimates import Batch
from figures.shared.figure_data import FigureData
from scenarios import Scenario, load

if TYPE_CHECKING:
    from experiments.storage.results import Results

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


def processes(jobs: int | None) -> int:
    """Processes at work at a time: as many as were asked for, or as there are processors."""
    return jobs or processors()


def of_factorial(quick: bool, names: Iterable[str], directory: Path) -> Batch:
    """What :func:`carried_out` will have run; `directory` is the folder of results."""
    size = QUICK if quick else FULL
    return Batch("interventions", size, factorial(size, names), directory / size.name)


def of_study(name: str, quick: bool, directory: Path, names: Iterable[str] = ()) -> Batch:
    """What :func:`studied` will have run; `directory` is the folder of results."""
    study = STUDIES[name][quick]
    return Batch(name, study, study.scenarios(names), directory / study.name)


def complete(quick: bool, directory: Path) -> list[Batch]:
    """What all figures are drawn from, in the order in which it is run; see :func:`of_study`."""
    studies = [of_study(name, quick, directory) for name in STUDIES]
    return [of_factorial(quick, FACTORIAL, directory), *studies]


def carried_out(
    size: Size, names: Iterable[str], directory: Path, jobs: int | None = None
) -> FigureData:
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
        return data(size, nothing, {}, {}, nothing, {})
    panel = dict.fromkeys(FOLLOWED, PANEL)
    results = size.carry_out(scenarios, directory / size.name, jobs=jobs, panel=panel)
    followed = results.panel()
    panels = (
        {str(name): lives.drop(columns="scenario") for name, lives in followed.groupby("scenario")}
        if len(followed)
        else {}
    )
    titles = {scenario.name: scenario.title for scenario in scenarios}
    runs = results.summary()
    return data(size, runs, titles, results.failures, results.frame(), panels, scenarios)


def data(
    size: Size,
    runs: pd.DataFrame,
    titles: dict[str, str],
    failures: Mapping[tuple[str, int], str],
    months: pd.DataFrame,
    panels: dict[str, pd.DataFrame],
    scenarios: Sequence[Scenario] = (),
) -> FigureData:
    """Results as figures want them."""
    return FigureData(
        months=months,
        runs=runs,
        panels=panels,
        titles=titles,
        citizens=size.citizens,
        length=size.months,
        burn_in=size.burn_in,
        quick=size.name.endswith("quick"),
        failures={f"{name}, seed {seed}": why for (name, seed), why in failures.items()},
        identities=identities(scenarios, runs),
    )


def identities(scenarios: Sequence[Scenario], runs: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Fingerprints of the runs there are; see :class:`experiments.batch.plan.Run`.

    Parameters
    ----------
    scenarios : sequence of Scenario
    runs : DataFrame
        Scenario and seed of each.
    """
    pairs = runs[["scenario", "seed"]].itertuples(index=False)
    there = {(str(name), int(seed)) for name, seed in pairs}
    if not scenarios or not there:
        return {}
    plan = make_plan(scenarios, sorted({seed for _, seed in there}), 0, model_version())
    return {run.key: run.identity for run in plan.runs if run.key in there}


def arms_of_claims(changes: Mapping[str, Any]) -> list[Scenario]:
    """What the claims are judged on, in the size that some changes of parameters say."""
    return claims_batch.scenarios(claims(), changes)


def of_claims(size: claims_batch.Size, name: str, seeds: int) -> Study:
    """The runs of ``cityfit claims`` without its parameter sets."""
    return Study(name, seeds, size.citizens, size.months, size.burn_in, build=arms_of_claims)


#: Studies that figures are drawn from beside the factorial: name → the full one and the quick one.
STUDIES: dict[str, tuple[Study, Study]] = {
    "ablation": (ablation.FULL, ablation.QUICK),
    "portfolios": (portfolios.FULL, portfolios.QUICK),
    "preconditions": (preconditions.FULL, preconditions.QUICK),
    "cases": (cases.FULL, cases.QUICK),
    "claims": (
        of_claims(claims_batch.FULL, "claims", claims_batch.FULL.seeds),
        of_claims(claims_batch.QUICK, "claims-quick", 3),
    ),
    "final_state": (final_state.FULL, final_state.QUICK),
    "sensitivity": (screening.FULL, screening.QUICK),
}
#: Those of them whose months are drawn; of the others only the summary of each run is read.
MONTHLY = ("preconditions", "cases", "final_state")


def studied(
    name: str, quick: bool, directory: Path, jobs: int | None = None, names: Iterable[str] = ()
) -> FigureData:
    """Have the runs of a study carried out, as far as they are not there, and read them.

    Parameters
    ----------
    name : str
        One of :data:`STUDIES`.
    quick : bool
    directory : Path
        Folder of results; the study gets a folder in it.
    jobs : int, optional
    names : iterable of str
        Scenarios of it; all when none is given.
    """
    study = STUDIES[name][quick]
    scenarios = study.scenarios(names)
    results = study.run(directory, jobs, names)
    titles = {scenario.name: scenario.title for scenario in scenarios}
    months = pd.DataFrame({"scenario": [], "seed": [], "month": []})
    if name in MONTHLY:
        months = results.frame()
    if name == "claims":
        return with_verdicts(study, scenarios, results, directory / study.name, titles)
    return data(study, results.summary(), titles, results.failures, months, {}, scenarios)


def with_verdicts(
    study: Study,
    scenarios: Sequence[Scenario],
    results: Results,
    directory: Path,
    titles: dict[str, str],
) -> FigureData:
    """Judge the claims on the runs of their arms, which are read a few at a time."""
    histories = claims_batch.histories(scenarios, results, directory)
    rough = study.name.endswith("quick")
    rows = [row(one, {}, study, rough) for one in judged(claims(), histories, study.burn_in)]
    runs = pd.DataFrame(results.run_keys, columns=["scenario", "seed"])
    nothing = pd.DataFrame({"scenario": [], "seed": [], "month": []})
    found = data(study, runs, titles, results.failures, nothing, {}, scenarios)
    return replace(found, claims=pd.DataFrame(rows))
