"""A set of agents that works on columns: Mesa's calls and answers, without making the agents."""

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

#: Attributes of handles that are no columns but can be had without handles.
WITHOUT_HANDLES = ("row", "unique_id")


class RowAgentSet(RowMembers):
    """An ordered set of agents of one kind, kept as rows of their table.

    It answers Mesa's calls as an :class:`mesa.agent.AgentSet` of the same agents would. ``get``,
    ``agg``, ``set``, ``sort`` and ``groupby`` work on the column when they are given the name of
    one, and so does ``select`` with ``on``; what calls a function or a method for every agent
    makes handles, one after the other.

    Who leaves the city leaves every set. The set of everybody (``city.agents``) takes newcomers in
    as well, until it is changed in place; from then on it is a set like any other. Changing a set
    never changes the city.

    Parameters
    ----------
    agents : iterable of RowAgent
        Members in order, all of one kind and one city.
    random : random.Random, optional
        Luck of ``shuffle`` and ``shuffle_do``; that of its members' city if left out.

    Raises
    ------
    TypeError
        If the agents are not of one kind and city.
    """

    # --- by column ------------------------------------------------------------------------------

    def _value(self, name: str) -> Value | None:
        """Declaration of a column; None for a name that is no column."""
        return None if self._source is None else self._source.kind.values.get(name)

    def _known(self, name: str) -> Value:
        """Declaration of a column.

        Raises
        ------
        AttributeError
            If there is none of that name; the message says which name is near.
        """
        value = self._value(name)
        if value is None:
            kind, names = "an empty set", []
            if self._source is not None:
                kind, names = self._source.kind.__name__, list(self._source.kind.values)
            raise AttributeError(f"{kind} has no column {name!r}{hint(name, names, COLUMNS)}")
        return value

    def column(self, name: str) -> np.ndarray:
        """A column of the members as an array: words, or numbers of 64 bits.

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
        value = self._known(name)
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
        """Attributes of all members; columns are read without making handles.

        Parameters
        ----------
        attr_names : str or list of str
        handle_missing : {"error", "default"}
            What to do about attributes that an agent does not have.
        default_value : object
            What stands for them with ``handle_missing="default"``.

        Returns
        -------
        list
            One value per member, or one list of values per member if several names were given;
            :meth:`column` gives an array.

        Raises
        ------
        AttributeError
            If an attribute is missing.
        ValueError
            If `handle_missing` is none of the two.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(
                f"Unknown handle_missing option: {handle_missing}, "
                "should be one of 'error' or 'default'"
            )
        if isinstance(attr_names, str):
            return self._get_one(attr_names, handle_missing == "error", default_value)
        columns = [
            self._get_one(name, handle_missing == "error", default_value) for name in attr_names
        ]
        if not columns:
            return [[] for _ in range(len(self))]
        return [list(values) for values in zip(*columns, strict=True)]

    def _get_one(self, name: str, strict: bool, default: Any) -> list[Any]:
        if self._is_column(name):
            values = self.column(name)
            return list(values.copy()) if values.ndim > 1 else values.tolist()
        if strict:
            return [getattr(agent, name) for agent in self]
        if self._source is not None and not hasattr(self._source.kind, name):
            # only a handle that is kept can have an attribute of its own
            own = (self._source.own(row) for row in self.rows.tolist())
            return [getattr(agent, name, default) for agent in own]
        return [getattr(agent, name, default) for agent in self]

    def agg(self, attribute: str, func: Callable | Iterable[Callable]) -> Any:
        """One or more functions of an attribute of all members.

        Functions of NumPy are given an array, others a list of numbers or words.

        Parameters
        ----------
        attribute : str
        func : callable or iterable of callable

        Returns
        -------
        object or list of object
            What the function gives, or a list with what each of them gives.
        """
        functions: list[Callable] = [func] if callable(func) else list(func)
        array = self.column(attribute) if self._is_column(attribute) else None
        values: list[Any] | None = None
        found = []
        for function in functions:
            if array is not None and _of_numpy(function):
                found.append(function(array))
                continue
            if values is None:
                values = self.get(attribute)
            found.append(function(values))
        return found[0] if callable(func) else found

    def set(self, attr_name: str, value: Any) -> RowAgentSet:
        """Set a column of all members.

        Names, types and ranges are checked, nothing else: the books of the month know nothing of
        what is set from outside. Savings (``money``) set between two months come from nowhere;
        the next month begins with them. ``status``, ``post``, ``employer`` and ``occupation``, and
        the holder of the post, say the same thing together: setting one of them alone, or setting
        ``resident``, leaves posts and people that contradict each other. ``person`` is what luck is
        keyed by, and what tells handles apart.

        Parameters
        ----------
        attr_name : str
            A column.
        value : object
            One value for all, or an array with one for each member.

        Returns
        -------
        RowAgentSet
            The set itself.

        Raises
        ------
        AttributeError
            If there is no such column. Attributes of one's own are set on handles:
            ``do(lambda agent: setattr(agent, name, value))``.
        TypeError, ValueError
            If the value is not one that the column takes.
        """
        declared, rows = self._known(attr_name), self.rows
        assert self._source is not None
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
        """Members that a function says yes to.

        Parameters
        ----------
        filter_func : callable, optional
            Given a handle it says yes or no; with `on` it is given columns instead, once.
        at_most : int or float
            The first so many; a float up to 1 is a share of all members.
        inplace : bool
            Whether to change this set rather than to make one.
        agent_type : type, optional
            Kind that they must be of.
        on : str or iterable of str, optional
            Columns that `filter_func` is given as arrays, one argument each; it gives back an
            array of yes or no, and no handles are made:
            ``agents.select(lambda fit, age: (fit < 0.5) & (age < 480), on=("fit", "age"))``.

        Returns
        -------
        RowAgentSet

        Raises
        ------
        TypeError
            If `on` is given and the function does not give an array of yes or no.
        """
        if filter_func is None and agent_type is None and at_most == math.inf:
            return self if inplace else self.copy()
        rows = self.rows
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(rows.size * at_most)
        most = rows.size if at_most == math.inf else max(math.ceil(at_most), 0)
        if self._source is None or (
            agent_type is not None and not issubclass(self._source.kind, agent_type)
        ):
            rows = rows[:0]
        elif filter_func is not None and on is not None:
            rows = rows[self._chosen(filter_func, (on,) if isinstance(on, str) else tuple(on))]
        elif filter_func is not None:
            chosen: list[int] = []
            for agent in self._with(rows):
                if len(chosen) >= most:
                    break
                if filter_func(agent):
                    chosen.append(agent.row)
            rows = np.array(chosen, dtype=np.int32)
        rows = rows[:most]
        return self._take(rows) if inplace else self._with(rows)

    def _chosen(self, filter_func: Callable[..., Any], names: tuple[str, ...]) -> np.ndarray:
        chosen = np.asarray(filter_func(*(self.column(name) for name in names)))
        if chosen.shape != (len(self),) or chosen.dtype.kind != "b":
            raise TypeError(
                f"select: the function of {', '.join(names)} must give an array of {len(self)} "
                "times yes or no"
            )
        return chosen

    def sort(
        self,
        key: Callable[[RowAgent], Any] | str,
        ascending: bool = False,
        inplace: bool = False,
    ) -> RowAgentSet:
        """Members in the order of a column, an attribute or a function, largest first.

        Equal ones stay in their order.
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
        """Members in an order drawn by the city's ``random``."""
        rows = self.rows
        order = list(range(rows.size))
        if order:
            self.random.shuffle(order)
        rows = rows[np.array(order, dtype=np.int64)]
        return self._take(rows) if inplace else self._with(rows)

    def groupby(
        self, by: Callable[[RowAgent], Any] | str, result_type: str = "agentset"
    ) -> GroupBy:
        """Groups of members with the same value of a column, an attribute or a function.

        Parameters
        ----------
        by : callable or str
        result_type : {"agentset", "list"}
            Whether groups are sets of agents or lists of handles.

        Returns
        -------
        GroupBy
            Groups in the order in which their first members come.
        """
        rows, groups = self.rows, {}
        if isinstance(by, str) and self._is_column(by) and (values := self.column(by)).ndim == 1:
            keys, first, group = np.unique(values, return_index=True, return_inverse=True)
            parts = np.split(
                rows[np.argsort(group, kind="stable")],
                np.cumsum(np.bincount(group, minlength=keys.size))[:-1],
            )
            for place in np.argsort(first).tolist():
                groups[keys[place].item()] = self._with(parts[place])
        else:
            of = operator.attrgetter(by) if isinstance(by, str) else by
            members: dict[Any, list[int]] = {}
            for agent in self:
                members.setdefault(of(agent), []).append(agent.row)
            groups = {key: self._with(np.array(found)) for key, found in members.items()}
        if result_type == "agentset":
            return RowGroups(groups)
        return RowGroups({key: list(group) for key, group in groups.items()})

    # --- one after the other --------------------------------------------------------------------

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> RowAgentSet:
        """Call a method, by its name, or a function of every member, in order."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(
        self, method: str | Callable[..., Any], *args: Any, **kwargs: Any
    ) -> RowAgentSet:
        """Call a method or a function of every member, in an order drawn by luck."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """What a method, by its name, or a function gives for every member, in order."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]


def _of_numpy(function: Callable) -> bool:
    """Whether a function belongs to NumPy, which makes an array of a list in any case."""
    return isinstance(function, np.ufunc) or str(getattr(function, "__module__", "")).startswith(
        "numpy"
    )
