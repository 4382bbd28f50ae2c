"""A scenario as TOML text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from simulation.core.parameter import declarations
from simulation.settings import SECTIONS
from simulation.tables.job_mix import jobs_of


def toml_value(value: Any) -> str:
    """One value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _jobs(values: Mapping[str, Any]) -> str:
    """What the jobs of the city are, in words."""
    country = values["city.country"] if values.get("occupations.country_jobs", True) else "oecd"
    return jobs_of(country, own_table=bool(values.get("occupations.table")))


def write(header: Mapping[str, str | None], values: Mapping[str, Any]) -> str:
    """TOML text of a header and of values keyed ``section.key``, with units as comments."""
    lines = [f"{key} = {toml_value(value)}" for key, value in header.items() if value is not None]
    for section, owner in SECTIONS.items():
        declared = declarations(owner)
        given = [key for key in declared if f"{section}.{key}" in values]
        if not given:
            continue
        lines += ["", f"[{section}]"]
        for key in given:
            value = toml_value(values[f"{section}.{key}"])
            note = declared[key].unit
            if (section, key) == ("city", "country"):
                note += f"; jobs: {_jobs(values)}"
            lines.append(f"{key} = {value}  # {note}")
    return "\n".join(lines) + "\n"
