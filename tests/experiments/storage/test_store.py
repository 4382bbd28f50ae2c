"""The store: each run whole or not at all, the same rows for the same run, all damage found."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from conftest import contents, made_up, runs_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.batch.plan import make_plan
from experiments.errors import RequestError
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.results import Results
from experiments.storage.store import Store
from scenarios import load

COLUMNS = {"fit": {"measure": "fit", "unit": "share", "summary": "mean"}}
BASELINE, TRAINING = load("baseline"), load("training")


def frame(seed=0):
    fit = np.random.default_rng(seed).random(3)
    fit[0] = np.nan
    return pd.DataFrame({"month": [1, 2, 3], "fit": fit})


def done(run, **record):
    return made_up(run, frame(run.seed), COLUMNS, **record)


def runs(seeds, *scenarios, version="v"):
    return make_plan(scenarios or (BASELINE,), range(1, seeds + 1), 0, version).runs


def spoil(path, place=0.5, by=4):
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= by
    path.write_bytes(bytes(content))


def checked(directory):
    """The store of a folder as a new batch finds it, and what it says."""
    said = []
    store = Store(directory)
    store.check(said.append)
    return store, said


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def test_a_run_reads_back_as_written_with_units_and_identity(store):
    (run,) = runs(1)
    store.commit([done(run)])
    ((known, table),) = store.tables()
    pd.testing.assert_frame_equal(table.to_pandas(), frame(1))
    assert (known.identity, known.key) == (run.identity, ("baseline", 1))
    assert (known.months, known.burn_in) == (run.months, BASELINE.settings["city"].burn_in)
    assert table.schema.field("fit").metadata[b"unit"] == b"share"
    (path,) = store.files().values()
    assert path.name == "baseline-seed-00001.parquet"
    assert pq.read_schema(path).field("fit").metadata[b"unit"] == b"share"


def test_the_same_runs_give_the_same_bytes_in_whatever_order(tmp_path):
    stores = [Store(tmp_path / name) for name in "ab"]
    some = [done(run, began=str(number)) for number, run in enumerate(runs(5))]
    stores[0].commit(some)
    stores[1].commit(some[::-1])
    first, second = (next(iter(store.files().values())) for store in stores)
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


def test_one_call_of_pandas_polars_and_duckdb_reads_the_folder(store):
    store.commit([done(run) for run in runs(3, BASELINE, TRAINING)])
    for run in runs(5)[3:]:
        store.commit([done(run)])
    assert len(store.files()) == 3
    folder = store.directory / "runs"
    order = ["scenario", "seed", "month"]
    by_pandas = pd.read_parquet(folder)
    by_polars = pl.read_parquet(folder).to_pandas()
    by_duckdb = duckdb.sql(f"select * from '{folder}/*.parquet'").df()
    wanted = pd.concat(
        [frame(seed).assign(scenario=name, seed=seed) for name, seed in runs_in(store.directory)]
    )[[*order, "fit"]]
    for found in (by_pandas, by_polars, by_duckdb):
        found = found.sort_values(order, ignore_index=True).astype({"scenario": object})
        pd.testing.assert_frame_equal(
            found, wanted.reset_index(drop=True), check_dtype=False, check_exact=True
        )
    # undefined values are null, so SQL leaves them out of means
    ((mean,),) = duckdb.sql(f"select avg(fit) from '{folder}/*.parquet'").fetchall()
    assert mean == pytest.approx(wanted["fit"].mean())


def test_the_record_says_how_a_run_was_made(store):
    first, second = runs(2)
    shared = {"commit": "abc", "processor_features": ["AVX2"]}
    for run, seconds in ((first, 1.5), (second, 2.5)):
        store.commit([done(run, wall_seconds=seconds, made_with=shared)])
    records = Results(store.directory).records()
    assert list(records["wall_seconds"]) == [1.5, 2.5]
    assert list(records["commit"]) == ["abc", "abc"]
    assert records["parameters"][1] == dict(second.settings)
    assert list(records["identity"]) == [first.identity, second.identity]


def test_settings_that_differ_are_kept_in_full_though_written_short(store):
    changed = BASELINE.but({"city.citizens": 2345}, name="other")
    store.commit([done(run) for run in runs(1, BASELINE, changed)])
    by_name = Results(store.directory).records().set_index("scenario")["parameters"]
    assert by_name["baseline"] == BASELINE.settings.flat()
    assert by_name["other"] == changed.settings.flat()
    lines = (store.directory / "manifest.jsonl").read_text().splitlines()
    whole, short = (line for line in lines if '"values"' in line)
    assert len(short) < len(whole) / 10


def test_a_changed_page_is_found_without_the_manifest(store):
    store.commit([done(run) for run in runs(1)])
    (path,) = store.files().values()
    (store.directory / "manifest.jsonl").unlink()
    assert len(list(Store(store.directory).tables())) == 1
    column = pq.ParquetFile(path).metadata.row_group(0).column(3)
    content = bytearray(path.read_bytes())
    content[column.data_page_offset + column.total_compressed_size - 1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(DamagedFileError, match=path.name):
        list(Store(store.directory).tables())


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" * 100, None])
def test_a_truncated_file_is_set_aside_and_its_runs_are_repeated(store, content):
    first, second = runs(2)
    for run in (first, second):
        store.commit([done(run)])
    path = store.directory / "runs" / "baseline-seed-00002.parquet"
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    again, said = checked(store.directory)
    assert len(said) == 1
    assert str(path) in said[0]
    assert [known.key for known in again.runs()] == [first.key]
    again.commit([done(second)])
    assert runs_in(store.directory) == [first.key, second.key]


def test_a_half_written_line_of_the_manifest_is_reported_and_loses_no_run(store):
    for run in runs(2):
        store.commit([done(run)])
    before = contents(store.directory)
    path = store.directory / "manifest.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    again, said = checked(store.directory)
    assert said == [f"{path}: line 6 is half written or damaged; left out"]
    assert contents(store.directory) == before
    again.commit([done(run) for run in runs(3)[2:]])
    assert len(runs_in(store.directory)) == 3
    assert checked(store.directory)[1] == []


def test_a_run_in_two_files_is_removed_from_one(store):
    store.commit([done(run) for run in runs(2)])
    other = Store(store.directory / "other")
    other.commit([done(run) for run in runs(3)[1:]])
    (path,) = other.files().values()
    path.rename(store.directory / "runs" / path.name)
    _, said = checked(store.directory)
    assert len(said) == 1
    assert "1 runs that are there already" in said[0]
    assert len(pd.read_parquet(store.directory / "runs")) == 3 * 3


def test_files_of_two_models_are_not_combined(store):
    for version in ("v", "w"):
        name = f"of-{version}"
        for run in runs(3, BASELINE.but(name=name), version=version):
            store.commit([done(run)])
    store.combine_small_files(most=1)
    assert len(store.files()) == 2


def test_a_large_file_is_not_combined(store, monkeypatch):
    monkeypatch.setattr("experiments.storage.store.LARGE", 3 * 3 * 2)
    store.commit([done(run) for run in runs(4)])
    (large,) = store.files()
    for run in runs(8)[4:]:
        store.commit([done(run)])
    store.combine_small_files(most=1)
    assert large in store.files()
    assert len(store.files()) == 2
    assert len(runs_in(store.directory)) == 8


def test_a_reader_sees_every_run_once_while_files_are_combined(store):
    for run in runs(6):
        store.commit([done(run)])
    reading = Store(store.directory).tables()
    seen = [next(reading)[0].key]
    store.combine_small_files(most=1)
    seen += [known.key for known, _ in reading]
    assert sorted(seen) == [("baseline", seed) for seed in range(1, 7)]


class Cut(BaseException):
    """A power failure."""


#: System calls at which combining files can be cut off.
STEPS = ("Path.replace", "Path.unlink", "os.fsync")


@contextmanager
def cut_off(at):
    """Simulate a power failure at the system call with that number, if there are so many."""
    left = at

    def counted(call):
        def instead(*arguments, **options):
            nonlocal left
            left -= 1
            if left == 0:
                raise Cut
            return call(*arguments, **options)

        return instead

    with pytest.MonkeyPatch.context() as patch, suppress(Cut):
        for step in STEPS:
            owner = os if step.startswith("os.") else Path
            name = step.partition(".")[2]
            patch.setattr(owner, name, counted(getattr(owner, name)))
        yield


def without_duplicates(directory):
    """Whether a reader of the plain files sees no run twice."""
    plain = [pd.read_parquet(path) for path in (directory / "runs").glob("*.parquet")]
    return not plain or not pd.concat(plain).duplicated(["scenario", "seed", "month"]).any()


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 40), st.sampled_from(["combine", "set aside"]))
def test_an_exchange_that_is_cut_off_anywhere_loses_and_duplicates_nothing(
    tmp_path_factory, at, what
):
    """No reader sees a run twice, and after the next check all runs are there."""
    store = Store(tmp_path_factory.mktemp("cut"))
    for run in runs(4):
        store.commit([done(run)])
    if what == "set aside":
        store.combine_small_files(most=1)
    before = contents(store.directory)
    with cut_off(at):
        if what == "combine":
            store.combine_small_files(most=1)
        else:
            store.set_aside({("baseline", 2)}, "gone")
    assert without_duplicates(store.directory)
    assert contents(store.directory).items() <= before.items()
    checked(store.directory)
    after = contents(store.directory)
    assert after.items() <= before.items()
    gone = {("runs", "baseline", 2)} if what == "set aside" else set()
    assert before.keys() - after.keys() <= gone


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 12))
def test_runs_are_written_whole_or_not_at_all(tmp_path_factory, at):
    """Earlier runs stay, and missing runs can be written again."""
    store, whole = (Store(tmp_path_factory.mktemp(name)) for name in ("cut", "whole"))
    new = [done(run) for run in runs(7)]
    store.commit(new[:4])
    before = contents(store.directory)
    whole.commit(new)
    expected = contents(whole.directory)
    with cut_off(at):
        store.commit(new[4:])
    assert without_duplicates(store.directory)
    assert before.items() <= contents(store.directory).items() <= expected.items()
    again, _ = checked(store.directory)
    there = {info.key for info in again.runs()}
    assert before.items() <= contents(store.directory).items()
    again.commit([one for one in new if one.run.key not in there])
    assert contents(store.directory) == expected


def test_writing_that_fails_leaves_the_old_file(store, monkeypatch, tmp_path):
    path = tmp_path / "file"
    store.write(path, b"old")
    with monkeypatch.context() as patch:
        patch.setattr("experiments.storage.durable_files.os.fsync", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.write(path, b"new")
    assert path.read_bytes() == b"old"
    store.check(print)
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="cannot be written"):
        Store(tmp_path / "file" / "runs").prepare()


def test_a_read_only_folder_is_refused_and_can_be_read(disk):
    small = disk("size=1m")
    folder = small.folder
    Store(folder).commit([done(run) for run in runs(2)])
    small.remount("ro")
    with pytest.raises(RequestError, match="cannot be written"):
        Store(folder).prepare()
    assert Results.open(folder).seeds == [1, 2]


def test_a_batch_into_a_read_only_folder_is_one_line(disk, cityfit):
    small = disk("size=1m")
    folder = small.folder
    small.remount("ro")
    command = ["run", "baseline", "--seeds", 1, "--citizens", 100, "-o", folder / "runs"]
    code, lines, messages = cityfit(*command)
    assert (code, lines, len(messages)) == (2, [], 1)
    assert str(folder) in messages[0]
    assert "cannot be written" in messages[0]


def test_the_ledger_of_version_0_1_becomes_the_manifest(store):
    store.commit([done(run, wall_seconds=1.5) for run in runs(1)])
    store.manifest.path.rename(store.directory / "ledger.jsonl")
    _, said = checked(store.directory)
    assert len(said) == 1
    assert "version 0.1" in said[0]
    assert list(Results(store.directory).records()["wall_seconds"]) == [1.5]


def test_failures_are_kept_until_they_are_forgotten(store):
    first, second = runs(2)
    store.note_failures([(first, "one cause", "where"), (second, "another", "there")])
    store.note_failures([(first, "a later cause", "where")])
    assert [one["cause"] for one in store.failures()] == ["a later cause", "another"]
    assert store.failures()[0]["settings"] == json.loads(json.dumps(dict(first.settings)))
    store.forget_failures(lambda one: one["seed"] == 1)
    assert [one["cause"] for one in store.failures()] == ["another"]
    store.forget_failures(lambda one: True)
    assert not store.failures_path.exists()
