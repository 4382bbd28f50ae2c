"""Conversion between stored column values and user values, and validation of assignments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.core.errors import hint
from simulation.core.table import Column


@dataclass(frozen=True)
class Value:
    """Conversion and validation of the values of one column.

    Attributes
    ----------
    owner : str
        Name of the agent kind, for messages.
    name : str
        Name of the column.
    declared : Column
    words : tuple of str
        Category names of the codes 0, 1, …; empty for a numeric column.
    """

    owner: str
    name: str
    declared: Column
    words: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether each row has several values."""
        return self.declared.width > 1

    def shown(self, stored: Any) -> Any:
        """Return a stored value as a category name, a number or a copy of several numbers."""
        if self.words:
            return self.words[int(stored)]
        return stored.copy() if self.wide else stored.item()

    def column(self, stored: np.ndarray) -> np.ndarray:
        """Return stored values as an array of category names or 64-bit numbers."""
        if self.words:
            return np.array(self.words)[stored]
        if self.wide:
            return stored
        if stored.dtype.kind == "f":
            return stored.astype(np.float64)
        return stored.astype(np.int64) if stored.dtype.kind in "iu" else stored

    def stored(self, value: Any, agents: int | None = None, rows_of: int | None = None) -> Any:
        """Return a value in the form in which the column stores it.

        Parameters
        ----------
        value : object
            One value, or one value per agent.
        agents : int, optional
            Number of agents; None for a single handle.
        rows_of : int, optional
            Number of rows of the table that the column refers to, if any.

        Returns
        -------
        ndarray

        Raises
        ------
        TypeError
            If the value has the wrong type.
        ValueError
            If the value is out of range, is no category name of the column, or has the wrong shape.
        """
        array = self._codes(value) if self.words else np.asarray(value)
        kind = np.dtype(self.declared.dtype).kind
        integer = array.dtype.kind in "biu"
        if array.dtype.kind not in "biuf" or (kind != "f" and not integer):
            raise TypeError(f"{self._assignment(value)}: must be {self._allowed(rows_of)}")
        shapes: set[tuple[int, ...]] = {(), (self.declared.width,)} if self.wide else {()}
        if agents is not None:
            shapes.add((agents, self.declared.width) if self.wide else (agents,))
        if array.shape not in shapes:
            needed = f"{self.declared.width} numbers" if self.wide else "one value"
            several = "" if agents is None else f", or this for each of the {agents} agents"
            raise ValueError(f"{self._assignment(value)}: must be {needed}{several}")
        low, high = self._range(rows_of)
        if not np.all((array >= low) & (array <= high)):
            raise ValueError(f"{self._assignment(value)}: must be {self._allowed(rows_of)}")
        return array.astype(self.declared.dtype)

    def _codes(self, value: Any) -> np.ndarray:
        """Return the codes of category names; codes are returned unchanged."""
        array = np.asarray(value)
        if array.dtype.kind != "U":
            return array
        unknown = [word for word in np.unique(array).tolist() if word not in self.words]
        if unknown:
            raise ValueError(
                f"{self.owner}.{self.name} = {unknown[0]!r}: must be one of "
                f"{', '.join(self.words)}{hint(unknown[0], self.words)}"
            )
        order = np.argsort(self.words)
        return order[np.searchsorted(np.array(self.words)[order], array)]

    def _range(self, rows_of: int | None) -> tuple[float, float]:
        """Return the lowest and highest allowed value."""
        if self.words:
            return 0, len(self.words) - 1
        low, high = self.declared.range
        if rows_of is not None:
            high = rows_of - 1
        dtype = np.dtype(self.declared.dtype)
        limits = (0, 1) if dtype.kind == "b" else None
        if dtype.kind in "iu":
            limits = (np.iinfo(dtype).min, np.iinfo(dtype).max)
        elif dtype.kind == "f":
            limits = (-np.finfo(dtype).max, np.finfo(dtype).max)
        assert limits is not None
        return max(low, limits[0]), min(high, limits[1])

    def _allowed(self, rows_of: int | None) -> str:
        if self.words:
            return "one of " + ", ".join(self.words)
        dtype = np.dtype(self.declared.dtype)
        if dtype.kind == "b":
            return "True or False"
        low, high = self._range(rows_of)
        number = "a number" if dtype.kind == "f" else "a whole number"
        bounded = [
            text
            for text, bound in ((f"at least {low:g}", low), (f"at most {high:g}", high))
            if abs(bound) < 1e30
        ]
        return f"{number} ({', '.join([self.declared.unit, *bounded])})"

    def _assignment(self, value: Any) -> str:
        text = repr(value)
        return f"{self.owner}.{self.name} = {text if len(text) <= 60 else text[:57] + '...'}"
