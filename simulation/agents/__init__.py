"""Agents: Mesa handles on rows of the tables, created on demand.

A handle is a real :class:`mesa.Agent` with ``model``, ``unique_id`` and ``pos``. It can be selected
and grouped. Its attributes are read from and written to its row of the table. Creating a city
creates no handles. A set of agents works on whole columns if the request names a column.
"""

from __future__ import annotations

from simulation.agents.agentset import RowAgentSet
from simulation.agents.groups import RowGroups
from simulation.agents.handle import RowAgent
from simulation.agents.kinds import CareerCommunity, Citizen, Employer, NetworkOrganisation
from simulation.agents.rows import Rows

__all__ = [
    "CareerCommunity",
    "Citizen",
    "Employer",
    "NetworkOrganisation",
    "RowAgent",
    "RowAgentSet",
    "RowGroups",
    "Rows",
]
