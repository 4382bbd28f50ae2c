"""Measures: what is read off the city each month, one file per subject."""

from __future__ import annotations

from types import ModuleType

from simulation.measure import Measure
from simulation.measures import (
    careers,
    city,
    fit,
    governance,
    ict,
    industries,
    lot,
    market,
    new_work,
    reached,
    satisfaction,
    schooling_returns,
    search_spells,
    segregation,
    services,
    shocks,
    skill_turnover,
    spells,
    spirals,
    unbalance,
    variances_over_time,
)


def _declared(*modules: ModuleType) -> dict[str, Measure]:
    return {
        value.name: value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Measure)
    }


#: Every measure by name, in the order of the files and of the lines in them.
MEASURES: dict[str, Measure] = _declared(
    fit,
    unbalance,
    variances_over_time,
    market,
    new_work,
    segregation,
    city,
    services,
    spirals,
    governance,
    shocks,
    ict,
    careers,
    industries,
    lot,
    reached,
    spells,
    search_spells,
    skill_turnover,
    schooling_returns,
    satisfaction,
)
