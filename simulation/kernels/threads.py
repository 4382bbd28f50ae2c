"""Threads: how many a city may use, and work on its rows shared out among them.

The number of threads is Numba's, the environment variable ``NUMBA_NUM_THREADS``, by default one for
every processor. Results do not depend on it: rows are cut into chunks of one length, whoever works
on them, and what is added up over rows is added up within chunks and then in their order.

The threads are Python's, which run side by side in compiled code that lets go of the interpreter
(:mod:`simulation.kernels.compiled`). A city of a single chunk starts none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

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


def over_rows[Result](
    loop: Callable[..., Result], columns: Sequence[np.ndarray], *rest: object
) -> list[Result]:
    """Run a loop over rows, each of which it looks at alone, chunk by chunk.

    Parameters
    ----------
    loop : callable
        Called with the part of every column that is the chunk's, and with the rest. It may write
        into these parts and into nothing else.
    columns : sequence of ndarray
        Arrays with an entry for each row.
    *rest
        What else the loop asks for, the same for all rows.

    Returns
    -------
    list
        What the loop gave back, in the order of the chunks.
    """
    rows = columns[0].shape[0]
    if rows <= CHUNK:
        return [loop(*columns, *rest)]
    parts = [slice(first, first + CHUNK) for first in range(0, rows, CHUNK)]
    return side_by_side(lambda here: loop(*(column[here] for column in columns), *rest), parts)


def over_chunks[Result](loop: Callable[..., Result], rows: int, *arguments: object) -> list[Result]:
    """Run a loop over rows, each of which it looks at alone, chunk by chunk, on whole tables.

    Parameters
    ----------
    loop : callable
        Called with the first row of a chunk and the row after its last, as uint64, and with the
        arguments. It may write only into these rows.
    rows : int
        Number of rows.
    *arguments
        What else the loop asks for, the same for all rows: tables, records, arrays, numbers.

    Returns
    -------
    list
        What the loop gave back, in the order of the chunks.
    """
    # rows without a sign, as in :func:`in_chunks`
    if rows <= CHUNK:
        return [loop(np.uint64(0), np.uint64(rows), *arguments)]
    parts = [
        (np.uint64(first), np.uint64(min(rows, first + CHUNK))) for first in range(0, rows, CHUNK)
    ]
    return side_by_side(lambda part: loop(*part, *arguments), parts)


def rows_of_all(found: Sequence[np.ndarray]) -> np.ndarray:
    """Row numbers that each chunk counted from 0, see :func:`over_rows`, as those of all rows."""
    if len(found) == 1:
        return found[0]
    return np.concatenate([rows + chunk * CHUNK for chunk, rows in enumerate(found)])


def moved_up(column: np.ndarray, used: Sequence[int]) -> np.ndarray:
    """A column of which each chunk used its first entries only, without what was not used."""
    if len(used) == 1:
        return column[: used[0]]
    return np.concatenate(
        [column[chunk * CHUNK : chunk * CHUNK + number] for chunk, number in enumerate(used)]
    )


def together(works: Sequence[Callable[[], Any]], rows: int) -> list[Any]:
    """Do several things about so many rows: one after the other if these are a single chunk.

    Parameters
    ----------
    works : sequence of callable
        Done in any order and at the same time, so each may write only what is its own.
    rows : int
        Number of rows that each looks at.

    Returns
    -------
    list
        What each gave.
    """
    if rows <= CHUNK:
        return [work() for work in works]
    return side_by_side(lambda work: work(), works)


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
    hands = min(threads(), len(parts))
    if hands <= 1:
        return [work(part) for part in parts]
    results: list[Any] = [None] * len(parts)
    # everybody takes the next part that nobody has taken; handing each out would cost more than
    # some of them take
    following = iter(range(len(parts)))

    def help_out() -> None:
        for number in following:
            results[number] = work(parts[number])

    others = [_crew(threads()).submit(help_out) for _ in range(hands - 1)]
    try:
        help_out()
    finally:
        for other in others:
            other.result()
    return results
