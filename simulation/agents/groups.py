"""Groups of agents whose columns are aggregated without handles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mesa.agentset import AbstractAgentSet, GroupBy


class RowGroups(GroupBy):
    """Groups of agents; column aggregates need no handles."""

    def agg(self, attr_name: str, func: Callable) -> dict[Any, Any]:
        """Apply a function to an attribute of each group's members; return the results by group."""
        return {
            key: group.agg(attr_name, func)
            if isinstance(group, AbstractAgentSet)
            else func([getattr(agent, attr_name) for agent in group])
            for key, group in self.groups.items()
        }
