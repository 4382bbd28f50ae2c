"""Perceived fit: adaptation of aspirations makes it less unequal than objective fit."""

from __future__ import annotations

import numpy as np

from simulation.engine import simulate
from simulation.settings import Settings


def slopes(changes, seed):
    """Slopes over education of perceived and objective fit in the last year of a small city."""
    settings = Settings({"city.citizens": 800, "city.months": 48, "city.burn_in": 12, **changes})
    measures = simulate(settings, seed).measures[["slope_perceived", "slope_index_education"]]
    return measures.iloc[-12:].mean().to_numpy()


def test_without_adaptation_perceived_fit_is_as_unequal_as_fit():
    """Perceived fit is less unequal than fit only if aspirations adapt."""
    for seed in range(3):
        perceived, objective = slopes({}, seed)
        perceived_all, objective_all = slopes({"fit.aspirations_adapt": False}, seed)
        assert abs(perceived) < abs(perceived_all)
        assert np.sign(perceived_all) == np.sign(objective_all)
        # the city's mean is the same for all, so only bounds and mood come in between
        assert 0.8 < perceived_all / (1.2 * objective_all) < 1.2
        assert abs(perceived) < abs(objective)
