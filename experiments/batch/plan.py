"""The plan of a batch: all runs, fixed before the first of them starts."""

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
from simulation.core.table_sizes import Sizes, sizes_of

if TYPE_CHECKING:
    from scenarios import Scenario

#: Scenario and seed: identifies a run within a folder of results.
RunKey = tuple[str, int]
Flat = Mapping[str, Any]


def settings_hash(settings: Flat) -> str:
    """Fingerprint of resolved settings: 16 hexadecimal digits.

    120 and 120.0 are the same number. A file counts by its content, not by its path.
    """
    if isinstance(settings, _SharedSettings):
        return settings.fingerprint
    text = json.dumps({name: _normal(value) for name, value in settings.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class _SharedSettings(dict[str, Any]):
    """Settings shared by many runs and never changed, so each fingerprint is computed once."""

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
    """One city to simulate: a scenario and a seed under one version of the model.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    settings : dict
        Its resolved settings, ``section.key`` → value; months and citizens are among them.
    seed : int
    tables : mapping of str to int
        Monthly tables to make beside the measures: kind → size, as in ``{"panels": 50}``.
    model_version : str
    """

    scenario: str
    settings: Flat
    seed: int
    tables: Sizes
    model_version: str

    @cached_property
    def identity(self) -> str:
        """Fingerprint of settings, seed and model version; titles and comments do not count."""
        key = f"{settings_hash(self.settings)}/{self.seed}/{self.model_version}"
        return hashlib.sha256(key.encode()).hexdigest()[:16]

    @property
    def months(self) -> int:
        """Months to run."""
        return int(self.settings["city.months"])

    @property
    def burn_in(self) -> str | None:
        """Key of the burn-in, equal for runs that can share it; None if it cannot be shared."""
        if not isinstance(self.settings, _SharedSettings) or self.settings.burn_in is None:
            return None
        return f"{self.settings.burn_in}/{self.seed}"

    @property
    def key(self) -> RunKey:
        """Scenario and seed."""
        return self.scenario, self.seed


@dataclass(frozen=True)
class Plan:
    """Runs in the order in which they start: seed by seed, all scenarios of a seed together.

    An interrupted batch is therefore evenly sampled, and its pairs are complete.
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

    def refuse_duplicates(self) -> None:
        """Raise a RequestError if the plan contains a run twice."""
        counts = Counter(run.key for run in self.runs)
        duplicates = [key for key, count in counts.items() if count > 1]
        if duplicates:
            name, seed = duplicates[0]
            more = f" and {len(duplicates) - 1} more" if len(duplicates) > 1 else ""
            raise RequestError(f"the plan contains a run twice: {name}, seed {seed}{more}")

    def shard(self, number: int, of: int) -> Plan:
        """Every `of`-th run, starting with the `number`-th, counted from 1."""
        return Plan(self.runs[number - 1 :: of])

    def to_json(self) -> str:
        """The plan as text that is complete enough to run from, with its own checksum."""
        document = {
            "model_version": self.runs[0].model_version if self.runs else None,
            "runs": [[run.scenario, run.seed, run.identity, dict(run.tables)] for run in self.runs],
            "scenarios": {run.scenario: dict(run.settings) for run in self.runs},
        }
        document["sha256"] = _checksum(document)
        return json.dumps(document, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str, name: str) -> Plan:
        """Read what :meth:`to_json` wrote.

        Parameters
        ----------
        text : str
        name : str
            Name of the plan in messages.

        Raises
        ------
        RequestError
            If the text was edited or damaged.
        """
        try:
            document = json.loads(text)
            if document.pop("sha256") != _checksum(document):
                raise ValueError
            settings = {
                scenario: _SharedSettings(flat) for scenario, flat in document["scenarios"].items()
            }
            return cls(
                tuple(
                    PlannedRun(
                        scenario,
                        settings[scenario],
                        seed,
                        # before version 0.3 a number of citizens to follow
                        tables if isinstance(tables, dict) else sizes_of(tables, False),
                        document["model_version"],
                    )
                    for scenario, seed, _, tables in document["runs"]
                )
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            raise RequestError(f"{name}: was edited or damaged since it was written") from None


def _checksum(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def make_plan(
    scenarios: Sequence[Scenario],
    seeds: Iterable[int],
    panel: int | Mapping[RunKey, int],
    model_version: str,
    by_occupation: bool = False,
) -> Plan:
    """Plan every scenario with every seed.

    Parameters
    ----------
    scenarios : sequence of Scenario
    seeds : iterable of int
    panel : int or mapping of (scenario, seed) to int
        Citizens to follow month by month, in every run or in the runs that are named.
    model_version : str
    by_occupation : bool
        Whether each run also stores a table by month and occupation.

    Raises
    ------
    RequestError
        If two different scenarios have one name, or there is nothing to run.
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
    flat = {name: _SharedSettings(scenario.settings.flat()) for name, scenario in by_name.items()}
    keys = [(name, seed) for seed in seeds for name in flat]
    panels = dict.fromkeys(keys, panel) if isinstance(panel, int) else panel
    tables = {key: sizes_of(panels.get(key, 0), by_occupation) for key in keys}
    return Plan(
        tuple(
            PlannedRun(name, flat[name], seed, tables[name, seed], model_version)
            for name, seed in keys
        )
    )
