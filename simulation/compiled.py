"""Compiled loops: Numba with a cache that cannot go stale.

Numba keeps compiled code on disk but looks only at the file in which a function stands, not at
the functions it calls in other files. The cache is therefore kept in a folder named after the
sources of the whole package: whatever changes, the old code is not found again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).parent


def _cache_folder() -> Path:
    digest = hashlib.sha256()
    for source in sorted(PACKAGE.rglob("*.py")):
        digest.update(source.read_bytes())
    name = digest.hexdigest()[:16]
    beside = PACKAGE / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
        if os.access(beside, os.W_OK):
            return beside / f"compiled-{name}"
    except OSError:
        pass
    return Path(tempfile.gettempdir()) / f"cityfit-{os.getuid()}" / f"compiled-{name}"


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(_cache_folder())

from numba import float64, uint32, uint64  # noqa: E402  (the cache folder must be named first)
from numba import njit as _njit  # noqa: E402
from llvmlite import ir as _ir  # noqa: E402
from numba.core.cgutils import get_or_insert_function as _function  # noqa: E402
from numba.core.compiler import Compiler as _Compiler  # noqa: E402
from numba.extending import intrinsic as _intrinsic  # noqa: E402

__all__ = [
    "columnwise",
    "compiled",
    "distance_of_eight",
    "inlined",
    "square_root",
    "uint32",
    "uint64",
]


def compiled(function):
    """Compile a function of numbers and arrays; strict floating point, cached on disk."""
    return _njit(cache=True)(function)


class _Apart(_Compiler):
    """Numba's usual compiler, told that no two arrays of a function overlap."""

    def define_pipelines(self):
        # not a public option of Numba; a version without it compiles the same, only slower
        if hasattr(self.state.flags, "noalias"):
            self.state.flags.noalias = True
        return super().define_pipelines()


def columnwise(function):
    """Compile a loop over rows of many columns, in which the processor takes several rows at once.

    It must not be given two arrays that overlap unless it only reads both, and must not make arrays
    of its own: without counting references, small functions that take arrays cost nothing. A
    division by zero gives infinity instead of an error. Threads may run it side by side.
    """
    return _njit(cache=True, nogil=True, error_model="numpy", _nrt=False, pipeline_class=_Apart)(
        function
    )


def inlined(function):
    """Compile a small function that its callers take in whole."""
    return _njit(cache=True, inline="always")(function)


@_intrinsic
def square_root(typing_context, number):
    """Square root, of several numbers at once where the processor can.

    ``math.sqrt`` gives the same number but is a call, which keeps a loop from taking several rows
    at once.
    """

    def generate(context, builder, signature, arguments):
        kind = context.get_value_type(float64)
        root = builder.module.declare_intrinsic("llvm.sqrt", [kind])
        return builder.call(root, arguments)

    return float64(float64), generate


@_intrinsic
def distance_of_eight(typing_context, these, this, those, that):
    """Sum of the absolute differences of two rows of eight numbers, taken all at once.

    ``Σ_k |these[this, k] − those[that, k]|`` with the differences in single and their sum in double
    precision. The order of the sum does not matter: for numbers around 1 it is exact.

    Parameters
    ----------
    these, those : array of float32, shape (rows, 8)
    this, that : uint32 or uint64
        Rows.
    """

    def generate(context, builder, signature, arguments):
        eight = _ir.VectorType(_ir.FloatType(), 8)
        wide = _ir.IntType(64)

        def row_of(place):
            array = context.make_array(signature.args[place])(context, builder, arguments[place])
            row = arguments[place + 1]
            if row.type.width < wide.width:
                row = builder.zext(row, wide)
            begin = builder.gep(array.data, [builder.mul(row, wide(8))])
            return builder.load(builder.bitcast(begin, eight.as_pointer()), align=4)

        def lanes(numbers, first, last):
            order = [_ir.Constant(_ir.IntType(32), lane) for lane in range(first, last)]
            mask = _ir.Constant(_ir.VectorType(_ir.IntType(32), len(order)), order)
            return builder.shuffle_vector(numbers, numbers, mask)

        absolute = _function(builder.module, _ir.FunctionType(eight, [eight]), "llvm.fabs.v8f32")
        apart = builder.call(absolute, [builder.fsub(row_of(0), row_of(2))])
        total = builder.fpext(apart, _ir.VectorType(_ir.DoubleType(), 8))
        for half in (4, 2, 1):
            total = builder.fadd(lanes(total, 0, half), lanes(total, half, 2 * half))
        return builder.extract_element(total, _ir.IntType(32)(0))

    return float64(these, this, those, that), generate
