"""The kinds of designs have the properties they are chosen for."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.designs.factor import Factor
from experiments.designs.fractional import aliases, fraction, generators_for, resolution_of
from experiments.designs.kinds import KINDS, Mixture, MixtureTable
from experiments.designs.simplex import lattice, shares

CROSSED = {"cross_levers": False, "levels": 2}


def numbers(count, role="factor"):
    return [Factor(f"p.n{one}", role, "number", "1", -1.0, 3.0 + one) for one in range(count)]


WORD = Factor("p.word", "lever", "word", "", values=("x", "y", "z"))
SWITCH = Factor("p.switch", "uncertainty", "switch", "", values=(False, True))
WHOLE = Factor("p.whole", "factor", "whole", "1", 2.0, 6.0)
RATIO = Factor("p.ratio", "factor", "number", "1", 0.01, 100.0, log=True)
MIXED = [*numbers(2), WORD, SWITCH, WHOLE, RATIO]


def rows_of(kind, factors, seed=1, **options):
    return KINDS[kind](seed=seed, **options).rows(factors)


def count(kind, factors, options):
    return KINDS[kind](**options).count(factors)


SAMPLES = {
    "latin_hypercube": {"samples": 7, **CROSSED},
    "sobol_sequence": {"samples": 8, **CROSSED},
    "sobol": {"samples": 4, "second_order": True},
    "morris": {"trajectories": 3, "levels": 4},
    "grid": {"levels": 3},
    "fractional_factorial": {"generators": ["abc"], "resolution": 4},
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_rows_are_as_many_as_counted_and_stay_in_their_ranges(kind):
    factors = [*numbers(2), SWITCH, RATIO] if kind == "fractional_factorial" else MIXED
    rows = rows_of(kind, factors, **SAMPLES[kind])
    assert len(rows.values) == len(rows.places) == count(kind, factors, SAMPLES[kind])
    assert rows.places.min() >= 0
    assert rows.places.max() <= 1
    assert all(len(column) == len(rows.values) for column in rows.structure.values())
    for row in rows.values:
        for factor, value in zip(factors, row, strict=True):
            if factor.values is not None:
                assert value in factor.values
            else:
                assert factor.low <= value <= factor.high
                assert isinstance(value, int if factor.nature == "whole" else float)


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol_sequence", "sobol", "morris"])
def test_a_seed_gives_one_design_and_another_seed_another(kind):
    first, again, other = (
        rows_of(kind, numbers(3), seed, **SAMPLES[kind]).values for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("kind", "key", "few", "many"),
    [
        ("sobol_sequence", "samples", 4, 16),
        ("sobol", "samples", 4, 16),
        ("morris", "trajectories", 3, 8),
    ],
)
def test_a_larger_design_begins_with_the_smaller_one(kind, key, few, many):
    small, large = (
        rows_of(kind, numbers(3), **SAMPLES[kind] | {key: size}).values for size in (few, many)
    )
    assert large[: len(small)] == small
    assert KINDS[kind].nested


def test_levers_are_crossed_with_every_sample():
    factors = [WORD, *numbers(1), SWITCH, *numbers(1, "lever")]
    factors[3] = Factor("p.lever", "lever", "number", "1", 0.0, 1.0)
    options = {"samples": 4, "cross_levers": True, "levels": 3}
    rows = rows_of("sobol_sequence", factors, **options)
    assert len(rows.values) == 4 * 3 * 3 == count("sobol_sequence", factors, options)
    samples = {}
    for row, levers in zip(rows.values, rows.structure["levers"], strict=True):
        samples.setdefault((row[1], row[2]), []).append((levers, row[0], row[3]))
    assert len(samples) == 4
    combined = list(enumerate(product("xyz", (0.0, 0.5, 1.0))))
    for there in samples.values():
        assert there == [(number, word, share) for number, (word, share) in combined]


def test_a_grid_has_every_combination_once():
    rows = rows_of("grid", [WORD, SWITCH, WHOLE], levels=5)
    expected = set(product("xyz", (False, True), range(2, 7)))
    assert set(map(tuple, rows.values)) == expected
    assert len(rows.values) == len(expected)


def test_levels_are_even_in_steps_or_in_ratios_and_a_whole_number_has_no_more_than_it_can():
    assert numbers(1)[0].stepped(5) == [-1.0, 0.0, 1.0, 2.0, 3.0]
    assert RATIO.stepped(5) == pytest.approx([0.01, 0.1, 1.0, 10.0, 100.0])
    assert WHOLE.stepped(50) == [2, 3, 4, 5, 6]


def test_values_and_whole_numbers_have_equal_parts_of_the_range():
    places = (np.arange(1500) + 0.5) / 1500
    for factor, count in ((WORD, 3), (SWITCH, 2), (WHOLE, 5)):
        values = [factor.at(place) for place in places]
        shares = [values.count(one) for one in dict.fromkeys(values)]
        assert shares == [1500 // count] * count


def test_the_factorial_has_every_combination_of_ends():
    factors = [SWITCH, WHOLE, numbers(1)[0]]
    rows = rows_of("factorial", factors)
    assert set(map(tuple, rows.values)) == set(product((False, True), (2, 6), (-1.0, 3.0)))
    assert len(rows.values) == 8


def signs(factors, generators):
    return 2 * fraction(factors, generators) - 1


@settings(deadline=None)
@given(st.integers(3, 9), st.integers(3, 6))
def test_a_fraction_has_the_resolution_that_was_asked_for(factors, resolution):
    generators = generators_for(factors, resolution)
    table = signs(factors, generators)
    assert len(table) == 2 ** (factors - len(generators))
    assert len(np.unique(table, axis=0)) == len(table)
    # by definition: no product of fewer than `resolution` columns is constant
    shortest = min(
        (
            length
            for length in range(1, factors + 1)
            for chosen in combinations(range(factors), length)
            if abs(table[:, chosen].prod(axis=1).sum()) == len(table)
        ),
        default=None,
    )
    assert shortest == resolution_of(factors, generators)
    assert (shortest is None and not generators) or shortest >= resolution


def test_fractions_of_the_textbooks():
    # Box, Hunter and Hunter (2005), table 6.22: rows of the smallest fraction of each resolution
    for factors, resolution, rows in [
        (3, 3, 4), (5, 5, 16), (5, 3, 8), (7, 3, 8), (6, 4, 16), (7, 4, 16), (8, 4, 16),
        (8, 5, 64), (9, 4, 32), (11, 4, 32), (11, 5, 128), (15, 3, 16), (16, 4, 32),
    ]:  # fmt: skip
        assert 2 ** (factors - len(generators_for(factors, resolution))) == rows


@settings(deadline=None)
@given(st.integers(3, 8), st.integers(3, 5))
def test_aliases_are_the_effects_whose_columns_are_the_same(factors, resolution):
    generators = generators_for(factors, resolution)
    table = signs(factors, generators)
    letters = "abcdefgh"[:factors]
    effects = [(one,) for one in letters] + list(combinations(letters, 2))
    groups = {}
    for effect in effects:
        column = table[:, [letters.index(one) for one in effect]].prod(axis=1)
        groups.setdefault((column * column[-1]).tobytes(), set()).add("".join(effect))
    expected = {frozenset(group) for group in groups.values() if len(group) > 1}
    told = {frozenset(line.split(" = ")) for line in aliases(factors, generators)}
    assert told == expected


def components(number):
    return [
        Factor(f"p.budget{one}", "lever", "number", "euro", 0.0, 240.0) for one in range(number)
    ]


@given(
    st.integers(2, 4), st.integers(1, 6), st.lists(st.floats(0.5, 240), min_size=1, max_size=3,
    unique=True), st.booleans(),
)  # fmt: skip
def test_a_mixture_sums_to_its_pot_and_holds_every_corner(among, divisions, pots, centre):
    factors = [*components(among), SWITCH]
    table = MixtureTable.model_construct(
        components=[one.name for one in factors[:among]], pot=pots, divisions=divisions,
        centre=centre,
    )  # fmt: skip
    design = Mixture(mixture=table)
    rows = design.rows(factors)
    assert len(rows.values) == design.count(factors)
    for row, pot in zip(rows.values, rows.structure["pot"], strict=True):
        assert sum(row[:among]) == pytest.approx(pot, rel=1e-12)
        assert min(row[:among]) >= 0
    points = {tuple(row) for row in rows.values}
    assert len(points) == len(rows.values)
    for pot in pots:
        for corner in range(among):
            for on in (False, True):
                assert (*(pot * (one == corner) for one in range(among)), on) in points
        even = [p for p in points if np.allclose(p[:among], pot / among) and p[-1]]
        assert len(even) >= (centre or divisions % among == 0)


def test_a_lattice_has_every_division():
    assert set(lattice(3, 3)) == {one for one in product(range(4), repeat=3) if sum(one) == 3}
    np.testing.assert_allclose(shares(4, 3).sum(axis=1), 1.0)
    assert len(shares(4, 3)) == 15


def test_rows_of_morris_change_one_factor_at_a_time_and_salib_reads_the_effects_off_them():
    from SALib.analyze import morris

    factors = [*numbers(2), SWITCH, WHOLE]
    rows = rows_of("morris", factors, trajectories=6, levels=4)
    trajectories = np.reshape(rows.places, (6, 5, 4))
    changed = np.diff(trajectories, axis=1) != 0
    assert (changed.sum(axis=2) == 1).all()
    assert (changed.sum(axis=1) == 1).all()
    assert rows.structure["trajectory"] == [one for one in range(6) for _ in range(5)]
    assert rows.structure["step"] == list(range(5)) * 6
    for step, before, after in zip(
        rows.structure["step"][1:], rows.values, rows.values[1:], strict=False
    ):
        assert before != after or step == 0  # a step in the range is a step in the value
    problem = {
        "num_vars": 4, "names": [one.name for one in factors], "bounds": [[0.0, 1.0]] * 4,
    }  # fmt: skip
    outcome = rows.places @ np.array([3.0, -2.0, 1.0, 0.0])
    found = morris.analyze(problem, rows.places, outcome, num_levels=4, seed=1)
    assert np.asarray(found["mu"]) == pytest.approx([3.0, -2.0, 1.0, 0.0])
    assert np.asarray(found["sigma"]) == pytest.approx([0.0] * 4, abs=1e-9)


@pytest.mark.parametrize("second", [False, True])
def test_rows_of_sobol_are_the_blocks_that_salib_expects(second):
    from SALib.analyze import sobol

    factors = numbers(3)
    rows = rows_of("sobol", factors, samples=512, second_order=second)
    size = 8 if second else 5
    blocks = rows.places.reshape(512, size, 3)
    names = np.reshape(rows.structure["matrix"], (512, size))[0]
    assert rows.structure["block"] == [one for one in range(512) for _ in range(size)]
    first, last = blocks[:, 0], blocks[:, -1]
    assert (names[0], names[-1]) == ("A", "B")
    for at, name in enumerate(names[1:-1], start=1):
        mix, _, of = name.partition(":")
        column = [one.name for one in factors].index(of)
        base, other = (first, last) if mix == "AB" else (last, first)
        expected = base.copy()
        expected[:, column] = other[:, column]
        assert (blocks[:, at] == expected).all()
    problem = {
        "num_vars": 3, "names": [one.name for one in factors], "bounds": [[0.0, 1.0]] * 3,
    }  # fmt: skip
    outcome = rows.places @ np.array([2.0, 1.0, 0.0])
    found = sobol.analyze(problem, outcome, calc_second_order=second, seed=1)
    assert np.asarray(found["S1"]) == pytest.approx([0.8, 0.2, 0.0], abs=0.05)
