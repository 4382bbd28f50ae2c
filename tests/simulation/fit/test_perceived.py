"""Felt fit: whoever gets used to his or her fit feels less of how unequal fit is."""

from __future__ import annotations

import numpy as np

from simulation.engine import simulate
from simulation.settings import Settings


def slopes(changes, seed):
    """Slopes over education of felt and of objective fit in the last year of a small city."""
    settings = Settings({"city.citizens": 800, "city.months": 48, "city.burn_in": 12, **changes})
    measures = simulate(settings, seed).measures[["slope_perceived", "slope_index_education"]]
    return measures.iloc[-12:].mean().to_numpy()


def test_without_adaptation_felt_fit_is_as_unequal_as_fit():
    """Felt fit is less unequal than fit if people adapt, and as unequal times its slope if not."""
    for seed in range(3):
        felt, objective = slopes({}, seed)
        felt_all, objective_all = slopes({"fit.aspirations_adapt": False}, seed)
        assert abs(felt) < abs(felt_all)
        assert np.sign(felt_all) == np.sign(objective_all)
        # the city's mean is the same for all, so only bounds and mood come in between
        assert 0.8 < felt_all / (1.2 * objective_all) < 1.2
        assert abs(felt) < abs(objective)
