"""What a folder of results holds, as tables."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.errors import RequestError
from experiments.store import DamagedFileError, Store

if TYPE_CHECKING:
    import pandas as pd


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
        if not Store(folder).run_files():
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
    def _read(self) -> tuple[pd.DataFrame, dict[str, dict[str, str]], dict[str, dict[str, Any]]]:
        """All months, what is known of each column, and of each scenario."""
        import pandas as pd

        store = Store(self.directory)
        frames = []
        columns: dict[str, dict[str, str]] = {}
        facts_of: dict[str, dict[str, Any]] = {}
        versions: dict[str, Path] = {}
        chosen = self._only
        paths = store.run_files() if chosen is None else [store.run_path(*run) for run in chosen]
        for path in paths:
            table, facts = self._verified(store, path)
            versions.setdefault(facts["model_version"], path)
            frame = table.to_pandas()
            frame.insert(0, "scenario", facts["scenario"])
            frames.append(frame)
            facts_of.setdefault(facts["scenario"], facts)
            for field in table.schema:
                known = {
                    key.decode(): value.decode() for key, value in (field.metadata or {}).items()
                }
                if "summary" in known:
                    columns.setdefault(field.name, known)
        if len(versions) > 1:
            example = ", ".join(map(str, versions.values()))
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

    @staticmethod
    def _verified(store: Store, path: Path) -> tuple[Any, dict[str, Any]]:
        try:
            return store.read(path)
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
        ends = {name: facts["burn_in"] for name, facts in facts_of.items()}
        return whole[whole["month"] > whole["scenario"].map(ends)].copy()

    def panel(self) -> pd.DataFrame:
        """Every month of the citizens that were followed, in all runs that followed any."""
        import pandas as pd

        store = Store(self.directory)
        frames = []
        for scenario, seed in self.places:
            path = store.run_path(scenario, seed, "panels")
            if path.is_file():
                frame = self._verified(store, path)[0].to_pandas()
                frame.insert(0, "scenario", scenario)
                frames.append(frame)
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

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
