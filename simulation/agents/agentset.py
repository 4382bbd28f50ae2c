"""A set of agents that works on columns: the interface of Mesa's AgentSet without agent objects."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from mesa.agentset import GroupBy

from simulation.agents.groups import RowGroups
from simulation.agents.handle import RowAgent
from simulation.agents.members import RowMembers
from simulation.agents.values import Value
from simulation.core.errors import hint
from simulation.core.renames import COLUMNS

#: Attributes that are not columns but can be read without handles.
WITHOUT_HANDLES = ("row", "unique_id")


class RowAgentSet(RowMembers):
    """An ordered set of agents of one kind, kept as rows of their table.

    Its methods return the same results as an :class:`mesa.agent.AgentSet` of the same agents.
    ``get``, ``agg``, ``set``, ``sort`` and ``groupby`` work on a whole column if they receive its
    name; so does ``select`` with ``on``. Methods that call a function for every agent create
    handles one by one.

    An agent that leaves the city leaves every set. The set of all agents (``city.agents``) also
    includes newcomers until it is changed in place; after that its members are fixed. Changing a
    set never changes the city.

    Parameters
    ----------
    agents : iterable of RowAgent
        Members in order, all of one kind and one city.
    random : random.Random, optional
        Random generator of ``shuffle`` and ``shuffle_do``; by default that of the members' city.

    Raises
    ------
    TypeError
        If the agents are not of one kind and city.
    """

    # --- by column ------------------------------------------------------------------------------

    def _value(self, name: str) -> Value | None:
        """Return the declaration of a column; None if there is no such column."""
        return None if self._source is None else self._source.kind.values.get(name)

    def _declared(self, name: str) -> Value:
        """Return the declaration of a column.

        Raises
        ------
        AttributeError
            If there is no such column; the message suggests the nearest name.
        """
        value = self._value(name)
        if value is None:
            kind, names = "an empty set", []
            if self._source is not None:
                kind, names = self._source.kind.__name__, list(self._source.kind.values)
            raise AttributeError(f"{kind} has no column {name!r}{hint(name, names, COLUMNS)}")
        return value

    def column(self, name: str) -> np.ndarray:
        """Return a column of the members as an array of category names or 64-bit numbers.

        Parameters
        ----------
        name : str
            A column of the table, ``row`` or ``unique_id``.

        Returns
        -------
        ndarray of shape (members,) or (members, width)

        Raises
        ------
        AttributeError
            If there is no such column.
        """
        rows = self.rows
        if self._source is not None and name in WITHOUT_HANDLES:
            return (rows if name == "row" else self._source.identity_of(rows)).astype(np.int64)
        value = self._declared(name)
        assert self._source is not None
        return value.column(self._source.column(name)[rows])

    def _is_column(self, name: str) -> bool:
        return self._value(name) is not None or (
            self._source is not None and name in WITHOUT_HANDLES
        )

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: str = "error",
        default_value: Any = None,
    ) -> list[Any]:
        """Return attributes of all members; columns are read without creating handles.

        Parameters
        ----------
        attr_names : str or list of str
        handle_missing : {"error", "default"}
            How to treat attributes that an agent does not have.
        default_value : object
            Their value with ``handle_missing="default"``.

        Returns
        -------
        list
            One value per member, or one list of values per member for several names. Use
            :meth:`column` for an array.

        Raises
        ------
        AttributeError
            If an attribute is missing.
        ValueError
            If `handle_missing` is neither of the two.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(
                f"Unknown handle_missing option: {handle_missing}, "
                "should be one of 'error' or 'default'"
            )
        if isinstance(attr_names, str):
            return self._get_attribute(attr_names, handle_missing == "error", default_value)
        columns = [
            self._get_attribute(name, handle_missing == "error", default_value)
            for name in attr_names
        ]
        if not columns:
            return [[] for _ in range(len(self))]
        return [list(values) for values in zip(*columns, strict=True)]

    def _get_attribute(self, name: str, strict: bool, default: Any) -> list[Any]:
        if self._is_column(name):
            values = self.column(name)
            return list(values.copy()) if values.ndim > 1 else values.tolist()
        if strict:
            return [getattr(agent, name) for agent in self]
        if self._source is not None and not hasattr(self._source.kind, name):
            # only a stored handle can have an attribute that is not in the table
            handles = (self._source.own(row) for row in self.rows.tolist())
            return [getattr(handle, name, default) for handle in handles]
        return [getattr(agent, name, default) for agent in self]

    def agg(self, attribute: str, func: Callable | Iterable[Callable]) -> Any:
        """Apply one or more functions to an attribute of all members.

        NumPy functions receive an array, others a list of numbers or category names.

        Parameters
        ----------
        attribute : str
        func : callable or iterable of callable

        Returns
        -------
        object or list of object
            The result of the function, or a list of the results of several functions.
        """
        functions: list[Callable] = [func] if callable(func) else list(func)
        array = self.column(attribute) if self._is_column(attribute) else None
        values: list[Any] | None = None
        results = []
        for function in functions:
            if array is not None and _is_numpy(function):
                results.append(function(array))
                continue
            if values is None:
                values = self.get(attribute)
            results.append(function(values))
        return results[0] if callable(func) else results

    def set(self, attr_name: str, value: Any) -> RowAgentSet:
        """Set a column of all members.

        Names, types and ranges are checked, but not consistency with other columns. The monthly
        accounts do not include changes made here: savings (``money``) that are set between two
        months have no source, and the next month starts with them. ``status``, ``post``,
        ``employer``, ``occupation`` and the holder of the post must agree. Setting one alone,
        or ``resident``, makes the tables inconsistent. ``person`` identifies a citizen: random
        draws depend on it, and so does the equality of handles.

        Parameters
        ----------
        attr_name : str
            A column.
        value : object
            One value for all members, or an array with one value per member.

        Returns
        -------
        RowAgentSet
            The set itself.

        Raises
        ------
        AttributeError
            If there is no such column. Other attributes must be set on handles:
            ``do(lambda agent: setattr(agent, name, value))``.
        TypeError, ValueError
            If the column does not accept the value.
        """
        if self._source is None:
            return self
        try:
            declared, rows = self._declared(attr_name), self.rows
        except AttributeError as error:
            own = f"agents.do(lambda agent: setattr(agent, {attr_name!r}, {value!r}))"
            raise AttributeError(f"{error}; an attribute of your own: {own}") from None
        stored = declared.stored(value, rows.size, self._source.rows_of(attr_name))
        getattr(self._source.table, attr_name)[rows] = stored
        return self

    def select(
        self,
        filter_func: Callable[..., Any] | None = None,
        at_most: int | float = math.inf,
        inplace: bool = False,
        agent_type: type | None = None,
        *,
        on: str | Iterable[str] | None = None,
    ) -> RowAgentSet:
        """Select members with a function.

        Parameters
        ----------
        filter_func : callable, optional
            Receives a handle and returns whether to select it. With `on` it is called once with
            columns instead.
        at_most : int or float
            Maximum number of members; a float up to 1 is a share of all members.
        inplace : bool
            Whether to change this set instead of returning a new one.
        agent_type : type, optional
            Select only agents of this type.
        on : str or iterable of str, optional
            Columns that `filter_func` receives as arrays, one argument each. It returns a Boolean
            array, and no handles are created:
            ``agents.select(lambda fit, age: (fit < 0.5) & (age < 480), on=("fit", "age"))``.

        Returns
        -------
        RowAgentSet

        Raises
        ------
        TypeError
            If `on` is given and the function does not return a Boolean array with one value per
            member.
        """
        if filter_func is None and agent_type is None and at_most == math.inf:
            return self if inplace else self.copy()
        rows = self.rows
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(rows.size * at_most)
        limit = rows.size if at_most == math.inf else max(math.ceil(at_most), 0)
        if self._source is None or (
            agent_type is not None and not issubclass(self._source.kind, agent_type)
        ):
            rows = rows[:0]
        elif filter_func is not None and on is not None:
            rows = rows[self._mask(filter_func, (on,) if isinstance(on, str) else tuple(on))]
        elif filter_func is not None:
            chosen: list[int] = []
            for agent in self._with(rows):
                if len(chosen) >= limit:
                    break
                if filter_func(agent):
                    chosen.append(agent.row)
            rows = np.array(chosen, dtype=np.int32)
        rows = rows[:limit]
        return self._take(rows) if inplace else self._with(rows)

    def _mask(self, filter_func: Callable[..., Any], names: tuple[str, ...]) -> np.ndarray:
        mask = np.asarray(filter_func(*(self.column(name) for name in names)))
        if mask.shape != (len(self),) or mask.dtype.kind != "b":
            raise TypeError(
                f"select: the function of {', '.join(names)} must return an array of "
                f"{len(self)} Boolean values"
            )
        return mask

    def sort(
        self,
        key: Callable[[RowAgent], Any] | str,
        ascending: bool = False,
        inplace: bool = False,
    ) -> RowAgentSet:
        """Return the members sorted by a column, an attribute or a function, largest first.

        The sort is stable.
        """
        rows = self.rows
        if isinstance(key, str) and self._is_column(key) and (values := self.column(key)).ndim == 1:
            backwards = slice(None) if ascending else slice(None, None, -1)
            order = np.arange(rows.size)[backwards][np.argsort(values[backwards], kind="stable")]
            rows = rows[order[backwards]]
        else:
            by = operator.attrgetter(key) if isinstance(key, str) else key
            ordered = sorted(self, key=by, reverse=not ascending)
            rows = np.array([agent.row for agent in ordered], dtype=np.int32)
        return self._take(rows) if inplace else self._with(rows)

    def shuffle(self, inplace: bool = False) -> RowAgentSet:
        """Return the members in random order, drawn with the set's ``random``."""
        rows = self.rows
        order = list(range(rows.size))
        if order:
            self.random.shuffle(order)
        rows = rows[np.array(order, dtype=np.int64)]
        return self._take(rows) if inplace else self._with(rows)

    def groupby(
        self, by: Callable[[RowAgent], Any] | str, result_type: str = "agentset"
    ) -> GroupBy:
        """Group the members by a column, an attribute or a function.

        Parameters
        ----------
        by : callable or str
        result_type : {"agentset", "list"}
            Whether groups are sets of agents or lists of handles.

        Returns
        -------
        GroupBy
            Groups in the order of their first members.
        """
        rows, groups = self.rows, {}
        if isinstance(by, str) and self._is_column(by) and (values := self.column(by)).ndim == 1:
            keys, first, codes = np.unique(values, return_index=True, return_inverse=True)
            parts = np.split(
                rows[np.argsort(codes, kind="stable")],
                np.cumsum(np.bincount(codes, minlength=keys.size))[:-1],
            )
            for index in np.argsort(first).tolist():
                groups[keys[index].item()] = self._with(parts[index])
        else:
            key_of = operator.attrgetter(by) if isinstance(by, str) else by
            members: dict[Any, list[int]] = {}
            for agent in self:
                members.setdefault(key_of(agent), []).append(agent.row)
            groups = {key: self._with(np.array(group_rows)) for key, group_rows in members.items()}
        if result_type == "agentset":
            return RowGroups(groups)
        return RowGroups({key: list(group) for key, group in groups.items()})

    # --- by agent -------------------------------------------------------------------------------

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> RowAgentSet:
        """Call a method, given by its name, or a function for every member in order."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(
        self, method: str | Callable[..., Any], *args: Any, **kwargs: Any
    ) -> RowAgentSet:
        """Call a method or a function for every member in random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Return the results of a method or a function for every member in order."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]


def _is_numpy(function: Callable) -> bool:
    """Return whether a function belongs to NumPy, which converts lists to arrays anyway."""
    return isinstance(function, np.ufunc) or str(getattr(function, "__module__", "")).startswith(
        "numpy"
    )
