"""Districts: rents, amenities, digital infrastructure and residents."""

from __future__ import annotations

from simulation.core.table import Table, column
from simulation.core.vocabulary import EDUCATIONS, SKILLS


class Districts(Table):
    """State of every district."""

    rent = column("float32", "euro/month", "rent per citizen")
    amenities = column("float32", "0-1", "leisure and amenities")
    infrastructure = column("float32", "0-1", "digital infrastructure")
    residents = column("int32", "citizens", "residents")
    education = column("int32", "citizens", "residents by education", width=3, names=EDUCATIONS)
    profile = column("float32", "0-1", "mean ability", width=len(SKILLS), names=SKILLS)
    schooling = column("float32", "0-2", "mean education")
    income = column("float32", "euro/month", "mean income before rent")
    previous_amenities = column("float32", "0-1", "amenities last month")
    previous_infrastructure = column("float32", "0-1", "digital infrastructure last month")
