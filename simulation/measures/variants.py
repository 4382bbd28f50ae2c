"""Names of measures on realised and on potential fit."""

from __future__ import annotations

from functools import cache

from simulation.core.measure import NoTwinError
from simulation.core.vocabulary import EXPECTED
from simulation.measures import MEASURES

#: Subjects whose measures are about total fit. All others are the same on each variant of fit.
ABOUT_FIT = frozenset({"fit", "unbalance", "permanence", "volatility", "causes"})
#: Measures of these subjects that do not contain total fit.
FREE = frozenset({"slope_access", "slope_needs_supply", "slope_at_work"})


@cache
def variant_name(column: str, variant: str) -> str:
    """Name of a measure column on a variant of fit.

    Parameters
    ----------
    column : str
        A column of a measure on expected fit.
    variant : str
        ``expected``, ``realised`` or ``potential``.

    Raises
    ------
    NoTwinError
        If the measure is about fit and is not taken on this variant.

    Examples
    --------
    >>> variant_name("volatility_of_fit_high", "realised")
    'volatility_of_fit_realised_high'
    >>> variant_name("unemployment_all", "realised")
    'unemployment_all'
    """
    if variant == EXPECTED:
        return column
    declared = next(measure for measure in MEASURES.values() if column in measure.columns)
    if declared.subject not in ABOUT_FIT or declared.name in FREE:
        return column
    twin = f"{declared.name}_{variant}"
    name = twin + column.removeprefix(declared.name)
    if twin not in MEASURES or name not in MEASURES[twin].columns:
        raise NoTwinError(f"{column} is not measured on {variant} fit")
    return name
