"""The job mix, ICT use and education asked of single countries (``data/job_mix.csv``)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from simulation.core.vocabulary import ICT
from simulation.tables.occupation_file import ASKED, USES

DATA = Path(__file__).parents[1] / "data" / "job_mix.csv"
#: Columns of the table of occupations that the country replaces.
REPLACED = ("employment", "ict", *ASKED, *USES)


@cache
def job_mixes() -> dict[str, dict[str, dict[str, float]]]:
    """Country → occupation → column → value."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    with DATA.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = {name: float(row[name]) for name in (*REPLACED, "covered")}
            found.setdefault(row["country"], {})[row["occupation"]] = values
    return found


def with_job_mix(table: dict[str, Any], country: str) -> dict[str, Any]:
    """The table of occupations with the jobs of a country; unchanged if the survey has none of it.

    Parameters
    ----------
    table : dict
        Columns as :func:`simulation.tables.occupation_file.read_occupations` returns them.
    country : str
        Value of ``city.country``.
    """
    rows = job_mixes().get(country)
    if rows is None:
        return table
    columns = {name: np.array(table[name], dtype=float) for name in REPLACED}
    for place, occupation in enumerate(table["occupation"]):
        for name, value in rows.get(occupation, {}).items():
            if name in columns:
                columns[name][place] = value
    # rounded shares sum to 1 again
    established = ~np.asarray(table["emerging"])
    columns["employment"] /= columns["employment"][established].sum()
    demand = table["demand"].copy()
    demand[:, ICT] = columns["ict"]
    asked, uses = (np.stack([columns[name] for name in names], axis=1) for names in (ASKED, USES))
    return table | columns | {"demand": demand, "asked": asked, "uses": uses}


def jobs_of(country: str, *, own_table: bool = False) -> str:
    """What the jobs of a city are, in words.

    Parameters
    ----------
    country : str
        Value of ``city.country``.
    own_table : bool
        Whether the scenario names a table of occupations.
    """
    if own_table:
        return "of the scenario's own table, whatever the country"
    if country == "oecd":
        return "mean of 21 OECD countries"
    rows = job_mixes().get(country)
    if rows is None:
        return "mean of 21 OECD countries, because the survey has no job mix of this country"
    covered = next(iter(rows.values()))["covered"]
    members = " (mean of nor and swe)" if country == "nordic" else ""
    return (
        f"those of the country{members}; the survey has groups with {covered:.0%} of its posts, "
        "the others are filled from the mean of all countries"
    )
