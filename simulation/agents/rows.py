"""The living rows of one table: handles on demand, columns without handles."""

from __future__ import annotations

import operator
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from simulation.agents.agentset import RowAgentSet
from simulation.agents.handle import RowAgent
from simulation.core.table import Table


class Rows:
    """The living rows of one table, as a sequence of handles and as columns.

    Handles are made when asked for and forgotten with their last use, save those that were given
    attributes of their own.

    Parameters
    ----------
    model : SmartCity
    kind : type of RowAgent

    Attributes
    ----------
    made : int
        Handles made so far.
    """

    def __init__(self, model: Any, kind: type[RowAgent]) -> None:
        self.model = model
        self.kind = kind
        self.made = 0
        self._handles: weakref.WeakValueDictionary[int, RowAgent] = weakref.WeakValueDictionary()
        self._kept: dict[int, RowAgent] = {}

    @property
    def table(self) -> Table:
        """The table itself, with the rows that nobody lives in."""
        return getattr(self.model.world, self.kind.table_name)

    @property
    def agents(self) -> RowAgentSet:
        """All who live in the table now and whenever the set is used, as a set of agents."""
        return RowAgentSet.everybody(self)

    @property
    def rows(self) -> np.ndarray:
        """Rows of the living."""
        return np.flatnonzero(self._living)

    @property
    def _living(self) -> np.ndarray:
        return getattr(self.table, self.kind.living_column)

    def identity_of(self, rows: Any) -> Any:
        """Who or what is in a row, or in each of some rows."""
        if not self.kind.identity_column:
            return rows
        found = getattr(self.table, self.kind.identity_column)[rows]
        return found if isinstance(rows, np.ndarray) else int(found)

    def here(self, rows: Any, identities: Any) -> Any:
        """Whether some rows are lived in by those who once were there."""
        if not self.kind.identity_column:
            return True if not isinstance(rows, np.ndarray) else np.ones(rows.size, dtype=bool)
        found = self._living[rows] & (self.identity_of(rows) == identities)
        return found if isinstance(rows, np.ndarray) else bool(found)

    def rows_of(self, name: str) -> int | None:
        """Number of rows that a column may refer to; None for a column that refers to none."""
        referred: Any = self.model.world
        if not self.kind.values[name].declared.of:
            return None
        for part in self.kind.values[name].declared.of.split("."):
            referred = getattr(referred, part)
        return len(referred)

    def undefined(self, name: str) -> bool:
        """Whether a column has no value yet: fits are first computed in month 1."""
        return self.model.month == 0 and name in self.kind.from_first_month

    def column(self, name: str) -> np.ndarray:
        """A whole column of the table; not a number where it has no value yet."""
        values = getattr(self.table, name)
        return np.full_like(values, np.nan) if self.undefined(name) else values

    def handle(self, row: int) -> RowAgent:
        """The handle on a row; asked for again while it is in use, it is the same one."""
        known = self._handles.get(row)
        if known is None or not known.here:
            known = self._handles[row] = self.kind(self, row)
            self._kept.pop(row, None)
            self.made += 1
        return known

    def keep(self, handle: RowAgent) -> None:
        """Keep a handle that has attributes of its own."""
        if self._handles.get(handle.row) is handle:
            self._kept[handle.row] = handle

    def own(self, row: int) -> RowAgent | None:
        """The handle on a row if it has attributes of its own, else None."""
        known = self._kept.get(row)
        return known if known is not None and known.here else None

    def __len__(self) -> int:
        return int(np.count_nonzero(self._living))

    def __getitem__(self, row: int) -> RowAgent:
        """Handle on a row.

        Raises
        ------
        IndexError
            If nobody lives in that row.
        """
        number = operator.index(row)
        living = self._living
        if not 0 <= number < living.size or not living[number]:
            raise IndexError(
                f"nobody lives in row {number}; rows in use: see .rows ({len(self)} of them)"
            )
        return self.handle(number)

    def __iter__(self) -> Iterator[RowAgent]:
        return (self.handle(row) for row in self.rows.tolist())

    def get(self, name: str) -> np.ndarray:
        """A column of the living, without making handles."""
        return self.column(name)[self.rows]

    def frame(self) -> pd.DataFrame:
        """One row per living row and one column per value, with units in ``.attrs["units"]``."""
        rows, columns, units = self.rows, {}, {}
        for name, value in self.kind.values.items():
            values, declared = self.column(name)[rows], value.declared
            if not value.wide:
                if value.words:
                    values = pd.Categorical.from_codes(values, list(value.words))
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

    def __getstate__(self) -> dict[str, Any]:
        """Everything but handles, which are made again when asked for."""
        return {"model": self.model, "kind": self.kind, "made": 0}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._handles = weakref.WeakValueDictionary()
        self._kept = {}
