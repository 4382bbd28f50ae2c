"""What a folder of results holds, as tables."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.errors import RequestError
from experiments.parts import DamagedFileError, Held
from experiments.store import Store

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def described(table: pa.Table) -> dict[str, dict[str, str]]:
    """Column of a table of measures → what is known of it."""
    found = {}
    for field in table.schema:
        known = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
        if "summary" in known:
            found[field.name] = known
    return found


class Results:
    """Runs of one or more scenarios over seeds.

    Made by :func:`experiments.run` and by :meth:`open`. Every file is verified when it is read.

    Parameters
    ----------
    directory : Path
        Folder of results.
    only : iterable of (scenario, seed), optional
        The runs to take; all of them when left out.
    failures : mapping of (scenario, seed) to str, optional
        Runs that failed, and why.
    temporary : bool
        Whether the folder goes when these results do.
    """

    def __init__(
        self,
        directory: Path,
        only: Iterable[tuple[str, int]] | None = None,
        failures: Mapping[tuple[str, int], str] | None = None,
        temporary: bool = False,
    ) -> None:
        self.directory = Path(directory)
        self.failures = dict(failures or {})
        self._only = None if only is None else sorted(set(only))
        if temporary:
            weakref.finalize(self, shutil.rmtree, self.directory, ignore_errors=True)

    @classmethod
    def open(cls, directory: str | Path) -> Results:
        """The results in a folder.

        Raises
        ------
        RequestError
            If there is no such folder, if it holds no results, or if a file in it is damaged.
        """
        folder = Path(directory)
        if not folder.is_dir():
            raise RequestError(f"{folder}: there is no such folder")
        if not Store(folder).parts():
            raise RequestError(
                f"{folder}: holds no results; make some with: cityfit run -o {folder}"
            )
        results = cls(folder)
        results.frame()
        return results

    @property
    def places(self) -> list[tuple[str, int]]:
        """Scenario and seed of every run, sorted."""
        if self._only is not None:
            return list(self._only)
        runs = self._read[0][["scenario", "seed"]].drop_duplicates()
        return [(str(name), int(seed)) for name, seed in runs.itertuples(index=False)]

    @cached_property
    def _read(self) -> tuple[pd.DataFrame, dict[str, dict[str, str]], dict[str, Held]]:
        """All months, what is known of each column, and of each scenario."""
        import pandas as pd

        store = Store(self.directory)
        frames = []
        columns: dict[str, dict[str, str]] = {}
        facts_of: dict[str, Held] = {}
        versions: dict[str, str] = {}
        for facts, table in self._verified(store, "runs"):
            versions.setdefault(facts.model_version, f"{facts.scenario} seed {facts.seed}")
            frame = table.to_pandas()
            frame.insert(0, "scenario", facts.scenario)
            frame.insert(1, "seed", facts.seed)
            frames.append(frame)
            if facts.scenario not in facts_of:
                facts_of[facts.scenario] = facts
                columns |= described(table) if not columns else {}
        if len(versions) > 1:
            example = ", ".join(versions.values())
            raise RequestError(
                f"{self.directory}: holds runs of different models ({example}); "
                "run the scenarios again, which sets the old ones aside"
            )
        if not frames:
            return pd.DataFrame({"scenario": [], "seed": [], "month": []}), columns, facts_of
        whole = pd.concat(frames, ignore_index=True)
        whole["scenario"] = pd.Categorical(whole["scenario"], categories=self._order(facts_of))
        whole = whole.sort_values(["scenario", "seed", "month"], ignore_index=True)
        whole["scenario"] = whole["scenario"].astype(str)
        return whole, columns, facts_of

    def _verified(self, store: Store, kind: str) -> Iterator[tuple[Held, Any]]:
        """Runs and their tables; a run that was asked for by name has to be there."""
        if self._only is not None and kind == "runs":
            there = store.contents()
            for name, seed in self._only:
                if (name, seed) not in there:
                    raise RequestError(f"{self.directory}: the run of {name}, seed {seed}, is gone")
        try:
            yield from store.tables(kind, self._only)
        except DamagedFileError as error:
            raise RequestError(f"{error}; the command that made it makes it again") from None

    @staticmethod
    def _order(names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: (name != "baseline", name))

    def frame(self) -> pd.DataFrame:
        """All months of all runs: scenario, seed, month and one column per measure."""
        return self._read[0].copy()

    def measured(self) -> pd.DataFrame:
        """The same without the months of the burn-in."""
        whole, _, facts_of = self._read
        ends = {name: facts.burn_in for name, facts in facts_of.items()}
        return whole[whole["month"] > whole["scenario"].map(ends)].copy()

    def panel(self) -> pd.DataFrame:
        """Every month of the citizens that were followed, in all runs that followed any."""
        import pandas as pd

        frames = []
        for facts, table in self._verified(Store(self.directory), "panels"):
            frame = table.to_pandas()
            frame.insert(0, "scenario", facts.scenario)
            frame.insert(1, "seed", facts.seed)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def records(self) -> pd.DataFrame:
        """How each run was made: one row per run, sorted by scenario and seed.

        Versions, commit and whether there were uncommitted changes, processor, begin, wall time in
        seconds, peak memory in megabytes, and all parameters, ``section.key`` → value, in the
        column ``parameters``. What is not known of a run, because its ledger was lost, is nan.
        """
        import pandas as pd

        store = Store(self.directory)
        there = store.contents()
        runs = [there[place][1] for place in sorted(self._only or there) if place in there]
        return pd.DataFrame(store.ledger.records(runs))

    @property
    def columns(self) -> dict[str, dict[str, str]]:
        """Column → its measure, subject, unit, summary and meaning."""
        return self._read[1]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the baseline first."""
        return self._order(self._read[2])

    @property
    def seeds(self) -> list[int]:
        """Seeds that at least one scenario was run with."""
        return sorted({int(seed) for seed in self._read[0]["seed"].unique()})

    def summary(self) -> pd.DataFrame:
        """One row per run: scenario, seed and each measure over the months after the burn-in.

        A measure says itself whether its months are averaged, summed, or stand in the last of
        them; months in which it is not defined are left out of means and sums.
        """
        import pandas as pd

        columns = self.columns
        runs = self.measured().groupby(["scenario", "seed"], sort=False)
        how = {name: known["summary"] for name, known in columns.items()}
        parts = {
            "mean": runs.mean,
            "sum": lambda: runs.sum(min_count=1),
            "last": lambda: runs.nth(-1).set_index(["scenario", "seed"]),
        }
        wanted = {
            kind: parts[kind]()[[name for name in how if how[name] == kind]]
            for kind in sorted(set(how.values()))
        }
        summary = pd.concat(wanted.values(), axis=1) if wanted else runs.size().to_frame()[[]]
        return summary[list(how)].reset_index()

    def __repr__(self) -> str:
        runs = len(self._read[0][["scenario", "seed"]].drop_duplicates())
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return f"<Results: {runs} runs of {', '.join(self.scenarios) or 'nothing'}{failed}>"
