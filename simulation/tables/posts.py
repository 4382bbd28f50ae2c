"""Posts: every place of work, filled by a citizen or an outsider, vacant, or closed.

``identity`` combines the employer's identity with a running number of that employer's posts, so
that a vacancy keeps its random draws when other vacancies come and go.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from simulation.core.randomness import (
    Decision,
    identity_of_two,
    random_bits,
    to_normal,
    to_uniform,
)
from simulation.core.table import Table, column, spare
from simulation.core.vocabulary import CLOSED, EMPLOYED, UNEMPLOYED, VACANT
from simulation.kernels.compiled import compiled
from simulation.tables.employers import Employers
from simulation.tables.posts_within import USE_ENDS, USES

#: Columns that :func:`leave_post` writes.
LEAVING = (
    "citizens.status",
    "citizens.post",
    "citizens.employer",
    "citizens.occupation",
    "citizens.tenure",
    "citizens.temporary",
    "citizens.spell",
    "citizens.ict_above",
    "citizens.pay_ratio",
    "posts.holder",
    "posts.waiting",
)
#: Columns that :func:`dismiss` writes.
DISMISSAL = (*LEAVING, "citizens.dismissed", "citizens.loss_cause", "citizens.recent_loss")


class Posts(Table):
    """State of every post; a row whose holder is -3 can be reused."""

    identity = column("uint32", "id", "identity, the key of this post's random draws")
    employer = column("int32", "row", "employer", empty=-1)
    occupation = column("int16", "row", "occupation", empty=-1)
    holder = column("int32", "row", "citizen; -1 vacant, -2 an outsider, -3 closed", empty=CLOSED)
    waiting = column("int16", "months", "months vacant")
    education_asked = column("uint8", "level", "education that this post asks")
    ict_above = column(
        "float32", "0-1", "ICT demand of this post above that of its occupation", bounds=(-1, 1)
    )
    pay_ratio = column(
        "float32", "ratio", "pay of this post relative to that of its occupation", empty=1
    )


@compiled
def leave_post(citizens, posts, row):
    """Make citizen `row` unemployed and the post that he or she holds vacant."""
    post = citizens.post[row]
    posts.holder[post] = VACANT
    posts.waiting[post] = 0
    citizens.post[row] = -1
    citizens.employer[row] = -1
    citizens.occupation[row] = -1
    citizens.ict_above[row] = 0.0
    citizens.pay_ratio[row] = 1.0
    citizens.tenure[row] = 0
    citizens.temporary[row] = False
    citizens.spell[row] = 0
    citizens.status[row] = UNEMPLOYED


@compiled
def dismiss(citizens, posts, row, cause, lost):
    """Dismiss citizen `row`, and leave the post vacant.

    Every involuntary job loss passes through this function, so that each has a cause.

    Parameters
    ----------
    citizens, posts : Citizens, Posts
    row : int
        A citizen with a job.
    cause : int
        Index into :data:`simulation.core.vocabulary.LOSS_CAUSES`.
    lost : ndarray of int64, shape (levels, causes)
        Count of losses by education and cause, to which one is added.
    """
    leave_post(citizens, posts, row)
    citizens.dismissed[row] = True
    citizens.loss_cause[row] = cause
    citizens.recent_loss[row] = 0
    lost[citizens.education[row], cause] += 1


@compiled
def take_post(citizens, posts, row, post):
    """Employ citizen `row` in the vacant post `post`."""
    posts.holder[post] = row
    citizens.post[row] = post
    citizens.employer[row] = posts.employer[post]
    citizens.occupation[row] = posts.occupation[post]
    citizens.ict_above[row] = posts.ict_above[post]
    citizens.pay_ratio[row] = posts.pay_ratio[post]
    citizens.tenure[row] = 0
    citizens.spell[row] = 0
    citizens.status[row] = EMPLOYED


@compiled
def _closed_rows(holder, number):
    """Return the lowest rows of closed posts, at most `number` of them."""
    rows = np.empty(number, dtype=np.int64)
    count = 0
    row = 0
    while count < number and row < holder.shape[0]:
        if holder[row] == CLOSED:
            rows[count] = row
            count += 1
        row += 1
    return rows[:count]


class PostContent(NamedTuple):
    """How the posts of an occupation differ.

    Attributes
    ----------
    seed : uint64
    cells : ndarray of float64, shape (occupations, 12)
        Cumulated shares of posts by education asked and ICT use; all 0 if posts do not differ.
    log_pay : ndarray of float64, shape (occupations, 12)
        Log pay of each cell relative to the occupation.
    ict, education_asked : ndarray, shape (occupations,)
        ICT demand in the table, and the education usually asked.
    pay_spread : float
        Standard deviation of log pay within a cell.
    differ : bool
        If false, each post is as its occupation.
    """

    seed: np.uint64
    cells: np.ndarray
    log_pay: np.ndarray
    ict: np.ndarray
    education_asked: np.ndarray
    pay_spread: float
    differ: bool


@compiled
def _draw_content(row, posts, content):
    """Draw education asked, ICT demand and pay of a post; they stay as long as it exists."""
    o = posts.occupation[row]
    posts.education_asked[row] = content.education_asked[o]
    posts.ict_above[row] = 0.0
    posts.pay_ratio[row] = 1.0
    if not content.differ:
        return
    bits = random_bits(content.seed, Decision.POST_CONTENT, 0, posts.identity[row], 0)
    log_pay = content.pay_spread * to_normal(bits[2], bits[3])
    last = content.cells.shape[1] - 1
    if content.cells[o, last] > 0.0:
        drawn = to_uniform(bits[0]) * content.cells[o, last]
        cell = 0
        while cell < last and drawn > content.cells[o, cell]:
            cell += 1
        use = cell % USES
        low, high = USE_ENDS[use], USE_ENDS[use + 1]
        ict = low + (high - low) * to_uniform(bits[1])
        posts.education_asked[row] = cell // USES
        posts.ict_above[row] = ict - content.ict[o]
        log_pay += content.log_pay[o, cell]
    posts.pay_ratio[row] = math.exp(log_pay)


@compiled
def _open(rows, employer, occupation, posts, employers, content):
    """Fill `rows` with vacant posts of the given employers and occupations."""
    for index in range(rows.shape[0]):
        row, e = rows[index], employer[index]
        posts.employer[row] = e
        posts.occupation[row] = occupation[index]
        posts.holder[row] = VACANT
        posts.waiting[row] = 0
        posts.identity[row] = identity_of_two(employers.identity[e], employers.serial[e])
        employers.serial[e] += 1
        employers.posts[e] += 1
        _draw_content(row, posts, content)


def open_posts(
    posts: Posts,
    employers: Employers,
    employer: np.ndarray,
    occupation: np.ndarray,
    content: PostContent,
) -> np.ndarray:
    """Open one vacant post per entry of `employer` and `occupation`.

    Closed rows are reused, lowest first; the table grows if there are too few.

    Returns
    -------
    ndarray of int64
        Rows of the posts.
    """
    number = employer.size
    rows = _closed_rows(posts.holder, number)
    if rows.size < number:
        before, missing = posts.rows, number - rows.size
        posts.grow(before + missing + (spare(before) if before else 0))
        rows = np.concatenate([rows, np.arange(before, before + missing)])
    _open(rows, employer, occupation, posts, employers, content)
    return np.asarray(rows)
