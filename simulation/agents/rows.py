"""The rows in use of one table: handles on demand, columns without handles."""

from __future__ import annotations

import operator
import weakref
from collections.abc import Iterable, Iterator
from typing import Any
from warnings import warn

import numpy as np
import pandas as pd

from simulation.agents.agentset import RowAgentSet
from simulation.agents.handle import RowAgent
from simulation.agents.values import Value
from simulation.cards import card
from simulation.core.errors import hint
from simulation.core.renames import COLUMNS
from simulation.core.table import Table


class Rows:
    """The rows in use of one table, as a sequence of handles and as columns.

    Handles are created on demand and released after their last use. Handles with attributes that
    are not in the table are kept.

    Parameters
    ----------
    model : SmartCity
    kind : type of RowAgent

    Attributes
    ----------
    made : int
        Number of handles created so far.
    """

    _handles: weakref.WeakValueDictionary[int, RowAgent]
    _kept: dict[int, RowAgent]
    #: Names of attributes that users set on handles and that are no columns.
    _own_names: set[str]

    def __new__(cls, *_: Any) -> Rows:
        """Rows without handles: what a copy needs before its state is set."""
        rows = super().__new__(cls)
        rows._handles, rows._kept = weakref.WeakValueDictionary(), {}
        rows._own_names = set()
        return rows

    def __init__(self, model: Any, kind: type[RowAgent]) -> None:
        self.model = model
        self.kind = kind
        self.made = 0

    @property
    def table(self) -> Table:
        """The table itself, including rows that are not in use."""
        return getattr(self.model.world, self.kind.table_name)

    @property
    def agents(self) -> RowAgentSet:
        """All agents of the table at the time of use, as a set of agents."""
        return RowAgentSet.everybody(self)

    @property
    def rows(self) -> np.ndarray:
        """Rows in use."""
        return np.flatnonzero(self._in_use)

    @property
    def _in_use(self) -> np.ndarray:
        return getattr(self.table, self.kind.in_use_column)

    def identity_of(self, rows: Any) -> Any:
        """Return the identity of the agent in a row, or in each of several rows."""
        if not self.kind.identity_column:
            return rows
        identities = getattr(self.table, self.kind.identity_column)[rows]
        return identities if isinstance(rows, np.ndarray) else int(identities)

    def here(self, rows: Any, identities: Any) -> Any:
        """Return whether rows are in use and still have these identities."""
        if not self.kind.identity_column:
            return True if not isinstance(rows, np.ndarray) else np.ones(rows.size, dtype=bool)
        present = self._in_use[rows] & (self.identity_of(rows) == identities)
        return present if isinstance(rows, np.ndarray) else bool(present)

    def rows_of(self, name: str) -> int | None:
        """Return the number of rows that a column can refer to; None if it is no reference."""
        referred: Any = self.model.world
        if not self.kind.values[name].declared.of:
            return None
        for part in self.kind.values[name].declared.of.split("."):
            referred = getattr(referred, part)
        return len(referred)

    def undefined(self, name: str) -> bool:
        """Return whether a column has no value yet: fits are first computed in month 1."""
        return self.model.month == 0 and name in self.kind.from_first_month

    def declared(self, name: str) -> Value:
        """Return the declaration of a column.

        Raises
        ------
        AttributeError
            If there is no such column; the message gives its present or the nearest name.
        """
        known = self.kind.values
        if name not in known:
            right = hint(str(name), known, COLUMNS)
            raise AttributeError(f"{self.kind.__name__} has no column {name!r}{right}")
        return known[name]

    def column(self, name: str) -> np.ndarray:
        """Return a whole column of the table; NaN if it has no value yet."""
        self.declared(name)
        values = getattr(self.table, name)
        return np.full_like(values, np.nan) if self.undefined(name) else values

    def handle(self, row: int) -> RowAgent:
        """Return the handle on a row; the same object as long as it is referenced."""
        known = self._handles.get(row)
        if known is None or not known.here:
            known = self._handles[row] = self.kind(self, row, self.identity_of(row))
            self._kept.pop(row, None)
            self.made += 1
        return known

    def keep(self, handle: RowAgent, name: str) -> None:
        """Keep a handle with an attribute that is not in the table; warn when the name is new."""
        if name not in self._own_names and not hasattr(self.kind, name):
            self._own_names.add(name)
            right = hint(name, self.kind.values, COLUMNS)
            what = f"{self.kind.__name__} has no column {name!r}{right}"
            warn(f"{what}; it becomes an attribute of your own", stacklevel=3)
        if self._handles.get(handle.row) is handle:
            self._kept[handle.row] = handle

    def own(self, row: int) -> RowAgent | None:
        """Return the kept handle on a row; None if there is none."""
        known = self._kept.get(row)
        return known if known is not None and known.here else None

    def __len__(self) -> int:
        return int(np.count_nonzero(self._in_use))

    def __getitem__(self, row: int) -> RowAgent:
        """Return the handle on a row.

        Raises
        ------
        IndexError
            If the row is not in use.
        """
        number = operator.index(row)
        in_use = self._in_use
        if not 0 <= number < in_use.size or not in_use[number]:
            raise IndexError(f"row {number} is not in use; .rows lists the {len(self)} rows in use")
        return self.handle(number)

    def __iter__(self) -> Iterator[RowAgent]:
        return (self.handle(row) for row in self.rows.tolist())

    def get(self, name: str) -> np.ndarray:
        """Return a column of the rows in use, without creating handles."""
        return self.column(name)[self.rows]

    def frame(self) -> pd.DataFrame:
        """Return a table of the rows in use, with units in ``.attrs["units"]``."""
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
            for index, label in enumerate(labels):
                columns[f"{name}_{label}"] = values[:, index]
                units[f"{name}_{label}"] = declared.unit
        frame = pd.DataFrame(columns, index=pd.Index(rows, name="row"))
        frame.attrs["units"] = units
        return frame

    def _repr_html_(self) -> str:
        columns = self.kind.values
        numbers = [name for name, value in columns.items() if not value.wide and not value.words]
        rows = self.rows
        means = [
            (f"mean {name}", float(self.column(name)[rows].mean()), columns[name].declared.unit)
            for name in self.kind.headlines
            if name in numbers and rows.size
        ]
        title = f"{rows.size} rows of {self.kind.__name__}, {len(columns)} columns"
        return card(title, [("columns", list(columns), ""), *means])

    def own_attributes(self) -> list[tuple[int, int, dict[str, Any]]]:
        """Row, identity and the user's attributes of each kept handle whose agent is here."""
        return [
            (row, handle.unique_id, dict(vars(handle)))
            for row, handle in self._kept.items()
            if handle.here
        ]

    def set_own_attributes(self, kept: Iterable[tuple[int, int, dict[str, Any]]]) -> None:
        """Keep handles with the user's attributes: what :meth:`own_attributes` returned."""
        for row, identity, attributes in kept:
            handle = self.revived(row, identity, self.kind)
            handle.__dict__.update(attributes)
            self._own_names.update(attributes)
            self._kept[row] = handle

    def revived(self, row: int, identity: int, kind: type[RowAgent]) -> RowAgent:
        """The handle on a row of a known agent; for copies, whose state may not be set yet."""
        known = self._handles.get(row)
        if known is None or known.unique_id != identity:
            known = self._handles[row] = kind(self, row, identity)
        return known

    def __getstate__(self) -> dict[str, Any]:
        """Return the state; of the handles only those with attributes of the user."""
        return {"model": self.model, "kind": self.kind, "made": 0, "kept": self.own_attributes()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        kept = state.pop("kept")
        self.__dict__.update(state)
        self.set_own_attributes(kept)
