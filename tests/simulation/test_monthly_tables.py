"""Kinds of monthly tables: one list in the simulation, one in the results."""

from __future__ import annotations

from experiments.storage import store
from simulation.core.table_sizes import arguments_of, sizes_of
from simulation.monthly_tables import KINDS, tables_of


def test_results_keep_each_kind():
    assert tuple(KINDS) == store.FURTHER
    assert ("runs", *KINDS) == store.KINDS


def test_sizes_come_from_arguments_and_give_them_back():
    assert sizes_of(0, False) == {}
    assert arguments_of({}) == {}
    assert tables_of({"panels": 0}) == {}
    for arguments in ({"panel": 5}, {"by_occupation": True}, {"panel": 5, "by_occupation": True}):
        sizes = sizes_of(arguments.get("panel", 0), arguments.get("by_occupation", False))
        assert arguments_of(sizes) == arguments
        assert list(tables_of(sizes)) == list(sizes)
    assert set(sizes_of(1, True)) == set(KINDS)
