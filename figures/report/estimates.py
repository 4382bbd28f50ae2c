"""What a batch will take, said before it begins: time, memory, disk; and how much is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from experiments.batch.plan import make_plan
from experiments.errors import RequestError
from experiments.storage.model_version import model_version
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.store import Store
from experiments.studies.study import Size
from scenarios import Scenario
from simulation.measures import MEASURES

Say = Callable[[str], None]

#: Seconds of one of two processors that share their caches: to found a city, per month, per citizen
#: and month. These and what follows are held against what a complete run took, see `times.py`.
FOUNDING, MONTH, CITIZEN_MONTH = 0.12, 0.0024, 1.0e-6
#: Seconds to start the processes and load the compiled model, to read and judge the results of a
#: run, and to draw one figure.
STARTING, READING, DRAWING = 4.0, 0.024, 1.5
#: Megabytes of a process at work, of the one that gathers the results, and bytes per citizen.
PROCESS, GATHERING, CITIZEN = 350.0, 350.0, 2_500.0
#: How often the results are in memory while they are gathered.
COPIES = 3
#: Bytes on the disk per run, and per month of it with all its measures.
RUN_ON_DISK, MONTH_ON_DISK = 20_000.0, 1_300.0


@dataclass(frozen=True)
class Batch:
    """Runs that are to be carried out together.

    Attributes
    ----------
    name : str
        What it is called.
    size : Size
    scenarios : sequence of Scenario
    directory : Path
        Folder of its results.
    """

    name: str
    size: Size
    scenarios: Sequence[Scenario]
    directory: Path

    @property
    def runs(self) -> int:
        """Runs in all."""
        return self.size.seeds * len(self.scenarios)

    def missing(self) -> int:
        """Runs that are not there, as far as a look without reading them tells."""
        if not self.directory.is_dir():
            return self.runs
        seeds = range(1, self.size.seeds + 1)
        plan = make_plan(self.scenarios, seeds, 0, model_version())
        try:
            there = {held.identity for _, held in Store(self.directory).contents().values()}
        except (DamagedFileError, OSError, RequestError):
            return self.runs
        return sum(run.identity not in there for run in plan.runs)

    def seconds(self, runs: int, jobs: int) -> float:
        """About how long so many of its runs take, and to read the results of all."""
        work = STARTING + self.at_work(runs, jobs) if runs else 0.0
        return work + READING * self.runs

    def at_work(self, runs: int, jobs: int) -> float:
        """About how long so many of its runs take once the processes have started."""
        month = MONTH + CITIZEN_MONTH * self.size.citizens
        rounds = -(-runs // jobs)
        return (FOUNDING + month * self.size.months) * rounds

    @property
    def megabytes_of_memory(self) -> float:
        """About what one of its processes takes."""
        return PROCESS + CITIZEN * self.size.citizens / 1e6

    @property
    def megabytes_on_disk(self) -> float:
        """About what its results take."""
        return self.runs * (RUN_ON_DISK + MONTH_ON_DISK * self.size.months) / 1e6


@dataclass
class Outlook:
    """Batches one after the other.

    Parameters
    ----------
    batches : sequence of Batch
    figures : int
        Figures that are drawn in the end.
    jobs : int
        Processes at work at a time.
    say : callable
        Takes messages for the user.
    """

    batches: Sequence[Batch]
    figures: int
    jobs: int
    say: Say
    _missing: list[int] = field(default_factory=list)
    _began: float = 0.0

    def __post_init__(self) -> None:
        self._missing = [batch.missing() for batch in self.batches]
        self._began = time.monotonic()

    def seconds(self, first: int = 0) -> float:
        """About how long the batches from one on and the drawing take."""
        todo = zip(self.batches[first:], self._missing[first:], strict=True)
        return sum(batch.seconds(runs, self.jobs) for batch, runs in todo) + DRAWING * self.figures

    @property
    def megabytes_of_memory(self) -> float:
        """About what all processes take together at their most."""
        largest = max((batch.megabytes_of_memory for batch in self.batches), default=0.0)
        months = max((batch.runs * batch.size.months for batch in self.batches), default=0)
        columns = sum(len(measure.columns) for measure in MEASURES.values())
        return self.jobs * largest + GATHERING + COPIES * 8 * columns * months / 1e6

    @property
    def megabytes_on_disk(self) -> float:
        """About what all results take."""
        return sum(batch.megabytes_on_disk for batch in self.batches)

    def begin(self) -> None:
        """Say what it will take."""
        runs = sum(batch.runs for batch in self.batches)
        there = runs - sum(self._missing)
        self.say(
            f"{self.figures} figure{'s' * (self.figures != 1)} from {runs:,} runs, "
            f"{there:,} of which are there. Expected with {self.jobs} processes: "
            f"about {duration(self.seconds())}, {amount(self.megabytes_of_memory)} of memory, "
            f"{amount(self.megabytes_on_disk)} of disk for the runs; "
            "longer on a busy machine, and a minute more if the model has to be compiled"
        )

    def next(self, place: int) -> None:
        """Say which batch begins and how much is left, at the pace so far.

        Parameters
        ----------
        place : int
            Number of the batch, from 0.
        """
        before = self.seconds() - self.seconds(place)
        pace = (time.monotonic() - self._began) / before if before else 1.0
        left = self.seconds(place) * max(pace, 0.1)
        batch, runs = self.batches[place], self._missing[place]
        self.say(
            f"batch {place + 1} of {len(self.batches)}, {batch.name}: {runs:,} of {batch.runs:,} "
            f"runs to do; about {duration(left)} left in all"
        )


def duration(seconds: float) -> str:
    """A duration in words, as exact as it is known."""
    if seconds < 90:
        return f"{max(10, round(seconds / 10) * 10)} seconds"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours"


def amount(megabytes: float) -> str:
    """An amount of memory or disk in words."""
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{max(1, round(megabytes))} MB"
