"""Eight numbers at once: what compiled loops cannot be brought to do unless told in so many words.

Rows are of eight numbers in single precision, seven skills and one more. Sums over a row are in
double precision, where they are exact for numbers around 1, so their order does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import float64
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic

__all__ = ["distance_of_eight", "shortfall_of_eight", "square_root"]

_LANE, _ROW = ir.IntType(32), ir.IntType(64)
_EIGHT = ir.VectorType(ir.FloatType(), 8)


def _rows(context: Any, builder: Any, signature: Any, arguments: Any) -> list[Any]:
    """Fetch a row of each array: arguments are arrays and rows in turn."""
    fetched = []
    for place in range(0, len(arguments), 2):
        array = context.make_array(signature.args[place])(context, builder, arguments[place])
        row = arguments[place + 1]
        if row.type.width < _ROW.width:
            row = builder.zext(row, _ROW)
        begin = builder.gep(array.data, [builder.mul(row, _ROW(8))])
        fetched.append(builder.load(builder.bitcast(begin, _EIGHT.as_pointer()), align=4))
    return fetched


def _sum(builder: Any, numbers: Any) -> Any:
    """Add up eight numbers in double precision."""

    def lanes(first: int, end: int) -> Any:
        mask = ir.Constant(
            ir.VectorType(_LANE, end - first), [_LANE(lane) for lane in range(first, end)]
        )
        return builder.shuffle_vector(total, total, mask)

    total = builder.fpext(numbers, ir.VectorType(ir.DoubleType(), 8))
    for half in (4, 2, 1):
        total = builder.fadd(lanes(0, half), lanes(half, 2 * half))
    return builder.extract_element(total, _LANE(0))


def _distance_of_eight(
    _: Any, these: Any, this: Any, those: Any, that: Any
) -> tuple[Any, Callable]:
    """Sum of the absolute differences of two rows, ``Σ_k |these[this, k] − those[that, k]|``.

    Parameters
    ----------
    these, those : array of float32, shape (rows, 8)
    this, that : uint32 or uint64
        Rows.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        one, other = _rows(context, builder, signature, arguments)
        kind = ir.FunctionType(_EIGHT, [_EIGHT])
        absolute = get_or_insert_function(builder.module, kind, "llvm.fabs.v8f32")
        return _sum(builder, builder.call(absolute, [builder.fsub(one, other)]))

    return float64(these, this, those, that), generate


def _shortfall_of_eight(
    _: Any, able: Any, person: Any, demand: Any, job: Any, weight: Any, same: Any
) -> tuple[Any, Callable]:
    """Weighted sum of what a row lacks of another, ``Σ_k (ω_k (d_k − a_k))₊``.

    Parameters
    ----------
    able, demand, weight : array of float32, shape (rows, 8)
    person, job, same : uint32 or uint64
        Rows, the last two the same.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        has, asked, counts = _rows(context, builder, signature, arguments)
        gap = builder.fmul(counts, builder.fsub(asked, has))
        nothing = ir.Constant(_EIGHT, [0.0] * 8)
        lacks = builder.fcmp_ordered(">", gap, nothing)
        return _sum(builder, builder.select(lacks, gap, nothing))

    return float64(able, person, demand, job, weight, same), generate


def _square_root(_: Any, number: Any) -> tuple[Any, Callable]:
    """Square root, of several numbers at once where the processor can.

    ``math.sqrt`` gives the same number but is a call, which keeps a loop from taking several rows
    at once.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = context.get_value_type(signature.return_type)
        return builder.call(builder.module.declare_intrinsic("llvm.sqrt", [kind]), arguments)

    return float64(number), generate


distance_of_eight: Any = intrinsic(_distance_of_eight)
shortfall_of_eight: Any = intrinsic(_shortfall_of_eight)
square_root: Any = intrinsic(_square_root)
