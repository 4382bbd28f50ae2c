"""Employers: posts, staff, mobility and membership of the network."""

from __future__ import annotations

import numpy as np

from simulation.core.table import Table, column
from simulation.core.vocabulary import SKILLS


class Employers(Table):
    """State of every employer."""

    identity = column("uint32", "id", "identity, the key of this employer's random draws")
    present = column("bool", "yes or no", "is in the city now")
    sector = column(
        "int16", "row", "sector; -1 elsewhere", of="occupations.sectors", bounds=(-1, np.inf)
    )
    weight = column("float32", "posts", "size it grows towards, the chance to open a new post")
    mobile = column("float32", "ratio", "readiness to leave relative to the average")
    posts = column("int32", "posts", "posts it has, filled or vacant")
    staff = column("int32", "citizens", "resident employees")
    serial = column("uint32", "count", "posts opened so far")
    profile = column("float32", "0-1", "mean ability of its staff", width=len(SKILLS), names=SKILLS)
    schooling = column("float32", "0-2", "mean education of its staff")
    currency = column(
        "float32", "share", "mean currency of its staff", width=len(SKILLS), names=SKILLS
    )
    elsewhere = column("bool", "yes or no", "outside the city; residents work for it remotely")
    founded = column("bool", "yes or no", "founded by a resident, who owns it")
    team = column("bool", "yes or no", "organised in teams that pool their skills")
    recognises = column(
        "uint8", "marks",
        "accepts assessments of skill: 1 those of training, 2 those of the network, 3 both",
        bounds=(0, 3),
    )  # fmt: skip
    member = column("bool", "yes or no", "member of the network organisation")
    trust = column("float32", "0-1", "trust in the network organisation", empty=0.45)
    months_member = column("int16", "months", "months of membership")
