"""Agents: Mesa handles on rows of the tables, made when somebody asks for them.

A handle is a real :class:`mesa.Agent`: it has ``model``, ``unique_id`` and ``pos``, can be
selected, grouped and asked for attributes; what it shows is read from, and written to, its row.
Making a city makes no handles, and a set of agents works on columns as long as it is asked about
columns.
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
