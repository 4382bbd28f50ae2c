import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.statistics.segregation import (
    assortativity,
    dissimilarity,
    excess_dissimilarity,
    gini,
    theil,
)

counts = arrays(np.int64, 6, elements=st.integers(0, 50))
incomes = arrays(np.float64, st.integers(1, 20), elements=st.integers(1, 1000).map(float))


def test_dissimilarity_by_hand():
    # a: 0.8, 0.2; b: 0.3, 0.7. Half of 0.5 + 0.5.
    assert dissimilarity([8, 2], [3, 7]) == pytest.approx(0.5)
    assert dissimilarity([5, 0], [0, 9]) == 1


@given(counts, counts, st.integers(1, 9))
def test_dissimilarity_properties(a, b, times):
    value = dissimilarity(a, b)
    assert dissimilarity(b, a) == pytest.approx(value, nan_ok=True)
    assert dissimilarity(a * times, b) == pytest.approx(value, nan_ok=True)
    if a.sum() == 0 or b.sum() == 0:
        assert np.isnan(value)
    else:
        assert 0 <= value <= 1
        assert dissimilarity(a, a * times) == pytest.approx(0)
        # Moves needed: what a district holds above its share, over the whole group.
        surplus = np.maximum(a / a.sum() - b / b.sum(), 0).sum()
        assert value == pytest.approx(surplus)


def test_homes_drawn_by_lot_have_no_excess():
    # Dissimilarity itself is far from 0 where districts are small; what chance adds is taken off.
    generator = np.random.default_rng(2)
    seen, excess = [], []
    for _ in range(40):
        homes = [generator.multinomial(size, np.full(60, 1 / 60)) for size in (700, 500)]
        seen.append(dissimilarity(*homes))
        excess.append(excess_dissimilarity(*homes))
    assert np.mean(seen) > 0.1
    assert np.mean(excess) < 0.02


@given(counts, counts)
def test_excess_is_at_most_dissimilarity(a, b):
    seen, excess = dissimilarity(a, b), excess_dissimilarity(a, b)
    if not np.isnan(excess):
        assert 0 <= excess <= seen + 1e-12
    assert excess_dissimilarity(a * 10**8, b * 10**8) == pytest.approx(seen, abs=1e-3, nan_ok=True)


def test_assortativity_by_hand():
    # e = .4 .1 / .1 .4: trace 0.8, by chance 0.5² + 0.5² = 0.5; 0.3 / 0.5 = 0.6.
    assert assortativity([[4, 1], [1, 4]]) == pytest.approx(0.6)
    assert assortativity([[3, 0], [0, 5]]) == pytest.approx(1)
    assert assortativity([[0, 2], [2, 0]]) == pytest.approx(-1)
    assert assortativity([[1, 2], [2, 4]]) == pytest.approx(0)


@given(arrays(np.int64, 9, elements=st.integers(0, 2)), st.integers(0, 999))
def test_assortativity_is_that_of_the_network(kind, seed):
    network = nx.gnp_random_graph(9, 0.5, seed=seed)
    nx.set_node_attributes(network, dict(enumerate(kind.tolist())), "kind")
    mixing = np.zeros((3, 3))
    for one, other in network.edges:
        mixing[kind[one], kind[other]] += 1
        mixing[kind[other], kind[one]] += 1
    value = assortativity(mixing)
    if np.count_nonzero(mixing.sum(axis=0)) < 2:
        assert np.isnan(value)
    else:
        expected = nx.attribute_assortativity_coefficient(network, "kind")
        assert value == pytest.approx(expected, abs=1e-9)
        assert -1 - 1e-9 <= value <= 1 + 1e-9


def test_gini_by_hand():
    # 1, 3: mean difference over all four pairs (0 + 2 + 2 + 0)/4 = 1, over twice the mean 2·2.
    assert gini([1, 3]) == pytest.approx(0.25)
    # One has everything: 1 - 1/n.
    assert gini([0, 0, 0, 7]) == pytest.approx(0.75)


@given(arrays(np.float64, st.integers(1, 20), elements=st.integers(-20, 1000).map(float)))
def test_gini_is_the_mean_difference(values):
    value = gini(values)
    if values.sum() <= 0:
        assert np.isnan(value)
    else:
        difference = np.abs(values[:, None] - values[None, :]).mean()
        assert value == pytest.approx(difference / (2 * values.mean()), abs=1e-12)


@given(incomes, st.floats(0.01, 100))
def test_spread_does_not_depend_on_currency_or_size_of_the_city(values, price):
    for index in (gini, lambda x: theil(x).total):
        assert index(values * price) == pytest.approx(index(values), abs=1e-9)
        assert index(np.tile(values, 3)) == pytest.approx(index(values), abs=1e-9)
    assert 0 <= gini(values) + 1e-12 < 1
    assert 0 <= theil(values).total <= np.log(values.size) + 1e-12


def test_theil_by_hand():
    # 1, 3 over the mean 2: (0.5 ln 0.5 + 1.5 ln 1.5)/2 = (-0.34657 + 0.60820)/2 = 0.13081.
    assert theil([1, 3]).total == pytest.approx(0.13081, abs=1e-5)
    # One of four has everything, the zeros add nothing: (4 ln 4)/4 = ln 4.
    assert theil([0, 0, 0, 7]).total == pytest.approx(np.log(4))


def test_theil_between_groups_by_hand():
    # Groups {1, 1} and {3, 3} differ only between each other; {1, 3} and {1, 3} only within.
    assert theil([1, 1, 3, 3], ["low", "low", "high", "high"]).between_share == pytest.approx(1)
    assert theil([1, 3, 1, 3], [0, 0, 1, 1]).between_share == pytest.approx(0)


@given(incomes, st.data())
def test_theil_is_within_plus_between(values, data):
    groups = data.draw(arrays(np.int64, values.size, elements=st.integers(0, 3)))
    total, share = theil(values, groups)
    if np.ptp(values) == 0:
        assert total == pytest.approx(0)
        assert np.isnan(share)
        return
    within = sum(
        values[groups == g].sum() / values.sum() * theil(values[groups == g]).total
        for g in np.unique(groups)
    )
    assert 0 <= share <= 1
    assert total * share + within == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [np.nan, 1.0]])
def test_spread_of_nothing_is_nan(values):
    assert np.isnan(gini(values))
    assert np.isnan(theil(values)).all()
    assert np.isnan(theil(values, np.zeros(len(values)))).all()


def test_debts_have_a_gini_but_no_theil():
    # -1, 3: mean difference 2 over twice the mean 1 is 1.
    assert gini([-1, 3]) == pytest.approx(1)
    assert np.isnan(theil([-1, 3]).total)


def test_single_citizen_and_single_group():
    assert gini([5.0]) == 0
    assert theil([5.0]).total == 0
    assert np.isnan(theil([1, 2]).between_share)
    assert theil([1, 2], [0, 0]).between_share == 0


def test_empty_groups_and_networks_are_nan():
    assert np.isnan(dissimilarity([], []))
    assert np.isnan(dissimilarity([0, 0], [1, 2]))
    assert np.isnan(assortativity(np.zeros((2, 2))))
    assert np.isnan(assortativity([[7]]))
    assert np.isnan(assortativity([[7, 0], [0, 0]]))


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="district"):
        dissimilarity([1, 2], [1])
    with pytest.raises(ValueError, match="district"):
        dissimilarity([1, -2], [1, 2])
    with pytest.raises(ValueError, match="square"):
        assortativity([[1, 2, 3], [1, 2, 3]])
    with pytest.raises(ValueError, match="shapes"):
        theil([1, 2], [0])
