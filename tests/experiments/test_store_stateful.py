"""The store as a state machine: no sequence of operations loses or duplicates a run."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import made_up
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from experiments.batch.plan import make_plan
from experiments.batch.resume import missing_runs
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.results import Results
from experiments.storage.store import Store
from scenarios import load

COLUMNS = {"fit": {"unit": "share", "summary": "mean"}}
NAMES = ("baseline", "training", "network")
SCENARIOS = {name: load(name) for name in NAMES}
PLAN = make_plan(list(SCENARIOS.values()), range(1, 9), 0, "v")
RUNS = {run.key: run for run in PLAN.runs}
KEYS = sorted(RUNS)
SHARED = {"commit": "abc", "python": "3"}


def months(key):
    """Months of a run, which depend only on the run."""
    name, seed = key
    draws = np.random.default_rng([seed, len(name)])
    return pd.DataFrame({"month": np.arange(1, 4), "fit": draws.random(3)})


class Folder(RuleBasedStateMachine):
    """A folder of results, and the runs that it should have."""

    def __init__(self):
        super().__init__()
        self.directory = Path(tempfile.mkdtemp(prefix="machine "))
        self.there = set()
        self.said = []
        self.store = self.opened()

    def opened(self):
        """The folder as a new batch finds it."""
        store = Store(self.directory)
        store.check(self.said.append)
        return store

    @rule(keys=st.sets(st.sampled_from(KEYS), max_size=6))
    def commit(self, keys):
        """Runs that were not there finish."""
        new = keys - self.there
        record = {"made_with": SHARED, "wall_seconds": 1.0}
        self.store.commit([made_up(RUNS[key], months(key), COLUMNS, **record) for key in new])
        self.there |= new

    @rule(most=st.integers(0, 4))
    def combine(self, most):
        self.store.combine_small_files(most=most)
        assert len(self.store.files()) <= max(most, 1)

    @rule(keys=st.sets(st.sampled_from(KEYS), max_size=3))
    def set_aside(self, keys):
        self.store.set_aside(keys, "gone")
        self.there -= keys

    @rule()
    def begin_anew(self):
        """A new batch; it has no message because nothing is wrong."""
        self.said.clear()
        self.store = self.opened()
        assert self.said == []

    @rule()
    def lose_the_manifest(self):
        (self.directory / "manifest.jsonl").unlink(missing_ok=True)
        self.store = self.opened()

    @precondition(lambda self: self.there)
    @rule(cut=st.integers(1, 300))
    def truncate_the_manifest(self, cut):
        path = self.directory / "manifest.jsonl"
        path.write_bytes(path.read_bytes()[:-cut])
        self.store = self.opened()

    @precondition(lambda self: self.there)
    @rule(data=st.data())
    def damage(self, data):
        """A damaged file is named, and exactly its runs are lost."""
        files = self.store.files()
        path = files[data.draw(st.sampled_from(sorted(files)))]
        runs = {known.key for known, _ in self.store.tables() if self.file_of(known) == path}
        content = bytearray(path.read_bytes())
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1
        path.write_bytes(bytes(content))
        with pytest.raises(DamagedFileError, match=path.name):
            list(Store(self.directory).tables())
        self.said.clear()
        self.store = self.opened()
        assert [line for line in self.said if str(path) in line]
        self.there -= runs

    def file_of(self, known):
        name, _ = self.store.contents()[known.key]
        return self.store.files()[name]

    @rule()
    def go_on(self):
        """The missing runs of the plan are those that are not there."""
        todo = missing_runs(PLAN, self.store, self.said.append)
        assert {run.key for run in todo} == set(KEYS) - self.there
        self.commit({run.key for run in todo})

    @invariant()
    def every_run_is_there_once_and_unchanged(self):
        seen = {}
        for known, table in Store(self.directory).tables():
            assert known.key not in seen
            seen[known.key] = table.to_pandas()
        assert seen.keys() == self.there
        for key, frame in seen.items():
            pd.testing.assert_frame_equal(frame, months(key), check_exact=True)
        assert {known.key for known in self.store.runs()} == self.there

    @invariant()
    def a_plain_reader_sees_the_same(self):
        if self.there:
            whole = pd.read_parquet(self.directory / "runs")
            rows = whole[["scenario", "seed"]].drop_duplicates()
            assert set(rows.itertuples(index=False, name=None)) == self.there
            assert len(whole) == 3 * len(self.there)
            assert len(Results(self.directory).records()) == len(self.there)

    def teardown(self):
        shutil.rmtree(self.directory)


TestFolder = Folder.TestCase
TestFolder.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
