"""The plan: which runs there are, settled before the first of them begins."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from experiments.errors import RequestError
from simulation.core.file_reference import split

if TYPE_CHECKING:
    from scenarios import Scenario

Flat = Mapping[str, Any]


def settings_hash(settings: Flat) -> str:
    """Fingerprint of resolved settings.

    120 and 120.0 are the same number, and a file is its content wherever it lies.
    """
    if isinstance(settings, _Settings):
        return settings.fingerprint
    text = json.dumps({name: _normal(value) for name, value in settings.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class _Settings(dict[str, Any]):
    """Settings that many runs share and nobody changes, so their fingerprint is taken once."""

    @cached_property
    def fingerprint(self) -> str:
        """See :func:`settings_hash`."""
        return settings_hash(dict(self))

    @cached_property
    def burn_in(self) -> str | None:
        """See :func:`simulation.burn_in.burn_in_key`."""
        from simulation.burn_in import burn_in_key

        return burn_in_key(self)


def _normal(value: Any) -> Any:
    if isinstance(value, (int, float)) and type(value) is not bool:
        return float(value)
    if isinstance(value, str):
        path, content = split(value)
        return content or path
    return value


@dataclass(frozen=True)
class PlannedRun:
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

    @cached_property
    def identity(self) -> str:
        """Fingerprint of what makes this run this run; titles and comments have no part in it."""
        key = f"{settings_hash(self.settings)}/{self.seed}/{self.model_version}"
        return hashlib.sha256(key.encode()).hexdigest()[:16]

    @property
    def months(self) -> int:
        """Months to run."""
        return int(self.settings["city.months"])

    @property
    def burn_in(self) -> str | None:
        """One word for its burn-in, equal for runs that can have it in common; None for none."""
        if not isinstance(self.settings, _Settings) or self.settings.burn_in is None:
            return None
        return f"{self.settings.burn_in}/{self.seed}"

    @property
    def place(self) -> tuple[str, int]:
        """Where the run belongs in a folder of results: scenario and seed."""
        return self.scenario, self.seed


@dataclass(frozen=True)
class Plan:
    """Runs in the order in which they are begun: seed by seed, all scenarios of a seed together.

    An aborted batch is therefore evenly sampled, and its pairs are complete.
    """

    runs: tuple[PlannedRun, ...]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios."""
        return list(dict.fromkeys(run.scenario for run in self.runs))

    @property
    def seeds(self) -> list[int]:
        """The seeds."""
        return sorted({run.seed for run in self.runs})

    def refuse_double(self) -> None:
        """Raise a RequestError if a run is in the plan twice."""
        double = [
            place for place, count in Counter(r.place for r in self.runs).items() if count > 1
        ]
        if double:
            name, seed = double[0]
            more = f" and {len(double) - 1} more" if len(double) > 1 else ""
            raise RequestError(f"the plan holds a run twice: {name}, seed {seed}{more}")

    def shard(self, number: int, of: int) -> Plan:
        """Every `of`-th run, beginning with the `number`-th, counted from 1."""
        return Plan(self.runs[number - 1 :: of])

    def to_json(self) -> str:
        """The plan as text, complete enough to be run from, with a checksum of itself."""
        settings = {run.scenario: dict(run.settings) for run in self.runs}
        document = {
            "model_version": self.runs[0].model_version if self.runs else None,
            "runs": [[run.scenario, run.seed, run.identity, run.panel] for run in self.runs],
            "scenarios": settings,
        }
        document["sha256"] = _checksum(document)
        return json.dumps(document, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str, name: str) -> Plan:
        """The plan that :meth:`to_json` wrote.

        Parameters
        ----------
        text : str
        name : str
            What to call it in messages.

        Raises
        ------
        RequestError
            If it was edited or damaged since.
        """
        try:
            document = json.loads(text)
            if document.pop("sha256") != _checksum(document):
                raise ValueError
            settings = {one: _Settings(flat) for one, flat in document["scenarios"].items()}
            return cls(
                tuple(
                    PlannedRun(scenario, settings[scenario], seed, panel, document["model_version"])
                    for scenario, seed, _, panel in document["runs"]
                )
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            raise RequestError(f"{name}: was edited or damaged since it was written") from None


def _checksum(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


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
    flat = {name: _Settings(scenario.settings.flat()) for name, scenario in by_name.items()}
    places = [(name, seed) for seed in seeds for name in flat]
    follow = dict.fromkeys(places, panel) if isinstance(panel, int) else panel
    return Plan(
        tuple(
            PlannedRun(name, flat[name], seed, follow.get((name, seed), 0), model_version)
            for name, seed in places
        )
    )
