"""A table of mobility: read by name, normalised on request, and acting whatever the families."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from simulation.core.file_reference import TableError
from simulation.core.vocabulary import EDUCATIONS, SKILLS
from simulation.engine import simulate
from simulation.settings import Settings
from simulation.tables.mobility_file import COLUMNS, SCALES
from simulation.tables.occupations import Occupations

JOBS = ("baker", "clerk", "nurse", "smith")


@pytest.fixture
def table(tmp_path):
    """A table of four occupations without families; `changes` go to the first row."""

    def write(**changes):
        row = dict.fromkeys(SKILLS, 0.4) | {"wage": 2500, "employment": 10}
        rows = [
            row | {"occupation": name, "education_asked": EDUCATIONS[number % 3]}
            for number, name in enumerate(JOBS)
        ]
        rows[0] |= changes
        return _write(tmp_path / "mine.csv", rows)

    return write


@pytest.fixture
def moves(tmp_path):
    """A table of mobility of (from, to, weight)."""

    def write(*lines):
        names = [column.name for column in COLUMNS]
        return _write(
            tmp_path / "moves.csv", [dict(zip(names, line, strict=True)) for line in lines]
        )

    return write


def _write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def problems(*arguments):
    with pytest.raises(TableError) as caught:
        Occupations(*arguments)
    return caught.value.problems


# --- reading ------------------------------------------------------------------


def test_a_table_without_mobility_has_none(table):
    """The model's own table has its own mobility, unless there is to be none."""
    assert Occupations().with_mobility.any()
    np.testing.assert_array_equal(Occupations("", None).barrier, Occupations().family_barrier())
    occupations = Occupations(table())
    assert occupations.mobility.shape == (len(occupations), len(occupations))
    assert not occupations.mobility.any()
    assert not occupations.with_mobility.any()


def test_mobility_is_read_by_name(table, moves):
    occupations = Occupations(table(), moves(("baker", "smith", 0.4), ("baker", "baker", 1)))
    expected = np.eye(4, dtype=np.float32)
    expected[0, 3] = 0.4
    np.testing.assert_array_equal(occupations.mobility, expected)
    np.testing.assert_array_equal(occupations.with_mobility, [True, False, False, True])


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([("baker", "smth", 0.5)], ["line 2", 'to = "smth"', "nearest: smith"]),
        ([("baker", "smith", 1.5)], ["weight", "0 to 1 ("]),
        ([("baker", "smith", 0.5), ("baker", "smith", 0.6)], ["line 3", "line 2 gives"]),
        ([("smith", "smith", 0.5)], ["must be 1 from an occupation to itself", "mobility_scale"]),
    ],
)
def test_a_mistake_is_one_line(table, moves, lines, words):
    (line,) = problems(table(), moves(*lines))
    assert all(word in line for word in words), line


def test_mistakes_of_both_tables_come_together(table, moves):
    """Names of a table with mistakes are known, unless its header or its rows cannot be read."""
    found = problems(table(wage="lots"), moves(("baker", "smith", 2), ("baker", "clerk", "x")))
    assert len(found) == 3
    assert "wage" in found[0]
    found = problems(table(wage="lots"), moves(("baker", "smth", 0.2)))
    assert ["mine.csv" in line for line in found] == [True, False]
    empty = table()
    Path(empty).write_text("")
    found = problems(empty, moves(("baker", "smith", 2)))
    assert "the file is empty" in found[0]
    assert "weight" in found[1]


# --- observed moves ------------------------------------------------------------


OBSERVED = [
    ("baker", "baker", 900),
    ("baker", "clerk", 20),
    ("baker", "smith", 5),
    ("clerk", "clerk", 0.5),
    ("smith", "nurse", 3),
]


def test_observed_moves_are_divided_by_the_largest_of_their_row(table, moves):
    occupations = Occupations(table(), moves(*OBSERVED), "observed")
    expected = np.eye(4, dtype=np.float32)
    expected[0, [1, 3]] = 1.0, 0.25
    expected[3, 2] = 1.0
    np.testing.assert_array_equal(occupations.mobility, expected)
    assert occupations.with_mobility.all()


def test_the_unit_of_observed_moves_does_not_matter(table, moves):
    first = Occupations(table(), moves(*OBSERVED), "observed").mobility
    shares = [(start, end, weight / 4096) for start, end, weight in OBSERVED]
    np.testing.assert_array_equal(Occupations(table(), moves(*shares), "observed").mobility, first)


def test_observed_moves_cannot_be_negative(table, moves):
    (line,) = problems(table(), moves(("baker", "clerk", -1)), "observed")
    assert "0 or more (moves or share)" in line
    assert SCALES == ("ease", "observed")


# --- barriers ------------------------------------------------------------------


def test_mobility_acts_without_families(table, moves):
    """Between two named occupations ease counts; nearness rises with it from `far` to 1."""
    occupations = Occupations(table(), moves(("baker", "smith", 0.4), ("smith", "nurse", 1)))
    expected = np.zeros((4, 4))
    named = [0, 2, 3]
    expected[np.ix_(named, named)] = 1 - np.eye(3)
    expected[0, 3], expected[3, 2] = 0.6, 0.0
    np.testing.assert_allclose(occupations.barrier, expected, atol=1e-7)
    near = occupations.nearness(0.2)
    assert near[0, 3] == pytest.approx(0.2 + 0.8 * 0.4)
    assert near[0, 2] == pytest.approx(0.2)
    # no line names the clerk, so that families decide, of which there is one
    assert (near[1] == 1).all()


def test_families_decide_where_no_line_names_an_occupation(tmp_path):
    moves = _write(
        tmp_path / "moves.csv", [{"from": "cooks", "to": "legal_professionals", "weight": 0.4}]
    )
    occupations = Occupations("", moves)
    both = occupations.with_mobility[:, None] & occupations.with_mobility[None, :]
    families = occupations.family_barrier()
    np.testing.assert_array_equal(occupations.barrier[~both], families[~both])
    assert set(np.unique(families)) == {0.0, 1.0}


def test_mobility_changes_a_city_without_families(table, moves):
    """Fewer move to occupations that are far; the same table twice is the same city."""
    small = {"city.citizens": 300, "city.months": 14, "city.burn_in": 2,
             "boundaries.occupation_cost": 0.5}  # fmt: skip

    def fit(mobility):
        changes = {"occupations.table": table(), "occupations.mobility": mobility}
        return simulate(Settings({**small, **changes}), 1).measures["fit"]

    without = fit("")
    with_moves = fit(moves(*((a, b, 0.0) for a in JOBS for b in JOBS if a != b)))
    assert not with_moves.equals(without)
