"""The tasks of a batch, in the order in which they are dispatched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from experiments.batch.limits import Limits
from experiments.batch.plan import PlannedRun
from experiments.batch.shipment import shipment_of
from experiments.batch.worker import Task


def tasks_of(runs: Sequence[PlannedRun], limits: Limits) -> list[Task]:
    """Make a task for each run, with the key of its burn-in if another run shares it.

    Where memory is limited no burn-in is shared, so that no run fails because its worker still
    stores the city of an earlier one.
    """
    tasks = [Task(run, limits, shipment=shipment_of(run.settings)) for run in runs]
    if limits.megabytes is not None:
        return tasks
    number = Counter(run.burn_in for run in runs)
    return [
        replace(task, burn_in=task.run.burn_in) if number[task.run.burn_in] > 1 else task
        for task in tasks
    ]


def interleaved(tasks: Iterable[Task], workers: int) -> Iterator[Task]:
    """Order tasks so that each worker can keep to one burn-in and none has to wait.

    As many burn-ins as there are workers alternate at a time: with two workers, the first run of A,
    the first of B, the second of A, and so on. Other runs keep their position.

    Parameters
    ----------
    tasks : iterable of Task
    workers : int
        Number of tasks that run at a time, 1 or more.
    """
    groups: dict[object, list[Task]] = {}
    for task in tasks:
        groups.setdefault(task.burn_in or task.run.key, []).append(task)
    alternating: list[list[Task]] = []
    for group in groups.values():
        if group[0].burn_in is None:
            yield from group
            continue
        alternating.append(group)
        if len(alternating) == workers:
            yield from _alternate(alternating)
            alternating = []
    yield from _alternate(alternating)


def _alternate(groups: Sequence[Sequence[Task]]) -> Iterator[Task]:
    for row in zip_longest(*groups):
        yield from (task for task in row if task is not None)
