"""Prefetching: load memory that a loop will read some steps later.

In a city of a million residents, the contacts of a person are scattered over dozens of megabytes,
and a loop that compares people with their contacts mostly waits for memory. A processor looks only
a few dozen instructions ahead by itself. Prefetching changes run time and no result.
"""

from __future__ import annotations

from llvmlite import ir
from numba import types

from simulation.kernels.compiled import intrinsic

#: Number of 32-byte rows above which a table does not fit into the processor's caches.
FAR = 65536
#: How many people ahead contacts are prefetched.
AHEAD = 16


def _prefetch(_, table, row):
    """Prefetch a row of a contiguous table; for use in compiled loops.

    Parameters
    ----------
    table : ndarray of two dimensions
    row : unsigned int
        A row of the table.
    """

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        start = builder.bitcast(array.data, ir.IntType(8).as_pointer())
        width = builder.extract_value(array.strides, 0)
        address = builder.gep(start, [builder.mul(builder.zext(arguments[1], width.type), width)])
        number = ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), (address.type, number, number, number))
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", (address.type,), shape)
        # for reading, into the nearest cache, data
        builder.call(prefetch, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(table, row), generate


prefetch = intrinsic(_prefetch, lambda table, row: None)  # noqa: ARG005
