"""SIMD helpers for rows of eight float32 values; Numba does not vectorise these loops by itself.

A packed row holds the seven skills and one more value. Sums over a row are in double precision,
where they are exact for values around 1, so their order does not matter.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import float64
from numba.core.cgutils import get_or_insert_function

from simulation.kernels.compiled import intrinsic

__all__ = ["packed_distance", "packed_shortfall", "square_root"]

_LANE, _ROW = ir.IntType(32), ir.IntType(64)
_EIGHT = ir.VectorType(ir.FloatType(), 8)


def _rows(context: Any, builder: Any, signature: Any, arguments: Any) -> list[Any]:
    """Load a row of each array; arguments are arrays and row numbers in turn."""
    rows = []
    for index in range(0, len(arguments), 2):
        array = context.make_array(signature.args[index])(context, builder, arguments[index])
        row = arguments[index + 1]
        if row.type.width < _ROW.width:
            row = builder.zext(row, _ROW)
        begin = builder.gep(array.data, [builder.mul(row, _ROW(8))])
        rows.append(builder.load(builder.bitcast(begin, _EIGHT.as_pointer()), align=4))
    return rows


def _sum(builder: Any, numbers: Any) -> Any:
    """Add eight values in double precision."""

    def lanes(first: int, end: int) -> Any:
        mask = ir.Constant(
            ir.VectorType(_LANE, end - first), [_LANE(lane) for lane in range(first, end)]
        )
        return builder.shuffle_vector(total, total, mask)

    total = builder.fpext(numbers, ir.VectorType(ir.DoubleType(), 8))
    for half in (4, 2, 1):
        total = builder.fadd(lanes(0, half), lanes(half, 2 * half))
    return builder.extract_element(total, _LANE(0))


def _packed_distance(
    _: Any, first: Any, first_row: Any, second: Any, second_row: Any
) -> tuple[Any, Callable]:
    """Sum of absolute differences, ``Σ_k |first[first_row, k] − second[second_row, k]|``.

    Parameters
    ----------
    first, second : array of float32, shape (rows, 8)
    first_row, second_row : uint32 or uint64
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        left, right = _rows(context, builder, signature, arguments)
        kind = ir.FunctionType(_EIGHT, [_EIGHT])
        absolute = get_or_insert_function(builder.module, kind, "llvm.fabs.v8f32")
        return _sum(builder, builder.call(absolute, [builder.fsub(left, right)]))

    return float64(first, first_row, second, second_row), generate


def _packed_shortfall(
    _: Any, able: Any, person: Any, demand: Any, job: Any, weight: Any, same: Any
) -> tuple[Any, Callable]:
    """Weighted shortfall of abilities against demands, ``Σ_k (ω_k (d_k − a_k))₊``.

    Parameters
    ----------
    able, demand, weight : array of float32, shape (rows, 8)
    person, job, same : uint32 or uint64
        Rows; `same` is equal to `job`.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        has, asked, counts = _rows(context, builder, signature, arguments)
        gap = builder.fmul(counts, builder.fsub(asked, has))
        nothing = ir.Constant(_EIGHT, [0.0] * 8)
        lacks = builder.fcmp_ordered(">", gap, nothing)
        return _sum(builder, builder.select(lacks, gap, nothing))

    return float64(able, person, demand, job, weight, same), generate


def _square_root(_: Any, number: Any) -> tuple[Any, Callable]:
    """Square root that the compiler can vectorise.

    ``math.sqrt`` returns the same number but is a call, which prevents vectorisation of a loop.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = context.get_value_type(signature.return_type)
        return builder.call(builder.module.declare_intrinsic("llvm.sqrt", [kind]), arguments)

    return float64(number), generate


def _plain_distance(first: Any, first_row: Any, second: Any, second_row: Any) -> float:
    return float(np.abs(first[first_row] - second[second_row]).sum(dtype=np.float64))


def _plain_shortfall(
    able: Any, person: Any, demand: Any, job: Any, weight: Any, same: Any
) -> float:
    gap = weight[same] * (demand[job] - able[person])
    return float(np.maximum(gap, np.float32(0)).sum(dtype=np.float64))


packed_distance: Any = intrinsic(_packed_distance, _plain_distance)
packed_shortfall: Any = intrinsic(_packed_shortfall, _plain_shortfall)
square_root: Any = intrinsic(_square_root, math.sqrt)
