"""The reader of CSV files: values as they are, or a refusal with its place."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.core.csv_rows import number, read_csv_rows, truth
from simulation.core.file_reference import TableError

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")))


def problems(text, known=("a", "b")):
    with pytest.raises(TableError) as caught:
        read_csv_rows("mine.csv", text, known)
    return caught.value.problems


def test_lines_are_those_of_the_file():
    table = read_csv_rows("mine.csv", '\n\na,b\n\n1,"x\ny"\n\n3,z\n', ("a", "b"))
    assert (table.header_line, table.lines) == (3, (5, 8))
    assert table.rows == (("1", "x\ny"), ("3", "z"))
    assert table.column("b") == ["x\ny", "z"]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1), st.sampled_from(["\n", "\r\n"]))
def test_what_the_csv_module_writes_is_read_back(rows, end):
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows([("a", "b"), *rows])
    stripped = [(one.strip(), other.strip()) for one, other in rows]
    table = read_csv_rows("mine.csv", "\ufeff" + text.getvalue(), ("a", "b"))
    assert list(table.rows) == [row for row in stripped if any(row)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["mine.csv: the file is empty; a header and rows are needed"]),
        ("a,b\n1\n1,2,3\n", ["line 2: has 1 values, the header 2", "line 3: has 3 values"]),
        ("a,b,a\n1,2,3\n", ["line 1: column 'a' is there 2 times"]),
        ("a;b\n0,5;1\n", ["separated by semicolons; save it with commas"]),
        ("a\tb\n1\t2\n", ["separated by tabs"]),
        ("sep=|\na|b\n", ["separated by bars"]),
        ("note\n\na,b\n1,2\n", ["line 3: looks like the header; remove the lines above it"]),
        ('a,b\n1,"2\n3,4\n', ["line 2: this is not CSV: a quotation mark that is opened here"]),
        ("a,,b\n1,2,3\n", ["line 1: column 2 has no name; name or delete it"]),
        (",a\n5,1\n7,2\n", ["line 1: column 1 has no name"]),
    ],
)
def test_a_refusal_names_file_line_and_remedy(text, lines):
    found = problems(text)
    assert len(found) == len(lines)
    for told, words in zip(found, lines, strict=True):
        assert told.startswith("mine.csv: ")
        assert words in told


@pytest.mark.parametrize("first", [0, 1])
def test_an_index_that_counts_is_left_out(first):
    table = read_csv_rows("mine.csv", f",a\n{first},5\n{first + 1},6\n", ("a",))
    assert (table.header, table.rows) == (("a",), (("5",), ("6",)))


@pytest.mark.parametrize("text", ["1", "1.0", "-0.5", "1e3", ".5", "+2"])
def test_numbers_are_read_as_written(text):
    assert number(text) == float(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1,234", "no thousands separators, as in 1234"),
        ("1 234", "as in 1234"),
        ("1\u00a0234", "as in 1234"),
        ("1\u202f234", "as in 1234"),
        ("1'234", "as in 1234"),
        ("1\u2019234", "as in 1234"),
        ("1_234", "as in 1234"),
        ("1,234,567.5", "as in 1234567.5"),
        ("0,25", "write decimals with a point"),
        ("25%", "write a share as a number, as in 0.5"),
        ("25 %", "write a share as a number"),
        ("", "is empty"),
        ("one", "must be a number"),
        ("nan", "must be a finite number"),
        ("-inf", "must be a finite number"),
        ("1e999", "must be a finite number"),
    ],
)
def test_what_is_no_number_says_what_to_write(text, remedy):
    with pytest.raises(ValueError, match=remedy):
        number(text)


def test_yes_and_no():
    assert [truth(text) for text in ("1", "TRUE", "true", "0", "FALSE", "False")] == (
        [True] * 3 + [False] * 3
    )
    assert truth("yes") is truth("") is truth("2") is None
