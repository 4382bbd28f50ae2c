"""Returns to schooling: what made the wages is found in them."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.statistics.schooling import schooling_returns


def people(count=400):
    generator = np.random.default_rng(3)
    own, required = generator.choice([9.0, 12.0, 16.0], (2, count))
    return own, required, generator.uniform(25, 65, count)


def test_the_returns_that_made_the_wages_are_found():
    """9 % a required, 4 % a surplus and −3 % a missing year, whatever age pays."""
    own, required, age = people()
    log = 7 + 0.09 * required + 0.04 * np.maximum(own - required, 0)
    log += -0.03 * np.maximum(required - own, 0) + 0.03 * age - 0.0002 * age**2
    found = schooling_returns(np.exp(log), own, required, age)
    np.testing.assert_allclose(found, [0.09, 0.04, -0.03], atol=1e-9)


def test_returns_do_not_depend_on_the_unit_of_money_or_age():
    own, required, age = people()
    wage = np.exp(np.random.default_rng(4).normal(8, 0.3, own.size))
    np.testing.assert_allclose(
        schooling_returns(wage, own, required, age),
        schooling_returns(100 * wage, own, required, 12 * age),
    )


def test_people_of_one_age_have_returns_too():
    own, required, _ = people()
    wage = np.exp(7 + 0.09 * required)
    found = schooling_returns(wage, own, required, np.full(own.size, 40.0))
    np.testing.assert_allclose(found, [0.09, 0, 0], atol=1e-9)


@pytest.mark.parametrize("count", [0, 3])
def test_too_few_people_have_no_returns(count):
    own, required, age = (column[:count] for column in people())
    if count == 0:
        age = np.zeros(0)
    assert np.isnan(schooling_returns(np.full(count, 2000.0), own, required, age)).all()


def test_without_surplus_nothing_can_be_told_apart():
    own, _, age = people()
    assert np.isnan(schooling_returns(np.exp(own), own, own, age)).all()
