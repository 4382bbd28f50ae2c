"""Tables: rows stored column by column, each column with type, unit and meaning.

Columns are declared once, in the class body. The documentation, the ``.attrs`` of ``frame()`` and
the arrays themselves are made from the declaration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from simulation.kernels.records import TableType

#: Range of values by unit.
RANGES = {"0-1": (0.0, 1.0), "share": (0.0, 1.0), "0-2": (0.0, 2.0)}


@dataclass(frozen=True)
class Column:
    """Declaration of one column.

    Attributes
    ----------
    dtype : str
        NumPy type, the narrowest that holds the values.
    unit : str
        Unit in words; ``"share"`` for [0, 1].
    meaning : str
        One sentence.
    width : int
        Values per row; 1 makes a one-dimensional column.
    empty : int or float
        Value of a row that has not been filled yet.
    names : tuple of str
        Names of the values in a wide row.
    of : str
        The table that a row number refers to, such as ``"posts"``; empty for other columns.
    bounds : (float, float), optional
        Range, if it is not the one that the unit implies.
    """

    dtype: str
    unit: str
    meaning: str
    width: int = 1
    empty: float = 0
    names: tuple[str, ...] = ()
    of: str = ""
    bounds: tuple[float, float] | None = None

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest value of a row in use; infinite if not declared."""
        if self.bounds is not None:
            return self.bounds
        if self.of:
            return min(self.empty, 0.0), np.inf
        return RANGES.get(self.unit, (-np.inf, np.inf))

    def shape(self, rows: int) -> tuple[int, ...]:
        """Shape of an array of `rows` rows."""
        return (rows,) if self.width == 1 else (rows, self.width)

    def allocate(self, rows: int) -> np.ndarray:
        """An array of `rows` empty rows."""
        shape = self.shape(rows)
        if self.empty == 0:
            # the system allocates pages of zeros only when they are first written
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
    bounds: tuple[float, float] | None = None,
) -> Any:
    """Declare a column in the body of a :class:`Table`; see :class:`Column`."""
    return Column(dtype, unit, meaning, width, empty, names, of, bounds)


#: Up to so many rows, NumPy takes longer for a list of rows than for one row after the other.
FEW = 8


def spare(rows: int) -> int:
    """Free rows to keep beside `rows` in use, so that newcomers seldom make a table grow."""
    return rows // 128 + 64


class Table:
    """Rows stored column by column.

    A subclass declares its columns in its body; an instance has an array under each name.

    Parameters
    ----------
    rows : int
        Number of rows to allocate.
    """

    # Compiled functions take a table as the address of `addresses` (simulation.kernels.records),
    # which is kept apart from the columns because it is not part of the city's state.
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
        """Allocate the list of the number of rows and the addresses of the columns."""
        #: Number of rows, then the address of each column in the order of declaration.
        self.addresses = np.zeros(1 + len(self.columns), dtype=np.int64)
        self.addresses[0] = self.rows
        self._address = self.addresses.ctypes.data

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.columns:
            # an operator in place, as in ``table.column += 1``, hands back the same array
            if value is not self.__dict__.get(name):
                self._put(name, value, self.rows)
        else:
            super().__setattr__(name, value)

    def _put(self, name: str, array: Any, rows: int) -> None:
        """Replace the array of a column; raises an error unless it is as declared."""
        declared = self.columns[name]
        shape = declared.shape(rows)
        if not isinstance(array, np.ndarray) or array.dtype != declared.dtype:
            what = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
            raise TypeError(
                f"{type(self).__name__}.{name} must be an array of {declared.dtype}, not {what}"
            )
        if array.shape != shape or not array.flags.carray:
            raise ValueError(
                f"{type(self).__name__}.{name} must be a writable, contiguous array of shape "
                f"{shape}, not of shape {array.shape}"
            )
        self.__dict__[name] = array
        self.addresses[1 + list(self.columns).index(name)] = array.ctypes.data

    def __getstate__(self) -> dict[str, Any]:
        """State to copy and pickle: everything but the addresses, which a copy does not share."""
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._list_addresses()
        for name, array in self.arrays():
            self._put(name, array, self.rows)

    def __len__(self) -> int:
        return self.rows

    def grow(self, rows: int) -> None:
        """Enlarge the table to `rows` rows; existing rows keep their numbers and values."""
        if rows <= self.rows:
            return
        for name, declared in self.columns.items():
            longer = declared.allocate(rows)
            longer[: self.rows] = getattr(self, name)
            self._put(name, longer, rows)
        self.rows = rows
        self.addresses[0] = rows

    def clear(self, rows: np.ndarray, but: Collection[str] = ()) -> None:
        """Reset the given rows to empty, except the columns in `but`, which the caller fills."""
        for name, declared in self.columns.items():
            if name not in but:
                array, empty = self.__dict__[name], declared.empty
                for which in rows.tolist() if rows.size <= FEW else (rows,):
                    array[which] = empty

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """Name and array of every column."""
        for name in self.columns:
            yield name, getattr(self, name)

    @property
    def bytes_per_row(self) -> float:
        """Memory of one row in bytes."""
        return sum(array.nbytes for _, array in self.arrays()) / max(self.rows, 1)
