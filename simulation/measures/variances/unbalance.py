"""Unbalanced fit (the first variance): slope of fit on education and ICT skill."""

from __future__ import annotations

from simulation.core.measure import measure
from simulation.core.vocabulary import EXPECTED_FIT
from simulation.measures.stratified_sums import RANKS
from simulation.statistics.unbalance import (
    between_group_share,
    mid_rank,
    slope_index_of_inequality,
)
from simulation.world import World

FITS = ("demand_ability", "needs_supply", "supplementary", "complementary")


@measure(subject="unbalance", unit="0-1", twins="residents")
def unbalance(world: World, fit: str) -> float:
    """Slope index of inequality of fit over the joint rank of education and ICT skill."""
    return world.strata.slope(fit, "both")


@measure(subject="unbalance", unit="0-1", labels=RANKS, twins="residents")
def slope_index(world: World, fit: str) -> list[float]:
    """Slope index of inequality of fit by education, by ICT skill and by both."""
    return [world.strata.slope(fit, by) for by in RANKS]


@measure(subject="unbalance", unit="-1 to 1", labels=RANKS, twins="residents")
def erreygers(world: World, fit: str) -> list[float]:
    """Erreygers concentration index of fit by education, by ICT skill and by both."""
    return [world.strata.erreygers(fit, by) for by in RANKS]


@measure(subject="unbalance", unit="share")
def education_share(world: World) -> float:
    """Share of the variance of fit that lies between levels of education (eta squared)."""
    strata = world.strata
    variance = strata.mean("fit_squares") - strata.mean("fit") ** 2
    return between_group_share(strata.means("fit"), strata.by_education, variance)


@measure(subject="unbalance", unit="0-1", labels=FITS, twins="residents")
def slope_part(world: World, fit: str) -> list[float]:
    """Contributions of the four fits to the slope index of total fit over both ranks.

    The variants of total fit differ in demand-ability fit only, so its part differs as they do.
    """
    rule = world.settings["fit"]
    weights = [getattr(rule, f"weight_{name}") for name in FITS]
    whole, slope = sum(weights), world.strata.slope
    parts = [w / whole * slope(name, "both") for w, name in zip(weights, FITS, strict=True)]
    parts[0] += slope(fit, "both") - slope(EXPECTED_FIT, "both")
    return parts


@measure(subject="unbalance", unit="0-1")
def slope_potential(world: World) -> float:
    """Slope index, by education, of the demand-ability fit within reach."""
    return world.strata.slope("potential", "education")


@measure(subject="unbalance", unit="0-1")
def slope_realisation(world: World) -> float:
    """Slope index, by education, of demand-ability fit, 0 without a job, less that within reach."""
    slope = world.strata.slope
    return slope("at_work", "education") - slope("potential", "education")


@measure(subject="unbalance", unit="0-1")
def slope_at_work(world: World) -> float:
    """Slope index of demand-ability fit by education among job-holders (intensive margin)."""
    workers = world.strata.workers
    means = world.strata.per_worker["at_work"][1:]
    return slope_index_of_inequality(means, mid_rank(workers), workers)


@measure(subject="unbalance", unit="0-1")
def slope_access(world: World) -> float:
    """Slope index of holding a job by education (extensive margin)."""
    return world.strata.slope("employed", "education")


@measure(subject="unbalance", unit="0-1")
def slope_needs_supply(world: World) -> float:
    """Slope index of needs-supply fit by education."""
    return world.strata.slope("needs_supply", "education")


@measure(subject="unbalance", unit="0-1")
def slope_perceived(world: World) -> float:
    """Slope index of perceived fit by education."""
    return world.strata.slope("perceived", "education")


@measure(subject="unbalance", unit="0-1")
def slope_happiness(world: World) -> float:
    """Slope index of happiness by education."""
    return world.strata.slope("happiness", "education")
