"""Tables and records in compiled functions: columns and fields read by name.

A compiled function takes a whole table and reads its columns as arrays, or takes a dataclass of
numbers and reads its fields::

    @compiled
    def _older(citizens, rule, months):
        age = citizens.age
        limit = rule.limit
        for row in range(citizens.rows):
            if age[row] < limit:
                age[row] += months

It is called as ``_older(world.citizens, self, 1)``. What is passed is one address each. For a
table it is that of its list of column addresses, which :class:`simulation.core.table.Table` keeps;
for a record that of its fields, packed into 8 bytes each. Both are only looked at in compiled code:
the values of columns may be written, but no column or field can be replaced there.

Read a column or a field into a name before a loop, not inside it. The loop is then the same as one
over plain arrays and numbers.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import struct
from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar

import numpy as np

from simulation.kernels import compiled as _compiled  # noqa: F401  (it names the cache folder for Numba)

# isort: split
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype

#: How each kind of number is packed: an int as int64, a float as float64.
PACKED = {"float": "d", "int": "q", "bool": "?7x"}
NUMBERS = {"float": types.float64, "int": types.int64, "bool": types.boolean}
#: An array in a record, which is declared as ``NDArray[np.float64]`` and has one dimension.
ARRAY = re.compile(r"(?:\w+\.)*NDArray\[np\.(\w+)\]")


def _named(name: str, *layout: object) -> str:
    """A name that stands for one layout, so that compiled code is not used for another."""
    return f"{name}_{hashlib.sha256(repr(layout).encode()).hexdigest()[:12]}"


class TableType(types.Type):
    """Numba's type of a table.

    Parameters
    ----------
    title : str
        Name of the table's class.
    layout : tuple of (str, str, int)
        Name, NumPy type and width of every column, in the order declared.
    """

    def __init__(self, title: str, layout: tuple[tuple[str, str, int], ...]) -> None:
        self.layout = layout
        super().__init__(_named(title, layout))

    def place(self, name: str) -> int | None:
        """Which column has this name; None if there is no such column."""
        return next((at for at, column in enumerate(self.layout) if column[0] == name), None)

    def array(self, name: str) -> types.Array | None:
        """Numba's type of a column; None if there is no such column."""
        place = self.place(name)
        if place is None:
            return None
        _, dtype, width = self.layout[place]
        return types.Array(from_dtype(np.dtype(dtype)), 1 if width == 1 else 2, "C")


class RecordType(types.Type):
    """Numba's type of a record.

    Parameters
    ----------
    title : str
        Name of the record's class.
    fields : tuple of (str, str)
        Name and kind of every field that compiled functions can read: ``float``, ``int`` or
        ``bool``, or the NumPy type of an array after ``*``.
    """

    def __init__(self, title: str, fields: tuple[tuple[str, str], ...]) -> None:
        self.fields = fields
        super().__init__(_named(title, fields))

    def place(self, name: str) -> tuple[str, int] | None:
        """Kind of a field and the byte at which it begins; None if there is no such field."""
        start = 0
        for other, kind in self.fields:
            if other == name:
                return kind, start
            start += 16 if kind.startswith("*") else 8
        return None


register_model(TableType)(models.OpaqueModel)
register_model(RecordType)(models.OpaqueModel)


@infer_getattr
class _TableAttributes(AttributeTemplate):
    key = TableType

    def generic_resolve(self, table, name):  # type: ignore[override]
        return types.int64 if name == "rows" else table.array(name)


@infer_getattr
class _RecordAttributes(AttributeTemplate):
    key = RecordType

    def generic_resolve(self, record, name):  # type: ignore[override]
        found = record.place(name)
        if found is None:
            return None
        kind, _ = found
        if kind.startswith("*"):
            return types.Array(from_dtype(np.dtype(kind[1:])), 1, "C")
        return NUMBERS[kind]


def _load(builder, base, start, kind):
    """What lies some bytes behind an address; nobody changes it while compiled code runs."""
    place = builder.gep(base, [ir.Constant(ir.IntType(64), start)])
    loaded = builder.load(builder.bitcast(place, kind.as_pointer()))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


def _array(context, builder, kind, address, shape):
    """An array over memory that belongs to Python, so that no references are counted."""
    itemsize = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    array = make_array(kind)(context, builder)
    size = context.get_constant(types.intp, itemsize)
    strides = [size] if kind.ndim == 1 else [builder.mul(shape[1], size), size]
    data = builder.inttoptr(address, array.data.type)
    populate_array(array, data, shape, strides, size, meminfo=None)
    return array._getvalue()


@lower_getattr_generic(TableType)
def _column(context, builder, table, value, name):
    word = ir.IntType(64)
    rows = _load(builder, value, 0, word)
    if name == "rows":
        return rows
    place = table.place(name)
    width = table.layout[place][2]
    shape = [rows] if width == 1 else [rows, context.get_constant(types.intp, width)]
    address = _load(builder, value, 8 * (1 + place), word)
    return _array(context, builder, table.array(name), address, shape)


@lower_getattr_generic(RecordType)
def _field(context, builder, record, value, name):
    kind, start = record.place(name)
    word = ir.IntType(64)
    if kind == "float":
        return _load(builder, value, start, ir.DoubleType())
    if kind == "int":
        return _load(builder, value, start, word)
    if kind == "bool":
        return builder.trunc(_load(builder, value, start, ir.IntType(8)), ir.IntType(1))
    address, length = (_load(builder, value, at, word) for at in (start, start + 8))
    array = types.Array(from_dtype(np.dtype(kind[1:])), 1, "C")
    return _array(context, builder, array, address, [length])


def _attribute(c, owner, name):
    """An attribute of a Python object; the string of its name is made once."""
    kept = cgutils.add_global_variable(c.builder.module, c.pyapi.pyobj, f".name.{name}")
    kept.initializer = ir.Constant(c.pyapi.pyobj, None)
    kept.linkage = "internal"
    with c.builder.if_then(cgutils.is_null(c.builder, c.builder.load(kept)), likely=False):
        intern = c.pyapi._get_function(
            ir.FunctionType(c.pyapi.pyobj, [c.pyapi.cstring]), name="PyUnicode_InternFromString"
        )
        text = c.context.insert_const_string(c.builder.module, name)
        c.builder.store(c.builder.call(intern, [text]), kept)
    return c.pyapi.object_getattr(owner, c.builder.load(kept))


@unbox(TableType)
def _take_table(_, table, c):
    pointer = cgutils.alloca_once(c.builder, c.pyapi.voidptr, zfill=True)
    number = _attribute(c, table, "_address")
    with c.builder.if_then(cgutils.is_not_null(c.builder, number), likely=True):
        c.builder.store(c.pyapi.long_as_voidptr(number), pointer)
        c.pyapi.decref(number)
    # an address is never null, so whatever went wrong shows
    value = c.builder.load(pointer)
    return NativeValue(value, is_error=cgutils.is_null(c.builder, value))


@unbox(RecordType)
def _take_record(_, record, c):
    pointer = cgutils.alloca_once(c.builder, c.pyapi.voidptr, zfill=True)
    packed = _attribute(c, record, "_packed")
    with c.builder.if_then(cgutils.is_not_null(c.builder, packed), likely=True):
        c.builder.store(c.pyapi.bytes_as_string(packed), pointer)
    value = c.builder.load(pointer)
    # the packed fields are kept for as long as the compiled function runs
    return NativeValue(
        value,
        is_error=cgutils.is_null(c.builder, value),
        cleanup=lambda: c.pyapi.decref(packed),
    )


def _kind(field: dataclasses.Field) -> str | None:
    """Kind of a field of a record; None for one that compiled functions cannot read."""
    declared = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", "")
    if declared in PACKED:
        return declared
    array = ARRAY.fullmatch(declared)
    return f"*{array[1]}" if array else None


def _wrong(record: Any, fields: tuple[tuple[str, str], ...]) -> TypeError | None:
    """What to say about the field of a record that is not what was declared."""
    for name, kind in fields:
        value = getattr(record, name)
        try:
            if kind in PACKED:
                struct.pack(PACKED[kind], value)
        except struct.error:
            return TypeError(f"{type(record).__name__}.{name} must be {kind}, not {value!r}")
    return None


def _address(record: Any, name: str, wanted: np.dtype) -> tuple[int, int]:
    """Where an array of a record lies and how long it is."""
    value, title = getattr(record, name), type(record).__name__
    if not isinstance(value, np.ndarray) or value.dtype != wanted or value.ndim != 1:
        raise TypeError(f"{title}.{name} must be an array of {wanted}, in one row")
    if not value.flags.carray:
        raise ValueError(f"{title}.{name} must be writable and in one piece")
    return value.__array_interface__["data"][0], value.size


def _packing(fields: tuple[tuple[str, str], ...]) -> Callable[[Any], bytes]:
    """A function that packs the fields of a record of one class, numbers first."""
    pack = struct.Struct("=" + "".join(PACKED.get(kind, "qq") for _, kind in fields)).pack
    numbers = tuple(name for name, kind in fields if kind in PACKED)
    arrays = tuple((name, np.dtype(kind[1:])) for name, kind in fields if kind not in PACKED)
    get = attrgetter(*numbers) if len(numbers) > 1 else None

    def packed(record: Any) -> bytes:
        values = get(record) if get else tuple(getattr(record, name) for name in numbers)
        for name, wanted in arrays:
            values += _address(record, name, wanted)
        try:
            return pack(*values)
        except struct.error as error:
            raise _wrong(record, fields) or error from error

    return packed


class _OnDemand:
    """Numba's type of a class of records, made when it is first asked for."""

    def __get__(self, record: object, owner: Any) -> RecordType:
        kinds = [(one.name, kind) for one in dataclasses.fields(owner) if (kind := _kind(one))]
        fields = tuple(sorted(kinds, key=lambda field: field[1].startswith("*")))
        found = RecordType(owner.__qualname__, fields)
        owner._pack = staticmethod(_packing(fields))
        owner._numba_type_ = found
        return found


class _Packed:
    """Fields of a record as compiled functions read them; kept where they cannot change."""

    def __get__(self, record: Any, owner: Any) -> Any:
        if record is None:
            return self
        packed = owner._pack(record)
        if owner.__dataclass_params__.frozen:
            record.__dict__["_packed"] = packed
        return packed


class Record:
    """A dataclass whose numbers compiled functions read by name.

    Fields declared as ``float``, ``int`` or ``bool`` are numbers there, and those declared as
    ``NDArray[np.float64]`` or of another NumPy type are arrays. Other fields do not exist there.
    A frozen record is packed once, another one at every call.
    """

    _numba_type_: ClassVar[Any] = _OnDemand()
    _packed: ClassVar[Any] = _Packed()
    _pack: ClassVar[Callable[[Any], bytes]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._numba_type_ = _OnDemand()

    def __getstate__(self) -> dict[str, Any]:
        """What is copied and pickled: the fields, without what was packed from them."""
        return {name: value for name, value in self.__dict__.items() if name != "_packed"}
