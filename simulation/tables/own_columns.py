"""Columns of an extension: one value per citizen, beside the table of citizens."""

from __future__ import annotations

from typing import Any

import numpy as np


def own_column(world: Any, name: str, dtype: str = "bool") -> np.ndarray:
    """A column of citizens that belongs to an extension, empty (0 or False) for newcomers.

    It is part of the state of the city, also in files of saved cities. Ask for it in every month:
    the table of citizens may have grown, and rows of people who left belong to others.

    Parameters
    ----------
    world : World
    name : str
        Name of the column, such as ``"laptops.holder"``.
    dtype : str
        NumPy type.

    Returns
    -------
    ndarray
        One value per row of the table; write to it in place.
    """
    person = world.citizens.person
    known = world.memory.get(name)
    if known is None or not np.array_equal(known["person"], person):
        values = np.zeros(person.size, dtype=dtype)
        if known is not None:
            rows = np.flatnonzero(known["person"] == person[: known["person"].size])
            values[rows] = known["values"][rows]
        known = world.memory[name] = {"person": person.copy(), "values": values}
    column: np.ndarray = known["values"]
    return column
