"""Measures: numbers computed from the city each month, one file per subject."""

from __future__ import annotations

from types import ModuleType

from simulation.core.measure import Measure
from simulation.measures import fit, satisfaction
from simulation.measures.city import city, governance, reached, segregation, services, shocks
from simulation.measures.labour_market import (
    careers,
    loss_spirals,
    market,
    new_work,
    posts_within,
    schooling_returns,
    search_spells,
    skill_turnover,
)
from simulation.measures.training import lottery
from simulation.measures.variances import (
    margins,
    misfit_spells,
    unbalance,
    unbalance_within_ict,
    variances_over_time,
    volatility_by_industry,
)


def _declared(*modules: ModuleType) -> dict[str, Measure]:
    declared = [
        value for module in modules for value in vars(module).values() if isinstance(value, Measure)
    ]
    twins = [twin for value in declared for twin in value.twins]
    return {value.name: value for value in (*declared, *twins)}


#: Every measure by name, in the order of the files and of the lines in them; twins come last.
MEASURES: dict[str, Measure] = _declared(
    fit,
    unbalance,
    variances_over_time,
    margins,
    market,
    new_work,
    segregation,
    city,
    services,
    loss_spirals,
    governance,
    shocks,
    unbalance_within_ict,
    careers,
    volatility_by_industry,
    lottery,
    reached,
    misfit_spells,
    search_spells,
    skill_turnover,
    schooling_returns,
    posts_within,
    satisfaction,
)
