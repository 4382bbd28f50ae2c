"""Members of a set of agents, stored as rows and identities of their table."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from mesa.agentset import AbstractAgentSet

from simulation.agents.handle import RowAgent

if TYPE_CHECKING:
    from simulation.agents.rows import Rows


class RowMembers(AbstractAgentSet, Sequence):
    """An ordered set of agents of one kind and city; agents that have left are skipped.

    See :class:`simulation.agents.agentset.RowAgentSet` for the operations.
    """

    #: Rows of the members' table; None for an empty set that never had a member.
    _source: Rows | None = None

    def __init__(self, agents: Iterable[RowAgent], random: Any = None) -> None:
        self.random = random
        # None means all agents of the table
        self._members: np.ndarray | None = np.zeros(0, dtype=np.int32)
        self._identities = np.zeros(0, dtype=np.int64)
        self._by_row: np.ndarray | None = None
        self._update(agents)

    @classmethod
    def everybody(cls, source: Rows) -> Self:
        """Return a set of all agents of a table at the time of use."""
        everybody = cls((), source.model.random)
        everybody._source, everybody._members = source, None
        return everybody

    def _with(self, members: np.ndarray) -> Self:
        """Return a set of some rows of the same table, in the given order."""
        subset = type(self)((), self.random)
        subset._source = self._source
        subset._take(members)
        return subset

    def _take(self, members: np.ndarray) -> Self:
        """Set the members to these rows."""
        self._members, self._by_row = members.astype(np.int32), None
        if self._source is not None:
            self._identities = self._source.identity_of(members).astype(np.int64)
        return self

    def _update(self, agents: Iterable[RowAgent]) -> Self:
        """Set the members to these agents."""
        members = []
        for agent in dict.fromkeys(agents):
            self._join(agent)
            members.append(agent.row)
        return self._take(np.array(members, dtype=np.int32))

    def _join(self, agent: Any) -> None:
        """Check that an agent can be a member; the first one determines the table of the set."""
        if not isinstance(agent, RowAgent) or self._source not in (None, agent._rows):
            kind = "agent of a city" if self._source is None else self._source.kind.__name__
            raise TypeError(f"{agent!r} is no {kind} of the city of this set")
        if not agent.here:
            raise LookupError(f"{agent!r} has left the city")
        self._source = agent._rows
        if self.random is None:
            self.random = agent.model.random

    @property
    def rows(self) -> np.ndarray:
        """Rows of the members that are still in the city, in order."""
        if self._source is None:
            return np.zeros(0, dtype=np.int32)
        if self._members is None:
            return self._source.rows.astype(np.int32)
        return self._members[self._source.here(self._members, self._identities)]

    def __len__(self) -> int:
        if self._members is None and self._source is not None:
            return len(self._source)
        return self.rows.size

    def __iter__(self) -> Iterator[RowAgent]:
        source = self._source
        if source is None:
            return
        rows = self.rows
        identities = source.identity_of(rows)
        for row, identity in zip(rows.tolist(), identities.tolist(), strict=True):
            # an agent may have left during the iteration
            if source.here(row, identity):
                yield source.handle(row)

    def __contains__(self, agent: object) -> bool:
        if not isinstance(agent, RowAgent) or agent._rows is not self._source or not agent.here:
            return False
        if self._members is None:
            return True
        if self._by_row is None:
            self._by_row = np.full(len(self._source.table), -1, dtype=np.int64)
            self._by_row[self._members] = self._identities
        return agent.row < self._by_row.size and self._by_row[agent.row] == agent.unique_id

    def __getitem__(self, item: int | slice) -> Any:
        """Return the agent at a position, or the list of agents of a slice."""
        if isinstance(item, slice):
            return list(self._with(self.rows[item]))
        return next(iter(self._with(self.rows[[operator.index(item)]])))

    def __reversed__(self) -> Iterator[RowAgent]:
        return iter(self._with(self.rows[::-1]))

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the position of an agent.

        Raises
        ------
        ValueError
            If it is not among the members from `start` to `stop`.
        """
        rows = self.rows
        if isinstance(value, RowAgent) and value in self:
            position = int(np.flatnonzero(rows == value.row)[0])
            if position in range(rows.size)[start:stop]:
                return position
        raise ValueError(f"{value!r} is not among these agents")

    def count(self, value: object) -> int:
        """Return 1 for a member and 0 for anything else."""
        return int(value in self)

    def __repr__(self) -> str:
        kind = "agent" if self._source is None else self._source.kind.__name__
        return f"<{type(self).__name__} of {len(self)}: {kind}>"

    def to_list(self) -> list[RowAgent]:
        """Return all members as a list of handles."""
        return list(self)

    def copy(self) -> Self:
        """Return a set with the current members, in the same order."""
        return self._with(self.rows)

    __copy__ = copy

    def add(self, agent: RowAgent) -> None:
        """Append an agent if it is not a member yet."""
        self._join(agent)
        if agent not in self:
            self._take(np.append(self.rows, np.int32(agent.row)))

    def discard(self, agent: RowAgent) -> None:
        """Remove an agent if it is a member."""
        if agent in self:
            rows = self.rows
            self._take(rows[rows != agent.row])

    def clear(self) -> None:
        """Remove all members."""
        self._take(self.rows[:0])

    def remove(self, agent: RowAgent) -> None:
        """Remove an agent.

        Raises
        ------
        KeyError
            If the agent is not a member.
        """
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)
