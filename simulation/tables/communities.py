"""Career communities: who they are for, how many belong, what they know and can do."""

from __future__ import annotations

from simulation.core.table import Table, column
from simulation.core.vocabulary import SKILLS

KINDS = ("occupational", "industry", "civic")


class Communities(Table):
    """State of every possible community; those with no members sleep."""

    kind = column("uint8", "kind", "0 occupational, 1 industry, 2 civic")
    family = column(
        "int16", "row", "occupation family it is about; -1 any", empty=-1, of="occupations.families"
    )
    alive = column("bool", "yes or no", "exists now")
    members = column("int32", "citizens", "members")
    active = column("float32", "citizens", "members weighted by their energy")
    facilitation = column("float32", "euro/month", "money for facilitation")
    capacity = column(
        "float32", "share", "share of its work that it can do, from money and members"
    )
    vacancy_information = column("float32", "share", "capacity to pass on vacancies")
    skill_transfer = column("float32", "share", "capacity to teach its members")
    support = column("float32", "share", "capacity for mutual support")
    voice_share = column("float32", "share", "capacity to make its members heard by the city")
    coaching = column("float32", "share", "part of vacancies that a coach picks to suit")
    venture = column("float32", "1/month", "chance to hear of a business of one's own")
    pool = column("float32", "0-1", "mean ability of its members", width=len(SKILLS), names=SKILLS)
    schooling = column("float32", "0-2", "mean education of its members")
    born = column("int16", "month", "month of its last birth")
