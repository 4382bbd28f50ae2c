"""Tables and records in compiled functions: what is read by name is what Python sees."""

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numba import TypingError
from numpy.typing import NDArray

from simulation.core.table import Table, column
from simulation.kernels import threads
from simulation.kernels.compiled import columnwise, compiled, inlined
from simulation.kernels.records import Record
from simulation.kernels.threads import CHUNK, over_chunks
from simulation.processes.learning.courses import Courses
from simulation.tables.citizens import Citizens


class Kinds(Table):
    """A column of every sort."""

    flag = column("bool", "yes or no", "a flag", empty=1)
    level = column("uint8", "level", "a level")
    age = column("int16", "months", "an age", empty=-3)
    ratio = column("float32", "share", "a ratio", empty=0.25)
    total = column("float64", "sum", "a sum")
    bits = column("uint64", "bits", "bits")
    wide = column("float32", "0-1", "seven numbers", width=7)


class Shifted(Table):
    """The same names in another layout."""

    ratio = column("float64", "share", "a ratio")
    age = column("int32", "months", "an age")


@dataclass(frozen=True)
class Rule(Record):
    """A frozen record."""

    word: str = "no number"
    limit: float = 0.5
    months: int = 3
    active: bool = True
    pair: tuple[float, float] = (1.0, 2.0)
    closed: bool = False


@dataclass
class Weather(Record):
    """A record that changes."""

    heat: float = 20.0
    days: int = 2
    dry: bool = False
    rain: NDArray[np.float64] = field(default_factory=lambda: np.arange(3.0))


@dataclass(frozen=True)
class Single(Record):
    """A record of one number."""

    share: float = 0.125


@pytest.fixture
def table():
    """A table full of numbers."""
    luck = np.random.default_rng(1)
    made = Kinds(11)
    for _, array in made.arrays():
        array[...] = luck.integers(0, 2, array.shape) if array.dtype == bool else (
            luck.integers(0, 100, array.shape)
        )  # fmt: skip
    return made


@compiled
def _everything(kinds):
    return (kinds.flag.copy(), kinds.level.copy(), kinds.age.copy(), kinds.ratio.copy(),
            kinds.total.copy(), kinds.bits.copy(), kinds.wide.copy(), kinds.rows)  # fmt: skip


@compiled
def _shapes(kinds):
    wide, age = kinds.wide, kinds.age
    return (wide.shape, wide.strides, wide.itemsize, wide.size,
            age.shape, age.strides, age.itemsize, age.size)  # fmt: skip


@compiled
def _ages(kinds):
    return kinds.age.sum()


@compiled
def _fill(kinds, rule):
    kinds.age[:] = rule.months
    kinds.wide[:, 6] = rule.limit
    kinds.flag[:] = rule.closed


@inlined
def _of_row(kinds, row):
    return kinds.age[row] + kinds.wide[row, 1]


@compiled
def _handed_on(kinds):
    found = 0.0
    for row in range(kinds.rows):
        found += _of_row(kinds, row)
    return found + _ages(kinds)


@columnwise
def _uncounted(kinds, rule):
    ratio, age, limit = kinds.ratio, kinds.age, rule.limit
    for row in range(kinds.rows):
        ratio[row] = age[row] * limit


@compiled
def _unknown(kinds):
    return kinds.wages


@compiled
def _numbers(rule):
    return rule.limit, rule.months, rule.active, rule.closed


@compiled
def _word(rule):
    return rule.word


@compiled
def _weather(weather):
    return weather.heat, weather.days, weather.dry, weather.rain.sum(), weather.rain.shape[0]


@compiled
def _share(single):
    return single.share


class Rings(NamedTuple):
    """Arrays that are no table."""

    first: np.ndarray
    rows: np.ndarray


@compiled
def _last(rings, kinds):
    rings.rows[rings.first[1]] = kinds.age[0]
    return rings.rows.shape[0]


@compiled
def _part(first, last, kinds, rule):
    age = kinds.age[first:last]
    ratio = kinds.ratio[first:last]
    total = 0.0
    for row in range(age.shape[0]):
        ratio[row] += age[row] * rule.limit
        total += age[row]
    return total


def same(kinds: Kinds) -> None:
    """Compiled code sees the arrays of a table."""
    *arrays, rows = _everything(kinds)
    assert rows == kinds.rows
    for (name, array), seen in zip(kinds.arrays(), arrays, strict=True):
        assert seen.dtype == array.dtype, name
        np.testing.assert_array_equal(seen, array, err_msg=name)


def test_columns_are_the_arrays_of_the_table(table):
    same(table)
    wide = table.wide
    assert _shapes(table) == (wide.shape, wide.strides, 4, wide.size, (11,), (2,), 2, 11)
    _fill(table, Rule())
    assert (table.age == 3).all()
    assert (table.wide[:, 6] == 0.5).all()
    assert not table.flag.any()
    same(Kinds(0))


def test_every_column_of_the_citizens_has_its_address():
    citizens = Citizens(5)
    citizens.grow(7)
    addresses = [array.ctypes.data for _, array in citizens.arrays()]
    assert citizens.addresses.tolist() == [7, *addresses]


def test_a_table_that_has_changed_is_seen_as_it_is(table):
    same(table)
    table.grow(4000)
    same(table)
    assert _ages(table) == table.age.sum()
    table.age = np.arange(4000, dtype=np.int16)[::-1].copy()
    assert _ages(table) == 3999 * 2000
    same(table)


@pytest.mark.parametrize(
    "how", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))]
)
def test_copies_have_addresses_of_their_own(table, how):
    other = how(table)
    same(other)
    other.age = np.full(11, 5, dtype=np.int16)
    assert _ages(other) == 55
    assert _ages(table) == table.age.sum() != 55


@pytest.mark.parametrize(("wrong", "error"), [
    (np.zeros(11), TypeError),
    (np.zeros(11, dtype=">i2"), TypeError),
    ([0] * 11, TypeError),
    (np.zeros(10, dtype=np.int16), ValueError),
    (np.zeros((11, 1), dtype=np.int16), ValueError),
    (np.zeros(22, dtype=np.int16)[::2], ValueError),
    (np.broadcast_to(np.int16(3), 11), ValueError),
])  # fmt: skip
def test_a_wrong_array_is_refused_and_changes_nothing(table, wrong, error):
    before = table.age
    with pytest.raises(error, match=r"Kinds\.age must be"):
        table.age = wrong
    assert table.age is before
    same(table)


def test_an_unknown_column_is_an_error_that_names_it(table):
    with pytest.raises(TypingError, match="Unknown attribute 'wages' of type Kinds"):
        _unknown(table)


def test_tables_go_from_one_function_to_another(table):
    expected = table.age.sum() * 2 + table.wide[:, 1].sum(dtype=float)
    assert _handed_on(table) == expected


def test_functions_that_count_no_references_take_tables(table):
    references = sys.getrefcount(table), sys.getrefcount(table.age)
    rule = Rule()
    for _ in range(3):
        _uncounted(table, rule)
    np.testing.assert_array_equal(table.ratio, (table.age * 0.5).astype(np.float32))
    assert references == (sys.getrefcount(table), sys.getrefcount(table.age))
    assert not any(word in _uncounted.inspect_llvm(_uncounted.signatures[0])
                   for word in ("call void @NRT_incref", "NRT_MemInfo_alloc"))  # fmt: skip


def test_another_layout_is_another_type():
    assert _ages(Shifted(4)) == 0
    assert _ages(Kinds(4)) == -12
    assert Kinds._numba_type_ != Shifted._numba_type_
    assert pickle.loads(pickle.dumps(Kinds._numba_type_)) is Kinds._numba_type_


def test_fields_of_a_frozen_record_are_what_they_are():
    assert _numbers(Rule()) == (0.5, 3, True, False)
    assert [type(one) for one in _numbers(Rule())] == [float, int, bool, bool]
    limit = 0.1 + 0.2
    assert _numbers(Rule(limit=limit, months=-(2**62), active=False)) == (
        limit, -(2**62), False, False,
    )  # fmt: skip
    assert _share(Single()) == 0.125
    with pytest.raises(TypingError, match="Unknown attribute 'word'"):
        _word(Rule())


def test_parameters_of_a_process_are_read_by_name():
    courses = Courses(gain=0.3)
    kernel = compiled(lambda rule: (rule.gain, rule.retirement_age, rule.active))
    assert kernel(courses) == (0.3, courses.retirement_age, True)
    assert courses == Courses(gain=0.3)


def test_a_frozen_record_is_packed_once_and_never_passed_on():
    rule = Rule()
    assert rule._packed is rule._packed
    _numbers(rule)
    changed = dataclasses.replace(rule, limit=0.75)
    assert _numbers(changed)[0] == 0.75
    for other in (copy.copy(rule), copy.deepcopy(rule), pickle.loads(pickle.dumps(rule))):
        assert "_packed" not in vars(other)
        object.__setattr__(other, "limit", 0.25)
        assert _numbers(other)[0] == 0.25
    assert _numbers(rule)[0] == 0.5
    assert rule == Rule()
    assert hash(rule) == hash(Rule())


def test_a_record_that_changes_is_seen_as_it_is():
    weather = Weather()
    assert _weather(weather) == (20.0, 2, False, 3.0, 3)
    weather.heat, weather.days, weather.dry = 21, 5, True
    weather.rain = np.ones(5)
    assert _weather(weather) == (21.0, 5, True, 5.0, 5)
    weather.rain[:] = 2.0
    assert _weather(weather)[3] == 10.0


@pytest.mark.parametrize(("name", "value"), [
    ("heat", "hot"), ("days", 2.5), ("rain", [1.0]), ("rain", np.zeros(3, dtype=np.float32)),
])  # fmt: skip
def test_a_record_with_a_wrong_value_is_refused(name, value):
    weather = Weather()
    setattr(weather, name, value)
    with pytest.raises(TypeError, match=rf"Weather\.{name} must be"):
        _weather(weather)
    assert _weather(Weather())[1] == 2


def test_arrays_that_are_no_table_are_handed_over_as_a_named_tuple(table):
    rings = Rings(np.array([0, 2]), np.zeros(4, dtype=np.int32))
    assert _last(rings, table) == 4
    assert rings.rows.tolist() == [0, 0, table.age[0], 0]


@pytest.mark.parametrize("number", [1, 2])
def test_chunks_of_tables_are_worked_on_by_threads(monkeypatch, number):
    monkeypatch.setattr(threads, "threads", lambda: number)
    rows = 3 * CHUNK + 5
    kinds = Kinds(rows)
    kinds.age[:] = np.arange(rows) % 1000
    kinds.ratio[:] = 0.0
    totals = over_chunks(_part, rows, kinds, Rule())
    parts = [kinds.age[first : first + CHUNK] for first in range(0, rows, CHUNK)]
    assert totals == [part.sum(dtype=float) for part in parts]
    np.testing.assert_array_equal(kinds.ratio, (kinds.age * 0.5).astype(np.float32))
    assert over_chunks(_part, 2, kinds, Rule()) == [1.0]


CACHED = """
from simulation.kernels.compiled import compiled
from simulation.tables.citizens import Citizens
from simulation.processes.learning.courses import Courses

@compiled
def read(citizens, rule):
    return citizens.energy.sum() + rule.gain

if __name__ == "__main__":
    value = read(Citizens(4), Courses(gain=0.25))
    print(value, sum(read.stats.cache_hits.values()), sum(read.stats.cache_misses.values()))
"""


def test_compiled_code_is_used_again_by_another_process(tmp_path):
    """Addresses differ between processes; nothing of them is in what is kept on disk."""
    script = tmp_path / "reading.py"
    script.write_text(CACHED, encoding="utf-8")
    root = Path(threads.__file__).parents[1]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "kept"),
                   "PYTHONPATH": str(root)}  # fmt: skip
    said = [
        subprocess.run([sys.executable, script], env=environment, capture_output=True,
                       text=True, check=True).stdout.split()
        for _ in range(2)
    ]  # fmt: skip
    assert said == [["2.25", "0", "1"], ["2.25", "1", "0"]]
