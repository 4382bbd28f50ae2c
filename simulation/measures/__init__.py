"""Measures: numbers computed from the city each month, one file per subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.core import extension
from simulation.core.extension import measures_in
from simulation.core.measure import Measure
from simulation.measures import fit, same_persons, satisfaction
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
    tracks,
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

#: Every measure of the model, in the order of the files and of the lines in them; twins come last.
MEASURES: dict[str, Measure] = measures_in(
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
    tracks,
    satisfaction,
    same_persons,
)
extension.own(measures=MEASURES)


def measures_of(settings: Mapping[str, Any]) -> dict[str, Measure]:
    """Measures that are taken in a city: those of the model and of the extensions it uses.

    Parameters
    ----------
    settings : Settings
    """
    used = getattr(settings, "extensions", ())
    return {**MEASURES, **{one.name: one for each in used for one in each.measures}}
