"""The store: whole or not at all, the same bytes for the same run, and no damage unseen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.errors import RequestError
from experiments.plan import make_plan
from experiments.store import DamagedFileError, Store
from scenarios import load

COLUMNS = {"fit": {"measure": "fit", "unit": "share", "summary": "mean"}}


def frame(seed=0):
    return pd.DataFrame({"month": [1, 2, 3], "fit": np.random.default_rng(seed).random(3)})


@pytest.fixture
def run():
    return make_plan([load("baseline")], [1], 0, "v").runs[0]


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def test_a_run_reads_back_as_written_with_units_and_identity(store, run):
    store.save(run, frame(), None, COLUMNS, {})
    (path,) = store.run_files()
    table, facts = store.read(path)
    pd.testing.assert_frame_equal(table.select(["month", "fit"]).to_pandas(), frame())
    assert facts["identity"] == run.identity
    assert table.schema.field("fit").metadata[b"unit"] == b"share"
    assert set(table["seed"].to_pylist()) == {1}


def test_the_same_run_gives_the_same_bytes(tmp_path, run):
    stores = [Store(tmp_path / name) for name in "ab"]
    for store in stores:
        store.save(run, frame(), None, COLUMNS, {"began": str(store)})
    first, second = (store.run_files()[0].read_bytes() for store in stores)
    assert first == second


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_changed_byte_is_found_and_its_file_named(store, run, data):
    store.save(run, frame(), None, COLUMNS, {})
    (path,) = store.run_files()
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(content))
    with pytest.raises(DamagedFileError, match=path.name):
        store.read(path)


def test_a_changed_page_is_found_without_the_record(store, run):
    store.save(run, frame(), None, COLUMNS, {})
    (path,) = store.run_files()
    store.run_path("baseline", 1, "records").unlink()
    store.read(path)
    column = pq.ParquetFile(path).metadata.row_group(0).column(2)
    begin = column.dictionary_page_offset or column.data_page_offset
    content = bytearray(path.read_bytes())
    content[begin + column.total_compressed_size - 1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(DamagedFileError, match=path.name):
        store.read(path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" * 100])
def test_a_file_that_is_no_parquet_is_found(store, run, content):
    path = store.run_path("baseline", 1)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(DamagedFileError, match=path.name):
        store.read(path)


def test_a_damaged_record_is_found(store, run):
    store.save(run, frame(), None, COLUMNS, {})
    store.run_path("baseline", 1, "records").write_text("{")
    with pytest.raises(DamagedFileError, match="record"):
        store.read(store.run_files()[0])


def test_writing_that_fails_leaves_the_old_file(store, monkeypatch, tmp_path):
    path = tmp_path / "file"
    store.write(path, b"old")
    monkeypatch.setattr("experiments.store.os.fsync", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.write(path, b"new")
    assert path.read_bytes() == b"old"
    store.sweep()
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="cannot be written"):
        Store(tmp_path / "file" / "runs").prepare()


def test_the_whole_folder_is_one_table(store):
    for run in make_plan([load("baseline"), load("training")], [1, 2], 0, "v").runs:
        store.save(run, frame(run.seed), None, COLUMNS, {})
    whole = pd.read_parquet(store.directory / "runs")
    assert len(whole) == 12
    assert set(whole["scenario"]) == {"baseline", "training"}
    assert set(whole["seed"]) == {1, 2}
