"""Threads: how many a city may use, and work on its rows shared out among them.

The number of threads is Numba's, the environment variable ``NUMBA_NUM_THREADS``, by default one for
every processor. Results do not depend on it: rows are cut into chunks of one length, whoever works
on them, and what is added up over rows is added up within chunks and then in their order.

The threads are Python's, which run side by side in compiled code that lets go of the interpreter
(:mod:`simulation.compiled`). A city of a single chunk starts none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numba
import numpy as np

#: Rows that one thread works on at a time.
CHUNK = 16384


def threads() -> int:
    """Number of threads that a city may use."""
    return int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _crew(size: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(size, thread_name_prefix="city")


def chunks(rows: int) -> int:
    """Number of chunks of so many rows."""
    return max(1, -(-rows // CHUNK))


def in_chunks(work: Callable[[int, np.uint64, np.uint64], None], rows: int) -> None:
    """Do work on all rows, chunk by chunk, on as many threads as there may be.

    Parameters
    ----------
    work : callable
        Called with the number of a chunk, its first row and the row after its last. Chunks are
        worked on in any order and at the same time, so each may write only what is its own.
    rows : int
        Number of rows.
    """
    number = chunks(rows)
    # rows without a sign: Numba then need not ask whether they count from the end
    parts = [
        (chunk, np.uint64(chunk * CHUNK), np.uint64(min(rows, (chunk + 1) * CHUNK)))
        for chunk in range(number)
    ]
    side_by_side(lambda part: work(*part), parts)


def side_by_side[Part, Result](
    work: Callable[[Part], Result], parts: Sequence[Part]
) -> list[Result]:
    """Do work on parts, on as many threads as there may be.

    Parameters
    ----------
    work : callable
        Called with each part, in any order and at the same time, so it may write only what is the
        part's own.
    parts : sequence

    Returns
    -------
    list
        What the work gave, in the order of the parts.
    """
    if min(threads(), len(parts)) <= 1:
        return [work(part) for part in parts]
    return list(_crew(threads()).map(work, parts))
