"""A study: scenarios at a fixed size, run over seeds and stored in a folder of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch import progress
from experiments.batch.executors import Workforce
from experiments.batch.plan import make_plan
from experiments.batch.runner import Say, carry_out
from experiments.batch.worker import TaskResult, perform
from experiments.storage.results import Results
from simulation.core.model_version import model_version

if TYPE_CHECKING:
    import pandas as pd

    from scenarios import Scenario

Rows = list[dict[str, Any]]
Build = Callable[[Mapping[str, Any]], list["Scenario"]]


@dataclass(frozen=True)
class Size:
    """How much is run.

    Attributes
    ----------
    name : str
        Of the size, or of the study that has it.
    seeds, citizens, months, burn_in : int
        Runs of each scenario, and size of each run.
    """

    name: str
    seeds: int
    citizens: int
    months: int
    burn_in: int

    @property
    def changes(self) -> dict[str, Any]:
        """Size of a run as changes of parameters."""
        return {f"city.{name}": getattr(self, name) for name in ("citizens", "months", "burn_in")}

    @property
    def words(self) -> str:
        """Seeds, citizens and months in words."""
        return (
            f"{self.seeds} seeds × {self.citizens:,} citizens × {self.months} months "
            f"({self.burn_in} of them burn-in)"
        )

    def carry_out(
        self,
        scenarios: Sequence[Scenario],
        directory: Path,
        *,
        jobs: int | None = None,
        panel: int | Mapping[tuple[str, int], int] = 0,
        say: Say = progress.say,
        show: bool | None = None,
        work: Callable[..., TaskResult] = perform,
    ) -> Results:
        """Run scenarios with the seeds of this size, except for runs already stored.

        Parameters
        ----------
        scenarios : sequence of Scenario
            Already in this size, see :attr:`changes`.
        directory : Path
            Folder of their results.
        jobs : int, optional
            Processes at a time; one per processor by default.
        panel : int or mapping of (scenario, seed) to int
            Citizens to follow month by month.
        say : callable, optional
            Takes messages for the user.
        show : bool, optional
            Whether to draw a progress bar; by default, if the output is a terminal or a notebook.
        work : callable, optional
            Performs one run, see :func:`experiments.batch.worker.perform`.
        """
        plan = make_plan(scenarios, range(1, self.seeds + 1), panel, model_version())
        batch = carry_out(
            plan, scenarios, directory, workforce=Workforce(jobs, here=True), say=say, work=work,
            show=progress.somebody_looks() if show is None else show,
        )  # fmt: skip
        done = [run.key for run in plan.runs if run.key not in batch.causes]
        return Results(directory, done, batch.causes)


@dataclass(frozen=True)
class Study(Size):
    """A size, the scenarios that are run in it, and the table of their results.

    Attributes
    ----------
    build : callable
        Takes the size as changes of parameters, returns the scenarios.
    table : callable, optional
        Takes one row per run (scenario, seed and measures), returns the rows of the table.
    work : callable
        Performs one run, see :func:`experiments.batch.worker.perform`.
    """

    build: Build
    _: KW_ONLY
    table: Callable[[pd.DataFrame], Rows] | None = None
    work: Callable[..., TaskResult] = perform

    def scenarios(self, names: Iterable[str] = ()) -> list[Scenario]:
        """The scenarios in their size: those with some names, or all if no name is given."""
        wanted = set(names)
        return [one for one in _scenarios_of(self) if not wanted or one.name in wanted]

    def run(
        self, directory: Path, jobs: int | None = None, names: Iterable[str] = ()
    ) -> Results:  # fmt: skip
        """Run what is not stored yet; see :meth:`carry_out`.

        Parameters
        ----------
        directory : Path
            Folder of results; the study has a folder with its name in it.
        jobs : int, optional
        names : iterable of str
            As in :meth:`scenarios`.
        """
        scenarios = self.scenarios(names)
        return self.carry_out(scenarios, directory / self.name, jobs=jobs, work=self.work)


@cache
def _scenarios_of(study: Study) -> tuple[Scenario, ...]:
    """Cached, because building several hundred scenarios takes seconds."""
    return tuple(study.build(study.changes))
