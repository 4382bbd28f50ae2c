"""Posts within an occupation: the education that they ask, their ICT use and their pay.

The joint distribution of education asked and ICT use within an occupation is raked from the two
marginals of the occupation and the association over all jobs (``data/posts_within.csv``).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np

from simulation.core.vocabulary import EDUCATIONS
from simulation.tables.occupation_file import ICT_USES

DATA = Path(__file__).parents[1] / "data" / "posts_within.csv"
#: Ends of the bands of ICT demand that the four answers on ICT use stand for (assumed).
USE_ENDS = np.array([0.0, 0.15, 0.45, 0.75, 1.0])
LEVELS, USES = len(EDUCATIONS), len(ICT_USES)
CELLS = LEVELS * USES
#: Raking ends when no marginal is further away than this, or after so many rounds.
CLOSE, ROUNDS = 1e-10, 500


@cache
def association() -> tuple[np.ndarray, np.ndarray]:
    """Shares of all jobs, and log pay, by education asked (row) and ICT use (column)."""
    with DATA.open(newline="", encoding="utf-8") as file:
        rows = {(row["education_asked"], row["ict_use"]): row for row in csv.DictReader(file)}
    shares, pay = (
        np.array([[float(rows[level, use][name]) for use in ICT_USES] for level in EDUCATIONS])
        for name in ("share", "log_pay")
    )
    return shares, pay


def rake(asked: np.ndarray, uses: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Tables with given marginals and the association of another (iterative proportional fitting).

    Parameters
    ----------
    asked : ndarray of shape (occupations, 3)
        Shares by education asked; each row sums to 1.
    uses : ndarray of shape (occupations, 4)
        Shares by ICT use; each row sums to 1.
    start : ndarray of shape (3, 4)
        Table whose odds ratios the results have; all positive.

    Returns
    -------
    ndarray of shape (occupations, 3, 4)
        Each table sums to 1.

    References
    ----------
    Deming & Stephan (1940), Annals of Mathematical Statistics 11.
    """
    cells = np.broadcast_to(start, (asked.shape[0], LEVELS, USES)).copy()
    for _ in range(ROUNDS):
        cells *= _ratio(asked, cells.sum(axis=2))[:, :, None]
        cells *= _ratio(uses, cells.sum(axis=1))[:, None, :]
        if np.abs(cells.sum(axis=2) - asked).max(initial=0.0) < CLOSE:
            break
    return cells


def _ratio(target: np.ndarray, now: np.ndarray) -> np.ndarray:
    return np.divide(target, now, out=np.zeros_like(now), where=now > 0.0)


def cells_of_posts(asked: np.ndarray, uses: np.ndarray) -> np.ndarray:
    """Joint shares of posts by education asked and ICT use in each occupation.

    Returns
    -------
    ndarray of shape (occupations, 3, 4)
        0 where an occupation gives no shares.
    """
    cells = np.zeros((asked.shape[0], LEVELS, USES))
    given = asked.sum(axis=1) > 0.0
    if given.any():
        shares = [part[given] / part[given].sum(axis=1, keepdims=True) for part in (asked, uses)]
        cells[given] = rake(shares[0], shares[1], association()[0])
    return cells


def pay_of_cells(cells: np.ndarray) -> np.ndarray:
    """Log pay of each cell relative to its occupation; the mean over posts is 0."""
    pay = association()[1]
    return np.asarray(pay - (cells * pay).sum(axis=(1, 2), keepdims=True))
