"""The applications of a month, between search and hiring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Applications:
    """Applications of a month, one per row of each array.

    Attributes
    ----------
    row, post : ndarray of int32
        Applicant and post.
    channel : ndarray of int8
        How the applicant heard of it.
    utility : ndarray of float64
        What the post is worth to the applicant, in log wage.
    match : ndarray of float64
        Demand–ability fit of applicant and post.
    """

    row: np.ndarray
    post: np.ndarray
    channel: np.ndarray
    utility: np.ndarray
    match: np.ndarray

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
    def joined(cls, parts: list[Applications]) -> Applications:
        """One list of several; there is at least one."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            np.concatenate([part.row for part in parts]),
            np.concatenate([part.post for part in parts]),
            np.concatenate([part.channel for part in parts]),
            np.concatenate([part.utility for part in parts]),
            np.concatenate([part.match for part in parts]),
        )
