"""The runs that claims are judged on: ordinary scenarios, run and stored like any others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch.runner import Say
from experiments.claims.claim import Arm, Claim, Evidence, Finding, arms_of
from experiments.storage.results import Results
from experiments.studies.study import Size as CommonSize
from scenarios import Scenario, load
from simulation.core.measure import NoTwinError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Size(CommonSize):
    """How much is run: the judged runs, and parameter sets for robustness.

    Attributes
    ----------
    sets, set_citizens, set_months, set_burn_in : int
        Number of parameter sets, and size of the city that each is run on.
    """

    sets: int = 0
    set_citizens: int = 1_000
    set_months: int = 96
    set_burn_in: int = 24


#: Ten measured years after five of burn-in.
FULL = Size("full", seeds=30, citizens=2_000, months=180, burn_in=60, sets=200)
#: Six measured years: the shortest in which chronic misfit (five years) can be seen.
QUICK = Size("quick", seeds=8, citizens=1_000, months=108, burn_in=36)


def scenario(arm: Arm, citizens: int, months: int, burn_in: int) -> Scenario:
    """An arm as a scenario of this size."""
    size = {"city.citizens": citizens, "city.months": months, "city.burn_in": burn_in}
    return load("baseline").but(
        size | arm.resolved(burn_in), name=arm.name, title=arm.name.replace("_", " "),
        source=f"claims, arm {arm.name}",
    )  # fmt: skip


def scenarios(claims: Sequence[Claim], changes: Mapping[str, Any]) -> list[Scenario]:
    """The arms of some claims as scenarios; `changes` gives citizens, months and burn-in."""
    size = [changes[f"city.{name}"] for name in ("citizens", "months", "burn_in")]
    return [scenario(arm, *size) for arm in arms_of(claims).values()]


class Histories(Mapping[str, "pd.DataFrame"]):
    """Months of each arm, read from the folder of results on demand.

    All arms of a full batch would fill the memory of a small machine; four are cached.

    Parameters
    ----------
    directory : Path
    seeds : mapping of str to list of int
        Arm → seeds with a run.
    """

    def __init__(self, directory: Path, seeds: Mapping[str, Sequence[int]]) -> None:
        self.directory = directory
        self.seeds = seeds
        self._summaries: dict[str, pd.DataFrame] = {}
        self._months = lru_cache(maxsize=4)(lambda arm: self._results(arm).frame())

    def _results(self, arm: str) -> Results:
        return Results(self.directory, [(arm, seed) for seed in self.seeds[arm]])

    def __getitem__(self, arm: str) -> pd.DataFrame:
        return self._months(arm).drop(columns="scenario")

    def __iter__(self) -> Iterator[str]:
        return iter(self.seeds)

    def __len__(self) -> int:
        return len(self.seeds)

    def summary(self, arm: str) -> pd.DataFrame:
        """One row per seed of an arm."""
        if arm not in self._summaries:
            summary = self._results(arm).summary().drop(columns="scenario")
            self._summaries[arm] = summary.set_index("seed").sort_index()
        return self._summaries[arm]


def run(
    claims: Sequence[Claim], size: Size, directory: Path, *, jobs: int | None, say: Say, show: bool
) -> tuple[Histories, dict[tuple[str, int], str]]:
    """Run the arms of some claims, except for runs already stored.

    Returns
    -------
    histories : Histories
    causes : dict
        (arm, seed) → cause of the failure.
    """
    arms = scenarios(claims, size.changes)
    results = size.carry_out(arms, directory, jobs=jobs, say=say, show=show)
    return histories(arms, results, directory), results.failures


def histories(arms: Sequence[Scenario], results: Results, directory: Path) -> Histories:
    """The stored months of some arms."""
    seeds: dict[str, list[int]] = {arm.name: [] for arm in arms}
    for name, seed in results.run_keys:
        seeds[name].append(seed)
    return Histories(directory, seeds)


def evidence(claim: Claim, histories: Histories, burn_in: int) -> Evidence | None:
    """The data of a claim; None if no seed has all of its arms."""
    arms = [arm.name for arm in claim.arms]
    seeds = sorted(set.intersection(*(set(histories.seeds[arm]) for arm in arms)))
    if not seeds:
        return None
    summaries = {arm: histories.summary(arm).loc[seeds] for arm in arms}
    return Evidence(seeds, burn_in, summaries, histories)


def findings(claim: Claim, evidence: Evidence | None) -> list[Finding] | str:
    """Findings of a claim, or why there are none."""
    if evidence is None:
        return "every run of one of its arms failed"
    try:
        return claim.test(evidence)
    except NoTwinError as error:
        return str(error)
    except Exception as error:  # an error in one claim must not discard the others
        return f"its test failed: {type(error).__name__}: {error}"
