"""SmartCity: a city as a Mesa model."""

from __future__ import annotations

from functools import partial
from typing import Any

import mesa
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


class SmartCity(mesa.Model):
    """A city of citizens who move through a changing job market.

    Parameters
    ----------
    scenario : Scenario or Settings, optional
        What kind of city; the defaults of every parameter if left out.
    seed : int, optional
        Seed of all luck; 0 if left out. The same scenario and seed give the same city.
    panel : int, optional
        Citizens whose lives are kept month by month; see :attr:`panel`.
    **changes
        Parameters to change, with the dot of their name written as two underscores
        (``city__citizens=2000``), so that Mesa's ``batch_run`` can vary them.

    Attributes
    ----------
    world : World
        All tables of the city.
    citizens, employers, communities : Rows
        What lives in the tables: ``city.citizens[17]`` is a handle on row 17, ``.frame()`` a
        DataFrame.

    Raises
    ------
    KeyError
        If a name is not a parameter.
    """

    def __init__(
        self,
        scenario: Any = None,
        seed: int | None = None,
        *,
        rng: Any = None,
        panel: int = 0,
        **changes: Any,
    ) -> None:
        chosen = _whole_seed(seed if seed is not None else rng)
        super().__init__(rng=chosen)
        settings = getattr(scenario, "settings", scenario) or Settings()
        if changes:
            named = {name.replace("__", "."): value for name, value in changes.items()}
            settings = settings.but(named)
        self.settings = settings
        self._run = CityRun(settings, chosen, panel)
        self.citizens = Rows(self, Citizen)
        self.employers = Rows(self, Employer)
        self.communities = Rows(self, CareerCommunity)
        self.network = NetworkOrganisation(self)
        self.datacollector = DataCollector(
            model_reporters={name: partial(_latest, name=name) for name in HEADLINES}
        )

    @property
    def world(self) -> Any:
        """All tables of the city."""
        return self._run.world

    @property
    def month(self) -> int:
        """Months gone by."""
        return self._run.world.month

    @property
    def measures(self) -> pd.DataFrame:
        """What was measured: one row per month, indexed by month, units in ``.attrs``."""
        frame = self._run.measures.set_index("month")
        frame.attrs["units"] = {
            column: measure.unit for measure in MEASURES.values() for column in measure.columns
        }
        return frame

    @property
    def panel(self) -> pd.DataFrame:
        """Lives of the watched citizens, one row per citizen and month."""
        return self._run.panel.frame(self._run.world)

    @property
    def agents(self) -> RowAgentSet:
        """All residents, whenever the set is used: newcomers are in it, who left is not.

        Employers and communities are agents too, but of other sets: ``city.employers.agents``,
        ``city.communities.agents``, or :attr:`agents_by_type`.
        """
        return self.citizens.agents

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """Set of all agents of each type: residents, employers in the city, living communities.

        Agents of one's own, made as Mesa makes them, are there under their own type.
        """
        tables = (self.citizens, self.employers, self.communities)
        return {**{rows.kind: rows.agents for rows in tables}, **self._agents_by_type}

    @property
    def agent_types(self) -> list[type]:
        """Types of agents."""
        return list(self.agents_by_type)

    def step(self) -> None:
        """One month."""
        self._run.step()
        self.datacollector.collect(self)

    def run(self, months: int | None = None, *, progress: bool = True) -> SmartCity:
        """Run to the last month of the scenario, or for so many months more.

        Parameters
        ----------
        months : int, optional
            Months to run; up to ``city.months`` if left out.
        progress : bool, optional
            Whether to show a bar with the time left.

        Returns
        -------
        SmartCity
            The city itself.
        """
        left = self.settings["city"].months - self.month if months is None else months
        for _ in tqdm(range(max(left, 0)), unit="month", disable=not progress, leave=False):
            self.step()
        return self

    def run_model(self) -> None:
        """Run to the last month, as Mesa's tools ask a model to."""
        self.run(progress=False)
        self.running = False


def _latest(model: SmartCity, name: str) -> float:
    """Value of a measure column in the month just gone by."""
    return model._run.latest(name)


def _whole_seed(seed: Any) -> int:
    if seed is None:
        return 0
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**64:
        raise ValueError(f"seed {seed!r}: a whole number from 0 to 2**64 - 1 is allowed")
    return int(seed)
