"""The contract of a process: ``reads`` and ``writes`` name every column that it touches.

Writes are seen by comparing all columns before and after a process. Reads are seen by poisoning:
the process runs a second time on a copy of the world in which other values stand in some columns.
If it reads none of them, it does the same. This covers Python and compiled code alike. A column
counts as read even if the process only copies it into another one.

An undeclared read of a row number may also make compiled code crash; the last process that
``pytest -v --setup-show`` reached is then the one to look at.
"""

from __future__ import annotations

from copy import deepcopy
from fnmatch import fnmatchcase
from zlib import crc32

import numpy as np
import pytest

from simulation.core.vocabulary import CLOSED
from simulation.initialisation.employers import OPENING
from simulation.schedule import MONTH
from simulation.tables.citizens import Citizens
from simulation.tables.communities import Communities
from simulation.tables.districts import Districts
from simulation.tables.employers import Employers
from simulation.tables.occupations import Occupations
from simulation.tables.posts import DISMISSAL, Posts

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
#: Columns whose reading does not show in the city of this test: read under other settings, once at
#: first use, or with an effect too rare for 300 citizens.
UNSEEN = {
    "automation": {"occupations.language_models"},
    "shocks.automation_wave": {"occupations.language_models"},
    "cohesion": {"citizens.skills"},
    "shocks.anchor_exit": {"employers.identity", "employers.posts", "employers.present"},
    "platforms": {"occupations.family", "occupations.sector"},
    "labour_demand": {"occupations.desired", "occupations.education_asked"},
    "courses": {"citizens.money", "citizens.origin", "occupations.posts"},
    "interventions.network": {"citizens.resident", "citizens.trust_firms"},
    "participation": {"communities.support"},
    "ventures": {
        "citizens.community",
        "citizens.origin",
        "citizens.studied",
        "citizens.trained",
        "communities.venture",
        "occupations.design",
        "occupations.education_asked",
        "occupations.family",
    },
    "search": {
        "citizens.dismissed",
        "citizens.previous_employer",
        "citizens.perceived",
        "communities.family",
        "communities.venture",
        "occupations.design",
    },
    "hiring": {"citizens.district", "districts.profile", "districts.residents"},
}
#: Months in which reads are looked at: before and after each shock, and late ones.
POISONED = (2, 3, 4, 5, 7, 8, 9, 13, 17, 18, 24, 25, 29, 30)


def named(patterns):
    """The columns that some patterns stand for."""
    return {name for name in COLUMNS if any(fnmatchcase(name, pattern) for pattern in patterns)}


#: Columns that only a user's own table of occupations fills.
OF_OWN_TABLES = {"occupations.automation_midpoint", "occupations.automation_duration"}


def columns_of(world):
    """Every column of every table."""
    return {
        f"{table}.{name}": array
        for table in TABLES
        for name, array in getattr(world, table).arrays()
    }


#: Rows of a table that are in use, where others may be empty. Compiled code follows row numbers
#: without looking, so a closed post, which has no employer, must not be opened.
IN_USE = {
    "citizens": lambda world: np.flatnonzero(world.citizens.resident),
    "posts": lambda world: np.flatnonzero(world.posts.holder != CLOSED),
}


def copy_of(world):
    """A world that shares nothing with this one but its settings."""
    return deepcopy(world, {id(world.settings): world.settings})


def same(one, other):
    """Whether two values hold the same numbers, whatever they are made of."""
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and np.array_equal(
            one, other, equal_nan=one.dtype.kind == "f"
        )
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if hasattr(one, "__dict__"):
        return same(vars(one), vars(other))
    return one == other or (one != one and other != other)


def changed(old, new):
    """Which of the values that there were have changed; rows that a table grew by all have."""
    touched = np.ones(new.shape, dtype=bool)
    kept = new[: len(old)]
    touched[: len(old)] = (kept != old) & ~((kept != kept) & (old != old))
    return touched


def other_values(old, declared, draw, kind):
    """Other possible values for the rows of a column that are in use.

    Parameters
    ----------
    old : ndarray
    declared : Column
    draw : numpy.random.Generator
    kind : int
        0 mixes the values that there are; 1 and 2 take the lowest and the highest possible.
    """
    if declared.of:
        # rows that there are, also where there was none: compiled code may look there
        rows = old[old >= 0]
        chosen = (draw.choice, lambda rows, _: rows.min(), lambda rows, _: rows.max())[kind]
        return chosen(rows, old.shape) if rows.size else old
    if old.dtype == bool:
        return (old ^ (draw.random(old.shape) < 0.5), False, True)[kind]
    mixed = draw.permutation(old.ravel()).reshape(old.shape)
    ends = [
        end if np.isfinite(end) else seen
        for end, seen in zip(declared.range, (old.min(), old.max()), strict=True)
    ]
    new = (mixed, *ends)[kind]
    if (new == old).all():  # all are alike
        new = np.where(old < declared.range[1], old + 1, old - 1).clip(*declared.range)
    return new


def poisoned(world, names):
    """A copy of a world with other possible values in some columns, of another kind each month."""
    copy = copy_of(world)
    kind = POISONED.index(world.month) % 3
    for name in sorted(names):
        # a column is poisoned in the same way whether others are, or exist, or not
        draw = np.random.default_rng(crc32(name.encode()))
        table_name, _, column_name = name.partition(".")
        table = getattr(copy, table_name)
        declared, values = table.columns[column_name], getattr(table, column_name)
        used = IN_USE[table_name](world) if table_name in IN_USE else slice(None)
        if values[used].size:
            values[used] = other_values(values[used], declared, draw, kind)
    return copy


def acts_alike(process, before, after, names):
    """Whether a process does the same when other values stand in some columns.

    Parameters
    ----------
    process : Process
    before, after : World
        The city before and after the process.
    names : set of str
        The columns.
    """
    other = poisoned(before, names)
    start = {name: array.copy() for name, array in columns_of(other).items()}
    try:
        process.run(other)
    except Exception:
        return False
    apart = {*TABLES, "settings"}
    rest = [{k: v for k, v in vars(world).items() if k not in apart} for world in (after, other)]
    if not same(*rest):
        return False
    old, new, end = map(columns_of, (before, after, other))
    for name in COLUMNS:
        if new[name].shape != end[name].shape:
            return False
        touched = changed(old[name], new[name]) | changed(start[name], end[name])
        if not same(new[name][touched], end[name][touched]):
            return False
    return True


def fewest(names, alike):
    """Those of some columns that matter only together."""
    for name in sorted(names):
        if not alike(names - {name}):
            names = names - {name}
    return names


@pytest.fixture(scope="module")
def seen(small_run, observe, budgets):
    """Columns that each process was seen to write and to read, all interventions on."""
    lively = {
        "relocation.rate": 0.4,
        "hiring.screening_share": 0.5,
        "ventures.active": True,
        "ventures.rate": 0.1,
        "ventures.venture_capital": 4000.0,
        "ventures.early_hazard": 0.1,
        "city.months": MONTHS,
        "redesign.pace": 5.0,
        "work_teams.adoption_share": 0.5,
        "interventions.communities.team_share": 0.5,
        "interventions.communities.reluctance": 0.0,  # many members in a small city
        "shocks.platform_monopoly.month": 3,
        "services.infrastructure_subsidy": 50.0,
        "shocks.automation_wave.month": 3,
        "shocks.anchor_exit.month": 8,
        "shocks.anchor_exit.sector": "retail_hospitality",
        "shocks.anchor_exit.size": 1.0,
        "policy.adaptive": True,
        "policy.review_interval": 3,
        "shocks.pandemic.month": 5,
        "shocks.pandemic.months": 4,
        "shocks.data_breach.month": 24,
        "shocks.funding_cut.month": 25,
        **budgets(budget=400.0, start=2),
        "interventions.recognition.training_budget": 4.0,
        "interventions.recognition.network_budget": 8.0,
        "interventions.recognition.assessment_cost": 100.0,
    }
    run = small_run(lively)
    occupations = run.world.occupations
    occupations.automation_duration[::2], occupations.automation_midpoint[::2] = 6.0, 8.0
    writes = {process.section: set() for process in MONTH}
    reads = {process.section: set() for process in MONTH}
    silent = {process.section: set() for process in MONTH}
    kept = {}

    def before(process, world):
        kept["columns"] = {name: array.copy() for name, array in columns_of(world).items()}
        if world.month in POISONED:
            kept["world"] = copy_of(world)

    def after(process, world):
        old, new, section = kept["columns"], columns_of(world), process.section
        for name, array in new.items():
            if not same(old[name], array[: len(old[name])]):
                writes[section].add(name)
        if world.month not in POISONED:
            return
        declared = named(process.reads)

        def alike(names):
            return acts_alike(process, kept["world"], world, names)

        undeclared = set(COLUMNS) - declared - silent[section]
        if not alike(undeclared):
            found = {name for name in undeclared if not alike({name})}
            silent[section] |= found or fewest(undeclared, alike)
        reads[section] |= {name for name in declared - reads[section] if not alike({name})}

    observe(run, before=before, after=after)
    for _ in range(MONTHS):
        run.step()
    return writes, reads, silent


@pytest.fixture(scope="module")
def written(seen):
    """Columns that each process was seen to write."""
    return seen[0]


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
    """Every declared column or pattern is written in a lively city."""
    shared = {*DISMISSAL, *OPENING}  # what ending a job, and opening a post, may touch
    idle = {
        pattern
        for pattern in process.writes
        if pattern not in shared
        and not any(fnmatchcase(name, pattern) for name in written[process.section])
    }
    assert idle == set()


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_a_process_reads_only_what_it_names(seen, process):
    """Other values in columns that a process does not name change nothing that it does."""
    undeclared = sorted(seen[2][process.section])
    assert undeclared == [], f"undeclared reads: {' '.join(undeclared)}"


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_a_process_reads_what_it_names(seen, process):
    """Other values in a column that a process names change what it does, at least once.

    Columns that it writes as well are left out: it may read its own values only.
    """
    unseen = UNSEEN.get(process.section, set()) | named(process.writes)
    unused = sorted(named(process.reads) - seen[1][process.section] - unseen)
    assert unused == [], f"declared but not read: {' '.join(unused)}"


def test_every_column_is_written(small_run, written):
    """Initialisation or a process writes every column of the tables."""
    world = small_run().world
    empty = {
        f"{table}.{name}"
        for table, owner in TABLES.items()
        for name, declared in owner.columns.items()
        if (getattr(getattr(world, table), name) == declared.empty).all()
    }
    assert empty - set().union(*written.values()) == OF_OWN_TABLES


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_named_columns_exist(process):
    """Reads and writes are columns of the tables."""
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
