"""The plan: which runs there are, settled before the first of them begins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.errors import RequestError
from simulation.pinned import split

if TYPE_CHECKING:
    from scenarios import Scenario

Flat = Mapping[str, Any]


def settings_hash(settings: Flat) -> str:
    """Fingerprint of resolved settings.

    120 and 120.0 are the same number, and a file is its content wherever it lies.
    """
    text = json.dumps({name: _normal(value) for name, value in settings.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _normal(value: Any) -> Any:
    if isinstance(value, (int, float)) and type(value) is not bool:
        return float(value)
    if isinstance(value, str):
        path, content = split(value)
        return content or path
    return value


@dataclass(frozen=True)
class Run:
    """One city to be lived through: a scenario and a seed under one version of the model.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    settings : dict
        Its resolved settings, ``section.key`` → value; months and citizens are among them.
    seed : int
    panel : int
        Citizens to follow month by month; 0 for none.
    model_version : str
    """

    scenario: str
    settings: Flat
    seed: int
    panel: int
    model_version: str

    @property
    def identity(self) -> str:
        """Fingerprint of what makes this run this run; titles and comments have no part in it."""
        key = f"{settings_hash(self.settings)}/{self.seed}/{self.model_version}"
        return hashlib.sha256(key.encode()).hexdigest()[:16]

    @property
    def months(self) -> int:
        """Months to run."""
        return int(self.settings["city.months"])

    @property
    def place(self) -> tuple[str, int]:
        """Where the run belongs in a folder of results: scenario and seed."""
        return self.scenario, self.seed


@dataclass(frozen=True)
class Plan:
    """Runs in the order in which they are begun: seed by seed, all scenarios of a seed together.

    An aborted batch is therefore evenly sampled, and its pairs are complete.
    """

    runs: tuple[Run, ...]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios."""
        return list(dict.fromkeys(run.scenario for run in self.runs))

    @property
    def seeds(self) -> list[int]:
        """The seeds."""
        return sorted({run.seed for run in self.runs})

    def to_json(self) -> str:
        """The plan as text, complete enough to be run from."""
        settings = {run.scenario: dict(run.settings) for run in self.runs}
        document = {
            "model_version": self.runs[0].model_version if self.runs else None,
            "panel": max((run.panel for run in self.runs), default=0),
            "runs": [[run.scenario, run.seed, run.identity] for run in self.runs],
            "scenarios": settings,
        }
        return json.dumps(document, indent=1, sort_keys=True) + "\n"


def make_plan(
    scenarios: Sequence[Scenario],
    seeds: Iterable[int],
    panel: int | Mapping[tuple[str, int], int],
    model_version: str,
) -> Plan:
    """Settle the runs of a batch.

    Parameters
    ----------
    scenarios : sequence of Scenario
    seeds : iterable of int
    panel : int or mapping of (scenario, seed) to int
        Citizens to follow month by month, in every run or in those that are named.
    model_version : str

    Raises
    ------
    RequestError
        If two different scenarios bear one name, or there is nothing to run.
    """
    by_name: dict[str, Scenario] = {}
    for scenario in scenarios:
        known = by_name.setdefault(scenario.name, scenario)
        if known.settings != scenario.settings:
            raise RequestError(
                f"two different scenarios are called {scenario.name!r}; "
                "give one another name, for instance .but(changes, name=...)"
            )
    seeds = list(dict.fromkeys(seeds))
    if not by_name or not seeds:
        raise RequestError("nothing to run: name at least one scenario and one seed")
    flat = {name: scenario.settings.flat() for name, scenario in by_name.items()}
    places = [(name, seed) for seed in seeds for name in flat]
    follow = dict.fromkeys(places, panel) if isinstance(panel, int) else panel
    return Plan(
        tuple(
            Run(name, flat[name], seed, follow.get((name, seed), 0), model_version)
            for name, seed in places
        )
    )
