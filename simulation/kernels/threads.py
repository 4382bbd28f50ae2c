"""Threads: work on the rows of a table, distributed over threads in chunks.

The number of threads is Numba's: the environment variable ``NUMBA_NUM_THREADS``, by default the
number of processors. Results do not depend on it, because chunks have a fixed length and sums over
rows are added within chunks and then in the order of the chunks.

The threads are Python threads. They run in parallel because compiled code releases the interpreter
lock (:mod:`simulation.kernels.compiled`). A city of a single chunk starts none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from typing import Any

import numba
import numpy as np

from simulation.core.processors import processors

#: Processors that this process may use, counted once.
_allowed = cache(processors)

#: Rows per chunk.
CHUNK = 16384


def threads() -> int:
    """Number of threads that a city may use: Numba's, and within the quota of a container."""
    number = int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
    return number if "NUMBA_NUM_THREADS" in os.environ else min(number, _allowed())


@lru_cache(maxsize=1)
def _pool(size: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(size, thread_name_prefix="city")


def chunks(rows: int) -> int:
    """Number of chunks that `rows` rows are divided into."""
    return max(1, -(-rows // CHUNK))


def in_chunks(work: Callable[[int, np.uint64, np.uint64], None], rows: int) -> None:
    """Run work on all rows, chunk by chunk, on all threads.

    Parameters
    ----------
    work : callable
        Called with the number of a chunk, its first row and the row after its last. Chunks run in
        any order and in parallel, so each call may write only to its own rows and results.
    rows : int
        Number of rows.
    """
    number = chunks(rows)
    # unsigned rows, so that Numba does not check for negative indices
    parts = [
        (chunk, np.uint64(chunk * CHUNK), np.uint64(min(rows, (chunk + 1) * CHUNK)))
        for chunk in range(number)
    ]
    side_by_side(lambda part: work(*part), parts)


def over_rows[Result](
    loop: Callable[..., Result], columns: Sequence[np.ndarray], *rest: object
) -> list[Result]:
    """Run a loop over independent rows, chunk by chunk.

    Parameters
    ----------
    loop : callable
        Called with the chunk's part of every column, and with `rest`. It may write only to these
        parts.
    columns : sequence of ndarray
        Arrays with one entry per row.
    *rest
        Further arguments, the same for all rows.

    Returns
    -------
    list
        Return values, in the order of the chunks.
    """
    rows = columns[0].shape[0]
    if rows <= CHUNK:
        return [loop(*columns, *rest)]
    parts = [slice(first, first + CHUNK) for first in range(0, rows, CHUNK)]
    return side_by_side(lambda part: loop(*(column[part] for column in columns), *rest), parts)


def over_chunks[Result](loop: Callable[..., Result], rows: int, *arguments: object) -> list[Result]:
    """Run a loop over independent rows of whole tables, chunk by chunk.

    Parameters
    ----------
    loop : callable
        Called with the first row of a chunk and the row after its last, as uint64, and with the
        arguments. It may write only into these rows.
    rows : int
        Number of rows.
    *arguments
        Further arguments, the same for all rows: tables, records, arrays, numbers.

    Returns
    -------
    list
        Return values, in the order of the chunks.
    """
    # unsigned rows, as in :func:`in_chunks`
    if rows <= CHUNK:
        return [loop(np.uint64(0), np.uint64(rows), *arguments)]
    parts = [
        (np.uint64(first), np.uint64(min(rows, first + CHUNK))) for first in range(0, rows, CHUNK)
    ]
    return side_by_side(lambda part: loop(*part, *arguments), parts)


def rows_of_all(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Row numbers within chunks (:func:`over_rows`) as row numbers of the table."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([rows + chunk * CHUNK for chunk, rows in enumerate(parts)])


def moved_up(column: np.ndarray, used: Sequence[int]) -> np.ndarray:
    """Concatenate the first `used` entries of each chunk of a column."""
    if len(used) == 1:
        return column[: used[0]]
    return np.concatenate(
        [column[chunk * CHUNK : chunk * CHUNK + number] for chunk, number in enumerate(used)]
    )


def together(works: Sequence[Callable[[], Any]], rows: int) -> list[Any]:
    """Run several functions in parallel, or in sequence if the rows are a single chunk.

    Parameters
    ----------
    works : sequence of callable
        Run in any order, so each may write only to its own arrays.
    rows : int
        Number of rows that each processes.

    Returns
    -------
    list
        Return values.
    """
    if rows <= CHUNK:
        return [work() for work in works]
    return side_by_side(lambda work: work(), works)


def side_by_side[Part, Result](
    work: Callable[[Part], Result], parts: Sequence[Part]
) -> list[Result]:
    """Run work on each part, on all threads.

    Parameters
    ----------
    work : callable
        Called with each part, in any order and in parallel, so it may write only to what belongs
        to the part.
    parts : sequence

    Returns
    -------
    list
        Return values, in the order of the parts.
    """
    workers = min(threads(), len(parts))
    if workers <= 1:
        return [work(part) for part in parts]
    results: list[Any] = [None] * len(parts)
    # each thread takes the next free part; submitting parts one by one would cost more than some
    # of them take
    remaining = iter(range(len(parts)))

    def run_remaining() -> None:
        for number in remaining:
            results[number] = work(parts[number])

    others = [_pool(threads()).submit(run_remaining) for _ in range(workers - 1)]
    try:
        run_remaining()
    finally:
        for other in others:
            other.result()
    return results
