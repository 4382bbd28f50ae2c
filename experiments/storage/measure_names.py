"""Names of measures and of their columns, before there are any results."""

from __future__ import annotations

from simulation.measures import MEASURES


def columns_of(name: str) -> list[str]:
    """Columns that the name of a measure or of a column stands for; none if it is unknown."""
    if name in MEASURES:
        return list(MEASURES[name].columns)
    return [name] if any(name in one.columns for one in MEASURES.values()) else []


def right_measure(name: str) -> str:
    """End of an error line about an unknown measure: the nearest right one."""
    from simulation.core.errors import nearest

    best = nearest(name, {*MEASURES, *(one for m in MEASURES.values() for one in m.columns)})
    return f"nearest: {best}" if best else "'cityfit measures' lists them all"
