"""A handle: one row of a table as a Mesa agent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import mesa

from simulation.agents.values import Value
from simulation.core.errors import hint
from simulation.core.renames import COLUMNS
from simulation.core.table import Table

if TYPE_CHECKING:
    from simulation.agents.rows import Rows


class _Shown:
    """Descriptor of a column value of a handle's row."""

    def __init__(self, value: Value) -> None:
        self._value = value
        self.__doc__ = f"{value.declared.meaning} ({value.declared.unit})"

    def __get__(self, handle: RowAgent | None, owner: type | None = None) -> Any:
        if handle is None:
            return self
        if handle._rows.undefined(self._value.name):
            handle._column(self._value.name)  # raises LookupError if the agent has left
            return math.nan
        return self._value.shown(handle._column(self._value.name)[handle.row])

    def __set__(self, handle: RowAgent, value: Any) -> None:
        rows_of = handle._rows.rows_of(self._value.name)
        stored = self._value.stored(value, rows_of=rows_of)
        handle._column(self._value.name)[handle.row] = stored


class RowAgent(mesa.Agent):
    """A view onto one row of a table; its attributes are the columns of the table.

    Two handles on the same row of the same city are equal if they refer to the same person or
    object. Other attributes can be set on a handle; the city then keeps the handle.

    Parameters
    ----------
    rows : Rows
        The rows in use of its table.
    row : int
        Row of the table.

    Attributes
    ----------
    row : int
        Row of the table.
    """

    __slots__ = ("_identity", "_rows", "row")

    table: ClassVar[type[Table]]
    table_name: ClassVar[str]
    identity_column: ClassVar[str]
    in_use_column: ClassVar[str]
    words: ClassVar[dict[str, tuple[str, ...]]] = {}
    #: Columns without a value before the first month.
    from_first_month: ClassVar[frozenset[str]] = frozenset()
    values: ClassVar[dict[str, Value]] = {}
    pos: Any = None

    _rows: Rows
    _identity: int
    row: int

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.values = {
            name: Value(cls.__name__, name, declared, cls.words.get(name, ()))
            for name, declared in cls.table.columns.items()
        }
        for name, value in cls.values.items():
            setattr(cls, name, _Shown(value))

    def __init__(self, rows: Rows, row: int) -> None:
        # mesa.Agent.__init__ would register the handle and assign another unique_id
        object.__setattr__(self, "_rows", rows)
        object.__setattr__(self, "row", row)
        object.__setattr__(self, "_identity", rows.identity_of(row))

    @property
    def model(self) -> Any:
        """The city."""
        return self._rows.model

    @property
    def unique_id(self) -> int:
        """Permanent identity of the agent."""
        return self._identity

    @property
    def here(self) -> bool:
        """Whether the agent is still in the city and holds its row."""
        return self._rows.here(self.row, self._identity)

    def _column(self, name: str) -> Any:
        if not self.here:
            raise LookupError(
                f"{type(self).__name__} {self._identity} has left the city; "
                f"row {self.row} is empty or belongs to another agent"
            )
        return getattr(self._rows.table, name)

    def __getattr__(self, name: str) -> Any:
        # called only if no other attribute has this name
        suggestion = "" if name.startswith("_") else hint(name, self.values, COLUMNS)
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}{suggestion}")

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if not isinstance(getattr(type(self), name, None), _Shown):
            self._rows.keep(self)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, RowAgent)
            and type(other) is type(self)
            and self._rows is other._rows
            and self.row == other.row
            and self._identity == other._identity
        )

    def __hash__(self) -> int:
        return hash((type(self), self.row, self._identity))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._identity}>"

    def __copy__(self) -> RowAgent:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> RowAgent:
        # a handle refers to a row of its city, so it is copied only together with the city
        rows = memo.get(id(self._rows))
        return self if rows is None else rows.handle(self.row)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self._rows).handle, (self._rows, self.row)

    def remove(self) -> None:
        """Raise an error: the monthly processes decide who is in the city.

        Raises
        ------
        RuntimeError
            Always.
        """
        raise RuntimeError(
            "agents cannot be removed: the processes of the month decide who enters and leaves"
        )

    @classmethod
    def create_agents(cls, *_: Any, **__: Any) -> Any:
        """Raise an error: the scenario and the monthly processes decide who is in the city.

        Raises
        ------
        RuntimeError
            Always.
        """
        raise RuntimeError(
            f"no {cls.__name__} can be created: the scenario sets how many there are at the start, "
            "as in SmartCity(citizens=500), and the processes of the month who enters and leaves"
        )

    from_dataframe = create_agents
