"""A study: fixed scenarios at a fixed size, run over seeds, kept in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import progress
from experiments.model_version import model_version
from experiments.plan import make_plan
from experiments.results import Results
from experiments.runner import carry_out

if TYPE_CHECKING:
    from scenarios import Scenario


@dataclass(frozen=True)
class Study:
    """What is run.

    Attributes
    ----------
    name : str
        Folder of its results.
    seeds, citizens, months, burn_in : int
        Size of each run.
    cast : callable
        Takes the size as changes of parameters, gives the scenarios.
    """

    name: str
    seeds: int
    citizens: int
    months: int
    burn_in: int
    cast: Callable[[Mapping[str, Any]], list[Scenario]]

    @property
    def size(self) -> dict[str, Any]:
        """Size as changes of parameters."""
        return {
            "city.citizens": self.citizens,
            "city.months": self.months,
            "city.burn_in": self.burn_in,
        }

    def carried_out(self, directory: Path, jobs: int | None = None) -> Results:
        """Have the runs carried out as far as they are not there, and open the results.

        Parameters
        ----------
        directory : Path
            Folder of results; the study gets a folder in it.
        jobs : int, optional
            Processes at work at a time; as many as there are processors when left out.
        """
        scenarios = self.cast(self.size)
        plan = make_plan(scenarios, range(1, self.seeds + 1), 0, model_version())
        done = carry_out(
            plan, scenarios, directory / self.name, jobs=jobs, say=progress.say,
            show=progress.somebody_looks(),
        )  # fmt: skip
        there = [run.place for run in plan.runs if run.place not in done.causes]
        return Results(directory / self.name, there, done.causes)
