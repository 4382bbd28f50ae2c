"""Groups of agents, of which columns are worked out without handles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mesa.agentset import AbstractAgentSet, GroupBy


class RowGroups(GroupBy):
    """Groups of agents; what is worked out of a column needs no handles."""

    def agg(self, attr_name: str, func: Callable) -> dict[Any, Any]:
        """A function of an attribute of each group's members, by group."""
        return {
            key: group.agg(attr_name, func)
            if isinstance(group, AbstractAgentSet)
            else func([getattr(agent, attr_name) for agent in group])
            for key, group in self.groups.items()
        }
