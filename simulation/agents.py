"""Agents: Mesa handles on rows of the tables, made when somebody asks for them.

A handle is a real :class:`mesa.Agent`: it has ``model``, ``unique_id`` and ``pos``, can be
selected, grouped and asked for attributes; what it shows is read from, and written to, its row.
Making a city makes no handles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import mesa
import numpy as np
import pandas as pd

from simulation.column import Table
from simulation.vocabulary import EDUCATIONS, STATUSES


class RowAgent(mesa.Agent):
    """A view onto one row of a table.

    Attributes
    ----------
    row : int
        Row of the table.
    unique_id : int
        Identity for life; see ``identity_column``.
    """

    table_name: ClassVar[str]
    identity_column: ClassVar[str]
    words: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __init__(self, model: Any, row: int) -> None:
        # mesa.Agent.__init__ would register the handle and give it a number of its own
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "row", int(row))
        object.__setattr__(self, "pos", None)
        identity = getattr(self._table, self.identity_column)[row]
        object.__setattr__(self, "unique_id", int(identity))

    @property
    def _table(self) -> Table:
        return getattr(self.model.world, self.table_name)

    @property
    def here(self) -> bool:
        """Whether the row still belongs to this agent."""
        return int(getattr(self._table, self.identity_column)[self.row]) == self.unique_id

    def _column(self, name: str) -> np.ndarray:
        if not self.here:
            raise LookupError(f"{type(self).__name__} {self.unique_id} has left the city")
        return getattr(self._table, name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._table.columns:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        value = self._column(name)[self.row]
        if name in self.words:
            return self.words[name][int(value)]
        return value.copy() if isinstance(value, np.ndarray) else value.item()

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self._table.columns:
            if name in self.words and isinstance(value, str):
                value = self.words[name].index(value)
            self._column(name)[self.row] = value
        else:
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id}>"

    def remove(self) -> None:
        """Refuse: who lives in the city is decided by the month.

        Raises
        ------
        RuntimeError
            Always.
        """
        raise RuntimeError("citizens and employers come and go by the processes of the month")


class Citizen(RowAgent):
    """A citizen; see :class:`simulation.tables.citizens.Citizens` for what can be read."""

    table_name = "citizens"
    identity_column = "person"
    words: ClassVar[dict[str, tuple[str, ...]]] = {"education": EDUCATIONS, "status": STATUSES}

    @property
    def occupation_name(self) -> str | None:
        """Name of the occupation, or None without a job."""
        occupation = self.occupation
        return None if occupation < 0 else self.model.world.occupations.names[occupation]

    @property
    def contacts(self) -> list[Citizen]:
        """The people this citizen knows."""
        citizens = self.model.world.citizens
        return [
            self.model.citizens[row]
            for row in citizens.ties[self.row]
            if row >= 0 and citizens.resident[row]
        ]


class Employer(RowAgent):
    """An employer; see :class:`simulation.tables.employers.Employers`."""

    table_name = "employers"
    identity_column = "identity"

    @property
    def sector_name(self) -> str:
        """Name of the sector."""
        return self.model.world.occupations.sectors[self.sector]


class CareerCommunity(RowAgent):
    """A career community; see :class:`simulation.tables.communities.Communities`."""

    table_name = "communities"
    identity_column = "family"

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model, row)
        # communities stay in their rows, and several are about one family
        object.__setattr__(self, "unique_id", int(row))

    @property
    def here(self) -> bool:
        """Always true: a community keeps its row, asleep or awake."""
        return True

    @property
    def family_name(self) -> str:
        """Family of occupations it is about."""
        return self.model.world.occupations.families[self.family]


class NetworkOrganisation(mesa.Agent):
    """The network organisation; see :class:`simulation.interventions.network_state`."""

    def __init__(self, model: Any) -> None:
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "unique_id", 0)
        object.__setattr__(self, "pos", None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.model.world.network, name)


class Rows:
    """The living rows of one table, as a sequence of handles and as columns.

    Parameters
    ----------
    model : SmartCity
    kind : type of RowAgent
    living : str
        Column that says whether a row is alive.
    """

    def __init__(self, model: Any, kind: type[RowAgent], living: str) -> None:
        self._model = model
        self._kind = kind
        self._living = living
        self._handles: dict[int, RowAgent] = {}

    def _handle(self, row: int) -> RowAgent:
        """The handle on a row; asked for twice, it is the same one."""
        known = self._handles.get(row)
        if known is None or not known.here:
            known = self._handles[row] = self._kind(self._model, row)
        return known

    @property
    def _table(self) -> Table:
        return getattr(self._model.world, self._kind.table_name)

    @property
    def rows(self) -> np.ndarray:
        """Rows of the living."""
        return np.flatnonzero(getattr(self._table, self._living))

    def __len__(self) -> int:
        return int(np.count_nonzero(getattr(self._table, self._living)))

    def __getitem__(self, row: int) -> RowAgent:
        """Handle on a row.

        Raises
        ------
        IndexError
            If nobody lives in that row.
        """
        number = int(row)
        living = getattr(self._table, self._living)
        if not 0 <= number < living.size or not living[number]:
            raise IndexError(
                f"nobody lives in row {number}; rows in use: see .rows ({len(self)} of them)"
            )
        return self._handle(number)

    def __iter__(self) -> Iterator[RowAgent]:
        return (self._handle(int(row)) for row in self.rows)

    def get(self, name: str) -> np.ndarray:
        """A column of the living, without making handles."""
        return getattr(self._table, name)[self.rows]

    def frame(self) -> pd.DataFrame:
        """One row per living row and one column per value, with units in ``.attrs["units"]``."""
        rows, columns, units = self.rows, {}, {}
        for name, declared in self._table.columns.items():
            values = getattr(self._table, name)[rows]
            if declared.width == 1:
                if name in self._kind.words:
                    values = pd.Categorical.from_codes(values, list(self._kind.words[name]))
                columns[name] = values
                units[name] = declared.unit
                continue
            labels = declared.names or tuple(str(n) for n in range(declared.width))
            for place, label in enumerate(labels):
                columns[f"{name}_{label}"] = values[:, place]
                units[f"{name}_{label}"] = declared.unit
        frame = pd.DataFrame(columns, index=pd.Index(rows, name="row"))
        frame.attrs["units"] = units
        return frame
