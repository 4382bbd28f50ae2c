"""Tables of a folder of results are made file by file and equal those made at once."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import made_up

from experiments.batch.plan import make_plan
from experiments.comparison import compare
from experiments.errors import RequestError
from experiments.storage import merging, results
from experiments.storage.merging import merge
from experiments.storage.results import Results
from experiments.storage.store import Store
from scenarios import load

#: As many columns as a city has measures, and a usual number of months.
WIDTH, MONTHS, SEEDS = 300, 60, 40
#: Files they lie in.
FILES = 20
NAMES = [f"measure_{number:03d}" for number in range(WIDTH)]
COLUMNS = {
    name: {"measure": name, "unit": "0-1", "summary": how, "subject": "", "meaning": ""}
    for name, how in zip(NAMES, ("mean", "sum", "last") * WIDTH, strict=False)
}
#: Bytes of all months of all runs.
WHOLE = 8 * 2 * SEEDS * MONTHS * WIDTH


def months(seed):
    draws = np.random.default_rng(seed)
    values = pd.DataFrame(draws.random((MONTHS, WIDTH)), columns=NAMES)
    values.iloc[:, 5] = np.nan
    values.iloc[::3, 6] = np.nan
    values.insert(0, "month", np.arange(1, MONTHS + 1))
    return values


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Runs of two scenarios, a few to a file, in no order."""
    directory = tmp_path_factory.mktemp("wide")
    size = {"city.months": MONTHS, "city.burn_in": 12}
    scenarios = [load("baseline").but(size, name=name) for name in ("training", "baseline")]
    plan = make_plan(scenarios, range(1, SEEDS + 1), 0, "v")
    runs = [made_up(run, months(run.seed), COLUMNS) for run in plan.runs]
    store = Store(directory)
    for first in range(FILES):
        store.commit(runs[first::FILES])
    store.write(directory / "plan.json", plan.to_json().encode())
    compare(Results.open(directory))  # late imports
    return directory


@pytest.fixture
def pieces_of_eight(monkeypatch):
    """Eight runs at a time."""
    cells = 8 * MONTHS * (WIDTH + 1)
    monkeypatch.setattr(results, "PIECE", cells)
    monkeypatch.setattr(merging, "LARGE", cells)


def peak(work):
    """Most bytes that Python, NumPy and Arrow together held at a time beyond those before."""
    before, pool = pa.default_memory_pool(), pa.proxy_memory_pool(pa.default_memory_pool())
    pa.set_memory_pool(pool)
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] + pool.max_memory()
    finally:
        tracemalloc.stop()
        pa.set_memory_pool(before)


@pytest.mark.parametrize("what", ["summary", "compare", "merge", "check"])
def test_commands_hold_few_runs_at_a_time(folder, pieces_of_eight, tmp_path, what):
    """A file is a twentieth of the whole; some copies of it are held."""
    work = {
        "summary": lambda: Results.open(folder).summary(),
        "compare": lambda: compare(Results.open(folder), measures=NAMES[:9]),
        "merge": lambda: merge([folder], tmp_path / "whole", print),
        "check": lambda: Store(folder).check(print),
    }[what]
    assert peak(work) < 0.9 * WHOLE


def test_pieces_hold_whole_runs_and_few_of_them(folder, pieces_of_eight):
    seen = []
    for piece in Results.open(folder).pieces():
        sizes = piece.groupby(["scenario", "seed"]).size()
        assert len(sizes) <= 8
        assert (sizes == MONTHS).all()
        seen += list(sizes.index)
    assert sorted(seen) == sorted(Results.open(folder).run_keys)
    assert len(seen) == 2 * SEEDS


def test_a_summary_in_pieces_is_that_of_everything(folder, monkeypatch):
    """To the last bit, in the same order."""
    whole = Results.open(folder).summary()
    monkeypatch.setattr(results, "PIECE", 1)
    pd.testing.assert_frame_equal(Results.open(folder).summary(), whole, check_exact=True)
    assert list(whole.columns) == ["scenario", "seed", *NAMES]
    assert list(whole["scenario"]) == ["baseline"] * SEEDS + ["training"] * SEEDS
    assert list(whole["seed"]) == list(range(1, SEEDS + 1)) * 2
    run = months(3).iloc[12:]
    row = whole.set_index(["scenario", "seed"]).loc["training", 3]
    assert row["measure_000"] == pytest.approx(run["measure_000"].mean())
    assert row["measure_001"] == pytest.approx(run["measure_001"].sum())
    assert row["measure_002"] == run["measure_002"].iloc[-1]
    assert np.isnan(row["measure_005"])


def test_some_columns_are_those_of_all(folder):
    wanted = ["measure_007", "measure_002"]
    one = Results.open(folder)
    some = one.summary(wanted)
    whole = one.summary()[["scenario", "seed", *wanted]]
    pd.testing.assert_frame_equal(some, whole, check_exact=True)
    pd.testing.assert_frame_equal(one.summary(wanted), some)
    frame = one.frame(wanted)
    assert list(frame.columns) == ["scenario", "seed", "month", *wanted]
    pd.testing.assert_frame_equal(frame, one.frame()[list(frame.columns)])
    assert one.measured(wanted)["month"].min() == 13
    with pytest.raises(RequestError, match="'measure_7': there is no such column of measures"):
        one.frame(["measure_7"])


def test_a_changed_summary_changes_no_other(folder):
    one = Results.open(folder)
    changed = one.summary(["measure_000"])
    changed["measure_000"] = 0.0
    assert (one.summary(["measure_000"])["measure_000"] > 0).all()
