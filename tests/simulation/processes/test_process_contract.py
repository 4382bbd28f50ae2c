"""A process reads and writes the columns that it declares, and no others."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import textwrap
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import numpy as np
import pytest

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


@cache
def functions(module: str) -> dict[str, tuple[ast.FunctionDef, str]]:
    """Functions of a module and those that it imports from processes and interventions.

    Returns
    -------
    dict
        Name as the module calls it → syntax tree of the function, and the module that holds it.
    """
    source = Path(importlib.util.find_spec(module).origin).read_text(encoding="utf-8")
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = (node, module)
        if not isinstance(node, ast.ImportFrom):
            continue
        if not node.module.startswith(("simulation.processes", "simulation.interventions")):
            continue
        for name in (imported.name for imported in node.names):
            if importlib.util.find_spec(node.module).submodule_search_locations:
                inner = functions(f"{node.module}.{name}")
                found |= {f"{name}.{key}": function for key, function in inner.items()}
            elif name in functions(node.module):
                found[name] = functions(node.module)[name]
    return found


def columns_in(node: ast.AST, owner: str = "") -> Iterator[str]:
    """Columns of tables in some code; `owner` is the table that ``self`` is, if any."""
    for part in ast.walk(node):
        if not isinstance(part, ast.Attribute):
            continue
        name = getattr(part.value, "id", getattr(part.value, "attr", ""))
        table = {"self": owner, "table": "communities"}.get(name, name)
        if table not in TABLES:
            continue
        if part.attr in TABLES[table].columns:
            yield f"{table}.{part.attr}"
        elif owner == "" and part.attr in vars(TABLES[table]):
            derived = vars(TABLES[table])[part.attr]  # a method or property of the table
            code = inspect.getsource(getattr(derived, "func", getattr(derived, "fget", derived)))
            yield from columns_in(ast.parse(textwrap.dedent(code)), table)


def columns_touched(process: type) -> set[str]:
    """Columns in the methods of a process and in all functions that these use."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(process)))
    methods = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    todo = [(node, process.__module__) for node in methods]
    touched, seen = set(), set()
    while todo:
        function, module = todo.pop()
        if (module, function.name) in seen:
            continue
        seen.add((module, function.name))
        touched |= set(columns_in(function))
        known = functions(module)
        used = (node for node in ast.walk(function) if isinstance(node, ast.Name | ast.Attribute))
        todo += [known[name] for name in map(ast.unparse, used) if name in known]
    return touched


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
    """Columns that each process writes in a city with all interventions."""
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
    """Every declared column or pattern is written in a lively city."""
    shared = {*DISMISSAL, *OPENING}  # what ending a job, and opening a post, may touch
    idle = {
        pattern
        for pattern in process.writes
        if pattern not in shared
        and not any(fnmatchcase(name, pattern) for name in written[process.section])
    }
    assert idle == set()


def test_every_column_is_written(small_run, written):
    """Initialisation or a process writes every column of the tables."""
    world = small_run().world
    empty = {
        f"{table}.{name}"
        for table, owner in TABLES.items()
        for name, declared in owner.columns.items()
        if (getattr(getattr(world, table), name) == declared.empty).all()
    }
    assert empty - set().union(*written.values()) == set()


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_a_process_declares_what_it_touches(process):
    """Each column in the code of a process is among its reads or writes."""
    declared = (*process.reads, *process.writes)
    touched = columns_touched(process)
    missing = {name for name in touched if not any(fnmatchcase(name, p) for p in declared)}
    assert missing == set()


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_a_process_touches_what_it_declares_to_read(process):
    """Each of its reads is a column in the code of the process."""
    touched = columns_touched(process)
    assert {p for p in process.reads if not any(fnmatchcase(name, p) for name in touched)} == set()


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
