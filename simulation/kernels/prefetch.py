"""Fetching ahead: asking memory for what a loop will look at a little later.

In a city of a million the contacts of a person lie anywhere in dozens of megabytes, and a loop that
compares people with their contacts does little but wait. A processor looks a few dozen steps ahead
by itself; this asks further ahead. It changes when things arrive and nothing else.
"""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

#: Rows of 32 bytes beyond which a table lies outside the processor's nearest memories.
FAR = 65536
#: People whose contacts are asked for before it is their turn.
AHEAD = 16


@intrinsic
def prefetch(_, table, row):
    """Ask for a row of a table, which must be contiguous; for use in compiled loops.

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
        place = builder.gep(start, [builder.mul(builder.zext(arguments[1], width.type), width)])
        number = ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), (place.type, number, number, number))
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", (place.type,), shape)
        # to read, to be kept in the nearest memory, data
        builder.call(prefetch, [place, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(table, row), generate
