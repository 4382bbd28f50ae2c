"""Names of measures and of their columns, also before there are any results."""

from __future__ import annotations

from simulation.core.extension import known_measures
from simulation.core.measure import Measure


def _known() -> dict[str, Measure]:
    """Every measure; those of the model are known once their package is loaded."""
    import simulation.measures  # noqa: F401

    return known_measures()


def columns_of(name: str) -> list[str]:
    """Columns of a measure, or the column of that name; none if the name is unknown."""
    known = _known()
    if name in known:
        return list(known[name].columns)
    return [name] if any(name in measure.columns for measure in known.values()) else []


def right_measure(name: str) -> str:
    """End of an error line about an unknown measure: its new name, or the nearest known one."""
    from simulation.core.errors import nearest
    from simulation.core.renames import renamed_measure

    if renamed := renamed_measure(name):
        return f"renamed: {renamed}"
    known = _known()
    columns = (column for measure in known.values() for column in measure.columns)
    best = nearest(name, {*known, *columns})
    return f"nearest: {best}" if best else "'cityfit measures' lists them all"
