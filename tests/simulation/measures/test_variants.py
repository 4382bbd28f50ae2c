"""Measures of total fit have twins on realised and on potential fit."""

from __future__ import annotations

import pytest

from simulation.core.measure import NoTwinError, measure
from simulation.core.vocabulary import EXPECTED, FIT_COLUMNS, FIT_VARIANTS
from simulation.measures import MEASURES
from simulation.measures.variants import ABOUT_FIT, FREE, variant_name

WITH_TWINS = [declared for declared in MEASURES.values() if declared.twins]


@pytest.mark.parametrize("declared", WITH_TWINS, ids=lambda declared: declared.name)
def test_a_twin_is_the_same_measure_under_another_name(declared):
    for variant, twin in zip(FIT_VARIANTS, declared.twins, strict=True):
        assert twin is MEASURES[f"{declared.name}_{variant}"]
        assert f"({variant} fit of " in twin.meaning
        for name in ("subject", "unit", "labels", "summary"):
            assert getattr(twin, name) == getattr(declared, name)
        names = [variant_name(column, variant) for column in declared.columns]
        assert names == list(twin.columns)
        assert [variant_name(column, EXPECTED) for column in declared.columns] == list(
            declared.columns
        )


def test_the_function_of_a_measure_with_twins_gets_the_column_of_fit():
    @measure(subject="fit", unit="0-1", twins="residents")
    def double(world: dict[str, float], fit: str) -> float:
        """Twice the fit."""
        return 2.0 * world[fit]

    values = dict(zip(FIT_COLUMNS.values(), (0.1, 0.2, 0.3), strict=True))
    assert [one.read(values)[0] for one in (double, *double.twins)] == [0.2, 0.4, 0.6]
    assert double.twins[1].meaning == "Twice the fit (potential fit of residents)."


def test_measures_without_total_fit_are_the_same_on_each_variant():
    for column in ("unemployment_all", "health_high", "slope_access", "cost_training"):
        assert variant_name(column, "realised") == column
    assert all(MEASURES[name].subject in ABOUT_FIT for name in FREE)


def test_causes_are_known_of_realised_fit_only():
    assert variant_name("cause_share_high_redesign", "realised") == (
        "cause_share_realised_high_redesign"
    )
    for column, variant in (
        ("cause_share_high_redesign", "potential"),
        ("between_person_share", "realised"),
    ):
        with pytest.raises(NoTwinError, match=f"{column} is not measured on {variant} fit"):
            variant_name(column, variant)
