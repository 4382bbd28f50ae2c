"""Career communities: target group, members, mean ability and capacities."""

from __future__ import annotations

from simulation.core.table import Table, column
from simulation.core.vocabulary import SKILLS

KINDS = ("occupational", "industry", "civic")


class Communities(Table):
    """State of every possible community; those without members are dormant."""

    kind = column("uint8", "kind", "0 occupational, 1 industry, 2 civic")
    family = column(
        "int16", "row", "occupation family it serves; -1 any", empty=-1, of="occupations.families"
    )
    alive = column("bool", "yes or no", "exists now")
    members = column("int32", "citizens", "members")
    active = column("float32", "citizens", "members weighted by their energy")
    facilitation = column("float32", "euro/month", "funding of facilitation")
    capacity = column("float32", "share", "share of its work that it can do")
    vacancy_information = column("float32", "share", "capacity to pass on vacancies")
    skill_transfer = column("float32", "share", "capacity to bring its members up to date")
    support = column("float32", "share", "capacity for mutual support and motivation")
    path = column("float32", "share", "capacity to open paths to other occupations")
    voice_share = column("float32", "share", "capacity to give its members a voice in the city")
    coaching = column("float32", "share", "share of vacancies that a coach selects by fit")
    venture = column("float32", "1/month", "chance that a member learns how to start a business")
    pool = column(
        "float32", "share", "mean up-to-date part of the ability of members at work",
        width=len(SKILLS), names=SKILLS,
    )  # fmt: skip
    schooling = column("float32", "0-2", "mean education of its members")
    born = column("int16", "month", "month in which it last started")
