"""Simplex lattices: every division of a whole into equal parts among components."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def _divisions(parts: int, components: int) -> Iterator[tuple[int, ...]]:
    if components == 1:
        yield (parts,)
        return
    for first in range(parts, -1, -1):
        for rest in _divisions(parts - first, components - 1):
            yield (first, *rest)


def lattice(parts: int, components: int) -> list[tuple[int, ...]]:
    """The {components, parts} simplex lattice of Scheffé (1958), in whole parts.

    Parameters
    ----------
    parts : int
        Equal parts that the whole is divided into.
    components : int

    Returns
    -------
    list of tuple of int
        Parts of each component, the share of the first component falling.

    Examples
    --------
    >>> lattice(2, 2)
    [(2, 0), (1, 1), (0, 2)]
    """
    return list(_divisions(parts, components))


def shares(parts: int, components: int) -> NDArray[np.float64]:
    """The lattice as shares that add up to 1, the first rising: (points, components)."""
    return np.array(lattice(parts, components)[::-1], dtype=np.float64) / parts
