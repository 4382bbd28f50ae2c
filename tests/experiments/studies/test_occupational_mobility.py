"""Published tests of models of occupational mobility, as far as they hold in this city.

del Rio-Chanona, Mealy, Beguerisse-Díaz, Lafond and Farmer (2021), Occupational mobility and
automation, J. R. Soc. Interface 18: 20200898. What the city contradicts is not asserted here; the
study :mod:`experiments.studies.automation_spread` prints it.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from experiments.studies import automation_spread as study
from scenarios import load
from simulation import SmartCity
from simulation.tables.occupation_file import EXPOSURES

pytestmark = pytest.mark.long

SEEDS, CITIZENS, MONTHS = (1, 2, 3), 1500, 120


@pytest.fixture(scope="module")
def cities():
    """Cities without and with a wave of two years, by network, exposure and seed."""
    waves = [("none", "automation"), *(("2 years", exposure) for exposure in EXPOSURES)]
    return {
        (network, wave, exposure, seed): study.run(network, wave, seed, CITIZENS, MONTHS, exposure)
        for network, (wave, exposure), seed in product(study.NETWORKS, waves, SEEDS)
    }


def with_and_without(cities, network, exposure):
    """Cities with a wave and without one, by seed."""
    return (
        [cities[network, "2 years", exposure, seed] for seed in SEEDS],
        [cities[network, "none", "automation", seed] for seed in SEEDS],
    )


@pytest.fixture(scope="module")
def cycle():
    """Unemployment and vacancies of 20 years, means over a year."""
    size = {"city.citizens": 3000, "city.months": 300}
    city = SmartCity(load("baseline").but(size), seed=1, by_occupation=True).run(progress=False)
    total = city.by_occupation.groupby("month")[["unemployed", "employed", "vacant", "posts"]].sum()
    rates = pd.DataFrame(
        {
            "unemployment": total["unemployed"] / (total["unemployed"] + total["employed"]),
            "vacancies": total["vacant"] / total["posts"],
        }
    )
    return rates.rolling(12).mean().dropna()


def test_vacancies_fall_as_unemployment_rises_over_the_cycle(cycle):
    """The Beveridge curve falls; del Rio-Chanona et al. (2021), figure 3."""
    assert cycle.corr().loc["unemployment", "vacancies"] < -0.5


def test_the_beveridge_curve_is_a_loop_against_the_clock(cycle):
    """Vacancies move first: the area that the path encloses, unemployment across, is positive."""
    across, up = ((cycle - cycle.mean()) / cycle.std()).to_numpy().T
    assert np.sum(across[:-1] * up[1:] - across[1:] * up[:-1]) > 0
    lead = cycle["unemployment"].corr(cycle["vacancies"].shift(6))
    lag = cycle["unemployment"].corr(cycle["vacancies"].shift(-6))
    assert lead < lag < 0


@pytest.mark.parametrize("exposure", EXPOSURES)
def test_unemployment_follows_the_exposure_of_neighbours_too(cities, exposure):
    """With its own exposure equal, an occupation near to exposed ones has more unemployment."""
    _, neighbours = study.slopes("2 years", *with_and_without(cities, "mobility", exposure)).T
    assert neighbours.mean() > 0


@pytest.mark.parametrize("network", study.NETWORKS)
def test_the_ordering_follows_the_measure_of_exposure(cities, network):
    """Unemployment rises most where the measure that the wave follows is high, not the other."""
    for own, other in (EXPOSURES, EXPOSURES[::-1]):
        found = study.orderings("2 years", *with_and_without(cities, network, own))
        by_measure = dict(zip(EXPOSURES, found.mean(axis=0), strict=True))
        assert by_measure[own] > 0.1
        assert by_measure[other] < 0


def test_a_wave_of_automation_raises_unemployment_in_both_networks(cities):
    """Which network has the larger and later rise is for the study: it needs more cities."""
    for network in study.NETWORKS:
        pairs = zip(*with_and_without(cities, network, "automation"), strict=True)
        rise = np.mean([path.unemployment - none.unemployment for path, none in pairs], axis=0)
        assert rise[24:48].mean() > 0.005
