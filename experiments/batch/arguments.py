"""Arguments of Python calls as people write them, checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np

from experiments.errors import RequestError
from scenarios import Scenario, load

#: Seeds are whole numbers below this.
SEED_LIMIT = 2**63


def scenario_list(scenarios: Any) -> list[Scenario]:
    """Scenarios given as one or several scenarios, names or files.

    Raises
    ------
    RequestError
        If something else is among them.
    ScenarioError
        If one cannot be read.
    """
    single = isinstance(scenarios, Scenario | str | Path) or not isinstance(scenarios, Iterable)
    chosen = []
    for given in [scenarios] if single or isinstance(scenarios, Mapping) else scenarios:
        if isinstance(given, str | Path):
            chosen.append(load(given))
        elif isinstance(given, Scenario):
            chosen.append(given)
        else:
            raise RequestError(
                f"scenarios: {given!r} is none; give scenarios, names or files, as in "
                'run(["baseline", "training"]) or run(load("baseline").but({...}))'
            )
    return chosen


def seed_list(seeds: Any) -> list[int]:
    """Seeds given as their number, which counts from 1, or one by one.

    Raises
    ------
    RequestError
        If a seed is no whole number from 0 to 2**63 - 1, or there is none.
    """
    if is_whole(seeds):
        if seeds < 1:
            raise RequestError(f"seeds = {seeds}: at least one seed is needed")
        return list(range(1, int(seeds) + 1))
    if isinstance(seeds, str) or not isinstance(seeds, Iterable):
        raise RequestError(
            f"seeds = {seeds!r}: must be a number of seeds, or the seeds, as in seeds=[3, 4]"
        )
    numbers = list(seeds)
    for number in numbers:
        if not is_whole(number) or not 0 <= number < SEED_LIMIT:
            raise RequestError(f"seeds: {number!r} is no whole number from 0 to 2**63 - 1")
    if not numbers:
        raise RequestError("seeds: at least one seed is needed")
    return [int(number) for number in numbers]


def job_number(jobs: Any) -> int | None:
    """Processes at a time; None, or -1, for all processors.

    Raises
    ------
    RequestError
        If it is anything else than a whole number from 1 on.
    """
    if jobs is None or (is_whole(jobs) and jobs == -1):
        return None
    if not is_whole(jobs) or jobs < 1:
        raise RequestError(f"jobs = {jobs!r}: must be 1 or more, or -1 for all processors")
    return int(jobs)


def name_list(names: str | Iterable[str] | None) -> list[str] | None:
    """Names given as one or several; None stays None."""
    if names is None:
        return None
    return [names] if isinstance(names, str) else list(names)


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number of Python or NumPy, and no truth value."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    return isinstance(value, Integral) and not isinstance(value, bool)
