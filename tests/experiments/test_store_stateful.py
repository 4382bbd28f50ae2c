"""The store as a machine: whatever is done to a folder, no run is lost or doubled."""

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
from experiments.batch.resume import missing
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.results import Results
from experiments.storage.store import Store
from scenarios import load

COLUMNS = {"fit": {"unit": "share", "summary": "mean"}}
NAMES = ("baseline", "training", "network")
SCENARIOS = {name: load(name) for name in NAMES}
PLAN = make_plan(list(SCENARIOS.values()), range(1, 9), 0, "v")
RUNS = {run.place: run for run in PLAN.runs}
PLACES = sorted(RUNS)
SHARED = {"commit": "abc", "python": "3"}


def months(place):
    """What a run gives: it depends on nothing but the run."""
    name, seed = place
    luck = np.random.default_rng([seed, len(name)])
    return pd.DataFrame({"month": np.arange(1, 4), "fit": luck.random(3)})


class Folder(RuleBasedStateMachine):
    """A folder of results, and beside it what should be in it."""

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

    @rule(places=st.sets(st.sampled_from(PLACES), max_size=6))
    def commit(self, places):
        """Runs are done; only such as were not there are ever done."""
        new = places - self.there
        record = {"made_with": SHARED, "wall_seconds": 1.0}
        self.store.commit([made_up(RUNS[one], months(one), COLUMNS, **record) for one in new])
        self.there |= new

    @rule(most=st.integers(0, 4))
    def put_together(self, most):
        self.store.put_together(most=most)
        assert len(self.store.parts()) <= max(most, 1)

    @rule(places=st.sets(st.sampled_from(PLACES), max_size=3))
    def set_aside(self, places):
        self.store.set_aside(places, "gone")
        self.there -= places

    @rule()
    def begin_anew(self):
        """A new batch; nothing is wrong, so it has nothing to say."""
        self.said.clear()
        self.store = self.opened()
        assert self.said == []

    @rule()
    def lose_the_ledger(self):
        (self.directory / "manifest.jsonl").unlink(missing_ok=True)
        self.store = self.opened()

    @precondition(lambda self: self.there)
    @rule(cut=st.integers(1, 300))
    def tear_the_ledger(self, cut):
        path = self.directory / "manifest.jsonl"
        path.write_bytes(path.read_bytes()[:-cut])
        self.store = self.opened()

    @precondition(lambda self: self.there)
    @rule(data=st.data())
    def damage(self, data):
        """A file is damaged: exactly its runs are gone, and it is named."""
        parts = self.store.parts()
        path = parts[data.draw(st.sampled_from(sorted(parts)))]
        held = {known.place for known, _ in self.store.tables() if self.part_of(known) == path}
        content = bytearray(path.read_bytes())
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1
        path.write_bytes(bytes(content))
        with pytest.raises(DamagedFileError, match=path.name):
            list(Store(self.directory).tables())
        self.said.clear()
        self.store = self.opened()
        assert [line for line in self.said if str(path) in line]
        self.there -= held

    def part_of(self, known):
        name, _ = self.store.contents()[known.place]
        return self.store.parts()[name]

    @rule()
    def go_on(self):
        """What is missing of the plan is what is not there, and is done."""
        todo = missing(PLAN, self.store, self.said.append)
        assert {run.place for run in todo} == set(PLACES) - self.there
        self.commit({run.place for run in todo})

    @invariant()
    def every_run_is_there_once_and_unchanged(self):
        seen = {}
        for known, table in Store(self.directory).tables():
            assert known.place not in seen
            seen[known.place] = table.to_pandas()
        assert seen.keys() == self.there
        for place, frame in seen.items():
            pd.testing.assert_frame_equal(frame, months(place), check_exact=True)
        assert {known.place for known in self.store.there()} == self.there

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
