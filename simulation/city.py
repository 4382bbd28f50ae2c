"""SmartCity: a city as a Mesa model."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any, Self, cast
from warnings import warn

import numpy as np
import pandas as pd
from mesa import DataCollector
from tqdm.auto import tqdm

from simulation import saved_city, scenario_argument
from simulation.agents import (
    CareerCommunity,
    Citizen,
    Employer,
    NetworkOrganisation,
    RowAgentSet,
    Rows,
)
from simulation.agents.mesa_versions import MonthlyModel, chosen_seed
from simulation.by_occupation import OccupationRows
from simulation.cards import CardRow, card
from simulation.checks import checked_changes
from simulation.checks.branches import branch_problems
from simulation.core import extension
from simulation.core import snapshot as snapshots
from simulation.core.errors import ScenarioError
from simulation.core.extension import SETTING
from simulation.core.snapshot import NotStorableError, Snapshot
from simulation.core.table_sizes import sizes_of
from simulation.engine import CityRun
from simulation.saved_city import SavedCityError
from simulation.settings import Settings

#: Measures that Mesa's data collector keeps; all others are in :attr:`SmartCity.measures`.
HEADLINES = (
    "fit",
    "unbalance",
    "volatility",
    "fit_change_rms",
    "unemployment_all",
    "well_being",
    "wealth",
    "residents",
)


class SmartCity(MonthlyModel):
    """A city whose citizens work and search in a changing job market.

    Parameters
    ----------
    scenario : Scenario, Settings, mapping or str, optional
        A scenario, its name or the path of its file, or parameters that differ from the defaults.
        By default all parameters have their default values.
    seed : int, optional
        Seed of all random draws, 0 by default; Mesa also calls it `rng`. The same scenario and seed
        give the same city. In Mesa's ``batch_run`` each iteration has its own seed.
    panel : int, optional
        Number of citizens with full monthly records; see :attr:`panel`.
    by_occupation : bool, optional
        Whether every occupation has monthly records; see :attr:`by_occupation`.
    **changes
        Parameters to change: ``citizens=2000`` if the key is unique, otherwise with two underscores
        for the dot of the name (``city__citizens=2000``). They are validated like a scenario file.

    Attributes
    ----------
    world : World
        All tables of the city.
    citizens, employers, communities : Rows
        The rows of the tables: ``city.citizens[17]`` is a handle on row 17, ``.frame()`` a
        DataFrame.
    occupations : OccupationRows
        ``city.occupations.frame()`` is the state of each occupation now, by name.
    seed : int
        The seed.

    Raises
    ------
    ScenarioError
        If a name is not a parameter or a value is not allowed, with one line per problem.
    ValueError
        If the seed is not a whole number from 0 to 2**64 - 1.

    Examples
    --------
    >>> city = SmartCity(citizens=300, months=6, seed=1).run(progress=False)
    >>> len(city.measures)
    6
    """

    def __init__(
        self,
        scenario: Any = None,
        *,
        rng: Any = None,
        panel: int = 0,
        by_occupation: bool = False,
        **changes: Any,
    ) -> None:
        # `seed` is not a named argument: Mesa's batch_run would overwrite it
        seed = chosen_seed(changes.pop("seed", None), rng)
        chosen = scenario_argument.loaded(scenario)
        settings = scenario_argument.settings_of(chosen, changes)
        sizes = sizes_of(_whole(panel, "panel", "citizens"), by_occupation)
        self._begin(CityRun(settings, seed, sizes), chosen)
        for message in extension.unused_measures(self._run.measured):
            warn(message, stacklevel=2)

    def _begin(self, run: CityRun, scenario: Any) -> None:
        """Make a Mesa model of a run, be it new or continued."""
        self.seed = int(run.world.seed)
        super().__init__(rng=self.seed)
        self._scenario = scenario
        self.settings = cast(Settings, run.world.settings)
        self._run = run
        self.citizens = Rows(self, Citizen)
        self.employers = Rows(self, Employer)
        self.communities = Rows(self, CareerCommunity)
        self.network = NetworkOrganisation(self)
        self.occupations = OccupationRows(self)
        self.datacollector = self._collector = DataCollector(
            model_reporters={
                "seed": "seed",
                **{name: partial(_latest, name=name) for name in HEADLINES},
            }
        )
        #: Attributes that every city has; others were set by the user.
        self._common = frozenset((*vars(self), "_common"))

    @property
    def scenario(self) -> Any:
        """The scenario that was passed; None if none was."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        if "_run" in self.__dict__:
            raise AttributeError("the scenario of a city cannot be changed: create another city")
        self._scenario = scenario  # set by Mesa before the city reads its argument

    @property
    def world(self) -> Any:
        """All tables of the city."""
        return self._run.world

    @property
    def month(self) -> int:
        """Number of simulated months."""
        return self._run.world.month

    @property
    def measures(self) -> pd.DataFrame:
        """Measures: one row per month, indexed by month, with units in ``.attrs["units"]``."""
        frame = self._run.measures.set_index("month")
        frame.attrs["units"] = {
            column: measure.unit
            for measure in self._run.measured.values()
            for column in measure.columns
        }
        return frame

    @property
    def panel(self) -> pd.DataFrame:
        """Records of the panel citizens, one row per citizen and month."""
        return self._frame("panels")

    @property
    def by_occupation(self) -> pd.DataFrame:
        """Stocks and flows of the occupations, one row per measured month and occupation."""
        return self._frame("occupations")

    def _frame(self, kind: str) -> pd.DataFrame:
        """The records of a monthly table; empty if it was not asked for."""
        table = self._run.tables.get(kind)
        return pd.DataFrame() if table is None else table.frame(self._run.world)

    @property
    def agents(self) -> RowAgentSet:
        """All residents at the time of use: the set follows arrivals and departures.

        Employers and communities are agents in other sets: ``city.employers.agents``,
        ``city.communities.agents``, or :attr:`agents_by_type`.
        """
        return self.citizens.agents

    @agents.setter
    def agents(self, agents: Any) -> None:  # noqa: ARG002
        raise AttributeError("city.agents cannot be set: it is the set of all residents")

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """Set of all agents of each type: residents, employers in the city, active communities.

        Other Mesa agents that are created for this model are listed under their own type.
        """
        tables = (self.citizens, self.employers, self.communities)
        return {**{rows.kind: rows.agents for rows in tables}, **self._agents_by_type}

    @property
    def agent_types(self) -> list[type]:
        """Types of agents."""
        return list(self.agents_by_type)

    def step(self) -> None:
        """Simulate one month; ``running`` becomes False in the last month of the scenario."""
        self._run.step()
        self.running = self.month < self.settings["city"].months
        self.datacollector.collect(self)

    def remove_all_agents(self) -> None:
        """Raise an error: the processes of the month decide who is in the city.

        Raises
        ------
        RuntimeError
            Always.
        """
        raise RuntimeError(
            "agents of a city cannot be removed: monthly processes decide who is in the city"
        )

    def run(self, months: int | None = None, *, progress: bool = True) -> SmartCity:
        """Run to the last month of the scenario, or for a number of months.

        Parameters
        ----------
        months : int, optional
            Months to run; by default up to ``city.months``.
        progress : bool, optional
            Whether to show a progress bar.

        Returns
        -------
        SmartCity
            The city itself.

        Examples
        --------
        >>> city = SmartCity("baseline", citizens=300, months=6, seed=1)
        >>> city.run(2, progress=False).month
        2
        >>> len(city.run(progress=False).measures)
        6
        """
        remaining = self.settings["city"].months - self.month
        if months is not None:
            remaining = _whole(months, "months")
        for _ in tqdm(range(max(remaining, 0)), unit="month", disable=not progress, leave=False):
            self.step()
        return self

    def _repr_html_(self) -> str:
        months = self.settings["city"].months
        rows: list[CardRow] = [
            ("scenario", getattr(self._scenario, "name", "own parameters"), ""),
            ("seed", self.seed, ""),
            ("month", f"{self.month} of {months}", ""),
        ]
        units = {column: one.unit for one in self._run.measured.values() for column in one.columns}
        rows += [(name, _latest(self, name), units[name]) for name in HEADLINES]
        return card(f"{type(self).__name__} of {len(self.citizens)} residents", rows)

    def run_model(self) -> None:
        """Run to the last month; Mesa's tools call this method."""
        self.run(progress=False)

    def save(self, path: str | Path) -> None:
        """Save the city to a file, from which :meth:`load` continues with the same bits.

        The file has the state of the city and of its random generators, the measures so far, the
        monthly tables, and attributes that you set on the city and on agents. A data collector of
        your own and other Mesa agents are not saved; a warning says so.

        Parameters
        ----------
        path : str or Path
            File to write; an existing one is replaced.

        Raises
        ------
        SavedCityError
            If an attribute of yours is something else than numbers, texts, arrays and containers
            of them.

        Examples
        --------
        >>> import tempfile
        >>> city = SmartCity(citizens=300, months=6, seed=1).run(3, progress=False)
        >>> file = Path(tempfile.mkdtemp(), "city.state")
        >>> city.save(file)
        >>> again = SmartCity.load(file).run(progress=False)
        >>> again.measures.equals(city.run(progress=False).measures)
        True
        """
        run = self._run.snapshot(copied=False)
        try:
            own = snapshots.take(self._own_state(), copied=False, name="city")
        except NotStorableError as error:
            raise SavedCityError(f"this city cannot be saved: {error}") from None
        header = {
            "settings": self.settings.flat(),
            "scenario": scenario_argument.stored(self._scenario),
            "run": [run.tree, len(run.arrays)],
            "city": own.tree,
        }
        saved_city.write(Path(path), header, [*run.arrays, *own.arrays])

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Load a city that :meth:`save` has saved.

        The city goes on exactly as the saved one would have. ``__init__`` of a subclass is not
        called; attributes that it set are loaded.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        SmartCity

        Raises
        ------
        SavedCityError
            If the file is damaged, is no saved city, or was saved by another version of the model.
        """
        file = Path(path)
        header, arrays = saved_city.read(file)
        for entry in header.get("settings", {}).get(SETTING, ()):
            # a file must not decide what is imported
            if not extension.is_loaded(entry):
                name = entry.partition("#")[0]
                raise SavedCityError(
                    f"{file}: made with the extension {name}, which this process has not loaded or "
                    f"has in another version: load it first, as in "
                    f'load("baseline").with_extension({name!r})'
                )
        city = cls.__new__(cls)
        try:
            settings = Settings(header["settings"])
            tree, number = header["run"]
            run = CityRun.resumed(Snapshot(tree, arrays[:number]), settings, copied=False)
            city._begin(run, scenario_argument.restored(header["scenario"], settings))
            own = Snapshot(header["city"], arrays[number:])
            city._set_own_state(snapshots.restore(own, copied=False))
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise SavedCityError(f"{file}: damaged, or not a saved city") from error
        return city

    def _own_state(self) -> dict[str, Any]:
        """State beside the run: random generators, collected values, the user's attributes."""
        if self.datacollector is not self._collector:
            warn("a data collector of your own is not saved with the city", stacklevel=3)
        if len(self._all_agents):
            warn("Mesa agents of your own are not saved with the city", stacklevel=3)
        return {
            "random": self.random.getstate(),
            "rng": self.rng.bit_generator.state,
            "running": self.running,
            "collected": self._collector.model_vars,
            "agents": {rows.kind.table_name: rows.own_attributes() for rows in self._tables},
            "attributes": {
                name: value for name, value in vars(self).items() if name not in self._common
            },
        }

    def _set_own_state(self, state: Mapping[str, Any]) -> None:
        """Set what :meth:`_own_state` returned."""
        self.set_clock(self.month)
        self.random.setstate(state["random"])
        self.rng.bit_generator.state = state["rng"]
        self.running = state["running"]
        self._collector.model_vars = state["collected"]
        for rows in self._tables:
            rows.set_own_attributes(state["agents"][rows.kind.table_name])
        self.__dict__.update(state["attributes"])

    @property
    def _tables(self) -> tuple[Rows, ...]:
        return self.citizens, self.employers, self.communities

    def branch(self, changes: Mapping[str, Any] | None = None) -> Self:
        """A copy of the city that goes on under changed parameters: a counterfactual.

        Both cities have the same past and the same random draws, so that they differ from here on
        by the changes alone.

        Parameters
        ----------
        changes : mapping of str to value, optional
            As for ``SmartCity``. Parameters that only a new city reads cannot be changed; see
            :data:`simulation.checks.branches.INITIAL`.

        Returns
        -------
        SmartCity

        Raises
        ------
        ScenarioError
            With one line per problem of the changes.

        Examples
        --------
        >>> city = SmartCity(citizens=300, months=12, seed=1).run(6, progress=False)
        >>> taxed = city.branch({"city.tax": 0.4}).run(progress=False)
        >>> taxed.month, city.month
        (12, 6)
        """
        settings, scenario = self.settings, self._scenario
        if changes:
            settings, good = checked_changes(settings, changes, "branch", "branch")
            problems = branch_problems(self.settings, settings, self.month)
            if problems:
                raise ScenarioError(problems)
            scenario = scenario_argument.changed(scenario, settings, good)
        run = CityRun.resumed(self._run.snapshot(), settings, copied=False)
        others = {id(self._run): run, id(self.settings): settings, id(self._scenario): scenario}
        other = deepcopy(self, others)
        other.running = self.month < settings["city"].months
        return other


def _latest(model: SmartCity, name: str) -> float:
    """Return the value of a measure column in the latest month."""
    return model._run.latest(name)


def _whole(number: Any, name: str, of: str = "") -> int:
    """Return a number of something as an int.

    Raises
    ------
    ValueError
        If it is no whole number from 0 on.
    """
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 0:
        raise ValueError(f"{name} {number!r}: must be a whole number of {of or name}, 0 or more")
    return int(number)
