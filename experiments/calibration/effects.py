"""Effects of interventions over all acceptable parameter vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch import parameter_vectors
from experiments.batch.runner import Say, run
from experiments.calibration.acceptable import FILE as ACCEPTABLE
from experiments.calibration.targets import Targets
from experiments.output_tables import render
from experiments.storage.store import Store
from simulation.core.accounts import INTERVENTIONS
from simulation.core.model_version import model_version

if TYPE_CHECKING:
    from experiments.storage.results import Results
    from scenarios import Scenario

#: Within the folder of a calibration: the runs, and the table of effects.
FOLDER, FILE = "effects", "effects.csv"
#: Measures of which effects are reported.
MEASURES = ("fit", "unbalance", "volatility", "unemployment", "well_being")


def size(targets: Targets) -> dict[str, Any]:
    """The size of a trial as changes of parameters; interventions begin after the burn-in."""
    settings = targets.scenario.settings.flat()
    changes = {
        f"city.{name}": settings[f"city.{name}"] for name in ("citizens", "months", "burn_in")
    }
    starts = {
        f"interventions.{name}.start_month": changes["city.burn_in"] for name in INTERVENTIONS
    }
    return changes | starts


def refuse_clashes(targets: Targets, scenarios: Sequence[Scenario], source: str) -> None:
    """Raise a ScenarioError if a scenario sets a parameter that is searched."""
    start = parameter_vectors.Vector(
        0, {searched.name: searched.start for searched in targets.ranges}, 0
    )
    parameter_vectors.combine(scenarios, [start], Path(source))


def carry_out(
    targets: Targets, scenarios: Sequence[Scenario], directory: Path, *, jobs: int | None, say: Say
) -> tuple[list[dict[str, Any]], Results]:
    """Run the city and some scenarios with every acceptable vector and compare them.

    The seeds had no part in the choice. Stored runs are not repeated.

    Parameters
    ----------
    targets : Targets
    scenarios : sequence of Scenario
        In the size of a trial, see :func:`size`.
    directory : Path
        Folder of the calibration, with its acceptable vectors.
    jobs : int or None
        Processes at a time.
    say : callable
        Takes messages for the user.

    Returns
    -------
    rows : list of dict
        See :func:`experiments.batch.parameter_vectors.effects`; also written to :data:`FILE` with
        the version of the model.
    results : Results
        ``failures`` names the runs that failed.
    """
    path = directory / ACCEPTABLE
    vectors = parameter_vectors.read(path)
    city = targets.scenario.but(size(targets))
    store = Store(directory / FOLDER)
    store.prepare()
    store.write(
        store.directory / parameter_vectors.FILE, parameter_vectors.text_of(vectors).encode()
    )
    cities = parameter_vectors.combine([city, *scenarios], vectors, path)
    seeds = targets.file.check_seeds
    results = run(cities, seeds, jobs=jobs, output=store.directory, say=say)
    rows = parameter_vectors.effects(
        results, [vector.number for vector in vectors], city.name, MEASURES
    )
    kept = [row | {"model_version": model_version()} for row in rows]
    store.write(directory / FILE, (render(kept, "csv") + "\n").encode())
    return rows, results
