"""The table of countries is the registered one, and changes after looking at it are listed."""

from __future__ import annotations

import pytest

from experiments.errors import RequestError
from experiments.preregistration.registration import read
from experiments.validation.country_facts import (
    CHANGE_COLUMNS,
    FILE,
    changes_after_looking,
    country_facts,
)


def test_the_table_has_every_registered_country_and_column():
    facts, registered = country_facts(), read().countries
    assert list(facts.index) == list(registered.countries)
    for quantity in registered.predicted:
        assert set(quantity.columns) <= set(facts.columns)
    assert facts.notna().all(axis=None)
    assert ((facts >= 0) & (facts <= 1)).all(axis=None)


def test_an_edited_table_is_refused(tmp_path):
    edited = tmp_path / "edited.csv"
    edited.write_bytes(FILE.read_bytes().replace(b"0.0743", b"0.0744"))
    with pytest.raises(RequestError, match=r"edited\.csv: is not the table"):
        country_facts(edited)


def test_other_line_ends_are_no_edit(tmp_path):
    other = tmp_path / "other.csv"
    other.write_bytes(FILE.read_bytes().replace(b"\r\n", b"\n"))
    assert country_facts(other).equals(country_facts())


def test_every_change_after_looking_is_printed(tmp_path):
    file, header = tmp_path / "changes.csv", ",".join(CHANGE_COLUMNS)
    file.write_text(f"{header}\n2027-01-02,search.directed,a fault,true\n")
    assert changes_after_looking(file) == [
        "2027-01-02, search.directed: a fault (before: true)"
    ]  # fmt: skip
    file.write_text(f"{header}\n")
    assert changes_after_looking(file) == []


@pytest.mark.parametrize("row", ["2027-01-02,search.directed,,true", "2027-01-02", "a,b,c,d,e"])
def test_a_change_without_a_reason_is_refused(tmp_path, row):
    file = tmp_path / "changes.csv"
    file.write_text(f"{','.join(CHANGE_COLUMNS)}\n{row}\n")
    with pytest.raises(RequestError, match="line 2"):
        changes_after_looking(file)


def test_another_header_is_refused(tmp_path):
    file = tmp_path / "changes.csv"
    file.write_text("date,what\n")
    with pytest.raises(RequestError, match="header must be date,what,reason,before"):
        changes_after_looking(file)


def test_the_list_of_the_project_can_be_read():
    assert isinstance(changes_after_looking(), list)
