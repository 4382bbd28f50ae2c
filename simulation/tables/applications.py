"""The applications of a month, between search and hiring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from simulation.kernels.records import Record


@dataclass(frozen=True)
class Applications(Record):
    """Applications of a month, one per entry of each array.

    Attributes
    ----------
    row, post : ndarray of int32
        Applicant and post.
    channel : ndarray of int8
        Search channel through which the applicant found the post.
    utility : ndarray of float64
        Utility of the post to the applicant, in log wage.
    match : ndarray of float64
        Demand–ability fit of applicant and post.
    """

    row: NDArray[np.int32]
    post: NDArray[np.int32]
    channel: NDArray[np.int8]
    utility: NDArray[np.float64]
    match: NDArray[np.float64]

    @classmethod
    def empty(cls) -> Applications:
        """No applications."""
        return cls(
            np.empty(0, np.int32),
            np.empty(0, np.int32),
            np.empty(0, np.int8),
            np.empty(0),
            np.empty(0),
        )

    @classmethod
    def joined(cls, parts: Sequence[Applications]) -> Applications:
        """Concatenate one or more lists of applications."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            *(
                np.concatenate([getattr(part, field.name) for part in parts])
                for field in fields(cls)
            )
        )
