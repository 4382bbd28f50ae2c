"""A column: one fact about every row of a table, with its type, unit and meaning.

A table is a struct of arrays. Its columns are declared once, in the class body; the declaration
is what the documentation prints, what ``frame()`` writes into ``.attrs`` and what the arrays are
made from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from simulation.kernels.records import TableType

#: Range of a number by its unit.
RANGES = {"0-1": (0.0, 1.0), "share": (0.0, 1.0), "0-2": (0.0, 2.0)}


@dataclass(frozen=True)
class Column:
    """Declaration of one column.

    Attributes
    ----------
    dtype : str
        NumPy type, the narrowest that does.
    unit : str
        Unit in words; ``"share"`` for [0, 1].
    meaning : str
        One plain sentence.
    width : int
        Values per row; 1 makes a one-dimensional column.
    empty : int or float
        Value of a row that nobody has filled yet.
    names : tuple of str
        Names of the values in a wide row.
    of : str
        What of the world a row number counts, such as ``"posts"``; empty for other columns.
    low, high : float, optional
        Range, where it is not the one that the unit says.
    """

    dtype: str
    unit: str
    meaning: str
    width: int = 1
    empty: float = 0
    names: tuple[str, ...] = ()
    of: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest value that a row in use may have, as far as is declared."""
        usual = RANGES.get(self.unit, (-np.inf, np.inf))
        if self.of:
            usual = (min(self.empty, 0.0), np.inf)
        low = usual[0] if self.low is None else self.low
        return low, usual[1] if self.high is None else self.high

    def shape(self, rows: int) -> tuple[int, ...]:
        """Shape of an array of `rows` rows."""
        return (rows,) if self.width == 1 else (rows, self.width)

    def allocate(self, rows: int) -> np.ndarray:
        """An array of `rows` empty rows."""
        shape = self.shape(rows)
        if self.empty == 0:
            # the system hands out pages of zeros when they are first written, not before
            return np.zeros(shape, dtype=self.dtype)
        return np.full(shape, self.empty, dtype=self.dtype)


def column(
    dtype: str,
    unit: str,
    meaning: str,
    *,
    width: int = 1,
    empty: float = 0,
    names: tuple[str, ...] = (),
    of: str = "",
    low: float | None = None,
    high: float | None = None,
) -> Any:
    """Declare a column in the body of a :class:`Table`; see :class:`Column`."""
    return Column(dtype, unit, meaning, width, empty, names, of, low, high)


def spare(rows: int) -> int:
    """Rows to keep free beside `rows` that are in use, so that newcomers seldom need more room."""
    return rows // 128 + 64


class Table:
    """Rows stored column by column.

    A subclass lists its columns in its body; an instance has an array under each of these names.

    Parameters
    ----------
    rows : int
        Number of rows to make room for.
    """

    # Compiled functions take a table as the address of `addresses`; see
    # simulation.kernels.records. It stands beside the columns since it is no state of the city.
    __slots__ = ("__dict__", "__weakref__", "_address", "addresses")

    columns: ClassVar[dict[str, Column]] = {}
    _numba_type_: ClassVar[TableType] = TableType("Table", ())

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Column)}
        cls.columns = {**cls.columns, **own}
        layout = [(name, one.dtype, one.width) for name, one in cls.columns.items()]
        cls._numba_type_ = TableType(cls.__qualname__, tuple(layout))

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._list_addresses()
        for name, declared in self.columns.items():
            setattr(self, name, declared.allocate(rows))

    def _list_addresses(self) -> None:
        """Make the list of the number of rows and of where each column lies, still empty."""
        #: Number of rows, then the address of each column in the order declared.
        self.addresses = np.zeros(1 + len(self.columns), dtype=np.int64)
        self.addresses[0] = self.rows
        self._address = self.addresses.ctypes.data

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.columns:
            self._put(name, value, self.rows)
        else:
            super().__setattr__(name, value)

    def _put(self, name: str, array: Any, rows: int) -> None:
        """Put an array in the place of a column, once it is what is declared."""
        declared = self.columns[name]
        shape = declared.shape(rows)
        if not isinstance(array, np.ndarray) or array.dtype != declared.dtype:
            what = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
            raise TypeError(
                f"{type(self).__name__}.{name} must be an array of {declared.dtype}, not {what}"
            )
        if array.shape != shape or not array.flags.carray:
            raise ValueError(
                f"{type(self).__name__}.{name} must be a writable array of shape {shape} in one "
                f"piece, not one of shape {array.shape}"
            )
        self.__dict__[name] = array
        self.addresses[1 + list(self.columns).index(name)] = array.ctypes.data

    def __getstate__(self) -> dict[str, Any]:
        """What is copied and pickled: all but the addresses, which another table does not share."""
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._list_addresses()
        for name, array in self.arrays():
            self._put(name, array, self.rows)

    def __len__(self) -> int:
        return self.rows

    def grow(self, rows: int) -> None:
        """Make room for `rows` rows in all; what is there stays where it is."""
        if rows <= self.rows:
            return
        for name, declared in self.columns.items():
            longer = declared.allocate(rows)
            longer[: self.rows] = getattr(self, name)
            self._put(name, longer, rows)
        self.rows = rows
        self.addresses[0] = rows

    def clear(self, rows: np.ndarray, but: Collection[str] = ()) -> None:
        """Set the given rows back to empty, but for columns that are filled next anyway."""
        for name, declared in self.columns.items():
            if name not in but:
                getattr(self, name)[rows] = declared.empty

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """Every column's name and array."""
        for name in self.columns:
            yield name, getattr(self, name)

    @property
    def bytes_per_row(self) -> float:
        """Memory of one row in bytes."""
        return sum(array.nbytes for _, array in self.arrays()) / max(self.rows, 1)
