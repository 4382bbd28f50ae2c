"""The labour market as a whole: what holds whatever the spread of pay and of turnover."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.engine import simulate
from simulation.settings import Settings

SIZE = {"city.citizens": 2000, "city.months": 150, "city.burn_in": 60}
EDUCATIONS = ("low", "mid", "high")


def means(changes, seeds):
    """Means over seeds and months after burn-in."""
    runs = [simulate(Settings({**SIZE, **changes}), seed).measures for seed in seeds]
    burn_in = {**SIZE, **changes}["city.burn_in"]
    return np.mean([run[run["month"] > burn_in] for run in runs], axis=(0, 1)), list(runs[0])


def mean_of(changes, seeds, *names):
    """Some of these means, by name."""
    values, columns = means(changes, seeds)
    return [values[columns.index(name)] for name in names]


@pytest.mark.parametrize("spread", [1.12, 1.45, 2.07])
def test_the_spread_of_pay_turns_no_order_around(spread):
    """At a standard deviation of log pay of .27, .35 and .50 between occupations."""
    names = [f"unemployment_{education}" for education in EDUCATIONS]
    changes = {"occupations.wage_spread": spread}
    low, mid, high, unbalance = mean_of(changes, (1, 2, 3), *names, "unbalance")
    assert low > mid > high
    assert unbalance > 0.02


def test_job_loss_by_education_comes_from_turnover():
    """With turnover alike in all occupations the low educated lose jobs about as often."""
    ratios = []
    for changes in ({}, {"occupations.turnover_spread": 0.0}):
        low, high = mean_of(changes, (1, 2, 3), "job_loss_low", "job_loss_high")
        ratios.append(low / high)
    assert ratios[0] > 1.15
    assert abs(ratios[1] - 1.0) < 0.5 * (ratios[0] - 1.0) + 0.1


@pytest.mark.long
def test_vacancies_and_unemployment_have_no_trend():
    """From months 61 to 360 to months 361 to 660 both change by less than two points."""
    changes = {"city.months": 660}
    differences = []
    for seed in range(1, 9):
        run = simulate(Settings({**SIZE, **changes}), seed).measures
        first = run[(run["month"] > 60) & (run["month"] <= 360)]
        second = run[run["month"] > 360]
        names = ["vacancies", "unemployment_all"]
        differences.append(second[names].mean() - first[names].mean())
    assert (np.abs(np.mean(differences, axis=0)) < (0.01, 0.02)).all()
