"""SmartCity: a city as a Mesa model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from mesa import DataCollector
from tqdm.auto import tqdm

from simulation.agents import (
    CareerCommunity,
    Citizen,
    Employer,
    NetworkOrganisation,
    RowAgentSet,
    Rows,
)
from simulation.agents.mesa_versions import MonthlyModel, chosen_seed
from simulation.checks import checked_changes
from simulation.checks.parameters import full_name
from simulation.engine import CityRun
from simulation.measures import MEASURES
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
        self, scenario: Any = None, *, rng: Any = None, panel: int = 0, **changes: Any
    ) -> None:
        # `seed` is not a named argument: Mesa's batch_run would overwrite it
        self.seed = chosen_seed(changes.pop("seed", None), rng)
        super().__init__(rng=self.seed)
        self._scenario = _loaded(scenario)
        self.settings = _settings(self._scenario, changes)
        self._run = CityRun(self.settings, self.seed, _whole_panel(panel))
        self.citizens = Rows(self, Citizen)
        self.employers = Rows(self, Employer)
        self.communities = Rows(self, CareerCommunity)
        self.network = NetworkOrganisation(self)
        self.datacollector = DataCollector(
            model_reporters={
                "seed": "seed",
                **{name: partial(_latest, name=name) for name in HEADLINES},
            }
        )

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
            column: measure.unit for measure in MEASURES.values() for column in measure.columns
        }
        return frame

    @property
    def panel(self) -> pd.DataFrame:
        """Records of the panel citizens, one row per citizen and month."""
        return self._run.panel.frame(self._run.world)

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
        """
        remaining = self.settings["city"].months - self.month if months is None else months
        for _ in tqdm(range(max(remaining, 0)), unit="month", disable=not progress, leave=False):
            self.step()
        return self

    def run_model(self) -> None:
        """Run to the last month; Mesa's tools call this method."""
        self.run(progress=False)


def _latest(model: SmartCity, name: str) -> float:
    """Return the value of a measure column in the latest month."""
    return model._run.latest(name)


def _loaded(scenario: Any) -> Any:
    """Load a scenario given by its name or path; return anything else unchanged.

    Raises
    ------
    TypeError
        If it is no scenario, name, path or mapping of parameters.
    """
    if isinstance(scenario, str | Path):
        # scenarios depend on the simulation, so an entry point of the package names their reader
        for reader in entry_points(group="cityfit.scenarios", name="load"):
            return reader.load()(scenario)
        raise TypeError(f"scenario {scenario!r}: read it first, with scenarios.load(...)")
    if scenario is None or isinstance(scenario, Mapping) or hasattr(scenario, "settings"):
        return scenario
    raise TypeError(
        f"scenario {scenario!r}: must be a scenario, its name or path, or a dict of parameters, "
        'as in SmartCity("baseline") or SmartCity({"city.citizens": 500})'
    )


def _settings(scenario: Any, changes: Mapping[str, Any]) -> Settings:
    """Return the validated settings of a scenario with changes."""
    settings = getattr(scenario, "settings", scenario)
    named = {name.replace("__", "."): value for name, value in changes.items()}
    if isinstance(settings, Mapping) and not isinstance(settings, Settings):
        # a change replaces what the mapping says, whichever way each of them names the parameter
        changed = {full_name(name) for name in named}
        kept = {name: value for name, value in settings.items() if full_name(name) not in changed}
        named, settings = {**kept, **named}, None
    if not named:
        return settings or Settings()
    settings, _ = checked_changes(settings or Settings(), named, "SmartCity", "SmartCity")
    return settings


def _whole_panel(panel: Any) -> int:
    if isinstance(panel, bool) or not isinstance(panel, int | np.integer) or panel < 0:
        raise ValueError(f"panel {panel!r}: must be a whole number of citizens, 0 or more")
    return int(panel)
