"""Names of measures and of their columns, also before there are any results."""

from __future__ import annotations

from simulation.core import extension
from simulation.core.measure import Measure


def known_measures() -> dict[str, Measure]:
    """Measures of the model and of the known extensions, by name.

    Those of the model are known to extensions once their package is loaded, so this loads it.
    """
    import simulation.measures  # noqa: F401

    return extension.known_measures()


def columns_of(name: str) -> list[str]:
    """Columns of a measure, or the column of that name; none if the name is unknown."""
    known = known_measures()
    if name in known:
        return list(known[name].columns)
    return [name] if any(name in measure.columns for measure in known.values()) else []


def right_measure(name: str) -> str:
    """End of an error line about an unknown measure: its new name, or the nearest known one."""
    from simulation.core.errors import nearest
    from simulation.core.renames import renamed_measure

    if renamed := renamed_measure(name):
        return f"renamed: {renamed}"
    known = known_measures()
    columns = (column for measure in known.values() for column in measure.columns)
    best = nearest(name, {*known, *columns})
    return f"nearest: {best}" if best else "'cityfit measures' lists them all"
