"""The tasks of a batch in the order in which they are handed out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from experiments.batch.limits import Limits
from experiments.batch.plan import PlannedRun
from experiments.batch.worker import Task


def tasks_of(runs: Sequence[PlannedRun], limits: Limits) -> list[Task]:
    """A task for each run; it names the burn-in that the run has in common with another one.

    Where memory is limited nothing is remembered, so that a run is never too large for what another
    one left behind.

    Parameters
    ----------
    runs : sequence of Run
    limits : Limits
        What each may take.
    """
    tasks = [Task(one, limits) for one in runs]
    if limits.megabytes is not None:
        return tasks
    number = Counter(one.burn_in for one in runs)
    return [
        replace(task, burn_in=task.run.burn_in) if number[task.run.burn_in] > 1 else task
        for task in tasks
    ]


def dealt(tasks: Iterable[Task], workers: int) -> Iterator[Task]:
    """Tasks in such an order that each worker can keep to one burn-in, and none has to wait.

    As many burn-ins as there are workers are dealt at a time: with two, the first run of A, the
    first of B, the second of A, and so on until both are used up. Runs with a burn-in of their own
    come where they stood.

    Parameters
    ----------
    tasks : iterable of Task
    workers : int
        How many are at work at a time, 1 or more.
    """
    groups: dict[object, list[Task]] = {}
    for task in tasks:
        groups.setdefault(task.burn_in or task.run.place, []).append(task)
    hands: list[list[Task]] = []
    for group in groups.values():
        if group[0].burn_in is None:
            yield from group
            continue
        hands.append(group)
        if len(hands) == workers:
            yield from _in_turn(hands)
            hands = []
    yield from _in_turn(hands)


def _in_turn(hands: Sequence[Sequence[Task]]) -> Iterator[Task]:
    for together in zip_longest(*hands):
        yield from (task for task in together if task is not None)
