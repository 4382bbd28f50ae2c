"""Runs for the predictions of countries: one city for each, and the pooled city.

A city gets the people, the job mix and the ICT use at work of its country. Everything else is that
of the baseline. Initial trust, which differs between countries by default, is therefore the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.batch.plan import PlannedRun
from experiments.batch.worker import OnMonth, Tables, Task, TaskResult, perform_with
from experiments.errors import RequestError
from experiments.preregistration.registration import read
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.results import Results
from experiments.storage.store import Store
from experiments.studies.study import Study
from scenarios import Scenario, load
from simulation.core.city_parameters import COUNTRIES
from simulation.core.model_version import model_version
from simulation.core.vocabulary import EDUCATIONS, EMPLOYED
from simulation.tables.job_mix import job_mixes

if TYPE_CHECKING:
    from pathlib import Path

#: Value of ``city.country`` of the pooled city: mean of 21 OECD countries.
POOLED = "oecd"
#: Measures by education that are stored as means over the measured months.
MEASURES = ("unemployment", "employment", "trained")
#: Number of job-holders by class of happiness, summed over the measured months.
JOB_HOLDERS = "job_holders"
#: Classes of happiness, of equal width on 0-1.
CLASSES = 1000
#: Columns of the rows of a run, with units.
COLUMNS = {
    "month": "months",
    "education": "low, mid or high",
    "quantity": "name",
    "happiness": "0-1, upper end of a class of job-holders",
    "value": "share; job-holders times months",
}


def scenario_name(country: str) -> str:
    """Name of the scenario of a country or of the pooled city."""
    return f"country_{country}"


def run_countries() -> list[str]:
    """Pre-registered countries that the model has."""
    return [country for country in read().countries.countries if country in COUNTRIES]


def not_run() -> list[str]:
    """Pre-registered countries that the model does not have: the survey has no ICT levels."""
    return [country for country in read().countries.countries if country not in COUNTRIES]


def with_pooled_jobs() -> list[str]:
    """Countries without a job mix and ICT use of their own, which have those of the pooled city."""
    return [country for country in run_countries() if country not in job_mixes()]


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The pooled city and the countries, in a size (``"section.key"`` → value)."""
    found = []
    for country in (POOLED, *run_countries()):
        name = scenario_name(country)
        changes = {**size, "city.country": country, "trust.country_differences": False}
        title = "The pooled city" if country == POOLED else f"The city with the inputs of {country}"
        found.append(load("baseline").but(changes, name=name, title=title, source=name))
    return found


def perform_by_education(task: Task, on_month: OnMonth | None = None) -> TaskResult:
    """Run a city and return its outcomes; see :func:`experiments.batch.worker.perform`."""
    return perform_with(task, _run, on_month)


def _run(run: PlannedRun, on_month: OnMonth) -> Tables:
    from simulation.engine import CityRun
    from simulation.settings import Settings

    city = CityRun(Settings(run.settings), run.seed)
    job_holders = np.zeros((len(EDUCATIONS), CLASSES), dtype=np.int64)
    for month in range(1, run.months + 1):
        city.step()
        if city.world.measuring:
            job_holders += job_holders_by_happiness(city.world.citizens)
        on_month(month)
    measured = city.measures.iloc[run.settings["city.burn_in"] :]
    return {"runs": (outcome_rows(measured, job_holders), {})}


def job_holders_by_happiness(citizens: Any) -> np.ndarray:
    """Number of job-holders by education and class of happiness.

    Parameters
    ----------
    citizens : Citizens
        Table of the city, or a frame with its columns.

    Returns
    -------
    ndarray of int of shape (3, CLASSES)
    """
    at_work = np.asarray(citizens.resident) & (np.asarray(citizens.status) == EMPLOYED)
    happiness, education = np.asarray(citizens.happiness), np.asarray(citizens.education)
    return np.stack([
        np.histogram(happiness[at_work & (education == level)], CLASSES, (0.0, 1.0))[0]
        for level in range(len(EDUCATIONS))
    ])  # fmt: skip


def outcome_rows(measured: pd.DataFrame, job_holders: np.ndarray) -> pd.DataFrame:
    """Rows of a run, with :data:`COLUMNS`.

    Parameters
    ----------
    measured : DataFrame
        Measured months.
    job_holders : ndarray of shape (3, CLASSES)
        By education and class of happiness.
    """
    upper_ends = np.arange(1, CLASSES + 1) / CLASSES
    frames = [
        pd.DataFrame({
            "education": level, "quantity": JOB_HOLDERS, "happiness": upper_ends,
            "value": job_holders[number].astype(float),
        })
        for number, level in enumerate(EDUCATIONS)
    ]  # fmt: skip
    means = [
        {"education": level, "quantity": name, "happiness": np.nan,
         "value": float(measured[f"{name}_{level}"].mean())}
        for name in MEASURES
        for level in EDUCATIONS
    ]  # fmt: skip
    rows = pd.concat([pd.DataFrame(means), *frames], ignore_index=True)
    return rows.assign(month=int(measured["month"].iloc[-1]))[list(COLUMNS)]


_SIZE = read().countries
#: As pre-registered.
FULL = Study("countries", _SIZE.seeds, _SIZE.citizens, _SIZE.months, _SIZE.burn_in, scenarios,
             work=perform_by_education)  # fmt: skip
QUICK = Study("countries-quick", 2, 500, 84, 24, scenarios, work=perform_by_education)


def runs_of_countries(study: Study, directory: Path, jobs: int | None = None) -> Results:
    """Run what a folder lacks, and return all runs.

    Parameters
    ----------
    study : Study
    directory : Path
    jobs : int, optional
        Processes at a time; one per processor by default.

    Raises
    ------
    RequestError
        If the folder holds runs of another command.
    """
    wanted = study.scenarios()
    others = sorted(
        {name for name, _ in Store(directory).contents()} - {one.name for one in wanted}
    )
    if others:
        raise RequestError(
            f"{directory}: holds runs of another command ({others[0]}); give another folder"
        )
    return study.carry_out(wanted, directory, jobs=jobs, work=study.work)


def stored_runs(study: Study, directory: Path) -> Results | None:
    """The runs of a folder if none is missing and all are of the present model, else None."""
    try:
        contents = Store(directory).contents()
    except DamagedFileError:
        return None
    seeds = range(1, study.seeds + 1)
    wanted = {(scenario.name, seed) for scenario in study.scenarios() for seed in seeds}
    if not wanted <= contents.keys():
        return None
    sizes = {(study.citizens, study.months, study.burn_in, model_version())}
    infos = [contents[key][1] for key in wanted]
    found = {(info.citizens, info.months, info.burn_in, info.model_version) for info in infos}
    return Results(directory, sorted(wanted)) if found == sizes else None
