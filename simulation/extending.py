"""What an extension needs of the model, in one place; see docs/how-to/extensions.md."""

from __future__ import annotations

from simulation.core.measure import means_by_education, measure
from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import normals, own_decision, uniforms
from simulation.core.vocabulary import EDUCATIONS, ICT, JOB_NEEDS, NEEDS, SKILLS, STATUSES
from simulation.interventions.budget import monthly_budget, saturating, started
from simulation.tables.own_columns import own_column
from simulation.world import World

__all__ = [
    "EDUCATIONS",
    "ICT",
    "JOB_NEEDS",
    "NEEDS",
    "SKILLS",
    "STATUSES",
    "Process",
    "World",
    "constant",
    "means_by_education",
    "measure",
    "monthly_budget",
    "normals",
    "own_column",
    "own_decision",
    "parameter",
    "saturating",
    "started",
    "switch",
    "uniforms",
]
