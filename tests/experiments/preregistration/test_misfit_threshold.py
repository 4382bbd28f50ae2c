"""The threshold of misfit can be recomputed by its rule."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.preregistration.misfit_threshold import fit_percentile
from scenarios.scenario import load
from simulation.city import SmartCity

RULE = {"percentile": 25, "seeds": [1, 2], "citizens": 200, "burn_in": 2, "months": 4}


def test_the_percentile_is_over_residents_and_measured_months_of_all_seeds() -> None:
    changes = {"city.citizens": 200, "city.months": 4, "city.burn_in": 2}
    fits = []
    for seed in (1, 2):
        city = SmartCity(load("baseline").but(changes), seed=seed)
        for month in (1, 2, 3, 4):
            city.step()
            if month in (3, 4):
                fits.append(city.citizens.frame()["fit"])
    assert fit_percentile(RULE) == pytest.approx(np.percentile(np.concatenate(fits), 25))


def test_another_percentile_is_another_value() -> None:
    assert fit_percentile({**RULE, "percentile": 75}) > fit_percentile(RULE)
