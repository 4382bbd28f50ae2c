"""A process writes the columns that it names, and names columns that there are."""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np
import pytest

from simulation.processes.labour_market.labour_demand import DISMISSAL, OPENING
from simulation.schedule import MONTH
from simulation.tables.citizens import Citizens
from simulation.tables.communities import Communities
from simulation.tables.districts import Districts
from simulation.tables.employers import Employers
from simulation.tables.occupations import Occupations
from simulation.tables.posts import Posts

TABLES = {
    "citizens": Citizens,
    "communities": Communities,
    "districts": Districts,
    "employers": Employers,
    "occupations": Occupations,
    "posts": Posts,
}
COLUMNS = [f"{table}.{name}" for table, owner in TABLES.items() for name in owner.columns]
MONTHS = 30


def copy_of(world):
    """Every column of every table as it is now."""
    return {
        f"{table}.{name}": array.copy()
        for table in TABLES
        for name, array in getattr(world, table).arrays()
    }


def same(before, after):
    """Whether a column is what it was; rows that a table grew by count as written."""
    return before.shape == after.shape and np.array_equal(
        before, after, equal_nan=before.dtype.kind == "f"
    )


@pytest.fixture(scope="module")
def written(small_run, observe, budgets):
    """Columns that each process was seen to write, all interventions on."""
    lively = {
        "relocation.rate": 0.2,
        "city.months": MONTHS,
        "redesign.pace": 5.0,
        "work_teams.adoption_share": 0.5,
        "shocks.platform_monopoly.month": 3,
        "services.infrastructure_subsidy": 50.0,
        "shocks.automation_wave.month": 3,
        "shocks.anchor_exit.month": 8,
        "shocks.anchor_exit.size": 1.0,
        "shocks.pandemic.month": 5,
        "shocks.pandemic.months": 4,
        "shocks.data_breach.month": 24,
        "shocks.funding_cut.month": 25,
        **budgets(budget=400.0, start=2),
    }
    run = small_run(lively)
    seen = {process.section: set() for process in MONTH}
    kept = {}

    def before(process, world):
        kept["tables"] = copy_of(world)

    def after(process, world):
        now = copy_of(world)
        grown = {
            name.partition(".")[0]
            for name in now
            if now[name].shape[0] != kept["tables"][name].shape[0]
        }
        for name, array in now.items():
            old = kept["tables"][name]
            # a table that grew has new rows in every column; only what was there is compared
            if name.partition(".")[0] in grown:
                array = array[: old.shape[0]]
            if not same(old, array):
                seen[process.section].add(name)

    observe(run, before=before, after=after)
    for _ in range(MONTHS):
        run.step()
    return seen


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_a_process_writes_only_what_it_names(written, process):
    """No column changes while a process runs that is not among its writes."""
    silent = {
        name
        for name in written[process.section]
        if not any(fnmatchcase(name, pattern) for pattern in process.writes)
    }
    assert silent == set()


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_a_process_writes_what_it_names(written, process):
    """Every column or pattern that a process names is seen to be written in a lively city."""
    shared = {*DISMISSAL, *OPENING}  # what ending a job, and opening a post, may touch
    idle = {
        pattern
        for pattern in process.writes
        if pattern not in shared
        and not any(fnmatchcase(name, pattern) for name in written[process.section])
    }
    assert idle == set()


def test_every_column_is_written(small_run, written):
    """No column of the tables stays empty for ever: founding or a process writes it."""
    world = small_run().world
    empty = {
        f"{table}.{name}"
        for table, owner in TABLES.items()
        for name, declared in owner.columns.items()
        if (getattr(getattr(world, table), name) == declared.empty).all()
    }
    assert empty - set().union(*written.values()) == set()


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_named_columns_exist(process):
    """What a process says it reads and writes are columns of the tables."""
    unknown = {
        pattern
        for pattern in (*process.reads, *process.writes)
        if not any(fnmatchcase(name, pattern) for name in COLUMNS)
    }
    assert unknown == set()


def test_sections_are_unique():
    """No two processes share a section, and none stands in the month twice."""
    sections = [process.section for process in MONTH]
    assert len(sections) == len(set(sections))
    assert len(MONTH) == len(set(MONTH))


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_a_process_says_what_it_does(process):
    """Every process has a docstring whose first line is a sentence."""
    assert process.__doc__
    assert process.__doc__.strip().splitlines()[0].endswith(".")
