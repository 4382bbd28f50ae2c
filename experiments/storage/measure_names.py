"""Names of measures and of their columns, also before there are any results."""

from __future__ import annotations

from simulation.measures import MEASURES


def columns_of(name: str) -> list[str]:
    """Columns of a measure, or the column of that name; none if the name is unknown."""
    if name in MEASURES:
        return list(MEASURES[name].columns)
    return [name] if any(name in measure.columns for measure in MEASURES.values()) else []


def right_measure(name: str) -> str:
    """End of an error line about an unknown measure: the nearest known one."""
    from simulation.core.errors import nearest

    columns = (column for measure in MEASURES.values() for column in measure.columns)
    best = nearest(name, {*MEASURES, *columns})
    return f"nearest: {best}" if best else "'cityfit measures' lists them all"
