"""The studies that figures are drawn from; :mod:`experiments` executes and stores their runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.batch.plan import make_plan
from experiments.claims import batch as claims_batch
from experiments.claims import claims
from experiments.claims.report import judged, row
from experiments.errors import RequestError
from experiments.sensitivity import screening
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.store import Store
from experiments.studies import ablation, cases, final_state, portfolios, preconditions
from experiments.studies.study import Study
from figures.shared.figure_data import FigureData, no_months
from scenarios import Scenario, load
from simulation.core.model_version import model_version

if TYPE_CHECKING:
    from experiments.storage.results import Results

#: The study of the baseline and the three interventions alone, in pairs and together.
FACTORIAL = "interventions"
#: Its scenarios.
SCENARIOS = (
    "baseline",
    "training",
    "communities",
    "network",
    "training_communities",
    "training_network",
    "communities_network",
    "all_three",
)
#: Runs (scenario, seed) with a panel of citizens, and citizens in it: the baseline over several
#: seeds for spells of misfit, and one city with all three interventions for the example careers.
FOLLOWED = (*(("baseline", seed) for seed in range(1, 11)), ("all_three", 1))
PANEL = 200


def factorial(changes: Mapping[str, Any]) -> list[Scenario]:
    """Scenarios of the factorial; interventions start when the burn-in ends.

    Parameters
    ----------
    changes : mapping of str to object
        Size of a run as changes of parameters, see :attr:`experiments.studies.study.Size.changes`.
    """
    starts = {
        f"interventions.{intervention}.start_month": changes["city.burn_in"]
        for intervention in ("training", "communities", "network")
    }
    return [load(name).but({**changes, **starts}) for name in SCENARIOS]


def claim_arms(changes: Mapping[str, Any]) -> list[Scenario]:
    """Scenarios that the claims are judged on; parameter as of :func:`factorial`."""
    return claims_batch.scenarios(claims(), changes)


def claims_study(size: claims_batch.Size, name: str, seeds: int) -> Study:
    """The runs of ``cityfit claims`` without its parameter vectors."""
    return Study(name, seeds, size.citizens, size.months, size.burn_in, build=claim_arms)


#: Name of a study → the full and the quick one, each with the name of its folder. Quick runs have
#: at least 60 months after the burn-in, which some measures need.
STUDIES: dict[str, tuple[Study, Study]] = {
    FACTORIAL: (
        Study("full", seeds=30, citizens=10_000, months=300, burn_in=60, build=factorial),
        Study("quick", seeds=4, citizens=1_000, months=108, burn_in=24, build=factorial),
    ),
    "ablation": (ablation.FULL, ablation.QUICK),
    "portfolios": (portfolios.FULL, portfolios.QUICK),
    "preconditions": (preconditions.FULL, preconditions.QUICK),
    "cases": (cases.FULL, cases.QUICK),
    "claims": (
        claims_study(claims_batch.FULL, "claims", claims_batch.FULL.seeds),
        claims_study(claims_batch.QUICK, "claims-quick", 3),
    ),
    "final_state": (final_state.FULL, final_state.QUICK),
    "sensitivity": (screening.FULL, screening.QUICK),
}
#: Studies drawn month by month; of the others only the summary of each run is read.
MONTHLY = (FACTORIAL, "preconditions", "cases", "final_state")


@dataclass(frozen=True)
class Batch:
    """Runs of a study that figures need.

    Attributes
    ----------
    name : str
        Name of the study, a key of :data:`STUDIES`.
    study : Study
    quick : bool
        Whether this is the quick study.
    scenarios : sequence of Scenario
    directory : Path
        Folder of its results.
    """

    name: str
    study: Study
    quick: bool
    scenarios: Sequence[Scenario]
    directory: Path

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.study.seeds * len(self.scenarios)

    def missing(self) -> int:
        """Number of runs that the manifest of the folder does not list."""
        if not self.directory.is_dir():
            return self.runs
        seeds = range(1, self.study.seeds + 1)
        plan = make_plan(self.scenarios, seeds, 0, model_version())
        try:
            stored = {info.identity for _, info in Store(self.directory).contents().values()}
        except (DamagedFileError, OSError, RequestError):
            return self.runs
        return sum(run.identity not in stored for run in plan.runs)


def batch(name: str, quick: bool, directory: Path, scenarios: Iterable[str] = ()) -> Batch:
    """The batch of a study.

    Parameters
    ----------
    name : str
        A key of :data:`STUDIES`.
    quick : bool
    directory : Path
        Folder of all results; each study has a folder in it.
    scenarios : iterable of str
        Names of scenarios; all scenarios when empty.
    """
    study = STUDIES[name][quick]
    return Batch(name, study, quick, study.scenarios(scenarios), directory / study.name)


def read(batch: Batch, jobs: int | None = None) -> FigureData:
    """Execute the runs of a batch that are missing, and read all of them.

    Parameters
    ----------
    batch : Batch
    jobs : int, optional
        Parallel processes; one per processor when left out.
    """
    study, scenarios = batch.study, batch.scenarios
    panel = dict.fromkeys(FOLLOWED, PANEL) if batch.name == FACTORIAL else 0
    results = study.carry_out(scenarios, batch.directory, jobs=jobs, panel=panel, work=study.work)
    judges = batch.name == "claims"
    runs = (
        pd.DataFrame(results.run_keys, columns=["scenario", "seed"])
        if judges
        else results.summary()
    )
    return FigureData(
        months=results.frame() if batch.name in MONTHLY else no_months(),
        runs=runs,
        panels=_panels(results) if panel else {},
        titles={scenario.name: scenario.title for scenario in scenarios},
        citizens=study.citizens,
        length=study.months,
        burn_in=study.burn_in,
        quick=batch.quick,
        failures={f"{name}, seed {seed}": why for (name, seed), why in results.failures.items()},
        identities=_identities(scenarios, runs),
        claims=_verdicts(batch, results) if judges else None,
    )


def _panels(results: Results) -> dict[str, pd.DataFrame]:
    """Scenario → monthly observations of the citizens in its panel."""
    observations = results.panel()
    if not len(observations):
        return {}
    return {
        str(name): panel.drop(columns="scenario")
        for name, panel in observations.groupby("scenario")
    }


def _verdicts(batch: Batch, results: Results) -> pd.DataFrame:
    """The claims judged on the runs of a batch, which are read a few at a time."""
    study = batch.study
    histories = claims_batch.histories(batch.scenarios, results, batch.directory)
    verdicts = judged(claims(), histories, study.burn_in)
    return pd.DataFrame([row(verdict, {}, study, batch.quick) for verdict in verdicts])


def _identities(scenarios: Sequence[Scenario], runs: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Fingerprint of each run (scenario, seed); see :class:`experiments.batch.plan.Run`."""
    pairs = runs[["scenario", "seed"]].itertuples(index=False)
    stored = {(str(name), int(seed)) for name, seed in pairs}
    if not stored:
        return {}
    plan = make_plan(scenarios, sorted({seed for _, seed in stored}), 0, model_version())
    return {run.key: run.identity for run in plan.runs if run.key in stored}
