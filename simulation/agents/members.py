"""Members of a set of agents, kept as rows and identities of their table."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from mesa.agentset import AbstractAgentSet

from simulation.agents.handle import RowAgent

if TYPE_CHECKING:
    from simulation.agents.rows import Rows


class RowMembers(AbstractAgentSet):
    """An ordered set of agents of one kind and city, who are seen only while they are there.

    See :class:`simulation.agents.agentset.RowAgentSet`, which says what can be done with them.
    """

    #: Whose rows they are; None of an empty set that has never had a member.
    _source: Rows | None = None

    def __init__(self, agents: Iterable[RowAgent], random: Any = None) -> None:
        self.random = random
        # None stands for everybody
        self._members: np.ndarray | None = np.zeros(0, dtype=np.int32)
        self._identities = np.zeros(0, dtype=np.int64)
        self._by_row: np.ndarray | None = None
        self._update(agents)

    @classmethod
    def everybody(cls, source: Rows) -> Self:
        """All who live in a table, whenever the set is used."""
        found = cls((), source.model.random)
        found._source, found._members = source, None
        return found

    def _with(self, members: np.ndarray) -> Self:
        """A set of some rows of the same table, in the given order."""
        found = type(self)((), self.random)
        found._source = self._source
        found._take(members)
        return found

    def _take(self, members: np.ndarray) -> Self:
        """Have these rows as members."""
        self._members, self._by_row = members.astype(np.int32), None
        if self._source is not None:
            self._identities = self._source.identity_of(members).astype(np.int64)
        return self

    def _update(self, agents: Iterable[RowAgent]) -> Self:
        """Have these agents as members."""
        members = []
        for agent in dict.fromkeys(agents):
            self._join(agent)
            members.append(agent.row)
        return self._take(np.array(members, dtype=np.int32))

    def _join(self, agent: Any) -> None:
        """Refuse what cannot be a member; the first one says what the set is about."""
        if not isinstance(agent, RowAgent) or self._source not in (None, agent._rows):
            kind = "agent of a city" if self._source is None else self._source.kind.__name__
            raise TypeError(f"{agent!r} is no {kind} of the city that this set is about")
        if not agent.here:
            raise LookupError(f"{agent!r} has left the city")
        self._source = agent._rows
        if self.random is None:
            self.random = agent.model.random

    @property
    def rows(self) -> np.ndarray:
        """Rows of the members who are still there, in order."""
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
            # whoever left while the others were gone through is passed over
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
        """The agent at a place in the order, or a list of those in a slice."""
        if isinstance(item, slice):
            return list(self._with(self.rows[item]))
        return next(iter(self._with(self.rows[[operator.index(item)]])))

    def __repr__(self) -> str:
        kind = "agent" if self._source is None else self._source.kind.__name__
        return f"<{type(self).__name__} of {len(self)}: {kind}>"

    def to_list(self) -> list[RowAgent]:
        """All members as a list of handles."""
        return list(self)

    def copy(self) -> Self:
        """A set of those who are members now, in the same order."""
        return self._with(self.rows)

    __copy__ = copy

    def add(self, agent: RowAgent) -> None:
        """Take an agent in, at the end, if it is not a member yet."""
        self._join(agent)
        if agent not in self:
            self._take(np.append(self.rows, np.int32(agent.row)))

    def discard(self, agent: RowAgent) -> None:
        """Take an agent out, if it is a member."""
        if agent in self:
            rows = self.rows
            self._take(rows[rows != agent.row])

    def remove(self, agent: RowAgent) -> None:
        """Take an agent out.

        Raises
        ------
        KeyError
            If it is no member.
        """
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)
