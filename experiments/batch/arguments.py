"""Arguments of Python calls as people write them, checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from numbers import Integral
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from experiments.batch.plan import RunKey
from experiments.errors import RequestError
from scenarios import Scenario, ScenarioError, load
from simulation.core.errors import suggestion

#: Seeds are whole numbers below this.
SEED_LIMIT = 2**63


def scenario_list(scenarios: Any) -> list[Scenario]:
    """Scenarios given as one or several scenarios, names or files.

    Raises
    ------
    RequestError
        If something else is among them.
    ScenarioError
        With the problems of all that cannot be read.
    """
    single = isinstance(scenarios, Scenario | str | Path) or not isinstance(scenarios, Iterable)
    chosen: list[Scenario] = []
    problems: list[str] = []
    for given in [scenarios] if single or isinstance(scenarios, Mapping) else scenarios:
        if isinstance(given, str | Path):
            try:
                chosen.append(load(given))
            except ScenarioError as error:
                problems += error.problems
        elif isinstance(given, Scenario):
            chosen.append(given)
        else:
            raise RequestError(
                f"scenarios: {given!r} is none; give scenarios, names or files, as in "
                'run(["baseline", "training"]) or run(load("baseline").but({...}))'
            )
    if problems:
        raise ScenarioError(problems)
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


def panel_sizes(panel: Any) -> int | dict[RunKey, int]:
    """Citizens to follow, in every run or in the runs that are named.

    Raises
    ------
    RequestError
        If a number is no whole number from 0 on, or a run is not named by scenario and seed.
    """
    if not isinstance(panel, Mapping):
        return _panel_size(panel)
    for key in panel:
        if not (isinstance(key, tuple) and len(key) == 2 and is_whole(key[1])):
            raise RequestError(
                f'panel: {key!r} is no run; name scenario and seed, as in panel={{("baseline", 1): '
                "50}"
            )
    return {(str(name), int(seed)): _panel_size(size) for (name, seed), size in panel.items()}


def _panel_size(size: Any) -> int:
    if not is_whole(size) or size < 0:
        raise RequestError(f"panel = {size!r}: must be a whole number of citizens, 0 or more")
    return int(size)


def path_of(path: Any, name: str = "output") -> Path:
    """A path, with ``~`` for the home.

    Raises
    ------
    RequestError
        If it is empty or no path.
    """
    if not isinstance(path, str | PathLike):
        raise RequestError(f"{name} = {path!r}: must be a path")
    if not str(path).strip():
        raise RequestError(f"{name}: an empty path; name one, or leave it out")
    return Path(path).expanduser()


def limit(name: str, value: Any) -> float | None:
    """The limit of a run; None for no limit.

    Raises
    ------
    RequestError
        If it is no number above 0.
    """
    if value is None:
        return None
    number = value.item() if isinstance(value, np.generic | np.ndarray) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number < inf:
        raise RequestError(f"{name} = {value!r}: must be a number above 0, or None for no limit")
    return float(number)


def refuse_unknown(options: Iterable[str], known: Iterable[str]) -> None:
    """Raise a TypeError with the nearest right name if an argument is unknown."""
    names = list(known)
    problems = [f"{name!r}: {suggestion(name, names)}" for name in options if name not in names]
    if problems:
        raise TypeError(f"unknown argument {', '.join(problems)}")


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
