import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.statistics.volatility import (
    downside_rmssd,
    intraclass_correlation,
    lag_one_autocorrelation,
    large_change_share,
    relative_variability,
    rmssd,
)

# Hundredths: fits that differ do so by more than rounding.
hundredths = st.integers(0, 100).map(lambda x: x / 100)
series = arrays(np.float64, st.integers(3, 30), elements=hundredths)
panels = arrays(np.float64, (8, 5), elements=hundredths)


def running_sums(fit):
    """What a citizen would have accumulated over the series, months first."""
    fit = np.asarray(fit, dtype=np.float64)
    change = np.diff(fit, axis=0)
    return {
        "months": np.full(fit.shape[1:], len(fit)),
        "changes": np.full(fit.shape[1:], len(change)),
        "total": fit.sum(axis=0),
        "squares": (fit**2).sum(axis=0),
        "products": (fit[1:] * fit[:-1]).sum(axis=0),
        "change_squares": (change**2).sum(axis=0),
        "fall_squares": (np.minimum(change, 0) ** 2).sum(axis=0),
        "large_changes": (np.abs(change) >= 0.10).sum(axis=0),
        "first": fit[0],
        "last": fit[-1],
    }


def of(function, sums):
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return function(**{name: sums[name] for name in names if name in sums})


def test_changes_by_hand():
    # 0.5, 0.8, 0.4, 0.4: changes 0.3, -0.4, 0. Squares 0.09 + 0.16 = 0.25, of which falls 0.16.
    sums = running_sums([0.5, 0.8, 0.4, 0.4])
    assert of(rmssd, sums) == pytest.approx(np.sqrt(0.25 / 3))
    assert of(downside_rmssd, sums) == pytest.approx(np.sqrt(0.16 / 3))
    assert of(large_change_share, sums) == pytest.approx(2 / 3)


def test_relative_variability_by_hand():
    # 0.2, 0.4, 0.6 has mean 0.4 and spread 0.04 + 0 + 0.04 = 0.08. Sum 1.2 is spread most as
    # 1, 0.2, 0: 1 + 0.04 - 1.44/3 = 0.56. sqrt(0.08 / 0.56) = 0.37796.
    assert of(relative_variability, running_sums([0.2, 0.4, 0.6])) == pytest.approx(
        0.37796, abs=1e-5
    )


def test_the_most_spread_series_has_relative_variability_one():
    for most in ([1, 0.2, 0], [0, 1, 0, 1], [0.7, 0, 0], [1, 1, 1, 0.05]):
        assert of(relative_variability, running_sums(most)) == pytest.approx(1)


def test_long_series_approach_the_bernoulli_bound():
    # For many months the largest SD is sqrt(mean (1 - mean)).
    fit = np.random.default_rng(2).beta(2, 5, 5000)
    expected = fit.std() / np.sqrt(fit.mean() * (1 - fit.mean()))
    assert of(relative_variability, running_sums(fit)) == pytest.approx(expected, rel=1e-3)


def test_autocorrelation_by_hand():
    # 0, 1, 0, 1: pairs (0, 1), (1, 0), (0, 1) lie on a falling line.
    assert of(lag_one_autocorrelation, running_sums([0, 1, 0, 1])) == pytest.approx(-1)
    # 0.1, 0.2, 0.3, 0.4 on a rising one.
    assert of(lag_one_autocorrelation, running_sums([0.1, 0.2, 0.3, 0.4])) == pytest.approx(1)


def test_intraclass_correlation_by_hand():
    # Citizens {0.2, 0.4} and {0.6, 0.8}: means 0.3, 0.7, overall 0.5. MSB = 2 · 2 · 0.04 = 0.16,
    # MSW = 4 · 0.01 / 2 = 0.02, n0 = (4 - 8/4) / 1 = 2: (0.16 - 0.02) / (0.16 + 0.02) = 7/9.
    sums = running_sums([[0.2, 0.6], [0.4, 0.8]])
    assert of(intraclass_correlation, sums) == pytest.approx(7 / 9)


@given(series)
def test_running_sums_give_the_statistics_of_the_series(fit):
    sums = running_sums(fit)
    change = np.diff(fit)
    assert of(rmssd, sums) == pytest.approx(np.sqrt(np.mean(change**2)))
    assert of(large_change_share, sums) == pytest.approx(np.mean(np.abs(change) >= 0.1))
    up = np.sqrt(np.mean(np.maximum(change, 0) ** 2))
    assert of(downside_rmssd, sums) ** 2 + up**2 == pytest.approx(of(rmssd, sums) ** 2)
    if np.ptp(fit[1:]) > 0 and np.ptp(fit[:-1]) > 0:
        expected = np.corrcoef(fit[1:], fit[:-1])[0, 1]
        assert of(lag_one_autocorrelation, sums) == pytest.approx(expected, abs=1e-8)
    else:
        assert np.isnan(of(lag_one_autocorrelation, sums))


@given(series)
def test_relative_variability_against_the_most_spread_series(fit):
    # Build the series in full: as many ones as the sum holds, the rest in one month, then zeros.
    whole, rest = divmod(round(fit.sum() * 100), 100)
    most = np.zeros(len(fit))
    most[:whole] = 1
    if whole < len(fit):
        most[whole] = rest / 100
    value = of(relative_variability, running_sums(fit))
    if most.std() == 0:
        assert np.isnan(value)
    else:
        assert value == pytest.approx(fit.std() / most.std(), abs=1e-6)
        assert 0 <= value <= 1


@given(series)
def test_mirroring_the_scale(fit):
    # What falls then rises; what varies varies as much.
    sums, mirrored = running_sums(fit), running_sums(1 - fit)
    assert of(rmssd, mirrored) == pytest.approx(of(rmssd, sums), abs=1e-12)
    for function in (relative_variability, lag_one_autocorrelation):
        expected = pytest.approx(of(function, sums), abs=1e-6, nan_ok=True)
        assert of(function, mirrored) == expected


@given(series, st.floats(-3, 3), st.floats(0.5, 4))
def test_other_bounds_are_another_unit(fit, low, width):
    sums = running_sums(low + width * fit)
    value = relative_variability(
        sums["total"], sums["squares"], sums["months"], low=low, high=low + width
    )
    expected = of(relative_variability, running_sums(fit))
    # Close to a bound, moving the scale costs digits, and either may find no variance.
    if 0.01 < fit.mean() < 0.99:
        assert value == pytest.approx(expected, abs=1e-5)


@given(panels)
def test_citizens_do_not_touch_each_other(panel):
    together = running_sums(panel)
    for function in (
        rmssd,
        downside_rmssd,
        large_change_share,
        relative_variability,
        lag_one_autocorrelation,
    ):
        alone = [float(of(function, running_sums(path))) for path in panel.T]
        np.testing.assert_allclose(of(function, together), alone, atol=1e-6)


@given(st.lists(st.lists(hundredths, min_size=1, max_size=9), min_size=2, max_size=7))
def test_intraclass_correlation_is_that_of_the_analysis_of_variance(paths):
    months = np.array([len(path) for path in paths])
    total = np.array([sum(path) for path in paths])
    squares = np.array([sum(x * x for x in path) for path in paths])
    value = intraclass_correlation(total, squares, months)
    everyone = np.concatenate(paths)
    k, n = len(paths), len(everyone)
    if n == k or np.ptp(everyone) == 0:
        assert np.isnan(value)
        return
    # The analysis of variance from its definition, observation by observation.
    within = sum((x - np.mean(path)) ** 2 for path in paths for x in path) / (n - k)
    between = sum(len(p) * (np.mean(p) - everyone.mean()) ** 2 for p in paths) / (k - 1)
    usual = (n - sum(len(p) ** 2 for p in paths) / n) / (k - 1)
    expected = (between - within) / (between + (usual - 1) * within)
    assert value == pytest.approx(expected, abs=1e-8)
    assert value <= 1


def test_constant_citizens_differ_only_between_each_other():
    sums = running_sums(np.tile([0.2, 0.5, 0.9], (6, 1)))
    assert of(intraclass_correlation, sums) == pytest.approx(1)
    np.testing.assert_array_equal(of(rmssd, sums), 0)
    np.testing.assert_allclose(of(relative_variability, sums), 0, atol=1e-6)
    assert np.isnan(of(lag_one_autocorrelation, sums)).all()


def test_stuck_at_a_bound_nothing_could_vary():
    sums = running_sums(np.tile([0.0, 1.0], (6, 1)))
    assert np.isnan(of(relative_variability, sums)).all()
    np.testing.assert_array_equal(of(rmssd, sums), 0)


@pytest.mark.parametrize("length", [1, 2])
def test_too_few_changes_are_nan(length):
    sums = running_sums(np.array([[0.1, 0.9], [0.4, 0.2]])[:length])
    for function in (
        rmssd,
        downside_rmssd,
        large_change_share,
        relative_variability,
        lag_one_autocorrelation,
    ):
        assert np.isnan(of(function, sums)).all()


def test_without_people():
    nobody = running_sums(np.empty((3, 0)))
    assert of(rmssd, nobody).shape == of(relative_variability, nobody).shape == (0,)
    assert np.isnan(of(intraclass_correlation, nobody))


def test_a_citizen_not_yet_seen():
    assert np.isnan(relative_variability([0.0], [0.0], [0])).all()
    assert np.isnan(lag_one_autocorrelation([0.0], [0.0], [0.0], [0], [np.nan], [np.nan])).all()
    # Citizens without months leave the others' ICC as it is.
    assert intraclass_correlation([0.6, 1.4, 0], [0.2, 1.0, 0], [2, 2, 0]) == pytest.approx(7 / 9)
