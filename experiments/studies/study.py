"""A study: scenarios at a fixed size, run over seeds, kept in a folder of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch import progress
from experiments.batch.runner import Say, run

if TYPE_CHECKING:
    from experiments.storage.results import Results
    from scenarios import Scenario


@dataclass(frozen=True)
class Size:
    """How much is run.

    Attributes
    ----------
    name : str
        What the size, or the study that has it, is called.
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
        return {
            "city.citizens": self.citizens,
            "city.months": self.months,
            "city.burn_in": self.burn_in,
        }

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
    ) -> Results:
        """Have scenarios run with the seeds of this size, as far as they are not there.

        Parameters
        ----------
        scenarios : sequence of Scenario
            They have the size already, see :attr:`changes`.
        directory : Path
            Folder of their results.
        jobs : int, optional
            Processes at work at a time; as many as there are processors when left out.
        panel : int or mapping of (scenario, seed) to int
            Citizens to follow month by month.
        say : callable, optional
            Takes messages for the user.
        show : bool, optional
            Whether to draw a progress bar; when left out, if somebody looks.
        """
        return run(
            scenarios, self.seeds, jobs=jobs, output=directory, panel=panel, say=say, show=show
        )


@dataclass(frozen=True)
class Study(Size):
    """A size, and the scenarios that are run in it.

    Attributes
    ----------
    cast : callable
        Takes the size as changes of parameters, gives the scenarios.
    """

    cast: Callable[[Mapping[str, Any]], list[Scenario]]

    def scenarios(self, names: Iterable[str] = ()) -> list[Scenario]:
        """The scenarios in their size: those of some names, or all when none is given."""
        wanted = set(names)
        return [one for one in _scenarios_of(self) if not wanted or one.name in wanted]

    def carried_out(
        self, directory: Path, jobs: int | None = None, names: Iterable[str] = ()
    ) -> Results:
        """Have runs carried out as far as they are not there; see :meth:`carry_out`.

        Parameters
        ----------
        directory : Path
            Folder of results; the study gets a folder of its name in it.
        jobs : int, optional
        names : iterable of str
            As in :meth:`scenarios`.
        """
        return self.carry_out(self.scenarios(names), directory / self.name, jobs=jobs)


@cache
def _scenarios_of(study: Study) -> tuple[Scenario, ...]:
    """Several hundred scenarios take seconds to make, and are asked for again and again."""
    return tuple(study.cast(study.changes))
