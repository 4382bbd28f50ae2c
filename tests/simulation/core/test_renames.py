"""Old names of measures and columns lead to names that exist."""

from __future__ import annotations

import pytest

from simulation.core.renames import COLUMNS, ENDINGS, MEASURES, renamed_measure
from simulation.measures import MEASURES as PRESENT
from simulation.tables.citizens import Citizens
from simulation.tables.communities import Communities
from simulation.tables.districts import Districts
from simulation.tables.occupations import Occupations

NAMES = {*PRESENT, *(column for measure in PRESENT.values() for column in measure.columns)}


@pytest.mark.parametrize(("old", "new"), MEASURES.items())
def test_a_renamed_measure_exists(old, new):
    assert any(name == new or name.startswith(f"{new}_") for name in NAMES)
    assert not any(name == old or name.startswith(f"{old}_") for name in NAMES)
    assert renamed_measure(old) == new


@pytest.mark.parametrize(("old", "new"), ENDINGS.items())
def test_a_renamed_column_of_a_measure_exists(old, new):
    assert new in NAMES
    assert old not in NAMES


@pytest.mark.parametrize(("old", "new"), COLUMNS.items())
def test_a_renamed_column_of_a_table_exists(old, new):
    tables = (Citizens, Communities, Districts, Occupations)
    assert any(hasattr(table, new) for table in tables)
    assert not any(hasattr(table, old) for table in tables)
