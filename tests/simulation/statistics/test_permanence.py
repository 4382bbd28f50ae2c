import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import CensoredData, ecdf
from scipy.stats.contingency import relative_risk

from simulation.statistics.permanence import (
    chronic_share,
    discrete_time_hazard_ratio,
    exit_hazard,
    hazard_ratio,
    memoryless_null,
    persistence,
    shorrocks_mobility,
    shuffled_shock_null,
    survival,
)

misfits = arrays(np.bool_, (70, 6))
panels = arrays(np.float64, (9, 5), elements=st.floats(0, 1))


def bits(panel, seed):
    """Random bits for the null of a panel."""
    return np.random.default_rng(seed).integers(0, 2**32, np.shape(panel), dtype=np.uint32)


def remember(misfit):
    """The register of each citizen after a panel of misfit, shape (months, citizens)."""
    history = np.zeros(misfit.shape[1], dtype=np.uint64)
    for month in misfit:
        history = (history << np.uint64(1)) | month.astype(np.uint64)
    return history


def tables(low):
    """Tables of exits and at risk, shape (2, 4), with at least ``low`` at risk everywhere."""

    def split(pairs):
        at_risk = np.array([n for n, _ in pairs]).reshape(2, 4)
        exits = np.array([min(e, n) for n, e in pairs]).reshape(2, 4)
        return exits, at_risk

    pair = st.tuples(st.integers(low, 50), st.integers(0, 50))
    return st.lists(pair, min_size=8, max_size=8).map(split)


def test_chronic_share_by_hand():
    # Of five months, 4 are 80 %: 0b11011 has 4, 0b10101 has 3; 0b100000 was before the window.
    # The fourth citizen has been there for four months only and is left out: 1 of 3.
    history = np.array([0b11011, 0b10101, 0b100000, 0b1111], dtype=np.uint64)
    assert chronic_share(history, [5, 9, 6, 4], window=5) == pytest.approx(1 / 3)


def test_chronic_share_at_the_threshold_of_sixty_months():
    # 80 % of 60 months are 48.
    history = np.array([2**48 - 1, 2**47 - 1], dtype=np.uint64)
    assert chronic_share(history, [60, 60]) == 0.5


def test_rounding_does_not_raise_the_threshold():
    # 0.56 · 25 = 14, but 14.000000000000002 in binary.
    assert chronic_share(np.array([2**14 - 1], dtype=np.uint64), [25], 25, 0.56) == 1


def test_persistence_by_hand():
    # Lag 2. In misfit two months ago: 0b101 (still), 0b100 (no longer), 0b111 (still). 0b011 was
    # not; the last was, but is observed for two months, so its bit 2 is undefined: 2 of 3.
    history = np.array([0b101, 0b100, 0b111, 0b011, 0b101], dtype=np.uint64)
    assert persistence(history, [3, 3, 9, 3, 2], lag=2) == pytest.approx(2 / 3)


@given(misfits, st.integers(1, 63), st.integers(1, 64), st.floats(0.05, 1))
def test_histories_give_the_statistics_of_the_panel(misfit, lag, window, share):
    history, observed = remember(misfit), np.full(6, 70)
    then, now = misfit[-1 - lag], misfit[-1]
    expected = now[then].mean() if then.any() else np.nan
    assert persistence(history, observed, lag) == pytest.approx(expected, nan_ok=True)
    chronic = misfit[-window:].sum(axis=0) >= share * window - 1e-9
    assert chronic_share(history, observed, window, share) == pytest.approx(chronic.mean())


def test_hazard_ratio_by_hand():
    # 10 of 100 against 20 of 100: HR 0.5; se² = 1/10 - 1/100 + 1/20 - 1/100 = 0.13.
    # exp(1.96 · 0.360555) = 2.0273: interval 0.2466 to 1.0136.
    ratio = hazard_ratio(10, 100, 20, 100)
    assert ratio.estimate == pytest.approx(0.5)
    assert ratio.low == pytest.approx(0.2466, abs=1e-4)
    assert ratio.high == pytest.approx(1.0136, abs=1e-4)
    assert exit_hazard(10, 100) == pytest.approx(0.1)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 100), st.integers(0, 100))
def test_hazard_ratio_is_the_relative_risk(exits_a, exits_b, more_a, more_b):
    ratio = hazard_ratio(exits_a, exits_a + more_a, exits_b, exits_b + more_b)
    other = relative_risk(exits_a, exits_a + more_a, exits_b, exits_b + more_b)
    interval = other.confidence_interval(0.95)
    np.testing.assert_allclose(ratio, [other.relative_risk, interval.low, interval.high], rtol=1e-6)


def test_stratified_hazard_ratio_by_hand():
    # Duration 1: 4 of 10 against 10 of 20; duration 2: 1 of 10 against 1 of 5.
    # Numerator 4·20/30 + 1·5/15 = 3; denominator 10·10/30 + 1·10/15 = 4. HR = 0.75.
    # Spread: 14·10·20/900 - 40/30 + 2·10·5/225 - 1/15 = 3.1111 - 1.3333 + 0.4444 - 0.0667 =
    # 2.1556; se² = 2.1556 / 12 = 0.17963; exp(1.96 · 0.42383) = 2.2950.
    ratio = discrete_time_hazard_ratio([[4, 1], [10, 1]], [[10, 10], [20, 5]])
    assert ratio.estimate == pytest.approx(0.75)
    assert ratio.low == pytest.approx(0.75 / 2.2950, abs=1e-4)
    assert ratio.high == pytest.approx(0.75 * 2.2950, abs=1e-3)


def test_stratifying_removes_what_duration_alone_does():
    # Equal hazards at equal duration (40 %, 10 %), but the first group has longer spells.
    exits, at_risk = [[4, 10], [40, 1]], [[10, 100], [100, 10]]
    assert discrete_time_hazard_ratio(exits, at_risk).estimate == pytest.approx(1)
    assert hazard_ratio(14, 110, 41, 110).estimate == pytest.approx(14 / 41)


@given(tables(low=1))
def test_exchanging_the_groups_inverts_the_ratio(table):
    exits, at_risk = table
    ratio = discrete_time_hazard_ratio(exits, at_risk)
    other = discrete_time_hazard_ratio(exits[::-1], at_risk[::-1])
    if ratio.estimate > 0 and other.estimate > 0:
        assert ratio.low <= ratio.estimate <= ratio.high
        np.testing.assert_allclose(
            ratio, [1 / other.estimate, 1 / other.high, 1 / other.low], rtol=1e-6
        )


@given(tables(low=1))
def test_empty_durations_do_not_matter(table):
    exits, at_risk = (np.insert(part, 2, 0, axis=1) for part in table)
    np.testing.assert_array_equal(
        discrete_time_hazard_ratio(exits, at_risk), discrete_time_hazard_ratio(*table)
    )


def test_ratio_without_exits():
    assert np.isnan(hazard_ratio(5, 10, 0, 10)).all()
    assert np.isnan(hazard_ratio(0, 0, 0, 0)).all()
    none = hazard_ratio(0, 10, 5, 10)
    assert none.estimate == 0
    assert np.isnan([none.low, none.high]).all()
    assert hazard_ratio(3, 3, 7, 7) == pytest.approx((1, 1, 1))


def test_survival_by_hand():
    # 10 at risk and 2 leave: 0.8; 5 at risk and 1 leaves: 0.8 · 0.8 = 0.64; then nobody.
    np.testing.assert_allclose(survival([2, 1, 0, 0], [10, 5, 0, 3]), [0.8, 0.64, np.nan, np.nan])


@given(
    st.lists(st.integers(1, 8), min_size=1, max_size=20),
    st.lists(st.integers(1, 8), min_size=1, max_size=20),
)
def test_survival_is_the_kaplan_meier_curve(ended, ongoing):
    durations = np.arange(1, max(ended + ongoing) + 1)
    exits = [(np.array(ended) == d).sum() for d in durations]
    at_risk = [(np.array(ended + ongoing) >= d).sum() for d in durations]
    curve = ecdf(CensoredData(uncensored=ended, right=ongoing)).sf
    np.testing.assert_allclose(survival(exits, at_risk), curve.evaluate(durations), atol=1e-12)


@given(tables(low=1))
def test_survival_never_rises(table):
    curve = survival(*table)
    assert curve.shape == (2, 4)
    assert (np.diff(curve, axis=-1) <= 0).all()
    assert ((curve >= 0) & (curve <= 1)).all()


@given(panels, st.integers(0, 99))
def test_null_keeps_the_start_and_the_bounds(panel, seed):
    before = panel.copy()
    null = shuffled_shock_null(panel, bits(panel, seed))
    np.testing.assert_array_equal(null[0], panel[0])
    assert null.shape == panel.shape
    assert ((null >= 0) & (null <= 1)).all()
    np.testing.assert_array_equal(panel, before)
    np.testing.assert_array_equal(null, shuffled_shock_null(panel, bits(panel, seed)))


@given(arrays(np.float64, (9, 5), elements=st.floats(0.475, 0.525)), st.integers(0, 99))
def test_null_keeps_changes_and_end_away_from_the_bounds(panel, seed):
    # Eight changes of at most 0.05 add up to 0.4 at most, short of either bound.
    null = shuffled_shock_null(panel, bits(panel, seed))
    np.testing.assert_allclose(null[-1], panel[-1])
    changes = [np.sort(np.diff(path, axis=0), axis=0) for path in (panel, null)]
    np.testing.assert_allclose(changes[1], changes[0], atol=1e-12)


def test_every_order_of_changes_is_equally_likely():
    panel = np.repeat(np.cumsum([0.2, 0.1, 0.2, 0.3])[:, None], 6000, axis=1)
    null = np.round(np.diff(shuffled_shock_null(panel, bits(panel, 8)), axis=0), 6)
    _, counts = np.unique(null, axis=1, return_counts=True)
    assert counts.size == 6
    assert (np.abs(counts - 1000) < 5 * np.sqrt(1000)).all()


def test_draws_of_a_citizen_do_not_depend_on_the_others():
    panel = np.random.default_rng(9).uniform(0.3, 0.7, (30, 8))
    drawn, some = bits(panel, 1), [1, 4, 5]
    np.testing.assert_array_equal(
        shuffled_shock_null(panel, drawn)[:, some],
        shuffled_shock_null(panel[:, some], drawn[:, some]),
    )


def test_null_reflects_by_hand():
    # Changes -0.3, +0.6, -0.3 from 0.4. Falls first: 0.4, 0.1, -0.2 -> 0.2, 0.8.
    # Rise first: 0.4, 1.0, 0.7, 0.4. Rise between: as observed, 0.4, 0.1, 0.7, 0.4.
    panel = np.repeat([[0.4], [0.1], [0.7], [0.4]], 60, axis=1)
    null = shuffled_shock_null(panel, bits(panel, 1))
    paths = np.unique(np.round(null.T, 9), axis=0)
    expected = [[0.4, 0.1, 0.2, 0.8], [0.4, 0.1, 0.7, 0.4], [0.4, 1.0, 0.7, 0.4]]
    np.testing.assert_allclose(paths, expected)


def test_null_reflects_at_the_top():
    # Changes -0.3, +0.6, 0 from 0.6. Rise first: 0.6, 1.2 -> 0.8, then 0.5 and 0.5.
    panel = np.repeat([[0.6], [0.3], [0.9], [0.9]], 60, axis=1)
    null = np.round(shuffled_shock_null(panel, bits(panel, 1)).T, 9)
    assert [0.6, 0.8, 0.5, 0.5] in null.tolist()


def test_null_of_changes_that_undo_each_other_wanders():
    # Noise round a stable mean: a year later nothing is left of a misfit, but in the null it is.
    # Both end at the same place, so the year ends before.
    fit = np.clip(np.random.default_rng(3).normal(0.5, 0.05, (60, 2000)), 0, 1)
    null = shuffled_shock_null(fit, bits(fit, 4))
    assert null[30].std() > 2 * fit[30].std()
    seen, shuffled = (
        persistence(remember(path[:40] < 0.5), np.full(2000, 40)) for path in (fit, null)
    )
    assert shuffled > seen + 0.1


def test_null_of_one_month_or_no_people():
    month, nobody = [[0.2, 0.7]], np.empty((5, 0))
    np.testing.assert_array_equal(shuffled_shock_null(month, bits(month, 0)), month)
    assert shuffled_shock_null(nobody, bits(nobody, 0)).shape == (5, 0)


@pytest.mark.parametrize("panel", [[0.1, 0.2], [[0.1], [1.2]], [[0.1], [np.nan]]])
def test_null_needs_a_whole_panel(panel):
    with pytest.raises(ValueError, match="panel"):
        shuffled_shock_null(panel, bits(panel, 0))


def test_mobility_by_hand():
    # Halves: 1, 2 | 3, 4 before; 1 and 3 exchange places, 2 and 4 stay: P = 1/2 everywhere,
    # M = (2 - 1) / (2 - 1) = 1. All exchange: trace 0, M = 2.
    assert shorrocks_mobility([1, 2, 3, 4], [3, 2, 1, 4], groups=2) == pytest.approx(1)
    assert shorrocks_mobility([1, 2, 3, 4], [3, 4, 1, 2], groups=2) == pytest.approx(2)


def test_mobility_with_many_at_zero():
    # Six of ten at 0 share mid-rank 0.3 (group 1 of quintiles), the others 0.65, 0.75, 0.85 and
    # 0.95 (groups 3, 3, 4, 4): nobody moved, whatever the order among the six.
    fit = np.array([0, 0, 0, 0, 0, 0, 0.2, 0.4, 0.6, 0.8])
    assert shorrocks_mobility(fit, fit) == 0


def test_independent_places_give_one():
    generator = np.random.default_rng(5)
    before, after = generator.random(50_000), generator.random(50_000)
    assert shorrocks_mobility(before, after) == pytest.approx(1, abs=0.02)


@given(arrays(np.float64, 20, elements=st.floats(0, 1)), st.integers(2, 6), st.data())
def test_mobility_bounds_and_invariance(before, groups, data):
    after = data.draw(arrays(np.float64, 20, elements=st.floats(0, 1)))
    mobility = shorrocks_mobility(before, after, groups)
    assert np.isnan(mobility) or -1e-12 <= mobility <= 2 + 1e-12
    # Only places count: doubling is exact in binary and keeps every tie.
    assert shorrocks_mobility(before, after * 2, groups) == pytest.approx(mobility, nan_ok=True)


def test_nothing_observed_is_nan():
    assert np.isnan(chronic_share(np.array([], dtype=np.uint64), []))
    assert np.isnan(chronic_share(np.array([7], dtype=np.uint64), [59]))
    assert np.isnan(persistence(np.array([1], dtype=np.uint64), [60]))
    assert np.isnan(persistence(np.array([], dtype=np.uint64), []))
    assert np.isnan(exit_hazard(0, 0))
    assert np.isnan(shorrocks_mobility([], []))
    assert np.isnan(shorrocks_mobility([0.3, 0.3], [0.1, 0.9]))


def test_the_whole_register_can_be_the_window():
    assert chronic_share(np.array([2**64 - 1], dtype=np.uint64), [64], window=64, share=1) == 1


def test_mistakes_are_named():
    nobody = np.array([], dtype=np.uint64)
    with pytest.raises(ValueError, match="window"):
        chronic_share(nobody, [], window=65)
    with pytest.raises(ValueError, match="share"):
        chronic_share(nobody, [], share=80)
    with pytest.raises(ValueError, match="lag"):
        persistence(nobody, [], lag=64)
    with pytest.raises(ValueError, match="shape"):
        discrete_time_hazard_ratio([1, 2], [3, 4])
    with pytest.raises(ValueError, match="at_risk"):
        hazard_ratio(5, 4, 1, 2)
    with pytest.raises(ValueError, match="equally long"):
        shorrocks_mobility([0.1], [0.1, 0.2])


@given(misfits, st.integers(0, 99))
def test_memoryless_null_begins_as_seen_and_leaves_the_panel_alone(misfit, seed):
    before = misfit.copy()
    null = memoryless_null(misfit, bits(misfit, seed))
    np.testing.assert_array_equal(null[0], misfit[0])
    assert null.shape == misfit.shape
    assert null.dtype == np.bool_
    np.testing.assert_array_equal(misfit, before)
    np.testing.assert_array_equal(null, memoryless_null(misfit, bits(misfit, seed)))


def test_memoryless_null_of_a_memoryless_panel_is_like_it():
    # A chain that leaves misfit with .2 and falls into it with .05 is its own null.
    generator = np.random.default_rng(5)
    misfit = np.zeros((80, 4000), dtype=bool)
    for month in range(1, 80):
        draw = generator.random(4000)
        misfit[month] = np.where(misfit[month - 1], draw >= 0.2, draw < 0.05)
    null = memoryless_null(misfit, bits(misfit, 6))
    observed = np.full(4000, 64)
    assert null[-1].mean() == pytest.approx(misfit[-1].mean(), abs=0.03)
    both = [persistence(remember(panel), observed) for panel in (misfit, null)]
    assert both[0] == pytest.approx(both[1], abs=0.05)


def test_people_who_differ_are_more_permanent_than_the_memoryless_null():
    # Half are always in misfit and half never: seen, misfit lasts; if all were alike it would not.
    misfit = np.repeat([[True, False]], 70, axis=0).repeat(500, axis=1)
    misfit[::10] = ~misfit[::10]
    null = memoryless_null(misfit, bits(misfit, 7))
    observed = np.full(1000, 64)
    seen, alike = (persistence(remember(panel), observed) for panel in (misfit, null))
    assert seen > alike + 0.1
    assert chronic_share(remember(misfit), observed) > chronic_share(remember(null), observed) + 0.1


def test_memoryless_null_without_moves():
    for value in (True, False):
        panel = np.full((9, 4), value)
        assert (memoryless_null(panel, bits(panel, 0)) == value).all()
    nobody = np.zeros((5, 0), dtype=bool)
    assert memoryless_null(nobody, bits(nobody, 0)).shape == (5, 0)


@pytest.mark.parametrize("panel", [[0.1, 0.2], [[0.1], [0.2]], [True, False]])
def test_memoryless_null_needs_a_panel_of_yes_and_no(panel):
    with pytest.raises(ValueError, match="panel"):
        memoryless_null(panel, bits(panel, 0))


def test_shares_by_group_are_those_of_the_groups():
    """For all and for each group it is the share of these citizens alone; others do not count."""
    generator = np.random.default_rng(3)
    history = generator.integers(0, 2**63, 400).astype(np.uint64) * np.uint64(2)
    history |= generator.integers(0, 2, 400).astype(np.uint64)
    observed, group = generator.integers(1, 65, 400), generator.integers(-1, 3, 400).astype(np.int8)
    parts = [group >= 0, *(group == level for level in range(3))]
    for share, options in (
        (persistence, {"lag": 5}),
        (chronic_share, {"window": 9, "share": 0.5}),
    ):
        expected = [share(history[part], observed[part], **options) for part in parts]
        found = share(history, observed, **options, group=group, groups=3)
        np.testing.assert_allclose(found, expected)
        assert 0 < found[0] < 1
