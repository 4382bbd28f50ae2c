"""The final state: the districts and the occupations of a city after its last month.

What months are measured in tells nothing of single districts or occupations; this study keeps
them, :mod:`~experiments.studies.final_state.reading` says in what form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.batch import progress
from experiments.batch.executors import Workforce
from experiments.batch.plan import make_plan
from experiments.batch.runner import Say, carry_out
from experiments.storage.model_version import model_version
from experiments.storage.results import Results
from experiments.studies.final_state.reading import perform_to_the_end
from experiments.studies.study import Study
from scenarios import Scenario, load


@dataclass(frozen=True)
class FinalStates(Study):
    """A study whose results are final states in place of months."""

    def carry_out(
        self,
        scenarios: Sequence[Scenario],
        directory: Path,
        *,
        jobs: int | None = None,
        panel: int | Mapping[tuple[str, int], int] = 0,
        say: Say = progress.say,
        show: bool | None = None,
    ) -> Results:
        """As :meth:`experiments.studies.study.Size.carry_out`; nobody can be followed."""
        plan = make_plan(scenarios, range(1, self.seeds + 1), panel, model_version())
        show = progress.somebody_looks() if show is None else show
        batch = carry_out(
            plan, scenarios, directory, workforce=Workforce(jobs), say=say, show=show,
            work=perform_to_the_end,
        )  # fmt: skip
        return batch.results(plan, directory)


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The city as it is, in a size."""
    return [load("baseline").but(size)]


#: Large enough for about a hundred people in each of the hundred districts.
FULL = FinalStates("final_state", seeds=10, citizens=10_000, months=180, burn_in=60, cast=scenarios)
QUICK = FinalStates(
    "final_state-quick", seeds=2, citizens=1_000, months=60, burn_in=24, cast=scenarios
)
