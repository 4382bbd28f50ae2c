import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gmean

from simulation.statistics.city_aims import joint_attainment, synergy_contrast

index = st.floats(0, 1)
outcome = st.floats(-10, 10)


def test_joint_attainment_by_hand():
    # min(0.4, 0.9) = 0.4; sqrt(0.4 · 0.9) = sqrt(0.36) = 0.6.
    both = joint_attainment(0.4, 0.9)
    assert both.minimum == pytest.approx(0.4)
    assert both.geometric == pytest.approx(0.6)


@given(index, index)
def test_joint_attainment_properties(wealth, wellbeing):
    both = joint_attainment(wealth, wellbeing)
    low, high = sorted((wealth, wellbeing))
    assert both.minimum == low
    assert low - 1e-12 <= both.geometric <= high + 1e-12
    assert joint_attainment(wellbeing, wealth) == both
    if low > 0:
        assert both.geometric == pytest.approx(gmean([wealth, wellbeing]))


def test_joint_attainment_over_months():
    both = joint_attainment([0.0, 1.0, np.nan, -0.1], [1.0, 1.0, 0.5, 0.5])
    np.testing.assert_array_equal(both.minimum, [0, 1, np.nan, -0.1])
    np.testing.assert_array_equal(both.geometric, [0, 1, np.nan, np.nan])
    assert joint_attainment([], []).minimum.shape == (0,)


def test_synergy_contrast_by_hand():
    # Alone +0.1 and +0.2, together +0.5: 0.2 more than the sum.
    assert synergy_contrast(1.5, 1.1, 1.2, 1.0) == pytest.approx(0.2)


@given(outcome, outcome, outcome, outcome)
def test_synergy_contrast_properties(y11, y10, y01, y00):
    contrast = synergy_contrast(y11, y10, y01, y00)
    assert synergy_contrast(y11, y01, y10, y00) == pytest.approx(contrast, abs=1e-12)
    assert synergy_contrast(y11 + 3, y10 + 3, y01 + 3, y00 + 3) == pytest.approx(contrast, abs=1e-9)
    # The regression coefficient of the product, with both policies coded 0 and 1.
    design = [[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0]]
    coefficient = np.linalg.solve(design, [y11, y10, y01, y00])[3]
    assert contrast == pytest.approx(coefficient, abs=1e-9)


@given(outcome, outcome, outcome)
def test_additive_policies_have_no_synergy(base, first, second):
    contrast = synergy_contrast(base + first + second, base + first, base + second, base)
    assert contrast == pytest.approx(0, abs=1e-12)


def test_synergy_contrast_is_paired_by_seed():
    contrast = synergy_contrast([3.0, 5.0], [1.0, 1.0], [1.0, 2.0], [0.0, 1.0])
    np.testing.assert_array_equal(contrast, [1, 3])
