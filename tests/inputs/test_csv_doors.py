"""A CSV file is read with the same values, or refused with file, line and column, by every door."""

from __future__ import annotations

import pytest

from experiments.errors import RequestError
from scenarios import ScenarioError
from simulation.core.file_reference import TableError
from tests.inputs.csv_doors import CELLS, DOORS, READ, WAYS, save

REFUSALS = (TableError, ScenarioError, RequestError)


@pytest.mark.parametrize("way", sorted(READ - {"as documented"}))
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_values_are_the_same_however_a_file_is_saved(tmp_path, door, way):
    right = door.read(save(door, "as documented", tmp_path))
    assert door.read(save(door, way, tmp_path)) == right


@pytest.mark.parametrize("way", [way for way in WAYS if way not in READ])
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_what_is_doubtful_is_refused_with_its_place(tmp_path, door, way):
    path = save(door, way, tmp_path)
    with pytest.raises(REFUSALS) as caught:
        door.read(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(str(path)) for line in lines), lines
    if way in CELLS:
        assert len(lines) == 1, lines
        column = door.large if "1" in way and "234" in way else door.share
        assert "line 2" in lines[0]
        assert column in lines[0]


@pytest.mark.parametrize("way", ["semicolons, decimal commas", "a line `sep=;`"])
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_semicolons_are_said(tmp_path, door, way):
    with pytest.raises(REFUSALS, match="separated by semicolons; save it with commas"):
        door.read(save(door, way, tmp_path))
